/* answer_reader.h -- a result being read into an answer; private to report. */
#ifndef OFR_ANSWER_READER_H
#define OFR_ANSWER_READER_H

#include "../core/json_writer.h"
#include "answer.h"
#include "result_file.h"

typedef struct answer_reader {
    result_file file;
    ofr_answer *answer;
    size_t n_counted; /* outcomes, and after them class events */
    /* [n_counted][n_horizons][full sets]: members of a set with the outcome by then */
    uint32_t *set_count;
    size_t *place; /* [n_sets] a set's number among those that are not left out; SIZE_MAX: it is */
    size_t possible_sets; /* sets that are not left out */
    size_t full_sets;     /* of these, the first ones, sets of which every member is stored */
} answer_reader;

/* Memory of the answer, zeroed; NULL with *err filled when there is none. */
void *reader_alloc(answer_reader *reader, size_t n, size_t size, ofr_error *err);
/* Copy of a text column ("" for NULL). */
ofr_status reader_text(answer_reader *reader, sqlite3_stmt *statement, int column,
                       const char **ret_text, ofr_error *err);
/* A real column, NaN for NULL. */
double reader_real(sqlite3_stmt *statement, int column);
/* Rows of a query that gives one whole number. */
ofr_status reader_count(answer_reader *reader, const char *sql, int64_t *ret_count, ofr_error *err);

/* answer_names.c: meta, names, inputs without their draws. */
ofr_status read_names(answer_reader *reader, ofr_error *err);
/* answer_published.c. split: sets apart the class events, after the names; read: the model alone and the classes, after members. */
ofr_status split_outcomes(answer_reader *reader, ofr_error *err);
ofr_status read_published(answer_reader *reader, ofr_error *err);
/* answer_taught.c: what the sets have learned, after names. */
ofr_status read_taught(answer_reader *reader, ofr_error *err);
/* answer_members.c: chunks, outcomes, triggers, members, payoffs, agendas, evidence. */
ofr_status read_members(answer_reader *reader, ofr_error *err);
/* answer_series.c: bands and history. */
ofr_status read_series(answer_reader *reader, ofr_error *err);
/* answer_inputs.c: parameters and which of them matter. */
ofr_status read_inputs(answer_reader *reader, ofr_error *err);
/* answer_halts.c: campaigns halted on the eve; after series. */
ofr_status write_halts(answer_reader *reader, ofr_error *err);
/* answer_track.c: after the names. */
ofr_status read_track(answer_reader *reader, ofr_error *err);
/* "track" within an open object. */
void json_track(json_writer *json, const ofr_answer *answer);
/* answer_words.c: summary, trust, limits; after all else. */
ofr_status write_words(answer_reader *reader, ofr_error *err);
/* answer_chronicles.c: told futures. */
ofr_status read_chronicles(answer_reader *reader, ofr_error *err);

#endif
