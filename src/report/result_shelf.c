/* result_shelf.c -- see result_shelf.h. */
#include "result_shelf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"

/* The same on every machine: bytes only. */
static uint64_t sum_of(uint64_t key, int64_t part, const void *bytes, size_t n)
{
    unsigned char number[16];

    for (int i = 0; i < 8; i++) {
        number[i] = (unsigned char)(key >> (8 * i));
        number[8 + i] = (unsigned char)((uint64_t)part >> (8 * i));
    }
    return hash_bytes(hash_bytes(HASH_START, number, sizeof number), bytes, n);
}

static ofr_status step(const result_file *file, sqlite3_stmt *put, int code, ofr_error *err)
{
    ofr_status status = OFR_OK;

    if (code == SQLITE_OK) code = sqlite3_step(put);
    if (code != SQLITE_DONE) status = result_file_fail(file, code, "write", err);
    sqlite3_reset(put);
    sqlite3_clear_bindings(put);
    return status;
}

ofr_status shelf_put_eve(const result_file *file, sqlite3_stmt *put, const ofr_kept_eve *eve,
                         ofr_error *err)
{
    int code = sqlite3_bind_int64(put, 1, (int64_t)eve->key);

    if (code == SQLITE_OK) code = sqlite3_bind_int64(put, 2, (int64_t)eve->set);
    if (code == SQLITE_OK) code = sqlite3_bind_int64(put, 3, eve->day);
    if (code == SQLITE_OK) code = sqlite3_bind_blob64(put, 4, eve->bytes, eve->n, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(put, 5, (int64_t)sum_of(eve->key, 0, eve->bytes, eve->n));
    return step(file, put, code, err);
}

ofr_status shelf_put_asked(const result_file *file, sqlite3_stmt *put, uint64_t key, int64_t part,
                           const unsigned char *bytes, size_t n, ofr_error *err)
{
    int code = sqlite3_bind_int64(put, 1, (int64_t)key);

    if (code == SQLITE_OK) code = sqlite3_bind_int64(put, 2, part);
    if (code == SQLITE_OK) code = sqlite3_bind_blob64(put, 3, bytes, n, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_bind_int64(put, 4, (int64_t)sum_of(key, part, bytes, n));
    return step(file, put, code, err);
}

/* Column 0 of the row at hand, if its sum in column 1 fits. *ret_bytes NULL: no memory. */
static bool take_row(sqlite3_stmt *find, uint64_t key, int64_t part, unsigned char **ret_bytes,
                     size_t *ret_n)
{
    const void *bytes = sqlite3_column_blob(find, 0);
    const int n = sqlite3_column_bytes(find, 0);

    *ret_n = 0;
    if (!bytes || n <= 0 ||
        (uint64_t)sqlite3_column_int64(find, 1) != sum_of(key, part, bytes, (size_t)n))
        return true;
    *ret_bytes = malloc((size_t)n);
    if (!*ret_bytes) return false;
    memcpy(*ret_bytes, bytes, (size_t)n);
    *ret_n = (size_t)n;
    return true;
}

ofr_status shelf_find(const result_file *file, sqlite3_stmt *find, uint64_t key, int64_t part,
                      unsigned char **ret_bytes, size_t *ret_n, ofr_error *err)
{
    bool enough = true;

    *ret_bytes = NULL;
    *ret_n = 0;
    sqlite3_bind_int64(find, 1, (int64_t)key);
    sqlite3_bind_int64(find, 2, part);
    if (sqlite3_step(find) == SQLITE_ROW) enough = take_row(find, key, part, ret_bytes, ret_n);
    sqlite3_reset(find);
    return enough ? OFR_OK
                  : ofr_fail(err, OFR_NO_MEMORY, file->path, "out of memory while reading it");
}

static ofr_status examine_table(result_file *file, const char *sql, const char *what,
                                void (*found)(void *self, const char *what), void *self,
                                size_t *rows, ofr_error *err)
{
    sqlite3_stmt *all = NULL;
    bool row = true;
    char text[96];
    ofr_status status = result_file_prepare(file, sql, &all, err);

    while (status == OFR_OK) {
        status = result_file_next(file, all, &row, err);
        if (status != OFR_OK || !row) break;
        const uint64_t key = (uint64_t)sqlite3_column_int64(all, 0);
        const int64_t part = sqlite3_column_int64(all, 1);
        const void *bytes = sqlite3_column_blob(all, 2);
        const int n = sqlite3_column_bytes(all, 2);
        ++*rows;
        if (bytes && n > 0 &&
            (uint64_t)sqlite3_column_int64(all, 3) == sum_of(key, part, bytes, (size_t)n))
            continue;
        snprintf(text, sizeof text,
                 "%s %016" PRIx64 " does not fit its sum; it is made again when asked", what, key);
        found(self, text);
    }
    sqlite3_finalize(all);
    return status;
}

ofr_status shelf_examine(result_file *file, void (*found)(void *self, const char *what), void *self,
                         size_t *rows, ofr_error *err)
{
    const ofr_status status = examine_table(file, "SELECT key, 0, state, sum FROM eve", "the eve",
                                            found, self, rows, err);

    return status != OFR_OK ? status
                            : examine_table(file, "SELECT key, part, value, sum FROM asked",
                                            "a comparison or test", found, self, rows, err);
}
