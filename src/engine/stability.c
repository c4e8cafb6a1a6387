/* stability.c -- do answers to answers die out?
 *
 *     K_fg = rho_f exp(sum kappa D + gamma S) w charge v_g / (1 - d)      for flows that answer a memory
 *     K_og = logistic(pi0) chance that one act of g crosses / options     for options o of a red line
 *
 * K_fg is the expected number of acts of f that one act of g leads to, at point values and prior beliefs.
 * The process dies out if the spectral radius of K is below 1 (Hawkes 1971). Drivers count as on where
 * they are on at the start. Red lines enter with the chance that a single act crosses: its chance of
 * killing or wounding where the line asks for that, 1 / n where it asks for n acts, and its chance of a slip or
 * a misreading (without talk) where the line asks for a rung above its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/lanes.h"
#include "../mechanisms/conduct.h"
#include "../mechanisms/drivers.h"
#include "../mechanisms/harm.h"
#include "../mechanisms/memory.h"
#include "../mechanisms/perception.h"
#include "../mechanisms/red_lines.h"
#include "compile.h"

/* The model and one lane at point values, in which what derives from them is the day's own. */
typedef struct at_point {
    const ofr_model *m;
    ofr_block b;
} at_point;

static double point(const at_point *at, ofr_row row)
{
    return row == OFR_NONE ? 0.0 : block_par(&at->b, row, 0);
}

/* Share of an act of g that a memory keeps, at prior beliefs. */
static double share_at_prior(const at_point *at, const ofr_memory *memory, size_t g)
{
    const ofr_model *m = at->m;

    for (size_t i = 0; i < memory->n_shares; i++) {
        const ofr_share *share = &memory->share[i];
        double w;

        if (share->flow != g) continue;
        w = share->weight == OFR_NONE ? 1.0 : point(at, share->weight);
        if (share->charge == OFR_NONE) return w;
        const ofr_perception *perception = m->own->perception;
        for (size_t j = 0; j < perception->n_charges; j++) {
            if (perception->charge[j].share != share->charge) continue;
            const double a = point(at, m->link[perception->charge[j].link].attribution);
            return w * (share->rest ? 1.0 - a : a);
        }
    }
    return 0.0;
}

static double push_at(const at_point *at, size_t f, double stance)
{
    const ofr_model *m = at->m;
    const ofr_drive *drive = &m->own->conduct->drive[f];
    const ofr_drivers *drivers = m->own->drivers;
    double x = 0.0;

    for (size_t j = 0; j < drive->n_terms; j++) {
        const ofr_driver *d = &drivers->driver[drive->term[j].driver];
        bool on = d->active;
        for (size_t i = 0; i < d->n_periods; i++)
            on |= m->start >= d->period[i].from && m->start <= d->period[i].to;
        if (on) x += point(at, drive->term[j].log_factor);
    }
    const double control = drive->link == OFR_NONE ? 1.0
                                                   : point(at, m->link[drive->link].control_mean);
    const double own = drive->link == OFR_NONE ? 0.0 : point(at, m->link[drive->link].drive);
    return m_exp(m_clamp(x + point(at, drive->stance) * (control * stance + own), -20.0, 5.0));
}

/* Chance that an act goes, or is read, a rung higher; 1 where the line takes its own rung. */
static double rung_chance(const at_point *at, const ofr_pattern *p, const ofr_flow *flow)
{
    const ofr_model *m = at->m;

    if (pattern_asks(p, flow->rung, flow->severity)) return 1.0;
    return m_min(1.0, point(at, m->own->harm->theatre[flow->theatre].slip) +
                          0.5 * point(at, m->own->perception->misread));
}

static double crossing_chance(const at_point *at, const ofr_line *line, size_t g)
{
    const ofr_model *m = at->m;

    for (size_t i = 0; i < line->when.n_flows; i++) {
        if (line->when.flow[i] != g) continue;
        double p = rung_chance(at, &line->when, &m->flow[g]) / m_max(line->when.count, 1.0);
        if (line->when.deaths > 0)
            p *= point(at, m->flow[g].lethality);
        else if (line->when.wounded > 0)
            p *= point(at, m->flow[g].wounding) + point(at, m->flow[g].lethality);
        return p * m_logistic(point(at, line->base));
    }
    return 0.0;
}

