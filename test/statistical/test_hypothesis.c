/* Verdicts on claims by hand; claims that must come out by construction; the record's rates by hand. */
#include "core/streams.h"
#include "engine/futures.h"
#include "engine/observe.h"
#include "studies/hypothesis.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- numbers ---------------------------------------------------------------------------------- */

/* A set of two pairs that both differ by d: no chance in it. */
static pair_sums even_set(double d)
{
    pair_sums sums = {0};

    pair_add(&sums, 1, 1 + d);
    pair_add(&sums, 3, 3 + d);
    return sums;
}

static double share_of(const double *d, size_t n, claim_sign sign, double margin)
{
    pair_sums set[10];
    const ofr_claim claim = {sign, margin, false};

    for (size_t s = 0; s < n; s++) set[s] = even_set(d[s]);
    return claim_share(set, n, &claim);
}

/* Oracle: without chance in a set its difference is known, and the share is a count. */
static void test_without_chance_the_share_is_a_count_of_sets(void **state)
{
    const double d[10] = {-0.25, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, 0.5};

    (void)state;
    assert_true(fabs(share_of(d, 10, CLAIM_LOWER, 0.125) - 0.9) < 1e-12);
    assert_true(fabs(share_of(d, 10, CLAIM_HIGHER, 0.125) - 0.1) < 1e-12);
    assert_true(fabs(share_of(d, 10, CLAIM_WITHIN, 0.375) - 0.9) < 1e-12);
    assert_true(fabs(share_of(d, 10, CLAIM_WITHIN, 1) - 1) < 1e-12);
    assert_true(share_of(d, 10, CLAIM_HIGHER, 1) == 0);
}

/* Oracle: the definition. Two equal sets of differences 0 and 1 have D = 1/2, W = 1/4, B^2 = 0: v = 0 and
 * both claims about 1/2 are decided. Differences 0 | 1 in one set: v = W = 1/4, so lower by 0 has
 * P(N(1/2, 1/4) < 0) = P(Z < -1). */
static void test_chance_in_a_set_makes_the_share_a_probability(void **state)
{
    const ofr_claim lower = {CLAIM_LOWER, 0, false};
    pair_sums set = {0};

    (void)state;
    pair_add(&set, 0, 0);
    pair_add(&set, 0, 1);
    assert_true(fabs(claim_share(&set, 1, &lower) - 0.158655254) < 1e-8);
}

/* Oracle: the rule of 90 %. */
static void test_nine_sets_in_ten_decide(void **state)
{
    (void)state;
    assert_int_equal(claim_verdict(1), VERDICT_SUPPORTED);
    assert_int_equal(claim_verdict(0.9), VERDICT_SUPPORTED);
    assert_int_equal(claim_verdict(0.89), VERDICT_NOT_IDENTIFIED);
    assert_int_equal(claim_verdict(0.11), VERDICT_NOT_IDENTIFIED);
    assert_int_equal(claim_verdict(0.1), VERDICT_CONTRADICTED);
    assert_int_equal(claim_verdict(0), VERDICT_CONTRADICTED);
    for (int i = 0; i <= 1000; i++)
        assert_int_equal(claim_verdict(i / 1000.0), i >= 900   ? VERDICT_SUPPORTED
                                                    : i <= 100 ? VERDICT_CONTRADICTED
                                                               : VERDICT_NOT_IDENTIFIED);
}

/* Oracle: a claim of several parts is as good as its worst part. */
static void test_a_hypothesis_is_as_good_as_its_worst_claim(void **state)
{
    const ofr_verdict yes = VERDICT_SUPPORTED, no = VERDICT_CONTRADICTED,
                      open = VERDICT_NOT_IDENTIFIED;

    (void)state;
    assert_int_equal(verdict_of_all((ofr_verdict[]){yes, yes}, 2), yes);
    assert_int_equal(verdict_of_all((ofr_verdict[]){yes, open}, 2), open);
    assert_int_equal(verdict_of_all((ofr_verdict[]){open, no, yes}, 3), no);
}

/* Oracle: (3 + 1/2) / 7 against (13 + 1/2) / 14; 1.96 sqrt(1 / 3.5 + 1 / 13.5) = 1.175632. */
static void test_rates_by_hand(void **state)
{
    ofr_rates r = {.acts = {3, 13}, .days = {7, 14}};

    (void)state;
    rates_compare(&r);
    assert_true(fabs(r.ratio - 14 / 27.0) < 1e-12);
    assert_true(fabs(log(r.high / r.ratio) - 1.175632) < 1e-5);
    assert_true(fabs(log(r.low / r.ratio) + 1.175632) < 1e-5);
}

