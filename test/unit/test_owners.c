/* Owners of drivers: who wants an end, truces and cease-fires, proposals, drivers that move one another; told from each
 * member's uniforms.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"

enum { SEED = 47, MEMBERS = 1024 };

#define HEAD                                                                                       \
    "offramp: 1\ntitle: owners\nstart: 2024-01-01\nhorizon: 120 days\nhostile: [[a, b]]\n"         \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, part-of: b}\n"                                                    \
    "  c: {name: C, kind: mediator}\n"                                                             \
    "  y: {name: Y, kind: bystander}\n"                                                            \
    "theatres: {x: {name: X, lethality: 0.5, slip: 0, wounding: 0}, z: {name: Z}}\n"               \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.5 per day, driven-by: {d: x2}}\n"   \
    "  - {id: b-a, from: b, to: a, in: z, act: harass, rate: 0.5 per day, lethality: 0.5}\n"       \
    "  - {id: a-g, from: a, to: g, in: z, act: harass, rate: 0.5 per day, lethality: 0.5, "        \
    "driven-by: {d: x2}}\n"                                                                        \
    "politics: {a: {elections: [{id: may, date: 2024-01-20, outcomes: {any: {}}}]}, b: {}}\n"      \
    "outcomes: {war: {event: war}}\n"

static ofr_words words_of_driver(const char *id, size_t member, int32_t day)
{
    return draw_words(SEED, (uint32_t)member, 0, day, stream_of("driver", id), 0);
}

static double clip(double x)
{
    return fmin(fmax(x, -log(5)), log(5));
}

/* Oracle: driver_owners.h by hand. Only the dead of what the driver drives count, each for its own side and for what that is
 * part of; heat and the election of the whole pull a part, too. */
static void test_what_an_owner_wants_is_moved_by_its_dead_its_heat_and_its_election(void **state)
{
    world w = world_open(
        HEAD "drivers: {d: {active: true, owners: [a, g], decides: {\n"
             "  a: {backing: 0.4, half-life: 10 days, dead: 0.3, heat: 0.2, election: 0.7},\n"
             "  g: {backing: -0.1, half-life: 5 days, dead: -0.6, heat: 0.1},\n"
             "  b: {dead: 0.25}, c: {}}}}\n",
        128, SEED);
    const double keep = pow(2, -0.1), keep_g = pow(2, -0.2), keep_b = pow(2, -1.0 / 30);
    static double a[128], g[128], b[128];
    size_t clipped = 0, died = 0;

    (void)state;
    for (int32_t d = 0; d < 40; d++) {
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const double dead_a = world_deaths(&w, 0, i), dead_g = world_deaths(&w, 2, i);
            const double ramp = d <= 19 ? exp(-(19 - d) / 90.0) : 0;
            const double t = 0.2 * (world_get(&w, "a.heat", i) - 0.5) + 0.7 * ramp;
            const double t_g = 0.1 * (world_get(&w, "b.heat", i) - 0.5);
            a[i] = clip(t + (a[i] - t) * keep + 0.3 * log2(1 + dead_a));
            g[i] = clip(t_g + (g[i] - t_g) * keep_g - 0.6 * log2(1 + dead_g));
            b[i] = clip(b[i] * keep_b + 0.25 * log2(1 + dead_g)); /* g is part of b */
            assert_near(world_get(&w, "d.moved.a", i), a[i], 1e-9);
            assert_near(world_get(&w, "d.moved.g", i), g[i], 1e-9);
            assert_near(world_get(&w, "d.moved.b", i), b[i], 1e-9);
            assert_near(world_get(&w, "d.moved.c", i), 0, 0);
            clipped += a[i] == clip(10) || g[i] == clip(-10);
            died += dead_a > 0;
        }
    }
    assert_true(clipped > 50 && died > 500);
    world_close(&w);
}

/* Oracle: drivers.c by hand. Every turn of every member on every day: by itself with the least willing owner and the sum of
 * backers, with proposals on their days; a truce for its days; what follows a truce. */
