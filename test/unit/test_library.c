/* test_library.c -- the library through its public header alone, linked to the shared library.
 *
 * Oracles: what a scenario's text says; ofr_run, which leads futures in chunks by several threads, against worlds, which are
 * led by hand, future by future and bit by bit; a what-if of no raids, under which there are none; what the header says is
 * refused. That ofr_run is the program's run, test/cli/test_library.bats asks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "offramp.h"

#ifdef OFR_INSIDE
#error "this test is to see what others see"
#endif

/* Of all worlds here: future FIRST to FIRST + SEATS - 1, some of each of two sets, more than a block holds. */
enum { SETS = 3, MEMBERS = 40, FUTURES = SETS * MEMBERS, FIRST = 5, SEATS = 70, SEED = 7 };

static ofr_fault_list *faults;

/* The call went well, or the test fails with what it said. */
static void good(ofr_status status)
{
    if (status != OFR_OK) fail_msg("%s", ofr_fault_list_text(faults, 0));
}

/* The call was refused with these words in its first fault. */
static void refused(ofr_status status, ofr_status wanted, const char *words)
{
    assert_int_equal(status, wanted);
    assert_int_equal(ofr_fault_list_count(faults), 1);
    if (!strstr(ofr_fault_list_text(faults, 0), words))
        fail_msg("'%s' is not in: %s", words, ofr_fault_list_text(faults, 0));
}

static ofr_scenario *open_file(const char *name, const ofr_open_options *options)
{
    const char *root = getenv("OFFRAMP_SOURCE_ROOT");
    char path[4096];
    ofr_scenario *scenario = NULL;

    snprintf(path, sizeof path, "%s/%s", root ? root : ".", name);
    good(ofr_scenario_open(path, options, &scenario, faults));
    return scenario;
}

/* Without a record: begins at rest. With one: its history has particles. */
static ofr_scenario *open_plain(void)
{
    return open_file("scenarios/minimal.yaml", NULL);
}
static ofr_scenario *open_with_history(void)
{
    return open_file("test/cli/data/small.yaml", NULL);
}

static ofr_worlds *take(const ofr_scenario *s)
{
    const ofr_worlds_options o = {sizeof o,           .seed = SEED,   .sets = SETS,
                                  .members = MEMBERS, .first = FIRST, .seats = SEATS};
    ofr_worlds *worlds = NULL;

    good(ofr_worlds_new(s, &o, &worlds, faults));
    return worlds;
}

static ofr_future_change *change_of(const ofr_scenario *s, const char *text)
{
    ofr_future_change *change = NULL;

    good(ofr_future_change_new(s, text, &change, faults));
    return change;
}

static int32_t start_of(const ofr_scenario *s)
{
    int32_t start = -1;

    good(ofr_scenario_days(s, NULL, &start, NULL, faults));
    return start;
}
static int32_t end_of(const ofr_scenario *s)
{
    int32_t start = -1, horizon = -1;

    good(ofr_scenario_days(s, NULL, &start, &horizon, faults));
    return start + horizon;
}

static size_t rows_of(const ofr_scenario *s, ofr_table table)
{
    size_t n = SIZE_MAX;

    good(ofr_table_rows(s, table, &n, faults));
    return n;
}
static const char *text_of(const ofr_scenario *s, ofr_table table, size_t row, ofr_column column)
{
    const char *text = NULL;

    good(ofr_table_text(s, table, row, column, &text, faults));
    return text;
}
static double number_of(const ofr_scenario *s, ofr_table table, size_t row, ofr_column column)
{
    double number = NAN;

    good(ofr_table_number(s, table, row, column, &number, faults));
    return number;
}
static size_t row_named(const ofr_scenario *s, ofr_table table, const char *name)
{
    for (size_t i = 0; i < rows_of(s, table); i++) {
        if (strcmp(text_of(s, table, i, OFR_COLUMN_NAME), name) == 0) return i;
    }
    fail_msg("there is no row %s", name);
    return SIZE_MAX;
}

/* All fields of all seats: what a world is, as far as it can be read. The caller frees it. */
static double *picture_of(const ofr_scenario *s, const ofr_worlds *w, size_t *ret_n)
{
    const size_t n = rows_of(s, OFR_TABLE_FIELDS);
    double *value = calloc(n * SEATS, sizeof *value);

    assert_non_null(value);
    for (size_t i = 0; i < n; i++)
        good(ofr_worlds_read(w, text_of(s, OFR_TABLE_FIELDS, i, OFR_COLUMN_NAME), SEATS,
                             value + i * SEATS, faults));
    *ret_n = n * SEATS;
    return value;
}
static bool same_worlds(const ofr_scenario *s, const ofr_worlds *a, const ofr_worlds *b)
{
    size_t n = 0;
    double *x = picture_of(s, a, &n), *y = picture_of(s, b, &n);
    const bool same = memcmp(x, y, n * sizeof *x) == 0;

    free(x);
    free(y);
    return same;
}
/* Fields in which one seat differs from another. */
static size_t seat_differs(const ofr_scenario *s, const ofr_worlds *w, size_t a, size_t b)
{
    size_t n = 0, differs = 0;
    double *x = picture_of(s, w, &n);

    for (size_t i = 0; i < n; i += SEATS) differs += x[i + a] != x[i + b];
    free(x);
    return differs;
}

