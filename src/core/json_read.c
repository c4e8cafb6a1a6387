/* json_read.c -- see json_read.h. One pass, by descent; depth is limited, so that the stack is. */
#include "json_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

enum { WORD = 64 };

typedef struct reader {
    const char *text, *file;
    size_t size, at, n_values;
    ofr_arena *arena;
    ofr_error *err;
} reader;

static ofr_status fault(const reader *r, ofr_status status, const char *what)
{
    char where[sizeof r->err->where];
    size_t line = 1, column = 1;

    for (size_t i = 0; i < r->at && i < r->size; i++) {
        column = r->text[i] == '\n' ? 1 : column + ((r->text[i] & 0xc0) != 0x80);
        line += r->text[i] == '\n';
    }
    snprintf(where, sizeof where, "%.400s:%zu:%zu", r->file, line, column);
    return ofr_fail(r->err, status, where, "%s", what);
}

static ofr_status no_json(const reader *r, const char *what)
{
    return fault(r, OFR_RESULT, what);
}

static ofr_status no_memory(const reader *r)
{
    return ofr_fail(r->err, OFR_NO_MEMORY, r->file, "out of memory while reading it");
}

static void skip_space(reader *r)
{
    while (r->at < r->size && strchr(" \t\r\n", r->text[r->at]) && r->text[r->at]) r->at++;
}

static char look(const reader *r)
{
    return r->at < r->size ? r->text[r->at] : '\0';
}

/* ---- texts -------------------------------------------------------------------------------------- */

