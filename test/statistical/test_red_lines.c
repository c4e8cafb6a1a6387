/* Red lines: who answers, when and how, told from each member's uniforms; windows by hand; what a record discharges, and what
 * it gives. */
#include "world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "given.h"
#include "past_world.h"
#include "watch.h"

enum { SEED = 41 };

#define HEAD                                                                                       \
    "offramp: 1\ntitle: red lines\nstart: 2024-01-03\nhorizon: 60 days\nhostile: [[a, b]]\n"       \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.5}}}\n"                                \
    "theatres: {x: {name: X, lethality: 0.2, slip: 0, wounding: 0}, y: {name: Y, lethality: 0}}\n" \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "stances: {inertia: 100, lambda: 100, initial: {a-b: 1}}\n"                                    \
    "outcomes: {war: {event: war}}\n"
#define CONDUCT(rate, record)                                                                      \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: " rate ", record: " record "}\n"      \
    "  - {id: a-threat, from: a, to: b, in: x, act: threaten, record: " record "}\n"               \
    "  - {id: a-g, from: a, to: g, in: y, act: strike, at: proxy, record: " record "}\n"           \
    "  - {id: a-b, from: a, to: b, in: y, act: direct, at: homeland, record: " record "}\n"
#define POLITICS                                                                                   \
    "politics: {a: {audience: 0.2, moves: 0.3, cost-of-war: 400, implacable: 0}, b: {fear: 0}}\n"

static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

/* Logit among threat (2^-3), strike (4) and direct (8), by hand. */
static size_t option_by_hand(double u, double gravity, double provoked, double tension,
                             double stances, double belief)
{
    static const double v[] = {0.125, 4, 8};
    const double h0 = 1.0 - pow(0.91, 1.0 / 14.0),
                 w0 = log(h0 / (1.0 - h0)) - 1.5 * 0.5 - 0.4 * 2.0 + 0.3;
    const double h = logistic(w0 + 1.5 * tension / (tension + 5) + 0.4 * stances),
                 answered = 0.04 * (1 + (4 - 1) * logistic(belief)),
                 war = 400 * answered * (1 - pow(1 - h, 14));
    const double price = 30 * 0.2 * (provoked + gravity) / (provoked + gravity + 10);
    double weight[3], total = 0;

    for (size_t i = 0; i < 3; i++)
        total += weight[i] = exp(
            0.8 * (price * fmin(1, v[i] / gravity) - (i > 0 ? 0.3 : 0) - (i == 2 ? war : 0)));
    for (size_t i = 0; i < 2; i++) {
        if (u * total < weight[i]) return i;
        u -= weight[i] / total;
    }
    return 2;
}

/* A pending answer, told beforehand. */
typedef struct pending {
    int32_t due, act;
    size_t option;
    double gravity, lesser, replaced;
} pending;

/* Oracle: red_lines.c by hand on each member's own uniforms: answered with logistic(pi0 + pi1 heat + pi2 S); after
 * 1 + floor(exponential) days, at most `within`; by logit; a graver crossing takes the place of a pending one. Causes:
 * the crossing's is the act that crossed, the answer's is the crossing. */
