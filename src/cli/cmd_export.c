/* cmd_export.c -- `offramp export`: a result as CSV tables, as JSON, or as its hash. */
#include <inttypes.h>

#include "cli.h"

enum { CSV, JSON, HASH, UNFINISHED, FORCE };

static const cli_option options[] = {
    [CSV] = {"csv", "DIR",
             "write tables as CSV files into a directory, which is made if need be; the table of\n"
             "the answer alone to a pipe, or to -, which is standard output",
             OFFER_DIRECTORIES, NULL},
    [JSON] = {"json", NULL, "print the answer as JSON, the same that the page holds", 0, NULL},
    [HASH] = {"hash", NULL,
              "print the hash of the contents: equal for equal studies, on any machine", 0, NULL},
    [UNFINISHED] = {"unfinished", NULL,
                    "with --hash: also of a run that is unfinished, as it is now", 0, NULL},
    [FORCE] = {"force", NULL, "with --csv: replace files there that no export wrote", 0, NULL},
};

/* A part must not be taken for the whole: it is said, and a hash, which says nothing itself, is refused. */
static ofr_status look_if_finished(const cli_args *args, const ofr_answer *a, ofr_error *err)
{
    const char *result = args->operand[0];

    if (a->complete) return OFR_OK;
    if (args->value[HASH] && !args->value[UNFINISHED]) {
        return ofr_fail(err, OFR_RESULT, result,
                        "the run is unfinished: %zu of %zu futures, so this is not yet the hash of "
                        "the study; finish it with --resume, or ask for the hash of what is there "
                        "with --unfinished",
                        a->passed, a->n_members);
    }
    fprintf(stderr, "offramp: ");
    put_plain(stderr, result);
    fprintf(stderr, ": the run is unfinished: this is %zu of %zu futures%s\n", a->passed,
            a->n_members, args->value[CSV] ? " (complete is 0 in meta.csv)" : "");
    return OFR_OK;
}

static ofr_status check_asked(const cli_args *args, ofr_error *err)
{
    const char *csv = args->value[CSV];
    ofr_status status = options_apart(args, JSON, HASH, err);

    if (status == OFR_OK && !csv && !args->value[JSON] && !args->value[HASH]) {
        status = ofr_fail(err, OFR_USAGE, "export",
                          "say what to export: --csv DIR, --json or --hash");
    }
    if (status == OFR_OK && args->value[UNFINISHED] && !args->value[HASH])
        status = ofr_fail(err, OFR_USAGE, "export", "--unfinished goes with --hash");
    if (status == OFR_OK && args->value[FORCE] && !csv)
        status = ofr_fail(err, OFR_USAGE, "export", "--force goes with --csv");
    if (status == OFR_OK && csv && (args->value[JSON] || args->value[HASH]) &&
        file_is_standard(csv, stdout)) {
        status = ofr_fail(err, OFR_USAGE, "export",
                          "only one of --csv, --json and --hash can go to standard output");
    }
    return status;
}

static ofr_status write_tables(const cli_args *args, ofr_error *err)
{
    const char *csv = args->value[CSV];
    const ofr_status status = export_csv(args->operand[0], csv, args->value[FORCE] != NULL, stdout,
                                         err);

    if (status != OFR_OK || file_is_standard(csv, stdout)) return status;
    fprintf(stderr, "offramp: wrote tables to ");
    put_plain(stderr, csv);
    putc('\n', stderr);
    return OFR_OK;
}

static int run(const cli_args *args)
{
    const char *result = args->operand[0];
    ofr_error err = {0};
    ofr_answer *answer = NULL;
    uint64_t hash = 0;
    ofr_status status = check_asked(args, &err);

    if (status == OFR_OK) status = answer_read(result, args->value[JSON] != NULL, &answer, &err);
    if (status == OFR_OK) status = look_if_finished(args, answer, &err);
    if (status == OFR_OK) say_if_older(result, answer);
    if (status == OFR_OK && args->value[CSV]) status = write_tables(args, &err);
    if (status == OFR_OK && args->value[JSON]) status = answer_json(answer, stdout, &err);
    if (status == OFR_OK && args->value[JSON]) putchar('\n');
    if (status == OFR_OK && args->value[HASH]) {
        status = result_hash(result, &hash, &err);
        if (status == OFR_OK) printf("%016" PRIx64 "\n", hash);
    }
    answer_free(answer);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_export = {
    .name = "export",
    .brief = "write a result as CSV, as JSON, or print its hash",
    .synopsis = "RESULT (--csv DIR | --json | --hash [--unfinished]) [--force]",
    .about =
        "Gives the contents of a result to other programs. The result is itself a documented "
        "SQLite file,\n"
        "so that R, Python or the sqlite3 shell can also read it directly. A new directory of "
        "tables appears\n"
        "whole. In one that is there, tables of an earlier export are replaced, and " CSV_MARK
        " says\n"
        "`unfinished` while that goes on; what no export wrote is left alone without --force.\n"
        "\n"
        "Of a run that is unfinished it says how many futures are there, and gives a hash only "
        "with --unfinished.\n",
    .example = "  $ offramp export us-iran-2024.offramp --json | jq '.outcomes[] | {id, by}'\n"
               "  prints each outcome with its probability by each horizon.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "RESULT",
    .offer = OFFER_FILES,
    .run = run,
};
