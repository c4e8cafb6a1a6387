/* The record of data/us-iran against the figures that its README and the sources give. */
#include "record_series.h"
#include "source_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MILITIAS "iraqi-militias+kataib-hezbollah+nujaba"

static ofr_record *record;

static int setup(void **state)
{
    char path[4096];
    ofr_error err = {0};

    (void)state;
    if (record_read(source_path("data/us-iran/events.csv", path, sizeof path), &record, &err) ==
        OFR_OK)
        return 0;
    print_error("%s: %s\n", err.where, err.text);
    ofr_error_done(&err);
    return 1;
}

static int teardown(void **state)
{
    (void)state;
    record_free(record);
    return 0;
}

static const int32_t militia_war[] = {19647, 19760}; /* 2023-10-17 and 2024-02-07 */

static void test_rows_are_all_there(void **state)
{
    (void)state;
    assert_int_equal(record->n_events, 361); /* 402 rows of the chronology less 41 of context */
    assert_int_equal(record->n_totals, 18);
    assert_int_equal(militia_war[0], date_from_ymd(2023, 10, 17));
    assert_int_equal(militia_war[1], date_from_ymd(2024, 2, 7));
    assert_int_equal(record->event[0].date, date_from_ymd(2018, 5, 8)); /* the row of context */
    assert_true(record->event[1].date >= date_from_ymd(2019, 1, 1));
    assert_int_equal(record->event[record->n_events - 1].date, militia_war[1]);
}

static void test_every_row_has_a_provenance_and_a_known_rung(void **state)
{
    const char *ladder = "concede+engage+statement+accuse+threaten+coerce+harass+strike+direct";

    (void)state;
    for (size_t i = 0; i < record->n_events; i++) {
        assert_true(record->event[i].provenance[0] != '\0');
        assert_true(record->event[i].note[0] != '\0');
        assert_true(names_contain(ladder, record->event[i].action));
        assert_true(record->event[i].date <= militia_war[1]);
    }
    for (size_t i = 0; i < record->n_totals; i++) {
        assert_true(record->total[i].provenance[0] != '\0');
    }
}

/* The Pentagon's running total stood at 168 on 7 February 2024; 114 days, both ends included. */
static void test_increments_add_up_to_the_official_total(void **state)
{
    int32_t sum = 0, days = 0, after = militia_war[0];

    (void)state;
    for (size_t i = 0; i < record->n_totals; i++) {
        const ofr_total *total = &record->total[i];

        if (total->first < militia_war[0]) continue;
        assert_int_equal(total->first, after); /* no gap */
        after = total->last + 1;
        sum += total->count;
        days += total->last - total->first + 1;
        assert_string_equal(total->theatres, "iraq+syria+jordan");
    }
    assert_int_equal(sum, 168);
    assert_int_equal(days, 114);
    assert_int_equal(after, militia_war[1] + 1);
}

/* Totals hold the single rows too, so no interval can have more of these. */
static void test_single_rows_fit_into_their_interval(void **state)
{
    (void)state;
    for (size_t i = 0; i < record->n_totals; i++) {
        const ofr_total *total = &record->total[i];
        const series_query query = {
            .source = MILITIAS, .target = "usa", .theatre = total->theatres, .action = "harass"};
        const size_t n = (size_t)(total->last - total->first) + 1;
        int32_t *count = calloc(n, sizeof *count);
        int64_t sum = 0;

        assert_non_null(count);
        assert_int_equal(series_count(record, &query, total->first, total->last, count, NULL),
                         OFR_OK);
        for (size_t day = 0; day < n; day++) sum += count[day];
        free(count);
        assert_true(sum <= total->count);
    }
}

static const ofr_event *only(int32_t date, const char *source, const char *target,
                             const char *theatre, const char *action)
{
    const ofr_event *found = NULL;

    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *event = &record->event[i];
        if (event->date != date || strcmp(event->source, source) || strcmp(event->target, target) ||
            strcmp(event->theatre, theatre) || strcmp(event->action, action)) {
            continue;
        }
        assert_null(found);
        found = event;
    }
    assert_non_null(found);
    return found;
}

/* Three American soldiers died at Tower 22 in Jordan and more than 40 were hurt. */
static void test_the_attack_of_28_january_2024_is_as_reported(void **state)
{
    const ofr_event *event = only(date_from_ymd(2024, 1, 28), "iraqi-militias", "usa", "jordan",
                                  "harass");

    (void)state;
    assert_int_equal(event->deaths_own, 3);
    assert_int_equal(event->wounded_own, 40);
    assert_int_equal(event->at, AT_FORCES);
    assert_false(event->indirect);
}

/* Partners' deaths are not Americans': six Kurdish fighters on 4 February 2024. */
static void test_deaths_of_partners_stand_apart(void **state)
{
    const ofr_event *event = only(date_from_ymd(2024, 2, 4), "iraqi-militias", "usa", "syria",
                                  "harass");

    (void)state;
    assert_int_equal(event->deaths_own, 0);
    assert_int_equal(event->deaths_partner, 6);
}

