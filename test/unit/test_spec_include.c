/* test_spec_include.c -- scenarios in several files, bundles of them, templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "spec_test_keys.h"

/* A directory of its own for each test: <made>/a/b/main.yaml. */
typedef struct place {
    char top[64];
    char main[128];
} place;

static void write_file(const place *at, const char *name, const char *text)
{
    char path[200];
    FILE *out;

    snprintf(path, sizeof path, "%s/a/b/%s", at->top, name);
    out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fputs(text, out) >= 0, 1);
    assert_int_equal(fclose(out), 0);
}

static int make_place(void **state)
{
    place *at = calloc(1, sizeof *at);
    char path[128];

    if (at == NULL) return -1;
    snprintf(at->top, sizeof at->top, "/tmp/offramp-spec-XXXXXX");
    if (mkdtemp(at->top) == NULL) return -1;
    snprintf(path, sizeof path, "%s/a", at->top);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/a/b", at->top);
    mkdir(path, 0700);
    snprintf(at->main, sizeof at->main, "%s/a/b/main.yaml", at->top);
    *state = at;
    return 0;
}

static int drop_place(void **state)
{
    static const char *const name[] = {"a/b/main.yaml",
                                       "a/b/one.yaml",
                                       "a/b/two.yaml",
                                       "a/shared.yaml",
                                       "top.yaml",
                                       "a/b",
                                       "a",
                                       ""};
    place *at = *state;
    char path[128];

    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", at->top, name[i]);
        remove(path);
    }
    free(at);
    return 0;
}

static ofr_status read_main(const place *at, ofr_spec **ret_spec, ofr_error *err)
{
    return spec_read(at->main, spec_test_keys, SPEC_TEST_TABLES, ret_spec, err);
}

static ofr_spec *read_well(const place *at)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    if (read_main(at, &spec, &err) != OFR_OK) fail_msg("%s", err.text);
    return spec;
}

/* The scenario is refused and the message, without its directory, is this. */
static void refused(const place *at, ofr_status code, const char *expected)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    char directory[140];
    char *seen;

    if (read_main(at, &spec, &err) != code) fail_msg("%s", err.text != NULL ? err.text : "taken");
    assert_null(spec);
    snprintf(directory, sizeof directory, "%s/a/b/", at->top);
    while ((seen = strstr(err.text, directory)) != NULL) {
        memmove(seen, seen + strlen(directory), strlen(seen + strlen(directory)) + 1);
    }
    assert_string_equal(err.text, expected);
    ofr_error_done(&err);
}

/* A refusal whose message holds this. */
static void refused_with(const place *at, ofr_status code, const char *part)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    if (read_main(at, &spec, &err) != code) fail_msg("%s", err.text != NULL ? err.text : "taken");
    if (strstr(err.text, part) == NULL) fail_msg("'%s' lacks '%s'", err.text, part);
    ofr_error_done(&err);
}

#define HEAD "offramp: 1\nstart: 2024-02-08\n"

/* Oracle: by hand: sections of the same name are joined, in the order of reading. */
static void test_included_sections_join_those_of_the_scenario(void **state)
{
    const place *at = *state;
    ofr_spec *spec;

    write_file(at, "main.yaml",
               HEAD "include: [one.yaml, ../shared.yaml]\nactors: {usa: {kind: group}}\n");
    write_file(at, "one.yaml",
               "actors: {iran: {kind: group}}\nconduct:\n  - {from: usa, rate: 1 per day}\n");
    write_file(at, "../shared.yaml", "include: b/two.yaml\nactors: {oman: {kind: mediator}}\n");
    write_file(at, "two.yaml", "conduct:\n  - {from: oman, rate: 2 per day}\n");
    spec = read_well(at);
    assert_int_equal(node_get(spec->root, "actors")->n_children, 3);
    assert_string_equal(node_get(spec->root, "actors")->child[1]->id, "iran");
    assert_true(spec_at(spec, "conduct.2.rate")->value == 2.0);
    assert_non_null(strstr(spec_at(spec, "conduct.2.rate")->place.file, "/two.yaml"));
    assert_non_null(strstr(spec_at(spec, "actors.oman")->place.file, "/a/b/../shared.yaml"));
    assert_int_equal(spec_at(spec, "conduct.2.rate")->place.line, 2);
    spec_free(spec);
}

