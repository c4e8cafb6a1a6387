/* Words between enemies: talk by hand, delays, garbling, leaks. Oracles: the formulas at the head of
 * channels.c, worked out here. Statistical slacks are 5 standard errors: about one false alarm in 1.7
 * million checks.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 400 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  m: {name: M, "   \
    "kind: mediator}\n"                                                                            \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "conduct:\n  - {id: f, from: b, to: a, in: x, act: harass, record: full}\n"                    \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {face: 0.5, heat: 0.5, heat-per-leak: "   \
    "0.6}, b: {face: 0.5, heat: 0.5, heat-per-leak: 0.6}}\n"                                       \
    "perception: {misread: 0, alarms: 0 per day}\nbeliefs: {evidence: 0, half-life: 100 days, "    \
    "implacable: 0.5}\noutcomes: {war: {event: war}}\n"                                            \
    "files: {f1: {between: [a, b], reserve: {a: 0.9, b: 0.9}, weight: {a: 1, b: 1}}, f2: "         \
    "{between: [a, b], reserve: {a: 0.9, b: 0.9}, weight: {a: 1, b: 1}}}\n"

#define SILENT "messages: {base: -20}\n"
#define ALWAYS                                                                                     \
    "messages: {base: 20, audience: 0, traffic: 0.4, reassurance: 0.8, reassured: 7 days}\n"

static void test_talk_of_two_channels_is_that_of_the_formula(void **state)
{
    world w = world_open(
        TOP SILENT
        "channels:\n  one: {between: [a, b], fidelity: 0.8, delay: 3 days, use: 0.6, "
        "use-half-life: 10 days, files: [f1]}\n"
        "  two: {between: [b, a], fidelity: 0.9, delay: 0 days, use: 0.5, use-half-life: 4 days, "
        "files: [f1, f2], crisis: false}\n"
        "  three: {between: [a, b], fidelity: 0.7, delay: 6 days, use: 1, use-half-life: 50 days}\n"
        "  shut: {between: [a, b], fidelity: 1, delay: 0 days, use: 1, open: never}\n",
        1, 1);

    (void)state;
    for (int32_t day = 1; day <= 9; day++) {
        world_run(&w, 1);
        const double u1 = 0.6 * exp2(-day / 10.0), u2 = 0.5 * exp2(-day / 4.0),
                     u3 = exp2(-day / 50.0);
        /* fidelity x 2^(-delay / 3): 0.4, 0.9, 0.175 */
        assert_near(world_get(&w, "one.use", 0), u1, 1e-12);
        assert_near(world_get(&w, "a-b.talk", 0), 1 - (1 - 0.4 * u1) * (1 - 0.175 * u3), 1e-12);
        assert_near(world_get(&w, "f1.talk", 0), 1 - (1 - 0.4 * u1) * (1 - 0.9 * u2), 1e-12);
        assert_near(world_get(&w, "f2.talk", 0), 0.9 * u2, 1e-12);
    }
    world_close(&w);
}

static void test_talk_never_falls_with_use_and_is_nothing_without_it(void **state)
{
    world w = world_open(TOP SILENT "channels:\n  one: {between: [a, b], fidelity: 0.8, delay: 2 "
                                    "days, files: [f1]}\n  two: {between: [a, b], fidelity: 0.9}\n",
                         1, 1);
    double before = -1;

    (void)state;
    for (int i = 0; i <= 10; i++) {
        world_set(&w, "one.use", 0, 0.1 * i);
        world_set(&w, "two.use", 0, 0);
        world_run(&w, 1);
        const double q = world_get(&w, "a-b.talk", 0);
        if (i == 0) assert_near(q, 0, 0);
        assert_true(q > before && q <= 1);
        before = q;
    }
    world_close(&w);
}

static void test_a_channel_kept_for_crises_opens_with_tension(void **state)
{
    world w = world_open(
        TOP "messages: {base: -20, crisis: 1.5}\nchannels: {c: {between: [a, b], fidelity: 1, "
            "delay: 0 days, use: 1, open: in-crisis, use-half-life: 3650 days}}\n",
        1, 1);
    const double e[][2] = {{0, 0}, {1.5, 1.5}, {1.6, 0}, {0, 1.6}, {1.4, 1.4}};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        world_set(&w, "c.use", 0, 1);
        world_set(&w, "a-b.tension", 0, e[i][0]);
        world_set(&w, "b-a.tension", 0, e[i][1]);
        world_run(&w, 1);
        assert_near(world_get(&w, "a-b.talk", 0), i == 2 || i == 3 ? exp2(-1.0 / 3650) : 0, 1e-9);
    }
    world_close(&w);
}

