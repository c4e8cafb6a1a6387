/* What is remembered: M, K, X, A, E, R, P day by day against recursions written out here, on acts that a
 * record of a few lines states. Oracle: the formulas at the head of memory.c.
 */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 400 days\nhostile: [[a, b], [a, c]]\n"      \
    "actors:\n  a: {name: A, kind: principal, protects: {ships: 0.3}}\n  b: {name: B, kind: "      \
    "principal}\n  c: {name: C, kind: principal}\n"                                                \
    "  g: {name: G, kind: group, backed-by: {b: {attribution: 0.6}}}\n  ally: {name: Ally, kind: " \
    "group, backed-by: {a: {felt: 0.2}}}\n"                                                        \
    "  ships: {name: Ships, kind: bystander}\n"                                                    \
    "theatres: {x: {name: X}, home: {name: Home}}\n"                                               \
    "conduct:\n"                                                                                   \
    "  - {id: harass, from: b, to: a, in: x, act: harass, record: full}\n"                         \
    "  - {id: direct, from: b, to: a, in: home, act: direct, at: homeland, record: full}\n"        \
    "  - {id: words, from: b, to: a, in: x, act: threaten, record: full}\n"                        \
    "  - {id: proxy, from: g, to: a, in: x, act: strike, record: full}\n"                          \
    "  - {id: sea, from: b, to: ships, in: x, act: strike, record: full}\n"                        \
    "  - {id: friend, from: b, to: ally, in: x, act: harass, record: full}\n"                      \
    "  - {id: gift, from: b, to: a, in: x, act: concede, record: full}\n"                          \
    "  - {id: meet, from: b, to: a, in: x, act: engage, record: full}\n"                           \
    "  - {id: back, from: a, to: b, in: x, act: harass, record: full}\n"                           \
    "  - {id: other, from: a, to: c, in: x, act: harass, record: full}\n"                          \
    "stances: {lambda: 100, inertia: 100}\npolitics: {a: {}, b: {}, c: {}}\noutcomes: {war: "      \
    "{event: war}}\n"                                                                              \
    "perception: {misread: 0, alarms: 0 per day}\nbeliefs: {evidence: 0}\nproxies: {hit: "         \
    "0}\nwar: {one-sided: 0 per day}\n"                                                            \
    "memory: {half-life: 5 days, kind-half-life: 20 days, crisis-half-life: 15 days, adaptation: " \
    "40 days, floor: 3, per-death: 1.5, per-wounded: 0.05, homeland: 2.5, punishment-half-life: "  \
    "12 days, provocation-half-life: 9 days}\n"

#define DAYS 30
#define EVENTS                                                                                     \
    GIVEN_COLUMNS                                                                                  \
    "2024-01-02,b,a,x,harass,3,0,4\n2024-01-04,b,a,home,direct,2,7,10\n2024-01-05,b,a,x,threaten," \
    "8,0,0\n2024-01-06,g,a,x,strike,2,3,0\n"                                                       \
    "2024-01-07,b,ships,x,strike,1,15,20\n2024-01-08,b,ally,x,harass,5,0,0\n2024-01-09,b,a,x,"     \
    "concede,2,0,0\n2024-01-10,b,a,x,engage,4,0,0\n"                                               \
    "2024-01-12,a,b,x,harass,4,1,0\n2024-01-12,b,a,x,harass,1,0,0\n2024-01-26,b,a,x,harass,6,0,"   \
    "0\n2024-01-27,b,a,x,harass,5,0,0\n"

/* What a suffers of b on each day of January, in severities: count x rung x weight x charge. */
static double suffered(int32_t day)
{
    switch (day) {
    case 2:
        return 3;
    case 4:
        return 2 * 8; /* direct: 2^(10 - 7) */
    case 5:
        return 8 * 0.125; /* threaten: 2^(4 - 7) */
    case 6:
        return 2 * 4 * 0.6; /* strike: 2^(9 - 7), 0.6 charged to the patron */
    case 7:
        return 4 * 0.3; /* protected to 0.3 */
    case 8:
        return 5 * 0.2; /* felt to 0.2 */
    case 12:
        return 1;
    case 26:
        return 6;
    case 27:
        return 5;
    default:
        return 0;
    }
}

