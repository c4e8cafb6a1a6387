/* Words with content: what is said is told from each member's uniforms; what a plea, a notice and a named line do, by hand. */
#include "world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/streams.h"
#include "mechanisms/channels.h"
#include "near.h"

enum { SEED = 53, MEMBERS = 1024 };

/* B harasses A every day, which A answers openly or by a strike on a client: at the reference crossing nothing but rho and what was
 * asked weighs. */
#define YAML(words)                                                                                \
    "offramp: 1\ntitle: words\nstart: 2024-01-03\nhorizon: 60 days\nhostile: [[a, b]]\n"           \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.6}}}\n"                                \
    "theatres: {x: {name: X, lethality: 0.5, slip: 0, wounding: 0}}\n"                             \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "channels: {post: {between: [a, b], delay: 3 days, fidelity: 0.8, leak: 0}}\n"                 \
    "conduct:\n"                                                                                   \
    "  - {id: b-a, from: b, to: a, in: x, act: harass, rate: 0.2 per day, lethality: 0, "          \
    "wounding: "                                                                                   \
    "0}\n"                                                                                         \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland}\n"                            \
    "  - {id: a-g, from: a, to: g, in: x, act: strike, at: proxy}\n"                               \
    "red-lines:\n"                                                                                 \
    "  hit: {holder: a, when: {flows: [b-a]}, response: {base: 0.3, readiness: 0, heat: 0, "       \
    "stance: 0, reassured: 0, open: 0.4, delay: 3 days, within: 40 days, options: [a-b, a-g]}}\n"  \
    "  other: {holder: a, when: {flows: [b-a], count: 9, within: 2}, response: {base: -20, "       \
    "options: [a-g]}}\n"                                                                           \
    "choice: {gravity: 0, cost: 0, tension: 0, match: 0, plea: 1.3, named: 0.9}\n"                 \
    "war: {chance: 0, closed: 0}\nstances: {inertia: 1000}\npolitics: {a: {}, b: {}}\n"            \
    "outcomes: {war: {event: war}}\n" words

static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

static double uniform(size_t member, int32_t day, const char *mechanism, const char *id,
                      uint32_t quad, int word)
{
    return unit(draw_words(SEED, (uint32_t)member, 0, day, stream_of(mechanism, id), quad).w[word]);
}

/* Oracle: by hand, in every member that is crossed while nothing waits: with A the plea as it has faded by today, the answer that is planned is an open one
 * where the uniform is below logistic(rho - delta A); and one comes at all where it is below logistic(base + tau N). */
static void test_a_plea_and_a_named_line_move_the_answer(void **state)
{
    world w = world_open(YAML("messages: {base: -20, remembered: 4 days}\n"), MEMBERS, SEED);
    const double fade = pow(2, -0.25), a = 0.8 * fade, n = 0.6 * fade;
    size_t crossed = 0, open = 0, answered = 0;

    (void)state;
    for (size_t i = 0; i < w.n; i++) world_set(&w, "a-b.pleaded", i, 0.8);
    for (size_t i = 0; i < w.n; i++) world_set(&w, "hit.named", i, 0.6);
    const int32_t day = w.day;
    world_run(&w, 1);
    for (size_t i = 0; i < w.n; i++) {
        if (world_count(&w, world_slot(&w, SLOT_CROSSING, "hit"), i) == 0) continue;
        const bool planned = world_get(&w, "hit.due", i) > OFR_NEVER;
        crossed++;
        assert_int_equal(planned,
                         uniform(i, day, "red-line", "hit", 0, 0) < logistic(0.3 + 0.9 * n));
        if (!planned) continue;
        answered++;
        assert_int_equal(world_get(&w, "hit.option", i) < 0.5,
                         uniform(i, day, "red-line", "hit", 0, 2) < logistic(0.4 - 1.3 * a));
        open += world_get(&w, "hit.option", i) < 0.5;
    }
    print_message("%zu crossed, %zu answered, %zu openly\n", crossed, answered, open);
    assert_true(crossed > 100 && answered > 60 && open > 15 && open < answered);
    world_close(&w);
}

/* Oracle: by hand. A plea that comes after an open answer was planned leaves it as likely as if it were chosen on the day on which it falls
 * due: kept with chance s'/s, else the strike in its place. */
