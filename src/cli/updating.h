/* updating.h -- an update as its command, its files and its tellers share it. */
#ifndef OFR_CLI_UPDATING_H
#define OFR_CLI_UPDATING_H

#include "../report/alerts.h"
#include "../report/headlines.h"
#include "../studies/update.h"
#include "../studies/update_scenario.h"
#include "cli.h"

typedef struct update_fired {
    const ofr_alert *alert;
    const moved_row *row;
} update_fired;

/* Pointers are the command's. */
typedef struct update_told {
    const ofr_study *before, *now;
    const char *directory, *scenario, *result,
        *was_result; /* paths: of the new scenario, of its result, of the one before */
    const ofr_growth *growth;
    const update_look *look;
    size_t n_looks;
    const char **note; /* gaps and what is not covered, sentences */
    size_t n_notes;
    const ofr_answer *answer;
    const ofr_moved *moved;
    const ofr_update *update; /* NULL: not asked for */
    const update_fired *fired;
    size_t n_fired;
} update_told;

/* ---- update_files.c ------------------------------------------------------------------------------ */
/* Paths of an update, allocated; release them with update_paths_done. */
typedef struct update_paths {
    char *directory, *scenario, *events, *totals, *headlines, *before, *now;
    char *scenario_name; /* within the directory */
    char *old_headlines; /* beside the old scenario */
    char *old_now;       /* the result of the update that the old scenario came from */
} update_paths;
/* The old scenario's path, the directory that was typed or NULL, the new start. OFR_NO_MEMORY. */
ofr_status update_paths_init(const char *scenario, const char *directory, int32_t start,
                             update_paths *ret_paths, ofr_error *err);
void update_paths_done(update_paths *paths); /* takes zeroed */
/* Writes scenario, events and totals into a new directory, which appears whole. One that is there must be of the same update, and
 * then stays as it is, so that a run that was stopped goes on. OFR_USAGE (it is of something else), OFR_IO, OFR_NO_MEMORY. */
ofr_status update_files(const update_paths *paths, const char *scenario, size_t size,
                        const ofr_growth *growth, ofr_error *err);

/* ---- update_text.c, update_json.c ---------------------------------------------------------------- */
/* What changed in the record, what to look at, what is not covered: before the runs. */
void update_text_record(const update_told *told, int width, FILE *out);
/* The answer, what moved, and what moved it. */
ofr_status update_text_moved(const update_told *told, int width, FILE *out, ofr_error *err);
/* "war within 30 days rose from 0.4 to 2.1 %, asked for: war>2%". */
void update_text_fired(const update_fired *fired, FILE *out);
/* All of it; docs/update.md has the keys. */
void update_json(const update_told *told, FILE *out);

#endif
