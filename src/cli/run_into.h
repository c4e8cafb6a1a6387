/* run_into.h -- an ensemble into a result file, with progress on the terminal: what run and update have in common. */
#ifndef OFR_RUN_INTO_H
#define OFR_RUN_INTO_H

#include "cli.h"

/* Begin with {.output = FILE}, and began where other work came before; the name is the caller's. */
typedef struct run_into {
    const char *output;
    result_writer *writer;
    ofr_sink inner;    /* the writer's sink; ours looks into its begin */
    bool was_complete; /* the file held the study already, and nothing was run */
    bool said_waiting;
    progress_bar bar;
    double began; /* seconds_now where the work began; 0: with the run */
    ofr_work work;
} run_into;

/* The options of a run as they are typed, and the study's, by the names of ensemble_options.h; what a command does not have keeps its
 * default. command is the caller's to fill in. OFR_USAGE. */
ofr_status read_run_options(const cli_args *args, run_options *ret_options,
                            study_options *ret_study, ofr_error *err);
/* Allocated: --output, or the scenario's name with .offramp, of a quick look .quick.offramp. NULL: no memory. */
char *result_name(const cli_args *args, bool quick);

/* Runs a study into the result, or goes on with what is there. Fills in who is told of progress. What result_open_write and study_run
 * give; OFR_INTERRUPTED with writer NULL: before there was a file. run_into_close is called all the same. */
ofr_status run_into_result(run_into *run, const ofr_study *study, run_options *options,
                           result_mode mode, ofr_error *err);
/* A run that was stopped while it learned from the record: there is nothing that goes on. */
void say_stopped_learning(void);
/* Until then nobody else writes the result. */
void run_into_close(run_into *run);

#endif
