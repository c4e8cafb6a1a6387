/* result_published.c -- how a result was pooled with the classes of its pairs, and what the model alone says; in the last
 * transaction. */
#include "../studies/published.h"
#include "result_writer.h"

static ofr_status put_numbers(result_writer *writer, const ofr_published *p,
                              const ofr_model_only *model, ofr_error *err)
{
    const struct {
        const char *key;
        double value;
    } row[] = {{"class-share", p->share},
               {"spread", p->spread},
               {"model-sets", (double)model->n_sets},
               {"model-per-set", (double)model->per_set}};
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(&writer->file, "INSERT INTO published VALUES (?, ?)",
                                            &put, err);

    for (size_t i = 0; status == OFR_OK && i < sizeof row / sizeof row[0]; i++)
        status = result_file_put(&writer->file, put, err, "td", row[i].key, row[i].value);
    sqlite3_finalize(put);
    return status;
}

static ofr_status put_answers(result_writer *writer, sqlite3_stmt *put, size_t pair,
                              const published_pair *row, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < row->n_open; i++)
        status = result_file_put(&writer->file, put, err, "itdd", (int64_t)pair, "open",
                                 row->open_at[i], row->open[i]);
    for (size_t i = 0; status == OFR_OK && i < PUBLISHED_WAR; i++)
        status = result_file_put(&writer->file, put, err, "itdd", (int64_t)pair, "war",
                                 published_war_at[i], row->at_war[i]);
    return status;
}

static ofr_status put_pairs(result_writer *writer, const ofr_published *p, ofr_error *err)
{
    sqlite3_stmt *put = NULL, *answers = NULL;
    ofr_status status = result_file_prepare(
        &writer->file, "INSERT INTO pair VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &put, err);

    if (status == OFR_OK)
        status = result_file_prepare(&writer->file, "INSERT INTO pair_answer VALUES (?, ?, ?, ?)",
                                     &answers, err);
    for (size_t i = 0; status == OFR_OK && i < p->n_pairs; i++) {
        const published_pair *row = &p->pair[i];
        status = result_file_put(&writer->file, put, err, "ittiiiii", (int64_t)i, row->id,
                                 row->class, (int64_t)row->days, (int64_t)row->n,
                                 (int64_t)row->both, (int64_t)row->war, (int64_t)row->unlike);
        if (status == OFR_OK && published_joins(row))
            status = put_answers(writer, answers, i, row, err);
    }
    sqlite3_finalize(put);
    sqlite3_finalize(answers);
    return status;
}

static ofr_status put_model(result_writer *writer, const ofr_model_only *model, ofr_error *err)
{
    int32_t days[SHARE_HORIZONS];
    const size_t n_horizons = shares_horizons((int32_t)writer->horizon, days);
    const uint32_t *count = model->count;
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(
        &writer->file, "INSERT INTO model_only VALUES (?, ?, ?, ?)", &put, err);

    for (size_t o = 0; o < writer->n_outcomes; o++) {
        for (size_t h = 0; h < n_horizons; h++) {
            for (size_t s = 0; status == OFR_OK && s < model->n_sets; s++, count++) {
                if (*count == 0) continue;
                status = result_file_put(&writer->file, put, err, "iiii", (int64_t)o,
                                         (int64_t)days[h], (int64_t)s, (int64_t)*count);
            }
        }
    }
    sqlite3_finalize(put);
    return status;
}

ofr_status writer_published(result_writer *writer, const ofr_published *published,
                            const ofr_model_only *model, ofr_error *err)
{
    ofr_status status = writer_tail(writer, err);

    if (status == OFR_OK) status = put_numbers(writer, published, model, err);
    if (status == OFR_OK) status = put_pairs(writer, published, err);
    if (status == OFR_OK) status = put_model(writer, model, err);
    return status;
}
