/* json_writer.c -- JSON (RFC 8259) onto a stream. */
#include "json_writer.h"

/* Length of the valid UTF-8 character at text (RFC 3629); 0 if there is none. */
static int character(const unsigned char *text)
{
    const unsigned char c = text[0];
    const int n = c < 0x80                 ? 1
                  : c >= 0xc2 && c <= 0xdf ? 2
                  : (c & 0xf0) == 0xe0     ? 3
                  : c >= 0xf0 && c <= 0xf4 ? 4
                                           : 0;

    for (int i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80) return 0;
    }
    if (c == 0xe0 && text[1] < 0xa0) return 0; /* longer than it needs to be */
    if (c == 0xed && text[1] > 0x9f) return 0; /* half of a surrogate pair */
    if (c == 0xf0 && text[1] < 0x90) return 0;
    if (c == 0xf4 && text[1] > 0x8f) return 0; /* above U+10FFFF */
    return n;
}

static void put_string(FILE *out, const char *string)
{
    const unsigned char *text = (const unsigned char *)string;

    putc('"', out);
    while (*text) {
        const int n = character(text);
        const bool separator = n == 3 && text[0] == 0xe2 && text[1] == 0x80 &&
                               (text[2] == 0xa8 || text[2] == 0xa9);
        if (n == 0) {
            fputs("\\ufffd", out);
        } else if (separator) {
            fputs(text[2] == 0xa8 ? "\\u2028" : "\\u2029", out);
        } else if (*text < 32 || *text == 127 || *text == '<' || *text == '>' || *text == '&') {
            fprintf(out, "\\u%04x", (unsigned)*text);
        } else if (*text == '"' || *text == '\\') {
            fprintf(out, "\\%c", *text);
        } else {
            fwrite(text, 1, (size_t)n, out);
        }
        text += n ? n : 1;
    }
    putc('"', out);
}

static void before(json_writer *json, const char *key)
{
    if (json->after) putc(',', json->out);
    json->after = true;
    if (key) {
        put_string(json->out, key);
        putc(':', json->out);
    }
}

void json_open(json_writer *json, const char *key, char bracket)
{
    before(json, key);
    putc(bracket, json->out);
    json->after = false;
}

void json_close(json_writer *json, char bracket)
{
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

void json_numbers(json_writer *json, const char *key, const double *value, size_t n, size_t stride)
{
    json_open(json, key, '[');
    for (size_t i = 0; i < n; i++) json_number(json, NULL, value[i * stride]);
    json_close(json, ']');
}
