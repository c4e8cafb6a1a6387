/* find.c -- finding nodes of a read scenario by name, id and path. */
#include <string.h>

#include "read.h"

bool node_is_named(const ofr_node *node, const char *name, size_t length)
{
    return strncmp(node->id, name, length) == 0 && node->id[length] == '\0';
}

ofr_node *find_child_node(const ofr_node *node, const char *name, size_t length)
{
    for (size_t i = 0; i < node->n_children; i++) {
        if (node_is_named(node->child[i], name, length)) return node->child[i];
    }
    return NULL;
}

const ofr_node *node_get(const ofr_node *node, const char *name)
{
    if (node == NULL || name == NULL) return NULL;
    return find_child_node(node, name, strlen(name));
}

const ofr_node *spec_at(const ofr_spec *spec, const char *path)
{
    const ofr_node *node = spec->root;

    while (node != NULL && *path != '\0') {
        const size_t n = strcspn(path, ".");
        const bool more = path[n] == '.';
        if (more && path[n + 1] == '\0') return NULL;
        node = find_child_node(node, path, n);
        path += n + (more ? 1 : 0);
    }
    return node;
}

size_t node_index(const ofr_node *container, const char *id)
{
    for (size_t i = 0; container != NULL && id != NULL && i < container->n_children; i++) {
        if (strcmp(container->child[i]->id, id) == 0) return i;
    }
    return SIZE_MAX;
}
