/* Sets that cannot explain the record: who rules them out, what the others keep, and eves of both. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/dates.h"
#include "engine/futures.h"
#include "engine/observe.h"
#include "past_world.h"

/* An election that ends the fire in most worlds, then an act: worlds in which it ended cannot be. */
#define ENDS(chance, days, more)                                                                   \
    "offramp: 1\ntitle: ends\nstart: 2024-01-11\nhorizon: " days " days\nhostile: [[a, b]]\n"      \
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"                  \
    "  g: {name: G, kind: group}\n"                                                                \
    "theatres: {x: {name: X}, y: {name: Y}}\n"                                                     \
    "conduct:\n  - {id: g-a, from: g, to: a, in: x, act: harass, rate: 0.5 per day, record: "      \
    "full}\n" more "politics:\n  a: {elections: [{id: vote, date: 2024-01-03, outcomes: "          \
    "{stay: {chance: " chance                                                                      \
    "}, go: {chance: 1, changes: {conduct.g-a.rate: 0 per day}}}}]}\n  b: {}\n"                    \
    "outcomes: {war: {event: war, headline: true}}\n"
static const char *const one_act = "date,source,target,theatre,action,count\n"
                                   "2024-01-02,g,a,x,harass,1\n"
                                   "2024-01-06,g,a,x,harass,2\n";
/* Of the two outcomes. */
#define CHANCE "0.04"
static const double stays = 0.04 / 1.04;

