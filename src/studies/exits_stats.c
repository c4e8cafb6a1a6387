/* exits_stats.c -- acceptance over parameter sets, allocation of sets to contenders, and how sure the choice is.
 *
 * What is known of a set's gain is a normal distribution around m_s with variance v, from its own members and from the other sets
 * (compare_stats.c). The quantile of the gain over sets is that of their even mixture: where members are few, sets say little
 * of their own, v is that of the mean, and a quantile above 0 says that the mean gain is above 0 beyond chance; where members are
 * many, it is the quantile over sets.
 *
 * Allocation (Chen, Lin, Yucesan, Chick 2000, theorem 1), of contenders with means d_i and variances s_i^2 of a set, b the best:
 *     N_i / N_j = ((s_i / (d_i - d_b)) / (s_j / (d_j - d_b)))^2   for i, j other than b
 *     N_b = s_b sqrt(sum over i other than b of N_i^2 / s_i^2)
 * Differences below EXITS_INDIFFERENT are taken as that, since such contenders are as good as each other.
 */
#include <math.h>
#include <stdlib.h>

#include "../core/statistics.h"
#include "exits_parts.h"

size_t exits_sums(exits_search *x, const exits_package *p, size_t row)
{
    const pair_sums *sum = p->sum + row * p->room;
    size_t n = 0;

    for (size_t s = 0; s < p->done; s++) {
        if (sum[s].n > 0) x->possible[n++] = sum[s];
    }
    return n;
}

ofr_difference exits_difference(exits_search *x, const exits_package *p, size_t row)
{
    const size_t n = exits_sums(x, p, row);

    return n ? difference_of(x->possible, n, row == 0, false, x->room) : (ofr_difference){0};
}

/* ---- acceptance --------------------------------------------------------------------------------- */

static double normal_below(double z)
{
    return 0.5 * erfc(-z * 0.70710678118654752);
}

typedef struct known_sets {
    const pair_sums *set;
    size_t n;
    double mean, weight, deviation; /* of m_s around the mean; of what is known of each */
} known_sets;

static double middle_of(const known_sets *k, size_t s)
{
    return k->mean + k->weight * (k->set[s].difference / k->set[s].n - k->mean);
}

static known_sets known_of(const pair_sums *set, size_t n)
{
    double sum = 0, sum2 = 0, noise = 0, pairs = 0, all = 0;

    for (size_t s = 0; s < n; s++) {
        const double d = set[s].difference / set[s].n;
        sum += d;
        sum2 += d * d;
        noise += sample_variance(set[s].difference, set[s].difference2, set[s].n) / set[s].n /
                 (double)n;
        all += set[s].difference;
        pairs += set[s].n;
    }
    const double over = n == 1 ? noise : sample_variance(sum, sum2, (double)n);
    const shrinkage known = shrinkage_of(over, noise, n);
    return (known_sets){set, n, all / pairs, known.weight, sqrt(known.variance)};
}

/* Share of the mixture at or below a gain. */
static double share_below(const known_sets *k, double gain)
{
    double share = 0;

    for (size_t s = 0; s < k->n; s++) {
        const double above = gain - middle_of(k, s);
        if (k->deviation > 0)
            share += normal_below(above / k->deviation);
        else
            share += above >= 0;
    }
    return share / (double)k->n;
}

double exits_quantile(const pair_sums *set, size_t n, double q)
{
    const known_sets k = known_of(set, n);
    double low = middle_of(&k, 0), high = low;

    for (size_t s = 1; s < n; s++) {
        low = fmin(low, middle_of(&k, s));
        high = fmax(high, middle_of(&k, s));
    }
    low -= 10 * k.deviation + 1e-12 * fabs(low);
    high += 10 * k.deviation;
    for (int i = 0; i < 100; i++) {
        const double at = 0.5 * (low + high);
        if (share_below(&k, at) < q)
            low = at;
        else
            high = at;
    }
    return high;
}

double exits_least_accepts(exits_search *x, const exits_package *p, size_t skip)
{
    double least = 1;

    for (size_t q = 0; q < x->n_parties; q++) {
        if (p->must[q] && q != skip) least = fmin(least, exits_difference(x, p, 1 + q).higher);
    }
    return least;
}

/* ---- allocation --------------------------------------------------------------------------------- */

void ocba_targets(const double *mean, const double *variance, size_t n, size_t best, double total,
                  double *ret_target)
{
    double sum = 0, squares = 0, v = 0;

    for (size_t i = 0; i < n; i++) v = fmax(v, variance[i]);
    for (size_t i = 0; i < n; i++) {
        /* Who never varied is known; a trace keeps the ratios finite. */
        const double own = fmax(variance[i], 1e-6 * v + 1e-300),
                     apart = fmax(mean[i] - mean[best], EXITS_INDIFFERENT);
        if (i == best) continue;
        ret_target[i] = own / (apart * apart);
        squares += ret_target[i] * ret_target[i] / own;
        sum += ret_target[i];
    }
    ret_target[best] = n > 1 ? sqrt(fmax(variance[best], 1e-6 * v + 1e-300) * squares) : 1;
    sum += ret_target[best];
    for (size_t i = 0; i < n; i++) ret_target[i] *= total / sum;
}

/* Chance that the other is better than the best by more than the indifference; the risk: lower is better. */
static double chance_better(const exits_package *best, const exits_package *other)
{
    const size_t sets = best->done < other->done ? best->done : other->done;
    double sum = 0, sum2 = 0, n = 0, pairs = 0;

    for (size_t s = 0; s < sets; s++) {
        const pair_sums *b = &best->sum[s], *o = &other->sum[s];
        if (b->n == 0 || o->n == 0) continue;
        const double d = o->difference / o->n - b->difference / b->n;
        sum += d;
        sum2 += d * d;
        pairs += b->n;
        n++;
    }
    if (n < 2) return 1;
    /* As difference_of: three in so many pairs are possible where none differs. */
    const double error = fmax(sqrt(sample_variance(sum, sum2, n) / n), 3 / NORMAL_975 / pairs);
    return normal_below(-(sum / n + EXITS_INDIFFERENT) / error);
}

double exits_correct(exits_package *const *package, size_t n, size_t best)
{
    double wrong = 0;

    for (size_t i = 0; i < n; i++) {
        if (i != best) wrong += chance_better(package[best], package[i]);
    }
    return wrong < 1 ? 1 - wrong : 0;
}
