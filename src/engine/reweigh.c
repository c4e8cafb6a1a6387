/* reweigh.c -- see reweigh.h.
 *
 * The effective number (sum w)^2 / sum w^2 falls as t grows, so that bisection finds where it meets `least` (Kong, Liu, Wong 1994;
 * tempering: Neal 2001). Systematic resampling keeps each set floor(n w) or ceil(n w) times.
 */
#include "reweigh.h"

#include <math.h>
#include <stdlib.h>

#include "../core/streams.h"
#include "filter.h"

enum { LEARN_REPLICATE = 5, HALVINGS = 50 };

static double effective_at(const double *log_weight, size_t n, double t, double *work)
{
    for (size_t i = 0; i < n; i++)
        work[i] = log_weight[i] > -INFINITY ? t * log_weight[i] : -INFINITY;
    return filter_effective_size(work, n);
}

double reweigh_temperature(const double *log_weight, size_t n, double least, double *work,
                           double *ret_effective)
{
    double low = 0.0, high = 1.0;

    if (effective_at(log_weight, n, high, work) >= least) low = high;
    for (int i = 0; i < HALVINGS && low < high; i++) {
        const double t = 0.5 * (low + high);
        if (effective_at(log_weight, n, t, work) >= least)
            low = t;
        else
            high = t;
    }
    *ret_effective = effective_at(log_weight, n, low, work);
    return low;
}

/* Any order of n, all alike (Fisher and Yates). */
static void shuffle(size_t *list, size_t n, uint64_t seed, uint32_t stream)
{
    for (size_t i = n; i-- > 1;) {
        const ofr_words w = draw_words(seed, (uint32_t)i, LEARN_REPLICATE, 0, stream, 0);
        const size_t j = (size_t)(unit2(w.w[0], w.w[1]) * (double)(i + 1));
        const size_t at = j < i ? j : i, kept = list[i];
        list[i] = list[at];
        list[at] = kept;
    }
}

void reweigh_ancestors(const double *log_weight, size_t n, double t, uint64_t seed, uint32_t stream,
                       double *work, size_t *ret_from)
{
    const ofr_words w = draw_words(seed, (uint32_t)n, LEARN_REPLICATE, 0, stream, 1);
    size_t *count = ret_from, at = n;

    for (size_t i = 0; i < n; i++)
        work[i] = log_weight[i] > -INFINITY ? t * log_weight[i] : -INFINITY;
    if (!(filter_resample_counts(work, n, unit(w.w[0]), count) > -INFINITY)) {
        for (size_t i = 0; i < n; i++) ret_from[i] = i;
        return;
    }
    /* From the end on, so that counts are read before their place is taken: the counts of 0 .. i sum to what is left. */
    for (size_t i = 0; i < n; i++) work[i] = (double)count[i];
    for (size_t i = n; i-- > 0;) {
        for (double c = work[i]; c > 0.0; c -= 1.0) ret_from[--at] = i;
    }
    shuffle(ret_from, n, seed, stream);
}
