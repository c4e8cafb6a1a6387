/* cmd_check.c -- `offramp check`: reads a scenario with its record, or a result, and says whether it is fine. */
#include <stdlib.h>

#include "cli.h"

enum { UNFIT_SHOWN = 10 };
enum { EXPLAIN, ALL, GRAPH, JSON, SCHEMA, CLASSES, NO_FUTURES, RECORD };

static const cli_option options[] = {
    [EXPLAIN] = {"explain", NULL,
                 "list every value that is written, with its unit, place and source", 0, NULL},
    [ALL] = {"all", NULL, "with --explain: also the values left at their defaults", 0, NULL},
    [GRAPH] = {"graph", NULL, "print actors, channels and flows for Graphviz instead", 0, NULL},
    [JSON] = {"json", NULL, "print the resolved scenario as JSON instead", 0, NULL},
    [SCHEMA] = {"schema", NULL,
                "print all keys of scenario files as a Markdown page; needs no scenario", 0, NULL},
    [CLASSES] = {"classes", NULL,
                 "print hostile pairs beside their classes only; with --json as JSON", 0, NULL},
    [NO_FUTURES] = {"no-futures", NULL, "run no futures: leave out how pairs lie to their classes",
                    0, NULL},
    [RECORD] = OPTION_RECORD,
};

static void put_counts(const ofr_study *study)
{
    study_count counts[STUDY_COUNTS];

    study_counts(study, counts);
    for (size_t i = 0; i < STUDY_COUNTS; i++) {
        printf("%s%zu %s%s", i ? ", " : "  ", counts[i].n, counts[i].one,
               counts[i].n == 1 ? "" : "s");
    }
    putchar('\n');
}

static void put_record(const ofr_study *study)
{
    char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];
    const study_days days = study_days_of(study);
    ofr_past_use use;

    if (!study->record) {
        printf("  no event record: members start at rest\n");
        return;
    }
    printf("  record: ");
    put_plain(stdout, study->record->path);
    if (!study->past) {
        printf(", %zu rows; none before the start is used\n", study->record->n_events);
        return;
    }
    use = study_past_use(study);
    printf(
        ", %zu rows\n  history: %s to %s; rows that are acts %zu, messages %zu, fit no flow %zu, "
        "were not public yet %zu\n",
        study->record->n_events, date_format(days.epoch, from), date_format(days.start - 1, to),
        use.acts, use.messages, use.unused, use.late);
    if (use.words + use.inferred)
        printf("  rows that only say something of halts: %zu, that sum up others: %zu\n", use.words,
               use.inferred);
}

/* What no flow takes, all of it with --explain. */
static void put_unfit(const record_told *told, bool all)
{
    const size_t n = all || told->n_unfit <= UNFIT_SHOWN ? told->n_unfit : UNFIT_SHOWN;
    size_t rest = told->unfit_rows;

    for (size_t i = 0; i < n; i++) {
        const record_unfit *u = &told->unfit[i];
        printf("    %4zu  ", u->rows);
        put_plain(stdout, u->source);
        fputs(" on ", stdout);
        put_plain(stdout, u->target);
        fputs(" in ", stdout);
        put_plain(stdout, u->theatre);
        fputs(": ", stdout);
        put_plain(stdout, u->action);
        if (*u->flow) printf(" (fits %s, which takes no rows)", u->flow);
        printf(", from line %zu on\n", u->line);
        rest -= u->rows;
    }
    if (n < told->n_unfit)
        printf("    %4zu  of %zu more kinds; --explain lists all\n", rest, told->n_unfit - n);
}

/* What is told of the record. */
static void put_told(const ofr_study *study, bool all)
{
    for (size_t i = 0; i < study->of_record.n_notes; i++) {
        fputs("  record: ", stdout);
        put_plain(stdout, study->of_record.note[i]);
        putchar('\n');
    }
    if (study->past) put_unfit(&study->of_record, all);
}

/* Of each pair: below which lambda the game between the two has one equilibrium for certain. */
static ofr_status put_equilibria(const ofr_study *study, ofr_error *err)
{
    const size_t n = study_n_games(study);

    for (size_t i = 0; i < n; i++) {
        study_game game;
        const ofr_status status = study_game_of(study, i, &game, err);

        if (status != OFR_OK) return status;
        printf("  equilibrium of %s: one for certain below lambda %.3g; lambda is %g%s\n",
               game.pair, game.safe, game.lambda,
               game.lambda < game.safe
                   ? ""
                   : ": days that may have several are played as reply and counted");
    }
    return OFR_OK;
}

/* What is asked about and cannot come about any more: its share of futures says nothing. */
static ofr_status put_already(const ofr_study *study, ofr_error *err)
{
    const size_t n_outcomes = study_n_outcomes(study);
    double *share = calloc(n_outcomes, sizeof *share);
    size_t n = 0;
    char strain[STRAIN_TEXT] = "";
    ofr_status status = share ? study_already(study, 1, NULL, share, strain, NULL, err)
                              : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the outcomes");

    for (size_t i = 0; status == OFR_OK && i < n_outcomes; i++) {
        if (!(share[i] > 0)) continue;
        printf("%s%s", n++ ? ", " : "  true at the start already: ", study_outcome(study, i));
        if (share[i] < 1)
            printf(" (in %.0f %% of the histories that fit the record)", 100 * share[i]);
    }
    if (n) putchar('\n');
    if (*strain) {
        fputs("  record: ", stdout);
        put_plain(stdout, strain);
        putchar('\n');
    }
    free(share);
    return status;
}

