/* options.c -- the parser of the command line, from tables. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "../core/bug.h"
#include "../core/dates.h"
#include "../core/nearest.h"

static const char *nearest_option(const cli_command *command, const char *word)
{
    nearest_search search = nearest_begin(word);

    nearest_offer(&search, "help");
    for (size_t i = 0; i < command->n_options; i++) nearest_offer(&search, command->option[i].name);
    return search.best;
}

/* Index of the option that text (without its dashes) names; n_options where there is none. */
static size_t find_option(const cli_command *command, const char *text, size_t length)
{
    size_t i = 0;

    for (; i < command->n_options; i++) {
        const char *name = command->option[i].name;
        if (strlen(name) == length && memcmp(name, text, length) == 0) break;
    }
    return i;
}

size_t option_index(const cli_command *command, const char *name)
{
    return find_option(command, name, strlen(name));
}

const char *option_text(const cli_args *args, const char *name)
{
    const size_t i = option_index(args->command, name);

    return i < args->command->n_options ? args->value[i] : NULL;
}

static ofr_status unknown_option(const cli_command *command, const char *typed, size_t length,
                                 ofr_error *err)
{
    char word[65];
    const char *near;

    snprintf(word, sizeof word, "%.*s", (int)(length < 64 ? length : 64), typed);
    near = nearest_option(command, word);
    if (near) {
        return ofr_fail(err, OFR_USAGE, command->name,
                        "there is no option --%s; did you mean --%s?", word, near);
    }
    return ofr_fail(err, OFR_USAGE, command->name, "there is no option --%s", word);
}

/* One --option at argv[*at]; moves *at over a value that stands apart. */
static ofr_status take_option(cli_args *args, int *at, ofr_error *err)
{
    const cli_command *command = args->command;
    const char *text = args->argv[*at] + 2;
    const size_t length = strcspn(text, "=");
    const size_t i = find_option(command, text, length);
    const bool joined = text[length] == '=';

    if (length == 4 && memcmp(text, "help", 4) == 0 && !joined) {
        args->help = true;
        return OFR_OK;
    }
    if (i == command->n_options) return unknown_option(command, text, length, err);
    const cli_option *option = &command->option[i];
    if (!option->value) {
        if (joined) {
            return ofr_fail(err, OFR_USAGE, command->name, "--%s takes no value, got '%.64s'",
                            option->name, text + length + 1);
        }
        args->value[i] = "";
        return OFR_OK;
    }
    if (joined)
        args->value[i] = text + length + 1;
    else if (*at + 1 < args->argc)
        args->value[i] = args->argv[++*at];
    if (!args->value[i] || !*args->value[i]) {
        return ofr_fail(err, OFR_USAGE, command->name, "--%s needs a value: --%s %s", option->name,
                        option->name, option->value);
    }
    return OFR_OK;
}

static ofr_status take_operand(cli_args *args, const char *word, ofr_error *err)
{
    const cli_command *command = args->command;

    if (args->n_operands == command->most) {
        return ofr_fail(err, OFR_USAGE, command->name, "'%.64s' is one word too many%s", word,
                        command->most ? "; a name with spaces needs quotes" : "");
    }
    args->operand[args->n_operands++] = word;
    return OFR_OK;
}

ofr_status options_parse(const cli_command *command, int argc, char *const *argv,
                         cli_args *ret_args, ofr_error *err)
{
    cli_args args = {.command = command, .argc = argc, .argv = argv};
    bool options = true;
    ofr_status status = OFR_OK;

    ofr_bug(command->n_options > MAX_OPTIONS);
    for (int i = 2; i < argc && status == OFR_OK; i++) {
        const char *word = argv[i];
        if (!options || word[0] != '-' || word[1] == '\0') {
            status = take_operand(&args, word, err);
        } else if (strcmp(word, "--") == 0) {
            options = false;
        } else if (strcmp(word, "-h") == 0) {
            args.help = true;
        } else if (word[1] == '-') {
            status = take_option(&args, &i, err);
        } else {
            status = ofr_fail(err, OFR_USAGE, command->name,
                              "there is no option %.64s; options have long names, such as --help",
                              word);
        }
    }
    if (status == OFR_OK && !args.help && args.n_operands < command->least) {
        status = ofr_fail(err, OFR_USAGE, command->name, "%s is missing: offramp %s %s",
                          command->operand, command->name, command->synopsis);
    }
    if (status == OFR_OK) *ret_args = args;
    return status;
}

const char *option_next(const cli_args *args, size_t option, int *at)
{
    const cli_command *command = args->command;

    for (int i = *at < 2 ? 2 : *at; i < args->argc; i++) {
        const char *word = args->argv[i], *value = NULL;
        if (strcmp(word, "--") == 0) break;
        if (word[0] != '-' || word[1] != '-') continue;
        const size_t length = strcspn(word + 2, "="), o = find_option(command, word + 2, length);
        if (o == command->n_options || !command->option[o].value) continue;
        if (word[2 + length] == '=')
            value = word + 2 + length + 1;
        else if (i + 1 < args->argc)
            value = args->argv[++i];
        if (o != option) continue;
        *at = i + 1;
        return value;
    }
    *at = args->argc;
    return NULL;
}

ofr_status option_count(const cli_args *args, size_t option, uint64_t least, uint64_t most,
                        uint64_t *ret_count, ofr_error *err)
{
    const char *text = args->value[option];
    uint64_t count = 0;
    bool fine = true;

    if (!text) return OFR_OK;
    for (const char *c = text; *c && fine; c++) {
        const unsigned digit = (unsigned)(*c - '0');
        fine = *c >= '0' && *c <= '9' && count <= (UINT64_MAX - digit) / 10;
        if (fine) count = 10 * count + digit;
    }
    if (!fine || count < least || count > most) {
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "--%s must be a whole number from %llu to %llu, got '%.64s'",
                        args->command->option[option].name, (unsigned long long)least,
                        (unsigned long long)most, text);
    }
    *ret_count = count;
    return OFR_OK;
}

ofr_status option_date(const cli_args *args, size_t option, int32_t *ret_day, ofr_error *err)
{
    const char *text = args->value[option];
    int32_t day;

    if (!text) return OFR_OK;
    day = date_parse(text);
    if (day == OFR_NO_DATE) {
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "--%s must be a day of the calendar such as 2024-02-08, got '%.64s'",
                        args->command->option[option].name, text);
    }
    *ret_day = day;
    return OFR_OK;
}

ofr_status option_word(const cli_args *args, size_t option, const char **ret_word, ofr_error *err)
{
    const cli_option *entry = &args->command->option[option];
    const char *text = args->value[option];

    if (!text) return OFR_OK;
    for (const char *at = entry->words; *at;) {
        const size_t n = strcspn(at, " ");
        if (strlen(text) == n && memcmp(at, text, n) == 0) {
            *ret_word = text;
            return OFR_OK;
        }
        at += n;
        at += *at == ' ';
    }
    return ofr_fail(err, OFR_USAGE, args->command->name, "--%s must be one of %s, got '%.64s'",
                    entry->name, entry->words, text);
}

ofr_status options_apart(const cli_args *args, size_t one, size_t other, ofr_error *err)
{
    if (!args->value[one] || !args->value[other]) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, args->command->name, "--%s and --%s contradict each other",
                    args->command->option[one].name, args->command->option[other].name);
}
