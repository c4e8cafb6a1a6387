/* Packages that lower a risk and are accepted: acceptance, allocation, traps, no exit at all, and the same bits from any threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "planted_exits.h"
#include "scratch.h"
#include "studies/exits_parts.h"

/* ---- acceptance and allocation ------------------------------------------------------------------- */

/* Sums of n pairs that all differ by d. */
static pair_sums same_pairs(uint32_t n, double d)
{
    return (pair_sums){.n = n, .difference = n * d, .difference2 = n * d * d};
}

/* Expected: without chance within sets the quantile is that of the sets' own gains: of 1 .. 100 a share 0.05 is at 5 or below. */
static void test_without_chance_the_quantile_is_that_of_the_sets(void **state)
{
    pair_sums set[100];

    (void)state;
    for (size_t i = 0; i < 100; i++) set[i] = same_pairs(10, (double)i + 1);
    assert_true(fabs(exits_quantile(set, 100, 0.05) - 5) < 1e-6);
    assert_true(fabs(exits_quantile(set, 100, 0.951) - 96) < 1e-6);
}

/* Expected: sets of one mean, each known to a standard error of 1: what they differ by is chance, so the gain is that of the mean,
 * which is known to sqrt(B^2 / S); here B^2 = 0.5 by construction, S = 50, and the 5 % quantile of the normal is -1.6449. */
static void test_where_all_is_chance_the_quantile_is_that_of_the_mean(void **state)
{
    pair_sums set[50];

    (void)state;
    for (size_t i = 0; i < 50; i++) {
        const double mean = 3 + (i % 2 ? 0.7 : -0.7);
        /* 100 pairs, variance 100 within: sum of squares = 99 * 100 + 100 * mean^2 */
        set[i] = (pair_sums){
            .n = 100, .difference = 100 * mean, .difference2 = 9900 + 100 * mean * mean};
    }
    const double over = 0.49 * 50 / 49, expected = 3 - 1.6448536 * sqrt(over / 50);
    assert_true(fabs(exits_quantile(set, 50, 0.05) - expected) < 1e-6);
}

/* Expected: the theorem by hand. Means -10 (best), -8, -6 points of a hundred, variances 1, 1, 4 (of 10^-4):
 * N_2 / N_3 = (1 / 4) / (4 / 16) = 1; N_1 = sqrt(N_2^2 / 1 + N_3^2 / 4) = N_2 sqrt(1.25). */
static void test_sets_are_allocated_by_the_theorem(void **state)
{
    const double mean[] = {-0.10, -0.08, -0.06}, variance[] = {1e-4, 1e-4, 4e-4};
    double target[3];

    (void)state;
    ocba_targets(mean, variance, 3, 0, 100, target);
    assert_true(fabs(target[0] + target[1] + target[2] - 100) < 1e-9);
    assert_true(fabs(target[1] / target[2] - 1) < 1e-9);
    assert_true(fabs(target[0] / target[1] - sqrt(1.25)) < 1e-9);
}

/* ---- planted worlds ------------------------------------------------------------------------------ */

static bool holds(const exits_row *row, const char *move)
{
    for (size_t i = 0; i < row->n_moves; i++) {
        if (strcmp(row->move[i]->name, move) == 0) return true;
    }
    return false;
}

/* Expected: the two largest flows are free to curb, and no other pair takes as many losses away; without them
 * 1 - exp(-20 (0.02 + 0.01 + (0.06 + 0.05) / 10)) of the futures have a loss, with all 1 - exp(-20 0.14) = 0.94. */
