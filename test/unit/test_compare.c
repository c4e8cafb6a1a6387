/* What-ifs: where they are written, what they refuse, and that they change what they say and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/streams.h"
#include "engine/futures.h"
#include "past_world.h"
#include "source_path.h"
#include "studies/compare.h"
#include "watch.h"

enum { SEED = 3, SETS = 6, PER_SET = 40, MEMBERS = SETS * PER_SET };

/* %s: rate of raids, channel, first stance. */
static const char *const text =
    "offramp: 1\ntitle: what-if\nstart: 2024-03-01\nhorizon: 90 days\nhostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: {value: 0.5, prior: \"beta(5, 5)\"}}}}\n"
    "  m: {name: M, kind: mediator}\n"
    "theatres:\n"
    "  x: {name: X, lethality: {value: 0.05, prior: \"beta(2, 38)\"}}\n"
    "  y: {name: Y}\n"
    "drivers: {wind: {active: true, starts: 0.02 per day, ends: 0.05 per day, in: x}}\n"
    "conduct:\n"
    "  - {id: raids, from: g, to: a, in: x, act: harass, at: forces, rate: %s, stance: 0.2, "
    "driven-by: {wind: x2}, answers: {to: a, acts-per-severity: 0.02}}\n"
    "  - {id: other, from: g, to: a, in: y, act: harass, at: forces, rate: {value: 0.1 per day, "
    "prior: \"gamma(4, 0.1) per day\"}}\n"
    "  - {id: reply, from: a, to: g, in: x, act: strike, at: proxy}\n"
    "  - {id: a-b, from: a, to: b, in: x, act: direct}\n"
    "  - {id: b-a, from: b, to: a, in: x, act: direct}\n"
    "red-lines:\n"
    "  deaths: {holder: a, when: {to: a, backed-by: b, deaths-own: 1}, response: {base: 2, "
    "options: [reply, a-b]}}\n"
    "  home: {holder: b, when: {to: b, by: a, act: direct+}, response: {base: 2, options: [b-a]}}\n"
    "channels: {c: {between: [a, b], open: %s, use: 0.3}}\n"
    "messages: {base: -2}\n"
    "stances: {initial: {a-b: %s, b-a: 1}}\n"
    "politics:\n"
    "  a: {elections: [{id: vote, date: 2024-04-10, outcomes: {x: {chance: 0.5, changes: "
    "{politics.a.press: 0.2}}, y: {chance: 0.5}}}]}\n"
    "  b: {}\n"
    "outcomes:\n"
    "  war: {event: war}\n"
    "  lethal: {when: {to: a, deaths-own: 1}, headline: true}\n"
    "  quiet: {event: quiet, without: {flows: [raids], act: harass+}, for: 10 days}\n"
    "what-ifs:\n"
    "  calm: {says: fewer raids, changes: {conduct.raids.rate: times 0.5, channels.c.open: "
    "{value: never, from: 2024-03-20, to: 2024-04-05}}}\n";

