/* bench_read.c -- reading a result: what `offramp report` and `export` do before they tell anything. */
#include "report/answer.h"
#include "result_made.h"

static uint64_t sum_doubles(uint64_t sum, const double *value, size_t n)
{
    return value ? measure_sum(sum, value, n * sizeof *value) : sum;
}

/* Over the figures that are told: shares of outcomes by day, payoffs, quantiles of series, deaths, evidence. */
static uint64_t sum_answer(const ofr_answer *a)
{
    const size_t horizon = (size_t)a->horizon;
    uint64_t sum = measure_sum(MEASURE_SUM, &a->done, sizeof a->done);

    for (size_t i = 0; i < a->n_outcomes; i++) {
        sum = sum_doubles(sum, a->outcome[i].curve, horizon);
        for (size_t h = 0; h < a->n_horizons; h++) {
            const ofr_share_told *share = &a->outcome[i].by[h].share;
            const double told[] = {share->probability, share->low,       share->high,
                                   share->effective,   share->range_low, share->range_high};
            sum = sum_doubles(sum, told, sizeof told / sizeof *told);
        }
    }
    for (size_t i = 0; i < a->n_principals; i++)
        sum = sum_doubles(sum, a->principal[i].payoff.quantile, N_QUANTILES);
    for (size_t i = 0; i < a->n_series; i++)
        sum = sum_doubles(sum, a->series[i].quantile, N_QUANTILES * horizon);
    sum = sum_doubles(sum, a->deaths.quantile, N_QUANTILES);
    sum = sum_doubles(sum, a->severity.quantile, N_QUANTILES);
    return sum_doubles(sum, &a->evidence_effective, 1);
}

static ofr_status read_once(const char *path, double *ret_seconds, uint64_t *ret_sum,
                            ofr_error *err)
{
    const double begun = measure_cpu();
    ofr_answer *answer = NULL;
    const ofr_status status = answer_read(path, false, &answer, err);

    *ret_seconds = measure_cpu() - begun;
    if (status == OFR_OK) *ret_sum = sum_answer(answer);
    answer_free(answer);
    return status;
}

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "read", .sets = 16, .per_set = 64, .repeats = 5};
    double seconds[MEASURE_REPEATS];
    uint64_t sum = 0;
    result_made made = {0};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    if (result_make(&m, &made, &err) != OFR_OK) end = measure_fail(&m, &err);
    for (size_t i = 0; i <= m.repeats && end == 0; i++) { /* the first warms up */
        if (read_once(made.path, &seconds[i > 0 ? i - 1 : 0], &sum, &err) != OFR_OK)
            end = measure_fail(&m, &err);
    }
    result_drop(&made);
    if (end == 0)
        measure_tell(&m, &(measured){.part = "",
                                     .isa = "",
                                     .seconds = seconds,
                                     .futures = (double)made.sums.futures,
                                     .set_histories = (double)made.sums.histories,
                                     .checksum = sum});
    measure_close(&m);
    return end;
}
