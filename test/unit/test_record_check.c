/* test_record_check.c -- a record held against a scenario: what is refused, with place and cure, and what is told.
 * Oracle: record_check.h, counted by hand in the rows. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "studies/record_gaps.h"
#include "studies/study.h"

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-02-08\nhorizon: 60 days\nhostile: [[north, south]]\n"       \
    "actors:\n"                                                                                    \
    "  north: {name: N, kind: principal}\n"                                                        \
    "  south: {name: S, kind: principal}\n"                                                        \
    "  raiders: {name: R, kind: group, backed-by: {south: {control: 0.6}}}\n"                      \
    "  court: {name: C, kind: mediator}\n"                                                         \
    "  gang: {name: G, kind: group, backed-by: {south: {}}}\n"                                     \
    "theatres: {border: {name: B}, coast: {name: C}}\npolitics: {north: {}, south: {}}\n"          \
    "channels:\n"                                                                                  \
    "  court: {between: [north, south], via: court}\n"                                             \
    "  line: {between: [north, south]}\n"                                                          \
    "outcomes: {war: {event: war}}\n"
#define HISTORY(more) "history: {from: 2024-01-01" more "}\n"
#define RAIDS                                                                                      \
    "  - {id: raids, from: raiders, to: north, in: border, act: harass, at: forces, record: "      \
    "full, "                                                                                       \
    "rate: 1 per week}\n"
#define STRIKES                                                                                    \
    "  - {id: strikes, from: north, to: raiders, in: border, act: strike, record: full}\n"
#define COLUMNS "date,source,target,theatre,action,via,public,note\n"
#define RAID "2024-01-03,raiders,north,border,harass,,,\n"

/* What opening says: "" where it is fine, then *ret_study is open. totals: NULL: none. */
static const char *opened_with(const char *yaml, const char *rows, const char *totals,
                               ofr_study **ret_study)
{
    static char said[4096];
    ofr_record *record = NULL;
    ofr_study *study = NULL;
    ofr_error err = {0};
    ofr_status status;

    assert_int_equal(record_read_text(rows, strlen(rows), totals, totals ? strlen(totals) : 0,
                                      totals ? "events.csv" : "e.csv", &record, &err),
                     OFR_OK);
    const study_options with = {.open_record = record};
    status = study_open_text(yaml, strlen(yaml), "s.yaml", &with, &study, &err);
    assert_true(status == OFR_OK || status == OFR_STRUCTURE);
    snprintf(said, sizeof said, "%s", status == OFR_OK ? "" : err.text);
    ofr_error_done(&err);
    if (status == OFR_OK && ret_study) {
        study->lent_record = false; /* closed with it */
        *ret_study = study;
    } else {
        study_close(study);
        record_free(record);
    }
    return said;
}

static const char *opened(const char *yaml, const char *rows, ofr_study **ret_study)
{
    return opened_with(yaml, rows, NULL, ret_study);
}

static void refused(const char *yaml, const char *rows, const char *part)
{
    const char *said = opened(yaml, rows, NULL);

    if (!strstr(said, part)) fail_msg("not said: %s\nbut: %s", part, said);
}

static void fine(const char *yaml, const char *rows)
{
    const char *said = opened(yaml, rows, NULL);

    if (*said) fail_msg("refused: %s", said);
}

