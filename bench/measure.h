/* measure.h -- what the benchmarks share: sizes, the clock, checksums, rows of JSON.
 *
 * A benchmark works in one thread and measures the processor's time, not the wall's. It repeats its work and prints, a line
 * a row, the least and the middle time, how much work that was, and a checksum over what came out, bit for bit: two
 * builds with different checksums did not do the same work.
 */
#ifndef OFR_MEASURE_H
#define OFR_MEASURE_H

#include "studies/study.h"

enum { MEASURE_REPEATS = 64 }; /* at most */

typedef struct measure {
    const char *bench;    /* stem of the program */
    const char *scenario; /* path */
    const char *isa;      /* "v2", "v3", "v4" from OFFRAMP_ISA; NULL: the best */
    size_t sets, per_set, repeats;
    ofr_study *study;
} measure;

/* Reads SCENARIO [--sets N] [--members N] [--repeats N] [--no-history] and opens the scenario; what is not given stays as
 * in `usual`. Says on standard error what is wrong, and returns a status for exit: 0, 1 failed, 2 usage. */
int measure_open(int argc, char **argv, const measure *usual, measure *ret);
void measure_close(measure *m);
/* Says an error on standard error; returns 1. */
int measure_fail(const measure *m, ofr_error *err);
/* The same study at rest, without the record's past, in place of the one that is open. */
ofr_status measure_at_rest(measure *m, ofr_error *err);
/* Sizes and build as `run` takes them: one thread, nothing kept, seed 1. */
run_options measure_run_options(const measure *m);

/* Seconds of the processor that this program has used. */
double measure_cpu(void);

/* FNV-1a, 64 bits, over the bytes of n values; begins with MEASURE_SUM. */
#define MEASURE_SUM 0xcbf29ce484222325u
uint64_t measure_sum(uint64_t sum, const void *value, size_t bytes);

/* A row. */
typedef struct measured {
    const char *part;      /* of the benchmark; "": all of it */
    const char *isa;       /* of the kernel that ran; "": none */
    const double *seconds; /* [m->repeats] of the processor */
    double member_days, set_histories,
        futures; /* work of one repeat, as far as it is of that kind */
    uint64_t checksum;
} measured;
void measure_tell(const measure *m, const measured *row);

#endif
