/* cli.h -- what the commands share: saying things, stopping, progress, stored results. */
#ifndef OFR_CLI_H
#define OFR_CLI_H

#include <signal.h>

#include "../core/json_writer.h"
#include "../report/answer.h"
#include "../report/frozen_file.h"
#include "../report/result.h"
#include "../report/terminal.h"
#include "../studies/exits.h"
#include "../studies/hypothesis.h"
#include "../studies/moves.h"
#include "../studies/score.h"
#include "../studies/summary.h"
#include "../studies/why.h"
#include "ensemble_options.h"

extern const cli_command *const cli_commands[];
extern const size_t cli_n_commands;
extern const cli_command cmd_new, cmd_check, cmd_run, cmd_compare, cmd_why, cmd_moves, cmd_exits,
    cmd_trace, cmd_test, cmd_score, cmd_forecast, cmd_update, cmd_report, cmd_export,
    cmd_completion, cmd_help;

/* ---- print.c -------------------------------------------------------------------------------- */
/* Cells of a line of standard output: of the terminal, else COLUMNS, else TERMINAL_WIDTH. */
int terminal_width(void);
/* Says an error on standard error, releases it, and returns its exit status. */
int say_error(ofr_error *err, const cli_command *command);

/* ---- output.c ------------------------------------------------------------------------------- */
/* From now on a write that its reader or a limit on the size of files cuts off fails, and does not end the program. True
 * if SIGPIPE would have ended it, which finish_output wants to know. */
bool watch_output(void);
/* A write met a pipe that nobody reads any more. */
bool reader_has_left(void);
/* What to say where a write met the limit on the size of files; NULL: none did. */
const char *size_limit_met(void);
/* Says why standard output failed, and returns the exit status; EXIT_CUT is not spoken of. */
int say_output_failed(void);
/* Closes standard output; an exit status of 0 becomes another if not all could be written. EXIT_CUT ends the program by
 * SIGPIPE, or becomes EXIT_FAILED. */
int finish_output(int status, bool ends_by_pipe);

/* ---- check_classes.c ------------------------------------------------------------------------ */
enum { CHECK_FUTURES = 1024 }; /* that `check` runs */
/* Of each hostile pair the class event in futures, seed 1, beside its class; as JSON or in words. OFR_DEGENERATE, OFR_NO_MEMORY. */
ofr_status check_classes(const ofr_study *study, bool as_json, ofr_error *err);

/* ---- cmd_help.c ----------------------------------------------------------------------------- */
void help_page(const cli_command *command, FILE *out);
void help_list(FILE *out);

/* ---- command_line.c ------------------------------------------------------------------------- */
/* argv as one line that a shell reads back, without the words in `without` (NULL ends it; may be
 * NULL) and with `more` (may be NULL) at the end. NULL: no memory. The caller frees it. */
char *command_line(int argc, char *const *argv, const char *const *without, const char *more);
/* The file's name without its directory and the ends .yaml, .yml, .offramp and .json, with another end.
 * NULL: no memory. */
char *name_with_end(const char *path, const char *end);

/* ---- stop.c --------------------------------------------------------------------------------- */
/* From now on the first SIGINT, SIGTERM or SIGHUP only sets the flag; the second, of whatever kind, ends the program. */
const volatile int *stop_on_signals(void);
/* The exit status of a program that was asked to stop: 128 and the signal. */
int stop_status(void);

/* ---- progress.c ----------------------------------------------------------------------------- */
typedef struct progress_bar {
    FILE *out;
    bool shown, blocks, colour;
    double began, drawn;
    size_t first, done, of; /* members at the first call, now, in all */
    bool started;
    pool_use threads; /* for the options of what is run */
    bool threads_said;
    int width;        /* of the terminal */
    char so_far[400]; /* what is known so far; "": nothing yet */
} progress_bar;
double seconds_now(void);
void progress_init(progress_bar *bar);
void progress_show(void *self, size_t done, size_t of); /* for run_options */
/* For run_options: the headlines so far, drawn beside the bar. */
void progress_so_far(void *self, const run_so_far *answer, size_t n, size_t members);
/* Both also say, once, that fewer threads could be started than asked for. */
void progress_clear(progress_bar *bar);