static void test_every_turn_is_the_one_told_beforehand(void **state)
{
    world w = world_open(
        HEAD
        "drivers: {d: {active: true, owners: [a, g], ends: 0.05 per day, starts: 0.1 per day,\n"
        "  mediation: 0.1, backing: {b: 0.2}, truce: 5 days, truce-share: 0.6, truce-resumes: "
        "0.7,\n"
        "  decides: {a: {backing: 0.6}, g: {backing: -0.3}, c: {backing: 0.4}},\n"
        "  proposals: [{from: 2024-01-11, to: 2024-01-20, factor: x4}, {from: 2024-01-16, factor: "
        "x0.5}]}}\n",
        MEMBERS, SEED);
    const size_t slot = world_slot(&w, SLOT_DRIVER, "d");
    static int on[MEMBERS];
    static int32_t until[MEMBERS];
    size_t truces = 0, ceasefires = 0, again = 0, lasting = 0;

    (void)state;
    for (size_t i = 0; i < w.n; i++) {
        on[i] = 1;
        until[i] = OFR_NEVER;
    }
    for (int32_t d = 0; d < 60; d++) {
        const int32_t day = w.day;
        const double factor = (d >= 10 && d <= 19 ? 4 : 1) * (d >= 15 ? 0.5 : 1);
        const double ends = 0.05 * exp(0.1 + 0.2 - 0.3 + 0.4) * factor;
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const ofr_words u = words_of_driver("d", i, day);
            bool turns = false;
            if (until[i] != OFR_NEVER && until[i] < day) {
                turns = true;
                until[i] = OFR_NEVER;
                on[i] = unit(u.w[2]) < 0.7;
                *(on[i] ? &again : &lasting) += 1;
            } else if (until[i] == OFR_NEVER && unit(u.w[0]) < 1 - exp(-(on[i] ? ends : 0.1))) {
                turns = true;
                if (on[i] && unit(u.w[1]) < 0.6) until[i] = day + 4;
                if (on[i]) *(until[i] == OFR_NEVER ? &ceasefires : &truces) += 1;
                on[i] = !on[i];
            }
            assert_near(world_count(&w, slot, i), turns, 0);
            assert_near(world_get(&w, "d.on", i), on[i], 0);
            assert_near(world_get(&w, "d.truce-until", i), until[i], 0);
        }
    }
    print_message("%zu truces, %zu cease-fires; %zu again, %zu lasting\n", truces, ceasefires,
                  again, lasting);
    assert_true(truces > 500 && ceasefires > 300 && again > 300 && lasting > 100);
    world_close(&w);
}

/* Oracle: by hand. e ends and starts on the day after d did, with its chance, and by that act; while d is on its own hazards
 * have a factor. d is moved by e in turn: a ring, in which each sees what the other was that morning. */
static void test_drivers_move_one_another(void **state)
{
    world w = world_open(
        HEAD "drivers:\n"
             "  d: {active: true, ends: 0.1 per day, starts: 0.1 per day, starts-with: {e: 0.3}}\n"
             "  e: {active: true, ends: 0.1 per day, starts: 0.05 per day, ends-while: {d: x0.2}, "
             "starts-while: {d: x3}, ends-with: {d: 0.5}, starts-with: {d: 0.4}}\n",
        MEMBERS, SEED);
    const size_t slot[] = {world_slot(&w, SLOT_DRIVER, "d"), world_slot(&w, SLOT_DRIVER, "e")};
    static int on[2][MEMBERS], was[2][MEMBERS];
    size_t pulls = 0, alone = 0;

    (void)state;
    for (size_t i = 0; i < w.n; i++) on[0][i] = on[1][i] = was[0][i] = was[1][i] = 1;
    for (int32_t t = 0; t < 60; t++) {
        const int32_t day = w.day;
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const int now[] = {on[0][i], on[1][i]};
            for (size_t j = 0; j < 2; j++) {
                const ofr_words u = words_of_driver(j ? "e" : "d", i, day);
                const size_t o = 1 - j;
                const int turned = now[o] - was[o][i];
                const double pull = turned == (now[j] ? -1 : 1) ? (j == 0   ? (now[0] ? 0 : 0.3)
                                                                   : now[1] ? 0.5
                                                                            : 0.4)
                                                                : 0;
                const double hazard = j == 0   ? 0.1
                                      : now[1] ? 0.1 * (now[0] ? 0.2 : 1)
                                               : 0.05 * (now[0] ? 3 : 1);
                const bool pulled = unit(u.w[3]) < pull,
                           turns = pulled || unit(u.w[0]) < 1 - exp(-hazard);
                assert_near(world_count(&w, slot[j], i), turns, 0);
                if (pulled)
                    assert_near(world_cause(&w, slot[j], i), act_number(w.m, day - 1, slot[o]), 0);
                else if (turns)
                    assert_near(world_cause(&w, slot[j], i), OFR_NO_ACT, 0);
                pulls += pulled;
                alone += turns && !pulled;
                if (turns) on[j][i] = !now[j];
            }
            was[0][i] = now[0];
            was[1][i] = now[1];
        }
    }
    print_message("%zu turned with the other, %zu by themselves\n", pulls, alone);
    assert_true(pulls > 500 && alone > 500);
    world_close(&w);
}

/* Oracle: the requirement. A shock that stops a driver for good makes a cease-fire of its truce; one that starts it breaks the
 * truce. Without them, and without starts, a truce of a hundred days is still one. */
