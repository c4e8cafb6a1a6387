/* result_made.h -- a result file written for a benchmark, in a directory of its own. */
#ifndef OFR_RESULT_MADE_H
#define OFR_RESULT_MADE_H

#include "sums.h"

typedef struct result_made {
    char directory[256], path[288]; /* directory "": there is none */
    sums sums;                      /* of what was written; spent: the seconds that it took */
} result_made;

/* Runs the study into a result that keeps 50 futures, below TMPDIR or /tmp. result_drop in any case. */
ofr_status result_make(const measure *m, result_made *ret, ofr_error *err);
void result_drop(result_made *made); /* takes zeroed */

#endif
