/* coverage.h -- the share of a flow's acts of today that the record holds, for whoever weighs the record by it: of y
 * recorded acts the chance is that of y at share x mu, and Poisson((1 - share) mu) are missing.
 */
#ifndef OFR_COVERAGE_H
#define OFR_COVERAGE_H

#include "conduct.h"
#include "mechanisms.h"

/* kappa of today in each lane, 0..1, on a day that is given: 1 where the record is the whole truth, 0 where it says nothing
 * of today alone (not covered, or within a running total). */
static inline void coverage_today(const ofr_model *m, const ofr_block *b, size_t f, double *ret)
{
    const uint8_t mode = b->given->mode[f];
    const double given = mode == GIVEN_ALL                           ? 1.0
                         : mode == GIVEN_PART || mode == GIVEN_SHARE ? b->given->coverage[f]
                                                                     : 0.0;
    const double *own = par(b, m->own->conduct->drive[f].coverage);

    if (mode == GIVEN_PART) {
        for (size_t k = 0; k < LANES; k++) ret[k] = own[k] * given; /* lanes */
    } else {
        for (size_t k = 0; k < LANES; k++) ret[k] = given; /* lanes */
    }
}

/* The same in one lane. */
static inline double coverage_in(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const uint8_t mode = b->given->mode[f];

    if (mode == GIVEN_ALL) return 1.0;
    if (mode == GIVEN_SHARE) return b->given->coverage[f];
    if (mode != GIVEN_PART) return 0.0;
    return par(b, m->own->conduct->drive[f].coverage)[k] * b->given->coverage[f];
}

#endif
