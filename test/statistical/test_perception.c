/* Misreadings, attribution, false alarms: chances and shares by the formulas at the head of perception.c.
 * Statistical slacks are 5 standard errors: about one false alarm in 1.7 million checks.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 200 days\nhostile: [[a, b]]\n"              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5, attribution: 0.3, denied: "         \
    "true}}}\n"                                                                                    \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, record: full}\n  - {id: w, from: "  \
    "g, to: a, in: x, act: threaten, record: full}\n"                                              \
    "  - {id: r, from: a, to: g, in: x, act: harass, answers: {to: g}, record: full}\n"            \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {face: 0}, b: {face: 0}}\noutcomes: "     \
    "{war: {event: war}}\n"                                                                        \
    "beliefs: {implacable: 0.7, evidence: 0, half-life: 100 days}\n"

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}
static double logit(double p)
{
    return log(p / (1 - p));
}

/* Sum over members of a row of flows. */
static double total(const world *w, ofr_row base, size_t f)
{
    double sum = 0;

    for (size_t i = 0; i < w->n_blocks; i++) {
        for (size_t k = 0; k < w->block[i].lanes; k++) sum += block_num(&w->block[i], base + f, k);
    }
    return sum;
}

/* A hundred acts a day on four days; 800 words of threat, which nobody misreads. */
#define ACTS                                                                                       \
    GIVEN_COLUMNS "2024-01-01,g,a,x,harass,100,0,0\n2024-01-02,g,a,x,harass,100,0,0\n2024-01-03,"  \
                  "g,a,x,harass,100,0,0\n"                                                         \
                  "2024-01-04,g,a,x,harass,100,0,0\n2024-01-01,g,a,x,threaten,800,0,0\n"

static void check_misreadings(const char *yaml, double m, double m0, double m1, bool talk)
{
    world w = world_open(yaml, 512, 41);
    given g = given_open(&w, ACTS, NULL, false);
    const size_t f = world_slot(&w, SLOT_FLOW, "f"), threat = world_slot(&w, SLOT_FLOW, "w");

    for (int32_t day = 0; day < 4; day++) {
        given_run(&w, &g, 1);
        const double q = world_get(&w, "a-b.talk", 0), n = 100.0 * (double)w.n;
        const double p = m * (1 - q) * logistic(m0 + m1 * logit(0.7));
        const double up = total(&w, w.m->read_up, f), full = total(&w, w.m->charged, f);

        assert_true(talk ? q > 0.2 && q < 0.8 : q == 0);
        assert_near((up + full) / n, p, 5 * sqrt(p * (1 - p) / n));
        assert_near(up / n, p / 2, 5 * sqrt(p / 2 * (1 - p / 2) / n));
        assert_near(total(&w, w.m->read_up, threat) + total(&w, w.m->charged, threat), 0, 0);
    }
    given_close(&g);
    world_close(&w);
}

static void test_without_talk_acts_are_misread_with_the_chance_of_the_formula(void **state)
{
    (void)state;
    check_misreadings(TOP "perception: {misread: 1, base: -0.6, belief: 0.9, alarms: 0 per day}\n",
                      1, -0.6, 0.9, false);
    check_misreadings(TOP
                      "perception: {misread: 0.25, base: 0.6, belief: -0.9, alarms: 0 per day}\n",
                      0.25, 0.6, -0.9, false);
}

static void test_talk_takes_its_share_of_misreadings_away(void **state)
{
    (void)state;
    check_misreadings(TOP "perception: {misread: 1, base: -0.6, belief: 0.9, alarms: 0 per "
                          "day}\nmessages: {base: -20}\n"
                          "channels: {c: {between: [a, b], use: 0.7, use-half-life: 10 days, "
                          "fidelity: 0.9, delay: 0 days}}\n",
                      1, -0.6, 0.9, true);
}

static void test_at_full_talk_nothing_is_misread(void **state)
{
    /* A message a day that is never garbled, late or leaked, each worth full use: q is one. */
    world w = world_open(TOP
                         "perception: {misread: 1, base: 10, alarms: 1 per day, alarm-tension: 0}\n"
                         "messages: {base: 20, traffic: 1, reassurance: 0}\nchannels: {c: "
                         "{between: [a, b], fidelity: 1, delay: 0 days, leak: 0}}\n",
                         512, 42);
    given g = given_open(&w, ACTS, NULL, false);
    const size_t f = world_slot(&w, SLOT_FLOW, "f");

    (void)state;
    for (int32_t day = 0; day < 4; day++) {
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) assert_near(world_get(&w, "a-b.talk", i), 1, 0);
        assert_near(total(&w, w.m->read_up, f) + total(&w, w.m->charged, f), 0, 0);
        assert_near(given_mean(&w, "a-b.false-alarms"), 0, 0);
        assert_true(day == 0 || world_get(&w, "a-b.tension", 0) > 0);
    }
    given_close(&g);
    world_close(&w);
}

