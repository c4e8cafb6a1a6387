/* score_tables.c -- see score_tables.h.
 *
 * Over bins k with n_k forecasts of mean p_k and a share o_k that came, o of all n:
 *     reliability = sum n_k (p_k - o_k)^2 / n,   resolution = sum n_k (o_k - o)^2 / n,   uncertainty = o (1 - o),
 *     within = sum over all of [(p - p_k)^2 - 2 (p - p_k)(came - o_k)] / n.
 * The slope is found by Newton's steps on the log likelihood, halved while it falls.
 * Exact facts that tests check: the parts add up; equal forecasts of a bin have within 0; two groups at logits a and b whose
 * shares have the logits c and d give the slope (c - d) / (a - b).
 */
#include "score_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/statistics.h"

static size_t bin_of(double p)
{
    const double at = p * SCORE_BINS;

    return !(at > 0) ? 0 : at >= SCORE_BINS ? SCORE_BINS - 1 : (size_t)at;
}

void reliability_of(const score_pair *pair, size_t n, reliability_bin *ret_bin)
{
    memset(ret_bin, 0, SCORE_BINS * sizeof *ret_bin);
    for (size_t i = 0; i < n; i++) {
        reliability_bin *bin = &ret_bin[bin_of(pair[i].p)];
        bin->n++;
        bin->came += pair[i].came;
        bin->forecast += pair[i].p;
    }
    for (size_t b = 0; b < SCORE_BINS; b++) {
        reliability_bin *bin = &ret_bin[b];
        if (bin->n == 0) continue;
        bin->forecast /= (double)bin->n;
        bin->share = (double)bin->came / (double)bin->n;
        jeffreys_interval((double)bin->came, (double)bin->n, &bin->low, &bin->high);
    }
}

brier_parts brier_parts_of(const score_pair *pair, size_t n)
{
    reliability_bin bin[SCORE_BINS];
    brier_parts parts = {0};
    double share = 0.0;

    reliability_of(pair, n, bin);
    for (size_t i = 0; i < n; i++) {
        const reliability_bin *own = &bin[bin_of(pair[i].p)];
        const double off = pair[i].p - own->forecast, came = pair[i].came ? 1.0 : 0.0;
        share += came / (double)n;
        parts.brier += score_brier(pair[i].p, pair[i].came) / (double)n;
        parts.within += (off * off - 2.0 * off * (came - own->share)) / (double)n;
    }
    parts.uncertainty = share * (1.0 - share);
    for (size_t b = 0; b < SCORE_BINS; b++) {
        const double weight = (double)bin[b].n / (double)n, off = bin[b].forecast - bin[b].share,
                     apart = bin[b].share - share;
        parts.reliability += weight * off * off;
        parts.resolution += bin[b].n ? weight * apart * apart : 0.0;
    }
    return parts;
}

double sharpness_of(const score_pair *pair, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) sum += pair[i].p * (1.0 - pair[i].p);
    return sum / (double)n;
}

/* ---- slope -------------------------------------------------------------------------------------- */

/* Forecasts with the times that each counts. */
typedef struct weighed {
    const score_pair *pair;
    const double *times; /* [n] */
    size_t n;
} weighed;

static double log_likelihood(const weighed *w, double intercept, double slope)
{
    double sum = 0.0;

    for (size_t i = 0; i < w->n; i++) {
        const double eta = intercept + slope * score_logit(w->pair[i].p);
        /* -log(1 + exp(-x)) without overflow */
        const double x = w->pair[i].came ? eta : -eta;
        sum += w->times[i] * (x > 0 ? -log1p(exp(-x)) : x - log1p(exp(x)));
    }
    return sum;
}

