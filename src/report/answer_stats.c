/* answer_stats.c -- the small statistics of an answer.
 *
 * Simulation error: Wilson's interval with z = 1.959964,
 *     centre      (p + z^2 / 2n) / (1 + z^2 / n)
 *     half width  z / (1 + z^2 / n) sqrt(p (1 - p) / n + z^2 / 4n^2).
 *
 * Futures of one set share its parameters, so n of them in sets of m say less about the pooled
 * share than n alone would: the variance is p (1 - p) / n times 1 + (m - 1) rho (Kish 1965, the
 * design effect), and the interval takes n / (1 + (m - 1) rho) for n. It then also covers that
 * other sets could have been drawn, which is what another seed shows.
 *
 * Parameter uncertainty: set j has its own probability P_j; we see k_j of m. With P_j ~ beta(a, b),
 *     E[sample variance of k_j / m] = p (1 - p) / m [1 + (m - 1) rho],   rho = 1 / (a + b + 1)
 * so by moments, with s^2 = sum (k_j / m - p)^2 / (S - 1),
 *     rho = (m s^2 / (p (1 - p)) - 1) / (m - 1),  a = p (1 / rho - 1),  b = (1 - p) (1 / rho - 1).
 * rho <= 0 means no more variance than binomial noise: no spread. rho is held below 1 / 1.01,
 * where all sets are all or nothing. Quantiles of beta(a, b) are those of P with the noise of
 * simulation removed (Skellam 1948 for the distribution; the moment fit is Kleinman's 1973 with
 * equal weights).
 */
#include "answer_stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const double answer_quantile_at[N_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

void wilson_interval(double k, double n, double *ret_low, double *ret_high)
{
    const double z = 1.959963984540054, size = n, p = k / n;
    const double scale = 1 + z * z / size;
    const double centre = (p + z * z / (2 * size)) / scale;
    const double half = z / scale * sqrt(p * (1 - p) / size + z * z / (4 * size * size));
    const double rule = size > 3 ? 3 / size : 1;

    *ret_low = !(k > 0) ? 0 : k >= n ? 1 - rule : centre - half;
    *ret_high = k >= n ? 1 : !(k > 0) ? rule : centre + half;
}

beta_fit beta_fit_counts(const uint32_t *k, size_t n_sets, size_t m)
{
    const double size = (double)m;
    double total = 0, squares = 0, rho;
    beta_fit fit = {0};

    for (size_t j = 0; j < n_sets; j++) total += (double)k[j];
    fit.mean = total / (size * (double)n_sets);
    if (n_sets < 2 || m < 2 || !(fit.mean > 0 && fit.mean < 1)) return fit;
    for (size_t j = 0; j < n_sets; j++) {
        const double d = (double)k[j] / size - fit.mean;
        squares += d * d;
    }
    rho = (size * squares / ((double)(n_sets - 1) * fit.mean * (1 - fit.mean)) - 1) / (size - 1);
    if (!(rho > 0)) return fit;
    if (rho > 1 / 1.01) rho = 1 / 1.01;
    fit.spread = true;
    fit.rho = rho;
    fit.a = fit.mean * (1 / rho - 1);
    fit.b = (1 - fit.mean) * (1 / rho - 1);
    return fit;
}

double effective_size(const beta_fit *fit, size_t n, size_t m)
{
    return (double)n / (1 + ((double)m - 1) * fit->rho); /* rho is 0 without spread */
}

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

char *share_text(double share, char *room)
{
    const double percent = 100 * share;

    if (!(percent > 0)) {
        snprintf(room, SHARE_ROOM, "0");
    } else if (percent < 0.01) {
        snprintf(room, SHARE_ROOM, "<0.01");
    } else if (percent < 0.095) {
        snprintf(room, SHARE_ROOM, "%.2f", percent);
    } else if (percent <= 99.9) {
        snprintf(room, SHARE_ROOM, "%.1f", percent);
    } else if (percent <= 99.99) {
        snprintf(room, SHARE_ROOM, "%.2f", percent);
    } else {
        snprintf(room, SHARE_ROOM, "%s", percent < 100 ? ">99.99" : "100");
    }
    return room;
}

char *bound_text(bool never, size_t n, char *room)
{
    const double bound = n > 3 ? 300 / (double)n : 100;
    int decimals = 0;
    double step = 1;

    for (; decimals < 9 && bound / step < 9.99; decimals++) step /= 10; /* two digits */
    const double up = ceil(bound / step - 1e-9) * step;
    if (decimals > 0 && fmod(ceil(bound / step - 1e-9), 10) < 0.5) decimals--; /* 0.30 is 0.3 */
    snprintf(room, SHARE_ROOM, "%s %.*f %%", never ? "<" : ">", decimals, never ? up : 100 - up);
    return room;
}
