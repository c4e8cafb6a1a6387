/* kind_prior.h -- what a kind of campaign is believed to be: centres from all its series together, spreads from
 * how they differ.
 *
 * Centre: the shared fit (kinds_shared.h). Spread of a key: variance (sum over series (own - centre)^2 + v0) / (n
 * + 1), where own is the fit of a series by itself and v0 the variance of the prior under which the fits were
 * made: a pseudo-series that knows nothing. Hazards are lognormal, shares beta, the level triangular within 0 ..
 * 0.8; spreads are held within bounds that kind_prior.c says.
 *
 * Kept is level, halts or both: whichever has the highest held-out log score, summed over the kind's series. */
#ifndef OFR_SERIES_KIND_PRIOR_H
#define OFR_SERIES_KIND_PRIOR_H

#include <stdio.h>

#include "csv_table.h"
#include "kinds_shared.h"

typedef enum prior_key {
    KEY_HALTS,
    KEY_SHORT_ENDS,
    KEY_LONG_ENDS,
    KEY_LONG,
    KEY_LEAK,
    KEY_LEVEL,
    N_KEYS
} prior_key;

typedef struct kind_prior {
    char kind[SERIES_NAME], without[SERIES_NAME];
    model_kind keep;
    bool is_wide;
    size_t n_series;
    double days, half_life;
    double score[N_MODELS];      /* held-out log score of level, halts, both: sum */
    double a[N_KEYS], b[N_KEYS]; /* lognormal: median, sigma; beta: a, b; level: low, high */
    double mode;                 /* of the level */
} kind_prior;

/* From one shared fit and the table of `kinds fit`, with the model that won. OFR_RECORD, OFR_DEGENERATE (no series
 * of the table is left). */
ofr_status kind_prior_make(const kind_fit *fit, const csv_table *own, kind_prior *ret_prior,
                           ofr_error *err);
/* The same with a model that the caller names: level, halts or both. */
ofr_status kind_prior_of_model(const kind_fit *fit, const csv_table *own, model_kind keep,
                               kind_prior *ret_prior, ofr_error *err);
/* A draw for six uniform numbers; the rate is the caller's. Pure. */
campaign kind_prior_draw(const kind_prior *prior, const double unit[static N_KEYS], double rate);
/* Rows of `kinds priors`. */
void kind_prior_head(FILE *out);
void kind_prior_write(const kind_prior *prior, FILE *out);

#endif
