/* test_kind_prior.c -- what is drawn from a kind, and the statistics that its paths are compared by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "../../tools/series/burstiness.h"
#include "../../tools/series/campaign_path.h"
#include "../../tools/series/kind_prior.h"

#define assert_near(a, b, slack) assert_true(fabs((a) - (b)) <= (slack))

/* ---- statistics --------------------------------------------------------------------------------- */

/* Oracle: by hand. Weeks of 2, 0, 0, 4, 0, 0 acts: mean 1, squares 4 + 16, variance (20 - 6) / 5 = 2.8; four weeks
 * of six are zero; the longest quiet is days 1 to 22, counted from 0. Pairs (2,0) (0,0) (0,4) (4,0) (0,0): means
 * 6/5 and 4/5; covariance 0 - 5 * 24/25 = -4.8, squares 20 - 7.2 and 16 - 3.2, so the correlation is -4.8 / 12.8 =
 * -0.375. */
static void test_statistics_are_those_by_hand(void **state)
{
    int32_t count[42] = {0};
    double of[N_BURSTS];

    (void)state;
    count[0] = 2;  /* week 1, its first day */
    count[23] = 4; /* week 4: days 1 to 22 before it are quiet, and 24 to 41 after it */
    bursts_of(count, 42, of);
    assert_near(of[BURST_WEEK], 2.8, 1e-12);
    assert_near(of[BURST_ZERO], 4.0 / 6, 1e-12);
    assert_true(of[BURST_QUIET] == 22);
    assert_near(of[BURST_LAG], -0.375, 1e-12);
    assert_true(isnan(of[BURST_WEEK_2]) && isnan(of[BURST_WEEK_8])); /* three windows and none */
}

/* Oracle: the definition: days without a report are passed over, and a window counts from half of its days on.
 * Week 2 has three days: left out, so weeks of 2, 0, 4, 0, 0: mean 1.2, variance (20 - 7.2) / 4 = 3.2, over the
 * mean 8/3. The quiet loses the four days that nobody saw. */
static void test_days_without_a_report_are_passed_over(void **state)
{
    int32_t count[42] = {0};
    double of[N_BURSTS];

    (void)state;
    count[0] = 2;
    count[23] = 4;
    for (int i = 7; i < 11; i++) count[i] = NOT_COVERED;
    bursts_of(count, 42, of);
    assert_near(of[BURST_WEEK], 8.0 / 3, 1e-12);
    assert_near(of[BURST_ZERO], 3.0 / 5, 1e-12);
    assert_true(of[BURST_QUIET] == 18);
}

/* ---- paths -------------------------------------------------------------------------------------- */

static const campaign example = {.rate = 0.8,
                                 .halts = 0.02,
                                 .short_ends = 0.08,
                                 .long_ends = 0.01,
                                 .share_long = 0.2,
                                 .leak = 0.05,
                                 .level = 0.5,
                                 .half_life = 20};

/* Oracle: the long-run mean is the rate and the long-run share of zero days that of the grid, whose likelihood is
 * tested by itself. 20,000 paths of 40 days from the long run, each looked at on its last day: standard errors of
 * mean (variance of a day, below 3) and share are below 0.013 and 0.0036. Slack of 5 of them: a false alarm in
 * about 10^6 seeds. */
static void test_paths_have_the_mean_and_the_zeros_of_the_grid(void **state)
{
    enum { PATHS = 20000, DAYS = 40 };
    static campaign_grid grid;
    double mean = 0, zeros = 0;

    (void)state;
    for (uint32_t k = 0; k < PATHS; k++) {
        campaign_path path;
        int32_t count = 0;
        path_open(&path, &example, NULL, 7, k);
        for (int32_t day = 0; day < DAYS; day++) count = path_day(&path, day, 1);
        mean += (double)count / PATHS;
        zeros += (double)(count == 0) / PATHS;
    }
    grid_open(&grid, &example);
    assert_near(mean, example.rate, 5 * 0.013);
    assert_near(zeros, exp(grid_day(&grid, 0, 1)), 5 * 0.0036);
}

