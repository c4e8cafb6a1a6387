/* test_learned.c -- parameter sets learned from the record, against posteriors known in closed form.
 *
 * A group fires with a rate of prior gamma(4, 0.5) a day; the record holds all of it, and nothing else moves it: so its rate is
 * gamma(4 + n) / (8 + days) afterwards, and with temperature t gamma(4 + t n) / (8 + t days). Bounds are 5 standard errors of the
 * effective number of sets, about one false alarm in two million each.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
#include "core/streams.h"
#include "engine/learned.h"
#include "engine/reweigh.h"
#include "past_world.h"
#include "source_path.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SETS = 200, WORLDS = 20, CASE_SETS = 8 };
#else
enum { SETS = 2000, WORLDS = 200, CASE_SETS = 24 };
#endif

#define YAML(campaigns)                                                                            \
    "offramp: 1\ntitle: t\nstart: 2024-03-01\nhorizon: 10 days\nhostile: [[a, b]]\n"               \
    "theatres: {x: {name: X}, y: {name: Y}}\npolitics: {a: {}, b: {}}\n"                           \
    "outcomes: {war: {event: war}}\n"                                                              \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.8}}}\n"                                \
    "  h: {name: H, kind: group, backed-by: {b: {control: 0.8}}}\n"                                \
    "conduct:\n"                                                                                   \
    "  - {id: f, from: g, to: a, in: x, act: harass, record: full, lethality: 0, rate: {value: "   \
    "0.5 per day, prior: \"gamma(4, 0.5) per day\", source: test}}\n"                              \
    "  - {id: e, from: h, to: a, in: y, act: harass, record: full, lethality: 0, rate: {value: "   \
    "0.5 per day, prior: \"gamma(4, 0.5) per day\", source: test}}\n" campaigns
#define CAMPAIGN                                                                                   \
    "campaigns:\n  - {id: g, by: g, halts: 0 per day, level: 0, quiet: 0, cost: 0, stake: 0}\n"

/* f: n acts on the days before the start, spread over `days`; nothing of e, which is silent. */
static ofr_study *open_with(const char *yaml, int days, const int *count)
{
    const int32_t start = date_from_ymd(2024, 3, 1);
    char *rows = calloc(1, 16384), from[OFR_DATE_TEXT];

    assert_non_null(rows);
    size_t n = (size_t)snprintf(rows, 16384, "date,source,target,theatre,action,count\n");
    for (int d = 0; d < days; d++) {
        char date[OFR_DATE_TEXT];
        if (count[d] == 0) continue;
        n += (size_t)snprintf(rows + n, 16384 - n, "%s,g,a,x,harass,%d\n",
                              date_format(start - days + d, date), count[d]);
    }
    ofr_study *study = past_world_open(yaml, date_format(start - days, from), rows, NULL);
    free(rows);
    return study;
}

static ofr_ensemble ensemble_of(const ofr_study *study, size_t sets, uint64_t seed)
{
    ofr_ensemble e;

    assert_int_equal(
        ensemble_init(&e, study->model, kernel_choose(NULL), seed, sets, 1, false, NULL), OFR_OK);
    e.past = study->past;
    e.particles = 4; /* all alike here */
    return e;
}

static size_t parameter(const ofr_model *m, const char *path)
{
    size_t i = 0;

    while (strcmp(m->spec->parameter[i].path, path) != 0) assert_true(++i < m->spec->n_parameters);
    return i;
}

static double value_of(const ofr_ensemble *e, size_t set, size_t p)
{
    return e->value[set * e->model->spec->n_parameters + p];
}

/* Mean and standard deviation of the learned rate are those of a gamma of this shape and rate. */
static void assert_gamma(const ofr_ensemble *e, const char *path, double shape, double rate,
                         double effective)
{
    const size_t p = parameter(e->model, path);
    double mean = 0, squares = 0;

    for (size_t s = 0; s < e->n_sets; s++) mean += value_of(e, s, p) / (double)e->n_sets;
    for (size_t s = 0; s < e->n_sets; s++)
        squares += (value_of(e, s, p) - mean) * (value_of(e, s, p) - mean) / (double)e->n_sets;
    const double is = shape / rate, sd = sqrt(shape) / rate, error = sd / sqrt(effective);
    printf("# %s: mean %.4f (exact %.4f), standard deviation %.4f (%.4f), worth %.0f sets\n", path,
           mean, is, sqrt(squares), sd, effective);
    assert_true(fabs(mean - is) <= 5 * error);
    /* A gamma of shape k has kurtosis 3 + 6 / k. */
    assert_true(fabs(sqrt(squares) - sd) <= 5 * error * sqrt((2 + 6 / shape) / 4));
}

