/* The same bits whatever the width of a block, the instruction set, the chunks, the threads, who watches, and
 * what else lies in the scenario. Oracle everywhere: another way to the same numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/futures.h"
#include "mechanisms/outcomes.h"
#include "mechanisms/politics.h"
#include "past_world.h"
#include "watch.h"

enum { SEED = 71, SETS = 7, PER_SET = 50, MEMBERS = SETS * PER_SET };

/* One of everything; between the parts more can be said. */
static const char *const parts[] = {
    "offramp: 1\ntitle: identity\nstart: 2024-03-01\nhorizon: 90 days\n",
    "  a: {name: A, kind: principal, protects: {ships: 0.1}}\n"
    "  b: {name: B, kind: principal}\n"
    "  c: {name: C, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: {value: 0.5, prior: \"beta(5, 5)\"}, "
    "drive: 0.3}}}\n"
    "  ships: {name: ships, kind: bystander}\n"
    "  m: {name: M, kind: mediator}\n"
    "theatres:\n"
    "  x: {name: X, lethality: {prior: \"beta(1.5, 30)\"}, slip: 0.1}\n"
    "  home: {name: Home}\n"
    "drivers: {wind: {active: true, starts: 0.02 per day, ends: 0.05 per day, in: x}}\n"
    "shocks: {quake: {rate: 0.02 per day, lasts: 5 days, heat: {a: 0.5}, stops: wind}, known: "
    "{date: 2024-04-01, heat: {b: 1}}}\n"
    "conduct:\n"
    "  - {id: g-a, from: g, to: a, in: x, act: harass, at: forces, rate: 0.5 per day, stance: 0.2, "
    "record: totals, driven-by: {wind: x2}, deterrence: 0.1, answers: {to: a, acts-per-severity: "
    "0.02}}\n"
    "  - {id: g-ships, from: g, to: ships, in: x, act: harass, rate: 0.3 per day, dispersion: 0.8, "
    "record: partial, coverage: 0.6}\n"
    "  - {id: a-g, from: a, to: g, in: x, act: strike, at: proxy, lethality: 0.6, record: full}\n"
    "  - {id: a-b, from: a, to: b, in: home, act: direct, at: homeland, record: full}\n"
    "  - {id: b-a, from: b, to: a, in: x, act: direct, at: forces, record: full}\n"
    "  - {id: b-threat, from: b, to: a, in: x, act: threaten, rate: 0.1 per day, stance: 0.3, "
    "heat: 0.2}\n"
    "  - {id: c-a, from: c, to: a, in: x, act: direct, record: none}\n"
    "  - {id: b-gift, from: b, to: a, in: x, act: concede, rate: 0.02 per day, answers: {to: a, "
    "acts-per-severity: 0.01}}\n",
    "channels:\n"
    "  c1: {between: [a, b], via: m, files: [f1, f2], use: 0.5}\n"
    "  c2: {between: [a, c], open: in-crisis, delay: 1 days, leak: 0.2}\n"
    "files:\n"
    "  f1: {between: [a, b], reserve: {a: 0.3, b: 0.3}, weight: {a: 4, b: 2}}\n"
    "  f2: {between: [a, b], reserve: {a: 0.3, b: 0.3}, weight: {a: 2, b: 4}}\n"
    "agendas: {one: {files: [f1]}, both: {files: [f1, f2]}}\n"
    "bargaining: {hazard: 0.5 per day}\n"
    "deals:\n"
    "  d1:\n"
    "    agenda: one\n"
    "    clauses:\n"
    "      - {id: calm, by: b, to: a, does: restrain, restrains: [g], due: 3 days, snapback: "
    "money}\n"
    "      - {id: money, by: a, to: b, does: unfreeze, of: 10 USD, holder: m, after: calm, pace: "
    "0.1 per day, due: 10 days}\n"
    "red-lines:\n"
    "  deaths: {holder: a, when: {to: a, backed-by: b, deaths-own: 1}, response: {base: 2, "
    "options: [a-g, a-b]}}\n"
    "  many: {holder: a, when: {to: a, backed-by: b, act: harass+, count: 6, within: 7}, response: "
    "{base: 0, options: [a-g]}}\n"
    "  home: {holder: b, when: {to: b, by: a, at: homeland, act: direct}, response: {base: 2, "
    "options: [b-a]}}\n"
    "  far: {holder: c, when: {to: c, act: threaten+}, response: {base: 1, options: [c-a]}}\n"
    "stances: {initial: {a-b: 1, b-a: 1}}\n"
    "perception: {misread: 0.3, alarms: 0.05 per day}\n"
    "politics:\n"
    "  a: {elections: [{id: vote, date: 2024-04-20, outcomes: {x: {chance: 0.4, changes: "
    "{politics.a.press: 0.2}}, y: {chance: 0.6}}}]}\n"
    "  b: {factions: {hard: {weight: 0.4, press: x2, tilt: 0.3}, soft: {weight: 0.6, enmity: "
    "-1}}}\n"
    "  c: {}\n"
    "outcomes:\n"
    "  war: {event: war}\n"
    "  exchange: {event: exchange, between: [a, b]}\n"
    "  lethal: {when: {to: a, deaths-own: 1}, headline: true}\n"
    "  many: {when: {to: a, act: harass+, count: 9, within: 5}}\n"
    "  quiet: {event: quiet, without: {to: a, act: harass+}, for: 10 days}\n"
    "  deal: {event: deal, agenda: one}\n",
};
/* c is hostile to nobody who threatens it: its line needs a flow. */
#define FLOW_TO_C "  - {id: a-c, from: a, to: c, in: x, act: threaten, rate: 0.2 per day}\n"
#define IDLE_ACTOR                                                                                 \
    "  idle: {name: Idle, kind: group, backed-by: {c: {}}}\n  far: {name: Far, kind: group}\n"
