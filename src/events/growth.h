/* growth.h -- a record and a newer one of the same events, row by row: what is new, late, changed, gone, repeated.
 *
 * Rows have no number of their own. Two rows are the same if all their cells are; else the same row was changed if both name one
 * source (provenance) that no other row of either names, or if they tell of the same act: day, actors, theatre, action, aim, carrier.
 * Of new rows only, neither another day nor the same act alone tells that it is the same row: a source may tell of several acts, and a day
 * may have several attacks.
 */
#ifndef OFR_GROWTH_H
#define OFR_GROWTH_H

#include "events.h"

typedef enum growth_fate {
    GROWTH_KEPT,     /* as it was, or not spoken of */
    GROWTH_NEW,      /* of a day from the old start on */
    GROWTH_LATE,     /* of a day before the old start, and was not there */
    GROWTH_CHANGED,  /* other cells, the same day and actors */
    GROWTH_MOVED,    /* the same source names another day or other actors */
    GROWTH_GONE,     /* was there; the newer record speaks of its days and has no such row */
    GROWTH_AFTER,    /* of a day from the new start on: left out */
    GROWTH_REPEATED, /* in every cell a row that is there: left out */
    N_GROWTH_FATES
} growth_fate;
/* "new", "late" ... Pure. */
const char *growth_fate_name(growth_fate fate);

typedef struct growth_row {
    growth_fate fate;
    const ofr_event *was, *now; /* NULL: there is none */
    /* It counts in the new history otherwise than in the old one: it is new, was changed, is gone, or has become public or past. */
    bool entered;
    bool counted; /* `was` counted in the old history */
} growth_row;

typedef struct growth_total {
    growth_fate fate;
    const ofr_total *was, *now;
    bool entered, counted;
} growth_total;

typedef enum growth_says { GROWTH_GUESS, GROWTH_WHOLE, GROWTH_ROWS } growth_says;

typedef struct growth_asked {
    growth_says
        says; /* the newer one holds all rows from its first day on, or new rows only; or whichever it looks like */
    bool accept;              /* take moved rows as they are now, and rows out that are gone */
    int32_t was_start, start; /* first day that is not history: of the old record, of the new */
    bool outsider;            /* a row counts only if it was public by the start */
} growth_asked;

/* Rows of events stand by day, on one day those that were there first, then by their cells: in whatever order the newer record has
 * them. Events and totals are those of the two records, which must stay. */
typedef struct ofr_growth {
    growth_row *row;
    size_t n_rows;
    growth_total *total;
    size_t n_totals;
    bool whole;   /* the newer one was taken to be whole */
    int32_t from; /* its first day; OFR_NO_DATE: it has no row */
    size_t rows[N_GROWTH_FATES], totals[N_GROWTH_FATES];
    ofr_arena *arena;
} ofr_growth;

/* newer NULL: nothing but time has passed. OFR_RECORD: rows contradict (moved or gone, without `accept`), each with what was and what is,
 * 20 at most; OFR_USAGE: the newer record holds some of the old rows of its days, but fewer than half, and `says` is GROWTH_GUESS;
 * OFR_NO_MEMORY. O(n log n). */
ofr_status growth_match(const ofr_record *old, const ofr_record *newer, const growth_asked *asked,
                        ofr_growth **ret_growth, ofr_error *err);
void growth_free(ofr_growth *growth); /* takes NULL */

/* The record that has grown, from its own text, under a name; of its rows those that `without` marks [n_rows], and of totals those
 * that without_total marks [n_totals], are as they were: not there, or with the cells that they had. Either may be NULL: none is. What
 * record_read_text gives. */
ofr_status growth_record(const ofr_growth *growth, const uint8_t *without,
                         const uint8_t *without_total, const char *name, ofr_record **ret_record,
                         ofr_error *err);
/* The two files of the record that has grown. Errors of the stream stay there. */
void growth_write_events(const ofr_growth *growth, FILE *out);
void growth_write_totals(const ofr_growth *growth, FILE *out);
/* Has it totals? Pure. */
bool growth_has_totals(const ofr_growth *growth);

#endif
