/* What is left of a what-if's effect without each mechanism: the table of switches, the share and its error, and worlds in
 * which one mechanism alone carries it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "source_path.h"
#include "spec/values.h"
#include "studies/compare.h"
#include "studies/why.h"

enum { SEED = 5, SETS = 6, PER_SET = 40 };

/* Raids come at a rate that nothing moves; a red line that is answered for certain and at once makes of each a strike. So the
 * strike hangs on rate and red line, and on nothing else that is switched off. %s: the what-ifs. */
static const char *const text =
    "offramp: 1\ntitle: why\nstart: 2024-03-01\nhorizon: 60 days\nhostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: {value: 0.5, prior: \"beta(5, 5)\"}}}}\n"
    "theatres:\n"
    "  x: {name: X, slip: 0}\n"
    "shocks: {news: {rate: 0.02 per day, heat: {a: 1}}}\n"
    "conduct:\n"
    "  - {id: raids, from: g, to: a, in: x, act: harass, at: forces, rate: {value: 0.01 per day, "
    "prior: \"gamma(20, 0.01) per day\"}}\n"
    "  - {id: reply, from: a, to: g, in: x, act: strike, at: proxy}\n"
    "  - {id: other, from: a, to: g, in: x, act: strike, at: proxy}\n"
    "red-lines:\n"
    "  raid: {holder: a, when: {flows: [raids], act: harass+}, response: {base: 20, options: "
    "[reply], delay: 0 days, heat: 0, stance: 0, reassured: 0, readiness: 0}}\n"
    "perception: {misread: 0, alarms: 0 per day}\n"
    "politics: {a: {}, b: {}}\n"
    "outcomes:\n"
    "  raid: {when: {flows: [raids], act: harass+}}\n"
    "  reply: {when: {flows: [reply], act: strike+}, headline: true}\n"
    "  quiet: {event: quiet, without: {flows: [other], act: harass+}, for: 10 days}\n"
    "what-ifs:\n"
    "  more: {changes: {conduct.raids.rate: times 2}}\n"
    "  most: {changes: {conduct.raids.rate: times 4}}\n"
    "  tame: {changes: {red-lines.raid.response.base: {value: -20, from: 2024-03-11}}}\n";

typedef struct world {
    ofr_study *study;
    ofr_whatifs list;
    ofr_why *why;
} world;

