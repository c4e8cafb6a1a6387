/* priors.c -- quantiles of what a scenario is unsure about, cut to a range or not, and of the standard normal.
 *
 *   cut to [l, h]:  Q_cut(u) = Q(F(l) + u (F(h) - F(l)))     Q, F: quantile and distribution function of the whole
 *
 * Gamma and beta have no closed form: their distribution function F is inverted in z = log x, by
 * Newton steps on log F (below the median) or log(1 - F) (above), kept inside a bracket that halves
 * whenever a step would leave it. log F is nearly straight in z in the lower tail, so few steps do.
 */
#include "distributions.h"
#include "special.h"

#define U_MIN 1e-300
#define U_MAX (1.0 - 0x1p-53)
#define LOG_X_MIN (-700.0)
#define LEAST_END 1e300 /* a range that goes as far has no end there */

static double poly8(const double *c, double x)
{
    double sum = c[7];

    for (int i = 6; i >= 0; i--) sum = sum * x + c[i];
    return sum;
}

/* Coefficients of Wichura 1988, algorithm PPND16: over |u - 1/2| <= 0.425, then by sqrt(-log tail)
 * up to 5, then above; numerator and denominator. */
static const double wichura[3][2][8] = {
    {{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
      3.3430575583588128105e4, 2.5090809287301226727e3},
     {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
      5.2264952788528545610e3}},
    {{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
      3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4},
     {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9}},
    {{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7},
     {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15}}};

double normal_quantile(double u)
{
    const double p = m_clamp(u, U_MIN, U_MAX), q = p - 0.5;
    double r, z;

    if (q <= 0.425 && q >= -0.425) {
        r = 0.180625 - q * q;
        return q * poly8(wichura[0][0], r) / poly8(wichura[0][1], r);
    }
    r = special_sqrt(-m_log(q < 0.0 ? p : 1.0 - p));
    z = r <= 5.0 ? poly8(wichura[1][0], r - 1.6) / poly8(wichura[1][1], r - 1.6)
                 : poly8(wichura[2][0], r - 5.0) / poly8(wichura[2][1], r - 5.0);
    return q < 0.0 ? -z : z;
}

/* A distribution to be inverted in z = log x. slope is dF/dz = x f(x). */
typedef struct inverse_problem {
    bool is_beta;
    double a, b;
} inverse_problem;

static special_tails inverse_tails(const inverse_problem *problem, double z, double *ret_slope)
{
    const double x = m_exp(z), a = problem->a, b = problem->b;

    if (!problem->is_beta) {
        *ret_slope = m_exp(special_poisson_log(a, x)) * a;
        return special_gamma(x, a);
    }
    *ret_slope = m_exp(special_binomial_log(a, b, x, 1.0 - x)) * (a / (a + b)) * b / (1.0 - x);
    return special_beta(x, 1.0 - x, a, b);
}

/* z with F(z) = lower = 1 - upper, low <= z <= high. */
static double inverse_solve(const inverse_problem *problem, special_tails aim, double low,
                            double high)
{
    const bool by_lower = aim.lower <= 0.5;
    const double goal = m_log(by_lower ? aim.lower : aim.upper);
    double z = 0.5 * (low + high), width = high - low;

    /* Halving alone needs 60 steps; with Newton below 10. */
    for (int step = 0; step < 200 && high - low > 1e-14; step++) {
        double slope, reach;
        const special_tails now = inverse_tails(problem, z, &slope);
        const double part = by_lower ? now.lower : now.upper;
        const double gap = by_lower ? m_log(part) - goal : goal - m_log(part);

        if (gap > 0.0) {
            high = z;
        } else {
            low = z;
        }
        reach = gap * part / slope;
        if (reach < 1e-14 && reach > -1e-14) return z - reach;
        /* Newton inside the bracket, as long as every second step halves it or so. */
        if (z - reach > low && z - reach < high && (step % 4 != 3 || high - low < 0.25 * width)) {
            z -= reach;
        } else {
            z = 0.5 * (low + high);
        }
        if (step % 4 == 3) width = high - low;
    }
    return z;
}

static double gamma_quantile(double u, double shape)
{
    const inverse_problem problem = {false, shape, 0.0};
    const double most = shape + 40.0 * special_sqrt(shape) + 800.0;

    if (!(shape > 0.0)) return special_gamma(1.0, shape).lower; /* NaN */
    return m_exp(inverse_solve(&problem, (special_tails){u, 1.0 - u}, LOG_X_MIN, m_log(most)));
}

