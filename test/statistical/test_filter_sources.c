/* test_filter_sources.c -- weights by source against one joint filter.
 *
 * Two campaigns with levels and halts, one of them a front of parts, whose flows hang on a stance that nobody recorded: what they
 * share. The joint filter with many particles is right up to its noise; weights by source are an approximation with few. How
 * far apart the chances of a halt, the level and the log evidence are is printed, and bounded.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/filter.h"
#include "mechanisms/campaigns.h"
#include "past_world.h"

#if defined(__SANITIZE_ADDRESS__)
enum { MANY = 512, SEEDS = 2, JOINT_SEEDS = 1 };
#else
enum { MANY = 8192, SEEDS = 30, JOINT_SEEDS = 4 };
#endif
enum { DAYS = 60, FIGURES = 5 };

#define YAML                                                                                       \
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 10 days\nhostile: [[a, b]]\n"               \
    "theatres: {x: {name: X}, y: {name: Y}}\npolitics: {a: {}, b: {}}\n"                           \
    "outcomes: {war: {event: war}}\n"                                                              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.8}}}\n"                                \
    "  h: {name: H, kind: group, backed-by: {b: {control: 0.8}}}\n"                                \
    "  p: {name: P, kind: group, part-of: h}\n"                                                    \
    "conduct:\n"                                                                                   \
    "  - {id: f, from: g, to: a, in: x, act: harass, rate: 0.6 per day, record: full, stance: "    \
    "0.4}\n"                                                                                       \
    "  - {id: e, from: h, to: a, in: y, act: harass, rate: 0.9 per day, record: full, stance: "    \
    "0.4}\n"                                                                                       \
    "campaigns:\n"                                                                                 \
    "  - {id: g, by: g, halts: 0.03 per day, long: 0.4, level: 0.5, level-half-life: 15 days, "    \
    "leak: 0.05}\n"                                                                                \
    "  - {id: h, by: h, halts: 0.03 per day, long: 0.4, level: 0.5, level-half-life: 15 days, "    \
    "leak: 0.05, "                                                                                 \
    "parts: {p: 0.6}}\n"

/* Fire of both for a month; then g is silent, and h goes on at half its rate. */
static void write_rows(char *rows, size_t size)
{
    const int32_t first = date_from_ymd(2024, 1, 1);
    size_t n = (size_t)snprintf(rows, size, "date,source,target,theatre,action,count\n");

    for (int32_t d = 0; d < DAYS; d++) {
        char date[OFR_DATE_TEXT];
        date_format(first + d, date);
        if (d < 40 && d % 2 == 0)
            n += (size_t)snprintf(rows + n, size - n, "%s,g,a,x,harass,1\n", date);
        if (d < 40 ? d % 10 != 0 : d % 3 == 0)
            n += (size_t)snprintf(rows + n, size - n, "%s,h,a,y,harass,1\n", date);
    }
}

/* Chances of a halt of g, of h; levels of both; log evidence. Means over particles on the eve. */
static void figures(const ofr_study *study, uint64_t seed, size_t particles, bool joint,
                    double ret[FIGURES])
{
    static const char *const field[] = {"g.halted", "h.halted", "g.level", "h.level"};
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), seed, 1, 1);
    ofr_swarm *swarm = NULL;
    ofr_account account = {0};
    ofr_error err = {0};

    e.particles = particles;
    e.joint = joint;
    assert_int_equal(history_new(&e, &swarm, &err), OFR_OK);
    assert_int_equal(history_run(&e, 0, swarm, NULL, 0, NULL, &account, &err), OFR_OK);
    for (size_t i = 0; i < 4; i++) {
        const ofr_row row = past_world_field(study->model, field[i])->row;
        ret[i] = 0;
        for (size_t k = 0; k < particles; k++)
            ret[i] += swarm_num(swarm, k, row) / (double)particles;
    }
    ret[4] = account.evidence;
    swarm_free(swarm);
    ensemble_done(&e);
}

typedef struct spread_of {
    double mean[FIGURES], sd[FIGURES];
} spread_of;

static spread_of over_seeds(const ofr_study *study, size_t seeds, size_t particles, bool joint)
{
    double sum[FIGURES] = {0}, squares[FIGURES] = {0};
    spread_of s;

    for (uint64_t seed = 1; seed <= seeds; seed++) {
        double now[FIGURES];
        figures(study, seed, particles, joint, now);
        for (size_t i = 0; i < FIGURES; i++) sum[i] += now[i], squares[i] += now[i] * now[i];
    }
    for (size_t i = 0; i < FIGURES; i++) {
        s.mean[i] = sum[i] / (double)seeds;
        s.sd[i] = sqrt(fmax(squares[i] / (double)seeds - s.mean[i] * s.mean[i], 0));
    }
    return s;
}

static void test_weights_by_source_are_near_the_joint_filter(void **state)
{
    static const char *const what[] = {"g halted", "h halted", "level of g", "level of h",
                                       "log evidence"};
    static const double slack[] = {0.08, 0.08, 0.15, 0.15, 1.0};
    char *rows = calloc(1, 8192);

    (void)state;
    assert_non_null(rows);
    write_rows(rows, 8192);
    ofr_study *study = past_world_open(YAML, "2024-01-01", rows, NULL);
    const spread_of joint = over_seeds(study, JOINT_SEEDS, MANY, true),
                    few = over_seeds(study, SEEDS, 128, true),
                    parts = over_seeds(study, SEEDS, 128, false);

    for (size_t i = 0; i < FIGURES; i++) {
        printf("# %-12s joint with %d particles %.3f (sd %.3f); with 128 %.3f (%.3f); by source "
               "with 128 %.3f (%.3f)\n",
               what[i], MANY, joint.mean[i], joint.sd[i], few.mean[i], few.sd[i], parts.mean[i],
               parts.sd[i]);
    }
    for (size_t i = 0; i < FIGURES && MANY > 1000; i++) {
        if (!(fabs(parts.mean[i] - joint.mean[i]) <= slack[i]))
            fail_msg("%s: %g by source, %g joint", what[i], parts.mean[i], joint.mean[i]);
    }
    study_close(study);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_by_source_are_near_the_joint_filter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
