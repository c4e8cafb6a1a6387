/* test_terminal.c -- text of unknown origin in cells of a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal.h"

static char *text;
static size_t size;
static FILE *out;

static int begin(void **state)
{
    (void)state;
    out = open_memstream(&text, &size);
    return out ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    free(text);
    return 0;
}

/* Oracle: Unicode's East Asian Width: Latin 1, Han and Hangul 2 each, a combining accent none. */
static void test_cells_are_those_of_unicode(void **state)
{
    (void)state;
    assert_int_equal(cells_of("abc"), 3);
    assert_int_equal(cells_of("\xc3\xa9migr\xc3\xa9s"), 7);
    assert_int_equal(cells_of("\xe5\x8c\x97\xe4\xba\xac"), 4); /* Beijing */
    assert_int_equal(cells_of("\xed\x8f\x89\xec\x96\x91"), 4); /* Pyongyang */
    assert_int_equal(cells_of("e\xcc\x81"), 1);                /* e, combining acute */
    assert_int_equal(cells_of("\xd8\xb7\xd9\x87\xd8\xb1\xd8\xa7\xd9\x86"), 5); /* Tehran */
    assert_int_equal(cells_of(""), 0);
    fclose(out);
}

static void test_nothing_steers_the_terminal(void **state)
{
    (void)state;
    put_plain(out, "a\033[2Jb\nc\xc2\x9b"
                   "d\xff");
    fclose(out);
    assert_string_equal(text, "a?[2Jb?c?d\xef\xbf\xbd");
    assert_int_equal(cells_of("a\033b\xff"), 4);
}

static void test_padding_counts_cells(void **state)
{
    (void)state;
    put_padded(out, "\xe5\x8c\x97", 4);
    putc('|', out);
    put_right(out, "\xe5\x8c\x97", 4);
    putc('|', out);
    put_padded(out, "too long", 3);
    putc('|', out);
    fclose(out);
    assert_string_equal(text, "\xe5\x8c\x97  |  \xe5\x8c\x97|too long|");
}

static void test_words_wrap_within_the_width(void **state)
{
    (void)state;
    put_wrapped(out, "1 in 9 99 % two  three \xe5\x8c\x97\xe4\xba\xac four incomprehensibilities",
                10, 2);
    fclose(out);
    assert_string_equal(text, "1 in 9\n  99 % two\n  three\n  \xe5\x8c\x97\xe4\xba\xac\n  four\n  "
                              "incomprehensibilities\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cells_are_those_of_unicode, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_steers_the_terminal, begin, end),
        cmocka_unit_test_setup_teardown(test_padding_counts_cells, begin, end),
        cmocka_unit_test_setup_teardown(test_words_wrap_within_the_width, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
