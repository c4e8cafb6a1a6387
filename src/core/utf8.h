/* utf8.h -- characters of UTF-8 (RFC 3629). All pure.
 *
 * A character is a code point in its shortest form: what is longer than it needs to be, halves of surrogate pairs and
 * what lies above U+10FFFF are none. Which characters may stand where is the caller's to say.
 */
#ifndef OFR_UTF8_H
#define OFR_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at text, of which n bytes are left, and its code point; 0 if there is none (and for n 0).
 * A NUL is a character of one byte. */
size_t utf8_character(const char *text, size_t n, uint32_t *ret_point);

/* All bytes but 10xxxxxx begin a character: characters of valid text are counted by these. */
bool utf8_begins(char byte);

/* The longest length <= n at which a text of more than n bytes can be cut without cutting a character. */
size_t utf8_cut(const char *text, size_t n);

#endif
