/* offer_terms.h -- what an offer hangs on, in one lane: what it asks of the other side, what ends it, what breaks it. */
#ifndef OFR_OFFER_TERMS_H
#define OFR_OFFER_TERMS_H

#include "campaigns.h"
#include "deals.h"
#include "drivers.h"
#include "offers.h"
#include "red_lines.h"

/* Are all these campaigns halted, wholly? Pure. */
static inline bool all_halted(const ofr_model *m, const ofr_block *b, const ofr_listed *fire,
                              size_t k)
{
    for (size_t i = 0; i < fire->n; i++) {
        if (whole(b, m->own->campaigns->campaign[fire->at[i]].all_since)[k] == OFR_NEVER)
            return false;
    }
    return true;
}

static inline bool asks_something(const ofr_offer *o)
{
    return o->asks_halt.n || o->asks_quiet.n || o->asks_stance != OFR_NONE;
}

/* Is the rival's stance what is asked? Pure. */
static inline bool stance_met(const ofr_model *m, const ofr_block *b, const ofr_offer *o, size_t k)
{
    return o->asks_stance == OFR_NONE ||
           num(b, m->dyad[m->dyad[o->dyad].back].stance)[k] <= par(b, o->asks_stance)[k];
}

/* This morning: does the other side give what is asked of it? Pure. */
static inline bool asked_is_met(const ofr_model *m, const ofr_block *b, int32_t day,
                                const ofr_offer *o, size_t k)
{
    const int32_t acted = whole(b, o->acted)[k];

    if (!all_halted(m, b, &o->asks_halt, k) || !stance_met(m, b, o, k)) return false;
    return o->asks_quiet.n == 0 || acted == OFR_NEVER ||
           (double)(day - acted) > par(b, o->quiet_days)[k];
}

/* The driver that is on though it is made and kept only while it is off, as a cause; OFR_NO_ACT where none is. Pure. */
static inline int32_t driver_that_is_on(const ofr_model *m, const ofr_block *b, const ofr_offer *o,
                                        size_t k)
{
    for (size_t i = 0; i < o->while_stopped.n; i++) {
        const size_t driver = o->while_stopped.at[i];
        if (whole(b, m->own->drivers->driver[driver].on)[k]) return OFR_BY_DRIVER - (int32_t)driver;
    }
    return OFR_NO_ACT;
}

/* Has come what it was to last until? since: day on which it was first given. Pure. */
static inline bool is_at_its_end(const ofr_model *m, const ofr_block *b, int32_t day,
                                 const ofr_offer *o, int32_t since, size_t k)
{
    const ofr_deals *deals = m->own->deals;

    if (day >= o->until_date || (double)(day - since) >= par(b, o->until_days)[k]) return true;
    if (o->until_stopped != OFR_NONE && !whole(b, m->own->drivers->driver[o->until_stopped].on)[k])
        return true;
    if (o->until_deal != OFR_NONE && whole(b, deals->deal[o->until_deal].struck)[k] != OFR_NEVER)
        return true;
    return o->until_halt.n && all_halted(m, b, &o->until_halt, k);
}

/* A line that breaks the offer was crossed today: the crossing, or OFR_NO_ACT. Pure. */
static inline int32_t crossing_today(const ofr_model *m, const ofr_block *b, int32_t day,
                                     const ofr_offer *o, size_t k)
{
    for (size_t i = 0; i < o->unless.n; i++) {
        const size_t slot = m->own->red_lines->line[o->unless.at[i]].slot;
        const int32_t crossed = act_among(m, b, day, &slot, 1, k);
        if (crossed != OFR_NO_ACT) return crossed;
    }
    return OFR_NO_ACT;
}

/* Fire that is asked to rest and was taken up: the act of a part that resumes today, or OFR_NO_ACT. Pure. */
static inline int32_t resumed_today(const ofr_model *m, const ofr_block *b, int32_t day,
                                    const ofr_offer *o, size_t k)
{
    for (size_t i = 0; i < o->asks_halt.n; i++) {
        const ofr_campaign *p = &m->own->campaigns->campaign[o->asks_halt.at[i]];
        for (size_t j = 0; j < p->n_parts; j++) {
            const int32_t turned = act_among(m, b, day, &p->part[j].resume_slot, 1, k);
            if (turned != OFR_NO_ACT) return turned;
        }
    }
    return OFR_NO_ACT;
}

#endif
