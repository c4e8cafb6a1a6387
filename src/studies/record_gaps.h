/* record_gaps.h -- days of history on which a record says nothing, held against its own pace. */
#ifndef OFR_RECORD_GAPS_H
#define OFR_RECORD_GAPS_H

#include "../state/model.h"
#include "record_notes.h"
#include "record_window.h"

/* Tells of days without any row that are too many for chance: at the end, at the beginning, between rows; and of the
 * same of the acts of each flow with record: full. flow_of: [rows] the flow of each, or OFR_NONE. O(flows (rows + days)). */
void record_gaps_tell(const ofr_model *model, const ofr_record *record, const record_window *window,
                      const size_t *flow_of, record_notes *notes);

/* Chance that n points dropped on a stretch evenly leave a share of it empty: before the first, say (any one place), or, with
 * anywhere, somewhere; there it is a bound from above (at most 1). share 0..1. Pure.
 * Source: spacings of uniform points, (1 - share)^n for each of the n + 1. */
double record_gap_chance(size_t n, double share, bool anywhere);

#endif
