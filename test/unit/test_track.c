/* test_track.c -- the track record: its words, which question is told, and what is no track record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/arena.h"
#include "studies/track.h"

/* 2023-01-01 and 2023-06-01 in days since 1970 (`date -u -d @$((19358 * 86400))`). */
#define BEGIN                                                                                      \
    "{\"title\": \"t\", \"scenario_hash\": \"00ff\", \"first\": 19358, \"last\": 19509, "          \
    "\"sets\": "                                                                                   \
    "64, \"per_set\": 32, \"questions\": ["
#define QUESTION(outcome, horizon, came, rest)                                                     \
    "{\"outcome\": \"" outcome "\", \"horizon\": " horizon ", \"n\": 24, \"came\": " came          \
    ", \"enough\": true, \"mean\": 0.31, \"brier\": 0.2, \"model\": 0.21" rest "}"
#define BEST(low, high)                                                                            \
    ", \"best\": \"climatology\", \"best_brier\": 0.25, \"skill\": 0.2, \"low\": " low             \
    ", \"high\": " high

static bool read_text(const char *text, ofr_arena *arena, ofr_track *ret)
{
    return track_read((const unsigned char *)text, strlen(text), arena, ret);
}

/* Oracle: the sentence that the issue asks for. */
static void test_words_say_how_often_it_came_and_what_that_shows(void **state)
{
    static const struct {
        const char *rest, *says;
    } row[] = {{BEST("0.1", "0.3"), "better than climatology, the best of the baselines"},
               {BEST("-0.1", "0.3"), "no better than climatology, the best of the baselines"},
               {BEST("-0.3", "-0.1"), "worse than climatology, the best of the baselines"},
               {", \"best\": \"climatology\", \"best_brier\": 0.25, \"skill\": 0.2",
                "too few origins to say against climatology, the best of the baselines"},
               {"", "no baseline has all of them"}};
    char text[1024], words[TRACK_WORDS], wanted[TRACK_WORDS];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        ofr_arena *arena = arena_new();
        ofr_track t;
        snprintf(text, sizeof text, BEGIN QUESTION("raid", "90", "9", "%s") "]}", row[i].rest);
        assert_true(read_text(text, arena, &t));
        snprintf(wanted, sizeof wanted,
                 "of 24 earlier 90-day forecasts of this outcome (2023-01-01 to 2023-06-01), mean "
                 "31 %%, 9 came: %s",
                 row[i].says);
        assert_string_equal(track_words(&t, &t.question[0], false, words), wanted);
        arena_free(arena);
    }
}

static void test_words_say_that_a_scenario_has_changed_and_that_events_are_few(void **state)
{
    ofr_arena *arena = arena_new();
    char words[TRACK_WORDS];
    track_question q = {
        .outcome = "", .horizon = 30, .n = 12, .came = 0, .mean = 0.004, .best = "x"};
    const ofr_track t = {.first = 19358, .last = 19509, .question = &q, .n = 1};

    (void)state;
    assert_string_equal(track_words(&t, &q, true, words),
                        "of 12 earlier 30-day forecasts of this case (2023-01-01 to 2023-06-01), "
                        "mean <1 %, 0 came: too few events to show anything; the scenario has "
                        "changed since");
    arena_free(arena);
}

/* The longest horizon within that of the forecast; else the shortest. */
static void test_the_question_nearest_to_the_horizon_is_told(void **state)
{
    const track_question q[] = {{.outcome = "", .horizon = 30, .n = 1},
                                {.outcome = "", .horizon = 180, .n = 1},
                                {.outcome = "", .horizon = 90, .n = 1},
                                {.outcome = "raid", .horizon = 30, .n = 1}};
    const ofr_track t = {.question = q, .n = 4};

    (void)state;
    assert_ptr_equal(track_find(&t, "", 20), &q[0]);
    assert_ptr_equal(track_find(&t, "", 30), &q[0]);
    assert_ptr_equal(track_find(&t, "", 100), &q[2]);
    assert_ptr_equal(track_find(&t, "", 400), &q[1]);
    assert_ptr_equal(track_find(&t, "raid", 400), &q[3]);
    assert_null(track_find(&t, "war", 400));
}

/* A file may come from anyone. The first is as it should be; each of the others is wrong in one place. */
static void test_what_is_no_track_record_is_not_taken(void **state)
{
    static const char *const wrong[] = {
        "",
        "{",
        "[]",
        "{\"questions\": []}",
        BEGIN QUESTION("raid", "90", "25", "") "]}",
        BEGIN QUESTION("raid", "90", "-1", "") "]}",
        BEGIN QUESTION("raid", "0", "9", "") "]}",
        BEGIN QUESTION("raid", "\"90\"", "9", "") "]}",
        BEGIN QUESTION("raid", "90", "9", ", \"best\": 4") "]}",
        BEGIN QUESTION("raid", "90", "9", ", \"best\": \"half\"") "]}",
        BEGIN QUESTION("raid", "90", "9", BEST("0.3", "0.1")) "]}",
        BEGIN QUESTION("raid", "90", "9", BEST("0.3", "2")) "]}",
        BEGIN "4]}",
    };
    ofr_arena *arena = arena_new();
    ofr_track t = {.n = 77};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(read_text(wrong[i], arena, &t));
        assert_int_equal(t.n, 77);
    }
    assert_true(read_text(BEGIN QUESTION("raid", "90", "9", BEST("0.1", "0.3")) "]}", arena, &t));
    assert_int_equal(t.n, 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_say_how_often_it_came_and_what_that_shows),
        cmocka_unit_test(test_words_say_that_a_scenario_has_changed_and_that_events_are_few),
        cmocka_unit_test(test_the_question_nearest_to_the_horizon_is_told),
        cmocka_unit_test(test_what_is_no_track_record_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
