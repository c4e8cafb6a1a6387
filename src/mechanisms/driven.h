/* driven.h -- what a driver does to something else while it is on: a factor, kept as its logarithm. */
#ifndef OFR_DRIVEN_H
#define OFR_DRIVEN_H

#include "../state/compiler.h"

typedef struct ofr_term {
    size_t driver;
    ofr_row log_factor;
} ofr_term;

#endif
