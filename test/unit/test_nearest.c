/* The nearest known name. Distances are counted by hand: each is the number of letters one would
 * have to insert, delete, replace or swap with a neighbour. */
#include "core/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const rungs[] = {"concede", "engage",   "statement",
                                    "accuse",  "threaten", "harass"};
#define NEAR(word) nearest_name(word, rungs, sizeof rungs / sizeof rungs[0])

static void test_one_slip_of_each_kind_is_found(void **state)
{
    (void)state;
    assert_string_equal(NEAR("statment"), "statement"); /* one deleted */
    assert_string_equal(NEAR("harrass"), "harass");     /* one inserted */
    assert_string_equal(NEAR("accuze"), "accuse");      /* one replaced */
    assert_string_equal(NEAR("egnage"), "engage");      /* two swapped */
    assert_string_equal(NEAR("engage"), "engage");
}

/* Two swaps in a word of six: distance 2 is a third of 6; as plain edits they would be 4. */
static void test_a_swap_counts_once(void **state)
{
    (void)state;
    assert_string_equal(NEAR("egnaeg"), "engage");
}

static void test_a_third_of_the_length_is_the_limit(void **state)
{
    static const char *const one[] = {"abcdef"};
    (void)state;
    assert_string_equal(nearest_name("abcdxy", one, 1), "abcdef"); /* 2 of 6 */
    assert_null(nearest_name("abcxyz", one, 1));                   /* 3 of 6 */
}

/* However many names there are, each is looked at: the last of 100,000 is the only one near. */
static void test_names_are_offered_one_by_one(void **state)
{
    nearest_search search = nearest_begin("rung-99999x"), none = nearest_begin(NULL);
    char name[24];

    (void)state;
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof name, i == 99999 ? "rung-%d" : "-%d-rung", i);
        assert_null(search.best);
        nearest_offer(&search, name);
    }
    assert_ptr_equal(search.best, name);
    nearest_offer(&search, NULL);
    assert_ptr_equal(search.best, name);
    nearest_offer(&none, "a");
    assert_null(none.best);
}

static void test_the_first_of_equals_wins(void **state)
{
    static const char *const two[] = {"cat", "bat"};
    (void)state;
    assert_string_equal(nearest_name("rat", two, 2), "cat");
}

static void test_nothing_is_near_to_empty_or_endless_words(void **state)
{
    char endless[200];
    static const char *const odd[] = {NULL, "", "ab"};
    (void)state;
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    const char *const same[] = {endless};
    assert_null(nearest_name("", odd, 3));
    assert_null(nearest_name(endless, same, 1));
    assert_null(nearest_name("ab", odd, 0));
    assert_string_equal(nearest_name("ac", odd, 3), "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_slip_of_each_kind_is_found),
        cmocka_unit_test(test_a_swap_counts_once),
        cmocka_unit_test(test_a_third_of_the_length_is_the_limit),
        cmocka_unit_test(test_names_are_offered_one_by_one),
        cmocka_unit_test(test_the_first_of_equals_wins),
        cmocka_unit_test(test_nothing_is_near_to_empty_or_endless_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
