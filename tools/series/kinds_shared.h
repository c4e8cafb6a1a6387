/* kinds_shared.h -- what the series of a kind have in common, seen without one standoff. */
#ifndef OFR_SERIES_KINDS_SHARED_H
#define OFR_SERIES_KINDS_SHARED_H

#include <stdio.h>

#include "series_models.h"

/* Level, halts, both of one kind, each with the mean of its own series' first half. */
typedef struct kind_fit {
    char kind[SERIES_NAME];
    char without[SERIES_NAME]; /* standoff that is left out; "": none */
    size_t n_series;
    double days;  /* covered, of the first halves */
    bool is_wide; /* the kind has no other standoff: all kinds' series stand for it */
    series_model model[N_MODELS];
} kind_fit;

/* Fits kind without a standoff ("" for none). OFR_DEGENERATE where no series is left. */
ofr_status kind_fit_shared(const daily_set *set, const char *kind, const char *without,
                           kind_fit *ret_fit, ofr_error *err);

/* The table of such fits as a file of `kinds shared`, and back: its rows are one model each. */
void kind_fit_head(FILE *out);
void kind_fit_write(const kind_fit *fit, FILE *out);
/* Reads all; *ret_fits is the caller's to free. OFR_IO, OFR_RECORD, OFR_NO_MEMORY. */
ofr_status kind_fits_read(const char *path, kind_fit **ret_fits, size_t *ret_n, ofr_error *err);
/* The fit of a kind without a standoff; NULL: not in the table. */
const kind_fit *kind_fit_find(const kind_fit *fits, size_t n, const char *kind,
                              const char *without);

#endif