/* ---- tables and texts --------------------------------------------------------------------------- */

/* Oracle: the text of scenarios/minimal.yaml; "1 per week" is 1/7 a day; harassment is the unit of severity. */
static void test_tables_say_what_the_scenario_says(void **state)
{
    ofr_scenario *s = open_plain();
    const size_t rate = row_named(s, OFR_TABLE_PARAMETERS, "conduct.raids.rate"),
                 control = row_named(s, OFR_TABLE_PARAMETERS,
                                     "actors.raiders.backed-by.south.control"),
                 harass = row_named(s, OFR_TABLE_LADDER, "harass");
    int32_t history = 0;

    (void)state;
    assert_int_equal(rows_of(s, OFR_TABLE_OUTCOMES), 2);
    assert_string_equal(text_of(s, OFR_TABLE_OUTCOMES, 0, OFR_COLUMN_NAME), "lethal-raid");
    assert_string_equal(text_of(s, OFR_TABLE_OUTCOMES, 0, OFR_COLUMN_SAYS), "lethal raid");
    assert_true(number_of(s, OFR_TABLE_OUTCOMES, 0, OFR_COLUMN_HEADLINE) == 1);
    assert_true(number_of(s, OFR_TABLE_OUTCOMES, 1, OFR_COLUMN_HEADLINE) == 0);
    assert_int_equal(rows_of(s, OFR_TABLE_PRINCIPALS), 2);
    assert_string_equal(text_of(s, OFR_TABLE_PRINCIPALS, 1, OFR_COLUMN_NAME), "south");
    assert_string_equal(text_of(s, OFR_TABLE_PRINCIPALS, 1, OFR_COLUMN_SAYS), "South");
    assert_true(fabs(number_of(s, OFR_TABLE_PARAMETERS, rate, OFR_COLUMN_VALUE) - 1 / 7.0) < 1e-15);
    assert_string_equal(text_of(s, OFR_TABLE_PARAMETERS, rate, OFR_COLUMN_UNIT), "per day");
    assert_true(number_of(s, OFR_TABLE_PARAMETERS, control, OFR_COLUMN_VALUE) == 0.6);
    assert_true(number_of(s, OFR_TABLE_PARAMETERS, control, OFR_COLUMN_LOWEST) == 0);
    assert_true(number_of(s, OFR_TABLE_PARAMETERS, control, OFR_COLUMN_HIGHEST) == 1);
    assert_true(number_of(s, OFR_TABLE_PARAMETERS, control, OFR_COLUMN_DRAWN) == 0);
    assert_true(number_of(s, OFR_TABLE_LADDER, harass, OFR_COLUMN_VALUE) == 1);
    assert_int_equal(end_of(s) - start_of(s), 180);
    good(ofr_scenario_days(s, &history, NULL, NULL, faults));
    assert_int_equal(history, start_of(s));
    ofr_scenario_close(s);
}

static void test_what_is_not_in_a_table_is_refused(void **state)
{
    ofr_scenario *s = open_plain();
    const char *text = "as it was";
    double number = 0.5;
    size_t n = 99;

    (void)state;
    refused(ofr_table_rows(s, (ofr_table)5, &n, faults), OFR_USAGE, "numbered 0 to 4, got 5");
    refused(ofr_table_rows(s, (ofr_table)-1, &n, faults), OFR_USAGE, "got -1");
    refused(ofr_table_text(s, OFR_TABLE_OUTCOMES, 2, OFR_COLUMN_NAME, &text, faults), OFR_USAGE,
            "outcomes has 2 rows");
    refused(ofr_table_text(s, OFR_TABLE_OUTCOMES, 0, OFR_COLUMN_VALUE, &text, faults), OFR_USAGE,
            "no text in column");
    for (ofr_table table = 0; table <= OFR_TABLE_LADDER; table++) {
        refused(ofr_table_number(s, table, 0, OFR_COLUMN_NAME, &number, faults), OFR_USAGE,
                "no number in column");
        refused(ofr_table_text(s, table, 0, (ofr_column)77, &text, faults), OFR_USAGE,
                "no text in column 77");
    }
    assert_int_equal(n, 99);
    assert_string_equal(text, "as it was");
    assert_true(number == 0.5);
    ofr_scenario_close(s);
}

