/* What the filter weighs by itself: which lines are one source, which flows weigh it, and what rows are its own. Expected values
 * are read off the scenario. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/filter.h"
#include "mechanisms/campaigns.h"
#include "mechanisms/red_lines.h"
#include "mechanisms/table.h"
#include "past_world.h"

#define LINE(id, options)                                                                          \
    "  " id ": {holder: a, when: {flows: [f], deaths-own: 1}, response: {readiness: 1, options: "  \
    "[" options "]}}\n"
/* one and three share s2 only by way of two; four answers with what nobody records; five with a flow of a campaign, and alone. */
#define YAML                                                                                       \
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 10 days\nhostile: [[a, b]]\n"               \
    "theatres: {x: {name: X}, y: {name: Y}, z: {name: Z}}\npolitics: {a: {}, b: {}}\n"             \
    "outcomes: {war: {event: war}}\n"                                                              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.8}}}\n"                                \
    "conduct:\n"                                                                                   \
    "  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.6 per day, record: full}\n"           \
    "  - {id: s1, from: a, to: b, in: x, act: strike, record: full, rate: 1 per year}\n"           \
    "  - {id: s2, from: a, to: b, in: y, act: strike, record: full, rate: 1 per year}\n"           \
    "  - {id: s3, from: a, to: b, in: z, act: strike, record: partial, rate: 1 per year}\n"        \
    "  - {id: dark, from: a, to: g, in: x, act: strike, rate: 1 per year}\n"                       \
    "  - {id: push, from: a, to: b, in: x, act: harass, record: full, rate: 1 per year}\n"         \
    "campaigns:\n  - {id: guns, by: g}\n  - {id: pushes, by: a}\n"                                 \
    "red-lines:\n" LINE("one", "s1") LINE("other", "s3") LINE("two", "s1, s2") LINE("three", "s2") \
        LINE("four", "dark") LINE("five", "push") LINE("six", "push, s3")

static size_t source_of_row(const ofr_model *m, ofr_row row)
{
    for (size_t i = 0; i < m->n_owned; i++) {
        const ofr_owned_rows *own = &m->owned[i];
        if (row >= own->first_num && row < own->first_num + own->n_nums) return own->source;
    }
    return OFR_NONE;
}

static void test_lines_that_share_a_recorded_option_are_one_source(void **state)
{
    static const char *const id[] = {"guns", "pushes", "one", "other"};
    static const size_t of_line[] = {2, 3, 2, 2, OFR_NONE, OFR_NONE, 3};
    static const size_t of_flow[] = {0, 2, 2, 3, OFR_NONE, 1};
    ofr_study *study = past_world_open(YAML, "2024-01-01", "date,source,target,theatre,action\n",
                                       NULL);
    const ofr_model *m = study->model;

    (void)state;
    assert_int_equal(m->n_campaigns, 2);
    assert_int_equal(m->n_sources, 4);
    for (size_t i = 0; i < m->n_sources; i++) {
        assert_string_equal(m->source[i].id, id[i]);
        assert_string_equal(m->source[i].stream, i < 2 ? "filter-campaign" : "filter-line");
    }
    for (size_t i = 0; i < m->own->red_lines->n; i++) {
        assert_int_equal(source_of_row(m, m->own->red_lines->line[i].willing), of_line[i]);
        assert_int_equal(source_of_row(m, m->own->red_lines->line[i].share), of_line[i]);
    }
    for (size_t f = 0; f < m->n_flows; f++) assert_int_equal(m->flow_source[f], of_flow[f]);
    study_close(study);
}

static void test_owned_rows_lie_in_rising_order_and_belong_to_one(void **state)
{
    ofr_study *study = past_world_open(YAML, "2024-01-01", "date,source,target,theatre,action\n",
                                       NULL);
    const ofr_model *m = study->model;
    ofr_row num = 0, whole = 0;

    (void)state;
    assert_int_equal(m->n_owned, 2 + 5);
    for (size_t i = 0; i < m->n_owned; i++) {
        const ofr_owned_rows *own = &m->owned[i];
        assert_true(own->first_num >= num && own->first_whole >= whole);
        num = own->first_num + own->n_nums;
        whole = own->first_whole + own->n_wholes;
        assert_true(own->n_nums > 0 && own->n_wholes > 0 && own->source < m->n_sources);
    }
    assert_true(num <= m->n_nums && whole <= m->n_wholes);
    study_close(study);
}

/* Each state row of a lane is copied by one of the copies and by no other. */
static void test_own_and_shared_copies_make_the_whole_lane(void **state)
{
    ofr_study *study = past_world_open(YAML, "2024-01-01", "date,source,target,theatre,action\n",
                                       NULL);
    const ofr_model *m = study->model;
    ofr_block b = {0};

    (void)state;
    assert_int_equal(block_new(m, 2 + m->n_sources, &b, NULL), OFR_OK);
    for (size_t r = 0; r < m->n_nums; r++) b.num[r * b.lanes] = 1.0;
    for (size_t r = 0; r < m->n_wholes; r++) b.whole[r * b.lanes] = 1;
    for (size_t s = 0; s < m->n_sources; s++) block_copy_owned(m, s, &b, 0, &b, 1 + s);
    block_copy_shared(m, &b, 0, &b, 1 + m->n_sources);
    for (size_t r = 0; r < m->n_nums; r++) {
        double sum = 0;
        for (size_t k = 1; k < b.lanes; k++) sum += block_num(&b, r, k);
        assert_true(sum == 1.0);
    }
    for (size_t r = 0; r < m->n_wholes; r++) {
        int32_t sum = 0;
        for (size_t k = 1; k < b.lanes; k++) sum += block_whole(&b, r, k);
        assert_int_equal(sum, 1);
    }
    block_done(&b);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_that_share_a_recorded_option_are_one_source),
        cmocka_unit_test(test_owned_rows_lie_in_rising_order_and_belong_to_one),
        cmocka_unit_test(test_own_and_shared_copies_make_the_whole_lane),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
