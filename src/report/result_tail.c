/* result_tail.c -- what comes after the last chunk: history, kept futures, the readable histogram,
 * and the mark that the file is complete. All of it is one transaction. */
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "result_writer.h"

/* Sentences of acts repeat thousands of times; each is stored once, in table word. */
struct writer_words {
    sqlite3_stmt *put;
    char **text;     /* [size], open addressing; NULL: free */
    int64_t *number; /* [size] */
    size_t n, size;  /* size: a power of two */
};

void writer_words_free(writer_words *words)
{
    if (!words) return;
    sqlite3_finalize(words->put);
    for (size_t i = 0; i < words->size; i++) free(words->text[i]);
    free(words->text);
    free(words->number);
    free(words);
}

static size_t slot_of(char *const *text, size_t size, const char *wanted)
{
    size_t i = hash_slot(hash_text(HASH_START, wanted), size);

    while (text[i] && strcmp(text[i], wanted) != 0) i = (i + 1) & (size - 1);
    return i;
}

static bool words_grow(writer_words *words)
{
    const size_t size = words->size ? 2 * words->size : 1024;
    char **text = calloc(size, sizeof *text);
    int64_t *number = calloc(size, sizeof *number);

    if (!text || !number) {
        free(text);
        free(number);
        return false;
    }
    for (size_t i = 0; i < words->size; i++) {
        if (!words->text[i]) continue;
        const size_t to = slot_of(text, size, words->text[i]);
        text[to] = words->text[i];
        number[to] = words->number[i];
    }
    free(words->text);
    free(words->number);
    words->text = text;
    words->number = number;
    words->size = size;
    return true;
}

/* Number of a text, new or known. */
static ofr_status word(result_writer *writer, const char *text, int64_t *ret_number, ofr_error *err)
{
    writer_words *words = writer->words;
    const char *wanted = text ? text : "";
    size_t i;

    if (2 * words->n >= words->size && !words_grow(words)) goto no_memory;
    i = slot_of(words->text, words->size, wanted);
    if (!words->text[i]) {
        char *copy = malloc(strlen(wanted) + 1);
        if (!copy) goto no_memory;
        memcpy(copy, wanted, strlen(wanted) + 1);
        words->text[i] = copy;
        words->number[i] = (int64_t)words->n++;
        *ret_number = words->number[i];
        return result_file_put(&writer->file, words->put, err, "it", words->number[i], copy);
    }
    *ret_number = words->number[i];
    return OFR_OK;
no_memory:
    return ofr_fail(err, OFR_NO_MEMORY, writer->path, "out of memory for the texts of acts");
}

ofr_status writer_tail(result_writer *writer, ofr_error *err)
{
    ofr_status status;

    if (writer->tail) return OFR_OK;
    status = result_file_run(&writer->file, "BEGIN IMMEDIATE", err);
    if (status != OFR_OK) return status;
    writer->tail = true;
    writer_words_free(writer->words);
    writer->words = calloc(1, sizeof *writer->words);
    if (!writer->words) {
        return ofr_fail(err, OFR_NO_MEMORY, writer->path, "out of memory for the texts of acts");
    }
    return result_file_prepare(&writer->file, "INSERT INTO word VALUES (?, ?)", &writer->words->put,
                               err);
}

ofr_status writer_history(result_writer *writer, const ofr_history *history, ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status = writer_tail(writer, err);

    if (status == OFR_OK) {
        status = result_file_prepare(
            &writer->file, "INSERT INTO history_series VALUES (?, ?, ?, ?, ?)", &put, err);
    }
    for (size_t s = 0; status == OFR_OK && s < writer->n_series; s++) {
        for (size_t d = 0; status == OFR_OK && d < history->n_days; d++) {
            const double *value = history->value + (s * history->n_days + d) * 3;
            status = result_file_put(&writer->file, put, err, "iiddd", (int64_t)s,
                                     (int64_t)history->first + (int64_t)d, value[0], value[1],
                                     value[2]);
        }
    }
    sqlite3_finalize(put);
    return status;
}

static ofr_status put_act(result_writer *writer, sqlite3_stmt *put, uint32_t member, size_t seq,
                          const ofr_act *act, ofr_error *err)
{
    const char *const text[8] = {act->kind,    act->id,   act->source,     act->target,
                                 act->theatre, act->rung, act->cause_text, act->text};
    int64_t w[8] = {0};
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < 8; i++) status = word(writer, text[i], &w[i], err);
    if (status != OFR_OK) return status;
    return result_file_put(&writer->file, put, err, "iiiiiiiiiiiiiiiiiiiii", (int64_t)member,
                           (int64_t)seq, (int64_t)act->number, (int64_t)act->day, w[0], w[1], w[2],
                           w[3], w[4], w[5], (int64_t)act->count, (int64_t)act->deaths_own,
                           (int64_t)act->deaths_partner, (int64_t)act->deaths_attacker,
                           (int64_t)act->wounded, (int64_t)act->slipped, (int64_t)act->misread,
                           (int64_t)act->recorded, (int64_t)act->cause, w[6], w[7]);
}

