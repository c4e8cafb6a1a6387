/* streams.c -- the stream number of a named thing: FNV-1a (Fowler, Noll, Vo), then a mixer. */
#include "streams.h"

static uint32_t fnv_text(uint32_t hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        hash = (hash ^ (uint32_t)(unsigned char)*text) * 0x01000193u;
    }
    return hash;
}

uint32_t stream_of(const char *mechanism, const char *id)
{
    uint32_t hash = fnv_text(fnv_text(fnv_text(0x811c9dc5u, mechanism), "/"), id);

    /* FNV leaves the high bits of short texts alike; this spreads them (Appleby, MurmurHash3). */
    hash = (hash ^ hash >> 16) * 0x85ebca6bu;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
    return hash ^ hash >> 16;
}
