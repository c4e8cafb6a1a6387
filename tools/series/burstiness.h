/* burstiness.h -- how uneven daily counts are: what R1 compares between a series and its simulations.
 *
 * Windows lie one after another from the first day and count if half of their days are covered. Days without a
 * report are passed over: they neither add to a quiet spell nor end it. */
#ifndef OFR_SERIES_BURSTINESS_H
#define OFR_SERIES_BURSTINESS_H

#include <stddef.h>
#include <stdint.h>

typedef enum burst {
    BURST_WEEK, /* variance / mean of counts in windows of 1, 2, 4, 8 weeks */
    BURST_WEEK_2,
    BURST_WEEK_4,
    BURST_WEEK_8,
    BURST_ZERO,  /* share of weeks without an act */
    BURST_QUIET, /* longest spell of days without an act */
    BURST_LAG,   /* correlation of a week's count with the next week's */
    N_BURSTS
} burst;

extern const char *const burst_name[N_BURSTS];

/* Of n days; NOT_COVERED (daily_series.h) has no report. NaN where there are fewer than four windows or no act. O(n). */
void bursts_of(const int32_t *count, size_t n, double ret[static N_BURSTS]);

#endif
