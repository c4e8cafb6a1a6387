/* kept.h -- which futures of an ensemble are kept with all their acts. Pure. */
#ifndef OFR_KEPT_H
#define OFR_KEPT_H

#include <stddef.h>

enum { KEPT_TOGETHER = 8 }; /* at most so many futures run side by side to be kept */

/* Members first .. first + n - 1, all of one parameter set; n is 1 to KEPT_TOGETHER. */
typedef struct kept_range {
    size_t first, n;
} kept_range;

/* In how many ranges `kept` of n_sets x per_set members are kept (0 for none; all members if there are no more).
 * n_sets, per_set >= 1, product at most 2^31. O(1). */
size_t kept_ranges(size_t n_sets, size_t per_set, size_t kept);

/* Range number `at` of them, in rising order of members. The ranges hold min(kept, all) members together and no
 * member twice. at below kept_ranges. O(1). */
kept_range kept_range_at(size_t n_sets, size_t per_set, size_t kept, size_t at);

#endif
