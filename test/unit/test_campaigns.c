/* Campaigns: level and halts in closed form, words by hand, the forward algorithm by enumeration, totals by their law.
 * Oracles: the formulas at the head of campaigns.c, worked out here.
 */
#include "given.h"
#include "mechanisms/campaigns.h"
#include "past_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP                                                                                        \
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 3000 days\nhostile: [[a, b]]\n"             \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "stances: {lambda: 0}\nperception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"   \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\nbreach: {base: 0 per day}\n"         \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {}}}\n"                                            \
    "  p: {name: P, kind: group, part-of: g}\n  q: {name: Q, kind: group, part-of: g}\n"           \
    "conduct:\n  - {id: s, from: a, to: g, in: x, act: strike, record: full}\n"
#define FLOW(record)                                                                               \
    "  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.4 per day, record: " record "}\n"
#define HALTS                                                                                      \
    "halts: 0.05 per day, short-ends: 0.2 per day, long-ends: 0.02 per day, long: 0.3, leak: 0.1"
#define FULL TOP FLOW("full")

static double chance(double hazard)
{
    return -expm1(-hazard);
}

/* Share of days halted in the long run: time off over the whole of a cycle. */
static double share_halted(double halts, double brief, double lasting, double is_long)
{
    const double on = 1 / chance(halts),
                 off = (1 - is_long) / chance(brief) + is_long / chance(lasting);

    return off / (on + off);
}

static void test_share_halted_and_long_run_mean(void **state)
{
    enum { N = 2048, DAYS = 60 };
    world w = world_open(FULL "campaigns: [{id: c, by: g, " HALTS "}]\n", N, 3);
    const double want = share_halted(0.05, 0.2, 0.02, 0.3);
    double halted = 0, mean = 0, acts = 0;

    (void)state;
    for (int day = 0; day < DAYS; day++) {
        world_run(&w, 1);
        halted += given_mean(&w, "c.halted") / DAYS;
        mean += given_mean(&w, "f.mean") / DAYS;
        acts += given_mean_count(&w, world_slot(&w, SLOT_FLOW, "f")) / DAYS;
    }
    /* Days of a member hang together: as many as independent ones by 2 / (sum of the two chances). */
    const double slack = 4 * sqrt(want * (1 - want) / N);
    assert_near(halted, want, slack);
    assert_near(mean, 0.4, 0.4 * slack / (1 - want)); /* rate is the long-run mean */
    assert_near(acts, 0.4, 0.4 * slack / (1 - want) + 4 * sqrt(0.4 / N / DAYS));
    world_close(&w);
}

static void test_survival_of_a_halt(void **state)
{
    enum { N = 4096, DAYS = 10 };
    world w = world_open(FULL "campaigns: [{id: c, by: g, halts: 0 per day, short-ends: 0.2 per "
                              "day, long-ends: 0.02 per day, leak: 0}]\n",
                         N, 7);
    double held[2] = {0, 0};

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++)
        world_set(&w, "c.mode", i, i % 2 ? CAMPAIGN_LONG : CAMPAIGN_SHORT);
    world_run(&w, DAYS);
    for (size_t i = 0; i < N; i++) {
        held[i % 2] += world_get(&w, "c.halted", i) / (N / 2.0);
        if (world_get(&w, "c.halted", i) > 0) assert_near(world_get(&w, "f.mean", i), 0, 0);
    }
    for (int j = 0; j < 2; j++) {
        const double want = exp(-(j ? 0.02 : 0.2) * DAYS);
        assert_near(held[j], want, 4 * sqrt(want * (1 - want) / (N / 2.0)));
    }
    world_close(&w);
}

