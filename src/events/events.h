/* events.h -- the event record: one row, one act, in history and simulation (docs/record.md).
 *
 * A record is a CSV file (RFC 4180, UTF-8, header line). Columns, any order, unknown ones refused:
 *   date            YYYY-MM-DD                                    needed
 *   precision       day | approx | month                           default day
 *   source, target  actor ids; "a+b" for a joint act               needed
 *   theatre         theatre id                                     needed
 *   action          rung of the escalation ladder                  needed
 *   at              proxy | forces | homeland | third | empty
 *   claimed         yes | no | empty
 *   audience        actor id the act is meant to impress, or empty
 *   count           whole number >= 1                              default 1
 *   deaths_own, deaths_partner, deaths_attacker, wounded_own       whole numbers, empty = not known
 *   indirect        yes | no                                       default no
 *   via             channel's mediator id(s), "a+b", or empty
 *   public          yes | no | later:DATE                          default yes
 *   word            pause | resume | refusal | restraint | empty: what the row says of a halt
 *   inferred        yes | no: sums up what other rows and totals say      default no
 *   leader          yes | no: a named senior person was killed           default no
 *   place           home | abroad | sea | empty: whose soil the target stood on
 *   cause           free, or empty
 *   note, provenance                                               free text
 * Ids are of letters, digits, '-', '_' and '.'; at most 16 are joined by '+', none twice.
 * Totals stand in a second file beside it (x-events.csv -> x-totals.csv; a record of another name
 * has none), intervals in which an official count grew:
 * first,last,source,target,theatres,action,count,about,note,provenance (the last three optional). about: empty, the count
 * is exact; yes, it is within a tenth, or 0 to 3 where it is 0; a number, within that many acts. They are
 * observations over an interval, not events. Intervals of one source, target and action with a
 * theatre in common may not overlap.
 */
#ifndef OFR_EVENTS_H
#define OFR_EVENTS_H

#include "../core/arena.h"
#include "../core/dates.h"
#include "offramp.h"

typedef enum event_precision { PRECISION_DAY, PRECISION_APPROX, PRECISION_MONTH } event_precision;
typedef enum event_at { AT_ANY = 0, AT_PROXY, AT_FORCES, AT_HOMELAND, AT_THIRD } event_at;

/* What the source says of a halt of its attacks; a restraint is a state's, of force that was at hand. */
typedef enum event_word {
    EVENT_WORD_NONE = 0,
    EVENT_PAUSE,
    EVENT_RESUME,
    EVENT_REFUSAL,
    EVENT_RESTRAINT,
    N_EVENT_WORDS
} event_word;
/* Where the target was hit: on its own soil, on another's, at sea. */
typedef enum event_place { PLACE_ANY = 0, PLACE_HOME, PLACE_ABROAD, PLACE_SEA } event_place;

/* Names are interned in the record's arena: equal names are equal pointers within one record. */
typedef struct ofr_event {
    int32_t date;
    event_precision precision;
    const char *source, *target, *theatre, *action; /* never NULL */
    event_at at;
    int claimed;                /* 1 yes, 0 no, -1 not stated */
    const char *audience, *via; /* "" when empty */
    int32_t count;              /* >= 1 */
    int32_t deaths_own, deaths_partner, deaths_attacker, wounded_own; /* -1 not known */
    bool indirect;
    event_word word;
    bool inferred; /* no act and no word: it sums up what is known otherwise */
    bool leader;
    event_place place;
    int32_t public_from; /* day it became public; OFR_NO_DATE = never public */
    const char *cause, *note, *provenance;
    size_t line; /* in the file, for messages */
} ofr_event;

/* An interval in which a running total grew by count: [first, last], both included. */
typedef struct ofr_total {
    int32_t first, last;
    const char *source, *target, *theatres, *action; /* theatres: "a+b+c" */
    int32_t count;
    int32_t low, high; /* what it may have been, both included; count where it is exact */
    const char *note, *provenance;
    size_t line;
} ofr_total;

typedef struct ofr_record {
    ofr_arena *arena;
    ofr_event *event; /* sorted by date, then by line */
    size_t n_events;
    ofr_total *total; /* sorted by first, then by line */
    size_t n_totals;
    char *path;        /* as given */
    char *totals_path; /* of the totals beside it; "": there are none */
    uint64_t hash;     /* FNV-1a 64 of the bytes of both files */
} ofr_record;

/* Reads a record, a file or a pipe, and, where it exists, the file of totals beside it. All errors (up to 50) in one go, each
 * with file:line:column. Refuses files above 64 MiB, 1e6 rows (1e5 totals), a row above 64 KiB,
 * NUL bytes, text that is not UTF-8.
 * OFR_IO, OFR_RECORD, OFR_LIMIT, OFR_NO_MEMORY. */
ofr_status record_read(const char *path, ofr_record **ret_record, ofr_error *err);
/* The same for a path that stands in the file named_in, by the rule of file_read.h; NULL: anywhere, but no
 * pipe. */
ofr_status record_read_found(const char *path, const char *named_in, ofr_record **ret_record,
                             ofr_error *err);
/* The same from memory: n bytes of events and m of totals (totals may be NULL: none); name stands
 * for the path. No OFR_IO. */
ofr_status record_read_text(const char *events, size_t n, const char *totals, size_t m,
                            const char *name, ofr_record **ret_record, ofr_error *err);
/* Takes NULL. */
void record_free(ofr_record *record);
/* The last day of a row or of a total; OFR_NO_DATE: it has none. O(rows). Pure. */
int32_t record_last_day(const ofr_record *record);

/* Was it public by a day? OFR_NO_DATE: whatever was public counts, and what was not. Pure. */
bool event_is_public(const ofr_event *event, int32_t by);
/* As the record writes it; "" for EVENT_WORD_NONE. Pure. */
const char *event_word_name(event_word word);
/* True when id is one of the names in a joint list "a+b". */
bool names_contain(const char *joint, const char *id);

#endif
