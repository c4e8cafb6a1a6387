/* second_half.h -- futures of a series from its split on, as a kind foretells them that never saw its standoff.
 *
 * Hazards, shares and level are drawn from the kind's prior, the state on the eve is filtered from the first half
 * with its mean, and the mean of the second half is that of the first times exp(drift N(0,1) - drift^2 / 2): the
 * long-run mean of a campaign changes as well, and how much is learnt from the other standoffs' series
 * (second_half_drift). */
#ifndef OFR_SERIES_SECOND_HALF_H
#define OFR_SERIES_SECOND_HALF_H

#include "kind_prior.h"

/* Which model of a kind; N_MODELS: whichever it keeps. */
ofr_status second_half_prior(const kind_fit *fits, size_t n_fits, const csv_table *own,
                             const daily_series *s, model_kind model, kind_prior *ret_prior,
                             ofr_error *err);
/* Acts a day of the first half, half an act and a day added. Pure. */
double second_half_rate(const daily_series *s);
/* Days that are simulated: at most what a stream numbers. */
size_t second_half_days(const daily_series *s);
/* Draw `number` of what a path is made of: the campaign with the mean of the first half, and the factor on that
 * mean in the second. Pure. */
campaign second_half_draw(const kind_prior *prior, const daily_series *s, uint32_t number,
                          double drift, double *ret_factor);
/* Path `number` into count[second_half_days]; days that the series does not cover are NOT_COVERED. */
void second_half_path(const kind_prior *prior, const daily_series *s, uint32_t number, double drift,
                      int32_t *count);

/* What each series says of the drift: (log of its own ratio of means)^2 - mean of the same in paths without drift.
 * ret: [set->n]. OFR_NO_MEMORY, OFR_RECORD, OFR_DEGENERATE. */
ofr_status second_half_excess(const daily_set *set, const kind_fit *fits, size_t n_fits,
                              const csv_table *own, model_kind model, double *ret, ofr_error *err);
/* The drift by all series but a standoff's: root of their mean excess, 0 where that is below. Pure. */
double second_half_drift(const daily_set *set, const double *excess, const char *without);

#endif