static void test_level_has_its_variance_and_lags(void **state)
{
    enum { N = 4096 };
    world w = world_open(FULL "campaigns: [{id: c, by: g, level: 0.6, level-half-life: 20 days}]\n",
                         N, 11);
    double before[N], mean = 0, square = 0, product = 0;

    (void)state;
    world_run(&w, 30);
    for (size_t i = 0; i < N; i++) before[i] = world_get(&w, "c.level", i);
    world_run(&w, 10);
    for (size_t i = 0; i < N; i++) {
        const double y = world_get(&w, "c.level", i);
        mean += y / N;
        square += y * y / N;
        product += y * before[i] / N;
        assert_near(world_get(&w, "f.mean", i), 0.4 * exp(y - 0.18), 1e-12);
    }
    assert_near(mean, 0, 4 * 0.6 / sqrt(N));
    assert_near(square, 0.36, 4 * 0.36 * sqrt(2.0 / N));
    assert_near(product, 0.36 * exp2(-0.5),
                4 * 0.36 * sqrt(1.5 / N)); /* ten days: half a half-life */
    world_close(&w);
}

/* V by hand: 0.4 acts a day, a tenth of them kill, answered by even odds, opened by 0.5, war of 0.2 of exchanges, which costs
 * 600 where face costs 2 a day. Twice the rate a day later: a step of log(1 + 2 x) - log(1 + x) above what it was used to. */
static void test_the_stake_of_the_patron_moves_halts(void **state)
{
    enum { N = 8192 };
    world w = world_open(
        "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 300 days\nhostile: [[a, b]]\n"
        "theatres: {x: {name: X, lethality: 0.1, wounding: 0, slip: 0}}\nstances: {lambda: 0}\n"
        "perception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"
        "politics: {a: {}, b: {cost-of-war: 600, audience: 2, implacable: 0}}\noutcomes: {war: "
        "{event: war}}\n"
        "war: {chance: 0.2, tension: 0, stances: 0, talk: 0}\n"
        "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"
        "  g: {name: G, kind: group, backed-by: {b: {}}}\n"
        "conduct:\n  - {id: s, from: a, to: g, in: x, act: strike}\n"
        "  - {id: d, from: a, to: b, in: x, act: direct}\n"
        "  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.4 per day, partners: 0}\n"
        "red-lines:\n  dead: {holder: a, when: {to: a, by: g, deaths-own: 1}, response: {base: 0, "
        "open: 0, options: [s, d]}}\n"
        "  any: {holder: a, when: {to: a, by: g}, response: {base: 3, options: [s]}}\n"
        "campaigns: [{id: c, by: g, halts: 0.02 per day, stake: 1.2}]\n",
        N, 29);
    const double on = 1 / chance(0.02), off = 0.75 / chance(0.05) + 0.25 / chance(0.005),
                 steady = (on + off) / on;
    double halts = 0, mean = 0;

    (void)state;
    world_run(&w, 1);
    /* Before the first day no halt has been drawn yet: the mean is the rate. */
    const double x = 0.4 * 0.1 * 0.5 * 0.5 * 0.2 * 600 / 2, v = log1p(x);
    for (size_t i = 0; i < N; i++) assert_near(world_get(&w, "c.stake", i), v, 1e-8);
    for (size_t i = 0; i < N; i++) world_set(&w, "c.mode", i, CAMPAIGN_ON);
    for (size_t i = 0; i < N; i++) world_set(&w, "f.mean", i, 0.8);
    world_run(&w, 1);
    const double now = log1p(2 * x), rest = now + (v - now) * exp2(-1 / 365.0);
    for (size_t i = 0; i < N; i++) {
        assert_near(world_get(&w, "c.stake", i), rest, 1e-8);
        halts += world_count(&w, world_slot(&w, SLOT_HALT, "c"), i) / N;
        mean += world_get(&w, "f.mean", i) / N;
    }
    const double want = chance(0.02 * exp(1.2 * (now - rest)));
    assert_near(halts, want, 4 * sqrt(want / N));
    assert_near(mean, 0.4 * steady * (1 - want), 0.02); /* leak 0 */
    assert_true(want > 1.3 * chance(0.02));             /* seen, were it left out */
    world_close(&w);
}

