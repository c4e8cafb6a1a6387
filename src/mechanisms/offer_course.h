/* offer_course.h -- the course of an offer, in one lane: how it is made, carried, taken up, kept, broken (offers.c has the equations). */
#ifndef OFR_OFFER_COURSE_H
#define OFR_OFFER_COURSE_H

#include "campaign_hazards.h"
#include "mechanisms.h"
#include "offer_terms.h"
#include "proxies.h"
#include "stances.h"

static inline double heat_above_rest(const ofr_model *m, const ofr_block *b, size_t actor, size_t k)
{
    const ofr_politics *p = politics_of(m, actor);

    return num(b, p->heat)[k] - par(b, p->heat_base)[k];
}

static inline void move_belief(const ofr_model *m, ofr_block *b, size_t dyad, size_t k, double by)
{
    double *belief = &num(b, m->dyad[dyad].belief)[k];

    *belief = m_clamp(*belief + by, -4.0, 4.0);
}

/* It is over: fire that was held for it is taken up again, or left as it is. */
static inline void offer_ends(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                              size_t k, size_t slot, int32_t cause, bool taken_up)
{
    act(m, b, slot, k, cause, -1);
    if (offer_is_given(b, o, k) && taken_up) whole(b, o->turn)[k] = OFFER_ENDS;
    whole(b, o->phase)[k] = OFFER_NONE;
    whole(b, o->free_from)[k] = day + (int32_t)par(b, o->again)[k];
}

static inline void offer_stands(const ofr_model *m, ofr_block *b, const ofr_offer *o, size_t k)
{
    const size_t other = m->dyad[o->dyad].back;

    whole(b, o->phase)[k] = OFFER_STANDS;
    move_belief(m, b, other, k, -par(b, o->trust)[k]);
    num(b, m->dyad[other].reassured)[k] = 1.0;
}

/* From today on it is given. */
static inline void offer_begins(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                                size_t k)
{
    double *stance = &num(b, m->dyad[o->dyad].stance)[k];

    whole(b, o->phase)[k] = OFFER_OPEN;
    whole(b, o->since)[k] = day;
    whole(b, o->due)[k] = day + (int32_t)par(b, o->wait)[k];
    whole(b, o->turn)[k] = OFFER_BEGINS;
    num(b, politics_of(m, o->side)->visible_concession)[k] += par(b, o->price)[k];
    if (o->stance != OFR_NONE && *stance > par(b, o->stance)[k]) {
        *stance = par(b, o->stance)[k];
        act(m, b, m->dyad[o->dyad].stance_slot, k, whole(b, o->word)[k], -1);
    }
    if (!asks_something(o)) offer_stands(m, b, o, k);
}

/* Who breaks it, or sees it broken, trusts less. */
static inline void offer_breaks(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                                size_t k, int32_t why, int32_t cause)
{
    if (why != OFFER_FAILED)
        move_belief(m, b, why == OFFER_FAILED_BY_OTHER ? o->dyad : m->dyad[o->dyad].back, k,
                    par(b, o->betrayed)[k]);
    offer_ends(m, b, day, o, k, o->breach_slot, cause, true);
}

/* Does anything stand against making it today? */
static inline bool may_be_made(const ofr_model *m, const ofr_block *b, int32_t day,
                               const ofr_offer *o, size_t k)
{
    const ofr_channels *channels = m->own->channels;

    if (whole(b, m->pair[m->dyad[o->dyad].pair].at_war)[k]) return false;
    if (driver_that_is_on(m, b, o, k) != OFR_NO_ACT || is_at_its_end(m, b, day, o, day, k))
        return false;
    if (o->stance != OFR_NONE && num(b, m->dyad[o->dyad].stance)[k] > par(b, o->stance)[k] + 1.0)
        return false;
    return o->channel == OFR_NONE || channel_is_open(m, b, &channels->channel[o->channel], k);
}

/* Is this a day on which it is thought of? */
static inline bool offer_comes_up(const ofr_model *m, const ofr_block *b, int32_t day,
                                  const ofr_offer *o, size_t k)
{
    if (day < whole(b, o->free_from)[k]) return false;
    return o->after.n ? whole(b, o->prompted)[k] : day % m->own->stances->epoch == 0;
}

