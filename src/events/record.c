/* record.c -- a record from its two files, sorted, with its names interned. */
#include "events.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/file_read.h"
#include "../core/hash.h"
#include "record_rows.h"

enum { MAX_FILE = 64 << 20 };

/* A text and its length; text may be NULL: there is none. */
typedef struct bytes {
    char *text;
    size_t n;
} bytes;

/* "x/events.csv" -> "x/totals.csv", "a-events.csv" -> "a-totals.csv"; "" when the file's name does
 * not end in events.csv. NULL when memory is out. */
static char *totals_path(const char *path)
{
    const size_t n = strlen(path), tail = strlen("events.csv");
    char *totals;

    if (n < tail || strcmp(path + n - tail, "events.csv") != 0) return calloc(1, 1);
    totals = strdup(path);
    if (totals) memcpy(totals + n - tail, "totals.csv", tail);
    return totals;
}

/* False after a fault when the text is not plain UTF-8. */
static bool check_text(const record_context *context, const bytes *file)
{
    const size_t bad = csv_check_text(file->text, file->n);
    size_t line, column;

    if (bad == file->n) return true;
    csv_place(file->text, bad, &line, &column);
    record_faults_add(context->faults, context->in_totals, line, column, NULL,
                      file->text[bad] == '\0' ? "a NUL byte; the file is not text"
                                              : "not UTF-8; save the file as UTF-8");
    return false;
}

