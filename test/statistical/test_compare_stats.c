/* Paired differences by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "core/distributions.h"
#include "core/streams.h"
#include "studies/compare_stats.h"

static void near_to(double x, double expected, double by)
{
    if (!(fabs(x - expected) <= by)) fail_msg("%.12g, expected %.12g", x, expected);
}

static double work[5000];

/* Oracle: by hand. Two sets of pairs (0, 1) and (1, 0) agree on D = 0: B^2 = 0, W = 2 / 2 = 1. Members drawn anew would
 * differ all the same: the interval is that of chance, 1.96 sqrt(1 / 2). */
static void test_an_interval_is_never_narrower_than_chance(void **state)
{
    pair_sums set[2] = {{0}};

    (void)state;
    for (int s = 0; s < 2; s++) {
        pair_add(&set[s], 0, 1);
        pair_add(&set[s], 1, 0);
    }
    const ofr_difference d = difference_of(set, 2, false, false, work);
    near_to(d.value, 0, 0);
    near_to(d.chance, 1.959964 * sqrt(0.5), 1e-6);
    near_to(d.high, d.chance, 1e-12);
    near_to(d.low, -d.chance, 1e-12);
}

/* Oracle: by hand. Set 1 has pairs (0, 1), (1, 1): mean 0.5, variance 0.5. Set 2 has (1, 0), (0, 0), with
 * mean -0.5 and variance 0.5. D = 0; B^2 = 0.5; W = mean of 0.5 / 2 = 0.25; t of 1 degree is 12.706. */
static void test_two_sets_of_two_pairs_by_hand(void **state)
{
    pair_sums set[2] = {{0}};

    (void)state;
    pair_add(&set[0], 0, 1);
    pair_add(&set[0], 1, 1);
    pair_add(&set[1], 1, 0);
    pair_add(&set[1], 0, 0);
    const ofr_difference d = difference_of(set, 2, false, false, work);
    near_to(d.base, 0.5, 1e-15);
    near_to(d.other, 0.5, 1e-15);
    near_to(d.value, 0, 1e-15);
    near_to(d.high, 12.706 * sqrt(0.25), 0.001);
    near_to(d.low, -d.high, 1e-12);
    near_to(d.chance, 1.959964 * sqrt(0.125), 1e-6);
    near_to(d.set_deviation, 0.5, 1e-12); /* sqrt(0.5 - 0.25) */
    /* -0.5 and 0.5, drawn in by tau / B = sqrt(0.25 / 0.5) */
    near_to(d.set_low, -0.5 * sqrt(0.5), 1e-12);
    near_to(d.set_high, 0.5 * sqrt(0.5), 1e-12);
    near_to(d.lower, 0.5, 1e-12); /* by symmetry */
    near_to(d.higher, 0.5, 1e-12);
    near_to(d.pairs_lower, 0.25, 0);
    near_to(d.pairs_higher, 0.25, 0);
    /* Means over sets: base 0.5 and 0.5, what-if 1 and 0: (0 + 0.5) / 0.5. Within sets, each of the three
     * variances but the what-if's is 0.5: (0.5 + 0 + 0.5 + 0) / (0.5 + 0.5). */
    near_to(d.gain, 1, 1e-12);
    near_to(d.gain_chance, 1, 1e-12);
}

static void test_equal_pairs_give_zero_everywhere(void **state)
{
    pair_sums set[3] = {{0}};

    (void)state;
    for (int i = 0; i < 30; i++) pair_add(&set[i % 3], 0.1 * i, 0.1 * i);
    const ofr_difference d = difference_of(set, 3, false, false, work);
    const double zero[] = {d.value,    d.low,           d.high,  d.chance, d.set_low,
                           d.set_high, d.set_deviation, d.lower, d.higher, d.gain};
    for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++) assert_true(zero[i] == 0);
}

/* Oracle: the rule of three; and what cannot differ has no interval at all. */
static void test_a_share_that_never_differed_is_not_called_certain(void **state)
{
    pair_sums set = {0};

    (void)state;
    for (int i = 0; i < 600; i++) pair_add(&set, 0, 0);
    const ofr_difference d = difference_of(&set, 1, true, false, work);
    near_to(d.high, 0.005, 1e-15);
    near_to(d.low, -0.005, 1e-15);
    assert_true(difference_of(&set, 1, true, true, work).high == 0);
}

/* Oracle: tables of Student's distribution. */
static void test_quantiles_of_student_are_those_of_the_tables(void **state)
{
    static const double table[][2] = {{1, 12.706}, {2, 4.303},  {3, 3.182},   {5, 2.571},
                                      {9, 2.262},  {30, 2.042}, {120, 1.980}, {1e9, 1.960}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        near_to(student_quantile(table[i][0]), table[i][1], 0.02 * table[i][1]);
}

static double normal_of(uint32_t set, uint32_t pair, int which)
{
    const ofr_words w = draw_words(5, set, pair, 0, 77, (uint32_t)which);

    return normal_quantile(unit2(w.w[0], w.w[1]));
}

/* Oracle: the simulated truth. Sets differ by normal(1, tau), members by normal(0, 2), base and what-if share
 * most of their noise. 4000 sets of 25: tau is found within 5 standard errors, tau^2 + 4 / 25 having a relative
 * error of sqrt(2 / 4000). */
static void test_the_spread_over_sets_is_found_without_chance(void **state)
{
    static pair_sums set[4000];
    const double tau = 0.5, noise = 4.0 / 25;

    (void)state;
    for (uint32_t s = 0; s < 4000; s++) {
        const double own = 1 + tau * normal_of(s, 1000, 0);
        set[s] = (pair_sums){0};
        for (uint32_t i = 0; i < 25; i++) {
            const double base = 10 * normal_of(s, i, 1);
            pair_add(&set[s], base, base + own + 2 * normal_of(s, i, 2));
        }
    }
    const ofr_difference d = difference_of(set, 4000, false, false, work);
    near_to(d.set_deviation * d.set_deviation, tau * tau,
            5 * sqrt(2.0 / 4000) * (tau * tau + noise));
    near_to(d.value, 1, 5 * sqrt((tau * tau + noise) / 4000));
    /* 1 -+ 1.645 tau; quantiles of 4000 draws have a standard error of 0.034 tau. */
    near_to(d.set_low, 1 - 1.645 * tau, 5 * 0.034 * (tau + 0.1));
    near_to(d.set_high, 1 + 1.645 * tau, 5 * 0.034 * (tau + 0.1));
    /* P(normal(1, 0.5) < 0) = 0.02275; share of 4000. */
    near_to(d.lower, 0.02275, 5 * sqrt(0.02275 / 4000) + 0.002);
    /* Within sets (100 + 104) / 4. */
    near_to(d.gain_chance, 51, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_sets_of_two_pairs_by_hand),
        cmocka_unit_test(test_an_interval_is_never_narrower_than_chance),
        cmocka_unit_test(test_equal_pairs_give_zero_everywhere),
        cmocka_unit_test(test_a_share_that_never_differed_is_not_called_certain),
        cmocka_unit_test(test_quantiles_of_student_are_those_of_the_tables),
        cmocka_unit_test(test_the_spread_over_sets_is_found_without_chance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
