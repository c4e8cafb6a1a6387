/* own_estimates.h -- each bargains on what it takes the other's reserve for (bargaining.c).
 *
 *     rhat_e = r + x_e,    x_e ~ N(0, spread) on the first day, one number an end and agenda, of all its files
 *     x_e <- x_e exp(-learned q_B) each day,    x_e <- x_e (1 - refused) on a decision day on which an offer of e is refused
 *     z_B = min(v_p, v_q)
 *     v_e = zhat_e where e sees no zone, else what its offer is worth: sqrt(g a) where both gain by it, else min(g, a)
 *
 * zhat_e: the zone as e sees it, with rhat_e for what the other would accept; its offer: the terms that are best for both by that; g, a: what e
 * and the other would truly gain by them. So there is agreement only where the offer of each would do, and with no error v_e = z. Who takes the
 * other for easier to please than it is asks for too much: the other would lose (a < 0) and refuses, which teaches while talks are under
 * way. Who takes it for harder gives more than it must, or sees no zone, offers nothing and learns by talk alone. What is agreed are
 * the terms of the true reserves. q_B: talk on the agenda's files. With spread 0 both know: nothing is drawn and nothing moves.
 * Tests: the draws, the decay and an offer refused by hand. Source: private information as a cause of no agreement, Fearon 1995; forms ours.
 */
#ifndef OFR_OWN_ESTIMATES_H
#define OFR_OWN_ESTIMATES_H

#include "bargain_solve.h"
#include "bargaining.h"
#include "mechanisms.h"

/* What each takes the other for, once. Words 0 and 1 of quad 2. */
static inline void draw_estimates(const ofr_model *m, ofr_block *b, int32_t day,
                                  const ofr_agenda *agenda)
{
    const double *spread = par(b, m->own->bargaining->spread);
    int32_t *drawn = whole(b, agenda->estimated);

    for (size_t k = 0; k < LANES; k++) {
        if (drawn[k] || !(spread[k] > 0.0)) continue;
        const ofr_words w = words_of(m, b, day, agenda->stream, 2, k);
        for (size_t e = 0; e < 2; e++)
            num(b, agenda->error[e])[k] = spread[k] * normal_quantile(unit(w.w[e]));
        drawn[k] = 1;
    }
}

/* Talk of today tells. */
static inline void learn_by_talk(const ofr_model *m, ofr_block *b, const ofr_agenda *agenda)
{
    const double *learned = par(b, m->own->bargaining->learned), *talk = num(b, agenda->talk);
    double keep[LANES];

    for (size_t k = 0; k < LANES; k++) keep[k] = m_exp(-learned[k] * talk[k]); /* lanes */
    for (size_t e = 0; e < 2; e++) {
        double *error = num(b, agenda->error[e]);
        for (size_t k = 0; k < LANES; k++) error[k] *= keep[k]; /* lanes */
    }
}

/* What the offer of end e is worth, g being the true terms; talks: it is made, and may be refused. */
static inline double worth_of_offer(const ofr_model *m, ofr_block *b, const ofr_agenda *agenda,
                                    const bargain *g, size_t e, bool talks, size_t k)
{
    const ofr_bargaining *own = m->own->bargaining;
    double *error = &num(b, agenda->error[e])[k], gain[2], all = 0.0;
    bargain seen = *g;

    for (size_t f = 0; f < agenda->n_files; f++)
        all += par(b, own->file[agenda->file[f]].weight[1 - e])[k];
    seen.none[1 - e] -= *error * all;
    const double zone = solve_bargain(&seen, gain);
    if (!(zone > 0.0)) return zone;
    const double others = gain[1 - e] + *error * all;
    if (others >= 0.0) return sqrt_of(gain[e] * others);
    if (talks) *error *= 1.0 - par(b, own->refused)[k];
    return m_min(gain[e], others);
}

/* The zone of today as far as both see it. */
static inline double zone_seen_by_both(const ofr_model *m, ofr_block *b, const ofr_agenda *agenda,
                                       const bargain *g, bool talks, size_t k)
{
    const double first = worth_of_offer(m, b, agenda, g, 0, talks, k);

    return m_min(first, worth_of_offer(m, b, agenda, g, 1, talks, k));
}

#endif
