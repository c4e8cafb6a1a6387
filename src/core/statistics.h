/* statistics.h -- the small statistics that several outputs take: quantiles, ranks, intervals, shrinkage. All pure.
 *
 * Each is defined here and nowhere else. Values are numbers (no NaN), as nothing else has a place in an order.
 */
#ifndef OFR_STATISTICS_H
#define OFR_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NORMAL_975 1.959963984540054 /* 97.5 % quantile of the standard normal */

/* ---- order -------------------------------------------------------------------------------------- */

/* Lowest first, in place. n may be 0. O(n log n). */
void sort_doubles(double *value, size_t n);

/* Which of n rising values is said to be the q quantile; places count from 0. */
typedef enum quantile_rule {
    QUANTILE_REACHED, /* the smallest that is >= a share q of all: place ceil(q n) - 1; for what was counted */
    QUANTILE_NEAREST, /* the one nearest to place q (n - 1), halves up; for ranges over sets: 5 % and 95 % lie alike */
    QUANTILE_BELOW /* the one at or before place q (n - 1); for bands over particles */
} quantile_rule;
/* value: n > 0 rising values; q in 0..1. Never between two values: it is one that was seen. O(1). */
double sorted_quantile(const double *value, size_t n, double q, quantile_rule rule);

/* Mean of the bins' numbers, by how many there are in each; 0 of an empty histogram. Pure. */
double histogram_mean(const uint32_t *count, size_t n);
/* Smallest bin b with count[0] + ... + count[b] >= q * total (QUANTILE_REACHED for counts), and how far into the bin
 * q lies, 0 to 1. total > 0 is the sum of all n counts. O(n). */
size_t histogram_quantile(const uint32_t *count, size_t n, double q, uint64_t total,
                          double *ret_part);

/* ---- ranks -------------------------------------------------------------------------------------- */

/* Ranks 1 .. n, ties at their mean rank. order: room for n. O(n log n) in the worst case as well. */
void ranks_of(const double *value, size_t n, size_t *order, double *ret_rank);
/* Pearson's correlation of ranks of ranks_of, that is Spearman's (1904); false when one of them does not vary. O(n). */
bool rank_correlation(const double *rank_a, const double *rank_b, size_t n, double *ret);

/* ---- intervals ---------------------------------------------------------------------------------- */

/* 95 % interval of a share of k out of n > 0 (Wilson 1927); 0 of n: [0, 3/n]; n of n: [1 - 3/n, 1].
 * Neither need be whole. */
void wilson_interval(double k, double n, double *ret_low, double *ret_high);

/* 90 % interval of a share of k out of n > 0 by Jeffreys' prior, beta(1/2, 1/2): 0 below k = 0, 1 above k = n. O(sqrt n). */
void jeffreys_interval(double k, double n, double *ret_low, double *ret_high);

/* ---- parameter sets ----------------------------------------------------------------------------- */

/* Variance of n terms from their sum and the sum of their squares; 0 for n <= 1, never below 0 by rounding. */
double sample_variance(double sum, double squares, double n);

/* What is known of sets whose values are measured with noise (Efron and Morris 1975). */
typedef struct shrinkage {
    double between; /* tau^2 = max(0, over - noise): the variance of the sets' own values */
    double pull;    /* sqrt(tau^2 / over): draws distances from the mean in to a spread of tau */
    double
        weight; /* k = tau^2 / (tau^2 + noise): what a set's own measure says of its value, against the others */
    double
        variance; /* v = k noise + (1 - k)^2 over / n_sets: of a set's value around mean + k (own - mean) */
} shrinkage;
/* over: sample variance over n_sets >= 1 sets of what was measured; noise: of that, chance. Both >= 0. */
shrinkage shrinkage_of(double over, double noise, size_t n_sets);
/* shrinkage.pull alone, 0..1: sqrt(between / over), 0 where nothing differs. */
double shrinkage_pull(double between, double over);

#endif
