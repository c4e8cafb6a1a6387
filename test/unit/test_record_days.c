/* test_record_days.c -- the plain reading of a record: by hand, and against the model to which the same acts are given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "given.h"
#include "studies/record_days.h"

static const char yaml[] =
    "offramp: 1\ntitle: t\nstart: 2024-01-01\nhorizon: 60 days\nhostile: [[a, b]]\n"
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}, g: {name: G, kind: "
    "group}}\n"
    "theatres: {x: {name: X}, y: {name: Y}}\npolitics: {a: {}, b: {}}\n"
    "conduct:\n"
    "  - {id: raids-x, from: g, to: a, in: x, act: harass, at: forces, record: totals, rate: 0.1 "
    "per day}\n"
    "  - {id: raids-y, from: g, to: a, in: y, act: harass, at: forces, record: totals, rate: 0.1 "
    "per day}\n"
    "  - {id: bombs, from: g, to: a, in: x, act: strike, at: forces, record: full, rate: 0.1 per "
    "day}\n"
    "  - {id: talks, from: a, to: b, in: x, act: engage, record: partial, coverage: 0.5, rate: 0.1 "
    "per day}\n"
    "  - {id: a-strikes, from: a, to: b, in: x, act: direct, at: forces, record: full, rate: 0.01 "
    "per day}\n"
    "  - {id: b-strikes, from: b, to: a, in: x, act: direct, at: forces, record: full, rate: 0.01 "
    "per day}\n"
    "outcomes:\n"
    "  raid: {when: {flows: [raids-x, raids-y]}}\n"
    "  raid-x: {when: {flows: [raids-x]}}\n"
    "  bombs: {when: {flows: [bombs], count: 2, within: 5}}\n"
    "  dead: {when: {flows: [raids-x, bombs], deaths-own: 2}}\n"
    "  calm: {event: quiet, for: 10 days, without: {flows: [bombs]}}\n"
    "  talk: {when: {flows: [talks], act: engage}}\n"
    "  exchange: {event: exchange, between: [a, b]}\n"
    "  war: {event: war}\n";
#define COLUMNS "date,source,target,theatre,action,count,deaths_own,public\n"
#define TOTALS "first,last,source,target,theatres,action,count\n"
enum { DAYS = 60 };

typedef struct reading {
    world w;
    ofr_record *record;
    record_days *days;
    int32_t first;
    double acts[DAYS];
    uint8_t covered[DAYS];
} reading;

static void read_record(reading *r, const char *events, const char *totals, int32_t known_by,
                        int32_t longest)
{
    ofr_error err = {0};

    *r = (reading){.w = world_open(yaml, 1, 1)};
    if (record_read_text(events, strlen(events), totals, totals ? strlen(totals) : 0,
                         "x-events.csv", &r->record, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    r->w.study->record = r->record;
    r->first = r->w.m->start;
    const record_days_plan plan = {r->first, r->first + DAYS, known_by, longest, true};
    assert_int_equal(record_days_new(r->w.study, &plan, &r->days, &err), OFR_OK);
}

static const ofr_outcome *outcome(const reading *r, const char *id)
{
    const ofr_outcomes *own = r->w.m->own->outcomes;
    size_t i = 0;

    while (strcmp(own->outcome[i].id, id) != 0) i++;
    return &own->outcome[i];
}

static void read_outcome(reading *r, const char *id)
{
    assert_int_equal(record_days_outcome(r->days, outcome(r, id), r->acts, r->covered, NULL),
                     OFR_OK);
}

static void done(reading *r)
{
    record_days_free(r->days);
    r->w.study->record = NULL;
    record_free(r->record);
    world_close(&r->w);
}

/* Oracle: by hand. Three on the 3rd and 4th meet two in five days from the 4th on; on the 10th there is but one in five days. */
static void test_a_pattern_is_met_on_days_with_acts_enough_in_its_window(void **state)
{
    reading r;

    (void)state;
    read_record(&r,
                COLUMNS "2024-01-03,g,a,x,strike,1,0,yes\n2024-01-04,g,a,x,strike,2,0,yes\n"
                        "2024-01-10,g,a,x,strike,1,0,yes\n2024-01-12,g,a,x,strike,1,0,no\n",
                NULL, OFR_NO_DATE, 31);
    read_outcome(&r, "bombs");
    for (size_t d = 0; d < DAYS; d++) {
        assert_near(r.acts[d], d == 3 || d == 11, 0);
        assert_int_equal(r.covered[d], 1);
    }
    done(&r);
    read_record(&r,
                COLUMNS "2024-01-03,g,a,x,strike,1,0,yes\n2024-01-04,g,a,x,strike,2,0,later:"
                        "2024-02-01\n2024-01-12,g,a,x,strike,1,0,no\n",
                NULL, date_parse("2024-01-20"), 31);
    read_outcome(&r, "bombs");
    for (size_t d = 0; d < DAYS; d++) assert_near(r.acts[d], 0, 0);
    done(&r);
}

