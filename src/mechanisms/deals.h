/* deals.h -- what others may read of deals.c: deals, clauses, and news of them. */
#ifndef OFR_DEALS_H
#define OFR_DEALS_H

#include "drivers.h"

/* From BROKEN on it gives nothing. */
enum { CLAUSE_NONE, CLAUSE_DUE, CLAUSE_IN_FORCE, CLAUSE_KEPT, CLAUSE_BROKEN, CLAUSE_FROZEN };
enum { DOES_RESTRAIN, DOES_WITHHOLD, DOES_RELEASE, DOES_UNFREEZE, DOES_WITHDRAW };
typedef struct ofr_fact {
    int32_t date;
    int state;
} ofr_fact;
/* A client that a clause asks to comply wholly (deal_clients.h). */
typedef struct ofr_obeyer {
    size_t link; /* to the giver; OFR_NONE: the giver itself, which needs nobody's obedience */
    ofr_row complies, next; /* whole: 1 while it complies; day on which it is asked again */
    size_t refusal_slot;
    uint32_t stream;
} ofr_obeyer;
typedef struct ofr_clause {
    const char *id;
    const ofr_node *node;
    size_t deal, slot, by, holder, after;
    int does;
    uint32_t stream;
    size_t dyad; /* of the one it is owed to, toward the giver */
    ofr_row amount, strength, due_days, verify, keep, lasts, pace;
    ofr_row freezes, thaws;       /* parameters */
    bool by_choice;               /* kept by choice, else by chance */
    ofr_row worth, weighed;       /* state: log R of the first day; whole: 1 once that is known */
    ofr_row frozen_from;          /* whole: what it was when its giver froze it, else CLAUSE_NONE */
    ofr_row state, due;           /* whole */
    ofr_row broken_on, act, root; /* whole */
    ofr_row giver, held, released; /* states: value by where it is; their sum never changes */
    size_t *actor;
    size_t n_actors; /* whom it restrains */
    size_t *theatre;
    size_t n_theatres;  /* where it restrains; none: everywhere */
    ofr_obeyer *obeyer; /* [n_actors], of a clause that restrains; else NULL */
    bool wholly;        /* they comply wholly or refuse, else in part */
    ofr_row asked_every, refused;
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
/* Does what it restrains stop in this theatre? Pure. */
static inline bool clause_holds_in(const ofr_clause *clause, size_t theatre)
{
    bool holds = clause->n_theatres == 0;

    for (size_t i = 0; i < clause->n_theatres; i++) holds |= clause->theatre[i] == theatre;
    return holds;
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
    ofr_row hazard, per_heat, per_loss, per_shock, choice, tremble;
    ofr_row *kept_news,
        *broken_news; /* states of each dyad: clauses seen kept, broken today by the rival */
    ofr_row *rein,
        *traded; /* states of each link: rein-in clause honoured today; client traded away today */
} ofr_deals;

/* Is a deal that is dated this day signed on it? Before the start it is a fact, and from a start earlier than the scenario's own to
 * that one hindsight. Pure. */
static inline bool signed_on(const ofr_model *m, int32_t day)
{
    return day >= m->start && day >= m->written_start;
}

/* Is what the scenario tells of this day known in this run? One that starts earlier than its scenario must not know what that
 * tells of later days. Pure. */
static inline bool told_on(const ofr_model *m, int32_t day)
{
    return day < m->start || day >= m->written_start;
}

/* A deal is struck: its clauses fall due in time. cause: act number of the agreement, or OFR_NO_ACT. */
static inline void strike_deal(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                               int32_t cause, int32_t root)
{
    const ofr_deals *own = m->own->deals;
    const ofr_deal *deal = &own->deal[i];

    whole(b, deal->struck)[k] = day;
    if (deal->stops != OFR_NONE) {
        const ofr_driver *driver = &m->own->drivers->driver[deal->stops];
        driver_stopped(m, b, day, driver, k, cause);
    }
    for (size_t j = deal->first; j < deal->first + deal->n_clauses; j++) {
        const ofr_clause *clause = &own->clause[j];
        whole(b, clause->state)[k] = CLAUSE_DUE;
        whole(b, clause->frozen_from)[k] = CLAUSE_NONE;
        whole(b, clause->due)[k] = day + (int32_t)par(b, clause->due_days)[k];
        whole(b, clause->act)[k] = cause;
        whole(b, clause->root)[k] = root;
        for (size_t a = 0; a < clause->n_actors; a++) {
            const size_t link = m->actor[clause->actor[a]].link;
            if (link != OFR_NONE && m->link[link].patron == clause->by)
                num(b, own->traded[link])[k] = 1.0;
        }
    }
}

/* An agenda was agreed today: its deals are struck. */
static inline void strike_deals(const ofr_model *m, ofr_block *b, int32_t day, size_t agenda,
                                size_t k, int32_t cause, int32_t root)
{
    for (size_t i = 0; i < m->own->deals->n; i++) {
        if (m->own->deals->deal[i].agenda == agenda) strike_deal(m, b, day, i, k, cause, root);
    }
}

/* Of the clauses that an agenda's deals owe to an actor, the share that is neither broken nor frozen, in one lane; 1 where nothing is owed. Pure. */
static inline double share_that_stands(const ofr_model *m, const ofr_block *b, size_t agenda,
                                       size_t actor, size_t k)
{
    const ofr_deals *deals = m->own->deals;
    double owed = 0.0, gone = 0.0;

    for (size_t i = 0; i < deals->n_clauses; i++) {
        const ofr_clause *clause = &deals->clause[i];
        if (deals->deal[clause->deal].agenda != agenda || !clause_owed_to(m, clause, actor))
            continue;
        owed += 1.0;
        gone += whole(b, clause->state)[k] >= CLAUSE_BROKEN ? 1.0 : 0.0;
    }
    return 1.0 - gone / m_max(owed, 1.0);
}

#endif
