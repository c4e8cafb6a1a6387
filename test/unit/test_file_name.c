/* Names of files that stand in files. Oracle: the rule in core/file_name.h; paths joined by hand. */
#include "core/file_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct join_case {
    const char *from, *path;
    file_name_fault fault;
    const char *joined;
} join_case;

static void test_paths_are_joined_and_tidied(void **state)
{
    static const join_case cases[] = {
        {"", "x.csv", FILE_NAME_FINE, "x.csv"},
        {"", "./a//b/../x.csv", FILE_NAME_FINE, "a/x.csv"},
        {"", "../data/x.csv", FILE_NAME_FINE, "../data/x.csv"},
        {"", "../../x.csv", FILE_NAME_FINE, "../../x.csv"},
        {"a/one.yaml", "../x.csv", FILE_NAME_FINE, "x.csv"},
        {"../one.yaml", "../x.csv", FILE_NAME_FINE, "../../x.csv"},
        {"", "...", FILE_NAME_FINE, "..."},
    };
    ofr_arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *joined = NULL;
        assert_int_equal(file_name_join(arena, cases[i].from, cases[i].path, &joined),
                         cases[i].fault);
        assert_string_equal(joined, cases[i].joined);
    }
    arena_free(arena);
}

static void test_names_that_lead_elsewhere_are_refused(void **state)
{
    static const join_case cases[] = {
        {"", "", FILE_NAME_EMPTY, NULL},
        {"", "..", FILE_NAME_EMPTY, NULL},
        {"", "a/..", FILE_NAME_EMPTY, NULL},
        {"", "/etc/shadow", FILE_NAME_ABSOLUTE, NULL},
        {"", "\\\\host\\share", FILE_NAME_ABSOLUTE, NULL},
        {"", "c:x", FILE_NAME_ABSOLUTE, NULL},
        {"", "../../../x", FILE_NAME_CLIMBS, NULL},
        {"", "a/../../../../x", FILE_NAME_CLIMBS, NULL},
        {"../../one.yaml", "../x", FILE_NAME_CLIMBS, NULL},
        {"", "a\nb", FILE_NAME_NOT_PLAIN, NULL},
        {"", "a\x7f", FILE_NAME_NOT_PLAIN, NULL},
    };
    ofr_arena *arena = arena_new();
    char longer[FILE_NAME_LONGEST + 2];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *joined = NULL;
        if (file_name_join(arena, cases[i].from, cases[i].path, &joined) != cases[i].fault)
            fail_msg("'%s' in '%s'", cases[i].path, cases[i].from);
        assert_null(joined);
    }
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    const char *joined = NULL;
    assert_int_equal(file_name_join(arena, "", longer, &joined), FILE_NAME_LONG);
    assert_int_equal(file_name_join(arena, "", longer + 1, &joined), FILE_NAME_FINE);
    arena_free(arena);
}

/* Whatever the route: what is let through, walked part by part, never is more than two above, and does
 * not change when it is joined again. */
static void test_no_route_climbs_further(void **state)
{
    static const char *const part[] = {"..", "..", ".", "a", "b", ""};
    uint64_t seed = 1;
    size_t fine = 0;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        ofr_arena *arena = arena_new();
        char path[64] = "";
        const char *joined = NULL, *again = NULL;
        int at = 0, lowest = 0;
        for (int i = 0; i < 8; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *p = part[(seed >> 33) % 6];
            const size_t n = strlen(path);
            snprintf(path + n, sizeof path - n, "%s%s", p, i < 7 ? "/" : "");
        }
        if (file_name_join(arena, "", path, &joined) == FILE_NAME_FINE) {
            for (const char *p = joined; *p; p += strcspn(p, "/"), p += *p == '/') {
                at += strncmp(p, "../", 3) == 0 ? -1 : 1;
                if (at < lowest) lowest = at;
            }
            if (lowest < -FILE_NAME_CLIMB || joined[0] == '/' || strstr(joined, "//"))
                fail_msg("'%s' became '%s'", path, joined);
            assert_int_equal(file_name_join(arena, "", joined, &again), FILE_NAME_FINE);
            assert_string_equal(joined, again);
            fine++;
        }
        arena_free(arena);
    }
    assert_true(fine > 1000 && fine < 19000); /* both sides were tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_are_joined_and_tidied),
        cmocka_unit_test(test_names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(test_no_route_climbs_further),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
