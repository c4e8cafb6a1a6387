/* strain.c -- see strain.h. */
#include "strain.h"

#include <math.h>
#include <stdio.h>

#include "../core/bug.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/recorded.h"

/* The particles as they were in the morning, and the day that they have just run. */
typedef struct day_run {
    const ofr_model *m;
    const ofr_given *given;
    const ofr_swarm *particles;
    const double *before;
    size_t n;
    int32_t day;
} day_run;

/* Rows of densities that explain a day together: some flows and one more. */
typedef struct group {
    const size_t *flow;
    size_t n_flows;
    size_t row;
    bool
        gains; /* the row counts only where it adds: a total beside it has the rest of what it says */
} group;

static double density_of_group(const day_run *d, const group *g, size_t seat)
{
    const double row = swarm_density(d->particles, seat, g->row);
    double sum = g->gains && row < 0.0 ? 0.0 : row;

    for (size_t i = 0; i < g->n_flows; i++) sum += swarm_density(d->particles, seat, g->flow[i]);
    return sum;
}

/* Of the particle that explains it best; -infinity: none does, which is more than a strain. */
static double best_of(const day_run *d, const group *g)
{
    double best = -INFINITY;

    for (size_t i = 0; i < d->n; i++) {
        if (d->before[i] > -INFINITY) best = fmax(best, density_of_group(d, g, i));
    }
    return best;
}

static double expected_by(const day_run *d, size_t row)
{
    return account_expected(d->m, d->given, d->particles, d->before, d->n, row);
}

/* Log density that a day of counts has in the mean: of a Poisson number, by Stirling, no less than 1 expected. */
static double usual(double expected)
{
    return -0.5 * log(2.0 * 3.14159265358979323846 * 2.718281828459045 * (1.0 + expected));
}

static bool is_counted(const day_run *d, size_t flow)
{
    return d->given && d->given->mode[flow] != GIVEN_NOTHING && d->given->mode[flow] != GIVEN_TOTAL;
}

static double usual_of(const day_run *d, const group *g)
{
    double sum = g->row < density_row(d->m, DENSITY_WAR, 0) ? usual(expected_by(d, g->row)) : 0.0;

    for (size_t i = 0; i < g->n_flows; i++) {
        if (is_counted(d, g->flow[i])) sum += usual(expected_by(d, g->flow[i]));
    }
    return sum;
}

/* The flow of a group that explains least, if any is counted; else what stands beside them. */
static size_t row_to_name(const day_run *d, const group *g)
{
    double least = INFINITY;
    size_t row = g->row;

    for (size_t i = 0; i < g->n_flows; i++) {
        const double best = best_of(d, &(group){.row = g->flow[i]});
        if (!is_counted(d, g->flow[i]) || !(best < least)) continue;
        least = best;
        row = g->flow[i];
    }
    return row;
}

static void judge(ofr_strain *s, const day_run *d, const group *g, double best)
{
    if (!(best < -STRAIN_BOUND) || !(best > -INFINITY)) return; /* most days end here */
    const double below = usual_of(d, g) - best;
    if (!(below > STRAIN_BOUND)) return;
    s->n++;
    if (!(below > s->below)) return;
    s->below = below;
    s->day = d->day;
    s->source = row_to_name(d, g);
    s->seen = account_seen(d->m, d->given, s->source);
    s->expected = expected_by(d, s->source);
}

/* ---- running totals ------------------------------------------------------------------------------ */

static strain_total *room_for(ofr_strain *s, const ofr_interval *total)
{
    strain_total *free_one = NULL;

    for (size_t i = 0; i < OFR_SPREADS; i++) {
        if (s->total[i].total == total) return &s->total[i];
        if (!s->total[i].total && !free_one) free_one = &s->total[i];
    }
    ofr_bug(!free_one); /* no more are in force at once */
    *free_one = (strain_total){.total = total};
    return free_one;
}

/* A total of one campaign weighs on each of its days, by what the modes make of it too, and is judged on its last. */
static void judge_total(ofr_strain *s, const day_run *d, size_t i)
{
    const ofr_interval *total = d->given->interval[i];
    const size_t row = density_row(d->m, DENSITY_INTERVAL, i);

    if (!in_one_campaign(d->m, total)) {
        const group alone = {.row = row};
        judge(s, d, &alone, best_of(d, &alone));
        return;
    }
    const size_t of = d->m->own->campaigns->of[total->flow[0]];
    const size_t beside = density_row(d->m, DENSITY_CAMPAIGN, of);
    strain_total *so_far = room_for(s, total);
    double best = -INFINITY;

    for (size_t k = 0; k < d->n; k++) {
        if (d->before[k] > -INFINITY)
            best = fmax(best, swarm_density(d->particles, k, row) +
                                  swarm_density(d->particles, k, beside));
    }
    so_far->sum += best;
    if (d->day < total->last) return;
    judge(s, d, &(group){.row = row}, so_far->sum);
    *so_far = (strain_total){0};
}

/* ---- the day ------------------------------------------------------------------------------------- */

static bool has_total(const day_run *d, size_t campaign)
{
    bool has = false;

    for (size_t i = 0; d->given && i < d->given->n_intervals; i++)
        has |= in_one_campaign(d->m, d->given->interval[i]) &&
               d->m->own->campaigns->of[d->given->interval[i]->flow[0]] == campaign;
    return has;
}

static void judge_campaigns(ofr_strain *s, const day_run *d)
{
    const ofr_campaigns *own = d->m->own->campaigns;

    for (size_t i = 0; i < own->n; i++) {
        const group g = {own->campaign[i].flow, own->campaign[i].n_flows,
                         density_row(d->m, DENSITY_CAMPAIGN, i), has_total(d, i)};
        judge(s, d, &g, best_of(d, &g));
    }
}

void strain_day(ofr_strain *s, const ofr_model *m, const ofr_past *past, const ofr_swarm *particles,
                const double *before, size_t n, int32_t day)
{
    const day_run d = {m, past_day(past, day), particles, before, n, day};

    for (size_t f = 0; f < m->n_flows; f++) {
        const group alone = {.row = f};
        if (m->own->campaigns->of[f] == OFR_NONE) judge(s, &d, &alone, best_of(&d, &alone));
    }
    for (size_t i = 0; d.given && i < d.given->n_intervals; i++) judge_total(s, &d, i);
    for (size_t i = 0; i < m->n_pairs; i++) {
        const group alone = {.row = density_row(m, DENSITY_WAR, i)};
        judge(s, &d, &alone, best_of(&d, &alone));
    }
    for (size_t i = 0; i < m->n_agendas; i++) {
        const group alone = {.row = density_row(m, DENSITY_TALKS, i)};
        judge(s, &d, &alone, best_of(&d, &alone));
    }
    judge_campaigns(s, &d);
}

void strain_text(const ofr_strain *s, const ofr_model *m, const ofr_past *past,
                 char ret_text[STRAIN_TEXT])
{
    const ofr_account worst = {
        .day = s->day, .source = s->source, .seen = s->seen, .expected = s->expected};
    char which[ACCOUNT_TEXT], more[80] = "";

    ret_text[0] = '\0';
    if (s->n == 0) return;
    account_text(m, past, &worst, which);
    if (s->n > 1) snprintf(more, sizeof more, ", and %zu more such", s->n - 1);
    snprintf(
        ret_text, STRAIN_TEXT,
        "is next to impossible at the point values on one day: %s (its log density lies %.0f "
        "below that of a usual day%s); correct that row, or give the flow's rate a wider prior "
        "or a dispersion",
        which, s->below, more);
}
