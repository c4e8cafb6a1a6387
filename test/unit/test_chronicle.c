/* Chronicles: the acts of a day as they came about, each with what made it, in words that can be read. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* One of all that can happen by order of the day: talks that settle and stop a driver, a shock that starts one, clauses
 * kept, broken as they fall due and void, fire in parts that halts for days, an election that is open, kindness. */
static const char busy[] =
    "offramp: 1\ntitle: told\nstart: 2024-01-04\nhorizon: 200 days\nhostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5}}}\n"
    "  p: {name: P, kind: group, part-of: g}\n"
    "theatres: {x: {name: X, lethality: 0.05}}\n"
    "drivers: {d: {active: true, in: x, ends: 0.05 per day, starts: 0.01 per day}}\n"
    "shocks: {s: {rate: 0.05 per day, starts: d}}\n"
    "campaigns: [{id: fire, by: g, parts: {p: 0.5}, halts: 0.1 per day, short-ends: 0.5 per day, "
    "long: 0.1, long-ends: 0.05 per day, announced: 0.5}]\n"
    "conduct:\n"
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 1 per day, driven-by: {d: x2}}\n"
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: forces, rate: 0.02 per day}\n"
    "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces}\n"
    "  - {id: b-talks, from: b, to: a, in: x, act: engage, rate: 1 per day}\n"
    "  - {id: a-talks, from: a, to: b, in: x, act: engage, answers: {to: b, acts-per-severity: "
    "1}}\n"
    "red-lines:\n"
    "  struck: {holder: b, when: {to: b, by: a, act: direct+}, response: {options: [b-a], base: 3, "
    "delay: 1 day}}\n"
    "stances: {inertia: 100, lambda: 100}\n"
    "politics: {a: {fear: 0, elections: [{id: vote, date: 2024-02-01, outcomes: {left: {chance: "
    "1}, right: {chance: 1}}}]}, b: {fear: 0}}\n"
    "channels: {c: {between: [a, b], files: [f1], delay: 0 days, fidelity: 1, use: 1, "
    "use-half-life: 3650 days}}\n"
    "files: {f1: {between: [a, b], reserve: {a: 0.1, b: 0.1}, weight: {a: 20, b: 20}}}\n"
    "agendas: {one: {files: [f1]}}\n"
    "bargaining: {hazard: 1 per day}\n"
    "breach: {base: 0.02 per day}\n"
    "deals: {d1: {agenda: one, stops: d, clauses: ["
    "{id: first, by: b, to: a, does: withhold, due: 0 days, lasts: 30 days, keep: 0.6}, "
    "{id: then, by: a, to: b, does: release, of: 5 people, due: 3 days, after: first, keep: "
    "0.9}]}}\n"
    "outcomes: {war: {event: war}}\n";

enum { FUTURES = 24 };

/* The futures told one by one. */
static void each_future(void (*see)(const ofr_told *told, void *self), void *self)
{
    world w = world_open(busy, 1, 1);

    for (size_t i = 0; i < FUTURES; i++) {
        const run_options o = {
            .seed = 5, .n_sets = 1, .per_set = FUTURES, .fixed = true, .model_only = true};
        ofr_told *told = NULL;
        ofr_error err = {0};
        if (study_tell(w.study, &o, i, false, true, &told, &err) != OFR_OK)
            fail_msg("%s: %s", err.where, err.text);
        see(told, self);
        told_free(told);
    }
    world_close(&w);
}

/* ---- order ---------------------------------------------------------------------------------- */

static void find_causes(const ofr_told *told, void *self)
{
    size_t *same_day = self;

    for (size_t i = 0; i < told->n_acts; i++) {
        const ofr_act *act = &told->act[i];
        assert_true(i == 0 || told->act[i - 1].day <= act->day);
        for (size_t j = 0; act->cause >= 0 && j < told->n_acts; j++) {
            if (told->act[j].number != act->cause) continue;
            assert_true(j < i);
            *same_day += told->act[j].day == act->day;
        }
    }
}

