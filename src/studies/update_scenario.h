/* update_scenario.h -- a scenario whose start has moved on: its text, and what of it an analyst must look at. */
#ifndef OFR_UPDATE_SCENARIO_H
#define OFR_UPDATE_SCENARIO_H

#include "study.h"

/* The text of a scenario, its includes in it, with another start and another record; a covered-until of history that is stated
 * becomes the day before the start. `expected: none` of a flow that has rows in `grown` is taken out. All else stays as it was written, comments too. *ret_text is allocated, with an end.
 * OFR_STRUCTURE: one of these values is not stated, or stands in an included file or in a form that cannot be replaced; OFR_NO_MEMORY. */
ofr_status update_scenario_text(const ofr_study *study, int32_t start, const char *record,
                                const ofr_record *grown, char **ret_text, size_t *ret_size,
                                ofr_error *err);
/* Are start and record of a scenario these, as they must be after the text was read back? OFR_STRUCTURE. Pure. */
ofr_status update_scenario_check(const ofr_study *study, int32_t start, const char *record,
                                 ofr_error *err);

/* Names in a newer record that neither the scenario nor its history.ignore has, each with its line: OFR_STRUCTURE. OFR_NO_MEMORY. */
ofr_status update_names(const ofr_study *study, const ofr_record *newer, ofr_error *err);

typedef struct update_look {
    const char *path; /* "politics.usa.elections.president.date" */
    int32_t day;      /* OFR_NO_DATE: none in particular */
    const char *why;
} update_look;
/* What the scenario states of days from its old start to the eve of the new one, or takes for granted on them: dates, clauses that
 * fall due, drivers whose periods are facts, flows that are not covered so far, and flows that were silent until `grown`. In the order of the scenario; at most
 * UPDATE_LOOKS. Texts live in the arena. OFR_NO_MEMORY. */
enum { UPDATE_LOOKS = 100 };
ofr_status update_looks(const ofr_study *study, int32_t was, int32_t start, const ofr_record *grown,
                        ofr_arena *arena, const update_look **ret_look, size_t *ret_n,
                        ofr_error *err);

#endif
