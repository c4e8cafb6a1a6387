/* kept.c -- which futures of an ensemble are kept with all their acts.
 *
 * Members of one set share their history, so few sets are cheap and many are varied: as many sets as are needed when
 * KEPT_TOGETHER members are taken of each (all, where a set is smaller), spread evenly. K members are kept of the S
 * sets used of all n:
 *     set i of S is number floor(i n / S) and gives  q = floor((i + 1) K / S) - floor(i K / S)  members,
 *     in R = ceil(ceil(K / S) / KEPT_TOGETHER) ranges; what is left out of the set lies between them.
 * Exact facts: q is at most the size of a set, each range has 1 to KEPT_TOGETHER members, no two overlap.
 */
#include "kept.h"

#include <stdint.h>

typedef struct layout {
    uint64_t kept, sets, ranges; /* members in all; sets used; ranges a set */
} layout;

static uint64_t up(uint64_t a, uint64_t b)
{
    return (a + b - 1) / b;
}

/* The part of `whole` that comes before part i of n equal parts. */
static uint64_t before(uint64_t i, uint64_t whole, uint64_t n)
{
    return i * whole / n;
}

static layout lay_out(size_t n_sets, size_t per_set, size_t kept)
{
    const uint64_t all = (uint64_t)n_sets * per_set,
                   together = per_set < KEPT_TOGETHER ? per_set : KEPT_TOGETHER;
    layout l = {.kept = kept < all ? kept : all};

    l.sets = up(l.kept, together) < n_sets ? up(l.kept, together) : n_sets;
    l.ranges = l.kept ? up(up(l.kept, l.sets), KEPT_TOGETHER) : 0;
    return l;
}

size_t kept_ranges(size_t n_sets, size_t per_set, size_t kept)
{
    const layout l = lay_out(n_sets, per_set, kept);

    return (size_t)(l.sets * l.ranges);
}

kept_range kept_range_at(size_t n_sets, size_t per_set, size_t kept, size_t at)
{
    const layout l = lay_out(n_sets, per_set, kept);
    const uint64_t i = at / l.ranges, j = at % l.ranges, set = before(i, n_sets, l.sets),
                   q = before(i + 1, l.kept, l.sets) - before(i, l.kept, l.sets),
                   from = before(j, q, l.ranges), to = before(j + 1, q, l.ranges),
                   left_out = before(j, per_set - q, l.ranges);

    return (kept_range){(size_t)(set * per_set + left_out + from), (size_t)(to - from)};
}
