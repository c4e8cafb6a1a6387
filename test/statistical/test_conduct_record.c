/* What a record that is not whole does to counts: running totals spread over their days and flows, missed acts
 * of a partial record, and the log weights. Oracles: the formulas at the head of conduct.c; binomial shares.
 * Statistical slacks are 5 standard errors: about one false alarm in 1.7 million checks.
 */
#include "core/streams.h"
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 60 days\nhostile: [[a, b]]\n"               \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: {name: G, "   \
    "kind: group, backed-by: {b: {}}}\n"                                                           \
    "theatres: {x: {name: X, lethality: 1}, y: {name: Y, lethality: 1}}\n"                         \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {}, b: {}}\noutcomes: {war: {event: "     \
    "war}}\n"                                                                                      \
    "perception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\nproxies: {hit: "          \
    "0}\nanswering: {saturation: 30}\n"

#define TOTALS "first,last,source,target,theatres,action,count\n"
#define TWO                                                                                        \
    "drivers: {d: {periods: [{from: 2024-01-06, to: 2024-01-08}]}}\n"                              \
    "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 1.5 per day, driven-by: {d: " \
    "x3}, record: totals}\n"                                                                       \
    "  - {id: h, from: g, to: a, in: y, act: harass, rate: 0.5 per day, driven-by: {d: x3}, "      \
    "record: totals}\n"

static double log_poisson(double y, double mu)
{
    return (y > 0 ? y * log(mu) : 0) - mu - lgamma(y + 1);
}

static double weight(const world *w, size_t member)
{
    const size_t lanes = w->e.kernel->lanes;

    return w->block[member / lanes].log_weight[member % lanes];
}

/* Two totals of one source and target on the same days, of two rungs: each has its own acts, and is exact. */
static void test_totals_under_way_together_do_not_mix(void **state)
{
    world w = world_open(
        TOP "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 1 per day, record: "
            "totals}\n"
            "  - {id: h, from: g, to: a, in: x, act: strike, rate: 1 per day, record: totals}\n",
        256, 85);
    given g = given_open(&w, GIVEN_COLUMNS,
                         TOTALS "2024-01-01,2024-01-08,g,a,x,harass,12\n"
                                "2024-01-03,2024-01-10,g,a,x,strike,3\n",
                         true);
    double *sum[2] = {calloc(w.n, sizeof(double)), calloc(w.n, sizeof(double))};

    (void)state;
    assert_true(sum[0] && sum[1]);
    for (int32_t day = 1; day <= 10; day++) {
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) {
            sum[0][i] += day <= 8 ? world_count(&w, 0, i) : 0;
            sum[1][i] += day >= 3 ? world_count(&w, 1, i) : 0;
        }
    }
    for (size_t i = 0; i < w.n; i++) {
        assert_near(sum[0][i], 12, 0);
        assert_near(sum[1][i], 3, 0);
    }
    free(sum[0]);
    free(sum[1]);
    given_close(&g);
    world_close(&w);
}

/* 40 acts in ten days, 6 of them named: on day 2 (x, 2 acts) and day 7 (y, 4 acts with 3 dead). */
#define NAMED GIVEN_COLUMNS "2024-01-02,g,a,x,harass,2,0,0\n2024-01-07,g,a,y,harass,4,3,1\n"

