/* test_run.c -- a run that is asked to stop gives whole chunks to its sink, and stops in each of its parts; what it tells of
 * the past.
 *
 * Oracle: what the sink was given before it asked, and what comes after in a run that is left alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_path.h"
#include "studies/study.h"
#include "watch.h"

/* Four chunks of ten sets; the case has a record, so there is a history to keep. */
enum { SETS = 40, PER_SET = 100, MEMBERS = SETS * PER_SET, CHUNKS = 4 };

/* Counts what it gets, and asks to stop when it has so many chunks. */
typedef struct counter {
    int stop;
    size_t ask_at, chunks, members, histories, kept, finished;
} counter;

static ofr_status begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    (void)self, (void)plan, (void)err;
    return OFR_OK;
}

static ofr_status chunk(void *self, const ofr_chunk *part, ofr_error *err)
{
    counter *c = self;

    (void)err;
    assert_int_equal(part->index, c->chunks);
    assert_int_equal(part->first, c->members);
    c->chunks++;
    c->members += part->n;
    if (c->chunks == c->ask_at) c->stop = 1;
    return OFR_OK;
}

static ofr_status history(void *self, const ofr_history *past, ofr_error *err)
{
    (void)past, (void)err;
    ((counter *)self)->histories++;
    return OFR_OK;
}

static ofr_status kept(void *self, const ofr_kept *future, ofr_error *err)
{
    (void)future, (void)err;
    ((counter *)self)->kept++;
    return OFR_OK;
}

static ofr_status finish(void *self, ofr_error *err)
{
    (void)err;
    ((counter *)self)->finished++;
    return OFR_OK;
}

