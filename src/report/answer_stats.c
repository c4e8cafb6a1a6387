/* answer_stats.c -- the small statistics of an answer.
 */
#include "answer_stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const double answer_quantile_at[N_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

size_t histogram_quantile(const uint32_t *count, size_t n, double q, uint64_t total,
                          double *ret_part)
{
    const double wanted = q * (double)total;
    uint64_t before = 0;

    for (size_t b = 0; b < n; b++) {
        if (count[b] > 0 && (double)(before + count[b]) >= wanted) {
            *ret_part = (wanted - (double)before) / (double)count[b];
            return b;
        }
        before += count[b];
    }
    *ret_part = 1;
    return n - 1;
}

double scaled_value(size_t bin, double part, size_t n_bins, double scale)
{
    const double t = bin + 1 == n_bins ? (double)bin : (double)bin + part;

    return bin == 0 ? 0 : scale * t / ((double)n_bins - t);
}

double sorted_quantile(const double *value, size_t n, double q)
{
    const double at = ceil(q * (double)n - 1e-9) - 1;

    return value[at < 0 ? 0 : at >= (double)n ? n - 1 : (size_t)at];
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void sort_doubles(double *value, size_t n)
{
    if (n > 1) qsort(value, n, sizeof *value, compare_doubles);
}

/* Sorts order by value without a global: heap sort, n log n in the worst case as well. */
static void sift(const double *value, size_t *order, size_t from, size_t n)
{
    for (size_t child; (child = 2 * from + 1) < n; from = child) {
        size_t swap;
        if (child + 1 < n && value[order[child + 1]] > value[order[child]]) child++;
        if (value[order[from]] >= value[order[child]]) return;
        swap = order[from];
        order[from] = order[child];
        order[child] = swap;
    }
}

void ranks_of(const double *value, size_t n, size_t *order, double *ret_rank)
{
    for (size_t i = 0; i < n; i++) order[i] = i;
    for (size_t i = n / 2; i-- > 0;) sift(value, order, i, n);
    for (size_t end = n; end-- > 1;) {
        const size_t top = order[0];
        order[0] = order[end];
        order[end] = top;
        sift(value, order, 0, end);
    }
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && value[order[j]] <= value[order[i]];) j++;
        for (size_t t = i; t < j; t++) ret_rank[order[t]] = ((double)i + (double)j + 1) / 2;
    }
}

bool rank_correlation(const double *rank_a, const double *rank_b, size_t n, double *ret)
{
    const double mean = ((double)n + 1) / 2;
    double ab = 0, aa = 0, bb = 0;

    for (size_t i = 0; i < n; i++) {
        ab += (rank_a[i] - mean) * (rank_b[i] - mean);
        aa += (rank_a[i] - mean) * (rank_a[i] - mean);
        bb += (rank_b[i] - mean) * (rank_b[i] - mean);
    }
    if (!(aa > 0 && bb > 0)) return false;
    *ret = ab / sqrt(aa * bb);
    return true;
}