static void test_a_total_is_exact_and_named_acts_stay_where_they_are(void **state)
{
    world w = world_open(TOP TWO, 2048, 81);
    given g = given_open(&w, NAMED, TOTALS "2024-01-01,2024-01-10,g,a,x+y,harass,40\n", true);
    double *sum = calloc(w.n, sizeof *sum), *before = calloc(w.n, sizeof *before), own = 0;

    (void)state;
    assert_true(sum && before);
    for (int32_t day = 1; day <= 10; day++) {
        for (size_t i = 0; i < w.n; i++) before[i] = weight(&w, i);
        given_run(&w, &g, 1);
        own += 2 * (day >= 6 && day <= 8
                        ? 3
                        : 1); /* means of both flows, three times while the driver is on */
        for (size_t i = 0; i < w.n; i++) {
            const double x = world_count(&w, 0, i), y = world_count(&w, 1, i);
            sum[i] += x + y;
            assert_true(day != 2 || x >= 2);
            assert_true(day != 7 || y >= 4);
            /* What a total adds hurts nobody: a death would stand in the record. */
            assert_near(world_deaths(&w, 0, i), 0, 0);
            assert_near(world_deaths(&w, 1, i), day == 7 ? 3 : 0, 0);
            /* The record speaks once, on the last day: 40 acts where the model expects 32. */
            assert_near(weight(&w, i) - before[i], day == 10 ? log_poisson(40, own) : 0, 1e-9);
        }
    }
    assert_near(own, 32, 1e-12);
    for (size_t i = 0; i < w.n; i++) assert_near(sum[i], 40, 0);
    free(sum);
    free(before);
    given_close(&g);
    world_close(&w);
}

static void test_a_total_is_spread_in_binomial_shares(void **state)
{
    /* No driver: the 34 acts not named fall on each of ten days alike, 0.75 of them in x. */
    world w = world_open(
        TOP "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 1.5 per day, record: "
            "totals}\n"
            "  - {id: h, from: g, to: a, in: y, act: harass, rate: 0.5 per day, record: totals}\n",
        8192, 82);
    given g = given_open(&w, NAMED, TOTALS "2024-01-01,2024-01-10,g,a,x+y,harass,40\n", true);
    const double n = (double)w.n, share[] = {0.075, 0.025};

    (void)state;
    for (int32_t day = 1; day <= 10; day++) {
        given_run(&w, &g, 1);
        for (size_t j = 0; j < 2; j++) {
            const double named = j == 0 ? (day == 2 ? 2 : 0) : (day == 7 ? 4 : 0), p = share[j],
                         v = 34 * p * (1 - p);
            double sum = 0, squares = 0;
            for (size_t i = 0; i < w.n; i++) {
                const double extra = world_count(&w, j, i) - named;
                sum += extra;
                squares += (extra - 34 * p) * (extra - 34 * p);
            }
            assert_near(sum / n, 34 * p, 5 * sqrt(v / n));
            /* Variance of a squared deviation: v^2 (2 + (1 - 6 p (1 - p)) / v). */
            assert_near(squares / n, v, 5 * v * sqrt((2 + (1 - 6 * p * (1 - p)) / v) / n));
        }
    }
    given_close(&g);
    world_close(&w);
}

static void test_a_day_gets_its_share_by_the_means_so_far(void **state)
{
    /* p = mu / (mu + days left x mean of mu so far): means 2 on five days, then 6: 6 / (6 + 4 (16 / 6)) on the sixth. */
    world w = world_open(TOP TWO, 8192, 83);
    given g = given_open(&w, GIVEN_COLUMNS, TOTALS "2024-01-01,2024-01-10,g,a,x+y,harass,30\n",
                         true);
    double left = 30, mu_sum = 0;

    (void)state;
    for (int32_t day = 1; day <= 10; day++) {
        const double mu = day >= 6 && day <= 8 ? 6 : 2;
        mu_sum += mu;
        const double p = day == 10 ? 1 : mu / (mu + (10 - day) * mu_sum / day),
                     share = left / 30 * p;
        given_run(&w, &g, 1);
        const double got = given_mean_count(&w, 0) + given_mean_count(&w, 1);
        assert_near(got, 30 * share, 5 * sqrt(30 * share * (1 - share) / (double)w.n));
        left -= left * p;
    }
    given_close(&g);
    world_close(&w);
}

