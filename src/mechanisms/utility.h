/* utility.h -- the ledger of model.md 4.13 one epoch ahead, in closed form: one utility for behaviour
 * and for judgement. ledger.c books the same terms day by day; a test holds the two together.
 *
 *     U_p(i, j) = - harm_p(j) + T [ g G(i, j) - v max(0, j - i) + n enmity(i) - a (1 + ramp) e(P) (2 - i) / 4 ]
 *                 - C_p chance(i, j)
 *     G(i, j)   = (i - j) / 4 + z+ 1(i <= 0 and j <= 0)
 *     enmity(i) = E exp(-E / E0) max(i, 0) / 2
 *     harm_p(j) = T sum over flows f of p's rival's side: w_f mu_f exp(gamma_f c_f (j - j now)) kills_f mean deaths
 *     kills     = [(1 - slip) lethality + slip min(1, lethality slip-factor)] shield (1 - partners)      (harm.c)
 *     chance    = in an exchange: 1 - (1 - onset)^T; else fear_p times the chance that one exchange leads to war
 *
 * T: days of an epoch; i, j: own and rival's stance; v: exposure, by which a rival that is read as harder makes
 * harder, and so two who only fear each other spiral (Jervis 1978); mu: today's means, memories held. Own deaths an epoch.
 * What U leaves out of the ledger: that memories, heat and the future fade within the epoch (it takes them as
 * they were on the eve of the decision), what answers to the acts of the epoch will do, the price of own moves
 * and concessions, agendas settled already (the same whatever the stance), and the days of a war, which the
 * ledger books on top of C_p.
 */
#ifndef OFR_UTILITY_H
#define OFR_UTILITY_H

#include "bargaining.h"
#include "channels.h"
#include "conduct.h"
#include "harm.h"
#include "mechanisms.h"
#include "politics.h"
#include "stances.h"
#include "war.h"

/* Cost of war to p, by its true type in this member. */
static inline double war_cost(const ofr_block *b, const ofr_politics *p, size_t k)
{
    const double share = whole(b, p->implacable_type)[k] ? par(b, p->implacable_cost)[k] : 1.0;

    return par(b, p->war_cost)[k] * share;
}

/* Obedience of a flow's source: 1 for a principal, control for a client. */
static inline double obedience(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const size_t link = m->actor[m->flow[f].source].link;

    if (m->actor[m->flow[f].source].kind == KIND_PRINCIPAL || link == OFR_NONE) return 1.0;
    return num(b, m->link[link].control)[k];
}

/* What protection and, for direct acts, a warning through talk leave of a flow's lethality. */
static inline double shield_of(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const ofr_harm *harm = m->own->harm;
    const ofr_flow *flow = &m->flow[f];
    const double q = flow->dyad == OFR_NONE ? 0.0
                                            : num(b, m->pair[m->dyad[flow->dyad].pair].talk)[k];
    const double noticed = flow->dyad == OFR_NONE
                               ? 0.0
                               : num(b, m->own->channels->noticed[flow->dyad])[k];
    const double told = m_max(m_max(q, par(b, harm->announced[f])[k]), noticed);
    const double warned = flow->rung >= m->direct ? par(b, harm->warning)[k] * told : 0.0;

    return (1.0 - par(b, harm->theatre[flow->theatre].protection)[k]) * (1.0 - warned);
}

/* Chance that one act of a flow kills people of the target's own, slips included. */
static inline double kills_own(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const ofr_harm *harm = m->own->harm;
    const double plain = par(b, m->flow[f].lethality)[k],
                 slip = par(b, harm->theatre[m->flow[f].theatre].slip)[k];
    const double slipped = m_min(plain * par(b, harm->slip_factor)[k], 1.0);

    return (plain + slip * (slipped - plain)) * shield_of(m, b, f, k) *
           (1.0 - par(b, harm->partners[f])[k]);
}

/* Expected own deaths a day from the rival's side if it moves from stance j_now to j. */
static inline double harm_rate(const ofr_model *m, const ofr_block *b, size_t d, size_t k, double j)
{
    const ofr_stances *stances = m->own->stances;
    const ofr_conduct *conduct = m->own->conduct;
    const ofr_harm *harm = m->own->harm;
    const double now = num(b, m->dyad[m->dyad[d].back].stance)[k];
    double sum = 0.0;

    for (size_t i = 0; i < stances->hits[d].n; i++) {
        const ofr_hit *hit = &stances->hits[d].hit[i];
        const double weight = hit->weight == OFR_NONE ? 1.0 : par(b, hit->weight)[k];
        const double gamma = par(b, conduct->drive[hit->flow].stance)[k];
        const double shift = j == now || gamma == 0.0
                                 ? 1.0
                                 : m_exp(gamma * obedience(m, b, hit->flow, k) * (j - now));

        sum += weight * num(b, m->flow[hit->flow].mean)[k] * shift * kills_own(m, b, hit->flow, k) *
               par(b, harm->theatre[hit->theatre].mean)[k];
    }
    return sum;
}

