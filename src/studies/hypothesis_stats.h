/* hypothesis_stats.h -- what a claim asks of paired differences, and the verdict. All pure. */
#ifndef OFR_HYPOTHESIS_STATS_H
#define OFR_HYPOTHESIS_STATS_H

#include "../state/claim.h"
#include "compare_stats.h"

typedef enum ofr_verdict {
    VERDICT_SUPPORTED,
    VERDICT_CONTRADICTED,
    VERDICT_NOT_IDENTIFIED
} ofr_verdict;

/* The claim with its margin in the unit of the measure; base: the mean of all futures without the changes, >= 0. A
 * relative margin is the same for all sets, since a set's own base is as noisy as its effect, and often 0. Pure. */
ofr_claim claim_absolute(const ofr_claim *claim, double base);
/* A part of a base that is 0: no difference can be held against it. Pure. */
bool claim_has_no_base(const ofr_claim *claim, double base);

/* Share of parameter sets in which the true difference does what the claim says, chance removed as in
 * compare_stats. The claim is absolute. O(n_sets). */
double claim_share(const pair_sums *set, size_t n_sets, const ofr_claim *claim);

/* Supported: in at least 90 % of sets the claim holds; contradicted: in at least 90 % it does not. */
ofr_verdict claim_verdict(double share);

/* Of a hypothesis: supported if all its claims are, contradicted if one is. n >= 1. */
ofr_verdict verdict_of_all(const ofr_verdict *verdict, size_t n);

/* A rate against another: acts in days, as independent acts; a half is added to each count (Haldane 1956). */
typedef struct ofr_rates {
    double acts[2], days[2];
    double ratio, low, high; /* of the two rates, with a 95 % interval from chance alone */
} ofr_rates;
void rates_compare(ofr_rates *rates); /* fills ratio, low, high; days > 0 */

#endif