static void test_a_late_plea_takes_back_what_was_planned(void **state)
{
    world w = world_open(YAML("messages: {base: -20, remembered: 4 days}\n"), MEMBERS, SEED);
    const double s = logistic(0.4);
    size_t kept = 0, spared = 0;

    (void)state;
    world_run(&w, 1);
    for (int d = 0; d < 12; d++) {
        static double due[MEMBERS], option[MEMBERS], at[MEMBERS];
        const int32_t day = w.day;
        /* Each morning one has just been asked anew. */
        for (size_t i = 0; i < w.n; i++) world_set(&w, "a-b.pleaded", i, d < 3 ? 0 : 1);
        for (size_t i = 0; i < w.n; i++) due[i] = world_get(&w, "hit.due", i);
        for (size_t i = 0; i < w.n; i++) option[i] = world_get(&w, "hit.option", i);
        for (size_t i = 0; i < w.n; i++) at[i] = world_get(&w, "hit.judged", i);
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            /* Planned before anything was asked, and not crossed since. */
            if (due[i] != day || option[i] > 0.5 || d < 3 || at[i] >= day - d + 3) continue;
            const double less = exp(-1.3 * pow(2, -0.25));
            const bool keeps = uniform(i, day, "red-line", "hit", 1, 2) < less / (1 - s + s * less);
            assert_near(world_count(&w, world_slot(&w, SLOT_FLOW, "a-b"), i), keeps, 0);
            assert_near(world_count(&w, world_slot(&w, SLOT_FLOW, "a-g"), i), !keeps, 0);
            kept += keeps;
            spared += !keeps;
        }
    }
    print_message("%zu kept, %zu struck a client instead\n", kept, spared);
    assert_true(kept > 20 && spared > 20);
    world_close(&w);
}

/* Oracle: harm.c. With a warning that saves all, who was given notice loses nobody, and who was not loses people in half of the acts. */
static void test_a_notice_saves_who_was_told(void **state)
{
    double dead[2] = {0}, acts[2] = {0};

    (void)state;
    for (size_t s = 0; s < 2; s++) {
        world w = world_open(YAML("messages: {base: -20, remembered: 3650 days}\nharm: {warning: "
                                  "1}\n"),
                             MEMBERS, SEED);
        for (int d = 0; d < 20; d++) {
            for (size_t i = 0; i < w.n; i++) world_set(&w, "a-b.noticed", i, (double)s);
            world_run(&w, 1);
            for (size_t i = 0; i < w.n; i++) {
                const size_t f = world_slot(&w, SLOT_FLOW, "a-b");
                acts[s] += world_count(&w, f, i);
                dead[s] += world_deaths(&w, f, i) > 0;
            }
        }
        world_close(&w);
    }
    print_message("deadly acts: %.0f of %.0f without notice, %.0f of %.0f with\n", dead[0], acts[0],
                  dead[1], acts[1]);
    assert_true(acts[1] > 300 && dead[0] > 0.4 * acts[0] && dead[1] < 0.01 * acts[1]);
}

/* Oracle: channels.c by hand. What each message says is told when it is sent, by what waits at the lines of both and one uniform. */
static void test_what_a_message_says_is_told_beforehand(void **state)
{
    world w = world_open(YAML("messages: {base: 1, audience: 0, notice: 0.5, plea: 0.6, names: "
                              "0.7, crisis: 1000, remembered: 4 days}\n"),
                         MEMBERS, SEED);
    size_t said[4] = {0};

    (void)state;
    /* Who punishes threatens. */
    for (size_t i = 0; i < w.n; i++) world_set(&w, "a-b.stance", i, 2);
    for (int d = 0; d < 20; d++) {
        static double under_way[MEMBERS][2], due[MEMBERS], until[MEMBERS], judged[MEMBERS],
            option[MEMBERS];
        static const char *const from[] = {"post.from.a", "post.to.a"};
        const int32_t day = w.day;

        for (size_t i = 0; i < w.n; i++) {
            for (size_t j = 0; j < 2; j++)
                under_way[i][j] = world_get(&w, j ? "post.to.a.due" : "post.from.a.due", i);
            due[i] = world_get(&w, "hit.due", i);
            until[i] = world_get(&w, "hit.until", i);
            judged[i] = world_get(&w, "hit.judged", i);
            option[i] = world_get(&w, "hit.option", i);
        }
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            for (size_t j = 0; j < 2; j++) {
                const char *row = j ? "post.to.a.content" : "post.from.a.content";
                const double u = uniform(i, day, "channel", from[j], 1, 3);
                int expected = CONTENT_NONE;
                if (under_way[i][j] > OFR_NEVER ||
                    world_get(&w, j ? "post.to.a.due" : "post.from.a.due", i) <= OFR_NEVER)
                    continue; /* nothing was sent today, or it has arrived already */
                if (j == 0 && due[i] > OFR_NEVER && option[i] < 0.5 && u < 0.5)
                    expected = CONTENT_NOTICE;
                else if (j == 1 && until[i] > OFR_NEVER && u < 0.6)
                    expected = CONTENT_PLEA;
                else if (j == 0 && judged[i] > OFR_NEVER && u < 0.7)
                    expected = CONTENT_LINE;
                assert_near(world_get(&w, row, i), expected, 0);
                said[expected]++;
            }
        }
    }
    print_message("%zu say nothing more, %zu notices, %zu pleas, %zu name a line\n", said[0],
                  said[1], said[2], said[3]);
    assert_true(said[0] > 300 && said[1] > 100 && said[2] > 300 && said[3] > 100);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_plea_and_a_named_line_move_the_answer),
        cmocka_unit_test(test_a_late_plea_takes_back_what_was_planned),
        cmocka_unit_test(test_a_notice_saves_who_was_told),
        cmocka_unit_test(test_what_a_message_says_is_told_beforehand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
