/* filter.c -- history: recorded acts as inputs, what they do not show carried by particles.
 *
 * Each day every particle runs the day function with the record as given; its log weight grows by the log
 * probability of what was recorded. When the effective size falls below half, particles are resampled;
 * survivors stay in their seat, copies take the seats of those that died out. Keys belong to the seat, so
 * that copies part ways from the next day on. Gordon, Salmond, Smith 1993; Doucet and Johansen 2011.
 * The state of each campaign, and of each group of red lines, is weighed and resampled by itself (sources.h).
 */
#include "filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/lanes.h"
#include "../core/streams.h"
#include "strain.h"

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

/* Log of the mean weight; -inf if all are. */
static double log_mean(const double *log_weight, size_t n)
{
    const double most = heaviest_of(log_weight, n);
    uint64_t total = 0;

    for (size_t i = 0; i < n; i++) total += whole_weight(log_weight[i], most);
    return total ? most + m_log((double)total * 0x1p-40 / (double)n) : -INFINITY;
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
    double *before;     /* [n] log weights of the morning */
    double *rest;       /* [n] weights of what belongs to no source */
    double *
        by_source; /* [n_sources + 1] log evidence so far of each source, last of all else; NULL: nobody asks */
    size_t *offspring; /* [n] */
    size_t n, first;   /* number of the first particle */
} weighed;

static void key_particle(ofr_swarm *particles, const weighed *w, size_t i)
{
    swarm_key(particles, i, w->first + i, HISTORY_REPLICATE);
}

static bool is_uneven(const weighed *w)
{
    return filter_effective_size(w->log_weight, w->n) < 0.5 * (double)w->n;
}

/* The state that is resampled: a source's own, all that none owns, or, where there are no sources, the whole seat. */
enum { RESAMPLE_SHARED = SIZE_MAX - 1, RESAMPLE_ALL = SIZE_MAX };

/* Copies of the fit take the seats of the unfit, and part ways by their keys. */
static void replace_unfit(ofr_swarm *particles, const weighed *w, size_t what)
{
    size_t from = 0;

    for (size_t i = 0; i < w->n; i++) {
        if (w->offspring[i] > 0) continue;
        while (w->offspring[from] <= 1) from++;
        w->offspring[from]--;
        if (what == RESAMPLE_ALL)
            swarm_copy_seat(particles, from, particles, i);
        else if (what == RESAMPLE_SHARED)
            swarm_copy_shared(particles, from, i);
        else
            swarm_copy_owned(particles, what, from, i);
        if (what == RESAMPLE_ALL || what == RESAMPLE_SHARED) key_particle(particles, w, i);
    }
}

/* Resamples by the weights in w. Returns the log of their mean; -inf where all are. */
static double resample_by(const ofr_ensemble *e, size_t set, ofr_swarm *particles, const weighed *w,
                          int32_t day, size_t what)
{
    static const ofr_source shared = {"filter", "resample"};
    const ofr_source *by = what < e->model->n_sources ? &e->model->source[what] : &shared;

    const ofr_words words = draw_words(e->seed, (uint32_t)set, RESAMPLE_REPLICATE, day,
                                       stream_of(by->stream, by->id), 0);
    const double gain = filter_resample_counts(w->log_weight, w->n, unit(words.w[0]), w->offspring);
    if (gain > -INFINITY) replace_unfit(particles, w, what);
    return gain;
}

/* State of a source goes by what is recorded of it alone, so that six campaigns and as many groups of lines do not have to be
 * explained by one particle; what all share goes by the sum of all. An approximation where sources hang together by what they share:
 * Rebeschini, van Handel 2015. The log evidence is then the sum over sources. */
