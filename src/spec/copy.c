/* copy.c -- a spec of its own to be changed, without reading the text again.
 *
 * A copy shares all nodes with what it was copied from, and gets a node of its own, and those above it, when it is changed.
 */

#include "spec_copy.h"

#include <string.h>

#include "read.h"

ofr_status spec_copy(const ofr_spec *spec, ofr_spec **ret_spec, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_spec *copy = arena != NULL ? arena_alloc(arena, sizeof *copy) : NULL;

    if (copy != NULL) {
        *copy = *spec;
        copy->arena = arena;
        copy->shared = true;
        copy->parameter = arena_alloc(arena, (spec->n_parameters + 1) * sizeof *copy->parameter);
    }
    if (copy == NULL || copy->parameter == NULL) {
        arena_free(arena);
        return ofr_fail(err, OFR_NO_MEMORY, spec->file, "memory is out");
    }
    memcpy(copy->parameter, spec->parameter, spec->n_parameters * sizeof *copy->parameter);
    *ret_spec = copy;
    return OFR_OK;
}

static ofr_node *copy_node(ofr_spec *spec, const ofr_node *from, ofr_node *parent)
{
    ofr_node *node = arena_alloc(spec->arena, sizeof *node);

    if (node == NULL) return NULL;
    *node = *from;
    node->parent = parent;
    if (from->n_children == 0) return node;
    node->child = arena_alloc(spec->arena, from->n_children * sizeof(ofr_node *));
    if (node->child == NULL) return NULL;
    memcpy(node->child, from->child, from->n_children * sizeof(ofr_node *));
    return node;
}

/* Number of a node among its parent's children. */
static size_t place_in(const ofr_node *parent, const ofr_node *node)
{
    size_t i = 0;

    while (i < parent->n_children && parent->child[i] != node) i++;
    return i;
}

ofr_node *spec_own_node(ofr_spec *spec, const char *path)
{
    ofr_node *node = copy_node(spec, spec->root, NULL);

    if (node == NULL) return NULL;
    spec->root = node;
    /* From the root down: a node that is shared knows only the parent that it was read with. */
    while (*path != '\0') {
        const size_t n = strcspn(path, ".");
        const ofr_node *child = find_child_node(node, path, n);
        ofr_node *own = child != NULL ? copy_node(spec, child, node) : NULL;
        if (own == NULL) return NULL;
        node->child[place_in(node, child)] = own;
        node = own;
        path += n + (path[n] == '.' ? 1 : 0);
    }
    if (node->parameter >= 0) spec->parameter[node->parameter].node = node;
    return node;
}