static double crisis_of(int32_t day)
{
    switch (day) {
    case 2:
        return 0.05 * 4;
    case 4:
        return 1.5 * log2(8) + 0.05 * 10 + 2.5 * 2;
    case 6:
        return 0.6 * 1.5 * log2(4);
    case 7:
        return 0.3 * (1.5 * log2(16) + 0.05 * 20);
    default:
        return 0;
    }
}

static void test_memories_follow_their_recursions(void **state)
{
    world w = world_open(TOP, 1, 1);
    given g = given_open(&w, EVENTS, NULL, false);
    double m = 0, k = 0, x = 0, a = 0, p = 0, p_back = 0, m_back = 0, r = 0;

    (void)state;
    for (int32_t day = 1; day <= DAYS; day++) {
        const double s = suffered(day), back = day == 12 ? 4 : 0;
        given_run(&w, &g, 1);
        m = exp2(-1.0 / 5) * m + s;
        k = exp2(-1.0 / 20) * k + (day == 9 ? 2.0 : 0.0) +
            (day == 10 ? 4 * 0.125 : 0.0); /* 2^(7 - 7), 2^(4 - 7) */
        x = exp2(-1.0 / 15) * x + crisis_of(day);
        a += (1 - exp2(-1.0 / 40)) * (m - a);
        m_back = exp2(-1.0 / 5) * m_back + back;
        p = fmax(exp2(-1.0 / 9) * p + s - back, 0);
        p_back = fmax(exp2(-1.0 / 9) * p_back + back - s, 0);
        /* Own act on the 12th: what comes until the 26th, fourteen days on, is punishment; the 27th is not. */
        r = exp2(-1.0 / 12) * r + (day >= 12 && day <= 26 ? s : 0);
        assert_near(world_get(&w, "a-b.suffered-today", 0), s, 1e-12);
        assert_near(world_get(&w, "a-b.memory-hostile", 0), m, 1e-11);
        assert_near(world_get(&w, "a-b.memory-kind", 0), k, 1e-12);
        assert_near(world_get(&w, "a-b.memory-crisis", 0), x, 1e-11);
        assert_near(world_get(&w, "a-b.adaptation-level", 0), a, 1e-11);
        assert_near(world_get(&w, "a-b.tension", 0), fmax(m - a, 0) / (a + 3) + x, 1e-11);
        assert_near(world_get(&w, "a-b.unanswered-provocation", 0), p, 1e-11);
        assert_near(world_get(&w, "b-a.unanswered-provocation", 0), p_back, 1e-11);
        assert_near(world_get(&w, "b-a.memory-hostile", 0), m_back, 1e-11);
        assert_near(world_get(&w, "a-b.punished", 0), r, 1e-11);
        assert_near(world_get(&w, "a-c.memory-hostile", 0), 0, 0);
    }
    given_close(&g);
    world_close(&w);
}

static void test_acts_against_others_make_no_punishment(void **state)
{
    world w = world_open(TOP, 1, 1);
    given g = given_open(&w,
                         GIVEN_COLUMNS
                         "2024-01-02,a,c,x,harass,4,0,0\n2024-01-03,b,a,x,harass,1,0,0\n2024-01-04,"
                         "a,b,x,harass,1,0,0\n2024-01-05,b,a,x,harass,2,0,0\n",
                         NULL, false);

    (void)state;
    given_run(&w, &g, 3);
    assert_near(world_get(&w, "a-b.punished", 0), 0, 0); /* a acted against c, not against b */
    given_run(&w, &g, 2);
    assert_near(world_get(&w, "a-b.punished", 0), 2, 1e-12);
    assert_near(world_get(&w, "b-a.punished", 0), exp2(-1.0 / 12),
                1e-12); /* b had acted the day before it suffered one */
    given_close(&g);
    world_close(&w);
}

