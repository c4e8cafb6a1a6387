/* Which flows and drivers a pattern of `given` names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "source_path.h"
#include "studies/study.h"

/* The flows and the driver of test/cli/data/small.yaml. */
static const char *const name[] = {"raids", "reprisals", "north-direct", "south-direct", "feud"};
enum { NAMES = 5, PATTERNS = 400 };

/* By its meaning: * is any text, ? any letter. */
static bool fits(const char *pattern, const char *text)
{
    if (*pattern == '\0') return *text == '\0';
    if (*pattern == '*') return fits(pattern + 1, text) || (*text && fits(pattern, text + 1));
    return *text && (*pattern == '?' || *pattern == *text) && fits(pattern + 1, text + 1);
}

/* A name in which letters have given way to ?, * or nothing, or have others behind them. */
static void draw_pattern(uint32_t i, char *ret)
{
    const char *from = name[draw_words(31, i, 0, 0, 1, 0).w[0] % NAMES];
    size_t n = 0;

    for (uint32_t at = 0; from[at]; at++) {
        const uint32_t u = draw_words(31, i, 1 + at, 0, 1, 0).w[0] % 24;
        if (u == 0) continue;
        ret[n++] = u < 3 ? '?' : u < 6 ? '*' : from[at];
        if (u == 23) ret[n++] = 's';
        if (u == 22 && at > 2) break;
    }
    if (i % 5 == 0) ret[n++] = i % 2 ? 's' : '*';
    ret[n] = '\0';
}

static ofr_status open_with(const char *given)
{
    char path[512];
    const study_options with = {.given = given};
    ofr_study *study = NULL;
    ofr_error err = {0};
    const ofr_status status = study_open(source_path("test/cli/data/small.yaml", path, sizeof path),
                                         &with, &study, &err);

    ofr_error_done(&err);
    study_close(study);
    return status;
}

/* Oracle: the meaning of patterns, by recursion. One that names nothing is refused. */
static void test_a_pattern_names_what_it_fits_and_else_is_refused(void **state)
{
    size_t refused = 0;

    (void)state;
    for (uint32_t i = 0; i < PATTERNS; i++) {
        char pattern[64];
        bool any = false;
        draw_pattern(i, pattern);
        if (!*pattern) continue;
        for (size_t j = 0; j < NAMES; j++) any |= fits(pattern, name[j]);
        const ofr_status status = open_with(pattern);
        if (status != (any ? OFR_OK : OFR_USAGE))
            fail_msg("'%s' gives %d, and fits %s", pattern, (int)status,
                     any ? "something" : "nothing");
        refused += !any;
    }
    assert_true(refused > PATTERNS / 10 && refused < PATTERNS * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pattern_names_what_it_fits_and_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