static inline double wish_to_give(const ofr_model *m, const ofr_block *b, const ofr_offer *o,
                                  double above, size_t k)
{
    return par(b, o->stake)[k] * above - par(b, o->heat)[k] * heat_above_rest(m, b, o->side, k);
}

/* A client's fire is given with its will. */
static inline bool given_by_client(const ofr_model *m, ofr_block *b, int32_t day,
                                   const ofr_offer *o, size_t k, double u)
{
    if (o->link == OFR_NONE ||
        client_obeys(m, b, o->link, k, u, o->refusal_slot, act_number(m, day, o->offer_slot), -1,
                     par(b, o->refused)[k]))
        return true;
    whole(b, o->free_from)[k] = day + (int32_t)par(b, o->again)[k];
    return false;
}

/* Words: 0 whether it is made, 1 whether a client obeys, 2 how long it is on its way, 3 whether it arrives. */
static inline void may_make(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                            double above, size_t k)
{
    const bool dated = day == o->made_on && signed_on(m, day);

    if (!dated && !offer_comes_up(m, b, day, o, k)) return;
    if (!may_be_made(m, b, day, o, k)) return;
    const ofr_words w = words_of(m, b, day, o->stream, 0, k);
    const bool met = asks_something(o) && asked_is_met(m, b, day, o, k);
    const double x = par(b, o->base)[k] + (met ? par(b, o->met)[k] : 0.0) +
                     wish_to_give(m, b, o, above, k);
    if (!dated && unit(w.w[0]) >= m_logistic(x)) return;
    act(m, b, o->offer_slot, k, OFR_NO_ACT, -1);
    whole(b, o->word)[k] = act_number(m, day, o->offer_slot);
    if (!given_by_client(m, b, day, o, k, unit(w.w[1]))) return;
    if (o->channel == OFR_NONE && !o->affair) {
        offer_begins(m, b, day, o, k);
        return;
    }
    const ofr_channel *ch = o->channel == OFR_NONE ? NULL : &m->own->channels->channel[o->channel];
    whole(b, o->phase)[k] = OFFER_SENT;
    whole(b, o->due)[k] = day + (ch ? (int32_t)(par(b, ch->delay)[k] + unit(w.w[2])) : 1);
    whole(b, o->unheard)[k] = ch && unit(w.w[3]) >= par(b, ch->fidelity)[k];
}

/* Its word arrives. Words of quad 1: 0 whether it is taken up, 1 how long the answer takes, 2 whether that arrives. */
static inline void offer_arrives(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                                 size_t k)
{
    const ofr_words w = words_of(m, b, day, o->stream, 1, k);
    const ofr_channel *ch = o->channel == OFR_NONE ? NULL : &m->own->channels->channel[o->channel];
    const double x = par(b, o->accepts)[k] - par(b, o->heat)[k] * heat_above_rest(m, b, o->to, k);
    const int32_t offered = whole(b, o->word)[k];

    if (ch) {
        double *use = &num(b, ch->use)[k];
        *use = m_min(*use + par(b, m->own->channels->traffic)[k], 1.0);
    }
    if (whole(b, o->unheard)[k]) {
        offer_ends(m, b, day, o, k, o->lapse_slot, offered, false);
        return;
    }
    if (unit(w.w[0]) >= m_logistic(x)) {
        offer_ends(m, b, day, o, k, o->refused_slot, offered, false);
        return;
    }
    act(m, b, o->taken_slot, k, offered, -1);
    whole(b, o->word)[k] = act_number(m, day, o->taken_slot);
    whole(b, o->phase)[k] = OFFER_TAKEN;
    whole(b, o->due)[k] = day + (ch ? (int32_t)(par(b, ch->delay)[k] + unit(w.w[1])) : 0);
    whole(b, o->unheard)[k] = ch && unit(w.w[2]) >= par(b, ch->fidelity)[k];
}

/* The answer has come back, or has not. */
static inline void answer_arrives(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                                  size_t k)
{
    if (whole(b, o->unheard)[k])
        offer_ends(m, b, day, o, k, o->lapse_slot, whole(b, o->word)[k], false);
    else
        offer_begins(m, b, day, o, k);
}

