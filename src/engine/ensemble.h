/* ensemble.h -- parameter sets and members: everything that fixes the numbers, and what may be followed in them.
 *
 * A parameter set is one draw of all priors. History is run for each set by `particles` particles that
 * carry what the record does not show (filter.h); a member of the set starts from one of them (futures.h). What
 * comes out depends on (scenario, record, seed, sets, members a set, particles) alone: not on the number of lanes,
 * threads, chunks, or on who watches.
 */
#ifndef OFR_ENSEMBLE_H
#define OFR_ENSEMBLE_H

#include "kernel.h"
#include "past.h"

enum {
    OFR_PARTICLES = 32,
    OFR_PARTICLES_OF_CAMPAIGNS = 128,
    ENSEMBLE_BINS = 64,
    ENSEMBLE_PERIOD = 30
};

/* A series read off each member each day. Count: the value is the bin; scaled: bin floor(64 x / (x + scale)); share, of
 * something that is so or not: x of the 63 bins above the first, told as its mean over members. */
typedef enum ofr_follow_kind { FOLLOW_COUNT, FOLLOW_SCALED, FOLLOW_SHARE } ofr_follow_kind;
typedef struct ofr_follow {
    const char *id, *says, *unit;
    ofr_follow_kind kind;
    bool whole;
    double scale;
    ofr_row row;
    /* Of a share: the campaign, by whose weights its mean in history is taken; which part of all it is, OFR_NONE for a front as a
     * whole; whose part, NULL where it is none. */
    size_t source, part;
    const char *of;
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
    const ofr_past *past;  /* history; NULL or empty: members start at rest */
    const ofr_past *given; /* given acts after the start; NULL: none */
    uint64_t seed;
    size_t n_sets, per_set;
    size_t
        particles; /* of a set, in history; >= 1; ensemble_particles() unless changed before the first run */
    bool
        joint; /* sources are weighed and resampled with all else, as one: right, and noisy; for comparison */
    struct ofr_strain *
        strain; /* filled on the way through the history of a set, of one at a time (strain.h); NULL: nobody asks */
    double *value; /* [n_sets][spec parameters]; owned */
    const double *
        shift; /* [n_sets][pairs][2] log-odds that futures of a set are shifted by: of open acts, of war (mechanisms/war.h); NULL:
                          * none are. No history sees it. The caller's */
    ofr_follow *follow; /* owned */
    size_t n_follow;
    ofr_dropping *dropping; /* owned */
    size_t n_dropping;
} ofr_ensemble;

/* Particles of a set: OFR_PARTICLES, or more with campaigns. Pure. */
size_t ensemble_particles(const ofr_model *model);

/* Draws the sets (all at the point values if fixed) and lists the series. The pointers stay the caller's.
 * OFR_NO_MEMORY. */
ofr_status ensemble_init(ofr_ensemble *e, const ofr_model *model, const ofr_kernel *kernel,
                         uint64_t seed, size_t n_sets, size_t per_set, bool fixed, ofr_error *err);
void ensemble_done(ofr_ensemble *e);
/* True if its members come out of a history; else they start at rest. Pure. */
bool ensemble_has_history(const ofr_ensemble *e);

#endif
