/* already.c -- what is asked about and holds on the eve of the start already, in how many of the histories; and which day of
 * the record these can hardly explain.
 *
 * The particles of the point values, as members take their seats from them; one day is run, which changes
 * nothing of what was noted on the eve (outcomes.c).
 */
#include <stdlib.h>
#include <string.h>

#include "../engine/futures.h"
#include "../mechanisms/outcomes.h"
#include "study.h"

/* Shares of so many histories, one a particle. */
typedef struct eves {
    double *share;
    size_t n;
} eves;

static void see_first_day(void *self, const ofr_seats *seats)
{
    const ofr_outcomes *outcomes = seats->model->own->outcomes;
    const eves *seen = self;

    for (size_t i = 0; i < outcomes->n; i++) {
        for (size_t k = 0; k < seats->n; k++)
            seen->share[i] += block_whole(seats->block, outcomes->outcome[i].already, k) /
                              (double)seen->n;
    }
}

ofr_status study_already(const ofr_study *study, uint64_t seed, const char *isa, double *ret_share,
                         char ret_strain[STRAIN_TEXT], ofr_work *work, ofr_error *err)
{
    const size_t n = study->model->own->outcomes->n;
    const ofr_kernel *kernel = kernel_choose(isa);
    ofr_model one_day = *study->model;
    ofr_ensemble e = {0};
    double *share = calloc(n + 1, sizeof *share);
    ofr_strain strain = {0};
    eves seen = {share, ensemble_particles(study->model)};
    ofr_status status = OFR_OK;

    one_day.horizon = 1;
    if (!share) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the outcomes");
    if (status == OFR_OK && !kernel)
        status = ofr_fail(err, OFR_USAGE, "isa", "this machine cannot run '%s'", isa);
    if (status == OFR_OK) status = ensemble_init(&e, &one_day, kernel, seed, 1, seen.n, true, err);
    e.past = study->past;
    e.strain = &strain;
    const ofr_observer observer = {one_day.start, one_day.start + 1, see_first_day, &seen};
    const ofr_way way = {.observer = &observer, .n_observers = 1};
    const futures_plan plan = {.n = seen.n, .way = &way, .n_ways = 1, .work = work};
    if (status == OFR_OK) status = futures_run(&e, &plan, err);
    if (status == OFR_OK) memcpy(ret_share, share, n * sizeof *share);
    if (status == OFR_OK) strain_text(&strain, study->model, study->past, ret_strain);
    ensemble_done(&e);
    free(share);
    return status;
}
