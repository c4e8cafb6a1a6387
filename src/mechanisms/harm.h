/* harm.h -- what others may read of harm.c: how deadly acts are. */
#ifndef OFR_HARM_H
#define OFR_HARM_H

#include "../state/compiler.h"

typedef struct ofr_harm {
    struct {
        ofr_row lethality, wounding, slip, protection, tail, cap, mean;
    } * theatre;
    ofr_row slip_factor, warning;
    ofr_row *partners;      /* of each flow: share of lethal acts that kill partners */
    ofr_row *announced;     /* of each flow: how far direct acts are told beforehand */
    uint32_t *stream;       /* of each flow */
    ofr_row own_dead;       /* how far a side's dead in its own acts count at home, 0 .. 1 */
    ofr_row *own_lethality; /* of each flow: chance that an act costs its source lives */
    uint32_t *own_stream;   /* of each flow: of the dead of its source */
} ofr_harm;

#endif
