/* hypothesis_stats.h -- what a claim asks of paired differences, and the verdict. All pure. */
#ifndef OFR_HYPOTHESIS_STATS_H
#define OFR_HYPOTHESIS_STATS_H

#include "compare_stats.h"

typedef enum claim_sign { CLAIM_LOWER, CLAIM_HIGHER, CLAIM_WITHIN } claim_sign;

/* Lower or higher by at least the margin, or within it; margin >= 0, above 0 for within. */
typedef struct ofr_claim {
    claim_sign sign;
    double margin;
} ofr_claim;

typedef enum ofr_verdict {
    VERDICT_SUPPORTED,
    VERDICT_CONTRADICTED,
    VERDICT_NOT_IDENTIFIED
} ofr_verdict;

/* "lower by 0.1", "higher by 2", "within 0.05". False: it is none of these. */
bool claim_parse(const char *text, ofr_claim *ret_claim);

/* Share of parameter sets in which the true difference does what the claim says, chance removed as in
 * compare_stats. O(n_sets). */
double claim_share(const pair_sums *set, size_t n_sets, const ofr_claim *claim);

/* Supported: in at least 90 % of sets the claim holds; contradicted: in at least 90 % it does not. */
ofr_verdict claim_verdict(double share);

/* Of a hypothesis: supported if all its claims are, contradicted if one is. n >= 1. */
ofr_verdict verdict_of_all(const ofr_verdict *verdict, size_t n);

/* Spearman's rank correlation, ties at their mean rank; 0 where one is constant. work: room for 2 n
 * numbers. O(n^2). */
double effect_correlation(const double *x, const double *y, size_t n, double *work);

/* A rate against another: acts in days, as independent acts; a half is added to each count (Haldane 1956). */
typedef struct ofr_rates {
    double acts[2], days[2];
    double ratio, low, high; /* of the two rates, with a 95 % interval from chance alone */
} ofr_rates;
void rates_compare(ofr_rates *rates); /* fills ratio, low, high; days > 0 */

#endif
