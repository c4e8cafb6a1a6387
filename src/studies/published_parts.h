/* published_parts.h -- what measuring takes from published_shifts.c; private to the two. */
#ifndef OFR_PUBLISHED_PARTS_H
#define OFR_PUBLISHED_PARTS_H

#include "published.h"

/* Notes what was measured at a shift of open acts; not where there is a measurement next to it already. */
void published_put_open(published_pair *pair, double at, double share);
/* Shift of open acts that brings the model to the middle of the class, as far as `open` is measured. Pure. */
double published_middle(const published_pair *pair);
/* Of n >= 1 sets in a row one value from each of n layers of what sets are off by; which: 0 open acts, 1 war, in another order. Pure. */
double published_layer(const ofr_published *published, size_t set, size_t n, size_t which);
/* What a set is off by, of open acts and of war; and the quantiles at which it draws from the class, 0 to 1. Pure. */
void published_noise(const ofr_published *published, uint64_t seed, size_t set, size_t pair,
                     double ret[2], double ret_quantile[2]);

/* Of war at each shift, from wars among exchanges: the line in log-odds that fits them best, where its slope is likely near one
 * (N(1, 1/4^2)), since a shift is added to the log-odds of each exchange, and the class's share counts for one exchange. Few exchanges end in war, so that
 * each share by itself would be mostly noise. O(points). Pure. */
void published_fit_war(const size_t *wars, const size_t *exchanges, double by_class,
                       double ret_share[PUBLISHED_WAR]);

#endif
