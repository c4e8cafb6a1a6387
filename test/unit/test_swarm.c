/* Swarms: seats are the same world however many there are, however their days are cut, and wherever they are copied.
 * Oracle everywhere: another way to the same numbers, bit by bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine/ensemble.h"
#include "engine/swarm.h"
#include "source_path.h"
#include "studies/whatif.h"

enum { SEED = 11, DAYS = 60 };

/* Holds and segments that overlap; the toy starts on 1 January. */
static const char *const late = "late: stances.lambda = times 2 from 2024-01-06 to 2024-01-30";
static const char *const dated =
    "busy: conduct.daws-raid.rate = times 2 from 2024-01-01 to 2024-01-09; conduct.crows-raid.rate "
    "= times 3 from 2024-01-06 to 2024-01-25; "
    "theatres.hills.protection = 0.2 from 2024-01-20 to 2024-02-10; stances.lambda = times 2 "
    "from 2024-02-01";

typedef struct toy {
    ofr_study *study;
    const ofr_model *m;
    ofr_ensemble e; /* its point values */
    whatif_plan plan;
} toy;

static toy toy_open(const char *what_if)
{
    toy t = {0};
    ofr_whatifs list;
    char path[4096];
    ofr_error err = {0};

    if (study_open(source_path("scenarios/toy.yaml", path, sizeof path), NULL, &t.study, &err) !=
        OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    t.m = t.study->model;
    assert_int_equal(ensemble_init(&t.e, t.m, kernel_choose(NULL), SEED, 1, 1, true, &err), OFR_OK);
    assert_int_equal(whatifs_init(&list, &err), OFR_OK);
    if (whatifs_from_text(&list, what_if, &err) != OFR_OK) fail_msg("%s", err.text);
    if (whatif_compile(t.study, &list.item[0], &t.plan, &err) != OFR_OK) fail_msg("%s", err.text);
    whatifs_done(&list);
    return t;
}

static void toy_close(toy *t)
{
    whatif_plan_done(&t->plan);
    ensemble_done(&t->e);
    study_close(t->study);
}

/* Image and key of a member; what is held is another number in each. */
static void put_member(const toy *t, ofr_swarm *s, size_t seat, size_t member)
{
    double *value = calloc(t->m->spec->n_parameters, sizeof *value);

    assert_non_null(value);
    memcpy(value, t->e.value, t->m->spec->n_parameters * sizeof *value);
    for (size_t i = 0; i < t->plan.variant.n_holds; i++)
        value[t->plan.hold[i].row] *= 1 + 0.01 * (double)(member % 37);
    swarm_image(s, seat, 1, value);
    swarm_key(s, seat, member, 0);
    free(value);
}

/* Members first .. first + n - 1 at rest at the start. */
static ofr_swarm *at_rest(const toy *t, const ofr_kernel *kernel, size_t first, size_t n,
                          const ofr_variant *variant)
{
    ofr_swarm *s = NULL;
    ofr_error err = {0};

    if (swarm_new(t->m, kernel, SEED, n, NULL, &s, &err) != OFR_OK) fail_msg("%s", err.text);
    assert_int_equal(swarm_vary(s, variant, &err), OFR_OK);
    swarm_number(s, first, n);
    for (size_t i = 0; i < n; i++) put_member(t, s, i, first + i);
    swarm_rest(s, t->m->start);
    return s;
}

static void run(ofr_swarm *s, int32_t until)
{
    ofr_error err = {0};

    if (swarm_run(s, until, NULL, 0, NULL, &err) != OFR_OK) fail_msg("%s", err.text);
    assert_int_equal(swarm_day(s), until);
}

static uint64_t eat(uint64_t hash, const void *data, size_t n)
{
    const unsigned char *byte = data;

    for (size_t i = 0; i < n; i++) hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

/* All state of a seat. */
static uint64_t world_in(const toy *t, const ofr_swarm *s, size_t seat)
{
    uint64_t hash = 7;

    for (size_t i = 0; i < t->m->n_nums; i++) {
        const double x = swarm_num(s, seat, i);
        hash = eat(hash, &x, sizeof x);
    }
    for (size_t i = 0; i < t->m->n_wholes; i++) {
        const int32_t x = swarm_whole(s, seat, i);
        hash = eat(hash, &x, sizeof x);
    }
    return hash;
}

static void assert_same_worlds(const toy *t, const ofr_swarm *a, const ofr_swarm *b, size_t n)
{
    for (size_t i = 0; i < n; i++) assert_true(world_in(t, a, i) == world_in(t, b, i));
}

/* Otherwise identity would be cheap: seats part ways, and the what-if parts them from the base. */
static void test_worlds_differ_by_seat_and_by_variant(void **state)
{
    toy t = toy_open(dated);
    const int32_t end = t.m->start + DAYS;
    ofr_swarm *base = at_rest(&t, kernel_choose(NULL), 0, 8, NULL),
              *other = at_rest(&t, kernel_choose(NULL), 0, 8, &t.plan.variant);

    (void)state;
    assert_true(t.plan.variant.n_holds == 4 && t.plan.variant.n_segments > 4);
    run(base, end);
    run(other, end);
    for (size_t i = 0; i < 8; i++) {
        assert_true(world_in(&t, base, i) != world_in(&t, other, i));
        for (size_t j = 0; j < i; j++) assert_true(world_in(&t, base, i) != world_in(&t, base, j));
    }
    swarm_free(base);
    swarm_free(other);
    toy_close(&t);
}

static void test_days_in_any_cuts_are_the_days_in_one_piece(void **state)
{
    static const int32_t cut[][6] = {{1, 2, 3, 4, 5, 6}, {5, 6, 24, 25, 26, 60}, {20, 20, 41, 60}};
    toy t = toy_open(dated);
    const int32_t start = t.m->start;

    (void)state;
    ofr_swarm *whole = at_rest(&t, kernel_choose(NULL), 0, 40, &t.plan.variant);
    run(whole, start + DAYS);
    for (size_t c = 0; c < 3; c++) {
        ofr_swarm *s = at_rest(&t, kernel_choose(NULL), 0, 40, &t.plan.variant);
        for (size_t i = 0; i < 6; i++) {
            if (start + cut[c][i] >= swarm_day(s)) run(s, start + cut[c][i]);
        }
        while (swarm_day(s) < start + DAYS) run(s, swarm_day(s) + 1);
        assert_same_worlds(&t, whole, s, 40);
        swarm_free(s);
    }
    swarm_free(whole);
    toy_close(&t);
}

static void test_a_seat_is_the_same_in_a_swarm_of_any_size(void **state)
{
    static const size_t size[] = {1, 2, 31, 33, 64, 100};
    const ofr_kernel *const kernel[] = {kernel_choose(NULL), &kernel_lanes8, &kernel_lanes64};
    toy t = toy_open(dated);
    const int32_t end = t.m->start + DAYS;

    (void)state;
    ofr_swarm *all = at_rest(&t, kernel_choose(NULL), 0, 100, &t.plan.variant);
    run(all, end);
    for (size_t k = 0; k < 3; k++) {
        if (k > 0 && !kernel_choose("v3")) continue;
        for (size_t i = 0; i < sizeof size / sizeof size[0]; i++) {
            ofr_swarm *s = at_rest(&t, kernel[k], 0, size[i], &t.plan.variant);
            run(s, end);
            assert_same_worlds(&t, all, s, size[i]);
            swarm_free(s);
        }
    }
    swarm_free(all);
    toy_close(&t);
}

/* Fewer seats than there is room for, then as many: nothing of the earlier ones is left. */
static void test_a_swarm_filled_anew_is_a_new_swarm(void **state)
{
    toy t = toy_open(dated);
    const int32_t end = t.m->start + DAYS;
    ofr_swarm *s = at_rest(&t, kernel_choose(NULL), 0, 40, &t.plan.variant);

    (void)state;
    run(s, end);
    for (size_t n = 3; n <= 40; n += 37) {
        ofr_swarm *fresh = at_rest(&t, kernel_choose(NULL), 5, n, &t.plan.variant);
        swarm_number(s, 5, n);
        for (size_t i = 0; i < n; i++) put_member(&t, s, i, 5 + i);
        swarm_rest(s, t.m->start);
        run(s, end);
        run(fresh, end);
        assert_same_worlds(&t, s, fresh, n);
        swarm_free(fresh);
    }
    swarm_free(s);
    toy_close(&t);
}

/* On every day, most of them inside a hold: seat by seat into other places, and all at once. */
static void test_a_copy_on_any_day_equals_no_copy(void **state)
{
    enum { N = 20 };
    toy t = toy_open(dated);
    const int32_t start = t.m->start, end = start + DAYS;

    (void)state;
    ofr_swarm *plain = at_rest(&t, kernel_choose(NULL), 0, N, &t.plan.variant);
    run(plain, end);
    for (int32_t day = start; day < end; day += 3) {
        ofr_swarm *from = at_rest(&t, kernel_choose(NULL), 0, N, &t.plan.variant),
                  *seats = at_rest(&t, kernel_choose(NULL), 50, N, &t.plan.variant),
                  *all = at_rest(&t, kernel_choose(NULL), 50, N, &t.plan.variant);
        run(from, day);
        run(seats, end);
        run(all, start + 1);
        for (size_t i = 0; i < N; i++) swarm_copy_seat(from, i, seats, N - 1 - i);
        swarm_copy(from, all);
        run(from, end);
        run(seats, end);
        run(all, end);
        assert_same_worlds(&t, plain, from, N);
        assert_same_worlds(&t, plain, all, N);
        for (size_t i = 0; i < N; i++)
            assert_true(world_in(&t, plain, i) == world_in(&t, seats, N - 1 - i));
        swarm_free(from);
        swarm_free(seats);
        swarm_free(all);
    }
    swarm_free(plain);
    toy_close(&t);
}

/* The base on its way to the first day of a change is the what-if on its way there. */
static void test_a_what_if_may_part_from_the_base_on_its_first_day(void **state)
{
    toy t = toy_open(late);
    const int32_t end = t.m->start + DAYS;
    ofr_error err = {0};
    ofr_swarm *alone = at_rest(&t, kernel_choose(NULL), 0, 9, &t.plan.variant),
              *base = at_rest(&t, kernel_choose(NULL), 0, 9, NULL),
              *parted = at_rest(&t, kernel_choose(NULL), 70, 9, NULL);

    (void)state;
    assert_int_equal(t.plan.first, t.m->start + 5);
    run(alone, end);
    run(base, t.plan.first);
    assert_int_equal(swarm_vary(parted, &t.plan.variant, &err), OFR_OK);
    swarm_copy(base, parted);
    run(parted, end);
    assert_same_worlds(&t, alone, parted, 9);
    swarm_free(alone);
    swarm_free(base);
    swarm_free(parted);
    toy_close(&t);
}

/* Oracle: the number written into the image. Rest begins the first day, and running does not begin it again. */
static void test_a_change_of_the_first_day_is_made_once(void **state)
{
    toy t = toy_open("double: conduct.daws-raid.rate = times 2");
    const int32_t end = t.m->start + DAYS;
    ofr_swarm *varied = at_rest(&t, kernel_choose(NULL), 0, 9, &t.plan.variant);

    (void)state;
    t.e.value[t.plan.hold[0].row] *= 2;
    ofr_swarm *written = at_rest(&t, kernel_choose(NULL), 0, 9, NULL);
    run(varied, end);
    run(written, end);
    assert_same_worlds(&t, varied, written, 9);
    swarm_free(varied);
    swarm_free(written);
    toy_close(&t);
}

/* ---- who watches -------------------------------------------------------------------------------- */

typedef struct tally {
    size_t seats[DAYS][50]; /* by number */
    size_t calls;
} tally;

static int32_t first_day;

static void count_seats(void *self, const ofr_seats *seats)
{
    tally *t = self;

    t->calls++;
    for (size_t k = 0; k < seats->n; k++) {
        const size_t number = seats->first + k;
        assert_true(number >= 7 && number < 7 + 37);
        t->seats[seats->day - first_day][number]++;
        /* The numbers are the keys here. */
        assert_int_equal(block_whole(seats->block, seats->model->member, k), number);
    }
    /* What is nobody's is still a world, not memory that nobody has filled. */
    for (size_t k = seats->n; k < seats->block->lanes; k++) {
        assert_int_equal(block_whole(seats->block, seats->model->member, k),
                         seats->first + seats->n - 1);
        assert_true(block_par(seats->block, 0, k) == block_par(seats->block, 0, seats->n - 1));
    }
}

static void test_each_seat_is_seen_once_on_each_day_that_was_asked_for(void **state)
{
    toy t = toy_open(dated);
    static tally seen[2];
    const int32_t start = first_day = t.m->start;
    const ofr_observer observer[] = {{start, INT32_MAX, count_seats, &seen[0]},
                                     {start + 10, start + 12, count_seats, &seen[1]}};
    ofr_swarm *s = at_rest(&t, &kernel_lanes8, 7, 37, NULL);
    ofr_error err = {0};

    (void)state;
    if (!kernel_choose("v3")) skip();
    assert_int_equal(swarm_run(s, start + 11, observer, 2, NULL, &err), OFR_OK);
    assert_int_equal(swarm_run(s, start + DAYS, observer, 2, NULL, &err), OFR_OK);
    assert_int_equal(seen[0].calls, 5 * DAYS);
    for (int32_t d = 0; d < DAYS; d++) {
        for (size_t i = 7; i < 7 + 37; i++) {
            assert_int_equal(seen[0].seats[d][i], 1);
            assert_int_equal(seen[1].seats[d][i], d == 10 || d == 11);
        }
    }
    swarm_free(s);
    toy_close(&t);
}

static volatile int stop;

static void stop_it(void *self, const ofr_seats *seats)
{
    size_t *days = self;

    (void)seats;
    stop = 1;
    ++*days;
}

/* The block at hand is finished, the next is not begun. */
static void test_a_stop_ends_it_between_blocks(void **state)
{
    toy t = toy_open(dated);
    size_t days = 0;
    const ofr_observer observer = {0, INT32_MAX, stop_it, &days};
    ofr_swarm *s = at_rest(&t, kernel_choose(NULL), 0, 100, NULL);
    ofr_error err = {0};

    (void)state;
    assert_int_equal(swarm_run(s, t.m->start + DAYS, &observer, 1, &stop, &err), OFR_INTERRUPTED);
    assert_int_equal(days, DAYS);
    ofr_error_done(&err);
    assert_int_equal(swarm_run(s, t.m->start + DAYS, &observer, 1, &stop, &err), OFR_INTERRUPTED);
    assert_int_equal(days, DAYS);
    ofr_error_done(&err);
    swarm_free(s);
    toy_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worlds_differ_by_seat_and_by_variant),
        cmocka_unit_test(test_days_in_any_cuts_are_the_days_in_one_piece),
        cmocka_unit_test(test_a_seat_is_the_same_in_a_swarm_of_any_size),
        cmocka_unit_test(test_a_swarm_filled_anew_is_a_new_swarm),
        cmocka_unit_test(test_a_copy_on_any_day_equals_no_copy),
        cmocka_unit_test(test_a_what_if_may_part_from_the_base_on_its_first_day),
        cmocka_unit_test(test_a_change_of_the_first_day_is_made_once),
        cmocka_unit_test(test_each_seat_is_seen_once_on_each_day_that_was_asked_for),
        cmocka_unit_test(test_a_stop_ends_it_between_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