/* Oracle: 20 % of a mean base of 2.5 is 0.5 for every set, also for the one whose own base is 0; shares of sets as
 * counted by hand. Bases 0, 2, 4, 4 and differences 0, -0.5, -0.5, -0.25: two sets reach it. */
static void test_a_relative_margin_is_a_part_of_the_mean_base(void **state)
{
    static const double base[4] = {0, 2, 4, 4}, d[4] = {0, -0.5, -0.5, -0.25};
    const ofr_claim lower = {CLAIM_LOWER, 0.2, true}, within = {CLAIM_WITHIN, 0.1, true};
    pair_sums set[4] = {{0}};

    (void)state;
    for (size_t s = 0; s < 4; s++) {
        pair_add(&set[s], base[s], base[s] + d[s]);
        pair_add(&set[s], base[s], base[s] + d[s]);
    }
    const ofr_claim absolute = claim_absolute(&lower, 2.5), near = claim_absolute(&within, 2.5);
    assert_true(absolute.sign == CLAIM_LOWER && absolute.margin == 0.5 && !absolute.relative);
    assert_true(near.sign == CLAIM_WITHIN && near.margin == 0.25);
    assert_true(fabs(claim_share(set, 4, &absolute) - 0.5) < 1e-12);
    assert_true(fabs(claim_share(set, 4, &near) - 0.5) < 1e-12);
    /* absolute as it stands */
    assert_true(claim_absolute(&absolute, 2.5).margin == 0.5);
}

/* Oracle: 20 % of nothing is nothing: no difference can be held against it, but one of 0 % asks for a direction. */
static void test_a_part_of_nothing_says_nothing(void **state)
{
    const ofr_claim part = {CLAIM_LOWER, 0.2, true}, direction = {CLAIM_LOWER, 0, true},
                    points = {CLAIM_LOWER, 0.2, false};

    (void)state;
    assert_true(claim_has_no_base(&part, 0));
    assert_false(claim_has_no_base(&part, 1e-9));
    assert_false(claim_has_no_base(&direction, 0));
    assert_false(claim_has_no_base(&points, 0));
}

/* ---- scenarios -------------------------------------------------------------------------------- */

static const char head[] =
    "offramp: 1\n"
    "title: claims\n"
    "start: 2024-03-01\n"
    "horizon: 70 days\n"
    "history: {record: events.csv, from: 2024-01-01}\n"
    "hostile: [[a, b]]\n"
    "actors:\n"
    "  a: {name: A, kind: principal}\n"
    "  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: 0.4}}}\n"
    "theatres: {x: {name: X, lethality: 0}, y: {name: Y, lethality: 0}}\n"
    "politics: {a: {}, b: {}}\n"
    "outcomes: {war: {event: war}}\n"
    "conduct:\n"
    "  - {id: strike, from: a, to: g, in: x, act: strike, record: full, rate: 0.01 per day}\n"
    "  - {id: harass-x, from: g, to: a, in: x, act: harass, record: totals, rate: {value: 0.5 per "
    "day, "
    "prior: \"lognormal(0.5, 0.5) per day\", source: judgement}}\n"
    "  - {id: harass-y, from: g, to: a, in: y, act: harass, record: full, rate: 0.3 per day}\n"
    "hypotheses:\n";

static const char events[] = "date,source,target,theatre,action,count\n"
                             "2024-01-05,g,a,x,harass,1\n"
                             "2024-01-10,g,a,y,harass,4\n"
                             "2024-01-11,a,g,x,strike,1\n"
                             "2024-01-12,g,a,y,harass,2\n"
                             "2024-02-20,g,a,y,harass,1\n";
static const char totals[] = "first,last,source,target,theatres,action,count\n"
                             "2024-01-01,2024-01-10,g,a,x,harass,11\n";

typedef struct tested {
    ofr_status status;
    ofr_study *study;
    ofr_tests *tests;
    char says[600];
} tested;

static void tested_done(tested *t)
{
    tests_free(t->tests);
    study_close(t->study);
}

static void put_file(const char *path, const char *a, const char *b)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    fputs(a, out);
    fputs(b, out);
    assert_int_equal(fclose(out), 0);
}

