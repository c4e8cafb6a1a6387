/* record_rows.c -- the two tables of a record: header, rows, and what holds between rows. */
#include "record_rows.h"

#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"

enum event_column {
    DATE,
    PRECISION,
    SOURCE,
    TARGET,
    THEATRE,
    ACTION,
    AT,
    CLAIMED,
    AUDIENCE,
    COUNT,
    DEATHS_OWN,
    DEATHS_PARTNER,
    DEATHS_ATTACKER,
    WOUNDED_OWN,
    INDIRECT,
    VIA,
    PUBLIC,
    WORD,
    INFERRED,
    LEADER,
    PLACE,
    CAUSE,
    NOTE,
    PROVENANCE,
    N_EVENT_COLUMNS
};
enum total_column {
    T_FIRST,
    T_LAST,
    T_SOURCE,
    T_TARGET,
    T_THEATRES,
    T_ACTION,
    T_COUNT,
    T_ABOUT,
    T_NOTE,
    T_PROVENANCE,
    N_TOTAL_COLUMNS
};
enum { MAX_COLUMNS = N_EVENT_COLUMNS };

static const char *const event_columns[N_EVENT_COLUMNS] = {"date",
                                                           "precision",
                                                           "source",
                                                           "target",
                                                           "theatre",
                                                           "action",
                                                           "at",
                                                           "claimed",
                                                           "audience",
                                                           "count",
                                                           "deaths_own",
                                                           "deaths_partner",
                                                           "deaths_attacker",
                                                           "wounded_own",
                                                           "indirect",
                                                           "via",
                                                           "public",
                                                           "word",
                                                           "inferred",
                                                           "leader",
                                                           "place",
                                                           "cause",
                                                           "note",
                                                           "provenance"};
static const char *const total_columns[N_TOTAL_COLUMNS] = {
    "first",  "last",  "source", "target", "theatres",
    "action", "count", "about",  "note",   "provenance"};
static const unsigned event_needed = 1u << DATE | 1u << SOURCE | 1u << TARGET | 1u << THEATRE |
                                     1u << ACTION;
static const unsigned total_needed = 1u << T_FIRST | 1u << T_LAST | 1u << T_SOURCE |
                                     1u << T_TARGET | 1u << T_THEATRES | 1u << T_ACTION |
                                     1u << T_COUNT;

/* A file being read: which field of a row is which column. */
typedef struct table {
    const record_context *context;
    csv_reader reader;
    const char *const *column;
    size_t n_columns, n_fields, max_rows;
    unsigned needed;
    size_t field_of[MAX_COLUMNS]; /* SIZE_MAX where the column is absent */
} table;

#define TABLE_FAULT(t, line, at, ...)                                                              \
    record_faults_add((t)->context->faults, (t)->context->in_totals, line, at, NULL, __VA_ARGS__)

static void limit_fault(const table *t, size_t line, size_t at, const char *what)
{
    TABLE_FAULT(t, line, at, "%s", what);
    if (t->context->faults->code == OFR_RECORD) t->context->faults->code = OFR_LIMIT;
}

static void csv_fault(const table *t)
{
    if (t->reader.too_large) {
        limit_fault(t, t->reader.fault_line, t->reader.fault_column, t->reader.fault);
    } else {
        TABLE_FAULT(t, t->reader.fault_line, t->reader.fault_column, "%s", t->reader.fault);
    }
}

/* Which field is which column; false when the rows cannot be read by it. */
static bool read_header(table *t)
{
    const csv_result result = csv_next(&t->reader);
    bool whole = true;
    char shown[RECORD_QUOTED + 8];

    for (size_t c = 0; c < t->n_columns; c++) t->field_of[c] = SIZE_MAX;
    if (result == CSV_END) {
        TABLE_FAULT(t, 1, 1, "the file is empty; its first line must name the columns");
        return false;
    }
    if (result != CSV_ROW) {
        csv_fault(t);
        return false;
    }
    t->n_fields = t->reader.n_fields;
    for (size_t f = 0; f < t->n_fields; f++) {
        const csv_field *field = &t->reader.field[f];
        size_t c = 0;

        while (c < t->n_columns && strcmp(field->text, t->column[c]) != 0) c++;
        if (c == t->n_columns) {
            const char *near = nearest_name(field->text, t->column, t->n_columns);
            TABLE_FAULT(t, field->line, field->column, "no column is called '%s'%s%s%s",
                        record_quoted(field->text, shown), near ? " (did you mean '" : "",
                        near ? near : "", near ? "'?)" : "");
        } else if (t->field_of[c] != SIZE_MAX) {
            TABLE_FAULT(t, field->line, field->column, "the column '%s' is named twice",
                        t->column[c]);
        } else {
            t->field_of[c] = f;
        }
    }
    for (size_t c = 0; c < t->n_columns; c++) {
        if ((t->needed >> c & 1) && t->field_of[c] == SIZE_MAX) {
            TABLE_FAULT(t, 1, 1, "the column '%s' is missing", t->column[c]);
            whole = false;
        }
    }
    return whole;
}

