/* sums.h -- a sink that adds up all that a run makes, and notes when the last chunk came.
 *
 * The checksum is over members, days of outcomes, payoffs, histograms and evidence, bit for bit: a contracted product or
 * a polynomial of lower degree moves the last bit of a payoff or of the evidence long before it moves a day.
 */
#ifndef OFR_SUMS_H
#define OFR_SUMS_H

#include "measure.h"

typedef struct sums {
    uint64_t sum;
    size_t n_outcomes, n_principals, n_series, horizon;
    size_t futures, histories; /* that came */
    double begun, chunked;     /* measure_cpu at begin, and after the last chunk */
    const ofr_sink *next;      /* what is handed on; NULL: nothing */
    double spent;              /* seconds of the processor in `next` */
} sums;

/* A sink that fills *s; next may be NULL. */
ofr_sink sums_sink(sums *s, const ofr_sink *next);

#endif
