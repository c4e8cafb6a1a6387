/* test_bug.c -- broken promises stop the program, each in a process of its own. Oracle: the promises of the headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/bug.h"
#include "core/statistics.h"
#include "engine/observe.h"
#include "source_path.h"
#include "studies/study.h"

typedef struct toy {
    ofr_study *study;
    ofr_ensemble e;
    ofr_swarm *swarm; /* three seats at rest at the start */
    ofr_seen seen;    /* room for three */
} toy;

static int open_toy(void **state)
{
    toy *t = calloc(1, sizeof *t);
    const seen_plan plan = {.kinds = SEEN(SEEN_PAYOFFS)};
    char path[4096];
    ofr_error err = {0};

    assert_non_null(t);
    source_path("scenarios/toy.yaml", path, sizeof path);
    assert_int_equal(study_open(path, NULL, &t->study, &err), OFR_OK);
    const ofr_model *m = t->study->model;
    assert_int_equal(ensemble_init(&t->e, m, kernel_choose(NULL), 1, 1, 3, true, &err), OFR_OK);
    assert_int_equal(swarm_new(m, t->e.kernel, 1, 3, NULL, &t->swarm, &err), OFR_OK);
    swarm_image(t->swarm, 0, 3, t->e.value);
    for (size_t i = 0; i < 3; i++) swarm_key(t->swarm, i, i, 0);
    swarm_rest(t->swarm, m->start);
    assert_int_equal(seen_init(&t->e, &plan, 3, &t->seen, &err), OFR_OK);
    *state = t;
    return 0;
}

static int close_toy(void **state)
{
    toy *t = *state;

    seen_done(&t->seen);
    swarm_free(t->swarm);
    ensemble_done(&t->e);
    study_close(t->study);
    free(t);
    return 0;
}

