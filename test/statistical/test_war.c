/* War: the calibrated onset, entanglement, one-sided onset, exit, and what the filter makes of days without war. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "near.h"
#include "past_world.h"
#include "watch.h"

enum { SEED = 51 };

#define HEADED(pairs, rate)                                                                        \
    "offramp: 1\ntitle: war\nstart: 2024-01-03\nhorizon: 60 days\nhostile: [" pairs "]\n"          \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  c: {name: C, kind: principal}\n"                                                            \
    "theatres: {x: {name: X, lethality: 0, slip: 0, wounding: 0}}\n"                               \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "memory: {crisis-half-life: 3650 days, homeland: 0}\n"                                         \
    "messages: {base: -20}\n"                                                                      \
    "conduct:\n"                                                                                   \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland, record: full" rate "}\n"      \
    "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces, record: full" rate "}\n"        \
    "politics: {a: {}, b: {}, c: {}}\n"                                                            \
    "outcomes: {war: {event: war}, exchange: {event: exchange}}\n"
#define HEAD(pairs) HEADED(pairs, "")
#define FROZEN(i, j) "stances: {inertia: 1e6, lambda: 100, initial: {a-b: " i ", b-a: " j "}}\n"

static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

/* Both struck each other on the eve; both sides' crises are put where they are wanted. */
static void open_exchange(world *w, const char *pair, const char *back, double tension)
{
    char name[64];

    for (size_t i = 0; i < w->n; i++) {
        for (int j = 0; j < 2; j++) {
            const char *dyad = j ? back : pair;
            snprintf(name, sizeof name, "%s.last-direct", dyad);
            world_set(w, name, i, w->day - 1);
            snprintf(name, sizeof name, "%s.memory-crisis", dyad);
            world_set(w, name, i, tension / 2 * exp2(1.0 / 3650));
        }
    }
}

/* Oracle: war.chance itself. At the reference state (both at pressure, e = 0.4, talk 0.6) one exchange of 14 days leads to
 * war in that share of members; and each member's day of onset is told from its uniforms and the hazard
 * h = 1 - (1 - chance)^(1/14). Tolerance of the share: 5 standard errors, a false alarm at six seeds in ten million. */
static void test_one_exchange_leads_to_war_with_the_stated_chance(void **state)
{
    enum { N = 8192 };
    world w = world_open(
        HEAD("[a, b]")
            FROZEN("1", "1") "channels: {t: {between: [a, b], delay: 0 days, fidelity: "
                             "1, use: 0.6, use-half-life: 3650 days}}\n"
                             "war: {stumbled: 1, window: 14 days, chance: 0.2, reference-tension: "
                             "0.4, reference-talk: 0.6, exit: 0 per day}\n",
        N, SEED);
    const double h = 1 - pow(0.8, 1.0 / 14), e = 5 * 0.4 / 0.6;
    double wars = 0;

    (void)state;
    open_exchange(&w, "a-b", "b-a", e);
    for (size_t i = 0; i < N; i++) {
        world_set(&w, "t.use", i, 0.6 * exp2(1.0 / 3650));
        world_set(&w, "a-b.last-direct", i, w.day); /* of today, so that the window holds 14 days */
        world_set(&w, "b-a.last-direct", i, w.day);
    }
    for (int d = 0; d < 20; d++) {
        const int32_t day = w.day;
        world_run(&w, 1);
        if (d == 0)
            assert_near(world_get(&w, "a-b.tension", 0) + world_get(&w, "b-a.tension", 0), e, 1e-9);
        if (d == 0) assert_near(world_get(&w, "a-b.talk", 0), 0.6, 1e-12);
        for (size_t i = 0; i < N; i++) {
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("war", "a-b"), 0);
            const double x = unit2(u.w[0], u.w[1]);
            const bool broke_out = world_count(&w, world_slot(&w, SLOT_WAR, "a-b"), i) > 0;
            wars += broke_out;
            /* Tension and use fade by two parts in ten thousand a day: the hazard by less than one in a hundred. */
            if (broke_out) assert_true(d < 14 && x < h * 1.01);
            if (d < 14 && x < h * 0.99) assert_near(world_get(&w, "a-b.at-war", i), 1, 0);
            assert_near(world_get(&w, "war.first", i) >= 0, world_get(&w, "a-b.at-war", i), 0);
        }
    }
    assert_true(fabs(wars - 0.2 * N) < 5 * sqrt(N * 0.2 * 0.8));
    world_close(&w);
}