/* The next row that has as many fields as the header; false at the end. n: rows kept so far. */
static bool next_row(table *t, size_t n)
{
    for (;;) {
        const csv_result result = csv_next(&t->reader);

        if (result == CSV_END || t->context->faults->code == OFR_NO_MEMORY) return false;
        if (result != CSV_ROW) csv_fault(t);
        if (result == CSV_STOP) return false;
        if (result == CSV_ROW && n >= t->max_rows) {
            limit_fault(t, t->reader.field[0].line, 1, "too many rows");
            return false;
        }
        if (result == CSV_ROW && t->reader.n_fields == t->n_fields) return true;
        if (result == CSV_ROW) {
            TABLE_FAULT(t, t->reader.field[0].line, 1, "%zu fields where the header has %zu",
                        t->reader.n_fields, t->n_fields);
        }
    }
}

static record_cell cell_of(const table *t, size_t column)
{
    const size_t f = t->field_of[column];
    const csv_field *field = &t->reader.field[f == SIZE_MAX ? 0 : f];

    return (record_cell){t->column[column], f == SIZE_MAX ? "" : field->text, field->line,
                         field->column};
}

static bool names_at(const table *t, size_t column, bool needed, bool joint, const char **ret)
{
    const record_cell cell = cell_of(t, column);
    return cell_names(t->context, &cell, needed, joint, ret);
}

static bool text_at(const table *t, size_t column, const char **ret)
{
    const record_cell cell = cell_of(t, column);
    return cell_text(t->context, &cell, ret);
}

static bool date_at(const table *t, size_t column, int32_t *ret)
{
    const record_cell cell = cell_of(t, column);
    return cell_date(t->context, &cell, ret);
}

static bool number_at(const table *t, size_t column, int32_t least, int32_t *ret)
{
    const record_cell cell = cell_of(t, column);
    return cell_number(t->context, &cell, least, ret);
}

const char *event_word_name(event_word word)
{
    static const char *const names[N_EVENT_WORDS] = {"", "pause", "resume", "refusal", "restraint"};

    return names[word];
}

/* One of n words, counted from 1; an empty cell is 0. */
static bool choice_at(const table *t, size_t column, const char *const *words, size_t n,
                      size_t *ret)
{
    const record_cell cell = cell_of(t, column);
    size_t chosen = 0;

    if (cell.text[0] == '\0') {
        *ret = 0;
        return true;
    }
    if (!cell_choice(t->context, &cell, words, n, &chosen)) return false;
    *ret = chosen + 1;
    return true;
}

static bool flag_at(const table *t, size_t column, bool *ret)
{
    const record_cell cell = cell_of(t, column);
    int flag = 0;

    if (!cell_flag(t->context, &cell, 0, &flag)) return false;
    *ret = flag == 1;
    return true;
}

/* word, inferred, leader, place: what the row says beside an act. Nobody's death kills no leader. */
static bool read_marks(const table *t, ofr_event *event)
{
    static const char *const places[] = {"home", "abroad", "sea"};
    const char *words[N_EVENT_WORDS - 1];
    const record_cell leader = cell_of(t, LEADER);
    size_t word = 0, place = 0;
    bool good = true;

    for (size_t i = 1; i < N_EVENT_WORDS; i++) words[i - 1] = event_word_name((event_word)i);
    good &= choice_at(t, WORD, words, N_EVENT_WORDS - 1, &word);
    good &= choice_at(t, PLACE, places, 3, &place);
    good &= flag_at(t, INFERRED, &event->inferred);
    good &= flag_at(t, LEADER, &event->leader);
    event->word = (event_word)word;
    event->place = (event_place)place;
    if (!event->leader || event->deaths_own != 0 || event->deaths_partner > 0) return good;
    record_faults_add(t->context->faults, false, leader.line, leader.column, leader.name,
                      "'yes' says that a leader was killed, but deaths_own is 0; count the dead, "
                      "or write no");
    return false;
}

/* precision, at, claimed, indirect, public: the cells with a few allowed words. Every cell is
 * tried, so that all faults of a row are told; hence & and not &&. */
