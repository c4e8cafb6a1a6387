/* kinds_rolling.h -- R2: what was known on days of the second halves, what came, and what each model said. */
#ifndef OFR_SERIES_KINDS_ROLLING_H
#define OFR_SERIES_KINDS_ROLLING_H

#include <stdio.h>

#include "kind_prior.h"

/* Origins lie ROLLING_STEP days apart in each second half, from its first day on, where the last week had an act.
 * A row is an origin: series, kind, standoff, days since the split, acts in the last 7, 28, 60 days, rate of the
 * first half; whether 30 quiet days come complete within 45, 90, 180 days from the origin on, and acts in the 28
 * days from it on (empty: the end of the series or missing days leave it open). Then what each model says with
 * what was known: the chances of the three, and the quantiles 5 %, 10 %, ..., 95 % of the acts. level, halts, both
 * are the kind's without the series' standoff (second_half.h), filtered to the origin, draws weighted by how well
 * they foretold the second half so far. poisson and negbin are persistence: the mean of the last 60 days, negbin
 * with the middle size of the other standoffs' fits. OFR_NO_MEMORY, OFR_RECORD, OFR_DEGENERATE. */
ofr_status kinds_rolling(const daily_set *set, const kind_fit *fits, size_t n_fits,
                         const csv_table *own, FILE *out, ofr_error *err);

enum { ROLLING_STEP = 45, ROLLING_PATHS = 1000 };

#endif
