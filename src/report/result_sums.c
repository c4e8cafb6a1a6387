/* result_sums.c -- checksums of a result's tables, part by part. */
#include "result_sums.h"

#include <inttypes.h>
#include <string.h>

#include "result_schema.h"

static uint64_t take_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

/* Eight bytes a word, lowest first on every machine. */
static uint64_t take_bytes(uint64_t hash, const unsigned char *byte, size_t n)
{
    hash = take_word(hash, n);
    for (size_t i = 0; i < n; i += 8) {
        const size_t m = n - i < 8 ? n - i : 8;
        uint64_t word = 0;
        for (size_t k = 0; k < m; k++) word |= (uint64_t)byte[i + k] << (8 * k);
        hash = take_word(hash, word);
    }
    return hash;
}

static uint64_t take_cell(uint64_t hash, sqlite3_stmt *rows, int column)
{
    const int type = sqlite3_column_type(rows, column);
    double value;
    uint64_t word;

    hash = take_word(hash, (uint64_t)type); /* SQLITE_INTEGER is 1 ... SQLITE_NULL is 5 */
    switch (type) {
    case SQLITE_INTEGER:
        return take_word(hash, (uint64_t)sqlite3_column_int64(rows, column));
    case SQLITE_FLOAT:
        value = sqlite3_column_double(rows, column);
        memcpy(&word, &value, sizeof word);
        return take_word(hash, word);
    case SQLITE_NULL:
        return hash;
    default: {
        const void *bytes = sqlite3_column_blob(rows, column);
        const int n = sqlite3_column_bytes(rows, column);
        return take_bytes(hash, bytes, bytes && n > 0 ? (size_t)n : 0);
    }
    }
}

static const result_table *find_table(const char *name)
{
    for (size_t i = 0; i < result_n_tables; i++) {
        if (strcmp(result_tables[i].name, name) == 0) return &result_tables[i];
    }
    return NULL;
}

static bool by_chunks(result_slice slice)
{
    return slice == SLICE_MEMBERS || slice == SLICE_SETS || slice == SLICE_CHUNK;
}

/* The first key of a part's rows, from *ret_first to *ret_last. Part numbers of a file may be anything. */
static void keys_of_part(const result_table *table, const sums_cut *cut, int64_t part,
                         int64_t *ret_first, int64_t *ret_last)
{
    const bool sane = part >= 0 && part <= UINT32_MAX / cut->chunk; /* as members are numbered */

    *ret_first = *ret_last = part;
    if (!sane || (table->slice != SLICE_MEMBERS && table->slice != SLICE_SETS)) return;
    *ret_first = part * cut->chunk;
    *ret_last = *ret_first + cut->chunk - 1;
    if (table->slice != SLICE_SETS) return;
    *ret_first = *ret_first / cut->per_set + (*ret_first % cut->per_set != 0);
    *ret_last = *ret_last / cut->per_set;
}

static ofr_status prepare_rows(result_file *file, const result_table *table,
                               sqlite3_stmt **ret_rows, ofr_error *err)
{
    const int first_key = (int)strcspn(table->order, ",");
    char sql[160];

    if (table->slice == SLICE_WHOLE)
        snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY %s", table->name, table->order);
    else
        snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %.*s BETWEEN ?1 AND ?2 ORDER BY %s",
                 table->name, first_key, table->order, table->order);
    return result_file_prepare(file, sql, ret_rows, err);
}

typedef struct part_sum {
    int64_t n;
    uint64_t sum;
} part_sum;

static ofr_status sum_part(result_file *file, const result_table *table, const sums_cut *cut,
                           int64_t part, sqlite3_stmt *rows, part_sum *ret_sum, ofr_error *err)
{
    part_sum sum = {0, 0xcbf29ce484222325u};
    bool row = true;
    int64_t first, last;
    ofr_status status = OFR_OK;

    keys_of_part(table, cut, part, &first, &last);
    if (table->slice != SLICE_WHOLE) {
        sqlite3_bind_int64(rows, 1, first);
        sqlite3_bind_int64(rows, 2, last);
    }
    const int columns = sqlite3_column_count(rows);
    while ((status = result_file_next(file, rows, &row, err)) == OFR_OK && row) {
        for (int i = 0; i < columns; i++) sum.sum = take_cell(sum.sum, rows, i);
        sum.n++;
    }
    sqlite3_reset(rows);
    if (status == OFR_OK) *ret_sum = sum;
    return status;
}

