/* test_distributions.c -- quantiles against slow sums in long double, closed forms and tables. */
#include "core/distributions.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/special.h"

static double gamma_cdf(double x, double shape)
{
    return special_gamma(x, shape).lower;
}

static double beta_cdf(double x, double a, double b)
{
    return special_beta(x, 1.0 - x, a, b).lower;
}

static double next_unit(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

/* Slow twin of both counts (k = INFINITY: Poisson): pmf from lgammal, summed from zero. */
static long double slow_log_pmf(double n, double mu, double k)
{
    const long double y = n, m = mu, s = k;

    if (isinf(k)) return y * logl(m) - m - lgammal(y + 1.0L);
    return lgammal(y + s) - lgammal(s) - lgammal(y + 1.0L) + s * logl(s / (s + m)) +
           y * logl(m / (s + m));
}

static double fast_quantile(double u, double mu, double k)
{
    return isinf(k) ? poisson_quantile(u, mu) : negbin_quantile(u, mu, k);
}

/* Walks the slow sums up to 1 - 1e-9; wherever a step is wide enough (every 37th past 300),
 * u just above the sum below n and just below the sum of n must both give n. slack: relative error
 * that is allowed. */
static void check_against_slow_sums(double mu, double k, double slack)
{
    long double sum = 0.0L;
    int steps = 0;

    for (double n = 0.0; n < 20000.0 && sum < 1.0L - 1e-9L; n += 1.0) {
        const long double p = expl(slow_log_pmf(n, mu, k)), above = sum + p;
        const double low = (double)(sum * (1.0L + slack)), high = (double)(above * (1.0L - slack));

        if (low > 1e-20 && high > low && (n < 300.0 || fmod(n, 37.0) == 0.0)) {
            steps++;
            if (fast_quantile(low, mu, k) != n || fast_quantile(high, mu, k) != n) {
                fail_msg("mu %g k %g: P(N <= n) = %.17Lg at n = %g, got %g to %g", mu, k, above, n,
                         fast_quantile(low, mu, k), fast_quantile(high, mu, k));
            }
        }
        sum = above;
    }
    assert_true(steps > 0 || mu < 0.001);
}

static void test_poisson_steps_where_the_exact_sums_do(void **state)
{
    const double mu[] = {1e-4, 0.01,  0.3,   1.0,   3.0,   12.5,   29.9, 30.1,
                         87.0, 100.0, 499.9, 500.0, 707.5, 1234.5, 1e4};

    (void)state;
    for (size_t i = 0; i < sizeof mu / sizeof mu[0]; i++) {
        check_against_slow_sums(mu[i], INFINITY, 1e-11);
    }
}

static void test_negbin_steps_where_the_exact_sums_do(void **state)
{
    const double mu[] = {1e-4, 0.3, 3.0, 29.0, 100.0, 700.0, 1e3};
    const double k[] = {0.02, 0.3, 1.0, 7.5, 150.0, 1e4};

    (void)state;
    for (size_t i = 0; i < sizeof mu / sizeof mu[0]; i++) {
        for (size_t j = 0; j < sizeof k / sizeof k[0]; j++) {
            check_against_slow_sums(mu[i], k[j], 1e-10);
        }
    }
}

/* Oracle: with k = 1 the count is geometric, P(N <= n) = 1 - q^(n + 1), q = mu / (1 + mu): also far
 * beyond the walk, where halving takes over. */
static void test_geometric_tails_are_exact(void **state)
{
    const double mu[] = {0.5, 20.0, 3000.0, 1e4};
    uint64_t s = 7;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (int j = 0; j < 300; j++) {
            const double u = next_unit(&s), n = negbin_quantile(u, mu[i], 1.0);
            const long double lq = logl((long double)mu[i] / (1.0L + mu[i]));

            assert_true(-expm1l(lq * (n + 1.0L)) >= u - 1e-11);
            assert_true(-expm1l(lq * n) <= u + 1e-11);
        }
    }
}

/* Oracle: the sum of P(N > n) over n is the mean; with u on a grid of midpoints the mean of the
 * quantiles is the mean but for the grid (sum of steps within half a cell each). */
