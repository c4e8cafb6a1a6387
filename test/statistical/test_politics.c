/* Heat at home, factions, elections: recursions by hand, shares of outcomes, and what an outcome changes.
 * Oracles: the formulas at the head of politics.c, worked out here. Statistical slacks are 5 standard
 * errors: about one false alarm in 1.7 million checks.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 200 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X, lethality: 0}}\n"                                                     \
    "conduct:\n  - {id: f, from: b, to: a, in: x, act: harass, rate: 0 per day, record: full}\n"   \
    "  - {id: g, from: a, to: b, in: x, act: harass, rate: 0.5 per day, heat: 0.3}\n"              \
    "stances: {lambda: 100, inertia: 100}\nperception: {misread: 0, alarms: 0 per day}\n"          \
    "messages: {base: -20}\noutcomes: {war: {event: war}}\n"

#define FACTIONS                                                                                   \
    "politics:\n  b: {}\n  a:\n    heat: 1\n    heat-half-life: 10 days\n    press: 0.2\n    "     \
    "enmity: -3\n    breadth: 4\n    factions:\n"                                                  \
    "      hawks: {weight: 0.3, press: x2, enmity: 3, breadth: -1, tilt: 0.8}\n"                   \
    "      doves: {weight: 0.5, press: x0.5, enmity: -1, breadth: 0.5, tilt: -0.4}\n"              \
    "      rest: {weight: 0.2}\n"

static void test_heat_cools_and_jumps_by_hand(void **state)
{
    world w = world_open(
        TOP "politics: {a: {heat: 0.5, heat-half-life: 10 days, heat-per-death: 0.4}, b: {}}\n", 1,
        1);
    given g = given_open(&w,
                         GIVEN_COLUMNS "2024-01-03,b,a,x,harass,1,3,0\n2024-01-05,b,a,x,harass,2,0,"
                                       "9\n2024-01-06,b,a,x,harass,1,1000000,0\n",
                         NULL, false);
    double heat = 0.5;

    (void)state;
    for (int32_t day = 1; day <= 12; day++) {
        given_run(&w, &g, 1);
        heat = 0.5 + (heat - 0.5) * exp2(-0.1);
        if (day == 3) heat += 0.4 * 2.0;             /* three deaths: log2(1 + 3) */
        if (day == 6) heat += 0.4 * log2(1000001.0); /* nearly 8 */
        if (heat > 10) heat = 10;
        assert_near(world_get(&w, "a.heat", 0), heat, 1e-12);
        assert_near(world_get(&w, "b.heat", 0), 0.5, 1e-12); /* not its own deaths */
    }
    given_close(&g);
    world_close(&w);
}

static void test_a_visible_concession_heats_the_one_who_makes_it(void **state)
{
    world w = world_open(
        TOP "politics: {a: {heat: 0.5, heat-half-life: 10 days, heat-per-concession: 0.7}, b: {}}\n"
            "deals: {d: {struck: 2023-12-01, clauses: [{id: c, by: a, to: b, does: release, of: 5 "
            "people, facts: [{date: 2024-01-02, state: kept}]}]}}\n",
        1, 1);

    (void)state;
    world_run(&w, 1);
    assert_near(world_get(&w, "a.heat", 0), 0.5, 1e-12);
    for (int32_t day = 2; day < 8; day++) {
        world_run(&w, 1);
        assert_near(world_get(&w, "a.heat", 0), 0.5 + 0.7 * exp2(-0.1 * (day - 2)), 1e-12);
        assert_near(world_get(&w, "b.heat", 0), 0.5, 1e-12);
    }
    world_close(&w);
}

static void test_heat_raises_own_acts_by_its_factor(void **state)
{
    world w = world_open(TOP "politics: {a: {heat: 0.5, heat-half-life: 10 days}, b: {}}\n", 1, 1);

    (void)state;
    world_set(&w, "a.heat", 0, 2.5);
    world_run(&w, 1);
    assert_near(world_get(&w, "g.mean", 0), 0.5 * exp(0.3 * 2.0),
                1e-12); /* conduct reads yesterday's heat */
    world_close(&w);
}

static void test_factions_weigh_by_heat_and_their_weights_sum_to_one(void **state)
{
    world w = world_open(TOP FACTIONS, 1, 1);

    (void)state;
    for (int i = 0; i <= 9; i++) {
        world_set(&w, "a.heat", 0, i);
        world_run(&w, 1);
        const double h = 1 + (i - 1) * exp2(-0.1), hawks = 0.3 * exp(0.8 * (h - 1)),
                     doves = 0.5 * exp(-0.4 * (h - 1));
        const double sum = hawks + doves + 0.2;

        assert_near(world_get(&w, "a.heat", 0), h, 1e-12);
        assert_near(world_get(&w, "a.press", 0), 0.2 * (2 * hawks + 0.5 * doves + 0.2) / sum,
                    1e-12);
        assert_near(world_get(&w, "a.enmity", 0), -3 * (3 * hawks - doves + 0.2) / sum, 1e-12);
        assert_near(world_get(&w, "a.breadth", 0), 4 * (-hawks + 0.5 * doves + 0.2) / sum, 1e-12);
    }
    /* Weights sum to one: factions that all want one share of press want the principal's. */
    given_set_par(&w, "politics.a.factions.hawks.press", 1);
    given_set_par(&w, "politics.a.factions.doves.press", 1);
    world_set(&w, "a.heat", 0, 7.3);
    world_run(&w, 1);
    assert_near(world_get(&w, "a.press", 0), 0.2, 1e-12);
    /* No weight at all, and no factions: the principal's own values. */
    given_set_par(&w, "politics.a.factions.hawks.weight", 0);
    given_set_par(&w, "politics.a.factions.doves.weight", 0);
    given_set_par(&w, "politics.a.factions.rest.weight", 0);
    world_run(&w, 1);
    assert_near(world_get(&w, "a.enmity", 0), -3, 1e-12);
    assert_near(world_get(&w, "b.press", 0), 0.05, 1e-12);
    world_close(&w);
}