/* Americans killed by an attack since 2019: 1 in December 2019, 2 at Taji in March 2020, 1 in March
 * 2023, 3 in Jordan. Two more died of heart failure. */
static void test_american_deaths_add_up(void **state)
{
    int32_t direct = 0, indirect = 0;

    (void)state;
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *event = &record->event[i];
        if (strcmp(event->target, "usa") || event->deaths_own <= 0) continue;
        *(event->indirect ? &indirect : &direct) += event->deaths_own;
    }
    assert_int_equal(direct, 7);
    assert_int_equal(indirect, 2);
}

/* Once each way, both in January 2020, both owned. */
static void test_the_principals_struck_each_other_directly_twice(void **state)
{
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < record->n_events; i++) n += !strcmp(record->event[i].action, "direct");
    assert_int_equal(n, 2);
    assert_int_equal(only(date_from_ymd(2020, 1, 3), "usa", "iran", "iraq", "direct")->claimed, 1);
    assert_int_equal(only(date_from_ymd(2020, 1, 8), "iran", "usa", "iraq", "direct")->claimed, 1);
}

/* The talks of 10 January 2024 became known on 13 March. */
static void test_secret_talks_are_hidden_from_an_outsider(void **state)
{
    const int32_t day = date_from_ymd(2024, 1, 10);
    const ofr_event *event = only(day, "usa", "iran", "diplomatic", "engage");
    series_query query = {.source = "usa",
                          .target = "iran",
                          .action = "engage",
                          .public_only = true,
                          .known_by = militia_war[1]};
    int32_t count = -1;

    (void)state;
    assert_int_equal(event->public_from, date_from_ymd(2024, 3, 13));
    assert_int_equal(series_count(record, &query, day, day, &count, NULL), OFR_OK);
    assert_int_equal(count, 0);
    query.public_only = false;
    assert_int_equal(series_count(record, &query, day, day, &count, NULL), OFR_OK);
    assert_int_equal(count, 1);
}

/* Missiles on Idlib and Erbil on 15 January 2024 were meant for Israel to see. */
static void test_the_audience_of_idlib_is_israel(void **state)
{
    const int32_t day = date_from_ymd(2024, 1, 15);

    (void)state;
    assert_string_equal(only(day, "iran", "isis-k", "syria", "strike")->audience, "israel");
    assert_string_equal(only(day, "iran", "iraq", "iraq", "strike")->audience, "israel");
}

/* The chronology's pauses and restraints, and the two refusals that its notes tell of. Two pauses were only seen in
 * counts, and by nobody at the time. */
static void test_words_about_halts_are_the_chronologys(void **state)
{
    size_t n[N_EVENT_WORDS] = {0}, inferred = 0, leaders = 0;

    (void)state;
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *event = &record->event[i];
        n[event->word]++;
        inferred += event->inferred;
        leaders += event->leader;
        if (event->inferred) assert_false(event_is_public(event, militia_war[1]));
        if (event->leader) assert_true(event->deaths_own > 0 && event->place != PLACE_ANY);
    }
    assert_int_equal(n[EVENT_PAUSE], 4);
    assert_int_equal(n[EVENT_RESTRAINT], 3);
    assert_int_equal(n[EVENT_REFUSAL], 2);
    assert_int_equal(n[EVENT_RESUME], 0);
    assert_int_equal(inferred, 2);
    assert_int_equal(leaders, 9); /* targeted-killing */
    assert_int_equal(
        only(date_from_ymd(2024, 1, 30), "kataib-hezbollah", "usa", "iraq", "concede")->word,
        EVENT_PAUSE);
    assert_int_equal(only(date_from_ymd(2024, 1, 30), "nujaba", "usa", "iraq", "threaten")->word,
                     EVENT_REFUSAL);
    assert_int_equal(only(date_from_ymd(2020, 1, 3), "usa", "iran", "iraq", "direct")->place,
                     PLACE_ABROAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_all_there),
        cmocka_unit_test(test_every_row_has_a_provenance_and_a_known_rung),
        cmocka_unit_test(test_increments_add_up_to_the_official_total),
        cmocka_unit_test(test_single_rows_fit_into_their_interval),
        cmocka_unit_test(test_the_attack_of_28_january_2024_is_as_reported),
        cmocka_unit_test(test_deaths_of_partners_stand_apart),
        cmocka_unit_test(test_american_deaths_add_up),
        cmocka_unit_test(test_the_principals_struck_each_other_directly_twice),
        cmocka_unit_test(test_secret_talks_are_hidden_from_an_outsider),
        cmocka_unit_test(test_the_audience_of_idlib_is_israel),
        cmocka_unit_test(test_words_about_halts_are_the_chronologys),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