/* ---- stored.c ------------------------------------------------------------------------------- */
/* A regular file that begins like a result, or a name that ends like one. A pipe is not read from. */
bool looks_like_result(const char *path);
/* A name that ends in .json, or a file that begins like a frozen forecast. A pipe is not read from. */
bool looks_like_frozen(const char *path);
/* Opens the study that a result was made from, with the options that the result names, and checks that it
 * is the same, and this a program that simulates the same numbers. record: where its event record is now;
 * NULL: where it was. */
ofr_status stored_study(const char *result, const ofr_answer *answer, const char *record,
                        ofr_study **ret_study, ofr_error *err);
/* Where the scenario file of a result is, seen from here, else from the result. NULL: no memory. The caller
 * frees it. */
char *stored_scenario(const char *result, const ofr_answer *answer);
/* Says on standard error if the scenario file is still there and has another text now. */
void say_if_older(const char *result, const ofr_answer *answer);

/* ---- check_result.c -------------------------------------------------------------------------- */
/* `offramp check RESULT`; returns the exit status. */
int check_result(const cli_args *args);

/* ---- cmd_run.c ------------------------------------------------------------------------------ */
enum { SETS = 500, PER_SET = 200 };

/* ---- quick_pick.c --------------------------------------------------------------------------- */
/* Runs an ensemble without keeping it and picks the member that `which` names, median or worst. */
ofr_status quick_pick(const ofr_study *study, const run_options *options, const char *which,
                      size_t *ret_member, ofr_error *err);

/* ---- told_text.c, told_json.c --------------------------------------------------------------- */
typedef struct told_future {
    const char *title, *pick; /* pick "": by its number */
    size_t member, n_members;
    int32_t start, horizon;
    const ofr_act *act;
    size_t n_acts;
    int32_t from, to;       /* days shown, both included */
    const char *kinds;      /* kinds shown, separated by commas; NULL: all */
    const ofr_told *told;   /* with the history; NULL: the future alone */
    const ofr_study *study; /* with told */
} told_future;
bool told_shows(const told_future *future, const ofr_act *act);
void told_text(const told_future *future, FILE *out);
void told_json(const told_future *future, FILE *out);

/* ---- tests_text.c, tests_json.c --------------------------------------------------------------- */
void tests_text(const ofr_tests *tests, bool quick, FILE *out);
void tests_json(const ofr_tests *tests, FILE *out);

/* ---- score_text.c, score_json.c ---------------------------------------------------------------- */
/* Tables, then words in lines of about `width` cells. */
void score_text(const ofr_score *score, int width, FILE *out);
/* "+12 % (-3 to 25)" of a skill, "-" where it is not known; and "wins", "ties" ... , for who reads score_verdict_of. */
const char *score_skill_text(const score_skill *skill, char room[96]);
const char *score_verdict_word(const score_skill *skill, bool enough);
/* Writes it as one HTML page (score_page.c). As file_write_begin and file_write_end. */
ofr_status score_page(const ofr_score *score, const char *path, const file_rule *rule,
                      ofr_error *err);
/* All of it, with each forecast; docs/skill.md has the keys. */
void score_json(const ofr_score *score, FILE *out);

/* ---- score_frozen.c, frozen_text.c, frozen_json.c ----------------------------------------------- */
/* `offramp score FROZEN`. Returns the exit status. */
int score_frozen(const cli_args *args);
void frozen_score_text(const ofr_frozen *frozen, const frozen_score *score, int width, FILE *out);
/* All of it; docs/forecast.md has the keys. */
void frozen_score_json(const ofr_frozen *frozen, const frozen_score *score, FILE *out);

