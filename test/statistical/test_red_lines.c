/* Red lines: who answers, when and how, told from each member's uniforms; windows by hand; what a record discharges, and what
 * it gives. */
#include "world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
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
    "  p: {name: P, kind: group, part-of: g}\n"                                                    \
    "  h: {name: H, kind: group, backed-by: {b: {control: 0.5}}}\n"                                \
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

/* What a chooses by, in one member. */
typedef struct chosen_by {
    double gravity, provoked, tension, stances, belief;
} chosen_by;

/* Shares of threat (2^-3), strike (4) and direct acts of size 1 and 3 (8), by hand; alpha 0.7, beta -0.4, kappa 0.9, match 2,
 * rho -0.3; b answers openly by a line of base 1 and open 0.4 among two options. */
static void shares_by_hand(const chosen_by *at, double ret[4])
{
    const double h0 = 1.0 - pow(0.91, 1.0 / 14.0),
                 w0 = log(h0 / (1.0 - h0)) - 1.5 * 0.5 - 0.4 * 2.0 + 0.3,
                 e = at->tension / (at->tension + 5);
    const double h = logistic(w0 + 1.5 * e + 0.4 * at->stances), chance = 1 - pow(1 - h, 14),
                 ready = logistic(1) * logistic(0.4);
    const double now = fmin(1, ready * (1 + 3 * logistic(at->belief))),
                 before = fmin(1, ready * (1 + 3 * 0.5));
    const double gain = 6 * (at->provoked + at->gravity) / (at->provoked + at->gravity + 10),
                 gain0 = 6.0 * 1 / (1 + 10), x = 400 * now * chance / gain,
                 x0 = 400 * before * 0.09 / gain0, graver = log((1 + at->gravity) / 2);
    double v[4], open;

    for (int i = 0; i < 2; i++) {
        const double size = i ? 3 : 1;
        v[2 + i] = 0.7 * size * graver - 0.9 * log((1 + size * x) / (1 + size * x0));
    }
    v[0] = 2 * fmin(1, 0.125 / at->gravity);
    v[1] = 2 * (fmin(1, 4 / at->gravity) - 0.3 / gain);
    open = logistic(-0.3 + v[2] - 0.4 * (e - 0.5));
    for (int i = 0; i < 2; i++) {
        ret[i] = (1 - open) * exp(v[i]) / (exp(v[0]) + exp(v[1]));
        ret[2 + i] = open * exp(v[2 + i]) / (exp(v[2]) + exp(v[3]));
    }
}

/* The option at u of the shares, laid side by side. */
static size_t option_by_hand(const chosen_by *at, double u)
{
    double share[4];
    size_t i = 0;

    shares_by_hand(at, share);
    while (i < 3 && u >= share[i]) u -= share[i++];
    return i;
}

/* What is pending, told beforehand. */
typedef struct pending {
    int32_t until, due, act, judged;
    size_t option;
    double gravity, lesser, replaced, ready;
} pending;

#define FOUR                                                                                       \
    "  - {id: a-b-large, from: a, to: b, in: y, act: direct, at: homeland, size: x3}\n"            \
    "  - {id: b-a, from: b, to: a, in: y, act: direct, at: homeland}\n"                            \
    "  - {id: b-threat, from: b, to: a, in: x, act: threaten}\n"
#define FOUR_LINES                                                                                 \
    "choice: {gravity: 0.7, tension: -0.4, cost: 0.9, match: 2, implacable: x4}\n"                 \
    "beliefs: {implacable: 0.3}\nwar: {closed: 0, stumbled: 1}\n"                                  \
    "red-lines:\n"                                                                                 \
    "  line: {holder: a, when: {flows: [g-a]}, response: {base: -0.5, heat: 0.4, stance: 0.6, "    \
    "delay: 4 days, within: 9 days, readiness: 0.8, readiness-half-life: 30 days, open: -0.3, "    \
    "options: [a-threat, a-g, a-b, a-b-large]}}\n"                                                 \
    "  turn: {holder: b, when: {to: b, act: direct+}, response: {base: 1, open: 0.4, options: "    \
    "[b-a, b-threat]}}\n"

