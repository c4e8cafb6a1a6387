/* test_past.c -- rows of a record as what is given on a day: which flow, from when on known, whose deaths.
 * Oracle: past.h, by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "engine/past.h"
#include "world.h"

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 30 days\nhostile: [[a, b]]\n"               \
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}, g: {name: G, kind: "   \
    "group}, g1: {name: G1, "                                                                      \
    "kind: group, part-of: g}, h: {name: H, kind: group}, h1: {name: H1, kind: group, part-of: "   \
    "h}}\n"                                                                                        \
    "theatres: {x: {name: X}}\npolitics: {a: {}, b: {}}\noutcomes: {war: {event: "                 \
    "war}}\nconduct:\n"
#define FLOW(id, from, to)                                                                         \
    "  - {id: " id ", from: " from ", to: " to ", in: x, act: strike, record: full}\n"

static const char *matched(const world *w, const char *source, const char *target)
{
    const ofr_event row = {
        .source = source, .target = target, .theatre = "x", .action = "strike", .via = ""};
    const size_t f = past_match(w->m, &row);

    return f == OFR_NONE ? "" : w->m->flow[f].id;
}

/* Itself on one end and a part on the other is as close either way round: the first in the file wins. Itself on both ends
 * is closer than either, a part on both is farther. */
static void test_source_and_target_weigh_the_same(void **state)
{
    world one = world_open(TOP FLOW("by-source", "g1", "h") FLOW("by-target", "g", "h1"), 1, 1),
          other = world_open(TOP FLOW("by-target", "g", "h1") FLOW("by-source", "g1", "h"), 1, 1),
          all = world_open(TOP FLOW("wide", "g", "h") FLOW("by-source", "g1", "h")
                               FLOW("exact", "g1", "h1"),
                           1, 1);

    (void)state;
    assert_string_equal(matched(&one, "g1", "h1"), "by-source");
    assert_string_equal(matched(&other, "g1", "h1"), "by-target");
    assert_string_equal(matched(&all, "g1", "h1"), "exact");
    assert_string_equal(matched(&all, "g1", "h"), "by-source");
    assert_string_equal(matched(&all, "g", "h1"), "wide");
    assert_string_equal(matched(&all, "h", "g"), "");
    world_close(&one);
    world_close(&other);
    world_close(&all);
}

static const char
    *const rows = "date,source,target,theatre,action,count,deaths_own,indirect,public\n"
                  "2024-01-02,g,h,x,strike,2,3,no,yes\n"
                  "2024-01-03,g,h,x,strike,1,5,yes,yes\n"
                  "2024-01-04,g,h,x,strike,1,7,no,later:2024-01-10\n"
                  "2024-01-05,g,h,x,strike,1,9,no,no\n";

/* What is taken when all up to a day is known: acts and own deaths over four days, rows that come late. */
static void take(const world *w, int32_t known_by, double acts, double own, size_t late)
{
    const int32_t first = date_parse("2024-01-01");
    const ofr_past_plan plan = {
        .first = first, .last = first + 9, .known_by = known_by, .history = true};
    ofr_record *record = NULL;
    ofr_past *past = NULL;
    ofr_error err = {0};
    double n = 0, dead = 0;

    assert_int_equal(record_read_text(rows, strlen(rows), NULL, 0, "x", &record, &err), OFR_OK);
    assert_int_equal(past_new(w->m, record, &plan, &past, &err), OFR_OK);
    for (int32_t d = 0; d < 10; d++) {
        const ofr_given *given = past_day(past, first + d);
        assert_non_null(given);
        n += given->count[0];
        dead += given->own[0];
    }
    assert_true(n >= acts && n <= acts);
    assert_true(dead >= own && dead <= own);
    assert_int_equal(past_use(past).late, late);
    assert_null(past_day(past, first - 1));
    assert_null(past_day(past, first + 10));
    past_free(past);
    record_free(record);
}

/* By hand: acts 2 + 1 + 1 + 1; own deaths 3 + 7 + 9, the five indirect ones are nobody's; the third row is public on the
 * tenth and not before; the fourth never. */
static void test_rows_are_known_from_their_day_on_and_indirect_deaths_are_no_ones(void **state)
{
    world w = world_open(TOP FLOW("f", "g", "h"), 1, 1);

    (void)state;
    take(&w, OFR_NO_DATE, 5, 19, 0);
    take(&w, date_parse("2024-01-11"), 4, 10, 1);
    take(&w, date_parse("2024-01-10"), 4, 10, 1);
    take(&w, date_parse("2024-01-09"), 3, 3, 2);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_and_target_weigh_the_same),
        cmocka_unit_test(test_rows_are_known_from_their_day_on_and_indirect_deaths_are_no_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
