/* cmd_completion.c -- `offramp completion`: scripts for shells, from the tables of the commands. */
#include <string.h>

#include "cli.h"

static void put_names(const char *before)
{
    for (size_t i = 0; i < cli_n_commands; i++)
        printf("%s%s", i ? before : "", cli_commands[i]->name);
}

/* ---- bash ----------------------------------------------------------------------------------- */

static void bash_reply(cli_offer offer, const char *words)
{
    switch (offer) {
    case OFFER_FILES:
        printf("compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$word\"))");
        break;
    case OFFER_DIRECTORIES:
        printf("compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$word\"))");
        break;
    case OFFER_WORDS:
        printf("COMPREPLY=($(compgen -W '%s' -- \"$word\"))", words);
        break;
    case OFFER_NOTHING:
        printf("COMPREPLY=()");
        break;
    }
}

static void bash_command(const cli_command *c)
{
    printf("    %s)\n", c->name);
    printf("        case $before in\n");
    for (size_t i = 0; i < c->n_options; i++) {
        if (!c->option[i].value) continue;
        printf("        --%s) ", c->option[i].name);
        bash_reply(c->option[i].offer, c->option[i].words);
        printf("; return ;;\n");
    }
    printf("        esac\n        case $word in\n        -*) COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < c->n_options; i++) printf("--%s ", c->option[i].name);
    printf("--help' -- \"$word\")) ;;\n        *) ");
    bash_reply(c->offer, c->words);
    printf(" ;;\n        esac ;;\n");
}

static void bash(void)
{
    printf("# bash completion of offramp; load it with: source <(offramp completion bash)\n"
           "_offramp() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        COMPREPLY=($(compgen -W '");
    put_names(" ");
    printf(" --help --version' -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} "
           "in\n");
    for (size_t i = 0; i < cli_n_commands; i++) bash_command(cli_commands[i]);
    printf("    esac\n}\ncomplete -F _offramp offramp\n");
}

/* ---- zsh ------------------------------------------------------------------------------------ */

/* Help in a zsh specification: its first line, without the characters that mean something there. */
static void zsh_help(const char *help)
{
    for (; *help && *help != '\n'; help++) {
        if (*help == '\'')
            printf("'\\''");
        else if (strchr("[]:\\", *help))
            printf("\\%c", *help);
        else
            putchar(*help);
    }
}

static void zsh_offer(cli_offer offer, const char *words)
{
    switch (offer) {
    case OFFER_FILES:
        printf("_files");
        break;
    case OFFER_DIRECTORIES:
        printf("_files -/");
        break;
    case OFFER_WORDS:
        printf("(%s)", words);
        break;
    case OFFER_NOTHING:
        printf(" ");
        break;
    }
}

static void zsh_command(const cli_command *c)
{
    printf("    %s) _arguments", c->name);
    for (size_t i = 0; i < c->n_options; i++) {
        const cli_option *o = &c->option[i];
        printf(" \\\n        '--%s%s[", o->name, o->value ? "=" : "");
        zsh_help(o->help);
        printf("]");
        if (o->value) {
            printf(":%s:", o->name);
            zsh_offer(o->offer, o->words);
        }
        printf("'");
    }
    printf(" \\\n        '--help[this page]' \\\n        '1:%s:", c->operand ? c->operand : "");
    zsh_offer(c->offer, c->words);
    printf("' ;;\n");
}

static void zsh(void)
{
    printf("#compdef offramp\n# zsh completion of offramp; put it as _offramp into a directory of "
           "$fpath\n"
           "_offramp() {\n    local -a commands=(\n");
    for (size_t i = 0; i < cli_n_commands; i++) {
        printf("        '%s:", cli_commands[i]->name);
        zsh_help(cli_commands[i]->brief);
        printf("'\n");
    }
    printf("    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        "
           "return\n    fi\n"
           "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command "
           "in\n");
    for (size_t i = 0; i < cli_n_commands; i++) zsh_command(cli_commands[i]);
    printf("    esac\n}\nif [ \"$funcstack[1]\" = _offramp ]; then _offramp \"$@\"; else compdef "
           "_offramp offramp; fi\n");
}

/* ---- fish ----------------------------------------------------------------------------------- */

static void fish_help(const char *help)
{
    for (; *help && *help != '\n'; help++) {
        if (*help == '\'' || *help == '\\') putchar('\\');
        putchar(*help);
    }
}

static void fish_offer(cli_offer offer, const char *words)
{
    switch (offer) {
    case OFFER_FILES:
        printf(" -F");
        break;
    case OFFER_DIRECTORIES:
        printf(" -x -a '(__fish_complete_directories)'");
        break;
    case OFFER_WORDS:
        printf(" -x -a '%s'", words);
        break;
    case OFFER_NOTHING:
        printf(" -x");
        break;
    }
}

static void fish_command(const cli_command *c)
{
    printf("complete -c offramp -n __fish_use_subcommand -f -a %s -d '", c->name);
    fish_help(c->brief);
    printf("'\n");
    if (c->offer != OFFER_NOTHING) {
        printf("complete -c offramp -n '__fish_seen_subcommand_from %s'", c->name);
        fish_offer(c->offer, c->words);
        printf("\n");
    }
    for (size_t i = 0; i < c->n_options; i++) {
        printf("complete -c offramp -n '__fish_seen_subcommand_from %s' -l %s", c->name,
               c->option[i].name);
        if (c->option[i].value) {
            if (c->option[i].offer == OFFER_FILES) printf(" -r");
            fish_offer(c->option[i].offer, c->option[i].words);
        }
        printf(" -d '");
        fish_help(c->option[i].help);
        printf("'\n");
    }
}

static void fish(void)
{
    printf("# fish completion of offramp; load it with: offramp completion fish | source\n"
           "complete -c offramp -n __fish_use_subcommand -f -l help -d 'list the commands'\n"
           "complete -c offramp -n __fish_use_subcommand -f -l version -d 'say the version'\n");
    for (size_t i = 0; i < cli_n_commands; i++) fish_command(cli_commands[i]);
}

static int run(const cli_args *args)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    ofr_error err = {0};

    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(args->operand[0], shells[i].name) != 0) continue;
        shells[i].print();
        return EXIT_DONE;
    }
    ofr_fail(&err, OFR_USAGE, "completion", "the shell must be bash, zsh or fish, got '%.64s'",
             args->operand[0]);
    return say_error(&err, args->command);
}

const cli_command cmd_completion = {
    .name = "completion",
    .brief = "print completion for bash, zsh or fish",
    .synopsis = "bash|zsh|fish",
    .about = "Prints a script that lets the shell complete commands, options and their values.\n",
    .example =
        "  $ source <(offramp completion bash)\n"
        "  and offramp tr<TAB> becomes offramp trace; put the line into ~/.bashrc to keep it.\n",
    .least = 1,
    .most = 1,
    .operand = "SHELL",
    .offer = OFFER_WORDS,
    .words = "bash zsh fish",
    .run = run,
};
