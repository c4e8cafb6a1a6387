/* Outcomes: the first day by hand on given acts, quiet after exactly so many days from the start, the root of the chain,
 * what holds on the eve of the start already. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mechanisms/outcomes.h"
#include "past_world.h"
#include "watch.h"

#define HEAD(start)                                                                                \
    "offramp: 1\ntitle: outcomes\nstart: " start "\nhorizon: 60 days\nhostile: [[a, b]]\n"         \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: {name: G, "   \
    "kind: group, backed-by: {b: {}}}\n"                                                           \
    "theatres: {x: {name: X, slip: 0, lethality: 0}, y: {name: Y, slip: 0, lethality: 0}}\n"       \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 1e-9 per day, record: full}\n"        \
    "  - {id: g-a-y, from: g, to: a, in: y, act: harass, rate: 1e-9 per day, record: full}\n"      \
    "  - {id: b-a, from: b, to: a, in: y, act: direct, at: forces, record: full, rate: 1e-9 per "  \
    "day}\n"                                                                                       \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland, record: full, rate: 1e-9 "    \
    "per day}\n"                                                                                   \
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
    const size_t n = s->model->own->outcomes->n;
    ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES), 0, MEMBERS);
    const int16_t *day = seen.value[SEEN_OUTCOMES];
    found f = {{0}, 0};

    assert_true(n <= MOST);
    for (size_t o = 0; o < n; o++) {
        f.day[o] = day[o * MEMBERS];
        for (size_t i = 1; i < MEMBERS; i++) assert_int_equal(day[o * MEMBERS + i], f.day[o]);
    }
    f.trigger = ((const ofr_member *)seen.value[SEEN_MEMBERS])->trigger;
    seen_done(&seen);
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

/* Oracle: outcomes.c: quiet is counted from the start, also where it was quiet before; acts before it bring nothing
 * about. */
static void test_nothing_comes_about_before_the_start_and_quiet_is_counted_from_it(void **state)
{
    const char *outcomes = HEAD(
        "2024-01-20") "outcomes:\n"
                      "  quiet: {event: quiet, without: {to: a}, for: 10 days}\n"
                      "  any: {when: {to: a}}\n";
    const found f = run(
        past_world_open(outcomes, "2024-01-01", COLUMNS "2024-01-15,g,a,x,harass,,1,2\n", NULL));

    (void)state;
    assert_int_equal(f.day[0], 9); /* 20 to 29 January */
    assert_int_equal(f.day[1], -1);
}

/* Oracle: by hand. Acts on 15, 17 and 18 January, start on the 20th: the four days to the eve hold two, the five days
 * three. Acts of one day are an event and no state. */
static void test_a_window_that_is_full_holds_already(void **state)
{
    ofr_study *s = past_world_open(
        HEAD("2024-01-20") "outcomes:\n"
                           "  over: {when: {flows: [g-a], count: 3, within: 4}}\n"
                           "  held: {when: {flows: [g-a], count: 3, within: 5}}\n"
                           "  never: {when: {flows: [g-a], count: 4, within: 5}}\n"
                           "  one-day: {when: {flows: [g-a], count: 1}}\n",
        "2024-01-01",
        COLUMNS "2024-01-15,g,a,x,harass,,1,\n2024-01-17,g,a,x,harass,,1,\n"
                "2024-01-18,g,a,x,harass,,1,\n",
        NULL);
    char strain[STRAIN_TEXT];
    double already[4];
    ofr_error err = {0};

    (void)state;
    assert_int_equal(study_already(s, 1, NULL, already, strain, NULL, &err), OFR_OK);
    assert_true(already[0] == 0 && already[1] == 1 && already[2] == 0 && already[3] == 0);
    study_close(s);
}

static const char strikes[] = COLUMNS "2024-01-04,b,a,y,direct,forces,1,\n"
                                      "2024-01-08,a,b,x,direct,homeland,1,\n";

/* Share of histories in which the one outcome holds on the eve of a start. */
static double already_on(const char *head, const char *rest, const char *from, const char *acts)
{
    char yaml[4096], strain[STRAIN_TEXT];
    double already = -1;
    ofr_error err = {0};

    snprintf(yaml, sizeof yaml, "%s%s", head, rest);
    ofr_study *s = from ? past_world_open(yaml, from, acts, NULL) : past_world_given(yaml, acts);
    assert_int_equal(s->model->own->outcomes->n, 1);
    if (study_already(s, 1, NULL, &already, strain, NULL, &err) != OFR_OK) fail_msg("%s", err.text);
    study_close(s);
    return already;
}

/* Oracle: war.window is 14 days: strikes on 4 and 8 January make an exchange that is open to 17 January. */
static void test_an_open_exchange_holds_already(void **state)
{
    const char *any = "outcomes: {e: {event: exchange}}\n", *war = "outcomes: {w: {event: war}}\n";

    (void)state;
    assert_true(already_on(HEAD("2024-01-18"), any, "2024-01-01", strikes) == 1);
    assert_true(already_on(HEAD("2024-01-19"), any, "2024-01-01", strikes) == 0);
    assert_true(already_on(HEAD("2024-01-08"), any, "2024-01-01", strikes) == 0);
    assert_true(already_on(HEAD("2024-01-18"), war, "2024-01-01", strikes) == 0);
    /* at rest nothing was done yet */
    assert_true(already_on(HEAD("2024-01-01"), any, NULL, strikes) == 0);
}

/* Oracle: a deal of the past holds while a clause of it is due or in force, with and without a record. */
static void test_a_deal_that_is_in_force_holds_already(void **state)
{
    static const char *const format =
        "files: {f: {between: [a, b], reserve: {a: 0.4, b: 0.4}, weight: {a: 5, b: 5}}}\n"
        "agendas: {one: {files: [f]}, two: {files: [f]}}\n"
        "deals: {pact: {agenda: one, struck: 2023-12-01, clauses: [{id: c, by: b, to: a, does: "
        "restrain, restrains: [g], facts: [{date: 2023-12-01, state: in-force}%s]}]}}\n"
        "outcomes: {d: {event: deal, agenda: %s}}\n";
    static const char *const broken = ", {date: 2024-01-10, state: broken}";
    char text[1024];

    (void)state;
    for (int i = 0; i < 8; i++) {
        const bool over = i & 1, other = i & 2, record = i & 4;
        snprintf(text, sizeof text, format, over ? broken : "", other ? "two" : "one");
        /* at rest at a start before the breach it still holds */
        const double wanted = !other && !(over && record);
        const double share = record ? already_on(HEAD("2024-01-20"), text, "2024-01-01", strikes)
                                    : already_on(HEAD("2024-01-01"), text, NULL, strikes);
        if (share != wanted) fail_msg("case %d: %g, wanted %g", i, share, wanted);
    }
}

/* Oracle: whatever was before, quiet does not hold already: it is counted from the start. */
static void test_quiet_never_holds_already(void **state)
{
    (void)state;
    assert_true(already_on(HEAD("2024-03-20"),
                           "outcomes: {q: {event: quiet, without: {to: a}, for: 10 days}}\n",
                           "2024-01-01", strikes) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_days_are_those_of_the_given_acts),
        cmocka_unit_test(test_quiet_comes_after_exactly_so_many_days),
        cmocka_unit_test(test_nothing_comes_about_before_the_start_and_quiet_is_counted_from_it),
        cmocka_unit_test(test_a_window_that_is_full_holds_already),
        cmocka_unit_test(test_an_open_exchange_holds_already),
        cmocka_unit_test(test_a_deal_that_is_in_force_holds_already),
        cmocka_unit_test(test_quiet_never_holds_already),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