static ofr_status store(result_file *file, const char *table, int64_t part, const part_sum *sum,
                        ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(
        file, "INSERT OR REPLACE INTO checksum VALUES (?, ?, ?, ?)", &put, err);

    if (status == OFR_OK)
        status = result_file_put(file, put, err, "tiii", table, part, sum->n, (int64_t)sum->sum);
    sqlite3_finalize(put);
    return status;
}

ofr_status sums_put(result_file *file, const sums_cut *cut, const char *name, int64_t part,
                    ofr_error *err)
{
    const result_table *table = find_table(name);
    sqlite3_stmt *rows = NULL;
    part_sum sum = {0};
    ofr_status status = prepare_rows(file, table, &rows, err);

    if (status == OFR_OK) status = sum_part(file, table, cut, part, rows, &sum, err);
    sqlite3_finalize(rows);
    return status == OFR_OK ? store(file, name, part, &sum, err) : status;
}

ofr_status sums_put_whole(result_file *file, const sums_cut *cut, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        if (result_tables[i].slice == SLICE_WHOLE)
            status = sums_put(file, cut, result_tables[i].name, SUMS_WHOLE, err);
    }
    return status;
}

ofr_status sums_put_chunk(result_file *file, const sums_cut *cut, int64_t chunk, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        if (by_chunks(result_tables[i].slice))
            status = sums_put(file, cut, result_tables[i].name, chunk, err);
    }
    return status;
}

ofr_status sums_read_cut(result_file *file, sums_cut *ret_cut, ofr_error *err)
{
    sums_cut cut = {1, 1};
    ofr_status status = result_file_whole(file, "chunk", 1, UINT32_MAX, &cut.chunk, err);

    if (status == OFR_OK)
        status = result_file_whole(file, "per_set", 1, UINT32_MAX, &cut.per_set, err);
    if (status == OFR_OK) *ret_cut = cut;
    return status;
}

/* ---- checking ------------------------------------------------------------------------------- */

/* The statements that check a table. */
typedef struct part_checker {
    result_file *file;
    const result_table *table;
    const sums_cut *cut;
    sums_faults *faults; /* NULL: the first one fails */
    sqlite3_stmt *rows, *stored;
} part_checker;

static ofr_status tell(part_checker *c, const char *what, ofr_error *err)
{
    if (!c->faults) return result_file_damaged(c->file, what, err);
    c->faults->found(c->faults->self, what);
    return OFR_OK;
}

static ofr_status tell_part(part_checker *c, int64_t part, const char *how, ofr_error *err)
{
    const char *kind = c->table->slice == SLICE_KEPT ? "future" : "chunk";
    char what[128];

    if (c->table->slice == SLICE_WHOLE)
        snprintf(what, sizeof what, "table '%s' %s", c->table->name, how);
    else
        snprintf(what, sizeof what, "%s %" PRId64 " of table '%s' %s", kind, part, c->table->name,
                 how);
    return tell(c, what, err);
}

static ofr_status checker_init(part_checker *c, ofr_error *err)
{
    ofr_status status = prepare_rows(c->file, c->table, &c->rows, err);

    if (status == OFR_OK)
        status = result_file_prepare(
            c->file, "SELECT n, sum FROM checksum WHERE name = ?1 AND part = ?2", &c->stored, err);
    return status;
}

static void checker_done(part_checker *c)
{
    sqlite3_finalize(c->rows);
    sqlite3_finalize(c->stored);
}

