/* Stances: every decision of many random worlds, told beforehand.
 *
 * The equations of stances.c and utility.h are written out again below with libm, and the uniforms of each
 * member are drawn anew from their streams (tested by test_streams); so what each side does is known exactly.
 */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "near.h"

#define YAML(channels)                                                                             \
    "offramp: 1\ntitle: stances\nstart: 2024-01-03\nhorizon: 30 days\nhostile: [[a, b]]\n"         \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5}}}\n"                                \
    "theatres: {x: {name: X, lethality: 0.05, slip: 0, tail: 2.5, cap: 5}}\n"                      \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, stance: 0.8}\n"                             \
    "  - {id: a-b, from: a, to: b, in: x, act: harass, stance: 0.6}\n"                             \
    "files: {f1: {between: [a, b], reserve: {a: 0.5, b: 0.5}, weight: {a: 1, b: 1}}}\n"            \
    "agendas: {one: {files: [f1]}}\n" channels "stances: {lambda: 0.7, inertia: 0.4, bias: 0.8}\n" \
    "politics:\n"                                                                                  \
    "  a: {press: 0.3, exposure: 0.15, enmity: 0.5, audience: 0.3, fear: 0.2, cost-of-war: 60, "   \
    "implacable: 0.5, "                                                                            \
    "implacable-cost: 0.25}\n"                                                                     \
    "  b: {press: 0.4, exposure: 0.05, enmity: -0.4, audience: 0.2, fear: 0.1, cost-of-war: 80, "  \
    "implacable: 0.5, "                                                                            \
    "implacable-cost: 0.5}\n"                                                                      \
    "outcomes: {war: {event: war}}\nwar: {stumbled: 1}\n"
#define CHANNEL                                                                                    \
    "channels: {c: {between: [a, b], delay: 0 days, fidelity: 1, use: 1, use-half-life: 3650 "     \
    "days}}\n"

enum { SEED = 11 };
static const char *const dyads[] = {"a-b", "b-a"}, *const principals[] = {"a", "b"};

/* All that a decision reads, of one member. */
typedef struct seen {
    double stance[2], tension[2], provoked[2], belief[2], ramp[2], cost[2], mean[2], zone, talk;
    int open, crossed[2];
} seen;

static double e(double x, double x0)
{
    return x / (x + x0);
}
static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

static double onset(const seen *s, double stances)
{
    const double h0 = 1.0 - pow(1.0 - 0.09, 1.0 / 14.0),
                 w0 = log(h0 / (1.0 - h0)) - 1.5 * 0.5 - 0.4 * 2.0 + 1.0 * 0.3;

    return logistic(w0 + 1.5 * e(s->tension[0] + s->tension[1], 5.0) + 0.4 * stances - s->talk);
}

/* U of side p at own stance i and rival's j; harm counts when wanted. */
static double utility_by_hand(const seen *s, int p, double i, double j, int harm)
{
    static const double press[] = {0.3, 0.4}, enmity[] = {0.5, -0.4}, audience[] = {0.3, 0.2},
                        fear[] = {0.2, 0.1}, exposure[] = {0.15, 0.05};
    static const double gamma[] = {0.8 * 0.5, 0.6};
    const double lead = (i - j) / 4.0 + (i <= 0 && j <= 0 ? e(fmax(s->zone, 0.0), 1.0) : 0.0),
                 h = onset(s, i + j);
    const double day = press[p] * lead - exposure[p] * fmax(j - i, 0.0) +
                       enmity[p] * s->tension[p] * exp(-s->tension[p] / 2.0) * fmax(i, 0.0) / 2.0 -
                       audience[p] * (1.0 + s->ramp[p]) * e(s->provoked[p], 10.0) * (2.0 - i) / 4.0;
    const double chance = s->open ? 1.0 - pow(1.0 - h, 7.0) : fear[p] * (1.0 - pow(1.0 - h, 14.0));
    double dead = 0.0;

    for (int d = 1; d <= 5; d++) dead += pow(d, -1.5);
    return 7.0 * day - s->cost[p] * chance -
           (harm ? 7.0 * s->mean[p] * exp(gamma[p] * (j - s->stance[1 - p])) * 0.05 * dead : 0.0);
}

static double step_chance(double gain)
{
    return logistic(0.7 * (gain - 0.4));
}
static double read_by(const seen *s, int p)
{
    return fmin(fmax(s->stance[1 - p] + 0.8 * (2.0 * logistic(s->belief[p]) - 1.0), -2.0), 2.0);
}

/* The stance that side p takes alone, told beforehand: both look at the stances of the day before. */
static double decide_by_hand(const seen *s, int p, const double *u)
{
    const double i = s->stance[p], j = read_by(s, p), now = utility_by_hand(s, p, i, j, 0);

    if (i < 2 && u[0] < step_chance(utility_by_hand(s, p, i + 1, j, 0) - now)) {
        const double gain = utility_by_hand(s, p, i + 2, j, 0) - utility_by_hand(s, p, i + 1, j, 0);
        return s->crossed[p] && i + 1 < 2 && u[2] < step_chance(gain) ? i + 2 : i + 1;
    }
    if (i > 0 && u[1] < step_chance(utility_by_hand(s, p, i - 1, j, 0) - now)) return i - 1;
    return i;
}