static void test_an_unknown_name_is_refused_with_its_line_and_the_nearest_name(void **state)
{
    const char *yaml = TOP HISTORY("") "conduct:\n" RAIDS;

    (void)state;
    fine(yaml, COLUMNS RAID);
    refused(yaml, COLUMNS RAID "2024-01-04,raider,north,border,harass,,,\n",
            "e.csv:3:1: 'raider' is no actor of the scenario (1 cell); did you mean 'raiders'?");
    refused(yaml,
            COLUMNS RAID "2024-01-04,raiders,north,red-sea,harass,,,\n"
                         "2024-01-05,raiders,north,red-sea,harass,,,\n",
            "e.csv:3:1: 'red-sea' is no theatre of the scenario (2 cells); put it right, add it to "
            "theatres, or leave it out with history: {ignore: [red-sea]}");
    refused(yaml, COLUMNS RAID "2024-01-04,raiders,north,border,hrass,,,\n",
            "e.csv:3:1: 'hrass' is no rung of the ladder of the scenario (1 cell); did you mean "
            "'harass'?");
    refused(
        yaml, COLUMNS RAID "2024-01-04,north,south,border,engage,cort,,\n",
        "e.csv:3:1: 'cort' is no actor or channel of the scenario (1 cell); did you mean 'court'?");
    /* Joined names one by one, and rows outside of history, too. */
    refused(yaml, COLUMNS RAID "2025-01-04,raiders+other,north,border,harass,,,\n",
            "e.csv:3:1: 'other' is no actor");
}

static void test_what_history_ignores_is_no_fault_and_is_counted(void **state)
{
    const char *rows = COLUMNS RAID "2024-01-04,pirates,north,border,harass,,,\n"
                                    "2024-01-05,raiders+pirates,north,border,harass,,,\n"
                                    "2024-01-06,pirates,north,gulf,harass,,,\n";
    ofr_study *s = NULL;

    (void)state;
    fine(TOP HISTORY(", ignore: others") "conduct:\n" RAIDS, rows);
    refused(TOP HISTORY(", ignore: [pirates]") "conduct:\n" RAIDS, rows, "'gulf' is no theatre");
    assert_string_equal(
        opened(TOP HISTORY(", ignore: [pirates, gulf]") "conduct:\n" RAIDS, rows, &s), "");
    /* The joint row is a raid by its known name. */
    assert_int_equal(s->of_record.left_out, 2);
    assert_int_equal(past_use(s->past).acts, 2);
    assert_int_equal(s->of_record.unfit_rows, 0);
    study_close(s);
    refused(TOP HISTORY(", ignore: [raiders, pirates, gulf]") "conduct:\n" RAIDS, rows,
            "history.ignore.1: 'raiders' is in the scenario");
}

static void test_a_full_flow_without_a_row_says_that_none_was_expected(void **state)
{
#define FEINTS(more)                                                                               \
    "  - {id: feints, from: raiders, to: north, in: coast, act: harass, record: full, rate: 1 "    \
    "per "                                                                                         \
    "week" more "}\n"
    const char *rows = COLUMNS RAID;

    (void)state;
    refused(TOP HISTORY("") "conduct:\n" RAIDS FEINTS(""), rows,
            "conduct.feints.record: says that e.csv holds every act of feints, but it has none");
    fine(TOP HISTORY("") "conduct:\n" RAIDS FEINTS(", expected: none"), rows);
    refused(TOP HISTORY("") "conduct:\n" RAIDS FEINTS(", expected: none"),
            COLUMNS RAID "2024-01-04,raiders,north,coast,harass,,,\n",
            "conduct.feints.expected: e.csv has 1 row of it (line 3 is the first)");
    refused(TOP HISTORY("") "conduct:\n" RAIDS, COLUMNS, "conduct.raids.record: says that e.csv");
    /* A principal's strikes have no rate: silence says nothing of them. */
    fine(TOP HISTORY("") "conduct:\n" RAIDS STRIKES, rows);
}

static void test_rows_that_two_flows_fit_equally_are_refused(void **state)
{
#define AGAIN(more) "  - {id: again, from: raiders, to: north, in: border, act: harass, " more "}\n"
    const char *yaml = TOP HISTORY("") "conduct:\n" RAIDS AGAIN("at: forces, record: full");

    (void)state;
    refused(yaml, COLUMNS RAID RAID "2024-01-09,raiders,north,border,harass,,,\n",
            "conduct.raids: 3 rows of e.csv (line 2 is the first) fit again as closely as raids");
    fine(TOP HISTORY("") "conduct:\n" RAIDS AGAIN("at: forces, record: none"), COLUMNS RAID);
    /* The first takes no rows, so the second would be silent for no reason. */
    refused(TOP HISTORY("") "conduct:\n" AGAIN("at: forces, record: none") RAIDS, COLUMNS RAID,
            "which would get them although it takes no rows");
}

