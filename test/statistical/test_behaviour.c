/* What docs/behaviour.md claims: classic results on the small scenarios of docs/behaviour, and that no state of any
 * scenario of the library sits at a bound.
 *
 * Oracle: the theory named on that page, as signs with margins set before the first run of this test at a third
 * of what `make behaviour` had measured or less. A sign holds if the difference, less five standard errors, passes
 * its margin: a false alarm, where the true difference is three times the margin, at less than one seed in a million.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_path.h"
#include "studies/compare.h"
#include "watch.h"

enum { SEED = 5 };

static ofr_study *open_at(const char *directory, const char *name, const char *horizon)
{
    char name_there[512], path[4096];
    ofr_study *study = NULL;
    ofr_error err = {0};
    const study_options options = {.horizon = horizon};

    snprintf(name_there, sizeof name_there, "%s/%s", directory, name);
    if (study_open(source_path(name_there, path, sizeof path), &options, &study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return study;
}

/* A scenario of docs/behaviour compared with its own what-ifs. */
typedef struct compared {
    ofr_study *study;
    ofr_whatifs list;
    ofr_comparison *c;
} compared;

static compared compare_own(const char *name, const char *horizon, size_t members)
{
    const compare_options o = {.seed = SEED, .n_sets = 1, .per_set = members, .fixed = true};
    compared x = {.study = open_at("docs/behaviour", name, horizon)};
    ofr_error err = {0};

    assert_int_equal(whatifs_init(&x.list, &err), OFR_OK);
    if (whatifs_from_spec(&x.list, x.study->spec, NULL, &err) != OFR_OK ||
        study_compare(x.study, &x.list, &o, &x.c, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return x;
}

static void compared_done(compared *x)
{
    comparison_free(x->c);
    whatifs_done(&x->list);
    study_close(x->study);
}

static const ofr_difference *difference(const compared *x, const char *whatif, quantity_kind kind,
                                        const char *id, int32_t to)
{
    for (size_t v = 0; v < x->c->n_whatifs; v++) {
        if (strcmp(x->c->whatif[v].whatif->name, whatif) != 0) continue;
        for (size_t q = 0; q < x->c->n_quantities; q++) {
            const ofr_quantity *quantity = &x->c->quantity[q];
            if (quantity->kind == kind && quantity->to == to && strcmp(quantity->id, id) == 0)
                return &x->c->whatif[v].difference[q];
        }
    }
    fail_msg("no %s of %s up to day %d", id, whatif, (int)to);
    return NULL;
}

/* Standard error of a difference with one parameter set: that of chance. */
static double error_of(const ofr_difference *d)
{
    return d->chance / 1.96;
}

static void assert_above(const char *what, const ofr_difference *d, double margin)
{
    print_message("%s: %.4g instead of %.4g, difference %.4g, margin %.4g, se %.2g\n", what,
                  d->other, d->base, d->value, margin, error_of(d));
    assert_true(d->value - 5 * error_of(d) > margin);
}

static void assert_below(const char *what, const ofr_difference *d, double margin)
{
    print_message("%s: %.4g instead of %.4g, difference %.4g, margin %.4g, se %.2g\n", what,
                  d->other, d->base, d->value, margin, error_of(d));
    assert_true(d->value + 5 * error_of(d) < -margin);
}

/* Jervis 1978: fear alone makes two who want nothing spiral, to the cost of both, and takes a loss by a harder rival
 * and answers to do so. Kydd 2005: words help by what they cost. */
static void test_two_who_fear_each_other_spiral(void **state)
{
    compared x = compare_own("dilemma.yaml", NULL, 2048);

    (void)state;
    assert_above("feared", difference(&x, "feared", QUANTITY_SERIES, "border", 360), 1.5);
    assert_below("feared, East", difference(&x, "feared", QUANTITY_LEDGER, "east", 360), 1.5);
    assert_below("feared, West", difference(&x, "feared", QUANTITY_LEDGER, "west", 360), 1.5);
    assert_below("no exposure",
                 difference(&x, "feared-no-exposure", QUANTITY_SERIES, "border", 360), 0.7);
    assert_below("no answers", difference(&x, "feared-no-answers", QUANTITY_SERIES, "border", 360),
                 0.3);
    const double fear = difference(&x, "feared", QUANTITY_SERIES, "border", 90)->value,
                 cheap = difference(&x, "feared-cheap-words", QUANTITY_SERIES, "border", 90)->value,
                 costly = difference(&x, "feared-costly-words", QUANTITY_SERIES, "border", 90)
                              ->value;
    print_message("third month: fear %.3g, with cheap words %.3g, with costly ones %.3g\n", fear,
                  cheap, costly);
    assert_true(cheap < 0.6 * fear && costly < 0.3 * fear && costly < 0.6 * cheap);
    compared_done(&x);
}

/* Fearon 1995, Blainey 1973. */
static void test_war_comes_of_resolve_that_is_underrated(void **state)
{
    compared x = compare_own("resolve.yaml", NULL, 4096);
    const ofr_difference *d[] = {
        difference(&x, "implacable-underrated", QUANTITY_OUTCOME, "war", 360),
        difference(&x, "implacable-unsure", QUANTITY_OUTCOME, "war", 360),
        difference(&x, "implacable-known", QUANTITY_OUTCOME, "war", 360),
        difference(&x, "implacable-known-words", QUANTITY_OUTCOME, "war", 360),
        difference(&x, "ordinary-known-words", QUANTITY_OUTCOME, "war", 360)};

    (void)state;
    for (size_t i = 0; i + 1 < 5; i++) {
        /* As if the two were apart, which the common random numbers only make narrower. */
        const double se = hypot(error_of(d[i]), error_of(d[i + 1]));
        print_message("war %.4g, then %.4g, se %.2g\n", d[i]->other, d[i + 1]->other, se);
        assert_true(d[i]->other - d[i + 1]->other > 5 * se || i == 3);
    }
    assert_true(d[0]->other > 1.5 * d[2]->other);
    assert_true(d[4]->other < 0.01);
    assert_true(difference(&x, "ordinary-known-words", QUANTITY_OUTCOME, "deal", 360)->other > 0.9);
    assert_above("known to be soft",
                 difference(&x, "ordinary-known", QUANTITY_OUTCOME, "exchange", 360), 0.1);
    compared_done(&x);
}

static void test_promises_are_worth_what_they_are_kept(void **state)
{
    compared x = compare_own("promises.yaml", NULL, 4096);

    (void)state;
    assert_below("broken, quiet", difference(&x, "broken", QUANTITY_OUTCOME, "quiet", 720), 0.06);
    assert_below("broken, East", difference(&x, "broken", QUANTITY_LEDGER, "east", 720), 1);
    assert_above("kept, West", difference(&x, "kept", QUANTITY_LEDGER, "west", 720), 0.5);
    assert_below("no escrow, East", difference(&x, "no-escrow", QUANTITY_LEDGER, "east", 720), 0.9);
    /* The trouble is foreseen: who is distrusted agrees less soon although terms are there, and not for want of them. */
    assert_below("distrusted, agreed", difference(&x, "distrusted", QUANTITY_OUTCOME, "deal", 90),
                 0.15);
    assert_true(difference(&x, "distrusted-undoubted", QUANTITY_OUTCOME, "deal", 90)->value >
                -0.05);
    assert_below("no escrow, agreed", difference(&x, "no-escrow", QUANTITY_OUTCOME, "deal", 90),
                 0.25);
    assert_true(difference(&x, "no-talk", QUANTITY_OUTCOME, "deal", 720)->other == 0);
    /* A breach that is remembered makes the next agreement rarer. */
    const double noticed = difference(&x, "broken", QUANTITY_SERIES, "border", 720)->value,
                 unnoticed = difference(&x, "broken-unnoticed", QUANTITY_SERIES, "border", 720)
                                 ->value;
    print_message("attacks a week more at the end: %.3g, unnoticed %.3g\n", noticed, unnoticed);
    assert_true(noticed > 1.2 * unnoticed);
    compared_done(&x);
}

/* Oracle: the requirement. A war ends when all who must end it want to: one who gives in alone moves it little, both much, and who
 * backs adds to either. Truces end, so there is less calm with them; a proposal brings some, and so do losses that are felt. */
static void test_a_war_next_door_ends_when_all_its_owners_want_to(void **state)
{
    compared x = compare_own("owners.yaml", NULL, 4096);

    (void)state;
    assert_above("both give in", difference(&x, "both-give-in", QUANTITY_OUTCOME, "quiet", 360),
                 0.35);
    assert_true(difference(&x, "band-gives-in", QUANTITY_OUTCOME, "quiet", 360)->value <
                0.3 * difference(&x, "both-give-in", QUANTITY_OUTCOME, "quiet", 360)->value);
    assert_above("monks", difference(&x, "monks-plead", QUANTITY_OUTCOME, "quiet", 360), 0.35);
    assert_above("proposal", difference(&x, "proposal", QUANTITY_OUTCOME, "quiet", 360), 0.12);
    assert_below("truces", difference(&x, "truces", QUANTITY_OUTCOME, "quiet", 360), 0.2);
    assert_above("no truces", difference(&x, "no-truces", QUANTITY_OUTCOME, "quiet", 360), 0.1);
    assert_above("losses", difference(&x, "costly-acts", QUANTITY_OUTCOME, "quiet", 360), 0.01);
    compared_done(&x);
}

/* No trend from the second year on, and no exchange without deaths. */
static void test_routine_harassment_does_not_drift_into_war(void **state)
{
    compared x = compare_own("routine.yaml", "1800 days", 1024);

    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *what = i ? "harmless-thrice" : "harmless";
        const ofr_difference *early = difference(&x, what, QUANTITY_SERIES, "border", 420),
                             *late = difference(&x, what, QUANTITY_SERIES, "border", 1800);
        print_message("%s: %.4g attacks a week, then %.4g\n", what, early->other, late->other);
        assert_true(fabs(late->other / early->other - 1) < 0.05);
        assert_true(difference(&x, what, QUANTITY_OUTCOME, "exchange", 1800)->other == 0);
        assert_true(difference(&x, what, QUANTITY_OUTCOME, "war", 1800)->other == 0);
        assert_true(difference(&x, what, QUANTITY_SERIES, "east-west", 1800)->other <
                    difference(&x, what, QUANTITY_SERIES, "east-west", 60)->other);
    }
    assert_above("deadly", difference(&x, "deadly", QUANTITY_OUTCOME, "exchange", 1800), 0.15);
    compared_done(&x);
}

/* Oracle: a mechanism that does something changes some future of the reference case when it is switched off or doubled. */
static void test_no_mechanism_is_inert(void **state)
{
    const compare_options o = {.seed = SEED, .n_sets = 12, .per_set = 48};
    char path[4096];
    compared x = {.study = open_at("scenarios", "us-iran-2024.yaml", NULL)};
    ofr_error err = {0};

    (void)state;
    source_path("docs/behaviour/mechanisms.yaml", path, sizeof path);
    assert_int_equal(whatifs_init(&x.list, &err), OFR_OK);
    if (whatifs_from_file(&x.list, path, &err) != OFR_OK ||
        study_compare(x.study, &x.list, &o, &x.c, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_true(x.c->n_whatifs >= 50);
    for (size_t v = 0; v < x.c->n_whatifs; v++) {
        if (x.c->whatif[v].same) fail_msg("%s changes no future", x.c->whatif[v].whatif->name);
    }
    compared_done(&x);
}

/* ---- nothing saturates ---------------------------------------------------------------------------- */

/* A channel in constant use is at full use by definition: there it may stay for half of the days. */
static const struct {
    const char *end;        /* of a field's name */
    double low, high, most; /* share of days within a thousandth of the range of an end */
    int which;              /* 1: the low end is asked, 2: the high one, 3: both */
} bound[] = {
    {".stance", -2, 2, 0.9, 3},    {".belief", -4, 4, 0.1, 3}, {".heat", 0, 10, 0.1, 3},
    {".capability", 0, 1, 0.1, 1}, {".use", 0, 1, 0.5, 2},     {".talk", 0, 1, 0.5, 2},
};
enum { N_BOUNDS = sizeof bound / sizeof bound[0] };

typedef struct watched {
    double *at_end; /* [fields][2] */
    size_t days;
} watched;

static const char *suffix(const char *name, const char *end)
{
    const size_t n = strlen(name), e = strlen(end);

    return n > e && strcmp(name + n - e, end) == 0 ? name + n - e : NULL;
}

static void watch(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane)
{
    watched *w = self;

    (void)day;
    w->days++;
    for (size_t f = 0; f < m->n_fields; f++) {
        for (size_t i = 0; i < N_BOUNDS; i++) {
            if (m->field[f].whole || !suffix(m->field[f].name, bound[i].end)) continue;
            const double x = block_num(b, m->field[f].row, lane),
                         slack = 0.001 * (bound[i].high - bound[i].low);
            assert_true(x >= bound[i].low && x <= bound[i].high);
            w->at_end[2 * f] += x <= bound[i].low + slack;
            w->at_end[2 * f + 1] += x >= bound[i].high - slack;
        }
    }
}

static void watch_scenario(const char *name)
{
    enum { SETS = 12, TOGETHER = 8 };
    ofr_study *s = open_at("scenarios", name, NULL);
    const ofr_model *m = s->model;
    watched w = {.at_end = calloc(2 * m->n_fields, sizeof(double))};
    ofr_ensemble e;
    ofr_error err = {0};

    assert_non_null(w.at_end);
    assert_int_equal(ensemble_init(&e, m, kernel_choose(NULL), SEED, SETS, TOGETHER, false, &err),
                     OFR_OK);
    e.past = s->past;
    watch_days(&e, 0, SETS * TOGETHER, NULL, watch, &w);
    for (size_t f = 0; f < m->n_fields; f++) {
        for (size_t i = 0; i < N_BOUNDS; i++) {
            if (m->field[f].whole || !suffix(m->field[f].name, bound[i].end)) continue;
            for (int j = 0; j < 2; j++) {
                const double share = w.at_end[2 * f + (size_t)j] / (double)w.days;
                if ((bound[i].which & (1 << j)) && share > bound[i].most)
                    fail_msg("%s: %s is at %g on %.0f %% of days", name, m->field[f].name,
                             j ? bound[i].high : bound[i].low, 100 * share);
            }
        }
    }
    free(w.at_end);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: docs/behaviour.md, shares of days at the ends of the ranges, over parameter sets and futures. */
static void test_no_state_of_the_library_sits_at_a_bound(void **state)
{
    char path[4096];
    DIR *directory = opendir(source_path("scenarios", path, sizeof path));
    size_t n = 0;

    (void)state;
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));) {
        if (!suffix(entry->d_name, ".yaml")) continue;
        watch_scenario(entry->d_name);
        n++;
    }
    closedir(directory);
    assert_true(n >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_who_fear_each_other_spiral),
        cmocka_unit_test(test_war_comes_of_resolve_that_is_underrated),
        cmocka_unit_test(test_promises_are_worth_what_they_are_kept),
        cmocka_unit_test(test_a_war_next_door_ends_when_all_its_owners_want_to),
        cmocka_unit_test(test_routine_harassment_does_not_drift_into_war),
        cmocka_unit_test(test_no_mechanism_is_inert),
        cmocka_unit_test(test_no_state_of_the_library_sits_at_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
