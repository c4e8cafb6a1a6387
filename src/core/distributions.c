/* distributions.c -- counts by inversion: Poisson and negative binomial, one lane at a time.
 *
 *   count = number of n = 0, 1, ... with P(N <= n) < u
 * The pmf is multiplied up from its start and summed. P(N = 0) underflows at large means: there the
 * walk starts 12 standard deviations below the mean, under which less than 1e-30 lies. Because the
 * sums depend on the mean alone, the count never falls when u grows. lane_poisson and lane_negbin
 * (distributions_bodies.h) repeat the walk from zero operation by operation.
 */
#include "distributions.h"

#include "special.h"

#define U_MAX (1.0 - 0x1p-53)
#define TERM_MIN 0x1p-70    /* terms past the mean below this add nothing that u can tell */
#define LOG_START_MAX 600.0 /* P(N = 0) down to e^-600: inversion from zero */
#define MEAN_MAX 1e6
#define COUNT_MAX 1e12
#define MEAN_TINY 1e-290 /* below: raised by 2^400 and told by how much in log_pmf */
#define RAISE 0x1p400
#define LOG_RAISE (400.0 * LANES_LN2)

static double clean_unit(double u)
{
    return u > 0.0 ? m_min(u, U_MAX) : 0.0;
}

static double clean_mean(double mu)
{
    return mu > 0.0 ? m_min(mu, MEAN_MAX) : 0.0;
}

/* Where a walk starts: the first count and its probability. */
typedef struct walk_start {
    double n, term;
} walk_start;

static double start_below(double mu, double variance)
{
    return special_floor(m_max(mu - 12.0 * special_sqrt(variance), 1.0));
}

double poisson_quantile(double u, double mu)
{
    const double mean = clean_mean(mu), aim = clean_unit(u);
    walk_start at = {0.0, m_exp(-mean)};
    double sum;

    if (mean >= 500.0) {
        at.n = start_below(mean, mean);
        at.term = m_exp(special_poisson_log(at.n, mean));
    }
    sum = at.term;
    while (aim > sum && (at.term > TERM_MIN || at.n < mean)) {
        at.n += 1.0;
        at.term *= mean * (1.0 / at.n);
        sum += at.term;
    }
    return at.n;
}

/* log P(N = n), n > 0 and mu > 0, without cancelling (special.c). */
static double negbin_log(double n, double mu, double k)
{
    const double all = n + k;
    const double p = k / (k + mu), q = mu / (k + mu);

    return special_binomial_log(k, n, p, q) + m_log(k / all);
}

/* The count in the tail of a very skewed distribution, past `below` (whose sum is < u), by halving
 * on the distribution function I_p(k, n + 1). */
static double negbin_tail(double u, double mu, double k, double below)
{
    const double p = k / (k + mu), q = mu / (k + mu);
    double above = below;

    do {
        above *= 2.0;
    } while (above < COUNT_MAX && special_beta(p, q, k, above + 1.0).lower < u);
    above = m_min(above, COUNT_MAX);
    while (above - below > 1.0) {
        const double middle = special_floor(0.5 * (below + above));

        if (special_beta(p, q, k, middle + 1.0).lower < u) {
            below = middle;
        } else {
            above = middle;
        }
    }
    return above;
}

double negbin_quantile(double u, double mu, double k)
{
    const double mean = clean_mean(mu), aim = clean_unit(u);
    const double size = m_clamp(k, COUNTS_SIZE_MIN, COUNTS_SIZE_MAX);
    const double log_zero = -size * m_log1p(mean / size), ratio = mean / (size + mean);
    const bool from_zero = log_zero > -LOG_START_MAX;
    walk_start at = {0.0, m_exp(log_zero)};
    double sum;

    if (!from_zero) {
        at.n = start_below(mean, mean + mean * mean / size);
        at.term = m_exp(negbin_log(at.n, mean, size));
    }
    sum = at.term;
    while (aim > sum && (at.term > TERM_MIN || at.n < mean)) {
        if (from_zero && at.n >= COUNTS_WALK) return negbin_tail(aim, mean, size, at.n);
        at.n += 1.0;
        at.term *= ratio * ((at.n - 1.0 + size) * (1.0 / at.n));
        sum += at.term;
    }
    return at.n;
}