static bool is_told(const ofr_study *s, const char *part)
{
    for (size_t i = 0; i < s->of_record.n_notes; i++) {
        if (strstr(s->of_record.note[i], part)) return true;
    }
    return false;
}

static void test_rows_of_known_names_that_fit_no_flow_are_listed_most_first(void **state)
{
    const char *rows = COLUMNS RAID "2024-01-04,south,north,coast,coerce,,,\n"
                                    "2024-01-05,south,north,border,threaten,,,\n"
                                    "2024-01-06,south,north,border,threaten,,,a note\n"
                                    "2024-01-07,north,south,border,accuse,court,,\n"
                                    "2024-01-07,north,south,border,reassure,line,,\n"
                                    "2024-01-08,north,raiders,border,harass,,,\n"
                                    "2024-01-09,south,north,border,threaten,,later:2024-06-01,\n"
                                    "2024-02-09,south,north,border,threaten,,,\n";
    ofr_study *s = NULL;

    (void)state;
    assert_string_equal(
        opened(TOP HISTORY("") "conduct:\n" RAIDS
                               "  - {id: fire, from: north, to: raiders, in: border, act: harass, "
                               "rate: 1 per week}\n",
               rows, &s),
        "");
    assert_int_equal(s->of_record.n_unfit, 3);
    assert_int_equal(s->of_record.unfit_rows, 4);
    assert_string_equal(s->of_record.unfit[0].action, "threaten");
    assert_int_equal(s->of_record.unfit[0].rows, 2);
    assert_int_equal(s->of_record.unfit[0].line, 4);
    assert_string_equal(s->of_record.unfit[1].action, "coerce");
    assert_string_equal(s->of_record.unfit[1].flow, "");
    assert_string_equal(s->of_record.unfit[2].flow, "fire");
    assert_true(is_told(s, "4 rows of 3 kinds fit no flow"));
    /* One through a mediator, one through a channel that has none and goes by its own name. */
    assert_int_equal(past_use(s->past).messages, 2);
    assert_int_equal(past_use(s->past).unused, s->of_record.unfit_rows + s->of_record.left_out);
    study_close(s);
}

/* A word is no act: it needs no flow. What sums up other rows is neither, whatever it says. */
static void
test_words_about_halts_need_no_flow_and_what_is_inferred_counts_for_nothing(void **state)
{
    const char *columns = "date,source,target,theatre,action,word,inferred,public\n",
               *yaml = TOP HISTORY("") "conduct:\n" RAIDS;
    char rows[1024];
    ofr_study *s = NULL;

    (void)state;
    snprintf(rows, sizeof rows, "%s%s", columns,
             "2024-01-03,raiders,north,border,harass,,,\n"
             "2024-01-04,raiders,north,border,concede,pause,,\n"
             "2024-01-05,raiders,north,border,threaten,refusal,,\n"
             "2024-01-06,raiders,north,border,harass,resume,,\n"
             "2024-01-07,raiders,north,border,harass,,yes,\n"
             "2024-01-08,raiders,north,border,concede,pause,yes,\n"
             "2024-01-09,raiders,north,border,concede,pause,,no\n");
    assert_string_equal(opened(yaml, rows, &s), "");
    assert_int_equal(past_use(s->past).acts, 2);
    assert_int_equal(past_use(s->past).words, 2);
    assert_int_equal(past_use(s->past).inferred, 2);
    assert_int_equal(past_use(s->past).late, 1);
    assert_int_equal(past_use(s->past).unused, 0);
    assert_int_equal(s->of_record.unfit_rows, 0);
    assert_true(is_told(s, "3 rows say what becomes of attacks: pause 1, resume 1, refusal 1"));
    assert_true(is_told(s, "2 rows sum up what others say (inferred) and count for nothing"));
    study_close(s);
    /* Where there are campaigns, a group that speaks of a halt has one that hears it. */
    refused(TOP HISTORY("") "conduct:\n" RAIDS "  - {id: fire, from: gang, to: north, in: border, "
                            "act: harass, rate: 1 per week, record: none}\n"
                            "campaigns: [{id: gang, by: gang}]\n",
            rows, "raiders speaks of a halt in 4 rows of");
    assert_string_equal(opened(TOP HISTORY("") "conduct:\n" RAIDS
                                               "campaigns: [{id: raiders, by: raiders}]\n",
                               rows, &s),
                        "");
    study_close(s);
    /* An inferred row is none of its flow. */
    snprintf(rows, sizeof rows, "%s%s", columns, "2024-01-07,raiders,north,border,harass,,yes,\n");
    refused(yaml, rows, "holds every act of raids, but it has none");
}

