/* drops.h -- counting what gives way to something under way, and whether it could have changed an outcome.
 *
 * A line has one answer pending, a channel one message under way in each direction. What comes meanwhile is dropped.
 * It could have changed an outcome where one had not come yet in that future, and
 *     an answer      one of the line's options is among the acts that the outcome speaks of: of its pattern, or a
 *                    direct act for an exchange or a war (red_lines.c)
 *     a message      the one under way says the other thing; one that says the same says nothing new
 * This looks one step ahead: what an act would have led to later is not followed. Only futures are counted.
 */
#ifndef OFR_DROPS_H
#define OFR_DROPS_H

#include "mechanisms.h"
#include "outcomes.h"

/* Counts one drop in lane k; open: it could have changed an outcome. */
static inline void drop(const ofr_block *b, const ofr_drop *what, size_t k, bool open)
{
    whole(b, what->n)[k]++;
    if (open) whole(b, what->open)[k]++;
}

/* Is there an outcome that has not come yet in lane k? Pure. */
static inline bool outcomes_open(const ofr_model *m, const ofr_block *b, size_t k)
{
    const ofr_outcomes *own = m->own->outcomes;
    bool open = false;

    for (size_t i = 0; i < own->n; i++) open |= whole(b, own->outcome[i].first)[k] == OFR_NEVER;
    return open;
}

#endif
