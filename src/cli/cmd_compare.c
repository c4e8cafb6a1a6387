/* cmd_compare.c -- `offramp compare`: what changes if something is otherwise. */
#include <stdlib.h>
#include <string.h>

#include "../core/units.h"
#include "../report/comparison.h"
#include "../report/learned_told.h"
#include "cli.h"
#include "keeping.h"
#include "learning.h"
#include "whatif_options.h"

enum {
    WITH,
    CHANGES,
    ONLY,
    PRECISION,
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
    PAGE,
    KEEP,
    NO_KEEP,
    FORCE,
    JSON
};

enum { COMPARE_SETS = 200, COMPARE_SETS_MOST = 2000 };

static const cli_option options[] = {
    [WITH] = OPTION_WITH,
    [CHANGES] = OPTION_CHANGES,
    [ONLY] = {"only", "NAME",
              "of the scenario's own what-ifs this one (default: all; with --with or\n"
              "--changes: none)",
              0, NULL},
    [PRECISION] = {"precision", "POINTS",
                   "run until the 95 % interval of each headline outcome's difference is at most\n"
                   "so many percentage points to either side, or --sets (then 2000) are done",
                   0, NULL},
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("200"),
    [MEMBERS] = OPTION_MEMBERS("200; with --fixed, futures in all: 40000"),
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
    [PAGE] = {"page", "FILE",
              "also write it as one HTML file that needs no network; - is standard output, and\n"
              "the tables then go to standard error",
              OFFER_FILES, NULL},
    [KEEP] = OPTION_KEEP,
    [NO_KEEP] = OPTION_NO_KEEP,
    [FORCE] = OPTION_FORCE_PAGE,
    [JSON] = {"json", NULL, "print every quantity at every horizon as JSON", 0, NULL},
};

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

static ofr_status read_options(const cli_args *args, compare_options *o, study_options *s,
                               ofr_error *err)
{
    ensemble_options size;
    double precision = 0;
    ofr_status status = read_study_options(args, s, err);

    if (status == OFR_OK) status = read_precision(args, &precision, err);
    if (status == OFR_OK)
        status = read_ensemble_options(args, precision > 0 ? COMPARE_SETS_MOST : COMPARE_SETS,
                                       PER_SET, &size, err);
    if (status != OFR_OK) return status;
    *o = (compare_options){.seed = size.seed,
                           .n_sets = size.n_sets,
                           .per_set = size.per_set,
                           .fixed = size.fixed,
                           .model_only = args->value[MODEL_ONLY] != NULL,
                           .precision = precision,
                           .threads = size.threads,
                           .isa = size.isa};
    return OFR_OK;
}

/* The scenario's, then the file's, then those on the line. */
static ofr_status gather(const cli_args *args, const ofr_study *study, ofr_whatifs *list,
                         ofr_error *err)
{
    const bool own = args->value[ONLY] || (!args->value[WITH] && !args->value[CHANGES]);
    ofr_status status = whatifs_init(list, err);

    if (status == OFR_OK && own)
        status = whatifs_from_spec(list, study->spec, args->value[ONLY], err);
    return status == OFR_OK ? add_whatifs(args, list, err) : status;
}

/* The page that is asked for: its template, and what it must not be written over. */
typedef struct page_plan {
    char *template_page; /* NULL: no page is asked for */
    cli_inputs inputs;
    file_rule rule;
} page_plan;

/* Before the long work: is there a template, and is the name free? */
static ofr_status plan_page(const cli_args *args, const ofr_study *study, const ofr_whatifs *list,
                            page_plan *plan, ofr_error *err)
{
    const char *page = args->value[PAGE];
    ofr_status status;

    if (!page) return OFR_OK;
    status = page_template(&plan->template_page, err);
    inputs_add_study(&plan->inputs, study);
    for (size_t i = 0; i < list->n_files; i++) inputs_add(&plan->inputs, list->file[i]);
    inputs_add(&plan->inputs, plan->template_page);
    plan->rule = page_rule(args, &plan->inputs);
    return status == OFR_OK ? page_may_be(page, &plan->rule, err) : status;
}

