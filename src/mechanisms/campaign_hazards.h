/* campaign_hazards.h -- how likely a campaign halts or resumes today, by what moves it (campaigns.c has the equations). */
#ifndef OFR_CAMPAIGN_HAZARDS_H
#define OFR_CAMPAIGN_HAZARDS_H

#include "campaigns.h"
#include "choice.h"
#include "conduct.h"
#include "drivers.h"
#include "harm.h"
#include "mechanisms.h"
#include "memory.h"
#include "politics.h"
#include "red_lines.h"
#include "utility.h"
#include "war.h"

enum { BEGUN_NOT, BEGUN_LEVEL, BEGUN_MODES }; /* what of a campaign has been drawn */

/* Hazards of today by lane, per day. */
typedef struct campaign_hazards {
    double halt[LANES];   /* a halt */
    double end[2][LANES]; /* the end of a short one, of a long one */
} campaign_hazards;

static const double campaign_clip = 1.6094379124341003; /* log 5 */
static const double stake_kept =
    0.9981027649; /* 2^(-1/365): what one has at stake is got used to in a year */

/* Readiness of the rival to answer the dead of a flow openly, in one lane: of its readiest line. */
static inline double readiness(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const ofr_red_lines *own = m->own->red_lines;
    double most = 0.0;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_line *line = &own->line[i];
        for (size_t j = 0; line->when.deaths > 0 && j < line->when.n_flows; j++) {
            if (line->when.flow[j] == f) most = m_max(most, open_readiness_now(m, b, line, k));
        }
    }
    return most;
}

static inline double stake_today(const ofr_model *m, const ofr_block *b, const ofr_campaign *p,
                                 size_t k)
{
    const ofr_dyad *dyad = &m->dyad[p->dyad];
    const ofr_politics *patron = politics_of(m, dyad->holder);
    const double stances = num(b, dyad->stance)[k] + num(b, m->dyad[dyad->back].stance)[k];
    const double war = war_by_exchange(m, b, dyad->pair, k, stances);
    double answered = 0.0;

    for (size_t j = 0; j < p->n_flows; j++)
        answered += num(b, m->flow[p->flow[j]].mean)[k] * kills_own(m, b, p->flow[j], k) *
                    readiness(m, b, p->flow[j], k);
    return m_log1p(answered * war * war_cost(b, patron, k) /
                   m_max(par(b, patron->audience)[k], 1e-9));
}

/* What the patron has at stake above what it is used to, which follows; first: there is nothing that it is used to yet. */
static inline double stake_above_rest(const ofr_model *m, const ofr_block *b, const ofr_campaign *p,
                                      size_t k, bool first, double *rest)
{
    const double now = stake_today(m, b, p, k);

    *rest = first ? now : now + (*rest - now) * stake_kept;
    return now - *rest;
}

/* What the patron has at stake moves halts where it is said to; nothing is reckoned where it is not. */
static inline void add_stakes(const ofr_model *m, ofr_block *b, const ofr_campaign *p, double *x)
{
    const double *stake = par(b, p->stake);
    const int32_t *begun = whole(b, p->begun);
    double *rest = num(b, p->stake_rest);

    if (p->dyad == OFR_NONE) return;
    for (size_t k = 0; k < LANES; k++) {
        if (stake[k] == 0.0) continue;
        x[k] += stake[k] * stake_above_rest(m, b, p, k, begun[k] == BEGUN_NOT, &rest[k]);
    }
}

static inline void hazards_of_halts(const ofr_model *m, ofr_block *b, const ofr_campaign *p,
                                    double *ret)
{
    const double *halts = par(b, p->halts);
    double x[LANES];

    for (size_t k = 0; k < LANES; k++) x[k] = 0.0; /* lanes */
    if (p->memory != OFR_NONE) {
        const double *felt = num(b, m->memory[p->memory].hostile),
                     *r = num(b, m->memory[p->memory].punished),
                     *floor = par(b, m->own->memory->floor),
                     *most = par(b, m->own->conduct->punishment_saturation),
                     *quiet = par(b, p->quiet), *cost = par(b, p->cost);
        for (size_t k = 0; k < LANES; k++)
            x[k] = quiet[k] * (floor[k] / (floor[k] + felt[k]) - 0.5); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            x[k] += cost[k] * 0.1 * r[k] / (1.0 + r[k] / most[k]); /* lanes */
    }
    add_stakes(m, b, p, x);
    for (size_t k = 0; k < LANES; k++)
        ret[k] = halts[k] * m_exp(m_clamp(x[k], -campaign_clip, campaign_clip)); /* lanes */
}

static inline void hazards_of_ends(const ofr_model *m, const ofr_block *b, const ofr_campaign *p,
                                   double ret[2][LANES])
{
    const double *hit = num(b, p->hit), *struck = par(b, p->struck),
                 *short_ends = par(b, p->short_ends), *long_ends = par(b, p->long_ends);
    double z[LANES];

    for (size_t k = 0; k < LANES; k++) z[k] = struck[k] * hit[k]; /* lanes */
    add_driven(m, b, p->term, p->n_terms, z);
    for (size_t k = 0; k < LANES; k++)
        z[k] = m_exp(m_clamp(z[k], -campaign_clip, campaign_clip));      /* lanes */
    for (size_t k = 0; k < LANES; k++) ret[0][k] = short_ends[k] * z[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) ret[1][k] = long_ends[k] * z[k];  /* lanes */
}

#endif