/* K at point values; k [flows][flows], zeroed. */
static void fill(const at_point *at, double stance, double *k)
{
    const ofr_model *m = at->m;
    const ofr_red_lines *lines = m->own->red_lines;
    const size_t n = m->n_flows;
    const double stay = 1.0 / (1.0 - point(at, m->own->memory->decay));

    for (size_t f = 0; f < n; f++) {
        const ofr_flow *flow = &m->flow[f];
        if (flow->answers == OFR_NONE || flow->kindness > 0) continue;
        const double rho = point(at, m->own->conduct->drive[f].answer) * push_at(at, f, stance);
        for (size_t g = 0; g < n; g++) {
            k[f * n + g] += rho * share_at_prior(at, &m->memory[flow->answers], g) *
                            m->flow[g].severity * stay;
        }
    }
    for (size_t i = 0; i < lines->n; i++) {
        for (size_t g = 0; g < n; g++) {
            const double p = crossing_chance(at, &lines->line[i], g);
            for (size_t j = 0; p > 0 && j < lines->line[i].n_options; j++) {
                k[lines->line[i].option[j] * n + g] += p / (double)lines->line[i].n_options;
            }
        }
    }
}

/* The dominant loop: from the flow with the most weight, back along the strongest link. */
static void name_loop(const ofr_model *m, const double *k, const double *v, char *ret, size_t room)
{
    const size_t n = m->n_flows;
    size_t at = 0, path[16], steps = 0;
    size_t used = 0;

    for (size_t f = 1; f < n; f++) at = v[f] > v[at] ? f : at;
    ret[0] = '\0';
    for (; steps < 16; steps++) {
        size_t next = 0;
        for (size_t i = 0; i < steps; i++) {
            if (path[i] != at) continue;
            for (size_t j = steps; j > i; j--)
                used += (size_t)snprintf(ret + used, room - used, "%s -> ",
                                         m->flow[path[j - 1]].id),
                    used = used < room ? used : room - 1;
            snprintf(ret + used, room - used, "%s", m->flow[path[steps - 1]].id);
            return;
        }
        path[steps] = at;
        for (size_t g = 1; g < n; g++)
            next = k[at * n + g] * v[g] > k[at * n + next] * v[next] ? g : next;
        at = next;
    }
    snprintf(ret, room, "%s", m->flow[path[0]].id);
}

double model_radius(const ofr_model *model, double stance, char *ret_loop, size_t room)
{
    const size_t n = model->n_flows;
    at_point at = {.m = model};
    double *k = calloc(n * n + 2 * n + 1, sizeof *k), *v = k ? k + n * n : NULL,
           *w = v ? v + n : NULL;
    double radius = 0.0;

    if (ret_loop && room) ret_loop[0] = '\0';
    if (!k || block_at_point(model, &at.b, NULL) != OFR_OK) {
        free(k);
        return 0.0;
    }
    fill(&at, stance, k);
    block_done(&at.b);
    for (size_t f = 0; f < n; f++) v[f] = 1.0;
    /* (K + I) has the same eigenvectors and no oscillation; 300 rounds are far below rounding. */
    for (int round = 0; round < 300; round++) {
        double most = 0.0;
        for (size_t f = 0; f < n; f++) {
            w[f] = v[f];
            for (size_t g = 0; g < n; g++) w[f] += k[f * n + g] * v[g];
            most = m_max(most, w[f]);
        }
        for (size_t f = 0; f < n; f++) v[f] = most > 0 ? w[f] / most : 0.0;
        radius = most - 1.0;
    }
    if (ret_loop && room) name_loop(model, k, v, ret_loop, room);
    free(k);
    return radius;
}
