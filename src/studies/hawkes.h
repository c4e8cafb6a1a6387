/* hawkes.h -- the linear self-exciting baseline: daily counts of which each begets more for a while. All pure.
 *
 *     mean of day d = base + children (1 - r) S_d,    S_(d+1) = r S_d + count_d,    r = 2^(-1 / half_life)
 *
 * counts Poisson given the mean (Hawkes 1971, in days). A day that the record does not cover counts as its mean.
 */
#ifndef OFR_HAWKES_H
#define OFR_HAWKES_H

#include <stddef.h>
#include <stdint.h>

typedef struct hawkes {
    double base;           /* acts a day, > 0 */
    double children;       /* acts that an act begets in all, 0 .. HAWKES_CHILDREN */
    double half_life;      /* days */
    double excited;        /* S on the morning after the last day */
    double log_likelihood; /* of the covered days, up to what depends on counts alone */
} hawkes;
#define HAWKES_CHILDREN 0.98

/* By maximum likelihood over half-lives of 1, 2, 4 .. 128 days and children on a grid of 20, base by Newton's steps for each. count,
 * covered: [n] days, covered 0 or 1. Without an act, or a covered day, children are 0 and the base is half an act over the
 * covered days and one. O(150 n). */
hawkes hawkes_fit(const double *count, const uint8_t *covered, size_t n);
/* Chance of no act at all in the next days: exact, since the means of quiet days are known. O(days). */
double hawkes_quiet(const hawkes *h, size_t days);
/* One future of so many days by keyed numbers (scores.h): ret_count [days]. */
void hawkes_path(const hawkes *h, size_t days, uint64_t seed, size_t path, double *ret_count);

#endif
