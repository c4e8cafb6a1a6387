/* test_learn_kept.c -- what sets are learned from is kept, found by all that it depends on, and gives the same sets to the bit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/packed.h"
#include "past_world.h"
#include "studies/study_sets.h"
#include "studies/taught.h"

enum { SETS = 16, MOST = 8 };

#define YAML(title, a, b)                                                                          \
    "offramp: 1\ntitle: " title "\nstart: 2024-03-01\nhorizon: 10 days\nhostile: [[a, b]]\n"       \
    "theatres: {x: {name: X}, y: {name: Y}}\npolitics: {a: {}, b: {}}\n"                           \
    "outcomes: {war: {event: war}}\n"                                                              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.8}}}\n"                                \
    "conduct:\n"                                                                                   \
    "  - {id: f, from: g, to: a, in: x, act: harass, record: full, lethality: 0, rate: {value: "   \
    "0.5 per day, prior: \"gamma(" a ", " b ") per day\", source: test}}\n"                        \
    "campaigns:\n  - {id: g, by: g, halts: 0 per day, level: 0, quiet: 0, cost: 0, stake: 0}\n"
#define USUAL YAML("t", "4", "0.5")
#define ROWS "date,source,target,theatre,action,count\n2024-02-22,g,a,x,harass,2\n"

/* A store in memory. */
typedef struct shelf {
    uint64_t key[MOST];
    unsigned char *bytes[MOST];
    size_t n[MOST], rows, asked;
} shelf;

static ofr_status ask(void *self, uint64_t key, size_t part, unsigned char **ret_bytes,
                      size_t *ret_n, ofr_error *err)
{
    shelf *s = self;

    (void)err;
    assert_int_equal(part, 0);
    s->asked++;
    *ret_bytes = NULL;
    *ret_n = 0;
    for (size_t i = 0; i < s->rows; i++) {
        if (s->key[i] != key) continue;
        *ret_bytes = malloc(s->n[i]);
        assert_non_null(*ret_bytes);
        memcpy(*ret_bytes, s->bytes[i], s->n[i]);
        *ret_n = s->n[i];
    }
    return OFR_OK;
}

static ofr_status keep(void *self, uint64_t key, size_t part, const unsigned char *bytes, size_t n,
                       const ofr_kept_eve *eve, size_t n_eves, ofr_error *err)
{
    shelf *s = self;

    (void)err;
    assert_true(part == 0 && !eve && n_eves == 0 && s->rows < MOST);
    s->key[s->rows] = key;
    s->n[s->rows] = n;
    s->bytes[s->rows] = malloc(n);
    assert_non_null(s->bytes[s->rows]);
    memcpy(s->bytes[s->rows++], bytes, n);
    return OFR_OK;
}

static void shelf_done(shelf *s)
{
    for (size_t i = 0; i < s->rows; i++) free(s->bytes[i]);
}

static void count_leading(void *self, size_t sets)
{
    *(size_t *)self += sets;
}

/* What a study learns with a shelf (NULL: without), and how many sets it led for it. */
static ofr_study *learned_with(const char *yaml, const char *rows, uint64_t seed, size_t sets,
                               shelf *s, uint64_t *ret_led)
{
    const ofr_store store = {.self = s, .asked = ask, .keep = keep};
    ofr_study *study = past_world_open(yaml, "2024-02-20", rows, NULL);
    size_t leading = 0;
    ofr_work work = {0};
    ofr_error err = {0};
    const learn_options o = {.seed = seed,
                             .n_sets = sets,
                             .threads = 2,
                             .store = s ? &store : NULL,
                             .leading = count_leading,
                             .self = &leading};

    if (study_learn(study, &o, &err) != OFR_OK) fail_msg("%s", err.text);
    study_learned_work(study, &work);
    /* Told of beforehand exactly where it is done. */
    assert_int_equal(work.set_histories, leading ? leading + LEARNED_REPEATS : 0);
    *ret_led = work.set_histories;
    return study;
}

static void assert_same(const ofr_study *a, const ofr_study *b)
{
    const size_t n = a->spec->n_parameters;
    ofr_arena *arena = arena_new();
    const ofr_taught *x = NULL, *y = NULL;

    assert_memory_equal(a->sets->value, b->sets->value, SETS * n * sizeof(double));
    assert_memory_equal(a->sets->told.prior, b->sets->told.prior, SETS * n * sizeof(double));
    assert_int_equal(a->sets->told.n_possible, b->sets->told.n_possible);
    assert_int_equal(taught_make(a, arena, &x, NULL), OFR_OK);
    assert_int_equal(taught_make(b, arena, &y, NULL), OFR_OK);
    assert_true(x->hash == y->hash && x->n_blocks == 2 && x->n_parameters == y->n_parameters);
    for (size_t i = 0; i < x->n_blocks; i++)
        assert_true(memcmp(&x->block[i].noise, &y->block[i].noise, 3 * sizeof(double)) == 0);
    arena_free(arena);
}