/* Oracle: red_lines.c, answers.c and choice.h by hand on each member's own uniforms: answered with logistic(pi0 + z + pi1
 * heat + pi2 S), z a normal that wanders; after 1 + floor(exponential) days, at most `within`; with an option by its share; a
 * crossing while an answer is planned changes its option if it is graver and would be answered, else nothing; what is not
 * answered ends. Causes: the crossing's is the act that crossed, the answer's is the crossing. */
static void test_every_answer_is_the_one_told_beforehand(void **state)
{
    enum { N = 1024, DAYS = 40 };
    world w = world_open(HEAD CONDUCT("0.25 per day", "none") FOUR POLITICS FOUR_LINES, N, SEED);
    const size_t watched = world_slot(&w, SLOT_FLOW, "g-a"),
                 line = world_slot(&w, SLOT_CROSSING, "line");
    const size_t option[] = {world_slot(&w, SLOT_FLOW, "a-threat"),
                             world_slot(&w, SLOT_FLOW, "a-g"), world_slot(&w, SLOT_FLOW, "a-b"),
                             world_slot(&w, SLOT_FLOW, "a-b-large")};
    static pending p[N];
    size_t chosen[4] = {0}, crossings = 0, replaced = 0, late = 0, ended = 0;

    (void)state;
    for (size_t i = 0; i < N; i++)
        p[i] = (pending){.until = OFR_NEVER, .due = OFR_NEVER, .judged = OFR_NEVER};
    for (int d = 0; d < DAYS; d++) {
        const int32_t day = w.day;
        double heat[N];
        for (size_t i = 0; i < N; i++) heat[i] = world_get(&w, "a.heat", i);
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            pending *own = &p[i];
            if (world_get(&w, "war.first", i) >= 0) continue; /* war is the answer to open acts */
            const bool now = own->due == day, over = !now && own->due == OFR_NEVER &&
                                                     own->until != OFR_NEVER && day >= own->until;
            for (size_t o = 0; o < 4; o++)
                assert_near(world_count(&w, option[o], i), now && own->option == o, 0);
            if (now) {
                assert_int_equal(world_cause(&w, option[own->option], i), own->act);
                chosen[own->option]++;
            }
            if (now || over) own->until = own->due = OFR_NEVER;
            ended += over;
            const double acts = world_count(&w, watched, i),
                         gravity = acts + 4 * log2(1 + world_deaths(&w, watched, i));
            assert_near(world_count(&w, line, i), acts > 0, 0);
            if (acts > 0) {
                crossings++;
                assert_int_equal(world_cause(&w, line, i), act_number(w.m, day, watched));
                const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day,
                                               stream_of("red-line", "line"), 0);
                const double keep = own->judged == OFR_NEVER ? 0 : exp2((own->judged - day) / 30.0);
                own->ready = keep * own->ready +
                             0.8 * sqrt(1 - keep * keep) * normal_quantile(unit(u.w[3]));
                own->judged = day;
                if (unit(u.w[0]) < logistic(-0.5 + own->ready + 0.4 * (heat[i] - 0.5) + 0.6)) {
                    const bool planned = own->due != OFR_NEVER,
                               graver = !planned || gravity > own->gravity;
                    own->lesser += !graver;
                    own->replaced += planned && graver;
                    replaced += planned && graver;
                    if (!planned) {
                        const double wait = -log(unit(u.w[1])) * 4;
                        own->due = day + 1 + (int32_t)floor(fmin(wait, 8));
                        late += wait > 8;
                    }
                    const chosen_by at = {
                        gravity, world_get(&w, "a-b.unanswered-provocation", i),
                        world_get(&w, "a-b.tension", i) + world_get(&w, "b-a.tension", i),
                        1 + world_get(&w, "b-a.stance", i), world_get(&w, "a-b.belief", i)};
                    if (graver) {
                        own->act = act_number(w.m, day, line);
                        own->gravity = gravity;
                        own->option = option_by_hand(&at, unit(u.w[2]));
                    }
                }
                own->until = day + 9;
            }
            assert_near(world_get(&w, "line.due", i), own->due, 0);
            assert_near(world_get(&w, "line.until", i), own->until, 0);
            assert_near(world_get(&w, "line.lesser", i), own->lesser, 0);
            assert_near(world_get(&w, "line.replaced", i), own->replaced, 0);
        }
    }
    print_message("%zu crossings, %zu replaced, %zu late, %zu ended; %zu %zu %zu %zu chosen\n",
                  crossings, replaced, late, ended, chosen[0], chosen[1], chosen[2], chosen[3]);
    assert_true(crossings > 5000 && replaced > 100 && late > 100 && ended > 100);
    for (size_t o = 0; o < 4; o++) assert_true(chosen[o] > 30);
    world_close(&w);
}

