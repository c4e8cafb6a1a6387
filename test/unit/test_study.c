/* Which flows and drivers a pattern of `given` names, and which days a study takes from its record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "source_path.h"
#include "studies/plan.h"
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

/* ---- days --------------------------------------------------------------------------------------------- */

static const char yaml[] =
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 90 days\nhistory: {from: 2024-01-10}\n"
    "hostile: [[a, b]]\n"
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}}\n"
    "theatres: {x: {name: X}, y: {name: Y}, z: {name: Z}}\n"
    "drivers: {wind: {active: true}, rain: {active: true}}\n"
    "conduct:\n"
    "  - {id: in-x, from: b, to: a, in: x, act: harass, record: full}\n"
    "  - {id: in-y, from: b, to: a, in: y, act: harass, record: full}\n"
    "  - {id: quiet, from: b, to: a, in: z, act: harass, record: full, expected: none}\n"
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n";

/* A record with an act in x and two in y on each day from the first of January to the end of 2024. */
static ofr_record *full_record(void)
{
    static char events[1 << 16];
    ofr_record *record = NULL;
    ofr_error err = {0};
    size_t used = (size_t)snprintf(events, sizeof events,
                                   "date,source,target,theatre,action,count\n");

    for (int32_t day = date_parse("2024-01-01"); day <= date_parse("2024-12-31"); day++) {
        char text[OFR_DATE_TEXT];
        date_format(day, text);
        used += (size_t)snprintf(events + used, sizeof events - used,
                                 "%s,b,a,x,harass,1\n%s,b,a,y,harass,2\n", text, text);
    }
    assert_true(used < sizeof events);
    if (record_read_text(events, used, NULL, 0, "test.csv", &record, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return record;
}

static ofr_study *open_text_with(const study_options *options)
{
    ofr_study *s = NULL;
    ofr_error err = {0};

    if (study_open_text(yaml, strlen(yaml), "test.yaml", options, &s, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return s;
}

/* A whole number from least to most that depends on its place alone. */
static int32_t drawn(uint32_t i, uint32_t which, int32_t least, int32_t most)
{
    return least + (int32_t)((most - least + 1) * unit(draw_words(23, i, which, 0, 8, 0).w[0]));
}

/* What is given of the two flows on a day: none outside the days of a past. */
static void check_day(const ofr_past *past, int32_t day, bool within, double x, double y)
{
    const ofr_given *g = past_day(past, day);

    if ((g != NULL) != within) fail_msg("day %d: within %d", day, within);
    if (g) assert_true(g->count[0] == x && g->count[1] == y && g->count[2] == 0);
}

/* Oracle: the days of history are those from its beginning to the eve of the start, the given days those of the horizon; on
 * each of them the record has one act and two. */
static void test_any_days_are_taken_from_the_first_to_the_last_and_no_others(void **state)
{
    enum { TRIALS = 40 };
    ofr_record *record = full_record();

    (void)state;
    for (uint32_t i = 0; i < TRIALS; i++) {
        char start[OFR_DATE_TEXT], horizon[32];
        const int32_t from = date_parse("2024-01-10"), first = from + drawn(i, 0, 0, 80),
                      days = i ? drawn(i, 1, 1, 150) : 1;
        date_format(first, start);
        snprintf(horizon, sizeof horizon, "%d days", (int)days);
        const study_options options = {
            .start = start, .horizon = horizon, .given = "in-*", .open_record = record};
        ofr_study *s = open_text_with(&options);
        assert_int_equal(s->model->start, first);
        for (int32_t day = from - 3; day < first + days + 3; day++) {
            check_day(s->past, day, day >= from && day < first, 1, 2);
            check_day(s->given, day, day >= first && day < first + days, 1, 2);
        }
        study_close(s);
    }
    record_free(record);
}

/* Oracle: what changes a result without being in the scenario or the record: each alone gives another hash, and the same
 * options the same. */
static void test_the_hash_of_the_record_tells_what_is_taken_from_it(void **state)
{
    ofr_record *record = full_record();
    const study_options options[] = {
        {.open_record = record},
        {.open_record = record, .no_history = true},
        {.open_record = record, .given = "in-x"},
        {.open_record = record, .given = "in-y"},
        {.open_record = record, .given = "in-x,in-y"},
        {.open_record = record, .given = "quiet"}, /* no acts are an act of the record, too */
        {.open_record = record, .given = "in-x,in-y,quiet"},
        {.open_record = record, .given = "wind"},
        {.open_record = record, .given = "rain"},
        {.open_record = record, .given = "in-x,rain"},
        {.open_record = record, .given = "in-x", .no_history = true},
    };
    enum { N = sizeof options / sizeof options[0] };
    uint64_t hash[N];

    (void)state;
    for (size_t i = 0; i < N; i++) {
        ofr_study *s = open_text_with(&options[i]), *again = open_text_with(&options[i]);
        hash[i] = plan_record_hash(s);
        assert_true(plan_record_hash(again) == hash[i]);
        study_close(s);
        study_close(again);
        for (size_t j = 0; j < i; j++)
            if (hash[i] == hash[j]) fail_msg("options %zu and %zu have one hash", j, i);
    }
    record_free(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pattern_names_what_it_fits_and_else_is_refused),
        cmocka_unit_test(test_any_days_are_taken_from_the_first_to_the_last_and_no_others),
        cmocka_unit_test(test_the_hash_of_the_record_tells_what_is_taken_from_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
