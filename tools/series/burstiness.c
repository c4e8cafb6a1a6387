/* burstiness.c -- how uneven daily counts are. */
#include "burstiness.h"

#include <math.h>
#include <stdbool.h>

#include "daily_series.h"

const char *const burst_name[N_BURSTS] = {"1 week",     "2 weeks", "4 weeks", "8 weeks",
                                          "zero weeks", "quiet",   "lag 1"};

enum { LEAST_WINDOWS = 4 };

/* The count of a window; false where too few of its days are covered. */
static bool window(const int32_t *count, size_t length, double *ret_sum)
{
    size_t covered = 0;
    double sum = 0;

    for (size_t i = 0; i < length; i++) {
        if (count[i] == NOT_COVERED) continue;
        covered++;
        sum += count[i];
    }
    *ret_sum = sum;
    return 2 * covered >= length;
}

static double variance_over_mean(const int32_t *count, size_t n, size_t length)
{
    double sum = 0, squares = 0, windows = 0, x = 0;

    for (size_t i = 0; i + length <= n; i += length) {
        if (!window(count + i, length, &x)) continue;
        sum += x;
        squares += x * x;
        windows += 1;
    }
    if (windows < LEAST_WINDOWS || !(sum > 0)) return NAN;
    const double mean = sum / windows;
    return (squares - windows * mean * mean) / (windows - 1) / mean;
}

static double zero_weeks(const int32_t *count, size_t n)
{
    double weeks = 0, zero = 0, x = 0;

    for (size_t i = 0; i + 7 <= n; i += 7) {
        if (!window(count + i, 7, &x)) continue;
        weeks += 1;
        zero += x == 0;
    }
    return weeks < LEAST_WINDOWS ? NAN : zero / weeks;
}

static double longest_quiet(const int32_t *count, size_t n)
{
    double longest = 0, spell = 0;

    for (size_t i = 0; i < n; i++) {
        if (count[i] == NOT_COVERED) continue;
        spell = count[i] > 0 ? 0 : spell + 1;
        longest = fmax(longest, spell);
    }
    return longest;
}

/* Pearson's over pairs of weeks that follow one another. */
static double lag_of_weeks(const int32_t *count, size_t n)
{
    double pairs = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0, x = 0, y = 0;

    for (size_t i = 0; i + 14 <= n; i += 7) {
        if (!window(count + i, 7, &x) || !window(count + i + 7, 7, &y)) continue;
        pairs += 1;
        sx += x;
        sy += y;
        sxx += x * x;
        syy += y * y;
        sxy += x * y;
    }
    const double vx = sxx - sx * sx / pairs, vy = syy - sy * sy / pairs;
    if (pairs < LEAST_WINDOWS || !(vx > 0) || !(vy > 0)) return NAN;
    return (sxy - sx * sy / pairs) / sqrt(vx * vy);
}

void bursts_of(const int32_t *count, size_t n, double ret[static N_BURSTS])
{
    ret[BURST_WEEK] = variance_over_mean(count, n, 7);
    ret[BURST_WEEK_2] = variance_over_mean(count, n, 14);
    ret[BURST_WEEK_4] = variance_over_mean(count, n, 28);
    ret[BURST_WEEK_8] = variance_over_mean(count, n, 56);
    ret[BURST_ZERO] = zero_weeks(count, n);
    ret[BURST_QUIET] = longest_quiet(count, n);
    ret[BURST_LAG] = lag_of_weeks(count, n);
}
