/* test_hawkes.c -- the self-exciting baseline against numbers by hand and against its own paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include <string.h>

#include "../support/near.h"
#include "studies/hawkes.h"

/* Oracle: a series with an act each fourth day is more even than chance, so that nothing begets anything and the base is the mean. */
static void test_an_even_series_has_no_children(void **state)
{
    double count[400];
    uint8_t covered[400];

    (void)state;
    for (size_t d = 0; d < 400; d++) count[d] = d % 4 == 0;
    memset(covered, 1, sizeof covered);
    const hawkes h = hawkes_fit(count, covered, 400);
    assert_near(h.children, 0, 0);
    assert_near(h.base, 0.25, 1e-9);
}

/* Oracle: means 0.1 + 0.25 x 2, then S halves: 0.6, 0.35, 0.225. */
static void test_the_chance_of_quiet_is_as_by_hand(void **state)
{
    const hawkes h = {.base = 0.1, .children = 0.5, .half_life = 1, .excited = 2};

    (void)state;
    assert_near(hawkes_quiet(&h, 3), exp(-0.6 - 0.35 - 0.225), 1e-12);
    assert_near(hawkes_quiet(&h, 0), 1, 0);
}

/* Oracle: E S' = r E S + E count; 4000 paths, 5 standard errors of the mean, whose variance is taken from the paths. */
static void test_paths_have_the_mean_of_the_recursion(void **state)
{
    const hawkes h = {.base = 0.3, .children = 0.6, .half_life = 3, .excited = 4};
    const double r = exp2(-1.0 / 3), gain = 0.6 * (1 - r);
    double sum[10] = {0}, squares[10] = {0}, excited = 4, path[10];

    (void)state;
    for (size_t i = 0; i < 4000; i++) {
        hawkes_path(&h, 10, 1, i, path);
        for (size_t d = 0; d < 10; d++) {
            sum[d] += path[d] / 4000;
            squares[d] += path[d] * path[d] / 4000;
        }
    }
    for (size_t d = 0; d < 10; d++) {
        const double mean = 0.3 + gain * excited;
        assert_near(sum[d], mean, 5 * sqrt((squares[d] - sum[d] * sum[d]) / 4000));
        excited = r * excited + mean;
    }
}

/* A path from rest: base 0.2, children 0.6, half-life 4; long-run mean 0.5. */
static void long_path(double *count, size_t n)
{
    const hawkes truth = {.base = 0.2, .children = 0.6, .half_life = 4, .excited = 3};

    hawkes_path(&truth, n, 2, 0, count);
}

/* Oracle: the truth, within what 4000 days tell (0.13 is over four standard errors of children in series of this length). */
static void test_a_fit_finds_what_a_long_path_was_made_with(void **state)
{
    static double count[4000];
    static uint8_t covered[4000];

    (void)state;
    long_path(count, 4000);
    memset(covered, 1, sizeof covered);
    const hawkes h = hawkes_fit(count, covered, 4000);
    assert_near(h.children, 0.6, 0.13);
    assert_true(h.half_life >= 2 && h.half_life <= 8);
    assert_near(h.base / (1 - h.children), 0.5, 0.1);
}

static void test_acts_of_days_that_are_not_covered_are_not_read(void **state)
{
    double count[500], other[500];
    uint8_t covered[500];

    (void)state;
    long_path(count, 500);
    memcpy(other, count, sizeof count);
    for (size_t d = 0; d < 500; d++) {
        covered[d] = d % 9 != 0;
        if (!covered[d]) other[d] = 1000;
    }
    const hawkes one = hawkes_fit(count, covered, 500), two = hawkes_fit(other, covered, 500);
    assert_memory_equal(&one, &two, sizeof one);
}

/* Oracle: half an act over the covered days and one, as the header says. */
static void test_a_series_without_acts_has_a_rate_above_nothing(void **state)
{
    const double count[3] = {0, 0, 0};
    const uint8_t covered[3] = {1, 0, 1};

    (void)state;
    assert_near(hawkes_fit(count, covered, 3).base, 0.5 / 3, 1e-15);
    assert_near(hawkes_fit(count, covered, 0).base, 0.5, 1e-15);
    assert_near(hawkes_fit(count, covered, 3).children, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_even_series_has_no_children),
        cmocka_unit_test(test_the_chance_of_quiet_is_as_by_hand),
        cmocka_unit_test(test_paths_have_the_mean_of_the_recursion),
        cmocka_unit_test(test_a_fit_finds_what_a_long_path_was_made_with),
        cmocka_unit_test(test_acts_of_days_that_are_not_covered_are_not_read),
        cmocka_unit_test(test_a_series_without_acts_has_a_rate_above_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
