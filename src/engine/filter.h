/* filter.h -- the particle filter through history: weights, systematic resampling by whole numbers. */
#ifndef OFR_FILTER_H
#define OFR_FILTER_H

#include "ensemble.h"

/* Particles of some sets, in blocks; particle p of the i-th set is number i * particles + p, in block
 * number / lanes, lane number mod lanes. */
typedef struct ofr_particles {
    ofr_block *block;
    size_t n_blocks, n_sets, first_set;
    double *evidence;
} ofr_particles;

ofr_status particles_new(const ofr_ensemble *e, size_t n_sets, ofr_particles *ret, ofr_error *err);
void particles_done(ofr_particles *p);

/* Runs the sets first_set .. first_set + n_sets - 1 from the epoch to the day before the start; at the end
 * particles of a set have equal weights. evidence[i]: log probability of the record under set i.
 * watch (may be NULL) is called each day for each particle. OFR_DEGENERATE. */
ofr_status particles_run(const ofr_ensemble *e, size_t first_set, ofr_particles *p,
                         const volatile int *stop, ofr_watch watch, void *self, ofr_error *err);

/* Systematic resampling with weights as whole numbers (2^40 exp(lw - max)): exact sums in any order
 * (Murray, Lee, Jacob 2016). u in [0, 1). ret_count[i]: offspring of i, summing to n. Returns the log of
 * the mean weight, -inf if all are. */
double filter_resample_counts(const double *log_weight, size_t n, double u, size_t *ret_count);
/* Effective sample size of whole weights. */
double filter_effective_size(const double *log_weight, size_t n);

#endif
