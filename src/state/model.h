/* model.h -- the frozen model: structure and offsets, shared by all members and never changed after
 * compile. Numbers are not here: they are rows of the parameter image (block.h), one value a lane,
 * so that another lane may carry another draw of the priors.
 *
 * Words: a row is the index of one quantity in a block (each row holds one value a lane); a slot is
 * one thing that can happen in a day; a dyad is a directed hostile pair (holder -> rival).
 */
#ifndef OFR_MODEL_H
#define OFR_MODEL_H

#include "../core/dates.h"
#include "../spec/spec.h"
#include "offramp.h"
#include "slot_kinds.h"

#define OFR_NONE SIZE_MAX /* no such actor, row, slot, ... */
enum { OFR_NO_ACT = -1, OFR_NEVER = INT32_MIN / 2 };
enum { OFR_SPREADS = 8 }; /* most running totals under way on one day */

/* Causes below zero: no act, but a reason. cause = OFR_BY_DRIVER - j names driver j. */
enum { OFR_BY_DRIVER = -2 };

typedef size_t ofr_row;

/* One rung of the escalation ladder. severity in harass-equivalents: v = 2^(w - 7) for w > 0 unless
 * stated, else 0; kindness 2^(-w - 7) for w < 0, else 0. */
typedef struct ofr_rung {
    const char *id;
    double w, severity, kindness;
} ofr_rung;

typedef enum ofr_kind {
    KIND_PRINCIPAL,
    KIND_GROUP,
    KIND_ALLY,
    KIND_MEDIATOR,
    KIND_BYSTANDER
} ofr_kind;

typedef struct ofr_actor {
    const char *id, *name, *iso3;
    ofr_kind kind;
    size_t part_of;  /* actor whose acts it shares, or OFR_NONE */
    size_t side;     /* the principal it stands for: itself, its first patron's, or OFR_NONE */
    size_t link;     /* link to its patron, or OFR_NONE */
    size_t politics; /* index into politics, or OFR_NONE */
    const ofr_node *node;
} ofr_actor;

/* A client backed by a patron. */
typedef struct ofr_link {
    size_t client, patron;
    ofr_row control;      /* state: share of obedience, 0..1 */
    ofr_row control_mean; /* parameter it reverts to */
    ofr_row attribution;  /* parameter: share charged to the patron at prior beliefs */
    ofr_row felt;         /* parameter: share of hostility to the client that the patron feels */
    ofr_row drive;        /* parameter: own drive, added to the stance */
    bool denied;
} ofr_link;

typedef struct ofr_theatre {
    const char *id, *name;
    const ofr_node *node;
    double latitude, longitude;
    bool placed;
} ofr_theatre;

/* Directed hostile pair: holder p, rival q; back is the dyad q -> p. Rows are states of p toward q. */
typedef struct ofr_dyad {
    size_t holder, rival, back, pair;
    const char *id;      /* "usa-iran" */
    ofr_row stance;      /* -2 .. 2, whole numbers kept as double */
    ofr_row belief;      /* log-odds that the rival is implacable, [-4, 4] */
    ofr_row tension;     /* E */
    ofr_row provocation; /* P, unanswered, in severity */
    ofr_row reassured;   /* 0..1 */
    ofr_row
        utility; /* U at the stances in force, own deaths an epoch; kept from the last decision */
    ofr_row crossed; /* whole: 1 when a red line of p was crossed yesterday by q's side */
    size_t memory;   /* memory of p about q's side */
    size_t stance_slot, alarm_slot;
} ofr_dyad;

/* Unordered hostile pair. */
typedef struct ofr_pair {
    size_t dyad[2]; /* first -> second, second -> first */
    size_t named;   /* the dyad whose name comes first: streams of the pair are named by it, so that
                          the order of the two in the scenario moves no number */
    ofr_row talk;   /* q_eff on crisis traffic, 0..1 */
    ofr_row at_war; /* whole: 1 in war */
    ofr_row direct[2]; /* whole: day of the last direct act of each on the other */
    ofr_row direct_act[2], direct_root[2]; /* whole: its act number and root theatre */
    ofr_row size[2];                       /* state: how large that act was */
    ofr_row window_open;                   /* whole: 1 in an exchange */
    ofr_row closed; /* whole: last day on which the affair counts as closed, or OFR_NEVER */
    size_t war_slot, exchange_slot, ceasefire_slot;
    size_t decision_slot[2]; /* that each decides on war */
    const char *id;          /* "usa-iran" */
} ofr_pair;

