/* answer_members.c -- what the members of a result did, counted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/statistics.h"
#include "answer_reader.h"

static ofr_status no_memory(const answer_reader *reader, ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, reader->file.path, "out of memory while reading it");
}

/* Chunks come in order, so what was run is members 0 .. passed - 1. */
static ofr_status read_chunks(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    int64_t passed = 0;
    ofr_status status = result_file_prepare(
        &reader->file, "SELECT first_member, n FROM chunk ORDER BY first_member", &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t size = sqlite3_column_int64(rows, 1);
        if (sqlite3_column_int64(rows, 0) != passed || size < 1 ||
            size > (int64_t)a->n_members - passed) {
            status = result_file_damaged(&reader->file, "its chunks have gaps or overlap", err);
            break;
        }
        passed += size;
    }
    sqlite3_finalize(rows);
    if (status == OFR_OK && a->complete && passed != (int64_t)a->n_members)
        status = result_file_damaged(&reader->file, "members are missing from its chunks", err);
    a->passed = (size_t)passed;
    return status;
}

/* Members of a set that were run. */
static size_t passed_of(const ofr_answer *a, size_t set)
{
    const size_t first = set * a->per_set, left = a->passed > first ? a->passed - first : 0;

    return left < a->per_set ? left : a->per_set;
}

/* Marks the sets left out; *ret_members: of their members those that were run. */
static ofr_status mark_left_out(answer_reader *reader, size_t *ret_members, ofr_error *err)
{
    const ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&reader->file, "SELECT set_no FROM left_out", &rows,
                                            err);

    *ret_members = 0;
    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t set = sqlite3_column_int64(rows, 0);
        if (set < 0 || set >= (int64_t)a->n_sets || passed_of(a, (size_t)set) == 0) {
            status = result_file_damaged(&reader->file, "a set left out is not of the plan", err);
            break;
        }
        reader->place[set] = SIZE_MAX;
        *ret_members += passed_of(a, (size_t)set);
    }
    sqlite3_finalize(rows);
    return status;
}

/* Sets left out, and the numbers of the others. */
static ofr_status read_left_out(answer_reader *reader, size_t *ret_members, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const size_t run = (a->passed + a->per_set - 1) / a->per_set;
    ofr_status status;

    reader->place = reader_alloc(reader, a->n_sets, sizeof *reader->place, err);
    if (!reader->place) return OFR_NO_MEMORY;
    status = mark_left_out(reader, ret_members, err);
    for (size_t s = 0; s < a->n_sets && status == OFR_OK; s++) {
        if (reader->place[s] == SIZE_MAX) continue;
        reader->place[s] = reader->possible_sets++;
        reader->full_sets += passed_of(a, s) == a->per_set;
    }
    return status == OFR_OK ? result_file_left_out(&reader->file, run, &a->left_out, err) : status;
}

/* Members are there of all chunks, but of sets left out. */
static ofr_status read_done(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    size_t out = 0;
    int64_t n = 0, low = 0, high = 0, wrong = 0;
    ofr_status status = read_chunks(reader, err);

    if (status == OFR_OK) status = read_left_out(reader, &out, err);
    if (status == OFR_OK) status = reader_count(reader, "SELECT count(*) FROM member", &n, err);
    if (status == OFR_OK)
        status = reader_count(reader, "SELECT min(member) FROM member", &low, err);
    if (status == OFR_OK)
        status = reader_count(reader, "SELECT max(member) FROM member", &high, err);
    if (status == OFR_OK && a->left_out.sets > 0)
        status = reader_count(
            reader,
            "SELECT count(*) FROM member WHERE member / (SELECT CAST(value AS "
            "INTEGER) FROM meta WHERE key = 'per_set') IN (SELECT set_no FROM left_out)",
            &wrong, err);
    if (status == OFR_OK && (n != (int64_t)(a->passed - out) || wrong > 0 ||
                             (n > 0 && (low < 0 || high >= (int64_t)a->passed))))
        status = result_file_damaged(&reader->file, "members are missing from its chunks", err);
    a->done = (size_t)n;
    return status;
}

