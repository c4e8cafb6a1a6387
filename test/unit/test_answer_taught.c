/* test_answer_taught.c -- what sets have learned, written with the plan, read back from the result and told. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "answer_fake.h"
#include "near.h"
#include "report/learned_told.h"
#include "report/result_store.h"

/* Oracle: result_fake.h. */
static void test_what_was_learned_is_read_back_as_it_was_written(void **state)
{
    static const double prior[] = {0.5, 1.5, 4}, posterior[] = {1, 1, 2};
    ofr_answer *a = read_it();
    const ofr_taught *t = a->taught;

    (void)state;
    assert_non_null(t);
    assert_int_equal(t->n_sets, FAKE_SETS);
    assert_int_equal(t->n_possible, 40);
    assert_int_equal(t->n_blocks, 2);
    assert_string_equal(t->block[0].id, "band");
    assert_int_equal(t->block[0].n_priors, 1);
    assert_near(t->block[0].noise, 0.25, 0);
    assert_near(t->block[0].temperature, 0.5, 0);
    assert_near(t->block[0].effective, 10, 0);
    assert_string_equal(t->block[0].kept, "");
    assert_string_equal(t->block[1].id, "all else");
    assert_true(isinf(t->block[1].noise));
    assert_string_equal(t->block[1].kept, "the point values cannot explain the record");
    assert_int_equal(t->n_parameters, 1);
    assert_string_equal(t->parameter[0].path, "a.level");
    assert_int_equal(t->parameter[0].block, 0);
    assert_memory_equal(t->parameter[0].prior, prior, sizeof prior);
    assert_memory_equal(t->parameter[0].posterior, posterior, sizeof posterior);
    answer_free(a);
}

static void test_it_is_told_in_json_and_words(void **state)
{
    ofr_answer *a = read_it();
    char *json = told(a, answer_json), *text = NULL, wanted[64];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_non_null(out);
    learned_text(a->taught, out);
    fclose(out);
    snprintf(wanted, sizeof wanted, "learned sets %016llx: ", (unsigned long long)a->taught->hash);
    assert_ptr_equal(strstr(text, wanted), text);
    assert_non_null(strstr(text, "block by block, 40 of 50 possible:\n"));
    assert_non_null(strstr(text,
                           "  1 priors, log evidence strays by 0.25: taken to the power 0.50, "
                           "worth 10 sets\n"));
    assert_non_null(strstr(text, "  1 priors: keeps its priors, for the point values cannot"));
    snprintf(wanted, sizeof wanted, "\"learned\":{\"hash\":\"%016llx\",\"sets\":50",
             (unsigned long long)a->taught->hash);
    assert_non_null(strstr(json, wanted));
    assert_non_null(strstr(json, "{\"id\":\"all else\",\"priors\":1,\"noise\":null,"));
    assert_non_null(strstr(json, "{\"path\":\"a.level\",\"block\":\"band\",\"prior\":[0.5,1.5,4],"
                                 "\"posterior\":[1,1,2]}"));
    free(json);
    free(text);
    answer_free(a);
}

/* The sets of the plan, with and without: the same draws, so that only what was learned can tell them apart. */
static void test_the_hash_of_a_result_has_what_was_learned_in_it(void **state)
{
    const ofr_plan plain = fake_plan(), learned = fake_learned_plan();
    ofr_plan other = learned;
    uint64_t hash[3];
    const ofr_kept_evidence elsewhere = {0x4712, learned.evidence->bytes, 2};

    (void)state;
    other.evidence = &elsewhere; /* a cache */
    for (size_t i = 0; i < 3; i++) {
        unlink(result);
        assert_int_equal(fake_run(result, RESULT_KEEP,
                                  i == 0   ? &plain
                                  : i == 1 ? &learned
                                           : &other,
                                  SIZE_MAX, NULL),
                         OFR_OK);
        assert_int_equal(result_hash(result, &hash[i], NULL), OFR_OK);
    }
    assert_true(hash[0] != hash[1]);
    assert_true(hash[1] == hash[2]);
}

static void test_a_result_of_drawn_sets_has_learned_nothing(void **state)
{
    const ofr_plan plan = fake_plan();
    ofr_answer *a;
    char *json;

    (void)state;
    unlink(result);
    assert_int_equal(fake_run(result, RESULT_KEEP, &plan, SIZE_MAX, NULL), OFR_OK);
    a = read_it();
    assert_null(a->taught);
    json = told(a, answer_json);
    assert_non_null(strstr(json, "\"learned\":null"));
    free(json);
    answer_free(a);
}

/* Oracle: result_fake.h: three bytes under 0x4711. */
static void test_the_evidence_is_found_by_whoever_looks_without_the_lock(void **state)
{
    result_store *there = NULL;
    unsigned char *bytes = NULL;
    size_t n = 0;
    char absent[PATH_ROOM];

    (void)state;
    assert_int_equal(result_store_look(result, &there, NULL), OFR_OK);
    assert_non_null(there);
    const ofr_store store = result_store_of(there);
    assert_null(store.keep);
    assert_int_equal(store.asked(store.self, 0x4711, 0, &bytes, &n, NULL), OFR_OK);
    assert_int_equal(n, 3);
    assert_memory_equal(bytes, "\1\2\3", 3);
    free(bytes);
    assert_int_equal(store.asked(store.self, 0x4712, 0, &bytes, &n, NULL), OFR_OK);
    assert_int_equal(n, 0);
    result_store_close(there);
    assert_int_equal(result_store_look(fake_path(absent, directory, "none"), &there, NULL), OFR_OK);
    assert_null(there);
    assert_int_equal(result_store_look(directory, &there, NULL), OFR_OK);
    assert_null(there);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_learned_result, remove_result)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_was_learned_is_read_back_as_it_was_written),
        TEST(test_it_is_told_in_json_and_words),
        TEST(test_the_hash_of_a_result_has_what_was_learned_in_it),
        TEST(test_a_result_of_drawn_sets_has_learned_nothing),
        TEST(test_the_evidence_is_found_by_whoever_looks_without_the_lock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
