/* learning.h -- the option --learn: parameter sets learned from the record in place of draws from the priors. */
#ifndef OFR_LEARNING_H
#define OFR_LEARNING_H

#include "../studies/study_sets.h"
#include "ensemble_options.h"

#define OPTION_LEARN                                                                               \
    {                                                                                              \
        "learn", NULL,                                                                             \
            "reweight the parameter sets by the record, block by block, before they are used;\n"   \
            "leads every set through history once more, unless the result keeps what that gave",   \
            OFFER_NOTHING, NULL                                                                    \
    }

/* Does so where it is asked for, from evidence that the store keeps (NULL: nowhere), or else from the record. OFR_USAGE (with --fixed; without a record),
 * OFR_INTERRUPTED, OFR_NO_MEMORY, what the store gives. */
ofr_status learn_if_asked(const cli_args *args, ofr_study *study, const run_options *size,
                          const ofr_store *store, ofr_error *err);
/* The same for a run into a result: what the one that is there keeps is not learned again. It is looked at before the run locks it, and not
 * written: the run puts the evidence into the result that it makes. */
ofr_status learn_beside(const cli_args *args, const char *result, ofr_study *study,
                        const run_options *size, ofr_error *err);

#endif