/* A member's set among those not left out; SIZE_MAX: there is no such member. */
static size_t place_of(const answer_reader *reader, int64_t member)
{
    const ofr_answer *a = reader->answer;

    return member < 0 || member >= (int64_t)a->passed ? SIZE_MAX
                                                      : reader->place[(size_t)member / a->per_set];
}

/* One pass: by outcome, day (for the curve), and horizon and set (for the range). */
static ofr_status count_outcomes(answer_reader *reader, size_t *by_day, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const size_t days = (size_t)a->horizon;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT member, outcome, day "
                                            "FROM member_outcome",
                                            &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t member = sqlite3_column_int64(rows, 0),
                      outcome = sqlite3_column_int64(rows, 1);
        const int64_t day = sqlite3_column_int64(rows, 2);
        const size_t set = place_of(reader, member);
        if (set == SIZE_MAX || outcome < 0 || outcome >= (int64_t)reader->n_counted || day < 0 ||
            day >= a->horizon) {
            status = result_file_damaged(&reader->file, "an outcome is outside of the plan", err);
            break;
        }
        const size_t o = (size_t)outcome;
        by_day[o * days + (size_t)day]++;
        for (size_t h = 0; set < reader->full_sets && h < a->n_horizons; h++) {
            if (day < a->days[h]) {
                reader->set_count[(o * a->n_horizons + h) * reader->full_sets + set]++;
            }
        }
    }
    sqlite3_finalize(rows);
    return status;
}

static void weigh_outcome(answer_reader *reader, size_t o, const size_t *by_day, double *work)
{
    ofr_answer *a = reader->answer;
    size_t occurred[SHARE_HORIZONS] = {0};
    ofr_share_told share[SHARE_HORIZONS];

    for (size_t h = 0; h < a->n_horizons; h++) {
        for (int32_t d = 0; d < a->days[h]; d++) occurred[h] += by_day[d];
        if (occurred[h] > a->done) occurred[h] = a->done; /* only in a damaged file */
    }
    shares_tell(reader->set_count + o * a->n_horizons * reader->full_sets, a->n_horizons,
                reader->full_sets, a->per_set, occurred, a->done, work, share);
    for (size_t h = 0; h < a->n_horizons; h++) {
        answer_by *by = &a->outcome[o].by[h];
        *by = (answer_by){.days = a->days[h], .share = share[h]};
        if (holds_already(&a->outcome[o]))
            snprintf(by->text, sizeof by->text, "already true");
        else
            share_told_text(&by->share, by->text);
    }
}

static ofr_status read_outcome_days(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const size_t days = (size_t)a->horizon;
    size_t *by_day = calloc(reader->n_counted * days + 1, sizeof *by_day);
    double *work = calloc(reader->full_sets + 1, sizeof *work);
    ofr_status status = OFR_OK;

    reader->set_count = calloc(reader->n_counted * a->n_horizons * reader->full_sets + 1,
                               sizeof *reader->set_count);
    if (!by_day || !work || !reader->set_count) {
        status = no_memory(reader, err);
    } else {
        status = count_outcomes(reader, by_day, err);
    }
    for (size_t o = 0; status == OFR_OK && o < reader->n_counted; o++) {
        double *curve = reader_alloc(reader, days, sizeof *curve, err);
        size_t sum = 0;
        if (!curve) {
            status = OFR_NO_MEMORY;
            break;
        }
        weigh_outcome(reader, o, by_day + o * days, work);
        for (size_t d = 0; d < days; d++) {
            sum += by_day[o * days + d];
            curve[d] = a->done ? (double)sum / (double)a->done : 0;
        }
        a->outcome[o].curve = curve;
    }
    free(by_day);
    free(work);
    return status;
}

static int compare_triggers(const void *a, const void *b)
{
    const answer_trigger *x = a, *y = b;

    if (x->n != y->n) return x->n < y->n ? 1 : -1;
    if (!x->theatre || !y->theatre) return x->theatre ? -1 : y->theatre ? 1 : 0;
    return strcmp(x->theatre, y->theatre);
}

