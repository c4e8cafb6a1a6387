/* cmd_forecast.c -- `offramp forecast`: a forecast written down as questions, to be held against what comes. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "learning.h"
#include "run_into.h"

enum {
    FREEZE,
    OUTPUT,
    SEED,
    N_SETS,
    MEMBERS,
    FIXED,
    LEARN,
    QUICK,
    THREADS,
    START,
    HORIZON,
    NO_HISTORY,
    RECORD,
    MODEL_ONLY,
    ISA,
    FORCE
};

static const cli_option options[] = {
    [FREEZE] = {"freeze", "FILE.json",
                "the frozen forecast (default: the scenario's name with .frozen.json, in this\n"
                "directory)",
                OFFER_FILES, NULL},
    [OUTPUT] = {"output", "FILE", "result file of the run, as run names and keeps it", OFFER_FILES,
                NULL},
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("500"),
    [MEMBERS] = OPTION_MEMBERS("200; with --fixed, futures in all: 100000"),
    [FIXED] = OPTION_FIXED,
    [LEARN] = OPTION_LEARN,
    [QUICK] = OPTION_QUICK(" (with --fixed: 1024 futures)"),
    [THREADS] = OPTION_THREADS,
    [START] = OPTION_START,
    [HORIZON] = OPTION_HORIZON,
    [NO_HISTORY] = OPTION_NO_HISTORY,
    [RECORD] = OPTION_RECORD,
    [MODEL_ONLY] = OPTION_MODEL_ONLY,
    [ISA] = OPTION_ISA,
    [FORCE] = {"force", NULL,
               "replace a file that is there, and a result of another study of that name",
               OFFER_NOTHING, NULL},
};

/* One frozen forecast being made. */
typedef struct freezing {
    const cli_args *args;
    char *path, *result; /* the file; of a scenario its result */
    ofr_study *study;
    ofr_answer *answer;
    ofr_frozen *frozen;
    cli_inputs inputs;
    file_rule rule;
} freezing;

static void make_rule(freezing *z)
{
    z->rule = (file_rule){
        .refusal = "is there already, and a forecast that is frozen is not written over; give "
                   "another name with --freeze, or --force",
        .force = z->args->value[FORCE] != NULL,
        .input = z->inputs.name,
        .n_inputs = z->inputs.n};
}

static ofr_status prepare(freezing *z, ofr_error *err)
{
    const char *path = z->args->value[FREEZE];

    z->path = path ? strdup(path) : name_with_end(z->args->operand[0], ".frozen.json");
    if (!z->path) return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    if (file_is_stream(z->path, stdout) || looks_like_result(z->path))
        return ofr_fail(err, OFR_USAGE, z->path,
                        "a frozen forecast is a file of its own; give a name such as frozen.json");
    inputs_add(&z->inputs, z->args->operand[0]);
    inputs_add(&z->inputs, z->args->value[RECORD]);
    make_rule(z);
    return file_write_may(z->path, &z->rule, err);
}

static ofr_status write_it(freezing *z, ofr_error *err)
{
    ofr_status status = frozen_make(z->answer, z->study, &z->frozen, err);

    inputs_add_study(&z->inputs, z->study);
    make_rule(z);
    if (status == OFR_OK) status = frozen_write(z->frozen, z->path, &z->rule, err);
    if (status == OFR_OK) status = answer_lines(z->answer, terminal_width(), stdout, err);
    if (status != OFR_OK) return status;
    printf("froze %zu questions in ", z->frozen->n_questions);
    put_plain(stdout, z->path);
    printf(" | hash %s\nsee: offramp report ", z->frozen->hash);
    put_plain(stdout, z->path);
    fputs(" | when the record has grown: offramp score ", stdout);
    put_plain(stdout, z->path);
    fputs(" --record NEW.csv\n", stdout);
    return OFR_OK;
}

/* ---- from a result ------------------------------------------------------------------------------ */

static ofr_status check_result_options(const cli_args *args, ofr_error *err)
{
    for (size_t i = 0; i < args->command->n_options; i++) {
        if (args->value[i] && i != FREEZE && i != RECORD && i != FORCE)
            return ofr_fail(err, OFR_USAGE, "forecast",
                            "--%s is for a scenario; a result is frozen as it was run",
                            options[i].name);
    }
    return OFR_OK;
}

