/* Which futures are kept: as many as asked for, no member twice, none beyond the end, sets spread evenly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "source_path.h"
#include "studies/kept.h"
#include "studies/study.h"

enum { MOST_SETS = 40, MOST_PER_SET = 100, MOST_MEMBERS = MOST_SETS * MOST_PER_SET };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Members before the next range may begin; fails when a range is empty, too long, out of place or over the end of
 * a set. */
static size_t check_range(kept_range r, size_t per_set, size_t from, size_t all)
{
    assert_in_range(r.n, 1, KEPT_TOGETHER);
    assert_true(r.first >= from && r.first + r.n <= all);
    assert_int_equal(r.first / per_set, (r.first + r.n - 1) / per_set);
    return r.first + r.n;
}

/* Oracle: the header. Sets used: what eight members a set, or all of a smaller one, make necessary. */
static void check_size(size_t n_sets, size_t per_set, size_t kept)
{
    const size_t all = n_sets * per_set, wanted = least(kept, all),
                 a_set = least(per_set, KEPT_TOGETHER),
                 sets = least((wanted + a_set - 1) / a_set, n_sets), gap = n_sets / sets;
    size_t n = 0, end = 0, used = 0, last = 0;

    for (size_t at = 0; at < kept_ranges(n_sets, per_set, kept); at++) {
        const kept_range r = kept_range_at(n_sets, per_set, kept, at);
        const size_t set = r.first / per_set;
        if (at == 0) assert_int_equal(set, 0);
        if (at > 0 && set != last) assert_in_range(set - last, gap, gap + 1);
        used += at == 0 || set != last;
        last = set;
        end = check_range(r, per_set, end, all);
        n += r.n;
    }
    assert_int_equal(n, wanted);
    assert_int_equal(used, sets);
}

static void test_no_size_keeps_a_member_twice_or_one_beyond_the_end(void **state)
{
    (void)state;
    for (size_t sets = 1; sets <= MOST_SETS; sets++) {
        for (size_t members = 1; members <= MOST_PER_SET; members++) {
            for (size_t kept = 1; kept <= 8; kept++) check_size(sets, members, kept);
            check_size(sets, members, 200);
        }
    }
}

/* Oracle: by hand. The usual run keeps the first eight of every eighth set; a single set of 20 asked for 10 keeps
 * five, leaves five out, keeps five. */
static void test_ranges_by_hand(void **state)
{
    (void)state;
    assert_int_equal(kept_ranges(200, 200, 200), 25);
    for (size_t at = 0; at < 25; at++) {
        const kept_range r = kept_range_at(200, 200, 200, at);
        assert_int_equal(r.first, 8 * 200 * at);
        assert_int_equal(r.n, 8);
    }
    assert_int_equal(kept_ranges(1, 20, 10), 2);
    const kept_range first = kept_range_at(1, 20, 10, 0), second = kept_range_at(1, 20, 10, 1);
    assert_int_equal(first.first, 0);
    assert_int_equal(first.n, 5);
    assert_int_equal(second.first, 10);
    assert_int_equal(second.n, 5);
    assert_int_equal(kept_ranges(40, 100, 0), 0);
}

/* Oracle: at the most members that a run may have nothing overflows. */
static void test_the_largest_ensembles_keep_some_too(void **state)
{
    static const size_t size[][2] = {
        {(size_t)1 << 31, 1}, {1, (size_t)1 << 31}, {1 << 16, 1 << 15}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        check_size(size[i][0], size[i][1], 200);
        const size_t n = kept_ranges(size[i][0], size[i][1], SIZE_MAX);
        const kept_range r = kept_range_at(size[i][0], size[i][1], SIZE_MAX, n - 1);
        assert_int_equal(r.first + r.n, (size_t)1 << 31);
    }
}

/* ---- whole runs ------------------------------------------------------------------------------- */

/* Counts how often each member is kept, and under what name. */
typedef struct counter {
    uint32_t pick[2]; /* the median and the worst as this sink has them */
    size_t all, n, times[MOST_MEMBERS];
    const char *name[MOST_MEMBERS];
} counter;

