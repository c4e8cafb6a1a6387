/* series.c -- what reports follow: attacks a week by theatre, and each member's totals.
 *
 * An attack is an act at harass or above. A week is the last seven days, today included; the window runs
 * through the start, so that the first days of a forecast show no dip. Totals (severity, deaths of the
 * principals' own people, highest rung) count from the start on. Deaths of war are added when it is on.
 */
#include "series.h"

#include "mechanisms.h"
#include "war.h"

static ofr_status series_compile(ofr_compiler *c)
{
    ofr_model *m = c->model;
    ofr_series_rows *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->series = own;
    own->window = compile_wholes(c, 7 * m->n_theatres);
    own->week = compile_alloc(c, m->n_theatres, sizeof *own->week);
    if (!own->week) return OFR_NO_MEMORY;
    for (size_t t = 0; t < m->n_theatres; t++)
        own->week[t] = compile_whole(c, compile_text(c, m->theatre[t].id, ".", "attacks-a-week"),
                                     "acts");
    own->severity = compile_num(c, "total-severity", "severity");
    own->deaths = compile_num(c, "total-deaths", "own deaths of principals");
    own->worst = compile_whole(c, "worst-rung", "rung");
    own->worst_day = compile_whole(c, "worst-day", "day");
    return OFR_OK;
}

static void series_start(const ofr_model *m, ofr_block *b)
{
    const ofr_series_rows *own = m->own->series;

    for (size_t k = 0; k < LANES; k++) whole(b, own->worst)[k] = -1;
}

static void count_week(const ofr_model *m, ofr_block *b, int32_t day, size_t t)
{
    const ofr_series_rows *own = m->own->series;
    int32_t *cell = whole(b, own->window + 7 * t + (size_t)(((day % 7) + 7) % 7)),
            *week = whole(b, own->week[t]);
    double today[LANES];

    for (size_t k = 0; k < LANES; k++) today[k] = 0.0; /* lanes */
    for (size_t f = 0; f < m->n_flows; f++) {
        if (!m->flow[f].hostile || m->flow[f].theatre != t) continue;
        const double *count = count_of(m, b, f);
        for (size_t k = 0; k < LANES; k++) today[k] += count[k]; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) week[k] -= cell[k];          /* lanes */
    for (size_t k = 0; k < LANES; k++) cell[k] = (int32_t)today[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) week[k] += cell[k];          /* lanes */
}

static void raise_worst(const ofr_model *m, ofr_block *b, int32_t day, const double *count,
                        size_t rung)
{
    const ofr_series_rows *own = m->own->series;
    int32_t *worst = whole(b, own->worst), *when = whole(b, own->worst_day), higher[LANES];
    const int32_t level = (int32_t)rung;

    (void)m;
    for (size_t k = 0; k < LANES; k++)
        higher[k] = (count[k] > 0.0) & (worst[k] < level); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        worst[k] = (level & -higher[k]) | (worst[k] & (higher[k] - 1)); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        when[k] = (day & -higher[k]) | (when[k] & (higher[k] - 1)); /* lanes */
}

static void add_totals(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_series_rows *own = m->own->series;
    const ofr_war *war = m->own->war;
    double *severity = num(b, own->severity), *deaths = num(b, own->deaths);

    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        if (!flow->hostile) continue;
        const double *count = count_of(m, b, f), *slipped = num(b, m->slipped + f),
                     *dead = num(b, m->deaths_own + f);
        const double own_people = m->actor[flow->target].kind == KIND_PRINCIPAL ? 1.0 : 0.0;
        const double rise = flow->severity_up - flow->severity;
        for (size_t k = 0; k < LANES; k++) severity[k] += flow->severity * count[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) severity[k] += rise * slipped[k];         /* lanes */
        for (size_t k = 0; k < LANES; k++) deaths[k] += own_people * dead[k];        /* lanes */
        raise_worst(m, b, day, count, flow->rung);
    }
    for (size_t i = 0; i < m->n_pairs; i++) {
        const int32_t *at_war = whole(b, m->pair[i].at_war);
        const double *per_day = par(b, war->deaths);
        for (size_t k = 0; k < LANES; k++)
            deaths[k] += (double)at_war[k] * 2.0 * per_day[k];                      /* lanes */
        for (size_t k = 0; k < LANES; k++) severity[k] += (double)at_war[k] * 10.0; /* lanes */
        raise_worst(m, b, day, count_of(m, b, m->pair[i].war_slot), m->n_rungs - 1);
    }
}

static void series_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    for (size_t t = 0; t < m->n_theatres; t++) count_week(m, b, day, t);
    if (!(b->given && b->given->history)) add_totals(m, b, day);
}

static const ofr_mechanism series_mechanism = {
    .name = "series",
    .compile = series_compile,
    .start = series_start,
};
