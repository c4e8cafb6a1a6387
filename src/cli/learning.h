/* learning.h -- the option --learn: parameter sets learned from the record in place of draws from the priors. */
#ifndef OFR_LEARNING_H
#define OFR_LEARNING_H

#include "../studies/study_sets.h"
#include "ensemble_options.h"

#define OPTION_LEARN                                                                               \
    {                                                                                              \
        "learn", NULL,                                                                             \
            "reweight the parameter sets by the record, block by block, before they are used;\n"   \
            "leads every set through history once more",                                           \
            OFFER_NOTHING, NULL                                                                    \
    }

/* Does so where it is asked for. OFR_USAGE (with --fixed; without a record), OFR_INTERRUPTED, OFR_NO_MEMORY. */
ofr_status learn_if_asked(const cli_args *args, ofr_study *study, const run_options *size,
                          ofr_error *err);
/* Tells what was learned, if anything was. */
void learning_say(const ofr_study *study, FILE *out);

#endif
