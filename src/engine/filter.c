/* filter.c -- history: recorded acts as inputs, what they do not show carried by particles.
 *
 * Each day every particle runs the day function with the record as given; its log weight grows by the log
 * probability of what was recorded. When the effective size falls below half, particles are resampled;
 * survivors stay in their lane, copies take the lanes of those that died out. Keys belong to the lane, so
 * that copies part ways from the next day on. Gordon, Salmond, Smith 1993; Doucet and Johansen 2011.
 */
#include "filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/lanes.h"
#include "../core/streams.h"

enum { HISTORY_REPLICATE = 1, RESAMPLE_REPLICATE = 2 };

static void whole_weights(const double *log_weight, size_t n, uint64_t *ret)
{
    double most = -INFINITY;

    for (size_t i = 0; i < n; i++) most = log_weight[i] > most ? log_weight[i] : most;
    for (size_t i = 0; i < n; i++) {
        const double x = log_weight[i] - most;
        ret[i] = !(most > -INFINITY) || !(x > -40.0) ? 0 : (uint64_t)(0x1p40 * m_exp(x));
    }
}

double filter_effective_size(const double *log_weight, size_t n)
{
    uint64_t w[OFR_PARTICLES];
    double sum = 0.0, squares = 0.0;

    whole_weights(log_weight, n, w);
    for (size_t i = 0; i < n; i++) sum += (double)w[i];
    for (size_t i = 0; i < n; i++) squares += (double)w[i] * (double)w[i];
    return squares > 0.0 ? sum * sum / squares : 0.0;
}

double filter_resample_counts(const double *log_weight, size_t n, double u, size_t *ret_count)
{
    uint64_t w[OFR_PARTICLES], total = 0, passed = 0;
    double most = -INFINITY;
    size_t next = 0;

    whole_weights(log_weight, n, w);
    for (size_t i = 0; i < n; i++) total += w[i];
    for (size_t i = 0; i < n; i++) most = log_weight[i] > most ? log_weight[i] : most;
    if (total == 0) return -INFINITY;
    const double step = (double)total / (double)n;
    for (size_t i = 0; i < n; i++) {
        passed += w[i];
        ret_count[i] = 0;
        while (next < n && ((double)next + u) * step < (double)passed) {
            ret_count[i]++;
            next++;
        }
    }
    /* Rounding at the end of the last step: the heaviest takes what is left. */
    for (size_t heaviest = 0; next < n; next++) {
        for (size_t i = 1; i < n; i++) heaviest = w[i] > w[heaviest] ? i : heaviest;
        ret_count[heaviest]++;
    }
    return most + m_log((double)total * 0x1p-40 / (double)n);
}

static size_t lanes_needed(const ofr_ensemble *e, size_t n_sets)
{
    const size_t lanes = e->kernel->lanes, particles = n_sets * OFR_PARTICLES;

    return (particles + lanes - 1) / lanes;
}

ofr_status particles_new(const ofr_ensemble *e, size_t n_sets, ofr_particles *ret, ofr_error *err)
{
    ofr_particles p = {.n_blocks = lanes_needed(e, n_sets), .n_sets = n_sets};
    ofr_status status = OFR_OK;

    p.block = calloc(p.n_blocks, sizeof *p.block);
    p.evidence = calloc(n_sets, sizeof *p.evidence);
    if (!p.block || !p.evidence)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu particles",
                          n_sets * OFR_PARTICLES);
    for (size_t i = 0; i < p.n_blocks && status == OFR_OK; i++)
        status = block_new(e->model, e->kernel->lanes, &p.block[i], err);
    if (status != OFR_OK)
        particles_done(&p);
    else
        *ret = p;
    return status;
}

void particles_done(ofr_particles *p)
{
    for (size_t i = 0; p->block && i < p->n_blocks; i++) block_done(&p->block[i]);
    free(p->block);
    free(p->evidence);
    *p = (ofr_particles){0};
}

typedef struct place {
    ofr_block *block;
    size_t lane;
} place;

static place place_of(const ofr_ensemble *e, const ofr_particles *p, size_t particle)
{
    return (place){&p->block[particle / e->kernel->lanes], particle % e->kernel->lanes};
}