/* Who does what to whom, where. */
typedef enum ofr_coverage { COVER_NONE, COVER_FULL, COVER_PARTIAL, COVER_TOTALS } ofr_coverage;
typedef struct ofr_flow {
    const char *id;
    const ofr_node *node;
    size_t source, target, theatre, rung, rung_up, slot;
    int at; /* event_at */
    uint32_t stream;
    double severity, severity_up,
        kindness; /* v of its rung and of the next; of a cooperative rung */
    bool hostile; /* rung at or above harass: may kill, may be misread */
    bool chosen;  /* a principal's strike or direct act: by answers and decisions only */
    ofr_coverage cover;
    ofr_row rate, mean; /* parameter; state mu of today */
    ofr_row dispersion; /* parameter or OFR_NONE: Poisson */
    ofr_row lethality;  /* parameter: the flow's own, else its theatre's */
    ofr_row wounding;
    size_t dyad;    /* source's side toward target's side, or OFR_NONE */
    size_t answers; /* memory answered, or OFR_NONE */
    ofr_row given;  /* whole: 1 if today's count comes from the record (set by the engine) */
} ofr_flow;

/* What holder remembers of origin. */
typedef struct ofr_share {
    size_t flow;
    ofr_row weight;
    ofr_row charge;
    bool rest;    /* what is left after the patron's charge */
    bool watched; /* the holder is only the audience: it feels the act, not the dead */
} ofr_share;
typedef struct ofr_memory {
    size_t holder, origin, dyad; /* dyad: when origin is a hostile principal, else OFR_NONE */
    ofr_row hostile, kind, crisis, level; /* M, K, X, A (K, X, A only with a dyad) */
    ofr_row today;                        /* perceived hostile severity added today */
    ofr_row best, best_act, best_root;    /* largest decayed contributor: value; whole; whole */
    ofr_row punished;                     /* R: severity received from origin after own acts */
    ofr_share *share;                     /* contributions, flows in rising order */
    size_t n_shares;
} ofr_memory;

/* What a slot is, for the chronicle and the result file. */
typedef enum ofr_slot_kind {
#define OFR_SLOT_KIND(name, word) SLOT_##name,
    OFR_SLOT_KINDS(OFR_SLOT_KIND, )
#undef OFR_SLOT_KIND
} ofr_slot_kind;
typedef struct ofr_slot {
    ofr_slot_kind kind;
    const char *id;                       /* of the entry that acts */
    size_t source, target, theatre, rung; /* OFR_NONE where there is none */
    size_t index;                         /* of the flow, dyad, channel direction, ... */
} ofr_slot;

/* A row computed from parameters whenever the image is filled or changed. */
typedef enum ofr_derive {
    DERIVE_DECAY,
    DERIVE_LOGIT,
    DERIVE_LOG,
    DERIVE_LOG1M,
    DERIVE_HEAVY_MEAN,
    DERIVE_ONSET,
    DERIVE_CHOICE_OF_WAR,
    DERIVE_DELAY,
    DERIVE_STEADY
} ofr_derive;
typedef struct ofr_derived {
    ofr_derive how;
    ofr_row row;
    ofr_row from[8];
} ofr_derived;

/* A value written into the image of one lane when something comes true (an election's outcome). */
typedef struct ofr_write {
    ofr_row row;
    double value;
} ofr_write;

/* Something whose hidden state the filter weighs and resamples by what is recorded of it alone: a campaign, or red lines that
 * may answer with the same flows. */