/* Rows for theatres with at least one, and for "no known cause". */
static ofr_status write_triggers(answer_reader *reader, const size_t *count, ofr_error *err)
{
    ofr_answer *a = reader->answer;

    a->trigger = reader_alloc(reader, a->n_theatres + 1, sizeof *a->trigger, err);
    if (!a->trigger) return OFR_NO_MEMORY;
    for (size_t t = 0; t <= a->n_theatres; t++) a->triggered += count[t];
    for (size_t t = 0; t <= a->n_theatres; t++) {
        const bool known = t < a->n_theatres;
        answer_trigger *row = &a->trigger[a->n_triggers];
        if (count[t] == 0) continue;
        *row = (answer_trigger){.theatre = known ? a->theatre[t].id : NULL,
                                .name = known ? a->theatre[t].name : "no known cause",
                                .n = count[t],
                                .share = (double)count[t] / (double)a->triggered};
        wilson_interval((double)row->n, (double)a->triggered, &row->low, &row->high);
        a->n_triggers++;
    }
    qsort(a->trigger, a->n_triggers, sizeof *a->trigger, compare_triggers);
    return OFR_OK;
}

/* Mean and quantiles of n values, which are sorted in place. */
static answer_spread spread_of(double *value, size_t n)
{
    answer_spread spread = {.known = n > 0};
    double sum = 0;

    if (n == 0) return spread;
    sort_doubles(value, n);
    for (size_t i = 0; i < n; i++) sum += value[i];
    spread.mean = sum / (double)n;
    for (size_t q = 0; q < N_QUANTILES; q++) {
        spread.quantile[q] = sorted_quantile(value, n, answer_quantile_at[q], QUANTILE_REACHED);
    }
    return spread;
}

static ofr_status count_members(answer_reader *reader, double *severity, double *deaths,
                                size_t *trigger, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    size_t n = 0, n_severity = 0;
    double misread = 0;
    bool row = true;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT severity, deaths, first_trigger, "
                                            "misread, dropped, dropped_open FROM member",
                                            &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t where = sqlite3_column_int64(rows, 2);
        const double value = reader_real(rows, 0);
        if (n >= a->done || where < -2 || where >= (int64_t)a->n_theatres) {
            status = result_file_damaged(&reader->file, "a member is outside of the plan", err);
            break;
        }
        if (value - value == 0) severity[n_severity++] = value;
        deaths[n++] = sqlite3_column_double(rows, 1);
        if (where != -1) trigger[where == -2 ? a->n_theatres : (size_t)where]++;
        a->misread_members += sqlite3_column_int64(rows, 3) > 0;
        misread += sqlite3_column_double(rows, 3);
        a->dropped_members += sqlite3_column_int64(rows, 4) > 0;
        a->dropped_open += sqlite3_column_int64(rows, 5) > 0;
    }
    sqlite3_finalize(rows);
    if (status != OFR_OK) return status;
    a->misread_mean = n ? misread / (double)n : 0;
    a->severity = spread_of(severity, n_severity);
    a->deaths = spread_of(deaths, n);
    return write_triggers(reader, trigger, err);
}

static ofr_status read_payoffs(answer_reader *reader, double *value, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    ofr_status status = result_file_prepare(
        &reader->file, "SELECT value FROM payoff WHERE principal = ?", &rows, err);

    for (size_t p = 0; status == OFR_OK && p < a->n_principals; p++) {
        size_t n = 0;
        bool row = true;
        sqlite3_reset(rows);
        sqlite3_bind_int64(rows, 1, (int64_t)p);
        while ((status = result_file_next(&reader->file, rows, &row, err)) == OFR_OK && row) {
            const double x = reader_real(rows, 0);
            if (x - x == 0 && n < a->done) value[n++] = x; /* finite */
        }
        if (status == OFR_OK) a->principal[p].payoff = spread_of(value, n);
    }
    sqlite3_finalize(rows);
    return status;
}

