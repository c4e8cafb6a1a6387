/* Days of the record that are next to impossible. Oracles: Poisson densities by lgamma, and Stirling's mean log density. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/dates.h"
#include "engine/strain.h"
#include "past_world.h"

#define HEAD(record, rate)                                                                         \
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 1 days\nhostile: [[a, b]]\n"                \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "stances: {lambda: 0}\nperception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"   \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"                                    \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group}\n"                                                                \
    "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: " rate                        \
    " per day, record: " record "}\n"
#define ROWS "date,source,target,theatre,action,count\n"
#define TOTALS "first,last,source,target,theatres,action,count\n"

static ofr_strain strain_of(const char *yaml, const char *events, const char *totals,
                            char ret_text[STRAIN_TEXT])
{
    ofr_study *s = past_world_open(yaml, "2024-01-01", events, totals);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 5, 1, 1);
    ofr_swarm *particles = NULL;
    ofr_account account = {0};
    ofr_strain strain = {0};
    ofr_error err = {0};

    e.strain = &strain;
    if (history_new(&e, &particles, &err) != OFR_OK ||
        history_run(&e, 0, particles, NULL, 0, NULL, &account, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_true(account.evidence > -INFINITY);
    strain_text(&strain, s->model, s->past, ret_text);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(s);
    return strain;
}

/* How far y acts lie below the mean log density of a Poisson day, by the formula of strain.h. */
static double below(double y, double mean)
{
    return -0.5 * log(2 * acos(-1) * exp(1) * (1 + mean)) - (y * log(mean) - mean - lgamma(y + 1));
}

static void test_a_day_beyond_the_bound_is_named_and_one_within_is_not(void **state)
{
    char text[STRAIN_TEXT];

    (void)state;
    assert_true(below(11, 0.5) < STRAIN_BOUND && below(20, 0.5) > STRAIN_BOUND);
    ofr_strain s = strain_of(HEAD("full", "0.5"), ROWS "2024-01-12,g,a,x,harass,11\n", NULL, text);
    assert_int_equal(s.n, 0);
    assert_string_equal(text, "");
    s = strain_of(HEAD("full", "0.5"),
                  ROWS "2024-01-12,g,a,x,harass,20\n2024-02-02,g,a,x,harass,19\n", NULL, text);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.day, date_parse("2024-01-12"));
    assert_true(fabs(s.below - below(20, 0.5)) < 1e-9);
    assert_non_null(strstr(text, "on one day: flow f on 2024-01-12: 20 acts seen, 0.5 expected "));
    assert_non_null(strstr(text, "lies 55 below that of a usual day, and 1 more such)"));
}

/* Fire of 20 a day that is halted nearly for good, then taken up. To the flow alone, whose mean is that over modes, the day is
 * next to impossible; the modes know better. */
#define LULL                                                                                       \
    "campaigns: [{id: c, by: g, halts: 0.001 per day, short-ends: 0.001 per day, long-ends: "      \
    "0.001 per day, leak: 0}]\n"
static void test_a_campaign_that_resumes_is_no_strain(void **state)
{
    char text[STRAIN_TEXT];

    (void)state;
    ofr_strain s = strain_of(HEAD("full", "10") LULL, ROWS "2024-01-30,g,a,x,harass,20\n", NULL,
                             text);
    assert_int_equal(s.n, 0);
    s = strain_of(HEAD("full", "10") LULL, ROWS "2024-01-30,g,a,x,harass,400\n", NULL, text);
    assert_int_equal(s.n, 1);
    assert_non_null(strstr(text, "flow f on 2024-01-30: 400 acts seen, "));
    /* Of two modes whose mean is 10 the one that is on has 20 a day; what of it is left unexplained is that of 400 at 20, but for
     * the chance that it was on (0.001, and 6 more units of log at most). */
    assert_true(s.below > below(400, 20) && s.below < below(400, 20) + 12);
}

/* A total weighs on its last day alone, or, in a campaign, on each of its days: as a whole either is log Poisson of the total.
 * By the best particle of each of 30 days it is that or more: one unit of log a day is many times what 128 spreads differ by. */
static void test_running_totals_are_judged_as_a_whole(void **state)
{
    static const char row[] = ROWS "2024-02-20,g,a,x,harass,1\n";
    static const char *const campaign[] = {"", "campaigns: [{id: c, by: g, level: 0}]\n"};
    char text[STRAIN_TEXT], yaml[4096];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        snprintf(yaml, sizeof yaml, "%s%s", HEAD("totals", "1"), campaign[i]);
        ofr_strain s = strain_of(yaml, row, TOTALS "2024-01-02,2024-01-31,g,a,x,harass,45\n", text);
        assert_int_equal(s.n, 0);
        s = strain_of(yaml, row, TOTALS "2024-01-02,2024-01-31,g,a,x,harass,300\n", text);
        assert_int_equal(s.n, 1);
        assert_int_equal(s.day, date_parse("2024-01-31"));
        assert_true(s.below < below(300, 30) + 1e-9 && s.below > below(300, 30) - (i ? 30 : 1e-9));
        assert_non_null(strstr(text, "the running total of f on 2024-01-31: 300 acts seen, 30 "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_day_beyond_the_bound_is_named_and_one_within_is_not),
        cmocka_unit_test(test_a_campaign_that_resumes_is_no_strain),
        cmocka_unit_test(test_running_totals_are_judged_as_a_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
