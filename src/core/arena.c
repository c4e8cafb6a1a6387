/* arena.c -- a chain of zeroed chunks; an allocation takes the next bytes of the newest chunk. */
#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16, CHUNK_BYTES = 64 * 1024 };
static const size_t arena_limit = (size_t)1 << 30;

typedef struct chunk {
    struct chunk *older;
    size_t used, size; /* of bytes */
    alignas(ALIGN) unsigned char bytes[];
} chunk;

struct ofr_arena {
    chunk *newest;
    size_t total; /* bytes of all chunks */
};

ofr_arena *arena_new(void)
{
    return calloc(1, sizeof(ofr_arena));
}

void arena_free(ofr_arena *arena)
{
    if (arena == NULL) return;
    while (arena->newest != NULL) {
        chunk *older = arena->newest->older;

        free(arena->newest);
        arena->newest = older;
    }
    free(arena);
}

static chunk *add_chunk(ofr_arena *arena, size_t need)
{
    const size_t size = need > CHUNK_BYTES ? need : CHUNK_BYTES;
    chunk *added;

    if (size > arena_limit - arena->total) return NULL;
    added = calloc(1, sizeof *added + size);
    if (added == NULL) return NULL;
    added->size = size;
    added->older = arena->newest;
    arena->newest = added;
    arena->total += size;
    return added;
}

void *arena_alloc(ofr_arena *arena, size_t size)
{
    chunk *from = arena->newest;
    size_t need;
    void *at;

    if (size > arena_limit) return NULL;
    /* At least ALIGN, so that two allocations never share an address. */
    need = size == 0 ? ALIGN : (size + ALIGN - 1) / ALIGN * ALIGN;
    if (from == NULL || need > from->size - from->used) from = add_chunk(arena, need);
    if (from == NULL) return NULL;
    at = from->bytes + from->used;
    from->used += need;
    return at;
}

char *arena_text(ofr_arena *arena, const char *text, size_t n)
{
    char *copy;

    if (n >= arena_limit) return NULL;
    copy = arena_alloc(arena, n + 1);
    if (copy != NULL && n > 0) memcpy(copy, text, n);
    return copy;
}
