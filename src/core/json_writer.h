/* json_writer.h -- JSON (RFC 8259) onto a stream, value by value. Commas are put by themselves.
 *
 * Text is written safe for a script element: < > & and the two line separators of JavaScript
 * escaped. Bytes that are no UTF-8 become U+FFFD. Numbers that JSON does not have become null. Errors of the stream
 * stay there for ferror.
 */
#ifndef OFR_JSON_WRITER_H
#define OFR_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Begin with {.out = stream}: all on one line; or {.out = stream, .lines = true}: each entry on a line of its own,
 * indented by two blanks a level, but for what a row holds. The rest is the writer's own. */
typedef struct json_writer {
    FILE *out;
    bool lines;
    bool after;      /* a value was put before at this level */
    int depth, rows; /* levels that are open; of these, from the outermost row on */
} json_writer;

/* '{' or '['; key NULL inside a list, and at the top. */
void json_open(json_writer *json, const char *key, char bracket);
/* The same, all that it holds on one line. */
void json_open_row(json_writer *json, const char *key, char bracket);
void json_close(json_writer *json, char bracket);
void json_text(json_writer *json, const char *key, const char *text); /* NULL is "" */
/* Nine significant digits. */
void json_number(json_writer *json, const char *key, double value);
/* The shortest of 15 to 17 digits that reads back as the same number. */
void json_exact(json_writer *json, const char *key, double value);
void json_whole(json_writer *json, const char *key, int64_t value);
void json_flag(json_writer *json, const char *key, bool value);
void json_null(json_writer *json, const char *key);
/* "2024-02-08"; null where it is OFR_NO_DATE. */
void json_day(json_writer *json, const char *key, int32_t day);
/* A list of n numbers, each stride apart. */
void json_numbers(json_writer *json, const char *key, const double *value, size_t n, size_t stride);

#endif