static void put_summary(const char *scenario, const ofr_study *study, bool explain)
{
    const study_answers answers = study_answers_of(study);
    size_t stated, judged;

    study_inputs(study, &stated, &judged);
    put_plain(stdout, scenario);
    printf(": fine: %zu values, %zu stated, %zu judged\n", study->spec->n_parameters, stated,
           judged);
    put_counts(study);
    put_record(study);
    put_told(study, explain);
    printf("  answers: one act leads to %.2f more when all hold, to %.2f when all punish",
           answers.hold, answers.punish);
    if (answers.punish > 0 && *answers.loop) printf(" (loop %s)", answers.loop);
    printf("; below 1 they die out\n");
}

/* What the options ask for is in a scenario only. */
static ofr_status refuse_options(const cli_args *args, ofr_error *err)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (args->value[i])
            return ofr_fail(err, OFR_USAGE, "check", "--%s is for a scenario, not for a result",
                            options[i].name);
    }
    return OFR_OK;
}

static ofr_status check_options(const cli_args *args, ofr_error *err)
{
    static const size_t apart[][2] = {{GRAPH, JSON},      {EXPLAIN, JSON},    {EXPLAIN, GRAPH},
                                      {CLASSES, EXPLAIN}, {CLASSES, GRAPH},   {CLASSES, NO_FUTURES},
                                      {NO_FUTURES, JSON}, {NO_FUTURES, GRAPH}};
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < sizeof apart / sizeof apart[0]; i++)
        status = options_apart(args, apart[i][0], apart[i][1], err);
    if (status == OFR_OK && args->value[ALL] && !args->value[EXPLAIN])
        status = ofr_fail(err, OFR_USAGE, "check", "--all goes with --explain");
    return status;
}

/* All that is said of a scenario where no other form is asked for. */
static ofr_status put_all(const cli_args *args, const ofr_study *study, ofr_error *err)
{
    const bool explain = args->value[EXPLAIN] != NULL;
    ofr_status status = OFR_OK;

    if (explain) {
        status = spec_explain(study->spec, args->value[ALL] != NULL, stdout, err);
        putchar('\n');
    }
    if (status == OFR_OK) put_summary(args->operand[0], study, explain);
    if (status == OFR_OK) status = put_already(study, err);
    if (status == OFR_OK) status = put_equilibria(study, err);
    if (status == OFR_OK && !args->value[NO_FUTURES]) status = check_classes(study, false, err);
    return status;
}

static int run(const cli_args *args)
{
    ofr_error err = {0};
    ofr_study *study = NULL;
    const study_options with = {.record = args->value[RECORD]};
    ofr_status status = check_options(args, &err);

    if (status == OFR_OK && args->value[SCHEMA]) {
        status = study_schema(stdout, &err);
        return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
    }
    if (status == OFR_OK && args->n_operands == 0) {
        status = ofr_fail(&err, OFR_USAGE, "check",
                          "SCENARIO is missing: offramp check SCENARIO, or RESULT");
    }
    if (status == OFR_OK && looks_like_result(args->operand[0])) {
        status = refuse_options(args, &err);
        return status == OFR_OK ? check_result(args) : say_error(&err, args->command);
    }
    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK && args->value[CLASSES])
        status = check_classes(study, args->value[JSON] != NULL, &err);
    else if (status == OFR_OK && args->value[JSON])
        status = spec_json(study->spec, stdout, &err);
    else if (status == OFR_OK && args->value[GRAPH])
        status = study_graph(study, stdout, &err);
    else if (status == OFR_OK)
        status = put_all(args, study, &err);
    study_close(study);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_check = {
    .name = "check",
    .brief = "read, validate and explain a scenario, or verify a result",
    .synopsis = "SCENARIO|RESULT [options]",
    .about =
        "Reads a scenario and the event record that it names, and checks all that can be "
        "checked without\n"
        "running futures: every key, unit, range and reference, whether the parts fit "
        "together, whether\n"
        "answers to answers die out, which outcomes are true at the start already, and whether "
        "a day of the\n"
        "record is next to impossible. All errors are listed in one go, each with its place, what "
        "was found\n"
        "and what would be right. A scenario that passes is summed up: how many values are in "
        "force, how many\n"
        "of them are written in the file, and how many of "
        "those rest on judgement.\n"
        "\n"
        "Where hostile pairs have a class (`classes:`), it then runs some 1024 futures, and says "
        "of\n"
        "each pair how often both attack each other and how often it becomes war, beside how "
        "often\n"
        "that came to other pairs of its class. Beyond ten times either way it asks why.\n"
        "\n"
        "Of a result it says what it is, whether it is complete, whether this program simulates "
        "the same\n"
        "numbers, and whether every checksum in it fits; a damaged one is told part by part.\n",
    .example = "  $ offramp check scenarios/us-iran-2024.yaml\n"
               "  says `fine` and counts; then, to see where each number comes from,\n"
               "  $ offramp check scenarios/us-iran-2024.yaml --explain | less\n"
               "  and, to hold its pairs against others like them,\n"
               "  $ offramp check scenarios/us-iran-2024.yaml --classes\n"
               "  and, to look at who acts on whom,\n"
               "  $ offramp check scenarios/us-iran-2024.yaml --graph | dot -Tsvg > graph.svg\n"
               "  and, whether a result came over whole from another machine,\n"
               "  $ offramp check us-iran-2024.offramp\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 0,
    .most = 1,
    .operand = "SCENARIO or RESULT",
    .offer = OFFER_FILES,
    .run = run,
};
