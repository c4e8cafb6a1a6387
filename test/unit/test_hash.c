/* test_hash.c -- FNV-1a against published values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "core/hash.h"

/* Oracle: the authors' test vectors (isthe.com/chongo/src/fnv, test_fnv.c, FNV-1a 64). */
static void test_hashes_are_those_of_the_authors(void **state)
{
    (void)state;
    assert_true(hash_text(HASH_START, "") == UINT64_C(0xcbf29ce484222325));
    assert_true(hash_text(HASH_START, "a") == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(hash_text(HASH_START, "foobar") == UINT64_C(0x85944171f73967e8));
    assert_true(hash_bytes(HASH_START, NULL, 0) == HASH_START);
}

/* Oracle: bytes one after another: texts join, names do not, a word is its bytes from the lowest on. */
static void test_texts_names_and_words_are_bytes(void **state)
{
    static const unsigned char byte[8] = {0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01};
    const uint64_t foo = hash_text(HASH_START, "foo");

    (void)state;
    assert_true(hash_text(foo, "bar") == hash_text(HASH_START, "foobar"));
    assert_true(hash_bytes(foo, "bar", 3) == hash_text(HASH_START, "foobar"));
    assert_true(hash_name(HASH_START, "foo") == hash_bytes(HASH_START, "foo", 4));
    assert_true(hash_name(hash_name(HASH_START, "ab"), "c") !=
                hash_name(hash_name(HASH_START, "a"), "bc"));
    assert_true(hash_name(HASH_START, NULL) == hash_name(HASH_START, ""));
    assert_true(hash_word(HASH_START, UINT64_C(0x0123456789abcdef)) ==
                hash_bytes(HASH_START, byte, 8));
    assert_true(hash_step(HASH_START, 'a') == hash_text(HASH_START, "a"));
}

/* Oracle: by hand: 0x0000000500000003 folds to 5 xor 3 = 6. */
static void test_a_slot_takes_in_the_high_bits(void **state)
{
    (void)state;
    assert_int_equal(hash_slot(UINT64_C(0x0000000500000003), 8), 6);
    assert_int_equal(hash_slot(UINT64_C(0x0000000500000003), 4), 2);
    assert_int_equal(hash_slot(UINT64_C(0xffffffffffffffff), 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hashes_are_those_of_the_authors),
        cmocka_unit_test(test_texts_names_and_words_are_bytes),
        cmocka_unit_test(test_a_slot_takes_in_the_high_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
