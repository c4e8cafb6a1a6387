/* Who acts how often: means by hand, counts by their distributions, the linear part by its stationary mean.
 * Oracles: the formulas at the head of conduct.c; Poisson and negative binomial probabilities by their
 * recursions; (I - K)^-1 beta (Hawkes 1971). Statistical slacks are 5 standard errors (about one false alarm
 * in 1.7 million checks); chi-square has a false alarm in a million.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 400 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}, y: {name: Y, lethality: 0, "     \
    "wounding: 0, slip: 0}}\n"                                                                     \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {}, b: {}}\noutcomes: {war: {event: "     \
    "war}}\n"                                                                                      \
    "perception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"

/* ---- distributions ------------------------------------------------------------------------------ */

enum { BINS = 8 };

/* Chi-square of counts seen in cells 0 .. BINS - 2 and the rest, against p. */
static double chi_square(const double seen[BINS], const double p[BINS], double n)
{
    double sum = 0;

    for (size_t i = 0; i < BINS; i++)
        sum += (seen[i] - n * p[i]) * (seen[i] - n * p[i]) / (n * p[i]);
    return sum;
}

static void collect(world *w, size_t slot, int32_t days, double seen[BINS], double *ret_mean,
                    double *ret_variance)
{
    const double n = (double)w->n * days;
    double sum = 0, squares = 0;

    for (int32_t d = 0; d < days; d++) {
        world_run(w, 1);
        for (size_t i = 0; i < w->n; i++) {
            const double y = world_count(w, slot, i);
            seen[y < BINS - 1 ? (size_t)y : BINS - 1] += 1;
            sum += y;
            squares += y * y;
        }
    }
    *ret_mean = sum / n;
    *ret_variance = squares / n - (sum / n) * (sum / n);
}

static void test_counts_without_dispersion_are_poisson(void **state)
{
    world w = world_open(
        TOP "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 1.7 per day}\n", 2048,
        61);
    double seen[BINS] = {0}, p[BINS], mean, variance, rest = 1;

    (void)state;
    p[0] = exp(-1.7);
    for (int i = 1; i < BINS - 1; i++) p[i] = p[i - 1] * 1.7 / i;
    for (int i = 0; i < BINS - 1; i++) rest -= p[i];
    p[BINS - 1] = rest;
    collect(&w, 0, 20, seen, &mean, &variance);
    assert_true(chi_square(seen, p, (double)w.n * 20) <
                40.53); /* 7 degrees of freedom, one in a million */
    assert_near(mean, 1.7, 5 * sqrt(1.7 / ((double)w.n * 20)));
    /* Variance of the sample variance: (mu4 - sigma^4) / n, mu4 = mu + 3 mu^2. */
    assert_near(variance, 1.7, 5 * sqrt((1.7 + 2 * 1.7 * 1.7) / ((double)w.n * 20)));
    world_close(&w);
}

static void test_counts_with_dispersion_are_negative_binomial(void **state)
{
    const double mu = 1.2, k = 0.6;
    world w = world_open(TOP "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 1.2 "
                             "per day, dispersion: 0.6}\n",
                         2048, 62);
    double seen[BINS] = {0}, p[BINS], mean, variance, rest = 1;

    (void)state;
    p[0] = pow(k / (k + mu), k);
    for (int i = 1; i < BINS - 1; i++) p[i] = p[i - 1] * (i - 1 + k) / i * (mu / (k + mu));
    for (int i = 0; i < BINS - 1; i++) rest -= p[i];
    p[BINS - 1] = rest;
    collect(&w, 0, 20, seen, &mean, &variance);
    assert_true(chi_square(seen, p, (double)w.n * 20) < 40.53);
    assert_near(mean, mu, 5 * sqrt((mu + mu * mu / k) / ((double)w.n * 20)));
    /* Excess kurtosis of the negative binomial is 6 / k + k / (mu (mu + k)); its fourth moment gives the slack. */
    const double v = mu + mu * mu / k, kurtosis = 6 / k + k / (mu * (mu + k));
    assert_near(variance, v, 5 * v * sqrt((2 + kurtosis) / ((double)w.n * 20)));
    world_close(&w);
}

