/* watch.h -- what tests see of an ensemble: its members' results, and the days of some of them one by one. */
#ifndef OFR_TEST_WATCH_H
#define OFR_TEST_WATCH_H

#include "engine/observe.h"

/* The results of members first .. first + n - 1 under a variant (NULL: none); kinds as in seen_plan. Fails the test with a
 * message. */
ofr_seen watch_futures(const ofr_ensemble *e, const ofr_variant *variant, unsigned kinds,
                       size_t first, size_t n);

/* Called at the end of a day with each seat's lane, in the order of seats. */
typedef void (*ofr_watch)(void *self, const ofr_model *model, const ofr_block *block, int32_t day,
                          size_t lane);

/* Runs members first .. first + n - 1, calling `future` (may be NULL) for each of them on each day after the start, and
 * `past` (may be NULL) for each particle of their sets on each day before it. Lane k of the first block is member
 * first + k. */
void watch_days(const ofr_ensemble *e, size_t first, size_t n, ofr_watch past, ofr_watch future,
                void *self);

#endif