static tested put_to_test_sized(const char *start, const char *hypotheses, const char *only,
                                size_t n_sets, size_t per_set)
{
    char directory[] = "/tmp/test_hypothesis.XXXXXX", scenario[64], record[64], beside[64];
    const test_options o = {
        .seed = 3, .n_sets = n_sets, .per_set = per_set, .threads = 1, .only = only};
    ofr_error err = {0};
    tested t = {0};

    assert_non_null(mkdtemp(directory));
    snprintf(scenario, sizeof scenario, "%s/s.yaml", directory);
    snprintf(record, sizeof record, "%s/events.csv", directory);
    snprintf(beside, sizeof beside, "%s/totals.csv", directory);
    put_file(scenario, start, hypotheses);
    put_file(record, events, "");
    put_file(beside, totals, "");
    t.status = study_open(scenario, NULL, &t.study, &err);
    if (t.status == OFR_OK) t.status = study_test(t.study, &o, &t.tests, &err);
    if (t.status != OFR_OK)
        snprintf(t.says, sizeof t.says, "%s: %s", err.where, err.text ? err.text : "");
    ofr_error_done(&err);
    assert_true(unlink(scenario) == 0 && unlink(record) == 0 && unlink(beside) == 0);
    assert_int_equal(rmdir(directory), 0);
    return t;
}

static tested put_to_test(const char *hypotheses, const char *only)
{
    return put_to_test_sized(head, hypotheses, only, 60, 32);
}

static const ofr_tested *the_one(const tested *t)
{
    if (t->status != OFR_OK) fail_msg("%s", t->says);
    assert_int_equal(t->tests->n, 1);
    return &t->tests->item[0];
}

/* Oracle: harass-y is Poisson at 0.3 a day whatever the rest does: 2.1 a week. Its standard error over
 * 60 x 32 futures of 70 days is sqrt(21) / 10 / sqrt(1920) = 0.01; slack of 5 (one seed in a million). Without
 * its rate nothing is left, and another flow's rate does not reach it at all. */
static void test_claims_come_out_as_they_were_built(void **state)
{
    tested t = put_to_test(
        "  h:\n"
        "    says: built\n"
        "    acts: harass-y\n"
        "    compare:\n"
        "      gone: {expects: lower by 1, changes: {conduct.harass-y.rate: 0 per day}}\n"
        "      wrong: {expects: higher by 1, changes: {conduct.harass-y.rate: 0 per day}}\n"
        "      other: {expects: within 0.01, changes: {conduct.harass-x.rate: 2 per day}}\n",
        NULL);
    const ofr_tested *h = the_one(&t);

    (void)state;
    assert_int_equal(h->n_claims, 3);
    assert_true(fabs(h->claim[0].difference.base - 2.1) < 0.05);
    assert_true(h->claim[0].difference.other == 0);
    assert_int_equal(h->claim[0].verdict, VERDICT_SUPPORTED);
    assert_int_equal(h->claim[1].verdict, VERDICT_CONTRADICTED);
    assert_true(h->claim[2].difference.value == 0 && fabs(h->claim[2].share - 1) < 1e-12);
    assert_int_equal(h->claim[2].verdict, VERDICT_SUPPORTED);
    assert_int_equal(h->verdict, VERDICT_CONTRADICTED);
    assert_int_equal(h->record.says, RECORD_NOT_ASKED);
    tested_done(&t);
}

/* Oracle: harass-y is 2.1 a week in every set (see above), and half its rate loses half of it: lower by 40 % holds and by
 * 60 % does not, whatever the base is; its own margin is told. War never comes here, so 20 % of it says nothing. */
static void test_percentages_are_of_what_is_there_without_the_changes(void **state)
{
    tested t = put_to_test(
        "  h:\n"
        "    says: parts\n"
        "    acts: harass-y\n"
        "    compare:\n"
        "      some: {expects: lower by 40 %, changes: {conduct.harass-y.rate: times 0.5}}\n"
        "      more: {expects: lower by 60 %, changes: {conduct.harass-y.rate: times 0.5}}\n"
        "      near: {expects: within 60 %, changes: {conduct.harass-y.rate: times 0.5}}\n",
        NULL);
    const ofr_tested *h = the_one(&t);

    (void)state;
    assert_true(h->claim[0].margin == 0.4 * h->claim[0].difference.base);
    assert_int_equal(h->claim[0].verdict, VERDICT_SUPPORTED);
    assert_int_equal(h->claim[1].verdict, VERDICT_CONTRADICTED);
    assert_int_equal(h->claim[2].verdict, VERDICT_SUPPORTED);
    tested_done(&t);
    t = put_to_test("  h:\n"
                    "    says: no war\n"
                    "    outcome: war\n"
                    "    compare: {same: {expects: within 20 %}}\n",
                    NULL);
    assert_true(the_one(&t)->claim[0].difference.base == 0);
    assert_true(the_one(&t)->claim[0].no_base);
    assert_int_equal(the_one(&t)->claim[0].verdict, VERDICT_NOT_IDENTIFIED);
    tested_done(&t);
}

