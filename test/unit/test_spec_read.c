/* test_spec_read.c -- what a scenario file becomes, and what its author is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spec_test_keys.h"

static ofr_status read_text(const char *text, ofr_spec **ret_spec, ofr_error *err)
{
    return spec_read_text(text, strlen(text), "a.yaml", spec_test_keys, SPEC_TEST_TABLES, ret_spec,
                          err);
}

/* The text must be refused with exactly this list. */
static void refused(const char *text, const char *expected)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    assert_int_equal(read_text(text, &spec, &err), OFR_SCHEMA);
    assert_null(spec);
    assert_string_equal(err.text, expected);
    assert_string_equal(err.where, "");
    ofr_error_done(&err);
}

/* The text must be refused with this code and with a message that holds this part. */
static void refused_as(const char *text, size_t size, ofr_status code, const char *where,
                       const char *part)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    assert_int_equal(
        spec_read_text(text, size, "a.yaml", spec_test_keys, SPEC_TEST_TABLES, &spec, &err), code);
    assert_null(spec);
    assert_string_equal(err.where, where);
    if (strstr(err.text, part) == NULL) fail_msg("'%s' lacks '%s'", err.text, part);
    ofr_error_done(&err);
}

static ofr_spec *valid(void)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    const ofr_status status = read_text(spec_test_valid, &spec, &err);

    if (status != OFR_OK) fail_msg("%s", err.text);
    return spec;
}

/* Oracle: the text in spec_test_keys.h and the units: 26 weeks are 182 days, 0.3 per week 0.3/7. */
static void test_values_are_read_in_canonical_units(void **state)
{
    ofr_spec *spec = valid();

    (void)state;
    assert_true(spec_at(spec, "horizon")->value == 182.0);
    assert_true(spec_at(spec, "conduct.ships.rate")->value == 0.3 / 7.0);
    assert_true(spec_at(spec, "conduct.ships.driven-by.war")->value == 7.4);
    assert_true(spec_at(spec, "theatres.red-sea.lethality")->value == 0.02);
    assert_true(spec_at(spec, "theatres.iraq.at")->child[1]->value == 44.4);
    assert_true(spec_at(spec, "drivers.war.active")->value == 1.0);
    assert_true(spec_at(spec, "deals.money.clauses.1.of")->value == 6e9);
    assert_string_equal(spec_at(spec, "deals.money.clauses.1.of")->word, "USD");
    assert_int_equal((int)spec_at(spec, "start")->value, date_parse("2024-02-08"));
    assert_int_equal(spec_at(spec, "actors.huthis.kind")->choice, 1);
    spec_free(spec);
}

/* Oracle: the schema: horizon has a default but is stated, members is not; heat.gain has none. */
static void test_defaults_are_filled_and_marked(void **state)
{
    ofr_spec *spec = valid();
    const ofr_node *members = spec_at(spec, "members");

    (void)state;
    assert_false(members->stated);
    assert_true(members->value == 1000.0);
    assert_int_equal(members->place.line, 0);
    assert_true(spec_at(spec, "horizon")->stated);
    assert_int_equal(spec_at(spec, "horizon")->place.line, 4);
    assert_int_equal(spec_at(spec, "horizon")->place.column, 10);
    assert_false(spec_at(spec, "heat")->stated); /* absent, its default is in force all the same */
    assert_true(spec_at(spec, "heat.half-life")->value == 30.0);
    assert_null(spec_at(spec, "heat.gain"));
    assert_int_equal(spec_at(spec, "red-lines.own-deaths.when.without")->n_children, 0);
    assert_false(spec_at(spec, "red-lines.own-deaths.when.without")->stated);
    spec_free(spec);
}

