/* chronicle.h -- a future as a dated list of acts, each with its cause in words. */
#ifndef OFR_CHRONICLE_H
#define OFR_CHRONICLE_H

#include "study.h"

/* Collects what happened in a lane today; a growing list whose texts live in arena. */
typedef struct ofr_chronicle {
    ofr_arena *arena;
    const ofr_study *study;
    ofr_act *act;
    size_t n, room;
    bool failed;
} ofr_chronicle;

/* An ofr_watch for futures. */
void chronicle_watch(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane);

#endif