static void test_false_alarms_come_at_their_rate_while_tension_is_up(void **state)
{
    world w = world_open(
        TOP
        "perception: {misread: 0, alarms: 1 per day, alarm-tension: 1.5}\nmessages: {base: -20}\n"
        "channels: {c: {between: [a, b], use: 0.5, use-half-life: 10 days, fidelity: 0.9, delay: 0 "
        "days}}\n",
        8192, 43);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, false);
    const size_t alarm = world_slot(&w, SLOT_ALARM, "a-b"),
                 back = world_slot(&w, SLOT_ALARM, "b-a");

    (void)state;
    for (int32_t day = 0; day < 4; day++) {
        for (size_t i = 0; i < w.n; i++) {
            world_set(&w, "a-b.tension", i, i % 2 ? 1.5 : 1.6); /* above the threshold, not at it */
            world_set(&w, "b-a.tension", i, 0);
        }
        given_run(&w, &g, 1);
        const double q = world_get(&w, "a-b.talk", 0), p = 1 - exp(-(1 - q)), n = (double)w.n / 2;
        double alarms = 0;
        for (size_t i = 0; i < w.n; i++) {
            const double x = world_get(&w, "a-b.false-alarms", i);
            if (i % 2) assert_near(x, 0, 0);
            assert_near(world_count(&w, alarm, i), x, 0);
            assert_near(world_count(&w, back, i), 0, 0);
            assert_near(world_get(&w, "a-b.suffered-today", i), x,
                        0); /* as one act of harassment */
            alarms += x;
        }
        assert_near(alarms / n, p, 5 * sqrt(p * (1 - p) / n));
    }
    given_close(&g);
    world_close(&w);
}

static void test_attribution_follows_control_belief_and_denial(void **state)
{
    world w = world_open(
        TOP "perception: {misread: 0, alarms: 0 per day, control: 2, doubt: 0.4, denial: 0.7}\n", 1,
        1);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, false);

    (void)state;
    for (int i = 0; i < 8; i++) {
        const double c = 0.1 * i, l = -1.5 + 0.5 * i,
                     l_now = logit(0.7) + exp2(-0.01) * (l - logit(0.7));
        world_set(&w, "g.control.b", 0, c);
        world_set(&w, "a-b.belief", 0, l);
        given_run(&w, &g, 1);
        assert_near(world_get(&w, "a-b.belief", 0), l_now, 1e-12);
        assert_near(world_get(&w, "a-b.charge.g", 0),
                    logistic(logit(0.3) + 2 * (c - 0.5) + 0.4 * (l_now - logit(0.7)) - 0.7), 1e-12);
    }
    given_set_par(&w, "perception.denial", 0);
    world_set(&w, "g.control.b", 0, 0.5);
    world_set(&w, "a-b.belief", 0, logit(0.7));
    given_run(&w, &g, 1);
    assert_near(world_get(&w, "a-b.charge.g", 0), 0.3, 1e-12); /* at rest: as stated */
    given_close(&g);
    world_close(&w);
}

static void test_shares_charged_to_patron_and_client_sum_to_one(void **state)
{
    world w = world_open(TOP "perception: {misread: 0.9, base: 1, alarms: 0 per day}\n", 64, 45);
    given g = given_open(&w, ACTS, NULL, false);
    const size_t f = world_slot(&w, SLOT_FLOW, "f"), lanes = w.e.kernel->lanes;

    (void)state;
    for (int32_t day = 0; day < 4; day++) {
        given_run(&w, &g, 1);
        for (size_t i = 0; i < w.n; i++) {
            const ofr_block *b = &w.block[i / lanes];
            const double up = block_num(b, w.m->read_up + f, i % lanes),
                         full = block_num(b, w.m->charged + f, i % lanes);
            const double share = world_get(&w, "a-b.charge.g", i),
                         patron = world_get(&w, "a-b.suffered-today", i);
            const double client = world_get(&w, "a-g.suffered-today", i),
                         words = day == 0 ? 100 : 0; /* 800 x 2^(4 - 7) */
            const double acts = 100 + 3 * up;        /* the next rung is a strike: 4 for 1 */

            assert_near(patron + client, acts + words, 1e-9);
            /* Acts charged in full count one, the others their share. */
            assert_near(patron, acts * (full + (100 - full) * share) / 100 + words * share, 1e-9);
        }
    }
    given_close(&g);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_talk_acts_are_misread_with_the_chance_of_the_formula),
        cmocka_unit_test(test_talk_takes_its_share_of_misreadings_away),
        cmocka_unit_test(test_at_full_talk_nothing_is_misread),
        cmocka_unit_test(test_false_alarms_come_at_their_rate_while_tension_is_up),
        cmocka_unit_test(test_attribution_follows_control_belief_and_denial),
        cmocka_unit_test(test_shares_charged_to_patron_and_client_sum_to_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