static void test_every_answer_is_the_one_told_beforehand(void **state)
{
    enum { N = 1024, DAYS = 40 };
    world w = world_open(HEAD CONDUCT("0.4 per day", "none") POLITICS
                         "choice: {lambda: 0.8, fear-of-exchange: 0.04, implacable: x4}\n"
                         "red-lines: {line: {holder: a, when: {flows: [g-a]}, response: {base: "
                         "-0.5, heat: 0.4, stance: 0.6, delay: 4 days, within: 9 days,\n"
                         "                   options: [a-threat, a-g, a-b]}}}\n",
                         N, SEED);
    const size_t watched = world_slot(&w, SLOT_FLOW, "g-a"),
                 line = world_slot(&w, SLOT_CROSSING, "line");
    const size_t option[] = {world_slot(&w, SLOT_FLOW, "a-threat"),
                             world_slot(&w, SLOT_FLOW, "a-g"), world_slot(&w, SLOT_FLOW, "a-b")};
    static pending p[N];
    size_t chosen[3] = {0}, crossings = 0, answered = 0, replaced = 0, late = 0;

    (void)state;
    for (size_t i = 0; i < N; i++) p[i] = (pending){.due = OFR_NEVER};
    for (int d = 0; d < DAYS; d++) {
        const int32_t day = w.day;
        double heat[N];
        for (size_t i = 0; i < N; i++) heat[i] = world_get(&w, "a.heat", i);
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            pending *own = &p[i];
            const bool now = own->due == day;
            for (size_t o = 0; o < 3; o++)
                assert_near(world_count(&w, option[o], i), now && own->option == o, 0);
            if (now) {
                assert_int_equal(world_cause(&w, option[own->option], i), own->act);
                chosen[own->option]++;
                own->due = OFR_NEVER;
            }
            const double acts = world_count(&w, watched, i),
                         gravity = acts + 4 * log2(1 + world_deaths(&w, watched, i));
            assert_near(world_count(&w, line, i), acts > 0, 0);
            if (acts <= 0) continue;
            crossings++;
            assert_int_equal(world_cause(&w, line, i), act_number(w.m, day, watched));
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("red-line", "line"),
                                           0);
            if (unit(u.w[0]) < logistic(-0.5 + 0.4 * (heat[i] - 0.5) + 0.6)) {
                answered++;
                own->lesser += own->due != OFR_NEVER && gravity <= own->gravity;
                own->replaced += own->due != OFR_NEVER && gravity > own->gravity;
                replaced += own->due != OFR_NEVER && gravity > own->gravity;
                if (own->due == OFR_NEVER || gravity > own->gravity) {
                    const double wait = -log(unit(u.w[1])) * 4;
                    own->due = day + 1 + (int32_t)floor(fmin(wait, 8));
                    late += wait > 8;
                    own->act = act_number(w.m, day, line);
                    own->gravity = gravity;
                    own->option = option_by_hand(
                        unit(u.w[2]), gravity, world_get(&w, "a-b.unanswered-provocation", i),
                        world_get(&w, "a-b.tension", i) + world_get(&w, "b-a.tension", i), 1,
                        world_get(&w, "a-b.belief", i));
                }
            }
            assert_near(world_get(&w, "line.due", i), own->due, 0);
            assert_near(world_get(&w, "line.lesser", i), own->lesser, 0);
            assert_near(world_get(&w, "line.replaced", i), own->replaced, 0);
        }
    }
    print_message("%zu crossings, %zu answered, %zu replaced, %zu late; %zu %zu %zu chosen\n",
                  crossings, answered, replaced, late, chosen[0], chosen[1], chosen[2]);
    assert_true(crossings > 5000 && replaced > 100 && late > 100 && chosen[0] > 100 &&
                chosen[1] > 100 && chosen[2] > 30);
    world_close(&w);
}

/* Oracle: waiting times P(d) = e^(-(d-1)/4) - e^(-d/4) for d < 9, the rest on day 9; and the share answered is the
 * logistic. Tolerance 5 standard errors each, ten checks: a false alarm at about six seeds in a million. */
static void test_waiting_times_and_the_answered_share_follow_their_laws(void **state)
{
    enum { N = 16384 };
    world w = world_open(
        HEAD CONDUCT("100 per day", "none") POLITICS
        "red-lines: {line: {holder: a, when: {flows: [g-a]}, response: {base: 0.7, heat: 0, "
        "stance: 0, delay: 4 days, within: 9 days, options: [a-g]}}}\n",
        N, SEED);
    double days[10] = {0}, answered = 0;

    (void)state;
    world_run(&w, 1); /* a hundred acts a day: every member crosses on the first */
    for (size_t i = 0; i < N; i++) {
        const double due = world_get(&w, "line.due", i);
        if (due < 0) continue;
        answered++;
        days[(int)due - (w.day - 1)]++;
    }
    const double share = logistic(0.7);
    assert_true(fabs(answered - N * share) < 5 * sqrt(N * share * (1 - share)));
    for (int d = 1; d <= 9; d++) {
        const double p = exp(-(d - 1) / 4.0) - (d < 9 ? exp(-d / 4.0) : 0);
        assert_true(fabs(days[d] - answered * p) < 5 * sqrt(answered * p * (1 - p)));
    }
    assert_near(days[0], 0, 0);
    world_close(&w);
}

