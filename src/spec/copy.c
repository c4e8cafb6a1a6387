/* copy.c -- a spec of its own to be changed, without reading the text again. */
#include "spec.h"

/* A node and all below it; parent NULL for the root. NULL: no memory. */
static ofr_node *copy_node(ofr_spec *copy, const ofr_node *from, ofr_node *parent)
{
    ofr_node *node = arena_alloc(copy->arena, sizeof *node);

    if (node == NULL) return NULL;
    *node = *from;
    node->parent = parent;
    node->child = arena_alloc(copy->arena, (from->n_children + 1) * sizeof(ofr_node *));
    if (node->child == NULL) return NULL;
    for (size_t i = 0; i < from->n_children; i++) {
        node->child[i] = copy_node(copy, from->child[i], node);
        if (node->child[i] == NULL) return NULL;
    }
    if (node->parameter >= 0) copy->parameter[node->parameter].node = node;
    return node;
}

ofr_status spec_copy(const ofr_spec *spec, ofr_spec **ret_spec, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_spec *copy = arena != NULL ? arena_alloc(arena, sizeof *copy) : NULL;

    if (copy != NULL) {
        *copy = *spec;
        copy->arena = arena;
        copy->parameter = arena_alloc(arena, (spec->n_parameters + 1) * sizeof *copy->parameter);
    }
    if (copy != NULL && copy->parameter != NULL) {
        for (size_t i = 0; i < spec->n_parameters; i++) copy->parameter[i] = spec->parameter[i];
        copy->root = copy_node(copy, spec->root, NULL);
    }
    if (copy == NULL || copy->parameter == NULL || copy->root == NULL) {
        arena_free(arena);
        return ofr_fail(err, OFR_NO_MEMORY, spec->file, "memory is out");
    }
    *ret_spec = copy;
    return OFR_OK;
}
