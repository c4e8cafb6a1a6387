/* cmd_why.c -- `offramp why`: through which mechanisms a what-if moves an outcome. */
#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"
#include "cli.h"
#include "whatif_options.h"

enum {
    BETWEEN,
    OUTCOME,
    MECHANISM,
    SWITCHES,
    WITH,
    CHANGES,
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
    RECORD,
    ISA,
    JSON
};

/* Every mechanism costs two futures more, so that the usual size is an eighth of compare's. */
enum { WHY_SETS = 100, WHY_PER_SET = 50, MAX_MECHANISMS = 200 };

static const char scenario_itself[] = "base";

static const cli_option options[] = {
    [BETWEEN] = {"between", "BASE,WHATIF",
                 "the two futures: names of what-ifs; base is the scenario as it is", OFFER_NOTHING,
                 NULL},
    [OUTCOME] = {"outcome", "NAME", "this outcome alone, whether it is moved or not", OFFER_NOTHING,
                 NULL},
    [MECHANISM] = {"mechanism", "NAME",
                   "switch off this one; may be repeated (default: each in turn)", OFFER_NOTHING,
                   NULL},
    [SWITCHES] = {"switches", NULL,
                  "list the mechanisms and what switches them off; without SCENARIO", OFFER_NOTHING,
                  NULL},
    [WITH] = OPTION_WITH,
    [CHANGES] = OPTION_CHANGES,
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("100"),
    [MEMBERS] = OPTION_MEMBERS("50; with --fixed, futures in all: 5000"),
    [FIXED] = OPTION_FIXED,
    [QUICK] = OPTION_QUICK(" (with --fixed: 1024 futures)"),
    [THREADS] = OPTION_THREADS,
    [START] = OPTION_START,
    [HORIZON] = OPTION_HORIZON,
    [GIVEN] = OPTION_GIVEN,
    [NO_HISTORY] = OPTION_NO_HISTORY,
    [RECORD] = OPTION_RECORD,
    [ISA] = OPTION_ISA,
    [JSON] = {"json", NULL, "print JSON instead", OFFER_NOTHING, NULL},
};

/* ---- which two ---------------------------------------------------------------------------------- */

/* A name of n bytes: base, or one of the list. *ret_whatif NULL: base. */
static bool find_named(const ofr_whatifs *list, const char *name, size_t n,
                       const ofr_whatif **ret_whatif)
{
    *ret_whatif = NULL;
    while (n > 0 && *name == ' ') name++, n--;
    while (n > 0 && name[n - 1] == ' ') n--;
    if (n == strlen(scenario_itself) && memcmp(name, scenario_itself, n) == 0) return true;
    for (size_t i = 0; i < list->n; i++) {
        const char *own = list->item[i].name;
        if (strlen(own) != n || memcmp(own, name, n) != 0) continue;
        *ret_whatif = &list->item[i];
        return true;
    }
    return false;
}

static ofr_status no_such(const ofr_whatifs *list, const char *name, size_t n, ofr_error *err)
{
    char word[80];

    snprintf(word, sizeof word, "%.*s", n > 64 ? 64 : (int)n, name);
    nearest_search search = nearest_begin(word);
    nearest_offer(&search, scenario_itself);
    for (size_t i = 0; i < list->n; i++) nearest_offer(&search, list->item[i].name);
    return ofr_fail(err, OFR_USAGE, "what-if", "there is none named '%s'%s%s%s", word,
                    search.best ? "; did you mean '" : "",
                    search.best ? search.best
                                : "; --between takes names of the scenario's what-ifs, of "
                                  "--changes and of --with",
                    search.best ? "'?" : "");
}

static ofr_status check_pair(const ofr_whatif *base, const ofr_whatif *whatif, ofr_error *err)
{
    if (whatif && whatif != base) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "why",
                    whatif ? "--between takes two futures that differ"
                           : "the second of --between is a what-if; write --between base,WHATIF");
}

/* A name may hold a comma: the first one that parts two names counts. */
static ofr_status find_between(const ofr_whatifs *list, const char *text,
                               const ofr_whatif **ret_base, const ofr_whatif **ret_whatif,
                               ofr_error *err)
{
    const char *first = strchr(text, ',');
    const ofr_whatif *base, *whatif;

    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->item[i].name, scenario_itself) == 0)
            return ofr_fail(err, OFR_USAGE, "what-if",
                            "one is named 'base', which stands for the scenario as it is; give it "
                            "another name");
    }
    if (!first)
        return ofr_fail(err, OFR_USAGE, "why",
                        "--between takes two names and a comma, as in base,WHATIF; got '%.64s'",
                        text);
    for (const char *at = first; at; at = strchr(at + 1, ',')) {
        if (!find_named(list, text, (size_t)(at - text), &base) ||
            !find_named(list, at + 1, strlen(at + 1), &whatif))
            continue;
        *ret_base = base;
        *ret_whatif = whatif;
        return check_pair(base, whatif, err);
    }
    return find_named(list, text, (size_t)(first - text), &base)
               ? no_such(list, first + 1, strlen(first + 1), err)
               : no_such(list, text, (size_t)(first - text), err);
}

/* ---- running ------------------------------------------------------------------------------------ */