/* Oracle: war.window, at its longest: struck on day 0 by both, an exchange is open on days 0 to 59 and not on day 60. */
static void test_the_longest_exchange_closes_too(void **state)
{
    world w = world_open(HEAD("[a, b]")
                             FROZEN("0", "0") "war: {stumbled: 1, window: 60 days, chance: 0}\n",
                         1, SEED);

    (void)state;
    world_set(&w, "a-b.last-direct", 0, w.day);
    world_set(&w, "b-a.last-direct", 0, w.day);
    world_run(&w, 60);
    assert_near(world_get(&w, "a-b.exchange", 0), 1, 0);
    world_run(&w, 1);
    assert_near(world_get(&w, "a-b.exchange", 0), 0, 0);
    world_close(&w);
}

/* Oracle: the hazard by hand, away from the reference state, from the first strike of one side in the record of two: the
 * exchange opens on the day of the second; its cause is that act. */
static void test_an_exchange_opens_with_the_second_strike(void **state)
{
    ofr_study *s = past_world_given(
        HEAD("[a, b]") FROZEN("0", "0") "war: {stumbled: 1, window: 5 days, chance: 0}\n",
        "date,source,target,theatre,action,at,count\n2024-01-10,a,b,x,direct,homeland,1\n2024-01-"
        "12,b,a,x,direct,forces,1\n"
        "2024-02-01,a,b,x,direct,homeland,1\n2024-02-06,b,a,x,direct,forces,1\n");
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, 4);
    ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_OUTCOMES), 0, 4);
    const int16_t *outcome = seen.value[SEEN_OUTCOMES];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(outcome[4 + i], date_from_ymd(2024, 1, 12) - s->model->start);
        assert_int_equal(outcome[i], -1);
    }
    seen_done(&seen);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: entanglement multiplies: onset told from uniforms with the hazard by hand, times 3 where c's exchange with a burns. */
static void test_a_tied_pair_that_burns_multiplies_the_hazard(void **state)
{
    enum { N = 4096 };
    world w = world_open(
        HEAD("[a, b], [a, c]")
            FROZEN("1", "-1") "war: {stumbled: 1, chance: 0.3, entangled: x3, exit: 0 per day}\n",
        N, SEED);
    const double h0 = 1 - pow(0.7, 1.0 / 14), w0 = log(h0 / (1 - h0)) - 1.5 * 0.5 - 0.4 * 2 + 0.3,
                 h = logistic(w0 + 1.5 * 2.0 / 7.0);
    size_t between = 0;

    (void)state;
    open_exchange(&w, "a-b", "b-a", 2);
    for (size_t i = 0; i < N; i++) {
        /* Pairs take their turn in order; a-c's exchange of yesterday is what a-b sees. */
        world_set(&w, "a-c.exchange", i, (double)(i % 2));
        world_set(&w, "a-c.last-direct", i, w.day - 1);
        world_set(&w, "c-a.last-direct", i, w.day - 1);
    }
    const int32_t day = w.day;
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("war", "a-b"), 0);
        const double x = unit2(u.w[0], u.w[1]);
        assert_near(world_get(&w, "a-b.at-war", i), x < h * (i % 2 ? 3 : 1), 0);
        between += x >= h && x < 3 * h;
    }
    assert_true(between > 30);
    world_close(&w);
}

