/* deal_keeping.h -- whether who gives a lasting clause goes on keeping it today, breaks it or freezes it (deals.c).
 *
 *     kept by chance:    P(broken today) = 1 - exp(-b0 exp(b1 (h - hbar) + b2 max(0, -z)) x shock)
 *     kept by choice:    P(broken today) = 1 - (1 - p) exp(-tremble x shock)
 *                        logit p = logit(1 - exp(-b0)) + b1 (h - hbar) - choice (log R - log R0)
 *                        R = (S + a) / (T + a)
 *     S = max(0, value of the terms to the giver) / 365 x share of what it is owed that is neither broken nor frozen
 *     T = max(0, U(i + 1, j) - U(i, j)) / days of an epoch
 *     a giver that freezes:    P(frozen today) = 1 - exp(-f0 exp(b1 (h - hbar))),   and b1 is 0 above
 *                              P(released today) = 1 - exp(-t0 exp(-b1 (h - hbar)))
 *
 * S: what the standing deal pays the giver a day, as the ledger books it (ledger.c). T: what a step harder would pay it a day (utility.h).
 * a: its price of face, the cost of an audience that waits. All are own deaths a day, so that R has no unit: ten times the stakes leave
 * it where it was. R0: R on the first day that the clause is kept by choice, so that keeping begins at b0 and moves with what has changed since.
 * choice: how much a ratio weighs. Tremble: what happens whatever is weighed. A clause that its giver froze is neither kept nor broken: nobody
 * takes it for a breach, what waits for it waits on, and it is released into the state that it had, or runs out.
 * Tests: chances by hand from the uniforms; the ratio in its limits. Source: a noisy choice of what pays more, as stances.c; forms ours.
 */
#ifndef OFR_DEAL_KEEPING_H
#define OFR_DEAL_KEEPING_H

#include "bargaining.h"
#include "calendar.h"
#include "deals.h"
#include "mechanisms.h"
#include "memory.h"
#include "politics.h"
#include "utility.h"

/* Does it stay in force once it is carried out? */
static inline bool clause_lasts(const ofr_clause *clause)
{
    return clause->does == DOES_RESTRAIN || clause->does == DOES_WITHHOLD;
}

static inline double shock_factor(const ofr_model *m, const ofr_block *b, int32_t day, size_t k)
{
    const ofr_calendar *calendar = m->own->calendar;
    int32_t any = 0;

    for (size_t i = 0; i < calendar->n; i++) any |= whole(b, calendar->shock[i].until)[k] >= day;
    return any ? par(b, m->own->deals->per_shock)[k] : 1.0;
}

/* b1 (h - hbar) of a clause's giver; 0 for who has no politics. */
static inline double pressure_at_home(const ofr_model *m, const ofr_block *b,
                                      const ofr_clause *clause, size_t k)
{
    const size_t p = m->actor[clause->by].politics;

    if (p == OFR_NONE) return 0.0;
    const ofr_politics *home = &m->own->politics->of[p];
    return par(b, m->own->deals->per_heat)[k] *
           (num(b, home->heat)[k] - par(b, home->heat_base)[k]);
}

/* S: own deaths a day. A deal without an agenda pays nothing that the model knows. */
static inline double standing_value(const ofr_model *m, const ofr_block *b,
                                    const ofr_clause *clause, size_t k)
{
    const ofr_bargaining *bargaining = m->own->bargaining;
    const size_t agenda = m->own->deals->deal[clause->deal].agenda;

    if (agenda == OFR_NONE) return 0.0;
    const ofr_agenda *of = &bargaining->agenda[agenda];
    const size_t end = bargaining->file[of->file[0]].end[0] == clause->by ? 0 : 1;
    return m_max(num(b, of->share[end])[k], 0.0) / 365.0 *
           share_that_stands(m, b, agenda, clause->by, k);
}

/* T: own deaths a day. */
static inline double temptation(const ofr_model *m, const ofr_block *b, const ofr_clause *clause,
                                size_t k)
{
    const size_t d = m->dyad[clause->dyad].back;
    const double i = m_min(num(b, m->dyad[d].stance)[k], 1.0),
                 j = num(b, m->dyad[clause->dyad].stance)[k];
    const double gain = utility_of_stance(m, b, d, k, i + 1.0, j) -
                        utility_of_stance(m, b, d, k, i, j);

    return m_max(gain, 0.0) / (double)m->own->stances->epoch;
}

