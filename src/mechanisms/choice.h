/* choice.h -- how a crossing is answered: openly or not, then with which option. Everything is a ratio of stakes, taken
 * against the line's reference crossing, so that no unit of loss or gain moves a choice.
 *
 *     logit P(open | answered) = rho + v(1) + beta [e - e0] - delta A         A: just asked to spare the other (channels.c)
 *     v(m)   = alpha m [log(1 + g) - log(1 + g0)] - kappa [log(1 + m x) - log(1 + m x0)]
 *     x      = C answered chance / gain           what an open answer may cost, over what it gains; x0: at the reference
 *     gain   = 30 a (1 + ramp) e(P + g; P0)       audience cost of a month without an answer; at the reference ramp and P are 0
 *     answered = min(1, r [1 + (implacable - 1) logistic(l)])          r: how ready the rival's own line is to answer openly
 *     P(o | open)   proportional to exp(v(size_o))
 *     P(o | closed) proportional to exp(match [min(1, v_o / g) - 1(o is strike or above) moves / gain])
 * To rho is added what a future is shifted by (war.h); where all options are open that goes to the chance of an answer.
 * Open options are those of rung direct or above. At the reference crossing g = g0 (the least that crosses), e = e0
 * (war.reference-tension), chance is war.chance, the rival is as likely thought implacable as not and the holder is an ordinary
 * state: C is the stated cost. So there P(open | answered) is
 * logistic(rho), which can be read off a class of past crossings. Another size among the open options moves no P(open).
 * With C and gain ten times as large x and x0 stay what they are.
 * Fearon 1995, Blainey 1973 for what is weighed; nested logit: McFadden 1978; forms ours. Static, as all of a kernel is.
 */
#ifndef OFR_CHOICE_H
#define OFR_CHOICE_H

#include "channels.h"
#include "red_lines.h"
#include "utility.h"

/* Chance that an answer of this line is an open one, at its reference crossing. */
static inline double open_at_reference(const ofr_block *b, const ofr_line *line, size_t k)
{
    if (line->n_open == 0) return 0.0;
    return line->n_open == line->n_options ? 1.0 : m_logistic(par(b, line->open)[k]);
}

/* How ready a line is to answer its reference crossing openly: 0..1. */
static inline double open_readiness(const ofr_block *b, const ofr_line *line, size_t k)
{
    return m_logistic(par(b, line->base)[k]) * open_at_reference(b, line, k);
}

/* What a threat that named the line adds to the log-odds of its answer today. */
static inline double named_now(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                               size_t k)
{
    return par(b, m->own->red_lines->named)[k] * num(b, line->named)[k];
}

/* The same as it stands today: a line that was named is answered the likelier. */
static inline double open_readiness_now(const ofr_model *m, const ofr_block *b,
                                        const ofr_line *line, size_t k)
{
    return m_logistic(par(b, line->base)[k] + named_now(m, b, line, k)) *
           open_at_reference(b, line, k);
}

/* Chance that an open answer is answered openly, as the holder sees it at belief l. named: what a threat of the rival adds. */
static inline double answered_in_turn(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                                      double l, size_t k, bool named)
{
    const ofr_red_lines *own = m->own->red_lines;
    const ofr_line *feared = line->feared == OFR_NONE ? NULL : &own->line[line->feared];
    const double ready = !feared ? 0.0
                         : named ? open_readiness_now(m, b, feared, k)
                                 : open_readiness(b, feared, k);

    return m_min(1.0, ready * (1.0 + (par(b, own->implacable)[k] - 1.0) * m_logistic(l)));
}

/* What is weighed in one lane. */
typedef struct choice_stakes {
    double graver; /* log(1 + g) - log(1 + g0) */
    double x, x0;  /* cost over gain, now and at the reference */
    double gain;   /* own deaths */
} choice_stakes;

