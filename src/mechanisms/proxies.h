/* proxies.h -- what others may read of proxies.c: control and capability of groups. */
#ifndef OFR_PROXIES_H
#define OFR_PROXIES_H

#include "../state/compiler.h"

typedef struct ofr_proxies {
    ofr_row pull, concession, rein, hit, recovery; /* pull: decay of the distance to the mean */
    ofr_row *capability;                           /* state of each actor: 0..1 */
    struct {
        size_t *flow;
        size_t n;
    } * struck; /* flows that hit each actor's capability */
} ofr_proxies;

#endif