/* Oracle: war.c: 1 - exp(-one-sided) only on the day on which a side at stance 2 struck the other's homeland. */
static void test_one_sided_onset_needs_a_homeland_struck_by_a_punishing_side(void **state)
{
    static const char *const events[] = {"2024-01-10,a,b,x,direct,homeland,1\n",
                                         "2024-01-10,b,a,x,direct,forces,1\n"};
    enum { N = 2048 };

    (void)state;
    for (int c = 0; c < 3; c++) {
        char csv[256], yaml[4096];
        snprintf(csv, sizeof csv, "date,source,target,theatre,action,at,count\n%s", events[c == 1]);
        snprintf(yaml, sizeof yaml,
                 "%sstances: {inertia: 100, lambda: 100, initial: {a-b: %d, b-a: 2}}\nwar: "
                 "{one-sided: 0.5 per day, exit: 0 per day}\n",
                 HEAD("[a, b]"), c == 2 ? 1 : 2);
        ofr_study *s = past_world_given(yaml, csv);
        ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, N);
        ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_OUTCOMES), 0, N);
        const int16_t *outcome = seen.value[SEEN_OUTCOMES];
        const int32_t day = date_from_ymd(2024, 1, 10);

        for (size_t i = 0; i < N; i++) {
            const ofr_words u = draw_words(SEED, (uint32_t)i, 0, day, stream_of("war", "a-b"), 0);
            const bool war = c == 0 && unit2(u.w[0], u.w[1]) < 1 - exp(-0.5);
            assert_int_equal(outcome[i], war ? day - s->model->start : -1);
        }
        seen_done(&seen);
        ensemble_done(&e);
        study_close(s);
    }
}

/* Oracle: exit days told from uniforms; and P(still at war after 10 days) = e^-1, within 5 standard errors. */
static void test_war_ends_with_its_hazard_and_leaves_no_exchange_behind(void **state)
{
    enum { N = 8192 };
    world w = world_open(HEAD("[a, b]") FROZEN("2", "2") "war: {stumbled: 1, exit: 0.1 per day}\n",
                         N, SEED);
    bool at_war[N];
    double left = 0;

    (void)state;
    open_exchange(&w, "a-b", "b-a", 5);
    for (size_t i = 0; i < N; i++) {
        at_war[i] = true;
        world_set(&w, "a-b.at-war", i, 1);
        world_set(&w, "a-b.exchange", i, 1);
    }
    for (int d = 0; d < 10; d++) {
        const int32_t day = w.day;
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            if (at_war[i])
                at_war[i] = unit(draw_words(SEED, (uint32_t)i, 0, day, stream_of("war", "a-b"), 1)
                                     .w[0]) >= 1 - exp(-0.1);
            assert_near(world_get(&w, "a-b.at-war", i), at_war[i], 0);
            if (!at_war[i]) assert_near(world_get(&w, "a-b.exchange", i), 0, 0);
        }
    }
    for (size_t i = 0; i < N; i++) left += at_war[i];
    assert_true(fabs(left - N * exp(-1)) < 5 * sqrt(N * exp(-1) * (1 - exp(-1))));
    world_close(&w);
}

/* A pair with acts that are no attack of one on the other itself: below direct, on third soil, on a client, by a client. */
#define ATTACKS                                                                                    \
    "offramp: 1\ntitle: attacks\nstart: 2024-01-03\nhorizon: 60 days\nhostile: [[a, b]]\n"         \
    "actors:\n"                                                                                    \
    "  a: {name: A, kind: principal}\n"                                                            \
    "  b: {name: B, kind: principal}\n"                                                            \
    "  g: {name: G, kind: group, backed-by: {b: {}}}\n"                                            \
    "theatres: {x: {name: X, lethality: 0, slip: 0, wounding: 0}}\n"                               \
    "perception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"                         \
    "conduct:\n"                                                                                   \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, at: homeland, record: full, rate: 1e-9 "    \
    "per day}\n"                                                                                   \
    "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces, record: full, rate: 1e-9 per "  \
    "day}\n"                                                                                       \
    "  - {id: strike, from: b, to: a, in: x, act: strike, at: forces, record: full}\n"             \
    "  - {id: abroad, from: b, to: a, in: x, act: direct, at: third, record: full}\n"              \
    "  - {id: client, from: g, to: a, in: x, act: direct, at: forces, record: full, rate: 1e-9 "   \
    "per day}\n"                                                                                   \
    "  - {id: on-client, from: a, to: g, in: x, act: direct, at: proxy, record: full}\n"           \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"                                    \
    "stances: {inertia: 1e6, lambda: 100, initial: {a-b: 0, b-a: 0}}\n"