static double beta_quantile(double u, double a, double b)
{
    const special_tails middle = special_beta(0.5, 0.5, a, b);
    const double log_half = -LANES_LN2;

    if (!(middle.lower >= 0.0)) return middle.lower; /* NaN */
    /* From the nearer end, so that log x tells all of x. */
    if (u <= middle.lower) {
        const inverse_problem problem = {true, a, b};

        return m_exp(inverse_solve(&problem, (special_tails){u, 1.0 - u}, LOG_X_MIN, log_half));
    }
    const inverse_problem mirrored = {true, b, a};

    return 1.0 - m_exp(inverse_solve(&mirrored, (special_tails){1.0 - u, u}, LOG_X_MIN, log_half));
}

static double triangular_quantile(double u, double low, double mode, double high)
{
    const double width = high - low, left = mode - low;

    if (!(width > 0.0)) return low;
    if (u * width < left) return low + special_sqrt(u * width * left);
    return high - special_sqrt((1.0 - u) * width * (high - mode));
}

double prior_quantile(const ofr_prior *prior, double u)
{
    const double p = m_clamp(u, U_MIN, U_MAX);

    switch (prior->kind) {
    case PRIOR_NONE:
        return prior->a;
    case PRIOR_UNIFORM:
        return prior->a + p * (prior->b - prior->a);
    case PRIOR_NORMAL:
        return prior->a + prior->b * normal_quantile(p);
    case PRIOR_LOGNORMAL:
        return prior->a * m_exp(prior->b * normal_quantile(p));
    case PRIOR_BETA:
        return beta_quantile(p, prior->a, prior->b);
    case PRIOR_GAMMA:
        return gamma_quantile(p, prior->a) * (prior->b / prior->a);
    case PRIOR_TRIANGULAR:
        return triangular_quantile(p, prior->a, prior->b, prior->c);
    }
    return prior->a;
}

/* ---- cut to a range ----------------------------------------------------------------------------- */

/* P(|Z| > z) = Q(1/2, z^2 / 2). */
static special_tails normal_tails(double z)
{
    const double tail = 0.5 * special_gamma(0.5 * z * z, 0.5).upper;

    return z < 0.0 ? (special_tails){tail, 1.0 - tail} : (special_tails){1.0 - tail, tail};
}

static special_tails triangular_tails(const ofr_prior *prior, double x)
{
    const double width = prior->c - prior->a, left = x - prior->a, right = prior->c - x;

    if (x < prior->b) {
        const double lower = left / width * (left / (prior->b - prior->a));
        return (special_tails){lower, 1.0 - lower};
    }
    if (!(right > 0.0)) return (special_tails){1.0, 0.0};
    const double upper = right / width * (right / (prior->c - prior->b));
    return (special_tails){1.0 - upper, upper};
}

/* Chance of a value below x, and above. */
static special_tails prior_tails(const ofr_prior *prior, double x)
{
    switch (prior->kind) {
    case PRIOR_NORMAL:
        return normal_tails((x - prior->a) / prior->b);
    case PRIOR_LOGNORMAL:
        return x > 0.0 ? normal_tails((m_log(x) - m_log(prior->a)) / prior->b)
                       : (special_tails){0.0, 1.0};
    case PRIOR_BETA:
        return special_beta(x, 1.0 - x, prior->a, prior->b);
    case PRIOR_GAMMA:
        return special_gamma(x * (prior->a / prior->b), prior->a);
    case PRIOR_UNIFORM: {
        const double part = m_clamp((x - prior->a) / (prior->b - prior->a), 0.0, 1.0);
        return (special_tails){part, 1.0 - part};
    }
    case PRIOR_TRIANGULAR:
        return x > prior->a ? triangular_tails(prior, x) : (special_tails){0.0, 1.0};
    case PRIOR_NONE:
        break;
    }
    return (special_tails){x > prior->a ? 1.0 : 0.0, x < prior->a ? 1.0 : 0.0};
}

static double drawn_at_all(double chance)
{
    return chance < 0x1p-53 ? 0.0 : chance;
}

ofr_prior_cut prior_cut(const ofr_prior *prior, double low, double high)
{
    ofr_prior_cut cut = {low, high, 0.0, 0.0};

    if (low > high) return cut;
    if (low > -LEAST_END) cut.below = drawn_at_all(prior_tails(prior, low).lower);
    if (high < LEAST_END) cut.above = drawn_at_all(prior_tails(prior, high).upper);
    return cut;
}

double prior_cut_within(const ofr_prior_cut *cut)
{
    return 1.0 - cut->below - cut->above;
}

double prior_cut_quantile(const ofr_prior *prior, const ofr_prior_cut *cut, double u)
{
    const bool whole = cut->below <= 0.0 && cut->above <= 0.0;
    const double x = prior_quantile(prior, whole ? u : cut->below + u * prior_cut_within(cut));

    return cut->low > cut->high ? x : m_clamp(x, cut->low, cut->high);
}