/* *rows counts on by the rows of the part. */
static ofr_status check_part(part_checker *c, int64_t part, int64_t *rows, ofr_error *err)
{
    part_sum stored = {0}, found = {0};
    bool row = false;
    ofr_status status;

    sqlite3_bind_text(c->stored, 1, c->table->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(c->stored, 2, part);
    status = result_file_next(c->file, c->stored, &row, err);
    if (status == OFR_OK && row) {
        stored = (part_sum){sqlite3_column_int64(c->stored, 0),
                            (uint64_t)sqlite3_column_int64(c->stored, 1)};
    }
    sqlite3_reset(c->stored);
    if (status == OFR_OK) status = sum_part(c->file, c->table, c->cut, part, c->rows, &found, err);
    if (status != OFR_OK) return status;
    *rows += found.n;
    if (c->faults) c->faults->parts++;
    if (!row) return tell_part(c, part, "has no checksum", err);
    if (found.n != stored.n || found.sum != stored.sum)
        return tell_part(c, part, "does not match its checksum", err);
    return OFR_OK;
}

ofr_status sums_check_part(result_file *file, const sums_cut *cut, const char *table, int64_t part,
                           ofr_error *err)
{
    part_checker c = {.file = file, .table = find_table(table), .cut = cut};
    int64_t rows = 0;
    ofr_status status = checker_init(&c, err);

    if (status == OFR_OK) status = check_part(&c, part, &rows, err);
    checker_done(&c);
    return status;
}

/* Every part that the table should have, by what makes parts; what is left over belongs to none. */
static ofr_status check_parts(part_checker *c, int64_t *rows, ofr_error *err)
{
    sqlite3_stmt *owner = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(
        c->file, c->table->slice == SLICE_KEPT ? "SELECT member FROM kept" : "SELECT no FROM chunk",
        &owner, err);

    while (status == OFR_OK) {
        status = result_file_next(c->file, owner, &row, err);
        if (status != OFR_OK || !row) break;
        status = check_part(c, sqlite3_column_int64(owner, 0), rows, err);
    }
    sqlite3_finalize(owner);
    return status;
}

static ofr_status check_count(part_checker *c, int64_t rows, ofr_error *err)
{
    sqlite3_stmt *count = NULL;
    char sql[64], what[96];
    bool row = false;
    ofr_status status;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", c->table->name);
    status = result_file_prepare(c->file, sql, &count, err);
    if (status == OFR_OK) status = result_file_next(c->file, count, &row, err);
    if (status == OFR_OK && (!row || sqlite3_column_int64(count, 0) != rows)) {
        snprintf(what, sizeof what, "table '%s' has rows that are in no checksum", c->table->name);
        status = tell(c, what, err);
    }
    sqlite3_finalize(count);
    return status;
}

ofr_status sums_check_table(result_file *file, const sums_cut *cut, const char *table,
                            sums_faults *faults, ofr_error *err)
{
    part_checker c = {.file = file, .table = find_table(table), .cut = cut, .faults = faults};
    int64_t rows = 0;
    ofr_status status = OFR_OK;

    if (c.table->slice == SLICE_NONE || c.table->slice == SLICE_SHELF) return OFR_OK;
    status = checker_init(&c, err);
    if (status == OFR_OK && c.table->slice == SLICE_WHOLE) {
        status = check_part(&c, SUMS_WHOLE, &rows, err);
    } else if (status == OFR_OK) {
        status = check_parts(&c, &rows, err);
        if (status == OFR_OK) status = check_count(&c, rows, err);
    }
    checker_done(&c);
    return status;
}

ofr_status sums_check(result_file *file, bool all, ofr_error *err)
{
    sums_cut cut = {1, 1};
    /* The cut is a fact of meta: that table first. */
    ofr_status status = sums_check_table(file, &cut, "meta", NULL, err);

    if (status == OFR_OK) status = sums_read_cut(file, &cut, err);
    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        const char *name = result_tables[i].name;
        const bool whole_only = strcmp(name, "histogram") == 0 || strcmp(name, "act") == 0;
        if (strcmp(name, "meta") == 0 || (whole_only && !all)) continue;
        status = sums_check_table(file, &cut, name, NULL, err);
    }
    return status;
}
