/* result_tally.c -- a histogram by day, packed. */
#include "result_tally.h"

#include <string.h>

static unsigned char *put(unsigned char *to, uint64_t value)
{
    while (value > 127) {
        *to++ = (unsigned char)(value | 128);
        value >>= 7;
    }
    *to++ = (unsigned char)value;
    return to;
}

/* NULL when the bytes end within a number or it has more than 35 bits. */
static const unsigned char *get(const unsigned char *from, const unsigned char *end, uint64_t *ret)
{
    uint64_t value = 0;

    for (int shift = 0; shift < 35; shift += 7) {
        if (from == end) return NULL;
        value |= (uint64_t)(*from & 127) << shift;
        if (!(*from++ & 128)) {
            *ret = value;
            return from;
        }
    }
    return NULL;
}

size_t tally_pack(const uint32_t *count, size_t n, unsigned char *ret)
{
    unsigned char *to = ret;
    size_t next = 0;

    for (size_t i = 0; i < n; i++) {
        if (count[i] == 0) continue;
        to = put(to, i - next);
        to = put(to, count[i]);
        next = i + 1;
    }
    return (size_t)(to - ret);
}

bool tally_unpack(const unsigned char *byte, size_t size, uint32_t *ret_count, size_t n)
{
    const unsigned char *end = byte + size;
    size_t at = 0;

    memset(ret_count, 0, n * sizeof *ret_count);
    while (byte != end) {
        uint64_t skip = 0, count = 0;

        byte = get(byte, end, &skip);
        if (byte) byte = get(byte, end, &count);
        if (!byte || skip >= n - at || count == 0 || count > UINT32_MAX) return false;
        at += (size_t)skip;
        ret_count[at++] = (uint32_t)count;
        if (at == n && byte != end) return false;
    }
    return true;
}
