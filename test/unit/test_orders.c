/* Orders: who asks, who obeys, told from each member's uniforms; what an obeyed and a refused one leave. */
#include "world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "mechanisms/campaigns.h"
#include "near.h"

enum { SEED = 31, MEMBERS = 1024 };

/* Fire that halts on order only. The stake is counted where it is asked for: 40 dead a day by a line that answers openly. */
#define YAML(numbers)                                                                              \
    "offramp: 1\ntitle: orders\nstart: 2024-01-03\nhorizon: 60 days\nhostile: [[a, b]]\n"          \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.6}}}\n"                                \
    "theatres: {x: {name: X, lethality: 0.2, slip: 0, wounding: 0}}\n"                             \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.3 per day}\n"                       \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland}\n"                            \
    "campaigns: [{id: fire, by: g, halts: 0 per day, short-ends: 0.2 per day, long-ends: 0.02 "    \
    "per "                                                                                         \
    "day, announced: 0.3, false-words: 0.000001 per day}]\n"                                       \
    "orders: [{id: hold, by: b, to: fire, " numbers "}]\n"                                         \
    "red-lines: {dead: {holder: a, when: {to: a, deaths-own: 1}, response: {base: -20, options: "  \
    "[a-b]}}}\n"                                                                                   \
    "politics: {a: {}, b: {heat: 1}}\n"                                                            \
    "outcomes: {war: {event: war}}\n"

static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

/* Oracle: orders.c by hand. Every day of every member: an order where the uniform says so, on decision days and after a crossing,
 * while the fire is on; obeyed by the control of that morning; and then the whole fire is halted, for as long as drawn. */
static void test_every_order_is_the_one_told_beforehand(void **state)
{
    world w = world_open(
        YAML("base: -0.7, stake: 0, crossed: 1.1, heat: 0.4, refused: 0.3, long: 0.25"), MEMBERS,
        SEED);
    const size_t order = world_slot(&w, SLOT_ORDER, "hold"),
                 refusal = world_slot(&w, SLOT_REFUSAL, "hold"),
                 halt = world_slot(&w, SLOT_HALT, "fire");
    size_t asked = 0, obeyed = 0, crossed = 0, is_long = 0;

    (void)state;
    for (int d = 0; d < 40; d++) {
        static double before[MEMBERS], control[MEMBERS], line[MEMBERS], heat[MEMBERS];
        const int32_t day = w.day;

        for (size_t i = 0; i < MEMBERS; i++) before[i] = world_get(&w, "fire.halted", i);
        for (size_t i = 0; i < MEMBERS; i++) control[i] = world_get(&w, "g.control.b", i);
        for (size_t i = 0; i < MEMBERS; i++) line[i] = world_get(&w, "a-b.crossed", i);
        for (size_t i = 0; i < MEMBERS; i++) heat[i] = world_get(&w, "b.heat", i);
        world_run(&w, 1);
        for (size_t i = 0; i < MEMBERS; i++) {
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("order", "hold"),
                                           0);
            const double p = logistic(-0.7 + 1.1 * line[i] - 0.4 * (heat[i] - 1));
            const int asks = (day % 7 == 0 || line[i] > 0) && before[i] < 1 && unit(u.w[0]) < p,
                      obeys = asks && unit(u.w[1]) < control[i];
            assert_near(world_count(&w, order, i), asks, 0);
            assert_near(world_count(&w, refusal, i), asks && !obeys, 0);
            assert_near(world_count(&w, halt, i), obeys, 0);
            if (obeys) {
                const double mode = world_get(&w, "fire.mode", i);
                assert_near(world_get(&w, "fire.halted", i), 1, 0);
                assert_true((mode >= CAMPAIGN_LONG) == (unit(u.w[2]) < 0.25));
                is_long += mode >= CAMPAIGN_LONG;
            }
            asked += (size_t)asks;
            obeyed += (size_t)obeys;
            crossed += asks && line[i] > 0;
        }
    }
    print_message("%zu asked, %zu of them after a crossing, %zu obeyed, %zu for long\n", asked,
                  crossed, obeyed, is_long);
    assert_true(asked > 1000 && crossed > 100 && obeyed > 500 && obeyed < asked && is_long > 100);
    world_close(&w);
}

/* Oracle: by hand. A refusal takes its share of the control, which then returns with its half-life; an order that is obeyed takes none. */
static void test_a_refusal_costs_control(void **state)
{
    world w = world_open(
        YAML("base: 20, stake: 0, crossed: 0, heat: 0, refused: 0.3") "proxies: {half-life: 10 "
                                                                      "days}\n",
        256, SEED);
    size_t refused = 0;

    (void)state;
    const double back = pow(2, -0.1);
    while (w.day % 7 != 0) world_run(&w, 1);
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        const bool no = world_count(&w, world_slot(&w, SLOT_REFUSAL, "hold"), i) > 0;
        const double after = no ? 0.6 * 0.7 : 0.6;
        refused += no;
        assert_near(world_get(&w, "g.control.b", i), 0.6 + (after - 0.6) * back, 1e-12);
    }
    assert_true(refused > 50 && refused < 200);
    world_close(&w);
}

/* Oracle: the requirement, orders in ratios of stakes: the patron asks the oftener the more than usual it has at stake, here since
 * tension has made war likelier and fire hotter than it is used to; with stake 0 it asks as often. */
static void test_more_at_stake_than_usual_makes_orders_likelier(void **state)
{
    static const char *const numbers[] = {"base: -2, stake: 0, crossed: 0, heat: 0",
                                          "base: -2, stake: 8, crossed: 0, heat: 0"};
    double asked[2] = {0};

    (void)state;
    for (size_t s = 0; s < 2; s++) {
        char yaml[4096];
        snprintf(yaml, sizeof yaml, YAML("%s") "war: {chance: 0.9}\n", numbers[s]);
        char *at = strstr(yaml, "base: -20, options");
        memcpy(at, "base: 20,  options", strlen("base: 20,  options"));
        world w = world_open(yaml, MEMBERS, SEED);
        while (w.day % 7 != 0) world_run(&w, 1);
        /* Tension makes war, and so what the dead may bring, likelier than on the days before. */
        for (size_t i = 0; i < w.n; i++) world_set(&w, "a-b.tension", i, 30);
        for (size_t i = 0; i < w.n; i++) world_set(&w, "g-a.mean", i, 3);
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++)
            asked[s] += world_count(&w, world_slot(&w, SLOT_ORDER, "hold"), i);
        world_close(&w);
    }
    print_message("%.0f and %.0f of %d ask\n", asked[0], asked[1], MEMBERS);
    assert_true(asked[1] > 1.3 * asked[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_order_is_the_one_told_beforehand),
        cmocka_unit_test(test_a_refusal_costs_control),
        cmocka_unit_test(test_more_at_stake_than_usual_makes_orders_likelier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
