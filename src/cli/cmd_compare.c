/* cmd_compare.c -- `offramp compare`: what changes if something is otherwise. */
#include <stdlib.h>
#include <string.h>

#include "../core/units.h"
#include "../report/comparison.h"
#include "cli.h"

enum {
    WITH,
    CHANGES,
    ONLY,
    PRECISION,
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
    JSON
};

enum { COMPARE_SETS = 200, COMPARE_SETS_MOST = 2000 };

static const cli_option options[] = {
    [WITH] = {"with", "WHAT-IF",
              "one on the line: 'name: path=value from DATE to DATE; path=value'; may be repeated",
              0, NULL},
    [CHANGES] = {"changes", "FILE", "a change file: YAML with a section what-ifs", OFFER_FILES,
                 NULL},
    [ONLY] = {"only", "NAME",
              "of the scenario's own what-ifs this one (default: all; with --with or\n"
              "--changes: none)",
              0, NULL},
    [PRECISION] = {"precision", "POINTS",
                   "run until the 95 % interval of each headline outcome's difference is at most\n"
                   "so many percentage points to either side, or --sets (then 2000) are done",
                   0, NULL},
    [SEED] = {"seed", "N", "seed of all random numbers (default 1)", 0, NULL},
    [N_SETS] = {"sets", "N", "parameter sets drawn from the priors (default 200)", 0, NULL},
    [MEMBERS] = {"members", "N",
                 "futures in each set (default 200; with --fixed, futures in all: 40000)", 0, NULL},
    [FIXED] = {"fixed", NULL, "one set of point values instead of draws from the priors", 0, NULL},
    [QUICK] = {"quick", NULL, "a first look: 16 sets of 64 futures (with --fixed: 1024 futures)", 0,
               NULL},
    [THREADS] = {"threads", "N", "threads (default: one a processor); results do not depend on it",
                 0, NULL},
    [START] = {"start", "DATE", "another first day than the scenario's, as YYYY-MM-DD", 0, NULL},
    [HORIZON] = {"horizon", "DAYS", "another horizon, such as \"90 days\"", 0, NULL},
    [GIVEN] = {"given", "PATTERNS",
               "flows and drivers taken from the record after the start, in all futures alike", 0,
               NULL},
    [NO_HISTORY] = {"no-history", NULL, "start at rest, without the record's past", 0, NULL},
    [ISA] = {"isa", "v2|v3|v4",
             "x86-64 instructions to use (default: the best here); results do not depend on it",
             OFFER_WORDS, "v2 v3 v4"},
    [JSON] = {"json", NULL, "print every quantity at every horizon as JSON", 0, NULL},
};

static ofr_status read_study_options(const cli_args *args, study_options *ret_options,
                                     ofr_error *err)
{
    const char *horizon = args->value[HORIZON], *hint = "";
    int32_t day;
    double days = 1;
    ofr_status status = option_date(args, START, &day, err);

    if (status != OFR_OK) return status;
    if (horizon && !quantity_parse(horizon, UNIT_DAYS, &days, NULL, &hint))
        return ofr_fail(err, OFR_USAGE, "compare", "--horizon: %s, got '%.64s'", hint, horizon);
    if (!(days >= 1 && days <= 3650))
        return ofr_fail(err, OFR_USAGE, "compare",
                        "--horizon must be from 1 to 3650 days, got '%.64s'", horizon);
    *ret_options = (study_options){.start = args->value[START],
                                   .horizon = horizon,
                                   .given = args->value[GIVEN],
                                   .no_history = args->value[NO_HISTORY] != NULL};
    return OFR_OK;
}

static ofr_status read_precision(const cli_args *args, double *ret_points, ofr_error *err)
{
    const char *text = args->value[PRECISION];
    double points = 0;

    if (text && (!number_parse(text, &points) || !(points > 0 && points <= 50)))
        return ofr_fail(err, OFR_USAGE, "compare",
                        "--precision is a number of percentage points, above 0 and at most 50, "
                        "such as 0.5; got '%.64s'",
                        text);
    *ret_points = points;
    return OFR_OK;
}