static double resample_sources(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                               const weighed *w, int32_t day, bool always)
{
    const size_t n = e->model->n_sources;
    double sum = 0.0;

    for (size_t source = 0; source < n; source++) {
        for (size_t i = 0; i < w->n; i++)
            w->log_weight[i] = swarm_source_weight(particles, i, source);
        if (!always && !is_uneven(w)) continue;
        const double gain = resample_by(e, set, particles, w, day, source);
        if (w->by_source) w->by_source[source] += gain;
        sum += gain;
        swarm_clear_source_weights(particles, source);
    }
    for (size_t i = 0; i < w->n; i++) w->log_weight[i] = swarm_log_weight(particles, i);
    if (always || is_uneven(w)) {
        double *keep = w->rest;

        for (size_t i = 0; i < w->n; i++) keep[i] = swarm_source_weight(particles, i, n);
        const double gain = log_mean(keep, w->n);
        if (w->by_source) w->by_source[n] += gain;
        sum += gain;
        /* Where no particle explains every source, those go on that explain what belongs to none. */
        if (heaviest_of(w->log_weight, w->n) == -INFINITY)
            memcpy(w->log_weight, keep, w->n * sizeof *keep);
        resample_by(e, set, particles, w, day, RESAMPLE_SHARED);
        swarm_clear_shared_weights(particles);
    }
    return sum;
}

/* Resamples where the weights have grown uneven, or always. Returns what the log evidence gains; -inf: no particle is left
 * that can explain the record. */
static double resample(const ofr_ensemble *e, size_t set, ofr_swarm *particles, const weighed *w,
                       int32_t day, bool always)
{
    if (e->model->n_sources && !e->joint)
        return resample_sources(e, set, particles, w, day, always);
    for (size_t i = 0; i < w->n; i++) w->log_weight[i] = swarm_log_weight(particles, i);
    if (!always && !is_uneven(w)) return 0.0;
    const double gain = resample_by(e, set, particles, w, day, RESAMPLE_ALL);
    if (w->by_source) w->by_source[e->model->n_sources] += gain;
    if (gain > -INFINITY) swarm_clear_weights(particles);
    return gain;
}

/* A set on its way through history. */
typedef struct way {
    const ofr_ensemble *e;
    size_t set;
    ofr_swarm *particles;
    weighed w;
    ofr_account account; /* of the days so far */
    const ofr_observer *observer;
    size_t n_observers;
    const volatile int *stop;
} way;

/* Runs up to the morning of a day, or to the evening of one that no particle can explain. */
static ofr_status run_days(way *y, int32_t until, ofr_error *err)
{
    const ofr_model *m = y->e->model;

    for (int32_t day = swarm_day(y->particles); day < until && !account_impossible(&y->account);
         day++) {
        for (size_t i = 0; i < y->w.n; i++) y->w.before[i] = swarm_log_weight(y->particles, i);
        const ofr_status status = swarm_run(y->particles, day + 1, y->observer, y->n_observers,
                                            y->stop, err);
        if (status != OFR_OK) return status;
        if (y->e->strain)
            strain_day(y->e->strain, m, y->e->past, y->particles, y->w.before, y->w.n, day);
        const double gain = resample(y->e, y->set, y->particles, &y->w, day, day == m->start - 1);
        y->account.evidence += gain;
        if (!(gain > -INFINITY))
            y->account = account_ruled_out(m, y->e->past, y->particles, y->w.before, y->w.n, day);
    }
    return OFR_OK;
}

static ofr_status weighed_init(weighed *w, size_t set, size_t n, ofr_error *err)
{
    *w = (weighed){.log_weight = calloc(n, sizeof *w->log_weight),
                   .before = calloc(n, sizeof *w->before),
                   .rest = calloc(n, sizeof *w->rest),
                   .offspring = calloc(n, sizeof *w->offspring),
                   .n = n,
                   .first = set * n};
    if (w->log_weight && w->before && w->rest && w->offspring) return OFR_OK;
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu particles", n);
}

static void weighed_done(weighed *w)
{
    free(w->log_weight);
    free(w->before);
    free(w->rest);
    free(w->offspring);
}

/* The particles at rest on the first day. */
static void set_out(way *y)
{
    const ofr_ensemble *e = y->e;

    swarm_number(y->particles, y->w.first, y->w.n);
    swarm_image(y->particles, 0, y->w.n, e->value + y->set * e->model->spec->n_parameters);
    for (size_t i = 0; i < y->w.n; i++) key_particle(y->particles, &y->w, i);
    swarm_rest(y->particles, e->model->epoch);
}

