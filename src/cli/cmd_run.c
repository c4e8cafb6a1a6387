/* cmd_run.c -- `offramp run`: an ensemble into a result file, and the answer in ten lines. */
#include <stdlib.h>
#include <string.h>

#include "../report/learned_told.h"
#include "cli.h"
#include "learning.h"
#include "run_into.h"

enum {
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
    GIVEN,
    NO_HISTORY,
    RECORD,
    MODEL_ONLY,
    ISA,
    JSON,
    FORCE,
    RESUME
};

static const cli_option options[] = {
    [OUTPUT] = {"output", "FILE",
                "result file (default: the scenario's name with .offramp, with --quick\n"
                ".quick.offramp, in this directory)",
                OFFER_FILES, NULL},
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("500"),
    [MEMBERS] = OPTION_MEMBERS("200; with --fixed, futures in all: 100000"),
    [FIXED] = OPTION_FIXED,
    [LEARN] = OPTION_LEARN,
    [QUICK] = OPTION_QUICK(" (with --fixed: 1024 futures)"),
    [THREADS] = OPTION_THREADS,
    [START] = OPTION_START,
    [HORIZON] = OPTION_HORIZON,
    [GIVEN] = OPTION_GIVEN,
    [NO_HISTORY] = OPTION_NO_HISTORY,
    [RECORD] = OPTION_RECORD,
    [MODEL_ONLY] = OPTION_MODEL_ONLY,
    [ISA] = OPTION_ISA,
    [JSON] = {"json", NULL, "print the answer as JSON instead of ten lines", 0, NULL},
    [FORCE] = {"force", NULL, "replace a result of another study under the same name", 0, NULL},
    [RESUME] = {"resume", NULL, "continue a result that was stopped; refuse if there is none", 0,
                NULL},
};

/* A run under way: what its end needs. */
typedef struct run_state {
    const cli_args *args;
    char *output, *command;
    run_into into;
} run_state;

static ofr_status read_options(const cli_args *args, run_options *o, study_options *s,
                               ofr_error *err)
{
    const ofr_status status = options_apart(args, FORCE, RESUME, err);

    return status == OFR_OK ? read_run_options(args, o, s, err) : status;
}

static ofr_status simulate(run_state *r, const ofr_study *study, run_options *o, ofr_error *err)
{
    const cli_args *args = r->args;
    const result_mode mode = args->value[FORCE]    ? RESULT_REPLACE
                             : args->value[RESUME] ? RESULT_RESUME
                                                   : RESULT_KEEP;

    r->into.output = r->output;
    o->command = r->command;
    return run_into_result(&r->into, study, o, mode, err);
}

static void say_stopped(const run_state *r)
{
    static const char *const without[] = {"--resume", "--force", NULL};
    char *again = command_line(r->args->argc, r->args->argv, without, "--resume");

    fprintf(stderr, "offramp: stopped at %zu of %zu members; continue with: ", r->into.bar.done,
            r->into.bar.of);
    put_plain(stderr, again ? again : "the same command and --resume");
    putc('\n', stderr);
    free(again);
}

static ofr_status tell(const run_state *r, const ofr_study *study, ofr_error *err)
{
    const bool json = r->args->value[JSON] != NULL;
    FILE *words = json ? stderr : stdout;
    ofr_work work = r->into.work;
    ofr_answer *answer = NULL;
    ofr_status status = answer_read(r->output, json, &answer, err);

    study_learned_work(study, &work);
    if (status == OFR_OK) answer->work = &work;
    if (status == OFR_OK)
        status = json ? answer_json(answer, stdout, err)
                      : answer_lines(answer, terminal_width(), stdout, err);
    if (status == OFR_OK && json) putchar('\n');
    if (status == OFR_OK && !json && answer->taught) learned_text(answer->taught, stdout);
    if (status == OFR_OK) {
        if (r->into.was_complete)
            fprintf(words, "read ");
        else
            fprintf(words, "wrote ");
        put_plain(words, r->output);
        if (r->into.was_complete)
            fprintf(words, ", which holds this study already | see: offramp report ");
        else
            fprintf(words, " | %.1f s | see: offramp report ", seconds_now() - r->into.began);
        put_plain(words, r->output);
        putc('\n', words);
    }
    answer_free(answer);
    return status;
}

static int run(const cli_args *args)
{
    run_state r = {.args = args, .into = {.began = seconds_now()}};
    ofr_error err = {0};
    study_options study_with;
    run_options o;
    ofr_study *study = NULL;
    int exit_status = EXIT_DONE;
    ofr_status status = read_options(args, &o, &study_with, &err);

    if (status == OFR_OK) {
        static const char *const without[] = {"--resume", "--force", NULL};
        r.output = result_name(args, o.quick);
        r.command = command_line(args->argc, args->argv, without, NULL);
        if (!r.output || !r.command) status = ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");
    }
    if (status == OFR_OK) status = study_open(args->operand[0], &study_with, &study, &err);
    if (status == OFR_OK) status = learn_beside(args, r.output, study, &o, &err);
    if (status == OFR_OK) status = simulate(&r, study, &o, &err);
    if (status == OFR_INTERRUPTED && !r.into.writer) {
        say_stopped_learning();
        ofr_error_done(&err);
        exit_status = stop_status();
    } else if (status == OFR_INTERRUPTED) {
        say_stopped(&r);
        ofr_error_done(&err);
        exit_status = stop_status();
    } else if (status == OFR_OK) {
        status = tell(&r, study, &err);
    }
    if (status != OFR_OK && status != OFR_INTERRUPTED) exit_status = say_error(&err, args->command);
    /* Only now: nobody replaces the result before it is told. */
    run_into_close(&r.into);
    study_close(study);
    free(r.output);
    free(r.command);
    return exit_status;
}

const cli_command cmd_run = {
    .name = "run",
    .brief = "simulate an ensemble and say what is likely",
    .synopsis = "SCENARIO [options]",
    .about =
        "Draws parameter sets from the priors of a scenario, leads each through the recorded past, "
        "and lets\n"
        "many futures grow from it. Prints how likely each outcome is by each horizon, with its "
        "range over\n"
        "the parameter sets, and writes all of it to a result file (one SQLite file). The same "
        "scenario,\n"
        "record, seed and size give the same result on every machine, with any number of threads.\n"
        "\n"
        "What is published is pooled: a share of the sets comes to open attacks and war as often "
        "as "
        "the class of\n"
        "each hostile pair, and each set may be off (published in the scenario). Beside it stand "
        "the "
        "model alone\n"
        "and the class; where no pair has a class the model stands alone, as with --model-only.\n"
        "\n"
        "Ctrl-C, SIGTERM or SIGHUP stops at the next whole chunk of futures; what is done is kept, "
        "and the\n"
        "same command with --resume does the rest. A second ends the program at once; even then "
        "whole chunks\n"
        "are kept.\n"
        "A result that is there already is used if it is of the same study, and left alone if it "
        "is not;\n"
        "but that of a quick look makes room unasked.\n",
    .example =
        "  $ offramp run scenarios/us-iran-2024.yaml --quick\n"
        "  prints a first look at the table in seconds and writes us-iran-2024.quick.offramp; "
        "then\n"
        "  $ offramp run scenarios/us-iran-2024.yaml --given gaza-war\n"
        "  asks the whole ensemble what would have been likely had one known how the war in Gaza "
        "goes.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
