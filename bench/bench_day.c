/* bench_day.c -- the whole day, and each of its steps, for members at rest: no history, nobody who watches.
 *
 * The row `day` is the kernel alone. The rows `day.NAME` come from a build for x86-64-v3 with a clock around each step:
 * the processor's time of that run, shared out as the clock says. Reading the clock costs a few per cent, which lies
 * mostly in `between`.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/observe.h"
#include "engine/swarm.h"
#include "laps.h"
#include "sums.h"

static const char *const part[N_LAPS] = {"between",
#define OFR_NAME(name) #name,
                                         OFR_STEPS(OFR_NAME)};

/* Members seated as in the ensemble; they go from the start to the end of the horizon. */
static ofr_status seat(const ofr_ensemble *e, ofr_swarm **ret_swarm, ofr_error *err)
{
    const size_t n = e->n_sets * e->per_set;
    const ofr_status status = swarm_new(e->model, e->kernel, e->seed, n, NULL, ret_swarm, err);

    if (status != OFR_OK) return status;
    for (size_t set = 0; set < e->n_sets; set++)
        swarm_image(*ret_swarm, set * e->per_set, e->per_set,
                    e->value + set * e->model->spec->n_parameters);
    for (size_t i = 0; i < n; i++) swarm_key(*ret_swarm, i, i, 0);
    return OFR_OK;
}

static ofr_status run_once(const ofr_ensemble *e, ofr_swarm *swarm, double *ret_seconds,
                           ofr_error *err)
{
    ofr_status status;

    swarm_rest(swarm, e->model->start);
    const double begun = measure_cpu();
    status = swarm_run(swarm, e->model->start + e->model->horizon, NULL, 0, NULL, err);
    *ret_seconds = measure_cpu() - begun;
    return status;
}

/* Where each member is at the end, in every series that is followed, behind the checksum of the same futures watched. */
static uint64_t sum_end(uint64_t sum, const ofr_ensemble *e, const ofr_swarm *swarm)
{
    for (size_t f = 0; f < e->n_follow; f++) {
        for (size_t i = 0; i < e->n_sets * e->per_set; i++) {
            const ofr_follow *follow = &e->follow[f];
            const double value = follow->whole ? (double)swarm_whole(swarm, i, follow->row)
                                               : swarm_num(swarm, i, follow->row);
            sum = measure_sum(sum, &value, sizeof value);
        }
    }
    return sum;
}

/* The same members by `run`, watched: their outcomes, payoffs and histograms. */
static ofr_status sum_watched(const measure *m, uint64_t *ret_sum, ofr_error *err)
{
    const run_options with = measure_run_options(m);
    sums s;
    const ofr_sink sink = sums_sink(&s, NULL);
    const ofr_status status = study_run(m->study, &with, &sink, err);

    *ret_sum = s.sum;
    return status;
}

static measured row_of(const measure *m, const ofr_ensemble *e, const double *seconds, uint64_t sum)
{
    const size_t n = m->sets * m->per_set;

    return (measured){.part = "",
                      .isa = e->kernel->isa,
                      .seconds = seconds,
                      .member_days = (double)n * (double)e->model->horizon,
                      .futures = (double)n,
                      .checksum = sum};
}

static ofr_status run_whole(const measure *m, ofr_ensemble *e, uint64_t watched, ofr_error *err)
{
    double seconds[MEASURE_REPEATS];
    ofr_swarm *swarm = NULL;
    ofr_status status = seat(e, &swarm, err);

    for (size_t i = 0; i <= m->repeats && status == OFR_OK; i++) /* the first warms up */
        status = run_once(e, swarm, &seconds[i > 0 ? i - 1 : 0], err);
    if (status == OFR_OK) {
        const measured row = row_of(m, e, seconds, sum_end(watched, e, swarm));
        measure_tell(m, &row);
    }
    swarm_free(swarm);
    return status;
}

/* Shares the processor's time of a run out among the steps. */
static void share_out(double seconds, double (*ret_spent)[MEASURE_REPEATS], size_t repeat)
{
    double all = 0;

    for (size_t s = 0; s < N_LAPS; s++) all += laps_spent[s];
    for (size_t s = 0; s < N_LAPS; s++) ret_spent[s][repeat] = seconds * laps_spent[s] / all;
}

static ofr_status run_steps(const measure *m, ofr_ensemble *e, uint64_t watched, ofr_error *err)
{
    double spent[N_LAPS][MEASURE_REPEATS], seconds = 0;
    ofr_swarm *swarm = NULL;
    ofr_status status = seat(e, &swarm, err);

    for (size_t i = 0; i <= m->repeats && status == OFR_OK; i++) { /* the first warms up */
        laps_clear();
        status = run_once(e, swarm, &seconds, err);
        share_out(seconds, spent, i > 0 ? i - 1 : 0);
    }
    for (size_t s = 0; s < N_LAPS && status == OFR_OK; s++) {
        measured row = row_of(m, e, spent[s], sum_end(watched, e, swarm));
        row.part = part[s];
        measure_tell(m, &row);
    }
    swarm_free(swarm);
    return status;
}

static ofr_status run_both(const measure *m, ofr_error *err)
{
    ofr_ensemble e = {0};
    uint64_t watched = 0;
    ofr_status status = sum_watched(m, &watched, err);

    if (status == OFR_OK)
        status = ensemble_init(&e, m->study->model, kernel_choose(m->isa), 1, m->sets, m->per_set,
                               false, err);
    if (status == OFR_OK) status = run_whole(m, &e, watched, err);
    /* A machine that cannot run the build of the steps gets no rows for them. */
    e.kernel = &kernel_laps;
    if (status == OFR_OK && laps_run_here()) status = run_steps(m, &e, watched, err);
    ensemble_done(&e);
    return status;
}

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "day", .sets = 16, .per_set = 64, .repeats = 5};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    if (measure_at_rest(&m, &err) != OFR_OK || run_both(&m, &err) != OFR_OK)
        end = measure_fail(&m, &err);
    measure_close(&m);
    return end;
}
