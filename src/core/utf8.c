/* utf8.c -- see utf8.h. */
#include "utf8.h"

size_t utf8_character(const char *text, size_t n, uint32_t *ret_point)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)text;

    if (n == 0) return 0;
    const size_t length = p[0] < 0x80   ? 1
                          : p[0] < 0xc2 ? 0
                          : p[0] < 0xe0 ? 2
                          : p[0] < 0xf0 ? 3
                          : p[0] < 0xf5 ? 4
                                        : 0;
    uint32_t point = length == 1 ? p[0] : p[0] & (0xffu >> (length + 1));

    if (length == 0 || length > n) return 0;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        point = (point << 6) | (p[i] & 0x3fu);
    }
    if (length > 1 && point < least[length]) return 0;
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return 0;
    *ret_point = point;
    return length;
}

bool utf8_begins(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t utf8_cut(const char *text, size_t n)
{
    while (n > 0 && !utf8_begins(text[n])) n--;
    return n;
}
