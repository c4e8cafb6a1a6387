/* cmd_report.c -- `offramp report`: a result as one self-contained HTML page. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { OUTPUT };

static const cli_option options[] = {
    [OUTPUT] = {"output", "FILE",
                "the page (default: the result's name with .html, in this directory)", OFFER_FILES,
                NULL},
};

static int run(const cli_args *args)
{
    const char *result = args->operand[0];
    char *page = args->value[OUTPUT] ? strdup(args->value[OUTPUT]) : name_with_end(result, ".html"),
         *template_page = NULL;
    ofr_error err = {0};
    ofr_answer *answer = NULL;
    ofr_status status = page ? answer_read(result, false, &answer, &err)
                             : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");

    if (status == OFR_OK) status = page_may_be(args, result, page, &err);
    if (status == OFR_OK) status = page_template(&template_page, &err);
    if (status == OFR_OK) {
        say_if_older(result, answer);
        if (!answer->complete)
            fprintf(stderr, "offramp: the run is unfinished: %zu of %zu futures\n", answer->done,
                    answer->n_members);
        status = page_write(result, template_page, page, &err);
    }
    if (status == OFR_OK) {
        put_plain(stdout, page);
        putchar('\n');
    }
    answer_free(answer);
    free(template_page);
    free(page);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}

const cli_command cmd_report = {
    .name = "report",
    .brief = "make an HTML page of a result",
    .synopsis = "RESULT [options]",
    .about = "Writes one HTML file that holds the whole answer and needs no network: probabilities "
             "by outcome\n"
             "and date, a map, the acts of the median and the worst future, and which inputs "
             "matter most.\n"
             "Prints the name of the page. Works on an unfinished result, too, and then says so.\n",
    .example = "  $ offramp report us-iran-2024.offramp --output page.html\n"
               "  page.html\n"
               "  and any browser opens it.\n",
    .option = options,
    .n_options = sizeof options / sizeof options[0],
    .least = 1,
    .most = 1,
    .operand = "RESULT",
    .offer = OFFER_FILES,
    .run = run,
};
