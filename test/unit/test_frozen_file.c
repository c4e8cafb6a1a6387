/* test_frozen_file.c -- a frozen forecast as a file: it reads back as it was written, and what was changed is refused and named. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "report/frozen_file.h"
#include "scratch.h"

/* Every kind of value, and texts that JSON and HTML have to escape. */
static ofr_frozen made(void)
{
    static const char *flow[] = {"raids", "bombs"};
    static frozen_row row[] = {{19730, 1}, {19730, UINT64_MAX}, {19731, 5}};
    static frozen_question q[2];

    q[0] = (frozen_question){.id = "raid-10",
                             .outcome = "raid",
                             .title = "<b>raid</b> & \"more\", within 10 days",
                             .question = "Will it?",
                             .criteria = "Yes if.",
                             .fine_print = "Print.",
                             .figure = "12 % (3-40)",
                             .first = 19740,
                             .last = 19749,
                             .already = 0.25,
                             .rule = {.event = "acts",
                                      .pair = "",
                                      .of = "",
                                      .flow = flow,
                                      .n_flows = 2,
                                      .deaths = 1,
                                      .count = 2,
                                      .within = 7},
                             .published = {true, 0.1 + 0.2, 0.125, 0.5},
                             .model = {true, 0.5, NAN, NAN}};
    q[1] = q[0];
    q[1].id = "war-30";
    q[1].last = 19769;
    q[1].prior_driven = true;
    q[1].rule = (frozen_rule){.event = "war", .pair = "a-b", .of = "", .days = 14};
    q[1].class = (frozen_share){true, 0.001, 0, 1};
    return (ofr_frozen){.name = "t-2024-01-18",
                        .title = "</script><!-- t",
                        .program_version = "0.1.0",
                        .numbers_id = "0123",
                        .scenario_file = "t.yaml",
                        .scenario_hash = "4567",
                        .scenario_text = "offramp: 1\ntitle: \"t\" \xc3\xa9\n",
                        .opened_start = "2024-01-18",
                        .start = 19740,
                        .horizon = 30,
                        .history_from = 19000,
                        .record_hash = "89ab",
                        .record_last = 19731,
                        .row = row,
                        .n_rows = 3,
                        .seed = UINT64_MAX,
                        .n_sets = 2,
                        .per_set = 3,
                        .futures = 6,
                        .quick = true,
                        .n_values = 5,
                        .n_judged = 4,
                        .trust = "none",
                        .question = q,
                        .n_questions = 2};
}

static char *text;
static size_t size;

static int make_text(void **state)
{
    ofr_frozen f = made();

    (void)state;
    return frozen_text(&f, &text, &size, NULL) == OFR_OK ? 0 : -1;
}

static int drop_text(void **state)
{
    (void)state;
    free(text);
    return 0;
}

static void same(const frozen_share *a, const frozen_share *b)
{
    assert_int_equal(a->known, b->known);
    if (!a->known) return;
    assert_near(a->probability, b->probability, 0);
    assert_true(isnan(a->low) ? isnan(b->low) : !(a->low < b->low) && !(a->low > b->low));
}

static void test_what_is_written_is_read_back(void **state)
{
    const ofr_frozen f = made();
    ofr_frozen *g = NULL;
    ofr_error err = {0};

    (void)state;
    if (frozen_read_text(text, size, "f.json", &g, &err) != OFR_OK) fail_msg("%s", err.text);
    assert_string_equal(g->title, f.title);
    assert_string_equal(g->scenario_text, f.scenario_text);
    assert_string_equal(g->opened_start, "2024-01-18");
    assert_null(g->opened_horizon);
    assert_int_equal(g->start, f.start);
    assert_true(g->seed == UINT64_MAX && g->quick && !g->fixed && !g->no_history);
    assert_int_equal(g->n_rows, 3);
    assert_memory_equal(g->row, f.row, 3 * sizeof *f.row);
    assert_int_equal(g->n_questions, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(g->question[i].title, f.question[i].title);
        assert_true(frozen_rule_same(&g->question[i].rule, &f.question[i].rule));
        same(&g->question[i].published, &f.question[i].published);
        same(&g->question[i].model, &f.question[i].model);
        same(&g->question[i].class, &f.question[i].class);
    }
    frozen_free(g);
}

/* Oracle: docs/forecast.md: SHA-256 of the bytes with the digits of the hash as zeros. */
static void test_the_hash_is_of_the_bytes_with_its_digits_as_zeros(void **state)
{
    char *copy = malloc(size), found[SHA256_TEXT];
    const char *at = strstr(text, "\"hash\": \"") + 9;

    (void)state;
    memcpy(copy, text, size);
    memset(copy + (at - text), '0', 64);
    assert_memory_equal(at, sha256_text(copy, size, found), 64);
    free(copy);
}

/* Where one part of the text is another, it is refused with these words. */
static void refused(const char *was, const char *is, bool sealed, const char *says)
{
    const char *at = strstr(text, was);
    const size_t n = at ? (size_t)(at - text) : 0;
    char *changed = malloc(size + strlen(is) + 1), hash[SHA256_TEXT];
    ofr_frozen *g = NULL;
    ofr_error err = {0};

    assert_non_null(at);
    memcpy(changed, text, n);
    memcpy(changed + n, is, strlen(is));
    memcpy(changed + n + strlen(is), at + strlen(was), size - n - strlen(was));
    const size_t m = size + strlen(is) - strlen(was);
    if (sealed) assert_int_equal(frozen_seal(changed, m, "f.json", hash, NULL), OFR_OK);
    assert_int_equal(frozen_read_text(changed, m, "f.json", &g, &err), OFR_RESULT);
    if (!strstr(err.text, says)) fail_msg("%s, not %s", err.text, says);
    ofr_error_done(&err);
    free(changed);
}