static void test_totals_side_by_side_do_not_mix(void **state)
{
    world w = world_open(TOP TWO, 256, 84);
    given g = given_open(&w, NAMED,
                         TOTALS "2024-01-01,2024-01-05,g,a,x+y,harass,12\n2024-01-06,2024-01-07,g,"
                                "a,x+y,harass,3\n2024-01-08,2024-01-08,g,a,x+y,harass,0\n",
                         true);
    double *sum = calloc(w.n, sizeof *sum);

    (void)state;
    assert_non_null(sum);
    for (int32_t day = 1; day <= 8; day++) {
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) sum[i] += world_count(&w, 0, i) + world_count(&w, 1, i);
        for (size_t i = 0; i < w.n; i++) {
            if (day == 5) assert_near(sum[i], 12, 0);
            /* The second total of 3 is less than the 4 named: names stand, nothing is added. */
            if (day == 7) assert_near(sum[i], 16, 0);
            if (day == 8) assert_near(sum[i], 16, 0);
        }
    }
    free(sum);
    given_close(&g);
    world_close(&w);
}

/* Oracle: the totals themselves. Any cut of 60 days into totals of one to four days, of any count, is kept to in every
 * member: totals side by side share their place, however many there are. */
static void test_any_number_of_totals_side_by_side_is_exact(void **state)
{
    (void)state;
    for (uint32_t trial = 0; trial < 3; trial++) {
        char text[4096] = TOTALS, first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];
        int32_t end[60], n = 0, day = 0;
        double want[60], sum[64] = {0};
        for (; day < 60; n++) {
            const ofr_words w = draw_words(17, trial, 0, n, 1, 0);
            const int32_t days = 1 + (int32_t)(w.w[0] % 4), left = 60 - day;
            date_format(date_parse("2024-01-01") + day, first);
            day += days < left ? days : left;
            date_format(date_parse("2024-01-01") + day - 1, last);
            end[n] = day;
            want[n] = w.w[1] % 9;
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s,%s,g,a,x+y,harass,%.0f\n",
                     first, last, want[n]);
        }
        assert_true(n > 2 * OFR_SPREADS);
        world w = world_open(TOP TWO, 64, 90 + trial);
        given g = given_open(&w, GIVEN_COLUMNS, text, true);
        day = 0;
        for (int32_t t = 0; t < n; t++) {
            for (size_t i = 0; i < 64; i++) sum[i] = 0;
            for (; day < end[t]; day++) {
                given_run(&w, &g, 1);
                for (size_t i = 0; i < 64; i++)
                    sum[i] += world_count(&w, 0, i) + world_count(&w, 1, i);
            }
            for (size_t i = 0; i < 64; i++) assert_near(sum[i], want[t], 0);
        }
        given_close(&g);
        world_close(&w);
    }
}

static void test_what_a_partial_record_misses_is_drawn(void **state)
{
    world w = world_open(TOP "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 2 "
                             "per day, coverage: 0.3, record: partial}\n",
                         8192, 85);
    given g = given_open(&w, GIVEN_COLUMNS "2024-01-02,g,a,x,harass,3,1,0\n", NULL, true);
    const double missed = 0.7 * 2;

    (void)state;
    for (int32_t day = 1; day <= 4; day++) {
        const double named = day == 2 ? 3 : 0, before = weight(&w, 0);
        double sum = 0, squares = 0;
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) {
            const double extra = world_count(&w, 0, i) - named;
            assert_true(extra >= 0);
            assert_near(world_deaths(&w, 0, i), day == 2 ? 1 : 0, 0);
            sum += extra;
            squares += (extra - missed) * (extra - missed);
        }
        assert_near(sum / (double)w.n, missed, 5 * sqrt(missed / (double)w.n));
        assert_near(squares / (double)w.n, missed,
                    5 * sqrt((missed + 2 * missed * missed) / (double)w.n));
        assert_near(weight(&w, 0) - before, log_poisson(named, 0.3 * 2), 1e-9);
    }
    given_close(&g);
    world_close(&w);
}

