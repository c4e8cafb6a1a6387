/* bench_ensemble.c -- member-days per second of the whole day function, history apart.
 *
 *     bench_ensemble SCENARIO [threads] [members]
 *
 * One warm-up, then the minimum and the median of five repeats. One JSON line a row; the checksum is the
 * sum of severities, so that no work can be left out. Flows are counted as in the scenario.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/futures.h"
#include "engine/observe.h"
#include "engine/pool.h"
#include "studies/study.h"

enum { REPEATS = 5, PER_SET = 200, CHUNK = 1000 };

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

typedef struct work {
    const ofr_ensemble *e;
    size_t members;
    long long *
        sum; /* a chunk: severities in 64ths, whole so that their order does not matter; negative: failed */
} work;

static void run_chunk(void *self, size_t i)
{
    const work *w = self;
    const size_t first = i * CHUNK, n = w->members - first < CHUNK ? w->members - first : CHUNK;
    /* What `run` keeps. */
    static const seen_plan kept = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) |
                                            SEEN(SEEN_PAYOFFS) | SEEN(SEEN_BINS) |
                                            SEEN(SEEN_DROPS) | SEEN(SEEN_AGENDAS)};
    ofr_observer observer[SEEN_KINDS];
    ofr_seen seen = {0};

    w->sum[i] = -1;
    if (seen_init(w->e, &kept, CHUNK, &seen, NULL) != OFR_OK) return;
    seen_open(&seen, first, n);
    const ofr_way way = {NULL, observer, seen_observers(&seen, observer)};
    const futures_plan plan = {.first = first, .n = n, .way = &way, .n_ways = 1};
    if (futures_run(w->e, &plan, NULL) == OFR_OK) {
        const ofr_member *member = seen.value[SEEN_MEMBERS];
        w->sum[i] = 0;
        for (size_t m = 0; m < n; m++) w->sum[i] += (long long)(64.0 * member[m].severity);
    }
    seen_done(&seen);
}

/* Runs all members; returns the sum of severities in 64ths, or a negative number on failure. */
static long long run_all(const ofr_ensemble *e, int threads, size_t members)
{
    const size_t n_chunks = (members + CHUNK - 1) / CHUNK;
    work w = {e, members, calloc(n_chunks, sizeof *w.sum)};
    long long sum = 0;

    if (!w.sum) return -1;
    pool_run((size_t)threads, n_chunks, run_chunk, &w);
    for (size_t i = 0; i < n_chunks && sum >= 0; i++) sum = w.sum[i] < 0 ? -1 : sum + w.sum[i];
    free(w.sum);
    return sum;
}

static int report(const char *name, const ofr_ensemble *e, int threads, size_t members, double days)
{
    double t[REPEATS];
    long long sum = run_all(e, threads, members);

    for (size_t i = 0; i < REPEATS; i++) {
        const double start = seconds();
        sum = run_all(e, threads, members);
        t[i] = seconds() - start;
        if (sum < 0) return fprintf(stderr, "bench_ensemble: a chunk failed\n"), 1;
    }
    qsort(t, REPEATS, sizeof t[0], ascending);
    const double n = (double)members * days;
    printf("{\"bench\":\"%s\",\"isa\":\"%s\",\"threads\":%d,\"members\":%zu,\"days\":%.0f,"
           "\"flows\":%zu,\"seconds_min\":%.3f,\"seconds_median\":%.3f,"
           "\"member_days_per_second\":%.4g,\"ns_per_member_day\":%.1f,\"ns_per_member_day_flow\":%"
           ".2f,\"checksum\":%lld}\n",
           name, e->kernel->isa, threads, members, days, e->model->n_flows, t[0], t[REPEATS / 2],
           n / t[REPEATS / 2], 1e9 * t[REPEATS / 2] / n,
           1e9 * t[REPEATS / 2] / n / (double)e->model->n_flows, sum);
    return 0;
}

int main(int argc, char **argv)
{
    const int threads = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 1;
    const size_t members = argc > 3 ? (size_t)strtol(argv[3], NULL, 10) : 4000;
    const char *isa = getenv("OFFRAMP_ISA");
    ofr_study *study = NULL;
    ofr_error err = {0};
    ofr_ensemble e;

    if (argc < 2 || members < 1 || threads < 1)
        return fprintf(stderr, "usage: bench_ensemble SCENARIO [threads] [members]\n"), 2;
    if (study_open(argv[1], NULL, &study, &err) != OFR_OK)
        return fprintf(stderr, "%s: %s\n", err.where, err.text), 1;
    const ofr_kernel *kernel = kernel_choose(isa);
    if (!kernel) return fprintf(stderr, "bench_ensemble: this machine cannot run %s\n", isa), 1;
    if (ensemble_init(&e, study->model, kernel, 1, (members + PER_SET - 1) / PER_SET, PER_SET,
                      false, &err) != OFR_OK)
        return 1;
    int status = report("future", &e, threads, members, (double)study->model->horizon);
    if (study->past && status == 0) {
        const int32_t past = study->model->start - study->model->epoch;
        e.past = study->past;
        status = report("history_and_future", &e, threads, members, (double)study->model->horizon);
        printf("{\"note\":\"history: %d days x %d particles a set of %d members\"}\n", past,
               OFR_PARTICLES, PER_SET);
    }
    ensemble_done(&e);
    study_close(study);
    return status;
}