/* Oracle: as above, one step on from what a grid knows after a quiet month: chance of a zero day by the grid
 * against paths from it. The standard error of a share of 20,000 is at most 0.0036. */
static void test_paths_go_on_from_what_a_grid_knows(void **state)
{
    enum { PATHS = 20000 };
    static campaign_grid grid, next;
    double zeros = 0;

    (void)state;
    grid_open(&grid, &example);
    for (int i = 0; i < 30; i++) grid_day(&grid, 0, 1);
    for (uint32_t k = 0; k < PATHS; k++) {
        campaign_path path;
        path_open(&path, &example, &grid, 8, k);
        zeros += (double)(path_day(&path, 0, 1) == 0) / PATHS;
    }
    next = grid;
    assert_near(zeros, exp(grid_day(&next, 0, 1)), 5 * 0.0036);
    /* and the halt is seen: without what the grid knows a zero is far less likely */
    grid_open(&grid, &example);
    assert_true(zeros > exp(grid_day(&grid, 0, 1)) + 0.1);
}

/* ---- priors ------------------------------------------------------------------------------------- */

static const kind_prior prior = {.keep = MODEL_BOTH,
                                 .half_life = 30,
                                 .a = {0.01, 0.06, 0.004, 2, 1, 0.3},
                                 .b = {0.9, 0.4, 0.5, 6, 19, 0.8},
                                 .mode = 0.6};

/* Oracle: the middle of a lognormal is its median; of the triangle (0.3, 0.6, 0.8), where half of 1 lies below m:
 * (m - 0.3)^2 / (0.5 * 0.3) = 1/2. */
static void test_the_middle_draw_is_the_median(void **state)
{
    static const double middle[N_KEYS] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    const campaign c = kind_prior_draw(&prior, middle, 1.5);

    (void)state;
    assert_near(c.halts, 0.01, 1e-9);
    assert_near(c.short_ends, 0.06, 1e-9);
    assert_near(c.long_ends, 0.004, 1e-9);
    assert_near(c.level, 0.3 + sqrt(0.5 * 0.5 * 0.3), 1e-9);
    assert_true(c.rate == 1.5 && c.half_life == 30);
}

/* Oracle: what is not kept is 0, whatever is drawn; what is kept stays in its range at both ends. */
static void test_draws_stay_in_range_and_what_is_not_kept_is_zero(void **state)
{
    kind_prior level = prior, halts = prior;

    (void)state;
    level.keep = MODEL_LEVEL;
    halts.keep = MODEL_HALTS;
    for (int i = 0; i <= 100; i++) {
        const double u = fmin(fmax(i / 100.0, 1e-9), 1 - 1e-9);
        const double all[N_KEYS] = {u, u, u, u, u, u};
        const campaign both = kind_prior_draw(&prior, all, 1);
        assert_true(both.level >= 0.3 && both.level <= 0.8 && both.leak >= 0 && both.leak <= 1);
        assert_true(both.share_long >= 0 && both.share_long <= 1 && both.halts > 0);
        assert_true(kind_prior_draw(&level, all, 1).halts == 0 &&
                    kind_prior_draw(&level, all, 1).level > 0);
        assert_true(kind_prior_draw(&halts, all, 1).level == 0 &&
                    kind_prior_draw(&halts, all, 1).halts > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statistics_are_those_by_hand),
        cmocka_unit_test(test_days_without_a_report_are_passed_over),
        cmocka_unit_test(test_paths_have_the_mean_and_the_zeros_of_the_grid),
        cmocka_unit_test(test_paths_go_on_from_what_a_grid_knows),
        cmocka_unit_test(test_the_middle_draw_is_the_median),
        cmocka_unit_test(test_draws_stay_in_range_and_what_is_not_kept_is_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
