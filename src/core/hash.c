/* hash.c -- see hash.h. */
#include "hash.h"

#include <string.h>

uint64_t hash_step(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * UINT64_C(1099511628211);
}

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;

    for (size_t i = 0; i < n; i++) hash = hash_step(hash, byte[i]);
    return hash;
}

uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text));
}

uint64_t hash_name(uint64_t hash, const char *text)
{
    return text ? hash_bytes(hash, text, strlen(text) + 1) : hash_bytes(hash, "", 1);
}

uint64_t hash_word(uint64_t hash, uint64_t word)
{
    for (int i = 0; i < 64; i += 8) hash = hash_step(hash, word >> i & 255);
    return hash;
}

size_t hash_slot(uint64_t hash, size_t size)
{
    return (size_t)(hash ^ hash >> 32) & (size - 1);
}