static void test_means_come_out_from_1e_4_to_1e4(void **state)
{
    const double mu[] = {1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0, 87.0, 100.0, 1e3, 1e4};
    enum { GRID = 20000 };

    (void)state;
    for (size_t i = 0; i < sizeof mu / sizeof mu[0]; i++) {
        double poisson = 0.0, negbin = 0.0;

        for (int j = 0; j < GRID; j++) {
            poisson += poisson_quantile((j + 0.5) / GRID, mu[i]);
            negbin += negbin_quantile((j + 0.5) / GRID, mu[i], 5.0);
        }
        assert_true(fabs(poisson / GRID - mu[i]) < 1e-3 * sqrt(mu[i]) + 2.5e-5);
        assert_true(fabs(negbin / GRID - mu[i]) < 1e-3 * (sqrt(mu[i]) + mu[i]) + 2.5e-5);
    }
}

/* Oracle: as k grows the negative binomial becomes Poisson; cdfs differ by less than mu / k. */
static void test_negbin_with_large_k_is_poisson(void **state)
{
    uint64_t s = 8;
    int differ = 0;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        const double u = next_unit(&s), mu = exp(9.0 * next_unit(&s));

        differ += negbin_quantile(u, mu, 1e12) != poisson_quantile(u, mu);
    }
    assert_true(differ == 0); /* expected: 4000 * 1e-8 */
}

static void test_counts_never_fall_in_u_or_in_the_mean(void **state)
{
    uint64_t s = 9;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        const double mu = exp(-9.0 + 17.0 * next_unit(&s)), k = exp(-3.0 + 8.0 * next_unit(&s));
        const double u = next_unit(&s), v = u + (1.0 - u) * next_unit(&s) * 0.1;
        const double more = mu * (1.0 + 0.1 * next_unit(&s));

        assert_true(poisson_quantile(u, mu) <= poisson_quantile(v, mu));
        assert_true(poisson_quantile(u, mu) <= poisson_quantile(u, more));
        assert_true(negbin_quantile(u, mu, k) <= negbin_quantile(v, mu, k));
        assert_true(negbin_quantile(u, mu, k) <= negbin_quantile(u, more, k));
    }
    /* Across the border between the two ways to start. */
    for (double mu = 490.0; mu < 510.0; mu += 0.25) {
        assert_true(poisson_quantile(1e-9, mu) <= poisson_quantile(1e-9, mu + 0.25));
        assert_true(poisson_quantile(0.999, mu) <= poisson_quantile(0.999, mu + 0.25));
    }
}

/* Oracle: the header's words. That the calls come back at all is half of the test. */
static void test_no_argument_hangs(void **state)
{
    const double u[] = {-1.0,          0.0,           1e-300, 0x1p-65, 0.5,      1.0 - 0x1p-33,
                        1.0 - 0x1p-52, 1.0 - 0x1p-53, 1.0,    2.0,     INFINITY, NAN};
    const double mu[] = {-1.0,  0.0,   1e-300, 1e-12, 0.3,      29.0,
                         499.0, 501.0, 1e4,    1e9,   INFINITY, NAN};
    const double k[] = {-1.0, 0.0, 1e-9, 0.01, 1.0, 100.0, 1e9, 1e300, INFINITY, NAN};

    (void)state;
    for (size_t i = 0; i < sizeof u / sizeof u[0]; i++) {
        for (size_t j = 0; j < sizeof mu / sizeof mu[0]; j++) {
            const double n = poisson_quantile(u[i], mu[j]);

            assert_true(n >= 0.0 && n <= 1.1e6 && n == floor(n));
            if (!(u[i] > 0.0) && !(mu[j] >= 500.0)) assert_true(n == 0.0);
            if (!(mu[j] > 0.0)) assert_true(n == 0.0);
            for (size_t l = 0; l < sizeof k / sizeof k[0]; l++) {
                const double m = negbin_quantile(u[i], mu[j], k[l]);

                assert_true(m >= 0.0 && m <= 1e12 && m == floor(m));
                if (!(mu[j] > 0.0)) assert_true(m == 0.0);
            }
        }
    }
    /* P(N = 0) = 1 - 1e-12 + ...: one event from there on, and P(N > 1) = 5e-25 is out of reach. */
    assert_true(poisson_quantile(1.0 - 2e-12, 1e-12) == 0.0);
    assert_true(poisson_quantile(1.0 - 1e-13, 1e-12) == 1.0);
    assert_true(poisson_quantile(1.0, 1e-12) <= 2.0);
}

