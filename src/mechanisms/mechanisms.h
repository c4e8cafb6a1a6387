/* mechanisms.h -- the table of mechanisms and what they share. Included by the kernel, which is built
 * once per instruction set: everything here and in the mechanisms' files is static.
 *
 * A mechanism is one file, and a header for what others read of it or call: <name>_keys (its part of the schema),
 * <name>_compile, <name>_start, <name>_step. Its place in a day is day.c's to say.
 */
#ifndef OFR_MECHANISMS_H
#define OFR_MECHANISMS_H

#include <string.h>

#include "../core/distributions.h"
#include "../core/lanes.h"
#include "../core/streams.h"
#include "../events/events.h"
#include "../spec/keys.h"
#include "../state/compiler.h"
#include "table.h"

/* ---- lanes ------------------------------------------------------------------------------------ */

static inline double *num(const ofr_block *b, ofr_row row)
{
    return b->num + row * LANES;
}
static inline const double *par(const ofr_block *b, ofr_row row)
{
    return b->par + row * LANES;
}
static inline int32_t *whole(const ofr_block *b, ofr_row row)
{
    return b->whole + row * LANES;
}

/* Writes the indexes of the lanes that are set, in rising order; returns how many. */
static inline size_t lanes_where(const int32_t *set, uint8_t *ret_lane)
{
    size_t n = 0;

    for (size_t k = 0; k < LANES; k++) {
        ret_lane[n] = (uint8_t)k;
        n += set[k] != 0;
    }
    return n;
}

/* One uniform a lane: word 0 .. 3 of the first quad of a stream today. */
static inline void uniforms(const ofr_model *m, const ofr_block *b, int32_t day, uint32_t stream,
                            int word, double *ret)
{
    lane_units(b->seed, (const uint32_t *)whole(b, m->member),
               (const uint32_t *)whole(b, m->replicate), day, stream, word, LANES, ret);
}

/* Four words for one lane. */
static inline ofr_words words_of(const ofr_model *m, const ofr_block *b, int32_t day,
                                 uint32_t stream, uint32_t quad, size_t k)
{
    return draw_words(b->seed, (uint32_t)whole(b, m->member)[k],
                      (uint32_t)whole(b, m->replicate)[k], day, stream, quad);
}

/* Square root without libm; 0 for x <= 0. */
static inline double sqrt_of(double x)
{
    return x > 0.0 ? m_exp(0.5 * m_log(x)) : 0.0;
}

/* x / (x + x0): 0 at rest, 1 far out. x >= 0, x0 > 0. */
static inline double saturate(double x, double x0)
{
    return x / (x + x0);
}

static inline double *count_of(const ofr_model *m, const ofr_block *b, size_t slot)
{
    return num(b, m->count + slot);
}
static inline int32_t *cause_of(const ofr_model *m, const ofr_block *b, size_t slot)
{
    return whole(b, m->cause + slot);
}
static inline int32_t *root_of(const ofr_model *m, const ofr_block *b, size_t slot)
{
    return whole(b, m->root + slot);
}

/* Log density of what the record says today, of one source: for the filter. Zero where nothing is written. */
static inline double *density_of(const ofr_model *m, const ofr_block *b, ofr_density source,
                                 size_t i)
{
    return b->density + density_row(m, source, i) * LANES;
}

/* Marks one act in one lane with what made it. */
static inline void act(const ofr_model *m, const ofr_block *b, size_t slot, size_t k, int32_t cause,
                       int32_t root)
{
    count_of(m, b, slot)[k] += 1.0;
    cause_of(m, b, slot)[k] = cause;
    root_of(m, b, slot)[k] = root;
}

#endif
