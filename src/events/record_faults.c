/* record_faults.c -- what is wrong with a record, collected until the files are read. */
#include "record_faults.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../core/utf8.h"

enum { FAULT_ROOM = 1024 };

void record_faults_add(record_faults *faults, bool in_totals, size_t line, size_t column,
                       const char *column_name, const char *format, ...)
{
    char text[FAULT_ROOM];
    size_t n = 0;
    va_list arguments;

    if (faults->code == OFR_OK) faults->code = OFR_RECORD;
    if (faults->n == RECORD_FAULTS_SHOWN) {
        faults->dropped++;
        return;
    }
    if (column_name) n = (size_t)snprintf(text, sizeof text, "%.40s: ", column_name);
    va_start(arguments, format);
    vsnprintf(text + n, sizeof text - n, format, arguments);
    va_end(arguments);
    char *copy = strdup(text);
    if (!copy) {
        faults->code = OFR_NO_MEMORY;
        return;
    }
    faults->fault[faults->n++] = (record_fault){in_totals, line, column, copy};
}

static int by_place(const void *left, const void *right)
{
    const record_fault *a = left, *b = right;

    if (a->in_totals != b->in_totals) return a->in_totals ? 1 : -1;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return strcmp(a->text, b->text);
}

ofr_status record_faults_report(record_faults *faults, ofr_error *err)
{
    const size_t room = faults->n * (FAULT_ROOM + 512) + 64;
    size_t n = 0;
    char *text;

    if (faults->code == OFR_OK) return OFR_OK;
    text = faults->code == OFR_NO_MEMORY ? NULL : malloc(room);
    if (!text) return ofr_fail(err, OFR_NO_MEMORY, "", "memory is out while reading the record");
    qsort(faults->fault, faults->n, sizeof faults->fault[0], by_place);
    text[0] = '\0';
    for (size_t i = 0; i < faults->n; i++) {
        const record_fault *one = &faults->fault[i];

        n += (size_t)snprintf(text + n, room - n, "%s%.400s:%zu:%zu: %s", i ? "\n" : "",
                              faults->name[one->in_totals], one->line, one->column, one->text);
    }
    if (faults->dropped) snprintf(text + n, room - n, "\n... and %zu more", faults->dropped);
    ofr_fail(err, faults->code, "", "%s", text);
    free(text);
    return faults->code;
}

void record_faults_done(record_faults *faults)
{
    for (size_t i = 0; i < faults->n; i++) free(faults->fault[i].text);
    faults->n = 0;
}

const char *record_quoted(const char *value, char *ret_text)
{
    const size_t size = strlen(value);
    const bool cut = size > RECORD_QUOTED;
    const size_t n = cut ? utf8_cut(value, RECORD_QUOTED) : size;

    for (size_t i = 0; i < n; i++) {
        ret_text[i] = (unsigned char)value[i] < 0x20 || value[i] == 0x7f ? '?' : value[i];
    }
    memcpy(ret_text + n, cut ? "..." : "", cut ? 4 : 1);
    return ret_text;
}
