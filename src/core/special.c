/* special.c -- log Gamma, incomplete gamma and beta functions, from lanes.h only.
 *
 *   delta(x) = log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2   (what Stirling leaves out)
 *   x^a e^-x / Gamma(a + 1) = exp(-delta(a) - D) / sqrt(2 pi a),  D = a log(a / x) + x - a
 * Written so, nothing large cancels (Loader 2000, Fast and accurate computation of binomial
 * probabilities). Continued fractions: DLMF 8.9.2 and 8.17.22, evaluated by Lentz's method.
 */
#include "special.h"

#include "distributions.h"

#define HALF_LOG_2PI 0.91893853320467274178
#define NOT_A_NUMBER (__builtin_nan(""))
enum { SPECIAL_TERMS = 20000 }; /* of a series or fraction: enough for parameters up to 1e6 */

/* The asymptotic series of delta; x >= 15 (first term left out: below 4e-18). */
static double delta_series(double x)
{
    const double z = 1.0 / (x * x);

    return (1.0 / 12 +
            z * (-1.0 / 360 +
                 z * (1.0 / 1260 + z * (-1.0 / 1680 + z * (1.0 / 1188 + z * (-691.0 / 360360)))))) /
           x;
}

double m_lgamma(double x)
{
    double product = 1.0;

    if (!(x > 0.0)) return NOT_A_NUMBER;
    /* Gamma(x) = Gamma(x + n) / (x (x + 1) ... (x + n - 1)) */
    while (x < 15.0) {
        product *= x;
        x += 1.0;
    }
    return (x - 0.5) * m_log(x) - x + HALF_LOG_2PI + delta_series(x) - m_log(product);
}

static double delta(double x)
{
    if (x >= 15.0) return delta_series(x);
    return m_lgamma(x) - (x - 0.5) * m_log(x) + x - HALF_LOG_2PI;
}

/* log(a / b); gap = a - b, which may be known better than a and b tell. */
static double log_ratio(double a, double b, double gap)
{
    return gap > -0.5 * b ? m_log1p(gap / b) : m_log(a / b);
}

double special_poisson_log(double a, double x)
{
    const double deviance = a * log_ratio(a, x, a - x) + (x - a);

    return -delta(a) - deviance - 0.5 * m_log(a) - HALF_LOG_2PI;
}

double special_binomial_log(double a, double b, double x, double y)
{
    const double n = a + b, excess = a * y - b * x; /* a - n x, and n y - b */
    const double deviance = a * log_ratio(a, n * x, excess) + b * log_ratio(b, n * y, -excess);

    return delta(n) - delta(a) - delta(b) - deviance + 0.5 * (m_log(n) - m_log(a) - m_log(b)) -
           HALF_LOG_2PI;
}

/* P(shape, x) / (x^shape e^-x / Gamma(shape + 1)): sum of x^n / ((shape + 1) ... (shape + n)). */
static double gamma_series(double x, double shape)
{
    double term = 1.0, sum = 1.0;

    for (int n = 1; n <= SPECIAL_TERMS && term > 1e-17 * sum; n++) {
        term *= x / (shape + n);
        sum += term;
    }
    return sum;
}

static double not_zero(double x)
{
    return x < 1e-300 && x > -1e-300 ? 1e-300 : x;
}

/* Q(shape, x) / (x^shape e^-x / Gamma(shape)) by DLMF 8.9.2 contracted to its even part. */
static double gamma_fraction(double x, double shape)
{
    double b = x + 1.0 - shape, c = 1e300, d = 1.0 / not_zero(b), f = d;

    for (int n = 1; n <= SPECIAL_TERMS; n++) {
        const double a = -n * (n - shape);
        double step;

        b += 2.0;
        d = 1.0 / not_zero(a * d + b);
        c = not_zero(b + a / c);
        step = c * d;
        f *= step;
        if (step - 1.0 < 1e-16 && step - 1.0 > -1e-16) break;
    }
    return f;
}

special_tails special_gamma(double x, double shape)
{
    double front, part;

    if (!(shape > 0.0)) return (special_tails){NOT_A_NUMBER, NOT_A_NUMBER};
    if (!(x > 0.0)) return (special_tails){0.0, 1.0};
    if (!(x < 1e300)) return (special_tails){1.0, 0.0};
    front = m_exp(special_poisson_log(shape, x));
    if (x < shape + 1.0) {
        part = m_min(front * gamma_series(x, shape), 1.0);
        return (special_tails){part, 1.0 - part};
    }
    part = m_min(front * shape * gamma_fraction(x, shape), 1.0);
    return (special_tails){1.0 - part, part};
}

/* I_x(a, b) / (x^a y^b / (a B(a, b))), DLMF 8.17.22; quick for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double x, double a, double b)
{
    double c = 1.0, d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0)), f = d;

    for (int m = 1; m <= SPECIAL_TERMS; m++) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        double step;

        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        f *= c * d;
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        step = c * d;
        f *= step;
        if (step - 1.0 < 1e-16 && step - 1.0 > -1e-16) break;
    }
    return f;
}

special_tails special_beta(double x, double y, double a, double b)
{
    double front, part;

    if (!(a > 0.0) || !(b > 0.0)) return (special_tails){NOT_A_NUMBER, NOT_A_NUMBER};
    if (!(x > 0.0)) return (special_tails){0.0, 1.0};
    if (!(y > 0.0)) return (special_tails){1.0, 0.0};
    /* x^a y^b / B(a, b) */
    front = m_exp(special_binomial_log(a, b, x, y)) * (a / (a + b)) * b;
    if (x * (a + b + 2.0) < a + 1.0) {
        part = m_min(front / a * beta_fraction(x, a, b), 1.0);
        return (special_tails){part, 1.0 - part};
    }
    part = m_min(front / b * beta_fraction(y, b, a), 1.0);
    return (special_tails){1.0 - part, part};
}

double special_sqrt(double x)
{
    double root;

    if (!(x > 0.0)) return 0.0;
    root = m_exp(0.5 * m_log(x));
    return 0.5 * (root + x / root);
}

double special_floor(double x)
{
    return x >= 0.0 && x < 0x1p62 ? (double)(int64_t)x : 0.0;
}
