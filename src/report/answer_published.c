/* answer_published.c -- what is published beside the model alone and the class of each pair, read back. */
#include <stdlib.h>
#include <string.h>

#include "answer_reader.h"

static const char *const shape = "how it was pooled does not fit its plan";

/* The class events come after the scenario's outcomes, two a pair. */
ofr_status split_outcomes(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const size_t n = a->n_outcomes;
    bool fits = true;

    reader->n_counted = n;
    for (a->n_outcomes = 0; a->n_outcomes < n && !*a->outcome[a->n_outcomes].pair;) a->n_outcomes++;
    const size_t events = n - a->n_outcomes;
    fits = events % 2 == 0 && a->pooled == (events > 0);
    for (size_t i = 0; fits && i < events; i += 2) {
        const answer_outcome *event = &a->outcome[a->n_outcomes + i];
        fits = *event[0].pair && strcmp(event[0].pair, event[1].pair) == 0;
    }
    if (!fits) return result_file_damaged(&reader->file, shape, err);
    a->n_pairs = events / 2;
    a->pair = reader_alloc(reader, a->n_pairs, sizeof *a->pair, err);
    if (!a->pair) return OFR_NO_MEMORY;
    for (size_t i = 0; i < a->n_pairs; i++) {
        const answer_outcome *event = &a->outcome[a->n_outcomes + 2 * i];
        a->pair[i] = (answer_pair){.id = event->pair, .event = {event, event + 1}};
    }
    return OFR_OK;
}

static ofr_status read_numbers(answer_reader *reader, size_t *ret_sets, size_t *ret_per_set,
                               ofr_error *err)
{
    ofr_answer *a = reader->answer;
    double sets = 0, per_set = 0;
    const struct {
        const char *key;
        double lo, hi, *to;
    } row[] = {{"class-share", 0, 1, &a->published.share},
               {"spread", 0, 100, &a->published.spread},
               {"model-sets", 1, (double)a->n_sets, &sets},
               {"model-per-set", 1, (double)a->per_set, &per_set}};
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < sizeof row / sizeof row[0]; i++) {
        sqlite3_stmt *find = NULL;
        bool there = false;
        status = result_file_prepare(&reader->file, "SELECT value FROM published WHERE key = ?",
                                     &find, err);
        if (status == OFR_OK) sqlite3_bind_text(find, 1, row[i].key, -1, SQLITE_STATIC);
        if (status == OFR_OK) status = result_file_next(&reader->file, find, &there, err);
        if (status == OFR_OK) *row[i].to = there ? sqlite3_column_double(find, 0) : -1;
        if (status == OFR_OK && !(*row[i].to >= row[i].lo && *row[i].to <= row[i].hi))
            status = result_file_damaged(&reader->file, shape, err);
        sqlite3_finalize(find);
    }
    *ret_sets = status == OFR_OK ? (size_t)sets : 0;
    *ret_per_set = status == OFR_OK ? (size_t)per_set : 0;
    return status;
}

/* ---- pairs -------------------------------------------------------------------------------------- */

static void weigh_class(const ofr_answer *a, answer_pair *pair, const published_pair *of)
{
    for (size_t h = 0; h < a->n_horizons && of->n; h++) {
        pair->by_class[0][h] = class_share_within(of->both, of->n, a->days[h]);
        pair->by_class[1][h] = class_share_within(of->war, of->n, a->days[h]);
    }
}

static ofr_status take_pair(answer_reader *reader, sqlite3_stmt *rows, size_t i, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    published_pair *pair = &a->published.pair[i];
    const int64_t days = sqlite3_column_int64(rows, 3), n = sqlite3_column_int64(rows, 4),
                  both = sqlite3_column_int64(rows, 5), war = sqlite3_column_int64(rows, 6);
    const bool fits = sqlite3_column_int64(rows, 0) == (int64_t)i && days >= 1 && days <= 366 &&
                      n >= 0 && n <= INT32_MAX && both >= 0 && both <= n && war >= 0 && war <= both;
    ofr_status status = fits ? reader_text(reader, rows, 1, &pair->id, err)
                             : result_file_damaged(&reader->file, shape, err);

    if (status == OFR_OK) status = reader_text(reader, rows, 2, &pair->class, err);
    if (status == OFR_OK && strcmp(pair->id, a->pair[i].id) != 0)
        status = result_file_damaged(&reader->file, shape, err);
    if (status != OFR_OK) return status;
    pair->days = (int32_t)days;
    pair->n = (uint32_t)n;
    pair->both = (uint32_t)both;
    pair->war = (uint32_t)war;
    pair->unlike = sqlite3_column_int64(rows, 7) != 0;
    a->pair[i].unlike = pair->unlike;
    a->pair[i].class = pair->class;
    weigh_class(a, &a->pair[i], pair);
    return OFR_OK;
}

/* The shares at the points at which a pair is measured, rising; most at most, least at least. */
static ofr_status read_points(answer_reader *reader, size_t pair, const char *what, size_t least,
                              size_t most, double *ret_at, double *ret_share, size_t *ret_n,
                              ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = true;
    size_t n = 0;
    ofr_status status = result_file_prepare(
        &reader->file, "SELECT at, share FROM pair_answer WHERE pair = ? AND what = ? ORDER BY at",
        &rows, err);

    if (status == OFR_OK) sqlite3_bind_int64(rows, 1, (int64_t)pair);
    if (status == OFR_OK) sqlite3_bind_text(rows, 2, what, -1, SQLITE_STATIC);
    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const double at = sqlite3_column_double(rows, 0), share = sqlite3_column_double(rows, 1);
        if (n == most || !(at >= -20 && at <= 20) || !(share > 0 && share < 1)) {
            status = result_file_damaged(&reader->file, shape, err);
            break;
        }
        ret_at[n] = at;
        ret_share[n++] = share;
    }
    sqlite3_finalize(rows);
    if (status == OFR_OK && n < least) status = result_file_damaged(&reader->file, shape, err);
    *ret_n = n;
    return status;
}

