/* drivers.h -- what others may read of drivers.c, and call: wars and truces elsewhere. */
#ifndef OFR_DRIVERS_H
#define OFR_DRIVERS_H

#include "driven.h"
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

/* The terms of a node's `driven-by`; ret_n: how many. NULL where there is no memory, which the compiler notes. */
static inline ofr_term *compile_driven_by(ofr_compiler *c, const ofr_node *node, size_t *ret_n)
{
    const ofr_node *driven = node_get(node, "driven-by"),
                   *drivers = node_get(c->spec->root, "drivers");
    ofr_term *term = compile_alloc(c, driven->n_children, sizeof *term);

    *ret_n = 0;
    for (size_t j = 0; term && j < driven->n_children; j++) {
        const ofr_row factor = (ofr_row)driven->child[j]->parameter;
        const size_t driver = node_index(drivers, driven->child[j]->id);
        if (driver == SIZE_MAX) continue;
        term[(*ret_n)++] = (ofr_term){driver, compile_derived(c, DERIVE_LOG, &factor, 1)};
    }
    return term;
}

/* Adds the logarithms of the factors of all drivers that are on. */
static inline void add_driven(const ofr_model *m, const ofr_block *b, const ofr_term *term,
                              size_t n, double *x)
{
    for (size_t j = 0; j < n; j++) {
        const int32_t *on = whole(b, m->own->drivers->driver[term[j].driver].on);
        const double *factor = par(b, term[j].log_factor);
        for (size_t k = 0; k < LANES; k++) x[k] += factor[k] * (double)on[k]; /* lanes */
    }
}

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
