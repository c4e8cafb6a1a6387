/* Counts per day. Expected values are counted by hand from the small record below. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "record_series.h"

static const char *const text = "date,precision,source,target,theatre,action,at,count,public\n"
                                "2024-01-01,day,usa+uk,huthis,yemen,strike,proxy,1,yes\n"
                                "2024-01-03,day,huthis,shipping,red-sea,harass,third,3,yes\n"
                                "2024-01-03,day,huthis,usa,red-sea,harass,forces,2,yes\n"
                                "2024-01-04,day,usa,iran,diplomatic,engage,,1,later:2024-03-13\n"
                                "2024-01-09,day,huthis,shipping,red-sea,harass,third,1,no\n"
                                "2024-06-20,approx,a,b,x,harass,,1,yes\n"
                                "2023-02-11,month,a,b,y,harass,,28,yes\n"
                                "2023-04-02,month,a,b,z,harass,,1,yes\n"
                                "2023-08-15,approx,a,b,v,harass,,58,yes\n";

static ofr_record *record;

static int setup(void **state)
{
    (void)state;
    return record_read_text(text, strlen(text), NULL, 0, "x", &record, NULL) != OFR_OK;
}

static int teardown(void **state)
{
    (void)state;
    record_free(record);
    return 0;
}

static int64_t total(series_query query, int32_t first, int32_t last)
{
    int32_t count[400];
    int64_t sum = 0;

    assert_true(last - first < 400);
    assert_int_equal(series_count(record, &query, first, last, count, NULL), OFR_OK);
    for (int32_t i = 0; i <= last - first; i++) sum += count[i];
    return sum;
}

static void test_lists_choose_the_acts(void **state)
{
    const int32_t first = date_from_ymd(2024, 1, 1), last = first + 9;

    (void)state;
    assert_int_equal(total((series_query){0}, first, last), 8);
    assert_int_equal(total((series_query){.source = "huthis"}, first, last), 6);
    assert_int_equal(total((series_query){.target = "usa+shipping"}, first, last), 6);
    assert_int_equal(total((series_query){.target = "shipping"}, first, last), 4);
    assert_int_equal(total((series_query){.source = "uk"}, first, last), 1); /* of a joint act */
    assert_int_equal(total((series_query){.source = "usa+uk"}, first, last), 2); /* once */
    assert_int_equal(total((series_query){.source = "us"}, first, last), 0);
    assert_int_equal(total((series_query){.action = "strike+engage"}, first, last), 2);
    assert_int_equal(total((series_query){.theatre = "red-sea", .at = AT_FORCES}, first, last), 2);
    assert_int_equal(total((series_query){.source = "huthis"}, first + 1, first + 2), 5);
}

static void test_an_outsider_counts_what_was_public(void **state)
{
    const int32_t first = date_from_ymd(2024, 1, 1), last = first + 9;
    series_query query = {.public_only = true, .known_by = last};

    (void)state;
    assert_int_equal(total(query, first, last), 6); /* neither the secret talks nor the `no` row */
    query.known_by = date_from_ymd(2024, 3, 13);
    assert_int_equal(total(query, first, last), 7);
}

static void test_one_approximate_act_stays_on_its_date(void **state)
{
    const int32_t day = date_from_ymd(2024, 6, 20);

    (void)state;
    assert_int_equal(total((series_query){.theatre = "x"}, day, day), 1);
    assert_int_equal(total((series_query){.theatre = "x"}, day - 30, day + 30), 1);
}

static void test_acts_of_a_month_are_spread_over_it(void **state)
{
    const int32_t first = date_from_ymd(2023, 2, 1); /* 28 days, 28 acts: one a day */

    (void)state;
    for (int32_t i = 0; i < 28; i++) {
        assert_int_equal(total((series_query){.theatre = "y"}, first + i, first + i), 1);
    }
    assert_int_equal(total((series_query){.theatre = "y"}, first - 40, first + 60), 28);
    /* One act in April (30 days): half of it is reached on the 15th. */
    assert_int_equal(total((series_query){.theatre = "z"}, date_from_ymd(2023, 4, 15),
                           date_from_ymd(2023, 4, 15)),
                     1);
    /* 58 acts over 29 days: two a day from 1 to 29 August. */
    assert_int_equal(
        total((series_query){.theatre = "v"}, date_from_ymd(2023, 8, 1), date_from_ymd(2023, 8, 1)),
        2);
    assert_int_equal(total((series_query){.theatre = "v"}, date_from_ymd(2023, 8, 30),
                           date_from_ymd(2023, 9, 30)),
                     0);
}

static void test_an_empty_window_is_refused(void **state)
{
    const series_query all = {0};
    int32_t count[1] = {7};

    (void)state;
    assert_int_equal(series_count(record, &all, 5, 4, count, NULL), OFR_USAGE);
    assert_int_equal(count[0], 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_choose_the_acts),
        cmocka_unit_test(test_an_outsider_counts_what_was_public),
        cmocka_unit_test(test_one_approximate_act_stays_on_its_date),
        cmocka_unit_test(test_acts_of_a_month_are_spread_over_it),
        cmocka_unit_test(test_an_empty_window_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