/* Oracle: by hand: dead of a flow and day; of what only totals count rows tell the dead all the same. */
static void test_dead_are_counted_by_flow_and_day(void **state)
{
    reading r;

    (void)state;
    read_record(&r,
                COLUMNS "2024-01-03,g,a,x,strike,1,1,yes\n2024-01-03,g,a,x,strike,1,1,yes\n"
                        "2024-01-05,g,a,x,strike,1,1,yes\n2024-01-05,g,a,x,harass,1,1,yes\n"
                        "2024-01-07,g,a,x,harass,1,2,yes\n",
                NULL, OFR_NO_DATE, 31);
    read_outcome(&r, "dead");
    for (size_t d = 0; d < DAYS; d++) {
        assert_near(r.acts[d], d == 2 ? 2 : d == 6 ? 1 : 0, 0);
        assert_int_equal(r.covered[d], 1);
    }
    done(&r);
}

/* Oracle: by hand. Four acts, one of them named, over eight days: three laid in the middle of its thirds (days 1, 4, 6). */
static void test_a_short_total_is_laid_evenly(void **state)
{
    const char *totals = TOTALS "2024-01-09,2024-01-16,g,a,x+y,harass,4\n";
    reading r;

    (void)state;
    read_record(&r, COLUMNS "2024-01-10,g,a,y,harass,1,0,yes\n", totals, OFR_NO_DATE, 8);
    read_outcome(&r, "raid");
    static const double laid[8] = {0, 2, 0, 0, 1, 0, 1, 0};
    for (size_t d = 0; d < DAYS; d++) {
        const bool within = d >= 8 && d < 16;
        assert_int_equal(r.covered[d], 1);
        assert_near(r.acts[d], within ? laid[d - 8] : 0, 0);
    }
    /* which theatre the others were in nobody knows */
    read_outcome(&r, "raid-x");
    for (size_t d = 0; d < DAYS; d++) assert_int_equal(r.covered[d], d < 8 || d >= 16);
    done(&r);
    read_record(&r, COLUMNS "2024-01-10,g,a,y,harass,1,0,yes\n", totals, OFR_NO_DATE, 7);
    read_outcome(&r, "raid"); /* too long to be laid: of its days only that of the row is told */
    for (size_t d = 0; d < DAYS; d++) assert_int_equal(r.covered[d], d < 8 || d == 9 || d >= 16);
    done(&r);
    read_record(&r, COLUMNS "2024-01-10,g,a,y,harass,4,0,yes\n", totals, OFR_NO_DATE, 7);
    read_outcome(&r, "raid"); /* rows name all that it counts */
    for (size_t d = 0; d < DAYS; d++) assert_int_equal(r.covered[d], 1);
    done(&r);
}

/* Oracle: record_days.h: one that began in December leaves its days of January open; one that ends in March was not known in February. */
static void test_totals_that_reach_out_of_the_days(void **state)
{
    const char *totals = TOTALS "2023-12-20,2024-01-05,g,a,x+y,harass,4\n"
                                "2024-02-20,2024-03-05,g,a,x+y,harass,9\n";
    reading r;

    (void)state;
    read_record(&r, COLUMNS "2024-01-03,g,a,y,harass,1,0,yes\n", totals, OFR_NO_DATE, 31);
    read_outcome(&r, "raid");
    for (size_t d = 0; d < DAYS; d++) {
        assert_int_equal(r.covered[d], d == 2 || d >= 5);
        assert_near(r.acts[d], d == 2, 0);
    }
    done(&r);
}

