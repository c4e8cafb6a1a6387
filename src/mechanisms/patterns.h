/* patterns.h -- does what happened today meet an event pattern (compiler.h) as it is perceived?
 *
 * Acts count as the victim reads them: on their own rung, or on the one above where they slipped or were misread.
 * Red lines and outcomes ask. A pattern of turns counts campaigns, or parts of them, that halt or resume today.
 */
#ifndef OFR_PATTERNS_H
#define OFR_PATTERNS_H

#include "mechanisms.h"
#include "red_lines.h"

/* What a pattern sees in one lane today. */
typedef struct pattern_seen {
    double acts;         /* that count */
    double gravity;      /* of all watched acts, in severities of harassment */
    int32_t cause, root; /* act number of the gravest, or OFR_NO_ACT; its root theatre, or -1 */
    bool misread;        /* it takes a misreading or a slip to meet the pattern */
} pattern_seen;

/* Perceived acts of a flow on its own rung, and on the rung above it (slips and misreadings). */
static inline double read_above(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const double up = num(b, m->slipped + f)[k] + num(b, m->read_up + f)[k];

    return m_min(up, num(b, m->count + f)[k]);
}

/* How much graver acts of a flow are than others as severe and as deadly, by place and rank. Pure. */
static inline double graver(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const ofr_red_lines *own = m->own->red_lines;
    const double place = m->flow[f].at == AT_HOMELAND ? par(b, own->homeland)[k] : 1.0;

    return place * par(b, own->rank[f])[k];
}

/* Does today's perception of one flow meet a pattern in one lane? Writes the acts that count, and whether
 * it takes a misreading or a slip to meet it. */
static inline double pattern_acts(const ofr_model *m, const ofr_block *b, const ofr_pattern *p,
                                  size_t f, size_t k, bool *ret_misread)
{
    const ofr_flow *flow = &m->flow[f];
    const double count = count_of(m, b, f)[k], up = read_above(m, b, f, k);
    const bool qualifies = pattern_asks(p, flow->rung, flow->severity);
    const double on_rung = qualifies ? count - up : 0.0;
    const double above = pattern_asks(p, flow->rung_up, flow->severity_up) ? up : 0.0;

    if (count <= 0) return 0.0;
    if (p->deaths > 0 && num(b, m->deaths_own + f)[k] < p->deaths) return 0.0;
    if (p->wounded > 0 && num(b, m->wounded + f)[k] + num(b, m->deaths_own + f)[k] < p->wounded)
        return 0.0;
    /* Misread or unintended: it counts only because it went, or was read, above its rung; or a slip killed. */
    *ret_misread |= (above > 0 && !qualifies) || (p->deaths > 0 && num(b, m->slipped + f)[k] > 0);
    return on_rung + above;
}

/* Today's acts that a pattern counts, in one lane, with the largest of them as cause. */
static inline pattern_seen pattern_today(const ofr_model *m, const ofr_block *b, int32_t day,
                                         const ofr_pattern *p, size_t k)
{
    pattern_seen seen = {0, 0, OFR_NO_ACT, -1, false};
    double most = 0.0;

    for (size_t i = 0; i < p->n_flows; i++) {
        const size_t f = p->flow[i];
        const ofr_flow *flow = &m->flow[f];
        const double acts = pattern_acts(m, b, p, f, k, &seen.misread), up = read_above(m, b, f, k);

        if (acts <= 0) continue;
        /* A death weighs in a crossing as it does in a crisis, in severities of harassment. */
        const double gravity = (flow->severity * (count_of(m, b, f)[k] - up) +
                                flow->severity_up * up +
                                4.0 * m_log2(1.0 + num(b, m->deaths_own + f)[k])) *
                               graver(m, b, f, k);
        seen.acts += acts;
        seen.gravity += gravity;
        if (gravity > most) {
            most = gravity;
            seen.cause = act_number(m, day, f);
            seen.root = root_of(m, b, f)[k];
        }
    }
    for (size_t i = 0; i < p->n_turns; i++) {
        if (!(count_of(m, b, p->turn[i])[k] > 0.0)) continue;
        seen.acts += 1.0;
        if (seen.cause == OFR_NO_ACT) seen.cause = act_number(m, day, p->turn[i]);
    }
    return seen;
}

/* Rolls the window of a pattern by one day and returns the total in it. */
static inline double pattern_roll(const ofr_block *b, const ofr_pattern *p, int32_t day, size_t k,
                                  double acts)
{
    if (p->within <= 1) return acts;
    const int32_t at = ((day % p->within) + p->within) % p->within;
    int32_t *cell = &whole(b, p->window + (size_t)at)[k], *total = &whole(b, p->total)[k];
    const int32_t now = (int32_t)m_min(acts, 10000.0);

    *total += now - *cell;
    *cell = now;
    return (double)*total;
}

/* After a crossing the count begins anew, or every later act of a busy week would cross again. */
static inline void pattern_count_anew(const ofr_block *b, const ofr_pattern *p, size_t k)
{
    for (int32_t i = 0; p->within > 1 && i < p->within; i++) whole(b, p->window + (size_t)i)[k] = 0;
    whole(b, p->total)[k] = 0;
}

/* Acts that a pattern watches: lanes that have any today. */
static inline int32_t pattern_lanes(const ofr_model *m, const ofr_block *b, const ofr_pattern *p,
                                    int32_t *ret)
{
    int32_t any = 0;

    for (size_t k = 0; k < LANES; k++) ret[k] = 0; /* lanes */
    for (size_t j = 0; j < p->n_flows; j++) {
        const double *count = count_of(m, b, p->flow[j]);
        for (size_t k = 0; k < LANES; k++) ret[k] |= count[k] > 0.0; /* lanes */
    }
    for (size_t j = 0; j < p->n_turns; j++) {
        const double *count = count_of(m, b, p->turn[j]);
        for (size_t k = 0; k < LANES; k++) ret[k] |= count[k] > 0.0; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) any |= ret[k]; /* lanes */
    return any;
}

#endif
