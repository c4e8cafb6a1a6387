/* What a record that has grown moved: a toy whose answer is known by hand, a planted row, rows that say nothing, their order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "studies/update.h"
#include "studies/update_scenario.h"

#define COLUMNS "date,source,target,theatre,action,count,deaths_own,public\n"

/* Raids come of a habit, and the dead are answered by strikes. Old start 1 July 2024. */
static const char shores[] =
    "offramp: 1\ntitle: shores\nstart: 2024-07-01\nhorizon: 60 days\n"
    "history: {record: old-events.csv, from: 2024-05-01}\nhostile: [[north, south]]\n"
    "actors:\n  north: {name: N, kind: principal}\n  south: {name: S, kind: principal}\n"
    "  raiders: {name: R, kind: group, backed-by: {south: {control: {value: 0.4, prior: \"beta(8, "
    "12)\", source: judgement}}}}\n"
    "theatres: {strait: {name: T, lethality: 0.3}, bay: {name: B, lethality: 0}}\n"
    "perception: {misread: 0, alarms: 0 per day}\n"
    "politics: {north: {}, south: {}}\n"
    "conduct:\n"
    "  - {id: raids, from: raiders, to: north, in: strait, act: harass, at: forces, rate: 0.05 per "
    "day, record: full}\n"
    "  - {id: noise, from: raiders, to: north, in: bay, act: harass, at: forces, rate: 0.02 per "
    "day, record: none}\n"
    "  - {id: reprisals, from: north, to: raiders, in: strait, act: strike, at: proxy, record: "
    "full}\n"
    "red-lines:\n"
    "  dead: {holder: north, when: {to: north, by: raiders, deaths-own: 1}, response: {options: "
    "[reprisals], base: 6, delay: 20 days}}\n"
    "outcomes:\n"
    "  strike: {when: {by: north, to: raiders}, says: a strike, headline: true}\n"
    "  noise: {when: {flows: [noise]}, says: what nobody writes down}\n";
static const char old_rows[] = COLUMNS "2024-05-10,raiders,north,strait,harass,2,0,yes\n"
                                       "2024-06-03,raiders,north,strait,harass,1,0,yes\n";
/* A raid that kills is planted: its answer is under way at the new start. The other raid kills nobody, the row in the bay is taken by
 * no recorded flow, the last is not public. */
#define PLANTED "2024-07-03,raiders,north,strait,harass,1,4,yes\n"
#define HARMLESS "2024-07-02,raiders,north,strait,harass,1,0,yes\n"
#define UNTAKEN "2024-07-02,raiders,north,bay,harass,3,0,yes\n"
#define SECRET "2024-07-04,raiders,north,strait,harass,9,9,no\n"

typedef struct opened {
    ofr_record *old, *newer, *grown;
    ofr_study *before, *now;
    ofr_growth *growth;
} opened;

static ofr_record *read_text(const char *events)
{
    ofr_record *record = NULL;
    ofr_error err = {0};

    if (record_read_text(events, strlen(events), NULL, 0, "r.csv", &record, &err) != OFR_OK)
        fail_msg("%s", err.text);
    return record;
}

