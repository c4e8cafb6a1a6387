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

/* As it was named, seen from here; else from the result's directory, which is where a run leaves its
 * result. */
char *stored_scenario(const char *result, const ofr_answer *answer)
{
    const char *file = answer->scenario_file, *slash = strrchr(result, '/');
    const size_t n = slash && file[0] != '/' ? (size_t)(slash - result) + 1 : 0,
                 m = strlen(file) + 1;
    char *path = malloc(n + m);

    if (!path) return NULL;
    memcpy(path, result, n);
    memcpy(path + n, file, m);
    if (n == 0 || access(file, R_OK) == 0 || access(path, R_OK) != 0) memcpy(path, file, m);
    return path;
}

static ofr_status check_same(const char *result, const ofr_answer *answer, const ofr_study *study,
                             ofr_error *err)
{
    char scenario[17], record[17];

    if (strcmp(answer->numbers_id, ofr_numbers_id()) != 0) {
        return ofr_fail(err, OFR_RESULT, result,
                        "was simulated by offramp %s with numbers id %s; this is %s with %s, which "
                        "may simulate other futures; run the scenario again, or use that program",
                        answer->program_version, answer->numbers_id, OFR_VERSION, ofr_numbers_id());
    }
    snprintf(scenario, sizeof scenario, "%016" PRIx64, study->spec->hash);
    snprintf(record, sizeof record, "%016" PRIx64, plan_record_hash(study));
    if (strcmp(scenario, answer->scenario_hash) != 0 || study->model->start != answer->start ||
        study->model->horizon != answer->horizon) {
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

ofr_status stored_study(const char *result, const ofr_answer *answer, ofr_study **ret_study,
                        ofr_error *err)
{
    char *path = stored_scenario(result, answer);
    ofr_study *study = NULL;
    ofr_status status;

    if (!path) return ofr_fail(err, OFR_NO_MEMORY, result, "out of memory");
    status = study_open_text(answer->scenario_text, strlen(answer->scenario_text), path,
                             &answer->opened_with, &study, err);
    if (status == OFR_OK) status = check_same(result, answer, study, err);
    if (status == OFR_OK)
        *ret_study = study;
    else
        study_close(study);
    free(path);
    return status;
}

void say_if_older(const char *result, const ofr_answer *answer)
{
    ofr_keys keys[SCENARIO_TABLES];
    char *path = stored_scenario(result, answer);
    ofr_spec *spec = NULL;

    if (path && access(path, R_OK) == 0) {
        /* What can no longer be read has another text, too. */
        const ofr_status status = spec_read(path, keys, scenario_keys(keys), &spec, NULL);
        if (status != OFR_OK || strcmp(spec->text, answer->scenario_text) != 0) {
            fprintf(stderr, "offramp: ");
            put_plain(stderr, result);
            fprintf(stderr, ": is older than its scenario: ");
            put_plain(stderr, path);
            fprintf(stderr, " has another text now\n");
        }
    }
    spec_free(spec);
    free(path);
}
