/* Scores of a scenario on its own record: a toy whose chances are known, what was public and what was not, stopping and going on. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/near.h"
#include "studies/score.h"

#define COLUMNS "date,source,target,theatre,action,count,deaths_own,public\n"

/* Raids of a habit that nothing moves: 0.02 a day. */
static const char toy[] =
    "offramp: 1\ntitle: toy\nstart: 2024-07-01\nhorizon: 60 days\n"
    "history: {from: 2024-01-01}\nhostile: [[a, b]]\n"
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: {value: 0.4, prior: \"beta(8, 12)\",\n"
    "    source: \"a book of 2019\"}}}}\n"
    "theatres: {x: {name: X, slip: 0, lethality: 0}, y: {name: Y, slip: 0, lethality: 0}}\n"
    "perception: {misread: 0, alarms: 0 per day}\n"
    "politics: {a: {heat: {value: 0.2, source: \"the press of 2024-02-29\"}}, b: {}}\n"
    "conduct:\n"
    "  - {id: raids, from: g, to: a, in: x, act: harass, record: full, rate: {value: 0.02 per day, "
    "source: judgement}}\n"
    "  - {id: unseen, from: g, to: a, in: y, act: harass, record: none, rate: 0.5 per day}\n"
    "outcomes:\n"
    "  raid: {when: {flows: [raids]}, says: a raid}\n"
    "  unseen: {when: {flows: [unseen]}, says: what nobody writes down}\n"
    "  war: {event: war, says: war}\n"
    "  quiet: {event: quiet, without: {flows: [raids]}, for: 30 days, says: a quiet month}\n";

/* Raids on 5 and 20 January, 10 March and 20 May. */
static const char toy_rows[] = COLUMNS "2024-01-05,g,a,x,harass,1,,yes\n"
                                       "2024-01-20,g,a,x,harass,1,,yes\n"
                                       "2024-03-10,g,a,x,harass,1,,yes\n"
                                       "2024-05-20,g,a,x,harass,1,,yes\n";

/* Two shores: answers and stances, so that forecasts hang on what came before. */
static const char shores[] =
    "offramp: 1\ntitle: shores\nstart: 2024-07-01\nhorizon: 60 days\n"
    "history: {from: 2024-01-01}\nhostile: [[north, south]]\n"
    "actors:\n  north: {name: N, kind: principal}\n  south: {name: S, kind: principal}\n"
    "  raiders: {name: R, kind: group, backed-by: {south: {control: {value: 0.4, prior: \"beta(8, "
    "12)\", source: judgement}}}}\n"
    "theatres: {strait: {name: T, lethality: {value: 0.3, prior: \"beta(6, 14)\", source: "
    "judgement}}}\n"
    "conduct:\n"
    "  - {id: raids, from: raiders, to: north, in: strait, act: harass, at: forces, rate: 0.2 per "
    "day, stance: 0.3, record: full, answers: {to: north, acts-per-severity: 0.2}}\n"
    "  - {id: reprisals, from: north, to: raiders, in: strait, act: strike, at: proxy, record: "
    "full}\n"
    "  - {id: n-s, from: north, to: south, in: strait, act: direct, at: forces, record: full}\n"
    "  - {id: s-n, from: south, to: north, in: strait, act: direct, at: forces, record: full}\n"
    "red-lines:\n"
    "  dead: {holder: north, when: {to: north, by: raiders, deaths-own: 1}, response: {options: "
    "[reprisals, n-s]}}\n"
    "  home: {holder: south, when: {to: south, by: north, act: direct+}, response: {options: "
    "s-n}}\n"
    "politics: {north: {heat: 0.5}, south: {heat: 0.5}}\n"
    "outcomes:\n"
    "  strike: {when: {by: north, to: raiders}, says: a strike}\n"
    "  dead: {when: {to: north, by: raiders, deaths-own: 1}, says: a lethal raid}\n";
static const char shores_rows[] = COLUMNS "2024-01-10,raiders,north,strait,harass,2,0,yes\n"
                                          "2024-02-03,raiders,north,strait,harass,1,1,yes\n"
                                          "2024-02-05,north,raiders,strait,strike,3,,yes\n"
                                          "2024-03-20,raiders,north,strait,harass,4,0,yes\n";

static ofr_study *open_study(const char *yaml, const char *a, const char *b)
{
    static char rows[4096];
    ofr_record *record = NULL;
    ofr_study *study = NULL;
    ofr_error err = {0};

    snprintf(rows, sizeof rows, "%s%s", a, b);
    if (record_read_text(rows, strlen(rows), NULL, 0, "e.csv", &record, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    const study_options with = {.open_record = record};
    if (study_open_text(yaml, strlen(yaml), "s.yaml", &with, &study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    study->lent_record = false; /* closed with it */
    return study;
}

static score_options usual(void)
{
    return (score_options){.from = date_parse("2024-03-01"),
                           .to = OFR_NO_DATE,
                           .horizon = {30},
                           .n_horizons = 1,
                           .seed = 7,
                           .n_sets = 8,
                           .per_set = 32,
                           .threads = 2};
}

static ofr_score *score_of(const ofr_study *study, const score_options *o)
{
    ofr_score *score = NULL;
    ofr_error err = {0};

    if (study_score(study, o, &score, &err) != OFR_OK) fail_msg("%s: %s", err.where, err.text);
    return score;
}

static const scored_question *question(const ofr_score *s, const char *id)
{
    for (size_t i = 0; i < s->n_questions; i++) {
        if (strcmp(s->question[i].outcome, id) == 0) return &s->question[i];
    }
    fail_msg("no question '%s'", id);
    return NULL;
}

static double chance(const scored_question *q, size_t at, size_t column)
{
    return q->chance[at * N_SCORE_COLUMNS + column];
}

/* ---- a toy -------------------------------------------------------------------------------------- */

enum { ORIGINS = 4, MANY = 64 };

static ofr_score *score_toy(void)
{
    score_options o = usual();
    ofr_study *study = open_study(toy, toy_rows, "");

    o.n_sets = o.per_set = MANY;
    ofr_score *score = score_of(study, &o);
    study_close(study);
    return score;
}

/* Oracle: Poisson at 0.02 a day: a raid within 30 days with 1 - exp(-0.6), a month without one with exp(-0.6), since thirty days on
 * end within thirty are all of them. Standard error over 4096 futures is 0.0078; slack of 5 (a false alarm in a million). */
static void test_chances_of_a_toy_are_those_that_are_known(void **state)
{
    ofr_score *s = score_toy();

    (void)state;
    assert_int_equal(s->n_origins, ORIGINS);
    for (size_t i = 0; i < ORIGINS; i++) {
        assert_near(chance(question(s, "raid"), i, SCORE_MODEL), 1 - exp(-0.6), 0.039);
        assert_near(chance(question(s, "quiet"), i, SCORE_MODEL), exp(-0.6), 0.039);
        assert_true(isnan(chance(question(s, "raid"), i, SCORE_CLASS)));
    }
    assert_true(s->origin[0] == date_parse("2024-03-01") &&
                s->origin[3] == date_parse("2024-06-01"));
    assert_true(s->last == date_parse("2024-06-30"));
    score_free(s);
}

/* Oracle: as above with 10 days; the longest horizon that the record tells from an origin has no part in the shorter: by 30 June ten days
 * are told from 15 June, thirty are not. What came is by the rows: the raid of 20 May. */
static void test_each_horizon_has_its_own_chance(void **state)
{
    score_options o = usual();
    ofr_study *study = open_study(toy, toy_rows, "");

    (void)state;
    o.n_sets = o.per_set = MANY;
    o.from = date_parse("2024-05-15");
    o.horizon[0] = 10;
    o.horizon[1] = 30;
    o.n_horizons = 2;
    ofr_score *s = score_of(study, &o);
    const scored_question *ten = &s->question[0], *thirty = &s->question[3];
    assert_int_equal(s->n_origins, 2);
    assert_int_equal(s->n_questions, 6);
    assert_true(ten->horizon == 10 && thirty->horizon == 30);
    for (size_t i = 0; i < 2; i++)
        assert_near(chance(ten, i, SCORE_MODEL), 1 - exp(-0.2), 5 * 0.006);
    assert_near(chance(thirty, 0, SCORE_MODEL), 1 - exp(-0.6), 0.039);
    assert_true(isnan(chance(thirty, 1, SCORE_MODEL)));
    assert_true(ten->n == 2 && ten->came == 1 && thirty->n == 1 && thirty->came == 1);
    score_free(s);
    study_close(study);
}

/* Oracle: score.h: the history of a set is led once for origins that have most of their days in common. On 1 March and 1 April
 * nothing is known that was not in May and June. */
static void test_a_set_goes_through_history_once(void **state)
{
    score_options o = usual();
    ofr_study *study = open_study(toy, toy_rows, "");
    ofr_score *s;

    (void)state;
    o.n_sets = 3;
    s = score_of(study, &o);
    assert_int_equal(s->n_origins, ORIGINS);
    assert_true(s->work.set_histories == 3);
    assert_true(s->work.member_days == 3 * 32 * 30 * ORIGINS);
    score_free(s);
    study_close(study);
}

/* Oracle: the rows. 1 March and 1 May see a raid within 30 days, 1 April and 1 June do not; a quiet month is the other. The record so
 * far on 1 March: two days of 60 with a raid, each day (2 + 1/2) / 61. The Brier score is that of the chances told. */
static void test_what_came_and_the_rate_so_far_are_as_by_hand(void **state)
{
    ofr_score *s = score_toy();
    const scored_question *raid = question(s, "raid"), *quiet = question(s, "quiet"),
                          *war = question(s, "war");
    double brier = 0;

    (void)state;
    for (size_t i = 0; i < ORIGINS; i++) {
        const double p = chance(raid, i, SCORE_MODEL), came = i % 2 == 0;
        assert_int_equal(raid->told[i], i % 2 == 0);
        assert_int_equal(quiet->told[i], i % 2 != 0);
        assert_int_equal(war->told[i], 0);
        brier += (p - came) * (p - came) / ORIGINS;
    }
    assert_near(raid->column[SCORE_MODEL].parts.brier, brier, 1e-12);
    assert_near(chance(raid, 0, SCORE_BASES + BASE_RECORD), 1 - pow(1 - 2.5 / 61, 30), 1e-12);
    assert_near(chance(raid, 1, SCORE_BASES + BASE_RECORD), 1 - pow(1 - 3.5 / 92, 30), 1e-12);
    assert_true(raid->n == ORIGINS && raid->came == 2 && raid->open == 0 && !raid->partly);
    assert_false(score_is_enough(raid));
    assert_int_equal(s->all[0].n, 3 * ORIGINS);
    assert_int_equal(s->n_unscored, 1);
    assert_string_equal(s->unscored[0].outcome, "unseen");
    assert_int_equal(s->unscored[0].why, RECORD_HAS_NO_FLOW);
    score_free(s);
}

/* Oracle: the rows: of 16 weeks two hold one raid. The model's CRPS is that of a Poisson of 0.14 up to chance, which is below
 * sqrt(0.14 / 4096) = 0.006 a week: slack of 4. */
static void test_weekly_counts_are_those_of_the_rows(void **state)
{
    ofr_score *s = score_toy();
    const scored_counts *x = &s->counts[0];
    const double want = (14 * score_crps_negbin(0, 0.14, INFINITY) +
                         2 * score_crps_negbin(1, 0.14, INFINITY)) /
                        16;
    size_t all = 0;

    (void)state;
    assert_int_equal(s->n_counts, 2); /* x, and all together; nobody counts y */
    assert_string_equal(x->theatres, "x");
    assert_true(x->n == 16 && x->open == 0);
    assert_true(x->came == 2 && !score_counts_enough(x));
    assert_near(x->mean, 2.0 / 16, 1e-12);
    assert_near(x->crps[SCORE_MODEL], want, 0.024);
    for (size_t b = 0; b < SCORE_BINS; b++) all += x->pit[b];
    assert_int_equal(all, 16);
    score_free(s);
}

/* Oracle: thirty days on end without a raid are complete on the thirtieth day and on none before: within 29 days in no future, within
 * 30 in exp(-0.6) of them (slack as above). */
static void test_a_horizon_holds_its_days_and_no_more(void **state)
{
    score_options o = usual();
    ofr_study *study = open_study(toy, toy_rows, "");

    (void)state;
    o.n_sets = o.per_set = MANY;
    o.horizon[0] = 29;
    o.horizon[1] = 30;
    o.n_horizons = 2;
    ofr_score *s = score_of(study, &o);
    for (size_t i = 0; i < s->n_questions; i++) {
        const scored_question *q = &s->question[i];
        if (strcmp(q->outcome, "quiet") != 0) continue;
        for (size_t at = 0; at < s->n_origins; at++) {
            const double p = chance(q, at, SCORE_MODEL);
            if (q->horizon == 29)
                assert_true(p == 0 && q->told[at] == 0);
            else
                assert_near(p, exp(-0.6), 0.039);
        }
    }
    score_free(s);
    study_close(study);
}

/* Oracle: of a Poisson of 14 a week a quarter is written down: a Poisson of 3.5, of which none came. Standard error of the mean over 4096
 * futures: sqrt(3.5 / 4096) = 0.03; slack of 5. */
static void test_futures_are_counted_as_the_record_would_hold_them(void **state)
{
    static char yaml[4096];
    static const char from[] = "record: full, rate: {value: 0.02 per day",
                      to[] = "record: partial, coverage: 0.25, rate: {value: 2 per day";
    const char *at = strstr(toy, from);
    score_options o = usual();

    (void)state;
    snprintf(yaml, sizeof yaml, "%.*s%s%s", (int)(at - toy), toy, to, at + strlen(from));
    ofr_study *study = open_study(yaml, toy_rows, "");
    o.n_sets = o.per_set = MANY;
    o.from = o.to = date_parse("2024-04-01");
    ofr_score *s = score_of(study, &o);
    assert_true(s->counts[0].n == SCORE_WEEKS && s->counts[0].mean == 0);
    assert_near(s->counts[0].crps[SCORE_MODEL], score_crps_negbin(0, 3.5, INFINITY), 0.15);
    assert_true(question(s, "raid")->partly);
    score_free(s);
    study_close(study);
}

/* Oracle: of the numbers of the toy one has a source of a year before the first origin, one of a day before it; the others are of
 * judgement or bare. Seen from 1 February 2024 the second is later. */
static void test_sources_are_dated(void **state)
{
    score_options o = usual();
    ofr_study *study = open_study(toy, toy_rows, "");
    ofr_score *s = score_of(study, &o);

    (void)state;
    assert_true(s->dating.earlier == 2 && s->dating.later == 0);
    assert_int_equal(s->dating.numbers, s->dating.earlier + s->dating.undated);
    assert_true(s->dating.written == date_parse("2024-07-01") && !s->dating.insider);
    score_free(s);
    o.from = date_parse("2024-02-01");
    s = score_of(study, &o);
    assert_true(s->dating.earlier == 1 && s->dating.later == 1);
    score_free(s);
    study_close(study);
}

/* ---- what was public ---------------------------------------------------------------------------- */

/* Are all forecasts of both from an origin the same bits? */
static bool same_at(const ofr_score *a, const ofr_score *b, size_t at)
{
    bool same = a->n_questions == b->n_questions;

    for (size_t i = 0; same && i < a->n_questions; i++)
        same = memcmp(a->question[i].chance + at * N_SCORE_COLUMNS,
                      b->question[i].chance + at * N_SCORE_COLUMNS,
                      N_SCORE_COLUMNS * sizeof(double)) == 0;
    return same;
}

static bool model_same_at(const ofr_score *a, const ofr_score *b, size_t at)
{
    bool same = true;

    for (size_t i = 0; i < a->n_questions; i++)
        same &= chance(&a->question[i], at, SCORE_MODEL) ==
                chance(&b->question[i], at, SCORE_MODEL);
    return same;
}

static ofr_score *score_shores(const char *more)
{
    const score_options o = usual();
    ofr_study *study = open_study(shores, shores_rows, more);
    ofr_score *score = score_of(study, &o);

    study_close(study);
    return score;
}

/* Oracle: the same record up to 14 April. Forecasts of 1 March and 1 April are the same bits; those of 1 May know of
 * the raid that killed, and the model of the answer that is due. */
static void test_rows_after_an_origin_have_no_part_in_its_forecasts(void **state)
{
    ofr_score *a = score_shores(""),
              *b = score_shores("2024-04-15,raiders,north,strait,harass,9,3,yes\n"
                                "2024-04-29,raiders,north,strait,harass,2,2,yes\n"
                                "2024-06-20,north,raiders,strait,strike,9,,yes\n");

    (void)state;
    assert_true(same_at(a, b, 0) && same_at(a, b, 1));
    assert_false(same_at(a, b, 2));
    assert_false(model_same_at(a, b, 2));
    /* what came is another matter */
    assert_int_equal(question(a, "dead")->told[1], 0);
    assert_int_equal(question(b, "dead")->told[1], 1);
    score_free(a);
    score_free(b);
}

/* Oracle: a raid of 28 February that is public from 20 April on. Forecasts of 1 March and 1 April do not know of it, that of 1 May
 * does. */
static void test_rows_that_were_not_public_yet_have_no_part(void **state)
{
    ofr_score *a = score_shores(""),
              *b = score_shores("2024-02-28,raiders,north,strait,harass,9,4,later:2024-04-20\n");

    (void)state;
    assert_true(same_at(a, b, 0) && same_at(a, b, 1));
    assert_false(same_at(a, b, 2));
    assert_false(model_same_at(a, b, 2));
    score_free(a);
    score_free(b);
}

/* Oracle: a forecast by itself. Histories of several origins are run in one pass; one origin alone has the same chances. */
static void test_an_origin_alone_says_the_same(void **state)
{
    score_options o = usual();
    ofr_study *study = open_study(shores, shores_rows, "");
    ofr_score *all = score_of(study, &o);

    (void)state;
    for (size_t at = 0; at < all->n_origins; at++) {
        o.from = o.to = all->origin[at];
        ofr_score *one = score_of(study, &o);
        assert_int_equal(one->n_origins, 1);
        for (size_t i = 0; i < one->n_questions; i++)
            assert_memory_equal(one->question[i].chance,
                                all->question[i].chance + at * N_SCORE_COLUMNS,
                                N_SCORE_COLUMNS * sizeof(double));
        score_free(one);
    }
    score_free(all);
    study_close(study);
}

/* ---- what is kept ------------------------------------------------------------------------------- */

enum { SHELF = 512 };

typedef struct shelf {
    struct {
        uint64_t key;
        size_t part, n;
        unsigned char *bytes;
    } kept[SHELF];
    size_t n;
    int stop;
} shelf;

static ofr_status shelf_eve(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                            ofr_error *err)
{
    (void)self, (void)key, (void)ret_bytes, (void)err;
    *ret_n = 0;
    return OFR_OK;
}

static ofr_status shelf_asked(void *self, uint64_t key, size_t part, unsigned char **ret_bytes,
                              size_t *ret_n, ofr_error *err)
{
    const shelf *s = self;

    (void)err;
    *ret_n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->kept[i].key != key || s->kept[i].part != part) continue;
        *ret_n = s->kept[i].n;
        *ret_bytes = malloc(*ret_n);
        assert_non_null(*ret_bytes);
        memcpy(*ret_bytes, s->kept[i].bytes, *ret_n);
    }
    return OFR_OK;
}

static ofr_status shelf_keep(void *self, uint64_t key, size_t part, const unsigned char *bytes,
                             size_t n, const ofr_kept_eve *eve, size_t n_eves, ofr_error *err)
{
    shelf *s = self;

    (void)eve, (void)n_eves, (void)err;
    assert_true(s->n < SHELF);
    s->kept[s->n].key = key;
    s->kept[s->n].part = part;
    s->kept[s->n].n = n;
    s->kept[s->n].bytes = malloc(n);
    assert_non_null(s->kept[s->n].bytes);
    memcpy(s->kept[s->n++].bytes, bytes, n);
    return OFR_OK;
}

static void shelf_clear(shelf *s)
{
    for (size_t i = 0; i < s->n; i++) free(s->kept[i].bytes);
    *s = (shelf){0};
}

static bool same(const ofr_score *a, const ofr_score *b)
{
    bool fine = a->n_origins == b->n_origins && a->n_counts == b->n_counts;

    for (size_t at = 0; fine && at < a->n_origins; at++) fine = same_at(a, b, at);
    for (size_t g = 0; fine && g < a->n_counts; g++)
        fine = memcmp(a->counts[g].crps, b->counts[g].crps, sizeof a->counts[g].crps) == 0;
    return fine;
}

/* Oracle: work is counted where it is done: 4 origins, 30 days each, of 256 futures, since no set is left out. What was kept is
 * not run again, on any number of threads. */
static void test_what_was_run_is_kept(void **state)
{
    static shelf s;
    const ofr_store store = {&s, shelf_eve, shelf_asked, shelf_keep};
    score_options o = usual();
    ofr_study *study = open_study(shores, shores_rows, "");
    ofr_score *plain = score_of(study, &o);

    (void)state;
    o.store = &store;
    o.threads = 1;
    ofr_score *first = score_of(study, &o);
    assert_true(first->work.member_days == 4 * 30 * 256);
    assert_int_equal(s.n, 4 * 8 + 1); /* of each origin each set, and the track record */
    ofr_score *again = score_of(study, &o);
    assert_true(again->work.member_days == 0 && again->work.set_histories == 0);
    assert_true(same(plain, first) && same(first, again));
    /* another origin adds its own */
    o.from = date_parse("2024-02-01");
    ofr_score *more = score_of(study, &o);
    assert_true(more->work.member_days == 30 * 256 && more->n_origins == 5);
    score_free(plain);
    score_free(first);
    score_free(again);
    score_free(more);
    shelf_clear(&s);
    study_close(study);
}

/* A part that was cut or changed is no part: it is run again. */
static void test_a_part_that_is_damaged_is_run_again(void **state)
{
    static shelf s;
    const ofr_store store = {&s, shelf_eve, shelf_asked, shelf_keep};
    score_options o = usual();
    ofr_study *study = open_study(shores, shores_rows, "");

    (void)state;
    o.store = &store;
    ofr_score *first = score_of(study, &o);
    s.kept[3].n /= 2;
    memset(s.kept[7].bytes, 0xff, s.kept[7].n);
    ofr_score *again = score_of(study, &o);
    assert_true(again->work.member_days == 2 * 30 * 32);
    assert_true(same(first, again));
    score_free(first);
    score_free(again);
    shelf_clear(&s);
    study_close(study);
}

static void stop_after_one(void *self, size_t done, size_t of)
{
    (void)of;
    if (done > 0) ((shelf *)self)->stop = 1;
}

/* Oracle: the same score as of one go; what was done before the stop is not done again. */
static void test_a_score_that_was_stopped_goes_on(void **state)
{
    static shelf s;
    const ofr_store store = {&s, shelf_eve, shelf_asked, shelf_keep};
    score_options o = usual();
    ofr_study *study = open_study(shores, shores_rows, "");
    ofr_score *plain = score_of(study, &o), *stopped = NULL;

    (void)state;
    o.store = &store;
    o.threads = 1;
    o.stop = &s.stop;
    o.progress = stop_after_one;
    o.progress_self = &s;
    assert_int_equal(study_score(study, &o, &stopped, NULL), OFR_INTERRUPTED);
    assert_null(stopped);
    assert_int_equal(s.n, 4); /* of the first set */
    o.stop = NULL;
    stopped = score_of(study, &o);
    assert_true(stopped->work.member_days == 4 * 30 * 7 * 32);
    assert_true(same(plain, stopped));
    score_free(plain);
    score_free(stopped);
    shelf_clear(&s);
    study_close(study);
}

/* ---- what is refused ---------------------------------------------------------------------------- */

static void refused(const ofr_study *study, const score_options *o, const char *says)
{
    ofr_score *score = NULL;
    ofr_error err = {0};

    assert_int_equal(study_score(study, o, &score, &err), OFR_USAGE);
    assert_null(score);
    if (!strstr(err.text, says)) fail_msg("'%s' does not say '%s'", err.text, says);
    ofr_error_done(&err);
}

static void test_what_cannot_be_scored_is_refused(void **state)
{
    ofr_study *study = open_study(toy, toy_rows, ""), *bare = NULL;
    score_options o = usual();

    (void)state;
    o.from = date_parse("2024-01-01");
    refused(study, &o, "history begins on 2024-01-01; the first origin must be later");
    o = usual();
    o.from = date_parse("2024-06-15");
    refused(study, &o, "the first origin would be 2024-06-15, and the record ends on 2024-06-30");
    o = usual();
    o.horizon[0] = 0;
    refused(study, &o, "each of 1 to 3650 days");
    o = usual();
    o.step = SCORE_DAYS;
    refused(study, &o, "at least one day must lie between origins");
    o = usual();
    o.n_sets = 0;
    refused(study, &o, "sets x members");
    o = usual();
    o.isa = "v9";
    refused(study, &o, "cannot run 'v9'");
    assert_int_equal(study_open_text(toy, strlen(toy), "s.yaml", NULL, &bare, NULL), OFR_OK);
    o = usual();
    refused(bare, &o, "names no record");
    study_close(bare);
    study_close(study);
}

/* Oracle: the calendar: the last day of shorter months, and the day itself of longer ones. */
static void test_months_are_those_of_the_calendar(void **state)
{
    ofr_study *study = open_study(toy, toy_rows, "");
    score_options o = usual();

    (void)state;
    o.from = date_parse("2024-01-31");
    o.horizon[0] = 7;
    ofr_score *s = score_of(study, &o);
    static const char *const want[] = {"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30",
                                       "2024-05-31"};
    assert_int_equal(s->n_origins, 5);
    for (size_t i = 0; i < 5; i++) assert_int_equal(s->origin[i], date_parse(want[i]));
    score_free(s);
    o.step = SCORE_DAYS;
    o.days = 14;
    o.to = date_parse("2024-03-01");
    s = score_of(study, &o);
    assert_int_equal(s->n_origins, 3);
    assert_int_equal(s->origin[2], date_parse("2024-02-28"));
    score_free(s);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chances_of_a_toy_are_those_that_are_known),
        cmocka_unit_test(test_each_horizon_has_its_own_chance),
        cmocka_unit_test(test_a_set_goes_through_history_once),
        cmocka_unit_test(test_what_came_and_the_rate_so_far_are_as_by_hand),
        cmocka_unit_test(test_weekly_counts_are_those_of_the_rows),
        cmocka_unit_test(test_a_horizon_holds_its_days_and_no_more),
        cmocka_unit_test(test_futures_are_counted_as_the_record_would_hold_them),
        cmocka_unit_test(test_sources_are_dated),
        cmocka_unit_test(test_rows_after_an_origin_have_no_part_in_its_forecasts),
        cmocka_unit_test(test_rows_that_were_not_public_yet_have_no_part),
        cmocka_unit_test(test_an_origin_alone_says_the_same),
        cmocka_unit_test(test_what_was_run_is_kept),
        cmocka_unit_test(test_a_part_that_is_damaged_is_run_again),
        cmocka_unit_test(test_a_score_that_was_stopped_goes_on),
        cmocka_unit_test(test_what_cannot_be_scored_is_refused),
        cmocka_unit_test(test_months_are_those_of_the_calendar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
