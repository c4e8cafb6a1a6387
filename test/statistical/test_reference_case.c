/* test_reference_case.c -- the reference case against its own record: the jump of tension on a lethal day, and
 * a forecast of days that set no number.
 *
 * Forecast: from 1 December 2023, on history to 30 November, with the truce and the strikes of the United
 * States, the United Kingdom and Israel given as they happened. Cells: the published intervals of militia
 * attacks in Iraq, Syria and Jordan together, and weeks of attacks in the Red Sea. Oracle: the record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/streams.h"
#include "record_series.h"
#include "source_path.h"
#include "studies/study.h"
#include "watch.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SETS = 6, TOGETHER = 16 };
#else
enum { SETS = 120, TOGETHER = 32 };
#endif
enum { MEMBERS = SETS * TOGETHER, CELLS = 32 };

static ofr_study *open_case(const char *start, const char *horizon, const char *given)
{
    const study_options options = {.start = start, .horizon = horizon, .given = given};
    char path[4096];
    ofr_study *study = NULL;
    ofr_error err = {0};

    if (study_open(source_path("scenarios/us-iran-2024.yaml", path, sizeof path), &options, &study,
                   &err) != OFR_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return study;
}

/* ---- 28 January 2024 (model.md 4.4) ------------------------------------------------------------ */

typedef struct tension_watch {
    ofr_row row;
    int32_t day;
    double e[2048], sum;
    int n;
    int32_t first;
} tension_watch;

static void watch_tension(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                          size_t lane)
{
    tension_watch *w = self;

    (void)m;
    if (day != w->day) w->sum = 0, w->n = 0, w->day = day;
    w->sum += block_num(b, w->row, lane);
    w->n++;
    if (day - w->first < 2048) w->e[day - w->first] = w->sum / (double)w->n;
}

/* Tension of the United States toward Iran, mean over particles, day by day. Routine: the 60 days before.
 * The rise of that one day must be at least 3 standard deviations of the daily changes in routine, and of
 * routine tension itself. */
static void test_lethal_attack_of_28_january_stands_out_of_routine(void **state)
{
    ofr_study *study = open_case(NULL, NULL, NULL);
    const ofr_model *m = study->model;
    const int32_t day = date_from_ymd(2024, 1, 28);
    tension_watch w = {.first = m->epoch, .day = -1};
    ofr_ensemble e;
    double mean = 0, square = 0;

    (void)state;
    for (size_t d = 0; d < m->n_dyads; d++) {
        if (strcmp(m->dyad[d].id, "usa-iran") == 0) w.row = m->dyad[d].tension;
    }
    assert_int_equal(ensemble_init(&e, m, kernel_choose(NULL), 1, 1, TOGETHER, true, NULL), OFR_OK);
    e.past = study->past;
    watch_days(&e, 0, 1, watch_tension, NULL, &w);
    for (int32_t i = 1; i <= 60; i++) mean += w.e[day - i - m->epoch] / 60.0;
    for (int32_t i = 1; i <= 60; i++)
        square += (w.e[day - i - m->epoch] - mean) * (w.e[day - i - m->epoch] - mean) / 59.0;
    const double rise = w.e[day - m->epoch] - w.e[day - 1 - m->epoch];
    printf("# tension rose by %.2f on 2024-01-28; routine %.2f with variance %.3f\n", rise, mean,
           square);
    assert_true(rise > 0);
    assert_true(rise * rise >= 9.0 * square);
    ensemble_done(&e);
    study_close(study);
}

/* ---- the forecast ------------------------------------------------------------------------------- */

typedef struct cell {
    const char *what;
    int32_t first, last;
    double seen;
    double forecast[MEMBERS];
    double past[64];
    size_t n_past;
} cell;
typedef struct forecast_watch {
    cell *cell;
    size_t n;
    size_t base;
    const ofr_model *m;
    uint8_t *militia, *sea;
    const double *coverage;
    uint64_t seed;
} forecast_watch;

