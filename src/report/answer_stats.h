/* answer_stats.h -- which quantiles an answer tells, and how a histogram of a series is read. All pure. */
#ifndef OFR_ANSWER_STATS_H
#define OFR_ANSWER_STATS_H

#include <stddef.h>

enum { N_QUANTILES = 5 };
extern const double answer_quantile_at[N_QUANTILES]; /* 0.05, 0.25, 0.5, 0.75, 0.95 */

/* Value at a place t = bin + part of a SERIES_SCALED histogram: bin 0 is told as 0, the last as its
 * lower end, between them x = scale t / (bins - t). */
double scaled_value(size_t bin, double part, size_t n_bins, double scale);

#endif
