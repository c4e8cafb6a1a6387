/* observe.h -- what is read off members and particles: one table of kinds, and one way to put parts together.
 *
 * What a kind gives is a flat array: either whole numbers that add, or one value a seat in each of its rows. Parts are
 * put together by adding the first and laying the second side by side in the order of seats, so that the whole is the same
 * however it was cut, into blocks, into the chunks of threads, or into ranges of chunks.
 */
#ifndef OFR_OBSERVE_H
#define OFR_OBSERVE_H

#include "ensemble.h"
#include "swarm.h"

/* Of each member unless said otherwise; days count from the start. */
typedef enum seen_kind {
    SEEN_MEMBERS,  /* ofr_member [n] */
    SEEN_OUTCOMES, /* int16_t [outcomes][n]: day of the first occurrence, -1 never */
    SEEN_PAYOFFS,  /* double [principals][n] */
    SEEN_LEVELS, /* double [n_follow][seen_periods][n]: mean of a series over ENSEMBLE_PERIOD days; the last may be short */
    SEEN_ACTS,   /* double [n]: acts of the slots asked for, over the horizon */
    SEEN_BINS,   /* int32_t [n_follow][horizon][ENSEMBLE_BINS]: members of each bin, by day */
    SEEN_DROPS, /* int64_t [n_dropping][3]: drops; members with one; with one that could have changed an outcome */
    SEEN_AGENDAS, /* int64_t [agendas][2]: member-days without terms for both; with them, but no channel */
    SEEN_PAIRS, /* int16_t [pairs][2][n]: day on which both had attacked each other (war.h), of the first war; -1 never */
    SEEN_PAST, /* of particles: double [n_follow + campaigns][past_days][n], the last days before the start; of campaigns
                  * the log weight that the particle has by its record, before the day's resampling */
    SEEN_STATES, /* of particles: double [n_fields][n] on the last day before the start */
    SEEN_KINDS
} seen_kind;
#define SEEN(kind) (1u << (kind))

/* What one member did. */
typedef struct ofr_member {
    double severity;
    int32_t deaths, worst_rung, worst_day, trigger, misread;
    int32_t dropped, dropped_open; /* drops; those that could have changed an outcome */
} ofr_member;

/* What was seen of the seats numbered first .. first + n - 1: members, or particles. */
typedef struct ofr_seen {
    const ofr_ensemble *e;
    size_t first, n, room;
    int32_t past_days;  /* for SEEN_PAST */
    const size_t *slot; /* for SEEN_ACTS; not owned */
    size_t n_slots;
    void *value[SEEN_KINDS]; /* NULL: not asked for */
} ofr_seen;

typedef struct seen_plan {
    unsigned kinds;     /* SEEN(...) | SEEN(...) */
    int32_t past_days;  /* for SEEN_PAST; at most the days of history */
    const size_t *slot; /* for SEEN_ACTS: whose acts are counted; stays the caller's */
    size_t n_slots;
} seen_plan;

/* Room for the results of `room` seats. The ensemble must stay where it is. OFR_NO_MEMORY. */
ofr_status seen_init(const ofr_ensemble *e, const seen_plan *plan, size_t room, ofr_seen *ret_seen,
                     ofr_error *err);
void seen_done(ofr_seen *seen); /* takes zeroed */
/* Empties it for seats first .. first + n - 1, n at most its room. */
void seen_open(ofr_seen *seen, size_t first, size_t n);

/* Writes the observers that fill it; returns how many. The seen must stay where it is while they watch; several swarms may
 * fill it, one after the other. */
size_t seen_observers(ofr_seen *seen, ofr_observer ret_observer[SEEN_KINDS]);
/* Puts `part`, of the same plan and with seats that lie within those of `whole`, into it; each seat once. */
void seen_merge(ofr_seen *whole, const ofr_seen *part);
/* True if both have the same seats, kinds and values, bit for bit. */
bool seen_same(const ofr_seen *a, const ofr_seen *b);

/* Periods of SEEN_LEVELS. Pure. */
size_t seen_periods(const ofr_ensemble *e);
/* Value of a series in a lane. */
double follow_value(const ofr_follow *follow, const ofr_block *block, size_t lane);

#endif
