/* Who is hurt: chance and mean of deaths, slips, wounds, protection, warning. Oracles: the formulas at the
 * head of harm.c; the law P(D >= d) = d^-(tail - 1) up to a cap, summed here. Statistical slacks are 5
 * standard errors: about one false alarm in 1.7 million checks.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 400 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {}, b: {}}\noutcomes: {war: {event: "     \
    "war}}\n"                                                                                      \
    "perception: {misread: 0, alarms: 0 per day}\nwar: {one-sided: 0 per day}\n"
#define FLOW "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 5 per day"

typedef struct tally {
    double acts, lethal_days, dead, dead_squares, partners, wounded, slipped, none, days;
} tally;

static tally run(world *w, int32_t days)
{
    tally t = {0};

    for (int32_t d = 0; d < days; d++) {
        world_run(w, 1);
        for (size_t i = 0; i < w->n_blocks; i++) {
            const ofr_block *b = &w->block[i];
            for (size_t k = 0; k < b->lanes; k++) {
                const double own = block_num(b, w->m->deaths_own, k),
                             n = block_num(b, w->m->count, k);
                t.acts += n;
                t.dead += own;
                t.dead_squares += own * own;
                t.lethal_days += own > 0;
                t.partners += block_num(b, w->m->deaths_partner, k);
                t.wounded += block_num(b, w->m->wounded, k);
                t.slipped += block_num(b, w->m->slipped, k);
                t.none += n == 0;
                t.days += 1;
            }
        }
    }
    return t;
}

/* First two moments of D: E D = sum P(D >= d), E D^2 = sum (2 d - 1) P(D >= d). */
static void moments(double tail, int cap, double *ret_mean, double *ret_square)
{
    *ret_mean = *ret_square = 0;
    for (int d = 1; d <= cap; d++) {
        *ret_mean += pow(d, -(tail - 1));
        *ret_square += (2 * d - 1) * pow(d, -(tail - 1));
    }
}

static void check_deaths(const char *yaml, double chance, int cap, double tail, double wound)
{
    world w = world_open(yaml, 4096, 71);
    const tally t = run(&w, 10);
    double mean, square;

    moments(tail, cap, &mean, &square);
    /* A compound Poisson day: deaths have mean 5 p E D and variance 5 p E D^2. */
    assert_near(t.acts / t.days, 5, 5 * sqrt(5 / t.days));
    assert_near(t.dead / t.days, 5 * chance * mean, 5 * sqrt(5 * chance * square / t.days));
    const double some = 1 - exp(-5 * chance); /* lethal acts are Poisson too */
    assert_near(t.lethal_days / t.days, some, 5 * sqrt(some * (1 - some) / t.days));
    const double hurt = (1 - chance) * wound;
    assert_near(t.wounded / t.days, 5 * hurt * mean, 5 * sqrt(5 * hurt * square / t.days));
    world_close(&w);
}

static void test_deaths_have_the_chance_and_the_heavy_tail_of_the_formula(void **state)
{
    (void)state;
    check_deaths(TOP "theatres: {x: {name: X, lethality: 0.12, wounding: 0.3, slip: 0, tail: 2.5, "
                     "cap: 20}}\n" FLOW "}\n",
                 0.12, 20, 2.5, 0.3);
    check_deaths(
        TOP
        "theatres: {x: {name: X, lethality: 0.4, wounding: 0, slip: 0, tail: 3.2, cap: 50}}\n" FLOW
        ", lethality: 0.03}\n",
        0.03, 50, 3.2, 0);
}

static void test_slips_multiply_lethality_and_protection_takes_its_share_away(void **state)
{
    (void)state;
    /* A quarter slips and kills four times as often; protection prevents 0.3 of all. */
    check_deaths(TOP "harm: {slip-factor: x4}\ntheatres: {x: {name: X, lethality: 0.08, wounding: "
                     "0, slip: 0.25, protection: 0.3, tail: 2.5, cap: 20}}\n" FLOW "}\n",
                 0.7 * 0.08 * (0.75 + 0.25 * 4), 20, 2.5, 0);
    /* A chance is never above one, before protection takes its share. */
    check_deaths(TOP "harm: {slip-factor: x1000}\ntheatres: {x: {name: X, lethality: 0.05, "
                     "wounding: 0, slip: 0.5, protection: 0.3, tail: 2.5, cap: 20}}\n" FLOW "}\n",
                 0.7 * (0.5 * 0.05 + 0.5), 20, 2.5, 0);
}

static void test_acts_slip_with_the_theatres_chance(void **state)
{
    world w = world_open(TOP "theatres: {x: {name: X, lethality: 0, slip: 0.17}}\n" FLOW "}\n",
                         4096, 72);
    const tally t = run(&w, 5);

    (void)state;
    assert_near(t.slipped / t.acts, 0.17, 5 * sqrt(0.17 * 0.83 / t.acts));
    assert_near(t.dead, 0, 0);
    world_close(&w);
}

