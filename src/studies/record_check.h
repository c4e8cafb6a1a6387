/* record_check.h -- holds an event record against a scenario: names that it lacks, flows that it cannot fill, rows that
 * nobody or more than one takes.
 *
 * Faults are refused, since a wrong name takes acts away without a word; what may be meant is told and changes nothing.
 */
#ifndef OFR_RECORD_CHECK_H
#define OFR_RECORD_CHECK_H

#include "../events/events.h"
#include "../state/model.h"
#include "record_window.h"

/* Rows of one kind that no flow takes and no channel carries, all their names known. */
typedef struct record_unfit {
    const char *source, *target, *theatre, *action; /* as in the record */
    const char
        *flow; /* that they fit, but that takes no rows (record: none); "" where there is none */
    size_t rows, line; /* how many; line of the first in the record */
} record_unfit;

/* What is told of a record. Texts and rows live in the arena that was given. */
typedef struct record_told {
    const char **note; /* sentences, one line each */
    size_t n_notes;
    record_unfit *unfit; /* most rows first, then in the order of the record */
    size_t n_unfit, unfit_rows;
    size_t left_out; /* rows that no flow takes, with a name that history.ignore leaves out */
} record_told;

/* Faults, all in one go (OFR_STRUCTURE), of all rows of the record: names that neither the scenario nor history.ignore
 * has; a flow of record: full with a rate and no row that does not say expected: none, and one that says so and has
 * rows; rows that fit two flows equally; words about a halt of a group without a campaign, where there are campaigns; names
 * in history.ignore that the scenario has. What is told is of the rows in
 * the window only. OFR_NO_MEMORY. Pure but for the arena. O(rows (flows + log rows)). */
ofr_status record_check(const ofr_model *model, const ofr_record *record,
                        const record_window *window, ofr_arena *arena, record_told *ret_told,
                        ofr_error *err);

#endif