static void test_nothing_said_is_exactly_nothing(void **state)
{
    world w = world_open(FULL "campaigns: [{id: c, by: g}]\n", 8, 1),
          plain = world_open(FULL, 8, 1);

    (void)state;
    for (int day = 0; day < 50; day++) {
        world_run(&w, 1);
        world_run(&plain, 1);
        for (size_t i = 0; i < 8; i++) {
            assert_near(world_get(&w, "f.mean", i), world_get(&plain, "f.mean", i), 0);
            assert_near(world_count(&w, world_slot(&w, SLOT_FLOW, "f"), i),
                        world_count(&plain, world_slot(&plain, SLOT_FLOW, "f"), i), 0);
        }
    }
    world_close(&w);
    world_close(&plain);
}

#define PARTS                                                                                      \
    "campaigns: [{id: c, by: g, flows: [f, own], parts: {p: 0.5, q: 0.3}, leak: 0, halts: 0.02 "   \
    "per day, order: "

static void test_parts_share_the_front_and_orders(void **state)
{
    enum { N = 4096 };
    world w = world_open(
        TOP FLOW(
            "full") "  - {id: own, from: p, to: a, in: x, act: coerce, rate: 1 per day}\n" PARTS
                    "1}]\n",
        N, 13);
    const ofr_campaign *c = &w.m->own->campaigns->campaign[0];
    double ordered = 0;

    (void)state;
    assert_int_equal(c->n_parts, 3);
    assert_true(c->summed);
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < 3; j++)
            world_set(&w,
                      j == 0   ? "c.p.mode"
                      : j == 1 ? "c.q.mode"
                               : "c.others.mode",
                      i, CAMPAIGN_ON);
    }
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        const double p = world_get(&w, "c.p.halted", i), q = world_get(&w, "c.q.halted", i),
                     rest = world_get(&w, "c.others.halted", i);
        assert_true(p == q && q == rest); /* order 1: all or none */
        assert_near(world_get(&w, "c.halted", i), p, 1e-15);
        ordered += p / N;
    }
    assert_near(ordered, chance(0.02), 4 * sqrt(0.02 / N));
    world_set(&w, "c.p.mode", 0, CAMPAIGN_LONG);
    world_set(&w, "c.q.mode", 0, CAMPAIGN_ON);
    world_set(&w, "c.others.mode", 0, CAMPAIGN_ON);
    given_set_par(&w, "campaigns.c.halts", 0);
    given_set_par(&w, "campaigns.c.long-ends", 1e-5);
    world_run(&w, 1);
    assert_near(world_get(&w, "c.halted", 0), 0.5, 1e-15);
    assert_near(world_get(&w, "f.mean", 0), 0.4 * 0.5, 1e-12); /* half of the front */
    assert_near(world_get(&w, "own.mean", 0), 0, 0);           /* all that is its own */
    world_close(&w);
}

/* ---- words -------------------------------------------------------------------------------------- */

static void test_words_come_as_their_chances_say(void **state)
{
    enum { N = 8192 };
    world w = world_open(
        FULL "campaigns: [{id: c, by: g, announce-delay: 2 days, false-words: 0.01 per day}]\n", N,
        17);
    const size_t pause = world_slot(&w, SLOT_PAUSE_WORD, "c"),
                 resume = world_slot(&w, SLOT_RESUME_WORD, "c");
    double said[4] = {0};

    (void)state;
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++)
        world_set(&w, "c.mode", i, i % 2 ? CAMPAIGN_LONG_UNSAID : CAMPAIGN_ON);
    given_set_par(&w, "campaigns.c.long-ends", 1e-5);
    world_run(&w, 1);
    for (size_t i = 0; i < N; i++) {
        said[i % 2] += world_count(&w, pause, i) / (N / 2.0);
        said[2 + i % 2] += world_count(&w, resume, i) / (N / 2.0);
        /* What is true is said once. */
        if (i % 2 && world_count(&w, pause, i) > 0)
            assert_near(world_get(&w, "c.mode", i), CAMPAIGN_LONG, 0);
    }
    const double says = chance(0.5);
    assert_near(said[1], says, 4 * sqrt(says * (1 - says) / (N / 2.0)));
    assert_near(said[0], 0.01, 4 * sqrt(0.01 / (N / 2.0)));
    assert_near(said[2], 0.01, 4 * sqrt(0.01 / (N / 2.0)));
    assert_near(said[3], 0.01, 4 * sqrt(0.01 / (N / 2.0)));
    world_close(&w);
}

