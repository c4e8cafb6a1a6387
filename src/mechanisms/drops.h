/* drops.h -- counting what gives way to something under way, and whether it could have changed an outcome.
 *
 * A line has one answer pending, a channel one message under way in each direction. What comes meanwhile is dropped.
 * It could have changed an outcome where one had not come yet in that future, and
 *     an answer      one of the line's options is among the acts that the outcome speaks of: of its pattern, or a
 *                    direct act for an exchange or a war
 *     a message      the one under way says the other thing; one that says the same says nothing new
 * This looks one step ahead: what an act would have led to later is not followed. Only futures are counted.
 */
#ifndef OFR_DROPS_H
#define OFR_DROPS_H

#include "mechanisms.h"

static inline void drop(const ofr_block *b, const ofr_drop *what, size_t k, bool open)
{
    whole(b, what->n)[k]++;
    if (open) whole(b, what->open)[k]++;
}

static inline bool outcomes_open(const ofr_model *m, const ofr_block *b, size_t k)
{
    const ofr_outcomes *own = OWN(m, outcomes, ofr_outcomes);
    bool open = false;

    for (size_t i = 0; i < own->n; i++) open |= whole(b, own->outcome[i].first)[k] == OFR_NEVER;
    return open;
}

/* Is an act of this flow among those that the outcome speaks of? */
static inline bool outcome_speaks_of(const ofr_model *m, const ofr_outcome *o, size_t flow)
{
    if (o->event == EVENT_WAR || o->event == EVENT_EXCHANGE) return m->flow[flow].rung >= m->direct;
    for (size_t i = 0; i < o->pattern.n_flows; i++) {
        if (o->pattern.flow[i] == flow) return true;
    }
    return false;
}

static inline bool answers_open(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                                size_t k)
{
    const ofr_outcomes *own = OWN(m, outcomes, ofr_outcomes);

    for (size_t i = 0; i < own->n; i++) {
        if (whole(b, own->outcome[i].first)[k] != OFR_NEVER) continue;
        for (size_t j = 0; j < line->n_options; j++) {
            if (outcome_speaks_of(m, &own->outcome[i], line->option[j])) return true;
        }
    }
    return false;
}

#endif
