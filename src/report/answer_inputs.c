/* answer_inputs.c -- the drawn parameters, and how the outcomes of the sets go with them.
 *
 * Spearman's rank correlation (1904) over the sets of the drawn value with the share of the set's
 * members in which the outcome occurred by the horizon. A first look at what matters, not a
 * sensitivity analysis: it sees what is monotone, one parameter at a time.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/statistics.h"
#include "answer_reader.h"

static ofr_status read_draws(answer_reader *reader, double *draw, ofr_error *err)
{
    const ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT set_no, parameter, value "
                                            "FROM parameter_set",
                                            &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t set = sqlite3_column_int64(rows, 0), p = sqlite3_column_int64(rows, 1);
        if (set < 0 || set >= (int64_t)a->n_sets || p < 0 || p >= (int64_t)a->n_parameters) {
            status = result_file_damaged(&reader->file, "a drawn parameter is outside of the plan",
                                         err);
            break;
        }
        const size_t place = reader->place[set];
        if (place != SIZE_MAX)
            draw[(size_t)p * reader->possible_sets + place] = reader_real(rows, 2);
    }
    sqlite3_finalize(rows);
    return status;
}

/* Ranks of the outcomes' shares in the whole sets, [n_outcomes][full_sets]. */
static void rank_outcomes(const answer_reader *reader, double *share, size_t *order,
                          double *ret_rank)
{
    const ofr_answer *a = reader->answer;
    const size_t sets = reader->full_sets;

    for (size_t o = 0; o < a->n_outcomes; o++) {
        const uint32_t *count = reader->set_count + (o * a->n_horizons + a->n_horizons - 1) * sets;
        for (size_t s = 0; s < sets; s++) share[s] = (double)count[s];
        ranks_of(share, sets, order, ret_rank + o * sets);
    }
}

static bool all_finite(const double *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(value[i] - value[i] == 0)) return false;
    }
    return true;
}

/* room: [n_sets] twice, order: [n_sets] */
static ofr_status weigh_parameter(answer_reader *reader, answer_parameter *parameter,
                                  const double *draw, const double *outcome_rank, double *room,
                                  size_t *order, ofr_error *err)
{
    const ofr_answer *a = reader->answer;
    const size_t sets = reader->full_sets, drawn = reader->possible_sets;
    double *correlation = reader_alloc(reader, a->n_outcomes, sizeof *correlation, err);

    if (!correlation) return OFR_NO_MEMORY;
    for (size_t o = 0; o < a->n_outcomes; o++) correlation[o] = (double)NAN;
    parameter->correlation = correlation;
    if (drawn == 0 || !all_finite(draw, drawn)) {
        for (size_t q = 0; q < N_QUANTILES; q++) parameter->quantile[q] = (double)NAN;
        return OFR_OK;
    }
    if (sets > 1) {
        ranks_of(draw, sets, order, room);
        for (size_t o = 0; o < a->n_outcomes; o++) {
            double r = 0;
            if (!rank_correlation(room, outcome_rank + o * sets, sets, &r)) continue;
            correlation[o] = r;
            if (a->outcome[o].headline && fabs(r) > parameter->weight) parameter->weight = fabs(r);
        }
    }
    memcpy(room, draw, drawn * sizeof *room);
    sort_doubles(room, drawn);
    for (size_t q = 0; q < N_QUANTILES; q++) {
        parameter->quantile[q] = sorted_quantile(room, drawn, answer_quantile_at[q],
                                                 QUANTILE_REACHED);
    }
    return OFR_OK;
}

static int compare_parameters(const void *a, const void *b)
{
    const answer_parameter *x = a, *y = b;

    if (x->weight > y->weight || x->weight < y->weight) return x->weight < y->weight ? 1 : -1;
    return strcmp(x->path, y->path);
}

ofr_status read_inputs(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    double *draw = NULL, *room = NULL, *rank = NULL;
    size_t *order = NULL;
    int64_t n = 0;
    ofr_status status = reader_count(reader, "SELECT count(*) FROM parameter_set", &n, err);

    if (status != OFR_OK || a->n_parameters == 0) return status;
    if (n == 0 || (uint64_t)n / a->n_parameters != a->n_sets ||
        (uint64_t)n % a->n_parameters != 0) {
        return result_file_damaged(&reader->file, "drawn parameters are missing", err);
    }
    draw = malloc((size_t)n * sizeof *draw);
    room = malloc(a->n_sets * sizeof *room);
    order = malloc(a->n_sets * sizeof *order);
    rank = malloc((a->n_outcomes * reader->full_sets + 1) * sizeof *rank);
    if (!draw || !room || !order || !rank) {
        status = ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
    }
    if (status == OFR_OK) status = read_draws(reader, draw, err);
    if (status == OFR_OK) rank_outcomes(reader, room, order, rank);
    for (size_t p = 0; status == OFR_OK && p < a->n_parameters; p++) {
        status = weigh_parameter(reader, &a->parameter[p], draw + p * reader->possible_sets, rank,
                                 room, order, err);
    }
    if (status == OFR_OK) {
        qsort(a->parameter, a->n_parameters, sizeof *a->parameter, compare_parameters);
    }
    free(draw);
    free(room);
    free(order);
    free(rank);
    return status;
}
