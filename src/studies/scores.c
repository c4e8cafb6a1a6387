/* scores.c -- see scores.h.
 *
 * With values in rising order x_0 .. x_(n-1), the sum of |x_i - x_j| over pairs i < j is the sum of (2 i + 1 - n) x_i.
 * Exact facts that tests check: one value gives |x - y|; a Poisson and a negative binomial against the closed forms of Wei
 * and Held (2014); the fair kind averages to that of the distribution over all samples of two.
 */
#include "scores.h"

#include <math.h>

#include "../core/distributions.h"
#include "../core/streams.h"

enum { UNITS_A_WORD = 4, QUADS = 1 << 14 };

double score_brier(double p, bool came)
{
    const double miss = p - (came ? 1.0 : 0.0);

    return miss * miss;
}

static double held(double p)
{
    return p < SCORE_FLOOR ? SCORE_FLOOR : p > 1.0 - SCORE_FLOOR ? 1.0 - SCORE_FLOOR : p;
}

double score_log(double p, bool came)
{
    return -log(came ? held(p) : 1.0 - held(p));
}

double score_logit(double p)
{
    return log(held(p) / (1.0 - held(p)));
}

/* Sum of |x - y|, and over pairs i < j of |x_i - x_j|. */
static void sum_distances(const double *rising, size_t n, double y, double *ret_to_y,
                          double *ret_pairs)
{
    double to_y = 0.0, pairs = 0.0;

    for (size_t i = 0; i < n; i++) {
        to_y += fabs(rising[i] - y);
        pairs += (2.0 * (double)i + 1.0 - (double)n) * rising[i];
    }
    *ret_to_y = to_y;
    *ret_pairs = pairs;
}

double score_crps_sample(const double *rising, size_t n, double y)
{
    const double all = (double)n;
    double to_y, pairs;

    sum_distances(rising, n, y, &to_y, &pairs);
    return to_y / all - pairs / (all * all);
}

double score_crps_fair(const double *rising, size_t n, double y)
{
    const double all = (double)n;
    double to_y, pairs;

    if (n < 2) return score_crps_sample(rising, n, y);
    sum_distances(rising, n, y, &to_y, &pairs);
    return to_y / all - pairs / (all * (all - 1.0));
}

static double chance_of(double k, double mu, double size)
{
    if (!(mu > 0.0)) return k > 0.0 ? 0.0 : 1.0;
    return exp(isinf(size) ? poisson_log_pmf(k, mu) : negbin_log_pmf(k, mu, size));
}

double score_negbin_below(double y, double mu, double size)
{
    double below = 0.0;

    for (double k = 0.0; k <= y && below < 1.0; k += 1.0) below += chance_of(k, mu, size);
    return below < 1.0 ? below : 1.0;
}

double score_crps_negbin(double y, double mu, double size)
{
    double below = 0.0, sum = 0.0;

    /* Beyond the last term all that is left above is less than 1e-13, and so is its square a thousand times. */
    for (double k = 0.0; k < y || 1.0 - below > 1e-13; k += 1.0) {
        const double now = chance_of(k, mu, size), miss = below + now - (k >= y ? 1.0 : 0.0);
        sum += miss * miss;
        /* Rounding may leave the sum of all chances short of 1: past the mean a chance that adds nothing is the end. */
        if (k >= y && k > mu && !(below + now > below)) break;
        below += now;
    }
    return sum;
}

double score_pit(double below, double at_most, double u)
{
    return below + u * (at_most - below);
}

double score_pit_sample(const double *rising, size_t n, double y, double u)
{
    size_t below = 0, equal = 0;

    for (size_t i = 0; i < n; i++) {
        below += rising[i] < y;
        equal += !(rising[i] < y) && !(rising[i] > y);
    }
    return ((double)below + u * ((double)equal + 1.0)) / ((double)n + 1.0);
}

double score_unit(uint64_t seed, const char *purpose, size_t draw, size_t i)
{
    const size_t quad = i / UNITS_A_WORD;
    const ofr_words w = draw_words(seed, (uint32_t)draw, (uint32_t)(quad / QUADS), 0,
                                   stream_of("scores", purpose), (uint32_t)(quad % QUADS));

    return unit(w.w[i % UNITS_A_WORD]);
}
