/* Eves: what is unpacked is what history leads to; a damaged one is refused or the same; each key of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/eve.h"
#include "engine/filter.h"
#include "engine/futures.h"
#include "engine/observe.h"
#include "past_world.h"
#include "studies/eve_key.h"

enum { SEED = 23, SETS = 3, PER_SET = 20, TEXT = 4096 };

/* The election before the start writes into the image of some particles. */
static const char *const yaml =
    "offramp: 1\ntitle: eves\nstart: 2024-03-01\nhorizon: 40 days\nhostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: {value: 0.5, prior: \"beta(5, 5)\"}}}}\n"
    "theatres: {x: {name: X, lethality: {value: 0.05, prior: \"beta(2, 38)\"}}}\n"
    "drivers: {wind: {active: true, starts: 0.02 per day, ends: 0.05 per day, in: x}}\n"
    "conduct:\n"
    "  - {id: raids, from: g, to: a, in: x, act: harass, at: forces, rate: 0.5 per day, record: "
    "full, driven-by: {wind: x2}, answers: {to: a, acts-per-severity: 0.02}}\n"
    "  - {id: reply, from: a, to: g, in: x, act: strike, at: proxy}\n"
    "red-lines: {deaths: {holder: a, when: {to: a, backed-by: b, deaths-own: 1}, response: {base: "
    "2, options: [reply]}}}\n"
    "stances: {initial: {a-b: 1, b-a: 1}}\n"
    "politics:\n"
    "  a: {elections: [{id: vote, date: 2024-02-10, outcomes: {stay: {chance: 0.5}, go: {chance: "
    "0.5, changes: {politics.a.press: 0.3}}}}]}\n"
    "  b: {}\n"
    "outcomes: {lethal: {when: {to: a, deaths-own: 1}, headline: true}}\n";
static const char *const events = "date,source,target,theatre,action,at,count\n"
                                  "2024-02-03,g,a,x,harass,forces,1\n"
                                  "2024-02-05,g,a,x,harass,forces,2\n"
                                  "2024-02-20,g,a,x,harass,forces,1\n";

typedef struct world {
    ofr_study *s;
    ofr_ensemble e;
} world;

static void world_open(world *w, size_t particles)
{
    ofr_error err = {0};

    w->s = past_world_open(yaml, "2024-02-01", events, NULL);
    if (ensemble_init(&w->e, w->s->model, kernel_choose(NULL), SEED, SETS, PER_SET, false, &err) !=
        OFR_OK)
        fail_msg("%s", err.text);
    w->e.past = w->s->past;
    w->e.particles = particles;
}

static void world_close(world *w)
{
    ensemble_done(&w->e);
    study_close(w->s);
}

static ofr_swarm *particles_of(const world *w)
{
    ofr_swarm *s = NULL;
    ofr_error err = {0};

    if (history_new(&w->e, &s, &err) != OFR_OK) fail_msg("%s", err.text);
    return s;
}

static ofr_swarm *lived(const world *w, size_t set, ofr_account *ret_account)
{
    ofr_swarm *s = particles_of(w);
    ofr_error err = {0};

    if (history_run(&w->e, set, s, NULL, 0, NULL, ret_account, &err) != OFR_OK)
        fail_msg("%s", err.text);
    return s;
}

static bool same_area(const world *w, const ofr_swarm *a, const ofr_swarm *b, swarm_area area,
                      size_t rows)
{
    double one[64] = {0}, other[64] = {0};

    assert_true(w->e.particles <= 64);
    for (size_t i = 0; i < rows; i++) {
        swarm_row_read(a, area, i, one);
        swarm_row_read(b, area, i, other);
        if (memcmp(one, other, sizeof one) != 0) return false;
    }
    return true;
}

static bool same(const world *w, const ofr_swarm *a, const ofr_swarm *b)
{
    const ofr_model *m = w->s->model;

    return swarm_day(a) == swarm_day(b) && same_area(w, a, b, SWARM_PARS, m->n_pars) &&
           same_area(w, a, b, SWARM_NUMS, m->n_nums) &&
           same_area(w, a, b, SWARM_WHOLES, m->n_wholes);
}

/* Sets whose particles do not all have the same image: the election has been. */
static bool image_differs(const world *w, const ofr_swarm *s)
{
    double row[64];

    for (size_t i = 0; i < w->s->model->spec->n_parameters; i++) {
        swarm_row_read(s, SWARM_PARS, i, row);
        for (size_t k = 1; k < w->e.particles; k++) {
            if (memcmp(&row[k], &row[0], sizeof row[0]) != 0) return true;
        }
    }
    return false;
}