static void test_messages_arrive_after_the_delay_on_average(void **state)
{
    world w = world_open(
        TOP ALWAYS
        "channels: {c: {between: [a, b], delay: 2.3 days, fidelity: 1, leak: 0, use: 0}}\n",
        8192, 51);
    const size_t there = world_slot(&w, SLOT_MESSAGE, "c");
    const int32_t sent = w.day;
    double mean = 0;

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        const double wait = world_get(&w, "c.from.a.due", i) - sent;
        assert_true(wait == 2 || wait == 3); /* floor(2.3 + u) */
        mean += wait;
    }
    assert_near(mean / (double)w.n, 2.3, 5 * sqrt(0.3 * 0.7 / (double)w.n));
    world_run(&w, 1);
    assert_near(given_mean_count(&w, there), 0, 0);
    world_run(
        &w,
        1); /* due on the second day after it was sent: 0.7 of them; their use is then 0.4 a message */
    const double arrived = given_mean_count(&w, there);
    assert_near(arrived, 0.7, 5 * sqrt(0.3 * 0.7 / (double)w.n));
    for (size_t i = 0; i < w.n; i++) {
        const bool back = world_count(&w, there + 1, i) > 0;
        assert_near(world_get(&w, "c.use", i), 0.4 * world_count(&w, there, i) + (back ? 0.4 : 0),
                    1e-12);
    }
    world_close(&w);
}

static void test_a_second_message_on_the_way_is_dropped_and_counted(void **state)
{
    world w = world_open(
        TOP ALWAYS "channels: {c: {between: [a, b], delay: 5 days, fidelity: 1, leak: 0}}\n", 1, 1);

    (void)state;
    world_run(&w, 1);
    assert_near(world_get(&w, "c.repeated", 0), 0, 0);
    world_run(
        &w, 4); /* both ends try each day while their first word is on the way, and say the same */
    assert_near(world_get(&w, "c.repeated", 0), 8, 0);
    assert_near(world_get(&w, "c.crossed", 0), 0, 0);
    world_close(&w);
}

static void test_garbled_messages_say_nothing_but_count_as_traffic(void **state)
{
    world w = world_open(TOP ALWAYS "channels: {c: {between: [a, b], delay: 0 days, fidelity: 0.8, "
                                    "leak: 0.1, public: true, use: 0, use-half-life: 10 days}}\n",
                         8192, 52);
    double clear = 0;
    /* A public word costs face 0.5: worth 0.5 / 0.6 of a reassurance, 0.8 log-odds. */
    const double moved = 0.8 * 0.5 / 0.6;

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        const double reassured = world_get(&w, "a-b.reassured", i);
        assert_true(reassured == 0 || reassured == 1);
        assert_near(world_get(&w, "a-b.belief", i), reassured > 0 ? -moved * exp2(-0.01) : 0,
                    1e-12); /* one day of fading */
        assert_near(world_get(&w, "c.use", i), 0.8, 1e-12);
        clear += reassured;
    }
    assert_near(clear / (double)w.n, 0.8, 5 * sqrt(0.8 * 0.2 / (double)w.n));
    /* Being reassured fades by half in seven days, once words stop. */
    given_set_par(&w, "messages.base", -20);
    world_set(&w, "a-b.reassured", 0, 1);
    world_run(&w, 7);
    assert_near(world_get(&w, "a-b.reassured", 0), 0.5, 1e-12);
    world_close(&w);
}

static void test_cheap_talk_moves_no_belief_and_threats_do_not_soothe(void **state)
{
    world w = world_open(
        TOP ALWAYS "channels: {c: {between: [a, b], delay: 0 days, fidelity: 1, leak: 0}}\n", 1, 1);

    (void)state;
    world_run(&w, 1);
    assert_near(world_get(&w, "a-b.belief", 0), 0,
                1e-12); /* nothing to pay for it: likelihood ratio one */
    assert_near(world_get(&w, "a-b.reassured", 0), 1, 0);
    world_set(&w, "b-a.stance", 0, 2);
    world_set(&w, "a-b.reassured", 0, 0);
    world_run(&w, 1);
    assert_near(world_get(&w, "a-b.reassured", 0), 0, 0);
    assert_near(world_get(&w, "b-a.reassured", 0), 1, 0); /* a still holds, and soothes */
    world_close(&w);
}

