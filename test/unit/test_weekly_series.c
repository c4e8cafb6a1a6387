/* Attacks a week and members' totals, by hand on given acts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "past_world.h"
#include "watch.h"

#define YAML(start)                                                                                \
    "offramp: 1\ntitle: series\nstart: " start "\nhorizon: 20 days\nhostile: [[a, b]]\n"           \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: {name: G, "   \
    "kind: group, backed-by: {b: {}}}\n"                                                           \
    "theatres: {x: {name: X, slip: 0, lethality: 0}, y: {name: Y, slip: 0, lethality: 0}}\n"       \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "conduct:\n"                                                                                   \
    "  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 1e-9 per day, record: full}\n"        \
    "  - {id: a-g, from: a, to: g, in: x, act: strike, rate: 1e-9 per day, record: full}\n"        \
    "  - {id: b-threat, from: b, to: a, in: x, act: threaten, rate: 1e-9 per day, record: full}\n" \
    "  - {id: a-b, from: a, to: b, in: y, act: direct, at: homeland, record: full}\n"              \
    "stances: {inertia: 100, lambda: 100}\n"                                                       \
    "politics: {a: {}, b: {}}\n"                                                                   \
    "outcomes: {war: {event: war}}\n"
#define COLUMNS "date,source,target,theatre,action,at,count,deaths_own\n"

typedef struct weeks {
    const ofr_field *x, *y;
    int32_t first;
    int32_t count[64][2];
} weeks;

static void note_weeks(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane)
{
    weeks *w = self;

    (void)m;
    if (lane) return;
    w->count[day - w->first][0] = block_whole(b, w->x->row, lane);
    w->count[day - w->first][1] = block_whole(b, w->y->row, lane);
}

/* Oracle: by hand: acts at harass or above of the last seven days, today included; threats do not count. */
static void test_a_week_is_the_last_seven_days_also_through_the_start(void **state)
{
    static const char *const events = COLUMNS
        "2024-01-05,g,a,x,harass,,2,\n2024-01-07,a,g,x,strike,,1,5\n2024-01-08,b,a,x,threaten,,4,"
        "\n2024-01-10,g,a,x,harass,,3,\n";
    ofr_study *s = past_world_open(YAML("2024-01-11"), "2024-01-01", events, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 82, 1, 1);
    weeks w = {.x = past_world_field(s->model, "x.attacks-a-week"),
               .y = past_world_field(s->model, "y.attacks-a-week"),
               .first = s->model->epoch};
    static const int32_t want[] = {0, 0, 0, 0, 2, 2, 3, 3, 3,
                                   6, 6, 4, 4, 3, 3, 3, 0, 0}; /* 1 to 18 January */

    (void)state;
    watch_days(&e, 0, 1, note_weeks, note_weeks, &w);
    for (size_t d = 0; d < 18; d++) assert_int_equal(w.count[d][0], want[d]);
    for (size_t d = 0; d < 18; d++) assert_int_equal(w.count[d][1], 0);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: by hand: severity 2 x 1 + 4 + 8; deaths of principals' own people only; the highest rung and its first day. */
static void test_totals_of_a_member_are_those_of_its_acts(void **state)
{
    ofr_study *s = past_world_given(
        YAML("2024-01-01"),
        COLUMNS "2024-01-05,g,a,x,harass,,2,3\n2024-01-07,a,g,x,strike,,1,50\n2024-01-09,a,b,y,"
                "direct,homeland,1,4\n2024-01-12,g,a,x,harass,,1,\n");
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 83, 1, 3);
    ofr_seen seen = watch_futures(&e, NULL, SEEN(SEEN_MEMBERS) | SEEN(SEEN_BINS), 0, 3);
    const ofr_member *member = seen.value[SEEN_MEMBERS];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_near(member[i].severity, 3 * 1 + 4 + 8, 0);
        assert_int_equal(member[i].deaths, 7);
        assert_int_equal(member[i].worst_rung, s->model->direct);
        assert_int_equal(member[i].worst_day, 8);
    }
    /* Histogram of x: all three members in bin 2 on 5 and 6 January, 3 from the 7th on, 2 on the 12th. */
    const int32_t *row = seen.value[SEEN_BINS];
    assert_int_equal(row[3 * ENSEMBLE_BINS], 3);
    assert_int_equal(row[4 * ENSEMBLE_BINS + 2], 3);
    assert_int_equal(row[6 * ENSEMBLE_BINS + 3], 3);
    assert_int_equal(row[11 * ENSEMBLE_BINS + 2], 3);
    seen_done(&seen);
    ensemble_done(&e);
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_week_is_the_last_seven_days_also_through_the_start),
        cmocka_unit_test(test_totals_of_a_member_are_those_of_its_acts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
