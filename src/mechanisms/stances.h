/* stances.h -- what others may read of stances.c: how stances are chosen, and what hurts whom. */
#ifndef OFR_STANCES_H
#define OFR_STANCES_H

#include "../state/compiler.h"

enum { PLAY_REPLY, PLAY_EQUILIBRIUM };
typedef struct ofr_hit {
    size_t flow;
    ofr_row weight;
    size_t theatre;
} ofr_hit;
typedef struct ofr_stances {
    ofr_row lambda, inertia, bias, provocation_scale, enmity_scale;
    int32_t epoch;    /* days between decisions */
    ofr_row *initial; /* of each dyad, or OFR_NONE */
    struct {
        ofr_hit *hit;
        size_t n;
    } * hits; /* of each dyad: flows of the rival's side that hurt the holder */
    uint32_t *stream;
    int play;         /* PLAY_ */
    bool may_fold;    /* days that may have several equilibria are played as reply, not refused */
    ofr_row *several; /* whole, of each pair: such days so far */
} ofr_stances;

#endif
