/* test_spec_hostile.c -- whatever the bytes: reading ends with a spec, or a status and words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spec_test_keys.h"

/* Reads; checks the contract that holds for any input; returns the status. */
static ofr_status survive(const char *text, size_t size)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    const ofr_status status = spec_read_text(text, size, "no/such/directory/h.yaml", spec_test_keys,
                                             SPEC_TEST_TABLES, &spec, &err);

    if (status == OFR_OK) {
        assert_non_null(spec);
        assert_true(spec->root != NULL && spec->n_parameters > 0);
    } else {
        assert_null(spec);
        assert_int_equal(err.code, status);
        assert_true(err.text != NULL && err.text[0] != '\0');
    }
    ofr_error_done(&err);
    spec_free(spec);
    return status;
}

/* head, then piece n times, then tail. */
static ofr_status survive_repeated(const char *start, const char *piece, size_t n, const char *tail)
{
    const size_t a = strlen(start);
    const size_t b = strlen(piece);
    const size_t c = strlen(tail);
    char *text = malloc(a + n * b + c + 1);
    ofr_status status;

    assert_non_null(text);
    memcpy(text, start, a);
    for (size_t i = 0; i < n; i++) memcpy(text + a + i * b, piece, b);
    memcpy(text + a + n * b, tail, c + 1);
    status = survive(text, a + n * b + c);
    free(text);
    return status;
}

/* head, then a numbered line n times. The pattern holds one %zu. */
static ofr_status survive_numbered(const char *start, const char *line, size_t n)
{
    char *text = malloc(strlen(start) + n * (strlen(line) + 12) + 1);
    size_t at = strlen(start);
    ofr_status status;

    assert_non_null(text);
    memcpy(text, start, at + 1);
    for (size_t i = 0; i < n; i++) {
        const char *mark = strchr(line, '#');
        at += (size_t)sprintf(text + at, "%.*s%zu%s", (int)(mark - line), line, i, mark + 1);
    }
    status = survive(text, at);
    free(text);
    return status;
}

/* Oracle: limits of spec.h. */
static void test_sizes_and_depths_are_limited(void **state)
{
    (void)state;
    assert_int_equal(survive("", 0), OFR_SYNTAX);
    assert_int_equal(survive_repeated("", "# remark\n", 240000, ""), OFR_LIMIT); /* 2 MiB */
    assert_int_equal(survive_repeated("", "x", 5 << 20, ""), OFR_LIMIT);
    assert_int_equal(survive_repeated("offramp: 1\nactors: ", "[", 100000, ""), OFR_LIMIT);
    assert_int_equal(survive_repeated("offramp: 1\nactors: ", "{a: ", 100000, ""), OFR_LIMIT);
    assert_int_equal(survive_repeated("", "- ", 300000, ""), OFR_LIMIT);
    assert_int_equal(survive_repeated("{", "a, ", 300000, "}"), OFR_LIMIT);
    assert_int_equal(survive_numbered("offramp: 1\n", "k#: 1\n", 900), OFR_SCHEMA);
    assert_int_equal(survive_numbered("offramp: 1\n", "k#: 1\n", 1001), OFR_LIMIT);
}

/* Oracle: spec.h: anchors and aliases are refused, so nine levels of nine aliases cost nothing. */
static void test_an_alias_bomb_is_refused_at_its_first_anchor(void **state)
{
    char text[2000] = "offramp: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n";

    (void)state;
    for (int i = 1; i < 12; i++) {
        sprintf(text + strlen(text), "a%d: &a%d [", i, i);
        for (int k = 0; k < 9; k++) sprintf(text + strlen(text), "*a%d, ", i - 1);
        sprintf(text + strlen(text), "]\n");
    }
    assert_int_equal(survive(text, strlen(text)), OFR_LIMIT);
}

/* Oracle: the rules that each breaks; the time limit of the test program stands for "no hang". */
static void test_large_files_of_one_fault_end(void **state)
{
    (void)state;
    assert_int_equal(survive_repeated("offramp: 1\nhorizon: ", "9", 1000000, " days\n"),
                     OFR_SCHEMA);
    assert_int_equal(survive_repeated("offramp: 1\nmembers: ", "9", 1000000, "\n"), OFR_SCHEMA);
    assert_int_equal(survive_repeated("", "x", 1000000, ": 1\n"), OFR_SYNTAX);
    assert_int_equal(survive_repeated("offramp: 1\n? ", "x", 1000000, "\n: 1\n"), OFR_SCHEMA);
    assert_int_equal(survive_repeated("offramp: 1\nactors:\n", " a: {kind: group}\n", 20000, ""),
                     OFR_SCHEMA);
    assert_int_equal(survive_repeated("offramp: 1\nhorizon: {prior: beta(", "1, ", 40000, "2)}\n"),
                     OFR_SCHEMA);
    assert_int_equal(survive_repeated("offramp: 1\nconduct:\n", "- {}\n", 30000, ""), OFR_SCHEMA);
    assert_int_equal(
        survive_numbered("offramp: 1\nstart: 2024-02-08\nhostile:\n", " - [a#, b]\n", 15000),
        OFR_SCHEMA);
    assert_int_equal(survive_repeated("offramp: 1\ntitle: \"", "\\", 999999, "\"\n"), OFR_SYNTAX);
}

