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


def delta(x):
    """log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2: what Stirling leaves out (src/core/special.c)."""
    if x >= 15.0:
        z = 1.0 / (x * x)
        series = 1.0 / 1188 + z * (-691.0 / 360360)
        for term in (-1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12):
            series = term + z * series
        return series / x
    y, product = x, 1.0
    while y < 15.0:
        product *= y
        y += 1.0
    log_gamma = (y - 0.5) * log(y) - y + HALF_LOG_2PI + delta(y) - log(product)
    return log_gamma - (x - 0.5) * log(x) + x - HALF_LOG_2PI


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