static int ease_by_hand(seen *s, double u, double ret_gain[2])
{
    const double *i = s->stance;

    if (i[0] < -1 || i[1] < -1) return 0;
    for (int p = 0; p < 2; p++)
        ret_gain[p] = utility_by_hand(s, p, i[p] - 1, i[1 - p] - 1, 1) -
                      utility_by_hand(s, p, i[p], i[1 - p], 1);
    if (ret_gain[0] <= 0 || ret_gain[1] <= 0) return 0;
    if (u >= s->talk * step_chance(ret_gain[0]) * step_chance(ret_gain[1])) return 0;
    s->stance[0] -= 1;
    s->stance[1] -= 1;
    return 1;
}

/* A random world: numbers of no meaning, spread over what a member may be in. */
static double spread(uint32_t member, uint32_t what, double low, double high)
{
    return low + (high - low) * unit(draw_words(99, member, what, 0, 1, 0).w[0]);
}

static void put(world *w, const char *entry, const char *quantity, size_t i, double x)
{
    char name[64];

    snprintf(name, sizeof name, "%s.%s", entry, quantity);
    world_set(w, name, i, x);
}

static double get(const world *w, const char *entry, const char *quantity, size_t i)
{
    char name[64];

    snprintf(name, sizeof name, "%s.%s", entry, quantity);
    return world_get(w, name, i);
}

static seen random_world(world *w, size_t i)
{
    const uint32_t member = (uint32_t)i;
    static const char *const flows[] = {"g-a", "a-b"};
    seen s = {.zone = spread(member, 20, -1, 2), .open = spread(member, 21, 0, 1) < 0.2};

    for (uint32_t p = 0; p < 2; p++) {
        s.stance[p] = floor(spread(member, 10 * p + 1, -2, 3));
        s.tension[p] = spread(member, 10 * p + 2, 0, 4);
        s.provoked[p] = spread(member, 10 * p + 3, 0, 20);
        s.ramp[p] = spread(member, 10 * p + 4, 0, 1);
        s.mean[p] = spread(member, 10 * p + 5, 0, 3);
        s.crossed[p] = spread(member, 10 * p + 6, 0, 1) < 0.3;
        s.cost[p] = (p ? 80.0 : 60.0) *
                    (get(w, principals[p], "implacable", i) > 0 ? (p ? 0.5 : 0.25) : 1.0);
        put(w, dyads[p], "stance", i, s.stance[p]);
        put(w, dyads[p], "tension", i, s.tension[p]);
        put(w, dyads[p], "unanswered-provocation", i, s.provoked[p]);
        put(w, dyads[p], "belief", i, spread(member, 10 * p + 7, -4, 4));
        put(w, principals[p], "election-ramp", i, s.ramp[p]);
        put(w, flows[p], "mean", i, s.mean[p]);
        put(w, dyads[p], "crossed", i, s.crossed[p]);
    }
    put(w, "one", "zone", i, s.zone);
    put(w, "c", "use", i, spread(member, 22, 0, 1));
    put(w, "a-b", "exchange", i, s.open);
    return s;
}

static void draw(const char *dyad, size_t i, int32_t day, double *ret)
{
    const ofr_words x = draw_words(SEED, (uint32_t)i, 0, day, stream_of("stance", dyad), 0);

    for (size_t j = 0; j < 4; j++) ret[j] = unit(x.w[j]);
}

/* Oracle: the equations by hand. On a decision day every side of every world takes the step told beforehand,
 * keeps U as told, and a joint easing raises U of both. */
static void test_every_decision_is_the_one_told_beforehand(void **state)
{
    enum { N = 8192 };
    static seen s[N];
    world w = world_open(YAML(CHANNEL), N, SEED);
    size_t harder = 0, twice = 0, eased = 0, together = 0;

    (void)state;
    world_run(&w, 1);
    const int32_t day = w.day;
    assert_int_equal(day % 7, 0);
    for (size_t i = 0; i < N; i++) s[i] = random_world(&w, i);
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        double u[2][4], gain[2], to[2];
        int eased_both;

        s[i].talk = get(&w, "a-b", "talk", i);
        for (int p = 0; p < 2; p++) {
            s[i].belief[p] = get(&w, dyads[p], "belief", i);
            draw(dyads[p], i, day, u[p]);
            const double kept = utility_by_hand(&s[i], p, s[i].stance[p], read_by(&s[i], p), 1);
            assert_near(get(&w, dyads[p], "utility", i), kept, 1e-9 * fmax(1, fabs(kept)));
        }
        eased_both = ease_by_hand(&s[i], u[0][3], gain);
        together += (size_t)eased_both;
        if (eased_both) assert_true(gain[0] > 0 && gain[1] > 0);
        for (int p = 0; p < 2 && !eased_both; p++) {
            to[p] = decide_by_hand(&s[i], p, u[p]);
            harder += to[p] > s[i].stance[p];
            twice += to[p] > s[i].stance[p] + 1;
            eased += to[p] < s[i].stance[p];
        }
        for (int p = 0; p < 2 && !eased_both; p++) s[i].stance[p] = to[p];
        for (int p = 0; p < 2; p++) assert_near(get(&w, dyads[p], "stance", i), s[i].stance[p], 0);
    }
    /* Enough of each, or the check would be empty. */
    print_message("%zu harder, %zu of them twice, %zu eased alone, %zu together\n", harder, twice,
                  eased, together);
    assert_true(harder > 500 && twice > 30 && eased > 500 && together > 50);
    world_close(&w);
}