static void test_the_second_time_nothing_is_led_and_the_sets_are_the_same(void **state)
{
    shelf s = {0};
    uint64_t led;

    (void)state;
    ofr_study *none = learned_with(USUAL, ROWS, 1, SETS, NULL, &led);
    assert_int_equal(led, SETS + LEARNED_REPEATS);
    ofr_study *first = learned_with(USUAL, ROWS, 1, SETS, &s, &led);
    assert_int_equal(led, SETS + LEARNED_REPEATS);
    assert_int_equal(s.rows, 1);
    ofr_study *second = learned_with(USUAL, ROWS, 1, SETS, &s, &led);
    assert_int_equal(led, 0);
    assert_int_equal(s.rows, 1);
    assert_same(none, first);
    assert_same(none, second);
    /* It learned something: else all of this could be of the priors. */
    assert_true(memcmp(first->sets->value, first->sets->told.prior,
                       SETS * first->spec->n_parameters * sizeof(double)) != 0);
    /* And what a new result is given to keep is what is kept. */
    assert_int_equal(second->sets->kept.key, s.key[0]);
    assert_int_equal(second->sets->kept.n, s.n[0]);
    assert_memory_equal(second->sets->kept.bytes, s.bytes[0], s.n[0]);
    study_close(none);
    study_close(first);
    study_close(second);
    shelf_done(&s);
}

/* What the evidence hangs on is asked for anew; a title is nothing that it hangs on. */
static void test_it_is_found_by_all_that_it_depends_on_and_nothing_else(void **state)
{
    static const struct {
        const char *yaml, *rows;
        uint64_t seed;
        size_t sets;
        bool found;
    } with[] = {
        {YAML("another", "4", "0.5"), ROWS, 1, SETS, true},
        {USUAL, ROWS, 2, SETS, false},
        {USUAL, ROWS, 1, SETS + 1, false},
        {USUAL, ROWS "2024-02-25,g,a,x,harass,1\n", 1, SETS, false},
        {YAML("t", "5", "0.5"), ROWS, 1, SETS, false},
    };
    shelf s = {0};
    uint64_t led;

    (void)state;
    study_close(learned_with(USUAL, ROWS, 1, SETS, &s, &led));
    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++) {
        study_close(learned_with(with[i].yaml, with[i].rows, with[i].seed, with[i].sets, &s, &led));
        assert_int_equal(led, with[i].found ? 0 : with[i].sets + LEARNED_REPEATS);
    }
    shelf_done(&s);
}

/* Puts one number in the place of another in what is kept. */
static void change(shelf *s, size_t numbers, size_t at, double to)
{
    const size_t size = numbers * sizeof(double);
    double *room = malloc(size);
    size_t n = 0;

    assert_non_null(room);
    assert_true(packed_open(s->bytes[0], s->n[0], (unsigned char *)room, size, &n) && n == size);
    room[at] = to;
    free(s->bytes[0]);
    assert_int_equal(packed_make((unsigned char *)room, size, &s->bytes[0], &s->n[0], NULL),
                     OFR_OK);
    free(room);
}

/* A result may come from anyone. Two blocks: numbers 2 s and 2 s + 1 are of set s, the last two noise. */
static void test_numbers_that_evidence_cannot_be_are_weighed_anew(void **state)
{
    static const struct {
        size_t at;
        double to;
    } wrong[] = {{5, (double)NAN},
                 {4, (double)INFINITY},
                 {7, -(double)INFINITY},
                 {2 * SETS, -1.0},
                 {2 * SETS + 1, (double)NAN}};
    uint64_t led;

    (void)state;
    ofr_study *right = learned_with(USUAL, ROWS, 1, SETS, NULL, &led);
    for (size_t i = 0; i <= sizeof wrong / sizeof wrong[0]; i++) {
        shelf s = {0};
        study_close(learned_with(USUAL, ROWS, 1, SETS, &s, &led));
        if (i < sizeof wrong / sizeof wrong[0])
            change(&s, 2 * (SETS + 1), wrong[i].at, wrong[i].to);
        else
            s.n[0]--; /* cut off */
        ofr_study *again = learned_with(USUAL, ROWS, 1, SETS, &s, &led);
        assert_int_equal(led, SETS + LEARNED_REPEATS);
        assert_same(right, again);
        study_close(again);
        shelf_done(&s);
    }
    study_close(right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_second_time_nothing_is_led_and_the_sets_are_the_same),
        cmocka_unit_test(test_it_is_found_by_all_that_it_depends_on_and_nothing_else),
        cmocka_unit_test(test_numbers_that_evidence_cannot_be_are_weighed_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
