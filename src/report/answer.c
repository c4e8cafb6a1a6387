/* answer.c -- reading a result into an answer. */
#include "answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "answer_reader.h"
#include "result.h"

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

static ofr_status add_limit(answer_reader *reader, const char **list, size_t *n, ofr_error *err,
                            const char *format, ...) __attribute__((format(printf, 5, 6)));
static ofr_status add_limit(answer_reader *reader, const char **list, size_t *n, ofr_error *err,
                            const char *format, ...)
{
    char room[256];
    va_list values;

    va_start(values, format);
    vsnprintf(room, sizeof room, format, values);
    va_end(values);
    list[*n] = arena_text(reader->answer->arena, room, strlen(room));
    if (!list[*n]) {
        return ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
    }
    (*n)++;
    return OFR_OK;
}

/* What a reader must know beside the figures. */
static ofr_status write_limits(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const char **list = reader_alloc(reader, 8, sizeof *list, err);
    const double dropped = a->done ? (double)a->dropped_members / (double)a->done : 0;
    size_t prior_driven = 0;
    ofr_status status;

    if (!list) return OFR_NO_MEMORY;
    for (size_t i = 0; i < a->n_outcomes; i++) prior_driven += a->outcome[i].prior_driven;
    status = add_limit(reader, list, &a->n_limits, err,
                       "These are shares of simulated futures under "
                       "the stated assumptions, no prophecy.");
    if (status == OFR_OK && a->n_judged > 0) {
        status = add_limit(reader, list, &a->n_limits, err, "%zu of %zu inputs rest on judgement.",
                           a->n_judged, a->n_values);
    }
    if (status == OFR_OK && prior_driven > 0) {
        status = add_limit(reader, list, &a->n_limits, err,
                           "Figures marked prior-driven hang on what "
                           "was assumed: the record holds no such event that could correct it.");
    }
    if (status == OFR_OK && a->fixed) {
        status = add_limit(reader, list, &a->n_limits, err,
                           "Point values were used: the ranges leave "
                           "out what is unknown about the parameters.");
    }
    if (status == OFR_OK && a->quick) {
        status = add_limit(reader, list, &a->n_limits, err,
                           "This was a quick look with few futures.");
    }
    if (status == OFR_OK && !a->complete) {
        status = add_limit(reader, list, &a->n_limits, err,
                           "The study is not finished: %zu of %zu "
                           "futures are stored.",
                           a->done, a->n_members);
    }
    if (status == OFR_OK && dropped > 0.01) {
        status = add_limit(reader, list, &a->n_limits, err,
                           "In %.1f %% of futures an answer or a "
                           "message was dropped because one was pending.",
                           100 * dropped);
    }
    a->limit = list;
    return status;
}

static ofr_status read_all(answer_reader *reader, ofr_error *err)
{
    ofr_status status = read_names(reader, err);

    if (status == OFR_OK) status = read_members(reader, err);
    if (status == OFR_OK) status = read_series(reader, err);
    if (status == OFR_OK) status = read_inputs(reader, err);
    if (status == OFR_OK) status = read_chronicles(reader, err);
    if (status == OFR_OK) status = write_limits(reader, err);
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
    if (status == OFR_OK) status = read_all(&reader, err);
    if (status == OFR_OK && with_hash) {
        status = result_hash(path, &reader.answer->hash, err);
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
