/* own_dead.h -- people that a side loses in its own acts, as far as they count at home: weight x deaths of attackers. */
#ifndef OFR_OWN_DEAD_H
#define OFR_OWN_DEAD_H

#include "harm.h"
#include "mechanisms.h"

/* Do they count in any lane? */
static inline bool own_dead_count(const ofr_model *m, const ofr_block *b)
{
    const double *weight = par(b, m->own->harm->own_dead);
    int32_t any = 0;

    for (size_t k = 0; k < LANES; k++) any |= weight[k] > 0.0; /* lanes */
    return any != 0;
}

/* Adds those that flow f cost its source today. */
static inline void add_own_dead(const ofr_model *m, const ofr_block *b, size_t f, double *ret)
{
    const double *weight = par(b, m->own->harm->own_dead), *dead = num(b, m->deaths_attacker + f);

    for (size_t k = 0; k < LANES; k++) ret[k] += weight[k] * dead[k]; /* lanes */
}

#endif