ofr_status writer_kept(result_writer *writer, const ofr_kept *kept, ofr_error *err)
{
    sqlite3_stmt *put_kept = NULL, *put = NULL;
    ofr_status status = writer_tail(writer, err);

    if (status == OFR_OK) {
        status = result_file_prepare(&writer->file, "INSERT INTO kept VALUES (?, ?, ?)", &put_kept,
                                     err);
    }
    if (status == OFR_OK) {
        status = result_file_put(&writer->file, put_kept, err, "iti", (int64_t)kept->member,
                                 kept->pick, (int64_t)kept->n_acts);
    }
    if (status == OFR_OK) {
        status = result_file_prepare(&writer->file,
                                     "INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                                     "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                     &put, err);
    }
    for (size_t i = 0; status == OFR_OK && i < kept->n_acts; i++) {
        status = put_act(writer, put, kept->member, i, &kept->act[i], err);
    }
    if (status == OFR_OK) status = sums_put(&writer->file, &writer->cut, "act", kept->member, err);
    sqlite3_finalize(put_kept);
    sqlite3_finalize(put);
    return status;
}

/* Lower median of the severities; ties by number everywhere. */
ofr_status writer_pick(result_writer *writer, const char *which, uint32_t *ret_member,
                       ofr_error *err)
{
    static const struct {
        const char *which, *sql;
    } pick[] = {
        {"median", "SELECT member FROM member WHERE severity IS NOT NULL ORDER BY severity, member "
                   "LIMIT 1 OFFSET (SELECT max(count(*) - 1, 0) / 2 FROM member "
                   "WHERE severity IS NOT NULL)"},
        {"worst",
         "SELECT member FROM member ORDER BY worst_rung DESC, deaths DESC, worst_day, member "
         "LIMIT 1"},
    };
    sqlite3_stmt *statement = NULL;
    const char *sql = NULL;
    bool row = false;
    ofr_status status;

    for (size_t i = 0; i < sizeof pick / sizeof pick[0]; i++) {
        if (strcmp(pick[i].which, which) == 0) sql = pick[i].sql;
    }
    if (!sql) {
        return ofr_fail(err, OFR_USAGE, writer->path,
                        "there is no pick '%s'; 'median' and 'worst' are known", which);
    }
    status = result_file_prepare(&writer->file, sql, &statement, err);
    if (status == OFR_OK) status = result_file_next(&writer->file, statement, &row, err);
    if (status == OFR_OK && !row) {
        status = ofr_fail(err, OFR_USAGE, writer->path, "holds no future to pick from");
    }
    if (status == OFR_OK) *ret_member = (uint32_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

static ofr_status put_histogram(result_writer *writer, ofr_error *err)
{
    const uint32_t *count = writer->tally;
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(&writer->file,
                                            "INSERT INTO histogram VALUES (?, ?, ?, ?)", &put, err);

    for (size_t s = 0; s < writer->n_series; s++) {
        for (size_t d = 0; d < writer->horizon; d++) {
            for (size_t b = 0; status == OFR_OK && b < OFR_BINS; b++, count++) {
                if (*count == 0) continue;
                status = result_file_put(&writer->file, put, err, "iiii", (int64_t)s, (int64_t)d,
                                         (int64_t)b, (int64_t)*count);
            }
        }
    }
    sqlite3_finalize(put);
    return status;
}

/* What the tail wrote, and that the file is complete. */
static ofr_status put_sums(result_writer *writer, ofr_error *err)
{
    static const char *const table[] = {"histogram", "history_series", "published",
                                        "pair",      "pair_answer",    "model_only",
                                        "kept",      "word",           "meta"};
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < sizeof table / sizeof table[0]; i++)
        status = sums_put(&writer->file, &writer->cut, table[i], SUMS_WHOLE, err);
    return status;
}

ofr_status writer_finish(result_writer *writer, ofr_error *err)
{
    ofr_status status;

    for (size_t i = 0; i < writer->n_chunks; i++) {
        if (!writer->has[i]) {
            return ofr_fail(err, OFR_USAGE, writer->path, "chunk %zu is still missing", i);
        }
    }
    status = writer_tail(writer, err);
    if (status == OFR_OK) status = put_histogram(writer, err);
    if (status == OFR_OK) {
        status = result_file_run(&writer->file,
                                 "UPDATE meta SET value = '1' WHERE key = 'complete'", err);
    }
    if (status == OFR_OK) status = put_sums(writer, err);
    if (status == OFR_OK) status = result_file_run(&writer->file, "COMMIT", err);
    if (status == OFR_OK) {
        writer->tail = false;
        writer->complete = true;
    }
    return status;
}
