/* memory.h -- what others may read of memory.c: how fast what is remembered fades. */
#ifndef OFR_MEMORY_H
#define OFR_MEMORY_H

#include "mechanisms.h"

/* A flow of the holder's side at the origin's side, and how far the holder feels who dies in it. */
typedef struct ofr_loss {
    size_t flow;
    ofr_row weight; /* OFR_NONE: one */
} ofr_loss;
typedef struct ofr_memory_keys {
    ofr_row decay, kind_decay, crisis_decay, adapt, floor, per_death, per_wounded, homeland,
        punish_decay, unanswered, provocation_decay;
    struct {
        ofr_loss *loss;
        size_t n;
    } * losses; /* of each memory; none without a dyad */
    ofr_row *
        recent; /* whole, of each memory: day of the holder's last own act against the origin's side */
} ofr_memory_keys;

/* Severity, of an act as it is remembered, below which it is named as the cause of nothing. */
static const double memory_faded = 0.01;

/* The gravest act remembered in lane k, and its root theatre; OFR_NO_ACT and -1 where it has faded. Pure. */
static inline int32_t memory_gravest(const ofr_block *b, const ofr_memory *memory, size_t k,
                                     int32_t *ret_root)
{
    const bool faded = num(b, memory->best)[k] < memory_faded;

    *ret_root = faded ? -1 : whole(b, memory->best_root)[k];
    return faded ? OFR_NO_ACT : whole(b, memory->best_act)[k];
}

#endif
