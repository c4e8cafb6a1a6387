/* strain.h -- days of the record that a set can explain only by a chance next to none: which, by whom, how far off.
 *
 * A source's day lies `below` by what even the particle that explains it best lacks of the log density that such a day has in
 * the mean. Beyond STRAIN_BOUND it is no chance any more but a wrong row, or a mean that does not know what it does not know: the set is
 * possible all the same, and its evidence hangs on that one day. e^-25: among 100,000 days of a source, as long records of
 * many flows have, one in 700,000 records. In the five scenarios no day lies further below than 9.4 (two ships taken on one
 * day, at 0.2 a month).
 * A campaign's flows and its modes explain a day together, and count as one source.
 */
#ifndef OFR_STRAIN_H
#define OFR_STRAIN_H

#include "account.h"

enum { STRAIN_BOUND = 25 };

/* A running total of a campaign, which weighs day by day. */
typedef struct strain_total {
    const ofr_interval *total; /* NULL: free */
    double sum;                /* log density of its days so far, of each by the best particle */
} strain_total;

typedef struct ofr_strain {
    size_t n;     /* days of a source beyond the bound */
    double below; /* of the worst, in log units; 0 where there is none */
    int32_t day;  /* the rest of the worst: as in ofr_account */
    size_t source;
    double seen, expected;
    strain_total total[OFR_SPREADS];
} ofr_strain;

/* Looks at a day that has just been run. before [n]: log weights of that morning. The strain is zeroed before the first day.
 * O(n sources). */
void strain_day(ofr_strain *strain, const ofr_model *model, const ofr_past *past,
                const ofr_swarm *particles, const double *before, size_t n, int32_t day);

/* "holds a day that is next to impossible at the point values: flow raids on 2024-01-12: ..., and the cure; "" where n is 0. */
enum { STRAIN_TEXT = 600 };
void strain_text(const ofr_strain *strain, const ofr_model *model, const ofr_past *past,
                 char ret_text[STRAIN_TEXT]);

#endif
