/* record_series.h -- a record as counts per day: what tests hold the program and the records against. */
#ifndef OFR_TEST_RECORD_SERIES_H
#define OFR_TEST_RECORD_SERIES_H

#include "events/events.h"

/* Which acts count. Lists are "a+b"; NULL or "" takes all. An act with a joint source or target
 * counts once when any of its names is in the list. */
typedef struct series_query {
    const char *source, *target, *theatre, *action;
    event_at at;      /* AT_ANY takes all */
    bool public_only; /* only acts that were public by the day known_by */
    int32_t known_by;
} series_query;

/* Acts (the sum of `count`) per day of [first, last] into ret_count, which holds last - first + 1.
 * An act of precision `approx` is spread over the 29 days around its date, one of `month` over
 * its calendar month, as evenly as whole numbers allow and with the total kept: a single act so
 * stays on its date, or in the middle of its month. What falls outside the window is left out.
 * OFR_USAGE (window empty), OFR_LIMIT (a day above INT32_MAX). Pure. O(events + days). */
ofr_status series_count(const ofr_record *record, const series_query *query, int32_t first,
                        int32_t last, int32_t *ret_count, ofr_error *err);

#endif