#define ELECTION                                                                                   \
    "politics:\n  b: {}\n  a:\n    heat: 0.5\n    heat-half-life: 10 days\n    election-ramp: 40 " \
    "days\n    elections:\n"                                                                       \
    "      - id: early\n        date: 2024-01-04\n        outcomes: {same: {chance: 1}}\n"         \
    "      - id: late\n        date: 2024-01-11\n        outcomes:\n"                              \
    "          hard: {chance: 1, changes: {conduct.f.rate: 3 per day, politics.a.heat-half-life: " \
    "1 day}}\n"                                                                                    \
    "          soft: {chance: 0.6, changes: {conduct.f.rate: 0.25 per day}}\n"                     \
    "          none: {chance: 0.4}\n"

static void test_an_election_comes_out_as_its_chances_say_and_changes_what_it_names(void **state)
{
    world w = world_open(TOP ELECTION, 8192, 31);
    const size_t slot = world_slot(&w, SLOT_ELECTION, "a.late");
    const double rate[] = {3, 0.25, 0}, half[] = {1, 10, 10}, share[] = {0.5, 0.3, 0.2};
    double seen[3] = {0};

    (void)state;
    world_run(&w, 10);
    assert_near(given_mean(&w, "a.late.result"), 0, 0);
    assert_near(given_mean(&w, "f.mean"), 0, 0);
    world_run(&w, 1);
    assert_near(given_mean_count(&w, slot), 1, 0);
    for (size_t i = 0; i < w.n; i++) world_set(&w, "a.heat", i, 4.5);
    world_run(&w, 1);
    assert_near(given_mean_count(&w, slot), 0, 0);
    for (size_t i = 0; i < w.n; i++) {
        const size_t drawn = (size_t)world_get(&w, "a.late.result", i) - 1;
        assert_true(drawn < 3);
        seen[drawn] += 1;
        assert_near(world_get(&w, "f.mean", i), rate[drawn], 1e-12);
        /* The half-life is read through a derived row: that is computed again too. */
        assert_near(world_get(&w, "a.heat", i), 0.5 + 4 * exp2(-1 / half[drawn]), 1e-12);
    }
    for (size_t j = 0; j < 3; j++) {
        assert_near(seen[j] / (double)w.n, share[j],
                    5 * sqrt(share[j] * (1 - share[j]) / (double)w.n));
    }
    world_close(&w);
}

static void test_the_next_election_casts_its_shadow(void **state)
{
    world w = world_open(TOP ELECTION, 1, 1);

    (void)state;
    for (int32_t day = 1; day <= 14; day++) {
        world_run(&w, 1);
        const double want = day <= 4    ? exp(-(4 - day) / 40.0)
                            : day <= 11 ? exp(-(11 - day) / 40.0)
                                        : 0.0;
        assert_near(world_get(&w, "a.election-ramp", 0), want, 1e-12);
        assert_near(world_get(&w, "b.election-ramp", 0), 0, 0);
    }
    world_close(&w);
}

static void test_types_are_drawn_with_their_chance(void **state)
{
    world w = world_open(TOP "politics: {a: {implacable: 0.35}, b: {implacable: 0}}\n", 8192, 33);

    (void)state;
    world_run(&w, 1);
    assert_near(given_mean(&w, "a.implacable"), 0.35, 5 * sqrt(0.35 * 0.65 / (double)w.n));
    assert_near(given_mean(&w, "b.implacable"), 0, 0);
    world_close(&w);
}

static void test_outcomes_that_change_no_number_or_leave_its_range_are_refused(void **state)
{
    static const char *const bad[][2] = {{"conduct.f.rte: 1 per day", "no path"},
                                         {"conduct.f.rate: 500 per day", "outside"},
                                         {"conduct.f.rate: often", "not a value"}};
    char text[4096], message[4096];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 TOP "politics:\n  b: {}\n  a:\n    elections:\n      - {id: e, date: 2024-02-01, "
                     "outcomes: {o: {changes: {%s}}}}\n",
                 bad[i][0]);
        assert_int_not_equal(world_refused(text, message, sizeof message), OFR_OK);
        if (!strstr(message, bad[i][1])) fail_msg("%s", message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heat_cools_and_jumps_by_hand),
        cmocka_unit_test(test_a_visible_concession_heats_the_one_who_makes_it),
        cmocka_unit_test(test_heat_raises_own_acts_by_its_factor),
        cmocka_unit_test(test_factions_weigh_by_heat_and_their_weights_sum_to_one),
        cmocka_unit_test(test_an_election_comes_out_as_its_chances_say_and_changes_what_it_names),
        cmocka_unit_test(test_the_next_election_casts_its_shadow),
        cmocka_unit_test(test_types_are_drawn_with_their_chance),
        cmocka_unit_test(test_outcomes_that_change_no_number_or_leave_its_range_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