/* Oracle: the order of keys in the schema and of entries in the file. */
static void test_parameters_stand_in_tree_order_with_their_sources(void **state)
{
    static const char *const path[] = {"horizon",
                                       "actors.huthis.backed-by.iran.control",
                                       "theatres.iraq.lethality",
                                       "theatres.red-sea.lethality",
                                       "drivers.war.backing.usa",
                                       "conduct.ships.rate",
                                       "conduct.ships.driven-by.war",
                                       "conduct.2.rate",
                                       "heat.half-life",
                                       "deals.money.clauses.1.of"};
    ofr_spec *spec = valid();

    (void)state;
    assert_int_equal(spec->n_parameters, 10);
    for (size_t i = 0; i < 10; i++) {
        assert_string_equal(spec->parameter[i].path, path[i]);
        assert_int_equal(spec->parameter[i].node->parameter, (int)i);
    }
    assert_true(spec->parameter[0].judged); /* written without a source */
    assert_string_equal(spec->parameter[1].source, "judgement");
    assert_true(spec->parameter[1].judged);
    assert_string_equal(spec->parameter[2].source, "one in 168");
    assert_false(spec->parameter[2].judged);
    assert_string_equal(spec->parameter[8].source, "Smith 2001, table 2");
    assert_false(spec->parameter[8].judged);
    spec_free(spec);
}

/* Oracle: the text; entries of a list are found by id, else by position. */
static void test_nodes_are_found_by_name_and_path(void **state)
{
    ofr_spec *spec = valid();
    const ofr_node *conduct = node_get(spec->root, "conduct");

    (void)state;
    assert_int_equal(conduct->n_children, 2);
    assert_int_equal(node_index(conduct, "ships"), 0);
    assert_int_equal(node_index(conduct, "2"), 1);
    assert_true(node_index(conduct, "3") == SIZE_MAX);
    assert_ptr_equal(spec_at(spec, "conduct.ships"), conduct->child[0]);
    assert_ptr_equal(spec_at(spec, ""), spec->root);
    assert_null(spec_at(spec, "conduct."));
    assert_null(spec_at(spec, ".conduct"));
    assert_null(spec_at(spec, "conduct..rate"));
    assert_null(node_get(conduct, "shi"));
    assert_string_equal(spec_at(spec, "hostile")->child[1]->text, "iran");
    assert_int_equal(spec_at(spec, "conduct.ships.to")->n_children, 1);
    spec_free(spec);
}

/* Oracle: FNV-1a 64 of "a" is af63dc4c8601ec8c (published with the function); here only that equal
 * texts agree and one changed letter does not. */
static void test_hash_follows_the_text(void **state)
{
    ofr_spec *a = valid();
    ofr_spec *b = valid();
    ofr_spec *c = NULL;
    char *text = strdup(spec_test_valid);

    (void)state;
    assert_true(a->hash == b->hash);
    assert_string_equal(a->text, spec_test_valid);
    *strstr(text, "Two") = 't';
    assert_int_equal(read_text(text, &c, NULL), OFR_OK);
    assert_true(a->hash != c->hash);
    spec_free(a);
    spec_free(b);
    spec_free(c);
    free(text);
}

/* Oracle: written by hand from the form that spec.h promises. */
static void test_all_errors_come_at_once_in_file_order(void **state)
{
    (void)state;
    refused(
        "offramp: 1\n"
        "start: 2024-02-30\n"
        "actor: {}\n"
        "actors:\n"
        "  usa: {kind: principle}\n"
        "  iran: {knid: group}\n"
        "members: 2.5\n",
        "a.yaml:2:8: start: found '2024-02-30'; there is no such day between 1900 and 2149\n"
        "  start: 2024-02-30\n"
        "         ^\n"
        "a.yaml:3:1: unknown key 'actor'; known here: title, start, horizon, members, actors, "
        "hostile, theatres, drivers, conduct, red-lines, heat, deals, ... (did you mean "
        "'actors'?)\n"
        "  actor: {}\n"
        "  ^\n"
        "a.yaml:5:15: actors.usa.kind: found 'principle'; it must be principal, group, mediator "
        "or bystander (did you mean 'principal'?)\n"
        "    usa: {kind: principle}\n"
        "                ^\n"
        "a.yaml:6:3: actors.iran: the key 'kind' is missing; add 'kind: ...' (principal, group, "
        "mediator or bystander)\n"
        "    iran: {knid: group}\n"
        "    ^\n"
        "a.yaml:6:10: actors.iran: unknown key 'knid'; known here: name, kind, backed-by (did "
        "you mean 'kind'?)\n"
        "    iran: {knid: group}\n"
        "           ^\n"
        "a.yaml:7:10: members: found '2.5'; a whole number is expected, such as 3\n"
        "  members: 2.5\n"
        "           ^");
}

