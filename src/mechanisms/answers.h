/* answers.h -- crossings that are pending: what red_lines.c and answers.c do with them, and how many answers a day of
 * history expects of a flow by all of them, by which the filter weighs recorded acts (conduct.c). Static, as all of a
 * kernel is.
 */
#ifndef OFR_ANSWERS_H
#define OFR_ANSWERS_H

#include "conduct.h"
#include "mechanisms.h"
#include "red_lines.h"

/* An answer falls due today with chance h; as an intensity it is -log(1 - h), so that no answer has chance 1 - h. Adds
 * what each pending crossing expects of flow f to mean [lanes], held back by restraint. No effect where f answers none. */
static inline void add_answers(const ofr_model *m, ofr_block *b, size_t f, double *mean)
{
    const ofr_red_lines *own = m->own->red_lines;
    const double *restraint = num(b, m->own->conduct->drive[f].restraint);

    if (own->expected[f] == OFR_NONE) return;
    double *expected = num(b, own->expected[f]);
    for (size_t k = 0; k < LANES; k++) expected[k] = 0.0; /* lanes */
    for (size_t i = 0; i < own->n_by_flow[f]; i++) {
        const ofr_answering *by = &own->by_flow[f][i];
        const double *h = num(b, own->line[by->line].hazard),
                     *share = num(b, own->line[by->line].share + by->option);
        double x[LANES]; /* a chance that rounds to 1 is not certain */
        for (size_t k = 0; k < LANES; k++) x[k] = -m_min(h[k], 1.0 - 1e-15); /* lanes */
        for (size_t k = 0; k < LANES; k++) x[k] = m_log1p(x[k]);             /* lanes */
        for (size_t k = 0; k < LANES; k++) expected[k] -= x[k] * share[k];   /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) expected[k] *= restraint[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) mean[k] += expected[k];      /* lanes */
}

/* Nothing is pending any more. */
static inline void settle(const ofr_block *b, const ofr_line *line, size_t k)
{
    whole(b, line->until)[k] = OFR_NEVER;
    whole(b, line->due)[k] = OFR_NEVER;
    num(b, line->willing)[k] = 0.0;
}

/* One of the options, by shares that sum to 1 or nearly so. */
static inline int32_t option_drawn(const double *share, size_t n, double u)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if (u < share[i]) return (int32_t)i;
        u -= share[i];
    }
    return (int32_t)n - 1;
}

/* Day on which an answer comes, from `first` on: after an exponential wait by its delay, and at most `left` days later. */
static inline int32_t answer_day(const ofr_block *b, const ofr_line *line, size_t k, int32_t first,
                                 double left, double u)
{
    return first + (int32_t)m_min(-m_log(u) * par(b, line->delay)[k], left);
}

/* Is the affair between the two closed, or war its answer? Then neither answers openly. Pure. */
static inline bool is_settled(const ofr_model *m, const ofr_block *b, int32_t day,
                              const ofr_line *line, size_t k)
{
    const ofr_pair *pair = &m->pair[m->dyad[line->dyad].pair];

    return whole(b, pair->at_war)[k] || day <= whole(b, pair->closed)[k];
}

#endif