static void test_leaks_come_with_their_chance_heat_both_sides_and_halve_use(void **state)
{
    world w = world_open(TOP ALWAYS "channels: {c: {between: [a, b], delay: 0 days, fidelity: 1, "
                                    "leak: 0.3, use: 0, use-half-life: 10 days}}\n",
                         8192, 53);
    double leaks = 0;

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        const double n = (world_get(&w, "a.heat", i) - 0.5) /
                         0.6; /* leaks of the two words of today */
        const double use = world_get(&w, "c.use", i);
        assert_near(n, floor(n + 0.5), 1e-9);
        assert_near(world_get(&w, "b.heat", i), world_get(&w, "a.heat", i), 1e-12);
        /* 0.4 each; halved at once by the word that leaks: none .8, first .6, second .4, both .3 */
        if (n < 0.5)
            assert_near(use, 0.8, 1e-12);
        else if (n < 1.5)
            assert_true(fabs(use - 0.6) < 1e-12 || fabs(use - 0.4) < 1e-12);
        else
            assert_near(use, 0.3, 1e-12);
        leaks += n;
    }
    assert_near(leaks / (2 * (double)w.n), 0.3, 5 * sqrt(0.3 * 0.7 / (2 * (double)w.n)));
    world_close(&w);
}

static void test_words_are_sent_with_the_chance_of_the_formula(void **state)
{
    /* base -1, tension adds 3 e(E) with e(E) = E / (E + 5), a leaky channel takes away 5 x 0.1 x 0.8. */
    world w = world_open(
        TOP "messages: {base: -1, tension: 3, audience: 0.8}\nwar: {tension-scale: 5}\n"
            "channels: {c: {between: [a, b], delay: 0 days, fidelity: 1, leak: 0.1, use: 0}}\n",
        8192, 54);
    const size_t from_a = world_slot(&w, SLOT_MESSAGE, "c");
    const double e[] = {0, 2.5, 20};

    (void)state;
    for (size_t j = 0; j < 3; j++) {
        for (size_t i = 0; i < w.n; i++) {
            world_set(&w, "a-b.tension", i, e[j]);
            world_set(&w, "b-a.tension", i, 0);
        }
        world_run(&w, 1);
        const double p = 1 / (1 + exp(1 - 3 * e[j] / (e[j] + 5) + 0.4)),
                     rest = 1 / (1 + exp(1 + 0.4));
        assert_near(given_mean_count(&w, from_a), p, 5 * sqrt(p * (1 - p) / (double)w.n));
        assert_near(given_mean_count(&w, from_a + 1), rest,
                    5 * sqrt(rest * (1 - rest) / (double)w.n));
    }
    world_close(&w);
}

static void test_recorded_messages_are_sent_in_history(void **state)
{
    world w = world_open(
        TOP SILENT "channels: {c: {between: [a, b], via: m, delay: 1 day, fidelity: 1, leak: 0}}\n",
        32, 55);
    given g = given_open(&w,
                         "date,source,target,theatre,action,via\n2024-01-03,b,a,x,statement,"
                         "m\n2024-01-06,a,b,x,engage,m\n",
                         NULL, true);
    const size_t from_a = world_slot(&w, SLOT_MESSAGE, "c"), from_b = from_a + 1;

    (void)state;
    for (int32_t day = 1; day <= 10; day++) {
        given_run(&w, &g, 1);
        assert_near(given_mean_count(&w, from_b), day == 4 || day == 7 ? 1 : 0, 0);
        assert_near(given_mean_count(&w, from_a), day == 7 ? 1 : 0,
                    0); /* talks are words both ways */
    }
    given_close(&g);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_talk_of_two_channels_is_that_of_the_formula),
        cmocka_unit_test(test_talk_never_falls_with_use_and_is_nothing_without_it),
        cmocka_unit_test(test_a_channel_kept_for_crises_opens_with_tension),
        cmocka_unit_test(test_messages_arrive_after_the_delay_on_average),
        cmocka_unit_test(test_a_second_message_on_the_way_is_dropped_and_counted),
        cmocka_unit_test(test_garbled_messages_say_nothing_but_count_as_traffic),
        cmocka_unit_test(test_cheap_talk_moves_no_belief_and_threats_do_not_soothe),
        cmocka_unit_test(test_leaks_come_with_their_chance_heat_both_sides_and_halve_use),
        cmocka_unit_test(test_words_are_sent_with_the_chance_of_the_formula),
        cmocka_unit_test(test_recorded_messages_are_sent_in_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