/* Oracle: by hand. */
static void test_dangling_references_name_the_nearest_id(void **state)
{
    (void)state;
    refused(
        "offramp: 1\n"
        "start: 2024-02-08\n"
        "actors: {usa: {kind: principal}, iran: {kind: principal, backed-by: {uas: {}}}}\n"
        "hostile: [[usa, irann], [usa]]\n",
        "a.yaml:3:70: actors.iran.backed-by: found 'uas'; it must be an id of actors: iran, usa "
        "(did you mean 'usa'?)\n"
        "  ..., iran: {kind: principal, backed-by: {uas: {}}}}\n"
        "                                           ^\n"
        "a.yaml:4:17: hostile: found 'irann'; it must be an id of actors: iran, usa (did you "
        "mean 'iran'?)\n"
        "  hostile: [[usa, irann], [usa]]\n"
        "                  ^\n"
        "a.yaml:4:25: hostile: found a list that is no pair; expected: a list of pairs, such as "
        "[[a, b], [c, d]]\n"
        "  hostile: [[usa, irann], [usa]]\n"
        "                          ^");
}

/* Oracle: by hand. */
static void test_duplicates_name_the_first_place(void **state)
{
    (void)state;
    refused(
        "offramp: 1\n"
        "start: 2024-02-08\n"
        "start: 2024-02-08\n"
        "conduct:\n"
        "  - {id: a, from: usa, rate: 1 per day}\n"
        "  - {id: a, from: usa, rate: 1 per day}\n"
        "actors: {usa: {kind: group, kind: group}}\n",
        "a.yaml:3:1: the key 'start' is there already, at line 2:1; keep one of the two\n"
        "  start: 2024-02-08\n"
        "  ^\n"
        "a.yaml:6:5: conduct: the id 'a' is taken already, at line 5:5; choose another\n"
        "    - {id: a, from: usa, rate: 1 per day}\n"
        "      ^\n"
        "a.yaml:7:29: actors.usa: the key 'kind' is there already, at line 7:16; keep one of the "
        "two\n"
        "  actors: {usa: {kind: group, kind: group}}\n"
        "                              ^");
}

/* Oracle: by hand; the keys are those of the scenario format. */
static void test_names_that_yaml_mistakes_are_refused(void **state)
{
    (void)state;
    refused("offramp: 1\nstart: 2024-02-08\ndrivers: {no: {active: yes}, Big: {}}\n",
            "a.yaml:3:11: drivers: the key 'no' is a boolean to many YAML readers; choose another "
            "name\n"
            "  drivers: {no: {active: yes}, Big: {}}\n"
            "            ^\n"
            "a.yaml:3:24: drivers.no.active: found 'yes'; write true or false\n"
            "  drivers: {no: {active: yes}, Big: {}}\n"
            "                         ^\n"
            "a.yaml:3:30: drivers: found the name 'Big'; names are lower-case letters, digits and "
            "'-', begin with a letter and have at most 40 characters\n"
            "  drivers: {no: {active: yes}, Big: {}}\n"
            "                               ^");
}

/* Oracle: by hand. */
static void test_format_version_comes_first(void **state)
{
    (void)state;
    refused("title: x\nstart: 2024-02-08\n",
            "a.yaml:1:1: the format is not stated; add the line 'offramp: 1' at the top\n"
            "  title: x\n"
            "  ^");
    /* Of another format nothing else is said. */
    refused("offramp: 2\nfoo: x\n",
            "a.yaml:1:1: written for format 2, this program reads format 1; write 'offramp: 1'\n"
            "  offramp: 2\n"
            "  ^");
}

