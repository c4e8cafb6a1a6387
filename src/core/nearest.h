/* nearest.h -- the known name that a mistyped word was probably meant to be. */
#ifndef OFR_NEAREST_H
#define OFR_NEAREST_H

#include <stddef.h>

/* A search among names that come one by one, so that nobody needs a list of them. `best` is the nearest so far, the first of
 * equals, and points to the name that was offered; NULL while none is near enough. */
typedef struct nearest_search {
    const char *word, *best;
    size_t length, least; /* of the word; first distance that is too far */
} nearest_search;
nearest_search nearest_begin(const char *word); /* NULL is as good as empty */
/* NULL is passed over. O(length^2). */
void nearest_offer(nearest_search *search, const char *name);

/* The candidate nearest to word among n by edits (insert, delete, replace, swap of neighbours), the
 * first of equals; NULL when none is within a third of the word's length (at least 1), or when the
 * word is empty or longer than 64 bytes. NULL candidates are passed over. Pure. O(n length^2). */
const char *nearest_name(const char *word, const char *const *candidate, size_t n);

#endif
