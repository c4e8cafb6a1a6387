/* rings.h -- names that must not lead back to themselves: parts of parts, patrons of patrons, steps that wait. */
#ifndef OFR_RINGS_H
#define OFR_RINGS_H

#include "compiler.h"

/* `from` "is part of" `to`, as node states it. */
typedef struct ring_edge {
    size_t from, to; /* places in the list of names */
    const char *verb;
    const ofr_node *node;
} ring_edge;

/* Adds a fault, with the whole ring, at each relation that closes one; a relation of a name to itself is one. Returns
 * how many. from, to < names. Memory that is missing is noted in the compiler. O(names + edges). */
size_t compile_rings(ofr_compiler *c, const char *const *name, size_t names, const ring_edge *edge,
                     size_t edges);

#endif
