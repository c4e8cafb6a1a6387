/* table.h -- the mechanisms by name, and the structures that one mechanism lets others read.
 *
 * Adding a mechanism: one line in OFR_MECHANISMS, one file, one call in engine/day.c.
 */
#ifndef OFR_TABLE_H
#define OFR_TABLE_H

#include "../state/compiler.h"

/* In the order of compile: each may use what earlier ones laid out. */
#define OFR_MECHANISMS(X)                                                                          \
    X(calendar)                                                                                    \
    X(politics)                                                                                    \
    X(drivers)                                                                                     \
    X(proxies)                                                                                     \
    X(perception)                                                                                  \
    X(memory) X(war) X(channels) X(beliefs) X(stances) X(deals) X(bargaining) X(conduct) X(harm)   \
        X(red_lines) X(ledger) X(outcomes) X(series)

enum ofr_mechanism_index {
#define OFR_INDEX(name) AT_##name,
    OFR_MECHANISMS(OFR_INDEX)
#undef OFR_INDEX
        N_MECHANISMS
};

typedef struct ofr_mechanism {
    const char *name;
    const ofr_keys *keys;
    ofr_status (*compile)(
        ofr_compiler *c); /* faults go to c->faults; a status only for lack of memory */
    void (*start)(const ofr_model *m,
                  ofr_block *b); /* state of all lanes on the first day; NULL: zeros */
} ofr_mechanism;

/* What is built once per instruction set and number of lanes. */
typedef struct ofr_kernel {
    const char *isa;
    size_t lanes;
    const ofr_mechanism *mechanism; /* [N_MECHANISMS] */
    void (*start)(const ofr_model *m, ofr_block *b, int32_t day);
    void (*day)(const ofr_model *m, ofr_block *b, int32_t day);
} ofr_kernel;

/* ---- politics: one entry for each principal --------------------------------------------------- */
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

/* ---- drivers ----------------------------------------------------------------------------------- */
typedef struct ofr_period {
    int32_t from, to;
} ofr_period;
typedef struct ofr_driver {
    const char *id;
    const ofr_node *node;
    uint32_t stream;
    size_t slot;
    ofr_row on;                  /* whole: 0 or 1 */
    ofr_row last_act, last_root; /* whole: act that switched it last */
    ofr_row ends, starts, mediation;
    const ofr_row *backing;
    size_t n_backing;
    bool active;
    size_t theatre;
    const ofr_period *period;
    size_t n_periods; /* when the record knows it was on */
} ofr_driver;
typedef struct ofr_drivers {
    ofr_driver *driver;
    size_t n;
} ofr_drivers;

/* ---- calendar: shocks -------------------------------------------------------------------------- */
typedef struct ofr_shock {
    const char *id;
    uint32_t stream;
    size_t slot, theatre;
    int32_t date;
    ofr_row rate, lasts;
    ofr_row until;        /* whole: last day it is in force */
    size_t starts, stops; /* drivers */
    struct {
        size_t politics;
        ofr_row heat;
    } * heat;
    size_t n_heat;
} ofr_shock;
typedef struct ofr_calendar {
    ofr_shock *shock;
    size_t n;
    int32_t decide_every;
} ofr_calendar;

/* ---- war ---------------------------------------------------------------------------------------- */
typedef struct ofr_war {
    ofr_row window, offset, tension, stances, talk, tension_scale, one_sided, exit, deaths,
        entangled;
    ofr_row direct_answers;
    uint32_t *stream; /* of each pair */
} ofr_war;

/* ---- what gives way ------------------------------------------------------------------------------ */
/* One answer is pending a line and one message under way a channel and direction; what gives way to it is dropped
 * and counted, in futures only. */
typedef struct ofr_drop {
    ofr_row n; /* whole: so far, per lane */
    ofr_row
        open; /* whole: of those, drops that could have changed an outcome; OFR_NONE: none can */
} ofr_drop;

/* ---- channels ------------------------------------------------------------------------------------ */
enum { OPEN_ALWAYS, OPEN_IN_CRISIS, OPEN_NEVER };
enum { MESSAGE_NONE, MESSAGE_REASSURANCE, MESSAGE_THREAT };
typedef struct ofr_channel {
    const char *id;
    const ofr_node *node;
    size_t end[2], pair, via; /* actors; hostile pair it joins, or OFR_NONE */
    int open;
    bool public, crisis;
    ofr_row weight, leak, delay, fidelity, use, use_decay, use_start;
    ofr_row due[2], kind[2], garbled[2], sent_act[2],
        sent_root[2]; /* whole: message in flight from end 0, 1 */
    size_t dyad[2];   /* of the sender toward the receiver */
    size_t slot[2];
    uint32_t stream[2];
    ofr_drop repeated,
        other; /* messages dropped: one of the same kind, of the other kind was under way */
    size_t *file;
    size_t n_files;
} ofr_channel;
typedef struct ofr_channels {
    ofr_channel *channel;
    size_t n;
    ofr_row base, tension, zone, audience, crisis, traffic, reassurance, reassured_decay;
    ofr_row *file_talk;
    size_t n_files; /* state: q on each file */
} ofr_channels;

