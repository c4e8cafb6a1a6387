/* resolved.c -- a hash of what a scenario says, not of how it is written. */
#include <string.h>

#include "../core/hash.h"
#include "spec.h"

static uint64_t hash_node(uint64_t hash, const ofr_node *node)
{
    const bool number = node->key &&
                        (node->key->type == OFR_NUMBER || node->key->type == OFR_COUNT ||
                         node->key->type == OFR_FLAG || node->key->type == OFR_DATE);
    const uint64_t choice = node->choice, children = node->n_children;

    hash = hash_name(hash, node->path);
    hash = hash_bytes(hash, &node->stated, sizeof node->stated);
    hash = hash_bytes(hash, &node->value, sizeof node->value);
    hash = hash_bytes(hash, &choice, sizeof choice);
    hash = hash_bytes(hash, &children, sizeof children);
    /* "50 %" is 0.5. */
    hash = hash_name(hash, number ? node->word : node->text);
    for (size_t i = 0; i < node->n_children; i++) {
        if (node->child[i]) hash = hash_node(hash, node->child[i]);
    }
    return hash;
}

uint64_t spec_hash_resolved(const ofr_spec *spec, const char *const *without, size_t n)
{
    uint64_t hash = HASH_START;

    for (size_t i = 0; i < spec->root->n_children; i++) {
        const ofr_node *section = spec->root->child[i];
        bool skip = section == NULL;
        for (size_t j = 0; j < n && !skip; j++) skip = strcmp(section->id, without[j]) == 0;
        if (!skip) hash = hash_node(hash, section);
    }
    return hash;
}
