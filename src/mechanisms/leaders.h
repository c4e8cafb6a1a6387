/* leaders.h -- a leader dies or is voted out: who follows may be of the other type, and that is not known.
 *
 * The type is drawn anew with the chance `implacable` of the day. Of what rivals had learnt of the old leader the share
 * `forgotten` does not hold for the next: l <- l0 + (1 - forgotten) (l - l0). Words of the quad: 0 whether it dies today, 1 the type.
 */
#ifndef OFR_LEADERS_H
#define OFR_LEADERS_H

#include "beliefs.h"
#include "mechanisms.h"
#include "politics.h"

/* Another leads principal p from today, in lane k. */
static inline void leader_follows(const ofr_model *m, ofr_block *b, int32_t day,
                                  const ofr_politics *p, size_t k)
{
    const double u = unit(words_of(m, b, day, p->leader_stream, 0, k).w[1]);
    const double kept = 1.0 - par(b, p->leader_forgotten)[k];

    whole(b, p->implacable_type)[k] = u < par(b, p->implacable)[k];
    whole(b, p->leader_since)[k] = day;
    for (size_t d = 0; d < m->n_dyads; d++) {
        if (m->dyad[d].rival != p->actor) continue;
        const double rest = par(b, m->own->beliefs->prior[d])[k];
        double *belief = &num(b, m->dyad[d].belief)[k];
        *belief = rest + kept * (*belief - rest);
    }
}

/* The leader dies, as an act. cause: act number of a shock, or OFR_NO_ACT. p must have a slot for it. */
static inline void leader_dies(const ofr_model *m, ofr_block *b, int32_t day, const ofr_politics *p,
                               size_t k, int32_t cause, int32_t root)
{
    act(m, b, p->leader_slot, k, cause, root);
    leader_follows(m, b, day, p, k);
}

#endif
