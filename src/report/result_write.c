/* result_write.c -- a result file as an ofr_sink. */
#include "result.h"

#include <stdlib.h>
#include <string.h>

#include "result_shelf.h"
#include "result_writer.h"

enum { PATIENCE_MS = 600000 };

ofr_status result_open_write(const char *path, result_mode mode, result_writer **ret_writer,
                             ofr_error *err)
{
    result_writer *writer;

    if (!path || !*path) {
        return ofr_fail(err, OFR_USAGE, "", "a result file needs a name that is not empty");
    }
    if (strcmp(path, "-") == 0) {
        return ofr_fail(err, OFR_USAGE, "-",
                        "a result needs a regular file and cannot go to standard output; give it a "
                        "name with --output");
    }
    writer = calloc(1, sizeof *writer);
    if (writer) writer->path = malloc(strlen(path) + 1);
    if (!writer || !writer->path) {
        free(writer);
        return ofr_fail(err, OFR_NO_MEMORY, path, "out of memory while preparing to write it");
    }
    memcpy(writer->path, path, strlen(path) + 1);
    writer->mode = mode;
    writer->lock = RESULT_LOCK_NONE;
    writer->wait = (result_wait){.most_ms = PATIENCE_MS};
    *ret_writer = writer;
    return OFR_OK;
}

/* Nothing half-written stays: neither in the file nor, by the rollback, beside it. */
static ofr_status after(result_writer *writer, ofr_status status)
{
    if (status != OFR_OK && writer->file.db && !sqlite3_get_autocommit(writer->file.db)) {
        for (size_t i = 0; i < N_STATEMENTS; i++) sqlite3_reset(writer->put[i]);
        sqlite3_exec(writer->file.db, "ROLLBACK", NULL, NULL, NULL);
        writer->tail = false;
    }
    return status;
}

void result_patience(result_writer *writer, const volatile int *stop, void (*waiting)(void *self),
                     void *self)
{
    writer->wait = (result_wait){PATIENCE_MS, stop, waiting, self};
}

static ofr_status need_begin(const result_writer *writer, ofr_error *err)
{
    if (writer->begun) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, writer->path, "a result must be begun before rows are written");
}

static ofr_status sink_begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    result_writer *writer = self;

    if (writer->begun) return ofr_fail(err, OFR_USAGE, writer->path, "a result is begun only once");
    return after(writer, writer_begin(writer, plan, err));
}

static bool sink_has_chunk(void *self, size_t index)
{
    const result_writer *writer = self;

    return writer->begun && index < writer->n_chunks && writer->has[index];
}

static ofr_status sink_chunk(void *self, const ofr_chunk *chunk, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    return status != OFR_OK ? status : after(writer, writer_chunk(writer, chunk, err));
}

static ofr_status sink_history(void *self, const ofr_history *history, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    if (status != OFR_OK || writer->complete) return status;
    return after(writer, writer_history(writer, history, err));
}

static ofr_status sink_published(void *self, const struct ofr_published *published,
                                 const ofr_model_only *model, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    if (status != OFR_OK || writer->complete) return status;
    return after(writer, writer_published(writer, published, model, err));
}

static ofr_status sink_kept(void *self, const ofr_kept *kept, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    if (status != OFR_OK || writer->complete) return status;
    return after(writer, writer_kept(writer, kept, err));
}

static ofr_status sink_pick(void *self, const char *which, uint32_t *ret_member, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    return status != OFR_OK ? status : writer_pick(writer, which, ret_member, err);
}

static ofr_status sink_finish(void *self, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    if (status != OFR_OK || writer->complete) return status;
    return after(writer, writer_finish(writer, err));
}

/* An eve is a cache: what cannot be read is not there. */
static ofr_status sink_eve(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                           ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    return status != OFR_OK
               ? status
               : shelf_find(&writer->file, writer->put[FIND_EVE], key, 0, ret_bytes, ret_n, err);
}

static ofr_status sink_left_out(void *self, ofr_left_out *ret_left_out, ofr_error *err)
{
    result_writer *writer = self;
    const ofr_status status = need_begin(writer, err);

    return status != OFR_OK
               ? status
               : result_file_left_out(&writer->file, writer->n_sets, ret_left_out, err);
}

ofr_sink result_sink(result_writer *writer)
{
    return (ofr_sink){
        .self = writer,
        .begin = sink_begin,
        .has_chunk = sink_has_chunk,
        .chunk = sink_chunk,
        .history = sink_history,
        .kept = sink_kept,
        .pick = sink_pick,
        .finish = sink_finish,
        .eve = sink_eve,
        .left_out = sink_left_out,
        .published = sink_published,
    };
}

bool result_was_complete(const result_writer *writer)
{
    return writer->begun && writer->complete;
}

static ofr_status put_clock(result_writer *writer, const char *key, const char *value,
                            ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(
        &writer->file, "INSERT OR REPLACE INTO clock VALUES (?, ?)", &put, err);

    if (status == OFR_OK) status = result_file_put(&writer->file, put, err, "tt", key, value);
    sqlite3_finalize(put);
    if (status == OFR_OK) status = sums_put(&writer->file, &writer->cut, "clock", SUMS_WHOLE, err);
    return status;
}

ofr_status result_clock(result_writer *writer, const char *key, const char *value, ofr_error *err)
{
    ofr_status status = need_begin(writer, err);

    if (status != OFR_OK || writer->tail) /* the tail's transaction takes it along */
        return status != OFR_OK ? status : after(writer, put_clock(writer, key, value, err));
    status = result_file_run(&writer->file, "BEGIN IMMEDIATE", err);
    if (status == OFR_OK) status = put_clock(writer, key, value, err);
    if (status == OFR_OK) status = result_file_run(&writer->file, "COMMIT", err);
    return after(writer, status);
}

void result_close(result_writer *writer)
{
    if (!writer) return;
    for (size_t i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(writer->put[i]);
    writer_words_free(writer->words); /* holds a statement: before the file is closed */
    result_file_done(&writer->file);
    lock_release(&writer->lock); /* last: until now nobody else has written */
    place_done(&writer->place);
    free(writer->has);
    free(writer->tally);
    free(writer->packed);
    free(writer->path);
    free(writer);
}
