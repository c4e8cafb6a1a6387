/* test_baselines.c -- forecasts from the record alone, against counts by hand and all possible days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include <string.h>

#include "../support/near.h"
#include "studies/baselines.h"

/* Oracle: all 2^10 courses of ten days, each with its chance. */
static void test_the_chance_of_a_run_is_that_of_all_courses(void **state)
{
    (void)state;
    for (size_t quiet = 1; quiet <= 11; quiet++) {
        double chance = 0;
        for (unsigned course = 0; course < 1024; course++) {
            size_t run = 0, most = 0;
            double p = 1;
            for (unsigned d = 0; d < 10; d++) {
                const bool act = course >> d & 1;
                run = act ? 0 : run + 1;
                most = run > most ? run : most;
                p *= act ? 0.3 : 0.7;
            }
            chance += most >= quiet ? p : 0;
        }
        assert_near(run_chance(0.3, quiet, 10), chance, 1e-12);
    }
}

/* Days with acts 0 2 0 0 - 0 1 0 0 0, "-" not covered. */
static const double acts[] = {0, 2, 0, 0, 7, 0, 1, 0, 0, 0};
static const uint8_t covered[] = {1, 1, 1, 1, 0, 1, 1, 1, 1, 1};
static const baseline_days ten = {acts, covered, 10};

static void test_a_day_that_is_not_covered_leaves_open_what_it_could_settle(void **state)
{
    const baseline_question act3 = {3, 0}, quiet3of4 = {4, 3}, quiet2of4 = {4, 2};

    (void)state;
    assert_int_equal(question_came(&ten, 0, &act3), 1);
    assert_int_equal(question_came(&ten, 2, &act3), -1);
    assert_int_equal(question_came(&ten, 4, &act3), 1); /* the act of the seventh day settles it */
    assert_int_equal(question_came(&ten, 7, &act3), 0);
    assert_int_equal(question_came(&ten, 2, &quiet3of4), -1);
    assert_int_equal(question_came(&ten, 2, &quiet2of4), 1);
    assert_int_equal(question_came(&ten, 6, &quiet3of4), 1);
    assert_int_equal(question_came(&ten, 4, &quiet3of4), 0);
}

/* Oracle: by hand: 9 covered days, 3 acts on 2 of them. */
static void test_rates_are_as_by_hand(void **state)
{
    const baseline_fit fit = baseline_fit_of(&ten);
    const baseline_question act2 = {2, 0};
    double chance[N_BASELINES];

    (void)state;
    assert_near(fit.record, 3.5 / 10, 1e-12);
    assert_near(fit.record_met, 2.5 / 10, 1e-12);
    assert_near(fit.recent, (3 + 30 * 0.35) / 39, 1e-12);
    assert_near(fit.recent_met, (2 + 30 * 0.25) / 39, 1e-12);
    baseline_chances(&ten, &fit, &act2, 1, chance);
    assert_near(chance[BASE_RECORD], 1 - 0.75 * 0.75, 1e-12);
    assert_near(chance[BASE_RECENT], 1 - pow(1 - fit.recent_met, 2), 1e-12);
    assert_near(chance[BASE_HALF], (chance[BASE_RECORD] + chance[BASE_RECENT]) / 2, 1e-12);
    assert_near(chance[BASE_PERSISTENCE], 0, 0);
    /* nine pairs of neighbours; pairs 3-4 and 4-5 are open; came in 0-1, 1-2, 5-6, 6-7: 4 of 7; 3.5 times side by side */
    assert_near(chance[BASE_CLIMATOLOGY], (4.0 / 7 * 3.5 + 0.5) / 4.5, 1e-12);
    /* no time to tell a dispersion by: an exponential level, P(none) = 1 / (1 + mean) */
    assert_near(chance[BASE_NEGBIN], 1 - 1 / (1 + 2 * 13.5 / 39), 1e-12);
    assert_near(chance[BASE_HAWKES], 1 - hawkes_quiet(&fit.hawkes, 2), 0);
}

static void test_recent_days_are_the_last_ninety(void **state)
{
    static double busy[300];
    static uint8_t seen[300];
    const baseline_days days = {busy, seen, 300};
    const baseline_question act1 = {1, 0};
    double chance[N_BASELINES];

    (void)state;
    memset(seen, 1, sizeof seen);
    for (size_t d = 210; d < 300; d++) busy[d] = 1;
    const baseline_fit fit = baseline_fit_of(&days);
    assert_near(fit.recent_met, (90 + 30 * 90.5 / 301) / 120, 1e-12);
    assert_near(fit.record_met, 90.5 / 301, 1e-12);
    baseline_chances(&days, &fit, &act1, 1, chance);
    assert_near(chance[BASE_HALF], (fit.recent_met + 90.5 / 301) / 2, 1e-12);
    assert_near(chance[BASE_PERSISTENCE], 1, 0);
}

/* Oracle: with children 0 the days of a path are Poisson, so that a day has an act with chance 1 - exp(-base) and the share of paths with
 * the quiet is run_chance within 5 standard errors. */