/* Oracle: without its rate harass-x loses 7 r a week, r lognormal with median 0.5: below 3.5 in half of the
 * sets. The effect is r but for chance, so r is what the verdict hangs on, and falls with it. */
static void test_a_verdict_that_turns_within_a_prior_names_it(void **state)
{
    tested t = put_to_test(
        "  h:\n"
        "    says: turns\n"
        "    acts: [harass-x]\n"
        "    compare:\n"
        "      gone: {expects: lower by 3.5, changes: {conduct.harass-x.rate: 0 per "
        "day}}\n",
        NULL);
    const ofr_tested *h = the_one(&t);

    (void)state;
    assert_int_equal(h->verdict, VERDICT_NOT_IDENTIFIED);
    /* 60 draws: standard error 0.065 */
    assert_true(h->claim[0].share > 0.17 && h->claim[0].share < 0.83);
    assert_true(h->claim[0].n_hinges >= 1);
    assert_string_equal(h->claim[0].hinge[0].path, "conduct.harass-x.rate");
    assert_true(h->claim[0].hinge[0].correlation < -0.9);
    tested_done(&t);
}

/* Oracle: by hand. Total 11 over 10 days, one named: a day has 1, the 5th one more. 1 to 4 January: 4 acts;
 * 5 to 9 January: 6. */
static void test_totals_are_spread_over_their_days(void **state)
{
    tested t = put_to_test(
        "  h:\n"
        "    says: rates\n"
        "    acts: harass-x\n"
        "    compare: {none: {expects: within 1}}\n"
        "    record:\n"
        "      during: [{from: 2024-01-01, to: 2024-01-04}]\n"
        "      against: [{from: 2024-01-05, to: 2024-01-07}, {from: 2024-01-08, to: "
        "2024-01-09}]\n",
        NULL);
    const tested_record *r = &the_one(&t)->record;

    (void)state;
    assert_int_equal(r->says, RECORD_SAYS_RATES);
    assert_true(r->totals && !r->after);
    assert_true(fabs(r->rates.acts[0] - 4) < 1e-12 && r->rates.days[0] == 4);
    assert_true(fabs(r->rates.acts[1] - 6) < 1e-12 && r->rates.days[1] == 5);
    tested_done(&t);
}

/* ---- any windows -------------------------------------------------------------------------------- */

enum { WINDOWED = 16, DAYS_DRAWN = 90 };

/* Windows of one hypothesis: days from 10 December 2023 on, two ranges for either rate. */
typedef struct windows {
    int32_t from[2][2], to[2][2];
    bool both; /* harass-x and harass-y, else harass-y alone */
} windows;

static int32_t drawn(uint32_t i, uint32_t which, int32_t below)
{
    return (int32_t)(below * unit(draw_words(21, i, which, 0, 3, 0).w[0]));
}

static windows draw_windows(uint32_t i)
{
    const int32_t zero = date_parse("2023-12-10");
    windows w = {.both = i % 2};

    for (uint32_t side = 0; side < 2; side++) {
        for (uint32_t j = 0; j < 2; j++) {
            /* Every fourth has its second rate after the record's end. */
            const int32_t late = side == 1 && i % 4 == 3 ? 75 : 0;
            w.from[side][j] = zero + late + drawn(i, 4 * side + 2 * j, DAYS_DRAWN - late);
            w.to[side][j] = w.from[side][j] + drawn(i, 4 * side + 2 * j + 1, 12);
        }
    }
    return w;
}

