/* result.h -- the result file of a study: one SQLite file, written through an ofr_sink, read by
 * anyone.
 *
 * docs/result-file.md has the tables. Each chunk is one transaction; everything after the last
 * chunk (history, kept futures, histogram table, the mark that the file is complete) is one more.
 * After a kill at any moment the file therefore holds whole chunks and can be continued.
 */
#ifndef OFR_RESULT_H
#define OFR_RESULT_H

#include "../spec/spec.h"
#include "../studies/sink.h"
#include "offramp.h"

/* What to do with a file that is already there. "Same study": same result format, scenario, record,
 * seed, dates, sets, draws, chunk, names and numbers id, that is, the same numbers. */
typedef enum result_mode {
    RESULT_KEEP, /* none: make it. Same study: continue it, or use it as it is. A quick look: replace it
                      if it is of another study, or if the plan is no quick look. Else refuse. */
    RESULT_RESUME, /* as KEEP, but it must be there */
    RESULT_REPLACE /* as KEEP, but a result of another study or version is replaced */
} result_mode;     /* a file that is no result of offramp is never touched */

typedef struct result_writer result_writer;

/* Prepares writing; no file is touched before the sink's begin. path is copied. From begin to
 * result_close the result is locked against other writers by PATH.lock, which is removed at the end; readers
 * may read at any time. The sink's functions return OFR_IO (cannot write, disk full, another run
 * has the lock, a reader does not let go), OFR_RESULT (what is there is another study, of another
 * version or of a program with other numbers, damaged, no result, or no regular file),
 * OFR_USAGE (calls out of order, or a chunk that the plan does not have), OFR_INTERRUPTED (stop, while
 * it waited for a reader), OFR_NO_MEMORY. After a failure the transaction is rolled back. One writer is
 * for one thread. */
ofr_status result_open_write(const char *path, result_mode mode, result_writer **ret_writer,
                             ofr_error *err);
/* The sink of a writer; valid until result_close. */
ofr_sink result_sink(result_writer *writer);
/* How the writer waits for readers, who keep it from a commit while they read: ten minutes, or until *stop is
 * not 0; waiting is called, once a wait, when it takes more than two seconds. Before begin; each may be NULL. */
void result_patience(result_writer *writer, const volatile int *stop, void (*waiting)(void *self),
                     void *self);
/* True after begin if the file was there and complete: the study need not run. */
bool result_was_complete(const result_writer *writer);
/* Stores a wall-clock text (kept out of result_hash); after begin. */
ofr_status result_clock(result_writer *writer, const char *key, const char *value, ofr_error *err);
/* Closes; what was not committed is rolled back. Takes NULL. */
void result_close(result_writer *writer);

/* What a result is, for people: `offramp check`. */
typedef struct result_facts {
    char *title, *program_version, *numbers_id; /* NULL where it cannot be read */
    int64_t members, done;                      /* futures of the study; stored; -1: not known */
    bool complete;
    size_t parts;  /* that have a checksum */
    size_t faults; /* that were told */
    size_t others; /* tables, views, indexes, triggers that offramp does not make */
} result_facts;

/* Looks at all of a result: tables and views as offramp makes them, every checksum, the structure of the file. Each
 * fault is told to found(self, what), in words without an end mark. OFR_OK whether or not there are any; what
 * result_hash gives where it is no result at all. Release *ret_facts with result_facts_done. O(size). */
ofr_status result_examine(const char *path, void (*found)(void *self, const char *what), void *self,
                          result_facts *ret_facts, ofr_error *err);
void result_facts_done(result_facts *facts);

/* FNV-1a 64 over the contents of all tables in key order, without clock and checksum and, of meta, without what
 * says how and by which build the run was called (command, scenario_file, option_..., program_version, numbers_id).
 * Equal for any number of threads, resumes, machines, and builds that give the same numbers.
 * OFR_IO, OFR_RESULT (also where a checksum does not fit). O(rows). */
ofr_status result_hash(const char *path, uint64_t *ret_hash, ofr_error *err);

/* The sets of a result whose sets were learned from the record [n_sets][spec parameters], allocated; NULL of any other. Of a parameter
 * without a prior its value in spec. As result_hash, and OFR_RESULT where a value is none that its key allows. */
ofr_status result_learned_sets(const char *path, const ofr_spec *spec, size_t n_sets,
                               double **ret_value, ofr_error *err);

#endif
