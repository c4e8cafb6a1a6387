/* The particle filter: resampling by whole numbers exactly; evidence and states against the forward algorithm. */
#include "engine/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/distributions.h"
#include "core/streams.h"
#include "near.h"
#include "past_world.h"

enum { P = OFR_PARTICLES };

static double spread(uint32_t i, uint32_t j)
{
    return unit(draw_words(7, i, j, 0, 1, 0).w[0]);
}

/* Oracle: systematic resampling: offspring sum to n, each has floor or ceiling of n w / sum w, nobody of no weight has any. */
static void test_each_particle_has_its_share_of_offspring_rounded(void **state)
{
    (void)state;
    for (uint32_t trial = 0; trial < 2000; trial++) {
        double lw[P], w[P], sum = 0;
        size_t count[P], total = 0;

        for (uint32_t i = 0; i < P; i++) {
            lw[i] = -900.0 + 12.0 * spread(trial, i) * spread(trial, 99);
            if (spread(trial, i + 200) < 0.1) lw[i] = -1e300;
            w[i] = exp(lw[i] + 900.0);
            sum += w[i];
        }
        const double log_mean = filter_resample_counts(lw, P, spread(trial, 100), count);
        for (size_t i = 0; i < P; i++) {
            const double share = P * w[i] / sum;
            total += count[i];
            assert_true((double)count[i] >= floor(share - 1e-6) &&
                        (double)count[i] <= ceil(share + 1e-6));
            if (w[i] == 0) assert_int_equal(count[i], 0);
        }
        assert_int_equal(total, P);
        assert_near(log_mean, log(sum / P) - 900.0, 1e-9);
    }
}

/* Oracle: mean offspring over u is the share exactly: u on a grid of 4096 midpoints gives it to 1/4096 of a particle. */
static void test_offspring_are_fair_over_the_uniform(void **state)
{
    enum { GRID = 4096 };
    double lw[P], w[P], sum = 0, mean[P] = {0};

    (void)state;
    for (uint32_t i = 0; i < P; i++) {
        lw[i] = 3 * spread(5, i);
        sum += w[i] = exp(lw[i]);
    }
    for (int g = 0; g < GRID; g++) {
        size_t count[P];
        filter_resample_counts(lw, P, (g + 0.5) / GRID, count);
        for (size_t i = 0; i < P; i++) mean[i] += (double)count[i] / GRID;
    }
    for (size_t i = 0; i < P; i++) assert_near(mean[i], P * w[i] / sum, 1.01 / GRID);
}

/* Oracle: by hand. Equal weights give one each whatever u; one weight takes all; none at all is said so. */
static void test_equal_single_and_no_weights(void **state)
{
    double lw[P];
    size_t count[P];

    (void)state;
    for (int g = 0; g < 100; g++) {
        for (size_t i = 0; i < P; i++) lw[i] = -3.5;
        assert_near(filter_resample_counts(lw, P, g / 100.0, count), -3.5, 1e-12);
        for (size_t i = 0; i < P; i++) assert_int_equal(count[i], 1);
        for (size_t i = 0; i < P; i++) lw[i] = i == 17 ? -1e4 : -2e4;
        assert_near(filter_resample_counts(lw, P, g / 100.0, count), -1e4 - log(P), 1e-9);
        for (size_t i = 0; i < P; i++) assert_int_equal(count[i], i == 17 ? P : 0);
    }
    assert_near(filter_effective_size(lw, P), 1, 1e-9);
    for (size_t i = 0; i < P; i++) lw[i] = -INFINITY;
    assert_true(filter_resample_counts(lw, P, 0.5, count) == -INFINITY);
    for (size_t i = 0; i < P; i++) lw[i] = i < 8 ? 0.0 : -100.0;
    assert_near(filter_effective_size(lw, P), 8, 1e-9);
}

