/* proxies.h -- what others may read of proxies.c: control and capability of groups. */
#ifndef OFR_PROXIES_H
#define OFR_PROXIES_H

#include "mechanisms.h"

typedef struct ofr_proxies {
    ofr_row pull, concession, rein, hit, recovery; /* pull: decay of the distance to the mean */
    ofr_row *capability;                           /* state of each actor: 0..1 */
    struct {
        size_t *flow;
        size_t n;
    } * struck; /* flows that hit each actor's capability */
} ofr_proxies;

/* A client is asked in one lane, wholly: it obeys with chance control, where u, a uniform, is below it. Else it refuses, which is an
 * act of `slot` by `cause` and `root`, and costs the patron the share `refused` of its control. */
static inline bool client_obeys(const ofr_model *m, ofr_block *b, size_t link, size_t k, double u,
                                size_t slot, int32_t cause, int32_t root, double refused)
{
    double *control = &num(b, m->link[link].control)[k];

    if (u < *control) return true;
    act(m, b, slot, k, cause, root);
    *control *= 1.0 - refused;
    return false;
}

#endif
