/* test_spec_change.c -- changing values of a read scenario; writing it out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spec_test_keys.h"

static int read_valid(void **state)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    if (spec_read_text(spec_test_valid, strlen(spec_test_valid), "a.yaml", spec_test_keys,
                       SPEC_TEST_TABLES, &spec, &err) != OFR_OK) {
        fail_msg("%s", err.text);
    }
    *state = spec;
    return 0;
}

static int drop(void **state)
{
    spec_free(*state);
    return 0;
}

static void refused(ofr_spec *spec, const char *path, const char *value, ofr_status code,
                    const char *expected)
{
    const uint64_t hash = spec->hash;
    ofr_error err = {0};

    assert_int_equal(spec_change(spec, path, value, &err), code);
    assert_string_equal(err.text, expected);
    assert_true(spec->hash == hash);
    ofr_error_done(&err);
}

/* What a function writes, as a text to be freed. */
static char *written(ofr_status (*write)(const ofr_spec *, bool, FILE *), const ofr_spec *spec,
                     bool all)
{
    FILE *out = tmpfile();
    char *text = calloc(1, 1 << 16);

    assert_non_null(out);
    assert_non_null(text);
    assert_int_equal(write(spec, all, out), OFR_OK);
    rewind(out);
    assert_true(fread(text, 1, (1 << 16) - 1, out) > 0);
    fclose(out);
    return text;
}

static ofr_status write_explain(const ofr_spec *spec, bool all, FILE *out)
{
    return spec_explain(spec, all, out, NULL);
}

static ofr_status write_json(const ofr_spec *spec, bool all, FILE *out)
{
    (void)all;
    return spec_json(spec, out, NULL);
}

static ofr_status write_reference(const ofr_spec *spec, bool all, FILE *out)
{
    (void)all;
    return schema_reference(spec->keys, spec->n_keys, out, NULL);
}

/* Oracle: a change is a point: the prior that was written no longer speaks for the number. */
static void test_a_changed_number_is_a_point(void **state)
{
    ofr_spec *spec = *state;
    const ofr_node *node = spec_at(spec, "actors.huthis.backed-by.iran.control");
    const ofr_parameter *parameter = &spec->parameter[node->parameter];
    const uint64_t hash = spec->hash;

    assert_int_equal(parameter->prior.kind, PRIOR_BETA);
    assert_int_equal(spec_change(spec, node->path, "60 %", NULL), OFR_OK);
    assert_true(node->value == 0.6 && parameter->value == 0.6);
    assert_int_equal(parameter->prior.kind, PRIOR_NONE);
    assert_true(spec->hash != hash);
    assert_int_equal(spec_change(spec, "conduct.ships.rate", "7 per week", NULL), OFR_OK);
    assert_true(spec_at(spec, "conduct.ships.rate")->value == 1.0);
}

/* Oracle: spec.h: flags, choices and days change too, and defaults like stated values. */
static void test_flags_choices_days_and_defaults_change(void **state)
{
    ofr_spec *spec = *state;

    assert_int_equal(spec_change(spec, "drivers.war.active", "false", NULL), OFR_OK);
    assert_true(spec_at(spec, "drivers.war.active")->value == 0.0);
    assert_int_equal(spec_change(spec, "actors.usa.kind", "mediator", NULL), OFR_OK);
    assert_int_equal(spec_at(spec, "actors.usa.kind")->choice, 2);
    assert_int_equal(spec_change(spec, "deals.money.clauses.1.due", "2024-01-01", NULL), OFR_OK);
    assert_int_equal((int)spec_at(spec, "deals.money.clauses.1.due")->value,
                     date_parse("2024-01-01"));
    assert_int_equal(spec_change(spec, "heat.half-life", "2 weeks", NULL), OFR_OK);
    assert_true(spec_at(spec, "heat.half-life")->value == 14.0);
    assert_true(spec_at(spec, "heat.half-life")->stated);
}