static void test_the_best_pair_is_found_and_is_the_exit(void **state)
{
    static const planted_flow flow[] = {{0.06, 1, 0}, {0.02, 1, 0}, {0.05, 1, 0}, {0.01, 1, 0}};
    planted_world w = planted_open(state, flow);

    planted_search(&w, 3, 128, 1);
    const ofr_exits *e = w.exits;
    assert_int_equal(e->best, 0);
    const exits_row *row = &e->row[0];
    assert_int_equal(row->n_moves, 2);
    assert_true(holds(row, "curb-0:f0") && holds(row, "curb-2:f2"));
    assert_true(row->accepted && row->effective && row->pareto);
    assert_int_equal(row->n_parties, 1);
    assert_string_equal(row->party[0].id, "a");
    assert_int_equal(row->n_unweighed, 0);
    /* 2,048 futures of 16 sets: five standard errors are below 0.06. */
    assert_true(fabs(row->risk.base - (1 - exp(-2.8))) < 0.06);
    assert_true(fabs(row->risk.other - (1 - exp(-20 * 0.041))) < 0.06);
    assert_true(e->fresh && !e->stopped && e->n_sets == 16);
    assert_true(e->least == EXITS_LEAST_POINTS);
    planted_close(&w);
}

/* Expected: of moves that work by half the mix is taken: with both of two, one of them in half of the rest and so on. The flow that
 * is left alone has rate 0.02; those that are curbed 0.06 and 0.05, or a tenth of it. */
static void test_moves_that_may_fail_are_a_mix_of_futures(void **state)
{
    static const planted_flow flow[] = {
        {0.06, 0.5, 0}, {0.02, 0, 0}, {0.05, 0.5, 0}, {0.00001, 0, 0}};
    planted_world w = planted_open(state, flow);
    const double left[] = {0.13, 0.076, 0.085, 0.031};
    double mix = 0;

    planted_search(&w, 3, 128, 1);
    for (size_t i = 0; i < 4; i++) mix += 0.25 * (1 - exp(-20 * left[i]));
    const exits_row *row = &w.exits->row[0];
    assert_true(holds(row, "curb-0:f0") && holds(row, "curb-2:f2"));
    assert_true(fabs(row->risk.other - mix) < 0.06);
    planted_close(&w);
}

/* Expected: the move against the largest flow costs A a thousand dead, which nothing in 20 days is worth. */
static void test_a_move_that_lowers_the_risk_and_costs_too_much_is_refused(void **state)
{
    static const planted_flow flow[] = {{0.08, 1, 1000}, {0.03, 1, 0}, {0.02, 1, 0}, {0.01, 1, 0}};
    planted_world w = planted_open(state, flow);

    planted_search(&w, 3, 128, 1);
    const ofr_exits *e = w.exits;
    size_t refused = 0;
    assert_int_equal(e->best, 0);
    assert_true(holds(&e->row[0], "curb-1:f1") && holds(&e->row[0], "curb-2:f2"));
    for (size_t i = 0; i < e->n_rows; i++) {
        const exits_row *row = &e->row[i];
        assert_int_equal(row->accepted, !holds(row, "curb-0:f0"));
        refused += !row->accepted;
        if (!row->accepted) assert_true(row->party[0].gain.value < -900);
    }
    assert_true(refused > 0); /* it was looked at, and is told */
    planted_close(&w);
}

/* Expected: where every move costs a thousand dead nothing is accepted, and it hangs on A, not on B, whom nobody asks. */
static void test_a_world_without_an_exit_says_so_and_on_whom_it_hangs(void **state)
{
    static const planted_flow flow[] = {
        {0.06, 1, 1000}, {0.03, 1, 1000}, {0.02, 1, 1000}, {0.01, 1, 1000}};
    planted_world w = planted_open(state, flow);

    planted_search(&w, 3, 64, 1);
    const ofr_exits *e = w.exits;
    assert_true(e->best == SIZE_MAX);
    assert_true(e->nearest < e->n_rows);
    assert_int_equal(e->n_binds, 3);
    assert_string_equal(e->bind[0].id, "a");
    assert_int_equal(e->bind[0].row, 0);
    assert_string_equal(e->bind[1].id, "b");
    assert_true(e->bind[1].row == SIZE_MAX);
    assert_string_equal(e->bind[2].id, "");
    assert_true(e->bind[2].row == SIZE_MAX);
    planted_close(&w);
}

