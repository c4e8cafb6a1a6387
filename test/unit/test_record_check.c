/* test_record_check.c -- a record held against a scenario: what is refused, with place and cure, and what is told.
 * Oracle: record_check.h, counted by hand in the rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "studies/study.h"

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-02-08\nhorizon: 60 days\nhostile: [[north, south]]\n"       \
    "actors:\n"                                                                                    \
    "  north: {name: N, kind: principal}\n"                                                        \
    "  south: {name: S, kind: principal}\n"                                                        \
    "  raiders: {name: R, kind: group, backed-by: {south: {control: 0.6}}}\n"                      \
    "  court: {name: C, kind: mediator}\n"                                                         \
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

/* What opening says: "" where it is fine, then *ret_study is open. */
static const char *opened(const char *yaml, const char *rows, ofr_study **ret_study)
{
    static char said[4096];
    ofr_record *record = NULL;
    ofr_study *study = NULL;
    ofr_error err = {0};
    ofr_status status;

    assert_int_equal(record_read_text(rows, strlen(rows), NULL, 0, "e.csv", &record, &err), OFR_OK);
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
        cmocka_unit_test(test_rows_that_repeat_others_in_every_cell_are_told),
        cmocka_unit_test(test_rows_not_public_at_the_start_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
