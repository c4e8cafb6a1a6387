/* Published: shifts of sets by their class, what a shift does to a future, and that no history sees it. */
#include "studies/published_parts.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
#include "core/lanes.h"
#include "near.h"
#include "past_world.h"
#include "published_fake.h"
#include "watch.h"
#include "world.h"

enum { SEED = 11, DAYS = 365, MEMBERS = 5000 };

/* ---- shifts of sets ----------------------------------------------------------------------------- */

static void test_the_wanted_share_of_sets_is_on_the_class_and_spread_evenly(void **state)
{
    static const double share[] = {0, 0.1, 0.25, 0.5, 1};

    (void)state;
    for (size_t i = 0; i < sizeof share / sizeof share[0]; i++) {
        const ofr_published p = {.share = share[i]};
        size_t on = 0;
        for (size_t set = 0; set < 1000; set++) {
            on += published_on_class(&p, set);
            assert_near((double)on, share[i] * (double)(set + 1), 1.0);
        }
        assert_near((double)on, 1000 * share[i], 1e-9);
    }
}

/* Oracle: where the model's log-odds rise with the shift by one each, the shift is the class's log-odds less the model's. A class of a
 * hundred million pair-years leaves nothing to draw. */
static void
test_without_spread_a_set_on_the_class_is_shifted_by_the_difference_in_log_odds(void **state)
{
    fake_published fake = fake_open(0.05, 0.3, 100000000, 0.02, 0.125);
    double shift[8 * 4];

    (void)state;
    fake.published.share = 0.25;
    fake.published.spread = 0;
    published_shifts(&fake.published, SEED, 8, shift);
    for (size_t set = 0; set < 8; set++) {
        const bool on = set % 4 == 3;
        assert_near(shift[4 * set], on ? m_logit(0.02) - m_logit(0.05) : 0, 2e-3);
        assert_near(shift[4 * set + 1], on ? m_logit(0.125) - m_logit(0.3) : 0, 2e-3);
        assert_near(shift[4 * set + 2], 0, 0); /* the second pair has no class */
        assert_near(shift[4 * set + 3], 0, 0);
    }
}

static void
test_a_class_beyond_what_was_measured_gets_the_outermost_shift_and_is_not_reached(void **state)
{
    fake_published fake = fake_open(1e-7, 0.3, 100000000, 0.5, 0.125);
    double shift[4];

    (void)state;
    fake.published.share = 1;
    fake.published.spread = 0;
    published_shifts(&fake.published, SEED, 1, shift);
    assert_near(shift[0], published_coarse_at[PUBLISHED_COARSE - 1], 0);
    assert_false(published_reaches(&fake.pair[0]));
    fake = fake_open(0.05, 0.3, 100000000, 0.5, 0.125);
    assert_true(published_reaches(&fake.pair[0]));
    assert_false(published_reaches(&fake.pair[1]));
}

static void test_a_pair_unlike_its_class_is_off_but_not_on_it(void **state)
{
    fake_published fake = fake_open(0.05, 0.3, 100000000, 0.02, 0.125);
    double on[4 * 8], off[4 * 8];

    (void)state;
    fake.published.share = 0.25;
    fake.published.spread = 1;
    published_shifts(&fake.published, SEED, 8, on);
    fake.published.pair[0].unlike = true;
    published_shifts(&fake.published, SEED, 8, off);
    for (size_t set = 0; set < 8; set++) {
        const double more = set % 4 == 3 ? m_logit(0.02) - m_logit(0.05) : 0;
        assert_near(on[4 * set] - off[4 * set], more, 2e-3);
    }
}

/* Oracle: mean -s^2/2 and variance s^2, so that exp of it has mean 1; open and war are drawn apart. */
static void test_what_sets_are_off_by_leaves_small_hazards_what_they_are_in_the_mean(void **state)
{
    enum { SETS = 40000 };
    fake_published fake = fake_open(0.05, 0.3, 1000, 0.02, 0.125);
    double *shift = malloc(4 * SETS * sizeof *shift), factor = 0, square = 0, both = 0;

    (void)state;
    assert_non_null(shift);
    fake.published.share = 0;
    fake.published.spread = 0.8;
    published_shifts(&fake.published, SEED, SETS, shift);
    for (size_t i = 0; i < SETS; i++) {
        const double x = shift[4 * i] + 0.32, y = shift[4 * i + 1] + 0.32;
        factor += exp(shift[4 * i]) / SETS;
        square += x * x / SETS;
        both += x * y / SETS;
        assert_near(shift[4 * i + 2], 0, 0);
    }
    assert_near(factor, 1, 4 * sqrt(expm1(0.64) / SETS));
    assert_near(square, 0.64, 4 * 0.64 * sqrt(2.0 / SETS));
    assert_near(both, 0, 4 * 0.64 / sqrt(SETS));
    free(shift);
}

