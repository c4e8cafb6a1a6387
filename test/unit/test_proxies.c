/* Control and capability of armed groups: recursions by hand; what control does to a client's acts.
 * Oracles: the formulas at the heads of proxies.c and conduct.c, worked out here.
 */
#include "given.h"
#include "mechanisms/deals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 200 days\nhostile: [[a, b]]\n"              \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.4 per day, stance: 0.7}\n"  \
    "  - {id: s, from: a, to: g, in: x, act: strike, record: full}\n  - {id: h, from: a, to: g, "  \
    "in: x, act: harass, record: full}\n"                                                          \
    "  - {id: t, from: a, to: front, in: x, act: strike, record: full}\n  - {id: own, from: b, "   \
    "to: a, in: x, act: harass, rate: 0.4 per day, stance: 0.7}\n"                                 \
    "stances: {lambda: 100, inertia: 100, initial: {b-a: 2}}\nperception: {misread: 0, alarms: 0 " \
    "per day}\nmessages: {base: -20}\n"                                                            \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"                                    \
    "proxies: {half-life: 20 days, concession: 0.25, rein: 0.02, hit: 0.1, recovery: 8 "           \
    "days}\nbreach: {base: 0 per day}\n"                                                           \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  front: {name: "  \
    "Front, kind: group, backed-by: {b: {}}}\n"

#define GROUP(control, drive)                                                                      \
    "  g: {name: G, kind: group, part-of: front, backed-by: {b: {control: " control                \
    ", drive: " drive "}}}\n"

static void test_control_returns_to_its_mean_by_hand(void **state)
{
    world w = world_open(TOP GROUP("0.6", "0"), 1, 1);
    const ofr_deals *deals = w.m->own->deals;
    const ofr_block *b = &w.block[0];
    double c = 0.1;

    (void)state;
    assert_near(world_get(&w, "g.control.b", 0), 0.6, 1e-15);
    world_set(&w, "g.control.b", 0, c);
    for (int32_t day = 1; day <= 30; day++) {
        const bool traded = day == 12, reined = day >= 20 && day < 25;
        for (size_t i = 0; i < w.m->n_links; i++) {
            b->num[deals->traded[i] * b->lanes] = traded;
            b->num[deals->rein[i] * b->lanes] = reined;
        }
        world_run(&w, 1);
        c = 0.6 + (c - 0.6) * exp2(-1.0 / 20) - 0.25 * traded + 0.02 * reined;
        assert_near(world_get(&w, "g.control.b", 0), c, 1e-12);
    }
    world_set(&w, "g.control.b", 0, 0.0);
    given_set_par(&w, "proxies.concession", 1);
    for (size_t i = 0; i < w.m->n_links; i++) b->num[deals->traded[i] * b->lanes] = 1;
    world_run(&w, 1);
    assert_near(world_get(&w, "g.control.b", 0), 0, 0); /* never below nothing */
    given_set_par(&w, "proxies.concession", 0);
    given_set_par(&w, "proxies.rein", 1);
    for (size_t i = 0; i < w.m->n_links; i++) b->num[deals->rein[i] * b->lanes] = 1;
    world_run(&w, 1);
    assert_near(world_get(&w, "g.control.b", 0), 1, 0); /* nor above all */
    world_close(&w);
}

static void test_a_clause_of_restraint_in_force_reins_in_the_client(void **state)
{
    world w = world_open(
        TOP GROUP("0.6", "0") "deals: {d: {struck: 2023-12-01, clauses: [{id: c, by: b, to: a, "
                              "does: restrain, restrains: [g], strength: 0.5, facts: [{date: "
                              "2024-01-01, state: in-force}]}]}}\n",
        1, 1);
    double c = 0.6;

    (void)state;
    for (int32_t day = 0; day < 10; day++) {
        world_run(&w, 1);
        /* A client holds back as far as it obeys: 1 - strength x control of the evening before. */
        assert_near(world_get(&w, "f.mean", 0), 0.4 * exp(0.7 * c * 2) * (1 - 0.5 * c), 1e-12);
        c = 0.6 + (c - 0.6) * exp2(-1.0 / 20) + 0.02;
        assert_near(world_get(&w, "g.control.b", 0), c, 1e-12);
    }
    world_close(&w);
}

static void test_capability_falls_by_strikes_and_recovers_by_hand(void **state)
{
    world w = world_open(TOP GROUP("0.6", "0"), 1, 1);
    given g = given_open(&w,
                         GIVEN_COLUMNS "2024-01-02,a,g,x,strike,3,0,0\n2024-01-03,a,front,x,strike,"
                                       "1,0,0\n2024-01-05,a,g,x,harass,9,0,0\n",
                         NULL, false);
    double of_g = 1, of_front = 1;

    (void)state;
    assert_near(world_get(&w, "g.capability", 0), 1, 0);
    /* Rows given leave nothing of flows f and own to chance, but their means are computed. */
    for (int32_t day = 1; day <= 20; day++) {
        given_run(&w, &g, 1);
        /* Both rows of strikes count for both: a strike on the front weakens its parts, and the other way. */
        const double hits = day == 2 ? 3 : day == 3 ? 1 : 0;
        assert_near(world_get(&w, "f.mean", 0), 0.4 * exp(0.7 * 0.6 * 2) * of_g, 1e-12);
        of_g = (1 - (1 - of_g) * exp2(-1.0 / 8)) * pow(0.9, hits);
        of_front = (1 - (1 - of_front) * exp2(-1.0 / 8)) * pow(0.9, hits);
        assert_near(world_get(&w, "g.capability", 0), of_g, 1e-12);
        assert_near(world_get(&w, "front.capability", 0), of_front, 1e-12);
    }
    given_close(&g);
    world_close(&w);
}

static void test_control_nothing_ignores_the_patron_and_full_control_obeys(void **state)
{
    world free = world_open(TOP GROUP("0", "0"), 1, 1),
          bound = world_open(TOP GROUP("1", "0"), 1, 1);
    world driven = world_open(TOP GROUP("0", "1.5"), 1, 1);

    (void)state;
    for (int stance = -2; stance <= 2; stance++) {
        world *const all[] = {&free, &bound, &driven};
        for (size_t i = 0; i < 3; i++) {
            world_set(all[i], "b-a.stance", 0, stance);
            world_run(all[i], 1);
        }
        assert_near(world_get(&free, "f.mean", 0), 0.4, 1e-12);
        assert_near(world_get(&bound, "f.mean", 0), world_get(&bound, "own.mean", 0),
                    1e-12); /* as the patron itself */
        assert_near(world_get(&bound, "f.mean", 0), 0.4 * exp(0.7 * stance), 1e-12);
        assert_near(world_get(&driven, "f.mean", 0), 0.4 * exp(0.7 * 1.5), 1e-12);
    }
    world_close(&free);
    world_close(&bound);
    world_close(&driven);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_control_returns_to_its_mean_by_hand),
        cmocka_unit_test(test_a_clause_of_restraint_in_force_reins_in_the_client),
        cmocka_unit_test(test_capability_falls_by_strikes_and_recovers_by_hand),
        cmocka_unit_test(test_control_nothing_ignores_the_patron_and_full_control_obeys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
