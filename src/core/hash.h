/* hash.h -- FNV-1a of 64 bits (Fowler, Noll, Vo 1991): h = (h xor byte) * 1099511628211, from HASH_START on.
 *
 * For telling inputs and results apart and for tables of names, never against forgery. All pure; the same on every
 * machine, whatever its order of bytes, for bytes, texts and words alike.
 */
#ifndef OFR_HASH_H
#define OFR_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(14695981039346656037)

/* n bytes more; bytes may be NULL where n is 0. */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n);
/* A text without its NUL: "ab" then "c" hashes as "abc". */
uint64_t hash_text(uint64_t hash, const char *text);
/* A text with its NUL, so that "ab", "c" and "a", "bc" differ; NULL is "". */
uint64_t hash_name(uint64_t hash, const char *text);
/* Eight bytes, lowest first. */
uint64_t hash_word(uint64_t hash, uint64_t word);
/* One step with a whole number in place of a byte. */
uint64_t hash_step(uint64_t hash, uint64_t value);
/* Where to begin looking in a table of size slots, a power of two: high bits are folded in. */
size_t hash_slot(uint64_t hash, size_t size);

#endif
