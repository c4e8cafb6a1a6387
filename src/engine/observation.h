/* observation.h -- how much of each flow's acts an event record holds, day by day: what is not covered, coverage by period,
 * rows that come late, weekends.
 *
 * share = own x F(k) x w: own, the flow's coverage (or that of the period); F(k) = 1 - 2^(-k / median), the share of acts
 * whose row is there k days later; w on days of the weekend. Constants, the same in all members.
 */
#ifndef OFR_OBSERVATION_H
#define OFR_OBSERVATION_H

#include "../state/model.h"

typedef struct ofr_observation ofr_observation;

typedef struct ofr_observed {
    bool covered; /* false: nobody looked, so that no row is no silence */
    bool period;  /* share has the coverage of a period, which stands for the flow's own */
    double
        share; /* 0..1, of the flow's acts of the day; without period times the flow's own coverage */
} ofr_observed;

/* Reads history and conduct of the model's scenario, which must stay. OFR_NO_MEMORY. */
ofr_status observation_new(const ofr_model *model, ofr_observation **ret_observation,
                           ofr_error *err);
void observation_free(ofr_observation *observation); /* takes NULL */

/* A flow's day, seen from the morning of a later day. Pure. O(periods). */
ofr_observed observation_of(const ofr_observation *observation, size_t flow, int32_t day,
                            int32_t seen_on);
/* Does the record cover a day at all, whatever the flow? Pure. */
bool observation_looks(const ofr_observation *observation, int32_t day);
/* Share of acts whose row is there after so many days; median_days 0: all. Pure. */
double observation_reported(int32_t days, double median_days);

#endif
