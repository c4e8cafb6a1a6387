/* special.h -- pieces shared by the distributions: not for other areas. All are pure. */
#ifndef OFR_SPECIAL_H
#define OFR_SPECIAL_H

/* A probability and its complement, both with full relative accuracy. */
typedef struct special_tails {
    double lower, upper;
} special_tails;

/* log of x^a e^-x / Gamma(a + 1): Poisson pmf at a, for real a > 0 too. x > 0. */
double special_poisson_log(double a, double x);
/* log of x^a y^b Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)), x + y = 1, all > 0. */
double special_binomial_log(double a, double b, double x, double y);

/* Regularised incomplete gamma P(shape, x) and beta I_x(a, b), own arithmetic; error below 1e-12 for parameters up to
 * 1e4. O(sqrt of the largest parameter). NaN if a parameter is not > 0. */
special_tails special_gamma(double x, double shape);
/* y = 1 - x is given too: it may be known better than x tells. */
special_tails special_beta(double x, double y, double a, double b);

/* Square root within a few ulp, by m_exp and one Newton step; x <= 0 gives 0. */
double special_sqrt(double x);
/* Largest whole number <= x for 0 <= x < 2^62; others give 0. */
double special_floor(double x);

#endif
