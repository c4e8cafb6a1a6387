/* result_sums.h -- checksums of a result's tables, part by part; private to report.
 *
 * The sum of a part is over its rows in the order of their key: 64-bit words w, each taken in by
 *     h = (h ^ w) * 0x9e3779b97f4a7c15;  h ^= h >> 32
 * from h = 0xcbf29ce484222325 on (multiply and fold after FNV and Fibonacci hashing; the form is ours).
 * Each step is one to one in h and in w, so that a change within one word of a part is never missed; any
 * other change is missed once in 2^64. A value gives a word for its type (1 whole, 2 real, 3 text, 4 blob,
 * 5 NULL), then a whole number itself, a real its IEEE bits, a text or blob the count of its bytes
 * and these bytes, eight a word, lowest first, the last filled up with zeros.
 */
#ifndef OFR_RESULT_SUMS_H
#define OFR_RESULT_SUMS_H

#include "result_file.h"

/* What cuts members and sets into chunks. */
typedef struct sums_cut {
    int64_t chunk, per_set; /* members a chunk, a set; both >= 1 */
} sums_cut;

enum { SUMS_WHOLE = -1 }; /* the part of a table that has but one */

/* Sums part `part` of a table of the schema from what is stored, and stores the sum; inside the
 * transaction that writes the rows. O(rows of the part). What result_file_put gives. */
ofr_status sums_put(result_file *file, const sums_cut *cut, const char *table, int64_t part,
                    ofr_error *err);
/* The same for every table that is one whole. */
ofr_status sums_put_whole(result_file *file, const sums_cut *cut, ofr_error *err);
/* For every table that grows by chunks: its part of this one. */
ofr_status sums_put_chunk(result_file *file, const sums_cut *cut, int64_t chunk, ofr_error *err);

/* Reads the cut of an open result. OFR_RESULT. */
ofr_status sums_read_cut(result_file *file, sums_cut *ret_cut, ofr_error *err);
/* OFR_RESULT, naming table and part, unless the part's rows are those that were summed. */
ofr_status sums_check_part(result_file *file, const sums_cut *cut, const char *table, int64_t part,
                           ofr_error *err);
/* Takes what is wrong with a part, such as "chunk 3 of table 'member' does not match its checksum". */
typedef struct sums_faults {
    void (*found)(void *self, const char *what);
    void *self;
    size_t parts; /* counts on: parts that were looked at */
} sums_faults;

/* The same for each part of a table, which must be all that it holds. faults NULL: the first fault is OFR_RESULT; else
 * each is told and only what cannot be read at all is OFR_RESULT. */
ofr_status sums_check_table(result_file *file, const sums_cut *cut, const char *table,
                            sums_faults *faults, ofr_error *err);
/* The same for all tables; all false: without histogram and act, which an answer does not read whole. */
ofr_status sums_check(result_file *file, bool all, ofr_error *err);

#endif
