/* stored.c -- the study that a result was made from, opened again. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../studies/plan.h"
#include "cli.h"

bool looks_like_result(const char *path)
{
    static const char magic[] = "SQLite format 3";
    const size_t n = strlen(path), end = sizeof ".offramp" - 1;
    char head[sizeof magic] = "";
    FILE *in;

    if (n >= end && strcmp(path + n - end, ".offramp") == 0) return true;
    in = fopen(path, "rb");
    if (!in) return false;
    const size_t got = fread(head, 1, sizeof head, in);
    fclose(in);
    return got == sizeof head && memcmp(head, magic, sizeof magic) == 0;
}

/* The scenario file as it was named, seen from here; else from the result's directory, which is
 * where a run leaves its result. NULL: no memory. The caller frees it. */
static char *scenario_path(const char *result, const ofr_answer *answer)
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

/* The options of the command that made the result; the strings live in *ret_words. */
static void options_of(const ofr_answer *answer, study_options *ret_options, char ***ret_words)
{
    cli_args args;
    int argc = 0;

    if (!command_words(answer->command, &argc, ret_words)) return;
    if (argc < 2 || options_parse(&cmd_run, argc, *ret_words, &args, NULL) != OFR_OK) return;
    /* Options that make no sense are left out; the hashes below tell that they are missing. */
    if (read_study_options(&args, ret_options, NULL) != OFR_OK) *ret_options = (study_options){0};
}

static ofr_status check_same(const char *result, const ofr_answer *answer, const ofr_study *study,
                             ofr_error *err)
{
    char scenario[17], record[17];

    if (strcmp(answer->program_version, OFR_VERSION) != 0) {
        return ofr_fail(err, OFR_RESULT, result,
                        "was made by version %s of offramp, this is %s, which may "
                        "simulate other futures; run the scenario again",
                        answer->program_version, OFR_VERSION);
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
    char *path = scenario_path(result, answer), **words = NULL;
    study_options options = {0};
    ofr_study *study = NULL;
    ofr_status status;

    if (!path) return ofr_fail(err, OFR_NO_MEMORY, result, "out of memory");
    options_of(answer, &options, &words);
    status = study_open_text(answer->scenario_text, strlen(answer->scenario_text), path, &options,
                             &study, err);
    if (status == OFR_OK) status = check_same(result, answer, study, err);
    if (status == OFR_OK)
        *ret_study = study;
    else
        study_close(study);
    free(words);
    free(path);
    return status;
}

void say_if_older(const char *result, const ofr_answer *answer)
{
    ofr_keys keys[SCENARIO_TABLES];
    char *path = scenario_path(result, answer);
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