static void test_rows_that_repeat_others_in_every_cell_are_told(void **state)
{
    ofr_study *s = NULL;

    (void)state;
    assert_string_equal(opened(TOP HISTORY("") "conduct:\n" RAIDS,
                               COLUMNS RAID "2024-01-09,raiders,north,border,harass,,,a\n" RAID RAID
                                            "2024-01-09,raiders,north,border,harass,,,b\n",
                               &s),
                        "");
    assert_true(is_told(s, "line 2 stands 3 times with the same cells (the last is line 5)"));
    assert_int_equal(s->of_record.n_notes, 1);
    study_close(s);
    assert_string_equal(opened(TOP HISTORY("") "conduct:\n" RAIDS, COLUMNS RAID, &s), "");
    assert_int_equal(s->of_record.n_notes, 0);
    study_close(s);
}

/* What is told, and what is given, is that of the record without the rows that were not public by the start. */
static void test_rows_not_public_at_the_start_change_nothing(void **state)
{
#define UNSEEN                                                                                     \
    "2024-01-04,raiders,north,border,harass,,later:2024-06-01,\n"                                  \
    "2024-01-04,raiders,north,border,harass,,later:2024-06-01,\n"                                  \
    "2024-01-05,raiders,north,border,harass,,no,\n"                                                \
    "2024-01-06,south,north,border,threaten,,no,\n"                                                \
    "2024-01-07,north,south,border,accuse,court,no,\n"
    const char *yaml = TOP HISTORY("") "conduct:\n" RAIDS, *const rows[] = {COLUMNS RAID,
                                                                            COLUMNS RAID UNSEEN};
    ofr_study *s[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) assert_string_equal(opened(yaml, rows[i], &s[i]), "");
    assert_int_equal(past_hash(s[0]->past, s[0]->model->epoch, s[0]->model->start - 1),
                     past_hash(s[1]->past, s[1]->model->epoch, s[1]->model->start - 1));
    assert_int_equal(past_use(s[1]->past).late, 5);
    assert_int_equal(s[1]->of_record.n_notes, 0);
    assert_int_equal(s[1]->of_record.unfit_rows, 0);
    for (size_t i = 0; i < 2; i++) study_close(s[i]);
    /* And they do when actors know what was not public. */
    assert_string_equal(
        opened(TOP HISTORY(", information: actor") "conduct:\n" RAIDS, rows[1], &s[0]), "");
    assert_int_equal(past_use(s[0]->past).acts, 4);
    assert_int_equal(s[0]->of_record.unfit_rows, 1);
    study_close(s[0]);
}

/* ---- days without rows --------------------------------------------------------------------------- */

/* Oracle: spacings of uniform points. One point of one: the rest is as likely as it is short. Two of two halves:
 * (1/2)^2 in one place, at most 3/4 anywhere; ten leave nine tenths empty with 11 x 10^-10. */
