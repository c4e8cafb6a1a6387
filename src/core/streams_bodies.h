/* streams_bodies.h -- bodies of streams.h: Philox 4x32-10 for one counter and for lanes.
 *
 *   round: (c0, c1, c2, c3) -> (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)),
 *   then k0 += W0, k1 += W1. Source: Salmon, Moraes, Dror, Shaw 2011, section 3.3.
 *
 * In lanes each 32-bit word sits in a 64-bit lane. The vector multiply reads the low halves only,
 * so a product is used unmasked as "lo", and rubbish in high halves is cut off once, at the end.
 * gcc 12 does not see that (measured, ns a lane: plain C in lanes 8.8, one counter after another
 * 6.5, this way 3.0 on AVX2 and 1.8 on AVX-512): hence the intrinsics, the project's only ones.
 * All ways give the same bits (test_streams compares lanes with one counter).
 */
#ifndef OFR_STREAMS_BODIES_H
#define OFR_STREAMS_BODIES_H

#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#define PHILOX_M0 0xd2511f53u
#define PHILOX_M1 0xcd9e8d57u
#define PHILOX_W0 0x9e3779b9u
#define PHILOX_W1 0xbb67ae85u
enum { PHILOX_ROUNDS = 10 };

static inline ofr_words philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint64_t seed)
{
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);

    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        const uint64_t p0 = (uint64_t)PHILOX_M0 * c0, p1 = (uint64_t)PHILOX_M1 * c2;

        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    return (ofr_words){{c0, c1, c2, c3}};
}

/* Third counter word: the day's low 16 bits above the quad's. */
static inline uint32_t streams_day_quad(int32_t day, uint32_t quad)
{
    return (uint32_t)day << 16 | (quad & 0xffffu);
}

static inline ofr_words draw_words(uint64_t seed, uint32_t member, uint32_t replicate, int32_t day,
                                   uint32_t stream, uint32_t quad)
{
    return philox(member, replicate, streams_day_quad(day, quad), stream, seed);
}

/* A group is the lanes of one vector: streams_wide holds one word of each in 64 bits. */
#if defined(__AVX512F__)
typedef __m512i streams_wide;
#define WIDE_SET(x) _mm512_set1_epi64((long long)(x))
#define WIDE_MUL(a, b) _mm512_mul_epu32(a, b)
#define WIDE_HIGH(a) _mm512_srli_epi64(a, 32)
#define WIDE_XOR3(a, b, c) _mm512_xor_si512(_mm512_xor_si512(a, b), c)
#define WIDE_LOAD(p) _mm512_cvtepu32_epi64(_mm256_loadu_si256((const void *)(p)))
#elif defined(__AVX2__)
typedef __m256i streams_wide;
#define WIDE_SET(x) _mm256_set1_epi64x((long long)(x))
#define WIDE_MUL(a, b) _mm256_mul_epu32(a, b)
#define WIDE_HIGH(a) _mm256_srli_epi64(a, 32)
#define WIDE_XOR3(a, b, c) _mm256_xor_si256(_mm256_xor_si256(a, b), c)
#define WIDE_LOAD(p) _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)(p)))
#endif

#if defined(__AVX2__)
enum { STREAMS_GROUP = sizeof(streams_wide) / 8 };

/* (word + 0.5) 2^-32 of the low halves: 2^52 + word is the word under the bits of 2^52. */
static inline void streams_wide_units(streams_wide words, double *ret)
{
    uint64_t bits[STREAMS_GROUP];

    memcpy(bits, &words, sizeof bits);
    for (size_t i = 0; i < STREAMS_GROUP; i++) {
        const uint64_t up = (bits[i] & 0xffffffffu) | 0x4330000000000000u;
        double x;

        memcpy(&x, &up, sizeof x);
        ret[i] = (x - 0x1p52 + 0.5) * 0x1p-32;
    }
}

/* Group of lanes from member[0], replicate[0]; ret[w] is NULL or room for word w's units. */
static inline void streams_group(uint64_t seed, const uint32_t *member, const uint32_t *replicate,
                                 uint32_t day_quad, uint32_t stream, double *const ret[4])
{
    const streams_wide m0 = WIDE_SET(PHILOX_M0), m1 = WIDE_SET(PHILOX_M1);
    streams_wide c[4] = {WIDE_LOAD(member), WIDE_LOAD(replicate), WIDE_SET(day_quad),
                         WIDE_SET(stream)};
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);

    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        const streams_wide p0 = WIDE_MUL(c[0], m0), p1 = WIDE_MUL(c[2], m1);

        c[0] = WIDE_XOR3(WIDE_HIGH(p1), c[1], WIDE_SET(k0));
        c[1] = p1;
        c[2] = WIDE_XOR3(WIDE_HIGH(p0), c[3], WIDE_SET(k1));
        c[3] = p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    for (int w = 0; w < 4; w++) {
        if (ret[w] != NULL) streams_wide_units(c[w], ret[w]);
    }
}
#undef WIDE_SET
#undef WIDE_MUL
#undef WIDE_HIGH
#undef WIDE_XOR3
#undef WIDE_LOAD
#endif

/* Lanes of every ret[w] that is not NULL: whole groups, then the rest one by one. */
static inline void streams_lanes(uint64_t seed, const uint32_t *member, const uint32_t *replicate,
                                 uint32_t day_quad, uint32_t stream, size_t n, double *const ret[4])
{
    size_t whole = 0;

#if defined(__AVX2__)
    whole = n - n % STREAMS_GROUP;
    for (size_t k = 0; k < whole; k += STREAMS_GROUP) {
        double *const part[4] = {ret[0] ? ret[0] + k : NULL, ret[1] ? ret[1] + k : NULL,
                                 ret[2] ? ret[2] + k : NULL, ret[3] ? ret[3] + k : NULL};

        streams_group(seed, member + k, replicate + k, day_quad, stream, part);
    }
#endif
    for (size_t k = whole; k < n; k++) {
        const ofr_words words = philox(member[k], replicate[k], day_quad, stream, seed);

        for (int w = 0; w < 4; w++) {
            if (ret[w] != NULL) ret[w][k] = unit(words.w[w]);
        }
    }
}

static inline void lane_units(uint64_t seed, const uint32_t *member, const uint32_t *replicate,
                              int32_t day, uint32_t stream, int word, size_t n, double *ret)
{
    double *const part[4] = {word == 0 ? ret : NULL, word == 1 ? ret : NULL, word == 2 ? ret : NULL,
                             word == 3 ? ret : NULL};

    streams_lanes(seed, member, replicate, streams_day_quad(day, 0), stream, n, part);
}

static inline void lane_draws4(uint64_t seed, const uint32_t *member, const uint32_t *replicate,
                               int32_t day, uint32_t stream, uint32_t quad, size_t n, double *ret)
{
    double *const part[4] = {ret, ret + n, ret + 2 * n, ret + 3 * n};

    streams_lanes(seed, member, replicate, streams_day_quad(day, quad), stream, n, part);
}

#endif