/* Four digits after \u, or UINT32_MAX. */
static uint32_t hex4(const reader *r, size_t at)
{
    uint32_t x = 0;

    if (at > r->size || r->size - at < 4) return UINT32_MAX;
    for (size_t i = at; i < at + 4; i++) {
        const char c = r->text[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return UINT32_MAX;
        x = 16 * x + (uint32_t)digit;
    }
    return x;
}

static size_t put_utf8(uint32_t point, char *to)
{
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xc0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        to[0] = (char)(0xe0 | point >> 12);
        to[1] = (char)(0x80 | (point >> 6 & 0x3f));
        to[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | point >> 18);
    to[1] = (char)(0x80 | (point >> 12 & 0x3f));
    to[2] = (char)(0x80 | (point >> 6 & 0x3f));
    to[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

/* After \u; a pair of surrogates is one character. 0: it is none. */
static uint32_t escaped_point(reader *r)
{
    const uint32_t one = hex4(r, r->at);

    if (one == UINT32_MAX || (one >= 0xdc00 && one < 0xe000)) return 0;
    r->at += 4;
    if (one < 0xd800 || one >= 0xdc00) return one;
    if (r->at + 2 > r->size || r->text[r->at] != '\\' || r->text[r->at + 1] != 'u') return 0;
    const uint32_t two = hex4(r, r->at + 2);
    if (two < 0xdc00 || two >= 0xe000) return 0;
    r->at += 6;
    return 0x10000 + ((one - 0xd800) << 10) + (two - 0xdc00);
}

/* One escape; bytes are put at `to`. 0: none that JSON has. */
static size_t take_escape(reader *r, char *to)
{
    static const char name[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    const char c = look(r), *found = c ? strchr(name, c) : NULL;

    r->at++;
    if (found) {
        *to = means[found - name];
        return 1;
    }
    const uint32_t point = c == 'u' ? escaped_point(r) : 0;
    return point ? put_utf8(point, to) : 0;
}

/* An escape is never shorter than what it stands for, so what is left of the text is room enough. */
static ofr_status read_text(reader *r, const char **ret_text)
{
    size_t end = r->at + 1, n = 0;

    while (end < r->size && r->text[end] != '"') end += r->text[end] == '\\' ? 2 : 1;
    if (end >= r->size) return no_json(r, "no JSON: a text has no end");
    char *text = arena_alloc(r->arena, end - r->at);
    if (!text) return no_memory(r);
    for (r->at++; r->at < end;) {
        uint32_t point;
        const unsigned char c = (unsigned char)r->text[r->at];
        if (c < 32)
            return no_json(r, "no JSON: a control character inside a text; write \\n or \\u000a");
        size_t m = c == '\\' ? 0 : utf8_character(r->text + r->at, r->size - r->at, &point);
        if (c == '\\') {
            r->at++;
            m = take_escape(r, text + n);
            if (m == 0) return no_json(r, "no JSON: a text has an escape that there is not");
        } else {
            if (m == 0) return no_json(r, "no JSON: bytes that are no UTF-8");
            memcpy(text + n, r->text + r->at, m);
            r->at += m;
        }
        n += m;
    }
    r->at++;
    text[n] = '\0';
    *ret_text = text;
    return OFR_OK;
}

/* ---- numbers and words -------------------------------------------------------------------------- */

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* Is it a number as JSON writes it? */
static bool is_number(const char *text)
{
    text += *text == '-';
    size_t n = digits(text);
    if (n == 0 || (n > 1 && text[0] == '0')) return false;
    text += n;
    if (*text == '.') {
        n = digits(++text);
        if (n == 0) return false;
        text += n;
    }
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '+' || *text == '-';
        n = digits(text);
        if (n == 0) return false;
        text += n;
    }
    return *text == '\0';
}

static ofr_status read_word(reader *r, json_value *v)
{
    char word[WORD + 1];
    size_t n = 0;

    while (n < WORD && r->at + n < r->size && r->text[r->at + n] &&
           !strchr(" \t\r\n,]}:\"", r->text[r->at + n]))
        n++;
    memcpy(word, r->text + r->at, n);
    word[n] = '\0';
    v->kind = strcmp(word, "null") == 0                                 ? JSON_NULL
              : strcmp(word, "true") == 0 || strcmp(word, "false") == 0 ? JSON_FLAG
                                                                        : JSON_NUMBER;
    if (v->kind == JSON_FLAG) v->number = word[0] == 't';
    if (v->kind == JSON_NUMBER) {
        if (!is_number(word)) return no_json(r, "no JSON: a value is wanted here");
        v->number = strtod(word, NULL);
        if (!isfinite(v->number)) return no_json(r, "a number is beyond what can be told");
    }
    r->at += n;
    return OFR_OK;
}

/* ---- trees -------------------------------------------------------------------------------------- */

static ofr_status read_value(reader *r, int depth, json_value *v);

static bool has_key(const json_value *first, const json_value *end, const char *key)
{
    for (const json_value *v = first; v && v != end; v = v->next) {
        if (strcmp(v->key, key) == 0) return true;
    }
    return false;
}

/* "key": */
static ofr_status read_key(reader *r, const json_value *of, json_value *v)
{
    const size_t at = r->at;

    if (look(r) != '"') return no_json(r, "no JSON: a key in quotes is wanted here");
    if (of->n == JSON_KEYS) return fault(r, OFR_LIMIT, "an object has more keys than are read");
    ofr_status status = read_text(r, &v->key);
    if (status != OFR_OK) return status;
    if (has_key(of->first, v, v->key)) {
        r->at = at;
        return no_json(r, "this key stands twice; keep one of them");
    }
    skip_space(r);
    if (look(r) != ':') return no_json(r, "no JSON: a colon is wanted here");
    r->at++;
    return OFR_OK;
}

/* After the bracket; v is a list or an object. */
static ofr_status read_inside(reader *r, int depth, json_value *v)
{
    const char close = v->kind == JSON_OBJECT ? '}' : ']';
    json_value *last = NULL;
    ofr_status status = OFR_OK;

    if (depth == JSON_DEPTH)
        return fault(r, OFR_LIMIT, "lists and objects lie too deep in each other");
    r->at++;
    skip_space(r);
    for (bool more = look(r) != close; more && status == OFR_OK;) {
        json_value *child = arena_alloc(r->arena, sizeof *child);
        if (!child) return no_memory(r);
        skip_space(r);
        if (v->kind == JSON_OBJECT) status = read_key(r, v, child);
        if (status == OFR_OK) status = read_value(r, depth + 1, child);
        if (status != OFR_OK) return status;
        if (last)
            last->next = child;
        else
            v->first = child;
        last = child;
        v->n++;
        skip_space(r);
        more = look(r) == ',';
        r->at += more;
    }
    if (look(r) != close)
        return no_json(r, "no JSON: a comma or the end of a list or object is wanted here");
    r->at++;
    return OFR_OK;
}

static ofr_status read_value(reader *r, int depth, json_value *v)
{
    ofr_status status;

    skip_space(r);
    if (++r->n_values > JSON_VALUES) return fault(r, OFR_LIMIT, "it has more values than are read");
    v->at = r->at;
    switch (look(r)) {
    case '{':
        v->kind = JSON_OBJECT;
        status = read_inside(r, depth, v);
        break;
    case '[':
        v->kind = JSON_LIST;
        status = read_inside(r, depth, v);
        break;
    case '"':
        v->kind = JSON_TEXT;
        status = read_text(r, &v->text);
        break;
    default:
        status = read_word(r, v);
    }
    v->end = r->at;
    return status;
}

ofr_status json_read(const char *text, size_t size, const char *file, ofr_arena *arena,
                     const json_value **ret_value, ofr_error *err)
{
    ofr_error unasked = {0};
    reader r = {text, file, size, 0, 0, arena, err ? err : &unasked};
    json_value *value = arena_alloc(arena, sizeof *value);
    ofr_status status = value ? read_value(&r, 0, value) : no_memory(&r);

    if (status == OFR_OK) skip_space(&r);
    if (status == OFR_OK && r.at < size) status = no_json(&r, "no JSON: something follows its end");
    if (status == OFR_OK) *ret_value = value;
    ofr_error_done(&unasked);
    return status;
}

const json_value *json_get(const json_value *value, const char *key)
{
    if (!value || value->kind != JSON_OBJECT) return NULL;
    for (const json_value *v = value->first; v; v = v->next) {
        if (strcmp(v->key, key) == 0) return v;
    }
    return NULL;
}
