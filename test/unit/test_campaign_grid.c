/* test_campaign_grid.c -- the exact likelihood of campaigns against enumeration and closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "../../tools/series/campaign_grid.h"
#include "../../tools/series/simplex.h"

#define assert_near(a, b, slack) assert_true(fabs((a) - (b)) <= (slack))

static const campaign example = {.rate = 0.7,
                                 .halts = 0.05,
                                 .short_ends = 0.12,
                                 .long_ends = 0.01,
                                 .share_long = 0.3,
                                 .leak = 0.06,
                                 .level = 0.6,
                                 .half_life = 9};

/* ---- a plain second form: all paths one by one -------------------------------------------------- */

enum { POINTS = 3, STATES = 3 * POINTS };

/* Written out by hand for three points: two coins of +-1, each kept with chance q; Y = s (coin + coin) / sqrt 2. */
static double level_move(double q, int i, int j)
{
    const double table[POINTS][POINTS] = {{q * q, 2 * q * (1 - q), (1 - q) * (1 - q)},
                                          {q * (1 - q), q * q + (1 - q) * (1 - q), q * (1 - q)},
                                          {(1 - q) * (1 - q), 2 * q * (1 - q), q * q}};

    return table[i][j];
}

static double mode_move(const campaign *c, int a, int b)
{
    const double h = 1 - exp(-c->halts), r = 1 - exp(-c->short_ends), l = 1 - exp(-c->long_ends);
    const double table[3][3] = {
        {1 - h, h * (1 - c->share_long), h * c->share_long}, {r, 1 - r, 0}, {l, 0, 1 - l}};

    return table[a][b];
}

/* P(count | state), n! by hand; 1 for a day that was not seen. */
static double chance_of(const campaign *c, int state, int32_t count, double weekday)
{
    const double h = 1 - exp(-c->halts);
    const double s = h * (1 - c->share_long) / (1 - exp(-c->short_ends));
    const double l = h * c->share_long / (1 - exp(-c->long_ends));
    const double on = 1 / (1 + s + l), w = c->level / sqrt(2);
    const double mean_of_level = (exp(-2 * w) + 2 + exp(2 * w)) / 4;
    const double y = w * (2 * (state % POINTS) - 2);
    const double mean = c->rate * weekday * exp(y) / mean_of_level *
                        (state / POINTS == 0 ? 1 : c->leak) / (on + c->leak * (1 - on));
    double p = exp(-mean);

    if (count == NOT_COVERED) return 1;
    for (int k = 1; k <= count; k++) p *= mean / k;
    return p;
}

typedef struct path_sum {
    const campaign *c;
    const int32_t *count;
    const double *weekday;
    int n;
} path_sum;

/* Sum over all states of the days from `day` on, given the state before. */
static double over_paths(const path_sum *sum, int day, int from)
{
    const double q = (1 + pow(0.5, 1 / sum->c->half_life)) / 2;
    double all = 0;

    if (day == sum->n) return 1;
    for (int to = 0; to < STATES; to++)
        all += mode_move(sum->c, from / POINTS, to / POINTS) *
               level_move(q, from % POINTS, to % POINTS) *
               chance_of(sum->c, to, sum->count[day], sum->weekday[day]) *
               over_paths(sum, day + 1, to);
    return all;
}

/* Oracle: the sum over all 9^6 paths of six days, with moves and means written out by hand. */
static void test_six_days_are_as_likely_as_all_their_paths_together(void **state)
{
    static const int32_t count[6] = {2, 0, 0, NOT_COVERED, 0, 5};
    static const double weekday[6] = {1, 0.6, 0.6, 1.3, 1.3, 1.2};
    static const double level_share[POINTS] = {0.25, 0.5, 0.25};
    const path_sum sum = {&example, count, weekday, 6};
    double mode_share[GRID_MODES], expected = 0, got = 0;
    campaign_grid grid;

    (void)state;
    campaign_shares(&example, mode_share);
    for (int s = 0; s < STATES; s++)
        expected += mode_share[s / POINTS] * level_share[s % POINTS] * over_paths(&sum, 0, s);
    grid_open_points(&grid, &example, POINTS);
    for (int i = 0; i < 6; i++) got += grid_day(&grid, count[i], weekday[i]);
    assert_near(got, log(expected), 1e-12);
}

/* Oracle: with one point, 3^6 paths of modes alone, which the grid without a level must sum as well. */
static void test_halts_alone_are_summed_over_all_their_paths(void **state)
{
    static const int32_t count[6] = {1, 0, 0, 0, 2, 0};
    double expected = 0, got = 0, share[GRID_MODES];
    campaign c = example;
    campaign_grid grid;

    (void)state;
    c.level = 0;
    campaign_shares(&c, share);
    for (int path = 0; path < 729; path++) {
        int code = path, before = code % 3;
        double p = share[before];
        for (int i = 0; i < 6; i++) {
            const int now = code % 3;
            const double mean = c.rate * (now == 0 ? 1 : c.leak) /
                                (share[0] + c.leak * (1 - share[0]));
            if (i > 0) p *= mode_move(&c, before, now);
            p *= exp(-mean) * (count[i] > 0 ? mean : 1) * (count[i] > 1 ? mean / 2 : 1);
            before = now;
            code /= 3;
        }
        expected += p;
    }
    grid_open(&grid, &c);
    for (int i = 0; i < 6; i++) got += grid_day(&grid, count[i], 1);
    assert_near(got, log(expected), 1e-12);
}

