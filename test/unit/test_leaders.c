/* Leaders: who dies, by what, which type follows, and what rivals still believe; told from each member's uniforms. */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"

enum { SEED = 59, MEMBERS = 1024 };

#define YAML(politics, rest)                                                                       \
    "offramp: 1\ntitle: leaders\nstart: 2024-01-01\nhorizon: 60 days\nhostile: [[a, b]]\n"         \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X}}\nconduct: [{id: f, from: a, to: b, in: x, act: harass, record: "     \
    "full}]\n"                                                                                     \
    "politics: {a: {implacable: 0.3" politics "}, b: {}}\nbeliefs: {implacable: 0.5}\n" rest       \
    "outcomes: {war: {event: war}}\n"

/* Oracle: leaders.h by hand. On every day of every member: whether the leader dies, which type follows, what B then believes. */
static void test_every_death_is_the_one_told_beforehand(void **state)
{
    world w = world_open(YAML(", leader: {dies: 0.05 per day, forgotten: 0.75}", ""), MEMBERS,
                         SEED);
    const size_t slot = world_slot(&w, SLOT_LEADER, "a");
    size_t died = 0, changed = 0;

    (void)state;
    for (int32_t d = 0; d < 40; d++) {
        static double type[MEMBERS];
        const int32_t day = w.day;
        for (size_t i = 0; i < w.n; i++) type[i] = world_get(&w, "a.implacable", i);
        /* At rest, 0, by the prior of one half; set off it, belief shows what a death leaves of it. */
        for (size_t i = 0; i < w.n; i++) world_set(&w, "b-a.belief", i, 2);
        world_run(&w, 1);
        const double kept = 2 * pow(2, -1.0 / 180);
        for (size_t i = 0; i < w.n; i++) {
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("leader", "a"), 0);
            const bool dies = unit(u.w[0]) < 1 - exp(-0.05);
            assert_near(world_count(&w, slot, i), dies, 0);
            assert_near(world_get(&w, "a.implacable", i), dies ? unit(u.w[1]) < 0.3 : type[i], 0);
            assert_near(world_get(&w, "b-a.belief", i), dies ? 0.25 * kept : kept, 1e-9);
            if (dies) assert_near(world_get(&w, "a.leader-since", i), day, 0);
            died += dies;
            changed += world_get(&w, "a.implacable", i) != type[i];
        }
    }
    print_message("%zu died, %zu followed by the other type\n", died, changed);
    assert_true(died > 1500 && changed > 500);
    world_close(&w);
}

/* Oracle: by hand. A shock takes the leader on its date and is named as the cause; an outcome of an election may bring another, who
 * is no act of its own. Both are the type that the same uniform says. */
static void test_a_shock_or_an_election_brings_another(void **state)
{
    world w = world_open(
        YAML(", elections: [{id: vote, date: 2024-01-20, outcomes: {old: {}, new: {successor: "
             "true}}}]",
             "shocks: {s: {date: 2024-01-10, leader: a}}\n"),
        256, SEED);
    const size_t slot = world_slot(&w, SLOT_LEADER, "a"), shock = world_slot(&w, SLOT_SHOCK, "s");
    size_t fresh = 0;

    (void)state;
    for (int32_t d = 0; d < 25; d++) {
        const int32_t day = w.day;
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("leader", "a"), 0);
            const bool follows = d == 9 || (d == 19 && world_get(&w, "a.vote.result", i) == 2);
            assert_near(world_count(&w, slot, i), d == 9, 0);
            if (d == 9) assert_near(world_cause(&w, slot, i), act_number(w.m, day, shock), 0);
            if (follows) assert_near(world_get(&w, "a.implacable", i), unit(u.w[1]) < 0.3, 0);
            assert_true((world_get(&w, "a.leader-since", i) == day) == follows);
            fresh += d == 19 && follows;
        }
    }
    assert_true(fresh > 60 && fresh < 196);
    world_close(&w);
}

/* Oracle: the requirement. Before the start nobody dies by chance: what followed from deaths of the past stands in the record. */
static void test_nobody_dies_by_chance_in_history(void **state)
{
    world w = world_open(YAML(", leader: {dies: 0.9 per day}", ""), 64, SEED);
    given g = given_open(&w, GIVEN_COLUMNS, NULL, true);

    (void)state;
    given_run(&w, &g, 10);
    assert_near(given_mean(&w, "a.leader-since"), OFR_NEVER, 0);
    given_close(&g);
    world_close(&w);
}

/* Oracle: driver_owners.h by hand. An owner looks at an end anew when another leads it. */
static void test_an_owner_is_moved_by_a_change_of_leader(void **state)
{
    world w = world_open(
        YAML("", "shocks: {s: {date: 2024-01-03, leader: a}}\n"
                 "drivers: {d: {active: true, decides: {a: {leader: 0.8, half-life: 10 days}}}}\n"),
        32, SEED);

    (void)state;
    for (int32_t d = 0; d < 6; d++) {
        world_run(&w, 1);
        assert_near(given_mean(&w, "d.moved.a"), d < 2 ? 0 : 0.8 * pow(2, -(d - 2) / 10.0), 1e-9);
    }
    world_close(&w);
}

static void test_a_leader_who_never_changes_moves_nobody(void **state)
{
    char message[2048];

    (void)state;
    assert_int_not_equal(world_refused(YAML("", "drivers: {d: {decides: {a: {leader: 1}}}}\n"),
                                       message, sizeof message),
                         OFR_OK);
    assert_non_null(strstr(message, "drivers.d.decides.a.leader: the leader of a never changes"));
    assert_int_not_equal(
        world_refused(YAML("", "shocks: {s: {date: 2024-01-03, leader: nobody}}\n"), message,
                      sizeof message),
        OFR_OK);
    assert_non_null(strstr(message, "shocks.s.leader: found 'nobody'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_death_is_the_one_told_beforehand),
        cmocka_unit_test(test_a_shock_or_an_election_brings_another),
        cmocka_unit_test(test_nobody_dies_by_chance_in_history),
        cmocka_unit_test(test_an_owner_is_moved_by_a_change_of_leader),
        cmocka_unit_test(test_a_leader_who_never_changes_moves_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