/* Runs it in a child; true if that was stopped by SIGABRT with the sentence, false if it came through. */
static bool stops(toy *t, void (*what)(toy *t))
{
    char said[512] = "";
    size_t n = 0;
    int way[2], status = 0;

    fflush(NULL);
    assert_int_equal(pipe(way), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        dup2(way[1], STDERR_FILENO);
        close(way[0]);
        what(t);
        _exit(0);
    }
    close(way[1]);
    for (ssize_t got; (got = read(way[0], said + n, sizeof said - 1 - n)) > 0;) n += (size_t)got;
    close(way[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return false;
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_ptr_equal(strstr(said, "offramp: a fault of the program, not of its input: "), said);
    return true;
}

static void break_one(toy *t)
{
    (void)t;
    ofr_bug(1 + 1 == 2);
}
static void keep_one(toy *t)
{
    (void)t;
    ofr_bug(1 + 1 == 3);
}

static void test_only_a_broken_promise_stops(void **state)
{
    assert_true(stops(*state, break_one));
    assert_false(stops(*state, keep_one));
}

static size_t lanes(const toy *t)
{
    return t->e.kernel->lanes;
}
static void read_last_lane(toy *t)
{
    swarm_num(t->swarm, lanes(t) - 1, 0); /* nobody's, but there */
}
static void read_beyond_seats(toy *t)
{
    swarm_num(t->swarm, lanes(t), 0);
}
static void key_beyond_seats(toy *t)
{
    swarm_key(t->swarm, lanes(t), 0, 0);
}
static void image_beyond_seats(toy *t)
{
    swarm_image(t->swarm, lanes(t) - 1, 2, t->e.value);
}
static void copy_beyond_seats(toy *t)
{
    swarm_copy_seat(t->swarm, 0, t->swarm, lanes(t));
}
static void number_none(toy *t)
{
    swarm_number(t->swarm, 0, 0);
}
static void number_too_many(toy *t)
{
    swarm_number(t->swarm, 0, lanes(t) + 1);
}
static void read_last_rows(toy *t)
{
    swarm_num(t->swarm, 0, t->e.model->n_nums - 1);
    swarm_whole(t->swarm, 0, t->e.model->n_wholes - 1);
}
static void read_num_beyond(toy *t)
{
    swarm_num(t->swarm, 0, t->e.model->n_nums);
}
static void read_whole_beyond(toy *t)
{
    swarm_whole(t->swarm, 0, t->e.model->n_wholes);
}

static void test_seats_and_rows_that_are_not_there_stop(void **state)
{
    void (*const broken[])(toy *) = {read_beyond_seats, key_beyond_seats, image_beyond_seats,
                                     copy_beyond_seats, number_none,      number_too_many,
                                     read_num_beyond,   read_whole_beyond};

    assert_false(stops(*state, read_last_lane));
    assert_false(stops(*state, read_last_rows));
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_true(stops(*state, broken[i]));
}

static void run_back(toy *t)
{
    ofr_error err = {0};

    swarm_run(t->swarm, swarm_day(t->swarm) - 1, NULL, 0, NULL, &err);
}
static void copy_to(const toy *t, const ofr_kernel *kernel, uint64_t seed)
{
    ofr_swarm *other = NULL;
    ofr_error err = {0};

    if (swarm_new(t->e.model, kernel, seed, 3, NULL, &other, &err) != OFR_OK) _exit(1);
    swarm_copy(t->swarm, other);
    swarm_free(other);
}
static void copy_to_alike(toy *t)
{
    copy_to(t, t->e.kernel, 1);
}
static void copy_to_other_seed(toy *t)
{
    copy_to(t, t->e.kernel, 2);
}
static void copy_to_other_lanes(toy *t)
{
    copy_to(t, &kernel_lanes8, 1);
}

static void test_copies_between_swarms_that_do_not_belong_together_stop(void **state)
{
    assert_false(stops(*state, copy_to_alike));
    assert_true(stops(*state, copy_to_other_seed));
    assert_true(stops(*state, copy_to_other_lanes));
    assert_true(stops(*state, run_back));
}

static void spoil(void *self, const ofr_seats *seats)
{
    seats->block->log_weight[1] = *(double *)self;
}
static void weigh(toy *t, double weight)
{
    const int32_t day = swarm_day(t->swarm);
    const ofr_observer spoiler = {day, day + 1, spoil, &weight};
    ofr_error err = {0};

    swarm_run(t->swarm, day + 1, &spoiler, 1, NULL, &err);
    for (size_t i = 0; i < 3; i++) swarm_log_weight(t->swarm, i);
}
static void weigh_impossible(toy *t)
{
    weigh(t, (double)-INFINITY);
}
static void weigh_nan(toy *t)
{
    weigh(t, (double)NAN);
}
static void weigh_infinite(toy *t)
{
    weigh(t, (double)INFINITY);
}

static void test_weights_that_are_no_numbers_stop(void **state)
{
    assert_false(stops(*state, weigh_impossible));
    assert_true(stops(*state, weigh_nan));
    assert_true(stops(*state, weigh_infinite));
}

static void open_too_many(toy *t)
{
    seen_open(&t->seen, 0, 4);
}
static void watch(toy *t, size_t first, size_t n)
{
    ofr_observer observer[SEEN_KINDS];
    ofr_error err = {0};

    seen_open(&t->seen, first, n);
    const size_t n_observers = seen_observers(&t->seen, observer);
    swarm_run(t->swarm, t->e.model->start + t->e.model->horizon, observer, n_observers, NULL, &err);
}
static void watch_all(toy *t)
{
    watch(t, 0, 3);
}
static void watch_fewer(toy *t)
{
    watch(t, 0, 2);
}
static void watch_later(toy *t)
{
    watch(t, 1, 3);
}
static void merge(toy *t, size_t first, size_t n)
{
    const seen_plan plan = {.kinds = SEEN(SEEN_PAYOFFS)};
    ofr_seen part = {0};
    ofr_error err = {0};

    if (seen_init(&t->e, &plan, 3, &part, &err) != OFR_OK) _exit(1);
    seen_open(&t->seen, 4, 3);
    seen_open(&part, first, n);
    seen_merge(&t->seen, &part);
    seen_done(&part);
}
static void merge_within(toy *t)
{
    merge(t, 5, 2);
}
static void merge_before(toy *t)
{
    merge(t, 3, 2);
}
static void merge_after(toy *t)
{
    merge(t, 6, 2);
}

static void test_places_that_are_not_there_stop(void **state)
{
    void (*const broken[])(toy *) = {open_too_many, watch_fewer, watch_later, merge_before,
                                     merge_after};

    assert_false(stops(*state, watch_all));
    assert_false(stops(*state, merge_within));
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_true(stops(*state, broken[i]));
}

static void quantile_of_none(toy *t)
{
    (void)t;
    sorted_quantile(&(double){0}, 0, 0.5, QUANTILE_REACHED);
}
static void histogram_of_none(toy *t)
{
    double part;

    (void)t;
    histogram_quantile(&(uint32_t){0}, 0, 0.5, 1, &part);
}

static void test_quantiles_of_nothing_stop(void **state)
{
    assert_true(stops(*state, quantile_of_none));
    assert_true(stops(*state, histogram_of_none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_a_broken_promise_stops),
        cmocka_unit_test(test_seats_and_rows_that_are_not_there_stop),
        cmocka_unit_test(test_copies_between_swarms_that_do_not_belong_together_stop),
        cmocka_unit_test(test_weights_that_are_no_numbers_stop),
        cmocka_unit_test(test_places_that_are_not_there_stop),
        cmocka_unit_test(test_quantiles_of_nothing_stop),
    };
    return cmocka_run_group_tests(tests, open_toy, close_toy);
}