static void test_a_change_is_found_and_its_part_named(void **state)
{
    (void)state;
    refused("\"probability\": 0.5", "\"probability\": 0.6", false,
            "questions.1 (raid-10) has been changed");
    refused("\"a-b\"", "\"a-c\"", false, "questions.2 (war-30) has been changed");
    refused("t.yaml", "u.yaml", false, "scenario has been changed");
    refused("2024-01-09 ", "2024-01-10 ", false, "record has been changed");
    refused("\"seed\": \"1", "\"seed\": \"2", false, "forecast has been changed");
    refused("t-2024-01-18", "u-2024-01-18", false, "the head");
    refused("\"id\": \"raid-10\",\n      \"sum\"", "\"id\": \"raid-10\",\n      \"sun\"", false,
            "the head");
}

/* Sealed again, so that only what it says is wrong. */
static void test_values_that_cannot_be_are_refused_by_their_field(void **state)
{
    (void)state;
    refused("\"version\": 1", "\"version\": 2", true,
            "version: this program reads version 1, found 2");
    refused("offramp-frozen", "offramp-melted", true, "is no frozen forecast");
    refused("\"seed\": \"1", "\"seed\": \"-1", true, "forecast.seed: must be a whole number");
    refused("\"sets\": 2", "\"sets\": 1e300", true, "forecast.sets: must be from 1 to 2.14748e+09");
    refused("\"sets\": 2", "\"sets\": 2.5", true,
            "forecast.sets: must be a whole number, found 2.5");
    refused("\"sets\": 2", "\"sats\": 2", true, "forecast.sets: is missing; it must be a number");
    refused("\"sets\": 2", "\"sets\": \"2\"", true, "forecast.sets: must be a number");
    refused("\"inputs_judged\": 4", "\"inputs_judged\": 6", true, "forecast.inputs_judged");
    refused("\"quick\": true", "\"quick\": 1", true, "forecast.quick: must be true or false");
    refused("\"file\": \"t.yaml\"", "\"file\": \"../t.yaml\"", true,
            "scenario.file: must be the name of a file");
    refused("\"start\": \"2024-01-18\"", "\"start\": \"2024-02-30\"", true,
            "scenario.start: must be a day");
    refused("\"horizon_days\": 30", "\"horizon_days\": 20", true, "questions.2 (war-30).last_day");
    refused("\"probability\": 0.5", "\"probability\": 1.5", true,
            "questions.1 (raid-10).probability: must be from 0 to 1");
    refused("\"low\": 0.125", "\"low\": 0.75", true,
            "questions.1 (raid-10).high: must be from 0.75 to 1");
    refused("\"published\": {", "\"unpublished\": {", true,
            "questions.1 (raid-10).published: is missing");
    refused("\"flows\": [\"raids\"", "\"flows\": [7", true, "questions.1 (raid-10).rule.flows");
    refused("2024-01-09 0", "2024-01-08 0", true, "record.rows: days must rise");
    refused("2024-01-09 0", "2024-01-09  ", true, "record.rows: 2024-01-09: must hold sums");
    refused("0000000000000001 f", "000000000000001 ff", true,
            "record.rows: 2024-01-08: must hold sums");
}

/* Cut at every byte, and with every byte another: refused, with words. */
static void test_nothing_that_is_cut_or_bent_is_read(void **state)
{
    const size_t step = size / 400 + 1;
    char *copy = malloc(size + 1);

    (void)state;
    for (size_t i = 0; i < size - 1; i += i < 300 || size - i < 300 ? 1 : step) {
        for (int way = 0; way < 2; way++) {
            ofr_frozen *g = NULL;
            ofr_error err = {0};
            memcpy(copy, text, size);
            copy[i] ^= 1;
            const ofr_status status = frozen_read_text(copy, way ? size : i, "f.json", &g, &err);
            if (status != OFR_RESULT && status != OFR_LIMIT)
                fail_msg("byte %zu, way %d: status %d", i, way, (int)status);
            assert_true(err.text && *err.text && strncmp(err.where, "f.json", 6) == 0);
            ofr_error_done(&err);
        }
    }
    free(copy);
}

static void test_the_page_holds_no_markup_of_the_file(void **state)
{
    const file_rule rule = {0};
    char path[SCRATCH_ROOM];
    ofr_frozen *g = NULL;
    char page[40000];

    assert_int_equal(frozen_read_text(text, size, "f.json", &g, NULL), OFR_OK);
    scratch_path(state, "f.html", path);
    assert_int_equal(frozen_page(g, path, &rule, NULL), OFR_OK);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    assert_true(page_is_ours(in));
    rewind(in);
    page[fread(page, 1, sizeof page - 1, in)] = '\0';
    fclose(in);
    assert_null(strstr(page, "<b>raid"));
    assert_null(strstr(page, "<!-- t"));
    assert_non_null(strstr(page, "&#60;b&#62;raid"));
    assert_non_null(strstr(page, g->hash));
    assert_non_null(strstr(page, "12 % (3-40)"));
    frozen_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_the_hash_is_of_the_bytes_with_its_digits_as_zeros),
        cmocka_unit_test(test_a_change_is_found_and_its_part_named),
        cmocka_unit_test(test_values_that_cannot_be_are_refused_by_their_field),
        cmocka_unit_test(test_nothing_that_is_cut_or_bent_is_read),
        cmocka_unit_test_setup_teardown(test_the_page_holds_no_markup_of_the_file, scratch_make,
                                        scratch_drop),
    };
    return cmocka_run_group_tests(tests, make_text, drop_text);
}
