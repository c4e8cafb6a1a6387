/* answer.c -- reading a result into an answer. */
#include "answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer_reader.h"
#include "result_sums.h"

void *reader_alloc(answer_reader *reader, size_t n, size_t size, ofr_error *err)
{
    void *memory = n && size > SIZE_MAX / n ? NULL
                                            : arena_alloc(reader->answer->arena, n * size + 1);

    if (!memory) ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
    return memory;
}

ofr_status reader_text(answer_reader *reader, sqlite3_stmt *statement, int column,
                       const char **ret_text, ofr_error *err)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    const char *copy = arena_text(reader->answer->arena, text ? text : "", text ? strlen(text) : 0);

    if (!copy) {
        return ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
    }
    *ret_text = copy;
    return OFR_OK;
}

double reader_real(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? (double)NAN
               : sqlite3_column_double(statement, column);
}

ofr_status reader_count(answer_reader *reader, const char *sql, int64_t *ret_count, ofr_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    ofr_status status = result_file_prepare(&reader->file, sql, &statement, err);

    if (status == OFR_OK) status = result_file_next(&reader->file, statement, &row, err);
    if (status == OFR_OK) *ret_count = row ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return status;
}

static ofr_status read_all(answer_reader *reader, ofr_error *err)
{
    ofr_status status = read_names(reader, err);

    if (status == OFR_OK) status = read_taught(reader, err);
    if (status == OFR_OK) status = read_members(reader, err);
    if (status == OFR_OK) status = read_published(reader, err);
    if (status == OFR_OK) status = read_series(reader, err);
    if (status == OFR_OK) status = read_inputs(reader, err);
    if (status == OFR_OK) status = read_chronicles(reader, err);
    if (status == OFR_OK) status = read_track(reader, err);
    if (status == OFR_OK) status = write_words(reader, err);
    return status;
}

ofr_status answer_read(const char *path, bool with_hash, ofr_answer **ret_answer, ofr_error *err)
{
    answer_reader reader = {0};
    ofr_status status = result_file_open(&reader.file, path, false, err);

    if (status != OFR_OK) return status;
    ofr_arena *arena = arena_new();
    if (arena) reader.answer = arena_alloc(arena, sizeof *reader.answer);
    if (!reader.answer) {
        arena_free(arena);
        status = ofr_fail(err, OFR_NO_MEMORY, path, "out of memory while reading it");
        goto out;
    }
    reader.answer->arena = arena;
    /* One view of the file, whatever a running study adds meanwhile. */
    status = result_file_run(&reader.file, "BEGIN", err);
    if (status == OFR_OK) status = sums_check(&reader.file, with_hash, err);
    if (status == OFR_OK) status = read_all(&reader, err);
    if (status == OFR_OK && with_hash) {
        status = result_file_hash(&reader.file, &reader.answer->hash, err);
        reader.answer->has_hash = status == OFR_OK;
    }
    if (status == OFR_OK) {
        *ret_answer = reader.answer;
    } else {
        answer_free(reader.answer);
    }
out:
    free(reader.set_count);
    result_file_done(&reader.file);
    return status;
}

void answer_free(ofr_answer *answer)
{
    if (answer) arena_free(answer->arena); /* the answer itself lies in it */
}
