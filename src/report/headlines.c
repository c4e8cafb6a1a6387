/* headlines.c -- see headlines.h. */
#include "headlines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/file_read.h"
#include "../events/csv.h"

enum { MAX_FILE = 64 << 20, FIRST_ROOM = 64 };

enum {
    START,
    OUTCOME,
    HEADLINE,
    DAYS,
    PUBLISHED,
    MODEL,
    CLASS,
    LOW,
    HIGH,
    N_SETS,
    MEMBERS,
    SEED,
    SCENARIO,
    RECORD,
    VERSION,
    N_COLUMNS
};
static const char head[] = "start,outcome,headline,days,published,model,class,low,high,sets,"
                           "members,seed,scenario,record,version\n";

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the history of headlines");
}

ofr_status headlines_new(ofr_headlines **ret_headlines, ofr_error *err)
{
    ofr_headlines *h = calloc(1, sizeof *h);

    if (h) h->arena = arena_new();
    if (!h || !h->arena) {
        free(h);
        return no_memory(err);
    }
    *ret_headlines = h;
    return OFR_OK;
}

void headlines_free(ofr_headlines *headlines)
{
    if (!headlines) return;
    arena_free(headlines->arena);
    free(headlines->row);
    free(headlines);
}

static ofr_status add_row(ofr_headlines *h, const headline_row *row, ofr_error *err)
{
    if (h->n == HEADLINES_MOST)
        return ofr_fail(err, OFR_LIMIT, "", "a history of headlines has at most %d rows",
                        HEADLINES_MOST);
    if (h->n == h->room) {
        const size_t room = h->room ? 2 * h->room : FIRST_ROOM;
        headline_row *wider = realloc(h->row, room * sizeof *wider);
        if (!wider) return no_memory(err);
        h->row = wider;
        h->room = room;
    }
    h->row[h->n++] = *row;
    return OFR_OK;
}

static void sort_rows(ofr_headlines *h)
{
    /* Insertion keeps the order of equals; files are sorted already but for what was added last. */
    for (size_t i = 1; i < h->n; i++) {
        const headline_row row = h->row[i];
        size_t at = i;
        for (; at > 0 && h->row[at - 1].start > row.start; at--) h->row[at] = h->row[at - 1];
        h->row[at] = row;
    }
}

/* ---- reading ------------------------------------------------------------------------------------- */

static ofr_status fault(const char *path, const csv_field *field, const char *what, ofr_error *err)
{
    return ofr_fail(err, OFR_RECORD, "", "%s:%zu:%zu: %s; take it from a copy, or move it away",
                    path, field->line, field->column, what);
}

/* 0 to 1; empty where that may be. */
static bool read_share(const char *text, bool may_be_empty, double *ret)
{
    char *end = NULL;

    *ret = (double)NAN;
    if (!*text) return may_be_empty;
    if (strspn(text, "0123456789.e-") != strlen(text)) return false;
    *ret = strtod(text, &end);
    return *end == '\0' && *ret >= 0 && *ret <= 1;
}

static bool read_count(const char *text, int32_t most, int32_t *ret)
{
    const size_t n = strlen(text);

    *ret = 0;
    if (n == 0 || n > 6 || strspn(text, "0123456789") != n) return false;
    for (size_t i = 0; i < n; i++) *ret = 10 * *ret + (text[i] - '0');
    return *ret >= 1 && *ret <= most;
}

static ofr_status keep_texts(ofr_headlines *h, const csv_reader *csv, headline_row *row,
                             ofr_error *err)
{
    const char **const to[] = {&row->outcome,  &row->sets,   &row->members, &row->seed,
                               &row->scenario, &row->record, &row->version};
    static const int from[] = {OUTCOME, N_SETS, MEMBERS, SEED, SCENARIO, RECORD, VERSION};

    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        const char *text = csv->field[from[i]].text;
        *to[i] = arena_text(h->arena, text, strlen(text));
        if (!*to[i]) return no_memory(err);
    }
    return OFR_OK;
}

static ofr_status read_row(ofr_headlines *h, const char *path, const csv_reader *csv,
                           ofr_error *err)
{
    const csv_field *f = csv->field;
    headline_row row = {.start = date_parse(f[START].text)};
    double *const share[] = {&row.published, &row.model, &row.class_share, &row.low, &row.high};

    if (csv->n_fields != N_COLUMNS) return fault(path, f, "a row of this file has 15 cells", err);
    if (row.start == OFR_NO_DATE) return fault(path, &f[START], "this is no date", err);
    row.headline = strcmp(f[HEADLINE].text, "yes") == 0;
    if (!row.headline && strcmp(f[HEADLINE].text, "no") != 0)
        return fault(path, &f[HEADLINE], "this is neither yes nor no", err);
    if (!read_count(f[DAYS].text, 3650, &row.days))
        return fault(path, &f[DAYS], "this is no number of days", err);
    for (size_t i = 0; i < sizeof share / sizeof share[0]; i++) {
        if (!read_share(f[PUBLISHED + i].text, i > 0, share[i]))
            return fault(path, &f[PUBLISHED + i], "this is no share from 0 to 1", err);
    }
    const ofr_status status = keep_texts(h, csv, &row, err);
    return status == OFR_OK ? add_row(h, &row, err) : status;
}

