/* What derives from parameters: all lanes at once, and each by itself, give the same bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "source_path.h"
#include "state/block.h"
#include "studies/study.h"

enum { ROUNDS = 40 };

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Each lane has the values of its left neighbour, or the scenario's with some of them moved. */
static void fill(const ofr_model *m, ofr_block *b, uint64_t *state)
{
    const size_t n = m->spec->n_parameters;

    for (size_t k = 0; k < b->lanes; k++) {
        const bool again = k > 0 && next(state) % 3 > 0;
        for (size_t i = 0; i < n; i++) {
            const double x = m->spec->parameter[i].value;
            b->par[i * b->lanes + k] = again ? b->par[i * b->lanes + k - 1]
                                       : next(state) % 4 == 0
                                           ? x * (double)(1 + next(state) % 7) / 4
                                           : x;
        }
        /* one number alone may differ from the neighbour's */
        if (again && next(state) % 2) b->par[next(state) % n * b->lanes + k] *= 0.75;
    }
}

static void test_all_lanes_at_once_are_each_by_itself(void **state)
{
    static const char *const scenario[] = {"scenarios/us-iran-2024.yaml", "scenarios/toy.yaml"};
    static const size_t lanes[] = {1, 2, 7, 32};
    uint64_t random = 11;
    char path[4096];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ofr_study *s = NULL;
        ofr_error err = {0};
        if (study_open(source_path(scenario[i], path, sizeof path), NULL, &s, &err) != OFR_OK)
            fail_msg("%s", err.text);
        for (size_t round = 0; round < ROUNDS; round++) {
            const size_t n = lanes[round % 4], bytes = s->model->n_pars * n * sizeof(double);
            ofr_block one = {0}, other = {0};
            assert_int_equal(block_new(s->model, n, &one, &err), OFR_OK);
            assert_int_equal(block_new(s->model, n, &other, &err), OFR_OK);
            fill(s->model, &one, &random);
            memcpy(other.par, one.par, bytes);
            block_derive_all(s->model, &one);
            for (size_t k = 0; k < n; k++) block_derive(s->model, &other, k);
            assert_memory_equal(one.par, other.par, bytes);
            block_done(&one);
            block_done(&other);
        }
        study_close(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_lanes_at_once_are_each_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
