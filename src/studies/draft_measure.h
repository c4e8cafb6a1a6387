/* draft_measure.h -- what a record shows of two principals: flows with their counts, and who else acts. */
#ifndef OFR_DRAFT_MEASURE_H
#define OFR_DRAFT_MEASURE_H

#include "draft.h"

enum { DRAFT_MAX_FLOWS = 60, DRAFT_MAX_ID = 40, DRAFT_MAX_OPTIONS = 16 };

typedef struct draft_flow {
    char id[DRAFT_MAX_ID + 1];
    const char *source, *target, *theatre, *action;
    event_at at;  /* of all its rows, else AT_ANY */
    size_t first; /* its rows among all that were kept */
    size_t rows;  /* 0: not in the record, added so that war can come about */
    double acts;  /* counts of the rows and its share of running totals */
    bool totals;  /* running totals cover it */
    bool force;   /* harass or above */
    bool chosen;  /* force of a principal, strike or above: answers red lines */
} draft_flow;

typedef struct draft_actor {
    const char *id;
    bool strikes[2]; /* uses force on the first, the second principal */
    bool struck;     /* suffers force */
    bool acts;       /* does anything to either */
} draft_actor;

typedef struct draft_via {
    const char *id;
    size_t rows; /* words between the two that it carried */
} draft_via;

typedef struct draft_found {
    ofr_record *record;
    bool own_record; /* ours to free */
    const char *principal[2], *iso3[2];
    int32_t from, start; /* days measured: from .. start - 1 */
    int32_t direct[2];   /* last direct act of each principal on the other; OFR_NO_DATE: none */
    draft_flow *flow;    /* those of principals first, then by rows */
    size_t n_flows;
    draft_actor *other;
    size_t n_others;
    const char **theatre;
    size_t n_theatres;
    draft_via *via;
    size_t n_vias;
    /* Rows before the start: used; in rarer combinations or above the limit of flows; with neither
     * principal; with a name or a rung that a scenario cannot have; not public by then. */
    size_t used, rare, elsewhere, unfit, late;
} draft_found;

/* All in the record's arena. draft_found_done also after a failure. */
ofr_status draft_measure(const draft_asked *asked, draft_found *ret_found, ofr_error *err);
void draft_found_done(draft_found *found);

#endif
