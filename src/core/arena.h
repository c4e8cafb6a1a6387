/* arena.h -- memory that is released all at once. Not safe across threads. */
#ifndef OFR_ARENA_H
#define OFR_ARENA_H

#include <stddef.h>

typedef struct ofr_arena ofr_arena;

/* New empty arena; NULL when memory is out. */
ofr_arena *arena_new(void);
/* Releases everything; takes NULL. */
void arena_free(ofr_arena *arena);
/* size zeroed bytes aligned to 16; NULL when memory is out or the arena exceeds 1 GiB. */
void *arena_alloc(ofr_arena *arena, size_t size);
/* Copy of a string of n bytes with an end added; NULL as above. */
char *arena_text(ofr_arena *arena, const char *text, size_t n);

#endif