/* Options of the page, before anything is read. */
static ofr_status check_page(const cli_args *args, ofr_error *err)
{
    const char *page = args->value[PAGE];

    if (args->value[FORCE] && !page)
        return ofr_fail(err, OFR_USAGE, "compare", "--force goes with --page");
    if (page && args->value[JSON] && file_is_standard(page, stdout)) {
        return ofr_fail(err, OFR_USAGE, "compare",
                        "only one of --json and --page can go to standard output");
    }
    return OFR_OK;
}

static ofr_status tell(const cli_args *args, const ofr_comparison *comparison,
                       const page_plan *plan, const keeping *kept, ofr_error *err)
{
    const char *page = args->value[PAGE];
    const bool json = args->value[JSON] != NULL, standard = page && file_is_standard(page, stdout);
    ofr_status status = json ? comparison_json(comparison, stdout, err)
                             : comparison_text(comparison, terminal_width(),
                                               standard ? stderr : stdout, err);

    if (status == OFR_OK && page)
        status = page_write_comparison(comparison, plan->template_page, page, &plan->rule, err);
    if (status == OFR_OK && page && !standard) {
        FILE *words = json ? stderr : stdout;
        fprintf(words, "wrote ");
        put_plain(words, page);
        putc('\n', words);
    }
    if (status == OFR_OK && !json && comparison->taught)
        learned_text(comparison->taught, standard ? stderr : stdout);
    if (status == OFR_OK && !json) keeping_say(kept, &comparison->work, standard ? stderr : stdout);
    return status;
}

/* A run of that size, for a result that is made. */
static run_options size_of(const cli_args *args, const compare_options *o)
{
    return (run_options){.seed = o->seed,
                         .n_sets = o->n_sets,
                         .per_set = o->per_set,
                         .fixed = o->fixed,
                         .model_only = o->model_only,
                         .quick = args->value[QUICK] != NULL,
                         .isa = o->isa};
}

static int run(const cli_args *args)
{
    page_plan page = {0};
    ofr_error err = {0};
    study_options with;
    compare_options o;
    ofr_study *study = NULL;
    ofr_whatifs list = {0};
    ofr_comparison *comparison = NULL;
    keeping kept = {0};
    progress_bar bar;
    ofr_status status = read_options(args, &o, &with, &err);

    if (status == OFR_OK) status = check_page(args, &err);
    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) status = gather(args, study, &list, &err);
    if (status == OFR_OK) status = plan_page(args, study, &list, &page, &err);
    if (status == OFR_OK) {
        run_options size = size_of(args, &o);
        size.threads = o.threads;
        status = keeping_find(args, study, &size, &kept, &err);
        if (status == OFR_OK)
            status = learn_if_asked(args, study, &size, keeping_store(&kept), &err);
        if (status == OFR_OK) status = keeping_make(args, study, &size, &kept, &err);
        o.store = keeping_store(&kept);
    }
    if (status == OFR_OK) {
        progress_init(&bar);
        o.stop = stop_on_signals();
        o.progress = progress_show;
        o.progress_self = &bar;
        o.use = &bar.threads;
        status = study_compare(study, &list, &o, &comparison, &err);
        progress_clear(&bar);
    }
    if (status == OFR_OK) status = tell(args, comparison, &page, &kept, &err);
    free(page.template_page);
    comparison_free(comparison);
    keeping_close(&kept);
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
        "'times 0.5' halves what each parameter set has, 'plus -1' takes one from it (of numbers "
        "without a unit).\n"
        "A part of a path may be *: channels.*.open is every channel.\n"
        "\n"
        "For each outcome, ledger and series the table gives both means, the difference with its "
        "interval,\n"
        "how much of that is chance, how it varies over parameter sets, and the probability that "
        "the what-if\n"
        "is lower (of a ledger: better).\n",
    .example =
        "  $ offramp compare scenarios/us-iran-2024.yaml --quick\n"
        "  compares the scenario with each of its own what-ifs; then\n"
        "  $ offramp compare scenarios/us-iran-2024.yaml --precision 1 \\\n"
        "      --with 'oman shut: channels.oman.open=never from 2024-03-01 to 2024-05-31'\n"
        "  asks what three months without one mediator would do, to a percentage point; and\n"
        "  $ offramp compare scenarios/us-iran-2024.yaml --page compared.html\n"
        "  draws it as a page.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