static ofr_study *open_text(const char *text, ofr_record *record)
{
    const study_options with = {.open_record = record};
    ofr_study *study = NULL;
    ofr_error err = {0};

    if (study_open_text(text, strlen(text), "s.yaml", &with, &study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return study;
}

static opened open_both(const char *newer, const char *start)
{
    opened o = {.old = read_text(old_rows), .newer = newer ? read_text(newer) : NULL};
    const growth_asked asked = {.says = GROWTH_ROWS,
                                .was_start = date_parse("2024-07-01"),
                                .start = date_parse(start),
                                .outsider = true};
    char *text = NULL;
    size_t n = 0;
    ofr_error err = {0};

    o.before = open_text(shores, o.old);
    assert_int_equal(growth_match(o.old, o.newer, &asked, &o.growth, &err), OFR_OK);
    assert_int_equal(growth_record(o.growth, NULL, NULL, "new-events.csv", &o.grown, &err), OFR_OK);
    assert_int_equal(
        update_scenario_text(o.before, asked.start, "new-events.csv", o.grown, &text, &n, &err),
        OFR_OK);
    o.now = open_text(text, o.grown);
    assert_int_equal(update_scenario_check(o.now, asked.start, "new-events.csv", &err), OFR_OK);
    free(text);
    return o;
}

static void close_both(opened *o)
{
    study_close(o->now);
    study_close(o->before);
    growth_free(o->growth);
    record_free(o->old);
    record_free(o->newer);
    record_free(o->grown);
}

static ofr_update *update_of(const opened *o, int threads, size_t most)
{
    const update_options options = {
        .seed = 5, .n_sets = 6, .per_set = 64, .most_parts = most, .threads = threads};
    ofr_update *u = NULL;
    ofr_error err = {0};

    if (study_update(o->before, o->now, o->growth, &options, &u, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return u;
}

static const update_part *part_of(const ofr_update *u, const char *says)
{
    for (size_t i = 0; i < u->n_parts; i++) {
        if (strstr(u->part[i].says, says)) return &u->part[i];
    }
    fail_msg("no part says '%s'", says);
    return NULL;
}

static size_t cell_of(const ofr_update *u, const char *outcome)
{
    for (size_t i = 0; i < u->n_outcomes; i++) {
        if (strcmp(u->outcome[i], outcome) == 0) return i * u->n_horizons + u->n_horizons - 1;
    }
    fail_msg("no outcome '%s'", outcome);
    return 0;
}

static void assert_zero(const ofr_difference *d)
{
    assert_true(d->value == 0 && d->low == 0 && d->high == 0);
}

/* Lethal rows are answered with chance logistic(6) = 0.998, some 20 days on: with the row the strike comes in nearly every future, and
 * without it only in those in which a raid kills within 60 days and is answered in time. */
static void test_the_planted_row_is_found(void **state)
{
    opened o = open_both(COLUMNS HARMLESS PLANTED UNTAKEN SECRET, "2024-07-05");
    ofr_update *u = update_of(&o, 2, 24);
    const size_t strike = cell_of(u, "strike");
    const update_part *planted = part_of(u, "4 dead");

    (void)state;
    assert_int_equal(u->grouping, UPDATE_BY_ROW);
    assert_int_equal(u->n_parts, 3); /* the secret row never enters */
    assert_true(planted->moved[strike].value > 0.3);
    assert_true(planted->moved[strike].low > 0.2);
    assert_true(planted->moved[strike].value >
                10 * fabs(part_of(u, "2024-07-02 raiders to north, strait")->moved[strike].value));
    assert_true(u->all[strike].other > 0.9);
    update_free(u);
    close_both(&o);
}

/* What no flow takes is the same record to the model: the difference is 0, not near it. */
static void test_a_row_that_nothing_takes_moves_nothing_at_all(void **state)
{
    opened o = open_both(COLUMNS HARMLESS UNTAKEN, "2024-07-05");
    ofr_update *u = update_of(&o, 2, 24);
    const update_part *untaken = part_of(u, "bay");

    (void)state;
    assert_true(untaken->same);
    for (size_t i = 0; i < u->n_outcomes * u->n_horizons; i++) assert_zero(&untaken->moved[i]);
    update_free(u);
    close_both(&o);
}

/* One row that entered: with it, without it and quiet are two forecasts, so that time and the row make up the whole. */
static void test_time_and_one_row_make_up_the_whole(void **state)
{
    opened o = open_both(COLUMNS PLANTED, "2024-07-05");
    ofr_update *u = update_of(&o, 2, 24);

    (void)state;
    assert_int_equal(u->n_parts, 1);
    for (size_t i = 0; i < u->n_outcomes * u->n_horizons; i++) {
        assert_true(fabs(u->all[i].value - u->quiet[i].value - u->part[0].moved[i].value) < 1e-12);
        assert_true(fabs(u->rest[i].value) < 1e-12);
    }
    update_free(u);
    close_both(&o);
}

/* The start stays and nothing is new: the three forecasts are one. */
static void test_no_news_and_no_time_is_no_change(void **state)
{
    opened o = open_both(NULL, "2024-07-01");
    ofr_update *u = update_of(&o, 1, 24);

    (void)state;
    assert_int_equal(u->n_parts, 0);
    for (size_t i = 0; i < u->n_outcomes * u->n_horizons; i++) {
        assert_true(u->all[i].value == 0 && u->quiet[i].value == 0 && u->rest[i].value == 0);
        assert_true(u->all[i].base == u->all[i].other);
    }
    update_free(u);
    close_both(&o);
}

static void assert_same(const ofr_update *a, const ofr_update *b)
{
    const size_t n = a->n_outcomes * a->n_horizons;

    assert_int_equal(a->n_parts, b->n_parts);
    assert_memory_equal(a->all, b->all, n * sizeof *a->all);
    assert_memory_equal(a->quiet, b->quiet, n * sizeof *a->quiet);
    assert_memory_equal(a->rest, b->rest, n * sizeof *a->rest);
    for (size_t p = 0; p < a->n_parts; p++) {
        assert_string_equal(a->part[p].says, b->part[p].says);
        assert_memory_equal(a->part[p].moved, b->part[p].moved, n * sizeof *a->all);
    }
}

static void test_neither_the_order_of_rows_nor_threads_matter(void **state)
{
    opened one = open_both(COLUMNS HARMLESS PLANTED UNTAKEN, "2024-07-05"),
           other = open_both(COLUMNS UNTAKEN PLANTED HARMLESS, "2024-07-05");
    ofr_update *a = update_of(&one, 1, 24), *b = update_of(&other, 3, 24);

    (void)state;
    assert_same(a, b);
    update_free(a);
    update_free(b);
    close_both(&one);
    close_both(&other);
}

static void test_many_rows_are_taken_together(void **state)
{
    opened o = open_both(COLUMNS HARMLESS PLANTED UNTAKEN
                         "2024-07-02,raiders,north,strait,harass,2,0,yes\n",
                         "2024-07-05");
    ofr_update *by_day = update_of(&o, 2, 3), *by_kind = update_of(&o, 2, 2);
    const update_options too_few = {.seed = 5, .n_sets = 2, .per_set = 2, .most_parts = 1};
    ofr_update *none = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(by_day->grouping, UPDATE_BY_DAY);
    assert_int_equal(by_day->n_parts, 3);
    assert_int_equal(by_kind->grouping, UPDATE_BY_KIND);
    assert_int_equal(part_of(by_kind, "strait")->rows, 3);
    assert_int_equal(study_update(o.before, o.now, o.growth, &too_few, &none, &err), OFR_USAGE);
    assert_null(none);
    ofr_error_done(&err);
    update_free(by_day);
    update_free(by_kind);
    close_both(&o);
}

/* Rows that no rate can give without another one: without the lethal raid nobody strikes here, and that is said. */
static void test_a_record_that_needs_a_row_is_called_impossible_without_it(void **state)
{
    opened o = open_both(COLUMNS PLANTED "2024-07-05,north,raiders,strait,strike,1,0,yes\n",
                         "2024-07-06");
    ofr_update *u = update_of(&o, 2, 24);

    (void)state;
    assert_true(part_of(u, "4 dead")->impossible);
    assert_null(part_of(u, "4 dead")->moved);
    assert_non_null(part_of(u, "strike")->moved);
    assert_int_equal(u->used_sets, 6);
    update_free(u);
    close_both(&o);
}

static void test_the_text_of_the_scenario_changes_in_its_days_and_record_only(void **state)
{
    static const char text[] =
        "offramp: 1\ntitle: t\nstart: \"2024-07-01\"   # ä comment\nhorizon: 60 days\n"
        "history: {from: 2024-05-01, covered-until: 2024-06-30, record: 'old events.csv'}\n";
    static const char want[] =
        "offramp: 1\ntitle: t\nstart: 2024-08-02   # ä comment\nhorizon: 60 days\n"
        "history: {from: 2024-05-01, covered-until: 2024-08-01, record: new-events.csv}\n";
    const size_t head = strlen(text);
    char whole[8192], *made = NULL;
    size_t n = 0;
    ofr_error err = {0};

    (void)state;
    snprintf(whole, sizeof whole, "%s%s", text, strstr(shores, "hostile:"));
    ofr_record *record = read_text(old_rows);
    ofr_study *study = open_text(whole, record);
    assert_int_equal(update_scenario_text(study, date_parse("2024-08-02"), "new-events.csv", record,
                                          &made, &n, &err),
                     OFR_OK);
    assert_memory_equal(made, want, strlen(want));
    assert_string_equal(made + strlen(want), whole + head);
    free(made);
    study_close(study);
    record_free(record);
}

/* A flow that said that nothing was expected, in each form that may be written. */
static void test_silence_that_is_over_is_taken_out(void **state)
{
    static const char *const form[][2] = {
        {"record: full, expected: none}", "record: full}"},
        {"expected: none, record: full}", "record: full}"},
        {"record: full, expected: none, says: x}", "record: full, says: x}"}};
    ofr_record *quiet = read_text(COLUMNS "2024-05-10,north,raiders,strait,strike,2,0,yes\n"),
               *over = read_text(old_rows);
    const char *at = strstr(shores, "record: full}");

    (void)state;
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++) {
        char whole[8192], *made = NULL;
        size_t n = 0;
        const update_look *look = NULL;
        ofr_arena *arena = arena_new();
        ofr_error err = {0};
        snprintf(whole, sizeof whole, "%.*s%s%s", (int)(at - shores), shores, form[i][0],
                 at + strlen("record: full}"));
        ofr_study *study = open_text(whole, quiet);
        assert_int_equal(update_scenario_text(study, date_parse("2024-07-02"), "new-events.csv",
                                              over, &made, &n, &err),
                         OFR_OK);
        assert_null(strstr(made, "expected"));
        assert_non_null(strstr(made, form[i][1]));
        study_close(open_text(made, over));
        assert_int_equal(update_looks(study, date_parse("2024-07-01"), date_parse("2024-07-02"),
                                      over, arena, &look, &n, &err),
                         OFR_OK);
        assert_int_equal(n, 1);
        assert_string_equal(look->path, "conduct.raids.expected");
        arena_free(arena);
        free(made);
        study_close(study);
    }
    record_free(quiet);
    record_free(over);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_planted_row_is_found),
        cmocka_unit_test(test_a_row_that_nothing_takes_moves_nothing_at_all),
        cmocka_unit_test(test_time_and_one_row_make_up_the_whole),
        cmocka_unit_test(test_no_news_and_no_time_is_no_change),
        cmocka_unit_test(test_neither_the_order_of_rows_nor_threads_matter),
        cmocka_unit_test(test_many_rows_are_taken_together),
        cmocka_unit_test(test_a_record_that_needs_a_row_is_called_impossible_without_it),
        cmocka_unit_test(test_silence_that_is_over_is_taken_out),
        cmocka_unit_test(test_the_text_of_the_scenario_changes_in_its_days_and_record_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