typedef struct ofr_source {
    const char *stream,
        *id; /* of its draws: "filter-campaign" and the campaign, "filter-line" and the first line */
} ofr_source;
/* State rows side by side that belong to a source. */
typedef struct ofr_owned_rows {
    size_t source;
    ofr_row first_num;
    size_t n_nums;
    ofr_row first_whole;
    size_t n_wholes;
} ofr_owned_rows;

/* Counts what gives way to something under way, in futures only: an answer to one that is pending, a message to
 * one on its way. */
typedef struct ofr_drop {
    ofr_row n; /* whole: so far, per lane */
    /* whole: of those, drops that could have changed an outcome; OFR_NONE: none can */
    ofr_row open;
} ofr_drop;

/* Meaning of a state row, for traces and docs. */
typedef struct ofr_field {
    const char *name, *unit;
    ofr_row row;
    bool whole;
} ofr_field;

/* What the mechanisms keep in the model, a member each; its layout is theirs. */
typedef struct ofr_rooms ofr_rooms;

typedef struct ofr_model {
    ofr_arena *arena;
    const ofr_spec *spec;          /* kept, not owned */
    int32_t epoch, start, horizon; /* first day of history (or start), first day, days */
    int32_t
        written_start; /* the scenario's own start: facts from start to the day before it are hindsight */

    const ofr_rung *rung;
    size_t n_rungs;
    const ofr_actor *actor;
    size_t n_actors;
    const ofr_link *link;
    size_t n_links;
    const ofr_theatre *theatre;
    size_t n_theatres;
    const ofr_dyad *dyad;
    size_t n_dyads;
    const ofr_pair *pair;
    size_t n_pairs;
    const ofr_flow *flow;
    size_t n_flows;
    const ofr_memory *memory;
    size_t n_memories;
    const ofr_slot *slot;
    size_t n_slots;
    const ofr_derived *derived;
    size_t n_derived;
    const ofr_field *field;
    size_t n_fields;

    const ofr_source *source; /* campaigns first, in their order; then groups of lines */
    size_t n_sources, n_campaigns, n_agendas;
    const ofr_owned_rows *owned; /* in rising order of rows */
    size_t n_owned;
    const size_t *flow_source; /* [n_flows] by whose weight its record goes, or OFR_NONE */

    size_t n_pars, n_nums, n_wholes;
    size_t harass, strike, direct; /* rung indexes that the mechanisms speak of */

    /* Slots lie side by side: row of slot s is base + s. Deaths and the like exist for flows only. */
    ofr_row count, deaths_own, deaths_partner, deaths_attacker, wounded, slipped, read_up, charged;
    ofr_row cause, root;       /* whole */
    ofr_row member, replicate; /* whole: keys of the streams */

    const ofr_rooms *own; /* what each mechanism keeps: mechanisms/table.h */
} ofr_model;

/* Who says how likely the record's day is. */
typedef enum ofr_density {
    DENSITY_FLOW,     /* the acts of flow i */
    DENSITY_INTERVAL, /* the running total that is i-th of those in force, on its last day */
    DENSITY_WAR,      /* that pair i is not at war */
    DENSITY_CAMPAIGN, /* the words of campaign i; of one whose modes are summed out, what they add to its flows' too */
    DENSITY_TALKS /* that talks on agenda i stay at the stage that is told */
} ofr_density;

/* Row of a source in a block's densities: all flows, then all totals, pairs, campaigns, agendas, as they are summed. */
static inline size_t density_row(const ofr_model *m, ofr_density source, size_t i)
{
    const size_t pairs = m->n_flows + OFR_SPREADS, campaigns = pairs + m->n_pairs;
    const size_t first[] = {0, m->n_flows, pairs, campaigns, campaigns + m->n_campaigns};

    return first[source] + i;
}
static inline size_t density_rows(const ofr_model *m)
{
    return m->n_flows + OFR_SPREADS + m->n_pairs + m->n_campaigns + m->n_agendas;
}

/* Act number of a slot on a day, and back. */
static inline int32_t act_number(const ofr_model *m, int32_t day, size_t slot)
{
    return (day - m->epoch) * (int32_t)m->n_slots + (int32_t)slot;
}

void model_free(const ofr_model *model); /* takes NULL */

#endif