static void test_each_death_is_of_one_act_below_its_cap(void **state)
{
    world w = world_open(TOP "theatres: {x: {name: X, lethality: 1, tail: 1.5, cap: 7}}\n" FLOW
                             ", partners: 0.4}\n",
                         2048, 73);
    const tally t = run(&w, 5);
    double mean, square;

    (void)state;
    moments(1.5, 7, &mean, &square);
    /* All acts kill; 0.4 of them partners. */
    assert_near(t.dead / t.days, 3 * mean, 5 * sqrt(3 * square / t.days));
    assert_near(t.partners / t.days, 2 * mean, 5 * sqrt(2 * square / t.days));
    for (size_t i = 0; i < w.n_blocks; i++) {
        const ofr_block *b = &w.block[i];
        for (size_t k = 0; k < b->lanes; k++) {
            const double n = block_num(b, w.m->count, k),
                         dead = block_num(b, w.m->deaths_own, k) +
                                block_num(b, w.m->deaths_partner, k);
            assert_true(dead >= n && dead <= 7 * n && dead == floor(dead));
        }
    }
    world_close(&w);
}

/* A direct act comes from a red line: one that any threat crosses, answered at once. */
#define DIRECT                                                                                     \
    "theatres: {x: {name: X, lethality: 1, wounding: 0, slip: 0}}\n"                               \
    "conduct:\n  - {id: t, from: a, to: b, in: x, act: threaten, rate: 50 per day}\n  - {id: d, "  \
    "from: b, to: a, in: x, act: direct}\n"                                                        \
    "red-lines: {l: {holder: b, when: {to: b, by: a, act: threaten}, response: {base: 20, "        \
    "options: [d], within: 1 day}}}\n"

/* Oracle: every act kills one: as many dead as acts, up to 256 acts a day (harm.c). A mean of 260 is below and above. */
static void test_the_first_256_acts_of_a_day_do_harm(void **state)
{
    world w = world_open(TOP
                         "theatres: {x: {name: X, lethality: 1, wounding: 0, slip: 0, cap: 1}}\n"
                         "drivers: {wind: {active: true, ends: 0 per day}}\n"
                         "conduct:\n  - {id: f, from: a, to: b, in: x, act: harass, rate: 100 per "
                         "day, driven-by: {wind: x2.6}}\n",
                         512, 5);
    size_t fewer = 0, more = 0;

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < w.n_blocks; i++) {
        for (size_t k = 0; k < w.block[i].lanes; k++) {
            const double n = block_num(&w.block[i], w.m->count, k),
                         dead = block_num(&w.block[i], w.m->deaths_own, k);
            assert_near(dead, n < 256 ? n : 256, 0);
            fewer += n < 256;
            more += n > 256;
        }
    }
    assert_true(fewer > 50 && more > 50);
    world_close(&w);
}

static void test_a_warning_through_full_talk_spares_everybody(void **state)
{
    /* Talk is one: a clear message arrives each day and is worth full use. */
    world w = world_open(
        TOP DIRECT "harm: {warning: 1}\nmessages: {base: 20, traffic: 1, audience: 0}\nchannels: "
                   "{c: {between: [a, b], fidelity: 1, delay: 0 days, leak: 0}}\n",
        512, 74);
    world v = world_open(TOP DIRECT "harm: {warning: 1}\nmessages: {base: -20}\n", 512, 74);
    double spared = 0, struck = 0, dead = 0;

    (void)state;
    for (int32_t day = 0; day < 4; day++) {
        world_run(&w, 1);
        world_run(&v, 1);
        for (size_t i = 0; i < w.n; i++) {
            spared += world_count(&w, 1, i);
            assert_near(world_deaths(&w, 1, i), 0, 0);
            struck += world_count(&v, 1, i);
            dead += world_deaths(&v, 1, i);
        }
    }
    assert_true(spared > 100 && struck > 100);
    assert_true(dead >= struck); /* without a word all of them kill */
    world_close(&w);
    world_close(&v);
}

static void test_recorded_acts_bring_their_own_deaths_and_no_others(void **state)
{
    world w = world_open(TOP
                         "theatres: {x: {name: X, lethality: 1, wounding: 1}}\nconduct:\n  - {id: "
                         "f, from: a, to: b, in: x, act: harass, rate: 5 per day, record: full}\n",
                         64, 75);
    given g = given_open(
        &w, GIVEN_COLUMNS "2024-01-02,a,b,x,harass,4,2,3\n2024-01-03,a,b,x,harass,9,,\n", NULL,
        true);

    (void)state;
    for (int32_t day = 1; day <= 4; day++) {
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) {
            const ofr_block *b = &w.block[i / w.e.kernel->lanes];
            assert_near(world_count(&w, 0, i), day == 2 ? 4 : day == 3 ? 9 : 0, 0);
            assert_near(world_deaths(&w, 0, i), day == 2 ? 2 : 0, 0);
            assert_near(block_num(b, w.m->wounded, i % w.e.kernel->lanes), day == 2 ? 3 : 0, 0);
        }
    }
    given_close(&g);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deaths_have_the_chance_and_the_heavy_tail_of_the_formula),
        cmocka_unit_test(test_slips_multiply_lethality_and_protection_takes_its_share_away),
        cmocka_unit_test(test_acts_slip_with_the_theatres_chance),
        cmocka_unit_test(test_each_death_is_of_one_act_below_its_cap),
        cmocka_unit_test(test_the_first_256_acts_of_a_day_do_harm),
        cmocka_unit_test(test_a_warning_through_full_talk_spares_everybody),
        cmocka_unit_test(test_recorded_acts_bring_their_own_deaths_and_no_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
