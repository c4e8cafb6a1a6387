/* cmd_run.c -- `offramp run`: an ensemble into a result file, and the answer in ten lines. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "learning.h"

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

/* A run under way: what the sink's wrapper and the end need. */
typedef struct run_state {
    const cli_args *args;
    char *output, *command;
    result_writer *writer;
    ofr_sink inner; /* the writer's sink; ours looks into its begin */
    bool was_complete;
    progress_bar bar;
    double began;
    bool said_waiting;
    ofr_work work;
} run_state;

static ofr_status read_options(const cli_args *args, run_options *o, study_options *s,
                               ofr_error *err)
{
    ensemble_options size;
    ofr_status status = options_apart(args, FORCE, RESUME, err);

    if (status == OFR_OK) status = read_study_options(args, s, err);
    if (status == OFR_OK) status = read_ensemble_options(args, SETS, PER_SET, &size, err);
    if (status != OFR_OK) return status;
    *o = (run_options){.seed = size.seed,
                       .n_sets = size.n_sets,
                       .per_set = size.per_set,
                       .kept = size.quick ? 8 : 200,
                       .fixed = size.fixed,
                       .quick = size.quick,
                       .model_only = args->value[MODEL_ONLY] != NULL,
                       .threads = size.threads,
                       .isa = size.isa,
                       .scenario_name = args->operand[0]};
    return OFR_OK;
}

/* ---- the sink: the writer's, but a result that is complete ends the run at once ------------- */

static ofr_status begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    run_state *r = self;
    const ofr_status status = r->inner.begin(r->inner.self, plan, err);

    if (status != OFR_OK) return status;
    r->was_complete = result_was_complete(r->writer);
    return r->was_complete ? ofr_fail(err, OFR_INTERRUPTED, "", "complete already") : OFR_OK;
}

static bool has_chunk(void *self, size_t index)
{
    run_state *r = self;

    return r->inner.has_chunk(r->inner.self, index);
}

static ofr_status chunk(void *self, const ofr_chunk *part, ofr_error *err)
{
    run_state *r = self;

    return r->inner.chunk(r->inner.self, part, err);
}

static ofr_status history(void *self, const ofr_history *past, ofr_error *err)
{
    run_state *r = self;

    return r->inner.history(r->inner.self, past, err);
}

static ofr_status kept(void *self, const ofr_kept *future, ofr_error *err)
{
    run_state *r = self;

    return r->inner.kept(r->inner.self, future, err);
}

static ofr_status pick(void *self, const char *which, uint32_t *ret_member, ofr_error *err)
{
    run_state *r = self;

    return r->inner.pick(r->inner.self, which, ret_member, err);
}

static ofr_status finish(void *self, ofr_error *err)
{
    run_state *r = self;

    return r->inner.finish(r->inner.self, err);
}

static ofr_status eve(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                      ofr_error *err)
{
    run_state *r = self;

    return r->inner.eve(r->inner.self, key, ret_bytes, ret_n, err);
}

static ofr_status left_out(void *self, ofr_left_out *ret_left_out, ofr_error *err)
{
    run_state *r = self;

    return r->inner.left_out(r->inner.self, ret_left_out, err);
}

static ofr_status published(void *self, const struct ofr_published *how,
                            const ofr_model_only *model, ofr_error *err)
{
    run_state *r = self;

    return r->inner.published(r->inner.self, how, model, err);
}

/* A reader may keep the run from storing its next chunk for as long as it reads. */
static void say_waiting(void *self)
{
    run_state *r = self;

    if (r->said_waiting) return;
    r->said_waiting = true;
    progress_clear(&r->bar);
    fprintf(stderr, "offramp: waiting for another program that is reading ");
    put_plain(stderr, r->output);
    putc('\n', stderr);
}

/* Wall-clock words for the result; they are no part of its hash. */
static ofr_status put_clock(run_state *r, ofr_error *err)
{
    const time_t now = time(NULL);
    struct tm parts;
    char text[32] = "";
    ofr_status status = OFR_OK;

    if (gmtime_r(&now, &parts)) strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
    if (*text) status = result_clock(r->writer, "written", text, err);
    snprintf(text, sizeof text, "%.1f", seconds_now() - r->began);
    return status == OFR_OK ? result_clock(r->writer, "seconds", text, err) : status;
}

