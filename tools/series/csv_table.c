/* csv_table.c -- a small CSV file as a table of texts with a header line. */
#include "csv_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/dates.h"
#include "core/file_read.h"
#include "events/csv.h"

enum { FILE_LIMIT = 16 << 20 };

static ofr_status add_row(csv_table *table, const csv_reader *reader, size_t *room, ofr_error *err)
{
    const size_t have = table->n_rows * table->n_columns;

    if (have + table->n_columns > *room) {
        const size_t more = *room > 0 ? 2 * *room : 1024;
        char **cell = realloc(table->cell, more * sizeof *cell);
        if (cell == NULL) return ofr_fail(err, OFR_NO_MEMORY, table->path, "out of memory");
        table->cell = cell;
        *room = more;
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        table->cell[have + i] = strdup(reader->field[i].text);
        if (table->cell[have + i] == NULL) {
            while (i > 0) free(table->cell[have + --i]);
            return ofr_fail(err, OFR_NO_MEMORY, table->path, "out of memory");
        }
    }
    table->n_rows++;
    return OFR_OK;
}

/* Counts the header as a row. */
static ofr_status read_rows(csv_table *table, char *text, size_t size, ofr_error *err)
{
    csv_reader reader;
    csv_result result;
    size_t room = 0;
    ofr_status status = OFR_OK;

    csv_init(&reader, text, size);
    while (status == OFR_OK && (result = csv_next(&reader)) != CSV_END) {
        if (result != CSV_ROW)
            return ofr_fail(err, OFR_RECORD, table->path, "line %zu: %s", reader.fault_line,
                            reader.fault);
        if (table->n_rows == 0) table->n_columns = reader.n_fields;
        if (reader.n_fields != table->n_columns)
            return ofr_fail(err, OFR_RECORD, table->path,
                            "line %zu: found %zu fields; the header has %zu", reader.field[0].line,
                            reader.n_fields, table->n_columns);
        status = add_row(table, &reader, &room, err);
    }
    return status;
}

ofr_status csv_table_read(const char *path, csv_table *ret_table, ofr_error *err)
{
    const file_asked asked = {.path = path, .origin = FILE_TYPED, .limit = FILE_LIMIT};
    csv_table table = {0};
    char *text = NULL;
    size_t size = 0;
    ofr_status status = file_read(&asked, &text, &size, err);

    if (status != OFR_OK) return status;
    snprintf(table.path, sizeof table.path, "%s", path);
    status = read_rows(&table, text, size, err);
    free(text);
    if (status == OFR_OK && table.n_rows == 0)
        status = ofr_fail(err, OFR_RECORD, path, "the file is empty; a header line is needed");
    if (status != OFR_OK) {
        csv_table_done(&table);
        return status;
    }
    table.n_rows--;
    *ret_table = table;
    return OFR_OK;
}

void csv_table_done(csv_table *table)
{
    const size_t rows = table->cell != NULL ? table->n_rows + 1 : 0;

    for (size_t i = 0; i < rows * table->n_columns; i++) free(table->cell[i]);
    free(table->cell);
    *table = (csv_table){0};
}

ofr_status csv_table_text(const csv_table *table, size_t row, const char *column,
                          const char **ret_text, ofr_error *err)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (strcmp(table->cell[i], column) != 0) continue;
        *ret_text = table->cell[(row + 1) * table->n_columns + i];
        return OFR_OK;
    }
    return ofr_fail(err, OFR_RECORD, table->path, "no column '%s'", column);
}

ofr_status csv_table_number(const csv_table *table, size_t row, const char *column,
                            double *ret_number, ofr_error *err)
{
    const char *text = NULL;
    char *end = NULL;
    const ofr_status status = csv_table_text(table, row, column, &text, err);

    if (status != OFR_OK) return status;
    if (*text == '\0') {
        *ret_number = NAN;
        return OFR_OK;
    }
    const double number = strtod(text, &end);
    if (*end != '\0')
        return ofr_fail(err, OFR_RECORD, table->path, "row %zu, %s: found '%s'; write a number",
                        row + 1, column, text);
    *ret_number = number;
    return OFR_OK;
}

ofr_status csv_table_day(const csv_table *table, size_t row, const char *column, int32_t *ret_day,
                         ofr_error *err)
{
    const char *text = NULL;
    const ofr_status status = csv_table_text(table, row, column, &text, err);

    if (status != OFR_OK) return status;
    const int32_t day = date_parse(text);
    if (day == OFR_NO_DATE)
        return ofr_fail(err, OFR_RECORD, table->path,
                        "row %zu, %s: found '%s'; write a day as 2004-01-31", row + 1, column,
                        text);
    *ret_day = day;
    return OFR_OK;
}
