/* score_tables.h -- what many forecasts of yes or no are worth together: parts of the Brier score, reliability, slope. All pure. */
#ifndef OFR_SCORE_TABLES_H
#define OFR_SCORE_TABLES_H

#include "offramp.h"
#include "scores.h"

/* A forecast and what came. */
typedef struct score_pair {
    double p; /* 0..1 */
    bool came;
    size_t
        cluster; /* forecasts that rise and fall together, such as those of one outcome; any numbers */
} score_pair;

/* The Brier score and its parts (Murphy 1973) over SCORE_BINS bins of equal width. Within a bin forecasts differ, which Murphy's
 * parts know nothing of; `within` is what is left (Stephenson, Coelho, Jolliffe 2008), so that
 *     brier = reliability - resolution + uncertainty + within      but for roundings. */
enum { SCORE_BINS = 10 };
typedef struct brier_parts {
    double brier;
    double reliability; /* >= 0, less is better: forecasts of a bin against the share that came */
    double resolution;  /* >= 0, more is better: shares of bins against that of all */
    double uncertainty; /* of what is forecast: share (1 - share) of all */
    double within;      /* of either sign, 0 where the forecasts of a bin are equal */
} brier_parts;
/* n > 0. O(n). */
brier_parts brier_parts_of(const score_pair *pair, size_t n);

/* One bin of the reliability diagram. */
typedef struct reliability_bin {
    size_t n, came;
    double forecast;  /* mean; 0 of an empty bin, as are all below */
    double share;     /* came / n */
    double low, high; /* 90 % of the share by Jeffreys' prior, as if forecasts were independent */
} reliability_bin;
/* ret: [SCORE_BINS]; bin b holds forecasts from b / SCORE_BINS to below (b + 1) / SCORE_BINS, the last also 1. O(n). */
void reliability_of(const score_pair *pair, size_t n, reliability_bin *ret_bin);

/* Mean of p (1 - p): 0 of forecasts that are sure, 1/4 of those that say one half. n > 0. */
double sharpness_of(const score_pair *pair, size_t n);

/* Logistic recalibration, logit P(came) = intercept + slope logit p (Cox 1958): slope 1 and intercept 0 where forecasts mean what
 * they say, a slope below 1 where they are too bold. */
typedef struct reliability_slope {
    bool
        known; /* false: all or none came, forecasts do not differ, or they part what came from what did not */
    double slope, intercept;
    bool has_interval; /* of the draws of clusters at least nine tenths had a slope */
    double low, high;  /* 90 % by drawing clusters with their forecasts, with return */
} reliability_slope;
/* draws: of the bootstrap, keyed by seed; 0 or a single cluster: no interval. OFR_NO_MEMORY. O(n draws). */
ofr_status reliability_slope_of(const score_pair *pair, size_t n, uint64_t seed, size_t draws,
                                reliability_slope *ret_slope, ofr_error *err);

#endif