/* Oracle: by hand. Who has no chance has no offspring, however few have one; weights that are far apart are no NaN. */
static void test_the_impossible_have_no_offspring(void **state)
{
    double lw[P];
    size_t count[P];

    (void)state;
    for (size_t possible = 1; possible <= P; possible++) {
        for (size_t i = 0; i < P; i++) lw[i] = i >= P - possible ? -1e6 : -INFINITY;
        assert_near(filter_effective_size(lw, P), (double)possible, 1e-9);
        for (int g = 0; g < 100; g++) {
            const double gain = filter_resample_counts(lw, P, g / 100.0, count);

            assert_near(gain, -1e6 + log((double)possible / P), 1e-9);
            for (size_t i = 0; i < P - possible; i++) assert_int_equal(count[i], 0);
        }
    }
    for (size_t i = 0; i < P; i++) lw[i] = -INFINITY;
    assert_true(filter_effective_size(lw, P) == 0.0);
}

/* A driver that nobody sees, with dynamics of its own, pushes a flow that everybody sees: a hidden two-state
 * Markov chain. Starts off; on: 4 acts a day, off: 0.5. */
#define HIDDEN(start)                                                                              \
    "offramp: 1\ntitle: hidden\nstart: " start "\nhorizon: 1 days\nhostile: [[a, b]]\n"            \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: {name: G, "   \
    "kind: group}\n"                                                                               \
    "theatres: {x: {name: X}}\n"                                                                   \
    "drivers: {wind: {starts: 0.1 per day, ends: 0.25 per day}}\n"                                 \
    "conduct:\n  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.5 per day, driven-by: "   \
    "{wind: x8}, record: full}\n"                                                                  \
    "politics: {a: {}, b: {}}\n"                                                                   \
    "outcomes: {war: {event: war}}\n"

static double log_poisson(int y, double mu)
{
    return y * log(mu) - mu - lgamma(y + 1.0);
}

typedef struct exact {
    double log_evidence, on;
} exact;

/* The forward algorithm: each day the chain moves, then the count is seen. */
static exact forward(const int *y, int days)
{
    const double start = 1 - exp(-0.1), end = 1 - exp(-0.25);
    double on = 0, log_evidence = 0;

    for (int d = 0; d < days; d++) {
        const double before = on * (1 - end) + (1 - on) * start;
        const double with = before * exp(log_poisson(y[d], 4)),
                     without = (1 - before) * exp(log_poisson(y[d], 0.5));
        log_evidence += log(with + without);
        on = with / (with + without);
    }
    return (exact){log_evidence, on};
}

enum { DAYS = 40 };
static const int seen[DAYS] = {0, 1, 0, 0, 5, 3, 6, 4, 0, 1, 0, 0, 0, 2, 1, 0, 3, 4, 2, 5,
                               7, 1, 0, 0, 0, 1, 0, 2, 2, 1, 0, 0, 0, 0, 4, 3, 5, 0, 1, 3};

static const char *record_of(char *csv, size_t room)
{
    size_t used = (size_t)snprintf(csv, room, "date,source,target,theatre,action,count\n");
    char date[OFR_DATE_TEXT];

    for (int d = 0; d < DAYS; d++) {
        if (seen[d] == 0) continue;
        used += (size_t)snprintf(csv + used, room - used, "%s,g,a,x,harass,%d\n",
                                 date_format(date_from_ymd(2024, 1, 1) + d, date), seen[d]);
    }
    assert_true(used < room);
    return csv;
}

/* Oracle: the forward algorithm. An estimate of the evidence is unbiased as it stands (not in logs), and so is the
 * evidence times the share of particles in a state. Means over 4096 filters lie within 4 standard errors; a correct
 * filter misses one of the two at about one seed in eight thousand. */
