/* test_score_tables.c -- parts of the Brier score, reliability and slope against examples by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "../support/near.h"
#include "core/statistics.h"
#include "studies/score_tables.h"

/* Four forecasts of 0.1 of which one came, two of 0.7 that both came. */
static const score_pair small[] = {{0.1, true, 0},  {0.1, false, 0}, {0.1, false, 1},
                                   {0.1, false, 1}, {0.7, true, 2},  {0.7, true, 2}};

/* Oracle: by hand: 4/6 0.15^2 + 2/6 0.3^2; 4/6 0.25^2 + 2/6 0.5^2; 1/4; (0.81 + 3 0.01 + 2 0.09) / 6. */
static void test_parts_of_the_brier_score_are_as_by_hand(void **state)
{
    const brier_parts parts = brier_parts_of(small, 6);

    (void)state;
    assert_near(parts.brier, 0.17, 1e-12);
    assert_near(parts.reliability, 0.045, 1e-12);
    assert_near(parts.resolution, 0.125, 1e-12);
    assert_near(parts.uncertainty, 0.25, 1e-12);
    assert_near(parts.within, 0, 1e-12);
    assert_near(sharpness_of(small, 6), (4 * 0.09 + 2 * 0.21) / 6, 1e-12);
}

/* Oracle: the identity that the header states, on 300 forecasts that differ within their bins. */
static void test_parts_add_up_where_forecasts_of_a_bin_differ(void **state)
{
    score_pair pair[300];

    (void)state;
    for (size_t i = 0; i < 300; i++) {
        const double p = score_unit(1, "test", i, 0);
        pair[i] = (score_pair){p, score_unit(1, "test", i, 1) < p * p, i};
    }
    const brier_parts parts = brier_parts_of(pair, 300);
    assert_true(fabs(parts.within) > 1e-5);
    assert_near(parts.reliability - parts.resolution + parts.uncertainty + parts.within,
                parts.brier, 1e-12);
}

static void test_a_bin_tells_forecast_share_and_interval(void **state)
{
    reliability_bin bin[SCORE_BINS];
    const score_pair edge[] = {{0, false, 0}, {1, true, 0}, {0.1, false, 0}, {0.0999, false, 0}};
    double low, high;

    (void)state;
    reliability_of(small, 6, bin);
    jeffreys_interval(1, 4, &low, &high);
    assert_int_equal(bin[1].n, 4);
    assert_int_equal(bin[1].came, 1);
    assert_near(bin[1].forecast, 0.1, 1e-12);
    assert_near(bin[1].share, 0.25, 1e-12);
    assert_near(bin[1].low, low, 0);
    assert_near(bin[1].high, high, 0);
    assert_int_equal(bin[7].n, 2);
    assert_int_equal(bin[0].n + bin[9].n, 0);
    reliability_of(edge, 4, bin);
    assert_int_equal(bin[0].n, 2);
    assert_int_equal(bin[1].n, 1);
    assert_int_equal(bin[9].n, 1);
}

/* n forecasts of p, of which k came, of a cluster of their own. */
static size_t put(score_pair *pair, size_t at, double p, size_t k, size_t n, size_t cluster)
{
    for (size_t i = 0; i < n; i++) pair[at + i] = (score_pair){p, i < k, cluster};
    return at + n;
}

/* Oracle: two groups are met exactly: slope (logit 3/4 - logit 1/5) / (logit 0.8 - logit 0.3). */
static void test_the_slope_of_two_groups_is_exact(void **state)
{
    score_pair pair[14];
    const size_t n = put(pair, put(pair, 0, 0.8, 3, 4, 0), 0.3, 2, 10, 1);
    const double slope = (log(3) - log(0.25)) / (log(4) - log(3.0 / 7));
    reliability_slope told;

    (void)state;
    assert_int_equal(reliability_slope_of(pair, n, 1, 0, &told, NULL), OFR_OK);
    assert_true(told.known && !told.has_interval);
    assert_near(told.slope, slope, 1e-8);
    assert_near(told.intercept, log(3) - slope * log(4), 1e-8);
}

static void test_no_slope_is_made_up(void **state)
{
    score_pair pair[8];
    reliability_slope told;

    (void)state;
    put(pair, put(pair, 0, 0.8, 4, 4, 0), 0.2, 0, 4, 1); /* parted by the forecasts */
    assert_int_equal(reliability_slope_of(pair, 8, 1, 10, &told, NULL), OFR_OK);
    assert_false(told.known);
    put(pair, 0, 0.4, 3, 8, 0); /* all alike */
    assert_int_equal(reliability_slope_of(pair, 8, 1, 10, &told, NULL), OFR_OK);
    assert_false(told.known);
    put(pair, put(pair, 0, 0.8, 4, 4, 0), 0.2, 4, 4, 1); /* all came */
    assert_int_equal(reliability_slope_of(pair, 8, 1, 10, &told, NULL), OFR_OK);
    assert_false(told.known);
    assert_int_equal(reliability_slope_of(pair, 0, 1, 10, &told, NULL), OFR_OK);
    assert_false(told.known);
}

/* Oracle: clusters of the same content leave nothing to chance, though single forecasts drawn would; those that differ do. */
static void test_the_interval_draws_clusters(void **state)
{
    score_pair pair[120];
    reliability_slope same, apart, again;
    size_t n = 0;

    (void)state;
    for (size_t c = 0; c < 6; c++) n = put(pair, put(pair, n, 0.8, 7, 10, c), 0.3, 4, 10, c);
    assert_int_equal(reliability_slope_of(pair, n, 1, 200, &same, NULL), OFR_OK);
    assert_true(same.known && same.has_interval);
    assert_near(same.low, same.slope, 1e-6);
    assert_near(same.high, same.slope, 1e-6);
    n = 0;
    for (size_t c = 0; c < 6; c++)
        n = put(pair, put(pair, n, 0.8, 4 + c, 10, c), 0.3, 6 - c, 10, c);
    assert_int_equal(reliability_slope_of(pair, n, 1, 200, &apart, NULL), OFR_OK);
    assert_true(apart.has_interval && apart.high - apart.low > 0.2);
    assert_true(apart.low < apart.slope && apart.slope < apart.high);
    assert_int_equal(reliability_slope_of(pair, n, 1, 200, &again, NULL), OFR_OK);
    assert_memory_equal(&apart, &again, sizeof apart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_of_the_brier_score_are_as_by_hand),
        cmocka_unit_test(test_parts_add_up_where_forecasts_of_a_bin_differ),
        cmocka_unit_test(test_a_bin_tells_forecast_share_and_interval),
        cmocka_unit_test(test_the_slope_of_two_groups_is_exact),
        cmocka_unit_test(test_no_slope_is_made_up),
        cmocka_unit_test(test_the_interval_draws_clusters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
