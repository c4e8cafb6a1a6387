/* Stability: the radius of loops known by hand, what it warns of, and the loop it names. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

#define YAML(conduct, rest)                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-03\nhorizon: 30 days\nhostile: [[a, b]]\n"               \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group}\n  h: {name: H, kind: group}\n  k: {name: K, kind: group, "       \
    "backed-by: {b: {control: 0.5, attribution: 0.6}}}\n"                                          \
    "theatres: {x: {name: X, lethality: 0.01}, y: {name: Y, slip: 0.02}}\n"                        \
    "conduct:\n" conduct "memory: {half-life: 5 days}\n"                                           \
    "politics: {a: {}, b: {}}\n" rest "outcomes: {war: {event: war}}\n"
/* Days that a unit of hostility is remembered: 1 / (1 - 2^(-1/5)). */
#define STAY (1.0 / (1.0 - exp2(-1.0 / 5)))

static double radius_of(const char *yaml, double stance, char *loop, size_t n)
{
    world w = world_open(yaml, 1, 1);
    const double radius = model_radius(w.m, stance, loop, n);

    world_close(&w);
    return radius;
}

/* Oracle: K = [0, r1; r2, 0] times what an act leaves: radius sqrt(r1 r2) v stay, with v = 1 of harass and 4 of strike. */
static void test_two_that_answer_each_other_have_the_root_of_their_product(void **state)
{
    char loop[128];

    (void)state;
    assert_near(radius_of(YAML("  - {id: g-h, from: g, to: h, in: x, act: harass, answers: {to: h, "
                               "acts-per-severity: 0.03}}\n"
                               "  - {id: h-g, from: h, to: g, in: x, act: strike, answers: {to: g, "
                               "acts-per-severity: 0.02}}\n",
                               ""),
                          0, loop, sizeof loop),
                sqrt(0.03 * 4 * 0.02) * STAY, 1e-9);
    assert_true(strcmp(loop, "g-h -> h-g -> g-h") == 0 || strcmp(loop, "h-g -> g-h -> h-g") == 0);
}

/* Oracle: the whole text; less room keeps its beginning. */
static void test_a_loop_that_has_too_little_room_is_cut(void **state)
{
    static const char yaml[] = YAML(
        "  - {id: g-strikes-h, from: g, to: h, in: x, act: harass, answers: {to: h, "
        "acts-per-severity: 0.03}}\n"
        "  - {id: h-strikes-g, from: h, to: g, in: x, act: strike, answers: {to: g, "
        "acts-per-severity: 0.02}}\n",
        "");
    char whole[128], loop[128];

    (void)state;
    radius_of(yaml, 0, whole, sizeof whole);
    for (size_t room = 1; room <= strlen(whole) + 2; room++) {
        const size_t kept = room - 1 < strlen(whole) ? room - 1 : strlen(whole);
        memset(loop, '#', sizeof loop);
        radius_of(yaml, 0, loop, room);
        assert_int_equal(strlen(loop), kept);
        assert_memory_equal(loop, whole, kept);
        assert_int_equal(loop[room], '#');
    }
}

/* Oracle: by hand: two flows of G on H answer H's flow with .02 and .01, which answers both with .03. */
static void test_three_flows_have_the_radius_of_their_matrix(void **state)
{
    (void)state;
    /* radius^2 = .03 x (.02 + .01) */
    assert_near(radius_of(YAML("  - {id: g1, from: g, to: h, in: x, act: harass, answers: {to: h, "
                               "acts-per-severity: 0.02}}\n"
                               "  - {id: g2, from: g, to: h, in: x, act: harass, answers: {to: h, "
                               "acts-per-severity: 0.01}}\n"
                               "  - {id: h-g, from: h, to: g, in: x, act: harass, answers: {to: g, "
                               "acts-per-severity: 0.03}}\n",
                               ""),
                          0, NULL, 0),
                sqrt(0.03 * 0.03) * STAY, 1e-9);
    /* Nobody answers: nothing leads to anything. */
    assert_near(
        radius_of(YAML("  - {id: g1, from: g, to: h, in: x, act: harass, rate: 3 per day}\n", ""),
                  0, NULL, 0),
        0, 1e-9);
}

