/* Elementary functions for the member path (lanes.h): + - * / and bit moves only, no libm, no FMA,
 * so that the same bits come out of every build. Branch-free, so that a loop over lanes vectorises.
 *
 * Each takes and returns one double; a loop marked lanes calls it once per lane. All are pure.
 */
#ifndef OFR_LANES_H
#define OFR_LANES_H

#include <stddef.h>
#include <stdint.h>

#ifndef OFR_LANES
#define OFR_LANES 32
#endif
enum { LANES = OFR_LANES };

/* e^x, within 1 ulp on [-708, 708]; clamped to e^-708 and e^708 outside; NaN gives e^-708. */
static inline double m_exp(double x);
/* Natural logarithm, within 1 ulp for normal x > 0; x <= 0, subnormal or NaN gives m_log(2.3e-308),
 * infinity the logarithm of the largest double. */
static inline double m_log(double x);
/* log(1 + x) for x > -1, also where x is tiny: error below 2.5 ulp. */
static inline double m_log1p(double x);
/* 2^x, exact for whole x; clamped to 2^-1021 and 2^1021. */
static inline double m_exp2(double x);
/* Base-2 logarithm by m_log. */
static inline double m_log2(double x);
/* 1 / (1 + e^-x). */
static inline double m_logistic(double x);
/* log(p / (1 - p)) for 0 < p < 1. */
static inline double m_logit(double p);
static inline double m_min(double a, double b)
{
    return a < b ? a : b;
}
static inline double m_max(double a, double b)
{
    return a > b ? a : b;
}
/* x within lo <= hi; NaN gives lo. Selects by masks: gcc 12 turns two nested ?: into branches. */
static inline double m_clamp(double x, double lo, double hi);

/* Bodies are below. */
#include "lanes_bodies.h"
#endif
