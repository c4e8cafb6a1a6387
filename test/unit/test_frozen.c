/* test_frozen.c -- questions resolved by a record that has grown: each kind of outcome, the edges of its days, what is not over and what
 * no record can say. By hand throughout: questions of 20 days from 2024-02-01 (the last is 2024-02-20).
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "scratch.h"
#include "studies/frozen.h"

static const char yaml[] =
    "offramp: 1\ntitle: t\nstart: 2024-02-01\nhorizon: 20 days\nhostile: [[a, b]]\n"
    "history: {record: x-events.csv, from: 2024-01-01}\n"
    "actors: {a: {name: A, kind: principal}, b: {name: B, kind: principal}, g: {name: G, kind: "
    "group}}\n"
    "theatres: {x: {name: X}}\npolitics: {a: {}, b: {}}\n"
    "conduct:\n"
    "  - {id: bombs, from: g, to: a, in: x, act: strike, at: forces, record: full, rate: 0.1 per "
    "day}\n"
    "  - {id: talks, from: a, to: b, in: x, act: engage, record: partial, coverage: 0.5, rate: 0.1 "
    "per day}\n"
    "  - {id: gossip, from: b, to: a, in: x, act: engage, record: none, rate: 0.1 per day}\n"
    "  - {id: a-strikes, from: a, to: b, in: x, act: direct, at: forces, record: full, rate: 0.01 "
    "per day}\n"
    "  - {id: b-strikes, from: b, to: a, in: x, act: direct, at: forces, record: full, rate: 0.01 "
    "per day}\n"

    "campaigns: [{id: c, by: g, halts: 0.05 per day, short-ends: 0.2 per day, long-ends: 0.02 per "
    "day, long: 0.3, leak: 0.1}]\n"
    "files: {f: {between: [a, b], reserve: {a: 0.4, b: 0.4}, weight: {a: 5, b: 5}}}\n"
    "agendas: {one: {files: [f]}}\n"
    "outcomes:\n"
    "  bomb: {when: {flows: [bombs]}}\n"
    "  two: {when: {flows: [bombs], count: 2, within: 5}}\n"
    "  dead: {when: {flows: [bombs], deaths-own: 2}}\n"
    "  calm: {event: quiet, for: 10 days, without: {flows: [bombs]}}\n"
    "  talk: {when: {flows: [talks], act: engage}}\n"
    "  rumour: {when: {flows: [gossip], act: engage}}\n"
    "  exchange: {event: exchange, between: [a, b]}\n"
    "  war: {event: war, between: [a, b]}\n"
    "  deal: {event: deal, agenda: one}\n"
    "  halted: {event: halted, campaign: c, for: 5 days}\n";
#define COLUMNS "date,source,target,theatre,action,count,deaths_own,public\n"
/* The record as it was: what each test's record begins with. */
#define OLD                                                                                        \
    COLUMNS "2024-01-05,g,a,x,strike,1,0,yes\n2024-01-10,a,b,x,direct,1,0,yes\n"                   \
            "2024-01-29,g,a,x,strike,1,0,yes\n2024-01-10,b,a,x,engage,1,0,yes\n"                   \
            "2024-01-11,a,b,x,engage,1,0,yes\n2024-01-02,b,a,x,direct,1,0,yes\n"

enum { DAYS = 20 };

typedef struct asked {
    ofr_frozen *frozen;
    frozen_score *score;
    ofr_study *study;
    char path[SCRATCH_ROOM];
} asked;

