/* study_sets.c -- see study_sets.h. */
#include "study_sets.h"

#include <stdlib.h>
#include <string.h>

#include "learn_kept.h"

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

/* Why there is nothing to learn from. */
static ofr_status cannot_learn(size_t n_sets, ofr_error *err)
{
    return ofr_fail(err, OFR_USAGE, "learn",
                    n_sets < 2 ? "one parameter set is nothing to choose from; ask for more"
                               : "there is no record before the start to learn from; leave it "
                                 "out, or give the scenario a history");
}

/* Leads the sets through the record, and keeps what that gave. */
static ofr_status lead(ofr_ensemble *e, const learn_options *o, ofr_learned *ret_told,
                       ofr_kept_evidence *ret_kept, ofr_error *err)
{
    ofr_status status;

    if (o->leading) o->leading(o->self, e->n_sets);
    status = learned_sets(e, o->threads, o->stop, ret_told, err);
    if (status == OFR_OK) status = learn_pack(e, ret_told, ret_kept, err);
    if (status == OFR_OK && o->store && o->store->keep)
        status = o->store->keep(o->store->self, ret_kept->key, 0, ret_kept->bytes, ret_kept->n,
                                NULL, 0, err);
    return status;
}

static ofr_status learn(ofr_study *study, ofr_ensemble *e, const learn_options *o,
                        ofr_learned *ret_told, ofr_kept_evidence *ret_kept, ofr_error *err)
{
    double *evidence = NULL;
    ofr_status status;

    if (!learned_can(e)) return cannot_learn(o->n_sets, err);
    ret_kept->key = learn_key(study, e);
    status = learn_find(o->store, e, ret_kept, &evidence, err);
    if (status == OFR_OK)
        status = evidence ? learned_again(e, evidence, ret_told, err)
                          : lead(e, o, ret_told, ret_kept, err);
    free(evidence);
    return status;
}

ofr_status study_learn(ofr_study *study, const learn_options *o, ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(o->isa);
    ofr_ensemble e = {0};
    ofr_learned told = {0};
    ofr_kept_evidence kept = {0};
    ofr_status status;

    if (!kernel)
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    status = ensemble_init(&e, study->model, kernel, o->seed, o->n_sets, 1, false, err);
    e.past = study->past;
    if (status == OFR_OK) status = learn(study, &e, o, &told, &kept, err);
    if (status == OFR_OK) {
        status = study_take_sets(study, o->seed, o->n_sets, e.value, err);
        e.value = NULL;
    }
    if (status == OFR_OK) {
        study->sets->told = told;
        study->sets->kept = kept;
    } else {
        learned_done(&told);
        free(kept.bytes);
    }
    ensemble_done(&e);
    return status;
}

void study_learned_work(const ofr_study *study, ofr_work *work)
{
    const struct study_sets *sets = study_learned(study);
    const ofr_work more = {.set_histories = sets ? sets->told.n_led : 0};

    work_add(work, &more);
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
    free(sets->kept.bytes);
    free(sets->value);
    free(sets);
}