/* ---- the long run ------------------------------------------------------------------------------- */

/* Oracle: the definition: the shares do not change by a day, and their factor on the rate has mean 1. */
static void test_shares_of_modes_stay_and_the_rate_is_the_mean(void **state)
{
    double share[GRID_MODES], sum = 0;

    (void)state;
    campaign_shares(&example, share);
    for (int b = 0; b < 3; b++) {
        double next = 0;
        for (int a = 0; a < 3; a++) next += share[a] * mode_move(&example, a, b);
        assert_near(next, share[b], 1e-14);
        sum += share[b];
    }
    assert_near(sum, 1, 1e-14);
    assert_near(campaign_on_factor(&example) * (share[0] + example.leak * (share[1] + share[2])), 1,
                1e-14);
}

/* Oracle: mean 0, variance s^2, covariance s^2 d^k at lag k, by definition of the level; mean of the factor 1. All
 * in the grid's own distribution before the first day, which one day without a report must leave as it is. */
static void test_the_level_has_its_variance_its_lags_and_a_factor_of_mean_one(void **state)
{
    static campaign_grid grid, later;
    double mean = 0, variance = 0, factor = 0, lag = 0;

    (void)state;
    grid_open(&grid, &example);
    later = grid;
    assert_true(grid_day(&later, NOT_COVERED, 1) == 0);
    for (size_t m = 0; m < GRID_MODES; m++) {
        for (size_t i = 0; i < GRID_LEVELS; i++) {
            const double p = grid.p[m][i];
            mean += p * grid.y[i];
            variance += p * grid.y[i] * grid.y[i];
            factor += p * exp(grid.log_factor[m > 0][i]);
            for (size_t j = 0; j < GRID_LEVELS; j++)
                lag += p * grid.y[i] * grid.move[i][j] * grid.y[j];
            assert_near(later.p[m][i], p, 1e-14);
        }
    }
    assert_near(mean, 0, 1e-13);
    assert_near(variance, 0.36, 1e-13);
    assert_near(lag, 0.36 * pow(0.5, 1.0 / 9), 1e-13);
    assert_near(factor, 1, 1e-13);
}

/* Oracle: probabilities of all counts of a day sum to 1 (counts to 60 at a mean of 0.7: the rest is below 1e-12),
 * after any past. */
static void test_the_chances_of_all_counts_of_a_day_sum_to_one(void **state)
{
    static campaign_grid grid;
    double sum = 0;

    (void)state;
    grid_open(&grid, &example);
    for (int i = 0; i < 40; i++) grid_day(&grid, i % 9 == 0 ? 3 : 0, 1);
    for (int32_t n = 0; n <= 60; n++) {
        campaign_grid day = grid;
        sum += exp(grid_day(&day, n, 1));
    }
    assert_near(sum, 1, 1e-12);
}

/* Oracle: nothing leaks and nothing resumes, so after a day on with chance one an act later is impossible while
 * halted for good. A count far beyond every level is unlikely, never lost to underflow. */
static void test_what_cannot_be_is_minus_infinity_and_what_is_far_off_is_not(void **state)
{
    static campaign_grid grid;
    campaign c = example;

    (void)state;
    c.leak = 0;
    grid_open(&grid, &c);
    memset(grid.p[MODE_ON], 0, sizeof grid.p[MODE_ON]);
    grid.mode[MODE_SHORT][MODE_ON] = grid.mode[MODE_LONG][MODE_ON] = 0;
    assert_true(grid_day(&grid, 1, 1) == -INFINITY);
    grid_open(&grid, &example);
    const double far = grid_day(&grid, 5000, 1);
    assert_true(isfinite(far) && far < -1000);
}

/* ---- the way down ------------------------------------------------------------------------------- */

/* Rosenbrock's valley (1960): lowest at (1, 1), where it is 0. */
static double valley(const double *x, void *context)
{
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];

    (void)context;
    return a * a + 100 * b * b;
}

static void test_the_simplex_comes_down_a_bent_valley(void **state)
{
    double x[2] = {-1.2, 1};

    (void)state;
    assert_true(simplex_lowest(valley, NULL, x, 2, 0.6, 2000) < 0.01);
    assert_near(x[0], 1, 0.1);
    assert_near(x[1], 1, 0.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_six_days_are_as_likely_as_all_their_paths_together),
        cmocka_unit_test(test_halts_alone_are_summed_over_all_their_paths),
        cmocka_unit_test(test_shares_of_modes_stay_and_the_rate_is_the_mean),
        cmocka_unit_test(test_the_level_has_its_variance_its_lags_and_a_factor_of_mean_one),
        cmocka_unit_test(test_the_chances_of_all_counts_of_a_day_sum_to_one),
        cmocka_unit_test(test_what_cannot_be_is_minus_infinity_and_what_is_far_off_is_not),
        cmocka_unit_test(test_the_simplex_comes_down_a_bent_valley),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