static bool read_words(const table *t, ofr_event *event)
{
    static const char *const precisions[] = {"day", "approx", "month"};
    static const char *const aims[] = {"proxy", "forces", "homeland", "third"};
    record_cell cell = cell_of(t, PRECISION);
    size_t chosen = 0;
    int indirect = 0;
    bool good = cell.text[0] == '\0' || cell_choice(t->context, &cell, precisions, 3, &chosen);

    event->precision = (event_precision)chosen;
    cell = cell_of(t, AT);
    if (cell.text[0] == '\0') {
        event->at = AT_ANY;
    } else {
        good &= cell_choice(t->context, &cell, aims, 4, &chosen);
        event->at = (event_at)(AT_PROXY + chosen);
    }
    cell = cell_of(t, CLAIMED);
    good &= cell_flag(t->context, &cell, -1, &event->claimed);
    cell = cell_of(t, INDIRECT);
    good &= cell_flag(t->context, &cell, 0, &indirect);
    event->indirect = indirect == 1;
    cell = cell_of(t, PUBLIC);
    good &= cell_public(t->context, &cell, event->date, &event->public_from);
    return good;
}

static bool read_event(const table *t, ofr_event *event)
{
    bool good = true;

    memset(event, 0, sizeof *event);
    event->line = t->reader.field[0].line;
    event->date = OFR_NO_DATE;
    good &= date_at(t, DATE, &event->date);
    good &= names_at(t, SOURCE, true, true, &event->source);
    good &= names_at(t, TARGET, true, true, &event->target);
    good &= names_at(t, THEATRE, true, false, &event->theatre);
    good &= names_at(t, ACTION, true, false, &event->action);
    good &= names_at(t, AUDIENCE, false, false, &event->audience);
    good &= names_at(t, VIA, false, true, &event->via);
    good &= number_at(t, COUNT, 1, &event->count);
    if (event->count == -1) event->count = 1;
    good &= number_at(t, DEATHS_OWN, 0, &event->deaths_own);
    good &= number_at(t, DEATHS_PARTNER, 0, &event->deaths_partner);
    good &= number_at(t, DEATHS_ATTACKER, 0, &event->deaths_attacker);
    good &= number_at(t, WOUNDED_OWN, 0, &event->wounded_own);
    good &= read_words(t, event);
    good &= read_marks(t, event);
    good &= text_at(t, CAUSE, &event->cause);
    good &= text_at(t, NOTE, &event->note);
    good &= text_at(t, PROVENANCE, &event->provenance);
    return good;
}

/* How far a rounded count may be off: "yes", a tenth of it, or three where there were "close to none". */
static bool read_about(const table *t, ofr_total *total)
{
    const record_cell cell = cell_of(t, T_ABOUT);
    int32_t by = 0;

    if (strcmp(cell.text, "yes") == 0) {
        by = total->count > 0 ? (total->count + 9) / 10 : 3;
    } else if (cell.text[0] && (strspn(cell.text, "0123456789") != strlen(cell.text) ||
                                !cell_number(t->context, &cell, 0, &by))) {
        record_faults_add(t->context->faults, true, cell.line, cell.column, cell.name,
                          "write yes (a tenth, or 0 to 3 for 0), or how many acts the count may be "
                          "off");
        return false;
    }
    total->low = total->count > by ? total->count - by : 0;
    total->high = total->count < RECORD_MAX_COUNT - by ? total->count + by : RECORD_MAX_COUNT;
    return true;
}

static bool read_total(const table *t, ofr_total *total)
{
    const record_cell last = cell_of(t, T_LAST), count = cell_of(t, T_COUNT);
    bool good = true, dated;

    memset(total, 0, sizeof *total);
    total->line = t->reader.field[0].line;
    dated = date_at(t, T_FIRST, &total->first);
    dated &= date_at(t, T_LAST, &total->last);
    good &= names_at(t, T_SOURCE, true, true, &total->source);
    good &= names_at(t, T_TARGET, true, true, &total->target);
    good &= names_at(t, T_THEATRES, true, true, &total->theatres);
    good &= names_at(t, T_ACTION, true, false, &total->action);
    good &= number_at(t, T_COUNT, 0, &total->count);
    good &= read_about(t, total);
    good &= text_at(t, T_NOTE, &total->note);
    good &= text_at(t, T_PROVENANCE, &total->provenance);
    if (count.text[0] == '\0') {
        record_faults_add(t->context->faults, true, count.line, count.column, count.name,
                          "empty, but needed");
        good = false;
    }
    if (dated && total->last < total->first) {
        record_faults_add(t->context->faults, true, last.line, last.column, last.name,
                          "'%s' lies before the first day; swap them", last.text);
        good = false;
    }
    return good & dated;
}

