/* perception.h -- what others may read of perception.c: misreadings, alarms, what is charged to patrons. */
#ifndef OFR_PERCEPTION_H
#define OFR_PERCEPTION_H

#include "../state/compiler.h"

typedef struct ofr_charge {
    size_t link, dyad;
    ofr_row share, base;
} ofr_charge; /* what dyad's holder charges to the patron */

typedef struct ofr_perception {
    ofr_row misread, base, belief, alarms, alarm_tension, control, doubt, denial, audience;
    ofr_charge *charge;
    size_t n_charges;
    uint32_t *flow_stream, *alarm_stream;
    ofr_row *alarmed; /* state of each dyad: alarms today */
    size_t *victim;   /* of each flow: dyad of the principal that reads it, or OFR_NONE */
} ofr_perception;

#endif