/* Oracle: reading the stored text again, without the files, gives the same text, hash and tree. */
static void test_a_bundle_reads_like_its_files(void **state)
{
    const place *at = *state;
    ofr_spec *spec;
    ofr_spec *again = NULL;
    ofr_error err = {0};

    write_file(at, "main.yaml",
               HEAD "include: one.yaml\nactors: {usa: {kind: group}}"); /* no line end */
    write_file(at, "one.yaml", "include: ../shared.yaml\nactors: {iran: {kind: group}}");
    write_file(at, "../shared.yaml", "horizon: 30 days\n");
    spec = read_well(at);
    assert_non_null(strstr(spec->text, "\n# --- offramp include: one.yaml ---\ninclude:"));
    assert_non_null(strstr(spec->text, "\n# --- offramp include: ../shared.yaml ---\nhorizon"));
    if (spec_read_text(spec->text, strlen(spec->text), "elsewhere/s.yaml", spec_test_keys,
                       SPEC_TEST_TABLES, &again, &err) != OFR_OK) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(again->text, spec->text);
    assert_true(again->hash == spec->hash);
    assert_int_equal(again->n_parameters, spec->n_parameters);
    assert_true(spec_at(again, "horizon")->value == 30.0);
    assert_string_equal(spec_at(again, "horizon")->place.file, "elsewhere/../shared.yaml");
    assert_int_equal(spec_at(again, "horizon")->place.line, 1);
    spec_free(again);
    spec_free(spec);
}

/* Oracle: a fault in an included part of a bundle keeps the name and line of its file. */
static void test_faults_in_a_bundle_name_the_part(void **state)
{
    static const char text[] = HEAD "include: x/one.yaml\n"
                                    "# --- offramp include: x/one.yaml ---\n"
                                    "# a remark\n"
                                    "members: many\n";
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(spec_read_text(text, sizeof text - 1, "d/s.yaml", spec_test_keys,
                                    SPEC_TEST_TABLES, &spec, &err),
                     OFR_SCHEMA);
    assert_string_equal(
        err.text, "d/x/one.yaml:2:10: members: found 'many'; a whole number is expected, such "
                  "as 3\n"
                  "  members: many\n"
                  "           ^");
    ofr_error_done(&err);
}

/* Oracle: by hand: both places are named. */
static void test_a_key_in_two_files_names_both(void **state)
{
    const place *at = *state;
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    char expected[300];

    write_file(at, "main.yaml", HEAD "include: one.yaml\nactors:\n  usa: {kind: group}\n");
    write_file(at, "one.yaml", "members: 3\nstart: 2024-02-09\nactors:\n  usa: {kind: group}\n");
    assert_int_equal(read_main(at, &spec, &err), OFR_SCHEMA);
    snprintf(expected, sizeof expected,
             "one.yaml:4:3: actors: the key 'usa' is there already, at %s:5:3; keep one", at->main);
    if (strstr(err.text, expected) == NULL) fail_msg("%s", err.text);
    snprintf(expected, sizeof expected,
             "one.yaml:2:1: the key 'start' is there already, at %s:2:1; keep one", at->main);
    if (strstr(err.text, expected) == NULL) fail_msg("%s", err.text);
    ofr_error_done(&err);
}