/* Newton's step; false: the forecasts do not differ. */
static bool newton_step(const weighed *w, double intercept, double slope, double *ret_a,
                        double *ret_b)
{
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0, det;

    for (size_t i = 0; i < w->n; i++) {
        const double x = score_logit(w->pair[i].p), p = 1 / (1 + exp(-intercept - slope * x)),
                     v = w->times[i] * p * (1 - p),
                     off = w->times[i] * ((w->pair[i].came ? 1.0 : 0.0) - p);
        g0 += off;
        g1 += off * x;
        h00 += v;
        h01 += v * x;
        h11 += v * x * x;
    }
    det = h00 * h11 - h01 * h01;
    if (!(det > 1e-10 * h00 * h11)) return false;
    *ret_a = (h11 * g0 - h01 * g1) / det;
    *ret_b = (h00 * g1 - h01 * g0) / det;
    return true;
}

/* False: there is no largest likelihood within reach, as where forecasts part what came from what did not. */
static bool fit_slope(const weighed *w, double *ret_intercept, double *ret_slope)
{
    enum { STEPS = 60, HALVINGS = 30 };
    const double farthest = 50.0;
    double a = 0.0, b = 0.0, now = log_likelihood(w, a, b);

    for (int i = 0; i < STEPS; i++) {
        double da, db, scale = 1.0, next;
        if (!newton_step(w, a, b, &da, &db)) return false;
        next = log_likelihood(w, a + da, b + db);
        for (int j = 0; j < HALVINGS && !(next >= now); j++) {
            scale /= 2;
            next = log_likelihood(w, a + scale * da, b + scale * db);
        }
        a += scale * da;
        b += scale * db;
        now = next;
        if (!(fabs(b) < farthest && fabs(a) < farthest)) return false;
        if (fabs(scale * da) + fabs(scale * db) < 1e-10) {
            *ret_intercept = a;
            *ret_slope = b;
            return true;
        }
    }
    return false;
}

/* Numbers of clusters 0, 1, ... of each pair, in the order in which they come; returns how many. */
static size_t number_clusters(const score_pair *pair, size_t n, size_t *ret_number)
{
    size_t many = 0;

    for (size_t i = 0; i < n; i++) {
        size_t j = 0;
        while (j < i && pair[j].cluster != pair[i].cluster) j++;
        ret_number[i] = j < i ? ret_number[j] : many++;
    }
    return many;
}

/* drawn, times: room for n doubles each. Slopes of the draws that have one; returns how many. */
static size_t draw_slopes(weighed *w, const size_t *number, size_t clusters, uint64_t seed,
                          size_t draws, double *drawn, double *times, double *ret_slope)
{
    size_t known = 0;

    w->times = times;
    for (size_t d = 0; d < draws; d++) {
        double intercept;
        memset(drawn, 0, clusters * sizeof *drawn);
        for (size_t c = 0; c < clusters; c++)
            drawn[(size_t)(score_unit(seed, "clusters", d, c) * (double)clusters)] += 1.0;
        for (size_t i = 0; i < w->n; i++) times[i] = drawn[number[i]];
        known += fit_slope(w, &intercept, &ret_slope[known]);
    }
    return known;
}

ofr_status reliability_slope_of(const score_pair *pair, size_t n, uint64_t seed, size_t draws,
                                reliability_slope *ret_slope, ofr_error *err)
{
    double *room = calloc(2 * n + draws + 2, sizeof *room);
    size_t *number = calloc(n + 1, sizeof *number), clusters, known;
    weighed w = {pair, room, n};
    reliability_slope told = {0};

    if (!room || !number) {
        free(room);
        free(number);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the slope of reliability");
    }
    for (size_t i = 0; i < n; i++) room[i] = 1.0;
    told.known = n > 0 && fit_slope(&w, &told.intercept, &told.slope);
    clusters = number_clusters(pair, n, number);
    if (told.known && clusters > 1 && draws > 0) {
        double *slope = room + 2 * n + 2;
        known = draw_slopes(&w, number, clusters, seed, draws, room + n + 1, room, slope);
        sort_doubles(slope, known);
        told.has_interval = 10 * known >= 9 * draws;
        if (told.has_interval) {
            told.low = sorted_quantile(slope, known, 0.05, QUANTILE_NEAREST);
            told.high = sorted_quantile(slope, known, 0.95, QUANTILE_NEAREST);
        }
    }
    free(room);
    free(number);
    *ret_slope = told;
    return OFR_OK;
}
