/* result_writer.h -- the inside of a result_writer; private to report. */
#ifndef OFR_RESULT_WRITER_H
#define OFR_RESULT_WRITER_H

#include "result.h"
#include "result_file.h"
#include "result_lock.h"
#include "result_place.h"
#include "result_sums.h"

/* The statements of a chunk, prepared once. */
typedef enum writer_statement {
    PUT_CHUNK,
    PUT_MEMBER,
    PUT_OUTCOME,
    PUT_PAYOFF,
    PUT_EVIDENCE,
    PUT_LEFT_OUT,
    PUT_AGENDA,
    PUT_DROPPED,
    PUT_TALLY,
    PUT_EVE,
    FIND_EVE,
    N_STATEMENTS
} writer_statement;

typedef struct writer_words writer_words;

struct result_writer {
    char *path;
    result_mode mode;
    result_place place;
    result_lock lock;
    result_wait wait;
    result_file file;
    sqlite3_stmt *put[N_STATEMENTS];
    size_t n_members, n_sets, per_set, chunk, n_chunks, horizon;
    size_t n_outcomes, n_series, n_principals, n_agendas, n_dropping;
    sums_cut cut;
    bool *has;             /* [n_chunks] */
    uint32_t *tally;       /* [n_series][horizon][OFR_BINS], all members so far */
    unsigned char *packed; /* room for one packed series */
    bool begun, complete;  /* complete: at begin, or after finish */
    bool tail;             /* the last transaction is open */
    writer_words *words;   /* texts of acts, during the tail */
};

/* result_begin.c: makes, replaces or continues the file, and fills everything above. */
ofr_status writer_begin(result_writer *writer, const ofr_plan *plan, ofr_error *err);
/* result_chunk.c */
ofr_status writer_chunk(result_writer *writer, const ofr_chunk *chunk, ofr_error *err);
/* result_tail.c. writer_tail opens the last transaction, if it is not open already. */
ofr_status writer_tail(result_writer *writer, ofr_error *err);
ofr_status writer_history(result_writer *writer, const ofr_history *history, ofr_error *err);
/* result_published.c */
ofr_status writer_published(result_writer *writer, const struct ofr_published *published,
                            const ofr_model_only *model, ofr_error *err);
ofr_status writer_kept(result_writer *writer, const ofr_kept *kept, ofr_error *err);
ofr_status writer_pick(result_writer *writer, const char *which, uint32_t *ret_member,
                       ofr_error *err);
ofr_status writer_finish(result_writer *writer, ofr_error *err);
void writer_words_free(writer_words *words);

#endif
