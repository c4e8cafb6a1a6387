/* bench_history.c -- the particle filter through the record: the history of each parameter set. */
#include "engine/filter.h"
#include "engine/observe.h"
#include "measure.h"

/* Where each particle is at the start, in every series that is followed. */
static uint64_t sum_particles(uint64_t sum, const ofr_ensemble *e, const ofr_swarm *particles)
{
    for (size_t f = 0; f < e->n_follow; f++) {
        for (size_t i = 0; i < e->particles; i++) {
            const ofr_follow *follow = &e->follow[f];
            const double value = follow->whole ? (double)swarm_whole(particles, i, follow->row)
                                               : swarm_num(particles, i, follow->row);
            sum = measure_sum(sum, &value, sizeof value);
        }
    }
    return sum;
}

static ofr_status run_once(const ofr_ensemble *e, ofr_swarm *particles, double *ret_seconds,
                           uint64_t *ret_sum, ofr_error *err)
{
    ofr_status status = OFR_OK;

    *ret_seconds = 0;
    *ret_sum = MEASURE_SUM;
    for (size_t set = 0; set < e->n_sets && status == OFR_OK; set++) {
        const double begun = measure_cpu();
        ofr_account account = {0};
        status = history_run(e, set, particles, NULL, 0, NULL, &account, err);
        *ret_seconds += measure_cpu() - begun;
        *ret_sum = measure_sum(*ret_sum, &account.evidence, sizeof account.evidence);
        *ret_sum = sum_particles(*ret_sum, e, particles);
    }
    return status;
}

static ofr_status run_all(const measure *m, ofr_error *err)
{
    const ofr_model *model = m->study->model;
    double seconds[MEASURE_REPEATS];
    ofr_ensemble e = {0};
    ofr_swarm *particles = NULL;
    uint64_t sum = 0;
    ofr_status status = ensemble_init(&e, model, kernel_choose(m->isa), 1, m->sets, m->per_set,
                                      false, err);

    e.past = m->study->past;
    if (status == OFR_OK) status = history_new(&e, &particles, err);
    for (size_t i = 0; i <= m->repeats && status == OFR_OK; i++) /* the first warms up */
        status = run_once(&e, particles, &seconds[i > 0 ? i - 1 : 0], &sum, err);
    if (status == OFR_OK) {
        const double particle_days = (double)(m->sets * e.particles) *
                                     (double)(model->start - model->epoch);
        measure_tell(m, &(measured){.part = "",
                                    .isa = e.kernel->isa,
                                    .seconds = seconds,
                                    .member_days = particle_days,
                                    .set_histories = (double)m->sets,
                                    .checksum = sum});
    }
    swarm_free(particles);
    ensemble_done(&e);
    return status;
}

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "history", .sets = 8, .per_set = 1, .repeats = 3};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    /* A scenario without a record has no history: nothing to measure, and no row. */
    if (m.study->past && run_all(&m, &err) != OFR_OK) end = measure_fail(&m, &err);
    measure_close(&m);
    return end;
}
