/* Own dead: what an act costs those who act, how it heats their home, is remembered and booked; told from the uniforms. */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
#include "core/streams.h"

enum { SEED = 53, MEMBERS = 512 };

/* Nobody dies on the receiving side, so all that follows comes of the dead in one's own acts. */
#define YAML(numbers)                                                                              \
    "offramp: 1\ntitle: own dead\nstart: 2024-01-01\nhorizon: 60 days\nhostile: [[a, b]]\n"        \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5, felt: 0.25, attribution: 1}}}\n"    \
    "theatres: {x: {name: X, lethality: 0, slip: 0, wounding: 0, tail: 2.5, cap: 30}}\n"           \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "conduct:\n"                                                                                   \
    "  - {id: a-b, from: a, to: b, in: x, act: harass, rate: 0.7 per day, own-lethality: 0.4, "    \
    "record: full}\n"                                                                              \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.5 per day, own-lethality: 0.3}\n"   \
    "politics: {a: {press: 0, audience: 0, face: 0, moves: 0}, b: {}}\n"                           \
    "stances: {inertia: 1e6}\n" numbers "outcomes: {war: {event: war}}\n"

/* The dead of today's acts of a flow, act by act. */
static double losses(const world *w, const char *id, size_t slot, size_t i, int32_t day, double p)
{
    double dead = 0;

    for (uint32_t j = 0; j < (uint32_t)world_count(w, slot, i); j++) {
        const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("own-dead", id), j);
        if (unit(u.w[0]) < p) dead += heavy_tail_quantile(unit(u.w[1]), 2.5, 30);
    }
    return dead;
}

/* Oracle: politics.c, memory.c and ledger.c by hand, with every loss told beforehand from the uniforms. */
static void test_every_loss_heats_its_home_is_remembered_and_booked(void **state)
{
    world w = world_open(YAML("harm: {own-dead: 0.6}\n"), MEMBERS, SEED);
    const double cool = pow(2, -1.0 / 30), fade = pow(2, -1.0 / 365);
    static double heat[MEMBERS], crisis[MEMBERS], crisis_b[MEMBERS], booked[MEMBERS];
    size_t died = 0;
    double discount = 1;

    (void)state;
    for (size_t i = 0; i < w.n; i++) heat[i] = 0.5;
    for (int32_t d = 0; d < 30; d++) {
        const int32_t day = w.day;
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const double a = 0.6 * losses(&w, "a-b", world_slot(&w, SLOT_FLOW, "a-b"), i, day, 0.4);
            const double g = 0.6 * losses(&w, "g-a", world_slot(&w, SLOT_FLOW, "g-a"), i, day, 0.3);
            heat[i] = fmin(0.5 + (heat[i] - 0.5) * cool + 0.4 * log2(1 + a), 10);
            crisis[i] = crisis[i] * cool + log2(1 + a);
            crisis_b[i] = crisis_b[i] * cool + 0.25 * log2(1 + g);
            booked[i] -= discount * a;
            assert_near(world_get(&w, "a.heat", i), heat[i], 1e-9);
            assert_near(world_get(&w, "b.heat", i), 0.5,
                        1e-12); /* its client's dead are not its own */
            assert_near(world_get(&w, "a-b.memory-crisis", i), crisis[i], 1e-9);
            assert_near(world_get(&w, "b-a.memory-crisis", i), crisis_b[i], 1e-9);
            assert_near(world_get(&w, "a.payoff", i), booked[i], 1e-9);
            died += a > 0;
        }
        discount *= fade;
    }
    print_message("%zu days with dead of its own\n", died);
    assert_true(died > 2000);
    world_close(&w);
}

/* Oracle: the requirement. Where they count for nothing, they are told and move nothing; recorded ones count like the others. */
static void test_they_count_as_far_as_is_said_and_so_do_recorded_ones(void **state)
{
    world w = world_open(YAML("harm: {own-dead: 0}\n"), 64, SEED);
    world v = world_open(YAML("harm: {own-dead: 1}\n"), 64, SEED);
    const char *const record = "date,source,target,theatre,action,count,deaths_attacker\n"
                               "2024-01-02,a,b,x,harass,1,7\n";
    given g = given_open(&v, record, NULL, true);

    (void)state;
    world_run(&w, 20);
    for (size_t i = 0; i < w.n; i++) assert_near(world_get(&w, "a.heat", i), 0.5, 1e-12);
    given_run(&v, &g, 2);
    for (size_t i = 0; i < v.n; i++)
        assert_near(world_get(&v, "a.heat", i), 0.5 + 0.4 * 3, 1e-9); /* log2(1 + 7) */
    given_close(&g);
    world_close(&w);
    world_close(&v);
}

static void test_losses_that_nobody_would_feel_are_refused(void **state)
{
    char message[2048];

    (void)state;
    assert_int_not_equal(world_refused(YAML(""), message, sizeof message), OFR_OK);
    assert_non_null(strstr(message, "conduct.a-b.own-lethality: nobody would feel these dead; "
                                    "write harm.own-dead: 1"));
    char yaml[4096] = YAML("harm: {own-dead: 1}\n");
    memcpy(strstr(yaml, "act: harass"), "act: coerce", strlen("act: coerce"));
    assert_int_not_equal(world_refused(yaml, message, sizeof message), OFR_OK);
    assert_non_null(strstr(message, "conduct.a-b.own-lethality: an act of coerce costs no lives"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_loss_heats_its_home_is_remembered_and_booked),
        cmocka_unit_test(test_they_count_as_far_as_is_said_and_so_do_recorded_ones),
        cmocka_unit_test(test_losses_that_nobody_would_feel_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