/* Oracle: two faults written into a text, on lines counted by hand. */
static void test_all_faults_of_a_scenario_are_told_one_by_one(void **state)
{
    static const char text[] = "offramp: 1\n"
                               "title: Wrong twice\n"
                               "start: 2024-13-01\n"
                               "horizon: soon\n"
                               "hostile: [[north, south]]\n"
                               "actors:\n"
                               "  north: {name: North, kind: principal}\n"
                               "  south: {name: South, kind: principal}\n";
    ofr_scenario *s = NULL;

    (void)state;
    assert_int_equal(ofr_scenario_open_text(text, sizeof text - 1, "wrong.yaml", NULL, &s, faults),
                     OFR_SCHEMA);
    assert_null(s);
    assert_int_equal(ofr_fault_list_count(faults), 2);
    assert_ptr_equal(strstr(ofr_fault_list_text(faults, 0), "wrong.yaml:3:8: start: "),
                     ofr_fault_list_text(faults, 0));
    assert_ptr_equal(strstr(ofr_fault_list_text(faults, 1), "wrong.yaml:4:10: horizon: "),
                     ofr_fault_list_text(faults, 1));
    /* each with its own line of the file, and no other's */
    assert_non_null(strstr(ofr_fault_list_text(faults, 0), "\n  start: 2024-13-01\n"));
    assert_null(strstr(ofr_fault_list_text(faults, 0), "horizon"));
    assert_string_equal(ofr_fault_list_text(faults, 2), "");
    refused(ofr_scenario_open("there-is-none.yaml", NULL, &s, faults), OFR_IO,
            "there-is-none.yaml: there is no such file");
}

/* ---- worlds and runs ---------------------------------------------------------------------------- */

typedef struct results {
    size_t n_outcomes, n_principals;
    int16_t *outcome_day;
    double *payoff, severity[FUTURES];
    int32_t deaths[FUTURES], worst_rung[FUTURES], worst_day[FUTURES];
} results;

static results run_all(const ofr_scenario *s, const ofr_future_change *change, int threads)
{
    results r = {.n_outcomes = rows_of(s, OFR_TABLE_OUTCOMES),
                 .n_principals = rows_of(s, OFR_TABLE_PRINCIPALS)};
    const ofr_run_options o = {sizeof o, .seed = SEED, .sets = SETS, .members = MEMBERS,
                               .threads = threads};

    r.outcome_day = calloc(r.n_outcomes * FUTURES, sizeof *r.outcome_day);
    r.payoff = calloc(r.n_principals * FUTURES, sizeof *r.payoff);
    assert_true(r.outcome_day && r.payoff);
    const ofr_arrays a = {sizeof a, r.n_outcomes, r.n_principals, FUTURES,      r.outcome_day,
                          r.payoff, r.severity,   r.deaths,       r.worst_rung, r.worst_day};
    good(ofr_run(s, change, &o, &a, faults));
    return r;
}
static void results_done(results *r)
{
    free(r->outcome_day);
    free(r->payoff);
}
static bool same_results(const results *a, const results *b)
{
    return memcmp(a->outcome_day, b->outcome_day,
                  a->n_outcomes * FUTURES * sizeof *a->outcome_day) == 0 &&
           memcmp(a->payoff, b->payoff, a->n_principals * FUTURES * sizeof *a->payoff) == 0 &&
           memcmp(a->severity, b->severity, sizeof a->severity) == 0 &&
           memcmp(a->deaths, b->deaths, sizeof a->deaths) == 0 &&
           memcmp(a->worst_rung, b->worst_rung, sizeof a->worst_rung) == 0 &&
           memcmp(a->worst_day, b->worst_day, sizeof a->worst_day) == 0;
}

/* Values of a field, and how many of them are not `null`. */
static size_t read_all(const ofr_worlds *w, const char *field, double null, double value[SEATS])
{
    size_t others = 0;

    good(ofr_worlds_read(w, field, SEATS, value, faults));
    for (size_t i = 0; i < SEATS; i++) others += value[i] != null;
    return others;
}

static void assert_same_totals(const ofr_scenario *s, const ofr_worlds *w, const results *r)
{
    double severity[SEATS], deaths[SEATS], rung[SEATS], day[SEATS], payoff[SEATS];

    assert_true(read_all(w, "total-severity", 0, severity) > 5);
    read_all(w, "total-deaths", 0, deaths);
    assert_true(read_all(w, "worst-rung", -1, rung) > 5);
    read_all(w, "worst-day", 0, day);
    for (size_t i = 0; i < SEATS; i++) {
        assert_true(severity[i] == r->severity[FIRST + i]);
        assert_true(deaths[i] == r->deaths[FIRST + i]);
        assert_true(rung[i] == r->worst_rung[FIRST + i]);
        assert_true((rung[i] < 0 ? -1 : day[i] - start_of(s)) == r->worst_day[FIRST + i]);
    }
    for (size_t p = 0; p < r->n_principals; p++) {
        char field[100];
        snprintf(field, sizeof field, "%s.payoff",
                 text_of(s, OFR_TABLE_PRINCIPALS, p, OFR_COLUMN_NAME));
        assert_true(read_all(w, field, 0, payoff) > 5);
        for (size_t i = 0; i < SEATS; i++)
            assert_true(payoff[i] == r->payoff[p * FUTURES + FIRST + i]);
    }
}