static ofr_status read_rows(ofr_headlines *h, const char *path, char *text, size_t size,
                            ofr_error *err)
{
    csv_reader csv;
    csv_result got;
    ofr_status status = OFR_OK;
    const size_t n = strlen(head);

    if (size < n || memcmp(text, head, n) != 0 || csv_check_text(text, size) != size)
        return ofr_fail(
            err, OFR_RECORD, "",
            "%s: is no history of headlines of offramp; move it away, and a new one is begun",
            path);
    csv_init(&csv, text, size);
    csv_next(&csv);
    while (status == OFR_OK && (got = csv_next(&csv)) != CSV_END) {
        const csv_field at = {"", csv.fault_line, csv.fault_column};
        status = got == CSV_ROW ? read_row(h, path, &csv, err) : fault(path, &at, csv.fault, err);
    }
    return status;
}

ofr_status headlines_read(ofr_headlines *headlines, const char *path, ofr_error *err)
{
    const file_asked asked = {.path = path, .origin = FILE_FOUND, .limit = MAX_FILE};
    char *text = NULL;
    size_t size = 0;
    ofr_status status = file_read(&asked, &text, &size, err);

    if (status == OFR_OK) status = read_rows(headlines, path, text, size, err);
    if (status == OFR_OK) sort_rows(headlines);
    free(text);
    return status;
}

/* ---- adding -------------------------------------------------------------------------------------- */

typedef struct size_texts {
    const char *sets, *members;
} size_texts;

static ofr_status add_outcome(ofr_headlines *h, const ofr_answer *a, const answer_outcome *o,
                              const class_share *by_class, const size_texts *size, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < a->n_horizons && status == OFR_OK; i++) {
        const ofr_share_told *share = &o->by[i].share;
        const headline_row row = {
            .start = a->start,
            .outcome = arena_text(h->arena, o->id, strlen(o->id)),
            .headline = o->headline,
            .days = o->by[i].days,
            .published = share->probability,
            .model = a->has_model ? o->model[i].share.probability : (double)NAN,
            .class_share = by_class && by_class[i].n ? by_class[i].share : (double)NAN,
            .low = share->has_sets ? share->range_low : share->low,
            .high = share->has_sets ? share->range_high : share->high,
            .sets = size->sets,
            .members = size->members,
            .seed = arena_text(h->arena, a->seed, strlen(a->seed)),
            .scenario = arena_text(h->arena, a->scenario_hash, strlen(a->scenario_hash)),
            .record = arena_text(h->arena, a->record_hash, strlen(a->record_hash)),
            .version = arena_text(h->arena, a->program_version, strlen(a->program_version))};
        status = row.outcome && row.seed && row.scenario && row.record && row.version
                     ? add_row(h, &row, err)
                     : no_memory(err);
    }
    return status;
}

static void drop_start(ofr_headlines *h, int32_t start)
{
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++) {
        if (h->row[i].start != start) h->row[n++] = h->row[i];
    }
    h->n = n;
}

ofr_status headlines_add(ofr_headlines *h, const ofr_answer *a, ofr_error *err)
{
    char sets[32], members[32];
    ofr_status status = OFR_OK;

    snprintf(sets, sizeof sets, "%zu", a->n_sets);
    snprintf(members, sizeof members, "%zu", a->per_set);
    const size_texts size = {arena_text(h->arena, sets, strlen(sets)),
                             arena_text(h->arena, members, strlen(members))};
    if (!size.sets || !size.members) return no_memory(err);
    drop_start(h, a->start);
    for (size_t i = 0; i < a->n_outcomes && status == OFR_OK; i++) {
        if (!holds_already(&a->outcome[i]))
            status = add_outcome(h, a, &a->outcome[i], NULL, &size, err);
    }
    for (size_t i = 0; i < a->n_pairs && status == OFR_OK; i++) {
        for (size_t e = 0; e < 2 && status == OFR_OK; e++)
            status = add_outcome(h, a, a->pair[i].event[e], a->pair[i].by_class[e], &size, err);
    }
    sort_rows(h);
    return status;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static void put_share(double share, FILE *out)
{
    putc(',', out);
    if (!isnan(share)) fprintf(out, "%.9g", share);
}

static bool is_ours(FILE *in)
{
    char text[sizeof head];

    return fread(text, 1, sizeof head - 1, in) == sizeof head - 1 &&
           memcmp(text, head, sizeof head - 1) == 0;
}

static void put_rows(const ofr_headlines *h, FILE *out)
{
    fputs(head, out);
    for (size_t i = 0; i < h->n; i++) {
        const headline_row *r = &h->row[i];
        char start[OFR_DATE_TEXT];
        fprintf(out, "%s,%s,%s,%d", date_format(r->start, start), r->outcome,
                r->headline ? "yes" : "no", (int)r->days);
        put_share(r->published, out);
        put_share(r->model, out);
        put_share(r->class_share, out);
        put_share(r->low, out);
        put_share(r->high, out);
        fprintf(out, ",%s,%s,%s,%s,%s,%s\n", r->sets, r->members, r->seed, r->scenario, r->record,
                r->version);
    }
}

ofr_status headlines_write(const ofr_headlines *headlines, const char *path, ofr_error *err)
{
    const file_rule rule = {.is_ours = is_ours,
                            .refusal = "is no history of headlines of offramp; move it away"};
    file_out *out = NULL;
    ofr_status status = file_write_begin(path, &rule, &out, err);

    if (status != OFR_OK) return status;
    put_rows(headlines, file_write_stream(out));
    return file_write_end(out, OFR_OK, err);
}
