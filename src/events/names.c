/* names.c -- interned names: open addressing, at most half full, FNV-1a. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"

struct name_table {
    ofr_arena *arena;
    const char **slot; /* [size] */
    size_t size, used; /* size is a power of two */
};

name_table *names_new(ofr_arena *arena)
{
    name_table *table = calloc(1, sizeof *table);

    if (!table) return NULL;
    table->arena = arena;
    table->size = 256;
    table->slot = calloc(table->size, sizeof *table->slot);
    if (!table->slot) {
        free(table);
        return NULL;
    }
    return table;
}

void names_free(name_table *table)
{
    if (!table) return;
    free(table->slot);
    free(table);
}

/* The slot of this text, or the empty one where it belongs. */
static const char **find_slot(const char **slot, size_t size, const char *text, size_t n)
{
    size_t i = hash_slot(hash_bytes(HASH_START, text, n), size);

    while (slot[i] && (strncmp(slot[i], text, n) != 0 || slot[i][n] != '\0')) {
        i = (i + 1) & (size - 1);
    }
    return &slot[i];
}

static int grow(name_table *table)
{
    const size_t size = 2 * table->size;
    const char **wider = calloc(size, sizeof *wider);

    if (!wider) return 0;
    for (size_t i = 0; i < table->size; i++) {
        const char *name = table->slot[i];
        if (name) *find_slot(wider, size, name, strlen(name)) = name;
    }
    free(table->slot);
    table->slot = wider;
    table->size = size;
    return 1;
}

const char *names_intern(name_table *table, const char *text, size_t n)
{
    const char **slot;

    if (2 * (table->used + 1) > table->size && !grow(table)) return NULL;
    slot = find_slot(table->slot, table->size, text, n);
    if (!*slot) {
        *slot = arena_text(table->arena, text, n);
        if (!*slot) return NULL;
        table->used++;
    }
    return *slot;
}
