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
#include "../mechanisms/perception.h"
#include "../mechanisms/red_lines.h"
#include "compile.h"

static double point(const ofr_model *m, ofr_row row)
{
    if (row == OFR_NONE) return 0.0;
    if (row < m->spec->n_parameters) return m->spec->parameter[row].value;
    for (size_t i = 0; i < m->n_derived; i++) {
        if (m->derived[i].row != row) continue;
        const double v = point(m, m->derived[i].from[0]);
        switch (m->derived[i].how) {
        case DERIVE_DECAY:
            return m_exp2(-1.0 / m_max(v, 1e-3));
        case DERIVE_LOG:
            return m_log(m_max(v, 1e-12));
        default:
            return 0.0;
        }
    }
    return 0.0;
}

static double half_life_decay(const ofr_model *m)
{
    const ofr_node *half = spec_at(m->spec, "memory.half-life");

    return m_exp2(-1.0 / m_max(half ? half->value : 10.0, 1e-3));
}

/* Share of an act of g that a memory keeps, at prior beliefs. */
static double share_at_prior(const ofr_model *m, const ofr_memory *memory, size_t g)
{
    for (size_t i = 0; i < memory->n_shares; i++) {
        const ofr_share *share = &memory->share[i];
        double w;

        if (share->flow != g) continue;
        w = share->weight == OFR_NONE ? 1.0 : point(m, share->weight);
        if (share->charge == OFR_NONE) return w;
        const ofr_perception *perception = m->own->perception;
        for (size_t j = 0; j < perception->n_charges; j++) {
            if (perception->charge[j].share != share->charge) continue;
            const double a = point(m, m->link[perception->charge[j].link].attribution);
            return w * (share->rest ? 1.0 - a : a);
        }
    }
    return 0.0;
}

static double push_at(const ofr_model *m, size_t f, double stance)
{
    const ofr_drive *drive = &m->own->conduct->drive[f];
    const ofr_drivers *drivers = m->own->drivers;
    double x = 0.0;

    for (size_t j = 0; j < drive->n_terms; j++) {
        const ofr_driver *d = &drivers->driver[drive->term[j].driver];
        bool on = d->active;
        for (size_t i = 0; i < d->n_periods; i++)
            on |= m->start >= d->period[i].from && m->start <= d->period[i].to;
        if (on) x += point(m, drive->term[j].log_factor);
    }
    const double control = drive->link == OFR_NONE ? 1.0
                                                   : point(m, m->link[drive->link].control_mean);
    const double own = drive->link == OFR_NONE ? 0.0 : point(m, m->link[drive->link].drive);
    return m_exp(m_clamp(x + point(m, drive->stance) * (control * stance + own), -20.0, 5.0));
}

/* Chance that an act goes, or is read, a rung higher; 1 where the line takes its own rung. */
static double rung_chance(const ofr_model *m, const ofr_pattern *p, const ofr_flow *flow)
{
    if (pattern_asks(p, flow->rung, flow->severity)) return 1.0;
    return m_min(1.0, point(m, m->own->harm->theatre[flow->theatre].slip) +
                          0.5 * point(m, m->own->perception->misread));
}

static double crossing_chance(const ofr_model *m, const ofr_line *line, size_t g)
{
    for (size_t i = 0; i < line->when.n_flows; i++) {
        if (line->when.flow[i] != g) continue;
        double p = rung_chance(m, &line->when, &m->flow[g]) / m_max(line->when.count, 1.0);
        if (line->when.deaths > 0)
            p *= point(m, m->flow[g].lethality);
        else if (line->when.wounded > 0)
            p *= point(m, m->flow[g].wounding) + point(m, m->flow[g].lethality);
        return p * m_logistic(point(m, line->base));
    }
    return 0.0;
}

/* Lines fields shared with red_lines.c begin its own structure. */
static void fill(const ofr_model *m, double stance, double *k)
{
    const ofr_red_lines *lines = m->own->red_lines;
    const size_t n = m->n_flows;
    const double stay = 1.0 / (1.0 - half_life_decay(m));

    for (size_t f = 0; f < n; f++) {
        const ofr_flow *flow = &m->flow[f];
        if (flow->answers == OFR_NONE || flow->kindness > 0) continue;
        const double rho = point(m, m->own->conduct->drive[f].answer) * push_at(m, f, stance);
        for (size_t g = 0; g < n; g++) {
            k[f * n + g] += rho * share_at_prior(m, &m->memory[flow->answers], g) *
                            m->flow[g].severity * stay;
        }
    }
    for (size_t i = 0; i < lines->n; i++) {
        for (size_t g = 0; g < n; g++) {
            const double p = crossing_chance(m, &lines->line[i], g);
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
    double *k = calloc(n * n + 2 * n + 1, sizeof *k), *v = k ? k + n * n : NULL,
           *w = v ? v + n : NULL;
    double radius = 0.0;

    if (ret_loop && room) ret_loop[0] = '\0';
    if (!k) return 0.0;
    fill(model, stance, k);
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
