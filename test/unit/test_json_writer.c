/* test_json_writer.c -- JSON text by hand, and numbers that read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_writer.h"

typedef struct written {
    char *text;
    size_t size;
    json_writer json;
} written;

static void begin(written *w, bool lines)
{
    *w = (written){0};
    w->json = (json_writer){.out = open_memstream(&w->text, &w->size), .lines = lines};
    assert_non_null(w->json.out);
}

static void expect(written *w, const char *text)
{
    fclose(w->json.out);
    assert_string_equal(w->text, text);
    free(w->text);
}

/* Oracle: RFC 3629: overlong forms, surrogates and stray bytes are no characters. */
static void test_json_replaces_what_is_no_text(void **state)
{
    written w;

    (void)state;
    begin(&w, false);
    json_text(&w.json, NULL,
              "a\xc0\xaf"
              "b\xed\xa0\x80"
              "c\xf0\x9f\x98\x80\xe2\x80\xa8\x01\xff\xe2\x80");
    expect(&w, "\"a\\ufffd\\ufffdb\\ufffd\\ufffd\\ufffdc\xf0\x9f\x98\x80"
               "\\u2028\\u0001\\ufffd\\ufffd\\ufffd\"");
}

/* Oracle: RFC 8259 section 7, and no "</script>" nor "<!--" can stand in what is written. */
static void test_text_cannot_end_a_script(void **state)
{
    written w;

    (void)state;
    begin(&w, false);
    json_open(&w.json, NULL, '[');
    json_text(&w.json, NULL, "</script><!-- & \" \\ \n \x7f \xe2\x80\xa9");
    json_text(&w.json, NULL, NULL);
    json_close(&w.json, ']');
    expect(&w,
           "[\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\\" \\\\ \\u000a \\u007f \\u2029\",\"\"]");
}

static void put_tree(json_writer *json)
{
    json_open(json, NULL, '{');
    json_flag(json, "yes", true);
    json_null(json, "nothing");
    json_open(json, "none", '[');
    json_close(json, ']');
    json_open(json, "list", '[');
    json_whole(json, NULL, -9007199254740993);
    json_number(json, NULL, 1.0 / 3);
    json_number(json, NULL, (double)INFINITY);
    json_close(json, ']');
    json_open_row(json, "row", '{');
    json_open(json, "a", '[');
    json_exact(json, NULL, 1);
    json_exact(json, NULL, (double)NAN);
    json_close(json, ']');
    json_numbers(json, "b", (const double[]){1, 2, 3, 4}, 2, 2);
    json_close(json, '}');
    json_text(json, "last", "x");
    json_close(json, '}');
}

/* Oracle: the same tree written by hand, on one line and on lines. */
static void test_the_same_tree_stands_on_one_line_or_on_many(void **state)
{
    written w;

    (void)state;
    begin(&w, false);
    put_tree(&w.json);
    expect(
        &w,
        "{\"yes\":true,\"nothing\":null,\"none\":[],\"list\":[-9007199254740993,0.333333333,null],"
        "\"row\":{\"a\":[1,null],\"b\":[1,3]},\"last\":\"x\"}");
    begin(&w, true);
    put_tree(&w.json);
    expect(&w, "{\n"
               "  \"yes\": true,\n"
               "  \"nothing\": null,\n"
               "  \"none\": [],\n"
               "  \"list\": [\n"
               "    -9007199254740993,\n"
               "    0.333333333,\n"
               "    null\n"
               "  ],\n"
               "  \"row\": {\"a\": [1, null], \"b\": [1, 3]},\n"
               "  \"last\": \"x\"\n"
               "}");
}

/* Oracle: strtod reads back the same bits; where 15 digits do, no more stand there. Random bits from a fixed
 * sequence. */
static void test_exact_numbers_read_back(void **state)
{
    static const double plain[] = {0.1, 100, 1e-300, 5e-324, -2.5, 1.7976931348623157e308};
    static const char *const text[] = {
        "0.1", "100", "1e-300", "4.94065645841247e-324", "-2.5", "1.7976931348623157e+308"};
    uint64_t random = 5;

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        written w;
        begin(&w, false);
        json_exact(&w.json, NULL, plain[i]);
        expect(&w, text[i]);
    }
    for (int i = 0; i < 5000; i++) {
        written w;
        double value, back;
        random = random * 6364136223846793005u + 1442695040888963407u;
        memcpy(&value, &random, sizeof value);
        if (!(value - value <= 0)) continue;
        begin(&w, false);
        json_exact(&w.json, NULL, value);
        fclose(w.json.out);
        back = strtod(w.text, NULL);
        assert_memory_equal(&value, &back, sizeof value);
        free(w.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_replaces_what_is_no_text),
        cmocka_unit_test(test_text_cannot_end_a_script),
        cmocka_unit_test(test_the_same_tree_stands_on_one_line_or_on_many),
        cmocka_unit_test(test_exact_numbers_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
