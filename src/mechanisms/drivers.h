/* drivers.h -- what others may read of drivers.c, and call: wars and truces elsewhere. */
#ifndef OFR_DRIVERS_H
#define OFR_DRIVERS_H

#include "mechanisms.h"

typedef struct ofr_period {
    int32_t from, to;
} ofr_period;
typedef struct ofr_driver {
    const char *id;
    const ofr_node *node;
    uint32_t stream;
    size_t slot;
    ofr_row on;                  /* whole: 0 or 1 */
    ofr_row last_act, last_root; /* whole: act that switched it last */
    ofr_row ends, starts, mediation;
    const ofr_row *backing;
    size_t n_backing;
    bool active;
    size_t theatre;
    const ofr_period *period;
    size_t n_periods; /* when the record knows it was on */
} ofr_driver;
typedef struct ofr_drivers {
    ofr_driver *driver;
    size_t n;
} ofr_drivers;

/* A driver that is on goes off in one lane, or the other way, as an act of its slot. cause: act number, or below 0
 * as in model.h. */
static inline void driver_switches(const ofr_model *m, ofr_block *b, int32_t day,
                                   const ofr_driver *d, size_t k, int32_t cause)
{
    whole(b, d->on)[k] = !whole(b, d->on)[k];
    act(m, b, d->slot, k, cause, d->theatre == OFR_NONE ? -1 : (int32_t)d->theatre);
    whole(b, d->last_act)[k] = act_number(m, day, d->slot);
}

#endif
