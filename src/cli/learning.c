/* learning.c -- see learning.h. */
#include "learning.h"

#include "../report/learned_told.h"
#include "cli.h"

ofr_status learn_if_asked(const cli_args *args, ofr_study *study, const run_options *size,
                          ofr_error *err)
{
    if (!option_text(args, "learn")) return OFR_OK;
    if (size->fixed)
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "--fixed has a single set of values; there is nothing to --learn");
    fprintf(stderr, "offramp: leading %zu parameter sets through the record to learn from it\n",
            size->n_sets);
    return study_learn(study, size->seed, size->n_sets, size->isa, size->threads, stop_on_signals(),
                       err);
}

void learning_say(const ofr_study *study, FILE *out)
{
    const struct study_sets *sets = study ? study_learned(study) : NULL;

    if (sets) learned_text(sets, out);
}
