/* test_units.c -- what people may write as a quantity, and what they may not. */
#include "core/units.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct right {
    const char *text;
    ofr_unit unit;
    double value;
} right;

/* Oracle: the definitions in units.h. */
static void test_right_quantities_are_read(void **state)
{
    const right cases[] = {
        {"0.35", UNIT_NONE, 0.35},
        {"-2", UNIT_NONE, -2.0},
        {"1e9", UNIT_NONE, 1e9},
        {"2.5E-3", UNIT_NONE, 2.5e-3},
        {"0.35", UNIT_SHARE, 0.35},
        {"35 %", UNIT_SHARE, 0.35},
        {"35%", UNIT_SHARE, 0.35},
        {"1 day", UNIT_DAYS, 1.0},
        {"180 days", UNIT_DAYS, 180.0},
        {"36 hours", UNIT_DAYS, 1.5},
        {"2 weeks", UNIT_DAYS, 14.0},
        {"12 months", UNIT_DAYS, 365.25},
        {"2 years", UNIT_DAYS, 730.5},
        {"3  days", UNIT_DAYS, 3.0},
        {"7 per week", UNIT_PER_DAY, 1.0},
        {"0.3 per day", UNIT_PER_DAY, 0.3},
        {"1 per hour", UNIT_PER_DAY, 24.0},
        {"30.4375 per month", UNIT_PER_DAY, 1.0},
        {"x7.4", UNIT_FACTOR, 7.4},
        {"365.25 per year", UNIT_PER_DAY, 1.0},
        {"6e9 USD", UNIT_AMOUNT, 6e9},
        {"4 people", UNIT_AMOUNT, 4.0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *word = NULL, *hint = NULL;
        double value = NAN;

        if (!quantity_parse(cases[i].text, cases[i].unit, &value, &word, &hint)) {
            fail_msg("refused: %s", cases[i].text);
        }
        if (!(fabs(value - cases[i].value) <= 4e-16 * fabs(value))) {
            fail_msg("%s is read as %.17g", cases[i].text, value);
        }
        assert_null(hint);
    }
}

static void test_word_of_an_amount_points_into_the_text(void **state)
{
    const char *text = "6e9 USD", *word = NULL;
    double value;

    (void)state;
    assert_true(quantity_parse(text, UNIT_AMOUNT, &value, &word, NULL));
    assert_ptr_equal(word, text + 4);
    assert_true(quantity_parse(text, UNIT_AMOUNT, &value, NULL, NULL));
}

typedef struct wrong {
    const char *text;
    ofr_unit unit;
} wrong;

static void test_wrong_quantities_get_a_hint_with_an_example(void **state)
{
    const wrong cases[] = {
        {"", UNIT_NONE},
        {"abc", UNIT_NONE},
        {"1 ", UNIT_NONE},
        {" 1", UNIT_NONE},
        {"+1", UNIT_NONE},
        {"1_000", UNIT_NONE},
        {"1,5", UNIT_NONE},
        {"nan", UNIT_NONE},
        {"inf", UNIT_NONE},
        {"-inf", UNIT_NONE},
        {"0x10", UNIT_NONE},
        {"1e999", UNIT_NONE},
        {"1e", UNIT_NONE},
        {".5", UNIT_NONE},
        {"5.", UNIT_NONE},
        {"--1", UNIT_NONE},
        {"1.2.3", UNIT_NONE},
        {"3 days", UNIT_NONE},
        {"35 %", UNIT_NONE},
        {"35 %%", UNIT_SHARE},
        {"35 percent", UNIT_SHARE},
        {"35% ", UNIT_SHARE},
        {"3", UNIT_DAYS},
        {"3days", UNIT_DAYS},
        {"3 Days", UNIT_DAYS},
        {"3 days ", UNIT_DAYS},
        {"3 days 2 hours", UNIT_DAYS},
        {"3 fortnights", UNIT_DAYS},
        {"days", UNIT_DAYS},
        {"1e308 years", UNIT_DAYS},
        {"0.3", UNIT_PER_DAY},
        {"0.3 per", UNIT_PER_DAY},
        {"0.3 per weeks", UNIT_PER_DAY},
        {"0.3 a week", UNIT_PER_DAY},
        {"0.3 per week.", UNIT_PER_DAY},
        {"0.3 perweek", UNIT_PER_DAY},
        {"7.4", UNIT_FACTOR},
        {"x", UNIT_FACTOR},
        {"x0", UNIT_FACTOR},
        {"x-2", UNIT_FACTOR},
        {"xx2", UNIT_FACTOR},
        {"x 2", UNIT_FACTOR},
        {"x2 times", UNIT_FACTOR},
        {"x1e-999", UNIT_FACTOR},
        {"6e9", UNIT_AMOUNT},
        {"6e9 ", UNIT_AMOUNT},
        {"6e9USD", UNIT_AMOUNT},
        {"6e9 5", UNIT_AMOUNT},
        {"6e9 USD a year", UNIT_AMOUNT},
        {"USD 6e9", UNIT_AMOUNT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *hint = NULL;
        double value = 12345.0;

        if (quantity_parse(cases[i].text, cases[i].unit, &value, NULL, &hint)) {
            fail_msg("accepted: \"%s\"", cases[i].text);
        }
        assert_true(value == 12345.0);
        assert_non_null(hint);
        assert_non_null(strstr(hint, "for example"));
    }
    assert_false(quantity_parse(NULL, UNIT_DAYS, &(double){0}, NULL, NULL));
    assert_false(quantity_parse("1", (ofr_unit)99, &(double){0}, NULL, NULL));
}

/* Oracle: the compiler's reading of the same literal. */
static void test_numbers_are_the_nearest_doubles(void **state)
{
    double value = 0.0;

    (void)state;
    assert_true(number_parse("0.1", &value) && value == 0.1);
    assert_true(number_parse("123456789012345678901234567890", &value));
    assert_true(value == 123456789012345678901234567890.0);
    assert_true(number_parse("-7.2057594037927935e16", &value) && value == -7.2057594037927935e16);
    value = 5.0;
    assert_false(number_parse("1 ", &value));
    assert_false(number_parse(NULL, &value));
    assert_true(value == 5.0);
}

static void test_numbers_do_not_depend_on_the_locale(void **state)
{
    double value = 0.0;

    (void)state;
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL) {
        print_message("no locale with a decimal comma is installed\n");
        skip();
    }
    assert_true(number_parse("0.5", &value) && value == 0.5);
    setlocale(LC_NUMERIC, "C");
}

static void test_units_have_names(void **state)
{
    (void)state;
    assert_string_equal(unit_name(UNIT_NONE), "");
    assert_string_equal(unit_name(UNIT_PER_DAY), "per day");
    assert_string_equal(unit_name(UNIT_AMOUNT), "amount");
    assert_string_equal(unit_name((ofr_unit)99), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_quantities_are_read),
        cmocka_unit_test(test_word_of_an_amount_points_into_the_text),
        cmocka_unit_test(test_wrong_quantities_get_a_hint_with_an_example),
        cmocka_unit_test(test_numbers_are_the_nearest_doubles),
        cmocka_unit_test(test_numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(test_units_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
