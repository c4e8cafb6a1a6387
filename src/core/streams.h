/* streams.h -- keyed random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011).
 *
 * A draw is a pure function of (seed, member, replicate, day, stream, draw). Layout:
 *   key     = { low, high word of the seed }
 *   counter = { member, replicate, (day as uint16) << 16 | draw / 4, stream };  word = draw mod 4
 * stream is a 32-bit hash of "mechanism/id": never an index, so that what is added elsewhere moves
 * nobody's numbers. Known answers of Random123 are tested.
 */
#ifndef OFR_STREAMS_H
#define OFR_STREAMS_H

#include <stddef.h>
#include <stdint.h>

typedef struct ofr_words {
    uint32_t w[4];
} ofr_words;

/* Ten rounds of Philox on one counter. */
static inline ofr_words philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint64_t seed);

/* Four words of a stream: draws 4 * quad ... 4 * quad + 3 of that member, replicate and day. */
static inline ofr_words draw_words(uint64_t seed, uint32_t member, uint32_t replicate, int32_t day,
                                   uint32_t stream, uint32_t quad);

/* (word + 0.5) 2^-32, in (0, 1). */
static inline double unit(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* 53-bit-like uniform from two words, for hazards below 1e-7: (a + (b + 0.5) 2^-32) 2^-32. */
static inline double unit2(uint32_t a, uint32_t b)
{
    return ((double)a + ((double)b + 0.5) * 0x1p-32) * 0x1p-32;
}

/* Word 0..3 of quad 0 for n lanes whose members are member[k], replicate[k]: ret[k] = unit(word).
 * Vectorised; n is LANES in the kernel. ret overlaps no input. */
static inline void lane_units(uint64_t seed, const uint32_t *member, const uint32_t *replicate,
                              int32_t day, uint32_t stream, int word, size_t n, double *ret);

/* All four words of one quad for n lanes, for little more than the price of one:
 * ret[w * n + k] = unit(word w of lane k). */
static inline void lane_draws4(uint64_t seed, const uint32_t *member, const uint32_t *replicate,
                               int32_t day, uint32_t stream, uint32_t quad, size_t n, double *ret);

/* Hash of "mechanism/id" (FNV-1a, 32 bits, finished by a mixer). */
uint32_t stream_of(const char *mechanism, const char *id);

#include "streams_bodies.h"
#endif
