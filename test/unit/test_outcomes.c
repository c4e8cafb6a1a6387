/* Outcomes: the first day by hand on given acts, quiet after exactly so many days, the root of the chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "past_world.h"

#define HEAD(start)                                                                                \
    "offramp: 1\ntitle: outcomes\nstart: " start "\nhorizon: 60 days\nhostile: [[a, b]]\n"         \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: {name: G, "   \
    "kind: group, backed-by: {b: {}}}\n"                                                           \
    "theatres: {x: {name: X, slip: 0, lethality: 0}, y: {name: Y, slip: 0, lethality: 0}}\n"       \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, record: full}\n"                            \
    "  - {id: g-a-y, from: g, to: a, in: y, act: harass, record: full}\n"                          \
    "  - {id: b-a, from: b, to: a, in: y, act: direct, at: forces, record: full}\n"                \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland, record: full}\n"              \
    "war: {chance: 0}\n"                                                                           \
    "stances: {inertia: 100, lambda: 100}\n"                                                       \
    "politics: {a: {}, b: {}}\n"
#define COLUMNS "date,source,target,theatre,action,at,count,deaths_own\n"

enum { MEMBERS = 4, MOST = 8 };

/* Days after the start of each outcome (-1 never), the same in all members, and their trigger. */
typedef struct found {
    int16_t day[MOST];
    int32_t trigger;
} found;

static found run(ofr_study *s)
{
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 81, 1, MEMBERS);
    const size_t n = OWN(s->model, outcomes, ofr_outcomes)->n;
    ofr_chunk_out out;
    ofr_error err = {0};
    found f = {{0}, 0};

    assert_true(n <= MOST);
    assert_int_equal(chunk_out_init(&e, MEMBERS, &out, &err), OFR_OK);
    if (chunk_run(&e, 0, MEMBERS, &out, NULL, &err) != OFR_OK) fail_msg("%s", err.text);
    for (size_t o = 0; o < n; o++) {
        f.day[o] = out.outcome_day[o * MEMBERS];
        for (size_t i = 1; i < MEMBERS; i++)
            assert_int_equal(out.outcome_day[o * MEMBERS + i], f.day[o]);
    }
    f.trigger = out.member[0].trigger;
    chunk_out_done(&out);
    ensemble_done(&e);
    study_close(s);
    return f;
}

/* Oracle: by hand; the start, 1 January, is day 0. */
static void test_first_days_are_those_of_the_given_acts(void **state)
{
    const found f = run(past_world_given(
        HEAD("2024-01-01") "outcomes:\n"
                           "  any: {when: {to: a}}\n"
                           "  three: {when: {flows: [g-a], count: 3}}\n"
                           "  five-in-four: {when: {to: a, by: g, count: 5, within: 4}}\n"
                           "  lethal: {when: {to: a, deaths-own: 2}, headline: true}\n"
                           "  in-y: {when: {to: a, in: y, act: direct}}\n"
                           "  exchange: {event: exchange}\n"
                           "  never: {when: {flows: [g-a], count: 4}}\n"
                           "  war: {event: war, between: [a, b]}\n",
        COLUMNS
        "2024-01-04,g,a,x,harass,,2,\n"  /* day 3: two */
        "2024-01-08,g,a,x,harass,,3,1\n" /* day 7: three; with day 3 more than four days apart */
        "2024-01-10,g,a,y,harass,,1,\n"  /* day 9: four in four days */
        "2024-01-11,g,a,x,harass,,1,\n"  /* day 10: five within 7 to 10 */
        "2024-01-15,b,a,y,direct,forces,1,2\n"     /* day 14 */
        "2024-01-20,a,b,x,direct,homeland,1,\n")); /* day 19 */

    (void)state;
    static const int16_t day[] = {3, 7, 10, 14, 14, 19, -1, -1};
    for (size_t o = 0; o < 8; o++) assert_int_equal(f.day[o], day[o]);
    assert_int_equal(f.trigger, 1); /* the lethal act stands in Y at the root of its own chain */
}

/* Oracle: by hand. Ten days without acts: from the start, after an act, and never where acts come every ninth day. */
static void test_quiet_comes_after_exactly_so_many_days(void **state)
{
    static const char *const events[] = {
        COLUMNS "2024-02-28,g,a,x,harass,,1,\n", /* day 58 */
        COLUMNS "2024-01-10,g,a,x,harass,,1,\n", /* day 9: nine quiet days, then ten more */
        COLUMNS "2024-01-11,g,a,x,harass,,1,\n", /* day 10 */
        COLUMNS "2024-01-10,g,a,x,harass,,1,\n2024-01-20,g,a,x,harass,,1,\n2024-01-30,g,a,x,harass,"
                ",1,\n"
                "2024-02-09,g,a,x,harass,,1,\n2024-02-19,g,a,x,harass,,1,\n2024-02-29,g,a,x,harass,"
                ",1,\n", /* every tenth: nine between */
    };
    static const int16_t day[] = {9, 19, 9, -1};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const found f = run(
            past_world_given(HEAD("2024-01-01") "outcomes: {quiet: {event: quiet, without: {to: a, "
                                                "act: harass+}, for: 10 days}}\n",
                             events[i]));
        assert_int_equal(f.day[0], day[i]);
    }
}

/* Oracle: outcomes.c: days of quiet before the start count, acts and windows before it do not make an outcome come true
 * before it, but a window runs through it. */
static void test_history_counts_for_quiet_and_windows_but_brings_nothing_about(void **state)
{
    const char *outcomes = HEAD(
        "2024-01-20") "outcomes:\n"
                      "  quiet: {event: quiet, without: {to: a}, for: 10 days}\n"
                      "  any: {when: {to: a}}\n";
    const found f = run(
        past_world_open(outcomes, "2024-01-01", COLUMNS "2024-01-15,g,a,x,harass,,1,2\n", NULL));

    (void)state;
    assert_int_equal(f.day[0], 5); /* 16 to 25 January */
    assert_int_equal(f.day[1], -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_days_are_those_of_the_given_acts),
        cmocka_unit_test(test_quiet_comes_after_exactly_so_many_days),
        cmocka_unit_test(test_history_counts_for_quiet_and_windows_but_brings_nothing_about),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
