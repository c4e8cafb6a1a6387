/* The first days of a forecast continue history: with rates held constant and records drawn from the model itself, mean
 * hostility and routine do not jump at the start (model.md 6), whether the record is full, partial or has running totals.
 *
 * Each of many records is drawn with known counts, thinned or summed up as its kind says, and run through the filter and
 * into the forecast. z: mean over records of the change from the eve of the start to ten days on, over its standard
 * error. |z| < 2 as model.md asks: of the six checks a correct start fails one at a quarter of seeds, so seeds are fixed;
 * what replaying only the rows that running totals leave does to z is checked beside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
#include "core/streams.h"
#include "near.h"
#include "past_world.h"
#include "watch.h"

enum { RECORDS = 40, PAST = 184, AHEAD = 10, MEMBERS = 32 };

#define YAML(record)                                                                               \
    "offramp: 1\ntitle: start\nstart: 2024-01-01\nhorizon: 12 days\nhostile: [[a, b]]\n"           \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "theatres: {x: {name: X, lethality: 0, slip: 0, wounding: 0}}\n"                               \
    "perception: {misread: 0, alarms: 0 per day}\n"                                                \
    "memory: {half-life: 10 days, adaptation: 20 days}\n"                                          \
    "stances: {inertia: 100, lambda: 100}\n"                                                       \
    "conduct:\n  - {id: b-a, from: b, to: a, in: x, act: harass, rate: 1.5 per day, coverage: "    \
    "0.3, record: " record "}\n"                                                                   \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"

typedef enum kind { FULL, PARTIAL, TOTALS, ROWS_OF_TOTALS } kind;

/* A record of constant rate 1.5, 184 days from 1 July 2023. Every third act is listed where not all are. */
static void draw_record(kind k, uint32_t number, char *csv, char *totals, size_t room)
{
    size_t used = (size_t)snprintf(csv, room, "date,source,target,theatre,action,count\n");
    size_t summed = (size_t)snprintf(totals, room,
                                     "first,last,source,target,theatres,action,count\n");
    const int32_t first = date_from_ymd(2023, 7, 1);
    char a[OFR_DATE_TEXT], b[OFR_DATE_TEXT];
    int in_all = 0;

    for (int d = 0; d < PAST; d++) {
        const ofr_words u = draw_words(5, number, 0, d, 1, 0);
        const int acts = (int)poisson_quantile(unit(u.w[0]), 1.5);
        int listed = 0;
        for (int i = 0; i < acts; i++)
            listed += unit(draw_words(5, number, 1, d, 1, (uint32_t)i).w[0]) < 0.3;
        const int shown = k == FULL ? acts : listed;
        if (shown)
            used += (size_t)snprintf(csv + used, room - used, "%s,b,a,x,harass,%d\n",
                                     date_format(first + d, a), shown);
        in_all += acts;
        if (d % 23 != 22) continue; /* eight intervals */
        if (in_all)
            summed += (size_t)snprintf(totals + summed, room - summed, "%s,%s,b,a,x,harass,%d\n",
                                       date_format(first + d - 22, a), date_format(first + d, b),
                                       in_all);
        in_all = 0;
    }
    assert_true(used < room && summed < room);
}

typedef struct watch {
    const ofr_field *field[2];
    int32_t day;
    double sum[2];
    size_t n;
} watch;

static void add_up(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane)
{
    watch *w = self;

    (void)m;
    if (day != w->day) return;
    for (size_t j = 0; j < 2; j++) w->sum[j] += block_num(b, w->field[j]->row, lane);
    w->n++;
}

/* Change of mean hostility and routine of one record. */
static void change_of(kind k, uint32_t number, double ret[2])
{
    static char csv[16384], totals[16384];
    static const char *const yaml[] = {YAML("full"), YAML("partial"), YAML("totals"), YAML("full")};
    double at[2][2];

    draw_record(k, number, csv, totals, sizeof totals);
    ofr_study *s = past_world_open(yaml[k], "2023-07-01", csv, k == TOTALS ? totals : NULL);
    ofr_ensemble e = past_world_ensemble(s, &kernel_v2, 91 + number, 1, MEMBERS);
    const int32_t day[] = {s->model->start - 1, s->model->start + AHEAD - 1};
    for (size_t i = 0; i < 2; i++) {
        watch w = {{past_world_field(s->model, "a-b.memory-hostile"),
                    past_world_field(s->model, "a-b.adaptation-level")},
                   day[i],
                   {0},
                   0};
        watch_days(&e, 0, MEMBERS, add_up, add_up, &w);
        assert_int_equal(w.n, 32);
        for (size_t j = 0; j < 2; j++) at[i][j] = w.sum[j] / (double)w.n;
    }
    for (size_t j = 0; j < 2; j++) ret[j] = at[1][j] - at[0][j];
    ensemble_done(&e);
    study_close(s);
}

static void z_of(kind k, const char *says, double ret_z[2])
{
    double sum[2] = {0}, squares[2] = {0};

    for (uint32_t i = 0; i < RECORDS; i++) {
        double x[2];
        change_of(k, i, x);
        for (size_t j = 0; j < 2; j++) sum[j] += x[j], squares[j] += x[j] * x[j];
    }
    for (size_t j = 0; j < 2; j++) {
        const double mean = sum[j] / RECORDS;
        ret_z[j] = mean / sqrt((squares[j] / RECORDS - mean * mean) / (RECORDS - 1));
    }
    print_message("%s: z of hostility %.2f, of routine %.2f\n", says, ret_z[0], ret_z[1]);
}

static void test_nothing_jumps_where_the_record_is_full(void **state)
{
    double z[2];

    (void)state;
    z_of(FULL, "full", z);
    assert_true(fabs(z[0]) < 2 && fabs(z[1]) < 2);
}

static void test_nothing_jumps_where_the_record_is_partial(void **state)
{
    double z[2];

    (void)state;
    z_of(PARTIAL, "partial", z);
    assert_true(fabs(z[0]) < 2 && fabs(z[1]) < 2);
}

static void test_nothing_jumps_where_the_record_has_running_totals(void **state)
{
    double z[2];

    (void)state;
    z_of(TOTALS, "totals", z);
    assert_true(fabs(z[0]) < 2 && fabs(z[1]) < 2);
    /* The rows alone start far too calm, and hostility seems to rise. */
    z_of(ROWS_OF_TOTALS, "rows alone", z);
    assert_true(z[0] > 10 && z[1] > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_jumps_where_the_record_is_full),
        cmocka_unit_test(test_nothing_jumps_where_the_record_is_partial),
        cmocka_unit_test(test_nothing_jumps_where_the_record_has_running_totals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