/* What became of worlds that were led to the end is what the run says. */
static void assert_ends_as(const ofr_scenario *s, const ofr_worlds *w, const results *r)
{
    size_t came = 0;

    for (size_t o = 0; o < r->n_outcomes; o++) {
        char field[100];
        double day[SEATS];
        snprintf(field, sizeof field, "outcome:%s",
                 text_of(s, OFR_TABLE_OUTCOMES, o, OFR_COLUMN_NAME));
        came += read_all(w, field, -1, day);
        for (size_t i = 0; i < SEATS; i++)
            assert_true(day[i] == r->outcome_day[o * FUTURES + FIRST + i]);
    }
    assert_same_totals(s, w, r);
    assert_true(came > 5); /* else this would hold for anything that does nothing */
}

static void worlds_end_as_the_run(ofr_scenario *s)
{
    ofr_worlds *w = take(s);
    results r = run_all(s, NULL, 1);

    for (int32_t day = start_of(s); day < end_of(s); day++)
        good(ofr_worlds_run(w, day + 1, faults));
    assert_ends_as(s, w, &r);
    results_done(&r);
    ofr_worlds_free(w);
    ofr_scenario_close(s);
}
static void test_worlds_led_by_hand_end_as_the_run(void **state)
{
    (void)state;
    worlds_end_as_the_run(open_plain());
}
static void test_so_do_worlds_out_of_a_history(void **state)
{
    (void)state;
    worlds_end_as_the_run(open_with_history());
}

static void test_days_in_one_call_or_in_many_are_the_same(void **state)
{
    ofr_scenario *s = open_with_history();
    ofr_worlds *a = take(s), *b = take(s);
    int32_t day = 0;

    (void)state;
    good(ofr_worlds_run(a, end_of(s), faults));
    assert_false(same_worlds(s, a, b));
    for (int32_t d = start_of(s); d < end_of(s); d += 7)
        good(ofr_worlds_run(b, d + 7 < end_of(s) ? d + 7 : end_of(s), faults));
    assert_true(same_worlds(s, a, b));
    good(ofr_worlds_day(b, &day, faults));
    assert_int_equal(day, end_of(s));
    ofr_worlds_free(a);
    ofr_worlds_free(b);
    ofr_scenario_close(s);
}

static void test_threads_move_no_number(void **state)
{
    ofr_scenario *s = open_with_history();
    results one = run_all(s, NULL, 1), many = run_all(s, NULL, 5);

    (void)state;
    assert_true(same_results(&one, &many));
    results_done(&one);
    results_done(&many);
    ofr_scenario_close(s);
}

/* Oracle: the day before the start is in the history of small.yaml, which begins on 2024-01-01, 60 days before. */
static void test_no_history_begins_at_rest(void **state)
{
    ofr_scenario *s = open_with_history(),
                 *rest = open_file("test/cli/data/small.yaml",
                                   &(ofr_open_options){sizeof(ofr_open_options), .no_history = 1});
    ofr_worlds *a = take(s), *b = take(rest);
    double tension[SEATS];
    int32_t history = 0;

    (void)state;
    good(ofr_scenario_days(s, &history, NULL, NULL, faults));
    assert_int_equal(start_of(s) - history, 60);
    good(ofr_scenario_days(rest, &history, NULL, NULL, faults));
    assert_int_equal(start_of(rest), history);
    assert_true(read_all(a, "north-south.tension", 0, tension) == SEATS);
    assert_true(read_all(b, "north-south.tension", 0, tension) == 0);
    ofr_worlds_free(a);
    ofr_worlds_free(b);
    ofr_scenario_close(s);
    ofr_scenario_close(rest);
}

/* ---- copies and what-ifs ------------------------------------------------------------------------ */

static void test_a_copied_seat_goes_the_same_way_and_a_branch_another(void **state)
{
    ofr_scenario *s = open_plain();
    ofr_worlds *w = take(s);
    const int32_t there = start_of(s) + 30;

    (void)state;
    good(ofr_worlds_run(w, there, faults));
    assert_true(seat_differs(s, w, 1, 60) > 0);
    good(ofr_worlds_copy_seat(w, 1, w, 60, 0, faults));
    good(ofr_worlds_copy_seat(w, 1, w, 61, 4, faults));
    good(ofr_worlds_copy_seat(w, 1, w, 62, 4, faults));
    good(ofr_worlds_copy_seat(w, 1, w, 63, 5, faults));
    for (size_t seat = 60; seat < 64; seat++) assert_int_equal(seat_differs(s, w, 1, seat), 0);
    good(ofr_worlds_run(w, end_of(s), faults));
    assert_int_equal(seat_differs(s, w, 1, 60), 0);
    assert_int_equal(seat_differs(s, w, 61, 62), 0);
    /* 150 days at about a raid a week: that two of these go alike by chance is below one in a billion */
    assert_true(seat_differs(s, w, 1, 61) > 0);
    assert_true(seat_differs(s, w, 61, 63) > 0);
    ofr_worlds_free(w);
    ofr_scenario_close(s);
}