/* Oracle: by hand from the counts of the days: four within three days, and some of them today; and deaths of two. */
static void test_a_window_and_deaths_are_met_as_by_hand(void **state)
{
    enum { N = 256, DAYS = 50 };
    world w = world_open(HEAD CONDUCT("1.1 per day", "none") POLITICS
                         "red-lines:\n"
                         "  many: {holder: a, when: {flows: [g-a], count: 4, within: 3}, response: "
                         "{base: -20, options: [a-g]}}\n"
                         "  dead: {holder: a, when: {flows: [g-a], deaths-own: 2}, response: "
                         "{base: -20, options: [a-g]}}\n",
                         N, SEED);
    const size_t watched = world_slot(&w, SLOT_FLOW, "g-a"),
                 many = world_slot(&w, SLOT_CROSSING, "many"),
                 dead = world_slot(&w, SLOT_CROSSING, "dead");
    double acts[N][3] = {{0}};
    size_t met = 0, died = 0;

    (void)state;
    for (int d = 0; d < DAYS; d++) {
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            acts[i][d % 3] = world_count(&w, watched, i);
            const bool crosses = acts[i][d % 3] > 0 && acts[i][0] + acts[i][1] + acts[i][2] >= 4;
            assert_near(world_count(&w, many, i), crosses, 0);
            assert_near(world_count(&w, dead, i), world_deaths(&w, watched, i) >= 2, 0);
            met += crosses;
            for (int j = 0; j < 3 && crosses; j++) acts[i][j] = 0; /* and the count begins anew */
            died += world_deaths(&w, watched, i) >= 2;
        }
    }
    assert_true(met > 300 && died > 100);
    world_close(&w);
}

/* Oracle: memory.unanswered: a crossing that nobody answers takes its share off the punishment that the offender remembers. */
static void test_a_crossing_left_unanswered_lowers_remembered_punishment(void **state)
{
    world w = world_open(HEAD CONDUCT("100 per day", "none") POLITICS
                         "memory: {unanswered: 0.3}\n"
                         "red-lines: {line: {holder: a, when: {flows: [g-a]}, response: {base: "
                         "-20, options: [a-g]}}}\n",
                         1, SEED);

    (void)state;
    world_run(&w, 1);
    world_set(&w, "b-a.punished", 0, 10);
    world_run(&w, 1);
    assert_near(world_get(&w, "b-a.punished", 0), 10 * exp2(-1.0 / 20) * 0.7, 1e-9);
    world_close(&w);
}

/* What is pending in each particle on the last day of history. */
typedef struct due_days {
    const ofr_field *field;
    int32_t last;
    size_t n;
    int32_t due[64];
} due_days;

static void note_due(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane)
{
    due_days *d = self;

    (void)m;
    if (day == d->last) d->due[d->n++ % 64] = block_whole(b, d->field->row, lane);
}

static due_days pending_at_the_start(const char *events)
{
    ofr_study *s = past_world_open(
        HEAD CONDUCT("0.01 per day", "full") POLITICS
        "red-lines: {line: {holder: a, when: {flows: [g-a], deaths-own: 1}, response: {base: 20, "
        "delay: 20 days, within: 60 days, options: [a-g, a-b]}}}\n",
        "2023-12-01", events, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, 32);
    due_days d = {.field = past_world_field(s->model, "line.due"), .last = s->model->start - 1};

    watch_days(&e, 0, 1, note_due, NULL, &d);
    ensemble_done(&e);
    study_close(s);
    return d;
}

/* Oracle: a pattern asks for a rung as perceived. Where every act slips, harassment is no harassment but a strike, and a
 * line that asks for a strike exactly is crossed by it, through what nobody meant; where none slips it is not. */
static void test_a_rung_asked_for_exactly_is_met_by_what_went_above_its_own(void **state)
{
    for (int slips = 0; slips < 2; slips++) {
        char yaml[2048];
        snprintf(
            yaml, sizeof yaml,
            "offramp: 1\ntitle: exact\nstart: 2024-01-03\nhorizon: 30 days\nhostile: [[a, b]]\n"
            "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}}\n"
            "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: %d}}\n"
            "perception: {misread: 0, alarms: 0 per day}\n"
            "conduct:\n  - {id: b-a, from: b, to: a, in: x, act: harass, rate: 20 per day}\n"
            "  - {id: a-b, from: a, to: b, in: x, act: strike}\n"
            "politics: {a: {}, b: {}}\n"
            "red-lines:\n"
            "  strike: {holder: a, when: {to: a, act: strike}, response: {base: 20, delay: 0 days, "
            "options: [a-b]}}\n"
            "  harass: {holder: a, when: {to: a, act: harass}, response: {base: -20, options: "
            "[a-b]}}\n"
            "outcomes: {war: {event: war}}\n",
            slips);
        world w = world_open(yaml, 8, SEED);
        world_run(&w, 4);
        for (size_t i = 0; i < w.n; i++) {
            assert_near(world_count(&w, world_slot(&w, SLOT_CROSSING, "strike"), i), slips, 0);
            assert_near(world_count(&w, world_slot(&w, SLOT_CROSSING, "harass"), i), !slips, 0);
            /* An answer for something that was not meant is counted as one that goes back to a misreading. */
            assert_true((world_get(&w, "misread-answers", i) > 0) == (slips == 1));
        }
        world_close(&w);
    }
    (void)state;
}

