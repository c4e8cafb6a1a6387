/* table.h -- the mechanisms by name, what each keeps in the model, and what the kernel asks of each.
 *
 * Adding a mechanism: one row of OFR_MECHANISMS here, its file and header, one line in engine/day.c, one in
 * engine/kernel.c. docs/how-to/add-a-mechanism.md tells how.
 */
#ifndef OFR_TABLE_H
#define OFR_TABLE_H

#include "../state/compiler.h"

/* In the order of compile: each may use what earlier ones laid out. Beside the name: the structure that it keeps in
 * the model, defined in <name>.h for those who read it; ofr_no_room where it keeps nothing. */
/* clang-format off */
#define OFR_MECHANISMS(X)             \
    X(calendar, ofr_calendar)         \
    X(politics, ofr_politics_all)     \
    X(drivers, ofr_drivers)           \
    X(proxies, ofr_proxies)           \
    X(perception, ofr_perception)     \
    X(memory, ofr_memory_keys)        \
    X(war, ofr_war)                   \
    X(channels, ofr_channels)         \
    X(beliefs, ofr_beliefs)           \
    X(stances, ofr_stances)           \
    X(deals, ofr_deals)               \
    X(bargaining, ofr_bargaining)     \
    X(campaigns, ofr_campaigns)       \
    X(orders, ofr_orders)             \
    X(offers, ofr_offers)             \
    X(conduct, ofr_conduct)           \
    X(harm, ofr_harm)                 \
    X(red_lines, ofr_red_lines)       \
    X(ledger, ofr_no_room)            \
    X(outcomes, ofr_outcomes)         \
    X(series, ofr_series_rows)
/* clang-format on */

/* The model's `own`: model->own->war is what war.c laid out. Filled by each mechanism's compile, const from then on. */
struct ofr_rooms {
#define OFR_ROOM(name, type) const struct type *name;
    OFR_MECHANISMS(OFR_ROOM)
#undef OFR_ROOM
};

enum ofr_mechanism_count {
#define OFR_ONE(name, type) OFR_AT_##name,
    OFR_MECHANISMS(OFR_ONE)
#undef OFR_ONE
        N_MECHANISMS
};

/* One mechanism, defined at the end of its file. What it does not name is NULL: it has no keys, lays out nothing,
 * begins with all its state zero. */
typedef struct ofr_mechanism {
    const char *name;
    const ofr_keys *keys;
    /* Faults go to c->faults; a status only for lack of memory. */
    ofr_status (*compile)(ofr_compiler *c);
    /* State of all lanes on the first day. */
    void (*start)(const ofr_model *m, ofr_block *b);
} ofr_mechanism;

#endif