/* ---- the forward algorithm ------------------------------------------------------------------------ */

enum { FORWARD_DAYS = 5 };
static const double recorded[FORWARD_DAYS] = {1, 0, 0, 0, 2};
/* pause on the third day, resumption on the fifth */
#define RECORD                                                                                     \
    "date,source,target,theatre,action,count,word\n2023-12-27,g,a,x,harass,1,\n2023-12-29,g,a,x,"  \
    "statement,1,pause\n"                                                                          \
    "2023-12-31,g,a,x,harass,2,\n2023-12-31,g,a,x,statement,1,resume\n"

typedef struct law {
    double halts, ends[2], is_long, leak, says, unsaid, lie, refuses, rate;
} law;

static double turn(const law *l, int from, int to)
{
    const int a = from / 2, b = to / 2;
    const double unsaid = to % 2 ? l->unsaid : 1 - l->unsaid;

    if (a == 0)
        return b == 0 ? (from == to ? 1 - l->halts : 0)
                      : l->halts * (b == 2 ? l->is_long : 1 - l->is_long) * unsaid;
    if (b == 0) return l->ends[a - 1] * unsaid;
    return from == to ? 1 - l->ends[a - 1] : 0;
}

static double word_chance(const law *l, int mode, int day)
{
    const bool on = mode < 2, unsaid = mode % 2;
    const double pause = !on && unsaid ? l->says : l->lie, resume = on && unsaid ? l->says : l->lie,
                 refusal = on ? l->refuses : l->lie;

    return (day == 2 ? pause : 1 - pause) * (day == 4 ? resume : 1 - resume) * (1 - refusal);
}

static double act_chance(const law *l, int mode, int day)
{
    const double mu = l->rate * (mode < 2 ? 1 : l->leak), y = recorded[day];

    return exp(-mu) * pow(mu, y) / tgamma(y + 1);
}

static int after_words(int mode, int day)
{
    const bool said = (mode < 2 && day == 4) || (mode >= 2 && day == 2);

    return mode % 2 && said ? mode - 1 : mode;
}

/* Sum over all ways from `mode` in the evening of day - 1. ret: by mode on the last evening. */
static void walk(const law *l, int mode, int day, double weight, double ret[CAMPAIGN_MODES])
{
    if (day == FORWARD_DAYS) {
        ret[mode] += weight;
        return;
    }
    for (int next = 0; next < CAMPAIGN_MODES; next++) {
        const double way = turn(l, mode, next);
        if (way > 0)
            walk(l, after_words(next, day), day + 1,
                 weight * way * word_chance(l, next, day) * act_chance(l, next, day), ret);
    }
}

static law law_of_halts(void)
{
    law l = {.halts = chance(0.05),
             .ends = {chance(0.2), chance(0.02)},
             .is_long = 0.3,
             .leak = 0.1,
             .says = chance(1 / 3.0),
             .unsaid = 0.375,
             .lie = 0.0005,
             .refuses = 0.002};
    const double halted = share_halted(0.05, 0.2, 0.02, 0.3);

    l.rate = 0.4 / (1 - halted * 0.9);
    return l;
}

static double enumerate(double ret[CAMPAIGN_MODES])
{
    const law l = law_of_halts();
    const double on = 1 / l.halts, brief = 0.7 / l.ends[0], lasting = 0.3 / l.ends[1],
                 all = on + brief + lasting;
    double sum = 0;

    memset(ret, 0, CAMPAIGN_MODES * sizeof *ret);
    walk(&l, CAMPAIGN_ON, 0, on / all, ret);
    walk(&l, CAMPAIGN_SHORT, 0, brief / all, ret);
    walk(&l, CAMPAIGN_LONG, 0, lasting / all, ret);
    for (int i = 0; i < CAMPAIGN_MODES; i++) sum += ret[i];
    return sum;
}

