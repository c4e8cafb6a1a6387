/* hash.h -- FNV-1a, 64 bits (Fowler, Noll, Vo): to tell things apart, no signature. All pure. */
#ifndef OFR_HASH_H
#define OFR_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_NEW UINT64_C(0xcbf29ce484222325) /* of nothing */

/* hash goes on with n bytes, in the byte order of the machine. O(n). */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n);
/* The same with a text and its end mark, so that two texts are not one; NULL as "". */
uint64_t hash_text(uint64_t hash, const char *text);

#endif