#define COLUMNS "date,source,target,theatre,action,at,count\n"

/* Days since the start of both attacks and of war, of the one pair's first member. */
static void pair_days(ofr_study *s, int16_t ret_day[2])
{
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, 2);
    ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_PAIRS), 0, 2);
    const int16_t *day = seen.value[SEEN_PAIRS];

    ret_day[0] = day[0];
    ret_day[1] = day[2];
    assert_int_equal(day[0], day[1]);
    seen_done(&seen);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: docs/classes.md by hand. Weeks apart and in whatever order: the later of the two first attacks is the day. All that is
 * no attack of one itself on the other itself happens before, every kind of it. */
static void test_both_have_attacked_on_the_later_of_their_first_attacks(void **state)
{
    static const char *const rows[] = {
        COLUMNS "2024-01-05,b,a,x,strike,forces,3\n2024-01-06,b,a,x,direct,third,1\n"
                "2024-01-07,g,a,x,direct,forces,1\n2024-01-08,a,g,x,direct,proxy,1\n"
                "2024-01-10,a,b,x,direct,homeland,1\n2024-02-20,b,a,x,direct,forces,2\n"
                "2024-02-21,a,b,x,direct,homeland,1\n",
        COLUMNS "2024-01-04,b,a,x,direct,forces,1\n2024-01-04,a,b,x,direct,homeland,1\n",
        COLUMNS "2024-01-05,b,a,x,strike,forces,3\n2024-01-06,b,a,x,direct,third,1\n"
                "2024-01-07,g,a,x,direct,forces,1\n2024-01-10,a,b,x,direct,homeland,1\n"};
    static const int16_t wanted[] = {48, 1, -1};
    int16_t day[2];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        pair_days(past_world_given(ATTACKS "war: {chance: 0}\n", rows[i]), day);
        assert_int_equal(day[0], wanted[i]);
        assert_int_equal(day[1], -1);
    }
}

/* Oracle: a side at stance 2 strikes on 10 January, war begins of itself with chance 1 - e^-1, and in it both attack; where it does not
 * both have attacked with the answer of 20 January, and no exchange can become war. Of 64 futures all or none go one way at
 * one seed in 10^12. */
static void test_a_war_is_an_attack_of_both(void **state)
{
    enum { N = 64 };
    ofr_study *s = past_world_given(
        HEAD("[a, b]") FROZEN(
            "2", "0") "war: {one-sided: 1 per day, chance: 0, window: 1 days, exit: 0 per day}\n",
        COLUMNS "2024-01-10,a,b,x,direct,homeland,1\n2024-01-20,b,a,x,direct,forces,1\n");
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, N);
    ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_PAIRS), 0, N);
    const int16_t *day = seen.value[SEEN_PAIRS];
    size_t wars = 0;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        const int16_t both = day[i], war = day[N + i];
        wars += war == 7;
        assert_true(war == 7 ? both == 7 : both == 17 && war == -1);
    }
    assert_true(wars > 0 && wars < N);
    seen_done(&seen);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: both attacked before the start, and nothing comes after it. */
