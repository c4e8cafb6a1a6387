/* bench_write.c -- writing a result: the time that the result file's sink takes in a run that keeps 50 futures.
 *
 * The result lies in the directory of TMPDIR (/tmp) and is removed.
 */
#include "result_made.h"

int main(int argc, char **argv)
{
    static const measure usual = {.bench = "write", .sets = 16, .per_set = 64, .repeats = 3};
    double seconds[MEASURE_REPEATS];
    result_made made = {0};
    measure m;
    ofr_error err = {0};
    int end = measure_open(argc, argv, &usual, &m);

    if (end != 0) return end;
    for (size_t i = 0; i <= m.repeats && end == 0; i++) { /* the first warms up */
        if (result_make(&m, &made, &err) != OFR_OK) end = measure_fail(&m, &err);
        seconds[i > 0 ? i - 1 : 0] = made.sums.spent;
        result_drop(&made);
    }
    if (end == 0)
        measure_tell(&m, &(measured){.part = "",
                                     .isa = "",
                                     .seconds = seconds,
                                     .futures = (double)made.sums.futures,
                                     .set_histories = (double)made.sums.histories,
                                     .checksum = made.sums.sum});
    measure_close(&m);
    return end;
}
