/* test_spec_values.c -- numbers, units, priors, flags and days as written in a scenario. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spec_test_keys.h"

/* Reads a scenario whose only free value is this one line. */
static ofr_status read_line(const char *line, ofr_spec **ret_spec, ofr_error *err)
{
    char text[2000];

    snprintf(text, sizeof text, "offramp: 1\nstart: 2024-02-08\nactors: {usa: {kind: group}}\n%s\n",
             line);
    return spec_read_text(text, strlen(text), "v.yaml", spec_test_keys, SPEC_TEST_TABLES, ret_spec,
                          err);
}

static ofr_prior prior_of(const char *line, double *ret_value)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};
    ofr_prior prior = {PRIOR_NONE, 0, 0, 0};

    if (read_line(line, &spec, &err) != OFR_OK) fail_msg("%s: %s", line, err.text);
    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (!spec->parameter[i].node->stated) continue;
        prior = spec->parameter[i].prior;
        *ret_value = spec->parameter[i].value;
    }
    spec_free(spec);
    return prior;
}

/* One error, whose first line is exactly this. */
static void refused(const char *line, const char *expected)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    if (read_line(line, &spec, &err) != OFR_SCHEMA) fail_msg("%s: taken", line);
    *strchr(err.text, '\n') = '\0';
    assert_string_equal(err.text, expected);
    ofr_error_done(&err);
}

/* The value must be refused, with this in the message. */
static void refused_with(const char *line, const char *part)
{
    ofr_spec *spec = NULL;
    ofr_error err = {0};

    if (read_line(line, &spec, &err) != OFR_SCHEMA) fail_msg("%s: taken", line);
    if (strstr(err.text, part) == NULL) fail_msg("%s: '%s' lacks '%s'", line, err.text, part);
    ofr_error_done(&err);
}

/* Oracle: the definitions in distributions.h; a week has 7 days, 35 % is 0.35. Location and scale
 * carry the unit, shapes do not. */
static void test_priors_are_read_in_canonical_units(void **state)
{
    double value = 0;
    ofr_prior p = prior_of("horizon: {value: 3 weeks, prior: \"gamma(40, 3) weeks\"}", &value);

    (void)state;
    assert_int_equal(p.kind, PRIOR_GAMMA);
    assert_true(p.a == 40.0 && p.b == 21.0 && value == 21.0);
    p = prior_of("horizon: {prior: lognormal(2, 0.1) weeks}", &value);
    assert_int_equal(p.kind, PRIOR_LOGNORMAL);
    assert_true(p.a == 14.0 && p.b == 0.1);
    assert_float_equal(value, 14.0, 1e-9); /* the median */
    p = prior_of("horizon: {prior: triangular(1, 2, 4) weeks}", &value);
    assert_true(p.kind == PRIOR_TRIANGULAR && p.a == 7.0 && p.b == 14.0 && p.c == 28.0);
    p = prior_of("theatres: {iraq: {lethality: {prior: uniform(1, 3) %}}}", &value);
    assert_true(p.kind == PRIOR_UNIFORM && p.a == 0.01 && p.b == 0.03);
    assert_float_equal(value, 0.02, 1e-12);
    p = prior_of("heat: {gain: {prior: normal(-1, 2.5)}}", &value);
    assert_true(p.kind == PRIOR_NORMAL && p.a == -1.0 && p.b == 2.5);
    p = prior_of("theatres: {iraq: {lethality: {prior: beta(0.5,0.5)}}}", &value);
    assert_true(p.kind == PRIOR_BETA && p.a == 0.5 && p.b == 0.5);
}

/* Oracle: the prior is one text, whether YAML's braces cut it at its commas or not. */
static void test_a_prior_means_the_same_in_braces_and_in_lines(void **state)
{
    double value = 0;
    const ofr_prior braces = prior_of(
        "theatres: {iraq: {lethality: {prior: beta(7, 13), source: a}}}", &value);
    const ofr_prior lines = prior_of(
        "theatres:\n  iraq:\n    lethality:\n      prior: beta(7, 13)\n      source: a", &value);

    (void)state;
    assert_int_equal(braces.kind, PRIOR_BETA);
    assert_true(braces.a == lines.a && braces.b == lines.b);
    /* Two equal arguments are no repeated keys. */
    assert_true(prior_of("heat: {gain: {prior: triangular(0, 1, 1), source: a}}", &value).c == 1.0);
}

