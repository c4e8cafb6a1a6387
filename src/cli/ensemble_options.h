/* ensemble_options.h -- the options of every command that simulates: their rows, one wording each, and their readers.
 *
 * A command puts the rows that it wants into its table; the readers find them by name, and what a command
 * does not have keeps its default.
 */
#ifndef OFR_ENSEMBLE_OPTIONS_H
#define OFR_ENSEMBLE_OPTIONS_H

#include "../studies/study.h"
#include "options.h"

/* Each is one row of cli_option; texts in brackets are the defaults as shown. */
#define OPTION_SEED                                                                                \
    {                                                                                              \
        "seed", "N", "seed of all random numbers (default 1)", OFFER_NOTHING, NULL                 \
    }
#define OPTION_SETS(usual)                                                                         \
    {                                                                                              \
        "sets", "N", "parameter sets drawn from the priors (default " usual ")", OFFER_NOTHING,    \
            NULL                                                                                   \
    }
#define OPTION_MEMBERS(usual)                                                                      \
    {                                                                                              \
        "members", "N", "futures in each set (default " usual ")", OFFER_NOTHING, NULL             \
    }
#define OPTION_FIXED                                                                               \
    {                                                                                              \
        "fixed", NULL, "one set of point values instead of draws from the priors", OFFER_NOTHING,  \
            NULL                                                                                   \
    }
#define OPTION_QUICK(more)                                                                         \
    {                                                                                              \
        "quick", NULL, "a first look: 16 sets of 64 futures" more, OFFER_NOTHING, NULL             \
    }
#define OPTION_THREADS                                                                             \
    {                                                                                              \
        "threads", "N", "threads (default: one a processor); results do not depend on it",         \
            OFFER_NOTHING, NULL                                                                    \
    }
#define OPTION_START                                                                               \
    {                                                                                              \
        "start", "DATE", "another first day than the scenario's, as YYYY-MM-DD", OFFER_NOTHING,    \
            NULL                                                                                   \
    }
#define OPTION_HORIZON                                                                             \
    {                                                                                              \
        "horizon", "DAYS", "another horizon, such as \"90 days\"", OFFER_NOTHING, NULL             \
    }
#define OPTION_GIVEN                                                                               \
    {                                                                                              \
        "given", "PATTERNS",                                                                       \
            "flows and drivers taken from the record after the start, as they happened;\n"         \
            "names with * and ?, separated by commas",                                             \
            OFFER_NOTHING, NULL                                                                    \
    }
#define OPTION_MODEL_ONLY                                                                          \
    {                                                                                              \
        "model-only", NULL, "do not pool the model's futures with the class of each hostile pair", \
            OFFER_NOTHING, NULL                                                                    \
    }
#define OPTION_NO_HISTORY                                                                          \
    {                                                                                              \
        "no-history", NULL, "start at rest, without the record's past", OFFER_NOTHING, NULL        \
    }
#define OPTION_RECORD                                                                              \
    {                                                                                              \
        "record", "FILE",                                                                          \
            "this event record in place of the one that the scenario names; it may be anywhere,\n" \
            "and a pipe will do",                                                                  \
            OFFER_FILES, NULL                                                                      \
    }
#define OPTION_ISA                                                                                 \
    {                                                                                              \
        "isa", "v2|v3|v4",                                                                         \
            "x86-64 instructions to use (default: the best here); results do not depend on it",    \
            OFFER_WORDS, "v2 v3 v4"                                                                \
    }

enum { QUICK_SETS = 16, QUICK_PER_SET = 64 };

typedef struct ensemble_options {
    uint64_t seed;
    size_t n_sets, per_set;
    bool fixed, quick;
    int threads;     /* 0: as many as there are processors */
    const char *isa; /* NULL: the best */
} ensemble_options;

/* --start, --horizon, --given, --no-history, --record. OFR_USAGE. */
ofr_status read_study_options(const cli_args *args, study_options *ret_options, ofr_error *err);
/* All others; sets and members are the usual size, which --quick and then a typed number replace. --fixed puts all
 * futures into one set. OFFRAMP_ISA in the environment is the default of --isa. OFR_USAGE. */
ofr_status read_ensemble_options(const cli_args *args, uint64_t sets, uint64_t members,
                                 ensemble_options *ret_options, ofr_error *err);

#endif
