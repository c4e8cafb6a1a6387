/* keeping.h -- the result in which compare and test keep their sums and eves. */
#ifndef OFR_KEEPING_H
#define OFR_KEEPING_H

#include "../report/result_store.h"
#include "../studies/study.h"
#include "options.h"

#define OPTION_KEEP                                                                                \
    {                                                                                              \
        "output", "FILE",                                                                          \
            "result in which its sums are kept, so that they are read the next time (default:\n"   \
            "that of run)",                                                                        \
            OFFER_FILES, NULL                                                                      \
    }
#define OPTION_NO_KEEP                                                                             \
    {                                                                                              \
        "no-keep", NULL, "keep nothing, and read nothing that was kept", OFFER_NOTHING, NULL       \
    }

typedef struct keeping {
    char *path;
    result_store *file; /* NULL: nothing is kept */
    bool absent;        /* there is none yet */
    ofr_store store;
} keeping;

/* Opens the result that is asked for, or run's for the scenario, and makes it where there is none. What cannot be used under
 * its usual name is told on standard error, and nothing is kept; under a name that was typed it is an error. size: of a
 * run, for a result that is made. */
ofr_status keeping_open(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                        ofr_error *err);
/* The same in two steps, for whoever learns between them: what is there, and then what is not. */
ofr_status keeping_find(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                        ofr_error *err);
ofr_status keeping_make(const cli_args *args, const ofr_study *study, run_options *size, keeping *k,
                        ofr_error *err);
/* NULL where nothing is kept. */
const ofr_store *keeping_store(const keeping *k);
/* Says where it is kept, and whether it was read there. */
void keeping_say(const keeping *k, const ofr_work *work, FILE *out);
void keeping_close(keeping *k); /* takes zeroed */

#endif