static void test_filter_agrees_with_the_forward_algorithm(void **state)
{
    enum { SETS = 4096 };
    char csv[4096];
    ofr_study *s = past_world_open(HIDDEN("2024-02-10"), "2024-01-01", record_of(csv, sizeof csv),
                                   NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 61, SETS, 1);
    const exact want = forward(seen, DAYS);
    const ofr_field *on = past_world_field(s->model, "wind.on");
    ofr_swarm *particles = NULL;
    ofr_error err = {0};
    double sum[2] = {0}, squares[2] = {0}, biased = 0;

    (void)state;
    assert_int_equal(s->model->start - s->model->epoch, DAYS);
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    for (size_t i = 0; i < SETS; i++) {
        double share = 0;
        ofr_account account = {0};
        assert_int_equal(history_run(&e, i, particles, NULL, 0, NULL, &account, &err), OFR_OK);
        for (size_t j = 0; j < P; j++) share += swarm_whole(particles, j, on->row) / (double)P;
        const double ratio = exp(account.evidence - want.log_evidence),
                     x[] = {ratio - 1, ratio * share - want.on};
        for (int j = 0; j < 2; j++) sum[j] += x[j], squares[j] += x[j] * x[j];
        biased += share / SETS;
    }
    for (int j = 0; j < 2; j++) {
        const double mean = sum[j] / SETS, se = sqrt((squares[j] / SETS - mean * mean) / SETS);
        print_message("%s: %.4f +- %.4f\n",
                      j ? "P(on) weighted less exact" : "evidence over exact less 1", mean, se);
        assert_true(fabs(mean) < 4 * se && se < 0.04);
    }
    /* Particles of a set themselves, unweighted: biased by the order of 1 / 32. */
    assert_near(biased, want.on, 0.04);
    assert_true(want.on > 0.05 && want.on < 0.95);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(s);
}

/* A normal draw of its own for each filter, particle and day; the last two: whose noise it is. */
static double normal(uint32_t filter, uint32_t particle, int32_t day, uint32_t what)
{
    return normal_quantile(unit(draw_words(17, filter, particle, day, what, 0).w[0]));
}

/* Oracle: the Kalman filter of x_t = 0.8 x_(t-1) + N(0, 0.6^2), y_t = x_t + N(0, 0.9^2), x_0 ~ N(0, 1). The weights and
 * resampling of the engine, led by hand through that model as filter.c leads particles through history, give an
 * unbiased evidence and an unbiased evidence times mean state. Means over 4096 filters within 4 standard errors; a
 * correct filter misses one of the two at about one seed in eight thousand. */
static void test_weights_and_resampling_agree_with_kalman(void **state)
{
    enum { FILTERS = 4096, T = 25 };
    double y[T], mean = 0, variance = 1, log_evidence = 0, sum[2] = {0}, squares[2] = {0};

    (void)state;
    for (int32_t t = 0; t < T; t++) {
        y[t] = 1.5 * sin(0.7 * t) + 0.5 * normal(0, 0, t, 9);
        mean *= 0.8;
        variance = 0.64 * variance + 0.36;
        const double total = variance + 0.81, gain = variance / total, miss = y[t] - mean;
        log_evidence -= 0.5 * (log(2 * acos(-1) * total) + miss * miss / total);
        mean += gain * miss;
        variance *= 1 - gain;
    }
    for (uint32_t f = 0; f < FILTERS; f++) {
        double x[P], moved[P], lw[P] = {0}, evidence = 0, weighted = 0, all = 0;
        size_t count[P];

        for (uint32_t i = 0; i < P; i++) x[i] = normal(f, i, 0, 1);
        for (int32_t t = 0; t < T; t++) {
            for (uint32_t i = 0; i < P; i++) {
                x[i] = 0.8 * x[i] + 0.6 * normal(f, i, t, 2);
                lw[i] -= 0.5 * (log(2 * acos(-1) * 0.81) + (y[t] - x[i]) * (y[t] - x[i]) / 0.81);
            }
            if (t + 1 == T || filter_effective_size(lw, P) >= 0.5 * P) continue;
            evidence += filter_resample_counts(lw, P, unit(draw_words(17, f, 0, t, 3, 0).w[0]),
                                               count);
            for (size_t i = 0, n = 0; i < P; i++) {
                while (count[i]-- > 0) moved[n++] = x[i];
            }
            memcpy(x, moved, sizeof x);
            memset(lw, 0, sizeof lw);
        }
        for (size_t i = 0; i < P; i++) all += exp(lw[i]), weighted += exp(lw[i]) * x[i];
        const double ratio = exp(evidence + log(all / P) - log_evidence),
                     z[] = {ratio - 1, ratio * weighted / all - mean};
        for (int j = 0; j < 2; j++) sum[j] += z[j], squares[j] += z[j] * z[j];
    }
    for (int j = 0; j < 2; j++) {
        const double off = sum[j] / FILTERS,
                     se = sqrt((squares[j] / FILTERS - off * off) / FILTERS);
        print_message("%s: %.4f +- %.4f\n",
                      j ? "state weighted less exact" : "evidence over exact less 1", off, se);
        assert_true(fabs(off) < 4 * se && se < 0.05);
    }
}

