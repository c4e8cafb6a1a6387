/* cmd_exits.c -- `offramp exits`: packages of moves that lower a risk and would be accepted. */
#include "cli.h"

enum {
    OUTCOME,
    MOST,
    MOVES,
    NO_SHIPPED,
    MOVE,
    SEED,
    N_SETS,
    MEMBERS,
    QUICK,
    THREADS,
    START,
    HORIZON,
    NO_HISTORY,
    RECORD,
    MODEL_ONLY,
    ISA,
    JSON
};

enum { EXITS_SETS = 128, EXITS_PER_SET = 64, EXITS_USUAL_MOST = 3 };

static const cli_option options[] = {
    [OUTCOME] = {"outcome", "NAME",
                 "what is to become rarer; may be repeated, and any of them counts (default: the\n"
                 "scenario's wars and exchanges)",
                 OFFER_NOTHING, NULL},
    [MOST] = {"most", "N", "moves a package, 1 to 3 (default 3)", OFFER_NOTHING, NULL},
    [MOVES] = OPTION_MOVES,
    [NO_SHIPPED] = OPTION_NO_SHIPPED,
    [MOVE] = OPTION_MOVE,
    [SEED] = OPTION_SEED,
    [N_SETS] = OPTION_SETS("128"),
    [MEMBERS] = OPTION_MEMBERS("64; the search runs half of them"),
    [QUICK] = OPTION_QUICK(""),
    [THREADS] = OPTION_THREADS,
    [START] = OPTION_START,
    [HORIZON] = OPTION_HORIZON,
    [NO_HISTORY] = OPTION_NO_HISTORY,
    [RECORD] = OPTION_RECORD,
    [MODEL_ONLY] = OPTION_MODEL_ONLY,
    [ISA] = OPTION_ISA,
    [JSON] = {"json", NULL, "print JSON instead", OFFER_NOTHING, NULL},
};

static ofr_status read_options(const cli_args *args, const char **outcome, exits_options *o,
                               study_options *s, ofr_error *err)
{
    ensemble_options size;
    uint64_t most = EXITS_USUAL_MOST;
    const char *text;
    size_t n = 0;
    int at = 0;
    ofr_status status = read_study_options(args, s, err);

    if (status == OFR_OK)
        status = read_ensemble_options(args, EXITS_SETS, EXITS_PER_SET, &size, err);
    if (status == OFR_OK) status = option_count(args, MOST, 1, EXITS_MOST, &most, err);
    if (status != OFR_OK) return status;
    while ((text = option_next(args, OUTCOME, &at)) != NULL) {
        if (n == EXITS_OUTCOMES)
            return ofr_fail(err, OFR_USAGE, "exits", "--outcome may be given %d times",
                            EXITS_OUTCOMES);
        outcome[n++] = text;
    }
    *o = (exits_options){.seed = size.seed,
                         .n_sets = size.n_sets,
                         .per_set = size.per_set,
                         .most = (size_t)most,
                         .outcome = outcome,
                         .n_outcomes = n,
                         .model_only = args->value[MODEL_ONLY] != NULL,
                         .threads = size.threads,
                         .isa = size.isa};
    return OFR_OK;
}

static ofr_status search(const ofr_study *study, const ofr_bound *bound, exits_options *o,
                         double *ret_seconds, ofr_exits **ret_exits, ofr_error *err)
{
    progress_bar bar;
    ofr_status status;

    progress_init(&bar);
    o->stop = stop_on_signals();
    o->progress = progress_show;
    o->progress_self = &bar;
    o->use = &bar.threads;
    status = study_exits(study, bound, o, ret_exits, err);
    progress_clear(&bar);
    *ret_seconds = seconds_now() - bar.began;
    return status;
}

static int run(const cli_args *args)
{
    const char *outcome[EXITS_OUTCOMES];
    ofr_error err = {0};
    exits_options o;
    study_options with;
    ofr_study *study = NULL;
    ofr_moves moves = {0};
    ofr_bound bound = {0};
    ofr_exits *exits = NULL;
    double seconds = 0;
    int status_of_all = EXIT_DONE;
    ofr_status status = read_options(args, outcome, &o, &with, &err);

    if (status == OFR_OK) status = find_moves(args, &moves, &err);
    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) status = bind_moves(args, &moves, study, &bound, &err);
    if (status == OFR_OK) status = search(study, &bound, &o, &seconds, &exits, &err);
    if (status == OFR_OK && args->value[JSON])
        exits_json(exits, stdout);
    else if (status == OFR_OK)
        exits_text(exits, o.most, seconds, terminal_width(), stdout);
    if (status == OFR_OK && exits->stopped) status_of_all = stop_status();
    exits_free(exits);
    bound_done(&bound);
    study_close(study);
    moves_done(&moves);
    return status == OFR_OK ? status_of_all : say_error(&err, args->command);
}

const cli_command cmd_exits = {
    .name = "exits",
    .brief = "search packages of moves that lower a risk and would be accepted",
    .synopsis = "SCENARIO [options]",
    .about =
        "Searches packages of up to --most moves (`offramp moves`) for those that make wars and "
        "exchanges, or\n"
        "the outcomes named, rarer, and that each principal whose consent they need would accept: "
        "where its\n"
        "ledger gains in 95 of 100 parameter sets, what simulation leaves open counted in. An "
        "effect counts from\n"
        "2 points of a hundred on, or from a fifth of the risk where that is less; both are "
        "stated before.\n"
        "\n"
        "All packages run on the same histories and random numbers. Moves that may fail are "
        "weighed: a package\n"
        "is the mix of the futures in which each part of it works. Single moves and pairs are "
        "screened on a\n"
        "quarter of the parameter sets, contenders get more where it is close, and finalists are "
        "estimated again\n"
        "on parameter sets of their own: only these numbers are printed. Where nothing is "
        "acceptable it is said\n"
        "whose consent that hangs on, and what comes nearest.\n"
        "\n"
        "Ctrl-C stops the search, and tells what is known by then.\n",
    .example = "  $ offramp exits scenarios/us-iran-2024.yaml --quick\n"
               "  takes a first look; then\n"
               "  $ offramp exits scenarios/us-iran-2024.yaml --quick --most 1 --move sign-deal\n"
               "  asks about the signing of each deal alone.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
