/* simplex.h -- the lowest value of a smooth function of a few numbers (Nelder and Mead 1965, restarted). */
#ifndef OFR_SERIES_SIMPLEX_H
#define OFR_SERIES_SIMPLEX_H

#include <stddef.h>

enum { SIMPLEX_MOST = 8 };

/* To be made small; may return infinity, never NaN. */
typedef double (*simplex_function)(const double *x, void *context);

/* Goes down from x (n <= SIMPLEX_MOST numbers, first steps of `step` each), and again from where it ended, with at
 * most `calls` calls in all. Leaves the best place in x and returns its value. */
double simplex_lowest(simplex_function function, void *context, double *x, size_t n, double step,
                      size_t calls);

#endif
