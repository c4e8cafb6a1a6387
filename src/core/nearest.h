/* nearest.h -- the known name that a mistyped word was probably meant to be. */
#ifndef OFR_NEAREST_H
#define OFR_NEAREST_H

#include <stddef.h>

/* The candidate nearest to word among n by edits (insert, delete, replace, swap of neighbours), the
 * first of equals; NULL when none is within a third of the word's length (at least 1), or when the
 * word is empty or longer than 64 bytes. NULL candidates are passed over. Pure. O(n length^2). */
const char *nearest_name(const char *word, const char *const *candidate, size_t n);

#endif
