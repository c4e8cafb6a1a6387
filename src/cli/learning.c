/* learning.c -- see learning.h. */
#include "learning.h"

#include "../report/result_store.h"
#include "cli.h"

static void say_leading(void *self, size_t sets)
{
    (void)self;
    fprintf(stderr, "offramp: leading %zu parameter sets through the record to learn from it\n",
            sets);
}

ofr_status learn_if_asked(const cli_args *args, ofr_study *study, const run_options *size,
                          const ofr_store *store, ofr_error *err)
{
    const learn_options o = {.seed = size->seed,
                             .n_sets = size->n_sets,
                             .isa = size->isa,
                             .threads = size->threads,
                             .stop = stop_on_signals(),
                             .store = store,
                             .leading = say_leading};

    if (!option_text(args, "learn")) return OFR_OK;
    if (size->fixed)
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "--fixed has a single set of values; there is nothing to --learn");
    return study_learn(study, &o, err);
}

ofr_status learn_beside(const cli_args *args, const char *result, ofr_study *study,
                        const run_options *size, ofr_error *err)
{
    result_store *there = NULL;
    ofr_store store;
    ofr_status status = OFR_OK;

    if (!option_text(args, "learn")) return OFR_OK;
    status = result_store_look(result, &there, err);
    if (there) store = result_store_of(there);
    if (status == OFR_OK) status = learn_if_asked(args, study, size, there ? &store : NULL, err);
    result_store_close(there);
    return status;
}