static int event_order(const void *left, const void *right)
{
    const ofr_event *a = left, *b = right;

    if (a->date != b->date) return a->date < b->date ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* Copies n items into the arena; a NULL source with n 0 is fine. */
static void *into_arena(ofr_arena *arena, const void *items, size_t n, size_t size)
{
    void *copy = arena_alloc(arena, n ? n * size : 1);

    if (copy && n) memcpy(copy, items, n * size);
    return copy;
}

/* Rows of both files into the record; what is wrong is left in faults. */
static void read_rows(ofr_record *record, bytes *events, bytes *totals, record_faults *faults,
                      name_table *names)
{
    const record_context of_events = {faults, names, false}, of_totals = {faults, names, true};
    ofr_event *event = NULL;
    ofr_total *total = NULL;

    if (check_text(&of_events, events)) {
        record_read_events(&of_events, events->text, events->n, &event, &record->n_events);
    }
    if (totals->text && check_text(&of_totals, totals)) {
        record_read_totals(&of_totals, totals->text, totals->n, &total, &record->n_totals);
        record_check_overlaps(&of_totals, total, record->n_totals);
    }
    if (record->n_events) qsort(event, record->n_events, sizeof *event, event_order);
    if (record->n_totals) qsort(total, record->n_totals, sizeof *total, record_total_order);
    record->event = into_arena(record->arena, event, record->n_events, sizeof *event);
    record->total = into_arena(record->arena, total, record->n_totals, sizeof *total);
    if (!record->event || !record->total) faults->code = OFR_NO_MEMORY;
    free(event);
    free(total);
}

/* The record of two texts that are changed on the way. */
static ofr_status make_record(const char *path, const char *totals_name, bytes *events,
                              bytes *totals, ofr_record **ret_record, ofr_error *err)
{
    record_faults faults = {.name = {path, totals_name}};
    ofr_record *record = calloc(1, sizeof *record);
    name_table *names = NULL;
    ofr_status status = OFR_NO_MEMORY;

    if (record) record->arena = arena_new();
    if (record && record->arena) names = names_new(record->arena);
    if (names) record->path = arena_text(record->arena, path, strlen(path));
    if (names)
        record->totals_path = arena_text(record->arena, totals_name,
                                         totals->text ? strlen(totals_name) : 0);
    if (!names || !record->path || !record->totals_path) {
        ofr_fail(err, status, path, "memory is out");
        goto out;
    }
    record->hash = hash_bytes(HASH_START, events->text, events->n);
    if (totals->text) record->hash = hash_bytes(record->hash, totals->text, totals->n);
    read_rows(record, events, totals, &faults, names);
    status = record_faults_report(&faults, err);
    if (status == OFR_OK) {
        *ret_record = record;
        record = NULL;
    }
out:
    record_faults_done(&faults);
    names_free(names);
    record_free(record);
    return status;
}

static ofr_status read_bytes(const file_asked *asked, bytes *ret, ofr_error *err)
{
    return file_read(asked, &ret->text, &ret->n, err);
}

static ofr_status read_both(const file_asked *asked, ofr_record **ret_record, ofr_error *err)
{
    bytes events = {NULL, 0}, totals = {NULL, 0};
    char *beside = totals_path(asked->path);
    ofr_status status;

    if (!beside) return ofr_fail(err, OFR_NO_MEMORY, asked->path, "memory is out");
    status = read_bytes(asked, &events, err);
    if (status == OFR_OK && beside[0] && access(beside, F_OK) == 0) {
        file_asked other = *asked;
        other.path = beside;
        other.origin = FILE_FOUND;
        status = read_bytes(&other, &totals, err);
    }
    if (status == OFR_OK)
        status = make_record(asked->path, beside, &events, &totals, ret_record, err);
    free(events.text);
    free(totals.text);
    free(beside);
    return status;
}

ofr_status record_read(const char *path, ofr_record **ret_record, ofr_error *err)
{
    const file_asked asked = {.path = path, .origin = FILE_TYPED, .limit = MAX_FILE};

    return read_both(&asked, ret_record, err);
}

ofr_status record_read_found(const char *path, const char *named_in, ofr_record **ret_record,
                             ofr_error *err)
{
    const file_asked asked = {
        .path = path, .origin = FILE_FOUND, .named_in = named_in, .limit = MAX_FILE};

    return read_both(&asked, ret_record, err);
}

/* A copy with room for an end; false when memory is out. */
static bool copy_bytes(const char *text, size_t n, bytes *ret)
{
    if (!text) return true;
    ret->text = malloc(n + 1);
    if (!ret->text) return false;
    if (n) memcpy(ret->text, text, n);
    ret->n = n;
    return true;
}

ofr_status record_read_text(const char *events, size_t n, const char *totals, size_t m,
                            const char *name, ofr_record **ret_record, ofr_error *err)
{
    bytes copy[2] = {{NULL, 0}, {NULL, 0}};
    char *beside = totals_path(name);
    ofr_status status;

    if (n > MAX_FILE || m > MAX_FILE) {
        status = ofr_fail(err, OFR_LIMIT, name, "above 64 MiB; split the record");
    } else if (!beside || !copy_bytes(events ? events : "", events ? n : 0, &copy[0]) ||
               !copy_bytes(totals, m, &copy[1])) {
        status = ofr_fail(err, OFR_NO_MEMORY, name, "memory is out");
    } else {
        status = make_record(name, beside[0] ? beside : "totals", &copy[0], &copy[1], ret_record,
                             err);
    }
    free(copy[0].text);
    free(copy[1].text);
    free(beside);
    return status;
}

void record_free(ofr_record *record)
{
    if (!record) return;
    arena_free(record->arena);
    free(record);
}

int32_t record_last_day(const ofr_record *record)
{
    int32_t last = OFR_NO_DATE;

    for (size_t i = 0; i < record->n_events; i++) {
        if (record->event[i].date > last) last = record->event[i].date;
    }
    for (size_t i = 0; i < record->n_totals; i++) {
        if (record->total[i].last > last) last = record->total[i].last;
    }
    return last;
}

bool event_is_public(const ofr_event *event, int32_t by)
{
    return by == OFR_NO_DATE || (event->public_from != OFR_NO_DATE && event->public_from <= by);
}

bool names_contain(const char *joint, const char *id)
{
    const size_t n = strlen(id);

    for (const char *at = joint; n > 0 && *at;) {
        const size_t length = strcspn(at, "+");
        if (length == n && strncmp(at, id, n) == 0) return true;
        at += length + (at[length] == '+');
    }
    return false;
}