static int write_windows(char *text, size_t room, uint32_t i, const windows *w)
{
    char day[2][2][2][OFR_DATE_TEXT];

    for (size_t side = 0; side < 2; side++) {
        for (size_t j = 0; j < 2; j++) {
            date_format(w->from[side][j], day[side][j][0]);
            date_format(w->to[side][j], day[side][j][1]);
        }
    }
    return snprintf(text, room,
                    "  h%u:\n    says: h\n    acts: [%sharass-y]\n"
                    "    compare: {none: {expects: within 1}}\n    record:\n"
                    "      during: [{from: %s, to: %s}, {from: %s, to: %s}]\n"
                    "      against: [{from: %s, to: %s}, {from: %s, to: %s}]\n",
                    i, w->both ? "harass-x, " : "", day[0][0][0], day[0][0][1], day[0][1][0],
                    day[0][1][1], day[1][0][0], day[1][0][1], day[1][1][0], day[1][1][1]);
}

static bool within(const windows *w, size_t side, int32_t day)
{
    return (day >= w->from[side][0] && day <= w->to[side][0]) ||
           (day >= w->from[side][1] && day <= w->to[side][1]);
}

/* Of the rows above: harass-y by its rows; harass-x one a day for ten days, and one more on the 5th. */
static double acts_on(const windows *w, int32_t day)
{
    const int32_t n = day - date_parse("2024-01-01") + 1;

    return (n == 10   ? 4
            : n == 12 ? 2
            : n == 51 ? 1
                      : 0) +
           (w->both && n >= 1 && n <= 10 ? 1 + (n == 5) : 0);
}

/* Oracle: day by day. A day of both is of the first rate; what is after the last row is of none; where a rate has no day
 * the record cannot say. */
static void test_any_windows_are_counted_day_by_day(void **state)
{
    static char text[WINDOWED * 600];
    const int32_t end = date_parse("2024-02-20");
    size_t used = 0, silent = 0;

    (void)state;
    for (uint32_t i = 0; i < WINDOWED; i++) {
        const windows w = draw_windows(i);
        used += (size_t)write_windows(text + used, sizeof text - used, i, &w);
    }
    tested t = put_to_test(text, NULL);
    if (t.status != OFR_OK) fail_msg("%s", t.says);
    for (uint32_t i = 0; i < WINDOWED; i++) {
        const windows w = draw_windows(i);
        const tested_record *r = &t.tests->item[i].record;
        double days[2] = {0}, acts[2] = {0};
        for (int32_t day = end - 200; day <= end; day++) {
            const size_t side = within(&w, 0, day) ? 0 : 1;
            if (!within(&w, side, day)) continue;
            days[side]++;
            acts[side] += acts_on(&w, day);
        }
        const bool says = days[0] > 0 && days[1] > 0;
        silent += !says;
        assert_int_equal(r->says, says ? RECORD_SAYS_RATES : RECORD_CANNOT_SAY);
        for (size_t side = 0; side < 2; side++) {
            assert_true(r->rates.days[side] == days[side]);
            assert_true(fabs(r->rates.acts[side] - acts[side]) < 1e-9);
        }
    }
    assert_true(silent > 0 && silent < WINDOWED / 2);
    tested_done(&t);
}

/* Oracle: by hand. The strike of 11 January: two days after it hold 2 acts, two before it 4. The day itself
 * is of neither. */
static void test_days_after_acts_stand_against_days_before(void **state)
{
    tested t = put_to_test("  h:\n"
                           "    says: after\n"
                           "    from: 2024-01-08\n"
                           "    to: 2024-01-20\n"
                           "    acts: harass-y\n"
                           "    compare: {none: {expects: within 1}}\n"
                           "    record: {after: strike, days: 2}\n",
                           NULL);
    const tested_record *r = &the_one(&t)->record;

    (void)state;
    assert_int_equal(r->says, RECORD_SAYS_RATES);
    assert_true(r->after && r->n_acts == 1);
    assert_true(r->rates.acts[0] == 2 && r->rates.days[0] == 2);
    assert_true(r->rates.acts[1] == 4 && r->rates.days[1] == 2);
    tested_done(&t);
}

#define CLAIM "    compare: {c: {expects: within 1}}\n"
#define POINTS "    compare: {c: {expects: within 1 point}}\n"