/* Entries a0, a1, ... that use the template t. */
static void add_users(char *text, size_t n, size_t entries)
{
    n += (size_t)sprintf(text + n, "actors:\n");
    for (size_t i = 0; i < entries; i++) n += (size_t)sprintf(text + n, " a%zu: {like: t}\n", i);
}

/* Oracle: each template names the one before it nine times: 9^15 visits without care, 15 with. */
static void test_templates_are_visited_once(void **state)
{
    char text[4000] = "offramp: 1\nstart: 2024-02-08\ntemplates:\n  t0: {kind: group}\n";

    (void)state;
    for (int i = 1; i < 16; i++) {
        sprintf(text + strlen(text), "  t%d: {like: [", i);
        for (int k = 0; k < 9; k++) sprintf(text + strlen(text), "t%d, ", i - 1);
        sprintf(text + strlen(text), "]}\n");
    }
    strcat(text, "actors: {a: {like: t15}}\n");
    assert_int_equal(survive(text, strlen(text)), OFR_OK);
}

/* Oracle: the limits on texts with {id} and on the whole tree. */
static void test_templates_do_not_explode(void **state)
{
    char *text = malloc(1 << 20);
    size_t n;

    (void)state;
    assert_non_null(text);
    n = (size_t)sprintf(text,
                        "offramp: 1\nstart: 2024-02-08\ntemplates: {t: {kind: group, name: \"");
    for (int i = 0; i < 100000; i++) n += (size_t)sprintf(text + n, "{id}");
    n += (size_t)sprintf(text + n, "\"}}\n");
    add_users(text, n, 5000);
    assert_int_equal(survive(text, strlen(text)), OFR_SCHEMA);

    n = (size_t)sprintf(text,
                        "offramp: 1\nstart: 2024-02-08\ntemplates: {t: {kind: group, backed-by: {");
    for (int i = 0; i < 10000; i++) n += (size_t)sprintf(text + n, "b%d: {}, ", i);
    n += (size_t)sprintf(text + n, "}}}\n");
    add_users(text, n, 9000);
    assert_int_equal(survive(text, strlen(text)), OFR_LIMIT);
    free(text);
}

/* Oracle: any prefix of a good file is a good file or a refused one. */
static void test_every_prefix_is_survived(void **state)
{
    const size_t size = strlen(spec_test_valid);
    size_t good = 0;

    (void)state;
    for (size_t n = 0; n <= size; n++) {
        char *exact = malloc(n + 1); /* of exactly the size, so that a sanitizer sees overreading */
        assert_non_null(exact);
        memcpy(exact, spec_test_valid, n);
        exact[n] = 'x';
        good += survive(exact, n) == OFR_OK;
        free(exact);
    }
    assert_int_equal(survive(spec_test_valid, size), OFR_OK);
    assert_true(good > 10 && good < size / 2);
}

/* Splitmix64: any sequence does as long as it stays the same. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Oracle: the contract in survive(). One byte of a good file is replaced, removed or doubled. */
static void test_twenty_thousand_mutations_are_survived(void **state)
{
    static const char odd[] = "\t\n\r\"'#%&*,-.:;<>?@[]{}|!~()0129eE x\x80\xff";
    const size_t size = strlen(spec_test_valid);
    char *text = malloc(size + 1);
    uint64_t random = 20240208;
    size_t refused = 0;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < 20000; i++) {
        const size_t at = (size_t)(next(&random) % size);
        const uint64_t what = next(&random) % 8;
        size_t n = size;
        memcpy(text, spec_test_valid, size);
        if (what == 0) {
            memmove(text + at, text + at + 1, --n - at);
        } else if (what == 1) {
            memmove(text + at + 1, text + at, n++ - at);
        } else if (what == 2) {
            text[at] = (char)next(&random);
        } else {
            text[at] = odd[next(&random) % (sizeof odd - 1)];
        }
        refused += survive(text, n) != OFR_OK;
    }
    free(text);
    assert_true(refused > 5000 && refused < 20000); /* both ways are taken */
}

/* Oracle: the same for bytes that were never text. */
static void test_random_bytes_are_survived(void **state)
{
    uint64_t random = 1;
    char text[300];

    (void)state;
    for (int i = 0; i < 2000; i++) {
        const size_t n = (size_t)(next(&random) % sizeof text);
        for (size_t k = 0; k < n; k++) {
            text[k] = (char)(i % 2 == 0 ? next(&random) : 32 + next(&random) % 95);
        }
        assert_int_not_equal(survive(text, n), OFR_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_and_depths_are_limited),
        cmocka_unit_test(test_an_alias_bomb_is_refused_at_its_first_anchor),
        cmocka_unit_test(test_large_files_of_one_fault_end),
        cmocka_unit_test(test_templates_are_visited_once),
        cmocka_unit_test(test_templates_do_not_explode),
        cmocka_unit_test(test_every_prefix_is_survived),
        cmocka_unit_test(test_twenty_thousand_mutations_are_survived),
        cmocka_unit_test(test_random_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