/* Oracle: the rules: relative, at most two levels up, counted from the scenario, each file once. */
static void test_paths_of_includes_are_kept_in_bounds(void **state)
{
    const place *at = *state;

    write_file(at, "main.yaml", HEAD "include: /etc/passwd\n");
    refused(
        at, OFR_SCHEMA,
        "main.yaml:3:10: include: found '/etc/passwd'; an include is a path relative to the file "
        "that includes it, not an absolute one\n"
        "  include: /etc/passwd\n"
        "           ^");
    write_file(at, "main.yaml", HEAD "include: ../../../x.yaml\n");
    refused_with(at, OFR_SCHEMA, "at most two directories above");
    write_file(at, "main.yaml", HEAD "include: x/../../../../x.yaml\n");
    refused_with(at, OFR_SCHEMA, "at most two directories above");
    write_file(at, "main.yaml", HEAD "include: ../../top.yaml\n");
    write_file(at, "../../top.yaml", "include: ../up.yaml\n");
    refused_with(at, OFR_SCHEMA,
                 "top.yaml:1:10: include: found '../up.yaml'; an include may climb");
    write_file(at, "main.yaml", HEAD "include: nowhere.yaml\n");
    refused_with(at, OFR_SCHEMA, "'nowhere.yaml' cannot be included: there is no such file");
    write_file(at, "main.yaml", HEAD "include: ..\n");
    refused_with(at, OFR_SCHEMA, "needs the path of a file");
    write_file(at, "main.yaml", HEAD "include: {a: b}\n");
    refused_with(at, OFR_SCHEMA, "a path or a list of paths");
}

/* Oracle: the rules: circles are refused wherever they close. */
static void test_circles_of_includes_are_refused(void **state)
{
    const place *at = *state;

    write_file(at, "main.yaml", HEAD "include: ../b/main.yaml\n");
    refused_with(at, OFR_SCHEMA, "main.yaml:3:10: include: '../b/main.yaml' is included already");
    write_file(at, "main.yaml", HEAD "include: one.yaml\n");
    write_file(at, "one.yaml", "include: two.yaml\n");
    write_file(at, "two.yaml", "include: one.yaml\n");
    refused_with(at, OFR_SCHEMA, "two.yaml:1:10: include: 'one.yaml' is included already");
    write_file(at, "one.yaml", "include: main.yaml\n");
    refused_with(at, OFR_SCHEMA, "one.yaml:1:10: include: 'main.yaml' is included already");
}

/* Oracle: limits of spec.h. */
static void test_an_included_file_is_checked_like_the_scenario(void **state)
{
    const place *at = *state;

    write_file(at, "main.yaml", HEAD "include: one.yaml\n");
    write_file(at, "one.yaml", "- 1\n");
    refused_with(at, OFR_SCHEMA, "one.yaml:1:1: an included file holds sections");
    write_file(at, "one.yaml", "a: [\n");
    refused_with(at, OFR_SYNTAX, "not YAML");
    write_file(at, "one.yaml", "offramp: 2\n");
    refused_with(at, OFR_SCHEMA, "one.yaml:1:1: offramp: the included file is written for another");
    write_file(at, "one.yaml", "members: 3\n# --- offramp include: x ---\n");
    refused_with(at, OFR_SYNTAX, "may not hold a line");
}

/* Oracle: the rules of templates: the entry's own keys first, then templates in the order named. */
static void test_entries_take_over_keys_of_templates(void **state)
{
    static const char text[] = HEAD
        "templates:\n"
        "  basic: {kind: group, name: \"group {id}, called {id}\"}\n"
        "  backed: {like: basic, kind: mediator, backed-by: {usa: {control: 0.3}}}\n"
        "  flow: {from: usa, rate: 1 per day, note: \"flow {id}\"}\n"
        "actors:\n"
        "  usa: {kind: principal}\n"
        "  huthis: {like: basic}\n"
        "  hamas: {like: [backed, basic], name: Hamas}\n"
        "conduct:\n"
        "  - {id: ships, like: flow, from: huthis}\n"
        "  - {like: flow, rate: 2 per day}\n";
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    (void)state;
    if (spec_read_text(text, sizeof text - 1, "t.yaml", spec_test_keys, SPEC_TEST_TABLES, &spec,
                       &err) != OFR_OK) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(spec_at(spec, "actors.huthis.name")->text, "group huthis, called huthis");
    assert_string_equal(spec_at(spec, "actors.huthis.kind")->text, "group");
    assert_int_equal(spec_at(spec, "actors.huthis.kind")->place.line, 4);
    assert_string_equal(spec_at(spec, "actors.hamas.kind")->text, "mediator");
    assert_string_equal(spec_at(spec, "actors.hamas.name")->text, "Hamas");
    assert_true(spec_at(spec, "actors.hamas.backed-by.usa.control")->value == 0.3);
    assert_string_equal(spec_at(spec, "conduct.ships.from")->text, "huthis");
    assert_string_equal(spec_at(spec, "conduct.ships.note")->text, "flow ships");
    assert_true(spec_at(spec, "conduct.2.rate")->value == 2.0);
    assert_string_equal(spec_at(spec, "conduct.2.note")->text, "flow 2");
    spec_free(spec);
}

