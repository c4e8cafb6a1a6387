/* record_observation.h -- what a scenario says of how much its record holds, held against the record. */
#ifndef OFR_RECORD_OBSERVATION_H
#define OFR_RECORD_OBSERVATION_H

#include "../spec/faults.h"
#include "../state/model.h"
#include "record_window.h"

/* Adds a fault for periods that end before they begin or overlap, for numbers with a prior (they are one for all parameter
 * sets), for flows that no share can be said of, and for rows of the window on days that are said not to be covered.
 * flow_of: [rows] the flow of each, or OFR_NONE. OFR_NO_MEMORY. O(rows periods). */
ofr_status record_observation_check(const ofr_model *model, const ofr_record *record,
                                    const record_window *window, const size_t *flow_of,
                                    ofr_faults *faults, ofr_error *err);

#endif
