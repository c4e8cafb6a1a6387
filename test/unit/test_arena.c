/* test_arena.c -- what arena.h promises. */
#include "core/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Zeroed, aligned, apart from each other: what arena.h promises, for all sizes about a chunk. */
static void test_arena_gives_zeroed_aligned_memory_apart(void **state)
{
    ofr_arena *arena = arena_new();
    unsigned char *last = NULL;
    size_t last_size = 0;

    (void)state;
    assert_non_null(arena);
    for (size_t size = 0; size < 200000; size = size * 2 + 3) {
        for (int i = 0; i < 20; i++) {
            unsigned char *p = arena_alloc(arena, size);

            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            for (size_t k = 0; k < size; k++) assert_true(p[k] == 0);
            memset(p, 0xff, size);
            assert_ptr_not_equal(p, last);
            for (size_t k = 0; k < last_size; k += 17) assert_true(last[k] == 0xff);
            last = p;
            last_size = size;
        }
    }
    arena_free(arena);
    arena_free(NULL);
}

static void test_arena_copies_text_and_ends_it(void **state)
{
    ofr_arena *arena = arena_new();
    const char *copy = arena_text(arena, "abcdef", 3);

    (void)state;
    assert_string_equal(copy, "abc");
    assert_string_equal(arena_text(arena, NULL, 0), "");
    arena_free(arena);
}

/* The limit of 1 GiB; sizes that would overflow when rounded up. Large chunks are never touched. */
static void test_arena_refuses_what_exceeds_its_limit(void **state)
{
    ofr_arena *arena = arena_new();

    (void)state;
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_alloc(arena, SIZE_MAX - 15));
    assert_null(arena_alloc(arena, ((size_t)1 << 30) + 1));
    assert_null(arena_text(arena, "a", SIZE_MAX));
    assert_non_null(arena_alloc(arena, (size_t)1 << 29));
    assert_null(arena_alloc(arena, ((size_t)1 << 29) + 1));
    assert_non_null(arena_alloc(arena, 100));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory_apart),
        cmocka_unit_test(test_arena_copies_text_and_ends_it),
        cmocka_unit_test(test_arena_refuses_what_exceeds_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
