/* answer_stats.h -- the small statistics of an answer. All pure. */
#ifndef OFR_ANSWER_STATS_H
#define OFR_ANSWER_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { N_QUANTILES = 5 };
extern const double answer_quantile_at[N_QUANTILES]; /* 0.05, 0.25, 0.5, 0.75, 0.95 */

/* 95 % interval of a share of k out of n > 0 (Wilson 1927); 0 of n: [0, 3/n]; n of n: [1 - 3/n, 1].
 * Neither need be whole: see effective_size. */
void wilson_interval(double k, double n, double *ret_low, double *ret_high);

/* A beta distribution fitted to counts, see answer_stats.c. spread false: the sets do not differ
 * by more than binomial noise; then a and b mean nothing. */
typedef struct beta_fit {
    bool spread;
    double mean, a, b, rho;
} beta_fit;
/* k[j] of m in set j, n_sets >= 2, m >= 2. O(sets). */
beta_fit beta_fit_counts(const uint32_t *k, size_t n_sets, size_t m);
/* How many independent futures n futures in sets of m are worth. */
double effective_size(const beta_fit *fit, size_t n, size_t m);

/* Smallest bin b with count[0] + ... + count[b] >= q * total, and how far into the bin q lies, 0
 * to 1. total > 0 is the sum of all n counts. */
size_t histogram_quantile(const uint32_t *count, size_t n, double q, uint64_t total,
                          double *ret_part);
/* Value at a place t = bin + part of a SERIES_SCALED histogram: bin 0 is told as 0, the last as its
 * lower end, between them x = scale t / (bins - t). */
double scaled_value(size_t bin, double part, size_t n_bins, double scale);

/* Smallest of n > 0 rising values that is >= a share q of them. */
double sorted_quantile(const double *value, size_t n, double q);
void sort_doubles(double *value, size_t n);

/* Replaces values by ranks, ties by their mean rank (1 .. n). order: room for n. */
void ranks_of(const double *value, size_t n, size_t *order, double *ret_rank);
/* Pearson's correlation of ranks, that is Spearman's (1904); false when one of them does not vary.
 * */
bool rank_correlation(const double *rank_a, const double *rank_b, size_t n, double *ret);

/* A share as percent without "%", no more precise than it can be read: "47.3", "0.04", "<0.01",
 * "0", ">99.99". room: 16 bytes. Returns room. */
enum { SHARE_ROOM = 16 };
char *share_text(double share, char *room);
/* "< 0.003 %": upper bound 3/n for an outcome that never occurred, two digits, rounded up; or, for
 * one that always occurred, "> 99.997 %". */
char *bound_text(bool never, size_t n, char *room);

#endif