static void test_the_chance_of_a_gap_by_hand(void **state)
{
    (void)state;
    assert_true(fabs(record_gap_chance(1, 0.75, false) - 0.25) < 1e-15);
    assert_true(fabs(record_gap_chance(2, 0.5, false) - 0.25) < 1e-15);
    assert_true(fabs(record_gap_chance(2, 0.5, true) - 0.75) < 1e-15);
    assert_true(fabs(record_gap_chance(10, 0.9, true) - 11e-10) < 1e-15);
    assert_true(record_gap_chance(0, 0.5, true) >= 1 && record_gap_chance(0, 0.5, true) <= 1);
}

/* Rows of raids, one a day, from a day of January on to another. */
static size_t put_raids(char *text, size_t size, int from, int to)
{
    size_t used = 0;

    for (int day = from; day <= to; day++)
        used += (size_t)snprintf(text + used, size - used,
                                 "2024-01-%02d,raiders,north,border,harass,,,\n", day);
    return used;
}

/* 38 days of history, 1 January to 7 February. By hand: eight days of rows that leave 30 empty at one end, (8/38)^8;
 * rows on the first four and the last four of January's 31, 24 empty: 9 (14/38)^8 = 0.003. Nineteen in the
 * middle of 38: 10 empty before, (28/38)^19 = 0.003, 9 after, (29/38)^19 = 0.006. */
static void test_days_without_rows_are_told_where_chance_leaves_none_such(void **state)
{
    char rows[4096] = COLUMNS;
    const size_t head = strlen(rows);
    const char *yaml = TOP HISTORY("") "conduct:\n" RAIDS;
    ofr_study *s = NULL;

    (void)state;
    put_raids(rows + head, sizeof rows - head, 1, 8);
    assert_string_equal(opened(yaml, rows, &s), "");
    assert_true(is_told(s, "ends on 2024-01-08, 30 days before the start"));
    assert_true(is_told(s, "raids (2024-01-09 to 2024-02-07)"));
    assert_false(is_told(s, "has no row at all"));
    assert_false(is_told(s, "begins on"));
    study_close(s);
    size_t used = put_raids(rows + head, sizeof rows - head, 1, 4);
    put_raids(rows + head + used, sizeof rows - head - used, 28, 31);
    assert_string_equal(opened(yaml, rows, &s), "");
    assert_true(is_told(s, "has no row at all from 2024-01-05 to 2024-01-27 (23 days); 8 days with "
                           "rows in 38"));
    assert_false(is_told(s, "ends on") || is_told(s, "begins on"));
    study_close(s);
    put_raids(rows + head, sizeof rows - head, 11, 29);
    assert_string_equal(opened(yaml, rows, &s), "");
    assert_true(is_told(s, "begins on 2024-01-11, 10 days after history does"));
    assert_true(is_told(s, "ends on 2024-01-29, 9 days before the start"));
    study_close(s);
    /* Every other day: nothing to tell. */
    rows[head] = '\0';
    for (int day = 1; day < 31; day += 2)
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows),
                 "2024-01-%02d,raiders,north,border,harass,,,\n", day);
    assert_string_equal(opened(yaml, rows, &s), "");
    assert_int_equal(s->of_record.n_notes, 0);
    study_close(s);
}

/* ---- what the record does not hold --------------------------------------------------------------- */

static void test_periods_that_overlap_or_run_backwards_are_refused(void **state)
{
#define COVERED(more)                                                                              \
    "  - {id: raids, from: raiders, to: north, in: border, act: harass, at: forces, record: "      \
    "full, rate: 1 per week" more "}\n"
    (void)state;
    refused(TOP HISTORY("") "conduct:\n" COVERED(
                ", coverage-periods: [{from: 2024-01-05, to: 2024-01-09, share: 0.4}, {from: "
                "2024-01-09, to: 2024-01-12, share: 0.5}]"),
            COLUMNS RAID,
            "conduct.raids.coverage-periods.2: overlaps the period from 2024-01-05 to 2024-01-09");
    refused(TOP HISTORY("") "conduct:\n" COVERED(
                ", coverage-periods: [{from: 2024-01-09, to: 2024-01-05, share: 0.4}]"),
            COLUMNS RAID, "coverage-periods.1.to: the period ends before it begins");
    refused(TOP HISTORY(", unobserved: [{from: 2024-01-05, to: 2024-01-09}, {from: 2024-01-07, to: "
                        "2024-01-07, flows: [raids]}]") "conduct:\n" RAIDS,
            COLUMNS RAID,
            "history.unobserved.2: overlaps the period from 2024-01-05 to 2024-01-09");
    fine(
        TOP HISTORY(", unobserved: [{from: 2024-01-05, to: 2024-01-09, flows: [fire]}, {from: "
                    "2024-01-07, to: 2024-01-07, flows: [raids]}]") "conduct:\n" RAIDS
                                                                    "  - {id: fire, from: north, "
                                                                    "to: raiders, in: border, act: "
                                                                    "harass, rate: 1 per week, "
                                                                    "record: partial}\n",
        COLUMNS RAID);
}

