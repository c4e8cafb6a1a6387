/* block.h -- the mutable state of LANES members side by side; one allocation, relocatable.
 *
 * par [n_pars][lanes]: the parameter image; num [n_nums][lanes] and whole [n_wholes][lanes]: the state.
 * density is of the day and no part of the state. The lane is innermost. Everything that makes one member what it is lies in its lane.
 */
#ifndef OFR_BLOCK_H
#define OFR_BLOCK_H

#include "model.h"

/* A running total in force: total acts of the flows between first and last, named of them listed one
 * by one. group: which pair of state rows keeps count of it. */
typedef struct ofr_interval {
    int32_t first, last, total, named;
    int32_t low, high; /* what the total may have been; both are the total where it is exact */
    size_t group;
    const size_t *flow;
    size_t n_flows;
} ofr_interval;

/* What the record says of one day; the same for all members. NULL in a forecast without given acts. */
typedef struct ofr_given {
    const double *count, *own, *partner, *attacker, *wounded; /* [n_flows] */
    const uint8_t *mode;                                      /* [n_flows] ofr_given_mode */
    const double *
        coverage; /* [n_flows] 0..1, share of today's acts that the record holds; GIVEN_PART: times the flow's own coverage */
    const uint8_t
        *message;         /* [2 * n_channels] 1: a message is recorded in that direction, or NULL */
    const int8_t *driver; /* [n_drivers] 1 on, 0 off, -1 simulated; or NULL */
    bool history;         /* before start: answers and stances follow the record's rules */
    const ofr_interval *const *interval; /* running totals in force today */
    size_t n_intervals;
    const uint8_t *words; /* [parts of all campaigns][CAMPAIGN_WORDS] 1: said today; or NULL */
} ofr_given;
typedef enum ofr_given_mode {
    GIVEN_NOTHING = 0, /* simulated */
    GIVEN_ALL,         /* the record is the whole truth of today */
    GIVEN_PART,        /* recorded acts, and missed ones drawn */
    GIVEN_TOTAL,       /* named acts, and a share of an interval's total drawn */
    GIVEN_SHARE        /* as GIVEN_PART, of which `coverage` is the whole share */
} ofr_given_mode;

typedef struct ofr_block {
    size_t lanes;
    uint64_t seed;
    double *par, *num;
    int32_t *whole;
    double *
        density; /* [density_rows][lanes] log density of what the record says today, by who says it */
    double *log_weight; /* [lanes] of the filter: sum of the densities since the last reset */
    double *
        source_weight; /* [n_sources + 1][lanes] the same, of each source alone; last: of all that has none */
    const ofr_given *given; /* today's, or NULL */
    void *memory;           /* the one allocation */
} ofr_block;

/* A block of `lanes` members, zeroed. OFR_NO_MEMORY. */
ofr_status block_new(const ofr_model *model, size_t lanes, ofr_block *ret_block, ofr_error *err);
/* A block of one lane whose image is the point values; its state is zero. OFR_NO_MEMORY. */
ofr_status block_at_point(const ofr_model *model, ofr_block *ret_block, ofr_error *err);
void block_done(ofr_block *block); /* takes zeroed */

/* Copies everything of one lane (image, state; not the weight) between blocks of one model. */
void block_copy_lane(const ofr_model *model, const ofr_block *from, size_t from_lane, ofr_block *to,
                     size_t to_lane);

/* Copies of one lane only the state that a source owns (model->owned), or all but what any source owns; not weights. */
void block_copy_owned(const ofr_model *model, size_t source, const ofr_block *from,
                      size_t from_lane, ofr_block *to, size_t to_lane);
void block_copy_shared(const ofr_model *model, const ofr_block *from, size_t from_lane,
                       ofr_block *to, size_t to_lane);

/* Copies all lanes of one block, weights included, to one of the same model and number of lanes. */
void block_copy(const ofr_model *model, const ofr_block *from, ofr_block *to);

/* Writes the parameter image of one lane from values [spec->n_parameters], and what derives from them. */
void block_set_image(const ofr_model *model, ofr_block *block, size_t lane, const double *value);
/* Copies the parameter image of one lane alone. */
void block_copy_image(const ofr_model *model, const ofr_block *from, size_t from_lane,
                      ofr_block *to, size_t to_lane);
/* Computes derived rows of one lane again after a change of parameter rows. */
void block_derive(const ofr_model *model, ofr_block *block, size_t lane);
/* The same in all lanes. Neighbours of the same parameters, such as members of one set, are computed once: the mean of a
 * heavy tail is a long sum. */
void block_derive_all(const ofr_model *model, ofr_block *block);

static inline double block_num(const ofr_block *b, ofr_row row, size_t lane)
{
    return b->num[row * b->lanes + lane];
}
static inline double block_par(const ofr_block *b, ofr_row row, size_t lane)
{
    return b->par[row * b->lanes + lane];
}
static inline int32_t block_whole(const ofr_block *b, ofr_row row, size_t lane)
{
    return b->whole[row * b->lanes + lane];
}

#endif
