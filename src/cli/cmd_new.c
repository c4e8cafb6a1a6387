/* cmd_new.c -- `offramp new`: a scenario to begin from, by template or measured from a record. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../studies/draft.h"
#include "cli.h"

enum { TEMPLATE, FROM_RECORD, BETWEEN, START, LEAST, FORCE };

static const cli_option options[] = {
    [TEMPLATE] = {"template", "WHICH",
                  "empty (every key, commented; the default) or small (a standoff that runs)",
                  OFFER_WORDS, "empty small"},
    [FROM_RECORD] = {"from-record", "EVENTS.csv",
                     "measure actors, theatres, flows and rates in this event record", OFFER_FILES,
                     NULL},
    [BETWEEN] = {"between", "A,B",
                 "with --from-record: the two principals, as the record names them; with country\n"
                 "codes: usa=USA,iran=IRN",
                 OFFER_NOTHING, NULL},
    [START] = {"start", "DATE",
               "with --from-record: first simulated day; later rows are left out (default: the\n"
               "day after the last row)",
               OFFER_NOTHING, NULL},
    [LEAST] = {"least", "N", "with --from-record: rows that make a flow (default 3)", OFFER_NOTHING,
               NULL},
    [FORCE] = {"force", NULL, "replace a file that is there", OFFER_NOTHING, NULL},
};

/* The directory that path is in, in full. NULL: it is not there. */
static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *part = slash ? strdup(path) : strdup(".");
    char *full;

    if (!part) return NULL;
    if (slash) part[slash == path ? 1 : slash - path] = '\0';
    full = realpath(part, NULL);
    free(part);
    return full;
}

/* How a file in the directory `from` names the file `to`, both in full; `to` itself where they share
 * no directory. NULL: no memory. */
static char *relative(const char *from, const char *to)
{
    size_t same = 0, ups = 0, n = 0;
    char *text;

    for (size_t i = 0;; i++) {
        if ((from[i] == '\0' || from[i] == '/') && to[i] == '/') same = i;
        if (from[i] != to[i] || from[i] == '\0') break;
    }
    if (same == 0) return strdup(to);
    for (const char *c = from + same; *c; c++) ups += *c == '/';
    text = malloc(3 * ups + strlen(to + same) + 1);
    if (!text) return NULL;
    for (; ups; ups--, n += 3) memcpy(text + n, "../", 3);
    memcpy(text + n, to + same + 1, strlen(to + same));
    return text;
}

/* The record's path as the scenario is to name it; for standard output as it was typed. */
static ofr_status name_record(const char *scenario, const char *record, char **ret_named,
                              ofr_error *err)
{
    char *directory, *full;
    ofr_status status = OFR_OK;

    if (strcmp(scenario, "-") == 0) {
        *ret_named = strdup(record);
        return *ret_named ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    }
    directory = directory_of(scenario);
    full = realpath(record, NULL);
    if (!directory)
        status = ofr_fail(err, OFR_IO, scenario, "its directory is not there");
    else if (!full)
        status = ofr_fail(err, OFR_IO, record, "cannot be opened; is the path right?");
    else if (!(*ret_named = relative(directory, full)))
        status = ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    free(directory);
    free(full);
    return status;
}

static ofr_status write_draft(const cli_args *args, FILE *out, ofr_error *err)
{
    draft_asked asked = {
        .record = args->value[FROM_RECORD], .between = args->value[BETWEEN], .start = OFR_NO_DATE};
    const char *which = "empty";
    uint64_t least = 3;
    char *named = NULL;
    ofr_status status = option_word(args, TEMPLATE, &which, err);

    if (status == OFR_OK) status = option_date(args, START, &asked.start, err);
    if (status == OFR_OK) status = option_count(args, LEAST, 1, 1000000, &least, err);
    if (status != OFR_OK) return status;
    if (!asked.record)
        return strcmp(which, "small") == 0 ? draft_small(out, err) : draft_empty(out, err);
    status = name_record(args->operand[0], asked.record, &named, err);
    asked.named = named;
    asked.least = (size_t)least;
    if (status == OFR_OK) status = draft_from_record(&asked, out, err);
    free(named);
    return status;
}

/* What is written passes check, whatever the record holds. */
static ofr_status check_draft(const char *text, size_t size, const char *path, ofr_error *err)
{
    ofr_error inner = {0};
    ofr_study *study = NULL;
    ofr_status status = study_open_text(text, size, strcmp(path, "-") == 0 ? "draft.yaml" : path,
                                        NULL, &study, &inner);

    if (status != OFR_OK)
        status = ofr_fail(
            err, status, inner.where,
            "nothing is written, since the draft of this record would not pass check:\n%s",
            inner.text ? inner.text : "");
    ofr_error_done(&inner);
    study_close(study);
    return status;
}