/* One more place in a growing array; NULL when memory is out. */
static void *widen(void *array, size_t n, size_t size)
{
    if (n != 0 && (n < 64 || (n & (n - 1)) != 0)) return array; /* grows at 0, 64, 128, 256 ... */
    void *wider = realloc(array, (n == 0 ? 64 : 2 * n) * size);
    if (!wider) free(array);
    return wider;
}

void record_read_events(const record_context *context, char *text, size_t size,
                        ofr_event **ret_event, size_t *ret_n)
{
    table t = {.context = context,
               .column = event_columns,
               .n_columns = N_EVENT_COLUMNS,
               .needed = event_needed,
               .max_rows = RECORD_MAX_EVENTS};
    ofr_event *event = NULL;
    size_t n = 0;

    csv_init(&t.reader, text, size);
    if (read_header(&t)) {
        while (next_row(&t, n)) {
            event = widen(event, n, sizeof *event);
            if (!event) {
                context->faults->code = OFR_NO_MEMORY;
                n = 0;
                break;
            }
            n += read_event(&t, &event[n]);
        }
    }
    *ret_event = event;
    *ret_n = n;
}

void record_read_totals(const record_context *context, char *text, size_t size,
                        ofr_total **ret_total, size_t *ret_n)
{
    table t = {.context = context,
               .column = total_columns,
               .n_columns = N_TOTAL_COLUMNS,
               .needed = total_needed,
               .max_rows = RECORD_MAX_TOTALS};
    ofr_total *total = NULL;
    size_t n = 0;

    csv_init(&t.reader, text, size);
    if (read_header(&t)) {
        while (next_row(&t, n)) {
            total = widen(total, n, sizeof *total);
            if (!total) {
                context->faults->code = OFR_NO_MEMORY;
                n = 0;
                break;
            }
            n += read_total(&t, &total[n]);
        }
    }
    *ret_total = total;
    *ret_n = n;
}

int record_total_order(const void *left, const void *right)
{
    const ofr_total *a = left, *b = right;

    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* One interval in one theatre. */
typedef struct span {
    const ofr_total *total;
    const char *theatre; /* n bytes within total->theatres */
    size_t n;
} span;

/* Whose interval it is, then when: spans of one series stand together, in order. */
static int by_series(const span *a, const span *b)
{
    const size_t n = a->n < b->n ? a->n : b->n;
    int order = strcmp(a->total->source, b->total->source);

    if (order == 0) order = strcmp(a->total->target, b->total->target);
    if (order == 0) order = strcmp(a->total->action, b->total->action);
    if (order == 0) order = strncmp(a->theatre, b->theatre, n);
    if (order == 0) order = (a->n > b->n) - (a->n < b->n);
    return order;
}

static int by_span(const void *left, const void *right)
{
    const span *a = left, *b = right;
    const int order = by_series(a, b);

    return order ? order : record_total_order(a->total, b->total);
}

/* All intervals, one span a theatre; NULL when memory is out. */
static span *make_spans(const ofr_total *total, size_t n, size_t *ret_n)
{
    span *spans = malloc((n * RECORD_MAX_JOINT + 1) * sizeof *spans);
    size_t n_spans = 0;

    if (!spans) return NULL;
    for (size_t i = 0; i < n; i++) {
        for (const char *at = total[i].theatres; at;) {
            const size_t length = strcspn(at, "+");
            spans[n_spans++] = (span){&total[i], at, length};
            at = at[length] == '+' ? at + length + 1 : NULL;
        }
    }
    *ret_n = n_spans;
    return spans;
}

void record_check_overlaps(const record_context *context, const ofr_total *total, size_t n)
{
    size_t n_spans = 0, widest = 0; /* widest: the span of this series that ends last so far */
    span *spans = make_spans(total, n, &n_spans);

    if (!spans) {
        context->faults->code = OFR_NO_MEMORY;
        return;
    }
    qsort(spans, n_spans, sizeof *spans, by_span);
    for (size_t i = 1; i < n_spans; i++) {
        const ofr_total *earlier = spans[widest].total, *later = spans[i].total;

        if (by_series(&spans[widest], &spans[i]) != 0) {
            widest = i;
            continue;
        }
        if (later->first <= earlier->last) {
            record_faults_add(context->faults, true, later->line, 1, NULL,
                              "overlaps line %zu in %.*s: intervals of the same source, target and "
                              "action must be apart",
                              earlier->line, (int)(spans[i].n < 64 ? spans[i].n : 64),
                              spans[i].theatre);
        }
        if (later->last > earlier->last) widest = i;
    }
    free(spans);
}