/* Sets x members; a word typed wins over --quick, --quick over the defaults. */
static ofr_status read_size(const cli_args *args, compare_options *o, ofr_error *err)
{
    const uint64_t most = (uint64_t)1 << 31;
    const bool quick = args->value[QUICK] != NULL;
    const uint64_t usual = o->precision > 0 ? COMPARE_SETS_MOST : COMPARE_SETS;
    uint64_t sets = quick ? QUICK_SETS : usual, members = quick ? QUICK_PER_SET : PER_SET;
    ofr_status status;

    if (o->fixed) {
        members *= sets;
        sets = 1;
    }
    status = option_count(args, N_SETS, 1, most, &sets, err);
    if (status == OFR_OK) status = option_count(args, MEMBERS, 1, most, &members, err);
    if (status == OFR_OK && o->fixed && sets != 1)
        status = ofr_fail(err, OFR_USAGE, "compare",
                          "--fixed has a single set of values; leave --sets out");
    if (status == OFR_OK && members > most / sets)
        status = ofr_fail(err, OFR_USAGE, "compare", "sets x members must be at most %llu",
                          (unsigned long long)most);
    o->n_sets = (size_t)sets;
    o->per_set = (size_t)members;
    return status;
}

static ofr_status read_options(const cli_args *args, compare_options *o, study_options *s,
                               ofr_error *err)
{
    const char *isa = getenv("OFFRAMP_ISA");
    uint64_t threads = 0;
    ofr_status status = read_study_options(args, s, err);

    *o = (compare_options){.seed = 1, .fixed = args->value[FIXED] != NULL};
    if (isa && *isa) o->isa = isa;
    if (status == OFR_OK) status = read_precision(args, &o->precision, err);
    if (status == OFR_OK) status = option_count(args, SEED, 0, UINT64_MAX, &o->seed, err);
    if (status == OFR_OK) status = option_count(args, THREADS, 1, 1024, &threads, err);
    if (status == OFR_OK) status = option_word(args, ISA, &o->isa, err);
    o->threads = (int)threads;
    if (status == OFR_OK) status = read_size(args, o, err);
    return status;
}

/* The scenario's, then the file's, then those on the line. */
static ofr_status gather(const cli_args *args, const ofr_study *study, ofr_whatifs *list,
                         ofr_error *err)
{
    const bool own = args->value[ONLY] || (!args->value[WITH] && !args->value[CHANGES]);
    const char *text;
    int at = 0;
    ofr_status status = whatifs_init(list, err);

    if (status == OFR_OK && own)
        status = whatifs_from_spec(list, study->spec, args->value[ONLY], err);
    if (status == OFR_OK && args->value[CHANGES])
        status = whatifs_from_file(list, args->value[CHANGES], err);
    while (status == OFR_OK && (text = option_next(args, WITH, &at)) != NULL)
        status = whatifs_from_text(list, text, err);
    return status;
}

static int run(const cli_args *args)
{
    ofr_error err = {0};
    study_options with;
    compare_options o;
    ofr_study *study = NULL;
    ofr_whatifs list = {0};
    ofr_comparison *comparison = NULL;
    progress_bar bar;
    ofr_status status = read_options(args, &o, &with, &err);

    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) status = gather(args, study, &list, &err);
    if (status == OFR_OK) {
        progress_init(&bar);
        o.stop = stop_on_signals();
        o.progress = progress_show;
        o.progress_self = &bar;
        status = study_compare(study, &list, &o, &comparison, &err);
        progress_clear(&bar);
    }
    if (status == OFR_OK)
        status = args->value[JSON] ? comparison_json(comparison, stdout, &err)
                                   : comparison_text(comparison, stdout, &err);
    comparison_free(comparison);
    whatifs_done(&list);
    study_close(study);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_compare = {
    .name = "compare",
    .brief = "say what a change would make of the future",
    .synopsis = "SCENARIO [options]",
    .about =
        "Runs the scenario and any number of what-ifs side by side. All start from the same "
        "histories and use\n"
        "the same random numbers, member by member, so that only what a change does can differ; a "
        "what-if that\n"
        "changes nothing differs by exactly zero. A change holds a value from a day to a day: a "
        "number, a flag\n"
        "or a choice of the scenario, by its path. Who is there and what can happen stays as it "
        "is.\n"
        "\n"
        "What-ifs are written in the scenario (section what-ifs), in a change file, or on the "
        "line:\n"
        "  name: path=value from DATE to DATE; path=value\n"
        "Without days a change holds from the start to the end. A number may be scaled instead of "
        "set:\n"
        "'times 0.5' halves what each parameter set has.\n"
        "\n"
        "For each outcome, ledger and series the table gives both means, the difference with its "
        "interval,\n"
        "how much of that is chance, how it varies over parameter sets, and the probability that "
        "the what-if\n"
        "is lower (of a ledger: better).\n",
    .example = "  $ offramp compare scenarios/us-iran-2024.yaml --quick\n"
               "  compares the scenario with each of its own what-ifs; then\n"
               "  $ offramp compare scenarios/us-iran-2024.yaml --precision 1 \\\n"
               "      --with 'oman shut: channels.oman.open=never from 2024-03-01 to 2024-05-31'\n"
               "  asks what three months without one mediator would do, to a percentage point.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
