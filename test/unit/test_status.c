/* test_status.c -- errors are filled, kept and named. */
#include "offramp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_short_text_stays_in_the_room(void **state)
{
    ofr_error err = {0};

    (void)state;
    assert_int_equal(ofr_fail(&err, OFR_IO, "a.yaml:3:1", "must be > %d, got %s", 0, "-1"), OFR_IO);
    assert_int_equal(err.code, OFR_IO);
    assert_string_equal(err.where, "a.yaml:3:1");
    assert_string_equal(err.text, "must be > 0, got -1");
    assert_ptr_equal(err.text, err.room);
    ofr_error_done(&err);
    assert_null(err.text);
    ofr_error_done(&err);
    ofr_error_done(NULL);
}

/* Both sides of the size of the room; what is longer is kept whole. */
static void test_long_text_is_kept_whole(void **state)
{
    char text[2000];

    (void)state;
    for (size_t n = 500; n < sizeof text; n = n < 520 ? n + 1 : n + 400) {
        ofr_error err = {0};

        memset(text, 'x', n);
        text[n] = '\0';
        ofr_fail(&err, OFR_SCHEMA, NULL, "%s", text);
        assert_string_equal(err.text, text);
        assert_string_equal(err.where, "");
        assert_true((err.text == err.room) == (n < sizeof err.room));
        ofr_error_done(&err);
    }
}

/* "ä" is two bytes: 512 bytes of room must end after a whole one. */
static void test_long_places_are_cut_between_characters(void **state)
{
    char place[1026];
    ofr_error err = {0};

    (void)state;
    for (size_t i = 0; i < 1024; i += 2) memcpy(place + i, "\xc3\xa4", 2);
    place[1024] = '\0';
    ofr_fail(&err, OFR_IO, place, "no");
    assert_int_equal(strlen(err.where), 510);
    ofr_error_done(&err);
}

static void test_no_error_struct_is_fine(void **state)
{
    (void)state;
    assert_int_equal(ofr_fail(NULL, OFR_LIMIT, NULL, "too many: %d", 3), OFR_LIMIT);
}

static void test_codes_have_names(void **state)
{
    (void)state;
    assert_string_equal(ofr_status_name(OFR_OK), "OFR_OK");
    assert_string_equal(ofr_status_name(OFR_SCHEMA), "OFR_SCHEMA");
    assert_string_equal(ofr_status_name((ofr_status)9999), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_text_stays_in_the_room),
        cmocka_unit_test(test_long_text_is_kept_whole),
        cmocka_unit_test(test_long_places_are_cut_between_characters),
        cmocka_unit_test(test_no_error_struct_is_fine),
        cmocka_unit_test(test_codes_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
