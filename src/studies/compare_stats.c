/* compare_stats.c -- paired differences of a base and a what-if in S parameter sets of n members.
 *
 * d_si is the difference of member i of set s, D_s its mean in the set, s_s^2 its variance there.
 *     D      = mean of d_si                       the pooled difference: the mean of D_s where sets are equally large
 *     B^2    = sample variance of D_s             over sets: parameters and chance
 *     W      = mean of s_s^2 / n                  of that, chance
 *     95 %   D +- t sqrt(B^2 / S)                 t of S - 1 degrees: the set is the unit that was drawn;
 *                                                 never less than
 *     chance 1.96 sqrt(W / S)                     the sets as drawn, only their members drawn anew
 * With one set there is no B^2: both are chance.
 *
 * Parameters alone: tau^2 = max(0, B^2 - W). The range over sets takes D_s drawn in to a spread of tau,
 * D + (D_s - D) tau / B, and its 5 % and 95 %. The probability that the what-if is lower for a set is the
 * mean over sets of P(N(m_s, v) < 0) with k = tau^2 / (tau^2 + W), m_s = D + k (D_s - D),
 * v = k W + (1 - k)^2 B^2 / S: what is known of a set's true difference from its own members and from the
 * others (shrinkage_of in core/statistics.h; one W for all sets, since a set without a differing pair tells no variance).
 *
 * Gain: (B^2 of the base + B^2 of the what-if) / B^2 of the difference, how many times more sets an
 * unpaired comparison of the same interval would take: sets share parameters, history and random numbers.
 * Gain of chance: the same of the variances within sets, what the random numbers alone bring.
 *
 * Exact facts: equal pairs give 0 everywhere; D = mean of other - mean of base; 0 <= lower + higher <= 1.
 */
#include "compare_stats.h"

#include <math.h>

#include "../core/statistics.h"

void pair_add(pair_sums *sums, double base, double other)
{
    const double d = other - base;

    sums->n++;
    sums->lower += d < 0;
    sums->higher += d > 0;
    sums->base += base;
    sums->other += other;
    sums->difference += d;
    sums->base2 += base * base;
    sums->other2 += other * other;
    sums->difference2 += d * d;
}

double student_quantile(double v)
{
    const double z = NORMAL_975, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;

    if (!(v > 1.5)) return 12.7062;
    if (!(v > 2.5)) return 4.3027;
    /* Cornish and Fisher's expansion in 1 / v. */
    return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v);
}

/* Variance over sets of a mean, or over members when there is one set. */
typedef struct spread {
    double base, other, difference;
} spread;

static spread spread_of(const pair_sums *set, size_t n_sets, const ofr_difference *d)
{
    spread sum = {0};

    if (n_sets == 1)
        return (spread){sample_variance(set->base, set->base2, set->n),
                        sample_variance(set->other, set->other2, set->n),
                        sample_variance(set->difference, set->difference2, set->n)};
    for (size_t s = 0; s < n_sets; s++) {
        const double n = set[s].n, b = set[s].base / n - d->base, o = set[s].other / n - d->other,
                     x = set[s].difference / n - d->value;
        sum.base += b * b;
        sum.other += o * o;
        sum.difference += x * x;
    }
    const double degrees = (double)(n_sets - 1);
    return (spread){sum.base / degrees, sum.other / degrees, sum.difference / degrees};
}

static double normal_below(double x)
{
    return 0.5 * erfc(-x * 0.70710678118654752);
}

/* What is known of each set. over: variance over sets; noise: of that, chance. */
static void tell_sets(const pair_sums *set, size_t n_sets, double over, double noise, double *work,
                      ofr_difference *d)
{
    const shrinkage known = shrinkage_of(over, noise, n_sets);
    const double n = (double)n_sets, v = known.variance;

    for (size_t s = 0; s < n_sets; s++) {
        const double own = set[s].difference / set[s].n,
                     middle = d->value + known.weight * (own - d->value);
        work[s] = d->value + known.pull * (own - d->value);
        if (v > 0) {
            d->lower += normal_below(-middle / sqrt(v)) / n;
            d->higher += normal_below(middle / sqrt(v)) / n;
        } else {
            d->lower += (middle < 0) / n;
            d->higher += (middle > 0) / n;
        }
    }
    sort_doubles(work, n_sets);
    d->set_low = sorted_quantile(work, n_sets, 0.05, QUANTILE_NEAREST);
    d->set_high = sorted_quantile(work, n_sets, 0.95, QUANTILE_NEAREST);
    d->set_deviation = sqrt(known.between);
}

ofr_difference difference_of(const pair_sums *set, size_t n_sets, bool share, bool exact,
                             double *work)
{
    const double z = NORMAL_975, sets = (double)n_sets;
    double noise = 0, alone = 0, pairs = 0, lower = 0, higher = 0, half;
    ofr_difference d = {0};

    for (size_t s = 0; s < n_sets; s++) {
        const double n = set[s].n;
        d.base += set[s].base;
        d.other += set[s].other;
        d.value += set[s].difference;
        noise += sample_variance(set[s].difference, set[s].difference2, n) / n / sets;
        alone += (sample_variance(set[s].base, set[s].base2, n) +
                  sample_variance(set[s].other, set[s].other2, n)) /
                 n / sets;
        pairs += n;
        lower += set[s].lower;
        higher += set[s].higher;
    }
    d.base /= pairs;
    d.other /= pairs;
    d.value /= pairs;
    if (exact) return (ofr_difference){.base = d.base, .other = d.other};
    const spread over = spread_of(set, n_sets, &d);
    d.pairs_lower = lower / pairs;
    d.pairs_higher = higher / pairs;
    d.chance = z * sqrt(noise / sets);
    half = n_sets == 1 ? d.chance : student_quantile(sets - 1) * sqrt(over.difference / sets);
    if (half < d.chance) half = d.chance; /* over a few sets B^2 may by luck fall below W */
    if (share && half < 3 / pairs) half = 3 / pairs;
    d.low = d.value - half;
    d.high = d.value + half;
    d.gain = over.difference > 0 ? (over.base + over.other) / over.difference : 0;
    d.gain_chance = noise > 0 ? alone / noise : 0;
    tell_sets(set, n_sets, n_sets == 1 ? noise : over.difference, noise, work, &d);
    return d;
}
