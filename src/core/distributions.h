/* distributions.h -- sampling by inversion: one uniform a draw, monotone in the uniform and in the
 * mean, which keeps what-ifs in step. Own elementary functions only (lanes.h): the same bits
 * everywhere. All functions are pure.
 */
#ifndef OFR_DISTRIBUTIONS_H
#define OFR_DISTRIBUTIONS_H

#include "lanes.h"

#include <stdbool.h>
#include <stddef.h>

/* Count n with P(N <= n - 1) < u <= P(N <= n), N ~ Poisson(mu). mu in [0, 1e6], NaN or < 0 gives 0,
 * above 1e6 counts as 1e6. u is clamped to [0, 1 - 2^-53], NaN gives 0. Never falls in u; never
 * falls in mu but for roundings (u within 1e-12 of a step). O(mu) below a mean of 500; above, the
 * walk starts 12 standard deviations below the mean: O(sqrt mu). Pure. */
double poisson_quantile(double u, double mu);

/* The same for n lanes, bit by bit; fast where all means are below 30, else lane by lane. Inline in
 * distributions_bodies.h so that kernels vectorise it. ret overlaps no input. */
static inline void lane_poisson(const double *restrict u, const double *restrict mu, size_t n,
                                double *restrict ret);

/* Negative binomial with mean mu and size k (variance mu + mu^2 / k); same conventions. k is
 * clamped to [1e-6, 1e12], NaN gives 1e-6. Counts above 1e12 are 1e12. */
double negbin_quantile(double u, double mu, double k);
static inline void lane_negbin(const double *restrict u, const double *restrict mu,
                               const double *restrict k, size_t n, double *restrict ret);

/* The log of a chance that is none. */
#define LOG_OF_ZERO (-__builtin_inf())

/* log P(N = y): used by the filter. y >= 0 whole. There is no floor: only a mean of zero (or below, or NaN) with y > 0 is
 * -infinity, and so is a y below 0; every other value is a number within 1e-12 of max(1, |itself|), down to the least
 * mean that a double holds. */
double poisson_log_pmf(double y, double mu);
double negbin_log_pmf(double y, double mu, double k);

/* log P(low <= N <= high), N ~ Poisson(mu), by its terms from the largest on. low <= high, both whole, >= 0; the same bits
 * as poisson_log_pmf where they are equal. O(high - low) at most. */
double poisson_log_range(double low, double high, double mu);

/* log Gamma(x), x > 0 (Stirling with shift; error below 1e-14 max(1, |result|)); else NaN. */
double m_lgamma(double x);

/* Standard normal quantile (Wichura 1988, AS 241), u clamped to [1e-300, 1 - 2^-53]. */
double normal_quantile(double u);

/* Quantile of a heavy-tailed whole number >= 1: P(D >= d) = d^-(alpha - 1), capped at cap
 * (Clauset, Young, Gleditsch 2007). alpha > 1, else cap; cap up to 1e15. */
double heavy_tail_quantile(double u, double alpha, double cap);
/* Its mean: sum over d = 1 .. cap of d^-(alpha - 1). */
double heavy_tail_mean(double alpha, double cap);

/* A prior as written in a scenario. a, b by kind. */
typedef enum prior_kind {
    PRIOR_NONE = 0,  /* the value is a point */
    PRIOR_UNIFORM,   /* uniform(low, high) */
    PRIOR_NORMAL,    /* normal(mean, sd) */
    PRIOR_LOGNORMAL, /* lognormal(median, sigma of the log) */
    PRIOR_BETA,      /* beta(a, b) */
    PRIOR_GAMMA,     /* gamma(shape, mean) */
    PRIOR_TRIANGULAR /* triangular(low, mode, high) */
} prior_kind;
typedef struct ofr_prior {
    prior_kind kind;
    double a, b, c;
} ofr_prior;

/* Quantile of a prior, u clamped as for normal_quantile. Accurate to 1e-9 in probability; for
 * PRIOR_NONE it is a. Parameters out of their ranges give some number or NaN, never a hang. */
double prior_quantile(const ofr_prior *prior, double u);

/* A prior cut to the range of a key, both ends included: what lies beyond is given up, the rest stands for the whole. */
typedef struct ofr_prior_cut {
    double low, high; /* low > high: any value, and nothing is cut */
    double below,
        above; /* chance that lies beyond either end; less than a draw can tell (2^-53) counts as 0 */
} ofr_prior_cut;

ofr_prior_cut prior_cut(const ofr_prior *prior, double low, double high);
/* Chance that lies within. */
double prior_cut_within(const ofr_prior_cut *cut);
/* Quantile of the cut prior, by inverse distribution function between the ends: prior_quantile at below + u x within, which is
 * prior_quantile at u bit for bit where nothing is cut; low to high. Never falls in u but for roundings. */
double prior_cut_quantile(const ofr_prior *prior, const ofr_prior_cut *cut, double u);
#include "distributions_bodies.h"
#endif
