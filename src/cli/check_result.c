/* check_result.c -- `offramp check` of a result: what it is, and whether all of it is as it was written. */
#include <string.h>

#include "cli.h"

enum { MOST_TOLD = 20, FAULT = 200 };

/* The first faults, and how many there are. */
typedef struct fault_list {
    char text[MOST_TOLD][FAULT];
    size_t n;
} fault_list;

static void take_fault(void *self, const char *what)
{
    fault_list *list = self;

    if (list->n < MOST_TOLD) snprintf(list->text[list->n], FAULT, "%s", what);
    list->n++;
}

/* "small.offramp: fine: a complete result, 1024 futures" */
static void put_head(const char *path, const result_facts *facts, bool fine)
{
    put_plain(stdout, path);
    printf(": %s: ", fine ? "fine" : "damaged");
    if (facts->members < 0)
        printf("a result that does not say its size\n");
    else if (facts->complete)
        printf("a complete result, %lld futures\n", (long long)facts->members);
    else
        printf("an unfinished result, %lld of %lld futures\n", (long long)facts->done,
               (long long)facts->members);
}

static void put_facts(const result_facts *facts)
{
    const char *id = facts->numbers_id ? facts->numbers_id : "unknown";

    printf("  title: ");
    put_plain(stdout, facts->title ? facts->title : "unknown");
    printf("\n  made by offramp ");
    put_plain(stdout, facts->program_version ? facts->program_version : "unknown");
    printf(", numbers id ");
    put_plain(stdout, id);
    if (strcmp(id, ofr_numbers_id()) == 0)
        printf(", that of this program\n");
    else
        printf("; this program has %s:\n  it can read the result, but neither go on with it nor "
               "simulate its futures again\n",
               ofr_numbers_id());
    if (facts->others > 0)
        printf("  tables, views, indexes or triggers that offramp does not make: %zu\n",
               facts->others);
}

static void put_faults(const fault_list *faults)
{
    for (size_t i = 0; i < faults->n && i < MOST_TOLD; i++) {
        printf("  damaged: ");
        put_plain(stdout, faults->text[i]);
        putchar('\n');
    }
    if (faults->n > MOST_TOLD) printf("  and %zu more\n", faults->n - MOST_TOLD);
}

/* What is as it was written must also make an answer. */
static ofr_status read_answer(const char *path, ofr_error *err)
{
    ofr_answer *answer = NULL;
    const ofr_status status = answer_read(path, false, &answer, err);

    answer_free(answer);
    return status;
}

int check_result(const cli_args *args)
{
    const char *path = args->operand[0];
    fault_list faults = {.n = 0};
    ofr_error err = {0};
    result_facts facts = {0};
    ofr_status status = result_examine(path, take_fault, &faults, &facts, &err);

    if (status == OFR_OK && faults.n == 0) status = read_answer(path, &err);
    if (status != OFR_OK) {
        result_facts_done(&facts);
        return say_error(&err, args->command);
    }
    put_head(path, &facts, faults.n == 0);
    put_facts(&facts);
    put_faults(&faults);
    if (faults.n == 0)
        printf("  checksums: all %zu fit\n", facts.parts);
    else
        status = ofr_fail(&err, OFR_RESULT, path,
                          "is damaged in %zu place%s; move it away and run the study again",
                          faults.n, faults.n == 1 ? "" : "s");
    result_facts_done(&facts);
    return status == OFR_OK ? EXIT_DONE : say_error(&err, args->command);
}