static ofr_status sink_begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    (void)err;
    ((counter *)self)->all = plan->n_members;
    return OFR_OK;
}

static ofr_status sink_chunk(void *self, const ofr_chunk *chunk, ofr_error *err)
{
    (void)self;
    (void)chunk;
    (void)err;
    return OFR_OK;
}

static ofr_status sink_kept(void *self, const ofr_kept *kept, ofr_error *err)
{
    counter *c = self;

    (void)err;
    assert_true(kept->member < c->all);
    c->times[kept->member]++;
    c->name[kept->member] = kept->pick[0] == 'm' ? "median" : kept->pick[0] == 'w' ? "worst" : "";
    c->n++;
    return OFR_OK;
}

static ofr_status sink_pick(void *self, const char *which, uint32_t *ret_member, ofr_error *err)
{
    (void)err;
    *ret_member = ((counter *)self)->pick[strcmp(which, "worst") == 0];
    return OFR_OK;
}

static ofr_status sink_finish(void *self, ofr_error *err)
{
    (void)self;
    (void)err;
    return OFR_OK;
}

static void run_whole(const ofr_study *s, size_t sets, size_t members, size_t kept, counter *c)
{
    const ofr_sink sink = {.self = c,
                           .begin = sink_begin,
                           .chunk = sink_chunk,
                           .kept = sink_kept,
                           .pick = sink_pick,
                           .finish = sink_finish};
    const run_options o = {
        .seed = 1, .n_sets = sets, .per_set = members, .threads = 1, .kept = kept};
    ofr_error err = {0};

    if (study_run(s, &o, &sink, &err) != OFR_OK)
        fail_msg("%zu x %zu, kept %zu: %s", sets, members, kept, err.text);
}

static ofr_study *open_minimal(void)
{
    char path[1024];
    ofr_study *s = NULL;
    ofr_error err = {0};

    source_path("scenarios/minimal.yaml", path, sizeof path);
    if (study_open(path, &(study_options){.horizon = "5 days"}, &s, &err) != OFR_OK)
        fail_msg("%s", err.text);
    return s;
}

static void check_run(const ofr_study *s, size_t sets, size_t members, size_t kept,
                      const uint32_t *pick)
{
    counter c = {.pick = {pick[0], pick[1]}};

    run_whole(s, sets, members, kept, &c);
    for (size_t m = 0; m < c.all; m++) assert_true(c.times[m] <= 1);
    assert_in_range(c.n, least(kept, c.all), least(kept + 2, c.all));
    if (pick[0] >= c.all) return;
    assert_string_equal(c.name[pick[0]], "median");
    assert_string_equal(c.name[pick[1]], pick[0] == pick[1] ? "median" : "worst");
}

/* Oracle: sizes that ended in a member kept twice after all the work was done, and odd ones; the
 * picks are the first and the last member, two in the middle, the same one twice, and members that
 * are not there. */
static void test_whole_runs_keep_each_member_once_and_the_picks_by_name(void **state)
{
    enum { SIZES = 10, KEPT = 9, PICKED = 4 };
    static const size_t size[SIZES][2] = {{3, 20}, {1, 50}, {10, 10}, {1, 33}, {39, 7},
                                          {1, 1},  {2, 1},  {40, 3},  {5, 41}, {7, 100}};
    static const size_t kept[KEPT] = {1, 2, 3, 4, 5, 6, 7, 8, 200};
    ofr_study *s = open_minimal();

    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        const uint32_t all = (uint32_t)(size[i][0] * size[i][1]);
        const uint32_t pick[PICKED][2] = {
            {0, all - 1}, {all / 2, all / 3}, {all / 2, all / 2}, {all, UINT32_MAX}};
        for (size_t k = 0; k < KEPT * PICKED; k++)
            check_run(s, size[i][0], size[i][1], kept[k / PICKED], pick[k % PICKED]);
    }
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_size_keeps_a_member_twice_or_one_beyond_the_end),
        cmocka_unit_test(test_ranges_by_hand),
        cmocka_unit_test(test_the_largest_ensembles_keep_some_too),
        cmocka_unit_test(test_whole_runs_keep_each_member_once_and_the_picks_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
