/* variant.h -- a changed future: numbers held from a day to a day, and models that take turns.
 *
 * A future is cut at the days on which something changes. Each segment has a model of the base's layout
 * (flags, choices and days are compiled into it); numbers are written into the lanes' image on the first
 * day of a hold and put back on the day after its last one. No change touches structure, so states, act
 * numbers and streams are those of the base: what a change does not reach stays the same bit for bit.
 */
#ifndef OFR_VARIANT_H
#define OFR_VARIANT_H

#include "../state/block.h"

/* A number that is held. factor: value times what the lane holds on the first day, kept within lo .. hi; shift: that and
 * value added, likewise. At most one of them. */
typedef struct ofr_hold {
    ofr_row row;
    int32_t from, to; /* days, both included; from at or after the start */
    bool factor;
    double value, lo, hi;
    bool shift;
} ofr_hold;

typedef struct ofr_segment {
    int32_t from; /* first day; it lasts until the next one begins */
    const ofr_model *model;
} ofr_segment;

/* Nothing held and no segments: the base. Segments in rising order. */
typedef struct ofr_variant {
    const ofr_hold *hold;
    size_t n_holds;
    const ofr_segment *segment;
    size_t n_segments;
} ofr_variant;

/* The model of a day. v may be NULL. Pure. */
const ofr_model *variant_model(const ofr_variant *v, const ofr_model *base, int32_t day);

/* First day on which it changes anything; INT32_MAX: never. v may be NULL. Pure. */
int32_t variant_first(const ofr_variant *v);

/* Doubles of memory that variant_day needs for a block. Pure. */
size_t variant_memory(const ofr_variant *v, size_t lanes);

/* Puts back what ended yesterday and writes what begins today, in all lanes; to be called once a day,
 * before the day. Where something else (an election) wrote a held number meanwhile, its value stays.
 * v may be NULL. Per block. O(holds + changed lanes x derived rows). */
void variant_day(const ofr_variant *v, const ofr_model *base, int32_t day, double *memory,
                 ofr_block *b);

/* True if the two models have the same rows, slots and derived rows, so that a block of one is a block of
 * the other. Pure. */
bool variant_fits(const ofr_model *base, const ofr_model *other);

#endif