static void test_attacks_of_the_past_do_not_count(void **state)
{
    ofr_study *s = past_world_open(ATTACKS "war: {chance: 0}\n", "2023-12-20",
                                   COLUMNS "2023-12-22,a,b,x,direct,homeland,1\n"
                                           "2023-12-24,b,a,x,direct,forces,2\n",
                                   NULL);
    int16_t day[2];

    (void)state;
    pair_days(s, day);
    assert_int_equal(day[0], -1);
}

typedef struct tensions {
    const ofr_field *field[2];
    double sum[64];
    int32_t first;
} tensions;

static void note_tension(void *self, const ofr_seats *seats)
{
    tensions *t = self;

    t->sum[seats->day - t->first] = block_num(seats->block, t->field[0]->row, 0) +
                                    block_num(seats->block, t->field[1]->row, 0);
}

/* Oracle: what weighs here is the exchange, and the acts that nobody asked for: so the evidence of the record is the sum
 * of log(1 - h) over the days that the exchange was open, with the tension of those days, of log(1 - p) of the day on
 * which it opened and nobody chose war, and of the acts. */
static void test_days_without_war_in_an_exchange_weigh_in_history(void **state)
{
    ofr_study *s = past_world_open(
        HEADED("[a, b]", ", rate: 0.2 per day")
            FROZEN("1", "1") "war: {window: 6 days, chance: 0.6, stumbled: 0.5}\n",
        "2023-12-20",
        "date,source,target,theatre,action,at,count\n2023-12-22,a,b,x,direct,homeland,1\n2023-12-"
        "24,b,a,x,direct,forces,2\n",
        NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), SEED, 1, 1);
    tensions t = {
        {past_world_field(s->model, "a-b.tension"), past_world_field(s->model, "b-a.tension")},
        {0},
        s->model->epoch};
    const double h0 = 1 - pow(0.7, 1.0 / 6), p0 = 0.3 / 0.7, rest = 1.5 * 0.5 + 0.4 * 2 - 0.3;
    const double days = s->model->start - s->model->epoch;
    const ofr_observer observer = {s->model->epoch, s->model->start, note_tension, &t};
    ofr_swarm *particles = NULL;
    ofr_error err = {0};
    ofr_account account = {0};
    double sum = 2 * log(1 - exp(-0.2)) - (2 * days - 2) * 0.2;

    (void)state;
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    assert_int_equal(history_run(&e, 0, particles, &observer, 1, NULL, &account, &err), OFR_OK);
    for (int d = 4; d < 8; d++) { /* 24 to 27 December */
        const double push = 1.5 * t.sum[d] / (t.sum[d] + 5) + 0.8;
        sum += log(1 - logistic(log(h0 / (1 - h0)) - rest + push));
        if (d == 4) sum += log(1 - logistic(log(p0 / (1 - p0)) - rest + push));
    }
    assert_near(account.evidence, sum, 1e-9);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: the stated chance, at the reference state, whatever share of it is chosen: chosen on the day on which the
 * exchange opens, by the side that struck last, the rest on any day that it is open. Tolerance 5 standard errors. */
