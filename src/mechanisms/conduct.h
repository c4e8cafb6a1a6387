/* conduct.h -- what others may read of conduct.c: what moves each flow, and running totals under way. */
#ifndef OFR_CONDUCT_H
#define OFR_CONDUCT_H

#include "driven.h"

typedef struct ofr_drive {
    ofr_row stance, deterrence, heat, answer, quiet, coverage;
    ofr_term *term;
    size_t n_terms;
    size_t politics;         /* of the source, or OFR_NONE */
    size_t link;             /* of the source, or OFR_NONE */
    size_t capability_actor; /* whose capability it lives on, or OFR_NONE */
    size_t punish;           /* memory whose punished holds it back, or OFR_NONE */
    size_t *clause;
    size_t n_clauses;
    bool *clause_own;  /* restraints; own: by the giver itself */
    ofr_row *complies; /* whole: 1 where who it restrains complies wholly; OFR_NONE: in part */
    ofr_row excited;   /* state: share of today's mean that answers */
    ofr_row restraint; /* state: C of today, 0..1 */
} ofr_drive;
typedef struct ofr_spread {
    ofr_row left, sum;
} ofr_spread; /* whole; state */
typedef struct ofr_conduct {
    ofr_drive *drive;
    ofr_row saturation, punishment_saturation;
    ofr_spread spread[OFR_SPREADS];
} ofr_conduct;

#endif