/* Oracle: a stance of 2 multiplies answers by e^(gamma control 2), a driver that is on by its factor, and the share of a
 * client's act that stays with it is 1 - attribution. */
static void test_stance_driver_and_attribution_scale_the_radius(void **state)
{
    const char *yaml = YAML("  - {id: k-a, from: k, to: a, in: x, act: harass, stance: 0.4, "
                            "driven-by: {wind: x1.5}, answers: {to: a, acts-per-severity: 0.02}}\n"
                            "  - {id: a-k, from: a, to: k, in: x, act: harass, answers: {to: k, "
                            "acts-per-severity: 0.01}}\n",
                            "drivers: {wind: {active: true}}\n");
    const double own = (0.02 * 1.5) * (0.01 * 0.4);

    (void)state;
    assert_near(radius_of(yaml, 0, NULL, 0), sqrt(own) * STAY, 1e-9);
    assert_near(radius_of(yaml, 2, NULL, 0), sqrt(own * exp(0.4 * 0.5 * 2)) * STAY, 1e-9);
}

/* Oracle: a red line alone: one act in a hundred kills, logistic(0) is answered, on one option; and the answer is
 * answered: radius^2 = .01 / 2 x .1 x 4 x stay. */
static void test_red_lines_close_loops_too(void **state)
{
    const char *yaml = YAML("  - {id: k-a, from: k, to: a, in: x, act: harass, answers: {to: a, "
                            "acts-per-severity: 0.1}}\n"
                            "  - {id: a-k, from: a, to: k, in: x, act: strike}\n",
                            "red-lines: {dead: {holder: a, when: {to: a, deaths-own: 1}, response: "
                            "{base: 0, options: [a-k]}}}\n");
    char loop[128];

    (void)state;
    assert_near(radius_of(yaml, 0, loop, sizeof loop), sqrt(0.01 * 0.5 * 0.1 * 4 * STAY), 1e-9);
    assert_non_null(strstr(loop, "k-a"));
    assert_non_null(strstr(loop, "a-k"));
}

/* Oracle: a line that asks for n acts is crossed by one act in n: n enters the product, and the radius as its root. */
static void test_a_line_that_counts_is_crossed_by_a_share_of_the_acts(void **state)
{
    static const int count[] = {1, 2, 3, 10};
    double radius[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        char yaml[2048];
        snprintf(
            yaml, sizeof yaml,
            YAML("  - {id: k-a, from: k, to: a, in: x, act: harass, answers: {to: a, "
                 "acts-per-severity: 0.01}}\n"
                 "  - {id: a-k, from: a, to: k, in: x, act: strike}\n",
                 "red-lines: {often: {holder: a, when: {to: a, act: harass, count: %d, within: "
                 "30}, response: {base: 0, options: [a-k]}}}\n"),
            count[i]);
        radius[i] = radius_of(yaml, 0, NULL, 0);
    }
    assert_true(radius[0] > 0.1);
    for (int i = 1; i < 4; i++) assert_near(radius[i], radius[0] / sqrt(count[i]), 1e-9);
}

/* Oracle: a line that asks for more than the flow does is crossed by what slips (0.02) or is misread a rung higher (half
 * of 0.08): radius^2 = .06 / 2 x .1 x 4 x stay. */
static void test_a_line_above_the_rung_is_crossed_by_slips_and_misreadings(void **state)
{
    static const char *const act[] = {"strike", "strike+"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        char yaml[2048];
        snprintf(
            yaml, sizeof yaml,
            YAML("  - {id: k-a, from: k, to: a, in: y, act: harass, answers: {to: a, "
                 "acts-per-severity: 0.1}}\n"
                 "  - {id: a-k, from: a, to: k, in: y, act: strike}\n",
                 "perception: {misread: 0.08}\nred-lines: {up: {holder: a, when: {to: a, act: %s}, "
                 "response: {base: 0, options: [a-k]}}}\n"),
            act[i]);
        char loop[128];
        assert_near(radius_of(yaml, 0, loop, sizeof loop), sqrt(0.06 * 0.5 * 0.1 * 4 * STAY), 1e-9);
    }
}