static void test_what_is_unpacked_is_what_history_leads_to(void **state)
{
    static const size_t particles[] = {1, 2, 31, 32, 33, 64};
    bool any_image = false;

    (void)state;
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++) {
        world w;
        world_open(&w, particles[i]);
        for (size_t set = 0; set < SETS; set++) {
            ofr_account account = {.evidence = 1}, again = {.evidence = 2};
            ofr_eve eve = {0};
            ofr_error err = {0};
            ofr_swarm *one = lived(&w, set, &account), *other = particles_of(&w);
            assert_int_equal(eve_pack(&w.e, set, one, &account, &eve, &err), OFR_OK);
            assert_true(eve.made && eve.n > 0);
            assert_true(eve_open(&w.e, set, &eve, other, &again));
            assert_memory_equal(&account.evidence, &again.evidence, sizeof again.evidence);
            assert_true(same(&w, one, other));
            any_image |= image_differs(&w, one);
            eve_done(&eve);
            swarm_free(one);
            swarm_free(other);
        }
        world_close(&w);
    }
    assert_true(any_image); /* else the test would not see that images are kept */
}

/* Each byte in turn, and each length: refused, or harmless. */
static void test_a_damaged_one_is_refused(void **state)
{
    world w;
    ofr_account account, again;
    ofr_eve eve = {0};
    ofr_error err = {0};
    size_t refused = 0;

    (void)state;
    world_open(&w, 5);
    ofr_swarm *one = lived(&w, 1, &account), *other = particles_of(&w);
    assert_int_equal(eve_pack(&w.e, 1, one, &account, &eve, &err), OFR_OK);
    for (size_t i = 0; i < eve.n; i++) {
        eve.bytes[i] ^= (unsigned char)(1u << i % 8);
        if (eve_open(&w.e, 1, &eve, other, &again))
            assert_true(same(&w, one, other) && again.evidence == account.evidence);
        else
            refused++;
        eve.bytes[i] ^= (unsigned char)(1u << i % 8);
    }
    assert_true(refused > eve.n / 10 * 9); /* not every bit of zlib's stream means something */
    for (size_t n = 0; n < eve.n; n++) {
        const ofr_eve part = {eve.bytes, n, false};
        assert_false(eve_open(&w.e, 1, &part, other, &again));
    }
    assert_true(eve_open(&w.e, 1, &eve, other, &again));
    eve_done(&eve);
    swarm_free(one);
    swarm_free(other);
    world_close(&w);
}

/* The same futures from histories, which make eves, and from these. */
static void test_futures_from_eves_are_the_same_without_histories(void **state)
{
    static const seen_plan kinds = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) |
                                             SEEN(SEEN_PAYOFFS) | SEEN(SEEN_BINS)};
    world w;
    ofr_seen seen[2];
    ofr_eve eve[SETS] = {{0}};
    ofr_account account[2][SETS];
    ofr_work work[2] = {{0}};
    ofr_error err = {0};

    (void)state;
    world_open(&w, 32);
    for (size_t i = 0; i < 2; i++) {
        ofr_observer observer[SEEN_KINDS];
        assert_int_equal(seen_init(&w.e, &kinds, SETS * PER_SET, &seen[i], &err), OFR_OK);
        seen_open(&seen[i], 0, SETS * PER_SET);
        const ofr_way way = {NULL, observer, seen_observers(&seen[i], observer)};
        const futures_plan plan = {.n = SETS * PER_SET,
                                   .way = &way,
                                   .n_ways = 1,
                                   .account = account[i],
                                   .eve = eve,
                                   .work = &work[i]};
        if (futures_run(&w.e, &plan, &err) != OFR_OK) fail_msg("%s", err.text);
        for (size_t s = 0; s < SETS; s++) assert_true(eve[s].n > 0);
    }
    assert_true(seen_same(&seen[0], &seen[1]));
    for (size_t i = 0; i < SETS; i++) assert_true(account[0][i].evidence == account[1][i].evidence);
    assert_int_equal(work[0].set_histories, SETS);
    assert_int_equal(work[1].set_histories, 0);
    assert_int_equal(work[0].member_days, SETS * PER_SET * 40);
    assert_int_equal(work[1].member_days, SETS * PER_SET * 40);
    /* Whoever watches the past gets it all the same. */
    {
        ofr_seen past;
        ofr_observer observer[SEEN_KINDS];
        const seen_plan asked = {.kinds = SEEN(SEEN_PAST), .past_days = 10};
        assert_int_equal(seen_init(&w.e, &asked, 2 * 32, &past, &err), OFR_OK);
        seen_open(&past, 0, 2 * 32);
        const futures_plan plan = {.n = SETS * PER_SET,
                                   .past = observer,
                                   .n_past = seen_observers(&past, observer),
                                   .past_end = 2,
                                   .eve = eve,
                                   .work = &work[1]};
        if (futures_run(&w.e, &plan, &err) != OFR_OK) fail_msg("%s", err.text);
        assert_int_equal(work[1].set_histories, 2);
        seen_done(&past);
    }
    for (size_t i = 0; i < 2; i++) seen_done(&seen[i]);
    for (size_t s = 0; s < SETS; s++) eve_done(&eve[s]);
    world_close(&w);
}