static void test_chosen_and_stumbled_wars_sum_to_the_stated_chance(void **state)
{
    enum { N = 8192 };

    (void)state;
    for (int share = 0; share <= 2; share++) {
        char yaml[8192];
        snprintf(yaml, sizeof yaml,
                 HEAD("[a, b]")
                     FROZEN("1", "1") "channels: {t: {between: [a, b], delay: 0 days, "
                                      "fidelity: 1, use: 0.6, use-half-life: 3650 days}}\n"
                                      "war: {window: 14 days, chance: 0.2, stumbled: %g, "
                                      "reference-tension: 0.4, reference-talk: 0.6, exit: "
                                      "0 per day}\n",
                 share / 2.0);
        world w = world_open(yaml, N, SEED);
        const size_t war = world_slot(&w, SLOT_WAR, "a-b"),
                     ours = world_slot(&w, SLOT_DECISION, "a-b"),
                     theirs = world_slot(&w, SLOT_DECISION, "b-a");
        double wars = 0, chosen = 0;
        open_exchange(&w, "a-b", "b-a", 5 * 0.4 / 0.6);
        for (size_t i = 0; i < N; i++) {
            world_set(&w, "t.use", i, 0.6 * exp2(1.0 / 3650));
            world_set(&w, "b-a.last-direct", i, w.day);
            world_set(&w, "a-b.last-direct", i, w.day);
        }
        for (int d = 0; d < 14; d++) {
            world_run(&w, 1);
            for (size_t i = 0; i < N; i++) {
                wars += world_count(&w, war, i);
                chosen += world_count(&w, ours, i) + world_count(&w, theirs, i);
                if (world_count(&w, ours, i) + world_count(&w, theirs, i) > 0)
                    assert_true(d == 0 && world_count(&w, war, i) == 1);
            }
        }
        const double p = share == 0 ? 0.2 : share == 1 ? 0.1 / 0.9 : 0;
        print_message("stumbled %g: %g wars, %g of them chosen\n", share / 2.0, wars, chosen);
        assert_true(fabs(wars - 0.2 * N) < 5 * sqrt(N * 0.2 * 0.8));
        assert_true(fabs(chosen - p * N) <= 5 * sqrt(N * p * (1 - p)));
        world_close(&w);
    }
}

/* Oracle: the requirement. A war that ends is told on its last day; on the days of it both remember its dead: the crisis
 * gains per-death log2(1 + dead) a day and fades by its half-life. */
static void test_a_war_is_remembered_and_its_end_told(void **state)
{
    world w = world_open(HEAD("[a, b]")
                             FROZEN("0", "0") "war: {chance: 0, exit: 0.5 per day, deaths: 7}\n",
                         256, SEED);
    const size_t end = world_slot(&w, SLOT_CEASEFIRE, "a-b");
    double ended = 0;

    (void)state;
    for (size_t i = 0; i < w.n; i++) {
        world_set(&w, "a-b.at-war", i, 1);
        world_set(&w, "a-b.memory-crisis", i, 0);
        world_set(&w, "b-a.memory-crisis", i, 0);
    }
    for (int d = 0; d < 30; d++) {
        double before[256], fought[256];
        for (size_t i = 0; i < w.n; i++) {
            before[i] = world_get(&w, "b-a.memory-crisis", i);
            fought[i] = world_get(&w, "a-b.at-war", i);
        }
        world_run(&w, 1);
        for (size_t i = 0; i < w.n; i++) {
            assert_near(world_get(&w, "b-a.memory-crisis", i),
                        before[i] * exp2(-1.0 / 3650) + fought[i] * 1.0 * 3, 1e-9);
            assert_near(world_count(&w, end, i), fought[i] - world_get(&w, "a-b.at-war", i), 0);
            ended += world_count(&w, end, i);
        }
    }
    assert_true(ended == 256);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_exchange_leads_to_war_with_the_stated_chance),
        cmocka_unit_test(test_the_longest_exchange_closes_too),
        cmocka_unit_test(test_an_exchange_opens_with_the_second_strike),
        cmocka_unit_test(test_a_tied_pair_that_burns_multiplies_the_hazard),
        cmocka_unit_test(test_one_sided_onset_needs_a_homeland_struck_by_a_punishing_side),
        cmocka_unit_test(test_war_ends_with_its_hazard_and_leaves_no_exchange_behind),
        cmocka_unit_test(test_both_have_attacked_on_the_later_of_their_first_attacks),
        cmocka_unit_test(test_a_war_is_an_attack_of_both),
        cmocka_unit_test(test_attacks_of_the_past_do_not_count),
        cmocka_unit_test(test_days_without_war_in_an_exchange_weigh_in_history),
        cmocka_unit_test(test_chosen_and_stumbled_wars_sum_to_the_stated_chance),
        cmocka_unit_test(test_a_war_is_remembered_and_its_end_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
