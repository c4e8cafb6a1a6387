/* cmd_help.c -- help pages, all from the tables of the commands. */
#include <string.h>

#include "../core/nearest.h"
#include "cli.h"

void help_list(FILE *out)
{
    fprintf(out, "offramp -- an executable model of a standoff between states\n\n"
                 "usage: offramp COMMAND ...\n\ncommands\n");
    for (size_t i = 0; i < cli_n_commands; i++) {
        fprintf(out, "  %-12s %s\n", cli_commands[i]->name, cli_commands[i]->brief);
    }
    fprintf(out,
            "\nofframp COMMAND --help teaches one command; offramp --version says the version.\n"
            "\nexample\n"
            "  $ offramp check scenario.yaml\n"
            "  $ offramp run scenario.yaml --quick\n"
            "  $ offramp trace scenario.offramp --pick worst\n"
            "  $ offramp report scenario.offramp\n");
}

/* A help text of several lines is indented as one. */
static void put_option(FILE *out, const char *name, const char *value, const char *help)
{
    char head[64];

    snprintf(head, sizeof head, "--%s%s%s", name, value ? " " : "", value ? value : "");
    fprintf(out, "  %-20s ", head);
    if (strlen(head) > 20) fprintf(out, "\n%23s", "");
    for (; *help; help++) {
        putc(*help, out);
        if (*help == '\n') fprintf(out, "%23s", "");
    }
    putc('\n', out);
}

void help_page(const cli_command *command, FILE *out)
{
    const bool stops = command == &cmd_run || command == &cmd_compare || command == &cmd_why ||
                       command == &cmd_test || command == &cmd_score || command == &cmd_forecast ||
                       command == &cmd_update || command == &cmd_trace;

    fprintf(out, "offramp %s -- %s\n\nusage: offramp %s %s\n\n%s\noptions\n", command->name,
            command->brief, command->name, command->synopsis, command->about);
    for (size_t i = 0; i < command->n_options; i++) {
        put_option(out, command->option[i].name, command->option[i].value, command->option[i].help);
    }
    put_option(out, "help", NULL, "this page");
    fprintf(out, "\nexample\n%s\nexit status\n  0 done, 1 failed, 2 used wrongly%s\n",
            command->example,
            stops ? ", 130 stopped by Ctrl-C (143, 129: by SIGTERM, SIGHUP)" : "");
}

static int run(const cli_args *args)
{
    ofr_error err = {0};
    nearest_search search = nearest_begin(args->n_operands ? args->operand[0] : NULL);
    const char *near;

    if (args->n_operands == 0) {
        help_list(stdout);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < cli_n_commands; i++) {
        nearest_offer(&search, cli_commands[i]->name);
        if (strcmp(args->operand[0], cli_commands[i]->name) != 0) continue;
        help_page(cli_commands[i], stdout);
        return EXIT_DONE;
    }
    near = search.best;
    ofr_fail(&err, OFR_USAGE, "help", "there is no command '%.64s'%s%s%s", args->operand[0],
             near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return say_error(&err, args->command);
}

const cli_command cmd_help = {
    .name = "help",
    .brief = "the page of a command",
    .synopsis = "[COMMAND]",
    .about = "Without a command, lists all of them.\n",
    .example = "  $ offramp help run\n  is the same as offramp run --help.\n",
    .least = 0,
    .most = 1,
    .operand = "COMMAND",
    .offer = OFFER_WORDS,
    .words =
        "new check run compare why test score forecast update trace report export completion help",
    .run = run,
};
