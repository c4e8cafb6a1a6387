/* ensemble.h -- members in blocks: parameter sets, the filter through history, chunks of futures.
 *
 * A parameter set is one draw of all priors. History is run for each set by `particles` particles that
 * carry what the record does not show; a member of the set starts from one of them. What comes out
 * depends on (scenario, record, seed, sets, members a set, particles) alone: not on the number of lanes,
 * threads, chunks, or on what is recorded.
 */
#ifndef OFR_ENSEMBLE_H
#define OFR_ENSEMBLE_H

#include "kernel.h"
#include "past.h"
#include "variant.h"

enum { OFR_PARTICLES = 32, ENSEMBLE_BINS = 64, ENSEMBLE_PERIOD = 30 };

/* A series read off each member each day. COUNT: the value is the bin; SCALED: bin floor(64 x / (x + scale)). */
typedef struct ofr_follow {
    const char *id, *says, *unit;
    bool scaled, whole;
    double scale;
    ofr_row row;
} ofr_follow;

/* Something that may be dropped because a like thing is under way (mechanisms/drops.h). kind: crossing (no graver than the
 * one whose answer is pending), answer (replaced by one to a graver crossing), repeated (message that says what
 * one under way says), message (that says the other thing). id: of the line or the channel. */
typedef struct ofr_dropping {
    const char *kind, *id;
    ofr_drop row;
} ofr_dropping;

typedef struct ofr_ensemble {
    const ofr_model *model;
    const ofr_kernel *kernel;
    const ofr_past *past;       /* history; NULL or empty: members start at rest */
    const ofr_past *given;      /* given acts after the start; NULL: none */
    const ofr_variant *variant; /* changes that all futures run under; NULL: none; not owned */
    uint64_t seed;
    size_t n_sets, per_set;
    double *value;      /* [n_sets][spec parameters]; owned */
    ofr_follow *follow; /* owned */
    size_t n_follow;
    ofr_dropping *dropping; /* owned */
    size_t n_dropping;
} ofr_ensemble;

/* Draws the sets (all at the point values if fixed) and lists the series. The pointers stay the caller's.
 * OFR_NO_MEMORY. */
ofr_status ensemble_init(ofr_ensemble *e, const ofr_model *model, const ofr_kernel *kernel,
                         uint64_t seed, size_t n_sets, size_t per_set, bool fixed, ofr_error *err);
void ensemble_done(ofr_ensemble *e);

/* What one member did. */
typedef struct ofr_member {
    double severity;
    int32_t deaths, worst_rung, worst_day, trigger, misread;
    int32_t dropped, dropped_open; /* drops; those that could have changed an outcome */
} ofr_member;

/* Room for the results of a chunk, made once a thread. */
typedef struct ofr_chunk_out {
    size_t first, n, room;
    ofr_member *member;   /* [n] */
    int16_t *outcome_day; /* [n_outcomes][n]; -1 never */
    double *payoff;       /* [n_politics][n] */
    int32_t *histogram;   /* [n_follow][horizon][ENSEMBLE_BINS]; NULL: not kept */
    double *level; /* [n_follow][n_periods][n] mean of a series over 30 days; NULL: not kept */
    size_t n_periods;
    const size_t *slot; /* whose acts are counted; NULL: none; not owned */
    size_t n_slots;
    double *acts;     /* [n] of those slots, over the horizon */
    double *evidence; /* [sets touched] log probability of the record */
    double *closed;   /* [n_agendas][2] */
    int64_t *
        drop; /* [n_dropping][3] drops; members with one; with one that could have changed an outcome */
    size_t first_set, n_sets;
} ofr_chunk_out;
ofr_status chunk_out_init(const ofr_ensemble *e, size_t room, ofr_chunk_out *ret, ofr_error *err);
/* From now on keeps each member's mean level of each series over each ENSEMBLE_PERIOD days (the last may be
 * short) instead of histograms. OFR_NO_MEMORY. */
ofr_status chunk_out_levels(const ofr_ensemble *e, ofr_chunk_out *out, ofr_error *err);
/* From now on counts each member's acts of these slots over the horizon; the list stays the caller's.
 * OFR_NO_MEMORY. */
ofr_status chunk_out_acts(ofr_chunk_out *out, const size_t *slot, size_t n_slots, ofr_error *err);
void chunk_out_done(ofr_chunk_out *out);

/* Runs members first .. first + n - 1, history of their sets included. Safe from several threads, each
 * with its own out. stop (may be NULL) is looked at between blocks: non-zero gives OFR_INTERRUPTED.
 * OFR_NO_MEMORY, OFR_DEGENERATE. O(n horizon + sets particles history). */
ofr_status chunk_run(const ofr_ensemble *e, size_t first, size_t n, ofr_chunk_out *out,
                     const volatile int *stop, ofr_error *err);

/* The same members once for each variant, out[i] under variant[i] (NULL: the base), after one history that
 * all share: same particles, same streams. chunk_run is this with e->variant alone. */
ofr_status chunk_run_variants(const ofr_ensemble *e, size_t first, size_t n,
                              const ofr_variant *const *variant, size_t n_variants,
                              ofr_chunk_out *out, const volatile int *stop, ofr_error *err);

/* Watches lanes of a block at the end of a day. */
typedef void (*ofr_watch)(void *self, const ofr_model *model, const ofr_block *block, int32_t day,
                          size_t lane);

/* Runs members first .. first + n - 1 of one set again (n at most the kernel's lanes), calling future each day
 * after the start with member first + lane in each lane, and past (may be NULL) each day before it with
 * every particle of their set. future may be NULL: history only. */
ofr_status members_replay(const ofr_ensemble *e, size_t first, size_t n, ofr_watch past,
                          ofr_watch future, void *self, ofr_error *err);

/* Value of a series in a lane. */
double follow_value(const ofr_follow *f, const ofr_block *b, size_t lane);

#endif
