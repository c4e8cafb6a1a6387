/* test_statistics.c -- quantiles, ranks, intervals and shrinkage against numbers by hand and slow definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "core/statistics.h"

#define assert_near(a, b, slack) assert_true(fabs((a) - (b)) <= (slack))

/* Whole numbers below n from a fixed sequence (Numerical Recipes' generator; only variety matters here). */
static uint32_t next(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*state >> 33) % n);
}

/* Oracle: places by hand. Of 0 .. 9 at least 5 % do not exceed 0 and at least 95 % do not exceed 9 (place 9.5 - 1
 * rounded up); q (n - 1) is 0.45 and 8.55, of 0 .. 10 it is 0.5 and 9.5, of 0 .. 20 it is 1 and 19. */
static void test_each_rule_of_quantiles_has_its_place(void **state)
{
    static const struct {
        size_t n;
        double q;
        size_t reached, nearest, below;
    } table[] = {
        {1, 0.05, 0, 0, 0},     {1, 0.95, 0, 0, 0},  {2, 0.5, 0, 1, 0},      {3, 0.5, 1, 1, 1},
        {10, 0, 0, 0, 0},       {10, 0.05, 0, 0, 0}, {10, 0.5, 4, 5, 4},     {10, 0.95, 9, 9, 8},
        {10, 1, 9, 9, 9},       {11, 0.05, 0, 1, 0}, {11, 0.95, 10, 10, 9},  {20, 0.05, 0, 1, 0},
        {20, 0.95, 18, 18, 18}, {21, 0.05, 1, 1, 1}, {21, 0.95, 19, 19, 19}, {100, 0.07, 6, 7, 6},
    };
    double value[100];

    (void)state;
    for (int i = 0; i < 100; i++) value[i] = i;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const size_t n = table[i].n;
        const double q = table[i].q;
        assert_int_equal(sorted_quantile(value, n, q, QUANTILE_REACHED), table[i].reached);
        assert_int_equal(sorted_quantile(value, n, q, QUANTILE_NEAREST), table[i].nearest);
        assert_int_equal(sorted_quantile(value, n, q, QUANTILE_BELOW), table[i].below);
    }
}

/* Oracle: the definition of QUANTILE_REACHED in whole numbers, 100 (place + 1) >= p n and not one place before; and
 * whole percents of n - 1 divided as whole numbers for the other two. All n to 500, all whole percents. */
static void test_quantiles_are_exact_at_whole_percents(void **state)
{
    static double value[500];

    (void)state;
    for (size_t i = 0; i < 500; i++) value[i] = (double)i;
    for (size_t n = 1; n <= 500; n++) {
        for (size_t p = 0; p <= 100; p++) {
            const double q = (double)p / 100;
            const size_t at = (size_t)sorted_quantile(value, n, q, QUANTILE_REACHED);
            assert_true(100 * (at + 1) >= p * n && (at == 0 || 100 * at < p * n));
            assert_int_equal(sorted_quantile(value, n, q, QUANTILE_BELOW), p * (n - 1) / 100);
            /* where p (n - 1) / 100 is a half, rounding of q decides */
            if (p * (n - 1) % 100 == 50) continue;
            assert_int_equal(sorted_quantile(value, n, q, QUANTILE_NEAREST),
                             (p * (n - 1) + 50) / 100);
        }
    }
}

/* Oracle: a histogram is its values in order: the bin is the value at the place of QUANTILE_REACHED. 2,000 random
 * histograms; the part of the bin is 0 .. 1. */
static void test_a_histogram_tells_what_its_values_tell(void **state)
{
    static double value[12 * 6];
    uint64_t random = 3;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        const size_t bins = 1 + next(&random, 12);
        const double q = next(&random, 101) / 100.0;
        uint32_t count[12];
        size_t total = 0;
        double part = -1;
        for (size_t b = 0; b < bins; b++) {
            count[b] = next(&random, 3) ? next(&random, 7) : 0;
            for (uint32_t k = 0; k < count[b] && total < 72; k++) value[total++] = (double)b;
        }
        if (total == 0) continue;
        const size_t bin = histogram_quantile(count, bins, q, total, &part);
        /* q n whole but for rounding may fall to the bin after it: then its part is nothing */
        if (!(part < 1e-9))
            assert_int_equal(bin, sorted_quantile(value, total, q, QUANTILE_REACHED));
        assert_true(part >= 0 && part <= 1);
        assert_true(count[bin] > 0);
    }
}

