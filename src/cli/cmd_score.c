/* cmd_score.c -- `offramp score`: what forecasts of a scenario would have been worth in its own past. */
#include <stdlib.h>
#include <string.h>

#include "../core/units.h"
#include "cli.h"
#include "keeping.h"

enum {
    ORIGINS,
    FROM,
    TO,
    HORIZON,
    SEED,
    N_SETS,
    MEMBERS,
    QUICK,
    THREADS,
    RECORD,
    ISA,
    KEEP,
    NO_KEEP,
    MODEL_ONLY,
    COVERED_UNTIL,
    RESOLVE,
    JSON,
    PAGE,
    FORCE
};

enum { USUAL_SETS = 64, USUAL_PER_SET = 64, WEEK = 7 };

static const cli_option options[] = {
    [ORIGINS] = {"origins", "STEP",
                 "days on which forecasts are made: monthly (default), weekly, or as in 14-days",
                 OFFER_WORDS, "monthly weekly"},
    [FROM] = {"from", "DATE",
              "the first of them, YYYY-MM-DD (default: the first of a month, a year into history)",
              OFFER_NOTHING, NULL},
    [TO] = {"to", "DATE", "none of them after this day (default: as late as the record can tell)",
            OFFER_NOTHING, NULL},
    [HORIZON] = {"horizon", "DAYS",
                 "ask for this horizon, such as \"60 days\"; may be repeated, in rising order\n"
                 "(default: 30, 90, and 180 where ten origins are told at it)",
                 OFFER_NOTHING, NULL},
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("64"),
    [MEMBERS] = OPTION_MEMBERS("64"),
    [QUICK] = OPTION_QUICK(" from each day"),
    [THREADS] = OPTION_THREADS,
    [RECORD] = OPTION_RECORD,
    [ISA] = OPTION_ISA,
    [KEEP] = OPTION_KEEP,
    [NO_KEEP] = OPTION_NO_KEEP,
    [MODEL_ONLY] = OPTION_MODEL_ONLY,
    [COVERED_UNTIL] =
        {"covered-until", "DATE",
         "of a frozen forecast: the last day that the record tells (default: that of\n"
         "its last row)",
         OFFER_NOTHING, NULL},
    [RESOLVE] = {"resolve", "ID=yes|no",
                 "of a frozen forecast: what people say of a question that no record can resolve;\n"
                 "may be repeated",
                 OFFER_NOTHING, NULL},
    [JSON] = {"json", NULL, "print JSON instead, with each forecast", OFFER_NOTHING, NULL},
    [PAGE] = {"page", "FILE",
              "of a scenario: also write it as one HTML file, with the reliability drawn",
              OFFER_FILES, NULL},
    [FORCE] = OPTION_FORCE_PAGE,
};

static ofr_status read_step(const char *text, score_options *o, ofr_error *err)
{
    char *end = NULL;
    long days = 0;

    if (!text || strcmp(text, "monthly") == 0) return OFR_OK;
    o->step = SCORE_DAYS;
    o->days = WEEK;
    if (strcmp(text, "weekly") == 0) return OFR_OK;
    if (text[0] >= '1' && text[0] <= '9') days = strtol(text, &end, 10);
    if (!(days >= 1 && days <= 3650) || strcmp(end, "-days") != 0)
        return ofr_fail(err, OFR_USAGE, "score",
                        "--origins takes monthly, weekly, or a number of days from 1 to 3650 as in "
                        "14-days; got '%.64s'",
                        text);
    o->days = (int32_t)days;
    return OFR_OK;
}