/* Expected: curbing flows of one act in three years takes less than the least effect away. */
static void test_an_effect_that_is_too_small_is_no_exit(void **state)
{
    static const planted_flow flow[] = {
        {0.05, 0, 0}, {0.0001, 1, 0}, {0.0001, 1, 0}, {0.0001, 1, 0}};
    planted_world w = planted_open(state, flow);

    planted_search(&w, 3, 64, 1);
    assert_true(w.exits->best == SIZE_MAX);
    for (size_t i = 0; i < w.exits->n_rows; i++) assert_false(w.exits->row[i].effective);
    if (w.exits->nearest != SIZE_MAX) assert_true(w.exits->row[w.exits->nearest].accepted);
    planted_close(&w);
}

/* Expected: moves that never work change no future, so that nothing is left to be told but that. */
static void test_moves_that_never_work_are_idle_and_no_exit(void **state)
{
    static const planted_flow flow[] = {{0.05, 0, 0}, {0.04, 0, 3}, {0.03, 0, 0}, {0.02, 0, 0}};
    planted_world w = planted_open(state, flow);

    planted_search(&w, 3, 16, 1);
    assert_int_equal(w.exits->work.idle, 4);
    assert_int_equal(w.exits->n_rows, 0);
    assert_true(w.exits->best == SIZE_MAX && w.exits->nearest == SIZE_MAX);
    for (size_t i = 0; i < w.exits->n_binds; i++) assert_true(w.exits->bind[i].row == SIZE_MAX);
    planted_close(&w);
}

/* ---- the same from anywhere ---------------------------------------------------------------------- */

static void same_difference(const ofr_difference *a, const ofr_difference *b)
{
    assert_memory_equal(a, b, sizeof *a);
}

static void test_threads_change_no_bit(void **state)
{
    static const planted_flow flow[] = {
        {0.03, 0.8, 0.1}, {0.02, 0.7, 0}, {0.025, 0.9, 5}, {0.02, 1, 0}};
    planted_world one = planted_open(state, flow), two = planted_open(state, flow);

    planted_search(&one, 8, 64, 1);
    planted_search(&two, 8, 64, 2);
    const ofr_exits *a = one.exits, *b = two.exits;
    assert_int_equal(a->n_rows, b->n_rows);
    assert_true(a->n_rows > 2);
    assert_memory_equal(&a->work, &b->work, sizeof a->work);
    assert_true(a->correct == b->correct);
    for (size_t i = 0; i < a->n_rows; i++) {
        assert_int_equal(a->row[i].n_moves, b->row[i].n_moves);
        for (size_t k = 0; k < a->row[i].n_moves; k++)
            assert_string_equal(a->row[i].move[k]->name, b->row[i].move[k]->name);
        same_difference(&a->row[i].risk, &b->row[i].risk);
        same_difference(&a->row[i].party[0].gain, &b->row[i].party[0].gain);
        assert_true(a->row[i].party[0].low5 == b->row[i].party[0].low5);
    }
    planted_close(&one);
    planted_close(&two);
}

/* ---- stopping and refusals ----------------------------------------------------------------------- */

typedef struct stopper {
    int flag;
    size_t at, calls; /* stop at that call; calls so far */
} stopper;

static void count_call(void *self, size_t done, size_t of)
{
    stopper *s = self;

    assert_true(done <= of);
    if (++s->calls == s->at) s->flag = 1;
}

static ofr_status search_stopped(planted_world *w, stopper *s, ofr_error *err)
{
    static const char *const outcome[] = {"loss"};
    const exits_options o = {.seed = 3,
                             .n_sets = 16,
                             .per_set = 64,
                             .most = 2,
                             .outcome = outcome,
                             .n_outcomes = 1,
                             .threads = 1,
                             .stop = (const volatile int *)&s->flag,
                             .progress = count_call,
                             .progress_self = s};

    exits_free(w->exits);
    w->exits = NULL;
    return study_exits(w->study, &w->bound, &o, &w->exits, err);
}

/* Expected: wherever it is stopped, either nothing was known, or what is told says on how many sets it rests; and what was told of
 * whole parts of fresh sets is as if so many had been asked for. */