static void test_shares_are_one_for_all_parameter_sets(void **state)
{
    (void)state;
    refused(TOP HISTORY(", reporting-delay: {value: 3 days, prior: \"lognormal(3, 0.5) days\", "
                        "source: s}") "conduct:\n" RAIDS,
            COLUMNS RAID, "history.reporting-delay: is one number for all parameter sets");
    refused(
        TOP HISTORY("") "conduct:\n" COVERED(
            ", coverage-periods: [{from: 2024-01-05, to: 2024-01-09, share: {value: 0.5, prior: "
            "\"uniform(0.2, 0.8)\", source: s}}]"),
        COLUMNS RAID, "coverage-periods.1.share: is one number for all parameter sets");
}

static void test_what_cannot_be_said_of_a_flow_is_refused(void **state)
{
    (void)state;
    refused(TOP HISTORY("") "conduct:\n" RAIDS
                            "  - {id: fire, from: north, to: raiders, in: border, act: harass, "
                            "rate: 1 per week, covered-until: 2024-01-20}\n",
            COLUMNS RAID,
            "conduct.fire.covered-until: says how the record covers fire, which takes no rows");
}

static void test_rows_on_days_that_nobody_looked_at_are_refused(void **state)
{
    const char *rows = COLUMNS RAID "2024-01-10,raiders,north,border,harass,,,\n"
                                    "2024-01-11,raiders,north,border,harass,,,\n"
                                    "2024-01-12,raiders,north,border,harass,,no,\n";

    (void)state;
    refused(TOP HISTORY(", covered-until: 2024-01-09") "conduct:\n" RAIDS, rows,
            "history.covered-until: says that nobody looked, but e.csv has 2 rows of raids on such "
            "days (line 3 is the first)");
    refused(TOP HISTORY("") "conduct:\n" COVERED(", covered-until: 2024-01-10"), rows,
            "conduct.raids.covered-until: says that nobody looked, but e.csv has 1 row of raids");
    refused(TOP HISTORY(", unobserved: [{from: 2024-01-03, to: 2024-01-03}]") "conduct:\n" RAIDS,
            rows, "history.unobserved: says that nobody looked, but e.csv has 1 row of raids");
    /* Not public by the start: nobody knew of it. A total that holds the day was seen. */
    fine(TOP HISTORY(", covered-until: 2024-01-11") "conduct:\n" RAIDS, rows);
    assert_string_equal(
        opened_with(
            TOP HISTORY(
                ", unobserved: [{from: 2024-01-10, to: 2024-01-12}]") "conduct:\n"
                                                                      "  - {id: raids, from: "
                                                                      "raiders, to: north, in: "
                                                                      "border, act: harass, "
                                                                      "record: totals, rate: 1 per "
                                                                      "week}\n",
            rows,
            "first,last,source,target,theatres,action,count\n"
            "2024-01-09,2024-01-15,raiders,north,border,harass,6\n",
            NULL),
        "");
}

