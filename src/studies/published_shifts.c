/* published_shifts.c -- from a class and a measured answer to the shift of each set; see published.h. Pure. */
#include "../core/distributions.h"
#include "../core/lanes.h"
#include "../core/streams.h"
#include "published_parts.h"

enum { PUBLISHED_REPLICATE = 4 };

const double published_coarse_at[PUBLISHED_COARSE] = {-6, -3, 0, 3, 6};
const double published_war_at[PUBLISHED_WAR] = {-3, 0, 3};

bool published_pools(const ofr_published *p)
{
    bool any = false;

    for (size_t i = 0; p && i < p->n_pairs; i++) any |= p->pair[i].n > 0;
    return any;
}

bool published_on_class(const ofr_published *p, size_t set)
{
    const double w = p->share;

    return (uint64_t)((double)(set + 1) * w) > (uint64_t)((double)set * w);
}

/* u-quantile of what k of n say of a share: Jeffreys' posterior. */
static double drawn_share(uint32_t k, uint32_t n, double u)
{
    const ofr_prior posterior = {PRIOR_BETA, k + 0.5, n - k + 0.5, 0};

    return prior_quantile(&posterior, u);
}

/* Share by the class within the days that are told. */
static double both_by_class(const published_pair *pair, double u)
{
    return class_within(drawn_share(pair->both, pair->n, u), pair->days);
}

static double log_odds(double share)
{
    return m_logit(m_clamp(share, 1e-9, 1.0 - 1e-9));
}

/* Where a rising answer comes to the wanted share; the nearer end where it does not. */
static double shift_for(const double *at, const double *share, size_t n, double wanted)
{
    const double y = log_odds(wanted);
    double low = log_odds(share[0]);

    if (y <= low) return at[0];
    for (size_t i = 1; i < n; i++) {
        const double high = m_max(low, log_odds(share[i]));
        if (y <= high) return at[i - 1] + (at[i] - at[i - 1]) * (y - low) / (high - low);
        low = high;
    }
    return at[n - 1];
}

static double open_shift_for(const published_pair *pair, double u)
{
    return shift_for(pair->open_at, pair->open, pair->n_open, both_by_class(pair, u));
}

static double war_shift_for(const published_pair *pair, double u)
{
    return shift_for(published_war_at, pair->at_war, PUBLISHED_WAR,
                     drawn_share(pair->war, pair->both, u));
}

bool published_reaches(const published_pair *pair)
{
    const double middle = both_by_class(pair, 0.5);

    return pair->n_open > 0 && middle >= pair->open[0] && middle <= pair->open[pair->n_open - 1];
}

void published_put_open(published_pair *pair, double at, double share)
{
    size_t i = pair->n_open;

    for (size_t j = 0; j < pair->n_open; j++) {
        if (at - pair->open_at[j] < 1e-3 && pair->open_at[j] - at < 1e-3) return;
    }
    if (pair->n_open == PUBLISHED_OPEN) return;
    for (; i > 0 && pair->open_at[i - 1] > at; i--) {
        pair->open_at[i] = pair->open_at[i - 1];
        pair->open[i] = pair->open[i - 1];
    }
    pair->open_at[i] = at;
    pair->open[i] = share;
    pair->n_open++;
}

double published_middle(const published_pair *pair)
{
    return open_shift_for(pair, 0.5);
}

/* Newton's way to the top of the log posterior of intercept and slope. */
void published_fit_war(const size_t *wars, const size_t *exchanges, double by_class,
                       double ret_share[PUBLISHED_WAR])
{
    enum { ROUNDS = 25 };
    const double precision = 16.0, share = m_clamp(by_class, 1e-3, 1.0 - 1e-3);
    double a = log_odds(share), b = 1.0;

    for (int round = 0; round < ROUNDS; round++) {
        double ga = 0.0, gb = -precision * (b - 1.0), haa = 1e-9, hab = 0.0, hbb = precision;
        for (size_t i = 0; i < PUBLISHED_WAR; i++) {
            const double x = published_war_at[i], more = x > -0.5 && x < 0.5 ? 1.0 : 0.0,
                         n = (double)exchanges[i] + more, k = (double)wars[i] + more * share,
                         p = m_logistic(a + b * x), w = n * p * (1.0 - p);
            ga += k - n * p;
            gb += (k - n * p) * x;
            haa += w;
            hab += w * x;
            hbb += w * x * x;
        }
        const double det = haa * hbb - hab * hab;
        a += m_clamp((hbb * ga - hab * gb) / det, -1.0, 1.0);
        b += m_clamp((haa * gb - hab * ga) / det, -0.5, 0.5);
    }
    for (size_t i = 0; i < PUBLISHED_WAR; i++)
        ret_share[i] = m_logistic(m_clamp(a + m_max(b, 0.1) * published_war_at[i], -20.0, 20.0));
}

static size_t common_divisor(size_t a, size_t b)
{
    while (b) {
        const size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* u-quantile of what a set is off by. In the mean over sets a small hazard stays what it is. */
static double off_by(const ofr_published *p, double u)
{
    return p->spread * (normal_quantile(u) - 0.5 * p->spread);
}

double published_layer(const ofr_published *p, size_t set, size_t n, size_t which)
{
    size_t step = which == 0 ? 1 : 2 * n / 5 + 1;

    while (common_divisor(step, n) != 1) step++;
    const double u = ((double)(set * step % n) + 0.5) / (double)n;
    return off_by(p, u);
}

void published_noise(const ofr_published *p, uint64_t seed, size_t set, size_t pair, double ret[2],
                     double ret_u[2])
{
    const uint32_t stream = stream_of("published", p->pair[pair].id);
    const ofr_words a = draw_words(seed, (uint32_t)set, PUBLISHED_REPLICATE, 0, stream, 0),
                    b = draw_words(seed, (uint32_t)set, PUBLISHED_REPLICATE, 0, stream, 1);

    ret[0] = off_by(p, unit2(a.w[0], a.w[1]));
    ret[1] = off_by(p, unit2(a.w[2], a.w[3]));
    ret_u[0] = unit2(b.w[0], b.w[1]);
    ret_u[1] = unit2(b.w[2], b.w[3]);
}

void published_shifts(const ofr_published *p, uint64_t seed, size_t n_sets, double *ret)
{
    for (size_t set = 0; set < n_sets; set++) {
        for (size_t i = 0; i < p->n_pairs; i++, ret += 2) {
            const published_pair *pair = &p->pair[i];
            double u[2];

            ret[0] = ret[1] = 0.0;
            if (pair->n == 0) continue;
            published_noise(p, seed, set, i, ret, u);
            if (!published_joins(pair) || !published_on_class(p, set)) continue;
            ret[0] += open_shift_for(pair, u[0]);
            ret[1] += war_shift_for(pair, u[1]);
        }
    }
}