ofr_status history_run(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                       const ofr_observer *observer, size_t n_observers, const volatile int *stop,
                       ofr_account *ret_account, ofr_error *err)
{
    way y = {.e = e,
             .set = set,
             .particles = particles,
             .observer = observer,
             .n_observers = n_observers,
             .stop = stop};
    ofr_status status = weighed_init(&y.w, set, e->particles, err);

    if (status == OFR_OK) {
        set_out(&y);
        status = run_days(&y, e->model->start, err);
    }
    if (status == OFR_OK) *ret_account = y.account;
    weighed_done(&y.w);
    return status;
}

ofr_status history_evidence(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                            double *ret_by_source, ofr_error *err)
{
    way y = {.e = e, .set = set, .particles = particles};
    ofr_status status = weighed_init(&y.w, set, e->particles, err);

    if (status == OFR_OK) {
        y.w.by_source = ret_by_source;
        memset(ret_by_source, 0, (e->model->n_sources + 1) * sizeof *ret_by_source);
        set_out(&y);
        status = run_days(&y, e->model->start, err);
    }
    weighed_done(&y.w);
    return status;
}

/* ---- several histories at once ------------------------------------------------------------------ */

/* What an ensemble's own scenario writes into images otherwise than another's: its horizon. */
static ofr_status take_image(const way *from, way *to, ofr_error *err)
{
    const size_t n = from->e->model->spec->n_parameters, particles = to->e->particles;
    const double *a = from->e->value + from->set * n, *b = to->e->value + to->set * n;
    double *row = calloc(particles, sizeof *row);

    if (!row) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu particles", particles);
    for (size_t i = 0; i < n; i++) {
        if (memcmp(&a[i], &b[i], sizeof a[i]) == 0) continue;
        for (size_t k = 0; k < particles; k++) row[k] = b[i];
        swarm_row_write(to->particles, SWARM_PARS, i, row);
    }
    free(row);
    return OFR_OK;
}

/* Goes on alone from where the first one is, to the end; what the days in common ruled out is ruled out. */
static ofr_status go_alone(const way *first, const ofr_leg *leg, ofr_error *err)
{
    way y = *first;
    ofr_status status;

    y.e = leg->e;
    y.particles = NULL;
    status = history_new(y.e, &y.particles, err);
    if (status == OFR_OK) {
        swarm_copy(first->particles, y.particles);
        status = take_image(first, &y, err);
    }
    if (status == OFR_OK) status = run_days(&y, y.e->model->start, err);
    if (status == OFR_OK) status = eve_pack(y.e, y.set, y.particles, &y.account, leg->eve, err);
    swarm_free(y.particles);
    return status;
}

/* The day on which the next leg parts, after `day`; the first one's start if none does. */
static int32_t next_parting(const ofr_leg *leg, size_t n, int32_t day)
{
    int32_t next = leg[0].e->model->start;

    for (size_t i = 1; i < n; i++) {
        if (leg[i].parts > day && leg[i].parts < next) next = leg[i].parts;
    }
    return next;
}

static ofr_status run_legs(way *y, const ofr_leg *leg, size_t n, ofr_error *err)
{
    const int32_t start = y->e->model->start;
    int32_t day = y->e->model->epoch - 1;
    ofr_status status = OFR_OK;

    while (day < start && status == OFR_OK) {
        day = next_parting(leg, n, day);
        status = run_days(y, day, err);
        for (size_t i = 1; i < n && status == OFR_OK; i++) {
            if (leg[i].parts == day) status = go_alone(y, &leg[i], err);
        }
    }
    return status == OFR_OK ? eve_pack(y->e, y->set, y->particles, &y->account, leg[0].eve, err)
                            : status;
}

ofr_status history_legs(const ofr_leg *leg, size_t n_legs, size_t set, const volatile int *stop,
                        ofr_error *err)
{
    way y = {.e = leg[0].e, .set = set, .stop = stop};
    ofr_status status = weighed_init(&y.w, set, y.e->particles, err);

    if (status == OFR_OK) status = history_new(y.e, &y.particles, err);
    if (status == OFR_OK) {
        set_out(&y);
        status = run_legs(&y, leg, n_legs, err);
    }
    swarm_free(y.particles);
    weighed_done(&y.w);
    return status;
}