static ofr_study *open_with(const char *rate, const char *channel, const char *stance)
{
    char yaml[8192];
    ofr_study *s = NULL;
    ofr_error err = {0};

    snprintf(yaml, sizeof yaml, text, rate, channel, stance);
    if (study_open_text(yaml, strlen(yaml), "test.yaml", NULL, &s, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return s;
}

static ofr_study *open_it(void)
{
    return open_with("0.3 per day", "always", "1");
}

static const char *const events = "date,source,target,theatre,action,at,count\n"
                                  "2024-01-03,g,a,x,harass,forces,1\n"
                                  "2024-02-05,g,a,x,harass,forces,2\n";

static ofr_study *open_with_past(void)
{
    char yaml[8192];

    snprintf(yaml, sizeof yaml, text, "0.3 per day", "always", "1");
    return past_world_open(yaml, "2024-01-01", events, NULL);
}

/* ---- members under what-ifs ----------------------------------------------------------------------- */

typedef struct world_of_two {
    ofr_ensemble e;
    ofr_seen seen[2];
    whatif_plan plan;
} world_of_two;

static ofr_ensemble ensemble_on(const ofr_study *s, bool fixed)
{
    ofr_ensemble e;
    ofr_error err = {0};

    if (ensemble_init(&e, s->model, kernel_choose(NULL), SEED, SETS, PER_SET, fixed, &err) !=
        OFR_OK)
        fail_msg("%s", err.text);
    e.past = s->past;
    return e;
}

enum {
    KINDS = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) | SEEN(SEEN_PAYOFFS) | SEEN(SEEN_LEVELS) |
            SEEN(SEEN_BINS)
};

/* Base and one what-if, as two ways on from the same histories. */
static void run_two(world_of_two *w, const ofr_study *s, const char *what_if)
{
    ofr_observer observer[2][SEEN_KINDS];
    ofr_way way[2];
    ofr_whatifs list;
    ofr_error err = {0};

    *w = (world_of_two){.e = ensemble_on(s, false)};
    assert_int_equal(whatifs_init(&list, &err), OFR_OK);
    if (whatifs_from_text(&list, what_if, &err) != OFR_OK) fail_msg("%s", err.text);
    if (whatif_compile(s, &list.item[0], &w->plan, &err) != OFR_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(seen_init(&w->e, &(seen_plan){.kinds = KINDS}, MEMBERS, &w->seen[i], &err),
                         OFR_OK);
        seen_open(&w->seen[i], 0, MEMBERS);
        way[i] = (ofr_way){i ? &w->plan.variant : NULL, observer[i],
                           seen_observers(&w->seen[i], observer[i])};
    }
    if (futures_run(&w->e, &(futures_plan){.n = MEMBERS, .way = way, .n_ways = 2}, &err) != OFR_OK)
        fail_msg("%s", err.text);
    whatifs_done(&list);
}

static void close_two(world_of_two *w)
{
    for (size_t i = 0; i < 2; i++) seen_done(&w->seen[i]);
    whatif_plan_done(&w->plan);
    ensemble_done(&w->e);
}

static const int16_t *outcome_of(const world_of_two *w, size_t which, size_t outcome)
{
    return (const int16_t *)w->seen[which].value[SEEN_OUTCOMES] + outcome * MEMBERS;
}

/* Mean levels of the first series in a period: attacks a week in x, where raids are all but strikes. */
static const double *levels_of(const world_of_two *w, size_t which, size_t period)
{
    return (const double *)w->seen[which].value[SEEN_LEVELS] + period * MEMBERS;
}

/* Oracle: the base itself, run by itself. */
static void test_what_changes_nothing_is_the_base_bit_for_bit(void **state)
{
    static const char *const nothing[] = {
        "nothing:",
        "itself: conduct.raids.rate = 0.3 per day from 2024-03-20 to 2024-04-20",
        "drawn: conduct.other.rate = times 1 from 2024-03-20; theatres.x.lethality = x1",
        "a choice: channels.c.open = always from 2024-03-09 to 2024-03-09",
        "after: conduct.raids.rate = 5 per day from 2024-05-30; channels.c.open = never from "
        "2025-01-01",
        /* the press that half of the elections change */
        "over a vote: politics.a.press = times 1 from 2024-03-20 to 2024-04-20",
    };

    (void)state;
    for (int past = 0; past < 2; past++) {
        ofr_study *s = past ? open_with_past() : open_it();
        for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
            world_of_two w;
            run_two(&w, s, nothing[i]);
            ofr_seen alone = watch_futures(&w.e, NULL, KINDS, 0, MEMBERS);
            if (!seen_same(&w.seen[0], &w.seen[1])) fail_msg("'%s' changes something", nothing[i]);
            assert_true(seen_same(&w.seen[0], &alone));
            seen_done(&alone);
            close_two(&w);
        }
        study_close(s);
    }
}

/* Oracle: the scenario written anew with the change, read and run from scratch. */
static void test_a_change_from_the_start_is_the_changed_scenario(void **state)
{
    static const struct {
        const char *what_if, *rate, *channel, *stance;
    } row[] = {
        {"rate: conduct.raids.rate = 1 per day", "1 per day", "always", "1"},
        {"half: conduct.raids.rate = times 0.5 from 2024-03-01", "0.15 per day", "always", "1"},
        {"shut: channels.c.open = never", "0.3 per day", "never", "1"},
        {"shifted: stances.initial.a-b = plus -2", "0.3 per day", "always", "-1"},
        {"stance: stances.initial.a-b = -1", "0.3 per day", "always", "-1"},
        {"all: stances.initial.a-b = 2; channels.c.open = in-crisis; conduct.raids.rate=0 per day",
         "0 per day", "in-crisis", "2"},
    };
    ofr_study *s = open_it();

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        world_of_two w;
        run_two(&w, s, row[i].what_if);
        ofr_study *other = open_with(row[i].rate, row[i].channel, row[i].stance);
        ofr_ensemble e = ensemble_on(other, false);
        ofr_seen alone = watch_futures(&e, NULL, KINDS, 0, MEMBERS);

        if (!seen_same(&w.seen[1], &alone)) fail_msg("'%s' is another world", row[i].what_if);
        assert_false(seen_same(&w.seen[0], &alone));
        seen_done(&alone);
        ensemble_done(&e);
        study_close(other);
        close_two(&w);
    }
    study_close(s);
}