/* Oracle: the scalar functions, on both sides of every border of the fast path. */
static void test_lanes_equal_the_scalar_counts_bit_by_bit(void **state)
{
    enum { MOST = 3 * LANES + 5 };
    uint64_t s = 10;

    (void)state;
    for (int trial = 0; trial < 600; trial++) {
        double u[MOST], mu[MOST], k[MOST], got[MOST], want[MOST];
        const size_t n = trial % 3 ? LANES : (size_t)trial % MOST;
        const double top = trial % 5 == 0 ? 9.0 : 3.4;

        for (size_t i = 0; i < n; i++) {
            u[i] = trial % 4 == 0 ? 1.0 - exp(-37.0 * next_unit(&s)) : next_unit(&s);
            mu[i] = exp(-12.0 + (12.0 + top) * next_unit(&s));
            k[i] = exp(-5.0 + 15.0 * next_unit(&s));
        }
        if (n > 2 && trial % 10 == 9) mu[1] = NAN, u[2] = NAN, k[0] = NAN;
        lane_poisson(u, mu, n, got);
        for (size_t i = 0; i < n; i++) want[i] = poisson_quantile(u[i], mu[i]);
        assert_memory_equal(got, want, n * sizeof got[0]);
        lane_negbin(u, mu, k, n, got);
        for (size_t i = 0; i < n; i++) want[i] = negbin_quantile(u[i], mu[i], k[i]);
        assert_memory_equal(got, want, n * sizeof got[0]);
    }
}

/* Oracle: lgammal; and lgamma of 1 and 2, which is 0. */
static void test_lgamma_is_within_its_bound(void **state)
{
    (void)state;
    for (double x = 1e-8; x < 1e9; x *= 1.37) {
        const double want = (double)lgammal(x);

        assert_true(fabs(m_lgamma(x) - want) <= 1e-14 * fmax(1.0, fabs(want)));
    }
    assert_true(fabs(m_lgamma(1.0)) < 1e-14 && fabs(m_lgamma(2.0)) < 1e-14);
    assert_true(isnan(m_lgamma(0.0)) && isnan(m_lgamma(NAN)));
}

/* Oracle: the slow pmf above. No floor: 20,000 acts where 1e-6 are expected are as unlikely as they are. */
static void test_log_pmfs_are_those_of_the_formula(void **state)
{
    const double mu[] = {1e-6, 0.3, 5.0, 300.0, 1e4};

    (void)state;
    for (size_t i = 0; i < sizeof mu / sizeof mu[0]; i++) {
        for (double y = 0.0; y < 20000.0; y = y * 3.0 + 1.0) {
            const double p = (double)slow_log_pmf(y, mu[i], INFINITY);
            const double b = (double)slow_log_pmf(y, mu[i], 0.7);

            assert_true(fabs(poisson_log_pmf(y, mu[i]) - p) <= 1e-12 * fmax(1.0, fabs(p)));
            assert_true(fabs(negbin_log_pmf(y, mu[i], 0.7) - b) <= 1e-12 * fmax(1.0, fabs(b)));
        }
    }
}

/* log P(N = y) by products, of which none cancels; k infinite: Poisson. */
static long double product_log_pmf(double y, double mu, double k)
{
    const long double m = mu, s = k;
    long double sum = isinf(k) ? y * logl(m) - m : (y + s) * -log1pl(m / s) + y * logl(m / s);

    for (double i = 1.0; i <= y; i += 1.0)
        sum += (isinf(k) ? 0.0L : logl(s + (i - 1.0L))) - logl((long double)i);
    return sum;
}

/* Oracle: products in long double, whose range holds what is told of the least mean of a double. */
static void test_log_pmfs_hold_down_to_the_least_mean(void **state)
{
    const double k[] = {1e-6, 0.7, 40.0, 1e12, INFINITY};

    (void)state;
    for (double mu = 0x1p-1074; mu < 1e-3; mu *= 0x1p13) {
        for (size_t i = 0; i < sizeof k / sizeof k[0]; i++) {
            for (double y = 0.0; y < 5000.0; y = y * 5.0 + 1.0) {
                const double want = (double)product_log_pmf(y, mu, k[i]),
                             got = isinf(k[i]) ? poisson_log_pmf(y, mu)
                                               : negbin_log_pmf(y, mu, k[i]);

                if (!(fabs(got - want) <= 1e-12 * fmax(1.0, fabs(want))))
                    fail_msg("y %g mu %g k %g: %.17g, not %.17g", y, mu, k[i], got, want);
            }
        }
    }
}