static ofr_account history_of(const ofr_ensemble *e, ofr_swarm *particles)
{
    ofr_account account = {0};
    ofr_error err = {0};

    assert_int_equal(history_run(e, 0, particles, NULL, 0, NULL, &account, &err), OFR_OK);
    return account;
}

static void test_the_filter_is_the_forward_algorithm(void **state)
{
    ofr_study *study = past_world_open(FULL "campaigns: [{id: c, by: g, " HALTS "}]\n",
                                       "2023-12-27", RECORD, NULL);
    const ofr_model *m = study->model;
    const ofr_row prob = m->own->campaigns->campaign[0].prob;
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 1, 1, 1);
    double want[CAMPAIGN_MODES];
    const double all = enumerate(want);
    ofr_swarm *particles = NULL;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    assert_near(history_of(&e, particles).evidence, log(all), 1e-9);
    for (size_t i = 0; i < CAMPAIGN_MODES; i++)
        assert_near(swarm_num(particles, 7, prob + i), want[i] / all, 1e-12);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
}

/* The same law, with the mode drawn in each particle. */
static void test_drawn_modes_agree_with_the_sum(void **state)
{
    enum { SEEDS = 40 };
    ofr_study *study = past_world_open(FULL "campaigns: [{id: c, by: g, " HALTS "}]\n",
                                       "2023-12-27", RECORD, NULL);
    double want[CAMPAIGN_MODES], sum = 0, squares = 0;
    const double all = enumerate(want);

    (void)state;
    study->model->own->campaigns->campaign[0].summed = false; /* as a front too large would be */
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), seed, 1, 1);
        ofr_swarm *particles = NULL;
        ofr_error err = {0};
        e.particles = 4096;
        assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
        const double ratio = exp(history_of(&e, particles).evidence - log(all));
        sum += ratio;
        squares += ratio * ratio;
        swarm_free(particles);
        ensemble_done(&e);
    }
    const double mean = sum / SEEDS, error = sqrt((squares / SEEDS - mean * mean) / (SEEDS - 1));
    assert_true(error > 0 && error < 0.05);
    assert_near(mean, 1, 3 * error);
    study_close(study);
}

/* With very many particles the drawn modes have the chances that are summed. */
static void test_many_drawn_modes_have_the_chances_of_the_sum(void **state)
{
#if defined(__SANITIZE_ADDRESS__)
    enum { MANY = 4096 };
#else
    enum { MANY = 65536 };
#endif
    ofr_study *study = past_world_open(FULL "campaigns: [{id: c, by: g, " HALTS "}]\n",
                                       "2023-12-27", RECORD, NULL);
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 1, 1, 1);
    const ofr_row row = study->model->own->campaigns->campaign[0].part[0].halted;
    double want[CAMPAIGN_MODES], halted = 0;
    const double all = enumerate(want);
    ofr_swarm *particles = NULL;
    ofr_error err = {0};

    (void)state;
    study->model->own->campaigns->campaign[0].summed = false; /* as a front too large would be */
    e.particles = MANY;
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    history_of(&e, particles);
    for (size_t i = 0; i < MANY; i++) halted += swarm_num(particles, i, row) / MANY;
    assert_near(halted, (want[2] + want[3] + want[4] + want[5]) / all, 0.03);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
}

/* ---- totals --------------------------------------------------------------------------------------- */

#define TOTALS "first,last,source,target,theatres,action,count\n2023-12-12,2023-12-31,g,a,x,harass,"
#define NAMED "date,source,target,theatre,action,count\n2023-12-20,g,a,x,harass,2\n"

static double evidence_of(const char *yaml, const char *events, const char *totals, uint64_t seed)
{
    ofr_study *study = past_world_open(yaml, "2023-12-12", events, totals);
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), seed, 1, 1);
    ofr_swarm *particles = NULL;
    ofr_error err = {0};

    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    const double evidence = history_of(&e, particles).evidence;
    swarm_free(particles);
    ensemble_done(&e);
    study_close(study);
    return evidence;
}

