/* step_by_day.c -- one future of a scenario, stepped day by day: what was done, and how tension stands.
 *
 *     cc step_by_day.c -lofframp -o step_by_day && ./step_by_day scenarios/minimal.yaml 3
 *
 * It is the future that `offramp trace SCENARIO --pick 3 --sets 4 --members 100` tells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <offramp.h>

static ofr_fault_list *faults;

/* Ends with what was wrong, if a call failed. */
static void check(ofr_status status)
{
    if (status == OFR_OK) return;
    for (size_t i = 0; i < ofr_fault_list_count(faults); i++)
        fprintf(stderr, "%s\n", ofr_fault_list_text(faults, i));
    exit(1);
}

/* Days since 1970-01-01 as a date. */
static const char *date_of(int32_t day, char text[16])
{
    const time_t seconds = (time_t)day * 86400;

    strftime(text, 16, "%Y-%m-%d", gmtime(&seconds));
    return text;
}

/* What can be read begins with "acts:" where it is the acts of a flow on the last day. */
static void print_day(const ofr_scenario *scenario, const ofr_worlds *worlds, int32_t day)
{
    size_t n = 0;
    char date[16];

    check(ofr_table_rows(scenario, OFR_TABLE_FIELDS, &n, faults));
    for (size_t i = 0; i < n; i++) {
        const char *name = "";
        double value = 0;
        check(ofr_table_text(scenario, OFR_TABLE_FIELDS, i, OFR_COLUMN_NAME, &name, faults));
        check(ofr_worlds_read(worlds, name, 1, &value, faults));
        const char *flow = strncmp(name, "acts:", 5) == 0 ? name + 5 : NULL;
        const char *tension = strstr(name, ".tension");
        if (flow && value > 0) printf("%s %s %.0f\n", date_of(day, date), flow, value);
        if (tension && !tension[8]) printf("%s %s %.17g\n", date_of(day, date), name, value);
    }
}

int main(int argc, char **argv)
{
    ofr_scenario *scenario = NULL;
    ofr_worlds *worlds = NULL;
    int32_t start = 0, horizon = 0;

    if (argc != 3 || ofr_fault_list_new(&faults)) return 2;
    ofr_worlds_options options = {sizeof options, .seed = 1, .sets = 4, .members = 100, .seats = 1};
    options.first = strtoul(argv[2], NULL, 10);
    check(ofr_scenario_open(argv[1], NULL, &scenario, faults));
    check(ofr_scenario_days(scenario, NULL, &start, &horizon, faults));
    check(ofr_worlds_new(scenario, &options, &worlds, faults));
    for (int32_t day = start; day < start + horizon; day++) {
        check(ofr_worlds_run(worlds, day + 1, faults));
        print_day(scenario, worlds, day);
    }
    ofr_worlds_free(worlds);
    ofr_scenario_close(scenario);
    ofr_fault_list_free(faults);
}