/* ---- the mean by hand ---------------------------------------------------------------------------- */

static void test_the_mean_is_that_of_the_formula(void **state)
{
    world w = world_open(TOP "drivers: {d: {active: true}, e: {active: false}, h: {active: true}}\n"
                             "memory: {half-life: 10 days, punishment-half-life: 20 days, floor: "
                             "4}\nanswering: {saturation: 25, punishment-saturation: 12}\n"
                             "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 0.2 "
                             "per day, stance: 0.3, deterrence: 0.5, heat: 0.4,\n"
                             "     driven-by: {d: x3, e: x100, h: x0.5}, answers: {to: b, "
                             "acts-per-severity: 0.06, quiet-for-quiet: 0.7}}\n",
                         1, 1);

    (void)state;
    for (int i = 0; i < 12; i++) {
        const double m = i < 2 ? 0 : 3.0 * i, r = i % 2 ? 2.0 * i : 0, s = i % 5 - 2, h = 0.25 * i;
        world_set(&w, "a-b.memory-hostile", 0, m);
        world_set(&w, "a-b.punished", 0, r);
        world_set(&w, "a-b.stance", 0, s);
        world_set(&w, "a.heat", 0, h);
        world_set(&w, "d.on", 0, 1);
        world_run(&w, 1);
        const double push = log(3) + log(0.5) + 0.3 * s - 0.5 * r / (1 + r / 12) / 10;
        const double own = 0.2 * exp(0.4 * (h - 0.5)), answers = 0.06 * m / (1 + m / 25);
        assert_near(world_get(&w, "f.mean", 0),
                    (1 - 0.7 * 4 / (4 + m)) * exp(push) * (own + answers), 1e-12);
        assert_near(world_get(&w, "f.excited-share", 0), answers / (own + answers), 1e-12);
    }
    world_close(&w);
}

static void test_answers_saturate_and_never_fall_with_memory(void **state)
{
    world w = world_open(TOP "answering: {saturation: 25}\n"
                             "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, answers: "
                             "{to: b, acts-per-severity: 0.05}}\n",
                         1, 1);
    double before = -1;

    (void)state;
    for (double m = 0; m < 1e9; m = 4 * m + 1) {
        world_set(&w, "a-b.memory-hostile", 0, m);
        world_run(&w, 1);
        const double mu = world_get(&w, "f.mean", 0);
        assert_true(mu > before && mu <= 0.05 * 25);
        before = mu;
    }
    assert_near(before, 0.05 * 25, 1e-6);
    world_close(&w);
}

static void test_the_exponent_is_held_within_bounds(void **state)
{
    world w = world_open(TOP "drivers: {d: {active: true}}\nconduct:\n  - {id: f, from: a, to: b, "
                             "in: x, act: harass, rate: 1 per day, driven-by: {d: x1000000}}\n"
                             "  - {id: g, from: a, to: b, in: x, act: accuse, rate: 1 per day, "
                             "driven-by: {d: x0.000001}, stance: -3}\n",
                         1, 1);

    (void)state;
    world_set(&w, "a-b.stance", 0, 2);
    world_run(&w, 1);
    assert_near(world_get(&w, "f.mean", 0), exp(5), 1e-9);
    assert_near(world_get(&w, "g.mean", 0), exp(log(1e-6) - 6), 1e-15);
    given_set_par(&w, "conduct.g.driven-by.d", 1e-12);
    world_run(&w, 1);
    assert_near(world_get(&w, "g.mean", 0), exp(-20), 1e-15);
    world_close(&w);
}

