/* json_writer.c -- see json_writer.h. */
#include "json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "dates.h"
#include "utf8.h"

enum { LINE_SEPARATOR = 0x2028, PARAGRAPH_SEPARATOR = 0x2029 };

static void put_character(FILE *out, uint32_t point, const char *text, size_t n)
{
    if (point == '"' || point == '\\')
        fprintf(out, "\\%c", *text);
    else if (point < 32 || point == 127 || point == '<' || point == '>' || point == '&' ||
             point == LINE_SEPARATOR || point == PARAGRAPH_SEPARATOR)
        fprintf(out, "\\u%04x", (unsigned)point);
    else
        fwrite(text, 1, n, out);
}

static void put_string(FILE *out, const char *text)
{
    const size_t size = strlen(text);

    putc('"', out);
    for (size_t at = 0; at < size;) {
        uint32_t point;
        const size_t n = utf8_character(text + at, size - at, &point);
        if (n == 0)
            fputs("\\ufffd", out);
        else
            put_character(out, point, text + at, n);
        at += n ? n : 1;
    }
    putc('"', out);
}

static void new_line(const json_writer *json)
{
    putc('\n', json->out);
    for (int i = 0; i < json->depth; i++) fputs("  ", json->out);
}

static void before(json_writer *json, const char *key)
{
    if (json->after) putc(',', json->out);
    if (json->lines && json->rows == 0 && json->depth > 0)
        new_line(json);
    else if (json->lines && json->after)
        putc(' ', json->out);
    json->after = true;
    if (key) {
        put_string(json->out, key);
        fputs(json->lines ? ": " : ":", json->out);
    }
}

void json_open(json_writer *json, const char *key, char bracket)
{
    before(json, key);
    putc(bracket, json->out);
    json->after = false;
    json->depth++;
    if (json->rows > 0) json->rows++;
}

void json_open_row(json_writer *json, const char *key, char bracket)
{
    json_open(json, key, bracket);
    if (json->rows == 0) json->rows = 1;
}

void json_close(json_writer *json, char bracket)
{
    json->depth--;
    if (json->lines && json->rows == 0 && json->after) new_line(json);
    if (json->rows > 0) json->rows--;
    putc(bracket, json->out);
    json->after = true;
}

void json_text(json_writer *json, const char *key, const char *text)
{
    before(json, key);
    put_string(json->out, text ? text : "");
}

void json_number(json_writer *json, const char *key, double value)
{
    before(json, key);
    if (value - value == 0) {
        fprintf(json->out, "%.9g", value);
    } else {
        fputs("null", json->out);
    }
}

void json_exact(json_writer *json, const char *key, double value)
{
    char text[32] = "null"; /* 17 digits, a sign, a point and an exponent are 24 */

    before(json, key);
    for (int digits = 15; value - value == 0 && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        const double back = strtod(text, NULL);
        if (!(back < value || back > value)) break;
    }
    fputs(text, json->out);
}

void json_whole(json_writer *json, const char *key, int64_t value)
{
    before(json, key);
    fprintf(json->out, "%lld", (long long)value);
}

void json_flag(json_writer *json, const char *key, bool value)
{
    before(json, key);
    fputs(value ? "true" : "false", json->out);
}

void json_null(json_writer *json, const char *key)
{
    before(json, key);
    fputs("null", json->out);
}

void json_day(json_writer *json, const char *key, int32_t day)
{
    char text[OFR_DATE_TEXT];

    if (day == OFR_NO_DATE)
        json_null(json, key);
    else
        json_text(json, key, date_format(day, text));
}

void json_numbers(json_writer *json, const char *key, const double *value, size_t n, size_t stride)
{
    json_open(json, key, '[');
    for (size_t i = 0; i < n; i++) json_number(json, NULL, value[i * stride]);
    json_close(json, ']');
}