static void test_what_a_record_tells_is_said(void **state)
{
    reading r;

    (void)state;
    read_record(&r, COLUMNS, NULL, OFR_NO_DATE, 31);
    assert_int_equal(record_tells_of(r.w.m, outcome(&r, "raid")), RECORD_TELLS);
    assert_int_equal(record_tells_of(r.w.m, outcome(&r, "war")), RECORD_TELLS);
    assert_int_equal(record_quiet_days(outcome(&r, "calm")), 10);
    assert_int_equal(record_quiet_days(outcome(&r, "raid")), 0);
    assert_true(record_tells_partly(r.w.m, outcome(&r, "talk")));
    assert_true(record_tells_partly(r.w.m, outcome(&r, "raid")));
    assert_false(record_tells_partly(r.w.m, outcome(&r, "bombs")));
    assert_false(record_tells_partly(r.w.m, outcome(&r, "war")));
    done(&r);
}

/* Oracle: the model itself, to which the same acts are given day by day: an outcome comes in it on the day on which question_came turns. */
static void test_outcomes_come_when_they_come_in_a_model_that_is_given_the_acts(void **state)
{
    static const char events[] = COLUMNS
        "2024-01-06,g,a,x,strike,1,0,yes\n2024-01-08,g,a,x,strike,1,2,yes\n"
        "2024-01-22,a,b,x,direct,1,0,yes\n2024-01-25,g,a,x,strike,1,0,yes\n"
        "2024-01-30,b,a,x,direct,1,0,yes\n";
    static const char *const asked[] = {"bombs", "dead", "calm", "exchange"};
    reading r;
    world w = world_open(yaml, 1, 1);
    given g = given_open(&w, events, NULL, false);

    (void)state;
    read_record(&r, events, NULL, OFR_NO_DATE, 31);
    for (int32_t day = 0; day < 45; day++) {
        given_run(&w, &g, 1);
        for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
            char field[64];
            read_outcome(&r, asked[i]);
            const baseline_days days = {r.acts, r.covered, DAYS};
            const baseline_question q = {(size_t)day + 1, record_quiet_days(outcome(&r, asked[i]))};
            snprintf(field, sizeof field, "%s.first", asked[i]);
            const bool came = world_get(&w, field, 0) >= w.m->start;
            if (question_came(&days, 0, &q) != came)
                fail_msg("%s on day %d: the record says %d", asked[i], (int)day, !came);
        }
    }
    double opened = 0;
    read_outcome(&r, "exchange");
    for (size_t d = 0; d < DAYS; d++) opened += r.acts[d];
    assert_near(opened, 1, 0); /* it opens once, and is open for a while */
    assert_near(r.acts[29], 1, 0);
    done(&r);
    given_close(&g);
    world_close(&w);
}

/* Oracle: record_days.h: an exchange opens once, however often the two strike while it is open; a row that sums up others is
 * no act. Both have struck by 3 January, and b strikes again on the 5th. */
static void test_an_exchange_opens_once_and_sums_of_rows_are_no_acts(void **state)
{
    reading r;

    (void)state;
    read_record(&r,
                "date,source,target,theatre,action,count,inferred\n"
                "2024-01-01,a,b,x,direct,1,no\n2024-01-03,b,a,x,direct,1,no\n"
                "2024-01-05,b,a,x,direct,1,no\n2024-01-20,g,a,x,strike,1,no\n"
                "2024-01-21,g,a,x,strike,7,yes\n",
                NULL, OFR_NO_DATE, 31);
    read_outcome(&r, "exchange");
    for (size_t i = 0; i < DAYS; i++) assert_true(r.acts[i] == (i == 2));
    read_outcome(&r, "bombs"); /* two within five days, were the sum an act */
    for (size_t i = 0; i < DAYS; i++) assert_true(r.acts[i] == 0);
    done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pattern_is_met_on_days_with_acts_enough_in_its_window),
        cmocka_unit_test(test_dead_are_counted_by_flow_and_day),
        cmocka_unit_test(test_a_short_total_is_laid_evenly),
        cmocka_unit_test(test_an_exchange_opens_once_and_sums_of_rows_are_no_acts),
        cmocka_unit_test(test_totals_that_reach_out_of_the_days),
        cmocka_unit_test(test_what_a_record_tells_is_said),
        cmocka_unit_test(test_outcomes_come_when_they_come_in_a_model_that_is_given_the_acts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
