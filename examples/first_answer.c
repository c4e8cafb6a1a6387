/* first_answer.c -- how often each outcome comes about in 400 futures of a scenario.
 *
 *     cc first_answer.c -lofframp -o first_answer && ./first_answer scenarios/minimal.yaml
 */
#include <stdio.h>
#include <stdlib.h>

#include <offramp.h>

enum { SETS = 4, MEMBERS = 100, FUTURES = SETS * MEMBERS };

static ofr_fault_list *faults;

/* Ends with what was wrong, if a call failed. */
static void check(ofr_status status)
{
    if (status == OFR_OK) return;
    for (size_t i = 0; i < ofr_fault_list_count(faults); i++)
        fprintf(stderr, "%s\n", ofr_fault_list_text(faults, i));
    exit(1);
}

int main(int argc, char **argv)
{
    ofr_scenario *scenario = NULL;
    size_t n = 0;
    if (argc != 2 || ofr_fault_list_new(&faults)) return 2;
    check(ofr_scenario_open(argv[1], NULL, &scenario, faults));
    check(ofr_table_rows(scenario, OFR_TABLE_OUTCOMES, &n, faults));
    int16_t *day = calloc(n * FUTURES + 1, sizeof *day); /* [n][FUTURES] */
    ofr_run_options options = {sizeof options, .seed = 1, .sets = SETS, .members = MEMBERS};
    ofr_arrays arrays = {sizeof arrays, n, .n_futures = FUTURES, .outcome_day = day};
    check(day ? ofr_run(scenario, NULL, &options, &arrays, faults) : OFR_NO_MEMORY);
    for (size_t i = 0; i < n; i++) {
        const char *says = "";
        size_t count = 0;
        check(ofr_table_text(scenario, OFR_TABLE_OUTCOMES, i, OFR_COLUMN_SAYS, &says, faults));
        for (size_t k = 0; k < FUTURES; k++) count += day[i * FUTURES + k] >= 0;
        printf("%s: %zu of %d futures\n", says, count, FUTURES);
    }
    free(day);
    ofr_scenario_close(scenario);
    ofr_fault_list_free(faults);
}
