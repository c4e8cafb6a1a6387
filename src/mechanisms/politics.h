/* politics.h -- what others may read of politics.c: principals at home, their factions and ballots. */
#ifndef OFR_POLITICS_H
#define OFR_POLITICS_H

#include "../state/compiler.h"
#include "table.h"

typedef struct ofr_faction {
    const char *id;
    ofr_row weight, press, enmity, breadth, tilt;
} ofr_faction;
typedef struct ofr_ballot {
    const char *id;
    size_t slot;
    uint32_t stream;
    int32_t date;
    size_t n_outcomes;
    struct {
        const char *id;
        ofr_row chance;
        const ofr_write *write;
        size_t n_writes;
        bool successor; /* another leads from then on */
    } outcome[8];
    ofr_row result; /* whole: 1 + outcome drawn, 0 before */
} ofr_ballot;
typedef struct ofr_politics {
    size_t actor;
    ofr_row heat, heat_base, heat_decay, per_death, per_concession, per_leak;
    ofr_row press, enmity, breadth; /* states: factions' weighted values of today */
    ofr_row press_par, enmity_par, breadth_par;
    ofr_row exposure, war_cost, implacable, implacable_cost, fear, audience, face, moves, discount,
        war_day;
    ofr_row implacable_type;          /* whole: 1 if this member's principal is implacable */
    ofr_row ramp;                     /* state: 0..1, nearness of the next election */
    ofr_row payoff, discount_now;     /* states of the ledger */
    ofr_row visible_concession, leak; /* states: today's, reset by the ledger and by politics */
    ofr_row leader_dies;              /* parameter, OFR_NONE: never by itself */
    ofr_row leader_forgotten;         /* parameter */
    ofr_row leader_since;             /* whole: day on which the last change of leader was */
    size_t leader_slot;               /* OFR_NONE where no leader can die */
    bool leader_changes;              /* a leader can die or be voted out */
    uint32_t leader_stream;
    uint32_t stream;
    const ofr_faction *faction;
    size_t n_factions;
    const ofr_ballot *ballot;
    size_t n_ballots;
    ofr_row ramp_days;
} ofr_politics;
typedef struct ofr_politics_all {
    ofr_politics *of;
    size_t n;
} ofr_politics_all;

/* The principal's entry of an actor that is in a hostile pair. Pure. */
static inline const ofr_politics *politics_of(const ofr_model *m, size_t actor)
{
    return &m->own->politics->of[m->actor[actor].politics];
}

#endif
