/* draft.h -- scenarios to begin from: a template of all keys, a small one, one measured from a record. */
#ifndef OFR_DRAFT_H
#define OFR_DRAFT_H

#include "../events/events.h"

/* Every section and key of the schema: what is needed filled in with placeholders, the rest as
 * comments, each with an example value. What is written passes check; so does the schema check with
 * all comments of a single '#' taken away. OFR_NO_MEMORY, OFR_IO. */
ofr_status draft_empty(FILE *out, ofr_error *err);
/* A small scenario that runs as it is. OFR_IO. */
ofr_status draft_small(FILE *out, ofr_error *err);

typedef struct draft_asked {
    const char *record; /* path to read */
    const char *
        named; /* the same as the scenario is to name it, relative to its directory; NULL: it names none,
                         * and says that the record is given with --record */
    const char
        *between;  /* two actors of the record: "usa,iran", or "usa=USA,iran=IRN" with ISO codes */
    int32_t start; /* first simulated day; OFR_NO_DATE: the day after the record's last */
    size_t least;  /* rows that make a flow; at least 1 */
    ofr_record *
        open; /* the record, read already, whose arena grows; stays the caller's. NULL: it is read */
    const char *called; /* how sources of numbers call the record; NULL: by its file's name */
} draft_asked;

/* A scenario with the two as hostile principals, and the actors, theatres and flows that rows known
 * on the start day show at least so often. OFR_USAGE (actors that the record lacks, a start before
 * it, nothing left), what record_read gives, OFR_NO_MEMORY, OFR_IO. O(rows log rows). */
ofr_status draft_from_record(const draft_asked *asked, FILE *out, ofr_error *err);

#endif
