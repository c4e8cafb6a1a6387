/* record_notes.h -- what is told of a record: sentences, gathered in an arena. */
#ifndef OFR_RECORD_NOTES_H
#define OFR_RECORD_NOTES_H

#include "../core/arena.h"
#include "../core/dates.h"

enum { RECORD_MOST_NOTES = 32, RECORD_NAMES_SHOWN = 4 };

typedef struct record_notes {
    ofr_arena *arena;
    const char **note; /* room for RECORD_MOST_NOTES */
    size_t n;
    bool out_of_memory;
} record_notes;

/* One sentence more; those beyond the room are dropped. */
void record_note(record_notes *notes, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* A list of names for a sentence: "a, b, c, d, ..." */
typedef struct record_list {
    char text[400];
    size_t used, n;
} record_list;
void record_list_add(record_list *list, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/* "s" for any number but one. */
const char *record_plural(size_t n);

#endif
