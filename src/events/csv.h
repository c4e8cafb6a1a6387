/* csv.h -- rows of comma-separated text by RFC 4180, strictly: what is not right is refused.
 *
 * Lines end in LF or CR LF; a field that holds a comma, a quote or a line end stands in quotes, and
 * a quote inside it is doubled. Text is UTF-8, a byte order mark at the start is passed over. Lines
 * and columns count from 1; a column is a character (code point) of the line, as editors count.
 */
#ifndef OFR_CSV_H
#define OFR_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CSV_MAX_FIELDS = 64, CSV_MAX_ROW = 65536 /* bytes */ };

typedef struct csv_field {
    const char *text; /* unquoted, ends in NUL, lives in the reader's buffer */
    size_t line, column;
} csv_field;

typedef enum csv_result {
    CSV_ROW,   /* a row was read */
    CSV_END,   /* nothing is left */
    CSV_FAULT, /* this row is malformed (fault, fault_line, fault_column); the next may be read */
    CSV_STOP   /* malformed and no later row can be told apart; same fields */
} csv_result;

/* Reads over a buffer that the caller owns, and changes it (quotes are removed in place). */
typedef struct csv_reader {
    char *data;
    size_t size, at;
    size_t line, column; /* of data[at] */
    csv_field field[CSV_MAX_FIELDS];
    size_t n_fields;
    const char *fault; /* constant sentence */
    size_t fault_line, fault_column;
    bool too_large; /* the fault is a limit: row too long or too many fields */
} csv_reader;

/* data has size bytes and room for one more. Per-object. */
void csv_init(csv_reader *reader, char *data, size_t size);
/* The next row into reader->field. O(bytes of the row). */
csv_result csv_next(csv_reader *reader);

/* A field, in quotes where it must be, or begins with a blank. */
void csv_put(const char *text, FILE *out);
/* The first byte that is NUL or no valid UTF-8; size if there is none. Pure. */
size_t csv_check_text(const char *data, size_t size);
/* Line and column of a byte offset. Pure. */
void csv_place(const char *data, size_t offset, size_t *ret_line, size_t *ret_column);

#endif
