/* moved.h -- what moved from one result to another of the same scenario, seed and size, whose starts and records differ: each
 * outcome at each horizon, counted from its own start, future by future on the same parameter sets and random numbers.
 */
#ifndef OFR_MOVED_H
#define OFR_MOVED_H

#include "../studies/compare_stats.h"
#include "answer.h"

typedef struct moved_row {
    const char *outcome, *says;           /* the answers' */
    bool headline, prior_driven, already; /* it is so on the eve, before or now: no share is told */
    int32_t days;
    double was, now;             /* shares of all futures, as the answers have them */
    double model_was, model_now; /* of the model alone; NaN where it is not told */
    ofr_difference moved;        /* of pairs in sets that can explain both records */
} moved_row;

typedef struct ofr_moved {
    const ofr_answer *before, *now; /* the caller's */
    moved_row *row; /* [n_rows]: by the size of what moved, largest first; those already so last */
    size_t n_rows;
    size_t sets; /* pairs are of so many */
    ofr_arena *arena;
} ofr_moved;

/* Both files must be the results that the answers were read from, complete. OFR_RESULT (not of one size, or damaged), OFR_IO,
 * OFR_NO_MEMORY. O(members). */
ofr_status moved_read(const char *before_path, const ofr_answer *before, const char *now_path,
                      const ofr_answer *now, ofr_moved **ret_moved, ofr_error *err);
void moved_free(ofr_moved *moved); /* takes NULL */
/* The row of an outcome at a horizon; NULL: there is none. */
const moved_row *moved_find(const ofr_moved *moved, const char *outcome, int32_t days);

#endif