/* Oracle: the requirement. What is weighed are ratios: costs of war and prices of an audience in another unit, ten times as
 * large in number, change no act of any future; and one more open option of another size leaves the number of answers that
 * are open as it is. */
static void
test_choice_knows_no_unit_and_another_size_moves_no_chance_of_an_open_answer(void **state)
{
    enum { N = 4096 };
    const char *form = HEAD CONDUCT("5 per day", "none") FOUR
        "politics: {a: {audience: %g, moves: %g, cost-of-war: %g, implacable: 0, press: 0, enmity: "
        "0, breadth: 0}, b: {fear: 0}}\n"
        "choice: {gravity: 0.7, tension: -0.4, cost: 0.9, match: 2, implacable: x4}\n"
        "red-lines:\n"
        "  line: {holder: a, when: {flows: [g-a]}, response: {base: 20, delay: 0 days, open: -2, "
        "options: [a-threat, a-g, a-b%s]}}\n"
        "  turn: {holder: b, when: {to: b, act: direct+}, response: {base: 1, options: [b-a]}}\n";
    double act[3][4][N] = {{{0}}};

    (void)state;
    for (int run = 0; run < 3; run++) {
        char yaml[8192];
        const double unit_of = run == 1 ? 10 : 1;
        snprintf(yaml, sizeof yaml, form, 0.2 * unit_of, 0.3 * unit_of, 400 * unit_of,
                 run == 2 ? ", a-b-large" : "");
        world w = world_open(yaml, N, SEED);
        const char *flow[] = {"a-threat", "a-g", "a-b", "a-b-large"};
        world_run(&w, 2); /* crossed on the first day, answered on the second */
        for (size_t o = 0; o < 4; o++) {
            for (size_t i = 0; i < N; i++)
                act[run][o][i] = world_count(&w, world_slot(&w, SLOT_FLOW, flow[o]), i);
        }
        world_close(&w);
    }
    double open[2] = {0};
    for (size_t i = 0; i < N; i++) {
        for (size_t o = 0; o < 3; o++) assert_near(act[1][o][i], act[0][o][i], 0);
        assert_near(act[2][2][i] + act[2][3][i], act[0][2][i], 0);
        open[0] += act[0][2][i];
        open[1] += act[2][3][i];
    }
    print_message("%g of %d open, %g of the other size\n", open[0], N, open[1]);
    assert_true(open[0] > 400 && open[0] < 3600 && open[1] > 50);
}

/* Oracle: the requirement, told from each member's uniforms. Once both have struck, each answer closes the affair with
 * war.closed, and then what is planned is not done: shots go back and forth until the first draw below it, however many
 * came before. In war nobody answers openly. */
