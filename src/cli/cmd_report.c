/* cmd_report.c -- `offramp report`: a result as one self-contained HTML page. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { OUTPUT, FORCE };

static const cli_option options[] = {
    [OUTPUT] = {"output", "FILE",
                "the page (default: the result's name with .html, in this directory); - is\n"
                "standard output",
                OFFER_FILES, NULL},
    [FORCE] = OPTION_FORCE_PAGE,
};

/* The page, and its name on standard output unless the page went there. */
static ofr_status write_page(const cli_args *args, const ofr_answer *answer, const char *page,
                             ofr_error *err)
{
    const char *result = args->operand[0];
    char *template_page = NULL, *scenario = stored_scenario(result, answer);
    cli_inputs inputs = {0};
    file_rule rule;
    ofr_status status = scenario ? page_template(&template_page, err)
                                 : ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");

    inputs_add(&inputs, result);
    inputs_add(&inputs, scenario);
    inputs_add(&inputs, template_page);
    rule = page_rule(args, &inputs);
    if (status == OFR_OK) status = page_may_be(page, &rule, err);
    if (status == OFR_OK) {
        say_if_older(result, answer);
        if (!answer->complete)
            fprintf(stderr, "offramp: the run is unfinished: %zu of %zu futures\n", answer->passed,
                    answer->n_members);
        status = page_write(result, template_page, page, &rule, err);
    }
    if (status == OFR_OK && !file_is_standard(page, stdout)) {
        put_plain(stdout, page);
        putchar('\n');
    }
    free(scenario);
    free(template_page);
    return status;
}

static ofr_status write_frozen(const cli_args *args, const char *page, ofr_error *err)
{
    ofr_frozen *frozen = NULL;
    cli_inputs inputs = {0};
    file_rule rule;
    ofr_status status = frozen_read(args->operand[0], &frozen, err);

    inputs_add(&inputs, args->operand[0]);
    rule = page_rule(args, &inputs);
    if (status == OFR_OK) status = page_may_be(page, &rule, err);
    if (status == OFR_OK) status = frozen_page(frozen, page, &rule, err);
    if (status == OFR_OK && !file_is_standard(page, stdout)) {
        put_plain(stdout, page);
        putchar('\n');
    }
    frozen_free(frozen);
    return status;
}

static int run_frozen(const cli_args *args)
{
    char *page = args->value[OUTPUT] ? strdup(args->value[OUTPUT])
                                     : name_with_end(args->operand[0], ".html");
    ofr_error err = {0};
    const ofr_status status = page ? write_frozen(args, page, &err)
                                   : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");

    free(page);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

static int run(const cli_args *args)
{
    if (looks_like_frozen(args->operand[0])) return run_frozen(args);
    const char *result = args->operand[0];
    char *page = args->value[OUTPUT] ? strdup(args->value[OUTPUT]) : name_with_end(result, ".html");
    ofr_error err = {0};
    ofr_answer *answer = NULL;
    ofr_status status = page ? answer_read(result, false, &answer, &err)
                             : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");

    if (status == OFR_OK) status = write_page(args, answer, page, &err);
    answer_free(answer);
    free(page);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_report = {
    .name = "report",
    .brief = "make an HTML page of a result or a frozen forecast",
    .synopsis = "RESULT|FROZEN [options]",
    .about =
        "Writes one HTML file that holds the whole answer and needs no network: probabilities "
        "by outcome\n"
        "and date, a map, the acts of the median and the worst future, and which inputs "
        "matter most.\n"
        "Prints the name of the page. Works on an unfinished result, too, and then says so. An "
        "older page of\n"
        "that name is replaced; any other file is left alone without --force.\n"
        "Of a frozen forecast the page holds its questions, their rules and its hash.\n",
    .example = "  $ offramp report us-iran-2024.offramp --output page.html\n"
               "  page.html\n"
               "  and any browser opens it.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "RESULT|FROZEN",
    .offer = OFFER_FILES,
    .run = run,
};
