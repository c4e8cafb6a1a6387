"""The engine's own elementary functions, operation by operation (src/core/lanes_bodies.h, distributions.c).

Python's floats are IEEE doubles and its + - * / round as C's do, so the same steps give the same bits.
"""
import math
from functools import lru_cache

ROUND = float.fromhex("0x1.8p52")  # added: rounds to a whole number
LN2 = float.fromhex("0x1.62e42fefa39efp-1")
LN2_HI = float.fromhex("0x1.62e42feep-1")  # its first 32 bits
LN2_LO = float.fromhex("0x1.a39ef35793c76p-33")  # the rest
LOG2_E = float.fromhex("0x1.71547652b82fep0")
SQRT_HALF = float.fromhex("0x1.6a09e667f3bcdp-1")
U_MAX = 1.0 - 2.0**-53


def clamp(x, lo, hi):
    y = x if x > lo else lo
    return y if y < hi else hi


def _exp_reduced(k, hi, lo):
    r = hi - lo
    q = 1.0 / 6227020800.0  # 1 / 13!, downwards to 1 / 2!
    for factorial in (479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0, 5040.0, 720.0, 120.0,
                      24.0, 6.0, 2.0):
        q = q * r + 1.0 / factorial
    return (1.0 + (hi + (r * r * q - lo))) * math.ldexp(1.0, int(k))


def exp(x):
    y = clamp(x, -708.0, 708.0)
    k = (y * LOG2_E + ROUND) - ROUND
    return _exp_reduced(k, y - k * LN2_HI, k * LN2_LO)


def exp2(x):
    y = clamp(x, -1021.0, 1021.0)
    k = (y + ROUND) - ROUND
    return _exp_reduced(k, (y - k) * LN2, 0.0)


def log(x):
    """x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)); log(1 + f) = 2 artanh(f / (2 + f))."""
    part, k = math.frexp(clamp(x, 2.3e-308, 1.7976931348623157e308))
    if part < SQRT_HALF:
        part, k = 2.0 * part, k - 1
    f = part - 1.0
    s = f / (2.0 + f)
    z, half = s * s, 0.5 * f * f
    r = 2.0 / 21.0
    for odd in (19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0):
        r = r * z + 2.0 / odd
    return k * LN2_HI + (f - (half - (s * (half + r * z) + k * LN2_LO)))


def log2(x):
    return log(x) * LOG2_E


def log1p(x):
    y = 1.0 + x
    return log(y) + (x - (y - 1.0)) / y


def logistic(x):
    return 1.0 / (1.0 + exp(-x))


def logit(p):
    p = clamp(p, 1e-9, 1.0 - 1e-9)
    return log(p / (1.0 - p))


def root(x):
    return exp(0.5 * log(x)) if x > 0.0 else 0.0