/* Where the acts owed fall is drawn, so that each seed's evidence is off by chance; their mean is not. */
static void check_evidence(const char *yaml, const char *events, const char *totals, double want)
{
    enum { SEEDS = 40 };
    double sum = 0, squares = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const double ratio = exp(evidence_of(yaml, events, totals, seed) - want);
        sum += ratio;
        squares += ratio * ratio;
    }
    const double mean = sum / SEEDS,
                 error = sqrt(fmax(squares / SEEDS - mean * mean, 0) / (SEEDS - 1));
    assert_near(mean, 1, 3 * error + 1e-9);
    assert_near(error, 0, 0.05);
}

#define NOTHING "date,source,target,theatre,action\n"

static void test_a_total_day_by_day_is_the_total(void **state)
{
    const char *campaign = TOP FLOW("totals") "campaigns: [{id: c, by: g}]\n";
    /* The words of the campaign: none in 20 days. */
    const double quiet = 20 * (2 * log1p(-0.0005) + log1p(-0.002));

    (void)state;
    for (int total = 0; total < 20; total += 5) {
        char totals[200];
        snprintf(totals, sizeof totals, TOTALS "%d\n", total);
        const double want = total * log(8.0) - 8.0 - lgamma(total + 1.0);
        assert_near(evidence_of(TOP FLOW("totals"), NOTHING, totals, 1), want, 1e-9);
        check_evidence(campaign, NOTHING, totals, want + quiet);
        if (total < 2) continue;
        assert_near(evidence_of(TOP FLOW("totals"), NAMED, totals, 1), want, 1e-9);
        check_evidence(campaign, NAMED, totals, want + quiet);
    }
}

/* A total of none is twenty quiet days: the same evidence, and the same chance that the fire is halted. */
static void test_a_total_of_none_is_as_many_quiet_days(void **state)
{
    const double total = evidence_of(TOP FLOW("totals") "campaigns: [{id: c, by: g, " HALTS "}]\n",
                                     NOTHING, TOTALS "0\n", 1),
                 days = evidence_of(FULL "campaigns: [{id: c, by: g, " HALTS "}]\n", NOTHING, NULL,
                                    1);

    (void)state;
    assert_near(total, days, 1e-9);
}

/* Chance of a total of n in twenty days that may hold halts, by the forward algorithm over modes and acts so far. */
static double total_with_halts(int n)
{
    enum { MOST = 16, LASTS = 20 };
    const law l = law_of_halts();
    const double on = 1 / l.halts, brief = 0.7 / l.ends[0], lasting = 0.3 / l.ends[1],
                 all = on + brief + lasting;
    double p[CAMPAIGN_MODES][MOST] = {{on / all}, {0}, {brief / all}, {0}, {lasting / all}, {0}},
           sum = 0;

    for (int day = 0; day < LASTS; day++) {
        double then[CAMPAIGN_MODES][MOST] = {{0}};
        for (int from = 0; from < CAMPAIGN_MODES; from++) {
            for (int to = 0; to < CAMPAIGN_MODES; to++) {
                const double mu = l.rate * (to < 2 ? 1 : l.leak),
                             way = turn(&l, from, to) * word_chance(&l, to, 0); /* nothing said */
                for (int a = 0; a <= n; a++) {
                    for (int y = 0; a + y <= n; y++)
                        then[to][a + y] += p[from][a] * way * exp(-mu) * pow(mu, y) /
                                           tgamma(y + 1.0);
                }
            }
        }
        memcpy(p, then, sizeof p);
    }
    for (int m = 0; m < CAMPAIGN_MODES; m++) sum += p[m][n];
    return log(sum);
}

/* Acts still owed go with the campaign when it is resampled: else its halts are joined to a spread that they did not make, and the
 * evidence is off in the mean. Half of the fire is quiet, so that particles are resampled within the twenty days. */
