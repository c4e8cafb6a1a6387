/* filter.h -- the particle filter through history: weights, systematic resampling by whole numbers. */
#ifndef OFR_FILTER_H
#define OFR_FILTER_H

#include "account.h"
#include "ensemble.h"
#include "eve.h"
#include "swarm.h"

/* A swarm for the particles of one set after the other: e->particles seats. OFR_NO_MEMORY. */
ofr_status history_new(const ofr_ensemble *e, ofr_swarm **ret_particles, ofr_error *err);
/* Fills it with the particles of a set and leads them from the epoch to the start, where they have equal weights. Particle p
 * is numbered set * e->particles + p, by observers as by its streams; they see it before the day's resampling.
 * ret_account: how the set accounts for the record; where it is impossible history ends with the day that cannot be, and
 * the particles are nobody's. OFR_NO_MEMORY, what swarm_run gives. O(particles days). */
ofr_status history_run(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                       const ofr_observer *observer, size_t n_observers, const volatile int *stop,
                       ofr_account *ret_account, ofr_error *err);

/* The same, unwatched. ret_by_source: [n_sources + 1] log evidence of each source by what is recorded of it, last that of
 * all else (of the joint filter all is); they add to that of the set. */
ofr_status history_evidence(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                            double *ret_by_source, ofr_error *err);

/* One of several histories of a set that have their first days in common. */
typedef struct ofr_leg {
    const ofr_ensemble *e; /* alike but for start, horizon, and what of the record was public */
    int32_t
        parts; /* the day from whose morning on it goes alone, epoch to start - 1; of the first leg not read */
    ofr_eve *eve; /* in: zeroed; out: made */
} ofr_leg;
/* Leads a set through several histories at once: the first leg goes all the way, and each other one parts from it on its
 * day. Each gives the eve that history_run and eve_pack would give for it, bit for bit, if its days before that are
 * those of the first. O(particles (days of the first + days that others go alone)). As history_run. */
ofr_status history_legs(const ofr_leg *leg, size_t n_legs, size_t set, const volatile int *stop,
                        ofr_error *err);

/* Systematic resampling with weights as whole numbers (2^40 exp(lw - max)): exact sums in any order
 * (Murray, Lee, Jacob 2016). u in [0, 1). ret_count[i]: offspring of i, summing to n. Returns the log of
 * the mean weight, -inf if all are. */
double filter_resample_counts(const double *log_weight, size_t n, double u, size_t *ret_count);
/* Effective sample size of whole weights. */
double filter_effective_size(const double *log_weight, size_t n);

#endif