/* Oracle: nothing comes before what made it. */
static void test_no_act_is_told_before_what_made_it(void **state)
{
    size_t same_day = 0;

    (void)state;
    each_future(find_causes, &same_day);
    assert_true(same_day > 50);
}

/* The day as docs/model.md has it; what a cause of the same day made may come later than its step. */
static int step(const char *kind)
{
    static const char *const steps[] = {"shock",    "driver", "message",  "stance",   "talks",
                                        "clause",   "halt",   "resume",   "pause",    "resumption",
                                        "flow",     "alarm",  "crossing", "election", "exchange",
                                        "decision", "war",    "ceasefire"};

    for (int i = 0; i < (int)(sizeof steps / sizeof steps[0]); i++) {
        if (strcmp(steps[i], kind) == 0) return i;
    }
    fail_msg("no step for '%s'", kind);
    return -1;
}

static void follow_steps(const ofr_told *told, void *self)
{
    size_t *seen = self;

    for (size_t i = 1; i < told->n_acts; i++) {
        const ofr_act *before = &told->act[i - 1], *act = &told->act[i];
        const bool late = act->cause >= 0 && strcmp(act->kind, "driver") == 0;
        if (before->day != act->day || late) continue;
        const int a = step(before->kind), b = step(act->kind);
        const bool both_of_halts = a >= 6 && a <= 9 && b >= 6 && b <= 9;
        assert_true(a <= b || both_of_halts);
        *seen += a < b;
    }
}

static void test_a_day_is_told_by_its_steps(void **state)
{
    size_t seen = 0;

    (void)state;
    each_future(follow_steps, &seen);
    assert_true(seen > 500);
}

/* ---- words ---------------------------------------------------------------------------------- */

/* Sentences of each kind that came. */
typedef struct words {
    size_t one_day, days, others, open, refused, empty, friendly, talks, outside, on_date;
} words;

static void count_words(const ofr_told *told, void *self)
{
    words *n = self;

    for (size_t i = 0; i < told->n_acts; i++) {
        const char *text = told->act[i].text, *cause = told->act[i].cause_text;
        assert_null(strstr(text, " 1 days"));
        n->one_day += strstr(text, " after 1 day") != NULL;
        n->days += strstr(text, " days") != NULL;
        n->others += strncmp(text, "G but for its named parts: ", 27) == 0;
        n->open += strcmp(text, "A: election a.vote is held, with the outcome left") == 0 ||
                   strcmp(text, "A: election a.vote is held, with the outcome right") == 0;
        n->refused += strcmp(text, "B: clause d1.first is broken, nothing of it was carried out") ==
                      0;
        n->empty += strcmp(text, "A: clause d1.then is void, what it waits for will not come") == 0;
        n->friendly += strcmp(cause, "in answer to friendly acts of B") == 0;
        if (strcmp(told->act[i].id, "a-talks") == 0) assert_null(strstr(cause, "harass"));
        n->talks += strcmp(cause, "through talks") == 0;
        n->outside += strcmp(cause, "from outside") == 0;
        n->on_date += strcmp(cause, "on its date") == 0;
    }
}

/* Oracle: each can happen in this world, by its rates some dozen times in 24 futures of 200 days; the election once. */
static void test_what_is_told_can_be_read(void **state)
{
    words n = {0};

    (void)state;
    each_future(count_words, &n);
    assert_true(n.one_day > 0 && n.days > 0 && n.others > 0);
    assert_int_equal(n.open, FUTURES);
    assert_int_equal(n.on_date, FUTURES);
    assert_true(n.refused > 0 && n.empty > 0);
    assert_true(n.friendly > 0 && n.talks > 0 && n.outside > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_act_is_told_before_what_made_it),
        cmocka_unit_test(test_a_day_is_told_by_its_steps),
        cmocka_unit_test(test_what_is_told_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