static void test_each_answer_may_close_an_affair_and_war_is_the_answer_to_open_acts(void **state)
{
    enum { N = 2048, DAYS = 12 };
    world w = world_open(
        HEAD CONDUCT("0 per day",
                     "none") "  - {id: b-a, from: b, to: a, in: y, act: direct}\n" POLITICS
                             "war: {chance: 0, closed: 0.4, window: 20 days, exit: 0 per day}\n"
                             "red-lines:\n"
                             "  ours: {holder: a, when: {to: a, by: b, act: direct+}, response: "
                             "{base: 20, readiness: 0, "
                             "delay: 0 days, options: [a-b]}}\n"
                             "  theirs: {holder: b, when: {to: b, act: direct+}, response: {base: "
                             "20, readiness: 0, "
                             "delay: 0 days, options: [b-a]}}\n",
        N, SEED);
    const size_t shot[] = {world_slot(&w, SLOT_FLOW, "a-b"), world_slot(&w, SLOT_FLOW, "b-a")};
    static bool over[N];
    size_t longest = 0, closed_by[DAYS] = {0};

    (void)state;
    for (size_t i = 0; i < N; i++) { /* the first shot is planned; every eighth member is at war */
        over[i] = false;
        world_set(&w, "ours.until", i, w.day);
        world_set(&w, "ours.due", i, w.day);
        world_set(&w, "ours.option", i, 0);
        if (i % 8 == 0) world_set(&w, "a-b.at-war", i, 1);
    }
    for (int d = 0; d < DAYS; d++) {
        const int32_t day = w.day;
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            const bool shoots = i % 8 != 0 && !over[i];
            if (world_count(&w, shot[d % 2], i) != shoots)
                fail_msg("member %zu, day %d, at war %g", i, d, world_get(&w, "a-b.at-war", i));
            assert_near(world_count(&w, shot[1 - d % 2], i), 0, 0);
            if (!shoots || d == 0) continue; /* by the second day both have struck */
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("war", "a-b"), 2);
            over[i] = unit(u.w[2]) < 0.4;
            closed_by[d] += over[i];
            if (!over[i]) longest = (size_t)d;
        }
    }
    print_message("closed by the second shot %zu, the third %zu, the fifth %zu\n", closed_by[1],
                  closed_by[2], closed_by[4]);
    assert_true(closed_by[1] > 500 && closed_by[2] > 300 && closed_by[4] > 50 && longest > 6);
    world_close(&w);
}

/* Oracle: waiting times P(d) = e^(-(d-1)/4) - e^(-d/4) for d < 9, the rest on day 9; and the share answered is the
 * logistic. Tolerance 5 standard errors each, ten checks: a false alarm at about six seeds in a million. */