/* Oracle: each names what is missing and where. */
static void test_unclear_hypotheses_are_refused_with_the_cure(void **state)
{
    static const struct {
        const char *text, *only;
        ofr_status status;
        const char *says;
    } bad[] = {
        {"  h: {says: x}\n", NULL, OFR_STRUCTURE, "needs one measure"},
        {"  h: {says: x, outcome: war, compare: {c: {expects: lower by 3}}}\n", NULL, OFR_STRUCTURE,
         "'lower by 3 points'"},
        {"  h:\n    says: x\n    messages-by: a\n" CLAIM, NULL, OFR_SCHEMA, "no channel"},
        {"  h:\n    says: x\n    acts: strike\n    from: 2024-02-01\n    to: 2024-01-01\n" CLAIM,
         NULL, OFR_SCHEMA, "days apart"},
        {"  h:\n    says: x\n    acts: strike\n    record: {days: 3}\n" CLAIM, NULL, OFR_SCHEMA,
         "needs during and against"},
        {"  h:\n    says: x\n    outcome: war\n    record: {after: strike}\n" POINTS, NULL,
         OFR_SCHEMA, "needs acts"},
        {"  h:\n    says: x\n    acts: strike\n" CLAIM, "hh", OFR_USAGE, "did you mean 'h'"},
        {"  h: {says: x, acts: strike, compare: {c: {expects: within 1, changes: "
         "{conduct.strke.rate: "
         "0}}}}\n",
         NULL, OFR_PATH, "hypothesis 'h'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tested t = put_to_test(bad[i].text, bad[i].only);
        if (t.status != bad[i].status || !strstr(t.says, bad[i].says))
            fail_msg("%zu: status %d, '%s'", i, (int)t.status, t.says);
        tested_done(&t);
    }
}

/* ---- days of a hypothesis -------------------------------------------------------------------------------- */

/* The same world, where no strike ever comes: so many quiet days are over on the last of them in every future. */
#define QUIET(days)                                                                                \
    "  quiet-" #days ": {event: quiet, without: {flows: [strike]}, for: " #days " days}\n"
static const char quiet_head[] =
    "offramp: 1\ntitle: quiet\nstart: 2024-03-01\nhorizon: 70 days\n"
    "history: {record: events.csv, from: 2024-01-01, ignore: others}\nhostile: [[a, b]]\n"
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}}\n"
    "theatres: {x: {name: X}}\npolitics: {a: {}, b: {}}\n"
    "outcomes:\n" QUIET(1) QUIET(2) QUIET(7) QUIET(30)
        QUIET(31) "conduct: [{id: strike, from: a, to: b, in: x, act: strike}]\n"
                  "hypotheses:\n";

enum { DATED = 60 };

/* Oracle: the days, both included: what is over on the n-th day comes about in a period of n days or more, on its first as on
 * its last, and in none that is shorter. */
static void test_an_outcome_counts_from_the_first_day_to_the_last(void **state)
{
    static const int32_t quiet[] = {1, 2, 7, 30, 31};
    static char text[1 << 15];
    int32_t days[DATED], needed[DATED];
    size_t used = 0, over = 0;

    (void)state;
    for (uint32_t i = 0; i < DATED; i++) {
        char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];
        const int32_t first = date_parse("2024-02-20") + drawn(i, 50, 30);
        needed[i] = quiet[drawn(i, 51, 5)];
        days[i] = needed[i] + drawn(i, 52, 5) - 2;
        if (days[i] < 1) days[i] = 1;
        used += (size_t)snprintf(
            text + used, sizeof text - used,
            "  h%u: {says: h, outcome: quiet-%d, from: %s, to: %s, compare: {same: {expects: "
            "within 1 point}}}\n",
            (unsigned)i, (int)needed[i], date_format(first, from),
            date_format(first + days[i] - 1, to));
        assert_true(used < sizeof text);
    }
    tested t = put_to_test_sized(quiet_head, text, NULL, 2, 8);
    if (t.status != OFR_OK) fail_msg("%s", t.says);
    assert_int_equal(t.tests->n, DATED);
    for (size_t i = 0; i < DATED; i++) {
        const ofr_tested *h = &t.tests->item[i];
        if (h->claim[0].difference.base != (days[i] >= needed[i]))
            fail_msg("%d quiet days within %d: in %g of the futures", (int)needed[i], (int)days[i],
                     h->claim[0].difference.base);
        assert_int_equal(h->to - h->from + 1, days[i]);
        over += days[i] >= needed[i];
    }
    assert_true(over > DATED / 4 && over < DATED);
    tested_done(&t);
}

/* ---- what a verdict hangs on ----------------------------------------------------------------------------- */

