/* claim.h -- what a hypothesis measures, and what it expects of the difference that changes make. */
#ifndef OFR_CLAIM_H
#define OFR_CLAIM_H

#include "compiler.h"

typedef enum measure_kind {
    MEASURE_OUTCOME,  /* share of futures in which it occurs, 0 to 1 */
    MEASURE_ACTS,     /* of some flows, a week */
    MEASURE_MESSAGES, /* a week */
    MEASURE_MISREAD /* answers and onsets in a future that go back to a misread or unintended act */
} measure_kind;

typedef enum claim_sign { CLAIM_LOWER, CLAIM_HIGHER, CLAIM_WITHIN } claim_sign;

/* Lower or higher by at least the margin, or within it; margin >= 0, above 0 for within. Relative: the margin is a
 * share of the base, else in the unit of the measure (a share of futures, not points). */
typedef struct ofr_claim {
    claim_sign sign;
    double margin;
    bool relative;
} ofr_claim;

enum { CLAIM_ADVICE = 320, CLAIM_MOST = 16 }; /* bytes of advice; changed futures of a hypothesis */

/* "lower by X", "higher by X", "within X". X is "3 points" (of a hundred futures, outcomes only), "20 %" of the base,
 * or a bare number in the unit of the measure (all but outcomes). False: it is none of these, and ret_advice
 * (CLAIM_ADVICE bytes) says what was found and what to write. Pure. */
bool claim_parse(const char *text, measure_kind measure, ofr_claim *ret_claim, char *ret_advice);

/* How many measures an entry of `hypotheses` names: one is right. ret_measure and ret_node (what the last of them
 * names) are set when there is any. Pure. */
size_t claim_measures(const ofr_node *hypothesis, measure_kind *ret_measure,
                      const ofr_node **ret_node);

/* Faults of the section `hypotheses`: measures and expectations that are not clear. */
void compile_claims(ofr_compiler *c);

#endif