/* log R of today above that of the first day that it was weighed. */
static inline double worth_keeping(const ofr_model *m, ofr_block *b, const ofr_clause *clause,
                                   size_t k)
{
    const double face = m_max(par(b, politics_of(m, clause->by)->audience)[k], 1e-9);
    const double now = m_log((standing_value(m, b, clause, k) + face) /
                             (temptation(m, b, clause, k) + face));

    if (!whole(b, clause->weighed)[k]) num(b, clause->worth)[k] = now;
    whole(b, clause->weighed)[k] = 1;
    return now - num(b, clause->worth)[k];
}

static inline double breach_by_choice(const ofr_model *m, ofr_block *b, int32_t day,
                                      const ofr_clause *clause, double heat, size_t k)
{
    const ofr_deals *own = m->own->deals;
    const double at_rest = m_log(m_max(m_exp(par(b, own->hazard)[k]) - 1.0, 1e-300));
    const double p = m_logistic(at_rest + heat -
                                par(b, own->choice)[k] * worth_keeping(m, b, clause, k));

    return 1.0 - (1.0 - p) * m_exp(-par(b, own->tremble)[k] * shock_factor(m, b, day, k));
}

static inline double breach_by_chance(const ofr_model *m, const ofr_block *b, int32_t day,
                                      const ofr_clause *clause, double heat, size_t k)
{
    const ofr_deals *own = m->own->deals;
    const size_t agenda = own->deal[clause->deal].agenda;
    double x = heat;

    if (agenda != OFR_NONE)
        x += par(b, own->per_loss)[k] *
             m_max(-num(b, m->own->bargaining->agenda[agenda].zone)[k], 0.0);
    return 1.0 -
           m_exp(-(par(b, own->hazard)[k] * m_exp(m_min(x, 20.0)) * shock_factor(m, b, day, k)));
}

/* Chance that a clause in force is broken today. */
static inline double breach_today(const ofr_model *m, ofr_block *b, int32_t day,
                                  const ofr_clause *clause, size_t k)
{
    const double heat = par(b, clause->freezes)[k] > 0.0 ? 0.0 : pressure_at_home(m, b, clause, k);

    return clause->by_choice ? breach_by_choice(m, b, day, clause, heat, k)
                             : breach_by_chance(m, b, day, clause, heat, k);
}

/* Chance that its giver freezes a clause today. */
static inline double freeze_today(const ofr_model *m, const ofr_block *b, const ofr_clause *clause,
                                  size_t k)
{
    const double x = pressure_at_home(m, b, clause, k);

    return 1.0 - m_exp(-par(b, clause->freezes)[k] * m_exp(m_min(x, 20.0)));
}

/* Chance that who froze a clause releases it today. */
static inline double thaw_today(const ofr_model *m, const ofr_block *b, const ofr_clause *clause,
                                size_t k)
{
    const double x = pressure_at_home(m, b, clause, k);

    return 1.0 - m_exp(-par(b, clause->thaws)[k] * m_exp(m_min(-x, 20.0)));
}

/* A way of keeping that this clause cannot be kept by. */
static inline void check_keeping(ofr_compiler *c, const ofr_node *node, const ofr_clause *clause)
{
    const ofr_node *kept = node_get(node, "kept"), *freezes = node_get(node, "freezes"),
                   *thaws = node_get(node, "thaws");
    const ofr_model *m = c->model;
    const bool held = clause->does == DOES_UNFREEZE && clause->holder != OFR_NONE;

    if (clause->by_choice && !clause_lasts(clause))
        faults_add(c->faults, kept,
                   "it is done once, and then there is nothing to keep; leave this out, or write "
                   "does: restrain or withhold");
    else if (clause->by_choice && clause->dyad == OFR_NONE)
        faults_add(c->faults, kept,
                   "%s and who it owes this are no hostile pair, so that nothing tempts it; write "
                   "kept: by-chance",
                   m->actor[clause->by].id);
    if (freezes->value > 0.0 && !clause_lasts(clause) && !held)
        faults_add(c->faults, freezes,
                   "nothing of it is left to freeze once it is done; leave this out, or name who "
                   "holds what is released: holder");
    if (thaws->place.line > 0 && !freezes->stated)
        faults_add(c->faults, thaws,
                   "its giver never freezes it; say how often: freezes, or leave this out");
}

#endif
