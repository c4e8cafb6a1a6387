/* result.h -- the result file of a study: one SQLite file, written through an ofr_sink, read by
 * anyone.
 *
 * docs/result-file.md has the tables. Each chunk is one transaction; everything after the last
 * chunk (history, kept futures, histogram table, the mark that the file is complete) is one more.
 * After a kill at any moment the file therefore holds whole chunks and can be continued.
 */
#ifndef OFR_RESULT_H
#define OFR_RESULT_H

#include "../studies/sink.h"
#include "offramp.h"

/* What to do with a file that is already there. "Same study": same result format, program version,
 * scenario, record, seed, dates, sets, draws, chunk and names, that is, the same numbers. */
typedef enum result_mode {
    RESULT_KEEP, /* none: make it. Same study: continue it, or use it as it is. A quick look: replace it
                      if it is of another study, or if the plan is no quick look. Else refuse. */
    RESULT_RESUME, /* as KEEP, but it must be there */
    RESULT_REPLACE /* as KEEP, but a result of another study or version is replaced */
} result_mode;     /* a file that is no result of offramp is never touched */

typedef struct result_writer result_writer;

/* Prepares writing; no file is touched before the sink's begin. path is copied. The sink's
 * functions return OFR_IO (cannot write, disk full, in use by another program), OFR_RESULT (what
 * is there is another study, another version, damaged, or no result), OFR_USAGE (calls out of
 * order, or a chunk that the plan does not have), OFR_NO_MEMORY. After a failure the transaction
 * is rolled back. One writer is for one thread. */
ofr_status result_open_write(const char *path, result_mode mode, result_writer **ret_writer,
                             ofr_error *err);
/* The sink of a writer; valid until result_close. */
ofr_sink result_sink(result_writer *writer);
/* True after begin if the file was there and complete: the study need not run. */
bool result_was_complete(const result_writer *writer);
/* Members found in the file by begin. */
size_t result_members_found(const result_writer *writer);
/* Stores a wall-clock text (kept out of result_hash); after begin. */
ofr_status result_clock(result_writer *writer, const char *key, const char *value, ofr_error *err);
/* Closes; what was not committed is rolled back. Takes NULL. */
void result_close(result_writer *writer);

/* FNV-1a 64 over the contents of all tables in key order, without the clock and without the words
 * by which the run was called (command, scenario file name). Equal for any number of threads,
 * resumes, and machines. OFR_IO, OFR_RESULT. O(rows). */
ofr_status result_hash(const char *path, uint64_t *ret_hash, ofr_error *err);

#endif