static void test_a_full_record_weighs_by_the_probability_of_its_counts(void **state)
{
    world w = world_open(
        TOP
        "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 2 per day, record: full}\n"
        "  - {id: h, from: g, to: a, in: y, act: harass, rate: 0.8 per day, dispersion: 1.5, "
        "record: full}\n",
        1, 1);
    given g = given_open(
        &w, GIVEN_COLUMNS "2024-01-02,g,a,x,harass,3,0,0\n2024-01-02,g,a,y,harass,2,0,0\n", NULL,
        true);
    const double k = 1.5, mu = 0.8;

    (void)state;
    given_run(&w, &g, 1);
    assert_near(weight(&w, 0), -2 + k * log(k / (k + mu)), 1e-9); /* nothing seen */
    const double before = weight(&w, 0);
    given_run(&w, &g, 1);
    const double negative_binomial = lgamma(2 + k) - lgamma(k) - lgamma(3) + k * log(k / (k + mu)) +
                                     2 * log(mu / (k + mu));
    assert_near(weight(&w, 0) - before, log_poisson(3, 2) + negative_binomial, 1e-9);
    given_close(&g);
    world_close(&w);
}

/* ---- what the record does not hold ---------------------------------------------------------------- */

#define FULL(more)                                                                                 \
    "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 2 per day, record: full" more \
    "}\n"

/* Runs 60 days; share[d]: of day d's acts the record holds. Each day's density is log P(y; share mu), and the acts are
 * those of the record and Poisson((1 - share) mu). */
static void holds_shares(const char *yaml, const char *rows, const double *share, const double *y)
{
    world w = world_open(yaml, 2048, 91);
    given g = given_open(&w, rows, NULL, true);
    double before = 0;

    for (int32_t d = 0; d < 60; d++) {
        const double missing = 2 * (1 - share[d]);
        given_run(&w, &g, 1);
        assert_near(weight(&w, 7) - before, log_poisson(y[d], 2 * share[d]), 1e-9);
        before = weight(&w, 7);
        assert_near(given_mean_count(&w, 0) - y[d], missing, 5 * sqrt(missing / (double)w.n));
    }
    given_close(&g);
    world_close(&w);
}

/* A test world is seen from the morning after its 60 days: k is 60 on the first, 1 on the last. */
static void test_acts_whose_rows_are_late_are_drawn(void **state)
{
    double share[60], y[60] = {[3] = 4, [57] = 1, [59] = 2};

    (void)state;
    for (int32_t d = 0; d < 60; d++) share[d] = 1 - exp2(-(60.0 - d) / 3);
    holds_shares(TOP "history: {reporting-delay: 3 days}\n" FULL(""),
                 GIVEN_COLUMNS "2024-01-04,g,a,x,harass,4,0,0\n2024-02-27,g,a,x,harass,1,0,0\n"
                               "2024-02-29,g,a,x,harass,2,0,0\n",
                 share, y);
}

/* A Monday is the first; the fifth and sixth of each seven are Friday and Saturday. Periods stand for the whole. */
static void test_weekends_and_periods_hold_their_share(void **state)
{
    double share[60], y[60] = {[4] = 1};

    (void)state;
    for (int32_t d = 0; d < 60; d++)
        share[d] = (d % 7 == 4 || d % 7 == 5 ? 0.6 : 1) * (d < 10 ? 0.5 : d < 20 ? 0.9 : 1);
    holds_shares(TOP "history: {weekend: {days: fri-sat, share: 0.6}}\n" FULL(
                     ", coverage-periods: [{from: 2023-12-20, to: 2024-01-10, share: 0.5}, {from: "
                     "2024-01-11, to: 2024-01-20, share: 0.9}]"),
                 GIVEN_COLUMNS "2024-01-05,g,a,x,harass,1,0,0\n", share, y);
}

/* What nobody looked at weighs nothing and is as in a forecast: acts, and their dead. */
static void test_days_that_nobody_looked_at_are_simulated(void **state)
{
    world w = world_open(TOP "history: {covered-until: 2024-01-08, unobserved: [{from: 2024-01-03, "
                             "to: 2024-01-04}]}\n" FULL(", lethality: 0.5"),
                         4096, 92);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, true);

    (void)state;
    for (int32_t day = 1; day <= 12; day++) {
        const bool looked = day <= 8 && day != 3 && day != 4;
        const double before = weight(&w, 0);
        double dead = 0;
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) dead += world_deaths(&w, 0, i);
        assert_near(weight(&w, 0) - before, looked ? -2 : 0, 1e-12);
        assert_near(given_mean_count(&w, 0), looked ? 0 : 2, 5 * sqrt(2 / (double)w.n));
        assert_true(looked ? dead <= 0 : dead > 0);
    }
    given_close(&g);
    world_close(&w);
}

