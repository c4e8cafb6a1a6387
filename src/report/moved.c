/* moved.c -- see moved.h. */
#include "moved.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "result_file.h"

enum { NEVER = -1, MOST_CELLS = 1 << 30 };

/* One result's futures: the day of each outcome. */
typedef struct days_of {
    const ofr_answer *answer;
    int16_t *day;   /* [n_outcomes][n_members] NEVER: it did not come */
    uint8_t *there; /* [n_sets] 0: left out */
} days_of;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for what moved");
}

static ofr_status put_day(days_of *d, const result_file *file, sqlite3_stmt *row, ofr_error *err)
{
    const ofr_answer *a = d->answer;
    const int64_t member = sqlite3_column_int64(row, 0), outcome = sqlite3_column_int64(row, 1),
                  day = sqlite3_column_int64(row, 2);

    if (outcome >= (int64_t)a->n_outcomes && outcome < (int64_t)(a->n_outcomes + 2 * a->n_pairs))
        return OFR_OK; /* a class event */
    if (member < 0 || member >= (int64_t)a->n_members || outcome < 0 ||
        outcome >= (int64_t)a->n_outcomes || day < 0 || day >= a->horizon)
        return result_file_damaged(file, "an outcome is outside of the plan", err);
    d->day[(size_t)outcome * a->n_members + (size_t)member] = (int16_t)day;
    return OFR_OK;
}

static ofr_status put_left_out(days_of *d, const result_file *file, sqlite3_stmt *row,
                               ofr_error *err)
{
    const int64_t set = sqlite3_column_int64(row, 0);

    if (set < 0 || set >= (int64_t)d->answer->n_sets)
        return result_file_damaged(file, "a set left out is not of the plan", err);
    d->there[set] = 0;
    return OFR_OK;
}

static ofr_status each_row(days_of *d, result_file *file, const char *sql,
                           ofr_status (*put)(days_of *d, const result_file *file, sqlite3_stmt *row,
                                             ofr_error *err),
                           ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(file, sql, &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        status = put(d, file, rows, err);
    }
    sqlite3_finalize(rows);
    return status;
}

static ofr_status read_days(const char *path, const ofr_answer *answer, days_of *d, ofr_error *err)
{
    const size_t cells = answer->n_outcomes * answer->n_members;
    result_file file = {0};
    ofr_status status;

    d->answer = answer;
    d->day = malloc((cells + 1) * sizeof *d->day);
    d->there = malloc(answer->n_sets + 1);
    if (!d->day || !d->there) return no_memory(err);
    memset(d->there, 1, answer->n_sets);
    for (size_t i = 0; i < cells; i++) d->day[i] = NEVER;
    status = result_file_open(&file, path, false, err);
    if (status == OFR_OK)
        status = each_row(d, &file, "SELECT set_no FROM left_out", put_left_out, err);
    if (status == OFR_OK)
        status = each_row(d, &file, "SELECT member, outcome, day FROM member_outcome", put_day,
                          err);
    result_file_done(&file);
    return status;
}

/* ---- pairs --------------------------------------------------------------------------------------- */

static size_t outcome_of(const ofr_answer *answer, const char *id)
{
    size_t i = 0;

    while (i < answer->n_outcomes && strcmp(answer->outcome[i].id, id) != 0) i++;
    return i;
}

static size_t horizon_of(const ofr_answer *answer, int32_t days)
{
    size_t h = 0;

    while (h < answer->n_horizons && answer->days[h] != days) h++;
    return h;
}

static bool came(const days_of *d, size_t outcome, size_t member, int32_t days)
{
    const int16_t day = d->day[outcome * d->answer->n_members + member];

    return day != NEVER && day < days;
}

static size_t add_pairs(const days_of *was, size_t o, const days_of *now, size_t p, int32_t days,
                        pair_sums *sums)
{
    const size_t per_set = now->answer->per_set;
    size_t n = 0;

    for (size_t set = 0; set < now->answer->n_sets; set++) {
        if (!was->there[set] || !now->there[set]) continue;
        sums[n] = (pair_sums){0};
        for (size_t k = set * per_set; k < (set + 1) * per_set; k++)
            pair_add(&sums[n], came(was, o, k, days), came(now, p, k, days));
        n++;
    }
    return n;
}