/* ---- why_text.c, why_json.c -------------------------------------------------------------------- */
/* Lines of about `width` cells: of each outcome that the what-if moves, what is left without each mechanism. */
void why_text(const ofr_why *why, int width, FILE *out);
/* All of it; docs/why.md has the keys. */
void why_json(const ofr_why *why, FILE *out);
void why_switches_text(FILE *out);
void why_switches_json(FILE *out);

/* ---- moves_found.c ------------------------------------------------------------------------------ */
#define OPTION_MOVES                                                                               \
    {                                                                                              \
        "moves", "DIR", "moves of one's own, *.yaml, beside the shipped ones; may be repeated",    \
            OFFER_DIRECTORIES, NULL                                                                \
    }
#define OPTION_NO_SHIPPED                                                                          \
    {                                                                                              \
        "no-shipped", NULL, "leave the shipped moves out", OFFER_NOTHING, NULL                     \
    }
#define OPTION_MOVE                                                                                \
    {                                                                                              \
        "move", "NAME",                                                                            \
            "of all moves this one, as MOVE or MOVE:THING; may be repeated (default: all)",        \
            OFFER_NOTHING, NULL                                                                    \
    }
/* Reads the shipped moves, unless --no-shipped, and those of each --moves, in the order of their names. OFR_USAGE: there is none;
 * OFR_IO, and what moves_add_file gives. */
ofr_status find_moves(const cli_args *args, ofr_moves *moves, ofr_error *err);
/* Binds them, and leaves out what --move does not name. OFR_USAGE: it names none. As moves_bind. */
ofr_status bind_moves(const cli_args *args, const ofr_moves *moves, const ofr_study *study,
                      ofr_bound *ret_bound, ofr_error *err);

/* ---- moves_text.c ------------------------------------------------------------------------------- */
/* Lines of about `width` cells: what fits, who must consent, and why the others do not fit. */
void moves_text(const ofr_moves *moves, const ofr_bound *bound, int width, FILE *out);
/* docs/exits.md has the keys. */
void moves_json(const ofr_moves *moves, const ofr_bound *bound, FILE *out);
/* Members `consent` and `changes` of a move's object. */
void move_consent_json(json_writer *json, const bound_move *m);
void move_changes_json(json_writer *json, const bound_move *m);

/* ---- exits_text.c, exits_json.c ----------------------------------------------------------------- */
/* Lines of about `width` cells. most: moves a package; seconds: that it took, 0: not told. */
void exits_text(const ofr_exits *exits, size_t most, double seconds, int width, FILE *out);
/* docs/exits.md has the keys. */
void exits_json(const ofr_exits *exits, FILE *out);

/* ---- inputs.c ---------------------------------------------------------------------------------- */
/* What a command reads, by name, so that it is never written over. Names are the caller's. */
enum { MAX_INPUTS = 64 };
typedef struct cli_inputs {
    const char *name[MAX_INPUTS];
    size_t n;
} cli_inputs;
void inputs_add(cli_inputs *inputs, const char *name); /* NULL and "" are skipped */
/* A study's scenario with its includes, and its record with its totals. */
void inputs_add_study(cli_inputs *inputs, const ofr_study *study);

/* ---- page_template.c ------------------------------------------------------------------------ */
/* Where the built page is; the caller frees it. OFR_IO: nowhere, and how to get it. */
ofr_status page_template(char **ret_path, ofr_error *err);
/* How a page is written: over pages of ours, and with --force over other files, but never over what the
 * command reads. The inputs must stay as long as the rule is used. */
file_rule page_rule(const cli_args *args, const cli_inputs *inputs);
/* Before long work: whether the page may have this name. OFR_USAGE (the rule, or the name of a result),
 * OFR_IO. */
ofr_status page_may_be(const char *page, const file_rule *rule, ofr_error *err);
#define OPTION_FORCE_PAGE                                                                          \
    {                                                                                              \
        "force", NULL, "replace a file that is there, even if it is no page of offramp",           \
            OFFER_NOTHING, NULL                                                                    \
    }

#endif