static void template_refused(const char *text, const char *expected)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    assert_int_equal(
        spec_read_text(text, strlen(text), "t.yaml", spec_test_keys, SPEC_TEST_TABLES, &spec, &err),
        OFR_SCHEMA);
    assert_string_equal(err.text, expected);
    ofr_error_done(&err);
}

/* Oracle: by hand; a fault in a template is told once, however often the template is used. */
static void test_faults_of_templates_stand_at_their_lines(void **state)
{
    (void)state;
    template_refused(HEAD "templates:\n"
                          "  t: {kind: grop, colour: red}\n"
                          "actors:\n"
                          "  a: {like: t}\n"
                          "  b: {like: t}\n"
                          "  c: {like: u, kind: group}\n",
                     "t.yaml:4:13: actors.a.kind: found 'grop'; it must be principal, group, "
                     "mediator or bystander (did you mean 'group'?)\n"
                     "    t: {kind: grop, colour: red}\n"
                     "              ^\n"
                     "t.yaml:4:19: actors.a: unknown key 'colour'; known here: name, kind, "
                     "backed-by\n"
                     "    t: {kind: grop, colour: red}\n"
                     "                    ^\n"
                     "t.yaml:8:13: actors.c: found 'u'; there is no such entry under 'templates:' "
                     "(did you mean 't'?)\n"
                     "    c: {like: u, kind: group}\n"
                     "              ^");
    template_refused(
        HEAD "templates:\n"
             "  a: {like: b}\n"
             "  b: {like: [c]}\n"
             "  c: {like: a}\n",
        "t.yaml:6:13: templates: 'a' leads back to itself by 'like'; break the circle\n"
        "    c: {like: a}\n"
        "              ^");
}

/* Oracle: the limit: 17 templates in a row are one too many, wherever the row is entered. */
static void test_rows_of_templates_end_at_sixteen(void **state)
{
    ofr_spec *spec = NULL;

    (void)state;
    for (int n = 17; n <= 18; n++) { /* t01 ... t<n>: n - 1 steps */
        char text[2000] = HEAD "templates:\n  t01: {kind: group}\n";
        for (int i = 2; i <= n; i++) {
            sprintf(text + strlen(text), "  t%02d: {like: t%02d}\n", i, i - 1);
        }
        sprintf(text + strlen(text), "actors: {a: {like: t%02d}}\n", n);
        assert_int_equal(spec_read_text(text, strlen(text), "t.yaml", spec_test_keys,
                                        SPEC_TEST_TABLES, &spec, NULL),
                         n == 17 ? OFR_OK : OFR_SCHEMA);
        if (n == 17) assert_string_equal(spec_at(spec, "actors.a.kind")->text, "group");
        if (n == 17) spec_free(spec);
    }
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, drop_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(test_included_sections_join_those_of_the_scenario),
        IN_PLACE(test_a_bundle_reads_like_its_files),
        cmocka_unit_test(test_faults_in_a_bundle_name_the_part),
        IN_PLACE(test_a_key_in_two_files_names_both),
        IN_PLACE(test_paths_of_includes_are_kept_in_bounds),
        IN_PLACE(test_circles_of_includes_are_refused),
        IN_PLACE(test_an_included_file_is_checked_like_the_scenario),
        cmocka_unit_test(test_entries_take_over_keys_of_templates),
        cmocka_unit_test(test_faults_of_templates_stand_at_their_lines),
        cmocka_unit_test(test_rows_of_templates_end_at_sixteen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