static void test_kind_acts_answer_kindness(void **state)
{
    world w = world_open(
        TOP "answering: {saturation: 10000}\nconduct:\n  - {id: f, from: a, to: b, in: x, act: "
            "engage, rate: 0.1 per day, answers: {to: b, acts-per-severity: 0.5}}\n",
        1, 1);

    (void)state;
    world_set(&w, "a-b.memory-hostile", 0, 30);
    world_set(&w, "a-b.memory-kind", 0, 2);
    world_run(&w, 1);
    assert_near(world_get(&w, "f.mean", 0), 0.1 + 0.5 * 2 / (1 + 2e-4), 1e-12);
    world_close(&w);
}

/* ---- tit for tat ----------------------------------------------------------------------------------- */

/* Two flows that answer each other; severity one, memory halves each day: an act is remembered 2 in all,
 * so K = [[0, 0.6], [0.5, 0]] and (I - K)^-1 = [[1, 0.6], [0.5, 1]] / 0.7. Saturation at 1e4 takes less than
 * 1e-4 of the answers. */
static void test_mutually_exciting_flows_come_to_their_stationary_mean(void **state)
{
    world w = world_open(TOP "memory: {half-life: 1 day}\nanswering: {saturation: 10000}\n"
                             "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 0.2 "
                             "per day, answers: {to: b, acts-per-severity: 0.3}}\n"
                             "  - {id: g, from: b, to: a, in: x, act: harass, rate: 0.1 per day, "
                             "answers: {to: a, acts-per-severity: 0.25}}\n",
                         2048, 63);
    const int32_t settle = 30, days = 100;
    const double mu[] = {(0.2 + 0.6 * 0.1) / 0.7, (0.5 * 0.2 + 0.1) / 0.7},
                 member_days = (double)w.n * days;
    /* Long-run variance of a count a day: rows of (I - K)^-1 diag(mu) (I - K)^-T. */
    const double variance[] = {(mu[0] + 0.36 * mu[1]) / 0.49, (0.25 * mu[0] + mu[1]) / 0.49};
    double seen[2] = {0}, e[2] = {0};

    (void)state;
    for (int32_t day = 0; day < settle + days; day++) {
        /* Expected memory from rest: E M <- E M / 2 + the other's expected acts. */
        const double now[] = {0.2 + 0.3 * e[0], 0.1 + 0.25 * e[1]};
        world_run(&w, 1);
        const double got[] = {given_mean_count(&w, 0), given_mean_count(&w, 1)};
        e[0] = e[0] / 2 + now[1];
        e[1] = e[1] / 2 + now[0];
        for (size_t j = 0; j < 2; j++) {
            if (day < 4) assert_near(got[j], now[j], 5 * sqrt(variance[j] / (double)w.n));
            if (day >= settle) seen[j] += got[j];
        }
    }
    for (size_t j = 0; j < 2; j++) {
        assert_near(seen[j] / days, mu[j], 5 * sqrt(variance[j] / member_days) + 1e-4 * mu[j]);
    }
    world_close(&w);
}

/* c = a b of 2 x 2 matrices, row by row; b transposed if wanted. */
static void times(const double *a, const double *b, bool transposed, double *ret)
{
    double c[4];

    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++)
            c[2 * i + j] = a[2 * i] * (transposed ? b[2 * j] : b[j]) +
                           a[2 * i + 1] * (transposed ? b[2 * j + 1] : b[2 + j]);
    }
    memcpy(ret, c, sizeof c);
}

/* Oracle: the linear process in discrete time, by hand. With d = 1/2 the memories of both (of the other's acts) are
 *     M_t = d M_(t-1) + N_t,   N_t = lambda_t + e_t,   lambda_(t+1) = beta + R M_t,   Var e = diag(mu)
 * so that M is a vector autoregression with A = d I + R, its covariance S = A S A' + diag(mu), and
 *     Cov(N_t) = R S R' + diag(mu),      Cov(N_(t+h), N_t) = R A^(h-1) (S - d A S)
 * (Hawkes 1971 in continuous time). S by iteration. Tolerance 5 standard errors over members, 16 checks: a false alarm
 * at about one seed in a hundred thousand. After 60 days what is left of the start is below 1e-6. */