/* Oracle: with nothing hidden the evidence is the probability of the record itself, in every set, exactly. */
static void test_evidence_of_a_record_without_hidden_states_is_its_probability(void **state)
{
    char csv[4096], yaml[4096];
    double sum = 0;
    ofr_swarm *particles = NULL;
    ofr_error err = {0};

    (void)state;
    snprintf(yaml, sizeof yaml, "%s", HIDDEN("2024-02-10"));
    memcpy(strstr(yaml, "starts: 0.1 per day"), "starts: 0.0 per day", 19);
    ofr_study *s = past_world_open(yaml, "2024-01-01", record_of(csv, sizeof csv), NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 62, 3, 1);
    for (int d = 0; d < DAYS; d++) sum += log_poisson(seen[d], 0.5);
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    for (size_t i = 0; i < 3; i++) {
        ofr_account account = {0};
        assert_int_equal(history_run(&e, i, particles, NULL, 0, NULL, &account, &err), OFR_OK);
        assert_near(account.evidence, sum, 1e-9);
    }
    swarm_free(particles);
    ensemble_done(&e);
    study_close(s);
}

/* Acts that all see, a running total, and direct acts that open an exchange. */
#define SOURCES                                                                                    \
    "offramp: 1\ntitle: sources\nstart: 2024-01-21\nhorizon: 1 days\nhostile: [[a, b]]\n"          \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n  g: {name: G, "   \
    "kind: group}\n"                                                                               \
    "theatres: {x: {name: X}, y: {name: Y}}\n"                                                     \
    "conduct:\n  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.5 per day, record: "      \
    "full}\n"                                                                                      \
    "  - {id: g-y, from: g, to: a, in: y, act: harass, rate: 2 per day, coverage: 0.5, record: "   \
    "totals}\n"                                                                                    \
    "  - {id: a-b, from: a, to: b, in: x, act: direct, record: full, rate: 0.1 per day}\n"         \
    "  - {id: b-a, from: b, to: a, in: x, act: direct, record: full, rate: 0.1 per day}\n"         \
    "politics: {a: {}, b: {}}\noutcomes: {war: {event: war}}\n"

enum { ROWS = 32, PAST_DAYS = 20 };
typedef struct seen_rows {
    double row[PAST_DAYS][ROWS], mean[PAST_DAYS];
} seen_rows;

static void see_rows(void *self, const ofr_seats *seats)
{
    const ofr_model *m = seats->model;
    const ofr_block *b = seats->block;
    seen_rows *rows = self;
    const size_t day = (size_t)(seats->day - m->epoch);

    assert_true(density_rows(m) <= ROWS && day < PAST_DAYS);
    for (size_t r = 0; r < density_rows(m); r++) rows->row[day][r] = b->density[r * b->lanes];
    rows->mean[day] = block_num(b, m->flow[0].mean, 0);
}

/* Oracle: one particle's evidence is the sum of what each source says of each day, in the order of the rows: with one
 * there is nothing to average. A flow says the probability of its count, a total speaks on its last day, and a pair while
 * its exchange is open. */
