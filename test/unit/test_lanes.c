/* test_lanes.c -- own exp and log against long double libm, and at exact points. */
#include "core/lanes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { POINTS = 400000 };

static double next_unit(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

/* Error in units of the last place of the true value. */
static double ulps(double got, long double want)
{
    int exponent;

    (void)frexpl(want, &exponent);
    return fabs((double)((got - want) / ldexpl(1.0L, exponent - 53)));
}

/* Oracle: expl, whose 64 bits are more than the 53 tested. */
static void test_exp_is_within_one_ulp(void **state)
{
    uint64_t s = 1;
    double worst = 0.0;

    (void)state;
    for (int i = 0; i < POINTS; i++) {
        const double u = next_unit(&s), x = i % 2 ? (u - 0.5) * 1416.0 : (u - 0.5) * 3.0;

        worst = fmax(worst, ulps(m_exp(x), expl(x)));
    }
    assert_true(worst <= 1.0);
    assert_true(worst > 0.4); /* half an ulp is the least; below, the check itself is wrong */
}

/* Oracle: logl. Points over the whole range, near 1, and about the seam at sqrt(2). */
static void test_log_is_within_one_ulp(void **state)
{
    uint64_t s = 2;
    double worst = 0.0;

    (void)state;
    for (int i = 0; i < POINTS; i++) {
        const double u = next_unit(&s);
        const double x = i % 4 == 0   ? exp((u - 0.5) * 1416.0)
                         : i % 4 == 1 ? 0.3 + 2.0 * u
                         : i % 4 == 2 ? 1.0 + (u - 0.5) * 1e-3
                                      : 1.41421356 + (u - 0.5) * 1e-6;

        worst = fmax(worst, ulps(m_log(x), logl(x)));
    }
    assert_true(worst <= 1.0);
    assert_true(worst > 0.4);
}

/* Oracle: log1pl; bound as in lanes.h. */
static void test_log1p_keeps_tiny_arguments(void **state)
{
    uint64_t s = 3;
    double worst = 0.0;

    (void)state;
    for (int i = 0; i < POINTS; i++) {
        const double u = next_unit(&s);
        const double x = i % 3 == 0 ? exp(-40.0 * u) : i % 3 == 1 ? exp(20.0 * u) : -0.999 * u;

        worst = fmax(worst, ulps(m_log1p(x), log1pl(x)));
    }
    assert_true(worst <= 2.5);
    assert_true(m_log1p(1e-300) == 1e-300);
}

/* Oracle: exp2l and log2l; 2^k is exact by definition of a double. */
static void test_base_two_is_exact_at_whole_numbers(void **state)
{
    uint64_t s = 4;

    (void)state;
    for (int k = -1021; k <= 1021; k++) assert_true(m_exp2(k) == ldexp(1.0, k));
    for (int i = 0; i < 10000; i++) {
        const double x = (next_unit(&s) - 0.5) * 200.0;

        assert_true(ulps(m_exp2(x), exp2l(x)) <= 1.5);
        assert_true(ulps(m_log2(exp2(x)), log2l(exp2(x))) <= 2.5);
    }
}

/* Oracle: the header's words; e^0 = 1 and log 1 = 0 exactly. */
static void test_edges_are_clamped(void **state)
{
    const double tiny = m_log(2.3e-308);

    (void)state;
    assert_true(m_exp(0.0) == 1.0 && m_log(1.0) == 0.0);
    assert_true(m_exp(1e300) == m_exp(708.0) && m_exp(INFINITY) == m_exp(708.0));
    assert_true(m_exp(-1e300) == m_exp(-708.0) && m_exp(NAN) == m_exp(-708.0));
    assert_true(m_exp(-708.0) > 0.0 && isfinite(m_exp(708.0)));
    assert_true(m_log(0.0) == tiny && m_log(-1.0) == tiny && m_log(NAN) == tiny);
    assert_true(m_log(1e-310) == tiny && isfinite(tiny));
    assert_true(m_log(INFINITY) == m_log(1.7976931348623157e308));
    assert_true(m_clamp(NAN, -1.0, 2.0) == -1.0 && m_clamp(5.0, -1.0, 2.0) == 2.0);
    assert_true(m_clamp(-5.0, -1.0, 2.0) == -1.0 && m_clamp(0.5, -1.0, 2.0) == 0.5);
}

/* Oracle: logistic(0) = 1/2, logistic(x) + logistic(-x) = 1, and logit is its inverse. */
static void test_logistic_and_logit_undo_each_other(void **state)
{
    (void)state;
    assert_true(m_logistic(0.0) == 0.5 && m_logit(0.5) == 0.0);
    for (double x = -20.0; x <= 20.0; x += 0.37) {
        assert_true(fabs(m_logistic(x) + m_logistic(-x) - 1.0) < 3e-16);
        assert_true(fabs(m_logit(m_logistic(x)) - x) < 1e-15 * exp(fabs(x)) + 1e-14);
    }
    assert_true(m_logistic(1000.0) == 1.0 && m_logistic(-1000.0) < 1e-300);
}

/* Reproducibility only: the bits of one build must be those of all others (optimisation levels,
 * instruction sets, compilers). That they are right is for the tests above. */
static void test_bits_are_the_same_in_every_build(void **state)
{
    uint64_t s = 5, hash = 0xcbf29ce484222325u;

    (void)state;
    for (int i = 0; i < 100000 / LANES; i++) {
        double x[LANES], y[LANES], z[LANES], w[LANES];

        for (int k = 0; k < LANES; k++) x[k] = (next_unit(&s) - 0.5) * 1400.0;
        for (int k = 0; k < LANES; k++) y[k] = m_exp(x[k]);
        for (int k = 0; k < LANES; k++) z[k] = m_log(x[k] + 700.0);
        for (int k = 0; k < LANES; k++) w[k] = m_log1p(m_logistic(x[k] * 0.01)) + m_exp2(x[k]);
        for (int k = 0; k < LANES; k++) {
            hash = (hash ^ lanes_bits(y[k])) * 0x100000001b3u;
            hash = (hash ^ lanes_bits(z[k])) * 0x100000001b3u;
            hash = (hash ^ lanes_bits(w[k])) * 0x100000001b3u;
        }
    }
    if (hash != 0xdea23669c57d8811u) fail_msg("hash 0x%016llx", (unsigned long long)hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp_is_within_one_ulp),
        cmocka_unit_test(test_log_is_within_one_ulp),
        cmocka_unit_test(test_log1p_keeps_tiny_arguments),
        cmocka_unit_test(test_base_two_is_exact_at_whole_numbers),
        cmocka_unit_test(test_edges_are_clamped),
        cmocka_unit_test(test_logistic_and_logit_undo_each_other),
        cmocka_unit_test(test_bits_are_the_same_in_every_build),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