static ofr_study *open_case(void)
{
    char path[4096];
    ofr_study *study = NULL;
    ofr_error err = {0};

    if (study_open(source_path("test/cli/data/small.yaml", path, sizeof path), NULL, &study,
                   &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_non_null(study->past);
    return study;
}

static ofr_status run(const ofr_study *study, size_t ask_at, counter *c, ofr_error *err)
{
    const ofr_sink sink = {c, begin, NULL, chunk, history, kept, NULL, finish, NULL, NULL, NULL};
    const run_options o = {
        .seed = 1, .n_sets = SETS, .per_set = PER_SET, .threads = 1, .kept = 8, .stop = &c->stop};

    *c = (counter){.ask_at = ask_at};
    return study_run(study, &o, &sink, err);
}

static void test_a_run_that_is_left_alone_is_whole(void **state)
{
    ofr_study *study = open_case();
    counter c;

    (void)state;
    assert_int_equal(run(study, 0, &c, NULL), OFR_OK);
    assert_int_equal(c.chunks, CHUNKS);
    assert_int_equal(c.members, MEMBERS);
    assert_int_equal(c.histories, 1);
    assert_true(c.kept >= 8);
    assert_int_equal(c.finished, 1);
    study_close(study);
}

/* The first chunk goes alone, so that there is something to tell soon; after it two go at a time, and what is done is given. */
static void test_a_run_that_is_asked_to_stop_ends_with_whole_chunks(void **state)
{
    ofr_study *study = open_case();
    ofr_error err = {0};
    counter c;

    (void)state;
    for (size_t ask_at = 1; ask_at <= 2; ask_at++) {
        const size_t given = ask_at == 1 ? 1 : 3;
        char says[64];
        assert_int_equal(run(study, ask_at, &c, &err), OFR_INTERRUPTED);
        assert_int_equal(c.chunks, given);
        assert_int_equal(c.members, given * MEMBERS / CHUNKS);
        snprintf(says, sizeof says, "stopped after %zu of 4000 members", given * MEMBERS / CHUNKS);
        assert_non_null(strstr(err.text, says));
        ofr_error_done(&err);
        assert_int_equal(c.histories + c.kept + c.finished, 0);
    }
    study_close(study);
}

static void test_a_run_stops_after_its_last_chunk_too_and_is_not_called_finished(void **state)
{
    ofr_study *study = open_case();
    ofr_error err = {0};
    counter c;

    (void)state;
    assert_int_equal(run(study, CHUNKS, &c, &err), OFR_INTERRUPTED);
    assert_int_equal(c.members, MEMBERS);
    assert_non_null(strstr(err.text, "all members are done"));
    ofr_error_done(&err);
    assert_int_equal(c.histories + c.kept + c.finished, 0);
    study_close(study);
}

/* A quick look goes set by set, any other run in chunks of about a thousand, whole sets where they fit. */
static ofr_status take_plan(void *self, const ofr_plan *plan, ofr_error *err)
{
    *(size_t *)self = plan->chunk;
    return ofr_fail(err, OFR_USAGE, "", "that is all");
}

static void test_chunks_are_whole_sets_where_they_fit(void **state)
{
    static const struct {
        size_t per_set;
        bool quick;
        size_t chunk;
    } one[] = {{64, true, 64},   {64, false, 1024},  {100, false, 1000}, {1, true, 1},
               {1, false, 1024}, {1024, true, 1024}, {5000, true, 1024}, {5000, false, 1024}};
    ofr_study *study = open_case();

    (void)state;
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        ofr_error err = {0};
        size_t chunk = 0;
        const ofr_sink sink = {.self = &chunk, .begin = take_plan};
        const run_options o = {
            .seed = 1, .n_sets = 2, .per_set = one[i].per_set, .quick = one[i].quick};
        assert_int_equal(study_run(study, &o, &sink, &err), OFR_USAGE);
        assert_int_equal(chunk, one[i].chunk);
        ofr_error_done(&err);
    }
    study_close(study);
}

/* What is told after each chunk, beside what the sink got of the first headline. */
typedef struct teller {
    const ofr_study *study;
    size_t headline, occurred, members, calls;
} teller;

static ofr_status begin_telling(void *self, const ofr_plan *plan, ofr_error *err)
{
    teller *t = self;

    (void)err;
    while (!plan->outcome[t->headline].headline) t->headline++;
    return OFR_OK;
}

static ofr_status count_headline(void *self, const ofr_chunk *part, ofr_error *err)
{
    teller *t = self;

    (void)err;
    for (size_t i = 0; i < part->n; i++)
        t->occurred += part->outcome_day[t->headline * part->n + i] >= 0;
    t->members += part->n;
    return OFR_OK;
}

static ofr_status ignore_history(void *self, const ofr_history *past, ofr_error *err)
{
    (void)self, (void)past, (void)err;
    return OFR_OK;
}

static ofr_status ignore_kept(void *self, const ofr_kept *future, ofr_error *err)
{
    (void)self, (void)future, (void)err;
    return OFR_OK;
}

static ofr_status ignore_finish(void *self, ofr_error *err)
{
    (void)self, (void)err;
    return OFR_OK;
}

static void hear(void *self, const run_so_far *answer, size_t n, size_t members)
{
    teller *t = self;

    assert_true(n >= 1);
    assert_int_equal(members, t->members);
    assert_int_equal(answer[0].share.members, t->members);
    assert_int_equal(answer[0].share.occurred, t->occurred);
    assert_true(answer[0].share.range_low <= answer[0].share.range_high);
    t->calls++;
}

static void test_what_is_told_so_far_is_what_the_sink_got(void **state)
{
    ofr_study *study = open_case();
    teller t = {.study = study};
    const ofr_sink sink = {.self = &t,
                           .begin = begin_telling,
                           .chunk = count_headline,
                           .history = ignore_history,
                           .kept = ignore_kept,
                           .finish = ignore_finish};
    const run_options o = {.seed = 1,
                           .n_sets = SETS,
                           .per_set = PER_SET,
                           .threads = 2,
                           .so_far = hear,
                           .so_far_self = &t};

    (void)state;
    assert_int_equal(study_run(study, &o, &sink, NULL), OFR_OK);
    assert_int_equal(t.calls, CHUNKS);
    assert_int_equal(t.members, MEMBERS);
    assert_true(t.occurred > 0 && t.occurred < MEMBERS);
    study_close(study);
}

/* ---- bands of the past -------------------------------------------------------------------------------- */

/* The past as it was told, and each series of each particle on each of its days. */
typedef struct bands {
    int32_t first, days;
    size_t n_follow, particles;
    const ofr_follow *follow;
    double *told;  /* [n_follow][days][3] */
    double *value; /* [n_follow][days][particles] */
    size_t *n;     /* [days] particles so far */
} bands;

static ofr_status any_chunk(void *self, const ofr_chunk *part, ofr_error *err)
{
    (void)self, (void)part, (void)err;
    return OFR_OK;
}

static ofr_status take_bands(void *self, const ofr_history *past, ofr_error *err)
{
    bands *b = self;

    (void)err;
    assert_int_equal(past->first, b->first);
    assert_int_equal(past->n_days, b->days);
    memcpy(b->told, past->value, b->n_follow * past->n_days * 3 * sizeof *b->told);
    return OFR_OK;
}

static ofr_status no_kept(void *self, const ofr_kept *future, ofr_error *err)
{
    (void)self, (void)future, (void)err;
    return OFR_OK;
}

static ofr_status ends(void *self, ofr_error *err)
{
    (void)self, (void)err;
    return OFR_OK;
}

static void note_particle(void *self, const ofr_model *m, const ofr_block *block, int32_t day,
                          size_t lane)
{
    bands *b = self;
    const size_t d = (size_t)(day - b->first);

    (void)m;
    if (day < b->first) return;
    for (size_t f = 0; f < b->n_follow; f++)
        b->value[(f * (size_t)b->days + d) * b->particles + b->n[d]] = follow_value(&b->follow[f],
                                                                                    block, lane);
    b->n[d]++;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static bands bands_new(const ofr_ensemble *e, size_t sets)
{
    bands b = {.first = e->model->epoch,
               .days = e->model->start - e->model->epoch,
               .n_follow = e->n_follow,
               .particles = sets * e->particles,
               .follow = e->follow};

    assert_in_range(b.days, 1, 180); /* else older days are not told */
    b.told = calloc(b.n_follow * (size_t)b.days * 3, sizeof *b.told);
    b.value = calloc(b.n_follow * (size_t)b.days * b.particles, sizeof *b.value);
    b.n = calloc((size_t)b.days, sizeof *b.n);
    assert_true(b.told && b.value && b.n);
    return b;
}

/* Oracle: every particle of the first sets read day by day, sorted here: at or before places 5, 50 and 95 % of the way. */
static void test_bands_of_the_past_are_quantiles_over_the_particles(void **state)
{
    static const double level[3] = {0.05, 0.5, 0.95};
    enum { FEW = 5, EACH = 2 };
    ofr_study *study = open_case();
    ofr_ensemble e;
    size_t apart = 0;

    (void)state;
    assert_int_equal(
        ensemble_init(&e, study->model, kernel_choose(NULL), 1, FEW, EACH, false, NULL), OFR_OK);
    e.past = study->past;
    bands b = bands_new(&e, FEW);
    const ofr_sink sink = {&b,   begin, NULL, any_chunk, take_bands, no_kept,
                           NULL, ends,  NULL, NULL,      NULL};
    const run_options o = {.seed = 1, .n_sets = FEW, .per_set = EACH, .threads = 1};
    assert_int_equal(study_run(study, &o, &sink, NULL), OFR_OK);
    watch_days(&e, 0, FEW * EACH, note_particle, NULL, &b);
    for (size_t i = 0; i < b.n_follow * (size_t)b.days; i++) {
        double *value = b.value + i * b.particles;
        assert_int_equal(b.n[i % (size_t)b.days], b.particles);
        qsort(value, b.particles, sizeof *value, rising);
        for (size_t j = 0; j < 3; j++)
            assert_true(b.told[3 * i + j] == value[(size_t)(level[j] * (double)(b.particles - 1))]);
        apart += b.told[3 * i] < b.told[3 * i + 1] && b.told[3 * i + 1] < b.told[3 * i + 2];
    }
    assert_true(apart > 20);
    free(b.told);
    free(b.value);
    free(b.n);
    ensemble_done(&e);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_that_is_left_alone_is_whole),
        cmocka_unit_test(test_a_run_that_is_asked_to_stop_ends_with_whole_chunks),
        cmocka_unit_test(test_chunks_are_whole_sets_where_they_fit),
        cmocka_unit_test(test_what_is_told_so_far_is_what_the_sink_got),
        cmocka_unit_test(test_a_run_stops_after_its_last_chunk_too_and_is_not_called_finished),
        cmocka_unit_test(test_bands_of_the_past_are_quantiles_over_the_particles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