static void part_is_the_run_of_the_change(ofr_scenario *s, const char *text)
{
    ofr_future_change *change = change_of(s, text);
    ofr_worlds *base = take(s), *parted = NULL, *on = NULL;
    results with = run_all(s, change, 2), without = run_all(s, NULL, 2);

    assert_false(same_results(&with, &without));
    /* what-ifs part early and are copied in the midst of a change, and none of it is to be seen */
    good(ofr_worlds_part(base, change, &parted, faults));
    good(ofr_worlds_run(parted, start_of(s) + 25, faults));
    good(ofr_worlds_part(parted, NULL, &on, faults));
    good(ofr_worlds_copy_seat(parted, 3, on, 3, 0, faults));
    good(ofr_worlds_run(on, end_of(s), faults));
    assert_ends_as(s, on, &with);
    good(ofr_worlds_run(base, end_of(s), faults));
    assert_ends_as(s, base, &without);
    results_done(&with);
    results_done(&without);
    ofr_worlds_free(base);
    ofr_worlds_free(parted);
    ofr_worlds_free(on);
    ofr_future_change_free(change);
    ofr_scenario_close(s);
}
static void test_parted_worlds_end_as_the_run_under_the_change(void **state)
{
    (void)state;
    part_is_the_run_of_the_change(open_plain(),
                                  "more: conduct.raids.rate=x3 from 2024-01-20 to 2024-02-10");
    part_is_the_run_of_the_change(open_plain(), "more: conduct.raids.rate=x3");
    /* acts on the first day alone, so that who begins at rest must begin so under the change */
    part_is_the_run_of_the_change(open_plain(),
                                  "hot: politics.north.heat=8; politics.north.implacable=1");
    part_is_the_run_of_the_change(open_with_history(),
                                  "more: conduct.raids.rate=x3 from 2024-03-20 to 2024-04-10");
    part_is_the_run_of_the_change(open_with_history(),
                                  "shut: channels.court.open=never; conduct.raids.rate=x2");
}

/* Oracle: at rate 0, with no stance and no answers that could raise it, there are no raids; day 39 is 2024-02-09. */
static void test_no_raids_from_the_day_that_there_are_none(void **state)
{
    ofr_scenario *s = open_plain();
    ofr_future_change *none = change_of(s, "none: conduct.raids.rate=0 per day from 2024-02-09");
    ofr_worlds *base = take(s), *parted = NULL;
    double raids[SEATS];
    size_t before = 0, after = 0, in_base = 0;

    (void)state;
    good(ofr_worlds_run(base, start_of(s) + 10, faults));
    good(ofr_worlds_part(base, none, &parted, faults));
    for (int32_t day = start_of(s) + 10; day < end_of(s); day++) {
        good(ofr_worlds_run(base, day + 1, faults));
        good(ofr_worlds_run(parted, day + 1, faults));
        if (day - start_of(s) < 39) {
            assert_true(same_worlds(s, base, parted));
            before += read_all(parted, "acts:raids", 0, raids);
        } else {
            after += read_all(parted, "acts:raids", 0, raids);
            in_base += read_all(base, "acts:raids", 0, raids);
        }
    }
    assert_true(before > 100);
    assert_true(in_base > 100);
    assert_int_equal(after, 0);
    ofr_worlds_free(base);
    ofr_worlds_free(parted);
    ofr_future_change_free(none);
    ofr_scenario_close(s);
}

static void test_worlds_that_do_not_belong_together_are_refused(void **state)
{
    ofr_scenario *s = open_plain(), *twin = open_plain();
    ofr_future_change *change = change_of(s, "a: conduct.raids.rate=x3 from 2024-01-05"),
                      *other = change_of(s, "b: conduct.raids.rate=x2 from 2024-01-05"),
                      *foreign = change_of(twin, "a: conduct.raids.rate=x3");
    ofr_worlds *a = take(s), *b = take(s), *t = take(twin), *parted = NULL, *no = NULL;

    (void)state;
    refused(ofr_worlds_copy_seat(a, SEATS, b, 0, 0, faults), OFR_USAGE,
            "from_seat: seats are numbered 0 to 69, got 70");
    refused(ofr_worlds_copy_seat(a, 0, b, SEATS, 0, faults), OFR_USAGE, "to_seat");
    refused(ofr_worlds_copy_seat(a, 0, b, 0, (1u << 30) + 1, faults), OFR_USAGE, "branch");
    refused(ofr_worlds_copy_seat(a, 0, t, 0, 0, faults), OFR_USAGE, "another scenario");
    good(ofr_worlds_part(a, change, &parted, faults));
    refused(ofr_worlds_copy_seat(a, 0, parted, 0, 0, faults), OFR_USAGE, "another what-if");
    refused(ofr_worlds_part(parted, other, &no, faults), OFR_USAGE, "under a what-if already");
    refused(ofr_worlds_part(a, foreign, &no, faults), OFR_USAGE, "another scenario");
    good(ofr_worlds_run(a, start_of(s) + 5, faults));
    refused(ofr_worlds_copy_seat(a, 0, b, 0, 0, faults), OFR_USAGE, "another day");
    refused(ofr_worlds_part(a, change, &no, faults), OFR_USAGE,
            "begins on 2024-01-05, and these worlds are on 2024-01-06");
    assert_null(no);
    ofr_worlds_free(a);
    ofr_worlds_free(b);
    ofr_worlds_free(t);
    ofr_worlds_free(parted);
    ofr_future_change_free(change);
    ofr_future_change_free(other);
    ofr_future_change_free(foreign);
    ofr_scenario_close(s);
    ofr_scenario_close(twin);
}

