/* uniqueness.c -- can the games of play: equilibrium have several equilibria?
 *
 *     W_p <= T (|g| + 2 v) + C max over stances of chance        how much the rival's step bears on p's choice
 *
 * over all states that a day may bring, at point values: in U (utility.h) only the zone, 0 .. 1 where both are
 * at hold or below, exposure v to a rival that leans harder, and the cost C of the chance of war couple own stance
 * and rival's; all else is a sum of a part of each. Steps within reach lie at most two apart, and so no difference
 * of differences of max(0, j - i) exceeds two. chance rises with the sum of stances or falls with it, so no difference of differences exceeds
 * its largest value: all tension, the talk that is worst, stances at an end. One equilibrium for certain on
 * every day where lambda^2 W_p W_q < 16 (equilibrium.h). A member with numbers drawn beyond that plays its days
 * as reply and counts them.
 */
#include <math.h>

#include "../core/lanes.h"
#include "../mechanisms/politics.h"
#include "../mechanisms/stances.h"
#include "../mechanisms/war.h"
#include "compile.h"

/* Largest size of a holder's value of press: that of the faction with the most, if there are any. */
static double most_press(const ofr_block *b, const ofr_politics *p)
{
    const double press = block_par(b, p->press_par, 0);
    double most = p->n_factions ? 0.0 : 1.0;

    for (size_t i = 0; i < p->n_factions; i++)
        most = m_max(most, block_par(b, p->faction[i].press, 0));
    return (press < 0 ? -press : press) * m_max(most, 1.0);
}

/* Largest chance of war that a side may see in an epoch. */
static double most_chance(const ofr_model *m, const ofr_block *b, const ofr_politics *p)
{
    const ofr_war *war = m->own->war;
    const double epoch = (double)m->own->stances->epoch, stances = block_par(b, war->stances, 0);
    const double push = m_max(block_par(b, war->tension, 0), 0.0) +
                        4.0 * (stances < 0 ? -stances : stances) +
                        m_max(-block_par(b, war->talk, 0), 0.0);
    const double stay = m_log(m_max(1.0 - m_logistic(block_par(b, war->offset, 0) + push), 1e-300));
    const double chosen = m_logistic(block_par(b, war->choice_offset, 0) + push),
                 stumbled = 1.0 - m_exp(block_par(b, war->window, 0) * stay);

    return m_max(1.0 - m_exp(epoch * stay),
                 block_par(b, p->fear, 0) * (chosen + (1.0 - chosen) * stumbled));
}

static double most_bearing(const ofr_model *m, const ofr_block *b, size_t d)
{
    const ofr_politics *p = &m->own->politics->of[m->actor[m->dyad[d].holder].politics];

    return (double)m->own->stances->epoch *
               (most_press(b, p) + 2.0 * block_par(b, p->exposure, 0)) +
           block_par(b, p->war_cost, 0) * most_chance(m, b, p);
}

ofr_status model_safe_lambda(const ofr_model *m, size_t pair, double *ret_lambda, ofr_error *err)
{
    ofr_block b = {0};
    const ofr_status status = block_at_point(m, &b, err);

    if (status != OFR_OK) return status;
    /* 4 / sqrt(W_p W_q); none at all where one of the two does not mind the other. */
    const double first = most_bearing(m, &b, m->pair[pair].dyad[0]),
                 second = most_bearing(m, &b, m->pair[pair].dyad[1]);
    *ret_lambda = first > 0 && second > 0 ? 4.0 * m_exp(-0.5 * (m_log(first) + m_log(second)))
                                          : INFINITY;
    block_done(&b);
    return OFR_OK;
}

ofr_status check_one_equilibrium(const ofr_model *m, ofr_error *err)
{
    const ofr_stances *stances = m->own->stances;
    const double lambda = m->spec->parameter[stances->lambda].value;

    if (stances->play != PLAY_EQUILIBRIUM || stances->may_fold) return OFR_OK;
    for (size_t i = 0; i < m->n_pairs; i++) {
        double safe;
        const ofr_status status = model_safe_lambda(m, i, &safe, err);

        if (status != OFR_OK) return status;
        if (lambda < safe) continue;
        return ofr_fail(
            err, OFR_STRUCTURE, "stances.play",
            "the game of %s may have several equilibria on some days, and none of them is the "
            "answer; below a stances.lambda of %.3g it has one for certain, got %g. Lower it, or "
            "say stances.several: reply to play such days as reply and count them",
            m->pair[i].id, safe, lambda);
    }
    return OFR_OK;
}
