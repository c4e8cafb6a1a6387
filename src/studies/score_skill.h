/* score_skill.h -- one forecaster's scores against another's on the same questions, with intervals. All pure.
 *
 * Questions asked one after the other overlap in what they are about, so that their scores are no independent draws. Intervals
 * come of a moving-block bootstrap (Kuensch 1989): runs of `block` neighbours are drawn with return until there are n, and
 * what is asked is computed anew; random numbers are keyed.
 */
#ifndef OFR_SCORE_SKILL_H
#define OFR_SCORE_SKILL_H

#include "offramp.h"
#include "scores.h"

enum { SKILL_DRAWS = 2000 };

typedef struct score_skill {
    bool known;   /* false: the base's scores add up to nothing, or there are none */
    double skill; /* 1 - sum of scores / sum of the base's: 1 perfect, 0 as good, below 0 worse */
    double difference; /* mean of score - base's: below 0 is better */
    bool
        has_interval; /* at least SKILL_LEAST_BLOCKS blocks lie side by side, and all draws but one in a hundred have a skill */
    double low, high; /* 90 % of the skill */
    double difference_low, difference_high;
} score_skill;
enum { SKILL_LEAST_BLOCKS = 4 };

/* score, base: [n] in the order of time; block: 1 .. n. n may be 0. OFR_NO_MEMORY. O(n SKILL_DRAWS). */
ofr_status score_skill_of(const double *score, const double *base, size_t n, size_t block,
                          uint64_t seed, score_skill *ret_skill, ofr_error *err);

/* In words: better or worse where the interval of the skill leaves 0 out. */
typedef enum score_verdict {
    SCORE_CANNOT_SAY,
    SCORE_BETTER,
    SCORE_TIES,
    SCORE_WORSE
} score_verdict;
score_verdict score_verdict_of(const score_skill *skill);

#endif
