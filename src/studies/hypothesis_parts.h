/* hypothesis_parts.h -- hypotheses at work; private to hypothesis.c and hypothesis_run.c. */
#ifndef OFR_HYPOTHESIS_PARTS_H
#define OFR_HYPOTHESIS_PARTS_H

#include "batch.h"
#include "hypothesis.h"
#include "kept_sums.h"
#include "whatif.h"

enum { HYPOTHESIS_CHUNK = 256 };

/* One hypothesis. */
typedef struct hypothesis_work {
    const test_options *o;
    ofr_study *study;
    const ofr_node *node; /* in the study's spec */
    ofr_tested *tested;
    ofr_arena *arena;
    ofr_ensemble e;
    size_t outcome;
    size_t *slot;
    size_t n_slots;
    whatif_plan plan[CLAIM_MOST];
    ofr_whatif whatif[CLAIM_MOST];
    const ofr_variant *variant[1 + CLAIM_MOST];
    ofr_batch b;
    pair_sums *sums;      /* [n_claims][n_sets] */
    ofr_account *account; /* [n_sets] */
    kept_sums kept;
} hypothesis_work;

/* Adds the pairs of a chunk. seen: the base, then each claim, of the same members. */
void hypothesis_sum(hypothesis_work *w, const ofr_seen *seen);
/* An error says which hypothesis it is about. Returns status. */
ofr_status hypothesis_name_it(const char *id, ofr_status status, ofr_error *err);
/* Runs and sums all of them, chunk by chunk: each parameter set goes through history once, whatever days they begin on.
 * start: of the scenario; its eves are kept. What history_legs and futures_run give. */
ofr_status hypotheses_run(hypothesis_work *work, size_t n, int32_t start, const test_options *o,
                          ofr_work *work_done, ofr_error *err);

#endif
