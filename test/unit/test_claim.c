/* What a claim expects is read strictly: a size says what it is a part of, and what is refused names the cure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "state/claim.h"
#include "world.h"

static ofr_claim read_claim(const char *text, measure_kind measure)
{
    char advice[CLAIM_ADVICE];
    ofr_claim claim = {0};

    if (!claim_parse(text, measure, &claim, advice)) fail_msg("'%s': %s", text, advice);
    return claim;
}

static void check(const char *text, measure_kind measure, claim_sign sign, double margin,
                  bool relative)
{
    const ofr_claim claim = read_claim(text, measure);

    assert_int_equal(claim.sign, sign);
    assert_true(claim.margin == margin);
    assert_int_equal(claim.relative, relative);
}

static void refuse(const char *text, measure_kind measure, const char *says)
{
    char advice[CLAIM_ADVICE] = "";
    ofr_claim claim = {CLAIM_WITHIN, 7, true};

    if (claim_parse(text, measure, &claim, advice)) fail_msg("taken: '%s'", text);
    if (!strstr(advice, says)) fail_msg("'%s': %s", text, advice);
    assert_true(claim.sign == CLAIM_WITHIN && claim.margin == 7 && claim.relative);
}

/* Oracle: a point is one future in a hundred; a percentage is a hundredth of the base. */
static void test_points_are_absolute_and_percentages_relative(void **state)
{
    (void)state;
    check("lower by 3 points", MEASURE_OUTCOME, CLAIM_LOWER, 0.03, false);
    check("higher by 1 point", MEASURE_OUTCOME, CLAIM_HIGHER, 0.01, false);
    check("within 0.5 points", MEASURE_OUTCOME, CLAIM_WITHIN, 0.005, false);
    check("lower by 100 points", MEASURE_OUTCOME, CLAIM_LOWER, 1, false);
    check("lower by 20 %", MEASURE_OUTCOME, CLAIM_LOWER, 0.2, true);
    check("lower by 20%", MEASURE_ACTS, CLAIM_LOWER, 0.2, true);
    check("higher by 300 %", MEASURE_MESSAGES, CLAIM_HIGHER, 3, true);
    check("within 5 %", MEASURE_MISREAD, CLAIM_WITHIN, 0.05, true);
    check("higher by 0", MEASURE_ACTS, CLAIM_HIGHER, 0, false);
}

/* Oracle: what can be counted has a unit of its own. */
static void test_a_bare_number_is_in_the_unit_of_what_is_counted(void **state)
{
    (void)state;
    check("lower by 3", MEASURE_ACTS, CLAIM_LOWER, 3, false);
    check("higher by 0.1", MEASURE_MESSAGES, CLAIM_HIGHER, 0.1, false);
    check("within 2e-1", MEASURE_MISREAD, CLAIM_WITHIN, 0.2, false);
}

/* Oracle: issue: 'lower by 3' was read as 300 points. */
static void test_a_bare_number_of_an_outcome_is_refused_with_the_cure(void **state)
{
    (void)state;
    refuse("lower by 3", MEASURE_OUTCOME, "found 'lower by 3', a number without a unit");
    refuse("lower by 3", MEASURE_OUTCOME, "write 'lower by 3 points'");
    refuse("lower by 3", MEASURE_OUTCOME, "or 'lower by 3 %'");
    refuse("within 0.02", MEASURE_OUTCOME, "a share of 0.02 is 2 points");
    refuse("lower by 3 points", MEASURE_ACTS, "write 'lower by 3' (acts a week)");
    refuse("within 3 points", MEASURE_MESSAGES, "(messages a week) or 'within 20 %'");
}