/* Oracle: as above, on a day that is no decision day: only sides whose red line was crossed decide. */
static void test_between_decision_days_only_a_crossing_makes_a_side_decide(void **state)
{
    enum { N = 4096 };
    static seen s[N];
    world w = world_open(YAML(CHANNEL), N, SEED);
    size_t steps = 0;

    (void)state;
    world_run(&w, 2);
    const int32_t day = w.day;
    assert_true(day % 7 != 0);
    for (size_t i = 0; i < N; i++) s[i] = random_world(&w, i);
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        double to[2];

        s[i].talk = get(&w, "a-b", "talk", i);
        for (int p = 0; p < 2; p++) {
            double u[4];

            s[i].belief[p] = get(&w, dyads[p], "belief", i);
            draw(dyads[p], i, day, u);
            to[p] = s[i].crossed[p] ? decide_by_hand(&s[i], p, u) : s[i].stance[p];
            steps += to[p] != s[i].stance[p];
            assert_near(get(&w, dyads[p], "crossed", i), 0, 0);
        }
        for (int p = 0; p < 2; p++) assert_near(get(&w, dyads[p], "stance", i), to[p], 0);
    }
    assert_true(steps > 500);
    world_close(&w);
}

/* Oracle: stances.c: without words there is no joint step, so nobody goes below hold, whatever it would gain. */
static void test_without_talk_nobody_eases_below_hold(void **state)
{
    enum { N = 4096 };
    static seen s[N];
    world w = world_open(YAML("channels: {c: {between: [a, b], open: never}}\n"), N, SEED);
    size_t wanted = 0;

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) s[i] = random_world(&w, i);
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        for (int p = 0; p < 2; p++)
            assert_true(get(&w, dyads[p], "stance", i) >= fmin(s[i].stance[p], 0));
        double gain[2];
        s[i].talk = 1;
        wanted += ease_by_hand(&s[i], 0, gain) != 0;
    }
    assert_true(wanted > 100);
    world_close(&w);
}

/* Oracle: the header: an act of the stance's slot on each change, caused by the gravest act remembered. */
static void test_a_change_of_stance_is_an_act_of_its_day(void **state)
{
    enum { N = 1024 };
    static seen s[N];
    world w = world_open(YAML(CHANNEL), N, SEED);
    const size_t slot[] = {world_slot(&w, SLOT_STANCE, "a-b"), world_slot(&w, SLOT_STANCE, "b-a")};

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) s[i] = random_world(&w, i);
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        for (int p = 0; p < 2; p++) {
            const double change = get(&w, dyads[p], "stance", i) - s[i].stance[p],
                         acts = world_count(&w, slot[p], i);
            if (change != 0) assert_true(acts >= 1);
            if (acts < 1) assert_near(change, 0, 0);
        }
    }
    world_close(&w);
}

/* Oracle: the requirement. The same worlds with a war on: nobody eases, alone or together, and some harden. */
static void test_nobody_eases_in_a_war(void **state)
{
    enum { N = 2048 };
    static seen s[N];
    static const char text[] = YAML(CHANNEL), head[] = "stances: {";
    static const char *const plays[] = {"", "play: equilibrium, several: reply, "};
    const size_t before = (size_t)(strstr(text, head) - text) + strlen(head);
    size_t harder = 0;

    (void)state;
    for (size_t play = 0; play < 2; play++) {
        char yaml[4096];
        snprintf(yaml, sizeof yaml, "%.*s%s%s", (int)before, text, plays[play], text + before);
        world w = world_open(yaml, N, SEED);
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) s[i] = random_world(&w, i);
        for (size_t i = 0; i < N; i++) world_set(&w, "a-b.at-war", i, 1);
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            for (int p = 0; p < 2; p++) {
                const double now = get(&w, dyads[p], "stance", i);
                assert_true(now >= s[i].stance[p]);
                harder += now > s[i].stance[p];
            }
        }
        world_close(&w);
    }
    assert_true(harder > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_decision_is_the_one_told_beforehand),
        cmocka_unit_test(test_between_decision_days_only_a_crossing_makes_a_side_decide),
        cmocka_unit_test(test_without_talk_nobody_eases_below_hold),
        cmocka_unit_test(test_a_change_of_stance_is_an_act_of_its_day),
        cmocka_unit_test(test_nobody_eases_in_a_war),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