/* A forecast of 0.05, 0.1, ... frozen from the old record; the model says 0.5 throughout. */
static void freeze(void **state, const char *text, asked *q)
{
    ofr_arena *arena = arena_new();
    ofr_error err = {0};
    study_options with = {.record = q->path};

    scratch_put(state, "x-events.csv", OLD);
    scratch_path(state, "x-events.csv", q->path);
    if (study_open_text(text, strlen(text), "t.yaml", &with, &q->study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    const ofr_outcomes *own = q->study->model->own->outcomes;
    q->frozen = arena_alloc(arena, sizeof *q->frozen);
    *q->frozen = (ofr_frozen){.arena = arena,
                              .program_version = "0",
                              .scenario_file = "t.yaml",
                              .scenario_text = text,
                              .start = q->study->model->start,
                              .horizon = DAYS,
                              .question = arena_alloc(arena, own->n * sizeof(frozen_question)),
                              .n_questions = own->n,
                              .seed = 1};
    assert_int_equal(frozen_rows_of(q->study->record, q->frozen->start, arena, &q->frozen->row,
                                    &q->frozen->n_rows, &err),
                     OFR_OK);
    for (size_t i = 0; i < own->n; i++) {
        frozen_question *to = &q->frozen->question[i];
        *to = (frozen_question){.outcome = own->outcome[i].id,
                                .first = q->frozen->start,
                                .last = q->frozen->start + DAYS - 1,
                                .published = {true, 0.05 * (double)(i + 1), 0, 1},
                                .model = {true, 0.5, 0, 1}};
        assert_int_equal(frozen_rule_of(q->study->model, &own->outcome[i], arena, &to->rule, &err),
                         OFR_OK);
        assert_int_equal(frozen_words(q->study, &own->outcome[i], arena, to, &err), OFR_OK);
    }
}

static void thaw(asked *q)
{
    frozen_score_free(q->score);
    q->score = NULL;
}

static void done(asked *q)
{
    thaw(q);
    frozen_free(q->frozen);
    study_close(q->study);
}

static ofr_status try(void **state, asked *q, const char *record, const frozen_options *with,
                      ofr_error *err)
{
    frozen_options o = *with;

    thaw(q);
    scratch_put(state, "x-events.csv", record);
    o.record = q->path;
    return study_score_frozen(q->frozen, &o, &q->score, err);
}

/* until: "" as the record has it. */
static void resolve(void **state, asked *q, const char *record, const char *until)
{
    const frozen_options o = {.covered_until = *until ? date_parse(until) : OFR_NO_DATE};
    ofr_error err = {0};

    if (try(state, q, record, &o, &err) != OFR_OK) fail_msg("%s: %s", err.where, err.text);
}

static const frozen_answer *answer(const asked *q, const char *outcome)
{
    size_t i = 0;

    while (strcmp(q->score->answer[i].question->outcome, outcome) != 0) i++;
    return &q->score->answer[i];
}

static void became(const asked *q, const char *outcome, frozen_fate fate)
{
    if (answer(q, outcome)->fate != fate)
        fail_msg("%s: %s (%s), not %s", outcome, frozen_fate_name(answer(q, outcome)->fate),
                 answer(q, outcome)->why, frozen_fate_name(fate));
}

/* 1 to 20 February, both included. */
static void test_the_first_and_the_last_day_count_and_no_other(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD "2024-02-01,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "bomb", FROZEN_YES);
    resolve(state, &q, OLD "2024-02-20,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "bomb", FROZEN_YES);
    resolve(state, &q, OLD "2024-02-21,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "bomb", FROZEN_NO);
    resolve(state, &q, OLD "2024-01-31,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "bomb", FROZEN_NO);
    assert_int_equal(q.score->new_rows, 1);
    done(&q);
}

/* Two in five days: 29 January and 2 February are five days, and 3 February is the sixth. Dead: two of one flow on one day. */
static void test_counts_within_days_reach_back_over_the_start(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD "2024-02-02,g,a,x,strike,1,1,yes\n", "2024-03-01");
    became(&q, "two", FROZEN_YES);
    became(&q, "dead", FROZEN_NO);
    resolve(state, &q, OLD "2024-02-03,g,a,x,strike,1,1,yes\n2024-02-09,g,a,x,strike,1,1,yes\n",
            "2024-03-01");
    became(&q, "two", FROZEN_NO);
    became(&q, "dead", FROZEN_NO);
    resolve(state, &q, OLD "2024-02-20,g,a,x,strike,1,1,yes\n2024-02-20,g,a,x,strike,1,1,yes\n",
            "2024-03-01");
    became(&q, "two", FROZEN_YES);
    became(&q, "dead", FROZEN_YES);
    done(&q);
}

/* Ten quiet days from 1 February on: acts on the 10th leave 11 to 20, acts on the 11th too few. Quiet before the start does not count. */
static void test_a_spell_of_quiet_counts_from_the_start_to_the_last_day(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD "2024-02-10,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "calm", FROZEN_YES);
    resolve(state, &q, OLD "2024-02-11,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "calm", FROZEN_YES); /* 1 to 10 */
    resolve(state, &q, OLD "2024-02-10,g,a,x,strike,1,0,yes\n2024-02-11,g,a,x,strike,1,0,yes\n",
            "2024-03-01");
    became(&q, "calm", FROZEN_NO);
    resolve(state, &q, OLD "2024-02-09,g,a,x,strike,1,0,yes\n2024-02-12,g,a,x,strike,1,0,yes\n",
            "2024-03-01");
    became(&q, "calm", FROZEN_NO); /* eight days and two, then eight again */
    done(&q);
}

/* The window is 14 days. War: no open attack, no war; with one the record cannot say. */
static void test_exchanges_open_and_wars_are_said_by_people(void **state)
{
    const frozen_said said = {"war-20", true};
    const frozen_options with = {.covered_until = OFR_NO_DATE, .said = &said, .n_said = 1};
    ofr_error err = {0};
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD, "2024-02-20");
    became(&q, "exchange", FROZEN_NO);
    became(&q, "war", FROZEN_NO);
    assert_int_equal(try(state, &q, OLD, &with, &err), OFR_USAGE); /* the days are not over */
    ofr_error_done(&err);
    resolve(state, &q, OLD "2024-02-03,a,b,x,direct,1,0,yes\n2024-02-16,b,a,x,direct,1,0,yes\n",
            "2024-03-01");
    became(&q, "exchange", FROZEN_YES); /* 3 to 16 are fourteen days */
    became(&q, "war", FROZEN_CANNOT);
    assert_non_null(strstr(answer(&q, "war")->why, "2024-02-03"));
    resolve(state, &q, OLD "2024-02-03,a,b,x,direct,1,0,yes\n2024-02-17,b,a,x,direct,1,0,yes\n",
            "2024-03-01");
    became(&q, "exchange", FROZEN_NO);
    assert_int_equal(try(state, &q, OLD "2024-02-20,a,b,x,direct,1,0,yes\n", &with, &err), OFR_OK);
    became(&q, "war", FROZEN_YES);
    assert_true(answer(&q, "war")->by_hand && answer(&q, "war")->scored);
    resolve(state, &q, OLD "2024-01-18,a,b,x,direct,1,0,yes\n", "2024-03-01");
    became(&q, "war", FROZEN_CANNOT); /* 14 days before the start */
    resolve(state, &q, OLD "2024-01-17,a,b,x,direct,1,0,yes\n", "2024-03-01");
    became(&q, "war", FROZEN_NO);
    done(&q);
}

static void test_what_people_say_of_what_the_record_tells_is_refused(void **state)
{
    static const frozen_said told[] = {{"bomb-20", true}}, none[] = {{"bomb-21", true}},
                             twice[] = {{"rumour-20", true}, {"rumour-20", false}};
    const int32_t until = date_parse("2024-03-01");
    const struct {
        frozen_options with;
        const char *says;
    } of[] = {{{NULL, until, told, 1}, "not for people to resolve: by the record it is 'no'"},
              {{NULL, until, none, 1}, "there is no question 'bomb-21'"},
              {{NULL, until, twice, 2}, "resolved twice"},
              {{NULL, date_parse("2024-01-30"), NULL, 0}, "the forecast begins on 2024-02-01"}};
    asked q = {0};

    freeze(state, yaml, &q);
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        ofr_error err = {0};
        assert_int_equal(try(state, &q, OLD, &of[i].with, &err), OFR_USAGE);
        if (!strstr(err.text, of[i].says)) fail_msg("%s", err.text);
        ofr_error_done(&err);
    }
    done(&q);
}

/* Acts of which a part is recorded: a no is one of the record, marked; of acts that nobody records people say. */
static void test_parts_and_acts_that_nobody_records_are_told_apart(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD, "2024-03-01");
    became(&q, "talk", FROZEN_NO);
    assert_true(answer(&q, "talk")->partly);
    assert_false(answer(&q, "bomb")->partly);
    became(&q, "rumour", FROZEN_CANNOT);
    became(&q, "deal", FROZEN_CANNOT);
    became(&q, "halted", FROZEN_CANNOT);
    assert_string_equal(answer(&q, "deal")->why,
                        "the record holds acts and no deals: people have to say");
    assert_string_equal(answer(&q, "deal")->question->rule.of, "one");
    assert_string_equal(answer(&q, "halted")->question->rule.of, "c");
    assert_int_equal(q.score->all[FROZEN_PUBLISHED].n, 7);
    assert_int_equal(q.score->full[FROZEN_PUBLISHED].n, 6);
    done(&q);
}

/* Without a last day the record ends with its last row, the 10th: what has come has come, and is scored only when its days are over. */
static void test_days_that_are_not_over_are_not_scored(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD "2024-02-10,g,a,x,strike,1,0,yes\n", "");
    became(&q, "bomb", FROZEN_YES);
    assert_false(answer(&q, "bomb")->scored);
    became(&q, "dead", FROZEN_NOT_YET);
    became(&q, "calm", FROZEN_NOT_YET);
    became(&q, "war", FROZEN_NOT_YET);
    became(&q, "exchange", FROZEN_NOT_YET);
    assert_int_equal(q.score->waiting, 1);
    assert_int_equal(q.score->all[FROZEN_PUBLISHED].n, 0);
    assert_int_equal(q.score->told_to, date_parse("2024-02-10"));
    resolve(state, &q, OLD "2024-02-10,g,a,x,strike,1,0,yes\n", "2024-02-19");
    became(&q, "dead", FROZEN_NOT_YET);
    resolve(state, &q, OLD "2024-02-10,g,a,x,strike,1,0,yes\n", "2024-02-05");
    became(&q, "bomb", FROZEN_YES); /* a row tells its day, whatever is said of it */
    resolve(state, &q, OLD "2024-02-10,g,a,x,strike,1,0,yes\n", "2024-02-20");
    became(&q, "dead", FROZEN_NO);
    assert_int_equal(q.score->waiting, 0);
    done(&q);
}

/* A last covered day in the scenario is of the record as it was; days that nobody watched stay open for good. */
static void test_days_that_nobody_watched_leave_a_question_open(void **state)
{
    static const char from[] = "from: 2024-01-01}";
    char text[sizeof yaml + 200];
    const char *at = strstr(yaml, from);
    asked q = {0};

    snprintf(text, sizeof text,
             "%.*sfrom: 2024-01-01, covered-until: 2024-01-31, unobserved: [{from: 2024-02-05, to: "
             "2024-02-06}]}%s",
             (int)(at - yaml), yaml, at + strlen(from));
    freeze(state, text, &q);
    resolve(state, &q, OLD, "2024-03-01");
    became(&q, "bomb", FROZEN_CANNOT);
    assert_non_null(strstr(answer(&q, "bomb")->why, "does not cover"));
    became(&q, "calm", FROZEN_YES); /* 7 to 16 are watched */
    resolve(state, &q, OLD "2024-02-03,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "bomb", FROZEN_YES);
    done(&q);
}

/* A row that became public late counts for what came, and for no baseline; persistence by hand: of 12 to 31 January. */
static void test_late_rows_settle_and_baselines_do_not_know_them(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q,
            OLD "2024-02-05,g,a,x,strike,1,2,later:2024-06-01\n2024-01-20,g,a,x,strike,1,2,later:"
                "2024-06-01\n",
            "2024-03-01");
    became(&q, "dead", FROZEN_YES);
    assert_near(answer(&q, "dead")->chance[FROZEN_BASES + BASE_PERSISTENCE], 0, 0);
    assert_near(answer(&q, "bomb")->chance[FROZEN_BASES + BASE_PERSISTENCE], 1, 0);
    resolve(state, &q, OLD "2024-01-20,g,a,x,strike,1,2,yes\n", "2024-03-01");
    assert_near(answer(&q, "dead")->chance[FROZEN_BASES + BASE_PERSISTENCE], 1, 0);
    assert_true(isnan(answer(&q, "dead")->chance[FROZEN_CLASS]));
    done(&q);
}

/* Bombs of 5 and 29 January are gone; the direct act of the 10th has another count. */
static void test_a_record_that_contradicts_the_frozen_one_is_told(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD, "");
    assert_int_equal(q.score->gone_rows, 0);
    assert_int_equal(q.score->new_rows, 0);
    resolve(state, &q,
            COLUMNS "2024-01-10,a,b,x,direct,2,0,yes\n2024-01-10,b,a,x,engage,1,0,yes\n"
                    "2024-01-11,a,b,x,engage,1,0,yes\n2024-01-02,b,a,x,direct,1,0,yes\n"
                    "2024-02-11,g,a,x,strike,1,0,yes\n",
            "");
    assert_int_equal(q.score->gone_rows, 3);
    assert_int_equal(q.score->n_gone, 3);
    assert_int_equal(q.score->gone[0].day, date_parse("2024-01-05"));
    assert_int_equal(q.score->gone[1].day, date_parse("2024-01-10"));
    assert_int_equal(q.score->gone[2].day, date_parse("2024-01-29"));
    assert_int_equal(q.score->new_rows, 1);
    done(&q);
}