/* It is given on trial, or stands. Word 0 of quad 2: whether its giver breaks it today. */
static inline void offer_goes_on(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                                 double above, size_t k)
{
    const int32_t failed = whole(b, o->failed)[k], since = whole(b, o->since)[k];
    const bool stands = whole(b, o->phase)[k] == OFFER_STANDS;
    const double t = par(b, o->tremble)[k],
                 x = par(b, o->keep)[k] + wish_to_give(m, b, o, above, k);

    if (failed != OFFER_HOLDS) {
        offer_breaks(m, b, day, o, k, failed, whole(b, o->failed_by)[k]);
    } else if (is_at_its_end(m, b, day, o, since, k)) {
        offer_ends(m, b, day, o, k, o->lapse_slot, OFR_NO_ACT, false);
    } else if (o->stance != OFR_NONE && num(b, m->dyad[o->dyad].stance)[k] > par(b, o->stance)[k]) {
        offer_breaks(m, b, day, o, k, OFFER_HOLDS,
                     act_number(m, day, m->dyad[o->dyad].stance_slot));
    } else if (!stands && asked_is_met(m, b, day, o, k)) {
        act(m, b, o->taken_slot, k, OFR_NO_ACT, -1);
        offer_stands(m, b, o, k);
    } else if (!stands && day >= whole(b, o->due)[k]) {
        offer_ends(m, b, day, o, k, o->lapse_slot, OFR_NO_ACT, true);
    } else if (stands &&
               unit(words_of(m, b, day, o->stream, 2, k).w[0]) < t + (1.0 - t) * m_logistic(-x)) {
        offer_breaks(m, b, day, o, k, OFFER_HOLDS, OFR_NO_ACT);
    }
}

static inline void offer_step(const ofr_model *m, ofr_block *b, int32_t day, const ofr_offer *o,
                              size_t k)
{
    int32_t *begun = &whole(b, o->begun)[k];
    double above = 0.0;

    whole(b, o->turn)[k] = OFFER_GOES_ON;
    if (o->staked != OFR_NONE)
        above = stake_above_rest(m, b, &m->own->campaigns->campaign[o->staked], k, !*begun,
                                 &num(b, o->rest)[k]);
    *begun = 1;
    if (b->given && b->given->history) return;
    switch (whole(b, o->phase)[k]) {
    case OFFER_NONE:
        may_make(m, b, day, o, above, k);
        break;
    case OFFER_SENT:
        if (day >= whole(b, o->due)[k]) offer_arrives(m, b, day, o, k);
        break;
    case OFFER_TAKEN:
        if (day >= whole(b, o->due)[k]) answer_arrives(m, b, day, o, k);
        break;
    default:
        offer_goes_on(m, b, day, o, above, k);
    }
    if (o->affair && offer_is_given(b, o, k)) {
        int32_t *closed = &whole(b, m->pair[m->dyad[o->dyad].pair].closed)[k];
        *closed = *closed < day ? day : *closed;
    }
}

/* Tonight: does something end it? Word 1 of quad 2: whether a lapse of the other side is let pass. */
static inline int32_t why_it_fails(const ofr_model *m, const ofr_block *b, int32_t day,
                                   const ofr_offer *o, size_t k, int32_t *ret_by)
{
    const int32_t crossed = crossing_today(m, b, day, o, k),
                  acted = act_among(m, b, day, o->asks_quiet.at, o->asks_quiet.n, k),
                  resumed = resumed_today(m, b, day, o, k);
    const bool stands = whole(b, o->phase)[k] == OFFER_STANDS;

    *ret_by = act_among(m, b, day, &m->pair[m->dyad[o->dyad].pair].war_slot, 1, k);
    if (whole(b, m->pair[m->dyad[o->dyad].pair].at_war)[k]) return OFFER_FAILED;
    *ret_by = OFR_NO_ACT;
    if (crossed != OFR_NO_ACT) {
        *ret_by = crossed;
        return OFFER_FAILED_BY_OTHER;
    }
    *ret_by = driver_that_is_on(m, b, o, k);
    if (*ret_by != OFR_NO_ACT) return OFFER_FAILED;
    if (!stands ||
        (acted == OFR_NO_ACT && all_halted(m, b, &o->asks_halt, k) && stance_met(m, b, o, k)))
        return OFFER_HOLDS;
    if (unit(words_of(m, b, day, o->stream, 2, k).w[1]) < par(b, o->forgives)[k])
        return OFFER_HOLDS;
    *ret_by = acted != OFR_NO_ACT ? acted : resumed;
    return OFFER_FAILED_BY_OTHER;
}

#endif