static int freeze_result(freezing *z)
{
    const cli_args *args = z->args;
    ofr_error err = {0};
    ofr_status status = check_result_options(args, &err);

    if (status == OFR_OK) status = prepare(z, &err);
    if (status == OFR_OK) status = answer_read(args->operand[0], false, &z->answer, &err);
    if (status == OFR_OK) say_if_older(args->operand[0], z->answer);
    if (status == OFR_OK)
        status = stored_study(args->operand[0], z->answer, args->value[RECORD], &z->study, &err);
    if (status == OFR_OK) status = write_it(z, &err);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

/* ---- from a scenario ---------------------------------------------------------------------------- */

/* The same command goes on, for a frozen file is only written at the end. */
static int say_stopped(const run_into *into, const char *command, ofr_error *err)
{
    if (into->writer) {
        fprintf(stderr, "offramp: stopped at %zu of %zu members; continue with: ", into->bar.done,
                into->bar.of);
        put_plain(stderr, command);
        putc('\n', stderr);
    } else {
        say_stopped_learning();
    }
    ofr_error_done(err);
    return stop_status();
}

static ofr_status simulate(freezing *z, run_into *into, const char *command, ofr_error *err)
{
    const cli_args *args = z->args;
    study_options with;
    run_options o;
    ofr_status status = read_run_options(args, &o, &with, err);

    if (status == OFR_OK) status = prepare(z, err);
    if (status != OFR_OK) return status;
    z->result = result_name(args, o.quick);
    if (!z->result) return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    into->output = z->result;
    o.command = command;
    status = study_open(args->operand[0], &with, &z->study, err);
    if (status == OFR_OK) status = learn_beside(args, z->result, z->study, &o, err);
    if (status != OFR_OK) return status;
    return run_into_result(into, z->study, &o, args->value[FORCE] ? RESULT_REPLACE : RESULT_KEEP,
                           err);
}

static int freeze_scenario(freezing *z)
{
    const cli_args *args = z->args;
    run_into into = {.began = seconds_now()};
    char *command = command_line(args->argc, args->argv, NULL, NULL);
    ofr_error err = {0};
    int exit_status = EXIT_DONE;
    ofr_status status = command ? simulate(z, &into, command, &err)
                                : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");

    if (status == OFR_INTERRUPTED) exit_status = say_stopped(&into, command, &err);
    if (status == OFR_OK) status = answer_read(z->result, false, &z->answer, &err);
    if (status == OFR_OK) status = write_it(z, &err);
    if (status != OFR_OK && status != OFR_INTERRUPTED) exit_status = say_error(&err, args->command);
    run_into_close(&into);
    free(command);
    return exit_status;
}

static int run(const cli_args *args)
{
    freezing z = {.args = args};
    const int exit_status = looks_like_result(args->operand[0]) ? freeze_result(&z)
                                                                : freeze_scenario(&z);

    frozen_free(z.frozen);
    answer_free(z.answer);
    study_close(z.study);
    free(z.path);
    free(z.result);
    return exit_status;
}

const cli_command cmd_forecast = {
    .name = "forecast",
    .brief = "freeze a forecast as questions, to be scored when the record has grown",
    .synopsis = "SCENARIO|RESULT [options]",
    .about = "Runs the ensemble as run does, or takes a result, and writes one JSON file: of each "
             "outcome within "
             "each\n"
             "horizon a question, the rule by which the record resolves it, in words and as data, "
             "and the "
             "published\n"
             "probability with its range beside the model alone and the class. The file holds the "
             "scenario, and sums "
             "of\n"
             "the record's rows, so that nothing else is needed later, and a hash of all of it: "
             "one that was changed "
             "is\n"
             "refused. It is dated by the scenario's start, whatever the day is.\n"
             "\n"
             "offramp score FILE.json --record NEW.csv resolves and scores it; offramp report "
             "FILE.json makes a page. "
             "A\n"
             "file that is there is left alone without --force.\n",
    .example = "  $ offramp forecast scenarios/us-iran-2024.yaml --quick --freeze frozen.json\n"
               "  prints the table of run, writes frozen.json, and says its hash; later\n"
               "  $ offramp score frozen.json --record grown.csv\n"
               "  says what became of each question.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO|RESULT",
    .offer = OFFER_FILES,
    .run = run,
};