/* Bomb 0.05 yes, two 0.1 no, dead 0.15 no, calm 0.2 yes, talk 0.25 no, exchange 0.35 no, war 0.4 no; rumour, deal, halted by nobody. */
static void test_scores_are_means_over_what_is_scored(void **state)
{
    const double p[] = {0.05, 0.1, 0.15, 0.2, 0.25, 0.35, 0.4}, came[] = {1, 0, 0, 1, 0, 0, 0};
    double brier = 0, log_score = 0;
    asked q = {0};

    freeze(state, yaml, &q);
    resolve(state, &q, OLD "2024-02-05,g,a,x,strike,1,0,yes\n", "2024-02-20");
    for (size_t i = 0; i < 7; i++) {
        brier += (p[i] - came[i]) * (p[i] - came[i]) / 7;
        log_score -= log(came[i] > 0 ? p[i] : 1 - p[i]) / 7;
    }
    const frozen_mean *mean = q.score->all;
    assert_int_equal(mean[FROZEN_PUBLISHED].n, 7);
    assert_int_equal(mean[FROZEN_PUBLISHED].came, 2);
    assert_near(mean[FROZEN_PUBLISHED].brier, brier, 1e-12);
    assert_near(mean[FROZEN_PUBLISHED].log, log_score, 1e-12);
    assert_near(mean[FROZEN_PUBLISHED].mean, 1.5 / 7, 1e-12);
    assert_near(mean[FROZEN_MODEL].brier, 0.25, 1e-12);
    assert_near(mean[FROZEN_MODEL].log, log(2), 1e-12);
    assert_near(mean[FROZEN_MODEL].published_brier, brier, 1e-12);
    assert_int_equal(mean[FROZEN_CLASS].n, 0);
    assert_true(isnan(mean[FROZEN_CLASS].brier));
    done(&q);
}

