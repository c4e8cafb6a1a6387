/* answer_series.c -- bands of the series by day: forecast from histograms, history as stored. */
#include <math.h>
#include <stdlib.h>

#include "../core/statistics.h"
#include "answer_reader.h"
#include "result_tally.h"

/* Quantiles of every day from the counts of a series; false if a day does not hold every member. */
static bool write_bands(const ofr_answer *a, answer_series *series, const uint32_t *count,
                        double *quantile)
{
    const size_t days = (size_t)a->horizon;

    for (size_t d = 0; d < days; d++, count += OFR_BINS) {
        uint64_t total = 0;
        for (size_t b = 0; b < OFR_BINS; b++) total += count[b];
        if (total != a->done) return false;
        for (size_t q = 0; q < N_QUANTILES && series->kind == SERIES_SHARE; q++)
            quantile[q * days + d] = histogram_mean(count, OFR_BINS) / (OFR_BINS - 1);
        for (size_t q = 0; q < N_QUANTILES && series->kind != SERIES_SHARE; q++) {
            double part = 0;
            const size_t bin = histogram_quantile(count, OFR_BINS, answer_quantile_at[q], total,
                                                  &part);
            quantile[q * days + d] = series->kind == SERIES_COUNT
                                         ? (double)bin
                                         : scaled_value(bin, part, OFR_BINS, series->scale);
            if (bin == OFR_BINS - 1) series->capped = true;
        }
    }
    return true;
}

static ofr_status read_bands(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const size_t days = (size_t)a->horizon, cells = days * OFR_BINS;
    uint32_t *count = malloc(cells * sizeof *count);
    sqlite3_stmt *rows = NULL;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT bins FROM tally WHERE series = ?", &rows, err);

    if (status == OFR_OK && !count) {
        status = ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
    }
    for (size_t s = 0; status == OFR_OK && a->done > 0 && s < a->n_series; s++) {
        double *quantile = NULL;
        bool row = false;
        sqlite3_reset(rows);
        sqlite3_bind_int64(rows, 1, (int64_t)s);
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) continue;
        const void *bins = sqlite3_column_blob(rows, 0);
        const size_t size = (size_t)sqlite3_column_bytes(rows, 0);
        quantile = reader_alloc(reader, N_QUANTILES * days, sizeof *quantile, err);
        if (!quantile) {
            status = OFR_NO_MEMORY;
        } else if (!bins || !tally_unpack(bins, size, count, cells) ||
                   !write_bands(a, &a->series[s], count, quantile)) {
            status = result_file_damaged(&reader->file, "the histogram of a series is broken", err);
        } else {
            a->series[s].quantile = quantile;
        }
    }
    sqlite3_finalize(rows);
    free(count);
    return status;
}

static ofr_status read_history(answer_reader *reader, size_t s, sqlite3_stmt *rows, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    answer_series *series = &a->series[s];
    double *value;
    bool row = true;
    ofr_status status = result_file_next(&reader->file, rows, &row, err);

    if (status != OFR_OK || !row || sqlite3_column_int64(rows, 2) == 0) return status;
    const int64_t first = sqlite3_column_int64(rows, 0), last = sqlite3_column_int64(rows, 1);
    const int64_t n = sqlite3_column_int64(rows, 2);
    if (first < -40000 || last >= a->start || last - first + 1 != n) {
        return result_file_damaged(&reader->file, "the history of a series has gaps", err);
    }
    value = reader_alloc(reader, (size_t)n * 3, sizeof *value, err);
    if (!value) return OFR_NO_MEMORY;
    series->history_first = (int32_t)first;
    series->n_history = (size_t)n;
    series->history = value;
    return OFR_OK;
}

static ofr_status read_histories(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *size = NULL, *rows = NULL;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT min(day), max(day), count(*) "
                                            "FROM history_series WHERE series = ?",
                                            &size, err);

    if (status == OFR_OK) {
        status = result_file_prepare(&reader->file,
                                     "SELECT low, median, high FROM history_series "
                                     "WHERE series = ? ORDER BY day",
                                     &rows, err);
    }
    for (size_t s = 0; status == OFR_OK && s < a->n_series; s++) {
        bool row = true;
        sqlite3_reset(size);
        sqlite3_reset(rows);
        sqlite3_bind_int64(size, 1, (int64_t)s);
        sqlite3_bind_int64(rows, 1, (int64_t)s);
        status = read_history(reader, s, size, err);
        double *value = (double *)a->series[s].history;
        for (size_t i = 0; status == OFR_OK && i < a->series[s].n_history; i++) {
            status = result_file_next(&reader->file, rows, &row, err);
            if (status != OFR_OK) break;
            for (int c = 0; c < 3; c++) *value++ = row ? reader_real(rows, c) : (double)NAN;
        }
    }
    sqlite3_finalize(size);
    sqlite3_finalize(rows);
    return status;
}

ofr_status read_series(answer_reader *reader, ofr_error *err)
{
    ofr_status status = read_bands(reader, err);

    if (status == OFR_OK) status = read_histories(reader, err);
    return status;
}