#define IDLE_FLOW                                                                                  \
    "  - {id: idle-a, from: idle, to: a, in: x, act: harass, rate: 0 per day, record: full}\n"     \
    "  - {id: far-ships, from: far, to: ships, in: home, act: strike, rate: 0 per day, answers: "  \
    "{to: b}}\n"

static const char *const events =
    "date,source,target,theatre,action,at,count,deaths_own,deaths_attacker,via\n"
    "2024-01-03,g,a,x,harass,forces,1,,,\n2024-01-05,g,ships,x,harass,,2,,,\n2024-01-09,g,a,x,"
    "harass,forces,2,,,\n"
    "2024-01-12,a,g,x,strike,proxy,1,0,,\n2024-01-15,b,a,x,statement,,1,,,m\n2024-01-20,g,a,x,"
    "harass,forces,1,3,,\n"
    "2024-01-24,a,g,x,strike,proxy,3,,,\n2024-02-02,g,ships,x,harass,,1,,,\n2024-02-10,b,a,x,"
    "engage,,1,,,m\n"
    "2024-02-25,g,a,x,harass,forces,1,2,,\n2024-02-27,a,b,home,direct,homeland,1,1,,\n";
static const char *const totals = "first,last,source,target,theatres,action,count\n"
                                  "2024-01-08,2024-01-19,g,a,x,harass,9\n2024-01-21,2024-02-05,g,a,"
                                  "x,harass,14\n2024-02-06,2024-02-26,g,a,x,harass,6\n";

static ofr_study *open_text(const char *yaml)
{
    ofr_study *s = NULL;
    ofr_error err = {0};

    if (study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &s, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return s;
}

static ofr_study *open_with(const char *hostile, bool idle, bool history)
{
    char yaml[8192];

    snprintf(yaml, sizeof yaml, "%shostile: %s\nactors:\n%s%s%s%s%s", parts[0], hostile,
             idle ? IDLE_ACTOR : "", parts[1], idle ? IDLE_FLOW : "", FLOW_TO_C, parts[2]);
    return history ? past_world_open(yaml, "2024-01-01", events, totals) : open_text(yaml);
}

static ofr_study *open_study(bool idle, bool history)
{
    return open_with("[[a, b], [a, c]]", idle, history);
}

static ofr_ensemble ensemble_of(const ofr_study *s, const ofr_kernel *kernel)
{
    ofr_ensemble e;
    ofr_error err = {0};

    if (ensemble_init(&e, s->model, kernel, SEED, SETS, PER_SET, false, &err) != OFR_OK)
        fail_msg("%s", err.text);
    e.past = s->past;
    return e;
}

/* All results of an ensemble in one piece, chunk by chunk of any size. */
typedef struct results {
    ofr_ensemble e;
    ofr_seen seen;
    ofr_account account[SETS];
    const ofr_member *member;          /* [MEMBERS] */
    const int16_t (*outcome)[MEMBERS]; /* [6] */
    const double (*payoff)[MEMBERS];   /* [3] */
} results;

enum {
    ALL = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) | SEEN(SEEN_PAYOFFS) | SEEN(SEEN_LEVELS) |
          SEEN(SEEN_BINS) | SEEN(SEEN_DROPS) | SEEN(SEEN_AGENDAS)
};