/* About 12 is 10 to 14, and "close to none" 0 to 3: the sums of those chances. */
static void test_a_rounded_total_weighs_by_its_range(void **state)
{
    static const struct {
        const char *count;
        int32_t low, high;
    } total[] = {{"12,yes", 10, 14}, {"0,yes", 0, 3}, {"7,20", 0, 27}, {"9,0", 9, 9}, {"9,", 9, 9}};

    (void)state;
    for (size_t i = 0; i < sizeof total / sizeof total[0]; i++) {
        char text[256];
        double chance = 0;
        snprintf(text, sizeof text,
                 "first,last,source,target,theatres,action,count,about\n"
                 "2024-01-01,2024-01-04,g,a,x+y,harass,%s\n",
                 total[i].count);
        world w = world_open(TOP TWO, 64, 93);
        given g = given_open(&w, GIVEN_COLUMNS, text, true);
        given_run(&w, &g, 4);
        for (int32_t n = total[i].low; n <= total[i].high; n++) chance += exp(log_poisson(n, 8));
        assert_near(weight(&w, 3), log(chance), 1e-9);
        given_close(&g);
        world_close(&w);
    }
}

static void test_given_acts_after_the_start_weigh_nothing(void **state)
{
    world w = world_open(TOP "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 2 "
                             "per day, record: full}\n",
                         64, 86);
    given g = given_open(&w, GIVEN_COLUMNS "2024-01-02,g,a,x,harass,3,0,0\n", NULL, false);

    (void)state;
    for (int32_t day = 1; day <= 3; day++) {
        given_run(&w, &g, 1);
        assert_near(given_mean_count(&w, 0), day == 2 ? 3 : 0, 0);
        assert_near(weight(&w, 0), 0, 0);
    }
    given_close(&g);
    world_close(&w);
}

static void test_a_total_beyond_reason_is_refused(void **state)
{
    static const char ten_million[] = TOTALS "2024-01-01,2024-01-10,g,a,x+y,harass,10000000\n";
    world w = world_open(TOP TWO, 1, 1);
    const ofr_past_plan plan = {
        .first = w.m->start, .last = w.m->start + 20, .known_by = OFR_NO_DATE, .history = true};
    ofr_record *record = NULL;
    ofr_past *past = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(record_read_text(GIVEN_COLUMNS, sizeof GIVEN_COLUMNS - 1, ten_million,
                                      sizeof ten_million - 1, "t.csv", &record, &err),
                     OFR_OK);
    assert_int_equal(past_new(w.m, record, &plan, &past, &err), OFR_LIMIT);
    assert_null(past);
    ofr_error_done(&err);
    record_free(record);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_total_is_exact_and_named_acts_stay_where_they_are),
        cmocka_unit_test(test_a_total_is_spread_in_binomial_shares),
        cmocka_unit_test(test_a_day_gets_its_share_by_the_means_so_far),
        cmocka_unit_test(test_totals_side_by_side_do_not_mix),
        cmocka_unit_test(test_totals_under_way_together_do_not_mix),
        cmocka_unit_test(test_a_total_beyond_reason_is_refused),
        cmocka_unit_test(test_any_number_of_totals_side_by_side_is_exact),
        cmocka_unit_test(test_what_a_partial_record_misses_is_drawn),
        cmocka_unit_test(test_a_full_record_weighs_by_the_probability_of_its_counts),
        cmocka_unit_test(test_acts_whose_rows_are_late_are_drawn),
        cmocka_unit_test(test_weekends_and_periods_hold_their_share),
        cmocka_unit_test(test_days_that_nobody_looked_at_are_simulated),
        cmocka_unit_test(test_a_rounded_total_weighs_by_its_range),
        cmocka_unit_test(test_given_acts_after_the_start_weigh_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