static void test_another_run_is_no_place_to_copy_to(void **state)
{
    ofr_scenario *s = open_plain();
    ofr_worlds_options o = {sizeof o, .seed = SEED + 1, .sets = SETS, .members = MEMBERS,
                            .seats = 1};
    ofr_worlds *a = take(s), *b = NULL;

    (void)state;
    good(ofr_worlds_new(s, &o, &b, faults));
    refused(ofr_worlds_copy_seat(a, 0, b, 0, 0, faults), OFR_USAGE, "another seed");
    ofr_worlds_free(a);
    ofr_worlds_free(b);
    ofr_scenario_close(s);
}

/* ---- what is refused ---------------------------------------------------------------------------- */

static void test_days_and_fields_that_are_not_there_are_refused(void **state)
{
    ofr_scenario *s = open_plain();
    ofr_worlds *w = take(s);
    double value[SEATS] = {0.25};

    (void)state;
    good(ofr_worlds_run(w, start_of(s) + 1, faults));
    refused(ofr_worlds_run(w, start_of(s), faults), OFR_USAGE, "(2024-01-02 to 2024-06-29)");
    refused(ofr_worlds_run(w, end_of(s) + 1, faults), OFR_USAGE, "until: must be day");
    refused(ofr_worlds_run(w, INT32_MIN, faults), OFR_USAGE, "until");
    refused(ofr_worlds_read(w, "north-south.tensoin", SEATS, value, faults), OFR_USAGE,
            "did you mean 'north-south.tension'?");
    refused(ofr_worlds_read(w, "", SEATS, value, faults), OFR_USAGE, "no field ''");
    refused(ofr_worlds_read(w, "acts:raids", SEATS - 1, value, faults), OFR_USAGE,
            "number of seats, 70, got 69");
    assert_true(value[0] == 0.25);
    ofr_worlds_free(w);
    ofr_scenario_close(s);
}

static void refuse_worlds(const ofr_scenario *s, ofr_worlds_options o, const char *words)
{
    ofr_worlds *w = NULL;

    o.size = sizeof o;
    refused(ofr_worlds_new(s, &o, &w, faults), OFR_USAGE, words);
    assert_null(w);
}
static void test_sizes_that_cannot_be_are_refused(void **state)
{
    ofr_scenario *s = open_plain();

    (void)state;
    refuse_worlds(s, (ofr_worlds_options){.sets = 0, .members = 5, .seats = 1}, "got 0 x 5");
    refuse_worlds(s, (ofr_worlds_options){.sets = 2, .members = 5}, "got 0 of them from 0 on");
    refuse_worlds(s, (ofr_worlds_options){.sets = 2, .members = 5, .first = 8, .seats = 3},
                  "futures of 0 to 9, got 3 of them from 8 on");
    refuse_worlds(s, (ofr_worlds_options){.sets = 2, .members = 5, .first = 10, .seats = 1},
                  "from 10 on");
    refuse_worlds(s, (ofr_worlds_options){.sets = 2, .members = 5, .first = 12, .seats = 1},
                  "from 12 on");
    refuse_worlds(s, (ofr_worlds_options){.sets = 2, .members = 5, .first = 1, .seats = SIZE_MAX},
                  "futures of 0 to 9");
    refuse_worlds(s, (ofr_worlds_options){.sets = SIZE_MAX, .members = SIZE_MAX, .seats = 1},
                  "must be 1 to 2147483648");
    refuse_worlds(s, (ofr_worlds_options){.sets = 2, .members = 5, .seats = 1, .fixed = 1},
                  "sets must be 1, got 2");
    ofr_scenario_close(s);
}