double poisson_log_pmf(double y, double mu)
{
    if (y == 0.0) return mu > 0.0 ? -mu : 0.0;
    if (!(mu > 0.0) || !(y > 0.0)) return LOG_OF_ZERO;
    /* Ratios to a mean near the least double leave its range. e^-mu is one on either side. */
    if (mu < MEAN_TINY) return special_poisson_log(y, mu * RAISE) - y * LOG_RAISE;
    return special_poisson_log(y, mu);
}

double poisson_log_range(double low, double high, double mu)
{
    const double top = m_clamp(special_floor(mu), low, high);
    const double most = poisson_log_pmf(top, mu);
    double sum = 1.0, term = 1.0;

    if (!(mu > 0.0) || low == high) return low > 0.0 || low == high ? most : 0.0;
    for (double n = top + 1.0; n <= high && term > 1e-18; n += 1.0) {
        term *= mu / n;
        sum += term;
    }
    term = 1.0;
    for (double n = top; n > low && term > 1e-18; n -= 1.0) {
        term *= n / mu;
        sum += term;
    }
    return most + m_log(sum);
}

double negbin_log_pmf(double y, double mu, double k)
{
    const double size = m_clamp(k, COUNTS_SIZE_MIN, COUNTS_SIZE_MAX);

    if (y == 0.0) return mu > 0.0 ? -size * m_log1p(mu / size) : 0.0;
    if (!(mu > 0.0) || !(y > 0.0)) return LOG_OF_ZERO;
    if (mu < MEAN_TINY * m_max(size, 1.0)) return negbin_log(y, mu * RAISE, size) - y * LOG_RAISE;
    return negbin_log(y, mu, size);
}

double heavy_tail_quantile(double u, double alpha, double cap)
{
    const double most = m_clamp(cap, 1.0, 1e15), rest = 1.0 - m_clamp(u, 0.0, U_MAX);
    double count;

    if (!(alpha > 1.0)) return special_floor(most);
    /* D >= d if and only if 1 - u <= d^-(alpha - 1) */
    count = special_floor(m_clamp(m_exp(-m_log(rest) / (alpha - 1.0)), 1.0, most));
    return count;
}

/* Integral of x^-s from `from` to `to`:
 * from^(1 - s) L (e^y - 1) / y with y = (1 - s) L, L = log(to / from). */
static double power_integral(double s, double from, double to)
{
    const double length = m_log(to / from), y = (1.0 - s) * length;
    double growth = 1.0;

    if (y > 0.5 || y < -0.5) {
        growth = (m_exp(y) - 1.0) / y;
    } else {
        for (int n = 14; n >= 2; n--) growth = 1.0 + growth * y / n;
    }
    return m_exp((1.0 - s) * m_log(from)) * length * growth;
}

double heavy_tail_mean(double alpha, double cap)
{
    enum { HEAD = 64 };
    const double most = special_floor(m_clamp(cap, 1.0, 1e15)), s = alpha - 1.0;
    double sum = 0.0, at[2], d;

    if (!(alpha > 1.0)) return most;
    for (d = 1.0; d <= most && d < HEAD; d += 1.0) sum += m_exp(-s * m_log(d));
    if (most < HEAD) return sum;
    /* Euler and Maclaurin from HEAD to cap: integral + ends / 2 + f' / 12 - f''' / 720. */
    for (int end = 0; end < 2; end++) {
        const double x = end == 0 ? HEAD : most, f = m_exp(-s * m_log(x));

        at[end] = -s * f / (12.0 * x) + s * (s + 1.0) * (s + 2.0) * f / (720.0 * x * x * x);
        sum += 0.5 * f;
    }
    return sum + power_integral(s, HEAD, most) + at[1] - at[0];
}