/* ---- stances --------------------------------------------------------------------------------------- */
enum { PLAY_REPLY, PLAY_EQUILIBRIUM };
typedef struct ofr_hit {
    size_t flow;
    ofr_row weight;
    size_t theatre;
} ofr_hit;
typedef struct ofr_stances {
    ofr_row lambda, inertia, bias, tension_scale, provocation_scale, enmity_scale;
    int32_t epoch;    /* days between decisions */
    ofr_row *initial; /* of each dyad, or OFR_NONE */
    struct {
        ofr_hit *hit;
        size_t n;
    } * hits; /* of each dyad: flows of the rival's side that hurt the holder */
    uint32_t *stream;
    int play;         /* PLAY_ */
    bool may_fold;    /* days that may have several equilibria are played as reply, not refused */
    ofr_row *several; /* whole, of each pair: such days so far */
} ofr_stances;

/* ---- bargaining and deals --------------------------------------------------------------------------- */
typedef struct ofr_file {
    const char *id;
    size_t end[2];
    ofr_row reserve[2], weight[2], now[2]; /* now: reservation values today */
} ofr_file;
typedef struct ofr_agenda {
    const char *id;
    size_t *file;
    size_t n_files;
    size_t pair;
    size_t slot;
    uint32_t stream;
    ofr_row zone, stage, talk;        /* state z; whole 0..4; state q on its files */
    ofr_row closed_zone, closed_talk; /* state: days */
    ofr_row share[2];                 /* state: value of the terms to each end, own deaths */
    double escrow;                    /* 1: value for it is held, or to be held, by a third party */
    double held[2]; /* share of the clauses owed to each end that a third party holds */
} ofr_agenda;
typedef struct ofr_bargaining {
    ofr_file *file;
    size_t n_files;
    ofr_agenda *agenda;
    size_t n_agendas;
    ofr_row hazard, breadth, collapse, disagreement, per_heat, per_belief, per_tension, per_escrow,
        per_credit, doubt;
} ofr_bargaining;

/* From BROKEN on it gives nothing. */
enum { CLAUSE_NONE, CLAUSE_DUE, CLAUSE_IN_FORCE, CLAUSE_KEPT, CLAUSE_BROKEN, CLAUSE_FROZEN };
enum { DOES_RESTRAIN, DOES_WITHHOLD, DOES_RELEASE, DOES_UNFREEZE, DOES_WITHDRAW };
typedef struct ofr_fact {
    int32_t date;
    int state;
} ofr_fact;
typedef struct ofr_clause {
    const char *id;
    const ofr_node *node;
    size_t deal, slot, by, holder, after;
    int does;
    uint32_t stream;
    size_t dyad; /* of the one it is owed to, toward the giver */
    ofr_row amount, strength, due_days, verify, keep, lasts, pace;
    ofr_row state, due;            /* whole */
    ofr_row broken_on, act, root;  /* whole */
    ofr_row giver, held, released; /* states: value by where it is; their sum never changes */
    size_t *actor;
    size_t n_actors; /* whom it restrains */
    size_t *snapback;
    size_t n_snapback;
    const ofr_fact *fact;
    size_t n_facts;
} ofr_clause;
/* Is the clause owed to this actor? Owed to nobody in particular where it has no dyad. Pure. */
static inline bool clause_owed_to(const ofr_model *m, const ofr_clause *clause, size_t actor)
{
    return clause->dyad != OFR_NONE && m->dyad[clause->dyad].holder == actor;
}
typedef struct ofr_deal {
    const char *id;
    size_t agenda, stops;
    int32_t past;
    size_t first, n_clauses;
    ofr_row struck; /* whole: day, or OFR_NEVER */
} ofr_deal;
typedef struct ofr_deals {
    ofr_deal *deal;
    size_t n;
    ofr_clause *clause;
    size_t n_clauses;
    ofr_row hazard, per_heat, per_loss, per_shock;
    ofr_row *kept_news,
        *broken_news; /* states of each dyad: clauses seen kept, broken today by the rival */
    ofr_row *rein,
        *traded; /* states of each link: rein-in clause honoured today; client traded away today */
} ofr_deals;

