/* bench_chunk.c -- what `run` does for its futures: history of each set, its futures, and what is kept of them.
 *
 * Measured from the sink's begin to the last chunk: no file, no past series, no future told act by act.
 */
#include "sums.h"

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "chunk", .sets = 16, .per_set = 64, .repeats = 3};
    double seconds[MEASURE_REPEATS];
    sums s = {0};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    const run_options with = measure_run_options(&m);
    for (size_t i = 0; i <= m.repeats && end == 0; i++) { /* the first warms up */
        const ofr_sink sink = sums_sink(&s, NULL);
        if (study_run(m.study, &with, &sink, &err) != OFR_OK) end = measure_fail(&m, &err);
        seconds[i > 0 ? i - 1 : 0] = s.chunked - s.begun;
    }
    if (end == 0)
        measure_tell(&m, &(measured){.part = "",
                                     .isa = kernel_choose(m.isa)->isa,
                                     .seconds = seconds,
                                     .member_days = (double)s.futures * (double)s.horizon,
                                     .set_histories = (double)s.histories,
                                     .futures = (double)s.futures,
                                     .checksum = s.sum});
    measure_close(&m);
    return end;
}
