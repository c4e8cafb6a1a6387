/* reweigh.h -- from log weights of parameter sets to sets that stand for them: temperature, and whose values go on. Pure. */
#ifndef OFR_REWEIGH_H
#define OFR_REWEIGH_H

#include <stddef.h>
#include <stdint.h>

/* The highest temperature t, 0 to 1, at which weights exp(t log_weight) are worth `least` of n sets or more (effective number);
 * 1 where they are worth it whole, 0 where not even equal weights of those that are no -infinity are. ret_effective: what they are
 * worth at t. work: [n]. O(n). */
double reweigh_temperature(const double *log_weight, size_t n, double least, double *work,
                           double *ret_effective);
/* For each of n sets whose values it takes over: systematic resampling by exp(t log_weight), in an order drawn anew by the key, so
 * that what is taken over by two calls of different streams is independent. work: [n]. Where all weights are -infinity each keeps
 * its own. O(n). */
void reweigh_ancestors(const double *log_weight, size_t n, double t, uint64_t seed, uint32_t stream,
                       double *work, size_t *ret_from);

#endif
