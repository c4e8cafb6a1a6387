/* stored.c -- the study that a result was made from, opened again. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/file_read.h"
#include "../studies/plan.h"
#include "cli.h"

bool looks_like_result(const char *path)
{
    static const char magic[] = "SQLite format 3";
    const size_t n = strlen(path), end = sizeof ".offramp" - 1;
    char head[sizeof magic];

    if (n >= end && strcmp(path + n - end, ".offramp") == 0) return true;
    return file_read_head(path, head, sizeof head) == sizeof head &&
           memcmp(head, magic, sizeof magic) == 0;
}

bool looks_like_frozen(const char *path)
{
    const size_t n = strlen(path), end = sizeof ".json" - 1;
    char head[256] = "";

    if (n >= end && strcmp(path + n - end, ".json") == 0) return true;
    head[file_read_head(path, head, sizeof head - 1)] = '\0';
    return strstr(head, "\"format\": \"" FROZEN_FORMAT "\"") != NULL;
}

/* A name that the run was given, seen from here; else from the result's directory, which is where a run
 * leaves its result. NULL: no memory. The caller frees it. */
static char *seen_from(const char *result, const char *file)
{
    const char *slash = strrchr(result, '/');
    const size_t n = slash && file[0] != '/' ? (size_t)(slash - result) + 1 : 0,
                 m = strlen(file) + 1;
    char *path = malloc(n + m);

    if (!path) return NULL;
    memcpy(path, result, n);
    memcpy(path + n, file, m);
    if (n == 0 || access(file, R_OK) == 0 || access(path, R_OK) != 0) memcpy(path, file, m);
    return path;
}

char *stored_scenario(const char *result, const ofr_answer *answer)
{
    return seen_from(result, answer->scenario_file);
}

static ofr_status check_same(const char *result, const ofr_answer *answer, const ofr_study *study,
                             ofr_error *err)
{
    const study_days days = study_days_of(study);
    char scenario[17], record[17];

    if (strcmp(answer->numbers_id, ofr_numbers_id()) != 0) {
        return ofr_fail(err, OFR_RESULT, result,
                        "was simulated by offramp %s with numbers id %s; this is %s with %s, which "
                        "may simulate other futures; run the scenario again, or use that program",
                        answer->program_version, answer->numbers_id, OFR_VERSION, ofr_numbers_id());
    }
    snprintf(scenario, sizeof scenario, "%016" PRIx64, study->spec->hash);
    snprintf(record, sizeof record, "%016" PRIx64, plan_record_hash(study));
    if (strcmp(scenario, answer->scenario_hash) != 0 || days.start != answer->start ||
        days.horizon != answer->horizon) {
        return ofr_fail(err, OFR_RESULT, result,
                        "the scenario stored in it does not give the study that "
                        "it was made from; run the scenario again");
    }
    if (strcmp(record, answer->record_hash) != 0) {
        return ofr_fail(err, OFR_RESULT, result,
                        "the event record has changed since it was made; run the "
                        "scenario again, or bring the old record back");
    }
    return OFR_OK;
}

/* A record that cannot be had is told as what it is to this result. Its name stands in the result, which
 * may come from anybody, so nothing of what is in it is shown. */
static ofr_status no_record(const char *result, ofr_status status, ofr_error *err)
{
    char where[sizeof err->where], why[256];

    if (status != OFR_RECORD && status != OFR_IO) return status;
    snprintf(where, sizeof where, "%s", err ? err->where : "");
    snprintf(why, sizeof why, "%s", err && err->text ? err->text : "");
    ofr_error_done(err);
    if (status == OFR_RECORD) {
        return ofr_fail(
            err, OFR_RESULT, result,
            "the event record has changed since it was made, and is none any more; bring "
            "the old one back, or say with --record where it is");
    }
    return ofr_fail(err, status, result,
                    "its event record cannot be read (%s: %s); say with --record where it is",
                    where, why);
}

/* By the names in the result. */
static ofr_status open_again(const char *result, const ofr_answer *answer, study_options options,
                             ofr_study **ret_study, ofr_error *err)
{
    char *path = stored_scenario(result, answer),
         *record = options.record ? seen_from(result, options.record) : NULL;
    ofr_status status;

    if (!path || (options.record && !record)) {
        status = ofr_fail(err, OFR_NO_MEMORY, result, "out of memory");
    } else {
        options.record = record;
        options.record_found = true;
        status = study_open_text(answer->scenario_text, strlen(answer->scenario_text), path,
                                 &options, ret_study, err);
        if (status != OFR_OK) status = no_record(result, status, err);
    }
    free(path);
    free(record);
    return status;
}

ofr_status stored_study(const char *result, const ofr_answer *answer, const char *record,
                        ofr_study **ret_study, ofr_error *err)
{
    study_options options = answer->opened_with;
    ofr_study *study = NULL;
    ofr_status status;

    if (record) {
        options.record = record;
        status = study_open_text(answer->scenario_text, strlen(answer->scenario_text),
                                 answer->scenario_file, &options, &study, err);
    } else {
        status = open_again(result, answer, options, &study, err);
    }
    if (status == OFR_OK) status = check_same(result, answer, study, err);
    if (status == OFR_OK)
        *ret_study = study;
    else
        study_close(study);
    return status;
}

void say_if_older(const char *result, const ofr_answer *answer)
{
    char *path = stored_scenario(result, answer);
    bool same = true;

    /* Only near the result: its name stands in a file that may come from anybody. */
    if (path && study_same_text(path, result, answer->scenario_text, &same) == OFR_OK && !same) {
        fprintf(stderr, "offramp: ");
        put_plain(stderr, result);
        fprintf(stderr, ": is older than its scenario: ");
        put_plain(stderr, path);
        fprintf(stderr, " has another text now\n");
    }
    free(path);
}
