/* Draws of the priors: which words they are of, and that none leaves the range of its key. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
#include "core/streams.h"

/* A prior is taken where it stays within its key's range but for a millionth at either end. These do so by a hair:
 * normal(0.5, s) gives 0 and 1 at 0.5 / s = 4.7535 deviations, and 4.7534 leave a millionth. */
static const char yaml[] =
    "offramp: 1\ntitle: t\nstart: 2024-01-03\nhorizon: 30 days\nhostile: [[a, b]]\n"
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}}\n"
    "theatres:\n"
    "  x: {name: X, lethality: {value: 0.5, prior: \"normal(0.5, 0.105186)\", source: judgement}}\n"
    "  y: {name: Y, lethality: {value: 0.2, prior: \"beta(2, 8)\", source: judgement}}\n"
    "conduct:\n  - {id: f, from: b, to: a, in: x, act: harass, rate: {value: 1 per day, prior: "
    "\"gamma(4, 1) per day\", source: judgement}}\n"
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n";

/* docs/reproducibility.md: draws of priors are of replicate 3 and day 0. */
static double uniform_of(uint64_t seed, uint32_t set, const char *path)
{
    const ofr_words w = draw_words(seed, set, 3, 0, stream_of("prior", path), 0);

    return unit2(w.w[0], w.w[1]);
}

/* The sets' values of a number. */
static ofr_ensemble draw(const world *w, uint64_t seed, size_t sets)
{
    ofr_ensemble e;

    assert_int_equal(ensemble_init(&e, w->m, kernel_choose(NULL), seed, sets, 1, false, NULL), 0);
    return e;
}

static const ofr_parameter *parameter_of(const world *w, const char *path, size_t *ret_index)
{
    const ofr_node *node = spec_at(w->m->spec, path);

    assert_true(node && node->parameter >= 0);
    *ret_index = (size_t)node->parameter;
    return &w->m->spec->parameter[node->parameter];
}

/* Oracle: the quantile of the set's own words, which depend on seed, set and path alone. */
static void test_a_draw_is_the_quantile_of_the_words_of_its_set_and_path(void **state)
{
    static const char *const path[] = {"theatres.x.lethality", "theatres.y.lethality",
                                       "conduct.f.rate"};
    enum { MANY = 300 };
    world w = world_open(yaml, 1, 1);
    ofr_ensemble e = draw(&w, 5, MANY);

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        size_t row;
        const ofr_parameter *p = parameter_of(&w, path[i], &row);
        for (uint32_t s = 0; s < MANY; s++)
            assert_true(e.value[s * w.m->spec->n_parameters + row] ==
                        prior_quantile(&p->prior, uniform_of(5, s, path[i])));
    }
    ensemble_done(&e);
    world_close(&w);
}

/* Oracle: the range of the key. About two draws in a million lie outside: they are looked for among the seeds. */
static void test_a_draw_beyond_the_range_of_its_key_is_its_end(void **state)
{
    enum { SETS = 100, SEEDS = 200000, WANTED = 4 };
    static const char *const path = "theatres.x.lethality";
    world w = world_open(yaml, 1, 1);
    size_t row, below = 0, above = 0;
    const ofr_parameter *p = parameter_of(&w, path, &row);

    (void)state;
    for (uint64_t seed = 0; seed < SEEDS && below + above < WANTED; seed++) {
        for (uint32_t s = 0; s < SETS; s++) {
            const double u = uniform_of(seed, s, path);
            if (u > 1e-6 && u < 1 - 1e-6) continue;
            const double x = prior_quantile(&p->prior, u);
            if (x >= 0 && x <= 1) continue;
            ofr_ensemble e = draw(&w, seed, s + 1);
            assert_true(e.value[s * w.m->spec->n_parameters + row] == (x < 0 ? 0 : 1));
            below += x < 0;
            above += x > 1;
            ensemble_done(&e);
        }
    }
    assert_true(below > 0 && above > 0);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_draw_is_the_quantile_of_the_words_of_its_set_and_path),
        cmocka_unit_test(test_a_draw_beyond_the_range_of_its_key_is_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