static ofr_status read_horizons(const cli_args *args, score_options *o, ofr_error *err)
{
    const char *text, *hint = "";
    int at = 0;

    while ((text = option_next(args, HORIZON, &at)) != NULL) {
        double days = 0;
        if (o->n_horizons == SCORE_HORIZONS)
            return ofr_fail(err, OFR_USAGE, "score", "--horizon may be given %d times",
                            SCORE_HORIZONS);
        if (!quantity_parse(text, UNIT_DAYS, &days, NULL, &hint))
            return ofr_fail(err, OFR_USAGE, "score", "--horizon: %s, got '%.64s'", hint, text);
        if (!(days >= 1 && days <= 3650))
            return ofr_fail(err, OFR_USAGE, "score",
                            "--horizon must be from 1 to 3650 days, got '%.64s'", text);
        o->horizon[o->n_horizons++] = (int32_t)days;
        if (o->n_horizons > 1 && o->horizon[o->n_horizons - 1] <= o->horizon[o->n_horizons - 2])
            return ofr_fail(err, OFR_USAGE, "score",
                            "horizons must rise; '%.64s' is not above the one before", text);
    }
    return OFR_OK;
}

static ofr_status read_options(const cli_args *args, score_options *o, ofr_error *err)
{
    ensemble_options size;
    ofr_status status = read_ensemble_options(args, USUAL_SETS, USUAL_PER_SET, &size, err);

    if (status != OFR_OK) return status;
    *o = (score_options){.from = OFR_NO_DATE,
                         .to = OFR_NO_DATE,
                         .seed = size.seed,
                         .n_sets = size.n_sets,
                         .per_set = size.per_set,
                         .threads = size.threads,
                         .model_only = args->value[MODEL_ONLY] != NULL,
                         .isa = size.isa};
    status = read_step(args->value[ORIGINS], o, err);
    if (status == OFR_OK) status = option_date(args, FROM, &o->from, err);
    if (status == OFR_OK) status = option_date(args, TO, &o->to, err);
    if (status == OFR_OK && o->from != OFR_NO_DATE && o->to != OFR_NO_DATE && o->to < o->from)
        status = ofr_fail(err, OFR_USAGE, "score", "--to is before --from");
    return status == OFR_OK ? read_horizons(args, o, err) : status;
}

static ofr_status open_kept(const cli_args *args, const ofr_study *study, score_options *o,
                            keeping *kept, ofr_error *err)
{
    run_options size = {.seed = o->seed,
                        .n_sets = o->n_sets,
                        .per_set = o->per_set,
                        .quick = args->value[QUICK] != NULL,
                        .model_only = o->model_only,
                        .isa = o->isa};
    const ofr_status status = keeping_open(args, study, &size, kept, err);

    o->store = keeping_store(kept);
    return status;
}

static ofr_status do_score(const ofr_study *study, score_options *o, ofr_score **ret_score,
                           ofr_error *err)
{
    progress_bar bar;
    ofr_status status;

    progress_init(&bar);
    o->stop = stop_on_signals();
    o->progress = progress_show;
    o->progress_self = &bar;
    o->use = &bar.threads;
    status = study_score(study, o, ret_score, err);
    progress_clear(&bar);
    return status;
}

/* What only a frozen forecast takes. */
static ofr_status check_scenario_options(const cli_args *args, ofr_error *err)
{
    for (size_t i = COVERED_UNTIL; i <= RESOLVE; i++) {
        if (args->value[i])
            return ofr_fail(
                err, OFR_USAGE, "score",
                "--%s is of a frozen forecast (offramp forecast writes one), and %s is a "
                "scenario",
                options[i].name, args->operand[0]);
    }
    return OFR_OK;
}

/* Before the long work: is the name of the page free? */
static ofr_status plan_page(const cli_args *args, const ofr_study *study, cli_inputs *inputs,
                            file_rule *ret_rule, ofr_error *err)
{
    const char *page = args->value[PAGE];

    if (args->value[FORCE] && !page)
        return ofr_fail(err, OFR_USAGE, "score", "--force goes with --page");
    if (!page) return OFR_OK;
    if (file_is_standard(page, stdout))
        return ofr_fail(err, OFR_USAGE, "score",
                        "--page takes a file; standard output has the tables");
    inputs_add_study(inputs, study);
    *ret_rule = page_rule(args, inputs);
    return page_may_be(page, ret_rule, err);
}

