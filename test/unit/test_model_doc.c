/* test_model_doc.c -- the pages say what the tables say: keys of the scenario, codes of errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/compile.h"
#include "source_path.h"

/* A whole page of the source tree; the caller frees it. */
static char *page_of(const char *name)
{
    char path[4096];
    long size;
    char *text;

    FILE *in = fopen(source_path(name, path, sizeof path), "rb");
    if (!in) fail_msg("%s cannot be opened", path);
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    size = ftell(in);
    assert_true(size > 0);
    rewind(in);
    text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, in), (size_t)size);
    fclose(in);
    text[size] = '\0';
    return text;
}

/* Is `path` there in backticks, whole? */
static bool in_backticks(const char *page, const char *path)
{
    char quoted[256];

    assert_true((size_t)snprintf(quoted, sizeof quoted, "`%s`", path) < sizeof quoted);
    return strstr(page, quoted) != NULL;
}

/* Expected: the tables that the reader of scenarios checks by. */
static void test_model_page_names_every_key(void **state)
{
    ofr_keys keys[SCENARIO_TABLES];
    const size_t n = scenario_keys(keys);
    char *page = page_of("docs/model.md");
    size_t seen = 0, missing = 0;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < keys[i].n; j++, seen++) {
            if (in_backticks(page, keys[i].key[j].path)) continue;
            print_error("docs/model.md does not name `%s` (%s)\n", keys[i].key[j].path,
                        keys[i].mechanism);
            missing++;
        }
    }
    free(page);
    assert_true(seen > 200);
    assert_int_equal(missing, 0);
}

/* The check above must be able to fail: a part of a key, or a key that does not exist, is not there. */
static void test_model_page_does_not_name_what_is_no_key(void **state)
{
    char *page = page_of("docs/model.md");

    (void)state;
    assert_true(in_backticks(page, "conduct.*.rate"));
    assert_false(in_backticks(page, "conduct.*.rat"));
    assert_false(in_backticks(page, "conduct.*.rate-of-nothing"));
    free(page);
}

/* Expected: what schema_reference writes, as `offramp check --schema` does. */
static void test_page_of_keys_is_the_schema(void **state)
{
    ofr_keys keys[SCENARIO_TABLES];
    const size_t n = scenario_keys(keys);
    char *page = page_of("docs/scenario-keys.md"), *expected = NULL;
    size_t size = 0, at = 0, line = 1;
    FILE *out = open_memstream(&expected, &size);
    ofr_error err = {0};

    (void)state;
    assert_non_null(out);
    assert_int_equal(schema_reference(keys, n, out, &err), OFR_OK);
    assert_int_equal(fclose(out), 0);
    for (; page[at] && page[at] == expected[at]; at++) line += page[at] == '\n';
    if (page[at] != expected[at]) {
        fail_msg("docs/scenario-keys.md is not the schema from line %zu on; write it again with "
                 "`offramp check --schema > docs/scenario-keys.md`",
                 line);
    }
    free(page);
    free(expected);
}

/* Expected: the list that the result file's kinds are made of. */
static void test_page_of_data_names_every_kind_of_act(void **state)
{
#define KIND_WORD(name, word) word,
    static const char *const kinds[] = {OFR_SLOT_KINDS(KIND_WORD, )};
#undef KIND_WORD
    char *page = page_of("docs/page-data.md"), *row = strstr(page, "| `kind` | flow"), word[40];
    const size_t n = sizeof kinds / sizeof kinds[0];
    size_t commas = 0;

    (void)state;
    assert_non_null(row);
    *strchr(row, '\n') = '\0';
    for (size_t i = 0; i < n; i++) {
        snprintf(word, sizeof word, " %s", kinds[i]);
        const char *at = strstr(row, word);
        if (!at || (at[strlen(word)] != ',' && at[strlen(word)] != ' '))
            fail_msg("docs/page-data.md does not name the kind '%s'", kinds[i]);
    }
    for (const char *at = row; *at; at++) commas += *at == ',';
    assert_int_equal(commas, n - 1); /* and no other */
    free(page);
}

/* Expected: the codes that have a name, ofr_status_name. */
static void test_page_of_errors_has_an_entry_for_each_code(void **state)
{
    char *page = page_of("docs/errors.md"), heading[80];
    size_t seen = 0;

    (void)state;
    for (int code = 1; code < 10000; code++) {
        const char *name = ofr_status_name((ofr_status)code);
        if (strcmp(name, "unknown status") == 0) continue;
        snprintf(heading, sizeof heading, "\n## %d %s\n", code, name);
        if (!strstr(page, heading))
            fail_msg("docs/errors.md has no heading '## %d %s'", code, name);
        seen++;
    }
    free(page);
    assert_true(seen >= 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model_page_names_every_key),
        cmocka_unit_test(test_model_page_does_not_name_what_is_no_key),
        cmocka_unit_test(test_page_of_keys_is_the_schema),
        cmocka_unit_test(test_page_of_data_names_every_kind_of_act),
        cmocka_unit_test(test_page_of_errors_has_an_entry_for_each_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
