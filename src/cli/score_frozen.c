/* score_frozen.c -- `offramp score FROZEN`: what became of a frozen forecast, by a record that has grown. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Only what a frozen forecast takes. */
static ofr_status check_options(const cli_args *args, ofr_error *err)
{
    static const char *const takes[] = {"record", "covered-until", "resolve", "json"};

    for (size_t i = 0; i < args->command->n_options; i++) {
        bool taken = !args->value[i];
        for (size_t k = 0; k < sizeof takes / sizeof takes[0]; k++)
            taken |= strcmp(args->command->option[i].name, takes[k]) == 0;
        if (!taken)
            return ofr_fail(err, OFR_USAGE, "score",
                            "--%s is for a scenario; a frozen forecast is scored as it was frozen",
                            args->command->option[i].name);
    }
    if (!option_text(args, "record"))
        return ofr_fail(
            err, OFR_USAGE, "score",
            "say with --record FILE which record is to resolve %s: the one of its scenario, "
            "grown since",
            args->operand[0]);
    return OFR_OK;
}

/* "war-30=no" */
static ofr_status read_said(const char *text, char **ret_id, bool *ret_came, ofr_error *err)
{
    const char *equals = strrchr(text, '=');
    const bool yes = equals && strcmp(equals, "=yes") == 0,
               no = equals && strcmp(equals, "=no") == 0;

    if (!yes && !no)
        return ofr_fail(
            err, OFR_USAGE, "score",
            "--resolve takes the id of a question and yes or no, as in war-30=no; got '%.64s'",
            text);
    *ret_id = strndup(text, (size_t)(equals - text));
    *ret_came = yes;
    return *ret_id ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
}

static ofr_status read_all_said(const cli_args *args, frozen_said *said, frozen_options *o,
                                ofr_error *err)
{
    const size_t option = option_index(args->command, "resolve");
    ofr_status status = OFR_OK;
    const char *text;
    int at = 0;

    o->said = said;
    while (status == OFR_OK && (text = option_next(args, option, &at)) != NULL) {
        char *id = NULL;
        status = read_said(text, &id, &said[o->n_said].came, err);
        said[o->n_said].id = id;
        o->n_said += status == OFR_OK;
    }
    return status;
}

static ofr_status tell(const cli_args *args, const frozen_options *o, ofr_error *err)
{
    ofr_frozen *frozen = NULL;
    frozen_score *score = NULL;
    ofr_status status = frozen_read(args->operand[0], &frozen, err);

    if (status == OFR_OK) status = study_score_frozen(frozen, o, &score, err);
    if (status == OFR_OK && option_text(args, "json"))
        frozen_score_json(frozen, score, stdout);
    else if (status == OFR_OK)
        frozen_score_text(frozen, score, terminal_width(), stdout);
    frozen_score_free(score);
    frozen_free(frozen);
    return status;
}

int score_frozen(const cli_args *args)
{
    ofr_error err = {0};
    frozen_options o = {.record = option_text(args, "record"), .covered_until = OFR_NO_DATE};
    frozen_said *said = calloc((size_t)args->argc + 1, sizeof *said);
    ofr_status status = said ? check_options(args, &err)
                             : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");

    if (status == OFR_OK)
        status = option_date(args, option_index(args->command, "covered-until"), &o.covered_until,
                             &err);
    if (status == OFR_OK) status = read_all_said(args, said, &o, &err);
    if (status == OFR_OK) status = tell(args, &o, &err);
    for (size_t i = 0; i < o.n_said; i++) free((void *)said[i].id);
    free(said);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}
