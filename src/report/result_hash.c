/* result_hash.c -- one number for what a result says: core/hash.h over the rows. */
#include <stdio.h>
#include <string.h>

#include "../core/hash.h"
#include "result.h"
#include "result_file.h"
#include "result_schema.h"
#include "result_sums.h"

static uint64_t add_cell(uint64_t hash, sqlite3_stmt *statement, int column)
{
    const int type = sqlite3_column_type(statement, column);

    hash = hash_word(hash, (uint64_t)type);
    if (type == SQLITE_INTEGER) {
        return hash_word(hash, (uint64_t)sqlite3_column_int64(statement, column));
    }
    if (type == SQLITE_FLOAT) {
        const double value = sqlite3_column_double(statement, column);
        uint64_t word;
        memcpy(&word, &value, sizeof word);
        return hash_word(hash, word);
    }
    if (type == SQLITE_NULL) return hash;
    const void *bytes = sqlite3_column_blob(statement, column);
    const size_t n = (size_t)sqlite3_column_bytes(statement, column);
    return hash_bytes(hash_word(hash, n), bytes, bytes ? n : 0);
}

static ofr_status add_table(result_file *file, const result_table *table, uint64_t *hash,
                            ofr_error *err)
{
    /* How the run was called, by which build, and what that build tells of the record is no part of what it says; what options change is hashed
     * as record, start and horizon. */
    const char *where =
        strcmp(table->name, "meta") == 0
            ? "WHERE key NOT IN ('command', 'scenario_file', 'program_version', "
              "'numbers_id', 'record_notes', 'halt_words') AND substr(key, 1, 7) <> 'option_'"
            : "";
    char sql[256];
    sqlite3_stmt *statement = NULL;
    bool row = true;
    ofr_status status;

    snprintf(sql, sizeof sql, "SELECT * FROM %s %s ORDER BY %s", table->name, where, table->order);
    *hash = hash_bytes(*hash, table->name, strlen(table->name) + 1);
    status = result_file_prepare(file, sql, &statement, err);
    while (status == OFR_OK) {
        status = result_file_next(file, statement, &row, err);
        if (status != OFR_OK || !row) break;
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            *hash = add_cell(*hash, statement, i);
    }
    sqlite3_finalize(statement);
    return status;
}

static ofr_status count_rows(result_file *file, const char *table, int64_t *ret_n, ofr_error *err)
{
    char sql[64];
    sqlite3_stmt *rows = NULL;
    bool row = false;
    ofr_status status;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    status = result_file_prepare(file, sql, &rows, err);
    if (status == OFR_OK) status = result_file_next(file, rows, &row, err);
    if (status == OFR_OK && row) *ret_n = sqlite3_column_int64(rows, 0);
    sqlite3_finalize(rows);
    return status;
}

ofr_status result_file_hash(result_file *file, uint64_t *ret_hash, ofr_error *err)
{
    uint64_t hash = HASH_START;
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        const char *name = result_tables[i].name;
        if (strcmp(name, "clock") == 0 || strcmp(name, "checksum") == 0 ||
            result_tables[i].slice == SLICE_SHELF)
            continue;
        /* These came later: where they are empty the hash is what it was without them. */
        int64_t n = 1;
        if (strcmp(name, "left_out") == 0 || strncmp(name, "learned_", 8) == 0)
            status = count_rows(file, name, &n, err);
        if (status == OFR_OK && n > 0) status = add_table(file, &result_tables[i], &hash, err);
    }
    if (status == OFR_OK) *ret_hash = hash;
    return status;
}

ofr_status result_hash(const char *path, uint64_t *ret_hash, ofr_error *err)
{
    result_file file;
    ofr_status status = result_file_open(&file, path, false, err);

    if (status == OFR_OK) status = result_file_run(&file, "BEGIN", err); /* one view of it */
    if (status == OFR_OK) status = sums_check(&file, true, err);
    if (status == OFR_OK) status = result_file_hash(&file, ret_hash, err);
    result_file_done(&file);
    return status;
}
