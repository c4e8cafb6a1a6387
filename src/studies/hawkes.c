/* hawkes.c -- see hawkes.h.
 *
 * For a half-life and children the likelihood in the base alone is concave: its root is where the sum of count / mean is the
 * number of covered days. Exact facts that tests check: without children the base is the mean; the chance of quiet is the
 * product of exp(-mean) by hand; the mean of many paths is that of the recursion.
 */
#include "hawkes.h"

#include <math.h>

#include "../core/distributions.h"
#include "scores.h"

enum { HALF_LIVES = 8, CHILDREN = 20, NEWTON = 60 };

static double remains(double half_life)
{
    return exp2(-1.0 / half_life);
}

/* Sum over covered days of count / mean, of count / mean^2, of log likelihood; S of the end. */
typedef struct pass {
    double ratio, curve, log_likelihood, excited;
} pass;

static pass go_through(const double *count, const uint8_t *covered, size_t n, const hawkes *h)
{
    const double r = remains(h->half_life), gain = h->children * (1.0 - r);
    pass p = {0};

    for (size_t d = 0; d < n; d++) {
        const double mean = h->base + gain * p.excited;
        if (covered[d]) {
            p.ratio += count[d] / mean;
            p.curve += count[d] / (mean * mean);
            p.log_likelihood += (count[d] > 0.0 ? count[d] * log(mean) : 0.0) - mean;
        }
        p.excited = r * p.excited + (covered[d] ? count[d] : mean);
    }
    return p;
}

/* The base that fits best with the children and half-life of *h; the log likelihood and S with it. */
static void fit_base(const double *count, const uint8_t *covered, size_t n, double days,
                     double mean, hawkes *h)
{
    pass p;

    h->base = mean;
    for (int i = 0; i < NEWTON; i++) {
        double step;
        p = go_through(count, covered, n, h);
        /* From the left Newton's steps never overshoot: the ratio is convex and falls with the base. */
        step = (p.ratio - days) / p.curve;
        if (h->base + step <= 1e-9 * mean) step = 1e-9 * mean - h->base;
        h->base += step;
        if (fabs(step) < 1e-10 * mean) break;
    }
    p = go_through(count, covered, n, h);
    h->log_likelihood = p.log_likelihood;
    h->excited = p.excited;
}

hawkes hawkes_fit(const double *count, const uint8_t *covered, size_t n)
{
    double days = 0.0, acts = 0.0;
    hawkes best = {.half_life = 1.0, .log_likelihood = -INFINITY};

    for (size_t d = 0; d < n; d++) {
        days += covered[d];
        acts += covered[d] ? count[d] : 0.0;
    }
    if (!(acts > 0.0)) {
        best.base = 0.5 / (days + 1.0);
        best.log_likelihood = -best.base * days;
        return best;
    }
    for (int i = 0; i < HALF_LIVES; i++) {
        for (int j = 0; j < CHILDREN; j++) {
            hawkes h = {.half_life = (double)(1 << i),
                        .children = HAWKES_CHILDREN * (double)j / (CHILDREN - 1)};
            if (j == 0 && i > 0) continue; /* without children the half-life says nothing */
            fit_base(count, covered, n, days, acts / days, &h);
            if (h.log_likelihood > best.log_likelihood) best = h;
        }
    }
    return best;
}

double hawkes_quiet(const hawkes *h, size_t days)
{
    const double r = remains(h->half_life), gain = h->children * (1.0 - r);
    double sum = 0.0, excited = h->excited;

    for (size_t d = 0; d < days; d++) {
        sum += h->base + gain * excited;
        excited *= r;
    }
    return exp(-sum);
}

void hawkes_path(const hawkes *h, size_t days, uint64_t seed, size_t path, double *ret_count)
{
    const double r = remains(h->half_life), gain = h->children * (1.0 - r);
    double excited = h->excited;

    for (size_t d = 0; d < days; d++) {
        ret_count[d] = poisson_quantile(score_unit(seed, "hawkes", path, d),
                                        h->base + gain * excited);
        excited = r * excited + ret_count[d];
    }
}