static world world_of(void)
{
    world w = {0};
    ofr_error err = {0};

    if (study_open_text(text, strlen(text), "why.yaml", NULL, &w.study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(whatifs_init(&w.list, &err), OFR_OK);
    assert_int_equal(whatifs_from_spec(&w.list, w.study->spec, NULL, &err), OFR_OK);
    return w;
}

static void world_close(world *w)
{
    why_free(w->why);
    whatifs_done(&w->list);
    study_close(w->study);
}

enum { MORE, MOST, TAME };

static why_options usual(void)
{
    return (why_options){.seed = SEED, .n_sets = SETS, .per_set = PER_SET, .threads = 1};
}

static void explain(world *w, const ofr_whatif *base, const ofr_whatif *whatif, why_options o)
{
    ofr_error err = {0};

    why_free(w->why);
    w->why = NULL;
    if (study_why(w->study, base, whatif, &o, &w->why, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
}

static const why_outcome *outcome(const ofr_why *why, const char *id)
{
    for (size_t i = 0; i < why->n_outcomes; i++) {
        if (strcmp(why->outcome[i].id, id) == 0) return &why->outcome[i];
    }
    fail_msg("no outcome %s", id);
    return NULL;
}

static size_t mechanism(const ofr_why *why, const char *name)
{
    for (size_t m = 0; m < why->n_mechanisms; m++) {
        if (strcmp(why->mechanism[m].off->name, name) == 0) return m;
    }
    fail_msg("no mechanism %s", name);
    return 0;
}

/* ---- the table ------------------------------------------------------------------------------------ */

static const ofr_key *key_of(const char *path)
{
    ofr_keys keys[SCENARIO_TABLES];
    const size_t n = scenario_keys(keys);

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < keys[i].n; j++) {
            if (strcmp(keys[i].key[j].path, path) == 0) return &keys[i].key[j];
        }
    }
    return NULL;
}

static void read_switch(const why_switch *s, ofr_whatifs *list)
{
    ofr_error err = {0};
    char line[1024];

    assert_true((size_t)snprintf(line, sizeof line, "%s: %s", s->name, s->changes) < sizeof line);
    if (whatifs_from_text(list, line, &err) != OFR_OK) fail_msg("%s: %s", s->name, err.text);
}

/* Expected: the tables that the reader of scenarios checks by. Values of the first day alone cannot be changed in a what-if
 * with history (whatif.c). */
static void test_each_switch_sets_values_that_the_schema_has(void **state)
{
    size_t n;
    const why_switch *all = why_switches(&n);
    ofr_whatifs list;
    ofr_error err = {0};

    (void)state;
    assert_int_equal(whatifs_init(&list, &err), OFR_OK);
    for (size_t i = 0; i < n; i++) read_switch(&all[i], &list); /* two of one name are refused */
    assert_int_equal(list.n, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(*all[i].says && list.item[i].n_changes > 0);
        for (size_t j = 0; j < list.item[i].n_changes; j++) {
            const ofr_change *c = &list.item[i].change[j];
            ofr_node node = {.key = key_of(c->path)};
            value_text why;
            if (!node.key) fail_msg("%s: no key has the path %s", all[i].name, c->path);
            if (!value_parse(c->value, &node, &why))
                fail_msg("%s: %s=%s: %s", all[i].name, c->path, c->value, why.s);
            assert_true(node.key->role != ROLE_INITIAL);
        }
    }
    whatifs_done(&list);
}

/* Expected: the page on how the model behaves and this command mean the same by one name. */
static void test_what_the_behaviour_page_switches_off_is_switched_off_alike(void **state)
{
    size_t n, seen = 0;
    const why_switch *all = why_switches(&n);
    ofr_whatifs list, page;
    ofr_error err = {0};
    char path[1024];

    (void)state;
    assert_int_equal(whatifs_init(&list, &err), OFR_OK);
    assert_int_equal(whatifs_init(&page, &err), OFR_OK);
    for (size_t i = 0; i < n; i++) read_switch(&all[i], &list);
    if (whatifs_from_file(&page, source_path("docs/behaviour/mechanisms.yaml", path, sizeof path),
                          &err) != OFR_OK)
        fail_msg("%s", err.text);
    for (size_t p = 0; p < page.n; p++) {
        const ofr_whatif *off = &page.item[p], *own = NULL;
        const size_t length = strlen(off->name);
        if (length < 4 || strcmp(off->name + length - 4, "-off") != 0) continue;
        for (size_t i = 0; i < n; i++) {
            if (strlen(list.item[i].name) == length - 4 &&
                strncmp(list.item[i].name, off->name, length - 4) == 0)
                own = &list.item[i];
        }
        if (!own) fail_msg("why has no switch for %s", off->name);
        if (own->n_changes != off->n_changes) fail_msg("%s has other changes", off->name);
        for (size_t j = 0; j < off->n_changes; j++) {
            if (strcmp(own->change[j].path, off->change[j].path) != 0 ||
                strcmp(own->change[j].value, off->change[j].value) != 0)
                fail_msg("%s: %s is another change", off->name, off->change[j].path);
        }
        seen++;
    }
    assert_true(seen > 20);
    whatifs_done(&page);
    whatifs_done(&list);
}

/* Expected: a switch is for every scenario that has its paths; what one does not stand without would be told as refused. */
static void test_no_scenario_refuses_a_switch(void **state)
{
    static const char *const name[] = {"border-exercise", "cuba-1962", "kashmir-2019", "korea-2017",
                                       "us-iran-2024"};

    (void)state;
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        char path[1024], file[64];
        world w = {0};
        ofr_error err = {0};
        snprintf(file, sizeof file, "scenarios/%s.yaml", name[i]);
        if (study_open(source_path(file, path, sizeof path),
                       &(study_options){.horizon = "1 day", .no_history = true}, &w.study,
                       &err) != OFR_OK)
            fail_msg("%s: %s", err.where, err.text);
        assert_int_equal(whatifs_init(&w.list, &err), OFR_OK);
        assert_int_equal(whatifs_from_text(&w.list, "none:", &err), OFR_OK);
        explain(&w, NULL, &w.list.item[0],
                (why_options){.seed = 1, .n_sets = 1, .per_set = 1, .fixed = true, .threads = 1});
        for (size_t m = 0; m < w.why->n_mechanisms; m++) {
            if (w.why->mechanism[m].state == WHY_REFUSED)
                fail_msg("%s: %s: %s", name[i], w.why->mechanism[m].off->name,
                         w.why->mechanism[m].refused);
        }
        world_close(&w);
    }
}

/* ---- one mechanism alone -------------------------------------------------------------------------- */

/* Expected: no raid is answered without the red line (log-odds -20), so that nothing is left of the difference; no other switch
 * touches rate, crossing or answer, so that each leaves every future's difference as it is. */
static void test_the_red_line_alone_carries_the_strikes(void **state)
{
    world w = world_of();
    size_t off = 0;

    (void)state;
    explain(&w, NULL, &w.list.item[MORE], usual());
    const why_outcome *reply = outcome(w.why, "reply");
    assert_true(reply->all.low > 0);
    for (size_t m = 0; m < w.why->n_mechanisms; m++) {
        const why_left *left = &reply->left[m];
        if (w.why->mechanism[m].state != WHY_OFF) continue;
        off++;
        assert_true(left->error == 0);
        assert_true((left->moved > 0) == (left->share > 0));
        if (strcmp(w.why->mechanism[m].off->name, "red-lines") == 0) {
            assert_true(left->without.base == 0 && left->without.other == 0);
            assert_true(left->without.value == 0 && left->share == 1);
        } else {
            assert_true(left->without.base == reply->all.base);
            assert_true(left->without.value == reply->all.value && left->share == 0);
        }
    }
    assert_true(off > 10);
    assert_true(outcome(w.why, "raid")->left[mechanism(w.why, "red-lines")].share == 0);
    world_close(&w);
}

/* Expected: the switch holds red-lines.raid.response.base in both, from the start, whatever the what-if says of it and when;
 * then both are one, bit for bit, and the interval is none. */
static void test_a_switch_wins_over_the_what_if(void **state)
{
    world w = world_of();

    (void)state;
    explain(&w, NULL, &w.list.item[TAME], usual());
    const why_outcome *reply = outcome(w.why, "reply");
    const why_left *left = &reply->left[mechanism(w.why, "red-lines")];
    assert_true(reply->all.value < 0);
    assert_true(left->without.base == 0 && left->without.low == 0 && left->without.high == 0);
    assert_true(left->share == 1 && left->error == 0);
    world_close(&w);
}

/* Expected: what has none of a switch's paths is left alone; shocks there are, and they change rows of members. */
static void test_what_is_absent_or_idle_is_told(void **state)
{
    world w = world_of();

    (void)state;
    explain(&w, NULL, &w.list.item[MORE], usual());
    assert_int_equal(w.why->mechanism[mechanism(w.why, "channels")].state, WHY_ABSENT);
    assert_int_equal(w.why->mechanism[mechanism(w.why, "campaigns")].state, WHY_ABSENT);
    assert_int_equal(w.why->mechanism[mechanism(w.why, "shocks")].state, WHY_OFF);
    assert_true(w.why->mechanism[mechanism(w.why, "misreading")].idle);
    assert_false(w.why->mechanism[mechanism(w.why, "red-lines")].idle);
    world_close(&w);
}

/* ---- against compare ------------------------------------------------------------------------------ */

/* Expected: compare's numbers for the same futures, which have a test of their own: the difference itself, and without the red
 * line the what-ifs written out. */
static void test_differences_are_those_of_compare(void **state)
{
    world w = world_of();
    ofr_comparison *c = NULL;
    ofr_error err = {0};
    const compare_options o = {.seed = SEED, .n_sets = SETS, .per_set = PER_SET, .threads = 1};

    (void)state;
    explain(&w, NULL, &w.list.item[MORE], usual());
    if (study_compare(w.study, &w.list, &o, &c, &err) != OFR_OK) fail_msg("%s", err.text);
    for (size_t q = 0; q < c->n_quantities; q++) {
        if (c->quantity[q].kind != QUANTITY_OUTCOME || c->quantity[q].to != c->horizon) continue;
        const ofr_difference *d = &outcome(w.why, c->quantity[q].id)->all,
                             *e = &c->whatif[MORE].difference[q];
        assert_true(d->base == e->base && d->other == e->other && d->value == e->value);
        assert_true(d->low == e->low && d->high == e->high);
    }
    comparison_free(c);
    world_close(&w);
}

/* Expected: P(most) - P(more) = (P(most) - P(base)) - (P(more) - P(base)). */
static void test_the_base_may_be_a_what_if(void **state)
{
    world w = world_of();

    (void)state;
    explain(&w, NULL, &w.list.item[MORE], usual());
    const double more = outcome(w.why, "reply")->all.value;
    explain(&w, NULL, &w.list.item[MOST], usual());
    const double most = outcome(w.why, "reply")->all.value;
    explain(&w, &w.list.item[MORE], &w.list.item[MOST], usual());
    const why_outcome *reply = outcome(w.why, "reply");
    assert_true(more > 0 && most > more);
    assert_true(fabs(reply->all.value - (most - more)) < 1e-12);
    assert_true(reply->left[mechanism(w.why, "red-lines")].share == 1);
    world_close(&w);
}

/* Expected: threads take chunks in any order, and the sums are those of one. */
static void test_numbers_do_not_depend_on_threads(void **state)
{
    world w = world_of();
    why_options o = usual();

    (void)state;
    o.n_sets = 60; /* three chunks */
    o.mechanism = (const char *const[]){"red-lines", "shocks"};
    o.n_mechanisms = 2;
    explain(&w, NULL, &w.list.item[MORE], o);
    ofr_why *one = w.why;
    w.why = NULL;
    o.threads = 3;
    explain(&w, NULL, &w.list.item[MORE], o);
    assert_int_equal(w.why->n_mechanisms, 2);
    for (size_t i = 0; i < one->n_outcomes; i++) {
        const why_outcome *a = &one->outcome[i], *b = &w.why->outcome[i];
        assert_string_equal(a->id, b->id);
        assert_memory_equal(&a->all, &b->all, sizeof a->all);
        assert_memory_equal(a->left, b->left, 2 * sizeof *a->left);
    }
    why_free(one);
    world_close(&w);
}

static void test_one_outcome_is_told_where_one_is_asked(void **state)
{
    world w = world_of();
    why_options o = usual();

    (void)state;
    explain(&w, NULL, &w.list.item[MORE], usual());
    assert_int_equal(w.why->n_outcomes, 3);
    for (size_t i = 1; i < 3; i++)
        assert_true(fabs(w.why->outcome[i - 1].all.value) >= fabs(w.why->outcome[i].all.value));
    const double quiet = outcome(w.why, "quiet")->all.base;
    o.outcome = "quiet";
    explain(&w, NULL, &w.list.item[MORE], o);
    assert_int_equal(w.why->n_outcomes, 1);
    assert_true(outcome(w.why, "quiet")->all.base == quiet && quiet == 1);
    world_close(&w);
}

static void refuse(world *w, why_options o, const char *part)
{
    ofr_error err = {0};

    assert_int_equal(study_why(w->study, NULL, &w->list.item[MORE], &o, &w->why, &err), OFR_USAGE);
    if (!strstr(err.text, part)) fail_msg("'%s' is not in: %s", part, err.text);
    assert_null(w->why);
    ofr_error_done(&err);
}

static void test_unknown_names_are_refused_with_the_nearest(void **state)
{
    world w = world_of();
    why_options o = usual();

    (void)state;
    o.outcome = "repli";
    refuse(&w, o, "there is no 'repli'; did you mean 'reply'?");
    o = usual();
    o.mechanism = (const char *const[]){"red-line"};
    o.n_mechanisms = 1;
    refuse(&w, o, "there is no 'red-line'; did you mean 'red-lines'?");
    o = usual();
    o.n_sets = 0;
    refuse(&w, o, "sets x members");
    world_close(&w);
}

/* ---- the share and its error ---------------------------------------------------------------------- */

static pair_sums set_of(const double *d, const double *left, size_t n)
{
    pair_sums sums = {0};

    for (size_t i = 0; i < n; i++) pair_add(&sums, d[i], left[i]);
    return sums;
}

/* Oracle: by hand. Two sets of two members: mean differences 1 and 0.5, left 0.5 and 0.5. D = 0.75, left 0.5, share 1/3; residuals
 * e = (1 - 1/3) d - d' = 1/6 and -1/6; error sqrt(2/36 / 1 / 2) / 0.75 = 2/9. */
static void test_the_share_is_a_ratio_over_sets(void **state)
{
    const double d[2][2] = {{1, 1}, {1, 0}}, left[2][2] = {{1, 0}, {0, 1}};
    const pair_sums set[] = {set_of(d[0], left[0], 2), set_of(d[1], left[1], 2)};
    double share, error;

    (void)state;
    why_share(set, 2, &share, &error);
    assert_true(fabs(share - 1.0 / 3) < 1e-12);
    assert_true(fabs(error - 2.0 / 9) < 1e-12);
}

/* Oracle: by hand. One set of four members: d = 1 1 0 -1, d' = 1 0 0 0. D = 1/4, left 1/4, share 0; e = d - d' = 0 1 0 -1, error
 * sqrt(2 / 3 / 4) / (1/4). Without a difference there is no share. */
static void test_the_share_is_a_ratio_over_members_of_one_set(void **state)
{
    const double d[] = {1, 1, 0, -1}, left[] = {1, 0, 0, 0}, none[4] = {0};
    pair_sums set = set_of(d, left, 4);
    double share = 7, error = 7;

    (void)state;
    why_share(&set, 1, &share, &error);
    assert_true(share == 0);
    assert_true(fabs(error - 4 * sqrt(1.0 / 6)) < 1e-12);
    set = set_of(none, left, 4);
    why_share(&set, 1, &share, &error);
    assert_true(share == 0 && error == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_switch_sets_values_that_the_schema_has),
        cmocka_unit_test(test_what_the_behaviour_page_switches_off_is_switched_off_alike),
        cmocka_unit_test(test_no_scenario_refuses_a_switch),
        cmocka_unit_test(test_the_red_line_alone_carries_the_strikes),
        cmocka_unit_test(test_a_switch_wins_over_the_what_if),
        cmocka_unit_test(test_what_is_absent_or_idle_is_told),
        cmocka_unit_test(test_differences_are_those_of_compare),
        cmocka_unit_test(test_the_base_may_be_a_what_if),
        cmocka_unit_test(test_numbers_do_not_depend_on_threads),
        cmocka_unit_test(test_one_outcome_is_told_where_one_is_asked),
        cmocka_unit_test(test_unknown_names_are_refused_with_the_nearest),
        cmocka_unit_test(test_the_share_is_a_ratio_over_sets),
        cmocka_unit_test(test_the_share_is_a_ratio_over_members_of_one_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
