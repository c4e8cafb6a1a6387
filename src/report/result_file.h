/* result_file.h -- opening, checking and speaking to a result file; private to report.
 *
 * A result file may come from anyone. Before SQLite sees it: regular file, SQLite's header, our
 * application id and format. Then: no trusted schema, no triggers, no views, defensive mode,
 * limits on sizes, a budget of work, and each of our tables must have been created by our own
 * statement.
 */
#ifndef OFR_RESULT_FILE_H
#define OFR_RESULT_FILE_H

#include <sqlite3.h>

#include "../studies/left_out.h"

/* How long is waited where another program holds the file: a reader for a writer's commit, a writer, which must
 * be alone for that moment, for readers. */
typedef struct result_wait {
    int most_ms;                 /* then it is OFR_IO */
    const volatile int *stop;    /* not 0: wait no longer, OFR_INTERRUPTED; may be NULL */
    void (*waiting)(void *self); /* called once a wait when it takes longer; may be NULL */
    void *self;
} result_wait;

typedef struct result_file {
    sqlite3 *db;
    char *path;   /* as the user wrote it */
    size_t ticks; /* millions of SQLite steps spent, see result_file.c */
    result_wait wait;
} result_file;

typedef enum result_presence { RESULT_ABSENT, RESULT_FOREIGN, RESULT_OURS } result_presence;

/* What is at path: nothing or an empty file; anything that is no result; a result of any version,
 * whole or not (*ret_version: its format). */
result_presence result_file_look(const char *path, int32_t *ret_version);

/* Opens and checks an existing result. A write that was cut off is rolled back first. On failure
 * *file is as after result_file_done. OFR_IO, OFR_RESULT, OFR_NO_MEMORY. */
ofr_status result_file_open(result_file *file, const char *path, bool writing, ofr_error *err);
/* The same where links were followed already: path has none and begins at the root; shown is for messages. */
ofr_status result_file_open_at(result_file *file, const char *path, const char *shown, bool writing,
                               ofr_error *err);
/* Makes a database of the empty file at path, which must be no link, with all tables and views, inside a transaction
 * that the caller ends. No journal is written beside it: a failure leaves a file to be removed. shown: the
 * result's name for messages. */
ofr_status result_file_make(result_file *file, const char *path, const char *shown, ofr_error *err);
/* Closes; the struct may be zeroed or closed already. */
void result_file_done(result_file *file);

/* Puts a failure of SQLite into words. doing: "write", "read". */
ofr_status result_file_fail(const result_file *file, int code, const char *doing, ofr_error *err);
/* OFR_RESULT "... is damaged: <what>". */
ofr_status result_file_damaged(const result_file *file, const char *what, ofr_error *err);

/* Runs statements that return nothing. */
ofr_status result_file_run(result_file *file, const char *sql, ofr_error *err);
ofr_status result_file_prepare(result_file *file, const char *sql, sqlite3_stmt **ret_statement,
                               ofr_error *err);
/* One row: binds by letters (i int64_t, d double, t const char *, NULL as ""), steps, resets. */
ofr_status result_file_put(const result_file *file, sqlite3_stmt *statement, ofr_error *err,
                           const char *letters, ...);
/* Next row: *ret_row false at the end. */
ofr_status result_file_next(const result_file *file, sqlite3_stmt *statement, bool *ret_row,
                            ofr_error *err);

/* A text of table meta, allocated; NULL if there is none. */
ofr_status result_file_find(result_file *file, const char *key, char **ret_text, ofr_error *err);
/* The same; OFR_RESULT if there is none. */
ofr_status result_file_meta(result_file *file, const char *key, char **ret_text, ofr_error *err);
/* A whole number of meta within lo .. hi; OFR_RESULT otherwise. */
ofr_status result_file_whole(result_file *file, const char *key, int64_t lo, int64_t hi,
                             int64_t *ret_value, ofr_error *err);

/* Is it a quick look, which stands in nobody's way? OFR_RESULT where it does not say. */
ofr_status result_file_quick(result_file *file, bool *ret_quick, ofr_error *err);
/* Does it hold no future, only what compare and test keep, or sets that are left out? */
ofr_status result_file_empty(result_file *file, bool *ret_empty, ofr_error *err);

/* result_left_out.c: who ruled out most of the sets that are left out, of so many. OFR_RESULT. */
ofr_status result_file_left_out(result_file *file, size_t of, ofr_left_out *ret_left_out,
                                ofr_error *err);

/* result_hash.c: result_hash of an open file, without a look at its checksums. */
ofr_status result_file_hash(result_file *file, uint64_t *ret_hash, ofr_error *err);

#endif
