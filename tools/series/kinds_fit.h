/* kinds_fit.h -- each series by itself: six models on the first half, scored on the second. */
#ifndef OFR_SERIES_KINDS_FIT_H
#define OFR_SERIES_KINDS_FIT_H

#include <stdio.h>

#include "kinds_shared.h"

/* Writes a row for each series to fit and each model: parameters of the first half, log score a covered day of the
 * second. Level and both take the half-life under which the series of a kind, each with its own numbers, are
 * likeliest on their first halves. With `fits` (n of kinds_shared.h) also rows kind-level, kind-halts, kind-both:
 * the kind without the series' standoff, with the mean of the series' own first half. OFR_NO_MEMORY. */
ofr_status kinds_fit(const daily_set *set, const kind_fit *fits, size_t n, FILE *out,
                     ofr_error *err);

#endif
