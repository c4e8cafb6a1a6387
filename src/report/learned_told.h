/* learned_told.h -- what parameter sets have learned from the record, told. */
#ifndef OFR_LEARNED_TOLD_H
#define OFR_LEARNED_TOLD_H

#include <stdio.h>

#include "../core/json_writer.h"
#include "../studies/study_sets.h"

/* A line a block: how noisy its evidence is, at which temperature it was taken, what it is worth, or why it keeps its priors. */
void learned_text(const struct study_sets *sets, FILE *out);
/* "learned": {"sets", "possible", "blocks": [...], "parameters": [...]} within an open object: of each parameter with a prior in a
 * reweighted block the quantiles 0.05, 0.5, 0.95 of the sets before and after. OFR_NO_MEMORY. */
ofr_status json_learned(json_writer *json, const ofr_study *study, const struct study_sets *sets,
                        ofr_error *err);

#endif
