/* csv.c -- rows of comma-separated text by RFC 4180, read in place. */
#include "csv.h"

#include <string.h>

#include "../core/utf8.h"

void csv_init(csv_reader *reader, char *data, size_t size)
{
    memset(reader, 0, sizeof *reader);
    reader->data = data;
    reader->size = size;
    reader->line = reader->column = 1;
    data[size] = '\0';
    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) reader->at = 3;
}

static bool at_line_end(const csv_reader *reader)
{
    const char *byte = reader->data + reader->at;

    if (reader->at == reader->size) return true;
    return *byte == '\n' || (*byte == '\r' && reader->at + 1 < reader->size && byte[1] == '\n');
}

/* One byte on, place kept. */
static void step(csv_reader *reader)
{
    const char byte = reader->data[reader->at++];

    if (byte == '\n') {
        reader->line++;
        reader->column = 1;
    } else if (reader->at < reader->size && utf8_begins(reader->data[reader->at])) {
        reader->column++;
    } else if (reader->at == reader->size) {
        reader->column++;
    }
}

static void pass_line_end(csv_reader *reader)
{
    if (reader->at < reader->size && reader->data[reader->at] == '\r') step(reader);
    if (reader->at < reader->size) step(reader);
}

static csv_result set_fault(csv_reader *reader, const char *fault, size_t line, size_t column)
{
    reader->fault = fault;
    reader->fault_line = line;
    reader->fault_column = column;
    return CSV_FAULT;
}

static csv_result fault_here(csv_reader *reader, const char *fault)
{
    return set_fault(reader, fault, reader->line, reader->column);
}

/* A quoted field: the reader stands on the opening quote and is left behind the closing one.
 * ret_end: where the shortened text ends (a NUL may be put there). */
static csv_result read_quoted(csv_reader *reader, size_t row, size_t *ret_end)
{
    const size_t line = reader->line, column = reader->column;
    size_t to;

    step(reader);
    reader->field[reader->n_fields].text = reader->data + reader->at;
    for (to = reader->at; reader->at < reader->size && reader->at - row <= CSV_MAX_ROW;) {
        if (reader->data[reader->at] == '"') {
            if (reader->at + 1 == reader->size || reader->data[reader->at + 1] != '"') {
                step(reader);
                *ret_end = to;
                return CSV_ROW;
            }
            step(reader);
        }
        reader->data[to++] = reader->data[reader->at];
        step(reader);
    }
    if (reader->at < reader->size) return CSV_ROW; /* too long: the caller sees it */
    set_fault(reader, "this quote is never closed", line, column);
    return CSV_STOP;
}

static csv_result read_plain(csv_reader *reader, size_t *ret_end)
{
    reader->field[reader->n_fields].text = reader->data + reader->at;
    while (!at_line_end(reader) && reader->data[reader->at] != ',') {
        if (reader->data[reader->at] == '"') {
            return fault_here(reader, "a quote inside a field without quotes: put the whole "
                                      "field in quotes and double the quote");
        }
        if (reader->data[reader->at] == '\r') {
            return fault_here(reader, "a carriage return without a line feed: end lines with "
                                      "LF or CR LF");
        }
        step(reader);
    }
    *ret_end = reader->at;
    return CSV_ROW;
}

static csv_result limit_fault(csv_reader *reader, const char *fault, size_t line, size_t column)
{
    reader->too_large = true;
    set_fault(reader, fault, line, column);
    return CSV_STOP;
}

/* The fields of one row up to its line end, which stays unread. */
static csv_result read_fields(csv_reader *reader)
{
    const size_t row = reader->at, row_line = reader->line;

    for (;;) {
        csv_result result;
        size_t end = 0;

        if (reader->n_fields == CSV_MAX_FIELDS) {
            return limit_fault(reader, "more than 64 fields in a row", reader->line,
                               reader->column);
        }
        reader->field[reader->n_fields].line = reader->line;
        reader->field[reader->n_fields].column = reader->column;
        result = reader->at < reader->size && reader->data[reader->at] == '"'
                     ? read_quoted(reader, row, &end)
                     : read_plain(reader, &end);
        if (reader->at - row > CSV_MAX_ROW) {
            return limit_fault(reader, "a row above 64 KiB: perhaps a quote is not closed",
                               row_line, 1);
        }
        if (result != CSV_ROW) return result;
        reader->n_fields++;
        const bool comma = reader->at < reader->size && reader->data[reader->at] == ',';
        if (!comma && !at_line_end(reader)) {
            return fault_here(reader, "text after a closing quote: a comma or the end of the line "
                                      "was expected (a quote inside a field is doubled)");
        }
        if (!comma) { /* the line end is needed again: pass it before it is overwritten */
            pass_line_end(reader);
            reader->data[end] = '\0';
            return CSV_ROW;
        }
        step(reader);
        reader->data[end] = '\0';
    }
}

csv_result csv_next(csv_reader *reader)
{
    csv_result result;

    reader->n_fields = 0;
    if (reader->at >= reader->size) return CSV_END;
    if (at_line_end(reader)) {
        fault_here(reader, "an empty line: remove it");
        pass_line_end(reader);
        return CSV_FAULT;
    }
    result = read_fields(reader);
    if (result == CSV_FAULT) { /* go on with the next line, which may be whole */
        while (reader->at < reader->size && reader->data[reader->at] != '\n') step(reader);
        pass_line_end(reader);
    }
    return result;
}

size_t csv_check_text(const char *data, size_t size)
{
    size_t at = 0;

    while (at < size) {
        uint32_t point;
        const size_t bytes = utf8_character(data + at, size - at, &point);

        if (bytes == 0 || data[at] == '\0') return at;
        at += bytes;
    }
    return size;
}

void csv_place(const char *data, size_t offset, size_t *ret_line, size_t *ret_column)
{
    size_t line = 1, column = 1;

    for (size_t i = 0; i < offset; i++) {
        if (data[i] == '\n') {
            line++;
            column = 1;
        } else if (utf8_begins(data[i])) {
            column++;
        }
    }
    *ret_line = line;
    *ret_column = column;
}

void csv_put(const char *text, FILE *out)
{
    if (!strpbrk(text, ",\"\r\n") && text[0] != ' ') {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++) {
        if (*text == '"') putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}