static void set_key(const ofr_ensemble *e, const ofr_particles *p, size_t particle)
{
    const place at = place_of(e, p, particle);
    const size_t lanes = e->kernel->lanes;

    at.block->whole[e->model->member * lanes + at.lane] = (int32_t)(p->first_set * OFR_PARTICLES +
                                                                    particle);
    at.block->whole[e->model->replicate * lanes + at.lane] = HISTORY_REPLICATE;
}

/* Particles past the last set fill up a block; they repeat the last set and are never read. */
static void start_particles(const ofr_ensemble *e, ofr_particles *p)
{
    const size_t lanes = e->kernel->lanes, n = e->model->spec->n_parameters;

    for (size_t i = 0; i < p->n_blocks * lanes; i++) {
        const size_t set = i / OFR_PARTICLES < p->n_sets ? i / OFR_PARTICLES : p->n_sets - 1;
        const place at = place_of(e, p, i);

        at.block->seed = e->seed;
        const place first = place_of(e, p, set * OFR_PARTICLES);
        if (i == set * OFR_PARTICLES)
            block_set_image(e->model, at.block, at.lane, e->value + (p->first_set + set) * n);
        else
            block_copy_image(e->model, first.block, first.lane, at.block, at.lane);
        set_key(e, p, i);
    }
    for (size_t i = 0; i < p->n_blocks; i++) {
        memset(p->block[i].log_weight, 0, lanes * sizeof(double));
        e->kernel->start(e->model, &p->block[i], e->model->epoch);
    }
}

/* Copies of the fit take the lanes of the unfit. */
static bool resample_set(const ofr_ensemble *e, ofr_particles *p, size_t set, int32_t day,
                         bool always)
{
    double log_weight[OFR_PARTICLES];
    size_t offspring[OFR_PARTICLES], from = 0;
    const size_t base = set * OFR_PARTICLES;
    static const char *const stream = "resample";

    for (size_t i = 0; i < OFR_PARTICLES; i++) {
        const place at = place_of(e, p, base + i);
        log_weight[i] = at.block->log_weight[at.lane];
    }
    if (!always && filter_effective_size(log_weight, OFR_PARTICLES) >= 0.5 * OFR_PARTICLES)
        return true;
    const ofr_words w = draw_words(e->seed, (uint32_t)(p->first_set + set), RESAMPLE_REPLICATE, day,
                                   stream_of("filter", stream), 0);
    const double gain = filter_resample_counts(log_weight, OFR_PARTICLES, unit(w.w[0]), offspring);
    if (!(gain > -INFINITY)) return false;
    p->evidence[set] += gain;
    for (size_t i = 0; i < OFR_PARTICLES; i++) {
        if (offspring[i] > 0) continue;
        while (offspring[from] <= 1) from++;
        offspring[from]--;
        const place to = place_of(e, p, base + i), at = place_of(e, p, base + from);
        block_copy_lane(e->model, at.block, at.lane, to.block, to.lane);
        set_key(e, p, base + i);
    }
    for (size_t i = 0; i < OFR_PARTICLES; i++) {
        const place at = place_of(e, p, base + i);
        at.block->log_weight[at.lane] = 0.0;
    }
    return true;
}

ofr_status particles_run(const ofr_ensemble *e, size_t first_set, ofr_particles *p,
                         const volatile int *stop, ofr_watch watch, void *self, ofr_error *err)
{
    const ofr_model *m = e->model;

    p->first_set = first_set;
    for (size_t i = 0; i < p->n_sets; i++) p->evidence[i] = 0.0;
    start_particles(e, p);
    for (int32_t day = m->epoch; day < m->start; day++) {
        for (size_t i = 0; i < p->n_blocks; i++) {
            if (stop && *stop) return ofr_fail(err, OFR_INTERRUPTED, "", "stopped");
            p->block[i].given = past_day(e->past, day);
            e->kernel->day(m, &p->block[i], day);
        }
        for (size_t i = 0; watch && i < p->n_sets * OFR_PARTICLES; i++) {
            const place at = place_of(e, p, i);
            watch(self, m, at.block, day, at.lane);
        }
        for (size_t i = 0; i < p->n_sets; i++) {
            if (resample_set(e, p, i, day, day == m->start - 1)) continue;
            return ofr_fail(err, OFR_DEGENERATE, "history",
                            "no particle of parameter set %zu can explain the record on its day "
                            "%d; widen the priors of the flows concerned",
                            first_set + i, day - m->epoch);
        }
    }
    return OFR_OK;
}
