/* test_dates.c -- the calendar against counting days one by one and against known days. */
#include "core/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Oracle: counting on from Monday 1900-01-01, 25567 days before 1970-01-01 (70 years, 17 leap
 * days). */
static void test_every_day_follows_the_one_before(void **state)
{
    const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t want = -25567;

    (void)state;
    for (int y = 1900; y <= 2149; y++) {
        const int leap = (y % 4 == 0 && y % 100 != 0) || y == 2000;

        for (int m = 1; m <= 12; m++) {
            const int days = length[m - 1] + (m == 2 && leap);

            for (int d = 1; d <= days; d++, want++) {
                int year, month, day;

                assert_int_equal(date_from_ymd(y, m, d), want);
                date_to_ymd(want, &year, &month, &day);
                assert_true(year == y && month == m && day == d);
            }
            assert_int_equal(date_from_ymd(y, m, days + 1), OFR_NO_DATE);
        }
    }
}

/* Oracle: 1e9 seconds of Unix time ended on 2001-09-09. */
static void test_known_days_are_right(void **state)
{
    (void)state;
    assert_int_equal(date_parse("1970-01-01"), 0);
    assert_int_equal(date_parse("2001-09-09"), 1000000000 / 86400);
}

static void test_text_goes_round(void **state)
{
    char text[OFR_DATE_TEXT];

    (void)state;
    for (int32_t day = -25567; day < 65744; day += 13) {
        assert_ptr_equal(date_format(day, text), text);
        assert_int_equal(date_parse(text), day);
    }
    assert_string_equal(date_format(0, text), "1970-01-01");
    assert_string_equal(date_format(OFR_NO_DATE, text), "no date");
    assert_string_equal(date_format(INT32_MAX, text), "no date");
}

/* Oracle: the rule "exactly YYYY-MM-DD, a day that exists, 1900 to 2149". */
static void test_anything_else_is_no_date(void **state)
{
    const char *const wrong[] = {"",
                                 "2024",
                                 "2024-2-8",
                                 "2024-02-30",
                                 "2023-02-29",
                                 "1900-02-29",
                                 "2024-13-01",
                                 "2024-00-10",
                                 "2024-01-00",
                                 "1899-12-31",
                                 "2150-01-01",
                                 "2024-02-08 ",
                                 " 2024-02-0",
                                 "2024/02/08",
                                 "+024-02-08",
                                 "2024-02-0a",
                                 "2024-02-08T00:00",
                                 "-024-02-08",
                                 "20240208--",
                                 "2024-02-\xd9\xa8"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(date_parse(wrong[i]), OFR_NO_DATE);
    }
    assert_int_equal(date_parse(NULL), OFR_NO_DATE);
    assert_int_equal(date_from_ymd(2024, 1, INT32_MAX), OFR_NO_DATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_follows_the_one_before),
        cmocka_unit_test(test_known_days_are_right),
        cmocka_unit_test(test_text_goes_round),
        cmocka_unit_test(test_anything_else_is_no_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
