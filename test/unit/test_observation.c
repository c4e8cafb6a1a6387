/* test_observation.c -- how much of a day the record holds: the formulas of observation.h by hand, on days of January 2024. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine/observation.h"
#include "world.h"

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-02-01\nhorizon: 30 days\nhostile: [[a, b]]\n"               \
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}, g: {name: G, kind: "   \
    "group}}\n"                                                                                    \
    "theatres: {x: {name: X}}\npolitics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"
#define FLOW(id, more)                                                                             \
    "  - {id: " id ", from: g, to: a, in: x, act: harass, record: full, rate: 1 per day" more "}"  \
    "\n"

static ofr_observed on(const ofr_observation *o, size_t flow, const char *day)
{
    return observation_of(o, flow, date_parse(day), date_parse("2024-02-01"));
}

static void close_to(double got, double want)
{
    if (!(fabs(got - want) < 1e-12)) fail_msg("%.17g, not %.17g", got, want);
}

static void test_half_of_the_rows_are_there_after_the_median(void **state)
{
    (void)state;
    close_to(observation_reported(4, 4), 0.5);
    close_to(observation_reported(8, 4), 0.75);
    close_to(observation_reported(1, 2), 1 - sqrt(0.5));
    close_to(observation_reported(0, 4), 0);
    assert_true(observation_reported(1, 0) >= 1 && observation_reported(1, 0) <= 1);
}

/* 1 January 2024 was a Monday. k is 31 on it, 1 on the 31st. */
static void test_shares_multiply_and_a_flows_own_word_goes_before_historys(void **state)
{
    world w = world_open(
        TOP "history: {reporting-delay: 2 days, weekend: {share: 0.5}}\nconduct:\n" FLOW("f", "")
            FLOW("slow", ", reporting-delay: 31 days, coverage-periods: [{from: 2024-01-03, to: "
                         "2024-01-06, share: 0.4}]") FLOW("at-once", ", reporting-delay: 0 days"),
        1, 1);
    ofr_observation *o = NULL;

    (void)state;
    assert_int_equal(observation_new(w.m, &o, NULL), OFR_OK);
    close_to(on(o, 0, "2024-01-31").share, 1 - sqrt(0.5));
    close_to(on(o, 0, "2024-01-30").share, 0.5);
    close_to(on(o, 0, "2024-01-28").share, 0.5 * 0.75); /* Sunday */
    close_to(on(o, 0, "2024-01-27").share, 0.5 * (1 - exp2(-2.5)));
    close_to(on(o, 0, "2024-01-26").share, 1 - exp2(-3.0));
    close_to(on(o, 1, "2024-01-01").share, 0.5);
    assert_false(on(o, 1, "2024-01-02").period);
    assert_true(on(o, 1, "2024-01-03").period && on(o, 1, "2024-01-06").period);
    assert_false(on(o, 1, "2024-01-07").period);
    close_to(on(o, 1, "2024-01-03").share, 0.4 * (1 - exp2(-29.0 / 31)));
    close_to(on(o, 1, "2024-01-06").share, 0.2 * (1 - exp2(-26.0 / 31)));
    close_to(on(o, 2, "2024-01-31").share, 1);
    close_to(on(o, 2, "2024-01-21").share, 0.5);
    observation_free(o);
    world_close(&w);
}

static void test_weekends_are_the_two_days_that_are_written(void **state)
{
    static const char *const days[] = {"sat-sun", "fri-sat", "thu-fri"};

    (void)state;
    for (int32_t i = 0; i < 3; i++) {
        char yaml[2048];
        snprintf(yaml, sizeof yaml, "%shistory: {weekend: {days: %s, share: 0.25}}\nconduct:\n%s",
                 TOP, days[i], FLOW("f", ""));
        world w = world_open(yaml, 1, 1);
        ofr_observation *o = NULL;
        assert_int_equal(observation_new(w.m, &o, NULL), OFR_OK);
        /* Saturday is the 6th, 13th, ... of that January; before 1970 weeks go on as well. */
        for (int32_t day = 1; day <= 24; day++) {
            const bool is = (day - 6 + i + 28) % 7 < 2;
            close_to(observation_of(o, 0, date_from_ymd(2024, 1, day), 0).share, is ? 0.25 : 1);
            close_to(observation_of(o, 0, date_from_ymd(1962, 10, 7 + day), 0).share,
                     is ? 0.25 : 1); /* 13 October 1962 was a Saturday, and 7 + 6 is 13 */
        }
        observation_free(o);
        world_close(&w);
    }
}

static void test_days_that_nobody_looked_at(void **state)
{
    world w = world_open(
        TOP "history: {covered-until: 2024-01-20, unobserved: [{from: 2024-01-05, to: 2024-01-06}, "
            "{from: 2024-01-10, to: 2024-01-10, flows: [g]}]}\nconduct:\n" FLOW("f", "")
                FLOW("g", ", covered-until: 2024-01-25"),
        1, 1);
    ofr_observation *o = NULL;

    (void)state;
    assert_int_equal(observation_new(w.m, &o, NULL), OFR_OK);
    for (int32_t day = 1; day <= 31; day++) {
        const int32_t date = date_from_ymd(2024, 1, day);
        const bool gap = day == 5 || day == 6;
        assert_int_equal(observation_of(o, 0, date, 0).covered, !gap && day <= 20);
        assert_int_equal(observation_of(o, 1, date, 0).covered, !gap && day != 10 && day <= 25);
        assert_int_equal(observation_looks(o, date), !gap && day <= 20);
    }
    observation_free(o);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_of_the_rows_are_there_after_the_median),
        cmocka_unit_test(test_shares_multiply_and_a_flows_own_word_goes_before_historys),
        cmocka_unit_test(test_weekends_are_the_two_days_that_are_written),
        cmocka_unit_test(test_days_that_nobody_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