/* Simulated acts are all acts; of those in the Red Sea the record holds a share, so they are thinned. */
static void watch_forecast(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                           size_t lane)
{
    forecast_watch *w = self;

    for (size_t i = 0; i < w->n; i++) {
        cell *c = &w->cell[i];
        const uint8_t *takes = c->what[0] == 'm' ? w->militia : w->sea;
        if (day < c->first || day > c->last) continue;
        for (size_t f = 0; f < m->n_flows; f++) {
            const double count = takes[f] ? block_num(b, m->count + f, lane) : 0.0;
            for (uint32_t a = 0; a < (uint32_t)count; a++) {
                const ofr_words r = draw_words(w->seed, (uint32_t)(w->base + lane), 9, day,
                                               m->flow[f].stream, a);
                c->forecast[w->base + lane] += unit(r.w[0]) < w->coverage[f];
            }
        }
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Fair CRPS of an ensemble (Ferro 2014): mean |x - y| - sum |x_i - x_j| / (2 n (n - 1)); x sorted. */
static double fair_crps(const double *x, size_t n, double y)
{
    double near = 0, spread = 0;

    for (size_t i = 0; i < n; i++) near += x[i] > y ? x[i] - y : y - x[i];
    for (size_t i = 0; i < n; i++) spread += x[i] * (2.0 * (double)i - (double)n + 1.0);
    return near / (double)n - spread / ((double)n * (double)(n - 1));
}

/* Linear between order statistics, so that few past cells do not jump. */
static double quantile(const double *x, size_t n, double p)
{
    const double at = p * (double)(n - 1);
    const size_t i = (size_t)at;

    return i + 1 < n ? x[i] + (at - (double)i) * (x[i + 1] - x[i]) : x[n - 1];
}

/* Share of the ensemble below y, with ties split by u. */
static double randomised_pit(const double *x, size_t n, double y, double u)
{
    size_t below = 0, equal = 0;

    for (size_t i = 0; i < n; i++) {
        below += x[i] < y;
        equal += x[i] == y;
    }
    return ((double)below + u * (double)equal) / (double)n;
}

/* Climatology of 17 October to 30 November: the same kind of cell in those days. For the bases the rates of
 * the published intervals, times the cell's length; for the sea the sums over all windows of a week. */
static void climate(const ofr_record *r, cell *c, int32_t from, int32_t start)
{
    const int32_t width = c->last - c->first + 1;
    const series_query sea = {.theatre = "red-sea", .action = "harass"};
    int32_t count[64];

    if (c->what[0] == 'm') {
        for (size_t i = 0; i < r->n_totals; i++) {
            const ofr_total *t = &r->total[i];
            if (t->first >= from && t->last < start)
                c->past[c->n_past++] = (double)t->count * width / (double)(t->last - t->first + 1);
        }
        return;
    }
    assert_int_equal(series_count(r, &sea, from, start - 1, count, NULL), OFR_OK);
    for (int32_t d = from; d + width <= start; d++) {
        for (int32_t j = 0; j < width; j++) c->past[c->n_past] += count[d - from + j];
        c->n_past++;
    }
}

/* Half width of climatology as a forecast of counts. The empirical 50 % range of seven nearly equal rates is
 * narrower than chance alone allows a count to be (a Poisson count of mean 13 has a half width of 5), so
 * it is printed, but what is compared is the negative binomial with the same mean and variance between
 * cells, by moments: variance = mean + (excess of the cells' variance over their own Poisson noise). */
static double half_width_of_counts(const cell *c)
{
    double mean = 0, var = 0, excess;

    for (size_t i = 0; i < c->n_past; i++) mean += c->past[i] / (double)c->n_past;
    for (size_t i = 0; i < c->n_past; i++)
        var += (c->past[i] - mean) * (c->past[i] - mean) / (double)(c->n_past - 1);
    excess = var - mean;
    if (!(excess > 1e-9)) return poisson_quantile(0.75, mean) - poisson_quantile(0.25, mean);
    return negbin_quantile(0.75, mean, mean * mean / excess) -
           negbin_quantile(0.25, mean, mean * mean / excess);
}

static size_t make_cells(const ofr_record *r, int32_t start, int32_t end, cell *c)
{
    const series_query sea = {.theatre = "red-sea", .action = "harass"};
    size_t n = 0;

    for (size_t i = 0; i < r->n_totals; i++) {
        if (r->total[i].first < start || r->total[i].last > end) continue;
        c[n].what = "militia";
        c[n].first = r->total[i].first;
        c[n].last = r->total[i].last;
        c[n++].seen = r->total[i].count;
    }
    for (int32_t d = start; d + 6 <= end; d += 7) {
        int32_t count[7];
        assert_int_equal(series_count(r, &sea, d, d + 6, count, NULL), OFR_OK);
        c[n].what = "sea";
        c[n].first = d;
        c[n].last = d + 6;
        for (size_t i = 0; i < 7; i++) c[n].seen += count[i];
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        climate(r, &c[i], date_from_ymd(2023, 10, 17), start);
        qsort(c[i].past, c[i].n_past, sizeof(double), ascending);
    }
    return n;
}

static void simulate(const ofr_study *study, cell *c, size_t n)
{
    const ofr_model *m = study->model;
    uint8_t *militia = calloc(m->n_flows, 1), *sea = calloc(m->n_flows, 1);
    double *coverage = calloc(m->n_flows, sizeof *coverage);
    forecast_watch w = {.cell = c,
                        .n = n,
                        .m = m,
                        .militia = militia,
                        .sea = sea,
                        .coverage = coverage,
                        .seed = 99};
    ofr_ensemble e;

    assert_non_null(militia);
    assert_non_null(sea);
    assert_non_null(coverage);
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        if (flow->rung != m->harass) continue;
        militia[f] = flow->cover == COVER_TOTALS;
        sea[f] = strcmp(m->theatre[flow->theatre].id, "red-sea") == 0;
        coverage[f] = flow->cover == COVER_PARTIAL ? node_get(flow->node, "coverage")->value : 1.0;
    }
    assert_int_equal(ensemble_init(&e, m, kernel_choose(NULL), 1, SETS, TOGETHER, false, NULL),
                     OFR_OK);
    e.past = study->past;
    e.given = study->given;
    for (size_t s = 0; s < SETS; s++) {
        /* A block may be narrower than the members of a set. */
        const size_t lanes = e.kernel->lanes < TOGETHER ? e.kernel->lanes : TOGETHER;
        for (size_t at = 0; at < TOGETHER; at += lanes) {
            w.base = s * TOGETHER + at;
            watch_days(&e, w.base, lanes, NULL, watch_forecast, &w);
        }
    }
    for (size_t i = 0; i < n; i++) qsort(c[i].forecast, MEMBERS, sizeof(double), ascending);
    ensemble_done(&e);
    free(militia);
    free(sea);
    free(coverage);
}

static void test_forecast_of_days_that_set_no_number(void **state)
{
    ofr_study *study = open_case("2023-12-01", "69 days", "usa-strikes-*,israel-*,gaza-war");
    const int32_t start = study->model->start;
    cell *c = calloc(CELLS, sizeof *c);
    double crps = 0, crps_past = 0, width = 0, width_past = 0, width_raw = 0, inside = 0;
    size_t on_land = 0, beyond = 0;

    (void)state;
    assert_non_null(c);
    const size_t n = make_cells(study->record, start, start + 68, c);
    assert_int_equal(n, 8 + 9);
    simulate(study, c, n);
    for (size_t i = 0; i < n; i++) {
        const double u = unit(draw_words(7, (uint32_t)i, 0, 0, 1, 0).w[0]),
                     pit = randomised_pit(c[i].forecast, MEMBERS, c[i].seen, u);
        const double mine = fair_crps(c[i].forecast, MEMBERS, c[i].seen),
                     plain = fair_crps(c[i].past, c[i].n_past, c[i].seen);
        const double half = quantile(c[i].forecast, MEMBERS, 0.75) -
                            quantile(c[i].forecast, MEMBERS, 0.25);
        const double half_past = quantile(c[i].past, c[i].n_past, 0.75) -
                                 quantile(c[i].past, c[i].n_past, 0.25);

        printf("# %-7s day %3d-%3d: seen %2.0f, forecast %4.1f (%2.0f-%2.0f), climatology %4.1f, "
               "PIT %.2f, CRPS %.2f against %.2f\n",
               c[i].what, c[i].first - start, c[i].last - start, c[i].seen,
               quantile(c[i].forecast, MEMBERS, 0.5), quantile(c[i].forecast, MEMBERS, 0.1),
               quantile(c[i].forecast, MEMBERS, 0.9), quantile(c[i].past, c[i].n_past, 0.5), pit,
               mine, plain);
        crps += mine / (double)n;
        crps_past += plain / (double)n;
        width += half / (double)n;
        width_raw += half_past / (double)n;
        width_past += half_width_of_counts(&c[i]) / (double)n;
        inside += (pit >= 0.1 && pit <= 0.9) / (double)n;
        on_land += strcmp(c[i].what, "militia") == 0 && pit >= 0.1 && pit <= 0.9;
        beyond += pit < 0.005 || pit > 0.995;
    }
    printf("# 80 %% range holds %.0f %% of %zu cells; CRPS %.3f against %.3f by climatology; half "
           "width %.2f against %.2f (%.2f between "
           "the quartiles of past cells)\n",
           100 * inside, n, crps, crps_past, width, width_past, width_raw);
    free(c);
    study_close(study);
    if (MEMBERS < 1000) skip(); /* too few under the sanitizers for the figures below */
    assert_true(inside >= 0.60 && inside <= 0.95);
    assert_true(crps <= crps_past);
    /* Rules of the check for the bases: half of the cells or more inside 80 %, none out of what is said. How wide
     * the ranges are is told, and was held below the baseline's before campaigns could halt. */
    assert_true(on_land >= 4);
    assert_int_equal(beyond, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lethal_attack_of_28_january_stands_out_of_routine),
        cmocka_unit_test(test_forecast_of_days_that_set_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