/* Rates of two flows, one that is known worse than the other, and numbers that bear on neither. */
static const char unsure_head[] =
    "offramp: 1\ntitle: unsure\nstart: 2024-03-01\nhorizon: 70 days\n"
    "history: {record: events.csv, from: 2024-02-25}\nhostile: [[a, b]]\n"
    "actors:\n  a: {name: A, kind: principal}\n  b: {name: B, kind: principal}\n"
    "  g: {name: G, kind: group, backed-by: {b: {control: {value: 0.4, prior: \"beta(4, 6)\", "
    "source: judgement}}}}\n"
    "theatres:\n"
    "  x: {name: X, lethality: {value: 0.1, prior: \"beta(1, 9)\", source: judgement}}\n"
    "  y: {name: Y, lethality: {value: 0.2, prior: \"beta(2, 8)\", source: judgement}}\n"
    "  z: {name: Z, lethality: {value: 0.3, prior: \"beta(3, 7)\", source: judgement}}\n"
    "politics: {a: {press: {value: 0.1, prior: \"normal(0.1, 0.1)\", source: judgement}}, b: {}}\n"
    "outcomes: {war: {event: war}}\n"
    "conduct:\n"
    "  - {id: worse, from: g, to: a, in: x, act: harass, rate: {value: 2 per day, prior: "
    "\"lognormal(2, 0.5) per day\", source: judgement}}\n"
    "  - {id: better, from: g, to: a, in: y, act: harass, rate: {value: 2 per day, prior: "
    "\"lognormal(2, 0.17) per day\", source: judgement}}\n"
    "  - {id: measured, from: g, to: a, in: y, act: harass, rate: {value: 1 per day, prior: "
    "\"lognormal(1, 0.9) per day\", source: a count}}\n"
    "  - {id: apart, from: g, to: a, in: z, act: harass, rate: {value: 2 per day, prior: "
    "\"lognormal(2, 0.5) per day\", source: judgement}}\n"
    "hypotheses:\n"
    "  h:\n    says: h\n    acts: [worse, better, measured]\n"
    "    compare: {gone: {expects: lower by 1, changes: {conduct.worse.rate: 0 per day, "
    "conduct.better.rate: 0 per day, conduct.measured.rate: 0 per day}}}\n";

enum { MOST = 400, PER_SET = 4 };

/* Acts a week of the three flows in each set, negative: what is gone without their rates. */
static void effects_by_hand(const ofr_study *s, ofr_ensemble *e, double *ret_effect)
{
    static const char *const id[] = {"worse", "better", "measured"};
    const ofr_model *m = s->model;
    size_t slot[3] = {0};
    ofr_seen seen;
    ofr_observer observer[SEEN_KINDS];

    for (size_t i = 0; i < 3; i++)
        while (strcmp(m->flow[slot[i]].id, id[i]) != 0) slot[i]++; /* flows are the first slots */
    const size_t n = e->n_sets * e->per_set;
    const seen_plan plan = {.kinds = SEEN(SEEN_ACTS), .slot = slot, .n_slots = 3};
    assert_int_equal(seen_init(e, &plan, n, &seen, NULL), OFR_OK);
    seen_open(&seen, 0, n);
    const ofr_way way = {NULL, observer, seen_observers(&seen, observer)};
    assert_int_equal(futures_run(e, &(futures_plan){.n = n, .way = &way, .n_ways = 1}, NULL),
                     OFR_OK);
    for (size_t i = 0; i < e->n_sets; i++) ret_effect[i] = 0;
    for (size_t i = 0; i < n; i++)
        ret_effect[i / e->per_set] -= 7 * ((const double *)seen.value[SEEN_ACTS])[i] / 70 / PER_SET;
    seen_done(&seen);
}

static double rank_by_hand(const double *x, size_t n, size_t stride, double of)
{
    double rank = 0.5;

    for (size_t i = 0; i < n; i++) rank += (x[i * stride] < of) + 0.5 * (x[i * stride] == of);
    return rank;
}

