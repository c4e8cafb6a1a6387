/* war.h -- what others may read of war.c, and call: exchanges, onset of war. */
#ifndef OFR_WAR_H
#define OFR_WAR_H

#include "mechanisms.h"

/* Of a pair, whole: day since the start on which it first came, or OFR_NEVER; history does not count. An attack is an act of
 * rung direct or above of one of the two on the other itself, but for third soil and clients. Both have attacked: of the
 * two first attacks the later one's day, or that of a war before it, since in a war each attacks. */
typedef struct ofr_war_firsts {
    ofr_row attack[2], both, war; /* attack[j]: of the holder of the pair's dyad j */
} ofr_war_firsts;

/* States, log-odds: what is added to the intercepts of a pair, 0 unless whoever seats futures says otherwise (engine/futures.h). Nobody in the
 * model knows of them. open: to the chance that an answer is open (choice.h), and to the log rate of direct acts that answer
 * nothing (conduct.c); war: to the chance that an open exchange is war's, chosen or stumbled into. */
typedef struct ofr_war_shift {
    ofr_row open, war;
} ofr_war_shift;

typedef struct ofr_war {
    ofr_row window, offset, tension, stances, talk, tension_scale, one_sided, exit, deaths,
        entangled, chance, reference_tension, choice_offset, closed;
    ofr_row *size; /* [n_flows] parameter */
    ofr_row direct_answers;
    uint32_t *stream;       /* of each pair */
    ofr_war_firsts *firsts; /* of each pair */
    ofr_war_shift *shift;   /* of each pair */
} ofr_war;

/* e of both sides' tension of pair i, in lane k: 0 at rest, 1 far out. Pure. */
static inline double pair_tension(const ofr_model *m, const ofr_block *b, size_t i, size_t k)
{
    const ofr_pair *pair = &m->pair[i];
    const double e = num(b, m->dyad[pair->dyad[0]].tension)[k] +
                     num(b, m->dyad[pair->dyad[1]].tension)[k];

    return saturate(e, par(b, m->own->war->tension_scale)[k]);
}

/* What tension, stances and talk of pair i add to the log-odds of war, in lane k. Pure. */
static inline double war_push(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                              double stances)
{
    const ofr_war *own = m->own->war;

    return par(b, own->tension)[k] * pair_tension(m, b, i, k) + par(b, own->stances)[k] * stances -
           par(b, own->talk)[k] * num(b, m->pair[i].talk)[k];
}

/* Chance that an open exchange of pair i is stumbled out of into war today, at the given sum of stances and `more` log-odds:
 * 0 .. 1. Pure. */
static inline double war_hazard(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                                double stances, double more)
{
    return m_logistic(par(b, m->own->war->offset)[k] + war_push(m, b, i, k, stances) + more);
}

/* Chance that war is chosen when an exchange opens. Pure. */
static inline double war_chosen(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                                double stances, double more)
{
    return m_logistic(par(b, m->own->war->choice_offset)[k] + war_push(m, b, i, k, stances) + more);
}

/* Chance that an exchange of pair i, open for so many days, is stumbled out of into war, by today's chance of it. Pure. */
static inline double war_within(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                                double stances, double days)
{
    const double stay = 1.0 - war_hazard(m, b, i, k, stances, 0.0);

    return 1.0 - m_exp(days * m_log(m_max(stay, 1e-300)));
}

/* Chance that an exchange of pair i that opens leads to war, chosen or stumbled into, at today's state. Pure. */
static inline double war_by_exchange(const ofr_model *m, const ofr_block *b, size_t i, size_t k,
                                     double stances)
{
    const double chosen = war_chosen(m, b, i, k, stances, 0.0);

    return chosen +
           (1.0 - chosen) * war_within(m, b, i, k, stances, par(b, m->own->war->window)[k]);
}

#endif
