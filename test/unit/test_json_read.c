/* test_json_read.c -- JSON as a tree: what RFC 8259 says, and each way of not being it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/json_read.h"
#include "near.h"

static ofr_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const json_value *read(const char *text)
{
    const json_value *v = NULL;
    ofr_error err = {0};

    if (json_read(text, strlen(text), "x.json", arena, &v, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return v;
}

static void refused(const char *text, size_t n, ofr_status status, const char *where,
                    const char *what)
{
    const json_value *v = NULL;
    ofr_error err = {0};

    assert_int_equal(json_read(text, n, "x.json", arena, &v, &err), status);
    assert_null(v);
    if (strcmp(err.where, where) != 0 || !strstr(err.text, what))
        fail_msg("%s: %s: not at %s, or not '%s', of %s", err.where, err.text, where, what, text);
    ofr_error_done(&err);
    assert_int_equal(json_read(text, n, "x.json", arena, &v, NULL), status);
}

static void bad(const char *text, const char *where, const char *what)
{
    refused(text, strlen(text), OFR_RESULT, where, what);
}

/* Oracle: by hand. */
static void test_values_are_what_they_say_and_where_they_stand(void **state)
{
    static const char text[] = " {\"a\": [1, -2.5e1, true, null], \"b\": {\"c\": \"x\"}} ";
    const json_value *v = read(text), *a = json_get(v, "a"), *c;

    (void)state;
    assert_int_equal(v->kind, JSON_OBJECT);
    assert_int_equal(v->n, 2);
    assert_int_equal(a->n, 4);
    assert_near(a->first->number, 1, 0);
    assert_near(a->first->next->number, -25, 0);
    assert_int_equal(a->first->next->next->kind, JSON_FLAG);
    assert_int_equal(a->first->next->next->next->kind, JSON_NULL);
    c = json_get(json_get(v, "b"), "c");
    assert_string_equal(c->text, "x");
    assert_memory_equal(text + c->at, "\"x\"", c->end - c->at);
    assert_memory_equal(text + a->at, "[1, -2.5e1, true, null]", a->end - a->at);
    assert_null(json_get(v, "d"));
    assert_null(json_get(a, "d"));
    assert_null(json_get(NULL, "d"));
    assert_int_equal(read("[]")->n, 0);
    assert_int_equal(read("{}")->n, 0);
}

/* Oracle: RFC 8259, 7: escapes; U+1D11E is its example of a pair of surrogates. */
static void test_escapes_are_the_characters_that_they_stand_for(void **state)
{
    (void)state;
    assert_string_equal(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")->text, "\"\\/\b\f\n\r\t");
    assert_string_equal(read("\"\\u0041\\u00e9\\u20ac\\uD834\\uDD1E\"")->text,
                        "A\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e");
    bad("\"\\x\"", "x.json:1:4", "escape");
    bad("\"\\u12\"", "x.json:1:4", "escape");
    bad("\"\\u0000\"", "x.json:1:8", "escape");
    bad("\"\\ud834\"", "x.json:1:8", "escape");
    bad("\"\\udd1e\"", "x.json:1:4", "escape");
    bad("\"\\ud834\\u0041\"", "x.json:1:8", "escape");
    bad("\"a\\", "x.json:1:1", "no end");
    bad("\"a\nb\"", "x.json:1:3", "control character");
    bad("\"\xff\"", "x.json:1:2", "UTF-8");
}

static void test_what_is_no_json_is_refused_by_its_place(void **state)
{
    (void)state;
    bad("", "x.json:1:1", "a value is wanted");
    bad("{\"a\": 1,\n \"a\": 2}", "x.json:2:2", "stands twice");
    bad("{\"a\" 1}", "x.json:1:6", "colon");
    bad("{a: 1}", "x.json:1:2", "key in quotes");
    bad("{\"a\": 1,}", "x.json:1:9", "key in quotes");
    bad("[1 2]", "x.json:1:4", "comma");
    bad("[1,", "x.json:1:4", "a value is wanted");
    bad("[1", "x.json:1:3", "comma or the end");
    bad("1 1", "x.json:1:3", "follows its end");
    bad("nul", "x.json:1:1", "a value is wanted");
    bad("01", "x.json:1:1", "a value is wanted");
    bad("+1", "x.json:1:1", "a value is wanted");
    bad("1.", "x.json:1:1", "a value is wanted");
    bad(".5", "x.json:1:1", "a value is wanted");
    bad("1e", "x.json:1:1", "a value is wanted");
    bad("NaN", "x.json:1:1", "a value is wanted");
    bad("0x10", "x.json:1:1", "a value is wanted");
    bad("1e999", "x.json:1:1", "beyond");
    refused("[1\0]", 4, OFR_RESULT, "x.json:1:3", "comma");
}

/* A text of n times one and n times other. */
static char *repeat(const char *one, const char *other, size_t n)
{
    const size_t a = strlen(one), b = strlen(other);
    char *text = malloc(n * (a + b) + 1);

    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * a, one, a);
        memcpy(text + n * a + i * b, other, b);
    }
    text[n * (a + b)] = '\0';
    return text;
}

static void test_depth_values_and_keys_have_an_end(void **state)
{
    char *text = repeat("[", "]", JSON_DEPTH), where[64];
    FILE *out;
    size_t size = 0;

    (void)state;
    assert_int_equal(read(text)->n, 1);
    free(text);
    text = repeat("[", "]", JSON_DEPTH + 1);
    snprintf(where, sizeof where, "x.json:1:%d", JSON_DEPTH + 1);
    refused(text, strlen(text), OFR_LIMIT, where, "deep");
    free(text);
    text = repeat("[", "", 1000000); /* depth ends it, however long it is */
    refused(text, strlen(text), OFR_LIMIT, where, "deep");
    free(text);
    out = open_memstream(&text, &size);
    for (int i = 0; i <= JSON_KEYS; i++) fprintf(out, "%s\"%d\":0", i ? ",\n" : "{", i);
    fclose(out);
    snprintf(where, sizeof where, "x.json:%d:1", JSON_KEYS + 1);
    refused(text, size, OFR_LIMIT, where, "keys");
    free(text);
    out = open_memstream(&text, &size);
    for (int i = 0; i < JSON_VALUES; i++) fputs(i ? ",0" : "[0", out);
    fputs("]", out);
    fclose(out);
    snprintf(where, sizeof where, "x.json:1:%d", 2 * JSON_VALUES);
    refused(text, size, OFR_LIMIT, where, "more values");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_what_they_say_and_where_they_stand),
        cmocka_unit_test(test_escapes_are_the_characters_that_they_stand_for),
        cmocka_unit_test(test_what_is_no_json_is_refused_by_its_place),
        cmocka_unit_test(test_depth_values_and_keys_have_an_end),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