/* Oracle: by hand. Acts where none can be are impossible, and nothing else is. */
static void test_only_acts_of_a_mean_of_zero_are_impossible(void **state)
{
    (void)state;
    assert_true(poisson_log_pmf(0.0, 0.0) == 0.0 && negbin_log_pmf(0.0, 0.0, 1.0) == 0.0);
    assert_true(poisson_log_pmf(1.0, 0.0) == -INFINITY);
    assert_true(negbin_log_pmf(1.0, 0.0, 1.0) == -INFINITY);
    assert_true(poisson_log_pmf(1.0, -1.0) == -INFINITY && poisson_log_pmf(1.0, NAN) == -INFINITY);
    for (double y = 1.0; y < 1e10; y *= 10.0) {
        assert_true(isfinite(poisson_log_pmf(y, 0x1p-1074)));
        assert_true(isfinite(negbin_log_pmf(y, 0x1p-1074, 1e12)));
        assert_true(isfinite(poisson_log_pmf(0.0, y)) && isfinite(poisson_log_pmf(1.0, y)));
    }
}

/* Oracle: the sum of the slow chances, in long double, from the largest on so that none is lost. */
static void test_a_range_of_counts_has_the_sum_of_their_chances(void **state)
{
    static const double range[][2] = {{0, 3}, {0, 0}, {10, 14}, {90, 110}, {400, 420}, {0, 2000}};
    const double mu[] = {1e-6, 0.3, 5.0, 100.0, 400.0, 1500.0};

    (void)state;
    for (size_t i = 0; i < sizeof mu / sizeof mu[0]; i++) {
        for (size_t j = 0; j < sizeof range / sizeof range[0]; j++) {
            const double low = range[j][0], high = range[j][1];
            const double top = fmin(fmax(floor(mu[i]), low), high);
            const long double most = slow_log_pmf(top, mu[i], INFINITY);
            long double sum = 0.0L;
            if (most < -700.0L) continue; /* below: as poisson_log_pmf */
            for (double n = low; n <= high; n += 1.0)
                sum += expl(slow_log_pmf(n, mu[i], INFINITY) - most);
            const double want = (double)(most + logl(sum));
            assert_true(fabs(poisson_log_range(low, high, mu[i]) - want) <=
                        1e-12 * fmax(1.0, fabs(want)));
        }
        assert_true(poisson_log_range(7.0, 7.0, mu[i]) == poisson_log_pmf(7.0, mu[i]));
    }
    assert_true(poisson_log_range(0.0, 3.0, 0.0) == 0.0);
    assert_true(poisson_log_range(1.0, 3.0, 0.0) == poisson_log_pmf(1.0, 0.0));
    assert_true(poisson_log_range(0.0, 0.0, 0.0) == 0.0);
}

/* Oracle: erfcl, and the tables' 1.959963984540054. */
static void test_normal_quantile_undoes_the_normal_cdf(void **state)
{
    (void)state;
    assert_true(normal_quantile(0.5) == 0.0);
    assert_true(fabs(normal_quantile(0.975) - 1.959963984540054) < 1e-14);
    for (double u = 1e-290; u < 0.5; u *= 1.7) {
        const long double back = 0.5L * erfcl(-normal_quantile(u) / sqrtl(2.0L));

        assert_true(fabsl(back - u) <= 1e-12L * u);
    }
    for (double u = 0.5; u < 1.0; u += 0.00371) {
        assert_true(fabsl(0.5L * erfcl(-normal_quantile(u) / sqrtl(2.0L)) - u) <= 1e-15L);
    }
    assert_true(isfinite(normal_quantile(0.0)) && isfinite(normal_quantile(1.0)));
    assert_true(isfinite(normal_quantile(NAN)));
}

/* Oracle: P(D >= d) = d^-(alpha - 1) by powl, and the sum itself. */
static void test_heavy_tails_have_their_law_and_mean(void **state)
{
    const double alpha[] = {1.3, 2.0, 2.38, 3.5};
    const double cap[] = {1.0, 50.0, 64.0, 1e5};
    uint64_t s = 11;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (int j = 0; j < 500; j++) {
            const double u = next_unit(&s), d = heavy_tail_quantile(u, alpha[i], 1e15);

            assert_true(powl(d, 1.0L - alpha[i]) >= (1.0L - u) * (1.0L - 1e-12L));
            if (d < 1e15) assert_true(powl(d + 1.0L, 1.0L - alpha[i]) <= (1.0L - u) * (1 + 1e-12L));
        }
        for (size_t j = 0; j < 4; j++) {
            long double sum = 0.0L;

            for (double d = cap[j]; d >= 1.0; d -= 1.0) sum += powl(d, 1.0L - alpha[i]);
            assert_true(fabsl(heavy_tail_mean(alpha[i], cap[j]) - sum) <= 1e-12L * sum);
        }
    }
    assert_true(heavy_tail_quantile(1.0 - 1e-16, 1.01, 250.0) == 250.0);
    assert_true(heavy_tail_quantile(0.3, NAN, 250.0) == 250.0);
    assert_true(heavy_tail_quantile(NAN, 2.0, NAN) == 1.0);
}

