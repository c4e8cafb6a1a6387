/* answer_stats.h -- the small statistics of an answer. All pure. */
#ifndef OFR_ANSWER_STATS_H
#define OFR_ANSWER_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { N_QUANTILES = 5 };
extern const double answer_quantile_at[N_QUANTILES]; /* 0.05, 0.25, 0.5, 0.75, 0.95 */

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

#endif
