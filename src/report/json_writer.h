/* json_writer.h -- JSON onto a stream, value by value; private to report. Commas are put by
 * themselves.
 *
 * Text is written safe for a script element: < > & and the two line separators of JavaScript
 * escaped. Bytes that are no UTF-8 become U+FFFD. Numbers that JSON does not have become null.
 */
#ifndef OFR_JSON_WRITER_H
#define OFR_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct json_writer {
    FILE *out;
    bool after;
} json_writer;

/* '{' or '['; key NULL inside a list, and at the top. */
void json_open(json_writer *json, const char *key, char bracket);
void json_close(json_writer *json, char bracket);
void json_text(json_writer *json, const char *key, const char *text);
/* Nine significant digits. */
void json_number(json_writer *json, const char *key, double value);
void json_whole(json_writer *json, const char *key, int64_t value);
void json_flag(json_writer *json, const char *key, bool value);
void json_null(json_writer *json, const char *key);
/* A list of n numbers, each stride apart. */
void json_numbers(json_writer *json, const char *key, const double *value, size_t n, size_t stride);

#endif