static void assert_near(double got, double want, double relative)
{
    /* Below 1e-290 own functions give some such number (m_exp stops at e^-708). */
    if (fabs(want) < 1e-290 && fabs(got) < 1e-280) return;
    if (!(fabs(got - want) <= relative * fabs(want))) fail_msg("%.17g is not %.17g", got, want);
}

/* Oracle: closed forms of I_x(a, 1) = x^a, I_x(1, b) = 1 - (1 - x)^b, I_x(2, 2) = 3 x^2 - 2 x^3,
 * I_x(1/2, 1/2) = 2 / pi asin(sqrt x); P(1, x) = 1 - e^-x, P(1/2, x) = erf(sqrt x). */
static void test_incomplete_functions_have_their_closed_forms(void **state)
{
    (void)state;
    for (double x = 0.003; x < 1.0; x += 0.01) {
        for (double a = 0.05; a < 2000.0; a *= 3.7) {
            assert_near(beta_cdf(x, a, 1.0), (double)powl(x, a), 1e-11);
            assert_near(beta_cdf(x, 1.0, a), (double)-expm1l(a * log1pl(-x)), 1e-11);
        }
        assert_near(beta_cdf(x, 2.0, 2.0), x * x * (3.0 - 2.0 * x), 1e-13);
        assert_near(beta_cdf(x, 0.5, 0.5), 2.0 / acos(-1.0) * asin(sqrt(x)), 1e-13);
        assert_near(gamma_cdf(30.0 * x, 1.0), -expm1(-30.0 * x), 1e-13);
        assert_near(gamma_cdf(30.0 * x, 0.5), erf(sqrt(30.0 * x)), 1e-13);
    }
    assert_true(beta_cdf(0.0, 2.0, 3.0) == 0.0 && beta_cdf(1.0, 2.0, 3.0) == 1.0);
    assert_true(gamma_cdf(-1.0, 2.0) == 0.0 && gamma_cdf(INFINITY, 2.0) == 1.0);
    assert_true(isnan(beta_cdf(0.5, -1.0, 2.0)) && isnan(gamma_cdf(1.0, NAN)));
}

/* Oracle: Poisson sums: P(Gamma(n + 1) <= x) = P(N > n) for N ~ Poisson(x), in long double. */
static void test_gamma_cdf_agrees_with_poisson_sums_at_large_shapes(void **state)
{
    const double x[] = {5.0, 200.0, 1000.0};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        long double below = 0.0L;

        for (double n = 0.0; n < x[i] + 3.0 * sqrt(x[i]); n += 1.0) {
            below += expl(slow_log_pmf(n, x[i], INFINITY));
            assert_true(fabsl(gamma_cdf(x[i], n + 1.0) - (1.0L - below)) < 1e-12L);
        }
    }
}

/* Oracle: quantiles with a closed form. */
static void test_prior_quantiles_have_their_closed_forms(void **state)
{
    const double u[] = {1e-12, 1e-5, 0.05, 0.3, 0.5, 0.72, 0.95, 0.99999};

    (void)state;
    for (size_t i = 0; i < sizeof u / sizeof u[0]; i++) {
        const double p = u[i];
        const ofr_prior uniform = {PRIOR_UNIFORM, 2.0, 6.0, 0}, none = {PRIOR_NONE, 4.5, 0, 0};
        const ofr_prior left = {PRIOR_BETA, 1.0, 7.0, 0}, right = {PRIOR_BETA, 0.3, 1.0, 0};
        const ofr_prior exponential = {PRIOR_GAMMA, 1.0, 3.0, 0};
        const ofr_prior arcsine = {PRIOR_BETA, 0.5, 0.5, 0};
        const ofr_prior triangle = {PRIOR_TRIANGULAR, 0.0, 0.0, 2.0};
        const ofr_prior lognormal = {PRIOR_LOGNORMAL, 5.0, 0.4, 0};
        const double angle = sin(p * acos(-1.0) / 2.0);

        assert_near(prior_quantile(&uniform, p), 2.0 + 4.0 * p, 1e-15);
        assert_true(prior_quantile(&none, p) == 4.5);
        assert_near(prior_quantile(&left, p), (double)-expm1l(log1pl(-p) / 7.0L), 1e-11);
        assert_near(prior_quantile(&right, p), (double)powl(p, 1.0L / 0.3L), 1e-11);
        assert_near(prior_quantile(&exponential, p), (double)(-3.0L * log1pl(-p)), 1e-11);
        assert_near(prior_quantile(&arcsine, p), angle * angle, 1e-11);
        assert_true(fabs(prior_quantile(&triangle, p) - 2.0 + 2.0 * sqrt(1.0 - p)) < 1e-15);
        assert_near(log(prior_quantile(&lognormal, p) / 5.0), 0.4 * normal_quantile(p), 1e-12);
    }
}