static void test_more_sets_move_none_of_those_before_and_another_seed_moves_all(void **state)
{
    fake_published fake = fake_open(0.05, 0.3, 1000, 0.02, 0.125);
    double few[4 * 10], many[4 * 30], other[4 * 10];
    size_t same = 0;

    (void)state;
    fake.published.share = 0.25;
    fake.published.spread = 1;
    published_shifts(&fake.published, SEED, 10, few);
    published_shifts(&fake.published, SEED, 30, many);
    published_shifts(&fake.published, SEED + 1, 10, other);
    assert_memory_equal(few, many, sizeof few);
    for (size_t i = 0; i < 40; i += 4) same += few[i] - other[i] == 0;
    assert_int_equal(same, 0);
}

/* Oracle: of sets on the class, those drawn shares have the mean (k + 1/2) / (n + 1). */
static void test_sets_on_the_class_draw_from_what_it_says(void **state)
{
    enum { SETS = 4000 };
    fake_published fake = fake_open(0.05, 0.3, 200, 0.04, 0.25);
    double *shift = malloc(4 * SETS * sizeof *shift), both = 0, war = 0;

    (void)state;
    assert_non_null(shift);
    fake.published.share = 1;
    fake.published.spread = 0;
    published_shifts(&fake.published, SEED, SETS, shift);
    for (size_t i = 0; i < SETS; i++) {
        both += m_logistic(shift[4 * i] + m_logit(0.05)) / SETS;
        war += m_logistic(shift[4 * i + 1] + m_logit(0.3)) / SETS;
    }
    /* between the points that were measured log-odds are a straight line, so that the fake is met exactly */
    assert_near(both, 8.5 / 201, 4 * sqrt(0.04 / 200 / SETS));
    assert_near(war, 2.5 / 9, 4 * sqrt(0.02 / SETS));
    free(shift);
}

static void test_layers_of_what_sets_are_off_by_hold_each_quantile_once(void **state)
{
    static const size_t sizes[] = {1, 2, 4, 7, 30, 32};
    const ofr_published p = {.spread = 1};

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        const size_t n = sizes[s];
        for (size_t which = 0; which < 2; which++) {
            bool seen[32] = {false};
            double sum = 0;
            for (size_t set = 100; set < 100 + n; set++) {
                const double x = published_layer(&p, set, n, which);
                size_t layer = 0;
                while (layer < n &&
                       fabs(x + 0.5 - normal_quantile(((double)layer + 0.5) / (double)n)) > 1e-9)
                    layer++;
                assert_true(layer < n && !seen[layer]);
                seen[layer] = true;
                sum += x;
            }
            assert_near(sum, -0.5 * (double)n, 1e-9);
        }
    }
}

/* Oracle: counts that lie on a line of slope one in log-odds give it back; without any count the class's share stands. */
static void test_wars_are_fitted_by_a_line_in_log_odds(void **state)
{
    const double a = m_logit(0.2);
    size_t wars[PUBLISHED_WAR], exchanges[PUBLISHED_WAR];
    const size_t none[PUBLISHED_WAR] = {0};
    double share[PUBLISHED_WAR];

    (void)state;
    for (size_t i = 0; i < PUBLISHED_WAR; i++) {
        exchanges[i] = 1000000;
        wars[i] = (size_t)(1e6 * m_logistic(a + published_war_at[i]) + 0.5);
    }
    published_fit_war(wars, exchanges, 0.1, share);
    for (size_t i = 0; i < PUBLISHED_WAR; i++)
        assert_near(share[i], m_logistic(a + published_war_at[i]), 1e-5);
    published_fit_war(none, none, 0.1, share);
    for (size_t i = 0; i < PUBLISHED_WAR; i++)
        assert_near(share[i], m_logistic(m_logit(0.1) + published_war_at[i]), 1e-9);
    published_fit_war(none, exchanges, 0.1, share); /* no war in a million */
    assert_true(share[PUBLISHED_WAR - 1] < 1e-3 && share[0] > 0);
}