static void tell_row(ofr_moved *m, const days_of *was, size_t o, const days_of *now, size_t p,
                     size_t h, pair_sums *sums, double *room)
{
    const answer_outcome *a = &m->before->outcome[o], *b = &m->now->outcome[p];
    const size_t then = horizon_of(m->before, b->by[h].days);
    const bool model = m->before->has_model && m->now->has_model;

    if (then == m->before->n_horizons) return;
    m->sets = add_pairs(was, o, now, p, b->by[h].days, sums);
    m->row[m->n_rows++] = (moved_row){
        .outcome = b->id,
        .says = b->says,
        .headline = b->headline,
        .prior_driven = b->prior_driven,
        .already = holds_already(a) || holds_already(b),
        .days = b->by[h].days,
        .was = a->by[then].share.probability,
        .now = b->by[h].share.probability,
        .model_was = model ? a->model[then].share.probability : (double)NAN,
        .model_now = model ? b->model[h].share.probability : (double)NAN,
        .moved = m->sets ? difference_of(sums, m->sets, true, false, room) : (ofr_difference){0}};
}

static int by_size(const void *left, const void *right)
{
    const moved_row *a = left, *b = right;
    const double x = fabs(a->moved.value), y = fabs(b->moved.value);

    if (a->already != b->already) return a->already ? 1 : -1;
    if (x > y || x < y) return x > y ? -1 : 1;
    const int order = strcmp(a->outcome, b->outcome);
    return order ? order : (a->days > b->days) - (a->days < b->days);
}

static ofr_status tell_rows(ofr_moved *m, const days_of *was, const days_of *now, ofr_error *err)
{
    pair_sums *sums = calloc(m->now->n_sets + 1, sizeof *sums);
    double *room = calloc(m->now->n_sets + 1, sizeof *room);
    ofr_status status = sums && room ? OFR_OK : no_memory(err);

    m->row = arena_alloc(m->arena, (m->now->n_outcomes * m->now->n_horizons + 1) * sizeof *m->row);
    if (!m->row) status = no_memory(err);
    for (size_t p = 0; p < m->now->n_outcomes && status == OFR_OK; p++) {
        const size_t o = outcome_of(m->before, m->now->outcome[p].id);
        for (size_t h = 0; o < m->before->n_outcomes && h < m->now->n_horizons; h++)
            tell_row(m, was, o, now, p, h, sums, room);
    }
    if (status == OFR_OK) qsort(m->row, m->n_rows, sizeof *m->row, by_size);
    free(sums);
    free(room);
    return status;
}

static ofr_status check_size(const char *path, const ofr_answer *before, const ofr_answer *now,
                             ofr_error *err)
{
    if (!before->complete || !now->complete)
        return ofr_fail(err, OFR_RESULT, path, "is unfinished; run it to its end first");
    if (before->n_sets == now->n_sets && before->per_set == now->per_set &&
        strcmp(before->seed, now->seed) == 0 &&
        now->n_members < MOST_CELLS / (now->n_outcomes + 1) &&
        before->n_members < MOST_CELLS / (before->n_outcomes + 1))
        return OFR_OK;
    return ofr_fail(err, OFR_RESULT, path,
                    "is of another size or seed than the result that it is held against");
}

ofr_status moved_read(const char *before_path, const ofr_answer *before, const char *now_path,
                      const ofr_answer *now, ofr_moved **ret_moved, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_moved *m = arena ? arena_alloc(arena, sizeof *m) : NULL;
    days_of was = {0}, is = {0};
    ofr_status status = m ? check_size(now_path, before, now, err) : no_memory(err);

    if (status == OFR_OK) {
        m->arena = arena;
        m->before = before;
        m->now = now;
        status = read_days(before_path, before, &was, err);
    }
    if (status == OFR_OK) status = read_days(now_path, now, &is, err);
    if (status == OFR_OK) status = tell_rows(m, &was, &is, err);
    free(was.day);
    free(was.there);
    free(is.day);
    free(is.there);
    if (status == OFR_OK)
        *ret_moved = m;
    else
        arena_free(arena);
    return status;
}

void moved_free(ofr_moved *moved)
{
    if (moved) arena_free(moved->arena);
}

const moved_row *moved_find(const ofr_moved *moved, const char *outcome, int32_t days)
{
    for (size_t i = 0; i < moved->n_rows; i++) {
        if (moved->row[i].days == days && strcmp(moved->row[i].outcome, outcome) == 0)
            return &moved->row[i];
    }
    return NULL;
}
