/* terminal.c -- see terminal.h. */
#include "terminal.h"

#include <string.h>
#include <utf8proc.h>

#include "../core/utf8.h"

/* The next character: its bytes (at least one), and its code point, negative where it is none. */
static size_t next_character(const char *text, size_t left, utf8proc_int32_t *ret_point)
{
    uint32_t point;
    const size_t n = utf8_character(text, left, &point);

    *ret_point = n > 0 ? (utf8proc_int32_t)point : -1;
    return n > 0 ? n : 1;
}

static bool steers(utf8proc_int32_t point)
{
    return (point >= 0 && point < 32) || (point >= 127 && point < 160);
}

static int cells(utf8proc_int32_t point)
{
    return point < 0 || steers(point) ? 1 : utf8proc_charwidth(point);
}

static int cells_within(const char *text, size_t size)
{
    utf8proc_int32_t point;
    int width = 0;

    for (size_t at = 0; at < size;) {
        at += next_character(text + at, size - at, &point);
        width += cells(point);
    }
    return width;
}

int cells_of(const char *text)
{
    return cells_within(text, strlen(text));
}

static void put_within(FILE *out, const char *text, size_t size)
{
    utf8proc_int32_t point;

    for (size_t at = 0, n; at < size; at += n) {
        n = next_character(text + at, size - at, &point);
        if (point < 0)
            fputs("\xef\xbf\xbd", out);
        else if (steers(point))
            putc('?', out);
        else
            fwrite(text + at, 1, n, out);
    }
}

void put_plain(FILE *out, const char *text)
{
    put_within(out, text, strlen(text));
}

static void put_blanks(FILE *out, int n)
{
    for (int i = 0; i < n; i++) putc(' ', out);
}

void put_padded(FILE *out, const char *text, int width)
{
    put_plain(out, text);
    put_blanks(out, width - cells_of(text));
}

void put_right(FILE *out, const char *text, int width)
{
    put_blanks(out, width - cells_of(text));
    put_plain(out, text);
}

void put_wrapped(FILE *out, const char *text, int width, int indent)
{
    int at = 0;

    while (*text) {
        size_t n = strcspn(text, " ");
        while (text[n] == ' ' && text[n + 1] == '%') n += 1 + strcspn(text + n + 1, " ");
        const int wide = cells_within(text, n);
        if (at > 0 && at + 1 + wide > width) {
            putc('\n', out);
            put_blanks(out, indent);
            at = indent;
        } else if (at > 0) {
            putc(' ', out);
            at++;
        }
        put_within(out, text, n);
        at += wide;
        text += n;
        text += strspn(text, " ");
    }
    putc('\n', out);
}
