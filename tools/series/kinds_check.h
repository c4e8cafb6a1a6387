/* kinds_check.h -- R1: are the second halves of series as bursty as a kind says that never saw their standoff? */
#ifndef OFR_SERIES_KINDS_CHECK_H
#define OFR_SERIES_KINDS_CHECK_H

#include <stdio.h>

#include "kind_prior.h"

/* Each series' second half is simulated CHECK_PATHS times (second_half.h). A row for each series and statistic of
 * burstiness.h: what was seen, the simulated 5 % and 95 %, and the lowest and highest among the second halves of
 * the ten series of other standoffs whose rates are nearest. With `model` of level, halts or both that one is
 * simulated; N_MODELS: whichever the kind keeps. OFR_NO_MEMORY, OFR_RECORD, OFR_DEGENERATE. */
ofr_status kinds_check(const daily_set *set, const kind_fit *fits, size_t n_fits,
                       const csv_table *own, model_kind model, FILE *out, ofr_error *err);

enum { CHECK_PATHS = 500, CHECK_NEIGHBOURS = 10 };

#endif