#define EVENTS "date,source,target,theatre,action,at,count,deaths_own\n"

/* Oracle: red_lines.c: a recorded act of the holder at or above the least option discharges what is pending; one below
 * it does not; and an answer that was due before the start and is not in the record was not given. */
static void test_a_recorded_answer_discharges_a_crossing(void **state)
{
    const int32_t start = date_from_ymd(2024, 1, 3);
    due_days d = pending_at_the_start(EVENTS "2023-12-26,g,a,x,harass,,1,2\n");
    size_t open = 0;

    (void)state;
    assert_int_equal(d.n, 32);
    for (size_t i = 0; i < 32; i++) {
        assert_true(d.due[i] == OFR_NEVER || d.due[i] >= start);
        open += d.due[i] != OFR_NEVER;
    }
    assert_true(open >= 10 && open < 32); /* e^(-7/20) = 70 % wait longer; 10 is 5 se below */
    d = pending_at_the_start(EVENTS
                             "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,b,x,threaten,,1,\n");
    for (size_t i = open = 0; i < 32; i++) open += d.due[i] != OFR_NEVER;
    assert_true(open >= 10);
    d = pending_at_the_start(EVENTS
                             "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,g,y,strike,proxy,1,\n");
    for (size_t i = 0; i < 32; i++) assert_int_equal(d.due[i], OFR_NEVER);
    /* A later crossing is a new one. */
    d = pending_at_the_start(EVENTS "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,g,y,strike,proxy,1,"
                                    "\n2024-01-02,g,a,x,harass,,1,1\n");
    for (size_t i = 0; i < 32; i++) assert_true(d.due[i] >= start);
}

/* ---- acts as stated by a record ---------------------------------------------------------------------- */

enum { STATED = 60 };

/* A whole number from 0 to most - 1 that depends on its place alone. */
static int drawn(uint32_t which, uint32_t i, int most)
{
    return (int)(most * unit(draw_words(SEED, i, which, 0, 12, 0).w[0]));
}

/* One row: a day of the horizon, who acts how against whom, and how often. */
static size_t put_row(char *text, size_t used, size_t room, int day, const char *what, int acts)
{
    char date[OFR_DATE_TEXT];

    date_format(date_from_ymd(2024, 1, 3) + day, date);
    used += (size_t)snprintf(text + used, room - used, "%s,%s,%d,,\n", date, what, acts);
    assert_true(used < room);
    return used;
}

/* Oracle: the record. Where a flow is given its acts are those of the record, so that an answer that falls due on it adds
 * nothing; a line that answers with a flow that is not given is answered by it all the same. */