/* Oracle: the argument rules of each distribution. */
static void test_priors_with_wrong_arguments_are_refused(void **state)
{
    static const char *const wrong[] = {
        "uniform(2, 1)",   "uniform(1, 1)",       "normal(0, 0)",
        "normal(0, -1)",   "beta(0, 1)",          "beta(1)",
        "beta(1, 2, 3)",   "beta(1, 2",           "beta(1, x)",
        "gamma(-1, 1)",    "gamma(1, 0)",         "lognormal(0, 1)",
        "lognormal(1, 0)", "triangular(1, 0, 2)", "triangular(1, 1, 1)",
        "beta(nan, 1)",    "beta(inf, 1)",        "beta(1e400, 1)",
        "beta(1, 2) days", "beta 1, 2",           "beta()",
        "beta(,)",         "normal(0x1, 1)",      "(1, 2)",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char line[100];
        snprintf(line, sizeof line, "heat: {gain: {prior: \"%s\"}}", wrong[i]);
        refused_with(line, "heat.gain: found");
    }
}

/* Oracle: by hand. */
static void test_messages_about_priors_say_what_to_write(void **state)
{
    (void)state;
    refused("theatres: {iraq: {lethality: {prior: betta(7, 13)}}}",
            "v.yaml:4:38: theatres.iraq.lethality: found 'betta(7, 13)'; a prior is uniform(low, "
            "high), normal(mean, sd), lognormal(median, sigma), beta(a, b), gamma(shape, mean) or "
            "triangular(low, mode, high) (did you mean 'beta'?)");
    refused(
        "horizon: {value: 3 days, prior: gamma(4, 30)}",
        "v.yaml:4:33: horizon: found 'gamma(4, 30)'; a unit of time must follow the prior, such "
        "as gamma(4, 30) days");
    refused(
        "theatres: {iraq: {lethality: {prior: normal(5, 0.3)}}}",
        "v.yaml:4:38: theatres.iraq.lethality: found 'normal(5, 0.3)'; hardly anything of this "
        "prior lies where the value may be: it must be between 0 and 1; move the prior there, or "
        "take one of another form");
    refused("theatres: {iraq: {lethality: {value: 0.5, prior: \"uniform(0.1, 0.2)\"}}}",
            "v.yaml:4:38: theatres.iraq.lethality: found '0.5'; its prior never gives this value; "
            "change the value or the prior");
    refused("theatres: {iraq: {lethality: beta(7, 13)}}",
            "v.yaml:4:30: theatres.iraq.lethality: found 'beta(7, 13)'; write a prior as {prior: "
            "beta(7, 13)}");
}

/* Oracle: tables of the normal: of normal(-0.3, 0.1) 0.00135 lies above 0, of normal(-0.31, 0.1) 0.00097. The median of
 * normal(0, 0.1) above 0 is its upper quartile, 0.067449. */
static void test_a_prior_is_cut_to_its_range_if_a_thousandth_lies_there(void **state)
{
    double value = 0;

    (void)state;
    assert_int_equal(
        prior_of("theatres: {iraq: {lethality: {prior: normal(0, 0.1)}}}", &value).kind,
        PRIOR_NORMAL);
    assert_true(fabs(value - 0.0674490) < 1e-7);
    assert_int_equal(
        prior_of("theatres: {iraq: {lethality: {prior: normal(-0.3, 0.1)}}}", &value).kind,
        PRIOR_NORMAL);
    refused_with("theatres: {iraq: {lethality: {prior: normal(-0.31, 0.1)}}}", "hardly anything");
    refused_with("theatres: {iraq: {lethality: {prior: \"uniform(1, 2)\"}}}", "hardly anything");
    refused_with("theatres: {iraq: {lethality: {value: 2, prior: \"uniform(0, 3)\"}}}",
                 "between 0 and 1");
}

/* Oracle: spec.h: value, prior, source, note and nothing else. */
static void test_a_number_in_braces_takes_four_keys(void **state)
{
    double value = 0;

    (void)state;
    assert_int_equal(prior_of("heat: {gain: {value: 2, source: a, note: b}}", &value).kind,
                     PRIOR_NONE);
    assert_true(value == 2.0);
    refused(
        "heat: {gain: {valu: 2, prior: \"normal(0, 1)\"}}",
        "v.yaml:4:15: heat.gain: unknown key 'valu'; a number has value, prior, source and note "
        "(did you mean 'value'?)");
    refused(
        "heat: {gain: {value: 2, source: Smith, 2004}}",
        "v.yaml:4:40: heat.gain: unknown key '2004'; a number has value, prior, source and note; "
        "quote a text that holds a comma");
    refused_with("heat: {gain: {source: a}}", "neither value nor prior");
    refused_with("heat: {gain: {value: [1]}}", "'value' must be a single value");
    refused_with("heat: {gain: [1]}", "found a list");
    refused_with("heat: {gain: }", "there is no value");
}

