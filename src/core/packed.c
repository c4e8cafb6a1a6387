/* packed.c -- see packed.h. */
#include "packed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LEVEL = 1 }; /* what is packed is a cache: time is worth more than a third of the bytes */

ofr_status packed_make(const unsigned char *bytes, size_t n, unsigned char **ret_packed,
                       size_t *ret_n, ofr_error *err)
{
    const uint64_t count = n;
    uLongf size = compressBound((uLong)n);
    unsigned char *packed = malloc(sizeof count + size), *less;

    if (!packed || compress2(packed + sizeof count, &size, bytes, (uLong)n, LEVEL) != Z_OK) {
        free(packed);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory to pack %zu bytes", n);
    }
    memcpy(packed, &count, sizeof count);
    less = realloc(packed, sizeof count + size);
    *ret_packed = less ? less : packed;
    *ret_n = sizeof count + size;
    return OFR_OK;
}

bool packed_open(const unsigned char *packed, size_t n, unsigned char *room, size_t size,
                 size_t *ret_n)
{
    uint64_t count;
    uLongf got;

    if (n <= sizeof count) return false;
    memcpy(&count, packed, sizeof count);
    if (count > size) return false;
    got = (uLongf)count;
    if (uncompress(room, &got, packed + sizeof count, (uLong)(n - sizeof count)) != Z_OK ||
        got != count)
        return false;
    *ret_n = (size_t)count;
    return true;
}