static void test_a_shock_ends_a_truce_either_way(void **state)
{
    world w = world_open(
        HEAD "drivers: {d: {active: true, ends: 10 per day, truce: 100 days, truce-share: 1},\n"
             "  e: {active: true, ends: 10 per day, truce: 100 days, truce-share: 1},\n"
             "  f: {active: true, ends: 10 per day, truce: 100 days, truce-share: 1}}\n"
             "shocks: {s: {date: 2024-01-08, stops: d}, t: {date: 2024-01-08, starts: e}}\n",
        64, SEED);

    (void)state;
    for (int32_t day = 0; day < 8; day++) {
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const bool late = day == 7;
            assert_near(world_get(&w, "d.on", i), 0, 0);
            assert_near(world_get(&w, "e.on", i), late, 0);
            assert_near(world_get(&w, "f.on", i), 0, 0);
            assert_true((world_get(&w, "d.truce-until", i) == OFR_NEVER) == late);
            assert_true((world_get(&w, "e.truce-until", i) == OFR_NEVER) == late);
            assert_near(world_get(&w, "f.truce-until", i), w.m->start + 99, 0);
        }
    }
    world_close(&w);
}

/* Oracle: the requirement. In history the stated periods are facts, whatever truces there may be. */
static void test_stated_periods_are_facts_though_there_are_truces(void **state)
{
    world w = world_open(
        HEAD "drivers: {d: {ends: 5 per day, starts: 5 per day, truce: 2 days, truce-share: 1,\n"
             "  periods: [{from: 2023-10-01, to: 2024-01-03}, {from: 2024-01-06}]}}\n",
        64, SEED);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, true);

    (void)state;
    for (int32_t day = 1; day <= 12; day++) {
        given_run(&w, &g, 1);
        assert_near(given_mean(&w, "d.on"), day <= 3 || day >= 6 ? 1.0 : 0.0, 0);
        assert_near(given_mean(&w, "d.truce-until"), OFR_NEVER, 0);
    }
    given_close(&g);
    world_close(&w);
}

static void refused(const char *drivers, const char *says)
{
    char yaml[4096], message[2048];

    snprintf(yaml, sizeof yaml, "%sdrivers: {%s}\n", HEAD, drivers);
    assert_int_not_equal(world_refused(yaml, message, sizeof message), OFR_OK);
    if (!strstr(message, says)) fail_msg("\"%s\" is not in \"%s\"", says, message);
}

static void test_what_means_nothing_is_refused_with_its_cure(void **state)
{
    (void)state;
    refused("d: {owners: [nobody]}", "drivers.d.owners");
    refused("d: {owners: [a, g, a]}", "drivers.d.owners: names a twice; leave one out");
    refused("d: {decides: {nobody: {}}}", "drivers.d.decides");
    refused("d: {decides: {y: {}}}", "drivers.d.decides.y: y is a bystander and backs nothing");
    refused("d: {backing: {y: 1}}", "drivers.d.backing.y: y is a bystander and backs nothing");
    refused("d: {backing: {a: 1}, decides: {a: {}}}",
            "drivers.d.backing.a: a stands in decides too, and would count twice");
    refused("d: {decides: {c: {heat: 1}}}",
            "drivers.d.decides.c.heat: c has no entry in politics; give it one, or leave heat out");
    refused("d: {decides: {c: {election: 1}}}", "leave election out");
    refused("d: {decides: {c: {dead: 1}}}",
            "drivers.d.decides.c.dead: no conduct against c or of it is driven by d");
    refused("d: {proposals: [{from: 2024-01-05, to: 2024-01-04}]}",
            "the proposal ends before it begins");
    refused("d: {ends-while: {d: x2}}", "drivers.d.ends-while.d: d cannot move itself");
    refused("d: {starts-while: {d: x2}}", "drivers.d.starts-while.d: d cannot move itself");
    refused("d: {ends-with: {d: 0.5}}", "drivers.d.ends-with.d: d cannot move itself");
    refused("d: {starts-with: {d: 0.5}}", "drivers.d.starts-with.d: d cannot move itself");
    refused("d: {starts-with: {e: 0.5}}", "drivers.d.starts-with");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_an_owner_wants_is_moved_by_its_dead_its_heat_and_its_election),
        cmocka_unit_test(test_every_turn_is_the_one_told_beforehand),
        cmocka_unit_test(test_drivers_move_one_another),
        cmocka_unit_test(test_a_shock_ends_a_truce_either_way),
        cmocka_unit_test(test_stated_periods_are_facts_though_there_are_truces),
        cmocka_unit_test(test_what_means_nothing_is_refused_with_its_cure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
