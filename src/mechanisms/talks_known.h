/* talks_known.h -- how far talks were before the start, as the scenario tells it (bargaining.c).
 *
 *     from the day of a fact to the next, or to the start, the agenda is at the stage that it names
 *     log density of a day of history on which it stays there = -hazard,    + log(1 - collapse) on a decision day without a zone
 *
 * hazard: that of gaining a stage. So a particle in which these talks would have moved weighs less, and what moves them (zone, talk, stances) is
 * learned as of any other record. The day of a move weighs nothing: with no zone seen on it, which is reckoned on decision days, it would be
 * impossible. An agreement is told by `struck` of a deal. A fact after the start is an assumption; in a run that starts earlier than its
 * scenario, facts in between are left out.
 */
#ifndef OFR_TALKS_KNOWN_H
#define OFR_TALKS_KNOWN_H

#include "bargaining.h"
#include "deals.h"
#include "mechanisms.h"

static inline void compile_talks_known(ofr_compiler *c, const ofr_node *node, ofr_agenda *a)
{
    const ofr_node *facts = node_get(node, "facts");
    ofr_talks_fact *fact = compile_alloc(c, facts->n_children, sizeof *fact);

    for (size_t j = 0; fact && j < facts->n_children; j++) {
        fact[j] = (ofr_talks_fact){(int32_t)node_get(facts->child[j], "date")->value,
                                   (int32_t)node_get(facts->child[j], "stage")->choice};
        if (j && fact[j].date <= fact[j - 1].date)
            faults_add(c->faults, facts->child[j], "facts go from the earliest on, one a day");
    }
    a->fact = fact;
    a->n_facts = facts->n_children;
}

/* On the eve of the first day. */
static inline void talks_before(const ofr_model *m, ofr_block *b, const ofr_agenda *a)
{
    int32_t *stage = whole(b, a->stage);

    for (size_t j = 0; j < a->n_facts && a->fact[j].date < m->epoch; j++) {
        for (size_t k = 0; k < LANES; k++) stage[k] = a->fact[j].stage; /* lanes */
    }
}

/* What is told of today, save of talks that are over. Is anything? */
static inline bool talks_told(const ofr_model *m, ofr_block *b, int32_t day, const ofr_agenda *a)
{
    const bool history = b->given && b->given->history;
    int32_t *stage = whole(b, a->stage);
    bool told = false;

    for (size_t j = 0; j < a->n_facts; j++) {
        if (a->fact[j].date != day || !told_on(m, day)) continue;
        told = true;
        for (size_t k = 0; k < LANES; k++) {
            if (stage[k] == 4 || stage[k] == a->fact[j].stage) continue;
            stage[k] = a->fact[j].stage;
            if (!history) act(m, b, a->slot, k, OFR_NO_ACT, -1);
        }
    }
    return told;
}

/* A day of history on which the talks stayed where they were told to be: hazard [lanes] of their moving on. */
static inline void talks_stayed(const ofr_model *m, ofr_block *b, int32_t day, size_t i,
                                const double *hazard, bool regular)
{
    const ofr_bargaining *own = m->own->bargaining;
    const ofr_agenda *a = &own->agenda[i];
    const int32_t *stage = whole(b, a->stage);
    const double *zone = num(b, a->zone), *collapse = par(b, own->collapse);
    double *density = density_of(m, b, DENSITY_TALKS, i);

    if (a->n_facts == 0 || a->fact[0].date >= day) return;
    for (size_t k = 0; k < LANES; k++) density[k] = stage[k] < 4 ? -hazard[k] : 0.0; /* lanes */
    for (size_t k = 0; regular && k < LANES; k++) {
        if (zone[k] > 0.0 || stage[k] == 0 || stage[k] == 4) continue;
        density[k] += collapse[k] < 1.0 ? m_log(1.0 - collapse[k]) : LOG_OF_ZERO;
    }
}

#endif
