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

/* Chance that Student's variable lies between 0 and x, by Simpson's rule over its density in long doubles. */
static long double student_between(long double v, long double x)
{
    enum { STEPS = 4000 };
    const long double scale = expl(lgammal((v + 1) / 2) - lgammal(v / 2)) /
                              sqrtl(v * 3.14159265358979323846264338327950288L),
                      step = x / STEPS;
    long double sum = 0;

    for (int i = 0; i <= STEPS; i++) {
        const long double t = step * i, weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;
        sum += weight * powl(1 + t * t / v, -(v + 1) / 2);
    }
    return scale * sum * step / 3;
}

/* Oracle: Student's density, integrated. Three terms of the expansion in 1 / v leave the fourth, 1.6 / v^4 (Abramowitz and
 * Stegun 1964, 26.7.5): with two and a half as slack a wrong third term is seen from some 100 degrees on. */
static void test_quantiles_of_student_are_off_by_the_fourth_term_only(void **state)
{
    (void)state;
    for (double v = 10; v < 3000; v *= 1.7) {
        const long double q = (long double)student_quantile(v), most = 2.5L / powl(v, 4) + 1e-14L,
                          density = (student_between(v, q + 1e-4L) - student_between(v, q)) / 1e-4L,
                          off = (student_between(v, q) - 0.475L) / density;
        if (!(fabsl(off) <= most)) fail_msg("%g degrees: off by %Lg, at most %Lg", v, off, most);
    }
}

/* ---- any pairs: the formulas of docs/compare.md, from the pairs and not from sums ---------------------- */

enum { MOST_SETS = 9, MOST_PAIRS = 13 };

typedef struct drawn_pairs {
    size_t sets, n; /* pairs in each set */
    double base[MOST_SETS][MOST_PAIRS], other[MOST_SETS][MOST_PAIRS];
} drawn_pairs;

static double uniform(uint32_t trial, uint32_t which, uint32_t i)
{
    return unit(draw_words(11, trial, which, 0, 5, i).w[0]);
}

/* Shares (0 or 1), or numbers that often are the same in both. */
static drawn_pairs draw_pairs(uint32_t trial, bool share)
{
    drawn_pairs p = {.sets = 1 + (size_t)(MOST_SETS * uniform(trial, 0, 0)),
                     .n = 2 + (size_t)((MOST_PAIRS - 1) * uniform(trial, 0, 4))};

    for (size_t s = 0; s < p.sets; s++) {
        const double own = uniform(trial, 1, (uint32_t)s * 4);
        for (size_t i = 0; i < p.n; i++) {
            const uint32_t at = (uint32_t)(s * MOST_PAIRS + i) * 4;
            const double u = uniform(trial, 2, at), w = uniform(trial, 3, at);
            p.base[s][i] = share ? u < 0.5 * own : 3 * u - own;
            p.other[s][i] = share ? w < own : w < 0.3 ? p.base[s][i] : p.base[s][i] + own + w - 1;
        }
    }
    return p;
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum / (double)n;
}