static void test_paths_give_the_chance_of_quiet(void **state)
{
    static double even[400];
    static uint8_t seen[400];
    const baseline_days days = {even, seen, 400};
    const baseline_question quiet = {30, 8};
    double chance[N_BASELINES];

    (void)state;
    memset(seen, 1, sizeof seen);
    for (size_t d = 0; d < 400; d++) even[d] = d % 4 == 0;
    const baseline_fit fit = baseline_fit_of(&days);
    baseline_chances(&days, &fit, &quiet, 1, chance);
    const double p = run_chance(1 - exp(-0.25), 8, 30);
    assert_near(chance[BASE_HAWKES], p, 5 * sqrt(p * (1 - p) / BASE_PATHS) + 1.0 / BASE_PATHS);
    assert_true(isnan(chance[BASE_NEGBIN]));
    assert_near(chance[BASE_PERSISTENCE], 0, 0);
    assert_near(chance[BASE_CLIMATOLOGY], 0.5 / (371.0 / 30 + 1), 1e-12);
}

static void test_nothing_is_said_of_days_that_nobody_saw(void **state)
{
    static const double none[40];
    static const uint8_t unseen[40];
    const baseline_days days = {none, unseen, 40};
    const baseline_question act = {7, 0};
    const baseline_fit fit = baseline_fit_of(&days);
    double chance[N_BASELINES], room[BASE_PATHS + 10];

    (void)state;
    baseline_chances(&days, &fit, &act, 1, chance);
    for (int k = 0; k < N_BASELINES; k++) {
        assert_true(isnan(chance[k]));
        assert_false(baseline_count((baseline_kind)k, &days, &fit, 0, 7, 1, room).known);
    }
}

/* Oracle: by hand: weeks of 1, 2 and 4 acts; an act a day in the last of them but three. */
static void test_counts_are_forecast_from_the_same_days(void **state)
{
    static double a[21];
    static uint8_t seen[21];
    const baseline_days days = {a, seen, 21};
    double room[BASE_PATHS + 10];

    (void)state;
    memset(seen, 1, sizeof seen);
    a[3] = 1;
    a[8] = 2;
    a[14] = a[15] = a[16] = a[20] = 1;
    const baseline_fit fit = baseline_fit_of(&days);
    assert_int_equal(baseline_room(&days, 7), BASE_PATHS + 1);
    count_forecast f = baseline_count(BASE_CLIMATOLOGY, &days, &fit, 0, 7, 1, room);
    assert_int_equal(f.n, 3);
    assert_near(f.sample[0], 1, 0);
    assert_near(f.sample[1], 2, 0);
    assert_near(f.sample[2], 4, 0);
    f = baseline_count(BASE_PERSISTENCE, &days, &fit, 0, 7, 1, room);
    assert_int_equal(f.n, 1);
    assert_near(f.sample[0], 4, 0);
    f = baseline_count(BASE_RECORD, &days, &fit, 0, 7, 1, room);
    assert_near(f.mean, 7 * 7.5 / 22, 1e-12);
    assert_near(f.size, 1, 0);
    f = baseline_count(BASE_RECENT, &days, &fit, 0, 7, 1, room);
    assert_true(isinf(f.size));
    f = baseline_count(BASE_HAWKES, &days, &fit, 7, 7, 1, room);
    assert_int_equal(f.n, BASE_PATHS);
    for (size_t i = 1; i < f.n; i++) assert_true(f.sample[i] >= f.sample[i - 1]);
    assert_false(baseline_count(BASE_HALF, &days, &fit, 0, 7, 1, room).known);
}

/* Oracle: of 10-day times against a level that is all but 1 a day: counts 0 and 20 in turn, m = 10: (y - m)^2 - m = 90, m^2 = 100. */
static void test_the_dispersion_is_that_of_the_record_so_far(void **state)
{
    static double a[2000];
    static uint8_t seen[2000];
    const baseline_days days = {a, seen, 2000};
    double room[BASE_PATHS + 10];

    (void)state;
    memset(seen, 1, sizeof seen);
    for (size_t d = 0; d < 2000; d++) a[d] = d / 10 % 2 ? 2 : 0;
    const baseline_fit fit = baseline_fit_of(&days);
    assert_near(baseline_count(BASE_RECORD, &days, &fit, 0, 10, 1, room).size, 100.0 / 90, 0.05);
    for (size_t d = 0; d < 2000; d++) a[d] = 1; /* more even than chance */
    assert_near(baseline_count(BASE_RECORD, &days, &fit, 0, 10, 1, room).size, 1000, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_chance_of_a_run_is_that_of_all_courses),
        cmocka_unit_test(test_a_day_that_is_not_covered_leaves_open_what_it_could_settle),
        cmocka_unit_test(test_rates_are_as_by_hand),
        cmocka_unit_test(test_recent_days_are_the_last_ninety),
        cmocka_unit_test(test_paths_give_the_chance_of_quiet),
        cmocka_unit_test(test_nothing_is_said_of_days_that_nobody_saw),
        cmocka_unit_test(test_counts_are_forecast_from_the_same_days),
        cmocka_unit_test(test_the_dispersion_is_that_of_the_record_so_far),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