/* Oracle: by hand. */
static void test_wrong_changes_are_explained_and_change_nothing(void **state)
{
    ofr_spec *spec = *state;

    refused(spec, "conduct.ship.rate", "1 per day", OFR_PATH,
            "there is no path 'conduct.ship.rate' in a.yaml (did you mean 'conduct.ships.rate'?)");
    refused(spec, "conduct.ships.rat", "1 per day", OFR_PATH,
            "there is no path 'conduct.ships.rat' in a.yaml (did you mean 'conduct.ships.rate'?)");
    refused(spec, "zzzzz", "1", OFR_PATH, "there is no path 'zzzzz' in a.yaml");
    refused(spec, "", "1", OFR_PATH, "there is no path '' in a.yaml");
    refused(spec, "conduct.ships", "1", OFR_PATH,
            "'conduct.ships' is a group, not a value; below it: from, to, rate, driven-by");
    refused(spec, "members", "10", OFR_PATH,
            "'members' is part of the structure; a change sets numbers, flags, choices and days");
    refused(spec, "theatres.iraq.at.1", "10", OFR_PATH,
            "'theatres.iraq.at.1' is part of the structure; a change sets numbers, flags, choices "
            "and days");
    refused(spec, "theatres.iraq.lethality", "1.5", OFR_SCHEMA,
            "found '1.5'; it must be between 0 and 1");
    refused(spec, "drivers.war.active", "no", OFR_SCHEMA, "found 'no'; write true or false");
    assert_true(spec_at(spec, "drivers.war.active")->value == 1.0);
}

/* Oracle: the same changes give the same hash, another order or value another. */
static void test_hash_follows_the_changes(void **state)
{
    ofr_spec *a = *state;
    ofr_spec *b = NULL;

    read_valid((void **)&b);
    assert_int_equal(spec_change(a, "horizon", "3 days", NULL), OFR_OK);
    assert_int_equal(spec_change(b, "horizon", "4 days", NULL), OFR_OK);
    assert_true(a->hash != b->hash);
    spec_free(b);
    read_valid((void **)&b);
    assert_int_equal(spec_change(b, "horizon", "3 days", NULL), OFR_OK);
    assert_true(a->hash == b->hash);
    spec_free(b);
}

/* Oracle: counted in spec_test_keys.h: 30 values, of which members, the lethality in Iraq and the
 * half-life are defaults; 8 of the 10 numbers carry no source or "judgement"; 3 have priors. */
static void test_explain_lists_and_counts(void **state)
{
    char *all = written(write_explain, *state, true);
    char *stated = written(write_explain, *state, false);

    assert_non_null(strstr(all, "\n30 values, 27 stated, 8 judged, 3 with priors\n"));
    assert_non_null(strstr(stated, "\n30 values, 27 stated, 8 judged, 3 with priors\n"));
    assert_non_null(strstr(
        all, "\nactors.huthis.backed-by.iran.control  0.35            beta(7, 13)                  "
             "stated   judgement\n"));
    assert_non_null(strstr(
        all, "\nheat.half-life                        30 days                                      "
             "default  Smith 2001, table 2\n"));
    assert_null(strstr(stated, "heat.half-life"));
    assert_null(strstr(stated, "default"));
    free(all);
    free(stated);
}

/* Oracle: by hand: canonical units, whole numbers plain, the id of list entries. */
static void test_json_holds_canonical_values(void **state)
{
    char *text = written(write_json, *state, true);

    assert_non_null(strstr(text, "\"horizon\": 182,"));
    assert_non_null(strstr(text, "\"hostile\": [[\"usa\", \"iran\"]],"));
    assert_non_null(strstr(text, "\"id\": \"ships\",\n        \"from\": \"huthis\""));
    assert_non_null(strstr(text, "\"due\": \"2023-09-18\""));
    assert_non_null(strstr(text,
                           "\"prior\": {\"kind\": \"beta\", \"a\": 7, \"b\": 13}, \"source\": "
                           "\"judgement\", \"judged\": true, \"stated\": true, \"place\": "
                           "\"a.yaml:10:24\"}"));
    assert_non_null(strstr(text, "\"conduct.ships.rate\": {\"value\": \"0 per day\", \"from\": "
                                 "\"2024-03-01\"}"));
    free(text);
}

/* Oracle: spec_test_keys.h. */
static void test_reference_page_lists_every_key(void **state)
{
    char *text = written(write_reference, *state, true);

    assert_non_null(strstr(text, "| `actors.*.kind` | choice | principal, group, mediator or "
                                 "bystander | required | constant | what it is |  |\n"));
    assert_non_null(strstr(text,
                           "| `heat.half-life` | span of time | between 0.1 days and 3650 days "
                           "| 30 days | constant | how fast it cools | Smith 2001, table 2 "
                           "|\n"));
    assert_non_null(strstr(text, "## Event patterns\n"));
    assert_non_null(strstr(text, "| `deaths-own` | whole number | between 0 and 1e+06 | 0 |"));
    free(text);
}

#define READ(test) cmocka_unit_test_setup_teardown(test, read_valid, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        READ(test_a_changed_number_is_a_point),
        READ(test_flags_choices_days_and_defaults_change),
        READ(test_wrong_changes_are_explained_and_change_nothing),
        READ(test_hash_follows_the_changes),
        READ(test_explain_lists_and_counts),
        READ(test_json_holds_canonical_values),
        READ(test_reference_page_lists_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