static void test_a_total_that_may_hold_halts_has_its_chance(void **state)
{
    static const int total[] = {1, 3, 12};
    static const bool drawn[] = {false, true};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        enum { SEEDS = 60 };
        char totals[200];
        double sum = 0, squares = 0;
        snprintf(totals, sizeof totals, TOTALS "%d\n", total[i / 2]);
        ofr_study *study = past_world_open(TOP FLOW("totals") "campaigns: [{id: c, by: g, " HALTS
                                                              "}]\n",
                                           "2023-12-12", NOTHING, totals);
        study->model->own->campaigns->campaign[0].summed = !drawn[i % 2];
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), seed, 1, 1);
            ofr_swarm *particles = NULL;
            ofr_error err = {0};
            e.particles = 1024;
            assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
            const double ratio = exp(history_of(&e, particles).evidence -
                                     total_with_halts(total[i / 2]));
            sum += ratio;
            squares += ratio * ratio;
            swarm_free(particles);
            ensemble_done(&e);
        }
        const double mean = sum / SEEDS,
                     error = sqrt(fmax(squares / SEEDS - mean * mean, 0) / (SEEDS - 1));
        print_message("# total %d, %s: %.4f (%.4f)\n", total[i / 2],
                      drawn[i % 2] ? "drawn" : "summed", mean, error);
        assert_near(mean, 1, 3.5 * error);
        assert_true(error < 0.02);
        study_close(study);
    }
}

/* ---- simulated, then filtered ------------------------------------------------------------------------ */

#define SIMULATED(start, more)                                                                     \
    "offramp: 1\ntitle: t\nstart: " start "\nhorizon: 60 days\nhostile: [[a, b]]\n"                \
    "theatres: {x: {name: X, lethality: 0, wounding: 0, slip: 0}}\n"                               \
    "stances: {lambda: 0}\nperception: {misread: 0, alarms: 0 per day}\nmessages: {base: -20}\n"   \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\nbreach: {base: 0 per day}\n"         \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {}}}\n"                                            \
    "conduct:\n  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.8 per day, record: full}\n" \
    "campaigns: [{id: c, by: g, level: 0.6, level-half-life: 20 days, " HALTS more "}]\n"

/* What member i of a simulated world did and said in 40 days, as a record; its level in the end. */
static double simulate(const world *w, size_t member, const double *acts, const int *words,
                       size_t days, char *rows, size_t size)
{
    size_t n = (size_t)snprintf(rows, size, "date,source,target,theatre,action,count,word\n");

    for (size_t d = 0; d < days; d++) {
        char date[OFR_DATE_TEXT];
        date_format(w->m->start + (int32_t)d, date);
        if (acts[d] > 0)
            n += (size_t)snprintf(rows + n, size - n, "%s,g,a,x,harass,%.0f,\n", date, acts[d]);
        if (words[d] & 1)
            n += (size_t)snprintf(rows + n, size - n, "%s,g,a,x,statement,1,pause\n", date);
        if (words[d] & 2)
            n += (size_t)snprintf(rows + n, size - n, "%s,g,a,x,statement,1,resume\n", date);
    }
    return world_get(w, "c.level", member);
}

/* The true level has any rank among its particles alike, and a halt is as likely as the filter says: the record was made by
 * the model itself (Cook, Gelman, Rubin 2006; Talts and others 2018). */
