/* frozen_parts.h -- a frozen forecast being scored; private to frozen_score.c and frozen_resolve.c. */
#ifndef OFR_FROZEN_PARTS_H
#define OFR_FROZEN_PARTS_H

#include "frozen.h"

/* A frozen forecast, and its scenario opened with the record that has grown. */
typedef struct frozen_work {
    const ofr_frozen *frozen;
    const frozen_options *o;
    ofr_study *study;
    frozen_score *score;
    ofr_arena *arena;
} frozen_work;

/* The outcome of a question; NULL: the scenario has none of that id. Pure. */
const ofr_outcome *frozen_outcome(const frozen_work *work, const frozen_question *question);
/* What became of each question by the record, into score->answer. OFR_NO_MEMORY. */
ofr_status frozen_resolve(frozen_work *work, ofr_error *err);

#endif