/* Oracle: printed tables. Chi-square with 10 degrees of freedom, 95 %: 18.307; with 1, 95 %:
 * 3.8415; with 100, 5 %: 77.929. F with 4 and 6, 95 %: 4.5337 (a beta(2, 3) in disguise). */
static void test_prior_quantiles_are_those_of_printed_tables(void **state)
{
    const ofr_prior ten = {PRIOR_GAMMA, 5.0, 10.0, 0}, one = {PRIOR_GAMMA, 0.5, 1.0, 0};
    const ofr_prior hundred = {PRIOR_GAMMA, 50.0, 100.0, 0}, f = {PRIOR_BETA, 2.0, 3.0, 0};
    const ofr_prior normal = {PRIOR_NORMAL, 10.0, 2.0, 0};
    const double x = prior_quantile(&f, 0.95);

    (void)state;
    assert_true(fabs(prior_quantile(&ten, 0.95) - 18.307) < 5e-4);
    assert_true(fabs(prior_quantile(&one, 0.95) - 3.8415) < 5e-5);
    assert_true(fabs(prior_quantile(&hundred, 0.05) - 77.929) < 5e-4);
    assert_true(fabs(x / (1.0 - x) * 6.0 / 4.0 - 4.5337) < 5e-5);
    assert_true(fabs(prior_quantile(&normal, 0.975) - 13.919928) < 1e-6);
}

/* Oracle: a quantile function undoes its cdf. */
static void test_quantiles_go_back_to_their_probability(void **state)
{
    const double beta[][2] = {
        {1.5, 167.5}, {0.5, 0.5}, {0.05, 100.0}, {20.0, 3.0}, {2000.0, 1500.0}};
    const double shape[] = {0.05, 0.3, 1.0, 3.3, 200.0, 1e4};

    (void)state;
    for (double u = 1e-9; u < 1.0 - 1e-9; u = u < 0.01 ? u * 2.3 : u + 0.0137) {
        for (size_t i = 0; i < sizeof beta / sizeof beta[0]; i++) {
            const ofr_prior prior = {PRIOR_BETA, beta[i][0], beta[i][1], 0};
            const double x = prior_quantile(&prior, u);

            assert_near(beta_cdf(x, beta[i][0], beta[i][1]), u, 1e-9);
        }
        for (size_t i = 0; i < sizeof shape / sizeof shape[0]; i++) {
            const ofr_prior prior = {PRIOR_GAMMA, shape[i], 7.0, 0};
            const double x = prior_quantile(&prior, u);

            if (x > 1e-290) assert_near(gamma_cdf(x * shape[i] / 7.0, shape[i]), u, 1e-9);
        }
    }
}

/* Oracle: the triangular cdf on both sides of the mode, by hand. */
static void test_triangular_goes_back_on_both_sides(void **state)
{
    const ofr_prior prior = {PRIOR_TRIANGULAR, -1.0, 0.0, 4.0}, point = {PRIOR_TRIANGULAR, 3, 3, 3};

    (void)state;
    for (double u = 0.001; u < 1.0; u += 0.017) {
        const double x = prior_quantile(&prior, u);
        const double back = x < 0.0 ? (x + 1.0) * (x + 1.0) / 5.0
                                    : 1.0 - (4.0 - x) * (4.0 - x) / 20.0;

        assert_true(fabs(back - u) < 1e-14);
    }
    assert_true(prior_quantile(&point, 0.4) == 3.0);
}

/* Oracle: median of a lognormal is its first parameter, of an exponential mean log 2. */
static void test_median_is_the_middle(void **state)
{
    const ofr_prior lognormal = {PRIOR_LOGNORMAL, 5.0, 0.4, 0}, gamma = {PRIOR_GAMMA, 1.0, 3.0, 0};

    (void)state;
    assert_near(prior_quantile(&lognormal, 0.5), 5.0, 1e-15);
    assert_near(prior_quantile(&gamma, 0.5), 3.0 * log(2.0), 1e-12);
}