enum { SHORT = 10, LONG = 100 };
static const int few[SHORT] = {1, 0, 2, 0, 0, 1, 3, 0, 1, 0}; /* 8 */

static void test_the_posterior_of_a_rate_is_the_exact_one(void **state)
{
    static const char *const yaml[] = {YAML(""), YAML(CAMPAIGN)};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ofr_study *study = open_with(yaml[i], SHORT, few);
        ofr_ensemble e = ensemble_of(study, SETS, 1);
        ofr_learned l;
        ofr_error err = {0};
        assert_int_equal(learned_sets(&e, 2, NULL, &l, &err), OFR_OK);
        assert_int_equal(l.n_blocks, 1 + i);
        const learned_block *of = &l.block[0], *rest = &l.block[l.n_blocks - 1];
        /* Of all else: no war is seen, the chance of which moves with stances that are drawn. */
        printf("# noise %.2g, temperature %.3f\n", of->noise, of->temperature);
        assert_true(of->noise < (i ? 1e-9 : 0.05) && l.n_possible == SETS);
        assert_true(i == 0 || of->temperature == 1.0);
        assert_gamma(&e, "conduct.f.rate", 4 + of->temperature * 8, 8 + of->temperature * SHORT,
                     of->effective);
        assert_gamma(&e, "conduct.e.rate", 4, 8 + rest->temperature * SHORT, rest->effective);
        learned_done(&l);
        ensemble_done(&e);
        study_close(study);
    }
}

static void test_a_record_that_says_too_much_is_tempered(void **state)
{
    int many[LONG];
    ofr_learned l;
    ofr_error err = {0};

    (void)state;
    for (int d = 0; d < LONG; d++) many[d] = d % 10 == 3 ? 3 : 1; /* 120 */
    ofr_study *study = open_with(YAML(CAMPAIGN), LONG, many);
    ofr_ensemble e = ensemble_of(study, SETS, 1);
    assert_int_equal(learned_sets(&e, 2, NULL, &l, &err), OFR_OK);
    const double t = l.block[0].temperature;
    printf("# temperature %.3f\n", t);
    assert_true(t > 0.0 && t < 1.0);
    assert_true(fabs(l.block[0].effective - 0.25 * SETS) < 0.01 * SETS);
    assert_gamma(&e, "conduct.f.rate", 4 + t * 120, 8 + t * LONG, l.block[0].effective);
    learned_done(&l);
    ensemble_done(&e);
    study_close(study);
}

/* Of a rate drawn from its prior, and a record drawn by that rate, the rank among the learned sets is any. */
static void test_ranks_of_the_truth_are_uniform(void **state)
{
    enum { BINS = 5, EACH = 100 };
    double bin[BINS] = {0}, chi = 0, off = 0;

    (void)state;
    for (uint32_t w = 0; w < WORLDS; w++) {
        int count[SHORT];
        ofr_learned l;
        ofr_error err = {0};
        ofr_study *study = open_with(YAML(""), 1, (int[]){0});
        ofr_ensemble truth = ensemble_of(study, 1, 1000 + w);
        const double rate = value_of(&truth, 0, parameter(study->model, "conduct.f.rate"));
        size_t below = 0;
        ensemble_done(&truth);
        study_close(study);
        for (int d = 0; d < SHORT; d++) {
            const double u = unit(draw_words(77, w, 9, d, 1, 0).w[0]);
            double p = exp(-rate), sum = p;
            for (count[d] = 0; sum < u && count[d] < 50; sum += p) p *= rate / ++count[d];
        }
        study = open_with(YAML(""), SHORT, count);
        ofr_ensemble e = ensemble_of(study, EACH, 1 + w);
        assert_int_equal(learned_sets(&e, 1, NULL, &l, &err), OFR_OK);
        for (size_t s = 0; s < EACH; s++)
            below += value_of(&e, s, parameter(study->model, "conduct.f.rate")) < rate;
        bin[below * BINS / (EACH + 1)] += 1;
        double mean = 0;
        for (size_t s = 0; s < EACH; s++)
            mean += value_of(&e, s, parameter(study->model, "conduct.f.rate")) / EACH;
        off += (mean - rate) * (mean - rate) / WORLDS;
        learned_done(&l);
        ensemble_done(&e);
        study_close(study);
    }
    for (size_t i = 0; i < BINS; i++) {
        const double mean = (double)WORLDS / BINS;
        chi += (bin[i] - mean) * (bin[i] - mean) / mean;
        printf("# ranks in fifth %zu: %.0f of %d\n", i + 1, bin[i], WORLDS);
    }
    /* Who learns nothing has uniform ranks too. The mean of (4 + n) / 18^2, with n 5 in the mean, is 0.0278, of the prior 0.0625; 100
     * sets worth some 60 add 1.7 %. */
    printf("# squared distance of the learned mean from the truth: %.4f\n", off);
    assert_true(WORLDS < 100 || (off > 0.017 && off < 0.040));
    assert_true(chi < 23.5); /* 4 degrees of freedom: one in ten thousand */
}