/* Oracle: strictness asked of every number: finite, whole text, no other notations. */
static void test_sloppy_numbers_are_refused(void **state)
{
    static const char *const wrong[] = {"0.5abc", "1,5", ".nan", "nan",   "inf", "-.inf", "0x10",
                                        "1e999",  "1 2", "--1",  "1_000", "~",   "null",  "1;"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char line[100];
        snprintf(line, sizeof line, "heat: {gain: \"%s\"}", wrong[i]);
        refused_with(line, "heat.gain: found");
        snprintf(line, sizeof line, "members: \"%s\"", wrong[i]);
        refused_with(line, "members: found");
    }
    refused_with("members: 2.5", "whole number");
    refused_with("members: 0", "it must be between 1 and 1e+06");
}

/* Oracle: the unit table of units.h: these keys need one. */
static void test_missing_and_wrong_units_are_refused(void **state)
{
    (void)state;
    refused_with("horizon: 365", "found '365'");
    refused_with("horizon: 3 per week", "found '3 per week'");
    refused_with("conduct: [{from: usa, rate: 0.3}]", "found '0.3'");
    refused_with("heat: {gain: 3 days}", "found '3 days'");
    refused_with("deals: {a: {clauses: [{of: 6e9}]}}", "found '6e9'");
}

/* Oracle: by hand. */
static void test_flags_days_and_ranges(void **state)
{
    (void)state;
    refused("drivers: {war: {active: on}}",
            "v.yaml:4:25: drivers.war.active: found 'on'; write true or false");
    refused("drivers: {war: {active: maybe}}",
            "v.yaml:4:25: drivers.war.active: found 'maybe'; true or false is expected");
    refused(
        "deals: {a: {clauses: [{due: 2024-2-8}]}}",
        "v.yaml:4:29: deals.a.clauses.1.due: found '2024-2-8'; a day is written YYYY-MM-DD, such "
        "as 2024-02-08");
    refused("deals: {a: {clauses: [{due: 2024-02-08x}]}}",
            "v.yaml:4:29: deals.a.clauses.1.due: found '2024-02-08x'; a day is written YYYY-MM-DD, "
            "such as 2024-02-08");
    refused("theatres: {iraq: {lethality: 1.2}}",
            "v.yaml:4:30: theatres.iraq.lethality: found '1.2'; it must be between 0 and 1");
    refused("horizon: 1 hour",
            "v.yaml:4:10: horizon: found '1 hour'; it must be between 1 day and 36525 days");
    refused("theatres: {iraq: {at: [200]}}",
            "v.yaml:4:24: theatres.iraq.at: found '200'; it must be between -180 and 180");
}

/* Oracle: spec.h, nearest_name: a third of the length, at least one edit. */
static void test_only_near_names_are_offered(void **state)
{
    static const char *const name[] = {"rate", "delay", "fidelity"};

    (void)state;
    assert_string_equal(nearest_name("rat", name, 3), "rate");
    assert_string_equal(nearest_name("raet", name, 3), "rate");
    assert_string_equal(nearest_name("fidelitee", name, 3), "fidelity");
    assert_null(nearest_name("colour", name, 3));
    assert_null(nearest_name("", name, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_priors_are_read_in_canonical_units),
        cmocka_unit_test(test_a_prior_means_the_same_in_braces_and_in_lines),
        cmocka_unit_test(test_priors_with_wrong_arguments_are_refused),
        cmocka_unit_test(test_messages_about_priors_say_what_to_write),
        cmocka_unit_test(test_a_prior_is_cut_to_its_range_if_a_thousandth_lies_there),
        cmocka_unit_test(test_a_number_in_braces_takes_four_keys),
        cmocka_unit_test(test_sloppy_numbers_are_refused),
        cmocka_unit_test(test_missing_and_wrong_units_are_refused),
        cmocka_unit_test(test_flags_days_and_ranges),
        cmocka_unit_test(test_only_near_names_are_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
