/* main.c -- the program: finds the command, reads its options, runs it. */
#include <string.h>

#include "../core/nearest.h"
#include "cli.h"

const cli_command *const cli_commands[] = {
    &cmd_new,    &cmd_check,  &cmd_run,        &cmd_compare,  &cmd_why,    &cmd_moves,
    &cmd_exits,  &cmd_test,   &cmd_score,      &cmd_forecast, &cmd_update, &cmd_trace,
    &cmd_report, &cmd_export, &cmd_completion, &cmd_help,
};
const size_t cli_n_commands = sizeof cli_commands / sizeof cli_commands[0];

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < cli_n_commands; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0) return cli_commands[i];
    }
    return NULL;
}

static int unknown_command(const char *word)
{
    const char *names[sizeof cli_commands / sizeof cli_commands[0]], *near;

    for (size_t i = 0; i < cli_n_commands; i++) names[i] = cli_commands[i]->name;
    near = nearest_name(word, names, cli_n_commands);
    fprintf(stderr, "offramp: there is no %s '", word[0] == '-' ? "option" : "command");
    put_plain(stderr, word);
    if (near)
        fprintf(stderr, "'; did you mean '%s'?\n", near);
    else
        fprintf(stderr, "'; offramp help lists the commands\n");
    return EXIT_WRONG_USE;
}

static int run_command(const cli_command *command, int argc, char **argv)
{
    ofr_error err = {0};
    cli_args args;

    if (options_parse(command, argc, argv, &args, &err) != OFR_OK) return say_error(&err, command);
    if (args.help) {
        help_page(command, stdout);
        return EXIT_DONE;
    }
    return command->run(&args);
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    const cli_command *command = find_command(word);
    const bool ends_by_pipe = watch_output();
    int status;

    if (argc < 2) {
        help_list(stderr);
        status = EXIT_WRONG_USE;
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        help_list(stdout);
        status = EXIT_DONE;
    } else if (strcmp(word, "--version") == 0) {
        printf("offramp %s, numbers id %s\n", OFR_VERSION, ofr_numbers_id());
        status = EXIT_DONE;
    } else {
        status = command ? run_command(command, argc, argv) : unknown_command(word);
    }
    return finish_output(status, ends_by_pipe);
}