static double level_of(const world_of_two *w, size_t which, size_t period)
{
    double sum = 0;

    for (size_t i = 0; i < MEMBERS; i++) sum += levels_of(w, which, period)[i];
    return sum / MEMBERS;
}

/* Oracle: a flow without rate does not act; before and (a week later) after the days of the change it does.
 * Days 0 to 29 are March's 30; the change covers days 30 to 66, so the third period has acts again. */
static void test_a_rate_of_zero_removes_its_acts_on_its_days(void **state)
{
    ofr_study *s = open_it();
    world_of_two w;
    run_two(&w, s,
            "none: conduct.raids.rate = 0 per day from 2024-03-31 to 2024-05-06; "
            "conduct.raids.answers.acts-per-severity = 0 from 2024-03-31 to "
            "2024-05-06");
    size_t earlier = 0, acts = 0;

    (void)state;
    for (size_t i = 0; i < MEMBERS; i++) {
        /* Quiet of ten days, which the base seldom has, comes on day 39 at the latest. */
        const int16_t quiet = outcome_of(&w, 1, 2)[i];
        assert_in_range(quiet, 0, 39);
        earlier += quiet < outcome_of(&w, 0, 2)[i] || outcome_of(&w, 0, 2)[i] < 0;
        /* Nothing is different before. */
        assert_true(levels_of(&w, 0, 0)[i] == levels_of(&w, 1, 0)[i]);
        acts += levels_of(&w, 1, 2)[i] > 0;
    }
    assert_true(earlier > MEMBERS / 4);
    assert_true(acts > MEMBERS / 2);
    assert_true(level_of(&w, 1, 1) < 0.3 * level_of(&w, 0, 1));
    assert_true(level_of(&w, 1, 2) > 0.1 * level_of(&w, 0, 2));
    close_two(&w);
    study_close(s);
}

/* Oracle: by hand on one block: what a lane held comes back, an election's value stays. */
static void test_a_held_number_is_put_back_unless_it_was_written_meanwhile(void **state)
{
    ofr_study *s = open_it();
    ofr_block b;
    ofr_error err = {0};
    const ofr_row row = (ofr_row)spec_at(s->spec, "politics.a.press")->parameter;
    const ofr_hold hold[] = {{row, 100, 109, false, 0.75, 0, 1, false},
                             {row, 110, 119, true, 3, 0, 1, false},
                             {row, 120, 120, false, -0.25, 0, 1, true}};
    const ofr_variant v = {.hold = hold, .n_holds = 3};
    double memory[6 * 64];

    (void)state;
    assert_int_equal(block_new(s->model, 8, &b, &err), OFR_OK);
    assert_true(variant_memory(&v, 8) <= sizeof memory / sizeof memory[0]);
    for (size_t k = 0; k < 8; k++) b.par[row * 8 + k] = 0.1 * (double)(k + 1);
    for (int32_t day = 95; day < 125; day++) {
        variant_day(&v, s->model, day, memory, &b);
        if (day == 105) b.par[row * 8 + 2] = 0.25;
        if (day == 99) assert_true(b.par[row * 8] == 0.1);
        if (day == 100 || day == 109) assert_true(b.par[row * 8] == 0.75);
        /* times 3, within the key's range */
        if (day == 110) assert_true(b.par[row * 8] == 3 * 0.1 && b.par[row * 8 + 7] == 1);
        if (day == 110) assert_true(b.par[row * 8 + 2] == 0.75);
        /* a quarter less, within the range, for a day */
        if (day == 120) assert_true(b.par[row * 8] == 0 && b.par[row * 8 + 7] == 0.8 - 0.25);
    }
    for (size_t k = 0; k < 8; k++)
        assert_true(b.par[row * 8 + k] == (k == 2 ? 0.25 : 0.1 * (double)(k + 1)));
    block_done(&b);
    study_close(s);
}

