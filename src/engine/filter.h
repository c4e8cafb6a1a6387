/* filter.h -- the particle filter through history: weights, systematic resampling by whole numbers. */
#ifndef OFR_FILTER_H
#define OFR_FILTER_H

#include "ensemble.h"
#include "swarm.h"

/* A swarm for the particles of one set after the other: e->particles seats. OFR_NO_MEMORY. */
ofr_status history_new(const ofr_ensemble *e, ofr_swarm **ret_particles, ofr_error *err);
/* Fills it with the particles of a set and leads them from the epoch to the start, where they have equal weights. Particle p
 * is numbered set * e->particles + p, by observers as by its streams; they see it before the day's resampling.
 * ret_evidence: log probability of the record under that set. OFR_DEGENERATE, OFR_NO_MEMORY, what swarm_run gives.
 * O(particles days). */
ofr_status history_run(const ofr_ensemble *e, size_t set, ofr_swarm *particles,
                       const ofr_observer *observer, size_t n_observers, const volatile int *stop,
                       double *ret_evidence, ofr_error *err);

/* Systematic resampling with weights as whole numbers (2^40 exp(lw - max)): exact sums in any order
 * (Murray, Lee, Jacob 2016). u in [0, 1). ret_count[i]: offspring of i, summing to n. Returns the log of
 * the mean weight, -inf if all are. */
double filter_resample_counts(const double *log_weight, size_t n, double u, size_t *ret_count);
/* Effective sample size of whole weights. */
double filter_effective_size(const double *log_weight, size_t n);

#endif