/* Chance that an epoch brings war, as p sees it. */
static inline double war_chance(const ofr_model *m, const ofr_block *b, size_t d, size_t k,
                                double i, double j)
{
    const ofr_stances *stances = m->own->stances;
    const ofr_pair *pair = &m->pair[m->dyad[d].pair];
    const ofr_politics *p = politics_of(m, m->dyad[d].holder);
    const bool open = whole(b, pair->window_open)[k];
    if (open) return war_within(m, b, m->dyad[d].pair, k, i + j, (double)stances->epoch);
    return par(b, p->fear)[k] * war_by_exchange(m, b, m->dyad[d].pair, k, i + j);
}

/* The cost of an audience that waits for an answer, at full weight: the part of it that stance i pays is (2 - i) / 4. */
static inline double audience_cost(double audience, double ramp, double provoked, double scale)
{
    return audience * (1.0 + ramp) * saturate(provoked, scale);
}

/* What a day pays at own stance i and rival's stance j, own deaths, in one lane: press, exposure, enmity (as it is at
 * stance i), audience cost. The ledger books it, the utility expects it. Pure. */
static inline double stance_day(double press, double zone, double exposure, double enmity,
                                double cost, double i, double j)
{
    const double seen = m_max(i, j) <= 0.0 ? zone : 0.0;

    return press * ((i - j) * 0.25 + seen) - exposure * m_max(j - i, 0.0) + enmity -
           cost * (2.0 - i) * 0.25;
}

/* The terms of a day that depend on stances alone, own deaths a day. */
static inline double stance_rate(const ofr_model *m, const ofr_block *b, size_t d, size_t k,
                                 double i, double j, double zone)
{
    const ofr_stances *stances = m->own->stances;
    const ofr_dyad *dyad = &m->dyad[d];
    const ofr_politics *p = politics_of(m, dyad->holder);
    const double tension = num(b, dyad->tension)[k];
    /* The ledger multiplies the same from left to right; each keeps its order, and so its last bit. */
    const double enmity = tension * m_exp(-tension / par(b, stances->enmity_scale)[k]) *
                          m_max(i, 0.0) / 2.0;
    const double cost = audience_cost(par(b, p->audience)[k], num(b, p->ramp)[k],
                                      num(b, dyad->provocation)[k],
                                      par(b, stances->provocation_scale)[k]);

    return stance_day(num(b, p->press)[k], zone, par(b, p->exposure)[k],
                      num(b, p->enmity)[k] * enmity, cost, i, j);
}

/* Widest zone of possible agreement among agendas of a pair, in all lanes, as e(z) with z in own deaths, 0 where there
 * is none. */
static inline void widest_zone(const ofr_model *m, const ofr_block *b, size_t pair, double *ret)
{
    const ofr_bargaining *bargaining = m->own->bargaining;

    for (size_t k = 0; k < LANES; k++) ret[k] = 0.0; /* lanes */
    for (size_t i = 0; i < bargaining->n_agendas; i++) {
        if (bargaining->agenda[i].pair != pair) continue;
        const double *z = num(b, bargaining->agenda[i].zone);
        for (size_t k = 0; k < LANES; k++) ret[k] = m_max(ret[k], z[k]); /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) ret[k] = saturate(ret[k], 1.0); /* lanes */
}

/* The same in one lane: decisions ask for a few of them. */
static inline double zone_of(const ofr_model *m, const ofr_block *b, size_t pair, size_t k)
{
    const ofr_bargaining *bargaining = m->own->bargaining;
    double widest = 0.0;

    for (size_t i = 0; i < bargaining->n_agendas; i++) {
        if (bargaining->agenda[i].pair == pair)
            widest = m_max(widest, num(b, bargaining->agenda[i].zone)[k]);
    }
    return saturate(widest, 1.0);
}

/* The part of U that own stance i can change; what the rival does costs the same whatever i is. */
static inline double utility_of_stance(const ofr_model *m, const ofr_block *b, size_t d, size_t k,
                                       double i, double j)
{
    const double days = (double)m->own->stances->epoch;
    const double zone = zone_of(m, b, m->dyad[d].pair, k);

    return days * stance_rate(m, b, d, k, i, j, zone) -
           war_cost(b, politics_of(m, m->dyad[d].holder), k) * war_chance(m, b, d, k, i, j);
}

/* U of dyad d's holder at own stance i and rival's stance j. */
static inline double utility(const ofr_model *m, const ofr_block *b, size_t d, size_t k, double i,
                             double j)
{
    return utility_of_stance(m, b, d, k, i, j) -
           (double)m->own->stances->epoch * harm_rate(m, b, d, k, j);
}

#endif
