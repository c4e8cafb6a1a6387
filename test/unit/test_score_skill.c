/* test_score_skill.c -- skill and its blocks against cases whose answer is plain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include <string.h>

#include "../support/near.h"
#include "studies/score_skill.h"

enum { N = 40 };

static score_skill skill_of(const double *score, const double *base, size_t n, size_t block)
{
    score_skill told;

    assert_int_equal(score_skill_of(score, base, n, block, 3, &told, NULL), OFR_OK);
    return told;
}

/* Oracle: 1 - 1/4, whatever is drawn. */
static void test_a_quarter_of_the_loss_is_a_skill_of_three_quarters(void **state)
{
    double score[N], base[N];

    (void)state;
    for (size_t i = 0; i < N; i++) {
        score[i] = 0.01 * (double)(1 + i * i % 7);
        base[i] = 4 * score[i];
    }
    const score_skill told = skill_of(score, base, N, 3);
    assert_true(told.known && told.has_interval);
    assert_near(told.skill, 0.75, 1e-12);
    assert_near(told.low, 0.75, 1e-12);
    assert_near(told.high, 0.75, 1e-12);
    assert_int_equal(score_verdict_of(&told), SCORE_BETTER);
    const score_skill other = skill_of(base, score, N, 3);
    assert_near(other.skill, -3, 1e-12);
    assert_int_equal(score_verdict_of(&other), SCORE_WORSE);
    assert_true(told.difference_high < 0 && other.difference_low > 0);
    assert_near(told.difference, -other.difference, 1e-12);
}

static void test_equal_forecasters_tie(void **state)
{
    double score[N];

    (void)state;
    for (size_t i = 0; i < N; i++) score[i] = (double)(i % 3);
    const score_skill told = skill_of(score, score, N, 4);
    assert_near(told.skill, 0, 0);
    assert_near(told.difference, 0, 0);
    assert_int_equal(score_verdict_of(&told), SCORE_TIES);
}

/* Oracle: scores that lie in runs of five are five times as few as they look: standard errors sqrt(5) apart. */
static void test_blocks_widen_what_lies_in_runs(void **state)
{
    double score[N], base[N];

    (void)state;
    for (size_t i = 0; i < N; i++) {
        score[i] = i / 5 % 2 ? 1 : 0;
        base[i] = 1;
    }
    const score_skill runs = skill_of(score, base, N, 5), single = skill_of(score, base, N, 1);
    assert_near(runs.skill, 0.5, 1e-12);
    assert_true(runs.high - runs.low > 1.25 * (single.high - single.low));
    assert_true(single.low < 0.5 && single.high > 0.5);
}

static void test_too_few_blocks_have_no_interval_and_no_verdict(void **state)
{
    const double score[] = {0, 0, 0, 0, 0, 0}, base[] = {1, 1, 1, 1, 1, 1};
    score_skill told = skill_of(score, base, 6, 2);

    (void)state;
    assert_true(told.known && !told.has_interval);
    assert_int_equal(score_verdict_of(&told), SCORE_CANNOT_SAY);
    told = skill_of(score, base, 6, 1);
    assert_true(told.has_interval);
    told = skill_of(base, score, 6, 1); /* a base without loss */
    assert_false(told.known);
    assert_near(told.difference, 1, 0);
    assert_int_equal(score_verdict_of(&told), SCORE_CANNOT_SAY);
    told = skill_of(score, base, 0, 1);
    assert_false(told.known);
}

static void test_the_same_seed_draws_the_same(void **state)
{
    double score[N], base[N];
    score_skill other;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        score[i] = score_unit(5, "test", i, 0);
        base[i] = score_unit(5, "test", i, 1);
    }
    const score_skill one = skill_of(score, base, N, 3), two = skill_of(score, base, N, 3);
    assert_memory_equal(&one, &two, sizeof one);
    assert_int_equal(score_skill_of(score, base, N, 3, 4, &other, NULL), OFR_OK);
    assert_true(fabs(other.low - one.low) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_quarter_of_the_loss_is_a_skill_of_three_quarters),
        cmocka_unit_test(test_equal_forecasters_tie),
        cmocka_unit_test(test_blocks_widen_what_lies_in_runs),
        cmocka_unit_test(test_too_few_blocks_have_no_interval_and_no_verdict),
        cmocka_unit_test(test_the_same_seed_draws_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
