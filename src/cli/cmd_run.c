/* cmd_run.c -- `offramp run`: an ensemble into a result file, and the answer in ten lines. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../core/units.h"
#include "cli.h"

enum {
    OUTPUT,
    SEED,
    N_SETS,
    MEMBERS,
    FIXED,
    QUICK,
    THREADS,
    START,
    HORIZON,
    GIVEN,
    NO_HISTORY,
    ISA,
    JSON,
    FORCE,
    RESUME
};

static const cli_option options[] = {
    [OUTPUT] = {"output", "FILE",
                "result file (default: the scenario's name with .offramp, in this directory)",
                OFFER_FILES, NULL},
    [SEED] = {"seed", "N", "seed of all random numbers (default 1)", 0, NULL},
    [N_SETS] = {"sets", "N", "parameter sets drawn from the priors (default 500)", 0, NULL},
    [MEMBERS] = {"members", "N",
                 "futures in each set (default 200; with --fixed, futures in all: 100000)", 0,
                 NULL},
    [FIXED] = {"fixed", NULL, "one set of point values instead of draws from the priors", 0, NULL},
    [QUICK] = {"quick", NULL, "a first look: 16 sets of 64 futures (with --fixed: 1024 futures)", 0,
               NULL},
    [THREADS] = {"threads", "N", "threads (default: one a processor); results do not depend on it",
                 0, NULL},
    [START] = {"start", "DATE", "another first day than the scenario's, as YYYY-MM-DD", 0, NULL},
    [HORIZON] = {"horizon", "DAYS", "another horizon, such as \"90 days\"", 0, NULL},
    [GIVEN] = {"given", "PATTERNS",
               "flows and drivers taken from the record after the start, as they happened;\n"
               "names with * and ?, separated by commas",
               0, NULL},
    [NO_HISTORY] = {"no-history", NULL, "start at rest, without the record's past", 0, NULL},
    [ISA] = {"isa", "v2|v3|v4",
             "x86-64 instructions to use (default: the best here); results do not depend on it",
             OFFER_WORDS, "v2 v3 v4"},
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
} run_state;

ofr_status run_study_options(const cli_args *args, study_options *ret_options, ofr_error *err)
{
    const char *horizon = args->value[HORIZON], *hint;
    int32_t day;
    double days = 1;
    ofr_status status = option_date(args, START, &day, err);

    if (status != OFR_OK) return status;
    if (horizon && !quantity_parse(horizon, UNIT_DAYS, &days, NULL, &hint)) {
        return ofr_fail(err, OFR_USAGE, "run", "--horizon: %s, got '%.64s'", hint, horizon);
    }
    if (!(days >= 1 && days <= 3650)) {
        return ofr_fail(err, OFR_USAGE, "run", "--horizon must be from 1 to 3650 days, got '%.64s'",
                        horizon);
    }
    *ret_options = (study_options){.start = args->value[START],
                                   .horizon = horizon,
                                   .given = args->value[GIVEN],
                                   .no_history = args->value[NO_HISTORY] != NULL};
    return OFR_OK;
}

/* Sets x members; a word typed wins over --quick, --quick over the defaults. */
static ofr_status read_size(const cli_args *args, run_options *o, ofr_error *err)
{
    const uint64_t most = (uint64_t)1 << 31;
    const bool quick = args->value[QUICK] != NULL;
    uint64_t sets = quick ? QUICK_SETS : SETS, members = quick ? QUICK_PER_SET : PER_SET;
    ofr_status status;

    if (args->value[FIXED]) {
        members *= sets;
        sets = 1;
    }
    status = option_count(args, N_SETS, 1, most, &sets, err);
    if (status == OFR_OK) status = option_count(args, MEMBERS, 1, most, &members, err);
    if (status == OFR_OK && args->value[FIXED] && sets != 1) {
        status = ofr_fail(err, OFR_USAGE, "run",
                          "--fixed has a single set of values; leave --sets out");
    }
    if (status == OFR_OK && members > most / sets) {
        status = ofr_fail(
            err, OFR_USAGE, "run", "sets x members must be at most %llu, got %llu x %llu",
            (unsigned long long)most, (unsigned long long)sets, (unsigned long long)members);
    }
    o->n_sets = (size_t)sets;
    o->per_set = (size_t)members;
    return status;
}

