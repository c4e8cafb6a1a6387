/* shares.h -- how likely something is, told from counts over futures: the one place that every output takes it from.
 *
 * Futures come in parameter sets of equal size. The probability is the share of all futures, that is, the mean over sets:
 * what is to be expected where nobody knows which set is right. Beside it stands how the share of a set varies over
 * sets, and how far the figure itself is off because futures are few. All pure.
 */
#ifndef OFR_SHARES_H
#define OFR_SHARES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHARE_HORIZONS = 4, SHARE_TEXT = 112 };

typedef struct ofr_share_told {
    size_t occurred, members; /* futures in which it occurred; futures */
    double probability;       /* occurred / members; 0 without members */
    double low, high;         /* 95 % interval of simulation error */
    double effective;         /* independent futures that `members` are worth */
    bool has_sets, spread;    /* several sets; they differ beyond simulation noise */
    double range_low,
        range_high; /* 5 % and 95 % over sets, noise drawn in; the probability without spread */
} ofr_share_told;

/* One outcome at n_horizons rising horizons. count: [n_horizons][n_sets] futures of each whole set with it by then, of
 * per_set; occurred: [n_horizons] over all members, those of a set that is not whole included; members >= occurred.
 * Ranges never fall from one horizon to the next, as the event can only come. work: room for n_sets doubles.
 * O(n_horizons n_sets log n_sets). */
void shares_tell(const uint32_t *count, size_t n_horizons, size_t n_sets, size_t per_set,
                 const size_t *occurred, size_t members, double *work, ofr_share_told *ret);

/* As people read it, with no more digits than the range supports; room: SHARE_TEXT bytes; returns room.
 *     83 % (45-99)              share of futures, and the range over sets or, without one, of simulation error
 *     1 in 2,000 (up to 1 in 500)          below a half per cent, with the upper end
 *     >99 % (96 or more)        the range goes up to where hundreds say no more
 *     2 % (up to 8)             and down to it
 *     < 1 in 330                it came in none of some 1,000 futures: three in n are still possible
 *     >99 %                     it came in all, or nearly; with few futures less: ">95 %" of 64
 *     2 % (<1 in most sets)     few sets hold nearly all of it */
char *share_told_text(const ofr_share_told *share, char *room);
/* The share alone: "83 %", "1 in 2,000", ">99 %", "< 1 in 330". Same room. */
char *share_told_short(const ofr_share_told *share, char *room);

/* The days at which outcomes are told: 30, 90 and 180 where the horizon is longer, and the horizon. Returns how many,
 * at most SHARE_HORIZONS. */
size_t shares_horizons(int32_t horizon, int32_t *ret_days);

/* How much sets differ, by moments. */
typedef struct ofr_set_spread {
    double mean; /* of the shares of the sets */
    double
        rho; /* correlation of two futures of one set: 0 where sets differ by no more than noise */
    double drawn; /* 0..1: what of a set's distance from the mean is no noise */
} ofr_set_spread;
/* count[j] of per_set in set j. O(n_sets). */
ofr_set_spread set_spread(const uint32_t *count, size_t n_sets, size_t per_set);
/* How many independent futures n futures in sets of per_set are worth. */
double effective_size(const ofr_set_spread *spread, size_t n, size_t per_set);

#endif
