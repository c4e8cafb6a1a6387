/* memory.h -- what others may read of memory.c: how fast what is remembered fades. */
#ifndef OFR_MEMORY_H
#define OFR_MEMORY_H

#include "../state/compiler.h"

typedef struct ofr_memory_keys {
    ofr_row decay, kind_decay, crisis_decay, adapt, floor, per_death, per_wounded, homeland,
        punish_decay, unanswered, provocation_decay;
    ofr_row *
        recent; /* whole, of each memory: day of the holder's last own act against the origin's side */
} ofr_memory_keys;

#endif
