/* plan.h -- what a run tells its sink beforehand: names, edges, series, draws. */
#ifndef OFR_PLAN_H
#define OFR_PLAN_H

#include "study.h"

/* Fills a plan whose arrays live in arena. OFR_NO_MEMORY, OFR_DEGENERATE. */
ofr_status plan_make(const ofr_study *study, const ofr_ensemble *e, const run_options *o,
                     size_t chunk, ofr_arena *arena, ofr_plan *ret_plan, ofr_error *err);
/* Hash of what the record gives, and of the options that change results but are not in the scenario. */
uint64_t plan_record_hash(const ofr_study *study);

#endif
