/* war.h -- what others may read of war.c, and call: exchanges, onset of war. */
#ifndef OFR_WAR_H
#define OFR_WAR_H

#include "mechanisms.h"

typedef struct ofr_war {
    ofr_row window, offset, tension, stances, talk, tension_scale, one_sided, exit, deaths,
        entangled;
    ofr_row direct_answers;
    uint32_t *stream; /* of each pair */
} ofr_war;

/* Chance of war today of pair i in an exchange, in lane k, at the given sum of stances: 0 .. 1. Pure. */
static inline double war_hazard(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                                double stances)
{
    const ofr_war *own = m->own->war;
    const ofr_pair *pair = &m->pair[i];
    const double e = num(b, m->dyad[pair->dyad[0]].tension)[k] +
                     num(b, m->dyad[pair->dyad[1]].tension)[k];

    return m_logistic(par(b, own->offset)[k] +
                      par(b, own->tension)[k] * saturate(e, par(b, own->tension_scale)[k]) +
                      par(b, own->stances)[k] * stances -
                      par(b, own->talk)[k] * num(b, pair->talk)[k]);
}

/* Chance that an exchange of pair i which is open for so many days leads to war, by today's chance of it. Pure. */
static inline double war_within(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                                double stances, double days)
{
    const double stay = 1.0 - war_hazard(m, b, i, k, stances);

    return 1.0 - m_exp(days * m_log(m_max(stay, 1e-300)));
}

#endif
