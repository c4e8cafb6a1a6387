/* statistics.c -- see statistics.h.
 *
 * Wilson's interval with z = 1.959964,
 *     centre      (p + z^2 / 2n) / (1 + z^2 / n)
 *     half width  z / (1 + z^2 / n) sqrt(p (1 - p) / n + z^2 / 4n^2).
 */
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

#include "bug.h"
#include "special.h"

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void sort_doubles(double *value, size_t n)
{
    if (n > 1) qsort(value, n, sizeof *value, by_value);
}

double sorted_quantile(const double *value, size_t n, double q, quantile_rule rule)
{
    double at = 0;

    ofr_bug(n == 0);
    switch (rule) { /* a place that is whole but for rounding is that place */
    case QUANTILE_REACHED:
        at = ceil(q * (double)n - 1e-9) - 1;
        break;
    case QUANTILE_NEAREST:
        at = floor(q * (double)(n - 1) + 0.5);
        break;
    case QUANTILE_BELOW:
        at = floor(q * (double)(n - 1) + 1e-9);
        break;
    }
    return value[!(at > 0) ? 0 : at >= (double)n ? n - 1 : (size_t)at];
}

size_t histogram_quantile(const uint32_t *count, size_t n, double q, uint64_t total,
                          double *ret_part)
{
    const double wanted = q * (double)total;
    uint64_t before = 0;

    ofr_bug(n == 0);
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

void wilson_interval(double k, double n, double *ret_low, double *ret_high)
{
    const double z = NORMAL_975, size = n, p = k / n;
    const double scale = 1 + z * z / size;
    const double centre = (p + z * z / (2 * size)) / scale;
    const double half = z / scale * sqrt(p * (1 - p) / size + z * z / (4 * size * size));
    const double rule = size > 3 ? 3 / size : 1;

    *ret_low = !(k > 0) ? 0 : k >= n ? 1 - rule : centre - half;
    *ret_high = k >= n ? 1 : !(k > 0) ? rule : centre + half;
}

/* The q quantile of beta(a, b), by halving: exact to the last bits of a share between 1e-12 and 1 - 1e-12. */
static double beta_quantile(double q, double a, double b)
{
    double low = 0, high = 1;

    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        if (special_beta(middle, 1 - middle, a, b).lower < q)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

void jeffreys_interval(double k, double n, double *ret_low, double *ret_high)
{
    const double a = k + 0.5, b = n - k + 0.5;

    *ret_low = k > 0 ? beta_quantile(0.05, a, b) : 0;
    *ret_high = k < n ? beta_quantile(0.95, a, b) : 1;
}

double sample_variance(double sum, double squares, double n)
{
    const double v = n > 1 ? (squares - sum * sum / n) / (n - 1) : 0;

    return v > 0 ? v : 0;
}

double shrinkage_pull(double between, double over)
{
    const double pull = over > 0 ? sqrt(between / over) : 0;

    return pull > 1 ? 1 : pull;
}

shrinkage shrinkage_of(double over, double noise, size_t n_sets)
{
    const double between = over > noise ? over - noise : 0;
    const double k = between + noise > 0 ? between / (between + noise) : 0;

    return (shrinkage){between, shrinkage_pull(between, over), k,
                       k * noise + (1 - k) * (1 - k) * over / (double)n_sets};
}

double histogram_mean(const uint32_t *count, size_t n)
{
    double sum = 0.0, all = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += (double)i * (double)count[i];
        all += (double)count[i];
    }
    return all > 0.0 ? sum / all : 0.0;
}
