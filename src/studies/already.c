/* already.c -- what is asked about and holds on the eve of the start already, in how many of the histories.
 *
 * The particles of the point values, as members take their seats from them; one day is run, which changes
 * nothing of what was noted on the eve (outcomes.c).
 */
#include <stdlib.h>
#include <string.h>

#include "study.h"

static void watch_first_day(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                            size_t lane)
{
    const ofr_outcomes *outcomes = OWN(m, outcomes, ofr_outcomes);
    double *share = self;

    (void)day;
    for (size_t i = 0; i < outcomes->n; i++)
        share[i] += block_whole(b, outcomes->outcome[i].already, lane) / (double)OFR_PARTICLES;
}

ofr_status study_already(const ofr_study *study, uint64_t seed, const char *isa, double *ret_share,
                         ofr_error *err)
{
    const size_t n = OWN(study->model, outcomes, ofr_outcomes)->n;
    const ofr_kernel *kernel = kernel_choose(isa);
    ofr_model one_day = *study->model;
    ofr_ensemble e = {0};
    double *share = calloc(n + 1, sizeof *share);
    ofr_status status = OFR_OK;

    one_day.horizon = 1;
    if (!share) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the outcomes");
    if (status == OFR_OK && !kernel)
        status = ofr_fail(err, OFR_USAGE, "isa", "this machine cannot run '%s'", isa);
    if (status == OFR_OK)
        status = ensemble_init(&e, &one_day, kernel, seed, 1, OFR_PARTICLES, true, err);
    e.past = study->past;
    for (size_t at = 0; at < OFR_PARTICLES && status == OFR_OK; at += kernel->lanes) {
        const size_t left = OFR_PARTICLES - at, some = left < kernel->lanes ? left : kernel->lanes;
        status = members_replay(&e, at, some, NULL, watch_first_day, share, err);
    }
    if (status == OFR_OK) memcpy(ret_share, share, n * sizeof *share);
    ensemble_done(&e);
    free(share);
    return status;
}
