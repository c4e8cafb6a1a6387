/* result_schema.h -- the tables of a result file, as data; private to report. */
#ifndef OFR_RESULT_SCHEMA_H
#define OFR_RESULT_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

enum {
    RESULT_APPLICATION_ID = 0x4f465221, /* "OFR!" */
    RESULT_FORMAT = 2,                  /* user_version; rises when a table changes its meaning */
    RESULT_MAX_HORIZON = 92000,         /* days from 1900 to 2149 */
    RESULT_MAX_NAMES = 100000           /* actors, outcomes, series, ...: each */
};

/* One table. Reading checks that a file's own CREATE statement is this one, letter by letter. */
typedef struct result_table {
    const char *name;
    const char *create; /* the whole statement */
    const char *order;  /* its key columns: the order of rows in hash and export */
} result_table;

extern const result_table result_tables[];
extern const size_t result_n_tables;

/* Views that put names in the place of numbers; for people, never read by the program. */
extern const char *const result_views[];
extern const size_t result_n_views;

#endif