/* ---- what a shift does -------------------------------------------------------------------------- */

/* b answers every attack by the next day, so that both have attacked as soon as a has. */
static const char *const frame =
    "offramp: 1\ntitle: t\nstart: 2024-02-08\nhorizon: 365 days\nhostile: [[a, b]]\n"
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {}}}\n"
    "theatres: {x: {name: X, lethality: 0}}\n"
    "conduct:\n"
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.004 per day}\n"
    "  - {id: a-g, from: a, to: g, in: x, act: strike}\n"
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: forces%s}\n"
    "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces}\n"
    "red-lines:\n"
    "  raid: {holder: a, when: {flows: [%s]}, response: {options: [%s], base: %s, open: -1,\n"
    "         readiness: 0, heat: 0, stance: 0, reassured: 0, delay: 0 days, within: 1 days}}\n"
    "  hit: {holder: b, when: {flows: [a-b]}, response: {options: [b-a], base: 18,\n"
    "        delay: 0 days, within: 1 days, readiness: 0}}\n"
    "choice: {gravity: 0, cost: 0, tension: 0}\n"
    "politics: {a: {}, b: {}}\n"
    "war: {chance: 0.2, stumbled: 0, one-sided: 0 per day, tension: 0, stances: 0, talk: 0,\n"
    "      exit: 10 per day}\n"
    "outcomes: {war: {event: war}}\n";

/* Shares of futures in which both attack, and of these those with war on or before that, all sets shifted by open and war. */
static void shares_under(const char *rate, const char *crossed_by, const char *options,
                         const char *base, double open, double war, double ret[2])
{
    char text[4096];
    const double shift[2] = {open, war};

    snprintf(text, sizeof text, frame, rate, crossed_by, options, base);
    world w = world_open(text, 1, SEED);
    ofr_ensemble e;
    assert_int_equal(ensemble_init(&e, w.m, kernel_choose(NULL), SEED, 1, MEMBERS, true, NULL),
                     OFR_OK);
    e.shift = shift;
    ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_PAIRS), 0, MEMBERS);
    const int16_t *day = seen.value[SEEN_PAIRS];
    size_t both = 0, at_war = 0;
    for (size_t i = 0; i < MEMBERS; i++) {
        both += day[i] >= 0;
        at_war += day[i] >= 0 && day[MEMBERS + i] >= 0 && day[MEMBERS + i] <= day[i];
    }
    ret[0] = (double)both / MEMBERS;
    ret[1] = (double)at_war / (double)(both ? both : 1);
    seen_done(&seen);
    ensemble_done(&e);
    world_close(&w);
}

/* 1 - exp(-mean) with four standard errors, and one day in a year for what comes too late to be answered. */
static void assert_comes(double share, double mean)
{
    const double wanted = -expm1(-mean);

    assert_near(share, wanted, 4 * sqrt(wanted * (1 - wanted) / MEMBERS) + wanted / 100);
}

static void test_a_shift_adds_to_the_log_odds_of_an_open_answer(void **state)
{
    static const double shift[] = {-2, 0, 1.5};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        double share[2];
        shares_under("", "g-a", "a-g, a-b", "18", shift[i], 0, share);
        assert_comes(share[0], 0.004 * (DAYS - 1) * m_logistic(-1 + shift[i]));
    }
}

static void test_where_all_options_are_open_it_adds_to_the_log_odds_of_an_answer(void **state)
{
    static const double shift[] = {0, 1.5};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        double share[2];
        shares_under("", "g-a", "a-b", "-1", shift[i], 0, share);
        assert_comes(share[0], 0.004 * (DAYS - 1) * m_logistic(-1 + shift[i]));
    }
}

static void test_it_scales_direct_acts_that_answer_nothing(void **state)
{
    static const double shift[] = {-1, 0, 1};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        double share[2];
        shares_under(", rate: 0.002 per day", "b-a", "a-g", "-18", shift[i], 0, share);
        assert_comes(share[0], 0.002 * (DAYS - 1) * exp(shift[i]));
    }
}

static void test_the_shift_of_war_adds_to_its_log_odds_and_moves_no_exchange(void **state)
{
    static const double shift[] = {-1, 0, 1};
    double first = 0;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const double wanted = m_logistic(m_logit(0.2) + shift[i]);
        double share[2];
        shares_under("", "g-a", "a-g, a-b", "18", 1, shift[i], share);
        if (i == 0) first = share[0];
        assert_near(share[0], first, 0);
        assert_near(share[1], wanted, 4 * sqrt(wanted * (1 - wanted) / (share[0] * MEMBERS)));
    }
}