/* What is true on the eve cannot come about; a rule that the scenario does not give is refused. */
static void test_what_held_already_is_no_question_and_rules_must_be_the_scenarios(void **state)
{
    const frozen_options with = {.covered_until = OFR_NO_DATE};
    ofr_error err = {0};
    asked q = {0};

    freeze(state, yaml, &q);
    q.frozen->question[1].already = 0.9;
    resolve(state, &q, OLD "2024-02-02,g,a,x,strike,1,0,yes\n", "2024-03-01");
    became(&q, "two", FROZEN_CANNOT);
    assert_non_null(strstr(answer(&q, "two")->why, "eve of the start"));
    q.frozen->question[1].rule.count = 3;
    assert_int_equal(try(state, &q, OLD, &with, &err), OFR_RESULT);
    assert_string_equal(err.where, "two-20");
    ofr_error_done(&err);
    q.frozen->scenario_text = "offramp: 1\nnonsense: 1\n";
    assert_int_equal(try(state, &q, OLD, &with, &err), OFR_RESULT);
    assert_non_null(strstr(err.text, "which froze it, took this scenario"));
    ofr_error_done(&err);
    done(&q);
}

static void test_rules_in_words_name_days_acts_and_numbers(void **state)
{
    asked q = {0};

    freeze(state, yaml, &q);
    const frozen_question *of = q.frozen->question;
    assert_string_equal(of[1].id, "two-20");
    assert_string_equal(
        of[1].criteria,
        "Yes if the record holds at least 2 of the acts below within 5 days, the last of "
        "them on a day from 2024-02-01, which is included, to 2024-02-20, included. Else "
        "no. The acts: G toward A in X (strike, on its forces; flow bombs).");
    assert_non_null(strstr(of[2].criteria, "kill at least 2 of those hit"));
    assert_non_null(strstr(of[3].criteria, "10 days on end"));
    assert_non_null(strstr(of[6].criteria, "A and B"));
    assert_non_null(strstr(of[6].criteria, "within 14 days"));
    assert_non_null(strstr(of[7].criteria, "people have to say"));
    assert_non_null(strstr(of[4].fine_print, "only a part"));
    done(&q);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)
    const struct CMUnitTest tests[] = {
        TEST(test_the_first_and_the_last_day_count_and_no_other),
        TEST(test_counts_within_days_reach_back_over_the_start),
        TEST(test_a_spell_of_quiet_counts_from_the_start_to_the_last_day),
        TEST(test_exchanges_open_and_wars_are_said_by_people),
        TEST(test_what_people_say_of_what_the_record_tells_is_refused),
        TEST(test_parts_and_acts_that_nobody_records_are_told_apart),
        TEST(test_days_that_are_not_over_are_not_scored),
        TEST(test_days_that_nobody_watched_leave_a_question_open),
        TEST(test_late_rows_settle_and_baselines_do_not_know_them),
        TEST(test_a_record_that_contradicts_the_frozen_one_is_told),
        TEST(test_scores_are_means_over_what_is_scored),
        TEST(test_what_held_already_is_no_question_and_rules_must_be_the_scenarios),
        TEST(test_rules_in_words_name_days_acts_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
