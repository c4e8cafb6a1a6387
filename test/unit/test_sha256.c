/* test_sha256.c -- SHA-256 against published values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/sha256.h"

static void is(const char *text, const char *hash)
{
    char found[SHA256_TEXT];

    assert_string_equal(sha256_text(text, strlen(text), found), hash);
}

/* Oracle: FIPS 180-4 examples (one block, two blocks), and the empty text of NIST's byte test vectors. */
static void test_sums_are_those_of_the_standard(void **state)
{
    (void)state;
    is("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    is("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    is("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Oracle: FIPS 180-2, appendix B.3: one million times 'a'. */
static void test_long_texts_are_summed_block_by_block(void **state)
{
    const size_t n = 1000000;
    char *text = malloc(n), found[SHA256_TEXT];

    (void)state;
    assert_non_null(text);
    memset(text, 'a', n);
    assert_string_equal(sha256_text(text, n, found),
                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(text);
}

/* Oracle: python3, hashlib.sha256(b"a" * n): lengths at which the end fits into the last block, and no longer does. */
static void test_the_end_takes_a_block_more_where_it_must(void **state)
{
    char text[65];

    (void)state;
    memset(text, 'a', sizeof text);
    text[64] = '\0';
    is(text, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
    text[56] = '\0';
    is(text, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    text[55] = '\0';
    is(text, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_those_of_the_standard),
        cmocka_unit_test(test_long_texts_are_summed_block_by_block),
        cmocka_unit_test(test_the_end_takes_a_block_more_where_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
