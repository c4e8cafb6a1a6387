/* packed.h -- bytes through zlib, with their count before them, in the byte order of the machine. */
#ifndef OFR_PACKED_H
#define OFR_PACKED_H

#include <stdbool.h>
#include <stddef.h>

#include "offramp.h"

/* *ret_packed is the caller's to free. OFR_NO_MEMORY. O(n). */
ofr_status packed_make(const unsigned char *bytes, size_t n, unsigned char **ret_packed,
                       size_t *ret_n, ofr_error *err);
/* Writes at most `size` bytes into room, and how many. False: they are no such bytes, or more than that. */
bool packed_open(const unsigned char *packed, size_t n, unsigned char *room, size_t size,
                 size_t *ret_n);

#endif