/* Oracle: by hand, whatever the order of holds. */
static void test_a_variant_begins_with_its_first_hold_or_segment(void **state)
{
    const ofr_hold hold[] = {{.from = 110, .to = 119}, {.from = 100, .to = 109}, {.from = 105}};
    const ofr_segment segment[] = {{.from = 103}, {.from = 120}};

    (void)state;
    assert_int_equal(variant_first(NULL), INT32_MAX);
    assert_int_equal(variant_first(&(ofr_variant){0}), INT32_MAX);
    assert_int_equal(variant_first(&(ofr_variant){.hold = hold, .n_holds = 3}), 100);
    assert_int_equal(variant_first(&(ofr_variant){hold, 3, segment, 2}), 100);
    assert_int_equal(variant_first(&(ofr_variant){hold, 1, segment, 2}), 103);
    assert_int_equal(variant_first(&(ofr_variant){.segment = segment, .n_segments = 2}), 103);
}

/* ---- the study ------------------------------------------------------------------------------------ */

static ofr_comparison *compare(const ofr_study *s, const ofr_whatifs *list,
                               const compare_options *o)
{
    ofr_comparison *c = NULL;
    ofr_error err = {0};

    if (study_compare(s, list, o, &c, &err) != OFR_OK) fail_msg("%s: %s", err.where, err.text);
    return c;
}

static ofr_whatifs list_of(const char *const *line, size_t n)
{
    ofr_whatifs list;
    ofr_error err = {0};

    assert_int_equal(whatifs_init(&list, &err), OFR_OK);
    for (size_t i = 0; i < n; i++)
        if (whatifs_from_text(&list, line[i], &err) != OFR_OK) fail_msg("%s", err.text);
    return list;
}

static void test_an_empty_what_if_is_exactly_zero(void **state)
{
    static const char *const line[] = {"nothing:", "late: conduct.raids.rate=0 per day from "
                                                   "2024-04-15"};
    ofr_study *s = open_with_past();
    ofr_whatifs list = list_of(line, 2);
    const compare_options o = {.seed = SEED, .n_sets = 20, .per_set = 30};
    ofr_comparison *c = compare(s, &list, &o);
    bool differs = false;

    (void)state;
    assert_true(c->whatif[0].same);
    assert_false(c->whatif[1].same);
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_difference *d = &c->whatif[0].difference[q], *e = &c->whatif[1].difference[q];
        assert_true(d->base == d->other);
        assert_true(d->value == 0 && d->low == 0 && d->high == 0 && d->chance == 0);
        assert_true(d->set_low == 0 && d->set_high == 0 && d->lower == 0 && d->higher == 0);
        assert_true(d->pairs_lower == 0 && d->pairs_higher == 0);
        /* 15 April is day 45: what ends by then cannot differ. */
        if (c->quantity[q].to <= 45) assert_true(e->value == 0 && e->high == 0);
        differs |= c->quantity[q].to > 45 && e->value != 0;
    }
    assert_true(differs);
    comparison_free(c);
    whatifs_done(&list);
    study_close(s);
}

/* Oracle: the members themselves, their differences taken anew. */
static void test_means_and_differences_are_those_of_the_members(void **state)
{
    static const char *const line[] = {"less: conduct.raids.rate = times 0.3"};
    ofr_study *s = open_it();
    ofr_whatifs list = list_of(line, 1);
    const compare_options o = {.seed = SEED, .n_sets = SETS, .per_set = PER_SET};
    ofr_comparison *c = compare(s, &list, &o);
    world_of_two w;
    run_two(&w, s, line[0]);
    size_t seen = 0;

    (void)state;
    assert_int_equal(c->n_members, MEMBERS);
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_difference *d = &c->whatif[0].difference[q];
        double mean[2] = {0, 0};
        if (c->quantity[q].kind != QUANTITY_OUTCOME || strcmp(c->quantity[q].id, "lethal") != 0)
            continue;
        for (size_t v = 0; v < 2; v++) {
            for (size_t i = 0; i < MEMBERS; i++) {
                const int16_t day = outcome_of(&w, v, 1)[i];
                mean[v] += (day >= 0 && day < c->quantity[q].to) / (double)MEMBERS;
            }
        }
        assert_true(mean[0] > mean[1]);
        assert_true(fabs(d->base - (mean[0])) < 1e-12);
        assert_true(fabs(d->other - (mean[1])) < 1e-12);
        assert_true(fabs(d->value - (mean[1] - mean[0])) < 1e-12);
        assert_true(d->low < d->value && d->value < d->high);
        assert_true(d->lower > 0.5 && d->lower + d->higher <= 1 + 1e-12);
        seen++;
    }
    assert_int_equal(seen, 2); /* 30 and 90 days */
    close_two(&w);
    comparison_free(c);
    whatifs_done(&list);
    study_close(s);
}

