/* test_answer_published.c -- what is published, what the model alone says and what the class says, read back from a result and told. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "answer_fake.h"
#include "core/statistics.h"
#include "near.h"

/* Oracle: result_fake.h: 20 and 10 of 1000 futures published; the model alone 4 and 5 of 5 futures in 2 of 10 sets; 40 and 10 of 400
 * pair-years, over 30, 90, 100 days. */
static void test_published_model_and_class_stand_beside_each_other(void **state)
{
    ofr_answer *a = read_it();
    const answer_pair *pair = a->pair;
    double low, high;

    (void)state;
    assert_true(a->pooled && a->has_model);
    assert_int_equal(a->n_outcomes, FAKE_OUTCOMES);
    assert_int_equal(a->n_pairs, 1);
    assert_near(a->published.share, 0.25, 0);
    assert_near(a->published.spread, 1, 0);
    assert_string_equal(pair->id, "red-blue");
    assert_string_equal(pair->class, "dispute-1");
    assert_true(pair->reached);
    assert_near(pair->event[0]->by[0].share.probability, 0, 0);
    assert_near(pair->event[0]->by[2].share.probability, 0.02, 0);
    assert_near(pair->event[1]->by[2].share.probability, 0.01, 0);
    assert_near(pair->event[0]->model[0].share.probability, 8.0 / 50, 0);
    assert_near(pair->event[1]->model[2].share.probability, 10.0 / 50, 0);
    for (size_t o = 0; o < FAKE_OUTCOMES; o++)
        assert_near(a->outcome[o].model[1].share.probability, (double)(o + 1) * 2 / 50, 0);
    jeffreys_interval(40, 400, &low, &high);
    assert_near(pair->by_class[0][0].share, 1 - pow(0.9, 30.0 / 365), 1e-12);
    assert_near(pair->by_class[0][2].low, 1 - pow(1 - low, 100.0 / 365), 1e-12);
    assert_near(pair->by_class[1][2].share, 1 - pow(0.975, 100.0 / 365), 1e-12);
    answer_free(a);
}

static ofr_status tell_wide(const ofr_answer *a, FILE *out, ofr_error *err)
{
    return answer_lines(a, 200, out, err);
}

static ofr_status tell_narrow(const ofr_answer *a, FILE *out, ofr_error *err)
{
    return answer_lines(a, 60, out, err);
}

static ofr_status tell_usual(const ofr_answer *a, FILE *out, ofr_error *err)
{
    return answer_lines(a, 80, out, err);
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("no '%s' in:\n%s", part, text);
}

static void test_the_lines_tell_all_three_as_table_and_as_list(void **state)
{
    ofr_answer *a = read_it();
    char *wide = told(a, tell_wide), *narrow = told(a, tell_narrow);

    (void)state;
    assert_holds(wide, "model alone\n");
    assert_holds(wide,
                 "of the parameter sets 25 % come to open attacks and war as often as the class");
    assert_holds(wide, "Red and Blue attack each other within 100 days: published 2");
    assert_holds(wide, "by model 16 %; by its class 2.8 % (");
    assert_null(strstr(wide, "| the model alone"));
    assert_holds(narrow, "  by model  4 %\n");
    free(wide);
    free(narrow);
    answer_free(a);
}

static void test_a_pair_unlike_its_class_is_told_and_needs_no_measurements(void **state)
{
    const ofr_plan plan = fake_pooled_plan();
    ofr_answer *a;
    char *text;

    (void)state;
    fake_unlike = true;
    unlink(result);
    assert_int_equal(fake_run(result, RESULT_KEEP, &plan, SIZE_MAX, NULL), OFR_OK);
    fake_unlike = false;
    a = read_it();
    assert_true(a->pair[0].unlike && !a->pair[0].reached && a->has_model);
    text = told(a, tell_wide);
    assert_holds(text, "red-blue: not pooled with its class");
    assert_null(strstr(text, "no shift brings"));
    free(text);
    text = told(a, answer_json);
    assert_holds(text, "\"unlike\":true");
    free(text);
    answer_free(a);
}

/* An unfinished result has no model to compare with; one of the model alone says that it is. */
static void test_where_there_is_no_model_beside_it_nothing_is_said(void **state)
{
    const ofr_plan pooled = fake_pooled_plan(), alone = fake_plan();
    ofr_answer *a;
    char *text;

    (void)state;
    unlink(result);
    assert_int_equal(fake_run(result, RESULT_KEEP, &pooled, 2, NULL), OFR_OK);
    a = read_it();
    assert_true(a->pooled && !a->has_model && a->n_pairs == 1);
    text = told(a, tell_usual);
    assert_null(strstr(text, "by model"));
    assert_null(strstr(text, "the model alone"));
    free(text);
    answer_free(a);
    unlink(result);
    assert_int_equal(fake_run(result, RESULT_KEEP, &alone, SIZE_MAX, NULL), OFR_OK);
    a = read_it();
    assert_true(!a->pooled && !a->has_model && a->n_pairs == 0);
    text = told(a, tell_usual);
    assert_holds(text, "| the model alone");
    free(text);
    answer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_published_model_and_class_stand_beside_each_other,
                                        make_pooled_result, remove_result),
        cmocka_unit_test_setup_teardown(test_the_lines_tell_all_three_as_table_and_as_list,
                                        make_pooled_result, remove_result),
        cmocka_unit_test_setup_teardown(
            test_a_pair_unlike_its_class_is_told_and_needs_no_measurements, make_pooled_result,
            remove_result),
        cmocka_unit_test_setup_teardown(test_where_there_is_no_model_beside_it_nothing_is_said,
                                        make_pooled_result, remove_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