/* Spearman's, by comparing each with each. */
static double correlation_by_hand(const double *x, const double *y, size_t stride, size_t n)
{
    const double middle = ((double)n + 1) / 2;
    double xx = 0, yy = 0, xy = 0;

    for (size_t i = 0; i < n; i++) {
        const double a = rank_by_hand(x, n, 1, x[i]) - middle,
                     b = rank_by_hand(y, n, stride, y[i * stride]) - middle;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    return xy / sqrt(xx * yy);
}

/* How many correlations are of a size that only one of the two bounds leaves out, or that both leave out. */
typedef struct sizes {
    size_t below_floor, below_chance, small, named;
} sizes;

static void count_size(sizes *seen, double rho, double chance)
{
    const double size = fabs(rho);

    seen->below_floor += size > chance && size < 0.3 && size > 0.1;
    seen->below_chance += size > 0.3 && size < chance;
    seen->small += size > 0.1 && size < fmin(chance, 0.3);
    seen->named += size > fmax(chance, 0.3);
}

static void check_hinges(size_t n, sizes *seen)
{
    static double effect[MOST];
    tested t = put_to_test_sized(unsure_head, "", NULL, n, PER_SET);
    const tested_claim *claim = &the_one(&t)->claim[0];
    const ofr_spec *spec = t.study->model->spec;
    const double chance = 3.5 / sqrt((double)n);
    ofr_hinge by_hand[2] = {{NULL, 0}, {NULL, 0}};
    size_t hinges = 0;
    ofr_ensemble e;

    assert_int_equal(
        ensemble_init(&e, t.study->model, kernel_choose(NULL), 3, n, PER_SET, false, NULL), OFR_OK);
    e.past = t.study->past;
    effects_by_hand(t.study, &e, effect);
    for (size_t i = 0; i < spec->n_parameters; i++) {
        const ofr_parameter *p = &spec->parameter[i];
        if (p->prior.kind == PRIOR_NONE || strcmp(p->source, "judgement") != 0) continue;
        const double rho = correlation_by_hand(effect, e.value + i, spec->n_parameters, n);
        count_size(seen, rho, chance);
        if (n < 30 || fabs(rho) <= fmax(0.3, chance)) continue;
        hinges++;
        const size_t place = fabs(rho) > fabs(by_hand[0].correlation) ? 0 : 1;
        if (place == 0) by_hand[1] = by_hand[0];
        if (place == 0 || fabs(rho) > fabs(by_hand[1].correlation))
            by_hand[place] = (ofr_hinge){p->path, rho};
    }
    assert_int_equal(claim->n_hinges, hinges < 2 ? hinges : 2);
    for (size_t i = 0; i < claim->n_hinges; i++) {
        assert_string_equal(claim->hinge[i].path, by_hand[i].path);
        assert_true(fabs(claim->hinge[i].correlation - by_hand[i].correlation) < 1e-9);
    }
    ensemble_done(&e);
    tested_done(&t);
}

/* Oracle: rank correlations by hand between the draws and the effects of the sets, which are run here once more. Named are
 * the two largest of judged numbers, above 0.3 and above 3.5 standard errors of chance, from 30 sets on. */
static void test_a_verdict_hangs_on_what_chance_would_hardly_give(void **state)
{
    static const size_t sets[] = {20, 29, 30, 36, 45, 60, 80, 110, 150, 200, 300, MOST};
    sizes seen = {0};

    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) check_hinges(sets[i], &seen);
    print_message("correlations: %zu below 0.3, %zu below chance, %zu below both, %zu named\n",
                  seen.below_floor, seen.below_chance, seen.small, seen.named);
    /* Else the test would not see where the bounds lie. */
    assert_true(seen.below_floor > 0 && seen.below_chance > 0 && seen.small > 10 && seen.named > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_chance_the_share_is_a_count_of_sets),
        cmocka_unit_test(test_chance_in_a_set_makes_the_share_a_probability),
        cmocka_unit_test(test_nine_sets_in_ten_decide),
        cmocka_unit_test(test_a_hypothesis_is_as_good_as_its_worst_claim),
        cmocka_unit_test(test_rates_by_hand),
        cmocka_unit_test(test_a_relative_margin_is_a_part_of_the_mean_base),
        cmocka_unit_test(test_a_part_of_nothing_says_nothing),
        cmocka_unit_test(test_claims_come_out_as_they_were_built),
        cmocka_unit_test(test_percentages_are_of_what_is_there_without_the_changes),
        cmocka_unit_test(test_a_verdict_that_turns_within_a_prior_names_it),
        cmocka_unit_test(test_totals_are_spread_over_their_days),
        cmocka_unit_test(test_any_windows_are_counted_day_by_day),
        cmocka_unit_test(test_days_after_acts_stand_against_days_before),
        cmocka_unit_test(test_unclear_hypotheses_are_refused_with_the_cure),
        cmocka_unit_test(test_an_outcome_counts_from_the_first_day_to_the_last),
        cmocka_unit_test(test_a_verdict_hangs_on_what_chance_would_hardly_give),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