static double cut_at(const ofr_prior *prior, double low, double high, double u)
{
    const ofr_prior_cut cut = prior_cut(prior, low, high);

    return prior_cut_quantile(prior, &cut, u);
}

static long double normal_cdf(long double z)
{
    return 0.5L * erfcl(-z / sqrtl(2.0L));
}

/* Oracle: closed forms of what is cut: the normal by erfcl, with its mean m + s (f(a) - f(b)) / (F(b) - F(a)) as the mean
 * of 20,000 quantiles at midpoints; the exponential above h, which is itself moved by h; the uniform. */
static void test_cut_priors_have_their_closed_forms(void **state)
{
    const ofr_prior normal = {PRIOR_NORMAL, 2.0, 3.0, 0}, flat = {PRIOR_UNIFORM, -1.0, 3.0, 0};
    const ofr_prior exponential = {PRIOR_GAMMA, 1.0, 2.0, 0};
    const double ends[][2] = {{0.0, 1.0}, {-30.0, 2.0}, {5.0, 400.0}, {9.0, 10.0}};
    const double root = sqrt(2.0 * acos(-1.0));

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const double a = (ends[i][0] - 2.0) / 3.0, b = (ends[i][1] - 2.0) / 3.0;
        const long double below = normal_cdf(a), within = normal_cdf(b) - below;
        const double mean = 2.0 + 3.0 * (exp(-a * a / 2) - exp(-b * b / 2)) / root / (double)within;
        double sum = 0.0;

        for (int k = 0; k < 20000; k++) {
            const double u = (k + 0.5) / 20000.0, x = cut_at(&normal, ends[i][0], ends[i][1], u);
            const long double back = (normal_cdf((x - 2.0L) / 3.0L) - below) / within;

            assert_true(fabsl(back - u) < 1e-11L);
            sum += x / 20000.0;
        }
        assert_true(fabs(sum - mean) < 1e-4 * fabs(mean));
    }
    for (double u = 1e-6; u < 1.0; u += 0.037) {
        assert_near(cut_at(&exponential, 5.0, INFINITY, u), 5.0 - 2.0 * log1p(-u), 1e-9);
        assert_true(fabs(cut_at(&flat, 0.0, 2.0, u) - 2.0 * u) < 1e-14);
        assert_true(fabs(cut_at(&flat, -INFINITY, 1.0, u) + 1.0 - 2.0 * u) < 1e-14);
    }
}

/* Oracle: prior_quantile itself: what lies within its range, and a key without one, leave every bit. */
static void test_priors_within_their_range_keep_their_bits(void **state)
{
    const struct {
        ofr_prior prior;
        double low, high;
    } whole[] = {
        {{PRIOR_BETA, 2.0, 8.0, 0}, 0.0, 1.0},      {{PRIOR_BETA, 0.05, 0.3, 0}, 0.0, 1.0},
        {{PRIOR_UNIFORM, 0.2, 0.4, 0}, 0.2, 0.4},   {{PRIOR_TRIANGULAR, 0.0, 0.3, 1.0}, 0.0, 1.0},
        {{PRIOR_GAMMA, 4.0, 0.5, 0}, 0.0, 1e6},     {{PRIOR_LOGNORMAL, 3.0, 0.5, 0}, 0.0, INFINITY},
        {{PRIOR_NORMAL, 0.0, 0.3, 0}, -10.0, 10.0}, {{PRIOR_NORMAL, 7.0, 2.0, 0}, 1.0, 0.0}};
    uint64_t s = 41;

    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        for (int k = 0; k < 2000; k++) {
            const double u = next_unit(&s), want = prior_quantile(&whole[i].prior, u);
            const double got = cut_at(&whole[i].prior, whole[i].low, whole[i].high, u);

            assert_memory_equal(&got, &want, sizeof got);
        }
    }
}

static ofr_prior any_prior(uint64_t *s)
{
    const double x = 4.0 * next_unit(s) - 2.0, y = 0.05 + 3.0 * next_unit(s);

    switch ((int)(6.0 * next_unit(s))) {
    case 0:
        return (ofr_prior){PRIOR_UNIFORM, x, x + y, 0};
    case 1:
        return (ofr_prior){PRIOR_NORMAL, x, y, 0};
    case 2:
        return (ofr_prior){PRIOR_LOGNORMAL, exp(x), y, 0};
    case 3:
        return (ofr_prior){PRIOR_BETA, y, exp(x), 0};
    case 4:
        return (ofr_prior){PRIOR_GAMMA, exp(x), y, 0};
    default:
        return (ofr_prior){PRIOR_TRIANGULAR, x, x + y * next_unit(s), x + y};
    }
}

