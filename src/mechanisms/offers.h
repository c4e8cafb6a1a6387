/* offers.h -- what others may read of offers.c: what is given under which conditions, and how far each offer has come. */
#ifndef OFR_OFFERS_H
#define OFR_OFFERS_H

#include "../state/compiler.h"
#include "channels.h"
#include "mechanisms.h"

/* From OPEN on what is offered is given. */
enum { OFFER_NONE, OFFER_SENT, OFFER_TAKEN, OFFER_OPEN, OFFER_STANDS };
/* What becomes of given fire today. */
enum { OFFER_GOES_ON, OFFER_BEGINS, OFFER_ENDS };
/* Why it fails tonight: not at all, by the other side, by what nobody of the two did. */
enum { OFFER_HOLDS, OFFER_FAILED_BY_OTHER, OFFER_FAILED };

typedef struct ofr_listed {
    size_t *at;
    size_t n;
} ofr_listed;

typedef struct ofr_offer {
    const char *id;
    size_t giver, side, to; /* actors: who gives, the principal it acts for, whom it is made to */
    size_t dyad;            /* of the side toward `to` */
    size_t link;            /* of the client whose fire it gives, to the giver; OFR_NONE */
    size_t channel;         /* it is said over; OFR_NONE: it is only done */
    /* What is given. */
    ofr_listed fire, flows; /* campaigns that halt; conduct that is left undone */
    ofr_row stance;         /* parameter: own stance at most; OFR_NONE */
    bool affair;            /* no more open answers of either */
    /* What it is made on, and hangs on. */
    ofr_listed after, asks_halt, asks_quiet, while_stopped, until_halt, unless;
    ofr_row asks_stance, quiet_days; /* parameters; asks_stance may be OFR_NONE */
    int32_t made_on, until_date;
    size_t until_stopped, until_deal; /* driver, deal; OFR_NONE */
    ofr_row until_days, base, met, stake, heat, refused, accepts, wait, again, keep, tremble,
        forgives, price, trust, betrayed; /* parameters */
    size_t staked;                        /* campaign by which the stake is taken, or OFR_NONE */
    ofr_row rest, begun;                  /* state, whole: as of orders */
    ofr_row phase, due, since;            /* whole: how far it has come; days */
    ofr_row word,
        unheard; /* whole: the act that offered or took it up; 1 where its word is garbled on the way */
    ofr_row free_from; /* whole: not made before this day */
    ofr_row prompted,
        acted; /* whole: an act of `after` yesterday; last day of an act of asks_quiet */
    ofr_row failed, failed_by; /* whole: why it failed last night; the act that did */
    ofr_row turn;              /* whole: what becomes of given fire today */
    size_t offer_slot, taken_slot, refused_slot, lapse_slot, breach_slot, refusal_slot;
    uint32_t stream;
} ofr_offer;

typedef struct ofr_offers {
    ofr_offer *offer;
    size_t n;
    ofr_listed *of_flow; /* [n_flows] offers to leave it undone */
} ofr_offers;

/* Is what is offered given today? Pure. */
static inline bool offer_is_given(const ofr_block *b, const ofr_offer *o, size_t k)
{
    return whole(b, o->phase)[k] >= OFFER_OPEN;
}

static inline bool is_listed(const ofr_listed *list, size_t what)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->at[i] == what) return true;
    }
    return false;
}

/* The act of today among these slots, or OFR_NO_ACT. Pure. */
static inline int32_t act_among(const ofr_model *m, const ofr_block *b, int32_t day,
                                const size_t *slot, size_t n, size_t k)
{
    for (size_t i = 0; i < n; i++) {
        if (count_of(m, b, slot[i])[k] > 0.0) return act_number(m, day, slot[i]);
    }
    return OFR_NO_ACT;
}

#endif
