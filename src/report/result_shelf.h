/* result_shelf.h -- what a result keeps for later commands: eves, and the sums of comparisons and tests; private to report.
 *
 * All of it is a cache: it is found by a key of everything that it depends on, carries its own sum (FNV-1a over key, part
 * and bytes), and what is not there, does not fit its sum or cannot be read is made again. So it is no part of
 * the result's hash, and `checksum` has no rows for it.
 */
#ifndef OFR_RESULT_SHELF_H
#define OFR_RESULT_SHELF_H

#include "../studies/sink.h"
#include "result_file.h"

#define SHELF_PUT_EVE "INSERT OR REPLACE INTO eve VALUES (?, ?, ?, ?, ?)"
#define SHELF_FIND_EVE "SELECT state, sum FROM eve WHERE key = ?1 AND ?2 = 0"
#define SHELF_PUT_ASKED "INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?)"
#define SHELF_FIND_ASKED "SELECT value, sum FROM asked WHERE key = ?1 AND part = ?2"

/* put: SHELF_PUT_EVE prepared. In the caller's transaction. */
ofr_status shelf_put_eve(const result_file *file, sqlite3_stmt *put, const ofr_kept_eve *eve,
                         ofr_error *err);
/* put: SHELF_PUT_ASKED prepared. In the caller's transaction. */
ofr_status shelf_put_asked(const result_file *file, sqlite3_stmt *put, uint64_t key, int64_t part,
                           const unsigned char *bytes, size_t n, ofr_error *err);
/* find: one of the two finders prepared; part 0 of an eve. *ret_bytes is the caller's to free; *ret_n 0: there is none that
 * can be used. OFR_NO_MEMORY alone. */
ofr_status shelf_find(const result_file *file, sqlite3_stmt *find, uint64_t key, int64_t part,
                      unsigned char **ret_bytes, size_t *ret_n, ofr_error *err);
/* Looks at every row; each that does not fit its sum is told. *rows counts on. What result_file_next gives. */
ofr_status shelf_examine(result_file *file, void (*found)(void *self, const char *what), void *self,
                         size_t *rows, ofr_error *err);

#endif
