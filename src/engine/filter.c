/* filter.c -- history: recorded acts as inputs, what they do not show carried by particles.
 *
 * Each day every particle runs the day function with the record as given; its log weight grows by the log
 * probability of what was recorded. When the effective size falls below half, particles are resampled;
 * survivors stay in their seat, copies take the seats of those that died out. Keys belong to the seat, so
 * that copies part ways from the next day on. Gordon, Salmond, Smith 1993; Doucet and Johansen 2011.
 */
#include "filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/lanes.h"
#include "../core/streams.h"

enum { HISTORY_REPLICATE = 1, RESAMPLE_REPLICATE = 2 };

static double heaviest_of(const double *log_weight, size_t n)
{
    double most = -INFINITY;

    for (size_t i = 0; i < n; i++) most = log_weight[i] > most ? log_weight[i] : most;
    return most;
}

/* In units of 2^-40 of the heaviest. */
static uint64_t whole_weight(double log_weight, double most)
{
    const double x = log_weight - most;

    return !(most > -INFINITY) || !(x > -40.0) ? 0 : (uint64_t)(0x1p40 * m_exp(x));
}

/* The first of those of most whole weight. */
static size_t heaviest_at(const double *log_weight, size_t n, double most)
{
    size_t at = 0;

    for (size_t i = 1; i < n; i++) {
        if (whole_weight(log_weight[i], most) > whole_weight(log_weight[at], most)) at = i;
    }
    return at;
}

double filter_effective_size(const double *log_weight, size_t n)
{
    const double most = heaviest_of(log_weight, n);
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double w = (double)whole_weight(log_weight[i], most);
        sum += w;
        squares += w * w;
    }
    return squares > 0.0 ? sum * sum / squares : 0.0;
}

double filter_resample_counts(const double *log_weight, size_t n, double u, size_t *ret_count)
{
    const double most = heaviest_of(log_weight, n);
    uint64_t total = 0, passed = 0;
    size_t next = 0;

    for (size_t i = 0; i < n; i++) total += whole_weight(log_weight[i], most);
    if (total == 0) return -INFINITY;
    const double step = (double)total / (double)n;
    for (size_t i = 0; i < n; i++) {
        passed += whole_weight(log_weight[i], most);
        ret_count[i] = 0;
        while (next < n && ((double)next + u) * step < (double)passed) {
            ret_count[i]++;
            next++;
        }
    }
    /* Rounding at the end of the last step: the heaviest takes what is left. */
    if (next < n) ret_count[heaviest_at(log_weight, n, most)] += n - next;
    return most + m_log((double)total * 0x1p-40 / (double)n);
}

/* ---- a set's history --------------------------------------------------------------------------- */

ofr_status history_new(const ofr_ensemble *e, ofr_swarm **ret_particles, ofr_error *err)
{
    return swarm_new(e->model, e->kernel, e->seed, e->particles, e->past, ret_particles, err);
}

/* Weights and offspring of one set's particles. */
typedef struct weighed {
    double *log_weight; /* [n] */
    size_t *offspring;  /* [n] */
    size_t n, first;    /* number of the first particle */
} weighed;

static void key_particle(ofr_swarm *particles, const weighed *w, size_t i)
{
    swarm_key(particles, i, w->first + i, HISTORY_REPLICATE);
}

/* Copies of the fit take the seats of the unfit, and part ways by their keys. */
static void replace_unfit(ofr_swarm *particles, const weighed *w)
{
    size_t from = 0;

    for (size_t i = 0; i < w->n; i++) {
        if (w->offspring[i] > 0) continue;
        while (w->offspring[from] <= 1) from++;
        w->offspring[from]--;
        swarm_copy_seat(particles, from, particles, i);
        key_particle(particles, w, i);
    }
    swarm_clear_weights(particles);
}

/* Resamples where the weights have grown uneven, or always. Returns what the log evidence gains; -inf: no particle is left
 * that can explain the record. */
static double resample(const ofr_ensemble *e, size_t set, ofr_swarm *particles, const weighed *w,
                       int32_t day, bool always)
{
    for (size_t i = 0; i < w->n; i++) w->log_weight[i] = swarm_log_weight(particles, i);
    if (!always && filter_effective_size(w->log_weight, w->n) >= 0.5 * (double)w->n) return 0.0;
    const ofr_words words = draw_words(e->seed, (uint32_t)set, RESAMPLE_REPLICATE, day,
                                       stream_of("filter", "resample"), 0);
    const double gain = filter_resample_counts(w->log_weight, w->n, unit(words.w[0]), w->offspring);
    if (gain > -INFINITY) replace_unfit(particles, w);
    return gain;
}

static ofr_status run_days(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                           const weighed *w, const ofr_observer *observer, size_t n_observers,
                           const volatile int *stop, double *ret_evidence, ofr_error *err)
{
    const ofr_model *m = e->model;
    double evidence = 0.0;

    for (int32_t day = m->epoch; day < m->start; day++) {
        const ofr_status status = swarm_run(particles, day + 1, observer, n_observers, stop, err);
        if (status != OFR_OK) return status;
        evidence += resample(e, set, particles, w, day, day == m->start - 1);
        if (!(evidence > -INFINITY))
            return ofr_fail(err, OFR_DEGENERATE, "history",
                            "no particle of parameter set %zu can explain the record on its day "
                            "%d; widen the priors of the flows concerned",
                            set, day - m->epoch);
    }
    *ret_evidence = evidence;
    return OFR_OK;
}

ofr_status history_run(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                       const ofr_observer *observer, size_t n_observers, const volatile int *stop,
                       double *ret_evidence, ofr_error *err)
{
    const size_t n = e->particles;
    weighed w = {.log_weight = calloc(n, sizeof *w.log_weight),
                 .offspring = calloc(n, sizeof *w.offspring),
                 .n = n,
                 .first = set * n};
    ofr_status status = OFR_OK;

    if (!w.log_weight || !w.offspring)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu particles", n);
    if (status == OFR_OK) {
        swarm_number(particles, w.first, n);
        swarm_image(particles, 0, n, e->value + set * e->model->spec->n_parameters);
        for (size_t i = 0; i < n; i++) key_particle(particles, &w, i);
        swarm_rest(particles, e->model->epoch);
        status = run_days(e, set, particles, &w, observer, n_observers, stop, ret_evidence, err);
    }
    free(w.log_weight);
    free(w.offspring);
    return status;
}