static void test_mutually_exciting_flows_have_the_covariance_of_a_hawkes_process(void **state)
{
    enum { N = 4096, SETTLE = 60, DAYS = 60, LAGS = 4 };
    world w = world_open(TOP "memory: {half-life: 1 day}\nanswering: {saturation: 10000}\n"
                             "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 0.4 "
                             "per day, answers: {to: b, acts-per-severity: 0.3}}\n"
                             "  - {id: g, from: b, to: a, in: x, act: harass, rate: 0.2 per day, "
                             "answers: {to: a, acts-per-severity: 0.25}}\n",
                         N, 64);
    const double mu[] = {(0.4 + 0.6 * 0.2) / 0.7, (0.5 * 0.4 + 0.2) / 0.7};
    /* Memory 0 is of g's acts, by whom f answers; so the noise of M is that of g, f. R maps (M of g, M of f). */
    static const double r[4] = {0.3, 0, 0, 0.25}, swap[4] = {0, 1, 1, 0};
    const double noise[4] = {mu[1], 0, 0, mu[0]};
    double a[4], s[4] = {0}, next[4], lagged[4], expected[LAGS][4];
    static double count[SETTLE + DAYS][2][N];

    (void)state;
    times(swap, r, false, a); /* N = (f, g) = R M; M gets (g, f) = swap N */
    for (size_t i = 0; i < 4; i++) a[i] += i % 3 == 0 ? 0.5 : 0.0;
    for (int n = 0; n < 400; n++) {
        times(a, s, false, next);
        times(next, a, true, s);
        for (size_t i = 0; i < 4; i++) s[i] += noise[i];
    }
    times(r, s, false, next);
    times(next, r, true, expected[0]);
    expected[0][0] += mu[0];
    expected[0][3] += mu[1];
    /* Cov(M_t, N_t) with N = swap (M_t - d M_(t-1)). */
    times(a, s, false, next);
    for (size_t i = 0; i < 4; i++) lagged[i] = s[i] - 0.5 * next[i];
    times(lagged, swap, true, lagged);
    for (size_t h = 1; h < LAGS; h++) {
        times(r, lagged, false, expected[h]);
        times(a, lagged, false, lagged);
    }

    for (int32_t day = 0; day < SETTLE + DAYS; day++) {
        world_run(&w, 1);
        for (size_t j = 0; j < 2; j++) {
            for (size_t i = 0; i < N; i++) count[day][j][i] = world_count(&w, j, i) - mu[j];
        }
    }
    for (size_t h = 0; h < LAGS; h++) {
        for (size_t p = 0; p < 4; p++) {
            double sum = 0, squares = 0;
            for (size_t i = 0; i < N; i++) {
                double x = 0;
                for (size_t day = SETTLE; day + h < SETTLE + DAYS; day++)
                    x += count[day + h][p / 2][i] * count[day][p % 2][i];
                x /= (double)(DAYS - h);
                sum += x;
                squares += x * x;
            }
            const double mean = sum / N, se = sqrt((squares / N - mean * mean) / N);
            assert_near(mean, expected[h][p], 5 * se);
        }
    }
    world_close(&w);
}

static void test_what_would_explode_is_refused_by_name(void **state)
{
    char message[4096];

    (void)state;
    /* K = [[0, 1.2], [0.9, 0]]: radius sqrt(1.08). */
    assert_int_equal(world_refused(TOP
                                   "memory: {half-life: 1 day}\n"
                                   "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, "
                                   "rate: 0.2 per day, answers: {to: b, acts-per-severity: 0.6}}\n"
                                   "  - {id: g, from: b, to: a, in: x, act: harass, rate: 0.1 per "
                                   "day, answers: {to: a, acts-per-severity: 0.45}}\n",
                                   message, sizeof message),
                     OFR_UNSTABLE);
    assert_non_null(strstr(message, "1.04"));
}

