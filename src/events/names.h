/* names.h -- equal names become one pointer. */
#ifndef OFR_NAMES_H
#define OFR_NAMES_H

#include "../core/arena.h"

typedef struct name_table name_table;

/* A table whose names live in the arena; NULL when memory is out. */
name_table *names_new(ofr_arena *arena);
/* Releases the table, not the names; takes NULL. */
void names_free(name_table *table);
/* The one copy of this text of n bytes; NULL when memory is out. O(n) on average. */
const char *names_intern(name_table *table, const char *text, size_t n);

#endif
