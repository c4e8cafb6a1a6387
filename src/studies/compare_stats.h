/* compare_stats.h -- paired differences: what is summed for each parameter set, and what follows. All pure. */
#ifndef OFR_COMPARE_STATS_H
#define OFR_COMPARE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sums over the members of one parameter set. */
typedef struct pair_sums {
    uint32_t n, lower, higher; /* pairs; those in which the what-if is lower, higher */
    double base, other, difference, base2, other2, difference2;
} pair_sums;
void pair_add(pair_sums *sums, double base, double other);

typedef struct ofr_difference {
    double base, other, value; /* means; value = other - base */
    double low, high;          /* 95 % interval of value: chance, and which sets were drawn */
    double chance;             /* its half width from chance alone, these sets given */
    double set_low, set_high;  /* 5 % and 95 % of the difference over sets, chance removed */
    double set_deviation;      /* standard deviation over sets, chance removed */
    double lower, higher;      /* probability over sets that the what-if's mean is lower, higher */
    double pairs_lower, pairs_higher; /* shares of pairs in which it is */
    double gain; /* variance of value without pairing / with it; 0: no variance to speak of */
    double gain_chance; /* the same within sets: what common random numbers alone bring */
} ofr_difference;

/* set[0 .. n_sets - 1] of one quantity, all with n > 0. share: the quantity is 0 or 1, and the half width
 * is at least 3 / pairs, so that rare outcomes that never differed are not called certain. exact: the
 * what-if cannot or did not reach it: all zero. work: room for n_sets doubles. O(n_sets log n_sets). */
ofr_difference difference_of(const pair_sums *set, size_t n_sets, bool share, bool exact,
                             double *work);

/* 97.5 % quantile of Student's t, degrees >= 1: within 2 % of the tables from 2 degrees on. */
double student_quantile(double degrees);

#endif
