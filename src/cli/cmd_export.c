/* cmd_export.c -- `offramp export`: a result as CSV tables, as JSON, or as its hash. */
#include <inttypes.h>

#include "cli.h"

enum { CSV, JSON, HASH };

static const cli_option options[] = {
    [CSV] = {"csv", "DIR", "write tables as CSV files into a directory, which is made if need be",
             OFFER_DIRECTORIES, NULL},
    [JSON] = {"json", NULL, "print the answer as JSON, the same that the page holds", 0, NULL},
    [HASH] = {"hash", NULL,
              "print the hash of the contents: equal for equal studies, on any machine", 0, NULL},
};

static int run(const cli_args *args)
{
    const char *result = args->operand[0];
    ofr_error err = {0};
    ofr_answer *answer = NULL;
    uint64_t hash = 0;
    ofr_status status = options_apart(args, JSON, HASH, &err);

    if (status == OFR_OK && !args->value[CSV] && !args->value[JSON] && !args->value[HASH]) {
        status = ofr_fail(&err, OFR_USAGE, "export",
                          "say what to export: --csv DIR, --json or --hash");
    }
    if (status == OFR_OK) status = answer_read(result, false, &answer, &err);
    if (status == OFR_OK) say_if_older(result, answer);
    if (status == OFR_OK && args->value[CSV]) {
        status = export_csv(result, args->value[CSV], &err);
        if (status == OFR_OK) fprintf(stderr, "offramp: wrote tables to %s\n", args->value[CSV]);
    }
    if (status == OFR_OK && args->value[JSON]) status = export_json(result, stdout, &err);
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
    .synopsis = "RESULT (--csv DIR | --json | --hash)",
    .about = "Gives the contents of a result to other programs. The result is itself a documented "
             "SQLite file,\n"
             "so that R, Python or the sqlite3 shell can also read it directly.\n",
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
