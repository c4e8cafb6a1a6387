/* chronicle.h -- a future as a dated list of acts, each with its cause in words. */
#ifndef OFR_CHRONICLE_H
#define OFR_CHRONICLE_H

#include "../engine/swarm.h"
#include "study.h"

/* What happens in one future; a growing list whose texts live in arena. */
typedef struct ofr_chronicle {
    ofr_arena *arena;
    const ofr_study *study;
    ofr_act *act;
    size_t n, room;
    bool failed;
} ofr_chronicle;

/* Futures told side by side: those of the members first .. first + n - 1; all others are passed over. */
typedef struct ofr_chronicles {
    size_t first, n;
    ofr_chronicle *of; /* [n] */
} ofr_chronicles;

/* Who writes them; the list must stay where it is. */
ofr_observer chronicles_observer(ofr_chronicles *chronicles, const ofr_model *model);

#endif
