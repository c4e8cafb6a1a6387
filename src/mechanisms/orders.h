/* orders.h -- what others may read of orders.c: whether a client holds its fire today because its patron asked. */
#ifndef OFR_ORDERS_H
#define OFR_ORDERS_H

#include "../state/compiler.h"

/* A patron that may ask the fire of one client to halt. */
typedef struct ofr_order {
    const char *id;
    size_t patron, campaign;
    size_t link;                                          /* of the client to this patron */
    size_t dyad;                                          /* of the patron toward who is fired at */
    ofr_row base, stake, crossed, heat, refused, is_long; /* parameters */
    ofr_row rest;   /* state: what the patron's stake is used to be */
    ofr_row begun;  /* whole: 1 once rest stands for something */
    ofr_row obeyed; /* whole: 1 where an order of today is obeyed */
    size_t slot, refusal_slot;
    uint32_t stream;
} ofr_order;

typedef struct ofr_orders {
    ofr_order *order;
    size_t n;
} ofr_orders;

#endif