/* Of war the shifts are fixed. */
static ofr_status read_war(answer_reader *reader, size_t i, published_pair *pair, ofr_error *err)
{
    double at[PUBLISHED_WAR];
    size_t n;
    const ofr_status status = read_points(reader, i, "war", PUBLISHED_WAR, PUBLISHED_WAR, at,
                                          pair->at_war, &n, err);

    if (status != OFR_OK || memcmp(at, published_war_at, sizeof at) == 0) return status;
    return result_file_damaged(&reader->file, shape, err);
}

static ofr_status read_pairs(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    ofr_published *p = &a->published;
    sqlite3_stmt *rows = NULL;
    bool row = false;
    ofr_status status = result_file_prepare(&reader->file, "SELECT * FROM pair ORDER BY no", &rows,
                                            err);

    p->pair = reader_alloc(reader, a->n_pairs, sizeof *p->pair, err);
    if (status == OFR_OK && !p->pair) status = OFR_NO_MEMORY;
    for (size_t i = 0; status == OFR_OK && i < a->n_pairs; i++) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status == OFR_OK && !row) status = result_file_damaged(&reader->file, shape, err);
        if (status == OFR_OK) status = take_pair(reader, rows, i, err);
    }
    sqlite3_finalize(rows);
    for (size_t i = 0; status == OFR_OK && i < a->n_pairs; i++) {
        published_pair *pair = &p->pair[i];
        if (!published_joins(pair)) continue;
        status = read_points(reader, i, "open", 2, PUBLISHED_OPEN, pair->open_at, pair->open,
                             &pair->n_open, err);
        if (status == OFR_OK) status = read_war(reader, i, pair, err);
        a->pair[i].reached = published_reaches(pair);
    }
    if (status == OFR_OK) p->n_pairs = a->n_pairs;
    return status;
}

/* ---- the model alone ---------------------------------------------------------------------------- */

static size_t horizon_of(const ofr_answer *a, int64_t days)
{
    for (size_t h = 0; h < a->n_horizons; h++) {
        if (a->days[h] == days) return h;
    }
    return SIZE_MAX;
}

/* count: [n_counted][n_horizons][sets] */
static ofr_status count_model(answer_reader *reader, size_t sets, size_t per_set, uint32_t *count,
                              ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(
        &reader->file, "SELECT outcome, days, set_no, n FROM model_only", &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t o = sqlite3_column_int64(rows, 0), set = sqlite3_column_int64(rows, 2),
                      n = sqlite3_column_int64(rows, 3);
        const size_t h = horizon_of(a, sqlite3_column_int64(rows, 1));
        if (o < 0 || o >= (int64_t)reader->n_counted || h == SIZE_MAX || set < 0 ||
            set >= (int64_t)sets || n < 0 || n > (int64_t)per_set) {
            status = result_file_damaged(&reader->file, shape, err);
            break;
        }
        count[((size_t)o * a->n_horizons + h) * sets + (size_t)set] = (uint32_t)n;
    }
    sqlite3_finalize(rows);
    return status;
}

static void weigh_model(answer_reader *reader, size_t sets, size_t per_set, const uint32_t *count,
                        double *work)
{
    ofr_answer *a = reader->answer;

    for (size_t o = 0; o < reader->n_counted; o++, count += a->n_horizons * sets) {
        answer_outcome *outcome = &a->outcome[o];
        ofr_share_told share[SHARE_HORIZONS];
        size_t occurred[SHARE_HORIZONS] = {0};
        for (size_t h = 0; h < a->n_horizons; h++) {
            for (size_t s = 0; s < sets; s++) occurred[h] += count[h * sets + s];
        }
        shares_tell(count, a->n_horizons, sets, per_set, occurred, sets * per_set, work, share);
        for (size_t h = 0; h < a->n_horizons; h++) {
            outcome->model[h] = (answer_by){.days = a->days[h], .share = share[h]};
            share_told_text(&share[h], outcome->model[h].text);
        }
    }
}

ofr_status read_published(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    size_t sets = 0, per_set = 0;
    uint32_t *count = NULL;
    double *work = NULL;
    ofr_status status;

    if (!a->pooled || !a->complete) return OFR_OK;
    status = read_numbers(reader, &sets, &per_set, err);
    if (status == OFR_OK) status = read_pairs(reader, err);
    if (status != OFR_OK) return status;
    count = calloc(reader->n_counted * a->n_horizons * sets + 1, sizeof *count);
    work = calloc(sets + 1, sizeof *work);
    status = count && work ? count_model(reader, sets, per_set, count, err)
                           : ofr_fail(err, OFR_NO_MEMORY, reader->file.path,
                                      "out of memory while reading it");
    if (status == OFR_OK) weigh_model(reader, sets, per_set, count, work);
    a->has_model = status == OFR_OK;
    free(count);
    free(work);
    return status;
}
