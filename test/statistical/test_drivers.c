/* Drivers: transition counts and shares of the two-state chain, against the formulas at the head of
 * drivers.c. Statistical slacks are 5 standard errors: about one false alarm in 1.7 million checks.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 300 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X}}\n"                                                                   \
    "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 0.5 per day, driven-by: {d: " \
    "x4}, record: full}\n"                                                                         \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"

static void test_transitions_and_shares_are_those_of_a_two_state_chain(void **state)
{
    world w = world_open(HEAD "drivers: {d: {active: true, ends: 0.2 per day, starts: 0.5 per day, "
                              "mediation: 0.3, backing: {a: 0.4, b: -0.2}}}\n",
                         2048, 21);
    const double off = 1 - exp(-0.2 * exp(0.3 + 0.4 - 0.2)), on = 1 - exp(-0.5),
                 stationary = on / (on + off);
    double share = 1, was_on = 0, was_off = 0, ended = 0, started = 0;
    uint8_t *before = malloc(w.n);

    (void)state;
    assert_non_null(before);
    memset(before, 1, w.n);
    for (int32_t day = 1; day <= 100; day++) {
        double now = 0;
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const uint8_t x = world_get(&w, "d.on", i) > 0;
            *(before[i] ? &was_on : &was_off) += 1;
            ended += before[i] && !x;
            started += !before[i] && x;
            before[i] = x;
            now += x;
        }
        share = share * (1 - off) + (1 - share) * on; /* expected share, day by day from all on */
        if (day % 20 == 1)
            assert_near(now / (double)w.n, share, 5 * sqrt(share * (1 - share) / (double)w.n));
        if (day == 100)
            assert_near(now / (double)w.n, stationary,
                        5 * sqrt(stationary * (1 - stationary) / (double)w.n));
    }
    assert_near(ended / was_on, off, 5 * sqrt(off * (1 - off) / was_on));
    assert_near(started / was_off, on, 5 * sqrt(on * (1 - on) / was_off));
    free(before);
    world_close(&w);
}

static void test_an_end_is_nearer_the_more_it_is_backed(void **state)
{
    /* The same random numbers: who ended it under less backing has ended it under more. */
    world w = world_open(HEAD "drivers: {d: {active: true, ends: 0.05 per day, backing: {a: 0}}}\n",
                         512, 22);
    world v = world_open(HEAD "drivers: {d: {active: true, ends: 0.05 per day, backing: {a: 1}}}\n",
                         512, 22);
    double weak = 0, strong = 0;

    (void)state;
    for (int32_t day = 0; day < 15; day++) {
        world_run(&w, 1);
        world_run(&v, 1);
        for (size_t i = 0; i < w.n; i++)
            assert_true(world_get(&v, "d.on", i) <= world_get(&w, "d.on", i));
    }
    weak = given_mean(&w, "d.on");
    strong = given_mean(&v, "d.on");
    assert_true(strong < weak);
    world_close(&w);
    world_close(&v);
}

static void test_a_driver_multiplies_the_mean_of_what_it_drives(void **state)
{
    world w = world_open(HEAD "drivers: {d: {active: true}}\n", 1, 1);

    (void)state;
    world_run(&w, 1);
    assert_near(world_get(&w, "f.mean", 0), 2.0, 1e-12); /* 0.5 a day, four times */
    world_set(&w, "d.on", 0, 0);
    world_run(&w, 1);
    assert_near(world_get(&w, "f.mean", 0), 0.5, 1e-12);
    assert_near(world_get(&w, "f.mean", 1), 2.0, 1e-12); /* other members are not touched */
    world_close(&w);
}

static void test_recorded_periods_are_facts_in_history(void **state)
{
    world w = world_open(HEAD "drivers: {d: {ends: 5 per day, starts: 5 per day, periods: [{from: "
                              "2023-10-01, to: 2024-01-03}, {from: 2024-01-06}]}}\n",
                         64, 3);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, true);
    const size_t slot = world_slot(&w, SLOT_DRIVER, "d");

    (void)state;
    for (int32_t day = 1; day <= 12; day++) {
        given_run(&w, &g, 1);
        assert_near(given_mean(&w, "d.on"), day <= 3 || day >= 6 ? 1.0 : 0.0, 0);
        assert_near(given_mean_count(&w, slot), day == 4 || day == 6 ? 1.0 : 0.0, 0);
    }
    given_close(&g);
    world_close(&w);
}

static void test_periods_that_overlap_or_end_before_they_begin_are_refused(void **state)
{
    char message[2048];

    (void)state;
    assert_int_not_equal(
        world_refused(HEAD "drivers: {d: {periods: [{from: 2023-10-05, to: 2023-10-01}]}}\n",
                      message, sizeof message),
        OFR_OK);
    assert_non_null(strstr(message, "ends before it begins"));
    assert_int_not_equal(
        world_refused(HEAD "drivers: {d: {periods: [{from: 2023-10-05}, {from: 2023-11-01}]}}\n",
                      message, sizeof message),
        OFR_OK);
    assert_non_null(strstr(message, "overlaps"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transitions_and_shares_are_those_of_a_two_state_chain),
        cmocka_unit_test(test_an_end_is_nearer_the_more_it_is_backed),
        cmocka_unit_test(test_a_driver_multiplies_the_mean_of_what_it_drives),
        cmocka_unit_test(test_recorded_periods_are_facts_in_history),
        cmocka_unit_test(test_periods_that_overlap_or_end_before_they_begin_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