static void refuse_run(const ofr_scenario *s, const ofr_run_options *o, const ofr_arrays *a,
                       ofr_status status, const char *words)
{
    refused(ofr_run(s, NULL, o, a, faults), status, words);
}
static void test_arrays_of_another_size_are_refused_and_left_alone(void **state)
{
    ofr_scenario *s = open_plain();
    int16_t day[2 * 10] = {77};
    double payoff[2 * 10] = {77};
    const int stop = 1;
    ofr_run_options o = {sizeof o, .sets = 2, .members = 5};
    ofr_arrays a = {sizeof a, .n_outcomes = 2, .n_principals = 2, .n_futures = 9};

    (void)state;
    refuse_run(s, &o, &a, OFR_USAGE, "n_futures must be 10, as in this run, got 9");
    a.n_futures = 10;
    good(ofr_run(s, NULL, &o, &a, faults)); /* nothing is wanted */
    a.outcome_day = day;
    a.payoff = payoff;
    a.n_outcomes = 3;
    refuse_run(s, &o, &a, OFR_USAGE, "n_outcomes must be 2");
    a.n_outcomes = 2;
    a.n_principals = 1;
    refuse_run(s, &o, &a, OFR_USAGE, "n_principals must be 2");
    a.n_principals = 2;
    o.threads = -1;
    refuse_run(s, &o, &a, OFR_USAGE, "threads must be 0 to 1024, got -1");
    o.threads = 0;
    o.stop = &stop;
    refuse_run(s, &o, &a, OFR_INTERRUPTED, "stopped");
    assert_true(day[0] == 77 && payoff[0] == 77);
    o.stop = NULL;
    good(ofr_run(s, NULL, &o, &a, faults));
    assert_true(day[0] != 77 && payoff[0] != 77);
    ofr_scenario_close(s);
}

/* Options of a caller that knows more of them than this library, and of one that has forgotten their size. */
static void test_options_begin_with_their_size(void **state)
{
    struct {
        ofr_worlds_options known;
        size_t later;
    } o = {{sizeof o, .sets = 1, .members = 1, .seats = 1}, 0};
    ofr_scenario *s = open_plain();
    ofr_worlds *w = NULL;

    (void)state;
    good(ofr_worlds_new(s, &o.known, &w, faults));
    ofr_worlds_free(w);
    w = NULL;
    o.later = 1;
    refused(ofr_worlds_new(s, &o.known, &w, faults), OFR_USAGE, "does not know");
    o.known.size = 0;
    refused(ofr_worlds_new(s, &o.known, &w, faults), OFR_USAGE, "begins with its size");
    o.known.size = sizeof o.known - sizeof(size_t);
    refused(ofr_worlds_new(s, &o.known, &w, faults), OFR_USAGE, "begins with its size");
    o.known.size = sizeof o.known + 1;
    refused(ofr_worlds_new(s, &o.known, &w, faults), OFR_USAGE, "begins with its size");
    o.known.size = SIZE_MAX;
    refused(ofr_worlds_new(s, &o.known, &w, faults), OFR_USAGE, "begins with its size");
    assert_null(w);
    ofr_scenario_close(s);
}

static void test_what_ifs_that_cannot_be_are_refused(void **state)
{
    ofr_scenario *s = open_plain();
    ofr_future_change *change = NULL;

    (void)state;
    refused(ofr_future_change_new(s, "no colon", &change, faults), OFR_USAGE,
            "a what-if is 'name: path=value; path=value'");
    refused(ofr_future_change_new(s, "a: conduct.raids.rtae=x2", &change, faults), OFR_PATH,
            "conduct.raids.rate");
    refused(ofr_future_change_new(s, "a: conduct.raids.rate=x2 from 2023-01-01", &change, faults),
            OFR_PATH, "before the start");
    assert_null(change);
    ofr_scenario_close(s);
}

