/* run_past.c -- the record's days, in the series in which futures are told: quantiles over the particles of some sets. */
#include <math.h>
#include <stdlib.h>

#include "../core/lanes.h"
#include "../core/statistics.h"
#include "run_parts.h"

enum { HISTORY_SETS = 24, HISTORY_SETS_QUICK = 4, HISTORY_DAYS = 180 };

static int32_t days_told(const ofr_ensemble *e)
{
    const int32_t days = e->model->start - e->model->epoch;

    return days < HISTORY_DAYS ? days : HISTORY_DAYS;
}

ofr_status run_past_init(run_work *w, ofr_batch *b, ofr_error *err)
{
    const size_t most = w->o->quick ? HISTORY_SETS_QUICK : HISTORY_SETS;
    const seen_plan plan = {.kinds = SEEN(SEEN_PAST), .past_days = days_told(w->e)};
    ofr_status status;

    w->past_sets = w->e->n_sets < most ? w->e->n_sets : most;
    w->seen_past = calloc(w->past_sets, sizeof *w->seen_past);
    if (!w->seen_past) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the history");
    status = seen_init(w->e, &plan, w->past_sets * w->e->particles, &w->past, err);
    if (status != OFR_OK) return status;
    seen_open(&w->past, 0, w->past_sets * w->e->particles);
    return batch_watch_past(b, &plan, w->past_sets, err);
}

/* Each set once: one that spans chunks is watched with each of them. */
static bool is_new(run_work *w, const ofr_seen *part)
{
    const size_t first = part->first / w->e->particles, n = part->n / w->e->particles;
    bool any = false;

    for (size_t s = first; s < first + n; s++) {
        any |= !w->seen_past[s];
        w->seen_past[s] = true;
    }
    return any;
}

void run_past_take(run_work *w, const ofr_batch *b, size_t i)
{
    const ofr_seen *part = batch_past(b, i);

    if (part && is_new(w, part)) seen_merge(&w->past, part);
}

/* Sets whose chunks were there already are led through history once more. */
static ofr_status watch_missing(run_work *w, ofr_error *err)
{
    ofr_observer observer[SEEN_KINDS];
    const size_t n = seen_observers(&w->past, observer);
    ofr_status status = OFR_OK;

    for (size_t s = 0; s < w->past_sets && status == OFR_OK; s++) {
        const futures_plan plan = {.first = s * w->e->per_set,
                                   .n = 1,
                                   .past = observer,
                                   .n_past = n,
                                   .work = w->work,
                                   .account = &w->account[s]};
        if (w->o->stop && *w->o->stop) break;
        if (!w->seen_past[s]) status = futures_run(w->e, &plan, err);
    }
    if (status == OFR_OK && w->o->stop && *w->o->stop)
        status = ofr_fail(err, OFR_INTERRUPTED, "",
                          "stopped while keeping the history; all members are done");
    return status;
}

/* Mean over particles by their weights, then over sets. */
static double mean_of(const double *value, const double *log_weight, size_t n, size_t particles)
{
    double sum = 0.0;

    for (size_t first = 0; first < n; first += particles) {
        double most = -INFINITY, above = 0.0, below = 0.0;
        for (size_t i = first; i < first + particles; i++) most = m_max(most, log_weight[i]);
        for (size_t i = first; i < first + particles; i++) {
            const double weight = log_weight[i] > -INFINITY ? m_exp(log_weight[i] - most) : 0.0;
            above += weight * value[i];
            below += weight;
        }
        sum += below > 0.0 ? above / below : 0.0;
    }
    return sum * (double)particles / (double)n;
}

/* The values of a row that are of possible sets, moved to its front; their number. */
static size_t keep_possible(const run_work *w, double *value)
{
    const size_t particles = w->e->particles;
    size_t n = 0;

    for (size_t i = 0; i < w->past.n; i++) {
        if (!account_impossible(&w->account[i / particles])) value[n++] = value[i];
    }
    return n;
}

/* Quantiles of each series and day over the particles of possible sets, of a share its mean; sorts the values. ret_band:
 * [series][days][3], NaN without any. */
static void tell_bands(const run_work *w, size_t days, double *ret_band)
{
    static const double level[] = {0.05, 0.5, 0.95};
    double *value = w->past.value[SEEN_PAST];
    double *const weights = value +
                            w->e->n_follow * days * w->past.n; /* of each campaign and day */

    for (size_t i = 0; i < w->e->model->n_campaigns * days; i++)
        keep_possible(w, weights + i * w->past.n);
    for (size_t i = 0; i < w->e->n_follow * days; i++, value += w->past.n) {
        const size_t n = keep_possible(w, value);
        const ofr_follow *f = &w->e->follow[i / days];
        if (n && f->kind == FOLLOW_SHARE) {
            const double *weight = weights + (f->source * days + i % days) * w->past.n;
            for (size_t j = 0; j < 3; j++)
                ret_band[3 * i + j] = mean_of(value, weight, n, w->e->particles);
            continue;
        }
        sort_doubles(value, n);
        for (size_t j = 0; j < 3; j++)
            ret_band[3 * i + j] = n ? sorted_quantile(value, n, level[j], QUANTILE_BELOW)
                                    : (double)NAN;
    }
}

ofr_status run_past_emit(run_work *w, ofr_error *err)
{
    const ofr_model *m = w->e->model;
    const int32_t days = days_told(w->e);
    const size_t rows = w->e->n_follow * (size_t)days;
    double *band = calloc(rows * 3 + 1, sizeof *band);
    ofr_status status = band ? OFR_OK
                             : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the history");

    if (status == OFR_OK) status = watch_missing(w, err);
    if (status == OFR_OK) {
        const ofr_history told = {m->start - days, (size_t)days, band};
        if (w->past_sets) tell_bands(w, (size_t)days, band);
        status = w->sink->history(w->sink->self, &told, err);
    }
    free(band);
    return status;
}

void run_past_done(run_work *w)
{
    seen_done(&w->past);
    free(w->seen_past);
}