static double variance_of(const double *x, size_t n)
{
    const double mean = mean_of(x, n);
    double sum = 0;

    for (size_t i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
    return n > 1 ? sum / (double)(n - 1) : 0;
}

/* Means of sets and variances within them, of base, what-if and difference. */
typedef struct by_sets {
    double mean[3][MOST_SETS], within[3], across[3]; /* within: mean variance of a set's mean */
} by_sets;

static by_sets sets_of(const drawn_pairs *p)
{
    by_sets b = {0};

    for (size_t s = 0; s < p->sets; s++) {
        double value[3][MOST_PAIRS];
        for (size_t i = 0; i < p->n; i++) {
            value[0][i] = p->base[s][i];
            value[1][i] = p->other[s][i];
            value[2][i] = p->other[s][i] - p->base[s][i];
        }
        for (size_t k = 0; k < 3; k++) {
            b.mean[k][s] = mean_of(value[k], p->n);
            b.within[k] += variance_of(value[k], p->n) / (double)p->n / (double)p->sets;
            if (p->sets == 1) b.across[k] = variance_of(value[k], p->n);
        }
    }
    for (size_t k = 0; k < 3 && p->sets > 1; k++) b.across[k] = variance_of(b.mean[k], p->sets);
    return b;
}

static void check_pairs(const drawn_pairs *p, const ofr_difference *d)
{
    double lower = 0, higher = 0;
    const double all = (double)(p->sets * p->n);

    for (size_t s = 0; s < p->sets; s++) {
        for (size_t i = 0; i < p->n; i++) {
            lower += p->other[s][i] < p->base[s][i];
            higher += p->other[s][i] > p->base[s][i];
        }
    }
    near_to(d->pairs_lower, lower / all, 1e-12);
    near_to(d->pairs_higher, higher / all, 1e-12);
}

static void check_interval(const drawn_pairs *p, const by_sets *b, bool share,
                           const ofr_difference *d)
{
    const double sets = (double)p->sets, chance = 1.959963984540054 * sqrt(b->within[2] / sets);
    double half = p->sets == 1 ? chance : student_quantile(sets - 1) * sqrt(b->across[2] / sets);

    half = fmax(half, chance);
    if (share) half = fmax(half, 3 / (sets * (double)p->n));
    near_to(d->chance, chance, 1e-9);
    near_to(d->high - d->value, half, 1e-9);
    near_to(d->value - d->low, half, 1e-9);
}

/* Sets are drawn together by what chance alone would spread them. */
static void check_over_sets(const drawn_pairs *p, const by_sets *b, const ofr_difference *d)
{
    const double over = p->sets == 1 ? b->within[2] : b->across[2], noise = b->within[2],
                 tau2 = fmax(over - noise, 0), pull = over > 0 ? sqrt(tau2 / over) : 0,
                 k = tau2 + noise > 0 ? tau2 / (tau2 + noise) : 0,
                 v = k * noise + (1 - k) * (1 - k) * over / (double)p->sets;
    double least = 1e300, most = -1e300, lower = 0;

    for (size_t s = 0; s < p->sets; s++) {
        const double off = b->mean[2][s] - d->value, own = d->value + pull * off,
                     middle = d->value + k * off;
        least = fmin(least, own);
        most = fmax(most, own);
        lower += v > 0 ? 0.5 * erfc(middle / sqrt(2 * v)) : middle < 0;
    }
    /* With at most nine sets 5 and 95 % are the least and the most. */
    near_to(d->set_low, least, 1e-9);
    near_to(d->set_high, most, 1e-9);
    near_to(d->set_deviation, sqrt(tau2), 1e-7);
    near_to(d->lower, lower / (double)p->sets, 1e-6);
    if (v > 0) near_to(d->higher, 1 - lower / (double)p->sets, 1e-6);
}

/* Oracle: the formulas of docs/compare.md in two passes over the pairs themselves. */
static void test_any_pairs_are_told_by_the_formulas(void **state)
{
    (void)state;
    for (uint32_t trial = 0; trial < 400; trial++) {
        const bool share = trial % 2;
        const drawn_pairs p = draw_pairs(trial, share);
        const by_sets b = sets_of(&p);
        pair_sums set[MOST_SETS] = {{0}};
        for (size_t s = 0; s < p.sets; s++) {
            for (size_t i = 0; i < p.n; i++) pair_add(&set[s], p.base[s][i], p.other[s][i]);
        }
        const ofr_difference d = difference_of(set, p.sets, share, false, work);
        near_to(d.base, mean_of(b.mean[0], p.sets), 1e-12);
        near_to(d.other, mean_of(b.mean[1], p.sets), 1e-12);
        near_to(d.value, mean_of(b.mean[2], p.sets), 1e-12);
        check_pairs(&p, &d);
        check_interval(&p, &b, share, &d);
        check_over_sets(&p, &b, &d);
        if (b.across[2] > 1e-9) near_to(d.gain * b.across[2], b.across[0] + b.across[1], 1e-9);
        if (b.within[2] > 1e-9)
            near_to(d.gain_chance * b.within[2], b.within[0] + b.within[1], 1e-9);
    }
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
        cmocka_unit_test(test_quantiles_of_student_are_off_by_the_fourth_term_only),
        cmocka_unit_test(test_any_pairs_are_told_by_the_formulas),
        cmocka_unit_test(test_the_spread_over_sets_is_found_without_chance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