/* Each argument that is needed, once NULL while all others are fine. */
static void test_null_is_refused_wherever_something_is_needed(void **state)
{
    ofr_scenario *s = open_plain(), *made = NULL;
    ofr_worlds *w = take(s), *no = NULL;
    ofr_future_change *change = NULL;
    const ofr_run_options run = {sizeof run, .sets = 1, .members = 1};
    const ofr_worlds_options few = {sizeof few, .sets = 1, .members = 1, .seats = 1};
    const ofr_arrays a = {sizeof a, .n_futures = 1};
    const char *text = NULL;
    double number = 0;
    size_t n = 0;
    int32_t day = 0;
    const ofr_status status[] = {
        ofr_scenario_open(NULL, NULL, &made, faults),
        ofr_scenario_open("x.yaml", NULL, NULL, faults),
        ofr_scenario_open_text(NULL, 0, "x", NULL, &made, faults),
        ofr_scenario_open_text("x", 1, NULL, NULL, &made, faults),
        ofr_scenario_open_text("x", 1, "x", NULL, NULL, faults),
        ofr_scenario_days(NULL, &day, &day, &day, faults),
        ofr_table_rows(NULL, OFR_TABLE_FIELDS, &n, faults),
        ofr_table_rows(s, OFR_TABLE_FIELDS, NULL, faults),
        ofr_table_text(NULL, OFR_TABLE_FIELDS, 0, OFR_COLUMN_NAME, &text, faults),
        ofr_table_text(s, OFR_TABLE_FIELDS, 0, OFR_COLUMN_NAME, NULL, faults),
        ofr_table_number(NULL, OFR_TABLE_FIELDS, 0, OFR_COLUMN_WHOLE, &number, faults),
        ofr_table_number(s, OFR_TABLE_FIELDS, 0, OFR_COLUMN_WHOLE, NULL, faults),
        ofr_future_change_new(NULL, "a: b=c", &change, faults),
        ofr_future_change_new(s, NULL, &change, faults),
        ofr_future_change_new(s, "a:", NULL, faults),
        ofr_run(NULL, NULL, &run, &a, faults),
        ofr_run(s, NULL, NULL, &a, faults),
        ofr_run(s, NULL, &run, NULL, faults),
        ofr_worlds_new(NULL, &few, &no, faults),
        ofr_worlds_new(s, NULL, &no, faults),
        ofr_worlds_new(s, &few, NULL, faults),
        ofr_worlds_day(NULL, &day, faults),
        ofr_worlds_day(w, NULL, faults),
        ofr_worlds_run(NULL, 0, faults),
        ofr_worlds_read(NULL, "acts:raids", SEATS, &number, faults),
        ofr_worlds_read(w, NULL, SEATS, &number, faults),
        ofr_worlds_read(w, "acts:raids", SEATS, NULL, faults),
        ofr_worlds_copy_seat(NULL, 0, w, 0, 0, faults),
        ofr_worlds_copy_seat(w, 0, NULL, 0, 0, faults),
        ofr_worlds_part(NULL, NULL, &no, faults),
        ofr_worlds_part(w, NULL, NULL, faults),
        ofr_fault_list_new(NULL),
    };

    (void)state;
    for (size_t i = 0; i < sizeof status / sizeof status[0]; i++)
        assert_int_equal(status[i], OFR_USAGE);
    refused(ofr_worlds_part(NULL, NULL, &no, faults), OFR_USAGE, "from: is NULL, and is needed");
    assert_true(!made && !no && !change && !text);
    /* nobody has to want the faults, nor to know whether there is anything to free */
    assert_int_equal(ofr_worlds_run(NULL, 0, NULL), OFR_USAGE);
    assert_int_equal(ofr_fault_list_count(NULL), 0);
    assert_string_equal(ofr_fault_list_text(NULL, 0), "");
    ofr_scenario_close(NULL);
    ofr_worlds_free(NULL);
    ofr_future_change_free(NULL);
    ofr_fault_list_free(NULL);
    ofr_worlds_free(w);
    ofr_scenario_close(s);
}

static void test_names_of_what_is_linked(void **state)
{
    (void)state;
    assert_string_equal(ofr_version(), OFR_VERSION);
    assert_int_equal(strspn(ofr_numbers_id(), "0123456789abcdef"), 16);
    assert_string_equal(ofr_status_name(OFR_DEGENERATE), "OFR_DEGENERATE");
}

static int make_list(void **state)
{
    (void)state;
    return ofr_fault_list_new(&faults) != OFR_OK;
}
static int drop_list(void **state)
{
    (void)state;
    ofr_fault_list_free(faults);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_what_is_linked),
        cmocka_unit_test(test_tables_say_what_the_scenario_says),
        cmocka_unit_test(test_what_is_not_in_a_table_is_refused),
        cmocka_unit_test(test_all_faults_of_a_scenario_are_told_one_by_one),
        cmocka_unit_test(test_worlds_led_by_hand_end_as_the_run),
        cmocka_unit_test(test_so_do_worlds_out_of_a_history),
        cmocka_unit_test(test_days_in_one_call_or_in_many_are_the_same),
        cmocka_unit_test(test_threads_move_no_number),
        cmocka_unit_test(test_no_history_begins_at_rest),
        cmocka_unit_test(test_a_copied_seat_goes_the_same_way_and_a_branch_another),
        cmocka_unit_test(test_parted_worlds_end_as_the_run_under_the_change),
        cmocka_unit_test(test_no_raids_from_the_day_that_there_are_none),
        cmocka_unit_test(test_worlds_that_do_not_belong_together_are_refused),
        cmocka_unit_test(test_another_run_is_no_place_to_copy_to),
        cmocka_unit_test(test_days_and_fields_that_are_not_there_are_refused),
        cmocka_unit_test(test_sizes_that_cannot_be_are_refused),
        cmocka_unit_test(test_arrays_of_another_size_are_refused_and_left_alone),
        cmocka_unit_test(test_options_begin_with_their_size),
        cmocka_unit_test(test_what_ifs_that_cannot_be_are_refused),
        cmocka_unit_test(test_null_is_refused_wherever_something_is_needed),
    };

    return cmocka_run_group_tests(tests, make_list, drop_list);
}
