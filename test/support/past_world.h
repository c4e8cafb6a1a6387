/* past_world.h -- a scenario text with a record given as text: history without files. */
#ifndef OFR_TEST_PAST_WORLD_H
#define OFR_TEST_PAST_WORLD_H

#include "engine/filter.h"
#include "studies/study.h"

/* Opens yaml, which names no record itself, with history from the day `from` ("YYYY-MM-DD") on. events is
 * CSV as in events.h, totals (may be NULL) the text of its totals. Fails the test with a message. */
ofr_study *past_world_open(const char *yaml, const char *from, const char *events,
                           const char *totals);
/* The same without a past: the events, all at or after the start, are given to the forecast as they happened. */
ofr_study *past_world_given(const char *yaml, const char *events);
/* An ensemble at point values on that study: members 0 .. n_sets * per_set - 1. */
ofr_ensemble past_world_ensemble(const ofr_study *study, const ofr_kernel *kernel, uint64_t seed,
                                 size_t n_sets, size_t per_set);
/* Row of a named state; whole says of which kind. */
const ofr_field *past_world_field(const ofr_model *m, const char *name);

#endif