/* Oracle: radius by hand 0.15 stay = 1.16 with harass: refused, with the loop in words; just below 1: taken. */
static void test_an_explosive_scenario_is_refused_by_its_loop(void **state)
{
    char message[1024];
    static const char *const yaml = YAML(
        "  - {id: g-h, from: g, to: h, in: x, act: harass, answers: {to: h, acts-per-severity: "
        "0.15}}\n"
        "  - {id: h-g, from: h, to: g, in: x, act: harass, answers: {to: g, acts-per-severity: "
        "0.15}}\n"
        "  - {id: b-a, from: b, to: a, in: x, act: harass, rate: 1 per day}\n",
        "");
    char calm[2048];

    (void)state;
    assert_int_equal(world_refused(yaml, message, sizeof message), OFR_UNSTABLE);
    assert_non_null(strstr(message, "1.16"));
    assert_true(strstr(message, "g-h -> h-g -> g-h") || strstr(message, "h-g -> g-h -> h-g"));
    snprintf(calm, sizeof calm, "%s", yaml);
    for (char *at = calm; (at = strstr(at, "0.15")) != NULL; at++) at[3] = '2'; /* 0.12: 0.93 */
    assert_int_equal(world_refused(calm, message, sizeof message), OFR_OK);
}

/* Oracle: the definition: a flow of cooperation answers cooperation (conduct.c), so an act of hostility leads to none of it,
 * and a line that watches such a flow closes no loop through it. What is left is the loop of g and h. Were it to answer
 * hostility, the radius would be sqrt(.02 / 2 x 4 x stay) = .55 at a chance of 1/2 that a kind act crosses. */
static void test_cooperation_answers_no_hostility(void **state)
{
    static const char *const kind[] = {"concede", "engage"};

    (void)state;
    for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++) {
        char yaml[2048], loop[128];
        snprintf(yaml, sizeof yaml,
                 YAML("  - {id: g-h, from: g, to: h, in: x, act: harass, answers: {to: h, "
                      "acts-per-severity: 0.03}}\n"
                      "  - {id: h-g, from: h, to: g, in: x, act: harass, answers: {to: g, "
                      "acts-per-severity: 0.02}}\n"
                      "  - {id: k-a, from: k, to: a, in: x, act: %s, answers: {to: a, "
                      "acts-per-severity: 0.02}}\n"
                      "  - {id: a-k, from: a, to: k, in: x, act: strike}\n",
                      "red-lines: {kind: {holder: a, when: {flows: [k-a]}, response: {base: 0, "
                      "options: [a-k]}}}\n"),
                 kind[i]);
        assert_near(radius_of(yaml, 0, loop, sizeof loop), sqrt(0.03 * 0.02) * STAY, 1e-9);
        assert_non_null(strstr(loop, "g-h"));
        assert_null(strstr(loop, "k-a"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_that_answer_each_other_have_the_root_of_their_product),
        cmocka_unit_test(test_a_loop_that_has_too_little_room_is_cut),
        cmocka_unit_test(test_three_flows_have_the_radius_of_their_matrix),
        cmocka_unit_test(test_stance_driver_and_attribution_scale_the_radius),
        cmocka_unit_test(test_red_lines_close_loops_too),
        cmocka_unit_test(test_a_line_above_the_rung_is_crossed_by_slips_and_misreadings),
        cmocka_unit_test(test_a_line_that_counts_is_crossed_by_a_share_of_the_acts),
        cmocka_unit_test(test_an_explosive_scenario_is_refused_by_its_loop),
        cmocka_unit_test(test_cooperation_answers_no_hostility),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
