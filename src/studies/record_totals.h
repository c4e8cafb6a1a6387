/* record_totals.h -- running totals that a scenario cannot take, or that its rows contradict. */
#ifndef OFR_RECORD_TOTALS_H
#define OFR_RECORD_TOTALS_H

#include "../spec/faults.h"
#include "../state/model.h"
#include "record_notes.h"
#include "record_window.h"

/* Adds a fault for each total from the first day of history on that is spread over a flow together with another, or that is
 * one more than can be under way at once; and for each within history whose rows hold more acts than it counts.
 * flow_of: [rows] the flow that each row is matched to, or OFR_NONE. False: memory is out. O(totals flows + rows). */
bool record_totals_check(const ofr_model *model, const ofr_record *record,
                         const record_window *window, const size_t *flow_of, ofr_faults *faults);
/* Tells of those that are left out, of theatres in which they count and no flow does, and of flows without any. */
void record_totals_tell(const ofr_model *model, const ofr_record *record,
                        const record_window *window, record_notes *notes);

#endif
