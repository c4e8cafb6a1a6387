/* Futures: ways that part from the base on different days, for members of several sets, at rest and after a history.
 * Oracle: a swarm of one member under the variant from the start, which knows nothing of bases, groups and parting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine/filter.h"
#include "engine/futures.h"
#include "engine/observe.h"
#include "past_world.h"
#include "studies/whatif.h"

enum { SEED = 19, SETS = 4, PER_SET = 40, FIRST = 30, MEMBERS = 100, WAYS = 6 };

static const char *const yaml =
    "offramp: 1\ntitle: ways\nstart: 2024-03-01\nhorizon: 60 days\nhostile: [[a, b]]\n"
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
    "politics: {a: {}, b: {}}\n"
    "outcomes: {lethal: {when: {to: a, deaths-own: 1}, headline: true}}\n";
static const char *const events = "date,source,target,theatre,action,at,count\n"
                                  "2024-02-03,g,a,x,harass,forces,1\n"
                                  "2024-02-05,g,a,x,harass,forces,2\n";

/* From the start; two on one day; on the last day; after the end; never. */
static const char *const what_if[WAYS] = {
    "now: conduct.raids.rate = times 3 to 2024-03-20",
    "soon: conduct.raids.rate = times 0 from 2024-03-11 to 2024-03-20",
    "as soon: theatres.x.lethality = times 4 from 2024-03-11",
    "last: conduct.raids.rate = 9 per day from 2024-04-29",
    "after: conduct.raids.rate = 9 per day from 2024-04-30",
    "never:",
};

typedef struct fork {
    ofr_study *s;
    ofr_ensemble e;
    whatif_plan plan[WAYS];
} fork_of_ways;

static void fork_open(fork_of_ways *f, bool past)
{
    ofr_error err = {0};

    *f = (fork_of_ways){0};
    if (past)
        f->s = past_world_open(yaml, "2024-02-01", events, NULL);
    else if (study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &f->s, &err) != OFR_OK)
        fail_msg("%s", err.text);
    assert_int_equal(
        ensemble_init(&f->e, f->s->model, kernel_choose(NULL), SEED, SETS, PER_SET, false, &err),
        OFR_OK);
    f->e.past = f->s->past;
    for (size_t i = 0; i < WAYS; i++) {
        ofr_whatifs list;
        assert_int_equal(whatifs_init(&list, &err), OFR_OK);
        if (whatifs_from_text(&list, what_if[i], &err) != OFR_OK) fail_msg("%s", err.text);
        if (whatif_compile(f->s, &list.item[0], &f->plan[i], &err) != OFR_OK)
            fail_msg("%s", err.text);
        whatifs_done(&list);
    }
}

static void fork_close(fork_of_ways *f)
{
    for (size_t i = 0; i < WAYS; i++) whatif_plan_done(&f->plan[i]);
    ensemble_done(&f->e);
    study_close(f->s);
}

/* A diary of all days: of each member a hash of what happened and of all states, day upon day. */
typedef struct diary {
    size_t seats; /* told of */
    uint64_t hash[MEMBERS];
} diary;

static void write_day(void *self, const ofr_seats *seats)
{
    diary *d = self;

    for (size_t k = 0; k < seats->n; k++) {
        const size_t member = seats->first + k;
        uint64_t *hash = &d->hash[member - FIRST];
        assert_true(member >= FIRST && member < FIRST + MEMBERS);
        for (size_t i = 0; i < seats->model->n_nums; i++) {
            const double x = block_num(seats->block, i, k);
            uint64_t bits;
            memcpy(&bits, &x, sizeof bits);
            *hash = (*hash ^ bits) * UINT64_C(1099511628211);
        }
        d->seats++;
    }
}

/* One member alone under a variant from the morning of the start on. */
static uint64_t alone(const fork_of_ways *f, size_t member, const ofr_variant *variant)
{
    static diary d;
    const ofr_model *m = f->s->model;
    const size_t set = member / PER_SET;
    const ofr_observer observer = {m->start, m->start + m->horizon, write_day, &d};
    ofr_swarm *particles = NULL, *s = NULL;
    ofr_error err = {0};
    ofr_account account;

    d = (diary){0};
    assert_int_equal(swarm_new(m, f->e.kernel, SEED, 1, NULL, &s, &err), OFR_OK);
    assert_int_equal(swarm_vary(s, variant, &err), OFR_OK);
    swarm_number(s, member, 1);
    if (f->s->past) {
        assert_int_equal(history_new(&f->e, &particles, &err), OFR_OK);
        assert_int_equal(history_run(&f->e, set, particles, NULL, 0, NULL, &account, &err), OFR_OK);
        swarm_copy_seat(particles, member % PER_SET % f->e.particles, s, 0);
        swarm_key(s, 0, member, 0);
    } else {
        swarm_image(s, 0, 1, f->e.value + set * m->spec->n_parameters);
        swarm_key(s, 0, member, 0);
        swarm_rest(s, m->start);
    }
    assert_int_equal(swarm_run(s, m->start + m->horizon, &observer, 1, NULL, &err), OFR_OK);
    assert_int_equal(d.seats, m->horizon);
    swarm_free(s);
    swarm_free(particles);
    return d.hash[member - FIRST];
}