WICHURA = (  # 1988, algorithm PPND16: numerator and denominator near the middle, further out, in the tails
    ((3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
     (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)),
    ((1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4),
     (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)),
    ((6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
     (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)))


def _ratio(tables, x):
    top = bottom = 0.0
    for a, b in zip(reversed(tables[0]), reversed(tables[1])):
        top, bottom = top * x + a, bottom * x + b
    return top, bottom


def normal_quantile(u):
    p = clamp(u, 1e-300, U_MAX)
    q = p - 0.5
    if -0.425 <= q <= 0.425:
        top, bottom = _ratio(WICHURA[0], 0.180625 - q * q)
        return q * top / bottom
    x = -log(p if q < 0.0 else 1.0 - p)
    r = root(x)
    r = 0.5 * (r + x / r)
    top, bottom = _ratio(WICHURA[1], r - 1.6) if r <= 5.0 else _ratio(WICHURA[2], r - 5.0)
    return -top / bottom if q < 0.0 else top / bottom


def e(x, x0):
    """0 at rest, 1 far out."""
    return x / (x + x0)


@lru_cache(maxsize=None)
def decay(half_life):
    """The daily factor of a half-life."""
    return exp2(-1.0 / max(half_life, 1e-3))


def chance(hazard):
    """That something with this hazard a day happens today."""
    return 1.0 - exp(-hazard)


def _walk(u, term, mean, factor):
    """The count n with P(N < n) < u <= P(N <= n); term is P(N = 0), factor(n) is P(n) / P(n - 1)."""
    aim, n = (min(u, U_MAX) if u > 0.0 else 0.0), 0.0
    total = term
    while aim > total and (term > 2.0**-70 or n < mean):
        n += 1.0
        term *= factor(n)
        total += term
    return n


def poisson(u, mu):
    mean = min(mu, 1e6) if mu > 0.0 else 0.0
    if mean >= 500.0:
        raise NotImplementedError("the twin counts from zero: means below 500 only")
    return _walk(u, exp(-mean), mean, lambda n: mean * (1.0 / n))


def negative_binomial(u, mu, size):
    mean, k = (min(mu, 1e6) if mu > 0.0 else 0.0), clamp(size, 1e-6, 1e12)
    zero, ratio = -k * log1p(mean / k), mean / (k + mean)
    if zero <= -600.0:
        raise NotImplementedError("the twin counts from zero: smaller means only")
    count = _walk(u, exp(zero), mean, lambda n: ratio * ((n - 1.0 + k) * (1.0 / n)))
    if count >= 1024:
        raise NotImplementedError("the twin counts from zero: less skewed counts only")
    return count


HALF_LOG_2PI = 0.91893853320467274178


def log_gamma(x):
    product = 1.0
    while x < 15.0:
        product *= x
        x += 1.0
    return (x - 0.5) * log(x) - x + HALF_LOG_2PI + delta(x) - log(product)


def delta(x):
    """log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2: what Stirling leaves out (src/core/special.c)."""
    if x >= 15.0:
        z = 1.0 / (x * x)
        series = 1.0 / 1188 + z * (-691.0 / 360360)
        for term in (-1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12):
            series = term + z * series
        return series / x
    return log_gamma(x) - (x - 0.5) * log(x) + x - HALF_LOG_2PI


def _log_ratio(a, b, gap):
    return log1p(gap / b) if gap > -0.5 * b else log(a / b)


MEAN_TINY = 1e-290  # means below are raised by 2^400 and told by how much: ratios would leave the range of doubles
LOG_RAISE = 400.0 * LN2


def poisson_log(y, mu):
    if y == 0.0:
        return -mu if mu > 0.0 else 0.0
    if not mu > 0.0 or not y > 0.0:
        return -math.inf
    if mu < MEAN_TINY:
        return poisson_log(y, mu * 2.0**400) - y * LOG_RAISE
    deviance = y * _log_ratio(y, mu, y - mu) + (mu - y)
    return -delta(y) - deviance - 0.5 * log(y) - HALF_LOG_2PI


def poisson_log_range(low, high, mu):
    """log P(low <= N <= high): terms from the largest on."""
    top = clamp(float(math.floor(mu)), low, high)
    most, total = poisson_log(top, mu), 1.0
    if low == high or not mu > 0.0:
        return most if low > 0.0 or low == high else 0.0
    term, n = 1.0, top + 1.0
    while n <= high and term > 1e-18:
        term *= mu / n
        total += term
        n += 1.0
    term, n = 1.0, top
    while n > low and term > 1e-18:
        term *= n / mu
        total += term
        n -= 1.0
    return most + log(total)


def negative_binomial_log(y, mu, size):
    k = clamp(size, 1e-6, 1e12)
    if y == 0.0:
        return -k * log1p(mu / k) if mu > 0.0 else 0.0
    if not mu > 0.0 or not y > 0.0:
        return -math.inf
    if mu < MEAN_TINY * max(k, 1.0):
        return negative_binomial_log(y, mu * 2.0**400, k) - y * LOG_RAISE
    p, q, n = k / (k + mu), mu / (k + mu), k + y
    excess = k * q - y * p
    deviance = k * _log_ratio(k, n * p, excess) + y * _log_ratio(y, n * q, -excess)
    tails = delta(n) - delta(k) - delta(y) - deviance + 0.5 * (log(n) - log(k) - log(y)) - HALF_LOG_2PI
    return tails + log(k / n)


def heavy_tail(u, alpha, cap):
    """P(D >= d) = d^-(alpha - 1), whole numbers from 1 to cap."""
    most, rest = clamp(cap, 1.0, 1e15), 1.0 - clamp(u, 0.0, U_MAX)
    return float(math.floor(clamp(exp(-log(rest) / (alpha - 1.0)), 1.0, most)))


@lru_cache(maxsize=None)
def heavy_tail_mean(alpha, cap):
    """Sum of d^-(alpha - 1), d = 1 .. cap: 63 terms, then Euler and Maclaurin."""
    head, most, s = 64.0, float(math.floor(clamp(cap, 1.0, 1e15))), alpha - 1.0
    total, at, d = 0.0, [], 1.0
    while d <= most and d < head:
        total += exp(-s * log(d))
        d += 1.0
    if most < head:
        return total
    for x in (head, most):
        f = exp(-s * log(x))
        at.append(-s * f / (12.0 * x) + s * (s + 1.0) * (s + 2.0) * f / (720.0 * x * x * x))
        total += 0.5 * f
    return total + _power_integral(s, head, most) + at[1] - at[0]


def _power_integral(s, start, end):
    length = log(end / start)
    y, growth = (1.0 - s) * length, 1.0
    if y > 0.5 or y < -0.5:
        growth = (exp(y) - 1.0) / y
    else:
        for n in range(14, 1, -1):
            growth = 1.0 + growth * y / n
    return exp((1.0 - s) * log(start)) * length * growth
