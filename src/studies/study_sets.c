/* study_sets.c -- see study_sets.h. */
#include "study_sets.h"

#include <stdlib.h>
#include <string.h>

static const struct study_sets *sets_of(const ofr_study *study)
{
    return study->sets ? study->sets : study->lent_sets;
}

ofr_status study_ensemble(const ofr_study *study, const ofr_kernel *kernel, uint64_t seed,
                          size_t n_sets, size_t per_set, bool fixed, ofr_ensemble *ret_e,
                          ofr_error *err)
{
    const struct study_sets *sets = sets_of(study);
    const ofr_status status = ensemble_init(ret_e, study->model, kernel, seed, n_sets, per_set,
                                            fixed, err);

    if (status != OFR_OK) return status;
    ret_e->past = study->past;
    ret_e->given = study->given;
    if (sets && !fixed && sets->seed == seed && sets->n_sets == n_sets)
        memcpy(ret_e->value, sets->value, n_sets * study->spec->n_parameters * sizeof *sets->value);
    return OFR_OK;
}

ofr_status study_take_sets(ofr_study *study, uint64_t seed, size_t n_sets, double *value,
                           ofr_error *err)
{
    struct study_sets *sets = calloc(1, sizeof *sets);

    if (!sets) {
        free(value);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", n_sets);
    }
    *sets = (struct study_sets){.seed = seed, .n_sets = n_sets, .value = value};
    study_sets_free(study->sets);
    study->sets = sets;
    return OFR_OK;
}

ofr_status study_learn(ofr_study *study, uint64_t seed, size_t n_sets, const char *isa, int threads,
                       const volatile int *stop, ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(isa);
    ofr_ensemble e = {0};
    ofr_learned told = {0};
    ofr_status status;

    if (!kernel)
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", isa);
    status = ensemble_init(&e, study->model, kernel, seed, n_sets, 1, false, err);
    e.past = study->past;
    if (status == OFR_OK) status = learned_sets(&e, threads, stop, &told, err);
    if (status == OFR_OK && told.n_blocks == 0)
        status = ofr_fail(err, OFR_USAGE, "learn",
                          n_sets < 2 ? "one parameter set is nothing to choose from; ask for more"
                                     : "there is no record before the start to learn from; leave "
                                       "it out, or give the scenario a history");
    if (status == OFR_OK) {
        status = study_take_sets(study, seed, n_sets, e.value, err);
        e.value = NULL;
    }
    if (status == OFR_OK)
        study->sets->told = told;
    else
        learned_done(&told);
    ensemble_done(&e);
    return status;
}

const struct study_sets *study_learned(const ofr_study *study)
{
    const struct study_sets *sets = sets_of(study);

    return sets && sets->told.n_blocks > 0 ? sets : NULL;
}

void study_sets_free(struct study_sets *sets)
{
    if (!sets) return;
    learned_done(&sets->told);
    free(sets->value);
    free(sets);
}