static void run_part(results *r, size_t first, size_t n)
{
    const seen_plan seen = {.kinds = ALL};
    ofr_seen part;
    ofr_observer observer[SEEN_KINDS];
    ofr_error err = {0};

    assert_int_equal(seen_init(&r->e, &seen, n, &part, &err), OFR_OK);
    seen_open(&part, first, n);
    const ofr_way way = {NULL, observer, seen_observers(&part, observer)};
    const futures_plan plan = {
        .first = first, .n = n, .way = &way, .n_ways = 1, .account = r->account + first / PER_SET};
    if (futures_run(&r->e, &plan, &err) != OFR_OK) fail_msg("%s", err.text);
    seen_merge(&r->seen, &part);
    seen_done(&part);
}

static results *run(const ofr_study *s, const ofr_kernel *kernel, size_t chunk)
{
    results *r = calloc(1, sizeof *r);
    ofr_error err = {0};

    assert_non_null(r);
    r->e = ensemble_of(s, kernel);
    assert_int_equal(seen_init(&r->e, &(seen_plan){.kinds = ALL}, MEMBERS, &r->seen, &err), OFR_OK);
    seen_open(&r->seen, 0, MEMBERS);
    for (size_t first = 0; first < MEMBERS; first += chunk)
        run_part(r, first, MEMBERS - first < chunk ? MEMBERS - first : chunk);
    r->member = r->seen.value[SEEN_MEMBERS];
    r->outcome = r->seen.value[SEEN_OUTCOMES];
    r->payoff = r->seen.value[SEEN_PAYOFFS];
    return r;
}

static void done(results *r)
{
    seen_done(&r->seen);
    ensemble_done(&r->e);
    free(r);
}

/* All but the series, which are listed in the order of the scenario. */
static void assert_same_members(const results *a, const results *b)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        const ofr_member *x = &a->member[i], *y = &b->member[i];
        assert_memory_equal(&x->severity, &y->severity, sizeof x->severity);
        assert_int_equal(x->deaths, y->deaths);
        assert_int_equal(x->worst_rung, y->worst_rung);
        assert_int_equal(x->worst_day, y->worst_day);
        assert_int_equal(x->trigger, y->trigger);
        assert_int_equal(x->misread, y->misread);
        assert_int_equal(x->dropped, y->dropped);
        assert_int_equal(x->dropped_open, y->dropped_open);
    }
    assert_memory_equal(a->outcome, b->outcome, 6 * sizeof *a->outcome);
    assert_memory_equal(a->payoff, b->payoff, 3 * sizeof *a->payoff);
    for (size_t i = 0; i < SETS; i++) assert_true(a->account[i].evidence == b->account[i].evidence);
    assert_memory_equal(a->seen.value[SEEN_AGENDAS], b->seen.value[SEEN_AGENDAS],
                        4 * sizeof(int64_t));
}

static void assert_same(const results *a, const results *b)
{
    assert_same_members(a, b);
    /* Only series of theatres x and home and of dyads: the same in number with and without idlers. */
    assert_int_equal(a->e.n_follow, b->e.n_follow);
    assert_true(seen_same(&a->seen, &b->seen));
}

/* The scenario does what it is for: each part of it acts in some members, or identity would be cheap. */
static void test_the_scenario_is_busy(void **state)
{
    ofr_study *s = open_study(false, true);
    results *r = run(s, kernel_choose(NULL), MEMBERS);
    size_t happened[6] = {0}, misread = 0, dropped = 0;

    (void)state;
    for (size_t i = 0; i < MEMBERS; i++) {
        for (size_t o = 0; o < 6; o++) happened[o] += r->outcome[o][i] >= 0;
        misread += r->member[i].misread > 0;
        dropped += r->member[i].dropped > 0;
    }
    print_message("war %zu, exchange %zu, lethal %zu, many %zu, quiet %zu, deal %zu; misread %zu, "
                  "dropped %zu; evidence %.3f .. %.3f\n",
                  happened[0], happened[1], happened[2], happened[3], happened[4], happened[5],
                  misread, dropped, r->account[0].evidence, r->account[SETS - 1].evidence);
    for (size_t o = 0; o < 6; o++) assert_true(happened[o] > 0 && happened[o] < MEMBERS);
    assert_true(misread > 0 && dropped > 0);
    for (size_t i = 1; i < SETS; i++) assert_true(r->account[i].evidence != r->account[0].evidence);
    done(r);
    study_close(s);
}