/* Oracle: columns counted by hand: characters, a tab is one. */
static void test_the_caret_stands_right_below_odd_lines(void **state)
{
    (void)state;
    refused("offramp: 1\nstart: 2024-02-08\ntitle: {\"\xc3\xa9\xc3\xa9\":\t1}\r\nmembers:\t\tx # "
            "\xe2\x82\xac\n",
            "a.yaml:3:8: title: found keys with values; expected: text\n"
            "  title: {\"\xc3\xa9\xc3\xa9\": 1}\n"
            "         ^\n"
            "a.yaml:4:11: members: found 'x'; a whole number is expected, such as 3\n"
            "  members:  x # \xe2\x82\xac\n"
            "            ^");
}

/* Oracle: the byte order mark is no part of the first line; in its middle it is refused. */
static void test_a_byte_order_mark_is_passed_over(void **state)
{
    ofr_spec *spec = NULL;

    (void)state;
    assert_int_equal(read_text("\xef\xbb\xbfofframp: 1\nstart: 2024-02-08\n", &spec, NULL), OFR_OK);
    spec_free(spec);
    refused("\xef\xbb\xbfofframp: 3\nstart: 2024-02-08\n",
            "a.yaml:1:1: written for format 3, this program reads format 1; write 'offramp: 1'\n"
            "  offramp: 3\n"
            "  ^");
    refused_as("a: \xef\xbb\xbf\n", 7, OFR_SYNTAX, "a.yaml:1:4", "U+FEFF");
}

/* Oracle: the limit in spec.h. 150 unknown keys, 100 told, 50 counted. */
static void test_a_hundred_errors_are_told_and_the_rest_counted(void **state)
{
    char text[8000] = "offramp: 1\nstart: 2024-02-08\n";
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    size_t told = 0;

    (void)state;
    for (int i = 0; i < 150; i++) sprintf(text + strlen(text), "zzzz%d: 1\n", i);
    assert_int_equal(read_text(text, &spec, &err), OFR_SCHEMA);
    for (const char *p = err.text; (p = strstr(p, "unknown key")) != NULL; p++) told++;
    assert_int_equal(told, 100);
    assert_string_equal(err.text + strlen(err.text) - 15, "... and 50 more");
    ofr_error_done(&err);
}

/* Oracle: what spec.h lists as refused before the schema is asked. */
static void test_what_is_no_scenario_text_is_refused(void **state)
{
    (void)state;
    refused_as("", 0, OFR_SYNTAX, "a.yaml", "empty");
    refused_as("# nothing\n", 10, OFR_SYNTAX, "a.yaml", "comments");
    refused_as("offramp: 1\na: \0\n", 15, OFR_SYNTAX, "a.yaml:2:4", "U+0000");
    refused_as("a: \xff\n", 5, OFR_SYNTAX, "a.yaml:1:4", "not UTF-8");
    refused_as("a: \xc0\x80\n", 6, OFR_SYNTAX, "a.yaml:1:4", "not UTF-8");
    refused_as("a: \xed\xa0\x80\n", 7, OFR_SYNTAX, "a.yaml:1:4", "not UTF-8");
    refused_as("a: \x1b\n", 5, OFR_SYNTAX, "a.yaml:1:4", "U+001B");
    refused_as("a: \"\\0\"\n", 8, OFR_SYNTAX, "a.yaml:1:4", "NUL");
    refused_as("a: [\n", 5, OFR_SYNTAX, "a.yaml:2:1", "not YAML");
    refused_as("a: 1\n---\nb: 1\n", 14, OFR_SYNTAX, "a.yaml:2:1", "second document");
    refused_as("a: !!str 1\n", 11, OFR_SYNTAX, "a.yaml:1:4", "tags");
    refused_as("a: &x 1\n", 8, OFR_LIMIT, "a.yaml:1:4", "anchors");
    refused_as("a: *x\n", 6, OFR_LIMIT, "a.yaml:1:4", "aliases");
    refused_as("- 1\n", 4, OFR_SCHEMA, "", "mapping");
    refused_as("[a]: 1\n", 7, OFR_SYNTAX, "a.yaml:1:1", "a key must be a word");
}