/* The eight rows of the first days again: what is said not to be covered is no gap. */
static void test_days_that_are_said_to_be_unseen_are_no_gap(void **state)
{
    char rows[4096] = COLUMNS;
    ofr_study *s = NULL;

    (void)state;
    put_raids(rows + strlen(rows), sizeof rows - strlen(rows), 1, 8);
    assert_string_equal(
        opened(TOP HISTORY(", covered-until: 2024-01-08") "conduct:\n" RAIDS, rows, &s), "");
    assert_int_equal(s->of_record.n_notes, 0);
    study_close(s);
    assert_string_equal(
        opened(TOP HISTORY(", unobserved: [{from: 2024-01-12, to: 2024-02-07}]") "conduct:\n" RAIDS,
               rows, &s),
        "");
    assert_int_equal(s->of_record.n_notes, 0);
    study_close(s);
}

/* ---- running totals ------------------------------------------------------------------------------ */

#define COUNTED(id, in)                                                                            \
    "  - {id: " id ", from: raiders, to: north, in: " in                                           \
    ", act: harass, record: totals, rate: 1 per week}\n"
#define TOTALS "first,last,source,target,theatres,action,count\n"
#define ONE_TOTAL(days, count) days ",raiders,north,border,harass," count "\n"

static void refused_with(const char *yaml, const char *rows, const char *totals, const char *part)
{
    const char *said = opened_with(yaml, rows, totals, NULL);

    if (!strstr(said, part)) fail_msg("not said: %s\nbut: %s", part, said);
}

static void test_a_total_below_its_rows_is_refused(void **state)
{
    const char *yaml = TOP HISTORY("") "conduct:\n" COUNTED("counted", "border"),
               *rows = COLUMNS RAID "2024-01-05,raiders,north,border,harass,,,\n"
                                    "2024-01-06,raiders,north,border,harass,,later:2024-06-01,\n";

    (void)state;
    refused_with(yaml, rows, TOTALS ONE_TOTAL("2024-01-01,2024-01-07", "1"),
                 "totals.csv:2:1: counts 1, but the rows of its days hold 2 acts (line 2 of "
                 "events.csv is the first)");
    assert_string_equal(
        opened_with(yaml, rows, TOTALS ONE_TOTAL("2024-01-01,2024-01-07", "2"), NULL), "");
}

static void test_totals_that_count_the_same_acts_are_refused(void **state)
{
    const char *yaml = TOP HISTORY(", ignore: others") "conduct:\n" COUNTED("counted", "border");

    (void)state;
    refused_with(
        yaml, COLUMNS RAID,
        TOTALS ONE_TOTAL("2024-01-01,2024-01-07",
                         "5") "2024-01-07,2024-01-09,raiders+others,north,border,harass,4\n",
        "totals.csv:3:1: counts acts of counted on days on which line 2 counts them too");
    assert_string_equal(opened_with(yaml, COLUMNS RAID,
                                    TOTALS ONE_TOTAL("2024-01-01,2024-01-07", "5")
                                        ONE_TOTAL("2024-01-08,2024-01-09", "4"),
                                    NULL),
                        "");
}

/* Eight at once are as many as there may be; they are of one source, target and rung, in theatres of their own. */
static void test_more_totals_at_once_than_there_is_room_for_are_refused(void **state)
{
    char yaml[8192], totals[2048];

    (void)state;
    for (size_t n = 8; n <= 9; n++) {
        size_t used = (size_t)snprintf(yaml, sizeof yaml, "%s", TOP HISTORY("") "conduct:\n"),
               at = (size_t)snprintf(totals, sizeof totals, "%s", TOTALS);
        char *theatres = strstr(yaml, "{border: {name: B}, coast: {name: C}}");
        assert_non_null(theatres);
        for (size_t i = 0; i < n; i++) {
            used += (size_t)snprintf(yaml + used, sizeof yaml - used,
                                     "  - {id: f%zu, from: raiders, to: north, in: t%zu, act: "
                                     "harass, record: totals, rate: 1 per week}\n",
                                     i, i);
            at += (size_t)snprintf(totals + at, sizeof totals - at,
                                   "2024-01-0%zu,2024-01-20,raiders,north,t%zu,harass,3\n", i + 1,
                                   i);
        }
        char with[9000];
        snprintf(with, sizeof with,
                 "%.*s{t0: {name: T}, t1: {name: T}, t2: {name: T}, t3: {name: "
                 "T}, t4: {name: T}, t5: {name: T}, t6: {name: T}, t7: {name: "
                 "T}, t8: {name: T}}%s",
                 (int)(theatres - yaml), yaml,
                 theatres + strlen("{border: {name: B}, coast: {name: C}}"));
        const char *said = opened_with(with, COLUMNS, totals, NULL);
        if (n == 8)
            assert_string_equal(said, "");
        else
            assert_non_null(strstr(said, "totals.csv:10:1: is one more than the 8 running totals "
                                         "that can be under way on one day (2024-01-09)"));
    }
}

