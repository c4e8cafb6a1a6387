/* study_sets.h -- the parameter sets of a study: drawn from the priors, or learned from its record (engine/learned.h). */
#ifndef OFR_STUDY_SETS_H
#define OFR_STUDY_SETS_H

#include "../engine/learned.h"
#include "store.h"
#include "study.h"

/* Sets that take the place of those drawn from the priors, for ensembles of this seed and number of sets. */
struct study_sets {
    uint64_t seed;
    size_t n_sets;
    double *value;    /* [n_sets][spec parameters] */
    ofr_learned told; /* no blocks where they come from a result */
    ofr_kept_evidence
        kept; /* from which they were learned; no bytes where they come from a result */
};

typedef struct learn_options {
    uint64_t seed;
    size_t n_sets;
    const char *isa; /* as run_options */
    int threads;
    const volatile int *stop;
    const ofr_store *
        store; /* where the evidence may be kept already, and is kept, if it may be written; NULL: nowhere */
    void (*leading)(
        void *self,
        size_t
            sets); /* called before sets are led through the record; not where it is kept; may be NULL */
    void *self;
} learn_options;

/* The ensemble of a study: its record, what is given, its sets. Release it with ensemble_done. OFR_NO_MEMORY. */
ofr_status study_ensemble(const ofr_study *study, const ofr_kernel *kernel, uint64_t seed,
                          size_t n_sets, size_t per_set, bool fixed, ofr_ensemble *ret_e,
                          ofr_error *err);

/* Learns the sets of this seed and number from the record; all ensembles of such sets take them from now on, and those of studies that are opened
 * again from this one. Evidence that is kept is not weighed again; the sets are the same to the bit. OFR_USAGE: there is nothing to learn from, or no kernel isa.
 * OFR_INTERRUPTED, OFR_NO_MEMORY, what the store gives. As learned_sets. */
ofr_status study_learn(ofr_study *study, const learn_options *options, ofr_error *err);
/* Takes sets that were learned before. value [n_sets][spec parameters] becomes the study's, also on failure. OFR_NO_MEMORY. */
ofr_status study_take_sets(ofr_study *study, uint64_t seed, size_t n_sets, double *value,
                           ofr_error *err);
/* Adds the work of learning that was done now: none where the evidence was kept. */
void study_learned_work(const ofr_study *study, ofr_work *work);
/* What has been learned; NULL: the sets are those of the priors, or come from a result. */
const struct study_sets *study_learned(const ofr_study *study);
/* Takes NULL. */
void study_sets_free(struct study_sets *sets);

#endif
