/* plan.h -- what a run tells its sink beforehand: names, edges, series, draws. */
#ifndef OFR_PLAN_H
#define OFR_PLAN_H

#include "study.h"

/* Fills a plan whose arrays live in arena. OFR_NO_MEMORY, OFR_DEGENERATE. */
ofr_status plan_make(const ofr_study *study, const ofr_ensemble *e, const run_options *o,
                     size_t chunk, ofr_arena *arena, ofr_plan *ret_plan, ofr_error *err);
/* The plan of a run with these options, which need not be run. It points into the study and the arena. OFR_USAGE (isa, sizes),
 * as study_already, OFR_NO_MEMORY. */
ofr_status study_plan(const ofr_study *study, const run_options *options, ofr_arena *arena,
                      ofr_plan *ret_plan, ofr_error *err);
/* The ensemble of a run with these options; release it with ensemble_done. OFR_USAGE, OFR_NO_MEMORY. */
ofr_status plan_ensemble(const ofr_study *study, const run_options *options, ofr_ensemble *ret_e,
                         ofr_error *err);
/* Members a chunk of such a run. Pure. */
size_t plan_chunk(const run_options *options);
/* Hash of what the record gives, and of the options that change results but are not in the scenario. */
uint64_t plan_record_hash(const ofr_study *study);

#endif