static ofr_status read_options(const cli_args *args, const char **mechanism, why_options *o,
                               study_options *s, ofr_error *err)
{
    ensemble_options size;
    const char *text;
    size_t n = 0;
    int at = 0;
    ofr_status status = read_study_options(args, s, err);

    if (status == OFR_OK) status = read_ensemble_options(args, WHY_SETS, WHY_PER_SET, &size, err);
    if (status != OFR_OK) return status;
    while ((text = option_next(args, MECHANISM, &at)) != NULL) {
        if (n == MAX_MECHANISMS)
            return ofr_fail(err, OFR_USAGE, "why", "--mechanism may be given %d times",
                            MAX_MECHANISMS);
        mechanism[n++] = text;
    }
    *o = (why_options){.seed = size.seed,
                       .n_sets = size.n_sets,
                       .per_set = size.per_set,
                       .fixed = size.fixed,
                       .outcome = args->value[OUTCOME],
                       .mechanism = mechanism,
                       .n_mechanisms = n,
                       .threads = size.threads,
                       .isa = size.isa};
    return OFR_OK;
}

static ofr_status check_use(const cli_args *args, ofr_error *err)
{
    if (args->n_operands == 0)
        return ofr_fail(err, OFR_USAGE, "why", "SCENARIO is missing: offramp why %s",
                        cmd_why.synopsis);
    if (!args->value[BETWEEN])
        return ofr_fail(err, OFR_USAGE, "why",
                        "say between which futures: --between base,WHATIF, with the name of a "
                        "what-if");
    return OFR_OK;
}

static ofr_status explain(const cli_args *args, const ofr_study *study, const ofr_whatifs *list,
                          why_options *o, ofr_why **ret_why, ofr_error *err)
{
    const ofr_whatif *base = NULL, *whatif = NULL;
    progress_bar bar;
    ofr_status status = find_between(list, args->value[BETWEEN], &base, &whatif, err);

    if (status != OFR_OK) return status;
    progress_init(&bar);
    o->stop = stop_on_signals();
    o->progress = progress_show;
    o->progress_self = &bar;
    o->use = &bar.threads;
    status = study_why(study, base, whatif, o, ret_why, err);
    progress_clear(&bar);
    return status;
}

/* Nothing but --json goes with it. */
static int list_switches(const cli_args *args)
{
    ofr_error err = {0};
    bool more = args->n_operands > 0;

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        more |= args->value[i] && i != SWITCHES && i != JSON;
    if (more) {
        ofr_fail(&err, OFR_USAGE, "why",
                 "--switches lists all mechanisms; only --json goes with it");
        return say_error(&err, args->command);
    }
    if (args->value[JSON])
        why_switches_json(stdout);
    else
        why_switches_text(stdout);
    return EXIT_DONE;
}

static int run(const cli_args *args)
{
    const char *mechanism[MAX_MECHANISMS];
    ofr_error err = {0};
    why_options o;
    study_options with;
    ofr_study *study = NULL;
    ofr_whatifs list = {0};
    ofr_why *why = NULL;

    if (args->value[SWITCHES]) return list_switches(args);
    ofr_status status = check_use(args, &err);
    if (status == OFR_OK) status = read_options(args, mechanism, &o, &with, &err);
    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) status = whatifs_init(&list, &err);
    if (status == OFR_OK) status = whatifs_from_spec(&list, study->spec, NULL, &err);
    if (status == OFR_OK) status = add_whatifs(args, &list, &err);
    if (status == OFR_OK) status = explain(args, study, &list, &o, &why, &err);
    if (status == OFR_OK && args->value[JSON])
        why_json(why, stdout);
    else if (status == OFR_OK)
        why_text(why, terminal_width(), stdout);
    why_free(why);
    whatifs_done(&list);
    study_close(study);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_why = {
    .name = "why",
    .brief = "say through which mechanisms a what-if moves an outcome",
    .synopsis = "SCENARIO --between BASE,WHATIF [options]",
    .about =
        "Takes the difference that a what-if makes, then switches mechanisms off one at a time, in "
        "both futures\n"
        "alike from the start on, and takes what is left of the difference: on the same histories "
        "and random\n"
        "numbers, member by member. A mechanism carries what is gone without it. Where the "
        "difference turns its\n"
        "sign without one, that is marked.\n"
        "\n"
        "Shares need not sum to one: mechanisms work through each other, and what two carry "
        "together is gone\n"
        "without either. Below zero: the mechanism works against the what-if.\n"
        "\n"
        "What-ifs are the scenario's own (section what-ifs), those of --changes and those of "
        "--with; base is\n"
        "the scenario as it is. Outcomes are told over the whole horizon, the largest difference "
        "first.\n"
        "A switch is a list of changes, as in a what-if (--switches); where a what-if changes the "
        "same value, the\n"
        "switch wins. It acts from the start: what history has left, such as stances and beliefs, "
        "stays.\n",
    .example =
        "  $ offramp why scenarios/cuba-1962.yaml --with 'closed: channels.*.open=never' \\\n"
        "      --between base,closed --quick\n"
        "  says what carries the effect of closing all channels; then\n"
        "  $ offramp why scenarios/cuba-1962.yaml --with 'closed: channels.*.open=never' \\\n"
        "      --between base,closed --outcome berlin --mechanism press --mechanism stances\n"
        "  asks for one outcome and two mechanisms, with more futures.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 0,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