static void test_a_constant_stream_leads_to_the_stationary_memory(void **state)
{
    char *events = calloc(1, 40000), *at = events;
    world w = world_open(TOP, 1, 1);
    const double stationary = 2 / (1 - exp2(-1.0 / 5)); /* two acts of severity one a day */

    (void)state;
    assert_non_null(events);
    at += sprintf(at, "%s", GIVEN_COLUMNS);
    for (int32_t i = 0; i < 400; i++) {
        int y, m, d;
        date_to_ymd(w.m->start + i, &y, &m, &d);
        at += sprintf(at, "%04d-%02d-%02d,b,a,x,harass,2,0,1\n", y, m, d);
    }
    given g = given_open(&w, events, NULL, false);
    given_run(&w, &g, 390);
    assert_near(world_get(&w, "a-b.memory-hostile", 0), stationary, 1e-9);
    /* Routine has caught up within 2^(-390 / 40), and tension is what wounds keep up: 0.05 / (1 - dX). */
    assert_near(world_get(&w, "a-b.adaptation-level", 0), stationary, 0.002 * stationary);
    assert_near(world_get(&w, "a-b.tension", 0), 0.05 / (1 - exp2(-1.0 / 15)), 0.002);
    given_close(&g);
    world_close(&w);
    free(events);
}

static void test_the_largest_remembered_act_is_kept_until_it_has_faded(void **state)
{
    world w = world_open(TOP, 1, 1);
    given g = given_open(&w,
                         GIVEN_COLUMNS "2024-01-01,b,a,home,direct,1,0,0\n2024-01-04,b,a,x,harass,"
                                       "3,0,0\n2024-01-08,b,a,x,harass,3,0,0\n",
                         NULL, false);
    const size_t about = w.m->dyad[0].memory, direct = world_slot(&w, SLOT_FLOW, "direct"),
                 harass = world_slot(&w, SLOT_FLOW, "harass");
    const int32_t first = w.day;

    (void)state;
    assert_int_equal(block_whole(&w.block[0], w.m->memory[about].best_act, 0), OFR_NO_ACT);
    /* 8 x 2^(-3 / 5) = 5.3 > 3 on the fourth; 8 x 2^(-7 / 5) = 3.03 > 3 on the eighth; then nothing new. */
    for (int32_t day = 1; day <= 8; day++) {
        given_run(&w, &g, 1);
        assert_int_equal(block_whole(&w.block[0], w.m->memory[about].best_act, 0),
                         act_number(w.m, first, direct));
        assert_int_equal(block_whole(&w.block[0], w.m->memory[about].best_root, 0),
                         1); /* theatre home */
    }
    given_close(&g);
    g = given_open(&w, GIVEN_COLUMNS "2024-01-09,b,a,x,harass,3,0,0\n", NULL,
                   false); /* 8 x 2^(-8 / 5) = 2.6 < 3 */
    given_run(&w, &g, 1);
    assert_int_equal(block_whole(&w.block[0], w.m->memory[about].best_act, 0),
                     act_number(w.m, w.day - 1, harass));
    assert_int_equal(block_whole(&w.block[0], w.m->memory[about].best_root, 0), 0);
    given_close(&g);
    world_close(&w);
}

/* Oracle: by hand. Two strikes of b on a third party, meant for a to see: 2 x 4 x 0.3 of hostility, none of it
 * crisis, though many died; and a is not struck, so it expects no own deaths of such acts. */
static void test_an_act_meant_for_an_audience_is_felt_by_it(void **state)
{
    static const char yaml[] =
        "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 9 days\nhostile: [[a, b]]\n"
        "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}, n: {name: N, kind: "
        "bystander}}\n"
        "theatres: {x: {name: X, lethality: 1}}\n"
        "conduct: [{id: show, from: b, to: n, in: x, act: strike, audience: a, record: full}]\n"
        "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"
        "perception: {misread: 0, alarms: 0 per day, audience: 0.3}\n";
    world w = world_open(yaml, 1, 1);
    given g = given_open(&w, GIVEN_COLUMNS "2024-01-03,b,n,x,strike,2,9,0\n", NULL, false);

    (void)state;
    given_run(&w, &g, 3);
    assert_near(world_get(&w, "a-b.suffered-today", 0), 2 * 4 * 0.3, 1e-12);
    assert_near(world_get(&w, "a-b.memory-crisis", 0), 0.0, 1e-12);
    given_close(&g);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memories_follow_their_recursions),
        cmocka_unit_test(test_acts_against_others_make_no_punishment),
        cmocka_unit_test(test_a_constant_stream_leads_to_the_stationary_memory),
        cmocka_unit_test(test_the_largest_remembered_act_is_kept_until_it_has_faded),
        cmocka_unit_test(test_an_act_meant_for_an_audience_is_felt_by_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
