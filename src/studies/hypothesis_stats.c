/* hypothesis_stats.c -- the verdict on a claim.
 *
 * In the words of compare_stats.c: the true difference of set s is normal with mean m_s = D + k (D_s - D) and
 * variance v = k W + (1 - k)^2 B^2 / S, k = tau^2 / (tau^2 + W). The share of sets in which a claim holds is
 *     mean over s of  P(N(m_s, v) <= -margin)     lower
 *                     P(N(m_s, v) >= margin)      higher
 *                     P(|N(m_s, v)| <= margin)    within
 * so that too few futures give a share in between, and no verdict. 90 % is the rule of model.md section 5. A margin
 * that is a part of the base is that part of D's base, the mean over all sets.
 * Exact facts: equal pairs give share 1 for within, 0 for lower and higher by more than nothing.
 */
#include "hypothesis_stats.h"

#include <math.h>

#include "../core/statistics.h"

ofr_claim claim_absolute(const ofr_claim *claim, double base)
{
    return (ofr_claim){claim->sign, claim->relative ? claim->margin * base : claim->margin, false};
}

bool claim_has_no_base(const ofr_claim *claim, double base)
{
    return claim->relative && claim->margin > 0 && !(base > 0);
}

/* P(N(mean, variance) < x), with equality counted where there is no variance. */
static double below(double x, double mean, double variance)
{
    if (!(variance > 0)) return mean <= x;
    return 0.5 * erfc((mean - x) / sqrt(2 * variance));
}

static double holds(const ofr_claim *claim, double mean, double variance)
{
    switch (claim->sign) {
    case CLAIM_LOWER:
        return below(-claim->margin, mean, variance);
    case CLAIM_HIGHER:
        return below(-claim->margin, -mean, variance);
    case CLAIM_WITHIN:
        break;
    }
    if (!(variance > 0)) return fabs(mean) <= claim->margin;
    return below(claim->margin, mean, variance) - below(-claim->margin, mean, variance);
}

double claim_share(const pair_sums *set, size_t n_sets, const ofr_claim *claim)
{
    const double sets = (double)n_sets;
    double middle = 0, noise = 0, over = 0, share = 0;

    for (size_t s = 0; s < n_sets; s++) {
        const double n = set[s].n, sum = set[s].difference;
        middle += sum / n / sets;
        noise += sample_variance(sum, set[s].difference2, n) / n / sets;
    }
    for (size_t s = 0; s < n_sets; s++) {
        const double x = set[s].difference / set[s].n - middle;
        over += n_sets > 1 ? x * x / (sets - 1) : 0;
    }
    if (n_sets == 1) over = noise;
    const shrinkage known = shrinkage_of(over, noise, n_sets);
    for (size_t s = 0; s < n_sets; s++) {
        const double own = middle + known.weight * (set[s].difference / set[s].n - middle);
        share += holds(claim, own, known.variance) / sets;
    }
    return share;
}

ofr_verdict claim_verdict(double share)
{
    /* Sums of as many equal parts as there are sets miss whole numbers by rounding. */
    if (share >= 0.9 - 1e-9) return VERDICT_SUPPORTED;
    return share <= 0.1 + 1e-9 ? VERDICT_CONTRADICTED : VERDICT_NOT_IDENTIFIED;
}

ofr_verdict verdict_of_all(const ofr_verdict *verdict, size_t n)
{
    ofr_verdict all = VERDICT_SUPPORTED;

    for (size_t i = 0; i < n; i++) {
        if (verdict[i] == VERDICT_CONTRADICTED) return VERDICT_CONTRADICTED;
        if (verdict[i] == VERDICT_NOT_IDENTIFIED) all = VERDICT_NOT_IDENTIFIED;
    }
    return all;
}

void rates_compare(ofr_rates *r)
{
    const double a = r->acts[0] + 0.5, b = r->acts[1] + 0.5,
                 half = NORMAL_975 * sqrt(1 / a + 1 / b);

    r->ratio = a / r->days[0] / (b / r->days[1]);
    r->low = r->ratio * exp(-half);
    r->high = r->ratio * exp(half);
}
