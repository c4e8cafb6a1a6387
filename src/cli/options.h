/* options.h -- a command as data: its options, its help, what completes its words; and the parser.
 *
 * Adding a command: one file cmd_<name>.c with its table and its function, one line in main.c.
 */
#ifndef OFR_OPTIONS_H
#define OFR_OPTIONS_H

#include "offramp.h"

enum { MAX_OPTIONS = 24, MAX_OPERANDS = 2 };

/* Exit statuses of every command. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG_USE = 2, EXIT_ALERT = 3, EXIT_CUT = 141 };

/* What the shell offers for a word. */
typedef enum cli_offer { OFFER_NOTHING, OFFER_FILES, OFFER_DIRECTORIES, OFFER_WORDS } cli_offer;

typedef struct cli_option {
    const char *name;  /* "output", typed as --output */
    const char *value; /* what its value is called in help, "FILE"; NULL: a flag without a value */
    const char *help;  /* one line */
    cli_offer offer;
    const char *words; /* OFFER_WORDS: separated by spaces */
} cli_option;

typedef struct cli_args cli_args;

typedef struct cli_command {
    const char *name;
    const char *brief;    /* one line in the list of commands */
    const char *synopsis; /* what follows the name in the usage line */
    const char *about;    /* paragraphs of the help page */
    const char *example;  /* one worked example: what is typed, what it shows */
    const cli_option *option;
    size_t n_options;
    size_t least, most;  /* operands */
    const char *operand; /* what the first operand is called: "SCENARIO" */
    cli_offer offer;     /* for operands */
    const char *words;
    int (*run)(const cli_args *args); /* returns an exit status */
} cli_command;

/* A parsed command line. value[i]: of option i, "" for a flag that is there, NULL where it is
 * not. */
struct cli_args {
    const cli_command *command;
    const char *value[MAX_OPTIONS];
    const char *operand[MAX_OPERANDS];
    size_t n_operands;
    bool help;
    int argc;
    char *const *argv; /* of the whole line: argv[0] is the program, argv[1] the command */
};

/* Reads argv[2] and on. Options: --name value, --name=value, -h; -- ends them; the last of a
 * repeated option counts. OFR_USAGE: unknown option (with the nearest known one), value missing or
 * not wanted, too few or too many operands (not looked at with --help). Pure. */
ofr_status options_parse(const cli_command *command, int argc, char *const *argv,
                         cli_args *ret_args, ofr_error *err);

/* Position of an option in a command's table; n_options where it has none of that name. */
size_t option_index(const cli_command *command, const char *name);
/* Its value as typed ("" for a flag); NULL where it was not typed or the command has no such option. */
const char *option_text(const cli_args *args, const char *name);

/* Values of options; ret is left alone where the option is not there. OFR_USAGE. */
ofr_status option_count(const cli_args *args, size_t option, uint64_t least, uint64_t most,
                        uint64_t *ret_count, ofr_error *err);
ofr_status option_date(const cli_args *args, size_t option, int32_t *ret_day, ofr_error *err);
/* One of the words of its table. */
ofr_status option_word(const cli_args *args, size_t option, const char **ret_word, ofr_error *err);

/* Each value of an option that may be repeated, in the order typed; NULL: no more. *at is 0 at first. Pure. */
const char *option_next(const cli_args *args, size_t option, int *at);

/* Refuses two options that contradict each other. */
ofr_status options_apart(const cli_args *args, size_t one, size_t other, ofr_error *err);

#endif