static void test_member_is_the_same_in_any_block_and_on_any_machine(void **state)
{
    const ofr_kernel *const kernel[] = {&kernel_lanes8, &kernel_lanes16, &kernel_lanes64,
                                        &kernel_v2,     &kernel_v3,      &kernel_v4};

    (void)state;
    for (int history = 0; history < 2; history++) {
        ofr_study *s = open_study(false, history);
        results *first = run(s, kernel_choose(NULL), MEMBERS);
        for (size_t k = 0; k < sizeof kernel / sizeof kernel[0]; k++) {
            if (kernel[k] == &kernel_v4 && !kernel_choose("v4")) continue;
            if ((kernel[k] == &kernel_v3 || k < 3) && !kernel_choose("v3")) continue;
            results *other = run(s, kernel[k], MEMBERS);
            assert_same(first, other);
            done(other);
        }
        done(first);
        study_close(s);
    }
}

static void test_member_is_the_same_in_any_chunk(void **state)
{
    static const size_t chunk[] = {1 + MEMBERS / 2, 50, 64, 33};

    (void)state;
    for (int history = 0; history < 2; history++) {
        ofr_study *s = open_study(false, history);
        results *first = run(s, kernel_choose(NULL), MEMBERS);
        for (size_t k = 0; k < sizeof chunk / sizeof chunk[0]; k++) {
            results *other = run(s, k % 2 ? &kernel_lanes64 : kernel_choose(NULL), chunk[k]);
            assert_same(first, other);
            done(other);
        }
        done(first);
        study_close(s);
    }
}

/* Idlers add actors, links, memories, flows and slots; act numbers shift, members do not. */
static void test_what_never_acts_changes_nobody_else(void **state)
{
    (void)state;
    for (int history = 0; history < 2; history++) {
        ofr_study *without = open_study(false, history), *with = open_study(true, history);
        assert_int_equal(with->model->n_flows, without->model->n_flows + 2);
        results *a = run(without, kernel_choose(NULL), MEMBERS),
                *b = run(with, kernel_choose(NULL), MEMBERS);
        assert_same(a, b);
        done(a);
        done(b);
        study_close(without);
        study_close(with);
    }
}

/* Hostility has no first and second: turned round, each pair has the same stances, talk, exchanges and wars. */
static void test_turning_hostile_pairs_round_moves_no_number(void **state)
{
    (void)state;
    for (int history = 0; history < 2; history++) {
        ofr_study *s = open_study(false, history),
                  *t = open_with("[[b, a], [c, a]]", false, history);
        results *a = run(s, kernel_choose(NULL), MEMBERS),
                *b = run(t, kernel_choose(NULL), MEMBERS);
        assert_same_members(a, b);
        done(a);
        done(b);
        study_close(s);
        study_close(t);
    }
}

/* The last value of each member's series and payoffs, as a recorder sees them. */
typedef struct watched {
    const ofr_study *study;
    double payoff[8][3];
    int32_t outcome[8][6];
    size_t days;
} watched;

static void watch_member(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                         size_t lane)
{
    watched *w = self;
    const ofr_politics_all *politics = m->own->politics;
    const ofr_outcomes *outcomes = m->own->outcomes;

    (void)day;
    w->days++;
    for (size_t p = 0; p < 3; p++) w->payoff[lane][p] = block_num(b, politics->of[p].payoff, lane);
    for (size_t o = 0; o < 6; o++)
        w->outcome[lane][o] = block_whole(b, outcomes->outcome[o].first, lane);
}

static void test_a_recorder_changes_nothing(void **state)
{
    (void)state;
    for (int history = 0; history < 2; history++) {
        ofr_study *s = open_study(false, history);
        results *r = run(s, kernel_choose(NULL), MEMBERS);
        ofr_ensemble e = ensemble_of(s, &kernel_lanes16);
        for (size_t set = 0; set < SETS; set += 3) {
            const size_t first = set * PER_SET + 41, n = 5;
            watched w = {.study = s};
            watch_days(&e, first, n, NULL, watch_member, &w);
            assert_int_equal(w.days, n * 90);
            for (size_t i = 0; i < n; i++) {
                for (size_t p = 0; p < 3; p++)
                    assert_memory_equal(&w.payoff[i][p], &r->payoff[p][first + i], sizeof(double));
                for (size_t o = 0; o < 6; o++) {
                    assert_int_equal(
                        w.outcome[i][o] == OFR_NEVER ? -1 : w.outcome[i][o] - s->model->start,
                        r->outcome[o][first + i]);
                }
            }
        }
        ensemble_done(&e);
        done(r);
        study_close(s);
    }
}

