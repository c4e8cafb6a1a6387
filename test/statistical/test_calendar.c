/* Shocks: waiting times, dates, heat, and the drivers that they move. Oracles: the formulas at the head of
 * calendar.c, worked out here. Statistical slacks are 5 standard errors: about one false alarm in 1.7
 * million checks; seeds are fixed.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 200 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X}}\n"                                                                   \
    "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 0 per day, record: full}\n"   \
    "politics: {a: {heat: 0.5, heat-half-life: 10 days}, b: {}}\noutcomes: {war: {event: war}}\n"

static void test_waiting_time_to_a_random_shock_is_geometric(void **state)
{
    world w = world_open(HEAD "shocks: {s: {rate: 0.2 per day}}\n", 8192, 11);
    const size_t slot = world_slot(&w, SLOT_SHOCK, "s");
    size_t left = w.n;
    uint8_t *struck = calloc(w.n, 1);

    (void)state;
    assert_non_null(struck);
    for (int32_t day = 1; day <= 12; day++) {
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            if (world_count(&w, slot, i) > 0 && !struck[i]) {
                struck[i] = 1;
                left--;
            }
        }
        /* Nobody struck in n days: exp(-0.2 n). */
        const double p = exp(-0.2 * day);
        assert_near((double)left / (double)w.n, p, 5 * sqrt(p * (1 - p) / (double)w.n));
    }
    free(struck);
    world_close(&w);
}

static void test_a_dated_shock_strikes_on_its_day_once_and_heats_by_hand(void **state)
{
    world w = world_open(
        HEAD "shocks: {s: {date: 2024-01-04, lasts: 5 days, in: x, heat: {a: 1.5}}}\n", 1, 1);
    const size_t slot = world_slot(&w, SLOT_SHOCK, "s");
    const int32_t start = w.day;

    (void)state;
    for (int32_t day = 1; day <= 10; day++) {
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            assert_near(world_count(&w, slot, i), day == 4 ? 1.0 : 0.0, 0);
            /* The jump comes first, then the day's cooling: 0.5 + 1.5 2^(-days / 10), from the fourth day on. */
            assert_near(world_get(&w, "a.heat", i),
                        day < 4 ? 0.5 : 0.5 + 1.5 * exp2(-(day - 3) / 10.0), 1e-12);
            assert_near(world_get(&w, "b.heat", i), 0.5, 1e-12);
            /* In force for five days, the first one counted. */
            if (day >= 4) assert_near(world_get(&w, "s.until", i), start + 3 + 4, 0);
        }
    }
    world_close(&w);
}

static void test_heat_stays_within_its_bounds_when_shocks_pile_up(void **state)
{
    world w = world_open(HEAD "shocks: {s: {date: 2024-01-02, heat: {a: 10, b: -10}}, t: {date: "
                              "2024-01-02, heat: {a: 10}}}\n",
                         1, 1);

    (void)state;
    world_run(&w, 2);
    /* 10 at most, then one day of cooling to 0.5; and 0 at least, then one day of warming (30 days). */
    assert_near(world_get(&w, "a.heat", 0), 0.5 + 9.5 * exp2(-0.1), 1e-12);
    assert_near(world_get(&w, "b.heat", 0), 0.5 - 0.5 * exp2(-1.0 / 30.0), 1e-12);
    world_close(&w);
}

static void test_a_shock_switches_drivers_and_is_their_cause(void **state)
{
    world w = world_open(
        HEAD
        "drivers: {d: {active: true}, e: {}, f: {active: true}}\n"
        "shocks: {s: {date: 2024-01-03, starts: e, stops: d}, t: {date: 2024-01-03, starts: f}}\n",
        1, 1);
    const size_t s = world_slot(&w, SLOT_SHOCK, "s"), d = world_slot(&w, SLOT_DRIVER, "d"),
                 e = world_slot(&w, SLOT_DRIVER, "e");
    const size_t f = world_slot(&w, SLOT_DRIVER, "f");

    (void)state;
    world_run(&w, 2);
    assert_near(world_get(&w, "d.on", 0), 1, 0);
    assert_near(world_get(&w, "e.on", 0), 0, 0);
    world_run(&w, 1);
    assert_near(world_get(&w, "d.on", 0), 0, 0);
    assert_near(world_get(&w, "e.on", 0), 1, 0);
    assert_int_equal(world_cause(&w, d, 0), act_number(w.m, w.day - 1, s));
    assert_int_equal(world_cause(&w, e, 0), act_number(w.m, w.day - 1, s));
    /* What is on already does not start again. */
    assert_near(world_get(&w, "f.on", 0), 1, 0);
    assert_near(world_count(&w, f, 0), 0, 0);
    world_run(&w, 20);
    assert_near(world_get(&w, "d.on", 0), 0, 0);
    assert_near(world_get(&w, "e.on", 0), 1, 0);
    world_close(&w);
}

static void test_in_history_dated_shocks_strike_and_random_ones_do_not(void **state)
{
    world w = world_open(HEAD "shocks: {s: {date: 2024-01-04}, r: {rate: 1 per day}}\n", 256, 5);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, true);
    const size_t s = world_slot(&w, SLOT_SHOCK, "s"), r = world_slot(&w, SLOT_SHOCK, "r");

    (void)state;
    for (int32_t day = 1; day <= 20; day++) {
        given_run(&w, &g, 1);
        assert_near(given_mean_count(&w, s), day == 4 ? 1.0 : 0.0, 0);
        assert_near(given_mean_count(&w, r), 0.0, 0);
    }
    world_run(&w, 1); /* after it they do: missing all of 256 has chance exp(-256) */
    assert_true(given_mean_count(&w, r) > 0);
    given_close(&g);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waiting_time_to_a_random_shock_is_geometric),
        cmocka_unit_test(test_a_dated_shock_strikes_on_its_day_once_and_heats_by_hand),
        cmocka_unit_test(test_heat_stays_within_its_bounds_when_shocks_pile_up),
        cmocka_unit_test(test_a_shock_switches_drivers_and_is_their_cause),
        cmocka_unit_test(test_in_history_dated_shocks_strike_and_random_ones_do_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