static ofr_status read_options(const cli_args *args, run_options *o, study_options *s,
                               ofr_error *err)
{
    const char *isa = getenv("OFFRAMP_ISA");
    uint64_t threads = 0;
    ofr_status status = options_apart(args, FORCE, RESUME, err);

    *o = (run_options){.seed = 1,
                       .kept = args->value[QUICK] ? 8 : 200,
                       .fixed = args->value[FIXED] != NULL,
                       .quick = args->value[QUICK] != NULL,
                       .scenario_name = args->operand[0]};
    if (isa && *isa) o->isa = isa;
    if (status == OFR_OK) status = run_study_options(args, s, err);
    if (status == OFR_OK) status = option_count(args, SEED, 0, UINT64_MAX, &o->seed, err);
    if (status == OFR_OK) status = option_count(args, THREADS, 1, 1024, &threads, err);
    if (status == OFR_OK) status = option_word(args, ISA, &o->isa, err);
    o->threads = (int)threads;
    if (status == OFR_OK) status = read_size(args, o, err);
    return status;
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
    const ofr_sink sink = {r, begin, has_chunk, chunk, history, kept, pick, finish};
    ofr_status status = result_open_write(r->output, mode, &r->writer, err);

    if (status != OFR_OK) return status;
    r->inner = result_sink(r->writer);
    progress_init(&r->bar);
    o->command = r->command;
    o->stop = stop_on_signals();
    o->progress = progress_show;
    o->progress_self = &r->bar;
    status = study_run(study, o, &sink, err);
    progress_clear(&r->bar);
    if (r->was_complete) {
        ofr_error_done(err);
        status = OFR_OK;
    } else if (status == OFR_OK) {
        status = put_clock(r, err);
    }
    result_close(r->writer);
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

static ofr_status tell(const run_state *r, ofr_error *err)
{
    const bool json = r->args->value[JSON] != NULL;
    FILE *words = json ? stderr : stdout;
    ofr_answer *answer = NULL;
    ofr_status status = answer_read(r->output, json, &answer, err);

    if (status == OFR_OK)
        status = json ? answer_json(answer, stdout, err) : answer_lines(answer, stdout, err);
    if (status == OFR_OK && json) putchar('\n');
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
        r.output = args->value[OUTPUT] ? strdup(args->value[OUTPUT])
                                       : name_with_end(args->operand[0], ".offramp");
        r.command = command_line(args->argc, args->argv, without, NULL);
        if (!r.output || !r.command) status = ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");
    }
    if (status == OFR_OK) status = study_open(args->operand[0], &study_with, &study, &err);
    if (status == OFR_OK) status = simulate(&r, study, &o, &err);
    if (status == OFR_INTERRUPTED) {
        say_stopped(&r);
        ofr_error_done(&err);
        exit_status = EXIT_STOPPED;
    } else if (status == OFR_OK) {
        status = tell(&r, &err);
    }
    if (status != OFR_OK && status != OFR_INTERRUPTED) exit_status = say_error(&err, args->command);
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
        "Ctrl-C stops at the next whole chunk of futures; what is done is kept, and the same "
        "command with\n"
        "--resume does the rest. A second Ctrl-C ends the program at once; even then whole chunks "
        "are kept.\n"
        "A result that is there already is used if it is of the same study, and left alone if it "
        "is not.\n",
    .example =
        "  $ offramp run scenarios/us-iran-2024.yaml --quick\n"
        "  prints a first look at the table in seconds and writes us-iran-2024.offramp; then\n"
        "  $ offramp run scenarios/us-iran-2024.yaml --force --given gaza-war\n"
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
