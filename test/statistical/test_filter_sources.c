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

/* ---- red lines ----------------------------------------------------------------------------------- */

/* Two sides, each with a line whose answer is recorded; half of what crosses a's is not. `moves`: what readiness, stance and heat
 * add to an answer; `seen`: the share of raids that the record holds. */
#define LINES(moves, seen)                                                                         \
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 10 days\nhostile: [[a, b]]\n"               \
    "theatres: {x: {name: X}, y: {name: Y}}\npolitics: {a: {}, b: {}}\n"                           \
    "outcomes: {war: {event: war}}\n"                                                              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "conduct:\n"                                                                                   \
    "  - {id: raid, from: b, to: a, in: x, act: harass, rate: 0.4 per day, record: " seen "}\n"    \
    "  - {id: hit, from: a, to: b, in: x, act: strike, rate: 0.002 per day, record: full, "        \
    "lethality: 0}\n"                                                                              \
    "  - {id: back, from: b, to: a, in: y, act: strike, rate: 0.002 per day, record: full, "       \
    "lethality: 0}\n"                                                                              \
    "red-lines:\n"                                                                                 \
    "  raids: {holder: a, when: {flows: [raid], count: 2, within: 5}, response: {base: -0.5, "     \
    "options: [hit], " moves "}}\n"                                                                \
    "  hits: {holder: b, when: {flows: [hit]}, response: {base: 0, options: [back], " moves "}}\n"

/* Raids every other day; both lines answered at first, then not. */
static void write_strikes(char *rows, size_t size)
{
    const int32_t first = date_from_ymd(2024, 1, 1);
    size_t n = (size_t)snprintf(rows, size, "date,source,target,theatre,action,count\n");

    for (int32_t d = 0; d < DAYS; d++) {
        char date[OFR_DATE_TEXT];
        date_format(first + d, date);
        if (d % 2 == 0) n += (size_t)snprintf(rows + n, size - n, "%s,b,a,x,harass,1\n", date);
        if (d % 7 == 6 && d < 40)
            n += (size_t)snprintf(rows + n, size - n, "%s,a,b,x,strike,1\n", date);
        if (d == 9 || d == 16)
            n += (size_t)snprintf(rows + n, size - n, "%s,b,a,y,strike,1\n", date);
    }
}

/* Log evidence by source: of raids, of hits, of all else. Returns their sum. */
static double parts_of(const ofr_study *study, uint64_t seed, size_t particles, bool joint,
                       double ret[3])
{
    ofr_ensemble e = past_world_ensemble(study, kernel_choose(NULL), seed, 1, 1);
    ofr_swarm *swarm = NULL;
    ofr_account account = {0};
    ofr_error err = {0};

    assert_int_equal(study->model->n_sources, 2);
    e.particles = particles;
    e.joint = joint;
    assert_int_equal(history_new(&e, &swarm, &err), OFR_OK);
    assert_int_equal(history_run(&e, 0, swarm, NULL, 0, NULL, &account, &err), OFR_OK);
    if (!joint) assert_int_equal(history_evidence(&e, 0, swarm, ret, &err), OFR_OK);
    swarm_free(swarm);
    ensemble_done(&e);
    return account.evidence;
}

/* Nothing of what weighs is hidden: each particle has the same weight, and so the parts add up to the one evidence there is. */
static void test_of_lines_without_hidden_state_the_evidence_is_exact(void **state)
{
    char *rows = calloc(1, 8192);
    double part[3];

    (void)state;
    assert_non_null(rows);
    write_strikes(rows, 8192);
    ofr_study *study = past_world_open(
        LINES("readiness: 0, stance: 0, heat: 0, reassured: 0", "full"), "2024-01-01", rows, NULL);
    const double joint = parts_of(study, 1, 32, true, part),
                 sum = parts_of(study, 2, 64, false, part);
    assert_true(fabs(sum - joint) <= 1e-9 * fabs(joint));
    assert_true(fabs(part[0] + part[1] + part[2] - joint) <= 1e-9 * fabs(joint));
    assert_true(part[0] < -10 && part[1] < -1);
    study_close(study);
    free(rows);
}

/* With readiness and missed raids hidden: mean and spread over seeds against the joint filter with many. */
static void test_lines_as_sources_are_near_the_joint_filter(void **state)
{
    double sum[2] = {0}, squares[2] = {0}, few[2] = {0}, part[3];
    const size_t n[] = {SEEDS, JOINT_SEEDS};
    char *rows = calloc(1, 8192);

    (void)state;
    assert_non_null(rows);
    write_strikes(rows, 8192);
    ofr_study *study = past_world_open(
        LINES("readiness: 1, readiness-half-life: 30 days", "partial, coverage: 0.5"), "2024-01-01",
        rows, NULL);
    for (size_t i = 0; i < 2; i++) {
        for (uint64_t seed = 1; seed <= n[i]; seed++) {
            const double x = parts_of(study, seed, i ? MANY : 128, i == 1, part);
            sum[i] += x / (double)n[i];
            squares[i] += x * x / (double)n[i];
        }
        few[i] = sqrt(fmax(squares[i] - sum[i] * sum[i], 0));
    }
    printf(
        "# lines: log evidence joint with %d particles %.2f (sd %.2f); by source with 128 %.2f (sd "
        "%.2f)\n",
        MANY, sum[1], few[1], sum[0], few[0]);
    if (MANY > 1000) assert_true(fabs(sum[0] - sum[1]) <= 1.0);
    study_close(study);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_lines_without_hidden_state_the_evidence_is_exact),
        cmocka_unit_test(test_lines_as_sources_are_near_the_joint_filter),
        cmocka_unit_test(test_weights_by_source_are_near_the_joint_filter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