static void test_totals_that_are_left_out_are_told(void **state)
{
    ofr_study *s = NULL;

    (void)state;
    assert_string_equal(
        opened_with(TOP HISTORY("") "conduct:\n" COUNTED("counted", "border")
                        COUNTED("uncounted", "coast") STRIKES,
                    COLUMNS RAID,
                    TOTALS ONE_TOTAL("2023-12-20,2024-01-02", "5")
                        ONE_TOTAL("2024-02-01,2024-02-09",
                                  "5") "2024-01-03,2024-01-09,north,raiders,border,strike,2\n"
                                       "2022-01-03,2022-01-09,north,raiders,border,strike,2\n",
                    &s),
        "");
    assert_true(
        is_told(s, "2 running totals lie only partly in these days and are left out (line 2 of "
                   "totals.csv is the first)"));
    assert_true(is_told(s, "1 running total fits no flow with record: totals and counts for "
                           "nothing (line 4 of totals.csv is the first)"));
    assert_true(is_told(s, "no running total of these days for 2 flows with record: totals, taken "
                           "as partial: counted, uncounted"));
    study_close(s);
    assert_string_equal(
        opened_with(TOP HISTORY("") "conduct:\n" COUNTED("counted", "border"), COLUMNS RAID,
                    TOTALS "2024-01-01,2024-01-09,raiders,north,border+coast,harass,5\n", &s),
        "");
    assert_true(is_told(s, "1 running total counts acts of theatres where no flow takes them, and "
                           "puts them into the others (line 2 of totals.csv: coast)"));
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_unknown_name_is_refused_with_its_line_and_the_nearest_name),
        cmocka_unit_test(test_what_history_ignores_is_no_fault_and_is_counted),
        cmocka_unit_test(test_a_full_flow_without_a_row_says_that_none_was_expected),
        cmocka_unit_test(test_rows_that_two_flows_fit_equally_are_refused),
        cmocka_unit_test(test_rows_of_known_names_that_fit_no_flow_are_listed_most_first),
        cmocka_unit_test(
            test_words_about_halts_need_no_flow_and_what_is_inferred_counts_for_nothing),
        cmocka_unit_test(test_the_chance_of_a_gap_by_hand),
        cmocka_unit_test(test_days_without_rows_are_told_where_chance_leaves_none_such),
        cmocka_unit_test(test_periods_that_overlap_or_run_backwards_are_refused),
        cmocka_unit_test(test_shares_are_one_for_all_parameter_sets),
        cmocka_unit_test(test_what_cannot_be_said_of_a_flow_is_refused),
        cmocka_unit_test(test_rows_on_days_that_nobody_looked_at_are_refused),
        cmocka_unit_test(test_days_that_are_said_to_be_unseen_are_no_gap),
        cmocka_unit_test(test_a_total_below_its_rows_is_refused),
        cmocka_unit_test(test_totals_that_count_the_same_acts_are_refused),
        cmocka_unit_test(test_more_totals_at_once_than_there_is_room_for_are_refused),
        cmocka_unit_test(test_totals_that_are_left_out_are_told),
        cmocka_unit_test(test_rows_that_repeat_others_in_every_cell_are_told),
        cmocka_unit_test(test_rows_not_public_at_the_start_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