static void test_a_stop_tells_what_is_known_by_then(void **state)
{
    static const planted_flow flow[] = {{0.06, 1, 0}, {0.02, 1, 0}, {0.05, 1, 0}, {0.01, 1, 0}};
    planted_world w = planted_open(state, flow);
    stopper whole = {0};
    ofr_error err = {0};
    size_t unknown = 0, searched = 0, fresh = 0;

    assert_int_equal(search_stopped(&w, &whole, &err), OFR_OK);
    for (size_t at = 0; at <= whole.calls; at++) { /* 0: before it begins */
        stopper s = {.flag = at == 0, .at = at};
        const ofr_status status = search_stopped(&w, &s, &err);
        if (status != OFR_OK) {
            assert_int_equal(status, OFR_INTERRUPTED);
            unknown++;
        } else if (w.exits->stopped) {
            assert_true(w.exits->n_rows > 0);
            searched += !w.exits->fresh;
            fresh += w.exits->fresh;
            if (w.exits->fresh) assert_in_range(w.exits->n_sets, 4, 15);
        }
        ofr_error_done(&err);
    }
    assert_true(unknown > 0 && searched > 0 && fresh > 0);
    planted_close(&w);
}

static void test_what_cannot_be_asked_is_refused_with_a_cure(void **state)
{
    static const planted_flow flow[] = {{0.06, 1, 0}, {0.02, 1, 0}, {0.05, 1, 0}, {0.01, 1, 0}},
                              none[] = {{1e-7, 1, 0}, {1e-7, 1, 0}, {1e-7, 1, 0}, {1e-7, 1, 0}};
    static const char *const known[] = {"loss"}, *const wrong[] = {"lost"};
    const struct {
        exits_options o;
        const char *says;
        bool quiet;
    } row[] = {
        {{.n_sets = 16, .per_set = 8, .most = 2, .outcome = wrong, .n_outcomes = 1},
         "did you mean 'loss'?",
         false},
        {{.n_sets = 16, .per_set = 8, .most = 2}, "no war and no exchange", false},
        {{.n_sets = 2, .per_set = 8, .most = 2, .outcome = known, .n_outcomes = 1},
         "4 sets or more",
         false},
        {{.n_sets = 16, .per_set = 8, .most = 4, .outcome = known, .n_outcomes = 1},
         "1 to 3 moves",
         false},
        {{.n_sets = 16, .per_set = 8, .most = 2, .outcome = known, .n_outcomes = 1, .isa = "v9"},
         "cannot run 'v9'",
         false},
        {{.n_sets = 16, .per_set = 8, .most = 2, .outcome = known, .n_outcomes = 1},
         "there is nothing to lower",
         true},
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        planted_world w = planted_open(state, row[i].quiet ? none : flow);
        ofr_error err = {0};
        exits_options o = row[i].o;
        o.threads = 1;
        assert_int_equal(study_exits(w.study, &w.bound, &o, &w.exits, &err), OFR_USAGE);
        if (!strstr(err.text, row[i].says)) fail_msg("'%s' is not in: %s", row[i].says, err.text);
        assert_null(w.exits);
        ofr_error_done(&err);
        planted_close(&w);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_chance_the_quantile_is_that_of_the_sets),
        cmocka_unit_test(test_where_all_is_chance_the_quantile_is_that_of_the_mean),
        cmocka_unit_test(test_sets_are_allocated_by_the_theorem),
        TEST(test_the_best_pair_is_found_and_is_the_exit),
        TEST(test_moves_that_may_fail_are_a_mix_of_futures),
        TEST(test_a_move_that_lowers_the_risk_and_costs_too_much_is_refused),
        TEST(test_a_world_without_an_exit_says_so_and_on_whom_it_hangs),
        TEST(test_an_effect_that_is_too_small_is_no_exit),
        TEST(test_moves_that_never_work_are_idle_and_no_exit),
        TEST(test_threads_change_no_bit),
        TEST(test_a_stop_tells_what_is_known_by_then),
        TEST(test_what_cannot_be_asked_is_refused_with_a_cure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
