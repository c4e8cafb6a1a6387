/* daily_series.h -- the daily counts that tools/series/daily wrote. */
#ifndef OFR_SERIES_DAILY_SERIES_H
#define OFR_SERIES_DAILY_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "offramp.h"

enum { SERIES_NAME = 64, NOT_COVERED = -1 };

typedef struct daily_series {
    char name[SERIES_NAME], kind[SERIES_NAME], standoff[SERIES_NAME];
    bool fit;          /* long enough to set numbers */
    int32_t first_day; /* since 1970-01-01 */
    size_t n_days, split;
    int32_t *count; /* [n_days]; NOT_COVERED: no report, which is not a zero */
    double weekday
        [7]; /* factor by (day mod 7), mean 1; from days before split, all 1 where the source has none */
} daily_series;

typedef struct daily_set {
    daily_series *series;
    size_t n;
} daily_set;

/* Reads DIRECTORY/index.csv and the series it names. OFR_IO, OFR_RECORD, OFR_LIMIT, OFR_NO_MEMORY. */
ofr_status daily_read(const char *directory, daily_set *ret_set, ofr_error *err);
void daily_done(daily_set *set);

/* Factor of a day of the series, counted from its first. Pure. */
double daily_factor(const daily_series *series, size_t day);
/* Covered days and their acts in [from, to), days weighed by their factor: acts / exposure is the rate a day. Pure. */
void daily_totals(const daily_series *series, size_t from, size_t to, double *ret_exposure,
                  double *ret_acts);

#endif