static void test_histogram_mean_by_hand(void **state)
{
    static const uint32_t count[] = {1, 0, 2, 1}, empty[] = {0, 0};

    (void)state;
    assert_true(histogram_mean(count, 4) == 7.0 / 4);
    assert_true(histogram_mean(empty, 2) == 0.0);
}

/* Oracle: by hand: 10 values, 5 % lie at 0.5 of the 2 in bin 0, 50 % at the end of bin 1, 51 % at 0.1 of the 5 in bin 3. */
static void test_histogram_quantiles_by_hand(void **state)
{
    static const uint32_t count[4] = {2, 3, 0, 5};
    double part;

    (void)state;
    assert_int_equal(histogram_quantile(count, 4, 0.05, 10, &part), 0);
    assert_near(part, 0.25, 1e-12);
    assert_int_equal(histogram_quantile(count, 4, 0.5, 10, &part), 1);
    assert_near(part, 1, 1e-12);
    assert_int_equal(histogram_quantile(count, 4, 0.51, 10, &part), 3);
    assert_near(part, 0.02, 1e-9);
    assert_int_equal(histogram_quantile(count, 4, 1, 10, &part), 3);
}

/* Oracle: values 3, 1, 3, 2 have ranks 3.5, 1, 3.5, 2. */
static void test_ranks_share_ties(void **state)
{
    static const double value[4] = {3, 1, 3, 2}, other[4] = {30, 10, 30, 20},
                        flat[4] = {1, 1, 1, 1};
    double rank[4], same[4], r = 7;
    size_t order[4];

    (void)state;
    ranks_of(value, 4, order, rank);
    assert_near(rank[0], 3.5, 1e-15);
    assert_near(rank[1], 1, 1e-15);
    assert_near(rank[2], 3.5, 1e-15);
    assert_near(rank[3], 2, 1e-15);
    ranks_of(flat, 4, order, same);
    assert_false(rank_correlation(rank, same, 4, &r));
    assert_near(r, 7, 0);
    ranks_of(other, 4, order, same);
    assert_true(rank_correlation(rank, same, 4, &r));
    assert_near(r, 1, 1e-12);
}

/* Oracle: a rank is 1 + how many are less + half of how many others are the same, counted pair by pair. */
static void test_ranks_are_those_of_counting_pairs(void **state)
{
    enum { MOST = 40 };
    uint64_t random = 11;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        const size_t n = 1 + next(&random, MOST);
        const uint32_t kinds = 1 + next(&random, 2 * MOST);
        double value[MOST], rank[MOST];
        size_t order[MOST];
        for (size_t j = 0; j < n; j++) value[j] = next(&random, kinds) - 0.5 * kinds;
        ranks_of(value, n, order, rank);
        for (size_t j = 0; j < n; j++) {
            size_t less = 0, same = 0;
            for (size_t k = 0; k < n; k++) {
                less += value[k] < value[j];
                same += !(value[k] < value[j] || value[k] > value[j]);
            }
            assert_near(rank[j], (double)less + ((double)same + 1) / 2, 0);
        }
    }
}

static double correlation_of(const double *x, const double *y, size_t n)
{
    double a[8], b[8], r = 7;
    size_t order[8];

    ranks_of(x, n, order, a);
    ranks_of(y, n, order, b);
    return rank_correlation(a, b, n, &r) ? r : 7;
}

/* Oracle: 1 - 6 sum d^2 / n(n^2 - 1) without ties: d^2 = 0 1 1 1 1, 1 - 24 / 120 = 0.8; with ties by hand. */
static void test_rank_correlation_by_hand(void **state)
{
    const double x[] = {1, 2, 3, 40, 50}, y[] = {1, 3, 2, 5, 4}, tied[] = {7, 7, 9},
                 up[] = {1, 2, 3}, down[] = {3, 2, 1};

    (void)state;
    assert_near(correlation_of(x, y, 5), 0.8, 1e-12);
    assert_near(correlation_of(tied, up, 3), 1.5 / sqrt(3), 1e-12);
    assert_near(correlation_of(up, down, 3), -1, 1e-12);
}

/* Oracle: 10 of 100: centre (0.1 + 3.841459/200) / (1.03841459) = 0.114797, half width
 * 1.959964 / 1.03841459 * sqrt(0.0009 + 3.841459/40000) = 0.059568. */
