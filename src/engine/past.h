/* past.h -- an event record turned into inputs of the day function: what is given on each day. */
#ifndef OFR_PAST_H
#define OFR_PAST_H

#include "../events/events.h"
#include "../state/block.h"

typedef struct ofr_past ofr_past;

/* What of the record is taken. */
typedef struct ofr_past_plan {
    int32_t first, last; /* days, both included; last < first: nothing */
    int32_t
        known_by; /* rows public after this day are left out (outsider); OFR_NO_DATE: all rows */
    bool history; /* true: before the start, every recorded flow; false: only `flow` and `driver` */
    const uint8_t *flow;   /* [n_flows] 1: given (history = false) */
    const uint8_t *driver; /* [n_drivers] 1: given (history = false) */
} ofr_past_plan;

/* Rows are matched to flows: same rung and theatre, source and target the flow's own or a part of them,
 * `at` not in conflict; the closest match wins, the first of equals. Rows between the ends of a channel whose `via` names its
 * mediator, or a channel without a mediator by its own name, are messages.
 * OFR_NO_MEMORY, OFR_LIMIT. The record may be freed afterwards; the model must stay. */
ofr_status past_new(const ofr_model *model, const ofr_record *record, const ofr_past_plan *plan,
                    ofr_past **ret_past, ofr_error *err);
void past_free(ofr_past *past); /* takes NULL */

/* What is given on a day; NULL outside the plan's days. */
const ofr_given *past_day(const ofr_past *past, int32_t day);

/* The first day from `first` to `last` on which two pasts of one scenario give different things; last + 1: none. Pure. */
int32_t past_parts(const ofr_past *a, const ofr_past *b, int32_t first, int32_t last);
/* A hash of what is given from a day to a day, both included. Pure. */
uint64_t past_hash(const ofr_past *past, int32_t first, int32_t last);

/* Rows in the window, each in one number: matched to a flow, taken as a message, words about a halt that are neither,
 * what sums up other rows, what was not public by then, not used. */
typedef struct ofr_past_use {
    size_t acts, messages, words, inferred, late, unused;
} ofr_past_use;
ofr_past_use past_use(const ofr_past *past);
/* Flow that a row is matched to, or OFR_NONE. Pure. */
size_t past_match(const ofr_model *model, const ofr_event *event);
/* The next flow that a row fits as closely as the one it is matched to, or OFR_NONE. Pure. */
size_t past_match_again(const ofr_model *model, const ofr_event *event, size_t taken);
/* Is a row a message through a channel? Pure. */
bool past_is_message(const ofr_model *model, const ofr_event *event);

#endif
