/* cmd_new.c -- `offramp new`: a scenario to begin from, by template or measured from a record. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <stdlib.h>
#include <string.h>

#include "../core/file_name.h"
#include "../studies/draft.h"
#include "cli.h"

enum { TEMPLATE, FROM_RECORD, BETWEEN, START, LEAST, FORCE };

static const cli_option options[] = {
    [TEMPLATE] = {"template", "WHICH",
                  "empty (every key, commented; the default) or small (a standoff that runs)",
                  OFFER_WORDS, "empty small"},
    [FROM_RECORD] =
        {"from-record", "EVENTS.csv",
         "measure actors, theatres, flows and rates in this event record; a pipe will do",
         OFFER_FILES, NULL},
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

/* What is asked for, and what must be released at the end. */
typedef struct draft {
    const cli_args *args;
    const char *path; /* of the draft */
    bool apart;       /* it goes to no file, so that nothing can be named from where it is */
    ofr_record *record;
    char *named; /* the record as the draft is to name it; NULL: it cannot */
    file_rule rule;
    cli_inputs inputs;
} draft;

/* The record's path seen from the draft, in *ret_path; NULL: there is none. */
static ofr_status path_from_draft(const draft *d, char **ret_path, ofr_error *err)
{
    char *directory, *full;

    if (d->apart) {
        *ret_path = strdup(d->record->path);
        return *ret_path ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    }
    directory = directory_of(d->path);
    full = realpath(d->record->path, NULL);
    *ret_path = directory && full ? relative(directory, full) : NULL;
    free(directory);
    free(full);
    return OFR_OK;
}

/* The record's name for the draft, if the rule for names in files allows it one. */
static ofr_status name_record(draft *d, ofr_error *err)
{
    ofr_arena *arena = d->record->arena;
    const char *joined = NULL;
    char *path = NULL;
    file_name_fault fault = FILE_NAME_EMPTY;
    ofr_status status = OFR_OK;

    /* A pipe has no name that would hold tomorrow. */
    if (!file_is_stream(d->record->path, NULL)) status = path_from_draft(d, &path, err);
    if (path) fault = file_name_join(arena, "", path, &joined);
    if (fault == FILE_NAME_NO_MEMORY) status = ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    if (fault == FILE_NAME_FINE)
        d->named = path;
    else
        free(path);
    return status;
}

static ofr_status write_draft(draft *d, FILE *out, ofr_error *err)
{
    const cli_args *args = d->args;
    draft_asked asked = {
        .record = args->value[FROM_RECORD], .between = args->value[BETWEEN], .start = OFR_NO_DATE};
    const char *which = "empty";
    uint64_t least = 3;
    ofr_status status = option_word(args, TEMPLATE, &which, err);

    if (status == OFR_OK) status = option_date(args, START, &asked.start, err);
    if (status == OFR_OK) status = option_count(args, LEAST, 1, 1000000, &least, err);
    if (status != OFR_OK) return status;
    if (!asked.record)
        return strcmp(which, "small") == 0 ? draft_small(out, err) : draft_empty(out, err);
    status = record_read(asked.record, &d->record, err);
    if (status == OFR_OK) status = name_record(d, err);
    asked.open = d->record;
    asked.named = d->named;
    asked.called = file_is_stream(asked.record, NULL) ? "a record from a pipe" : NULL;
    asked.least = (size_t)least;
    return status == OFR_OK ? draft_from_record(&asked, out, err) : status;
}

/* What is written passes check, whatever the record holds. */
static ofr_status check_draft(const draft *d, const char *text, size_t size, ofr_error *err)
{
    const study_options with = {.open_record = d->record};
    ofr_error inner = {0};
    ofr_study *study = NULL;
    ofr_status status = study_open_text(text, size, d->apart ? "draft.yaml" : d->path, &with,
                                        &study, &inner);

    if (status != OFR_OK)
        status = ofr_fail(
            err, status, inner.where,
            "nothing is written, since the draft of this record would not pass check:\n%s",
            inner.text ? inner.text : "");
    ofr_error_done(&inner);
    study_close(study);
    return status;
}

static ofr_status put_draft(const draft *d, const char *text, size_t size, ofr_error *err)
{
    file_out *out = NULL;
    const ofr_status status = file_write_begin(d->path, &d->rule, &out, err);

    if (status == OFR_OK) fwrite(text, 1, size, file_write_stream(out));
    return file_write_end(out, status, err);
}

/* The draft's name; and where it names no record, how it gets one. */
static void tell(const draft *d)
{
    if (!file_is_standard(d->path, stdout)) {
        put_plain(stdout, d->path);
        putchar('\n');
    }
    if (!d->record || d->named) return;
    fprintf(stderr, "offramp: the draft cannot name its record from where it is; give it to each "
                    "command: --record ");
    put_plain(stderr, file_is_stream(d->record->path, NULL) ? "FILE" : d->record->path);
    putc('\n', stderr);
}

static ofr_status check_asked(const cli_args *args, ofr_error *err)
{
    static const int with_record[] = {BETWEEN, START, LEAST};
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
    return status;
}

/* Where the draft may go. */
static ofr_status plan_draft(draft *d, ofr_error *err)
{
    const cli_args *args = d->args;

    d->apart = file_is_stream(d->path, stdout);
    inputs_add(&d->inputs, args->value[FROM_RECORD]);
    d->rule = (file_rule){.refusal = "is there already; --force replaces it",
                          .force = args->value[FORCE] != NULL,
                          .input = d->inputs.name,
                          .n_inputs = d->inputs.n,
                          .standard_output = stdout};
    return file_write_may(d->path, &d->rule, err);
}

/* The draft in memory, checked, and then into its place. */
static ofr_status make_draft(draft *d, ofr_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    ofr_status status = memory ? write_draft(d, memory, err)
                               : ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");

    if (memory && fclose(memory) != 0 && status == OFR_OK)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    if (d->record) inputs_add(&d->inputs, d->record->totals_path);
    d->rule.n_inputs = d->inputs.n;
    if (status == OFR_OK) status = check_draft(d, text, size, err);
    if (status == OFR_OK) status = put_draft(d, text, size, err);
    free(text);
    return status;
}

static int run(const cli_args *args)
{
    draft d = {.args = args, .path = args->operand[0]};
    ofr_error err = {0};
    ofr_status status = check_asked(args, &err);

    if (status == OFR_OK) status = plan_draft(&d, &err);
    if (status == OFR_OK) status = make_draft(&d, &err);
    if (status == OFR_OK) tell(&d);
    record_free(d.record);
    free(d.named);
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
