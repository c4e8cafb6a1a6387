/* test_scores.c -- scores of one forecast against numbers by hand, slow definitions and closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "../support/near.h"
#include "studies/scores.h"

static void test_brier_and_log_are_as_by_hand(void **state)
{
    (void)state;
    assert_near(score_brier(0.3, true), 0.49, 1e-15);
    assert_near(score_brier(0.3, false), 0.09, 1e-15);
    assert_near(score_log(0.25, true), log(4.0), 1e-15);
    assert_near(score_log(0.25, false), log(4.0 / 3.0), 1e-15);
    assert_near(score_logit(0.75), log(3.0), 1e-15);
}

/* Oracle: the floor of 0.001 that the header promises, from either end. */
static void test_a_sure_miss_costs_as_much_as_the_floor_says(void **state)
{
    (void)state;
    assert_near(score_log(0.0, true), log(1000.0), 1e-12);
    assert_near(score_log(1.0, false), log(1000.0), 1e-12);
    assert_near(score_log(1.0, true), -log(0.999), 1e-15);
    assert_near(score_logit(0.0), log(0.001 / 0.999), 1e-12);
}

/* Oracle: the definition with all pairs, by two loops. */
static void test_crps_of_a_sample_is_its_definition(void **state)
{
    const double x[] = {0, 0, 1, 4, 4, 9.5};
    const size_t n = sizeof x / sizeof x[0];

    (void)state;
    for (double y = -1; y < 12; y += 0.5) {
        double to_y = 0, pairs = 0;
        for (size_t i = 0; i < n; i++) {
            to_y += fabs(x[i] - y);
            for (size_t j = 0; j < n; j++) pairs += fabs(x[i] - x[j]);
        }
        assert_near(score_crps_sample(x, n, y), to_y / 6 - pairs / 72, 1e-12);
        assert_near(score_crps_fair(x, n, y), to_y / 6 - pairs / 60, 1e-12);
    }
    assert_near(score_crps_sample(x + 3, 1, 1), 3, 0);
    assert_near(score_crps_fair(x + 3, 1, 1), 3, 0);
}

/* Oracle: Ferro 2014: over all samples of two of a distribution the fair score has the mean of the distribution's own, which is
 * score_crps_sample with each value once. Values 0 1 2 3 alike. The plain kind misses it. */
static void test_the_fair_kind_does_not_punish_few_futures(void **state)
{
    const double all[] = {0, 1, 2, 3};
    double fair = 0, plain = 0;

    (void)state;
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            const double pair[] = {fmin(i, j), fmax(i, j)};
            fair += score_crps_fair(pair, 2, 1) / 16;
            plain += score_crps_sample(pair, 2, 1) / 16;
        }
    }
    assert_near(fair, score_crps_sample(all, 4, 1), 1e-12);
    assert_true(plain > fair + 0.2);
}

/* Oracle: tools/scores/closed_forms, the closed forms of Wei and Held (2014) at 30 digits. */
static void test_crps_of_a_negative_binomial_is_its_closed_form(void **state)
{
    static const struct {
        double y, mean, size, crps;
    } table[] = {
        {0, 0.5, INFINITY, 0.163164988528326}, {3, 0.5, INFINITY, 2.16704293115755},
        {4, 4, INFINITY, 0.452637417907123},   {12, 7.25, INFINITY, 3.37268025061992},
        {0, 40, INFINITY, 36.4373403263851},   {0, 0.5, 0.3, 0.0830807342774265},
        {3, 2, 1, 0.985185185185185},          {10, 4, 2.5, 4.55698129002047},
        {0, 30, 0.7, 12.7009717740239},        {60, 30, 6, 23.0656944100969},
        {5, 5, 80, 0.525869269619807},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_near(score_crps_negbin(table[i].y, table[i].mean, table[i].size), table[i].crps,
                    1e-9 * (1 + table[i].mean + table[i].y));
    assert_near(score_crps_negbin(5, 0, 1), 5, 0);
    assert_near(score_crps_negbin(0, 0, INFINITY), 0, 0);
}

/* Oracle: size 1 is geometric, P(N <= k) = 1 - (m / (1 + m))^(k + 1). */
static void test_chances_up_to_a_count_add_up(void **state)
{
    (void)state;
    for (double y = 0; y < 30; y++)
        assert_near(score_negbin_below(y, 4, 1), 1 - pow(0.8, y + 1), 1e-12);
    assert_near(score_negbin_below(-1, 4, 1), 0, 0);
    assert_near(score_negbin_below(1000, 4, INFINITY), 1, 1e-12);
}

/* Oracle: by hand; and of values drawn alike each is as likely to be the one that came, so that over all of them the mean at u =
 * 1/2 is 1/2, ties or not. */
static void test_pit_is_uniform_over_exchangeable_values(void **state)
{
    const double value[] = {0, 1, 1, 1, 2, 5, 5};
    double sum = 0;

    (void)state;
    assert_near(score_pit(0.2, 0.5, 0.5), 0.35, 1e-15);
    assert_near(score_pit(0.2, 0.5, 0), 0.2, 1e-15);
    for (size_t i = 0; i < 7; i++) {
        double rest[6];
        for (size_t j = 0, k = 0; j < 7; j++) {
            if (j != i) rest[k++] = value[j];
        }
        sum += score_pit_sample(rest, 6, value[i], 0.5) / 7;
    }
    assert_near(sum, 0.5, 1e-12);
    assert_near(score_pit_sample(value, 7, -1, 0), 0, 0);
    assert_near(score_pit_sample(value, 7, 9, 1), 1, 0);
}

/* Oracle: the mean of 20,000 uniform numbers is 1/2 within 5 standard errors of 0.29 / 141, missed by one seed in a
 * million; the same key gives the same number. */
static void test_keyed_numbers_are_uniform_and_stay(void **state)
{
    double sum = 0;
    size_t same = 0;

    (void)state;
    for (size_t d = 0; d < 100; d++) {
        for (size_t i = 0; i < 200; i++) {
            const double u = score_unit(7, "pit", d, i);
            assert_true(u > 0 && u < 1);
            sum += u / 20000;
            same += (size_t) !(fabs(u - score_unit(7, "blocks", d, i)) > 0) +
                    (size_t) !(fabs(u - score_unit(8, "pit", d, i)) > 0) +
                    (size_t) !(fabs(u - score_unit(7, "pit", d, i + 1)) > 0);
            assert_near(score_unit(7, "pit", d, i), u, 0);
        }
    }
    assert_near(sum, 0.5, 5 * 0.2887 / 141);
    assert_int_equal(same, 0);
    assert_true(fabs(score_unit(7, "pit", 0, 0) - score_unit(7, "pit", 0, (size_t)1 << 16)) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brier_and_log_are_as_by_hand),
        cmocka_unit_test(test_a_sure_miss_costs_as_much_as_the_floor_says),
        cmocka_unit_test(test_crps_of_a_sample_is_its_definition),
        cmocka_unit_test(test_the_fair_kind_does_not_punish_few_futures),
        cmocka_unit_test(test_crps_of_a_negative_binomial_is_its_closed_form),
        cmocka_unit_test(test_chances_up_to_a_count_add_up),
        cmocka_unit_test(test_pit_is_uniform_over_exchangeable_values),
        cmocka_unit_test(test_keyed_numbers_are_uniform_and_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