/* ---- causes ------------------------------------------------------------------------------------------ */

static void test_acts_name_what_made_them(void **state)
{
    world w = world_open(TOP
                         "drivers: {d: {active: false}}\nmemory: {half-life: 10 days}\n"
                         "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 20 per "
                         "day, driven-by: {d: x1.5}, answers: {to: b, acts-per-severity: 1}}\n"
                         "  - {id: g, from: b, to: a, in: y, act: harass, record: full}\n",
                         1, 1);
    const int32_t first = w.day;

    (void)state;
    world_run(&w, 1); /* twenty a day: none at all has chance exp(-20) */
    assert_true(world_count(&w, 0, 0) > 0);
    assert_int_equal(world_cause(&w, 0, 0), OFR_NO_ACT);
    world_set(&w, "d.on", 0, 1);
    world_run(&w, 1);
    assert_int_equal(world_cause(&w, 0, 0), OFR_BY_DRIVER);
    given g = given_open(&w, GIVEN_COLUMNS "2024-01-03,b,a,y,harass,60,0,0\n", NULL, false);
    given_run(&w, &g, 1);
    given_close(&g);
    world_run(&w, 1); /* 60 / (1 + 60 / 30) = 20 answers, not less than 20 of its own */
    assert_near(world_get(&w, "f.excited-share", 0), 0.5, 1e-12);
    assert_int_equal(world_cause(&w, 0, 0), act_number(w.m, first + 2, 1));
    assert_int_equal(block_whole(&w.block[0], w.m->root + 0, 0), 1); /* begun in theatre y */
    world_run(&w, 1); /* memory has faded below that */
    assert_int_equal(world_cause(&w, 0, 0), OFR_BY_DRIVER);
    assert_int_equal(block_whole(&w.block[0], w.m->root + 0, 0), 0);
    world_close(&w);
}

/* A friendly act that answers cooperation is not laid at a hostile act of the same actor. */
static void test_kindness_is_not_laid_at_hostility(void **state)
{
    world w = world_open(
        TOP "conduct:\n  - {id: f, from: a, to: b, in: x, act: engage, answers: {to: b, "
            "acts-per-severity: 5}}\n"
            "  - {id: g, from: b, to: a, in: y, act: harass, rate: 20 per day}\n"
            "  - {id: h, from: b, to: a, in: y, act: engage, rate: 40 per day}\n",
        1, 1);

    (void)state;
    world_run(&w, 4); /* 5 of kindness a day: some fifty answers, and nothing of its own account */
    assert_true(world_count(&w, 0, 0) > 0);
    assert_near(world_get(&w, "f.excited-share", 0), 1, 1e-12);
    assert_true(world_get(&w, "a-b.memory-hostile", 0) > 0);
    assert_int_equal(world_cause(&w, 0, 0), OFR_NO_ACT);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_without_dispersion_are_poisson),
        cmocka_unit_test(test_counts_with_dispersion_are_negative_binomial),
        cmocka_unit_test(test_the_mean_is_that_of_the_formula),
        cmocka_unit_test(test_answers_saturate_and_never_fall_with_memory),
        cmocka_unit_test(test_the_exponent_is_held_within_bounds),
        cmocka_unit_test(test_kind_acts_answer_kindness),
        cmocka_unit_test(test_mutually_exciting_flows_come_to_their_stationary_mean),
        cmocka_unit_test(test_mutually_exciting_flows_have_the_covariance_of_a_hawkes_process),
        cmocka_unit_test(test_what_would_explode_is_refused_by_name),
        cmocka_unit_test(test_acts_name_what_made_them),
        cmocka_unit_test(test_kindness_is_not_laid_at_hostility),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
