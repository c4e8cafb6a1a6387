/* answer_taught.c -- what the record taught the sets of a result, read back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../studies/taught.h"
#include "answer_reader.h"
#include "result_plan.h"
#include "result_schema.h"

static ofr_status damaged(answer_reader *reader, ofr_error *err)
{
    return result_file_damaged(&reader->file, "what its sets learned does not fit its plan", err);
}

/* A row, and it is in its place. */
static ofr_status next(answer_reader *reader, sqlite3_stmt *rows, ofr_error *err)
{
    bool row = false;
    const ofr_status status = result_file_next(&reader->file, rows, &row, err);

    return status != OFR_OK || row ? status : damaged(reader, err);
}

static ofr_status take_block(answer_reader *reader, sqlite3_stmt *rows, size_t i,
                             taught_block *block, ofr_error *err)
{
    const double sets = (double)reader->answer->n_sets, noise = sqlite3_column_double(rows, 3);
    const int64_t priors = sqlite3_column_int64(rows, 2);
    ofr_status status;

    *block = (taught_block){.n_priors = (size_t)priors,
                            .noise = noise,
                            .temperature = sqlite3_column_double(rows, 4),
                            .effective = sqlite3_column_double(rows, 5)};
    if (sqlite3_column_int64(rows, 0) != (int64_t)i || priors < 0 || priors > RESULT_MAX_NAMES ||
        !(noise >= 0) || !(block->temperature >= 0 && block->temperature <= 1) ||
        !(block->effective >= 0 && block->effective <= sets * (1 + 1e-9)))
        return damaged(reader, err);
    status = reader_text(reader, rows, 1, &block->id, err);
    return status == OFR_OK ? reader_text(reader, rows, 6, &block->kept, err) : status;
}

static ofr_status read_blocks(answer_reader *reader, ofr_taught *taught, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    taught_block *block = reader_alloc(reader, taught->n_blocks, sizeof *block, err);
    ofr_status status = block ? result_file_prepare(&reader->file,
                                                    "SELECT * FROM learned_block ORDER BY no",
                                                    &rows, err)
                              : OFR_NO_MEMORY;

    for (size_t i = 0; status == OFR_OK && i < taught->n_blocks; i++) {
        status = next(reader, rows, err);
        if (status == OFR_OK) status = take_block(reader, rows, i, &block[i], err);
    }
    sqlite3_finalize(rows);
    taught->block = block;
    return status;
}

/* Three values that rise. */
static bool take_quantiles(sqlite3_stmt *rows, int column, double *ret)
{
    for (int q = 0; q < TAUGHT_QUANTILES; q++) ret[q] = reader_real(rows, column + q);
    return isfinite(ret[0]) && isfinite(ret[2]) && ret[0] <= ret[1] && ret[1] <= ret[2];
}

static ofr_status take_parameter(answer_reader *reader, const ofr_taught *taught,
                                 sqlite3_stmt *rows, taught_parameter *parameter, ofr_error *err)
{
    const int64_t block = sqlite3_column_int64(rows, 1);

    if (block < 0 || (uint64_t)block >= taught->n_blocks || *taught->block[block].kept ||
        !take_quantiles(rows, 2, parameter->prior) ||
        !take_quantiles(rows, 2 + TAUGHT_QUANTILES, parameter->posterior))
        return damaged(reader, err);
    parameter->block = (size_t)block;
    return reader_text(reader, rows, 0, &parameter->path, err);
}

static ofr_status read_parameters(answer_reader *reader, ofr_taught *taught, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    taught_parameter *parameter = reader_alloc(reader, taught->n_parameters, sizeof *parameter,
                                               err);
    ofr_status status = parameter ? result_file_prepare(
                                        &reader->file,
                                        "SELECT p.path, l.block, l.prior_low, l.prior_median, "
                                        "l.prior_high, l.low, l.median, l.high FROM "
                                        "learned_parameter l JOIN parameter p ON p.no = l.no "
                                        "ORDER BY l.no",
                                        &rows, err)
                                  : OFR_NO_MEMORY;

    for (size_t i = 0; status == OFR_OK && i < taught->n_parameters; i++) {
        status = next(reader, rows, err);
        if (status == OFR_OK) status = take_parameter(reader, taught, rows, &parameter[i], err);
    }
    sqlite3_finalize(rows);
    taught->parameter = parameter;
    return status;
}

/* The hash of the draws names them. */
static ofr_status read_hash(answer_reader *reader, uint64_t *ret_hash, ofr_error *err)
{
    char *text = NULL, *end = NULL;
    ofr_status status = result_file_meta(&reader->file, "draws_hash", &text, err);

    if (status != OFR_OK) return status;
    *ret_hash = strtoull(text, &end, 16);
    if (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16) status = damaged(reader, err);
    free(text);
    return status;
}

static ofr_status read_sizes(answer_reader *reader, ofr_taught *taught, ofr_error *err)
{
    int64_t blocks = 0, parameters = 0, possible = 0;
    ofr_status status = reader_count(reader, "SELECT count(*) FROM learned_block", &blocks, err);

    if (status == OFR_OK)
        status = reader_count(reader, "SELECT count(*) FROM learned_parameter", &parameters, err);
    if (status == OFR_OK)
        status = result_file_whole(&reader->file, PLAN_LEARNED_POSSIBLE, 0,
                                   (int64_t)reader->answer->n_sets, &possible, err);
    if (status == OFR_OK && (blocks < 1 || blocks > RESULT_MAX_NAMES ||
                             (uint64_t)parameters > reader->answer->n_parameters))
        status = damaged(reader, err);
    if (status != OFR_OK) return status;
    taught->n_sets = reader->answer->n_sets;
    taught->n_possible = (size_t)possible;
    taught->n_blocks = (size_t)blocks;
    taught->n_parameters = (size_t)parameters;
    return OFR_OK;
}

ofr_status read_taught(answer_reader *reader, ofr_error *err)
{
    ofr_taught *taught;
    char *learned = NULL;
    ofr_status status = result_file_find(&reader->file, PLAN_LEARNED, &learned, err);

    if (status != OFR_OK || !learned) return status;
    free(learned);
    taught = reader_alloc(reader, 1, sizeof *taught, err);
    if (!taught) return OFR_NO_MEMORY;
    status = read_hash(reader, &taught->hash, err);
    if (status == OFR_OK) status = read_sizes(reader, taught, err);
    if (status == OFR_OK) status = read_blocks(reader, taught, err);
    if (status == OFR_OK) status = read_parameters(reader, taught, err);
    if (status == OFR_OK) reader->answer->taught = taught;
    return status;
}