static void test_numbers_do_not_depend_on_threads(void **state)
{
    static const char *const line[] = {"less: conduct.raids.rate = times 0.3 from 2024-03-11",
                                       "shut: channels.c.open = never"};
    ofr_study *s = open_with_past();
    ofr_whatifs list = list_of(line, 2);
    compare_options o = {
        .seed = SEED, .n_sets = 700, .per_set = 40, .precision = 2.5, .threads = 1};
    ofr_comparison *one = compare(s, &list, &o);

    (void)state;
    /* Asked and reached before all sets were run. */
    assert_true(one->reached <= 2.5 && one->reached > 0);
    assert_true(one->n_sets < 700);
    o.threads = 3;
    ofr_comparison *three = compare(s, &list, &o);
    assert_int_equal(one->n_members, three->n_members);
    for (size_t v = 0; v < 2; v++)
        assert_memory_equal(one->whatif[v].difference, three->whatif[v].difference,
                            one->n_quantities * sizeof(ofr_difference));
    comparison_free(one);
    comparison_free(three);
    whatifs_done(&list);
    study_close(s);
}

/* Oracle: that is what pairing is for. The toy is scenarios/toy.yaml. */
static void test_pairing_gains_on_the_toy(void **state)
{
    static const char *const line[] = {"warding: theatres.hills.protection = 0.3"};
    ofr_whatifs list = list_of(line, 1);
    const compare_options o = {.seed = SEED, .n_sets = 1, .per_set = 2000, .fixed = true};
    ofr_study *s = NULL;
    ofr_error err = {0};
    char path[4096];
    size_t gained = 0, n = 0;

    (void)state;
    if (study_open(source_path("scenarios/toy.yaml", path, sizeof path), NULL, &s, &err) != OFR_OK)
        fail_msg("%s", err.text);
    ofr_comparison *c = compare(s, &list, &o);
    for (size_t q = 0; q < c->n_quantities; q++) {
        const ofr_difference *d = &c->whatif[0].difference[q];
        if (c->quantity[q].kind != QUANTITY_OUTCOME || !(d->gain > 0)) continue;
        n++;
        gained += d->gain > 1;
    }
    assert_true(n >= 4);
    assert_int_equal(gained, n);
    comparison_free(c);
    whatifs_done(&list);
    study_close(s);
}

/* ---- where they are written ----------------------------------------------------------------------- */

static void test_scenario_line_and_file_say_the_same(void **state)
{
    static const char *const line[] = {"calm: conduct.raids.rate = times 0.5;channels.c.open=never "
                                       "from 2024-03-20 to 2024-04-05;"};
    static const char *const file =
        "offramp: 1\nwhat-ifs:\n  calm:\n    changes:\n      conduct.raids.rate: times 0.5\n"
        "      channels.c.open: {value: never, from: 2024-03-20, to: 2024-04-05}\n";
    char name[] = "/tmp/what-if-XXXXXX";
    const int handle = mkstemp(name);
    ofr_whatifs list[3] = {list_of(line, 1)};
    ofr_study *s = open_it();
    ofr_error err = {0};

    (void)state;
    assert_true(handle >= 0);
    assert_int_equal(write(handle, file, strlen(file)), strlen(file));
    close(handle);
    for (size_t i = 1; i < 3; i++) assert_int_equal(whatifs_init(&list[i], &err), OFR_OK);
    assert_int_equal(whatifs_from_spec(&list[1], s->spec, NULL, &err), OFR_OK);
    if (whatifs_from_file(&list[2], name, &err) != OFR_OK) fail_msg("%s", err.text);
    unlink(name);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(list[i].n, 1);
        assert_string_equal(list[i].item[0].name, "calm");
        assert_int_equal(list[i].item[0].n_changes, 2);
        for (size_t j = 0; j < 2; j++) {
            const ofr_change *c = &list[i].item[0].change[j], *d = &list[0].item[0].change[j];
            assert_string_equal(c->path, d->path);
            assert_string_equal(c->value, d->value);
            assert_int_equal(c->from, d->from);
            assert_int_equal(c->to, d->to);
        }
    }
    assert_int_equal(list[0].item[0].change[0].from, OFR_NO_DATE);
    assert_int_equal(list[0].item[0].change[1].to, date_parse("2024-04-05"));
    for (size_t i = 0; i < 3; i++) whatifs_done(&list[i]);
    study_close(s);
}

/* Oracle: the same changes written out one by one. What a pattern matches counts as it did before, so that a rate
 * of a flow that has none of its own is no fault and moves nothing. */