/* ---- several starts ----------------------------------------------------------------------------- */

static const char *const later_known = "date,source,target,theatre,action,at,count\n"
                                       "2024-02-03,g,a,x,harass,forces,1\n"
                                       "2024-02-05,g,a,x,harass,forces,2\n";

/* The world with another start, another horizon and what was known then. */
static void world_from(world *w, const char *start, const char *horizon, const char *known)
{
    static char text[TEXT];
    const char *at = strstr(yaml, "start: 2024-03-01\nhorizon: 40 days");
    ofr_error err = {0};

    assert_non_null(at);
    snprintf(text, sizeof text, "%.*sstart: %s\nhorizon: %s%s", (int)(at - yaml), yaml, start,
             horizon, at + strlen("start: 2024-03-01\nhorizon: 40 days"));
    w->s = past_world_open(text, "2024-02-01", known, NULL);
    if (ensemble_init(&w->e, w->s->model, kernel_choose(NULL), SEED, SETS, PER_SET, false, &err) !=
        OFR_OK)
        fail_msg("%s", err.text);
    w->e.past = w->s->past;
}

/* Starts before, on and after the election, one with less of the record, one on the first day's eve, two on one day. */
static void test_histories_with_first_days_in_common_are_each_its_own(void **state)
{
    enum { LEGS = 6 };
    static const struct {
        const char *start, *horizon, *known;
    } one[LEGS] = {{"2024-03-01", "40 days", NULL},  {"2024-02-10", "20 days", NULL},
                   {"2024-02-25", "7 days", "less"}, {"2024-02-02", "30 days", NULL},
                   {"2024-02-25", "90 days", NULL},  {"2024-02-28", "40 days", "less"}};
    world w[LEGS];
    ofr_leg leg[LEGS];
    ofr_eve made[LEGS] = {{0}}, own[LEGS] = {{0}};
    ofr_error err = {0};

    (void)state;
    for (size_t i = 0; i < LEGS; i++) {
        world_from(&w[i], one[i].start, one[i].horizon, one[i].known ? later_known : events);
        const ofr_model *m = w[i].s->model;
        leg[i] = (ofr_leg){&w[i].e, past_parts(w[0].s->past, w[i].s->past, m->epoch, m->start - 2),
                           &made[i]};
    }
    assert_int_equal(leg[2].parts, date_parse("2024-02-20"));
    assert_int_equal(leg[5].parts, date_parse("2024-02-20"));
    assert_int_equal(leg[4].parts, date_parse("2024-02-24"));
    for (size_t set = 0; set < SETS; set++) {
        if (history_legs(leg, LEGS, set, NULL, &err) != OFR_OK) fail_msg("%s", err.text);
        for (size_t i = 0; i < LEGS; i++) {
            ofr_account account;
            ofr_swarm *s = lived(&w[i], set, &account);
            assert_int_equal(eve_pack(&w[i].e, set, s, &account, &own[i], &err), OFR_OK);
            assert_int_equal(made[i].n, own[i].n);
            assert_memory_equal(made[i].bytes, own[i].bytes, own[i].n);
            swarm_free(s);
            eve_done(&own[i]);
            eve_done(&made[i]);
        }
    }
    for (size_t i = 0; i < LEGS; i++) world_close(&w[i]);
}

/* ---- keys --------------------------------------------------------------------------------------- */

/* What a key is asked for. */
typedef struct asked {
    const char *out, *in; /* a part of the scenario, and what stands there instead; NULL: nothing */
    const char *from, *events;
    uint64_t seed;
    size_t particles, set;
} asked;