/* Day by day: a hash of all named states and of all that happened, and whether the line "deaths" was crossed. */
enum { DAYS = 90, TOLD = 8 };
typedef struct diary {
    size_t line;
    uint64_t state[DAYS][TOLD];
    bool crossed[DAYS][TOLD];
} diary;

static uint64_t hash_number(uint64_t hash, double x)
{
    unsigned char byte[sizeof x];

    memcpy(byte, &x, sizeof x);
    for (size_t i = 0; i < sizeof x; i++) hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

static void keep_diary(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane)
{
    diary *d = self;
    const size_t n = (size_t)(day - m->start);
    uint64_t hash = 7;

    for (size_t f = 0; f < m->n_fields; f++)
        hash = hash_number(hash, m->field[f].whole ? block_whole(b, m->field[f].row, lane)
                                                   : block_num(b, m->field[f].row, lane));
    for (size_t s = 0; s < m->n_slots; s++) {
        hash = hash_number(hash, block_num(b, m->count + s, lane));
        hash = hash_number(hash, block_whole(b, m->cause + s, lane));
    }
    d->state[n][lane] = hash;
    d->crossed[n][lane] = block_num(b, m->count + d->line, lane) > 0;
}

static void diary_of(const ofr_study *s, size_t first, diary *ret)
{
    ofr_ensemble e = ensemble_of(s, kernel_choose(NULL));

    ret->line = 0;
    while (s->model->slot[ret->line].kind != SLOT_CROSSING ||
           strcmp(s->model->slot[ret->line].id, "deaths") != 0)
        ret->line++;
    watch_days(&e, first, TOLD, NULL, keep_diary, ret);
    ensemble_done(&e);
}

/* Oracle: what an option can do begins with a crossing of its line. Without it every future is the same, in all states
 * and acts, up to the end of the day on which the line is first crossed but for the pending answer itself (so: up to
 * the day before); some are another afterwards, and those without a crossing never are. */
static void test_removing_an_option_changes_only_what_follows_from_its_line(void **state)
{
    static const char *const option = "options: [a-g, a-b]";
    char yaml[8192], *at;
    ofr_study *with = open_study(false, false);
    size_t differ = 0, never = 0;

    (void)state;
    snprintf(yaml, sizeof yaml, "%s", with->spec->text);
    assert_non_null(at = strstr(yaml, option));
    memcpy(at, "options: [a-g]     ", strlen(option));
    ofr_study *without = open_text(yaml);
    for (size_t set = 0; set < SETS; set++) {
        static diary one, other;
        diary_of(with, set * PER_SET, &one);
        diary_of(without, set * PER_SET, &other);
        for (size_t i = 0; i < TOLD; i++) {
            size_t day = 0;
            while (day < DAYS && !one.crossed[day][i]) {
                assert_true(one.state[day][i] == other.state[day][i]);
                day++;
            }
            never += day == DAYS;
            differ += day < DAYS && one.state[DAYS - 1][i] != other.state[DAYS - 1][i];
        }
    }
    print_message("%zu of %d futures differ, %zu have no crossing\n", differ, SETS * TOLD, never);
    assert_true(differ > 2 && never > 2);
    study_close(with);
    study_close(without);
}

/* A sink that hashes all that it is told, in the order told (FNV-1a). */
typedef struct hasher {
    uint64_t hash;
    size_t chunks, kept, n_series, n_outcomes, n_principals, n_dropping, horizon;
} hasher;

static void eat(hasher *h, const void *data, size_t n)
{
    const unsigned char *byte = data;

    for (size_t i = 0; i < n; i++) h->hash = (h->hash ^ byte[i]) * 0x100000001b3u;
}

static ofr_status sink_begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    hasher *h = self;

    (void)err;
    h->n_series = plan->n_series;
    h->n_dropping = plan->n_dropping;
    h->n_outcomes = plan->n_outcomes;
    h->n_principals = plan->n_principals;
    h->horizon = (size_t)plan->horizon;
    eat(h, plan->prior_draw, plan->n_priors * plan->n_sets * sizeof(double));
    return OFR_OK;
}