static void test_a_pattern_is_its_matches_written_out(void **state)
{
    static const char *const line[] = {
        "pattern: conduct.*.rate=times 0.5; red-lines.*.response.base=0; conduct.*.deterrence=0.3",
        "written: conduct.raids.rate=times 0.5; conduct.other.rate=times 0.5;"
        "red-lines.deaths.response.base=0; red-lines.home.response.base=0;"
        "conduct.raids.deterrence=0.3"};
    ofr_whatifs list = list_of(line, 2);
    ofr_study *s = open_it();
    const compare_options o = {.seed = SEED, .n_sets = SETS, .per_set = PER_SET};
    ofr_comparison *c = compare(s, &list, &o);

    (void)state;
    assert_false(c->whatif[0].same);
    for (size_t q = 0; q < c->n_quantities; q++)
        assert_memory_equal(&c->whatif[0].difference[q], &c->whatif[1].difference[q],
                            sizeof(ofr_difference));
    comparison_free(c);
    whatifs_done(&list);
    study_close(s);
}

/* Oracle: the sentence that names what to change. */
static void test_what_cannot_be_changed_is_refused_with_a_cure(void **state)
{
    static const struct {
        const char *line, *says;
        bool past;
    } row[] = {
        {"conduct.raids.rate=1 per day", "a what-if is 'name:", false},
        {"a: conduct.raids.rate", "a change is path=value", false},
        {"a: conduct.raids.rate=1 per day from soon", "a change is path=value", false},
        {"a: conduct.raids.rate=", "a change is path=value", false},
        {": conduct.raids.rate=1 per day", "a name has 1 to", false},
        {"a: conduct.raid.rate=1 per day", "did you mean 'conduct.raids.rate'", false},
        {"a: conduct.raids.rate=1", "per hour", false},
        {"a: conduct.raids.rate=times -1", "found 'times -1'", false},
        {"a: conduct.raids.rate=plus 1", "found 'plus 1'", false},
        {"a: stances.initial.a-b=plus much", "found 'plus much'", false},
        {"a: conduct.raids.from=b", "part of the structure", false},
        {"a: horizon=3 days", "--horizon", false},
        {"a: start=2024-03-02", "--start", false},
        {"a: outcomes.quiet.for=3 days", "an outcome is what is compared", false},
        {"a: conduct.raids.rate=1 per day from 2024-02-01", "before the start (2024-03-01)", false},
        {"a: conduct.raids.rate=1 per day from 2024-04-01 to 2024-03-20", "before it begins",
         false},
        {"a: conduct.raids.rate=1 per day; conduct.raids.rate=2 per day from 2024-04-01",
         "is changed twice", false},
        {"a: actors.m.kind=principal", "who is there", false},
        {"a: stances.initial.a-b=2 from 2024-04-01", "acts on the first day only", false},
        {"a: stances.initial.a-b=2", "first day of history", true},
        {"a: conduct.raids.answers.acts-per-severity=10", "answers feed on each other", false},
        {"a: conduct.*.ratee=1 per day", "did you mean 'conduct.*.rate'?", false},
        {"a: conducts.*.rate=1 per day", "did you mean 'conduct.*.rate'?", false},
        {"a: conduct.*.answers.acts-per-severtiy=1",
         "did you mean 'conduct.*.answers.acts-per-severity'?", false},
        {"a: conduct.*=1", "* stands for one part", false},
        {"a: .*.=1", "* stands for one part", false},
        {"a: *=1", "--start", false},
        {"a: conduct.*.from=b", "* stands for one part", false},
        {"a: conduct.*.rate=1", "per hour", false},
        {"a: conduct.*.rate=0 per day; conduct.raids.rate=1 per day", "is changed twice", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        ofr_study *s = row[i].past ? open_with_past() : open_it();
        ofr_whatifs list;
        whatif_plan plan = {0};
        ofr_error err = {0};
        assert_int_equal(whatifs_init(&list, &err), OFR_OK);
        ofr_status status = whatifs_from_text(&list, row[i].line, &err);
        if (status == OFR_OK) status = whatif_compile(s, &list.item[0], &plan, &err);
        if (status == OFR_OK) fail_msg("'%s' was taken", row[i].line);
        if (!strstr(err.text, row[i].says)) fail_msg("'%s': %s", row[i].line, err.text);
        ofr_error_done(&err);
        whatifs_done(&list);
        study_close(s);
    }
}

/* ---- any days ----------------------------------------------------------------------------------------- */

enum { LISTS = 80 };

/* A whole number from 0 to most - 1 that depends on its place alone. */
static int32_t drawn(uint32_t list, uint32_t which, int32_t most)
{
    return (int32_t)(most * unit(draw_words(13, list, which, 0, 6, 0).w[0]));
}

/* A change of a flag or a choice, which is compiled, on days of its own; to INT32_MAX: to the end. */
typedef struct dated {
    const char *path, *value;
    int32_t from, to;
} dated;

static bool is_in_force(const dated *d, int32_t day)
{
    return d->from <= day && day <= d->to;
}

static dated draw_change(uint32_t list, uint32_t i, const char *path, const char *value)
{
    const int32_t from = date_parse("2024-03-01") + drawn(list, 3 * i, 85);

    return (dated){path, value, from,
                   drawn(list, 3 * i + 1, 4) ? from + drawn(list, 3 * i + 2, 30) : INT32_MAX};
}

static void write_change(char *line, size_t room, const dated *d)
{
    char one[OFR_DATE_TEXT], other[OFR_DATE_TEXT];
    const size_t used = strlen(line);

    snprintf(line + used, room - used, " %s=%s from %s%s%s;", d->path, d->value,
             date_format(d->from, one), d->to == INT32_MAX ? "" : " to ",
             d->to == INT32_MAX ? "" : date_format(d->to, other));
}

static bool says_never(const ofr_model *m)
{
    return strcmp(spec_at(m->spec, "channels.c.open")->text, "never") == 0;
}

static bool says_no_crisis(const ofr_model *m)
{
    return spec_at(m->spec, "channels.c.crisis")->value == 0;
}

/* Each day of the horizon has the model of the changes that are in force on it, and the base's where none is. */
static void check_segments(const ofr_study *s, const whatif_plan *plan, const dated change[2])
{
    const ofr_model *base = s->model;

    for (int32_t day = base->start; day < base->start + base->horizon; day++) {
        const ofr_model *m = variant_model(&plan->variant, base, day);
        const bool one = is_in_force(&change[0], day), other = is_in_force(&change[1], day);
        if (says_never(m) != one || says_no_crisis(m) != other || (m == base) != (!one && !other))
            fail_msg("day %d: never %d, no crisis %d", (int)(day - base->start), one, other);
        assert_true(m->start == base->start && m->horizon == base->horizon &&
                    m->epoch == base->epoch && m->written_start == base->written_start);
    }
}

/* Oracle: the days of the changes, both included. Start and horizon are other than the scenario's, and history is older
 * than it says: a what-if has them as the base has. */
static void test_on_each_day_those_changes_are_in_force_whose_days_it_is_among(void **state)
{
    char yaml[8192];
    const study_options options = {.start = "2024-02-25", .horizon = "110 days"};
    ofr_study *s[2] = {NULL, open_with_past()};
    ofr_error err = {0};

    (void)state;
    snprintf(yaml, sizeof yaml, text, "0.3 per day", "always", "1");
    assert_int_equal(study_open_text(yaml, strlen(yaml), "test.yaml", &options, &s[0], &err), 0);
    assert_true(s[0]->model->written_start != s[0]->model->start);
    assert_true(s[1]->model->epoch != s[1]->model->start);
    for (uint32_t i = 0; i < LISTS; i++) {
        const dated change[2] = {draw_change(i, 0, "channels.c.open", "never"),
                                 draw_change(i, 1, "channels.c.crisis", "false")};
        char line[512] = "any:";
        whatif_plan plan;
        for (size_t j = 0; j < 2; j++) write_change(line, sizeof line, &change[j]);
        const char *const lines[] = {line};
        ofr_whatifs list = list_of(lines, 1);
        if (whatif_compile(s[i % 2], &list.item[0], &plan, &err) != OFR_OK)
            fail_msg("%s", err.text);
        check_segments(s[i % 2], &plan, change);
        whatif_plan_done(&plan);
        whatifs_done(&list);
    }
    for (size_t i = 0; i < 2; i++) study_close(s[i]);
}

/* Oracle: the days. What begins on day d cannot change a share of the days before it, and one of a day more is never
 * called certain: at the least 3 / pairs to either side. */
static void test_only_what_ends_before_the_change_is_out_of_its_reach(void **state)
{
    static const char *const line[] = {
        "on-28: conduct.raids.rate=5 per day from 2024-03-29",
        "on-29: conduct.raids.rate=5 per day from 2024-03-30",
        "on-30: conduct.raids.rate=5 per day from 2024-03-31",
        "on-31: conduct.raids.rate=5 per day from 2024-04-01",
        "on-89: conduct.raids.rate=5 per day from 2024-05-29",
    };
    static const int32_t first[] = {28, 29, 30, 31, 89};
    enum { LINES = sizeof line / sizeof line[0] };
    ofr_study *s = open_it();
    ofr_whatifs list = list_of(line, LINES);
    const compare_options o = {.seed = SEED, .n_sets = SETS, .per_set = PER_SET};
    ofr_comparison *c = compare(s, &list, &o);
    size_t within = 0, beyond = 0;

    (void)state;
    for (size_t v = 0; v < LINES; v++) {
        for (size_t q = 0; q < c->n_quantities; q++) {
            const ofr_difference *d = &c->whatif[v].difference[q];
            if (c->quantity[q].kind != QUANTITY_OUTCOME) continue;
            assert_false(c->whatif[v].same);
            if (first[v] >= c->quantity[q].to) {
                assert_true(d->value == 0 && d->low == 0 && d->high == 0);
                beyond++;
            } else {
                assert_true(d->high - d->low >= 2 * 3.0 / MEMBERS * (1 - 1e-12));
                within++;
            }
        }
    }
    assert_int_equal(beyond, 3 * 3); /* of 30 and 90 days and three outcomes */
    assert_int_equal(within, 7 * 3);
    comparison_free(c);
    whatifs_done(&list);
    study_close(s);
}

/* Oracle: runs of so many chunks, none asked for a precision. Rounds end after 8, 12, 18 ... chunks, at the first that is
 * as precise as was asked, or with the last chunk. */
static void test_rounds_go_on_until_the_precision_is_reached(void **state)
{
    static const char *const line[] = {"less: conduct.raids.rate=times 0.3"};
    enum { A_CHUNK = 1024, ROUNDS = 3, ALL = 20 };
    static const size_t end[ROUNDS + 1] = {8, 12, 18, ALL};
    char yaml[8192];
    const study_options options = {.horizon = "5 days"};
    ofr_whatifs list = list_of(line, 1);
    ofr_study *s = NULL;
    double reached[ROUNDS];
    compare_options o = {.seed = SEED, .per_set = A_CHUNK};

    (void)state;
    snprintf(yaml, sizeof yaml, text, "0.3 per day", "always", "1");
    assert_int_equal(study_open_text(yaml, strlen(yaml), "test.yaml", &options, &s, NULL), 0);
    for (size_t r = 0; r < ROUNDS; r++) {
        o.n_sets = end[r];
        ofr_comparison *c = compare(s, &list, &o);
        assert_int_equal(c->n_members, end[r] * A_CHUNK);
        reached[r] = c->reached;
        comparison_free(c);
    }
    assert_true(reached[0] > reached[1] && reached[1] > reached[2] && reached[2] > 0);
    o.n_sets = ALL;
    for (size_t r = 0; r < 2 * ROUNDS; r++) {
        /* As precise as a round is, and a little more precise than that. */
        const size_t by_hand = (r + 1) / 2;
        o.precision = reached[r / 2] * (r % 2 ? 1 - 1e-9 : 1);
        ofr_comparison *c = compare(s, &list, &o);
        assert_int_equal(c->n_members, end[by_hand] * A_CHUNK);
        if (by_hand < ROUNDS) assert_true(c->reached == reached[by_hand]);
        comparison_free(c);
    }
    whatifs_done(&list);
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_changes_nothing_is_the_base_bit_for_bit),
        cmocka_unit_test(test_a_change_from_the_start_is_the_changed_scenario),
        cmocka_unit_test(test_a_rate_of_zero_removes_its_acts_on_its_days),
        cmocka_unit_test(test_a_held_number_is_put_back_unless_it_was_written_meanwhile),
        cmocka_unit_test(test_a_variant_begins_with_its_first_hold_or_segment),
        cmocka_unit_test(test_an_empty_what_if_is_exactly_zero),
        cmocka_unit_test(test_means_and_differences_are_those_of_the_members),
        cmocka_unit_test(test_numbers_do_not_depend_on_threads),
        cmocka_unit_test(test_pairing_gains_on_the_toy),
        cmocka_unit_test(test_scenario_line_and_file_say_the_same),
        cmocka_unit_test(test_a_pattern_is_its_matches_written_out),
        cmocka_unit_test(test_what_cannot_be_changed_is_refused_with_a_cure),
        cmocka_unit_test(test_on_each_day_those_changes_are_in_force_whose_days_it_is_among),
        cmocka_unit_test(test_only_what_ends_before_the_change_is_out_of_its_reach),
        cmocka_unit_test(test_rounds_go_on_until_the_precision_is_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
