/* outcomes.h -- what others may read of outcomes.c: what is asked, and when it came. */
#ifndef OFR_OUTCOMES_H
#define OFR_OUTCOMES_H

#include "../state/compiler.h"

enum { EVENT_PATTERN, EVENT_WAR, EVENT_EXCHANGE, EVENT_DEAL, EVENT_QUIET, EVENT_HALTED };
typedef struct ofr_outcome {
    const char *id, *says;
    int event;
    bool headline, prior_driven;
    ofr_pattern pattern;
    int32_t days;
    size_t deal;
    size_t pair; /* or OFR_NONE: any */
    size_t campaign;
    ofr_row first, root,
        run;         /* whole: day of first occurrence or OFR_NEVER; root theatre; quiet days
                                 since the start */
    ofr_row already; /* whole: 1 if it held on the eve of the start */
} ofr_outcome;
typedef struct ofr_outcomes {
    ofr_outcome *outcome;
    size_t n;
} ofr_outcomes;

#endif