/* Where a quantile function passes x: by halving on it. */
static double passes_at(const ofr_prior *prior, double x)
{
    double low = 0.0, high = 1.0;

    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        if (prior_quantile(prior, middle) < x) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Oracle: the quantile function alone, of which the distribution function is found by halving. A property of any prior and any
 * range that holds a thousandth of it: values lie within, never fall in u, and part a range as the whole prior does. */
static void test_a_cut_prior_is_the_part_within_for_any_range(void **state)
{
    uint64_t s = 19;
    int tried = 0;

    (void)state;
    while (tried < 400) {
        const ofr_prior prior = any_prior(&s);
        double low = 8.0 * next_unit(&s) - 4.0, high = low + 4.0 * next_unit(&s), before;
        if (next_unit(&s) < 0.2) low = -INFINITY;
        if (next_unit(&s) < 0.2) high = INFINITY;
        const ofr_prior_cut cut = prior_cut(&prior, low, high);
        const double below = passes_at(&prior, low), within = passes_at(&prior, high) - below;

        assert_true(fabs(prior_cut_within(&cut) - within) < 1e-9);
        if (within < 1e-3) continue;
        tried++;
        before = low;
        for (double u = 0.01; u < 1.0; u += 0.0699) {
            const double x = prior_cut_quantile(&prior, &cut, u);

            assert_true(x >= low && x <= high && x >= before);
            assert_true(fabs((passes_at(&prior, x) - below) / within - u) < 1e-6);
            before = x;
        }
    }
}

/* Nothing to compare with: the calls must come back. */
static void test_bad_priors_do_not_hang(void **state)
{
    const double bad[] = {-1.0, 0.0, 1e-300, 1e-5, 1e300, INFINITY, NAN};

    (void)state;
    for (int kind = PRIOR_NONE; kind <= PRIOR_TRIANGULAR; kind++) {
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            for (size_t j = 0; j < sizeof bad / sizeof bad[0]; j++) {
                const ofr_prior prior = {(prior_kind)kind, bad[i], bad[j], bad[(i + j) % 7]};

                for (size_t l = 0; l < sizeof bad / sizeof bad[0]; l++) {
                    (void)prior_quantile(&prior, bad[l]);
                }
                (void)prior_quantile(&prior, 0.5);
                for (size_t l = 0; l < sizeof bad / sizeof bad[0]; l++)
                    (void)cut_at(&prior, bad[l], bad[(l + i) % 7], 0.3);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poisson_steps_where_the_exact_sums_do),
        cmocka_unit_test(test_negbin_steps_where_the_exact_sums_do),
        cmocka_unit_test(test_geometric_tails_are_exact),
        cmocka_unit_test(test_means_come_out_from_1e_4_to_1e4),
        cmocka_unit_test(test_negbin_with_large_k_is_poisson),
        cmocka_unit_test(test_counts_never_fall_in_u_or_in_the_mean),
        cmocka_unit_test(test_no_argument_hangs),
        cmocka_unit_test(test_lanes_equal_the_scalar_counts_bit_by_bit),
        cmocka_unit_test(test_lgamma_is_within_its_bound),
        cmocka_unit_test(test_log_pmfs_are_those_of_the_formula),
        cmocka_unit_test(test_log_pmfs_hold_down_to_the_least_mean),
        cmocka_unit_test(test_only_acts_of_a_mean_of_zero_are_impossible),
        cmocka_unit_test(test_a_range_of_counts_has_the_sum_of_their_chances),
        cmocka_unit_test(test_normal_quantile_undoes_the_normal_cdf),
        cmocka_unit_test(test_heavy_tails_have_their_law_and_mean),
        cmocka_unit_test(test_incomplete_functions_have_their_closed_forms),
        cmocka_unit_test(test_gamma_cdf_agrees_with_poisson_sums_at_large_shapes),
        cmocka_unit_test(test_prior_quantiles_have_their_closed_forms),
        cmocka_unit_test(test_prior_quantiles_are_those_of_printed_tables),
        cmocka_unit_test(test_quantiles_go_back_to_their_probability),
        cmocka_unit_test(test_triangular_goes_back_on_both_sides),
        cmocka_unit_test(test_median_is_the_middle),
        cmocka_unit_test(test_cut_priors_have_their_closed_forms),
        cmocka_unit_test(test_priors_within_their_range_keep_their_bits),
        cmocka_unit_test(test_a_cut_prior_is_the_part_within_for_any_range),
        cmocka_unit_test(test_bad_priors_do_not_hang),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