/* ---- conduct ------------------------------------------------------------------------------------------ */
typedef struct ofr_term {
    size_t driver;
    ofr_row log_factor;
} ofr_term;
typedef struct ofr_drive {
    ofr_row stance, deterrence, heat, answer, quiet, coverage;
    ofr_term *term;
    size_t n_terms;
    size_t politics;         /* of the source, or OFR_NONE */
    size_t link;             /* of the source, or OFR_NONE */
    size_t capability_actor; /* whose capability it lives on, or OFR_NONE */
    size_t punish;           /* memory whose punished holds it back, or OFR_NONE */
    size_t *clause;
    size_t n_clauses;
    bool *clause_own;        /* restraints; own: by the giver itself */
    ofr_row partners, fatal; /* harm */
    ofr_row excited;         /* state: share of today's mean that answers */
    ofr_row restraint;       /* state: C of today, 0..1 */
} ofr_drive;
typedef struct ofr_spread {
    ofr_row left, sum;
} ofr_spread; /* whole; state */
enum { OFR_SPREADS = 8 };
typedef struct ofr_conduct {
    ofr_drive *drive;
    ofr_row saturation, punishment_saturation;
    ofr_spread spread[OFR_SPREADS];
} ofr_conduct;

/* ---- proxies, perception, memory ----------------------------------------------------------------------- */
typedef struct ofr_proxies {
    ofr_row pull, concession, rein, hit, recovery; /* pull: decay of the distance to the mean */
    ofr_row *capability;                           /* state of each actor: 0..1 */
    struct {
        size_t *flow;
        size_t n;
    } * struck; /* flows that hit each actor's capability */
} ofr_proxies;
typedef struct ofr_charge {
    size_t link, dyad;
    ofr_row share, base;
} ofr_charge; /* what dyad's holder charges to the patron */
typedef struct ofr_perception {
    ofr_row misread, base, belief, alarms, alarm_tension, control, doubt, denial, audience;
    ofr_charge *charge;
    size_t n_charges;
    uint32_t *flow_stream, *alarm_stream;
    ofr_row *alarmed; /* state of each dyad: alarms today */
    size_t *victim;   /* of each flow: dyad of the principal that reads it, or OFR_NONE */
} ofr_perception;
typedef struct ofr_memory_keys {
    ofr_row decay, kind_decay, crisis_decay, adapt, floor, per_death, per_wounded, homeland,
        punish_decay, unanswered, provocation_decay;
} ofr_memory_keys;

/* ---- harm ------------------------------------------------------------------------------------------------ */
typedef struct ofr_harm {
    struct {
        ofr_row lethality, wounding, slip, protection, tail, cap, mean;
    } * theatre;
    ofr_row slip_factor, warning;
    uint32_t *stream; /* of each flow */
} ofr_harm;

/* ---- red lines ------------------------------------------------------------------------------------------- */
typedef struct ofr_line {
    const char *id;
    size_t holder, slot;
    uint32_t stream;
    ofr_pattern when;
    ofr_row base, heat, stance, reassured, delay, within;
    size_t *option;
    size_t n_options;
    double least_option; /* flows it may answer with; lowest severity among them */
    size_t dyad;         /* holder toward the side of those watched, or OFR_NONE */
    ofr_row due, chosen, grave, from_act, from_root,
        from_misread; /* pending answer: whole, whole, state, whole ... */
    ofr_drop lesser,
        replaced; /* crossings no graver than the pending one; answers that a graver one replaced */
} ofr_line;
typedef struct ofr_red_lines {
    ofr_line *line;
    size_t n;
    ofr_row misread_answers;
} ofr_red_lines;

/* ---- outcomes ---------------------------------------------------------------------------------------------- */
enum { EVENT_PATTERN, EVENT_WAR, EVENT_EXCHANGE, EVENT_DEAL, EVENT_QUIET };
typedef struct ofr_outcome {
    const char *id, *says;
    int event;
    bool headline, prior_driven;
    ofr_pattern pattern;
    int32_t days;
    size_t deal;
    size_t pair; /* or OFR_NONE: any */
    ofr_row first, root, run; /* whole: day of first occurrence or OFR_NEVER; root theatre; quiet days
                                 since the start */
    ofr_row already;          /* whole: 1 if it held on the eve of the start */
} ofr_outcome;
typedef struct ofr_outcomes {
    ofr_outcome *outcome;
    size_t n;
} ofr_outcomes;

/* ---- series ------------------------------------------------------------------------------------------------ */
typedef struct ofr_series_rows {
    ofr_row window;           /* whole: [theatres][7] attacks by day */
    ofr_row *week;            /* whole, of each theatre: attacks in the last seven days */
    ofr_row severity, deaths; /* states: totals since the start */
    ofr_row worst, worst_day; /* whole: highest rung since the start (-1 none) and its first day */
} ofr_series_rows;

#define OWN(m, name, type) ((type *)(m)->own[AT_##name])

#endif
