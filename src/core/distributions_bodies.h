/* distributions_bodies.h -- counts by inversion for lanes; bit by bit the scalar functions of
 * distributions.c, whose loop these repeat with one decision a pass over the lanes.
 *
 * The pmf starts at n = 0 and is multiplied up, its sum is compared with u: a lane's count is the
 * number of sums below u. Sums only grow, so lanes that are done need no freezing. The fast path is
 * taken when every mean is below 30 (and k is not tiny): sums then come within 1e-13 of 1, and
 * u up to 1 - 2^-40 always ends. Other lanes go through the scalar function one by one.
 */
#ifndef OFR_DISTRIBUTIONS_BODIES_H
#define OFR_DISTRIBUTIONS_BODIES_H

#define COUNTS_FAST_MEAN 30.0
#define COUNTS_FAST_SIZE 0.01         /* least k of the fast path */
#define COUNTS_FAST_U (1.0 - 0x1p-40) /* largest u of it; one word's units go to 1 - 2^-33 */
#define COUNTS_SIZE_MIN 1e-6          /* k is clamped to these */
#define COUNTS_SIZE_MAX 1e12
enum { COUNTS_WALK = 1024 }; /* passes before a walk from zero is given up */

/* Passes until no lane is left. On entry ret is 0, sum and term are P(N = 0); then
 * P(N = n) = P(N = n - 1) ratio (n - 1 + size) / n, or ratio / n where size is NULL.
 * False if COUNTS_WALK passes are not enough. */
static inline bool lanes_walk(const double *restrict u, const double *restrict ratio,
                              const double *restrict size, size_t n, double *restrict term,
                              double *restrict sum, double *restrict ret)
{
    for (int pass = 1; pass <= COUNTS_WALK; pass++) {
        const double inverse = 1.0 / (double)pass, before = (double)(pass - 1);
        int64_t left = 0;

        for (size_t k = 0; k < n; k++) left |= u[k] > sum[k]; /* lanes */
        if (left == 0) return true;
        for (size_t k = 0; k < n; k++) ret[k] += u[k] > sum[k] ? 1.0 : 0.0; /* lanes */
        if (size == NULL) {
            for (size_t k = 0; k < n; k++) term[k] *= ratio[k] * inverse; /* lanes */
        } else {
            for (size_t k = 0; k < n; k++) { /* lanes */
                term[k] *= ratio[k] * ((before + size[k]) * inverse);
            }
        }
        for (size_t k = 0; k < n; k++) sum[k] += term[k]; /* lanes */
    }
    return false;
}

/* One block of n <= LANES lanes. */
static inline void lanes_poisson_block(const double *restrict u, const double *restrict mu,
                                       size_t n, double *restrict ret)
{
    double mean[LANES], term[LANES], sum[LANES];
    int64_t slow = 0;

    for (size_t k = 0; k < n; k++) mean[k] = mu[k] > 0.0 ? mu[k] : 0.0; /* lanes */
    for (size_t k = 0; k < n; k++) {                                    /* lanes */
        slow |= (mean[k] > COUNTS_FAST_MEAN) | (u[k] > COUNTS_FAST_U);
    }
    if (slow == 0) {
        for (size_t k = 0; k < n; k++) term[k] = m_exp(-mean[k]); /* lanes */
        for (size_t k = 0; k < n; k++) ret[k] = 0.0;
        for (size_t k = 0; k < n; k++) sum[k] = term[k];
        if (lanes_walk(u, mean, NULL, n, term, sum, ret)) return;
    }
    for (size_t k = 0; k < n; k++) ret[k] = poisson_quantile(u[k], mu[k]);
}

static inline void lane_poisson(const double *restrict u, const double *restrict mu, size_t n,
                                double *restrict ret)
{
    if (n == LANES) { /* a constant trip count vectorises without leftovers */
        lanes_poisson_block(u, mu, LANES, ret);
        return;
    }
    for (size_t k = 0; k < n; k += LANES) {
        lanes_poisson_block(u + k, mu + k, n - k < LANES ? n - k : LANES, ret + k);
    }
}

static inline void lanes_negbin_block(const double *restrict u, const double *restrict mu,
                                      const double *restrict size, size_t n, double *restrict ret)
{
    double mean[LANES], spread[LANES], ratio[LANES], term[LANES], sum[LANES];
    int64_t slow = 0;

    for (size_t k = 0; k < n; k++) mean[k] = mu[k] > 0.0 ? mu[k] : 0.0; /* lanes */
    for (size_t k = 0; k < n; k++) {                                    /* lanes */
        spread[k] = m_clamp(size[k], COUNTS_SIZE_MIN, COUNTS_SIZE_MAX);
    }
    for (size_t k = 0; k < n; k++) { /* lanes */
        slow |= (mean[k] > COUNTS_FAST_MEAN) | (u[k] > COUNTS_FAST_U);
    }
    for (size_t k = 0; k < n; k++) slow |= spread[k] < COUNTS_FAST_SIZE; /* lanes */
    if (slow == 0) {
        for (size_t k = 0; k < n; k++) { /* lanes */
            term[k] = m_exp(-spread[k] * m_log1p(mean[k] / spread[k]));
        }
        for (size_t k = 0; k < n; k++) ratio[k] = mean[k] / (spread[k] + mean[k]); /* lanes */
        for (size_t k = 0; k < n; k++) ret[k] = 0.0;
        for (size_t k = 0; k < n; k++) sum[k] = term[k];
        if (lanes_walk(u, ratio, spread, n, term, sum, ret)) return;
    }
    for (size_t k = 0; k < n; k++) ret[k] = negbin_quantile(u[k], mu[k], size[k]);
}

static inline void lane_negbin(const double *restrict u, const double *restrict mu,
                               const double *restrict k, size_t n, double *restrict ret)
{
    if (n == LANES) {
        lanes_negbin_block(u, mu, k, LANES, ret);
        return;
    }
    for (size_t i = 0; i < n; i += LANES) {
        lanes_negbin_block(u + i, mu + i, k + i, n - i < LANES ? n - i : LANES, ret + i);
    }
}

#endif