static void test_waiting_times_and_the_answered_share_follow_their_laws(void **state)
{
    enum { N = 16384 };
    world w = world_open(
        HEAD CONDUCT("100 per day", "none") POLITICS
        "red-lines: {line: {holder: a, when: {flows: [g-a]}, response: {base: 0.7, readiness: 0, "
        "heat: 0, stance: 0, delay: 4 days, within: 9 days, options: [a-g]}}}\n",
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

/* Oracle: memory.unanswered: a crossing that nobody answers takes its share off the punishment that the offender remembers,
 * on the last day on which an answer might have come. */
static void test_a_crossing_left_unanswered_lowers_remembered_punishment(void **state)
{
    world w = world_open(HEAD CONDUCT("100 per day", "none") POLITICS
                         "memory: {unanswered: 0.3}\n"
                         "red-lines: {line: {holder: a, when: {flows: [g-a], count: 1000, within: "
                         "14}, response: {base: -20, within: 3 days, options: [a-g]}}}\n",
                         1, SEED);
    const size_t line = world_slot(&w, SLOT_CROSSING, "line");
    int crossed = 0;

    (void)state;
    while (world_count(&w, line, 0) == 0 && crossed++ < 30) world_run(&w, 1);
    world_set(&w, "b-a.punished", 0, 10);
    for (int day = 1; day <= 3; day++) {
        const double before = world_get(&w, "b-a.punished", 0);
        world_run(&w, 1);
        assert_near(world_get(&w, "b-a.punished", 0),
                    before * exp2(-1.0 / 20) * (day == 3 ? 0.7 : 1), 1e-9);
    }
    world_close(&w);
}

/* What is pending in each particle on the last day of history. */
typedef struct eve_of {
    const ofr_field *until, *willing;
    int32_t last;
    size_t n;
    int32_t pending[64];
    double chance[64];
} eve_of;

static void note_pending(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                         size_t lane)
{
    eve_of *d = self;

    (void)m;
    if (day != d->last) return;
    d->pending[d->n % 64] = block_whole(b, d->until->row, lane);
    d->chance[d->n++ % 64] = block_num(b, d->willing->row, lane);
}

/* options: flows of the line; besides them a warns and presses b every ten days or so. */
static eve_of pending_with(const char *options, const char *events)
{
    char yaml[8192];

    snprintf(yaml, sizeof yaml,
             HEAD CONDUCT("0.01 per day", "full") "  - {id: a-warns, from: a, to: b, in: y, act: "
                                                  "threaten, record: full, rate: 0.1 per "
                                                  "day}\n"
                                                  "  - {id: a-presses, from: a, to: b, in: y, act: "
                                                  "coerce, record: full, rate: 0.1 per "
                                                  "day}\n"
                                                  "  - {id: a-hits, from: a, to: g, in: x, act: "
                                                  "strike, at: proxy, record: full, rate: "
                                                  "0.01 per day}\n"
                                                  "  - {id: a-hits-h, from: a, to: h, in: x, act: "
                                                  "strike, at: proxy, record: full, rate: "
                                                  "0.01 per day}\n" POLITICS
                                                  "red-lines: {line: {holder: a, when: {flows: "
                                                  "[g-a], deaths-own: 1}, response: {base: "
                                                  "0.5, heat: 0, stance: 0, reassured: 0, "
                                                  "readiness: 0, delay: 20 days, within: 60 days, "
                                                  "options: %s}}}\n",
             options);
    ofr_study *s = past_world_open(yaml, "2023-12-01", events, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, 32);
    eve_of d = {.until = past_world_field(s->model, "line.until"),
                .willing = past_world_field(s->model, "line.willing"),
                .last = s->model->start - 1};

    watch_days(&e, 0, 1, note_pending, NULL, &d);
    ensemble_done(&e);
    study_close(s);
    return d;
}

static eve_of pending_at_the_start(const char *events)
{
    return pending_with("[a-g, a-b]", events);
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

/* Oracle: answers.c in closed form. A crossing without an answer is not answered yet: after n quiet days the chance that it
 * will be is a s^n / (1 - a + a s^n), s = exp(-1 / delay). A recorded strike of the holder as severe as the least option settles
 * it, one below does not, and a crossing after that is a new one. Two crossings that wait: 1 - (1 - w) (1 - a). */
static void test_what_is_pending_in_history_is_censored_and_settled_by_the_record(void **state)
{
    const int32_t start = date_from_ymd(2024, 1, 3);
    const double a = logistic(0.5), stay = exp(-7 / 20.0), w = a * stay / (1 - a + a * stay);
    eve_of d = pending_at_the_start(EVENTS "2023-12-26,g,a,x,harass,,1,2\n");

    (void)state;
    assert_int_equal(d.n, 32);
    for (size_t i = 0; i < 32; i++) {
        assert_int_equal(d.pending[i], date_from_ymd(2023, 12, 26) + 60);
        assert_near(d.chance[i], w, 1e-12);
    }
    d = pending_at_the_start(EVENTS
                             "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,b,y,threaten,,1,\n");
    for (size_t i = 0; i < 32; i++) assert_near(d.chance[i], w, 1e-12);
    d = pending_at_the_start(EVENTS
                             "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,g,y,strike,proxy,1,\n");
    for (size_t i = 0; i < 32; i++) {
        assert_int_equal(d.pending[i], OFR_NEVER);
        assert_near(d.chance[i], 0, 0);
    }
    d = pending_at_the_start(EVENTS "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,g,y,strike,proxy,1,"
                                    "\n2024-01-02,g,a,x,harass,,1,1\n");
    for (size_t i = 0; i < 32; i++) {
        assert_int_equal(d.pending[i], start - 1 + 60);
        assert_near(d.chance[i], a, 1e-12);
    }
    d = pending_at_the_start(EVENTS "2023-12-26,g,a,x,harass,,1,2\n2024-01-02,g,a,x,harass,,1,1\n");
    for (size_t i = 0; i < 32; i++) assert_near(d.chance[i], 1 - (1 - w) * (1 - a), 1e-12);
}

/* Oracle: the requirement. Pressure day by day is no answer, even where a threat would be one; and what would have
 * been an answer as well, a strike on the offender's side, is one to a line that only threatens. */
static void test_daily_pressure_settles_nothing(void **state)
{
    const double a = logistic(0.5), stay = exp(-7 / 20.0), w = a * stay / (1 - a + a * stay);
    eve_of d = pending_with("[a-warns]", EVENTS "2023-12-26,g,a,x,harass,,1,2\n"
                                                "2023-12-28,a,b,y,coerce,,1,\n");

    (void)state;
    for (size_t i = 0; i < 32; i++) assert_near(d.chance[i], w, 1e-12);
    d = pending_with("[a-warns]", EVENTS "2023-12-26,g,a,x,harass,,1,2\n"
                                         "2023-12-28,a,b,y,threaten,,1,\n");
    for (size_t i = 0; i < 32; i++) assert_int_equal(d.pending[i], OFR_NEVER);
    d = pending_with("[a-warns]", EVENTS "2023-12-26,g,a,x,harass,,1,2\n"
                                         "2023-12-28,a,g,x,strike,proxy,1,\n");
    for (size_t i = 0; i < 32; i++) assert_int_equal(d.pending[i], OFR_NEVER);
}

/* Oracle: the requirement. A strike on one client of the rival is no answer to what another has done; on whoever did it, on a part of
 * its front, or on the rival itself, it is. */
static void test_a_strike_on_another_client_is_no_answer(void **state)
{
    const double a = logistic(0.5), stay = exp(-7 / 20.0), w = a * stay / (1 - a + a * stay);
    static const char *const struck[] = {"g,x,strike,proxy", "p,x,strike,proxy",
                                         "b,y,direct,homeland"};
    eve_of d = pending_with("[a-warns, a-g]", EVENTS "2023-12-26,g,a,x,harass,,1,2\n"
                                                     "2023-12-28,a,h,x,strike,proxy,1,\n");

    (void)state;
    for (size_t i = 0; i < 32; i++) assert_near(d.chance[i], w, 1e-12);
    for (size_t j = 0; j < 3; j++) {
        char events[256];
        snprintf(events, sizeof events, EVENTS "2023-12-26,g,a,x,harass,,1,2\n2023-12-28,a,%s,1,\n",
                 struck[j]);
        d = pending_with("[a-warns, a-b]", events);
        for (size_t i = 0; i < 32; i++) assert_int_equal(d.pending[i], OFR_NEVER);
    }
}

/* Oracle: the requirement. One attack crosses two lines of a holder; the line named last answers first, and its act is the answer to
 * both, whichever of the two is named first. */
static void test_one_act_answers_all_that_waits_whatever_the_order_of_lines(void **state)
{
    static const char *const slow = "response: {options: [a-b], base: 20, readiness: 0, delay: 300 "
                                    "days, within: 40 days}",
                             *const quick = "response: {options: [a-b], base: 20, readiness: 0, "
                                            "delay: 1 days, within: 2 days}";
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        char yaml[4096];
        double crossed = 0, acts = 0;

        snprintf(yaml, sizeof yaml,
                 HEAD CONDUCT("0.02 per day", "full") POLITICS
                 "war: {closed: 0, chance: 0}\nred-lines:\n"
                 "  one: {holder: a, when: {flows: [g-a]}, %s}\n"
                 "  two: {holder: a, when: {flows: [g-a]}, %s}\n",
                 turned ? quick : slow, turned ? slow : quick);
        world w = world_open(yaml, 512, SEED);
        const size_t line = world_slot(&w, SLOT_CROSSING, "one"),
                     act = world_slot(&w, SLOT_FLOW, "a-b");
        for (int d = 0; d < 60; d++) {
            world_run(&w, 1);
            for (size_t i = 0; i < w.n; i++) crossed += world_count(&w, line, i);
            for (size_t i = 0; i < w.n; i++) acts += world_count(&w, act, i);
        }
        assert_true(crossed > 300 && acts > 250);
        assert_true(acts <= crossed);
        world_close(&w);
    }
}

/* Log evidence of a record of one crossing and one strike on a later day, or none; own: what the holder does unasked. */
static double evidence_of(int answered_after, const char *rate)
{
    char yaml[4096], events[512];
    const int32_t crossed = date_from_ymd(2023, 12, 10);
    char date[OFR_DATE_TEXT];

    snprintf(yaml, sizeof yaml,
             HEAD
             "conduct:\n"
             "  - {id: g-a, from: g, to: a, in: x, act: harass, record: none}\n"
             "  - {id: b-a, from: b, to: a, in: x, act: harass, record: full, expected: none}\n"
             "  - {id: a-g, from: a, to: g, in: y, act: strike, at: proxy, record: full, rate: "
             "%s}\n"
             "  - {id: t-a, from: g, to: a, in: y, act: harass, record: full, rate: 0.1 per "
             "day}\n" POLITICS "proxies: {hit: 0}\n"
             "red-lines: {line: {holder: a, when: {flows: [t-a]}, response: {base: 0.5, heat: "
             "0, stance: 0, reassured: 0, readiness: 0, delay: 4 days, within: 9 days, options: "
             "[a-g]}}}\n",
             rate);
    size_t used = (size_t)snprintf(events, sizeof events, EVENTS "2023-12-10,g,a,y,harass,,1,0\n");
    date_format(crossed + answered_after, date);
    if (answered_after)
        snprintf(events + used, sizeof events - used, "%s,a,g,y,strike,proxy,1,\n", date);
    ofr_study *s = past_world_open(yaml, "2023-12-01", events, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, 32);
    ofr_swarm *particles = NULL;
    ofr_account account = {0};
    ofr_error err = {0};
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    assert_int_equal(history_run(&e, 0, particles, NULL, 0, NULL, &account, &err), OFR_OK);
    const double evidence = account.evidence;
    swarm_free(particles);
    ensemble_done(&e);
    study_close(s);
    /* What the harassment itself costs: 33 days of 0.1 a day, and the one act that came. */
    return evidence - (log(0.1) - 3.3);
}

/* Oracle: survival by hand. An answer on day d after the crossing has chance a f(d), f geometric and the rest on the last day;
 * none within the window 1 - a, and one on a day on which nothing waits is the holder's own. With a rate lambda
 * of its own the intensities add, and quiet days cost them both. */
static void test_a_recorded_answer_weighs_by_the_chance_of_its_day(void **state)
{
    const double a = logistic(0.5), q = 1 - exp(-1 / 4.0), own = 0.02;

    (void)state;
    for (int d = 1; d <= 9; d++) {
        const double f = d < 9 ? pow(1 - q, d - 1) * q : pow(1 - q, 8);
        assert_near(evidence_of(d, "0 per day"), log(a * f), 1e-9);
    }
    assert_near(evidence_of(0, "0 per day"), log(1 - a), 1e-9);
    assert_true(!(evidence_of(10, "0 per day") > -INFINITY)); /* nothing waits: it cannot be */
    double waits = a, quiet = 0;
    for (int d = 1; d < 4; d++) {
        quiet += log(1 - waits * q);
        waits = waits * (1 - q) / (1 - waits * q);
    }
    assert_near(evidence_of(4, "0.02 per day"),
                quiet + log(1 - exp(log(1 - waits * q) - own)) - 32 * own, 1e-9);
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
        cmocka_unit_test(
            test_choice_knows_no_unit_and_another_size_moves_no_chance_of_an_open_answer),
        cmocka_unit_test(test_each_answer_may_close_an_affair_and_war_is_the_answer_to_open_acts),
        cmocka_unit_test(test_waiting_times_and_the_answered_share_follow_their_laws),
        cmocka_unit_test(test_a_window_and_deaths_are_met_as_by_hand),
        cmocka_unit_test(test_a_crossing_left_unanswered_lowers_remembered_punishment),
        cmocka_unit_test(test_what_is_pending_in_history_is_censored_and_settled_by_the_record),
        cmocka_unit_test(test_daily_pressure_settles_nothing),
        cmocka_unit_test(test_a_strike_on_another_client_is_no_answer),
        cmocka_unit_test(test_one_act_answers_all_that_waits_whatever_the_order_of_lines),
        cmocka_unit_test(test_a_recorded_answer_weighs_by_the_chance_of_its_day),
        cmocka_unit_test(test_a_rung_asked_for_exactly_is_met_by_what_went_above_its_own),
        cmocka_unit_test(test_windows_of_any_length_add_up_any_number_of_acts),
        cmocka_unit_test(test_acts_that_are_given_stand_for_the_answers_of_their_flow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
