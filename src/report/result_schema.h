/* result_schema.h -- the tables of a result file, as data; private to report. */
#ifndef OFR_RESULT_SCHEMA_H
#define OFR_RESULT_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

enum {
    RESULT_APPLICATION_ID = 0x4f465221, /* "OFR!" */
    RESULT_FORMAT = 6,                  /* user_version; rises when a table changes its meaning */
    RESULT_MAX_HORIZON = 92000,         /* days from 1900 to 2149 */
    RESULT_MAX_NAMES = 100000           /* actors, outcomes, series, ...: each */
};

/* How table checksum cuts the rows of a table into parts; a part is summed when its rows are written. The
 * column that says to which part a row belongs is the first of the key. */
typedef enum result_slice {
    SLICE_NONE,    /* table checksum itself */
    SLICE_WHOLE,   /* one part, -1 */
    SLICE_MEMBERS, /* part c: the members of chunk c */
    SLICE_SETS,    /* part c: the sets whose first member is in chunk c */
    SLICE_CHUNK,   /* part c: the rows of chunk c */
    SLICE_KEPT,    /* part m: the rows of the kept future m */
    SLICE_SHELF /* none: what is kept for later commands, and carries its sums itself (result_shelf.h) */
} result_slice;

/* One table. Reading checks that a file's own CREATE statement is this one, letter by letter. */
typedef struct result_table {
    const char *name;
    const char *create; /* the whole statement */
    const char *order;  /* its key columns: the order of rows in checksum, hash and export */
    result_slice slice;
} result_table;

extern const result_table result_tables[];
extern const size_t result_n_tables;

/* Views that put names in the place of numbers; for people, never read by the program. */
extern const char *const result_views[];
extern const size_t result_n_views;

#endif
