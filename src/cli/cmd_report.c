/* cmd_report.c -- `offramp report`: a result as one self-contained HTML page. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

enum { OUTPUT };

static const cli_option options[] = {
    [OUTPUT] = {"output", "FILE",
                "the page (default: the result's name with .html, in this directory)", OFFER_FILES,
                NULL},
};

/* A page must not take the place of a result, under whatever name. */
static ofr_status check_output(const char *result, const char *page, ofr_error *err)
{
    struct stat one, other;

    if (stat(result, &one) == 0 && stat(page, &other) == 0 && one.st_dev == other.st_dev &&
        one.st_ino == other.st_ino) {
        return ofr_fail(err, OFR_USAGE, "report",
                        "the page would replace the result; give another name with --output");
    }
    if (looks_like_result(page)) {
        return ofr_fail(err, OFR_USAGE, "report",
                        "%s is, or is named like, a result; give another name with --output", page);
    }
    return OFR_OK;
}

static int run(const cli_args *args)
{
    const char *result = args->operand[0];
    char *page = args->value[OUTPUT] ? strdup(args->value[OUTPUT]) : name_with_end(result, ".html"),
         *template_page = NULL;
    ofr_error err = {0};
    ofr_answer *answer = NULL;
    ofr_status status = page ? answer_read(result, false, &answer, &err)
                             : ofr_fail(&err, OFR_NO_MEMORY, "", "out of memory");

    if (status == OFR_OK) status = check_output(result, page, &err);
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
