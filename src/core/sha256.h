/* sha256.h -- SHA-256 (FIPS 180-4): a sum that nobody can make fit another text.
 *
 * For what is to be held against its writer later, such as a frozen forecast; for all else hash.h is enough. Pure.
 */
#ifndef OFR_SHA256_H
#define OFR_SHA256_H

#include <stddef.h>

enum { SHA256_TEXT = 65 }; /* 64 lower-case hexadecimal digits and an end */

/* Of n bytes, at most 2^60; bytes may be NULL where n is 0. Returns ret_text. O(n). */
char *sha256_text(const void *bytes, size_t n, char ret_text[static SHA256_TEXT]);

#endif