static void test_wilson_agrees_with_numbers_by_hand(void **state)
{
    double low, high;

    (void)state;
    wilson_interval(10, 100, &low, &high);
    assert_near(low, 0.055229, 2e-6);
    assert_near(high, 0.174366, 2e-6);
    wilson_interval(0, 1000, &low, &high);
    assert_true(low <= 0 && low >= 0);
    assert_near(high, 0.003, 1e-15);
    wilson_interval(1000, 1000, &low, &high);
    assert_near(low, 0.997, 1e-15);
    assert_true(high >= 1 && high <= 1);
    wilson_interval(0, 2, &low, &high);
    assert_true(high >= 1 && high <= 1);
}

/* Oracle: beta(1/2, 3/2) has the distribution function 2/pi (asin sqrt x + sqrt(x (1 - x))); k and n - k are mirrored; the ends of
 * the design's table, which another arithmetic gave (tools/classes). */
static void test_jeffreys_interval_holds_ninety_in_a_hundred(void **state)
{
    double low, high, mirrored, other;

    (void)state;
    jeffreys_interval(0, 1, &low, &high);
    assert_true(low <= 0 && low >= 0);
    assert_near(2 / acos(-1) * (asin(sqrt(high)) + sqrt(high * (1 - high))), 0.95, 1e-12);
    jeffreys_interval(3, 10, &low, &high);
    jeffreys_interval(7, 10, &mirrored, &other);
    assert_near(low, 1 - other, 1e-12);
    assert_near(high, 1 - mirrored, 1e-12);
    jeffreys_interval(246, 7171, &low, &high);
    assert_near(low, 0.0309, 5e-5);
    assert_near(high, 0.0380, 5e-5);
    jeffreys_interval(10, 10, &low, &high);
    assert_true(low > 0.8 && high >= 1 && high <= 1);
}

/* Oracle: 1 2 3 4 have variance 5 / 3; equal terms none, whatever rounding makes of 3 * 0.1^2 - 0.3^2 / 3. */
static void test_variance_comes_from_sums(void **state)
{
    (void)state;
    assert_near(sample_variance(10, 30, 4), 5.0 / 3, 1e-12);
    assert_near(sample_variance(0.1 + 0.1 + 0.1, 0.01 + 0.01 + 0.01, 3), 0, 1e-16);
    assert_true(sample_variance(1e8 + 1, 5e15, 2) >= 0);
    assert_near(sample_variance(5, 25, 1), 0, 0);
    assert_near(sample_variance(0, 0, 0), 0, 0);
}

/* Oracle: over 4, noise 1, 10 sets: tau^2 = 3, pull = sqrt(3/4), k = 3/4, v = 0.75 + 0.0625 * 4 / 10 = 0.775. Noise
 * above what is seen: tau 0, k 0, and a set is known as the mean is, v = over / sets. */
static void test_shrinkage_by_hand(void **state)
{
    const shrinkage some = shrinkage_of(4, 1, 10), none = shrinkage_of(1, 2, 5),
                    still = shrinkage_of(0, 0, 3), exact = shrinkage_of(2, 0, 4);

    (void)state;
    assert_near(some.between, 3, 1e-15);
    assert_near(some.pull, sqrt(0.75), 1e-15);
    assert_near(some.weight, 0.75, 1e-15);
    assert_near(some.variance, 0.775, 1e-15);
    assert_near(none.between + none.pull + none.weight, 0, 0);
    assert_near(none.variance, 0.2, 1e-15);
    assert_near(still.between + still.pull + still.weight + still.variance, 0, 0);
    assert_near(exact.pull, 1, 0);
    assert_near(exact.weight, 1, 0);
    assert_near(exact.variance, 0, 0);
    assert_near(shrinkage_pull(5, 4), 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_rule_of_quantiles_has_its_place),
        cmocka_unit_test(test_quantiles_are_exact_at_whole_percents),
        cmocka_unit_test(test_a_histogram_tells_what_its_values_tell),
        cmocka_unit_test(test_histogram_mean_by_hand),
        cmocka_unit_test(test_histogram_quantiles_by_hand),
        cmocka_unit_test(test_ranks_share_ties),
        cmocka_unit_test(test_ranks_are_those_of_counting_pairs),
        cmocka_unit_test(test_rank_correlation_by_hand),
        cmocka_unit_test(test_wilson_agrees_with_numbers_by_hand),
        cmocka_unit_test(test_jeffreys_interval_holds_ninety_in_a_hundred),
        cmocka_unit_test(test_variance_comes_from_sums),
        cmocka_unit_test(test_shrinkage_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