static ofr_account lead(const ofr_ensemble *e, size_t set)
{
    ofr_swarm *particles = NULL;
    ofr_account account = {0};
    ofr_error err = {0};

    if (history_new(e, &particles, &err) != OFR_OK ||
        history_run(e, set, particles, NULL, 0, NULL, &account, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    swarm_free(particles);
    return account;
}

/* Oracle: the estimate of the evidence is unbiased where the impossible count as zero: P(stay) times the Poisson
 * probability of days 1 to 10 at 0.5 a day. Each of 2000 sets of 32 particles has mean weight 1 in units of it and variance
 * (1 / stays - 1) / 32 (a particle stays or not): within 4.5 standard errors but for one seed in 100,000. */
static void test_evidence_is_unbiased_over_possible_and_impossible_sets(void **state)
{
    enum { SETS = 2000 };
    double sum = 0, exact = log(stays), impossible = 0;

    (void)state;
    ofr_study *s = past_world_open(ENDS(CHANCE, "1", ""), "2024-01-01", one_act, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 5, SETS, 1);
    for (int d = 0; d < 10; d++) {
        const double y = d == 1 ? 1 : d == 5 ? 2 : 0;
        exact += y * log(0.5) - 0.5 - lgamma(y + 1);
    }
    /* After the vote a world that stays is as likely as before; one that went is quiet with certainty. */
    for (size_t i = 0; i < SETS; i++) {
        const ofr_account account = lead(&e, i);

        assert_true(account.evidence < 0); /* and so no NaN */
        impossible += account_impossible(&account) ? 1 : 0;
        sum += exp(account.evidence - exact);
    }
    assert_true(fabs(sum / SETS - 1) < 4.5 * sqrt((1 / stays - 1) / 32 / SETS));
    /* All 32 went: (1 - stays)^32 of the sets, 0.285; 4.5 standard errors. */
    const double none = pow(1 - stays, 32);
    assert_true(fabs(impossible / SETS - none) < 4.5 * sqrt(none * (1 - none) / SETS));
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: the record itself: two acts on 6 January where none can be. */
static void test_an_impossible_set_is_ruled_out_by_name_day_and_count(void **state)
{
    char text[ACCOUNT_TEXT];
    ofr_error err = {0};

    (void)state;
    ofr_study *s = past_world_open(ENDS("0", "1", ""), "2024-01-01", one_act, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 5, 3, 1);
    const ofr_account account = lead(&e, 2);
    assert_true(account_impossible(&account));
    assert_int_equal(account.day, date_parse("2024-01-06"));
    assert_true(account.seen == 2 && account.expected == 0);
    account_text(s->model, s->past, &account, text);
    assert_string_equal(text, "flow g-a on 2024-01-06: 2 acts seen, 0 expected");
    assert_int_equal(account_fail(s->model, s->past, 2, &account, &err), OFR_DEGENERATE);
    assert_non_null(strstr(err.text, "parameter set 2 "));
    assert_non_null(strstr(err.text, text));
    ofr_error_done(&err);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: by hand. Partial coverage of nothing: the mean of what is seen is 0.25 x 0; a total of a flow that
 * cannot act names the total on its last day. */
static void test_partial_flows_and_running_totals_are_named(void **state)
{
    char text[ACCOUNT_TEXT];

    (void)state;
    ofr_study *part = past_world_open(
        ENDS("1", "1",
             "  - {id: p, from: g, to: a, in: y, act: harass, rate: 0 per day, coverage: "
             "0.25, record: partial}\n"),
        "2024-01-01",
        "date,source,target,theatre,action,count\n2024-01-04,g,a,y,harass,3\n"
        "2024-01-04,g,a,x,harass,1\n",
        NULL);
    ofr_ensemble e = past_world_ensemble(part, kernel_choose(NULL), 5, 1, 1);
    ofr_account account = lead(&e, 0);
    account_text(part->model, part->past, &account, text);
    assert_string_equal(text, "flow p on 2024-01-04: 3 acts seen, 0 expected");
    ensemble_done(&e);
    study_close(part);
    ofr_study *total = past_world_open(
        ENDS("1", "1",
             "  - {id: t, from: g, to: a, in: y, act: harass, rate: 0 per day, record: "
             "totals}\n"),
        "2024-01-01", "date,source,target,theatre,action,count\n2024-01-04,g,a,x,harass,1\n",
        "first,last,source,target,theatres,action,count\n2024-01-02,2024-01-08,g,a,y,harass,1\n");
    e = past_world_ensemble(total, kernel_choose(NULL), 5, 1, 1);
    account = lead(&e, 0);
    account_text(total->model, total->past, &account, text);
    assert_string_equal(text, "the running total of t on 2024-01-08: 1 act seen, 0 expected");
    ensemble_done(&e);
    study_close(total);
}

/* ---- futures and eves --------------------------------------------------------------------------- */

enum { SETS = 12, PER_SET = 9, MEMBERS = SETS * PER_SET };

/* Everything of some members, with or without eves. */
static void run(const ofr_ensemble *e, size_t first, size_t n, ofr_eve *eve, ofr_seen *seen,
                ofr_account *account)
{
    const seen_plan plan = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) | SEEN(SEEN_BINS)};
    ofr_observer observer[SEEN_KINDS];
    ofr_error err = {0};

    assert_int_equal(seen_init(e, &plan, n, seen, &err), OFR_OK);
    seen_open(seen, first, n);
    const ofr_way way = {NULL, observer, seen_observers(seen, observer)};
    const futures_plan futures = {
        .first = first, .n = n, .way = &way, .n_ways = 1, .account = account, .eve = eve};
    if (futures_run(e, &futures, &err) != OFR_OK) fail_msg("%s", err.text);
}

static int32_t in_bins(const ofr_ensemble *e, const ofr_seen *seen)
{
    const int32_t *bins = seen->value[SEEN_BINS];
    int32_t sum = 0;

    for (size_t i = 0; i < ENSEMBLE_BINS; i++) sum += bins[i]; /* the first series' first day */
    assert_true(e->n_follow > 0);
    return sum;
}

/* Oracle: sets one by one against all at once, cut anywhere: the possible are the same, of the impossible nothing is seen;
 * an eve of either gives the same again without a history. */
static void test_impossible_sets_have_no_futures_and_leave_the_others_alone(void **state)
{
    ofr_account account[SETS], again[SETS], one[1];
    ofr_eve eve[SETS] = {{0}};
    ofr_seen all, cut, twice;
    size_t possible = 0;

    (void)state;
    ofr_study *s = past_world_open(ENDS(CHANCE, "30", ""), "2024-01-01", one_act, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 7, SETS, PER_SET);
    run(&e, 0, MEMBERS, eve, &all, account);
    for (size_t i = 0; i < SETS; i++) possible += !account_impossible(&account[i]);
    assert_true(possible > 0 && possible < SETS);
    assert_int_equal(in_bins(&e, &all), possible * PER_SET);
    run(&e, 0, MEMBERS, eve, &twice, again);
    assert_true(seen_same(&all, &twice));
    for (size_t i = 0; i < SETS; i++) {
        assert_true(eve[i].n > 0 && account[i].evidence == again[i].evidence &&
                    account[i].day == again[i].day && account[i].source == again[i].source &&
                    account[i].seen == again[i].seen);
        run(&e, i * PER_SET, PER_SET, NULL, &cut, one);
        assert_true(one[0].evidence == account[i].evidence);
        assert_int_equal(in_bins(&e, &cut), account_impossible(one) ? 0 : PER_SET);
        assert_memory_equal(cut.value[SEEN_MEMBERS],
                            (ofr_member *)all.value[SEEN_MEMBERS] + i * PER_SET,
                            PER_SET * sizeof(ofr_member));
        seen_done(&cut);
    }
    for (size_t i = 0; i < SETS; i++) eve_done(&eve[i]);
    seen_done(&all);
    seen_done(&twice);
    ensemble_done(&e);
    study_close(s);
}

/* Oracle: the same plan without a cache counts histories; with eves, also of impossible sets, there are none. */
static void test_an_eve_of_an_impossible_set_spares_its_history(void **state)
{
    ofr_account account[SETS];
    ofr_eve eve[SETS] = {{0}};
    ofr_error err = {0};
    ofr_work first = {0}, second = {0};

    (void)state;
    ofr_study *s = past_world_open(ENDS("0", "30", ""), "2024-01-01", one_act, NULL);
    ofr_ensemble e = past_world_ensemble(s, kernel_choose(NULL), 7, SETS, PER_SET);
    futures_plan plan = {.n = MEMBERS, .account = account, .eve = eve, .work = &first};
    assert_int_equal(futures_run(&e, &plan, &err), OFR_OK);
    plan.work = &second;
    assert_int_equal(futures_run(&e, &plan, &err), OFR_OK);
    assert_int_equal(first.set_histories, SETS);
    assert_int_equal(second.set_histories, 0);
    for (size_t i = 0; i < SETS; i++) {
        assert_true(account_impossible(&account[i]));
        eve_done(&eve[i]);
    }
    ensemble_done(&e);
    study_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence_is_unbiased_over_possible_and_impossible_sets),
        cmocka_unit_test(test_an_impossible_set_is_ruled_out_by_name_day_and_count),
        cmocka_unit_test(test_partial_flows_and_running_totals_are_named),
        cmocka_unit_test(test_impossible_sets_have_no_futures_and_leave_the_others_alone),
        cmocka_unit_test(test_an_eve_of_an_impossible_set_spares_its_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
