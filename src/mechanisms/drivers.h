/* drivers.h -- what others may read of drivers.c, and call: wars and truces elsewhere. */
#ifndef OFR_DRIVERS_H
#define OFR_DRIVERS_H

#include "driven.h"
#include "mechanisms.h"

typedef struct ofr_period {
    int32_t from, to;
} ofr_period;
/* A dated proposal to end a driver: a factor on the hazard of an end while it is on the table. */
typedef struct ofr_proposal {
    ofr_period days;
    ofr_row log_factor;
} ofr_proposal;
/* An owner or a backer that decides: what it adds to the log hazard of an end is `backing` and what moved it. */
typedef struct ofr_decider {
    size_t actor, politics; /* politics: of it or of the whole that it is part of; OFR_NONE: none */
    bool owner;
    ofr_row backing, decay, dead, heat, election, leader; /* parameters */
    ofr_row moved;      /* state: log hazard above `backing`, [-log 5, log 5] */
    const size_t *flow; /* whose dead of its own the driver's war costs it */
    size_t n_flows;
    const size_t *act; /* its own acts in that war, in which its people may die */
    size_t n_acts;
} ofr_decider;
/* Another driver that stops or starts this one, with a chance, on the day after it stopped or started itself. */
typedef struct ofr_pull {
    size_t driver;
    ofr_row chance;
} ofr_pull;
typedef struct ofr_driver {
    const char *id;
    const ofr_node *node;
    uint32_t stream;
    size_t slot;
    ofr_row on; /* whole: 0 or 1 */
    ofr_row was,
        turned; /* whole: `on` this morning; 1 begun since yesterday morning, -1 stopped, 0 */
    ofr_row turned_by;           /* whole: act by which it turned */
    ofr_row truce_until;         /* whole: last day of a truce under way, or OFR_NEVER */
    ofr_row last_act, last_root; /* whole: act that switched it last */
    ofr_row truce_days, truce_share, truce_resumes;
    ofr_row ends, starts, mediation;
    const ofr_row *backing;
    size_t n_backing;
    bool active;
    size_t theatre;
    const ofr_period *period;
    size_t n_periods; /* when the record knows it was on */
    const ofr_proposal *proposal;
    size_t n_proposals;
    const ofr_decider *decider;
    size_t n_deciders;
    const ofr_term *ends_while, *starts_while; /* factors on its own hazards while another is on */
    size_t n_ends_while, n_starts_while;
    const ofr_pull *ends_with, *starts_with;
    size_t n_ends_with, n_starts_with;
} ofr_driver;
typedef struct ofr_drivers {
    ofr_driver *driver;
    size_t n;
} ofr_drivers;

/* The factors of a map by driver; ret_n: how many. NULL where there is no memory, which the compiler notes. */
static inline ofr_term *compile_driver_terms(ofr_compiler *c, const ofr_node *map, size_t *ret_n)
{
    const ofr_node *drivers = node_get(c->spec->root, "drivers");
    ofr_term *term = compile_alloc(c, map->n_children, sizeof *term);

    *ret_n = 0;
    for (size_t j = 0; term && j < map->n_children; j++) {
        const ofr_row factor = (ofr_row)map->child[j]->parameter;
        const size_t driver = node_index(drivers, map->child[j]->id);
        if (driver == SIZE_MAX) continue;
        term[(*ret_n)++] = (ofr_term){driver, compile_derived(c, DERIVE_LOG, &factor, 1)};
    }
    return term;
}

/* The terms of a node's `driven-by`, as above. */
static inline ofr_term *compile_driven_by(ofr_compiler *c, const ofr_node *node, size_t *ret_n)
{
    return compile_driver_terms(c, node_get(node, "driven-by"), ret_n);
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

/* Something becomes of a driver in one lane, as an act of its slot: it is on from now, or off; truce_until: last day
 * of a truce that stops it, else OFR_NEVER. cause: act number, or below 0 as in model.h. */
static inline void driver_turns(const ofr_model *m, ofr_block *b, int32_t day, const ofr_driver *d,
                                size_t k, int32_t on, int32_t truce_until, int32_t cause)
{
    whole(b, d->on)[k] = on;
    whole(b, d->truce_until)[k] = truce_until;
    act(m, b, d->slot, k, cause, d->theatre == OFR_NONE ? -1 : (int32_t)d->theatre);
    whole(b, d->last_act)[k] = act_number(m, day, d->slot);
}

/* A driver is stopped for good: it goes off, and a truce that it is in becomes a cease-fire; nothing where it is off
 * without a date. */
static inline void driver_stopped(const ofr_model *m, ofr_block *b, int32_t day,
                                  const ofr_driver *d, size_t k, int32_t cause)
{
    if (whole(b, d->on)[k] || whole(b, d->truce_until)[k] != OFR_NEVER)
        driver_turns(m, b, day, d, k, 0, OFR_NEVER, cause);
}

/* A driver is started: a truce that it is in is over; nothing where it is on. */
static inline void driver_started(const ofr_model *m, ofr_block *b, int32_t day,
                                  const ofr_driver *d, size_t k, int32_t cause)
{
    if (!whole(b, d->on)[k]) driver_turns(m, b, day, d, k, 1, OFR_NEVER, cause);
}

#endif