static inline choice_stakes stakes_of(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                                      double gravity, size_t k)
{
    const ofr_politics *p = politics_of(m, line->holder);
    const ofr_dyad *dyad = &m->dyad[line->dyad];
    const ofr_war *war = m->own->war;
    const double month = 30.0 * par(b, p->audience)[k],
                 scale = par(b, m->own->stances->provocation_scale)[k];
    const double gain = month * (1.0 + num(b, p->ramp)[k]) *
                        saturate(num(b, dyad->provocation)[k] + gravity, scale),
                 gain0 = month * saturate(line->reference, scale);
    const double stances = num(b, dyad->stance)[k] + num(b, m->dyad[dyad->back].stance)[k];
    const double chance = war_by_exchange(m, b, dyad->pair, k, stances);
    return (choice_stakes){
        .graver = m_log1p(gravity) - m_log1p(line->reference),
        .x = war_cost(b, p, k) * answered_in_turn(m, b, line, num(b, dyad->belief)[k], k, true) *
             chance / m_max(gain, 1e-9),
        .x0 = par(b, p->war_cost)[k] * answered_in_turn(m, b, line, 0.0, k, false) *
              par(b, war->chance)[k] / m_max(gain0, 1e-9),
        .gain = gain,
    };
}

/* v(m) above. */
static inline double value_of_size(const ofr_model *m, const ofr_block *b, const choice_stakes *at,
                                   double size, size_t k)
{
    const ofr_red_lines *own = m->own->red_lines;

    return par(b, own->gravity)[k] * size * at->graver -
           par(b, own->cost)[k] * (m_log1p(size * at->x) - m_log1p(size * at->x0));
}

/* What a future is shifted by, log-odds of an open answer; 0 in history. */
static inline double open_shift(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                                size_t k)
{
    return num(b, m->own->war->shift[m->dyad[line->dyad].pair].open)[k];
}

static inline double open_now(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                              const choice_stakes *at, size_t k)
{
    const double e = pair_tension(m, b, m->dyad[line->dyad].pair, k);

    if (line->n_open == 0) return 0.0;
    if (line->n_open == line->n_options) return 1.0;
    return m_logistic(
        par(b, line->open)[k] + open_shift(m, b, line, k) + value_of_size(m, b, at, 1.0, k) +
        par(b, m->own->red_lines->tension)[k] * (e - par(b, m->own->war->reference_tension)[k]) -
        par(b, m->own->red_lines->plea)[k] * num(b, m->own->channels->pleaded[line->dyad])[k]);
}

/* Chance of each option [n_options], given that a crossing of this gravity is answered: they sum to 1. */
static void choice_shares(const ofr_model *m, const ofr_block *b, const ofr_line *line,
                          double gravity, size_t k, double *ret_share)
{
    const ofr_red_lines *own = m->own->red_lines;
    const ofr_politics *p = politics_of(m, line->holder);
    const choice_stakes at = stakes_of(m, b, line, gravity, k);
    const double open = open_now(m, b, line, &at, k);
    double best[2] = {-1e300, -1e300}, total[2] = {0.0, 0.0};

    for (size_t i = 0; i < line->n_options; i++) {
        const ofr_flow *f = &m->flow[line->option[i]];
        const size_t kind = f->rung >= m->direct;
        const double moves = f->rung >= m->strike ? par(b, p->moves)[k] / m_max(at.gain, 1e-9)
                                                  : 0.0;
        ret_share[i] = kind ? value_of_size(m, b, &at, par(b, line->size[i])[k], k)
                            : par(b, own->match)[k] *
                                  (m_min(1.0, f->severity / m_max(gravity, 1e-9)) - moves);
        best[kind] = m_max(best[kind], ret_share[i]);
    }
    for (size_t i = 0; i < line->n_options; i++) {
        const size_t kind = m->flow[line->option[i]].rung >= m->direct;
        ret_share[i] = m_exp(ret_share[i] - best[kind]);
        total[kind] += ret_share[i];
    }
    for (size_t i = 0; i < line->n_options; i++) {
        const size_t kind = m->flow[line->option[i]].rung >= m->direct;
        ret_share[i] *= (kind ? open : 1.0 - open) / total[kind];
    }
}

/* What is planned keeps the chance that it is open, and what had been asked by then: a plea that comes later may yet change it. */
static void note_openness(const ofr_model *m, ofr_block *b, const ofr_line *line,
                          const double *share, size_t k)
{
    double open = 0.0;

    for (size_t i = 0; i < line->n_options; i++)
        open += m->flow[line->option[i]].rung >= m->direct ? share[i] : 0.0;
    num(b, line->opened)[k] = open;
    num(b, line->pleaded)[k] = num(b, m->own->channels->pleaded[line->dyad])[k];
}

#endif