static ofr_status simulate(run_state *r, const ofr_study *study, run_options *o, ofr_error *err)
{
    const cli_args *args = r->args;
    const result_mode mode = args->value[FORCE]    ? RESULT_REPLACE
                             : args->value[RESUME] ? RESULT_RESUME
                                                   : RESULT_KEEP;
    const ofr_sink sink = {r,    begin,  has_chunk, chunk,    history,  kept,
                           pick, finish, eve,       left_out, published};
    ofr_status status = result_open_write(r->output, mode, &r->writer, err);

    if (status != OFR_OK) return status;
    r->inner = result_sink(r->writer);
    progress_init(&r->bar);
    o->command = r->command;
    o->stop = stop_on_signals();
    o->progress = progress_show;
    o->progress_self = &r->bar;
    o->use = &r->bar.threads;
    o->work = &r->work;
    o->so_far = progress_so_far;
    o->so_far_self = &r->bar;
    result_patience(r->writer, o->stop, say_waiting, r);
    status = study_run(study, o, &sink, err);
    progress_clear(&r->bar);
    if (r->was_complete) {
        ofr_error_done(err);
        status = OFR_OK;
    } else if (status == OFR_OK) {
        status = put_clock(r, err);
    }
    return status;
}

static void say_stopped(const run_state *r)
{
    static const char *const without[] = {"--resume", "--force", NULL};
    char *again = command_line(r->args->argc, r->args->argv, without, "--resume");

    fprintf(stderr, "offramp: stopped at %zu of %zu members; continue with: ", r->bar.done,
            r->bar.of);
    put_plain(stderr, again ? again : "the same command and --resume");
    putc('\n', stderr);
    free(again);
}

static ofr_status tell(const run_state *r, const ofr_study *study, ofr_error *err)
{
    const bool json = r->args->value[JSON] != NULL;
    FILE *words = json ? stderr : stdout;
    ofr_answer *answer = NULL;
    ofr_status status = answer_read(r->output, json, &answer, err);

    if (status == OFR_OK) answer->work = &r->work;
    if (status == OFR_OK) answer->learned_by = study_learned(study) ? study : NULL;
    if (status == OFR_OK)
        status = json ? answer_json(answer, stdout, err)
                      : answer_lines(answer, terminal_width(), stdout, err);
    if (status == OFR_OK && json) putchar('\n');
    if (status == OFR_OK && !json) learning_say(study, stdout);
    if (status == OFR_OK) {
        if (r->was_complete)
            fprintf(words, "read ");
        else
            fprintf(words, "wrote ");
        put_plain(words, r->output);
        if (r->was_complete)
            fprintf(words, ", which holds this study already | see: offramp report ");
        else
            fprintf(words, " | %.1f s | see: offramp report ", seconds_now() - r->began);
        put_plain(words, r->output);
        putc('\n', words);
    }
    answer_free(answer);
    return status;
}

static int run(const cli_args *args)
{
    run_state r = {.args = args, .began = seconds_now()};
    ofr_error err = {0};
    study_options study_with;
    run_options o;
    ofr_study *study = NULL;
    int exit_status = EXIT_DONE;
    ofr_status status = read_options(args, &o, &study_with, &err);

    if (status == OFR_OK) {
        static const char *const without[] = {"--resume", "--force", NULL};
        r.output = args->value[OUTPUT]
                       ? strdup(args->value[OUTPUT])
                       : name_with_end(args->operand[0], o.quick ? ".quick.offramp" : ".offramp");
        r.command = command_line(args->argc, args->argv, without, NULL);
        if (!r.output || !r.command) status = ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");
    }
    if (status == OFR_OK) status = study_open(args->operand[0], &study_with, &study, &err);
    if (status == OFR_OK) status = learn_if_asked(args, study, &o, &err);
    if (status == OFR_OK) status = simulate(&r, study, &o, &err);
    if (status == OFR_INTERRUPTED && !r.writer) {
        fprintf(stderr, "offramp: stopped while it learned from the record; nothing is written\n");
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
    result_close(r.writer);
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