/* Whole or not at all: a file beside it takes its name. Without force a link fails where the name is
 * taken, even if it was free a moment ago. */
static ofr_status put_file(const char *path, const char *text, size_t size, bool force,
                           ofr_error *err)
{
    char *part = malloc(strlen(path) + sizeof ".part");
    FILE *out;
    bool fine;
    ofr_status status = OFR_OK;

    if (!part) return ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    snprintf(part, strlen(path) + sizeof ".part", "%s.part", path);
    out = fopen(part, "wb");
    if (!out) {
        status = ofr_fail(err, OFR_IO, path,
                          "cannot be made; check that the directory exists and can be written");
        free(part);
        return status;
    }
    fine = fwrite(text, 1, size, out) == size;
    fine = fclose(out) == 0 && fine;
    if (!fine)
        status = ofr_fail(err, OFR_IO, path, "cannot be written to its end; is the disk full?");
    else if (force ? rename(part, path) != 0 : link(part, path) != 0)
        status = ofr_fail(err, OFR_IO, path,
                          force
                              ? "cannot be put in place; is it a directory?"
                              : "cannot be put in place; is it there already? --force replaces it");
    if (status != OFR_OK || !force) unlink(part);
    free(part);
    return status;
}

static ofr_status check_asked(const cli_args *args, ofr_error *err)
{
    static const int with_record[] = {BETWEEN, START, LEAST};
    const char *path = args->operand[0];
    struct stat there;
    ofr_status status = options_apart(args, TEMPLATE, FROM_RECORD, err);

    for (size_t i = 0; i < 3 && status == OFR_OK && !args->value[FROM_RECORD]; i++) {
        if (args->value[with_record[i]])
            status = ofr_fail(err, OFR_USAGE, "new", "--%s goes with --from-record",
                              options[with_record[i]].name);
    }
    if (status == OFR_OK && args->value[FROM_RECORD] && !args->value[BETWEEN])
        status = ofr_fail(
            err, OFR_USAGE, "new",
            "--from-record needs --between A,B: the two principals, as the record names them");
    if (status == OFR_OK && strcmp(path, "-") != 0 && !args->value[FORCE] &&
        lstat(path, &there) == 0)
        status = ofr_fail(err, OFR_USAGE, "new", "%s is there already; --force replaces it", path);
    return status;
}

static int run(const cli_args *args)
{
    const char *path = args->operand[0];
    ofr_error err = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *memory = NULL;
    ofr_status status = check_asked(args, &err);

    if (status == OFR_OK && !(memory = open_memstream(&text, &size)))
        status = ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");
    if (status == OFR_OK) status = write_draft(args, memory, &err);
    if (memory && fclose(memory) != 0 && status == OFR_OK)
        status = ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");
    if (status == OFR_OK) status = check_draft(text, size, path, &err);
    if (status == OFR_OK && strcmp(path, "-") == 0)
        fwrite(text, 1, size, stdout);
    else if (status == OFR_OK) {
        status = put_file(path, text, size, args->value[FORCE] != NULL, &err);
        if (status == OFR_OK) {
            put_plain(stdout, path);
            putchar('\n');
        }
    }
    free(text);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_new = {
    .name = "new",
    .brief = "write a scenario to begin from",
    .synopsis = "FILE.yaml [options]",
    .about =
        "Writes a scenario with comments that passes check, and prints its name. From a template: "
        "empty has every\n"
        "key there is with its meaning, unit and range, the needed ones filled in; small is a "
        "standoff that runs.\n"
        "From an event record (--from-record): the two principals, who else acts on them, where, "
        "and each\n"
        "combination of source, target, theatre and action that comes often enough, with its "
        "measured rate.\n"
        "Acts of force by a principal get no rate but a red line. What no record tells, such as "
        "who backs\n"
        "whom, is marked CHOOSE. The record must have offramp's columns (docs/scenario-format.md); "
        "dyad data such\n"
        "as ICEWS are not read in this version. A file that is there is left alone; - writes to "
        "standard output.\n",
    .example = "  $ offramp new mine.yaml --from-record events.csv --between usa=USA,iran=IRN\n"
               "  mine.yaml\n"
               "  then look for CHOOSE in it, and see whether it still fits together:\n"
               "  $ offramp check mine.yaml\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "FILE.yaml",
    .offer = OFFER_FILES,
    .run = run,
};
