/* test_utf8.c -- the reader of characters, over every code point and against another implementation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <utf8proc.h>

#include "core/utf8.h"

/* Table 3-6 of Unicode: the bits of a code point in bytes. */
static size_t encode(uint32_t point, char *ret)
{
    if (point < 0x80) {
        ret[0] = (char)point;
        return 1;
    }
    const size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; point >>= 6) ret[i] = (char)(0x80 | (point & 0x3f));
    ret[0] = (char)((0xf00u >> n & 0xf0) | point);
    return n;
}

/* Oracle: encode() back; surrogates (U+D800 .. U+DFFF) are the only ones below U+110000 that are no characters. */
static void test_every_code_point_is_read_or_refused(void **state)
{
    (void)state;
    for (uint32_t point = 0; point < 0x120000; point++) {
        char text[4];
        const size_t n = encode(point, text);
        const bool is = point < 0x110000 && !(point >= 0xd800 && point < 0xe000);
        uint32_t back = 0x7fffffff;
        assert_int_equal(utf8_character(text, n, &back), is ? n : 0);
        assert_int_equal(back, is ? point : 0x7fffffff);
        if (is) assert_int_equal(utf8_character(text, n - 1, &back), 0); /* cut off */
    }
}

/* Oracle: utf8proc, for every text of four bytes of which the first two are anything and the others one of six, at
 * every length. It agrees on what a character is, and for the same reason: RFC 3629. */
static void test_a_reader_of_others_agrees(void **state)
{
    static const char other[] = {'a', '\0', (char)0x80, (char)0xbf, (char)0xc2, (char)0xff};

    (void)state;
    for (unsigned i = 0; i < 256 * 256 * 36; i++) {
        const char text[4] = {(char)(i & 255), (char)(i >> 8 & 255), other[(i >> 16) % 6],
                              other[(i >> 16) / 6]};
        for (size_t n = 1; n <= 4; n++) {
            utf8proc_int32_t theirs = -1;
            uint32_t ours = 0;
            const utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                                           (utf8proc_ssize_t)n, &theirs);
            const size_t bytes = utf8_character(text, n, &ours);
            assert_int_equal(bytes, size > 0 ? size : 0);
            if (bytes > 0) assert_int_equal(ours, theirs);
        }
    }
}

/* Oracle: by hand: a, e acute in 2, euro in 3, an ape in 4 bytes begin at 0, 1, 3, 6 and end at 10. */
static void test_a_cut_never_goes_through_a_character(void **state)
{
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x92z";
    static const size_t at[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
    size_t begun = 0;

    (void)state;
    for (size_t n = 0; n < sizeof at / sizeof at[0]; n++)
        assert_int_equal(utf8_cut(text, n), at[n]);
    for (size_t i = 0; i < strlen(text); i++) begun += utf8_begins(text[i]);
    assert_int_equal(begun, 5);
    assert_int_equal(utf8_cut("\x80\x80\x80", 2), 0);
    assert_int_equal(utf8_character(text, 0, &(uint32_t){0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point_is_read_or_refused),
        cmocka_unit_test(test_a_reader_of_others_agrees),
        cmocka_unit_test(test_a_cut_never_goes_through_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