static ofr_status sink_chunk(void *self, const ofr_chunk *c, ofr_error *err)
{
    hasher *h = self;

    (void)err;
    assert_int_equal(c->index, h->chunks++);
    for (size_t i = 0; i < c->n; i++) {
        const ofr_member_row *m = &c->member[i];
        const int32_t whole[] = {m->deaths,  m->worst_rung, m->worst_day,   m->trigger,
                                 m->misread, m->dropped,    m->dropped_open};
        eat(h, &m->severity, sizeof m->severity);
        eat(h, whole, sizeof whole);
    }
    eat(h, c->outcome_day, h->n_outcomes * c->n * sizeof *c->outcome_day);
    eat(h, c->payoff, h->n_principals * c->n * sizeof *c->payoff);
    eat(h, c->histogram, h->n_series * h->horizon * OFR_BINS * sizeof *c->histogram);
    eat(h, c->dropped, 3 * h->n_dropping * sizeof *c->dropped);
    eat(h, c->set_evidence, c->n_chunk_sets * sizeof *c->set_evidence);
    return OFR_OK;
}

static ofr_status sink_history(void *self, const ofr_history *history, ofr_error *err)
{
    hasher *h = self;

    (void)err;
    eat(h, history->value, h->n_series * history->n_days * 3 * sizeof *history->value);
    return OFR_OK;
}

static ofr_status sink_kept(void *self, const ofr_kept *kept, ofr_error *err)
{
    hasher *h = self;

    (void)err;
    h->kept++;
    for (size_t i = 0; i < kept->n_acts; i++) {
        const ofr_act *a = &kept->act[i];
        eat(h, &a->number, sizeof a->number);
        eat(h, &a->cause, sizeof a->cause);
        eat(h, &a->count, sizeof a->count);
        eat(h, a->text, strlen(a->text));
    }
    return OFR_OK;
}

static ofr_status sink_finish(void *self, ofr_error *err)
{
    (void)self;
    (void)err;
    return OFR_OK;
}

static hasher hash_of_run(const ofr_study *s, int threads, const char *isa)
{
    hasher h = {.hash = 0xcbf29ce484222325u};
    const ofr_sink sink = {.self = &h,
                           .begin = sink_begin,
                           .chunk = sink_chunk,
                           .history = sink_history,
                           .kept = sink_kept,
                           .finish = sink_finish};
    /* 40 sets of 120: chunks of eight sets. */
    const run_options o = {
        .seed = SEED, .n_sets = 40, .per_set = 120, .threads = threads, .isa = isa, .kept = 16};
    ofr_error err = {0};

    if (study_run(s, &o, &sink, &err) != OFR_OK) fail_msg("%s", err.text);
    assert_int_equal(h.chunks, 5);
    assert_true(h.kept >= 16);
    return h;
}

/* Oracle: kernel.h. What a machine can run it cannot but run in this order. */
static void test_the_kernel_is_the_one_wanted_or_the_best_there_is(void **state)
{
    static const char *const name[] = {"v2", "v3", "v4"}, *const no[] = {"v1", "v5", "V2", "v22",
                                                                         "v"};
    const ofr_kernel *const built[] = {&kernel_v2, &kernel_v3, &kernel_v4};
    const ofr_kernel *best = NULL;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const ofr_kernel *kernel = kernel_choose(name[i]);
        assert_true(kernel == built[i] || (kernel == NULL && i > 0));
        if (kernel) best = kernel;
    }
    assert_true(kernel_choose(NULL) == best && kernel_choose("") == best);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) assert_null(kernel_choose(no[i]));
}

static void test_run_is_the_same_on_any_number_of_threads(void **state)
{
    ofr_study *s = open_study(false, true);
    const hasher one = hash_of_run(s, 1, NULL);

    (void)state;
    assert_true(hash_of_run(s, 2, NULL).hash == one.hash);
    assert_true(hash_of_run(s, 4, "v2").hash == one.hash);
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_kernel_is_the_one_wanted_or_the_best_there_is),
        cmocka_unit_test(test_the_scenario_is_busy),
        cmocka_unit_test(test_member_is_the_same_in_any_block_and_on_any_machine),
        cmocka_unit_test(test_member_is_the_same_in_any_chunk),
        cmocka_unit_test(test_what_never_acts_changes_nobody_else),
        cmocka_unit_test(test_turning_hostile_pairs_round_moves_no_number),
        cmocka_unit_test(test_removing_an_option_changes_only_what_follows_from_its_line),
        cmocka_unit_test(test_a_recorder_changes_nothing),
        cmocka_unit_test(test_run_is_the_same_on_any_number_of_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