/* Members 30 to 129 of four sets of 40: sets cut on both sides, more than are seated at once. */
static void test_each_way_is_the_member_alone_under_its_changes(void **state)
{
    (void)state;
    for (int past = 0; past < 2; past++) {
        static diary d[WAYS + 1];
        fork_of_ways f;
        ofr_observer observer[WAYS + 1];
        ofr_way way[WAYS + 1];
        ofr_account account[SETS] = {{0}};
        ofr_error err = {0};
        size_t differ[WAYS] = {0};

        fork_open(&f, past);
        const int32_t start = f.s->model->start, days = f.s->model->horizon;
        for (size_t i = 0; i <= WAYS; i++) {
            d[i] = (diary){0};
            observer[i] = (ofr_observer){start, start + days, write_day, &d[i]};
            way[i] = (ofr_way){i < WAYS ? &f.plan[i].variant : NULL, &observer[i], 1};
        }
        const futures_plan plan = {
            .first = FIRST, .n = MEMBERS, .way = way, .n_ways = WAYS + 1, .account = account};
        if (futures_run(&f.e, &plan, &err) != OFR_OK) fail_msg("%s", err.text);
        for (size_t i = 0; i <= WAYS; i++) assert_int_equal(d[i].seats, MEMBERS * (size_t)days);
        for (size_t j = 0; j < MEMBERS; j += 9) {
            for (size_t i = 0; i <= WAYS; i++)
                assert_true(d[i].hash[j] == alone(&f, FIRST + j, way[i].variant));
        }
        for (size_t i = 0; i < WAYS; i++) {
            for (size_t j = 0; j < MEMBERS; j++) differ[i] += d[i].hash[j] != d[WAYS].hash[j];
        }
        /* Who changes something within the horizon differs, who does not is the base. */
        for (size_t i = 0; i < 4; i++) assert_true(differ[i] > MEMBERS / 2);
        assert_true(differ[4] == 0 && differ[5] == 0);
        for (size_t i = 0; i < SETS; i++)
            assert_true(past ? account[i].evidence < 0 : account[i].evidence == 0);
        fork_close(&f);
    }
}

typedef struct count {
    size_t calls, particles;
    size_t first, last; /* numbers */
} count;

static void count_particles(void *self, const ofr_seats *seats)
{
    count *c = self;

    if (c->calls++ == 0) c->first = seats->first;
    c->last = seats->first + seats->n - 1;
    c->particles += seats->n;
}

/* Oracle: counted by hand: members 30 to 129 touch sets 0 to 3; each has 29 days of history, once for all ways. */
static void test_each_set_has_one_history_whatever_grows_from_it(void **state)
{
    (void)state;
    for (size_t n_ways = 0; n_ways <= 2; n_ways++) {
        for (size_t particles = 7; particles <= 32; particles += 25) {
            fork_of_ways f;
            static diary d[2];
            count c = {0};
            ofr_error err = {0};

            fork_open(&f, true);
            f.e.particles = particles;
            const int32_t start = f.s->model->start;
            const ofr_observer past = {INT32_MIN, start, count_particles, &c},
                               future[2] = {{start, INT32_MAX, write_day, &d[0]},
                                            {start, INT32_MAX, write_day, &d[1]}};
            const ofr_way way[2] = {{NULL, &future[0], 1}, {&f.plan[0].variant, &future[1], 1}};
            const futures_plan plan = {.first = FIRST,
                                       .n = MEMBERS,
                                       .past = &past,
                                       .n_past = 1,
                                       .way = way,
                                       .n_ways = n_ways};
            if (futures_run(&f.e, &plan, &err) != OFR_OK) fail_msg("%s", err.text);
            assert_int_equal(c.particles, SETS * 29 * particles);
            assert_int_equal(c.first, 0);
            assert_int_equal(c.last, SETS * particles - 1);
            fork_close(&f);
        }
    }
}

static void test_a_stop_ends_it(void **state)
{
    fork_of_ways f;
    static diary d;
    volatile int stop = 1;
    ofr_error err = {0};

    (void)state;
    for (int past = 0; past < 2; past++) {
        fork_open(&f, past);
        const ofr_observer observer = {0, INT32_MAX, write_day, &d};
        const ofr_way way = {NULL, &observer, 1};
        const futures_plan plan = {
            .first = FIRST, .n = MEMBERS, .way = &way, .n_ways = 1, .stop = &stop};
        d = (diary){0};
        assert_int_equal(futures_run(&f.e, &plan, &err), OFR_INTERRUPTED);
        assert_int_equal(d.seats, 0);
        ofr_error_done(&err);
        fork_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_way_is_the_member_alone_under_its_changes),
        cmocka_unit_test(test_each_set_has_one_history_whatever_grows_from_it),
        cmocka_unit_test(test_a_stop_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
