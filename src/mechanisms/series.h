/* series.h -- what others may read of series.c: totals since the start. */
#ifndef OFR_SERIES_ROWS_H
#define OFR_SERIES_ROWS_H

#include "../state/compiler.h"

typedef struct ofr_series_rows {
    ofr_row window;           /* whole: [theatres][7] attacks by day */
    ofr_row *week;            /* whole, of each theatre: attacks in the last seven days */
    ofr_row severity, deaths; /* states: totals since the start */
    ofr_row worst, worst_day; /* whole: highest rung since the start (-1 none) and its first day */
} ofr_series_rows;

#endif