static uint64_t key_of(const asked *a)
{
    static char text[TEXT];
    ofr_error err = {0};
    ofr_ensemble e;
    const char *at = a->out ? strstr(yaml, a->out) : NULL;

    assert_true(!a->out || at);
    if (at)
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - yaml), yaml, a->in, at + strlen(a->out));
    else
        snprintf(text, sizeof text, "%s", yaml);
    ofr_study *s = past_world_open(text, a->from, a->events, NULL);
    if (ensemble_init(&e, s->model, kernel_choose(NULL), a->seed, SETS, PER_SET, false, &err) !=
        OFR_OK)
        fail_msg("%s", err.text);
    e.past = s->past;
    e.particles = a->particles;
    const uint64_t key = eve_key_set(eve_key_ensemble(s, &e), &e, a->set);
    ensemble_done(&e);
    study_close(s);
    return key;
}

static const asked usual = {NULL, NULL, "2024-02-01", NULL, SEED, 32, 0};

static asked with(const char *out, const char *in)
{
    asked a = usual;

    a.out = out;
    a.in = in;
    a.events = events;
    return a;
}

static void test_what_history_depends_on_changes_the_key(void **state)
{
    const char *const more = "date,source,target,theatre,action,at,count\n"
                             "2024-02-03,g,a,x,harass,forces,1\n"
                             "2024-02-05,g,a,x,harass,forces,3\n"
                             "2024-02-20,g,a,x,harass,forces,1\n";
    asked one[16];
    uint64_t key[16];
    size_t n = 0;

    (void)state;
    one[n++] = with(NULL, NULL);
    one[n++] = with("rate: 0.5 per day", "rate: 0.6 per day");
    one[n++] = with("active: true", "active: false");
    one[n++] = with("beta(2, 38)", "beta(2, 39)"); /* the sets' values */
    one[n++] = with("driven-by: {wind: x2}", "driven-by: {wind: x3}");
    one[n++] = with("start: 2024-03-01", "start: 2024-03-02"); /* the eve's day */
    one[n++] = with("hostile: [[a, b]]\n", "hostile: [[a, b]]\nhistory: {information: actor}\n");
    one[n++] = with("date: 2024-02-10", "date: 2024-02-11");
    one[n] = with(NULL, NULL);
    one[n++].seed = SEED + 1;
    one[n] = with(NULL, NULL);
    one[n++].particles = 31;
    one[n] = with(NULL, NULL);
    one[n++].set = 1;
    one[n] = with(NULL, NULL);
    one[n++].from = "2024-01-31";
    one[n] = with(NULL, NULL);
    one[n++].events = more;
    for (size_t i = 0; i < n; i++) {
        key[i] = key_of(&one[i]);
        for (size_t j = 0; j < i; j++) {
            if (key[i] == key[j]) fail_msg("%zu and %zu have one key", i, j);
        }
    }
}

static void test_what_it_does_not_depend_on_does_not(void **state)
{
    const asked one[] = {
        with("title: eves", "title: other words"),
        with("title: eves", "# a comment\ntitle:   'eves'"),
        with("title: eves", "title: eves\nsays: a note"),
        with("horizon: 40 days", "horizon: 41 days"),
        with("rate: 0.5 per day", "rate: 0.50 per day"),
        with("hostile: [[a, b]]\n", "hostile: [[a, b]]\nwhat-ifs: {more: {changes: "
                                    "{theatres.x.lethality: 0.1}}}\n"),
        with("hostile: [[a, b]]\n",
             "hostile: [[a, b]]\nhypotheses: {h: {says: s, by: b, outcome: lethal, compare: {c: "
             "{expects: within 2 points, changes: {theatres.x.lethality: 0.1}}}}}\n"),
    };
    const asked base = with(NULL, NULL);
    const uint64_t key = key_of(&base);

    (void)state;
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        if (key_of(&one[i]) != key) fail_msg("%zu has another key", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_unpacked_is_what_history_leads_to),
        cmocka_unit_test(test_a_damaged_one_is_refused),
        cmocka_unit_test(test_futures_from_eves_are_the_same_without_histories),
        cmocka_unit_test(test_histories_with_first_days_in_common_are_each_its_own),
        cmocka_unit_test(test_what_history_depends_on_changes_the_key),
        cmocka_unit_test(test_what_it_does_not_depend_on_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