static void test_acts_that_are_given_stand_for_the_answers_of_their_flow(void **state)
{
    static char events[1 << 14];
    world w = world_open(
        HEAD CONDUCT("0 per day", "full") POLITICS
        "red-lines:\n"
        "  recorded: {holder: a, when: {flows: [g-a]}, response: {base: 20, delay: 2 days, "
        "options: [a-g]}}\n",
        64, SEED);
    size_t used = (size_t)snprintf(events, sizeof events, "%s", GIVEN_COLUMNS), answers = 0;
    int raids[STATED] = {0}, strikes[STATED] = {0};

    (void)state;
    for (uint32_t d = 0; d < STATED; d++) {
        raids[d] = drawn(0, d, 4);
        strikes[d] = drawn(1, d, 3) / 2 * drawn(2, d, 4);
        if (raids[d]) used = put_row(events, used, sizeof events, (int)d, "g,a,x,harass", raids[d]);
        if (strikes[d])
            used = put_row(events, used, sizeof events, (int)d, "a,g,y,strike", strikes[d]);
    }
    given g = given_open(&w, events, NULL, false);
    const size_t flow = world_slot(&w, SLOT_FLOW, "a-g");
    for (int d = 0; d < STATED; d++) {
        double due[64];
        for (size_t i = 0; i < 64; i++) due[i] = world_get(&w, "recorded.due", i);
        given_run(&w, &g, 1);
        for (size_t i = 0; i < 64; i++) {
            const bool answered = due[i] == w.day - 1;
            if (world_count(&w, flow, i) != strikes[d])
                fail_msg("day %d: %g acts, %d in the record", d, world_count(&w, flow, i),
                         strikes[d]);
            answers += answered;
            /* it is done with: what is pending now was planned today */
            if (answered) assert_true(world_get(&w, "recorded.due", i) != due[i]);
        }
    }
    assert_true(answers > 64 * 5);
    given_close(&g);
    world_close(&w);
}

enum { WINDOWS = 8 };

typedef struct windowed {
    int count, within;
} windowed;

/* Does the day's busy window cross? Counting begins anew after a crossing. acts: up to today, days before: `from` on. */
static bool crosses_by_hand(const windowed *line, const int *acts, int day, int *from)
{
    int sum = 0;

    for (int d = day; d > day - line->within && d >= *from; d--) sum += acts[d];
    if (acts[day] == 0 || sum < line->count) return false;
    *from = day + 1;
    return true;
}

/* Oracle: sums by hand over the days of a record, from a few acts a day to hundreds. */
static void test_windows_of_any_length_add_up_any_number_of_acts(void **state)
{
    static char events[1 << 14], yaml[1 << 13];
    windowed line[WINDOWS];
    int acts[STATED] = {0}, from[WINDOWS] = {0};
    size_t used = (size_t)snprintf(events, sizeof events, "%s", GIVEN_COLUMNS), met = 0,
           at = (size_t)snprintf(yaml, sizeof yaml, "%s",
                                 HEAD CONDUCT("0 per day", "full") POLITICS "red-lines:\n");

    (void)state;
    for (uint32_t i = 0; i < WINDOWS; i++) {
        line[i] = (windowed){150 + drawn(3, i, 851), 2 + drawn(4, i, 9)};
        at += (size_t)snprintf(yaml + at, sizeof yaml - at,
                               "  l%u: {holder: a, when: {flows: [g-a], count: %d, within: %d}, "
                               "response: {base: -20, options: [a-g]}}\n",
                               (unsigned)i, line[i].count, line[i].within);
    }
    for (uint32_t d = 0; d < STATED; d++) {
        acts[d] = drawn(5, d, 3) * drawn(6, d, 300); /* every third day or so is quiet */
        if (acts[d]) used = put_row(events, used, sizeof events, (int)d, "g,a,x,harass", acts[d]);
    }
    world w = world_open(yaml, 1, SEED);
    given g = given_open(&w, events, NULL, false);
    for (int d = 0; d < STATED; d++) {
        given_run(&w, &g, 1);
        for (int i = 0; i < WINDOWS; i++) {
            char id[16];
            snprintf(id, sizeof id, "l%d", i);
            const bool crosses = crosses_by_hand(&line[i], acts, d, &from[i]);
            if (world_count(&w, world_slot(&w, SLOT_CROSSING, id), 0) != crosses)
                fail_msg("%d within %d, day %d: by hand %d", line[i].count, line[i].within, d,
                         crosses);
            met += crosses;
        }
    }
    assert_true(met > 5 * WINDOWS && met < 30 * WINDOWS);
    given_close(&g);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_answer_is_the_one_told_beforehand),
        cmocka_unit_test(test_waiting_times_and_the_answered_share_follow_their_laws),
        cmocka_unit_test(test_a_window_and_deaths_are_met_as_by_hand),
        cmocka_unit_test(test_a_crossing_left_unanswered_lowers_remembered_punishment),
        cmocka_unit_test(test_a_recorded_answer_discharges_a_crossing),
        cmocka_unit_test(test_a_rung_asked_for_exactly_is_met_by_what_went_above_its_own),
        cmocka_unit_test(test_windows_of_any_length_add_up_any_number_of_acts),
        cmocka_unit_test(test_acts_that_are_given_stand_for_the_answers_of_their_flow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