static void test_ranks_of_the_true_state_are_uniform(void **state)
{
    enum { N = 96, LASTS = 40, BINS = 4 };
    /* refusals are not simulated: their chance is as good as none */
    world w = world_open(SIMULATED("2024-01-01", ", refuses: 1e-6 per day"), N, 23);
    static double acts[N][LASTS];
    static int words[N][LASTS];
    double bin[BINS] = {0}, halted = 0, held = 0, chi = 0;
    char *rows = calloc(1, 8192);

    (void)state;
    assert_non_null(rows);
    for (size_t d = 0; d < LASTS; d++) {
        world_run(&w, 1);
        for (size_t i = 0; i < N; i++) {
            acts[i][d] = world_count(&w, world_slot(&w, SLOT_FLOW, "f"), i);
            words[i][d] = (world_count(&w, world_slot(&w, SLOT_PAUSE_WORD, "c"), i) > 0) +
                          2 * (world_count(&w, world_slot(&w, SLOT_RESUME_WORD, "c"), i) > 0);
        }
    }
    for (size_t i = 0; i < N; i++) {
        const double level = simulate(&w, i, acts[i], words[i], LASTS, rows, 8192);
        ofr_study *study = past_world_open(SIMULATED("2024-02-10", ", refuses: 1e-6 per day"),
                                           "2024-01-01", rows, NULL);
        ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), 100 + i, 1, 1);
        const ofr_campaign *c = &study->model->own->campaigns->campaign[0];
        ofr_swarm *particles = NULL;
        ofr_error err = {0};
        size_t below = 0;
        assert_int_equal(study->model->start - study->model->epoch, LASTS);
        assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
        history_of(&e, particles);
        for (size_t k = 0; k < e.particles; k++) {
            below += swarm_num(particles, k, c->level) < level;
            halted += swarm_num(particles, k, c->part[0].halted) / (double)e.particles;
        }
        held += world_get(&w, "c.halted", i);
        bin[below * BINS / (e.particles + 1)] += 1;
        swarm_free(particles);
        ensemble_done(&e);
        study_close(study);
    }
    for (size_t j = 0; j < BINS; j++) chi += (bin[j] - N / BINS) * (bin[j] - N / BINS) / (N / BINS);
    assert_near(chi, 0, 16.3); /* three degrees: one in a thousand */
    assert_near(halted, held, 3 * sqrt(0.25 * N));
    free(rows);
    world_close(&w);
}

/* ---- input ---------------------------------------------------------------------------------------- */

static void refused(const char *yaml, const char *place, const char *says)
{
    char message[2000];

    assert_int_equal(world_refused(yaml, message, sizeof message), OFR_STRUCTURE);
    if (!strstr(message, place) || !strstr(message, says))
        fail_msg("no '%s' with '%s' in: %s", place, says, message);
}

static void test_what_cannot_be_is_refused(void **state)
{
    (void)state;
    refused(FULL "campaigns: [{id: c, by: b}]\n", "campaigns.c", "has no flows");
    refused(FULL "campaigns: [{id: c, by: g, parts: {b: 0.5}}]\n", "campaigns.c.parts.b",
            "no part of g");
    refused(FULL "campaigns: [{id: c, by: g, parts: {g: 0.5}}]\n", "campaigns.c.parts.g",
            "no part of g");
    refused(FULL "campaigns: [{id: c, by: g}, {id: d, by: g}]\n", "campaigns.d",
            "belongs to campaign c already");
    refused(FULL "campaigns: [{id: c, by: a, flows: [s]}]\n", "campaigns.c.flows",
            "no conduct of a that has a rate");
    refused(
        FULL
        "campaigns: [{id: c, by: g}]\nred-lines:\n  l: {holder: a, when: {halts: c, act: harass}, "
        "response: {options: [s]}}\n",
        "red-lines.l.when.act", "asks nothing of acts");
    refused(FULL "campaigns: [{id: c, by: p, flows: [f]}]\n", "campaigns.c.flows",
            "no conduct of p");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share_halted_and_long_run_mean),
        cmocka_unit_test(test_survival_of_a_halt),
        cmocka_unit_test(test_level_has_its_variance_and_lags),
        cmocka_unit_test(test_the_stake_of_the_patron_moves_halts),
        cmocka_unit_test(test_nothing_said_is_exactly_nothing),
        cmocka_unit_test(test_parts_share_the_front_and_orders),
        cmocka_unit_test(test_words_come_as_their_chances_say),
        cmocka_unit_test(test_the_filter_is_the_forward_algorithm),
        cmocka_unit_test(test_drawn_modes_agree_with_the_sum),
        cmocka_unit_test(test_many_drawn_modes_have_the_chances_of_the_sum),
        cmocka_unit_test(test_ranks_of_the_true_state_are_uniform),
        cmocka_unit_test(test_a_total_day_by_day_is_the_total),
        cmocka_unit_test(test_a_total_of_none_is_as_many_quiet_days),
        cmocka_unit_test(test_a_total_that_may_hold_halts_has_its_chance),
        cmocka_unit_test(test_what_cannot_be_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
