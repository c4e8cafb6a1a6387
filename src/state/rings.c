/* rings.c -- names that lead back to themselves, found by walking each of them once.
 *
 * A walk goes from name to name by the relations of each, in their order; a relation to a name that the walk is
 * still at closes a ring. Relations that are walked already are not walked again, so that each ring is told once:
 * O(names + relations).
 */
#include "rings.h"

#include <stdio.h>

enum { TOLD = 480 };

typedef struct walk {
    ofr_compiler *c;
    const ring_edge *edge;
    const char *const *name;
    size_t *first; /* [names + 1] where the relations of a name begin in `order` */
    size_t *order; /* relations by their name */
    size_t *at;    /* [names] the next relation to walk, by place in `order` */
    size_t *path;  /* relations from the first name of the walk to the last */
    size_t n_path;
    uint8_t *on; /* [names] the walk is at it */
    size_t rings;
} walk;

static bool take_memory(walk *w, size_t names, size_t edges)
{
    w->first = compile_alloc(w->c, names + 2, sizeof *w->first);
    w->order = compile_alloc(w->c, edges + 1, sizeof *w->order);
    w->at = compile_alloc(w->c, names + 1, sizeof *w->at);
    w->path = compile_alloc(w->c, names + 1, sizeof *w->path);
    w->on = compile_alloc(w->c, names + 1, sizeof *w->on);
    return w->first && w->order && w->at && w->path && w->on;
}

/* Relations in the order of their names, by counting. */
static void sort_edges(walk *w, size_t names, size_t edges)
{
    for (size_t i = 0; i < edges; i++) w->first[w->edge[i].from + 1]++;
    for (size_t i = 0; i < names; i++) w->first[i + 1] += w->first[i];
    for (size_t i = 0; i < names; i++) w->at[i] = w->first[i];
    for (size_t i = 0; i < edges; i++) w->order[w->at[w->edge[i].from]++] = i;
    for (size_t i = 0; i < names; i++) w->at[i] = w->first[i];
}

/* The last relation closes a ring: the path from where it leads to on. */
static void tell_ring(walk *w, const ring_edge *last)
{
    size_t from = w->n_path, n = 0;
    char text[TOLD] = "";

    while (from > 0 && last->from != last->to) {
        if (w->edge[w->path[--from]].from == last->to) break;
    }
    for (size_t i = from; i <= w->n_path && n < sizeof text - 1; i++) {
        const ring_edge *e = i < w->n_path ? &w->edge[w->path[i]] : last;
        const int more = snprintf(text + n, sizeof text - n, "%s%s %s %s", i > from ? ", " : "",
                                  w->name[e->from], e->verb, w->name[e->to]);
        n = more > 0 && (size_t)more < sizeof text - n ? n + (size_t)more : sizeof text;
    }
    w->rings++;
    faults_add(w->c->faults, last->node, "leads back to itself: %s%s; take one of these away", text,
               n >= sizeof text - 1 ? " ..." : "");
}

/* Walks all that can be reached from a name. */
static void walk_from(walk *w, size_t start)
{
    size_t here = start;

    w->on[here] = 1;
    for (;;) {
        if (w->at[here] < w->first[here + 1]) {
            const size_t edge = w->order[w->at[here]++];
            const size_t to = w->edge[edge].to;
            if (w->on[to]) {
                tell_ring(w, &w->edge[edge]);
            } else if (w->at[to] == w->first[to]) { /* not walked yet, or nothing to walk */
                w->path[w->n_path++] = edge;
                w->on[to] = 1;
                here = to;
            }
        } else {
            w->on[here] = 0;
            if (w->n_path == 0) return;
            here = w->edge[w->path[--w->n_path]].from;
        }
    }
}

size_t compile_rings(ofr_compiler *c, const char *const *name, size_t names, const ring_edge *edge,
                     size_t edges)
{
    walk w = {.c = c, .edge = edge, .name = name};

    if (!take_memory(&w, names, edges)) return 0;
    sort_edges(&w, names, edges);
    for (size_t i = 0; i < names; i++) {
        if (w.at[i] == w.first[i]) walk_from(&w, i);
    }
    return w.rings;
}