/* Oracle: OFR_IO and the name of the file. */
static void test_a_missing_file_or_a_directory_is_an_input_error(void **state)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(spec_read("/no/such/file.yaml", spec_test_keys, SPEC_TEST_TABLES, &spec, &err),
                     OFR_IO);
    assert_string_equal(err.where, "/no/such/file.yaml");
    ofr_error_done(&err);
    assert_int_equal(spec_read("/", spec_test_keys, SPEC_TEST_TABLES, &spec, &err), OFR_IO);
    assert_null(spec);
    ofr_error_done(&err);
}

/* Oracle: a key of one table repeated in another is a fault of the program, named by its path. */
static void test_tables_that_disagree_are_refused(void **state)
{
    static const ofr_key again[] = {{.path = "members", .type = OFR_COUNT, .lo = 1}};
    const ofr_keys tables[] = {spec_test_keys[0], {again, 1, "again"}};
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(
        spec_read_text(spec_test_valid, strlen(spec_test_valid), "a.yaml", tables, 2, &spec, &err),
        OFR_USAGE);
    assert_string_equal(err.where, "members");
    ofr_error_done(&err);
}

/* Oracle: by hand; the same list that compile steps use. */
static void test_later_faults_point_into_the_file(void **state)
{
    ofr_spec *spec = valid();
    ofr_faults *faults = faults_new(spec);
    ofr_error err = {0};

    (void)state;
    assert_int_equal(faults_status(faults, &err), OFR_OK);
    faults_add(faults, spec_at(spec, "conduct.2.rate"), "too %s; slow down", "fast");
    faults_add(faults, spec_at(spec, "theatres.iraq.lethality"), "a default is to blame");
    faults_add(faults, NULL, "nothing fits");
    assert_int_equal(faults_status(faults, &err), OFR_STRUCTURE);
    assert_string_equal(err.text,
                        "a.yaml:13:3: theatres.iraq.lethality: a default is to blame\n"
                        "    iraq: {at: [33.3, 44.4]}\n"
                        "    ^\n"
                        "a.yaml:21:5: conduct.2.rate: too fast; slow down\n"
                        "      rate: {value: 0.4 per week, prior: \"gamma(4, 0.4) per week\"}\n"
                        "      ^\n"
                        "a.yaml: nothing fits");
    ofr_error_done(&err);
    faults_free(faults);
    spec_free(spec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_read_in_canonical_units),
        cmocka_unit_test(test_defaults_are_filled_and_marked),
        cmocka_unit_test(test_parameters_stand_in_tree_order_with_their_sources),
        cmocka_unit_test(test_nodes_are_found_by_name_and_path),
        cmocka_unit_test(test_hash_follows_the_text),
        cmocka_unit_test(test_all_errors_come_at_once_in_file_order),
        cmocka_unit_test(test_dangling_references_name_the_nearest_id),
        cmocka_unit_test(test_duplicates_name_the_first_place),
        cmocka_unit_test(test_names_that_yaml_mistakes_are_refused),
        cmocka_unit_test(test_format_version_comes_first),
        cmocka_unit_test(test_the_caret_stands_right_below_odd_lines),
        cmocka_unit_test(test_a_byte_order_mark_is_passed_over),
        cmocka_unit_test(test_a_hundred_errors_are_told_and_the_rest_counted),
        cmocka_unit_test(test_what_is_no_scenario_text_is_refused),
        cmocka_unit_test(test_a_missing_file_or_a_directory_is_an_input_error),
        cmocka_unit_test(test_tables_that_disagree_are_refused),
        cmocka_unit_test(test_later_faults_point_into_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