/* ---- no history sees it -------------------------------------------------------------------------- */

static const char *const with_past =
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 30 days\nhostile: [[a, b]]\n"
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {}}}\n"
    "theatres: {x: {name: X}}\n"
    "conduct:\n"
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: {prior: 'lognormal(0.3, 0.5) per "
    "day'}, record: full}\n"
    "  - {id: a-b, from: a, to: b, in: x, act: direct, rate: 0.01 per day, record: full, expected: "
    "none}\n"
    "politics: {a: {}, b: {}}\n"
    "outcomes: {war: {event: war}}\n";

static void test_histories_and_eves_are_the_same_with_it(void **state)
{
    enum { SETS = 4, EACH = 16 };
    ofr_study *study = past_world_open(with_past, "2024-02-01",
                                       "date,source,target,theatre,action,at,count\n"
                                       "2024-02-05,g,a,x,harass,forces,2\n",
                                       NULL);
    ofr_eve eve[2][SETS] = {{{0}}};
    ofr_account account[2][SETS];
    double shift[SETS * 2];
    ofr_seen seen[2];

    (void)state;
    for (size_t i = 0; i < SETS * 2; i++) shift[i] = 3.0;
    for (size_t way = 0; way < 2; way++) {
        ofr_ensemble e;
        ofr_observer observer[SEEN_KINDS];
        const ofr_way one = {.observer = observer, .n_observers = 1};
        assert_int_equal(
            ensemble_init(&e, study->model, kernel_choose(NULL), SEED, SETS, EACH, false, NULL),
            OFR_OK);
        e.past = study->past;
        e.shift = way ? shift : NULL;
        assert_int_equal(
            seen_init(&e, &(seen_plan){.kinds = SEEN(SEEN_MEMBERS)}, SETS * EACH, &seen[way], NULL),
            OFR_OK);
        seen_open(&seen[way], 0, SETS * EACH);
        assert_int_equal(seen_observers(&seen[way], observer), 1);
        const futures_plan plan = {
            .n = SETS * EACH, .way = &one, .n_ways = 1, .account = account[way], .eve = eve[way]};
        assert_int_equal(futures_run(&e, &plan, NULL), OFR_OK);
        ensemble_done(&e);
    }
    for (size_t s = 0; s < SETS; s++) {
        assert_near(account[0][s].evidence, account[1][s].evidence, 0);
        assert_int_equal(eve[0][s].n, eve[1][s].n);
        assert_memory_equal(eve[0][s].bytes, eve[1][s].bytes, eve[0][s].n);
        eve_done(&eve[0][s]);
        eve_done(&eve[1][s]);
    }
    assert_memory_not_equal(seen[0].value[SEEN_MEMBERS], seen[1].value[SEEN_MEMBERS],
                            SETS * EACH * sizeof(ofr_member));
    seen_done(&seen[0]);
    seen_done(&seen[1]);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pair_unlike_its_class_is_off_but_not_on_it),
        cmocka_unit_test(test_layers_of_what_sets_are_off_by_hold_each_quantile_once),
        cmocka_unit_test(test_wars_are_fitted_by_a_line_in_log_odds),
        cmocka_unit_test(test_the_wanted_share_of_sets_is_on_the_class_and_spread_evenly),
        cmocka_unit_test(
            test_without_spread_a_set_on_the_class_is_shifted_by_the_difference_in_log_odds),
        cmocka_unit_test(
            test_a_class_beyond_what_was_measured_gets_the_outermost_shift_and_is_not_reached),
        cmocka_unit_test(test_what_sets_are_off_by_leaves_small_hazards_what_they_are_in_the_mean),
        cmocka_unit_test(test_more_sets_move_none_of_those_before_and_another_seed_moves_all),
        cmocka_unit_test(test_sets_on_the_class_draw_from_what_it_says),
        cmocka_unit_test(test_a_shift_adds_to_the_log_odds_of_an_open_answer),
        cmocka_unit_test(test_where_all_options_are_open_it_adds_to_the_log_odds_of_an_answer),
        cmocka_unit_test(test_it_scales_direct_acts_that_answer_nothing),
        cmocka_unit_test(test_the_shift_of_war_adds_to_its_log_odds_and_moves_no_exchange),
        cmocka_unit_test(test_histories_and_eves_are_the_same_with_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