/* The reference case: the same for any number of threads; a block that is not weighed keeps its draws, of one that is each value
 * is one that was drawn, in all its numbers from the same set. */
static void test_blocks_of_the_reference_case_are_taken_over_whole(void **state)
{
    const study_options with = {.horizon = "10 days"};
    char path[4096];
    ofr_study *study = NULL;
    ofr_ensemble e[2];
    ofr_learned l[2];
    ofr_error err = {0};
    size_t learned = 0, kept = 0;

    (void)state;
    assert_int_equal(study_open(source_path("scenarios/us-iran-2024.yaml", path, sizeof path),
                                &with, &study, &err),
                     OFR_OK);
    const size_t n = study->model->spec->n_parameters;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(
            ensemble_init(&e[i], study->model, kernel_choose(NULL), 1, CASE_SETS, 1, false, &err),
            OFR_OK);
        e[i].past = study->past;
        e[i].particles = 32;
        assert_int_equal(learned_sets(&e[i], i ? 3 : 1, NULL, &l[i], &err), OFR_OK);
    }
    assert_memory_equal(e[0].value, e[1].value, CASE_SETS * n * sizeof *e[0].value);
    for (size_t b = 0; b < l[0].n_blocks; b++) {
        const learned_block *block = &l[0].block[b];
        const bool no = *learned_why_not(&l[0], b) != '\0';
        printf("# %-20s %3zu priors, noise %.2f, temperature %.3f, worth %.1f of %zu sets %s\n",
               block->id, block->n_priors, block->noise, block->temperature, block->effective,
               l[0].n_possible, learned_why_not(&l[0], b));
        assert_true(no == (block->temperature == 0.0));
        learned += !no;
        kept += no;
        for (size_t s = 0; s < CASE_SETS; s++) {
            size_t from = no ? s : 0;
            for (; from < CASE_SETS; from++) {
                bool same = true;
                for (size_t i = 0; i < n; i++)
                    same &= l[0].block_of[i] != b ||
                            e[0].value[s * n + i] == l[0].prior[from * n + i];
                if (same || no) {
                    assert_true(same);
                    break;
                }
            }
            assert_true(from < CASE_SETS);
        }
    }
    assert_true(learned > 0 && kept > 0);
    for (size_t i = 0; i < 2; i++) {
        learned_done(&l[i]);
        ensemble_done(&e[i]);
    }
    study_close(study);
}

/* ---- by hand -------------------------------------------------------------------------------------- */

static void test_temperature_and_ancestors_by_hand(void **state)
{
    const double equal[4] = {-3, -3, -3, -3}, one[4] = {0, -1000, -1000, -INFINITY},
                 none[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
    double work[4], effective;
    size_t from[4], sum = 0;

    (void)state;
    assert_true(reweigh_temperature(equal, 4, 1, work, &effective) == 1.0 && effective == 4.0);
    /* Weights 1, r, r: (1 + 2 r)^2 = 2 (1 + 2 r^2), so r = (sqrt(2) - 1) / sqrt(2)... solved by t = -log(r) / 1000. */
    const double t = reweigh_temperature(one, 4, 2, work, &effective), r = exp(-1000 * t);
    assert_true(fabs(effective - 2) < 1e-6);
    assert_true(fabs((1 + 2 * r) * (1 + 2 * r) - 2 * (1 + 2 * r * r)) < 1e-6);
    reweigh_ancestors(equal, 4, 1.0, 1, 2, work, from);
    for (size_t i = 0; i < 4; i++) sum += (size_t)1 << from[i];
    assert_int_equal(sum, 15); /* each once */
    reweigh_ancestors(one, 4, 1.0, 1, 2, work, from);
    for (size_t i = 0; i < 4; i++) assert_int_equal(from[i], 0);
    reweigh_ancestors(none, 4, 1.0, 1, 2, work, from);
    for (size_t i = 0; i < 4; i++) assert_int_equal(from[i], i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_temperature_and_ancestors_by_hand),
        cmocka_unit_test(test_the_posterior_of_a_rate_is_the_exact_one),
        cmocka_unit_test(test_a_record_that_says_too_much_is_tempered),
        cmocka_unit_test(test_ranks_of_the_truth_are_uniform),
        cmocka_unit_test(test_blocks_of_the_reference_case_are_taken_over_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
