/* beliefs.h -- what others may read of beliefs.c: prior beliefs. */
#ifndef OFR_BELIEFS_H
#define OFR_BELIEFS_H

#include "../state/compiler.h"

typedef struct ofr_beliefs {
    ofr_row decay, theta, clause;
    ofr_row *prior; /* of each dyad: log-odds of the prior belief */
} ofr_beliefs;

#endif