static ofr_status read_agendas(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    const double all = (double)a->done * (double)a->horizon;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT agenda, no_terms, no_channel "
                                            "FROM agenda_days ORDER BY chunk, agenda",
                                            &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t i = sqlite3_column_int64(rows, 0);
        if (i < 0 || i >= (int64_t)a->n_agendas) {
            status = result_file_damaged(&reader->file, "an agenda is outside of the plan", err);
            break;
        }
        a->agenda[i].no_terms += reader_real(rows, 1);
        a->agenda[i].no_channel += reader_real(rows, 2);
    }
    sqlite3_finalize(rows);
    for (size_t i = 0; i < a->n_agendas; i++) {
        answer_agenda *agenda = &a->agenda[i];
        agenda->no_terms /= all;
        agenda->no_channel /= all;
        agenda->open = 1 - agenda->no_terms - agenda->no_channel;
        if (agenda->open < 0) agenda->open = 0; /* rounding */
    }
    return status;
}

/* Those that could have changed an outcome in most futures first, then those that came most often. */
static int compare_dropped(const void *a, const void *b)
{
    const answer_dropped *x = a, *y = b;

    if (x->open != y->open) return x->open < y->open ? 1 : -1;
    if (x->n != y->n) return x->n < y->n ? 1 : -1;
    const int order = strcmp(x->id, y->id);
    return order ? order : strcmp(x->kind, y->kind);
}

static ofr_status read_dropped(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&reader->file,
                                            "SELECT dropping, sum(n), sum(members), "
                                            "sum(could_change) FROM dropped GROUP BY dropping",
                                            &rows, err);

    while (status == OFR_OK) {
        status = result_file_next(&reader->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t i = sqlite3_column_int64(rows, 0);
        if (i < 0 || i >= (int64_t)a->n_dropped) {
            status = result_file_damaged(&reader->file, "what was dropped is outside of the plan",
                                         err);
            break;
        }
        a->dropped[i].n = sqlite3_column_int64(rows, 1);
        a->dropped[i].members = sqlite3_column_int64(rows, 2);
        a->dropped[i].open = sqlite3_column_int64(rows, 3);
    }
    sqlite3_finalize(rows);
    qsort(a->dropped, a->n_dropped, sizeof *a->dropped, compare_dropped);
    return status;
}

/* Effective number of sets, (sum w)^2 / sum w^2 with w = exp(log evidence). */
static ofr_status read_evidence(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    sqlite3_stmt *rows = NULL;
    double top = -HUGE_VAL, sum = 0, squares = 0;
    ofr_status status = result_file_prepare(&reader->file, "SELECT log_evidence FROM set_evidence",
                                            &rows, err);

    for (int pass = 0; pass < 2 && status == OFR_OK; pass++) {
        bool row = true;
        sqlite3_reset(rows);
        while ((status = result_file_next(&reader->file, rows, &row, err)) == OFR_OK && row) {
            const double value = reader_real(rows, 0);
            if (!(value < HUGE_VAL) || !(value > -HUGE_VAL)) continue; /* left out */
            if (pass == 0) {
                a->evidence_sets++;
                if (value > top) top = value;
            } else if (top > -HUGE_VAL) {
                sum += exp(value - top);
                squares += exp(2 * (value - top));
            }
        }
    }
    sqlite3_finalize(rows);
    a->evidence_effective = squares > 0 ? sum * sum / squares : 0;
    return status;
}

ofr_status read_members(answer_reader *reader, ofr_error *err)
{
    ofr_answer *a = reader->answer;
    double *one = NULL, *other = NULL;
    size_t *trigger = NULL;
    ofr_status status = read_done(reader, err);

    if (status == OFR_OK) status = read_outcome_days(reader, err);
    if (status != OFR_OK) return status;
    one = malloc((a->done + 1) * sizeof *one);
    other = malloc((a->done + 1) * sizeof *other);
    trigger = calloc(a->n_theatres + 1, sizeof *trigger);
    if (!one || !other || !trigger) status = no_memory(reader, err);
    if (status == OFR_OK) status = count_members(reader, one, other, trigger, err);
    if (status == OFR_OK) status = read_payoffs(reader, one, err);
    if (status == OFR_OK) status = read_agendas(reader, err);
    if (status == OFR_OK) status = read_dropped(reader, err);
    if (status == OFR_OK) status = read_evidence(reader, err);
    free(one);
    free(other);
    free(trigger);
    return status;
}
