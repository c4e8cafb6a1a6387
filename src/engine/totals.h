/* totals.h -- running totals of a record held against a scenario: which flows each is spread over, and which of them are
 * under way together. */
#ifndef OFR_TOTALS_H
#define OFR_TOTALS_H

#include "../events/events.h"
#include "../state/model.h"

/* What becomes of a total. */
typedef enum total_fate {
    TOTAL_TAKEN, /* spread over its flows */
    TOTAL_CUT,   /* partly outside of the days: it says nothing about the part inside */
    TOTAL_AWAY,  /* wholly outside of the days */
    TOTAL_NO_FLOW /* no flow with record: totals has its rung, source, target and one of its theatres */
} total_fate;

typedef struct ofr_total_match {
    total_fate fate;
    size_t *flow; /* [n_flows] with record: totals, in the order of the scenario */
    size_t n_flows;
    size_t
        group; /* state that it is spread by: no two under way on one day share it; OFR_SPREADS: none is left */
    size_t
        clash; /* a total before it that is spread over one of its flows on one of its days, or OFR_NONE */
} ofr_total_match;

typedef struct ofr_total_matches {
    ofr_total_match *of; /* [record->n_totals], in its order */
    size_t *flow;        /* behind of[].flow */
} ofr_total_matches;

/* Days from first to last are history. OFR_NO_MEMORY. O(totals flows). The record may be freed afterwards. */
ofr_status totals_match(const ofr_model *model, const ofr_record *record, int32_t first,
                        int32_t last, ofr_total_matches *ret_matches, ofr_error *err);
void totals_done(ofr_total_matches *matches); /* takes what is zeroed */

/* How an actor stands in a joint list: 2 itself, 1 one of its parts, 0 not. Pure. */
int totals_actor(const ofr_model *model, const char *joint, size_t actor);

#endif