static void test_densities_of_the_sources_sum_to_the_evidence(void **state)
{
    ofr_study *s = past_world_open(SOURCES, "2024-01-01",
                                   "date,source,target,theatre,action,count\n"
                                   "2024-01-04,g,a,x,harass,2\n2024-01-05,a,b,x,direct,1\n"
                                   "2024-01-07,b,a,x,direct,1\n",
                                   "first,last,source,target,theatres,action,count\n"
                                   "2024-01-03,2024-01-12,g,a,y,harass,15\n");
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 63, 1, 1);
    const ofr_model *m = s->model;
    const size_t total = density_row(m, DENSITY_INTERVAL, 0), pair = density_row(m, DENSITY_WAR, 0);
    static seen_rows rows;
    const ofr_observer observer = {m->epoch, m->start, see_rows, &rows};
    ofr_swarm *particles = NULL;
    ofr_error err = {0};
    double sum = 0;
    ofr_account account = {0};

    (void)state;
    e.particles = 1;
    assert_int_equal(history_new(&e, &particles, &err), OFR_OK);
    assert_int_equal(history_run(&e, 0, particles, &observer, 1, NULL, &account, &err), OFR_OK);
    for (size_t d = 0; d < PAST_DAYS; d++) {
        for (size_t r = 0; r < density_rows(m); r++) sum += rows.row[d][r];
        assert_near(rows.row[d][0], log_poisson(d == 3 ? 2 : 0, rows.mean[d]), 1e-9);
        assert_true((rows.row[d][total] != 0) == (d == 11));
        assert_true((rows.row[d][pair] < 0) == (d >= 6 && d < 4 + 14));
        /* Outside its total the flow is seen in part: none of 0.5 x 2 acts a day. */
        assert_near(rows.row[d][1], d >= 2 && d < 12 ? 0 : -0.5 * 2, 1e-9);
        /* Direct acts that nobody asked for: any on that day, or none, of 0.1 a day. */
        for (size_t r = 2; r < 4; r++)
            assert_near(rows.row[d][r], d == (r == 2 ? 4 : 6) ? log(1 - exp(-0.1)) : -0.1, 1e-9);
        for (size_t r = 4; r < density_rows(m); r++)
            assert_true(r == total || r == pair || rows.row[d][r] == 0);
    }
    assert_true(sum < 0 && sum == account.evidence);
    swarm_free(particles);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: filter.h: sets are apart from each other, and from the width of blocks: whichever came before in the same swarm,
 * a set comes out the same, for few particles and many. */
static void test_a_set_is_the_same_in_any_company_and_block(void **state)
{
    static const size_t particles[] = {1, 5, P, 33, 100};
    const ofr_kernel *const kernel[] = {kernel_choose(NULL), &kernel_lanes8, &kernel_lanes16,
                                        &kernel_lanes64};
    char csv[4096];
    ofr_study *s = past_world_open(HIDDEN("2024-02-10"), "2024-01-01", record_of(csv, sizeof csv),
                                   NULL);
    const ofr_field *on = past_world_field(s->model, "wind.on");
    ofr_error err = {0};

    (void)state;
    for (size_t n = 0; n < sizeof particles / sizeof particles[0]; n++) {
        double first[7], on_first[7] = {0};
        for (size_t k = 0; k < 4; k++) {
            ofr_ensemble e = past_world_ensemble(s, kernel[k], 63, 7, 1);
            ofr_swarm *swarm = NULL;
            e.particles = particles[n];
            assert_int_equal(history_new(&e, &swarm, &err), OFR_OK);
            for (size_t i = 0; i < 7; i++) {
                /* forwards with the first kernel, backwards with the others */
                const size_t set = k ? 6 - i : i;
                double sum = 0;
                ofr_account account = {0};
                assert_int_equal(history_run(&e, set, swarm, NULL, 0, NULL, &account, &err),
                                 OFR_OK);
                for (size_t j = 0; j < e.particles; j++) sum += swarm_whole(swarm, j, on->row);
                if (k == 0) first[set] = account.evidence, on_first[set] = sum;
                assert_memory_equal(&account.evidence, &first[set], sizeof first[set]);
                assert_true(sum == on_first[set]);
            }
            swarm_free(swarm);
            ensemble_done(&e);
        }
        for (size_t i = 1; i < 7; i++) assert_true(first[i] != first[0]);
    }
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_particle_has_its_share_of_offspring_rounded),
        cmocka_unit_test(test_offspring_are_fair_over_the_uniform),
        cmocka_unit_test(test_equal_single_and_no_weights),
        cmocka_unit_test(test_the_impossible_have_no_offspring),
        cmocka_unit_test(test_filter_agrees_with_the_forward_algorithm),
        cmocka_unit_test(test_weights_and_resampling_agree_with_kalman),
        cmocka_unit_test(test_evidence_of_a_record_without_hidden_states_is_its_probability),
        cmocka_unit_test(test_densities_of_the_sources_sum_to_the_evidence),
        cmocka_unit_test(test_a_set_is_the_same_in_any_company_and_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
