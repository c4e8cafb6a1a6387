/* cmd_moves.c -- `offramp moves`: which moves fit a scenario, and why the others do not. */
#include "cli.h"

enum { MOVES, NO_SHIPPED, MOVE, START, HORIZON, NO_HISTORY, RECORD, JSON };

static const cli_option options[] = {
    [MOVES] = OPTION_MOVES,     [NO_SHIPPED] = OPTION_NO_SHIPPED,
    [MOVE] = OPTION_MOVE,       [START] = OPTION_START,
    [HORIZON] = OPTION_HORIZON, [NO_HISTORY] = OPTION_NO_HISTORY,
    [RECORD] = OPTION_RECORD,   [JSON] = {"json", NULL, "print JSON instead", OFFER_NOTHING, NULL},
};

static int run(const cli_args *args)
{
    ofr_error err = {0};
    study_options with;
    ofr_study *study = NULL;
    ofr_moves moves = {0};
    ofr_bound bound = {0};
    ofr_status status = read_study_options(args, &with, &err);

    if (status == OFR_OK) status = find_moves(args, &moves, &err);
    if (status == OFR_OK) status = study_open(args->operand[0], &with, &study, &err);
    if (status == OFR_OK) status = bind_moves(args, &moves, study, &bound, &err);
    if (status == OFR_OK && args->value[JSON])
        moves_json(&moves, &bound, stdout);
    else if (status == OFR_OK)
        moves_text(&moves, &bound, terminal_width(), stdout);
    bound_done(&bound);
    study_close(study);
    moves_done(&moves);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_moves = {
    .name = "moves",
    .brief = "list the moves that fit a scenario, and why the others do not",
    .synopsis = "SCENARIO [options]",
    .about =
        "A move is what somebody could do, as data: a template over channels, deals, orders, red "
        "lines, flows,\n"
        "drivers or theatres. It says who must consent, what it costs whom beside what is in the "
        "ledgers, how\n"
        "many days it takes, what it changes, and how likely it is to work. Bound to a thing of "
        "the scenario it\n"
        "is a list of dated changes, as of a what-if. `offramp exits` searches packages of them.\n"
        "\n"
        "The shipped moves are in the directory moves; write your own as files of the same form "
        "and name their\n"
        "directory with --moves.\n",
    .example = "  $ offramp moves scenarios/us-iran-2024.yaml\n"
               "  lists all moves with the things that they fit; then\n"
               "  $ offramp moves scenarios/us-iran-2024.yaml --move sign-deal --json\n"
               "  tells one of them with its changes.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "SCENARIO",
    .offer = OFFER_FILES,
    .run = run,
};
