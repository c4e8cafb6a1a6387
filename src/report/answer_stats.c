/* answer_stats.c -- see answer_stats.h. */
#include "answer_stats.h"

const double answer_quantile_at[N_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

double scaled_value(size_t bin, double part, size_t n_bins, double scale)
{
    const double t = bin + 1 == n_bins ? (double)bin : (double)bin + part;

    return bin == 0 ? 0 : scale * t / ((double)n_bins - t);
}