static ofr_status write_page(const cli_args *args, const ofr_score *score, const file_rule *rule,
                             ofr_error *err)
{
    FILE *words = args->value[JSON] ? stderr : stdout;
    ofr_status status;

    if (!args->value[PAGE]) return OFR_OK;
    status = score_page(score, args->value[PAGE], rule, err);
    if (status != OFR_OK) return status;
    fprintf(words, "wrote ");
    put_plain(words, args->value[PAGE]);
    putc('\n', words);
    return OFR_OK;
}

static int run(const cli_args *args)
{
    if (looks_like_frozen(args->operand[0])) return score_frozen(args);
    ofr_error err = {0};
    score_options o;
    ofr_score *score = NULL;
    ofr_study *study = NULL;
    keeping kept = {0};
    cli_inputs inputs = {0};
    file_rule rule = {0};
    const study_options with = {.record = args->value[RECORD]};
    ofr_status status = check_scenario_options(args, &err);

    if (status == OFR_OK) status = read_options(args, &o, &err);
    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) status = plan_page(args, study, &inputs, &rule, &err);
    if (status == OFR_OK) status = open_kept(args, study, &o, &kept, &err);
    if (status == OFR_OK) status = do_score(study, &o, &score, &err);
    if (status == OFR_OK && args->value[JSON])
        score_json(score, stdout);
    else if (status == OFR_OK)
        score_text(score, terminal_width(), stdout);
    if (status == OFR_OK && !args->value[JSON]) keeping_say(&kept, &score->work, stdout);
    if (status == OFR_OK) status = write_page(args, score, &rule, &err);
    score_free(score);
    keeping_close(&kept);
    study_close(study);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_score = {
    .name = "score",
    .brief = "say what forecasts of a scenario would have been worth in its past",
    .synopsis = "SCENARIO|FROZEN [options]",
    .about =
        "Goes back in the scenario's own record, day by day of --origins, leads the model through "
        "what was\n"
        "public by then, and asks what comes within each horizon. What came is read off the "
        "record; an outcome\n"
        "of which the record cannot tell is left out and named.\n"
        "\n"
        "Beside the model stand what would have been published (the model pooled with the classes "
        "of its pairs,\n"
        "as run pools them), the class itself, and forecasts from the record alone: its rate so "
        "far, of\n"
        "the last 90 days, half of each, persistence, climatology, a negative binomial, a linear "
        "Hawkes process.\n"
        "Told are the Brier score with its parts, the log score, skill with intervals from "
        "blocks of neighbouring\n"
        "origins, reliability, and of weekly counts the CRPS and the PIT.\n"
        "\n"
        "The record is cut at each origin, the scenario is not: what its numbers knew of later "
        "days is said.\n"
        "What was run is kept as by test, so that a score that was stopped goes on when asked "
        "again.\n"
        "\n"
        "FROZEN is a file of offramp forecast. Its questions are held against the record of "
        "--record, "
        "which has\n"
        "grown since: told is what came, what did not, what is not over, and what cannot be "
        "resolved and "
        "why;\n"
        "then what the published probability, the model alone, the class and each baseline scored. "
        "It takes\n"
        "--record, --covered-until, --resolve and --json.\n",
    .example = "  $ offramp score scenarios/us-iran-2024.yaml --quick\n"
               "  scores the months of the record; then\n"
               "  $ offramp score scenarios/us-iran-2024.yaml --origins 14-days --from 2023-04-01 "
               "--horizon 30\n"
               "  asks each fortnight for thirty days; and of a forecast that was frozen\n"
               "  $ offramp score frozen.json --record grown.csv --covered-until 2024-03-09\n"
               "  tells what became of it.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO|FROZEN",
    .offer = OFFER_FILES,
    .run = run,
};