/* Oracle: the header's forms. */
static void test_what_is_none_of_the_forms_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "lower",
        "lower by",
        "lower by ",
        "lower by x",
        "same",
        "Lower by 1",
        "within",
        "lower by nan",
        "within inf",
        "less",
        "lower by 3  ",
        "lower by 3 % ",
        "lower by 3 point s",
        "lower by 3 acts",
        "lower by3",
        "lower by % 3",
        "lower by 3 % %",
        "lower  by 3 %",
        "lower by 3 Points",
        "lower by 0x3 points",
        "lower by 3,5 points",
        "lower by 00000000000000000000000000000000000000000000000001 points"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        refuse(bad[i], MEASURE_OUTCOME, "write 'lower by', 'higher by' or 'within' and a size");
        refuse(bad[i], MEASURE_ACTS, "such as 'lower by 0.5' or 'lower by 20 %'");
    }
}

/* Oracle: a share is at most one, nothing falls below nothing. */
static void test_sizes_that_no_effect_has_are_refused(void **state)
{
    (void)state;
    refuse("lower by 300 points", MEASURE_OUTCOME, "at most 100 points");
    refuse("within 101 points", MEASURE_OUTCOME, "at most 100 points");
    refuse("lower by 101 %", MEASURE_ACTS, "lower by more than 100 %");
    refuse("within 0 points", MEASURE_OUTCOME, "above 0");
    refuse("within 0", MEASURE_ACTS, "above 0");
    refuse("higher by -1", MEASURE_ACTS, "from 0 to 1e9");
    refuse("lower by -20 %", MEASURE_OUTCOME, "from 0 to 1e9");
    refuse("higher by 1e12", MEASURE_ACTS, "from 0 to 1e9");
}

/* Whatever the text is, the advice fits its room. */
static void test_long_texts_are_refused_within_the_room(void **state)
{
    char text[2000], advice[CLAIM_ADVICE];
    ofr_claim claim;

    (void)state;
    memset(text, '9', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text, "lower by ", 9);
    assert_false(claim_parse(text, MEASURE_OUTCOME, &claim, advice));
    assert_true(strlen(advice) < CLAIM_ADVICE);
    refuse("higher by 0.00000000000000000000000000001", MEASURE_OUTCOME, "1e-27 points");
}

/* Oracle: check refuses what test would, with all faults and their places in one go. */
static void test_unclear_claims_are_faults_of_the_scenario(void **state)
{
    char message[4096];
    const ofr_status status = world_refused(
        "offramp: 1\ntitle: t\nstart: 2024-01-01\nhostile: [[a, b]]\n"
        "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}}\n"
        "theatres: {x: {name: X}}\nconduct:\n  - {id: f, from: a, to: b, in: x, act: accuse}\n"
        "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"
        "hypotheses:\n"
        "  bare: {says: x, outcome: war, compare: {c: {expects: lower by 3}}}\n"
        "  points: {says: x, acts: f, compare: {c: {expects: lower by 3 points}}}\n"
        "  none: {says: x, compare: {c: {expects: within 1}}}\n"
        "  two: {says: x, acts: f, outcome: war, compare: {c: {expects: within 1}}}\n"
        "  empty: {says: x, acts: f}\n",
        message, sizeof message);
    static const char *const says[] = {
        "hypotheses.bare.compare.c.expects: found 'lower by 3', a number without a unit",
        "hypotheses.points.compare.c.expects: found 'lower by 3 points', but points",
        "hypotheses.none: needs one measure, of outcome, acts, messages-by and misread: true; "
        "found 0",
        "hypotheses.two: needs one measure, of outcome, acts, messages-by and misread: true; found "
        "2",
        "hypotheses.empty: needs 1 to 16 changed futures under compare, found 0"};

    (void)state;
    assert_int_equal(status, OFR_STRUCTURE);
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        if (!strstr(message, says[i])) fail_msg("no '%s' in: %s", says[i], message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_are_absolute_and_percentages_relative),
        cmocka_unit_test(test_a_bare_number_is_in_the_unit_of_what_is_counted),
        cmocka_unit_test(test_a_bare_number_of_an_outcome_is_refused_with_the_cure),
        cmocka_unit_test(test_what_is_none_of_the_forms_is_refused),
        cmocka_unit_test(test_sizes_that_no_effect_has_are_refused),
        cmocka_unit_test(test_long_texts_are_refused_within_the_room),
        cmocka_unit_test(test_unclear_claims_are_faults_of_the_scenario),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
