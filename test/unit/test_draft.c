/* Scenarios to begin from: what they hold, and that they pass check. Counts from a record are done by
 * hand beside each test. */
#include "studies/draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mechanisms/outcomes.h"
#include "studies/study.h"

typedef struct text {
    char *s;
    size_t n;
} text;

static FILE *text_open(text *t)
{
    FILE *out = open_memstream(&t->s, &t->n);

    assert_non_null(out);
    return out;
}

/* Whatever a draft asks about does not hold on the eve of its start. */
static void must_ask_what_is_open(const ofr_study *study)
{
    const ofr_outcomes *outcomes = study->model->own->outcomes;
    char strain[STRAIN_TEXT];
    double already[8];
    ofr_error err = {0};

    assert_in_range(outcomes->n, 1, 8);
    if (study_already(study, 1, NULL, already, strain, NULL, &err) != OFR_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < outcomes->n; i++) {
        if (already[i] > 0) fail_msg("%s holds already", outcomes->outcome[i].id);
    }
}

static void must_pass_check(const text *t, const char *file)
{
    ofr_error err = {0};
    ofr_study *study = NULL;

    if (study_open_text(t->s, t->n, file, NULL, &study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    must_ask_what_is_open(study);
    study_close(study);
}

static text empty_template(void)
{
    text t = {NULL, 0};
    FILE *out = text_open(&t);

    assert_int_equal(draft_empty(out, NULL), OFR_OK);
    fclose(out);
    return t;
}

static void test_both_templates_pass_check(void **state)
{
    text t = empty_template();
    FILE *out;

    (void)state;
    must_pass_check(&t, "empty.yaml");
    free(t.s);
    out = text_open(&t);
    assert_int_equal(draft_small(out, NULL), OFR_OK);
    fclose(out);
    must_pass_check(&t, "small.yaml");
    free(t.s);
}

/* Oracle: the tables of keys. The last part of every pattern stands in the template as a key. */
static void test_the_empty_template_names_every_key(void **state)
{
    ofr_keys tables[SCENARIO_TABLES];
    const size_t n = scenario_keys(tables);
    const text t = empty_template();
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < tables[i].n; j++) {
            const char *path = tables[i].key[j].path, *last = strrchr(path, '.');
            char key[80];
            last = last ? last + 1 : path;
            if (strcmp(last, "*") == 0) continue;
            snprintf(key, sizeof key, "%s:", last);
            if (!strstr(t.s, key)) fail_msg("%s is not in the template", path);
            if (tables[i].key[j].help && !strstr(t.s, tables[i].key[j].help))
                fail_msg("the meaning of %s is not in the template", path);
            seen++;
        }
    }
    assert_true(seen > 150);
    free(t.s);
}

/* Each example has the type, unit and range of its key: the reader takes the template with every
 * optional line in force. */
static void test_every_commented_example_is_taken_by_the_reader(void **state)
{
    ofr_keys tables[SCENARIO_TABLES];
    const size_t n = scenario_keys(tables);
    const text t = empty_template();
    ofr_error err = {0};
    ofr_spec *spec = NULL;
    size_t m = 0, taken = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const bool line = i == 0 || t.s[m - 1] == '\n';
        if (line && t.s[i] == '#' && t.s[i + 1] != '#')
            taken++;
        else
            t.s[m++] = t.s[i];
    }
    if (spec_read_text(t.s, m, "all.yaml", tables, n, &spec, &err) != OFR_OK)
        fail_msg("%s", err.text);
    assert_true(taken > 150);
    spec_free(spec);
    free(t.s);
}

/* ---- from a record --------------------------------------------------------------------------- */

#define COLUMNS "date,source,target,theatre,action,at,count,public\n"

typedef struct drafted {
    ofr_status status;
    text t;
    char says[600]; /* of an error */
} drafted;

/* Drafts from a record of these texts in a directory of its own, and checks the draft. */
static drafted draft(const char *events, const char *totals, const char *between, const char *start,
                     size_t least)
{
    char directory[] = "/tmp/test_draft.XXXXXX", path[64], beside[64];
    drafted d = {.status = OFR_OK};
    ofr_error err = {0};
    FILE *out;

    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/events.csv", directory);
    snprintf(beside, sizeof beside, "%s/totals.csv", directory);
    out = fopen(path, "wb");
    assert_non_null(out);
    fputs(events, out);
    fclose(out);
    if (totals) {
        out = fopen(beside, "wb");
        assert_non_null(out);
        fputs(totals, out);
        fclose(out);
    }
    const draft_asked asked = {.record = path,
                               .named = "events.csv",
                               .between = between,
                               .start = start ? date_parse(start) : OFR_NO_DATE,
                               .least = least};
    out = text_open(&d.t);
    d.status = draft_from_record(&asked, out, &err);
    snprintf(d.says, sizeof d.says, "%s", err.text ? err.text : "");
    ofr_error_done(&err);
    fclose(out);
    snprintf(path, sizeof path, "%s/draft.yaml", directory);
    if (d.status == OFR_OK) must_pass_check(&d.t, path);
    snprintf(path, sizeof path, "%s/events.csv", directory);
    unlink(path);
    unlink(beside);
    rmdir(directory);
    return d;
}

static void done(drafted *d)
{
    free(d->t.s);
}

static void holds(const drafted *d, const char *part)
{
    if (d->status != OFR_OK) fail_msg("%s", d->says);
    if (!strstr(d->t.s, part)) fail_msg("'%s' is not in\n%s", part, d->t.s);
}

static void lacks(const drafted *d, const char *part)
{
    if (strstr(d->t.s, part)) fail_msg("'%s' is in\n%s", part, d->t.s);
}

/* Raids: three rows of 1, 2 and 1 acts; the last row is of 9 February, so the days are 1 January to
 * 9 February, 40: 4 / 40 = 0.1 a day. */
static const char raids[] = COLUMNS "2024-01-01,raiders,north,strait,harass,forces,1,yes\n"
                                    "2024-01-05,raiders,north,strait,harass,forces,2,yes\n"
                                    "2024-01-09,raiders+pirates,north,strait,harass,forces,1,yes\n"
                                    "2024-01-12,north,raiders,strait,strike,proxy,1,yes\n"
                                    "2024-01-13,north+isles,raiders,strait,strike,proxy,1,yes\n"
                                    "2024-01-14,north,raiders,strait,strike,proxy,1,yes\n"
                                    "2024-02-01,raiders,isles,strait,harass,,1,yes\n"
                                    "2024-02-09,south,north,talks,threaten,,1,yes\n";

static void test_a_flow_has_the_rate_of_its_acts_and_days(void **state)
{
    drafted d = draft(raids, NULL, "north=NOR,south", NULL, 3);

    (void)state;
    holds(&d, "start: 2024-02-10");
    holds(
        &d,
        "{id: raiders-harass-north-strait, from: raiders, to: north, in: strait, act: harass, at: "
        "forces, record: full,\n     rate: {value: 0.1 per day, prior: \"gamma(4, 0.1) per day\", "
        "source: \"measured: 4 acts in 40 days of events.csv\"}}");
    holds(&d, "north: {name: \"north\", kind: principal, iso3: NOR}");
    holds(&d, "south: {name: \"south\", kind: principal}");
    holds(&d, "history: {record: \"events.csv\", from: 2024-01-01, information: outsider, ignore: "
              "others}");
    /* one threat and one raid on others are below three rows */
    lacks(&d, "threaten");
    holds(&d, "6 became the flows");
    holds(&d, "1 are of rarer");
    holds(&d, "1 have neither north nor south");
    done(&d);
}

/* Oracle: a principal's two lines bear its number and name it as holder, the other as the one who acts. */
static void test_each_principal_has_two_lines_of_its_own(void **state)
{
    static const char *const order[2][2] = {{"north", "south"}, {"south", "north"}};

    (void)state;
    for (size_t way = 0; way < 2; way++) {
        char between[32], line[400];
        snprintf(between, sizeof between, "%s,%s", order[way][0], order[way][1]);
        drafted d = draft(raids, NULL, between, NULL, 3);
        for (size_t p = 0; p < 2; p++) {
            const char *holder = order[way][p], *rival = order[way][1 - p];
            snprintf(line, sizeof line,
                     "\n  line-%zu-deaths:\n    says: \"own deaths of %s\"\n    holder: %s\n"
                     "    when: {to: %s, act: harass+, deaths-own: 1}\n",
                     p + 1, holder, holder, holder);
            holds(&d, line);
            snprintf(
                line, sizeof line,
                "\n  line-%zu-direct:\n    says: \"a direct act of %s on %s\"\n    holder: %s\n"
                "    when: {to: %s, by: %s, act: direct+}\n",
                p + 1, rival, holder, holder, holder, rival);
            holds(&d, line);
        }
        done(&d);
    }
}

/* A joint strike counts for the principal in it: three rows. No rate: a red line answers with it. */
static void test_force_of_a_principal_answers_and_has_a_rate_where_it_was_used(void **state)
{
    drafted d = draft(raids, NULL, "north,south", NULL, 3);

    (void)state;
    holds(
        &d,
        "{id: north-strike-raiders-strait, from: north, to: raiders, in: strait, act: strike, at: "
        "proxy, record: full,\n     rate: {value: ");
    holds(&d, "to: south, in: strait, act: direct, record: full}");
    holds(&d, "lower the rate by what red lines bring");
    holds(&d, "options: [north-strike-raiders-strait, north-direct-south-strait]");
    holds(&d, "not in the record: without a direct act");
    done(&d);
}

static void test_who_attacks_one_principal_alone_may_be_a_client_of_the_other(void **state)
{
    drafted d = draft(raids, NULL, "north,south", NULL, 3);

    (void)state;
    holds(&d, "raiders: {name: \"raiders\", kind: group}");
    holds(&d, "CHOOSE: if south backs it");
    done(&d);
}

/* Up to 10 January: 4 acts in the 9 days from 1 to 9 January; what came later is not told. */
static void test_rows_after_the_start_are_not_used(void **state)
{
    drafted d = draft(raids, NULL, "north,south", "2024-01-10", 3);

    (void)state;
    holds(&d, "measured: 4 acts in 9 days");
    lacks(&d, "strike-raiders");
    done(&d);
}

static void test_rows_that_were_not_public_are_not_used(void **state)
{
    drafted d = draft(COLUMNS "2024-01-01,raiders,north,strait,harass,,1,yes\n"
                              "2024-01-02,raiders,north,strait,harass,,7,later:2024-03-01\n"
                              "2024-01-03,raiders,north,strait,harass,,7,no\n"
                              "2024-01-10,south,north,strait,direct,,1,yes\n",
                      NULL, "north,south", NULL, 1);

    (void)state;
    holds(&d, "measured: 1 act in 10 days");
    holds(&d, "not public by then, left out: 2");
    done(&d);
}

/* Total 30 over two theatres with 2 and 1 rows: 20 and 10 acts. In the strait one row of 3 acts lies
 * outside the interval: 20 + 3. */
static void test_running_totals_take_the_place_of_their_rows(void **state)
{
    drafted d = draft(COLUMNS "2024-01-01,raiders,north,strait,harass,,3,yes\n"
                              "2024-01-11,raiders,north,strait,harass,,5,yes\n"
                              "2024-01-12,raiders,north,coast,harass,,1,yes\n"
                              "2024-02-09,south,north,talks,threaten,,1,yes\n",
                      "first,last,source,target,theatres,action,count\n"
                      "2024-01-10,2024-01-19,raiders,north,strait+coast,harass,30\n",
                      "north,south", NULL, 1);

    (void)state;
    holds(&d, "measured: 23 acts in 40 days");
    holds(&d, "measured: 10 acts in 40 days");
    holds(&d, "in: coast, act: harass, record: totals");
    done(&d);
}

static void test_names_that_a_scenario_cannot_have_are_counted_and_left_out(void **state)
{
    drafted d = draft(COLUMNS "2024-01-01,Raiders,north,strait,harass,,1,yes\n"
                              "2024-01-02,raiders,north,on,harass,,1,yes\n"
                              "2024-01-03,raiders,north,strait,frown,,1,yes\n"
                              "2024-01-03,raiders,north,strait,war,,1,yes\n"
                              "2024-01-04,south,north,strait,harass,,1,yes\n",
                      NULL, "north,south", NULL, 1);

    (void)state;
    holds(&d, "4 have a name that a scenario cannot have");
    lacks(&d, "raiders");
    done(&d);
}

/* 100 a day is the most that a rate may be; 5000 acts on one day are above. */
static void test_a_rate_above_the_schema_is_held_to_it(void **state)
{
    drafted d = draft(COLUMNS "2024-01-01,raiders,north,strait,harass,,5000,yes\n"
                              "2024-01-01,south,north,strait,harass,,1,yes\n",
                      NULL, "north,south", NULL, 1);

    (void)state;
    holds(&d, "rate: {value: 100 per day, source:");
    done(&d);
}

/* Three names of 40 letters and an action cannot be joined into an id of 40. */
static void test_long_names_make_short_ids(void **state)
{
#define LONG "abcdefghijklmnopqrstuvwxyz-abcdefghijk"
    drafted d = draft(COLUMNS "2024-01-01," LONG "1,north,strait,harass,,1,yes\n"
                              "2024-01-01," LONG "2,north,strait,harass,,1,yes\n"
                              "2024-01-02,south,north,strait,direct,,1,yes\n",
                      NULL, "north,south", NULL, 1);

    (void)state;
    holds(&d, "{id: flow-2, from: " LONG "1");
    holds(&d, "{id: flow-3, from: " LONG "2");
    done(&d);
}

/* 80 sources, 60 flows at most; the draft still passes check. */
static void test_too_many_flows_are_cut_to_the_most_frequent(void **state)
{
    char *events = malloc(1 << 16);
    size_t n;

    (void)state;
    assert_non_null(events);
    n = (size_t)sprintf(events, COLUMNS "2024-01-01,south,north,strait,harass,,1,yes\n");
    for (int i = 0; i < 80; i++) {
        for (int j = 0; j < (i == 70 ? 2 : 1); j++)
            n += (size_t)sprintf(events + n, "2024-01-02,g%d,north,strait,harass,,1,yes\n", i);
    }
    drafted d = draft(events, NULL, "north,south", NULL, 1);
    holds(&d, "g70-harass-north-strait");
    lacks(&d, "g9-harass");
    holds(&d, "21 are of rarer"); /* 82 rows, of which 61 in the 60 most frequent flows */
    done(&d);
    free(events);
}

static void test_what_cannot_be_drafted_is_refused_with_the_cure(void **state)
{
    static const struct {
        const char *between, *start, *says;
        size_t least;
    } wrong[] = {
        {"north", NULL, "names two actors", 3},
        {"north,south,east", NULL, "names two actors", 3},
        {"north,", NULL, "names two actors", 3},
        {",north", NULL, "names two actors", 3},
        {"north=NO,south", NULL, "names two actors", 3},
        {"north=nor,south", NULL, "no country code", 3},
        {"north,north", NULL, "two different actors", 3},
        {"north,sout", NULL, "did you mean 'south'?", 3},
        {"north,south", "2024-01-01", "leaves nothing to measure", 3},
        {"north,south", NULL, "ask for fewer with --least", 100},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        drafted d = draft(raids, NULL, wrong[i].between, wrong[i].start, wrong[i].least);
        assert_int_equal(d.status, OFR_USAGE);
        if (!strstr(d.says, wrong[i].says)) fail_msg("%s: %s", wrong[i].between, d.says);
        done(&d);
    }
    drafted d = draft(COLUMNS, NULL, "north,south", NULL, 1);
    assert_int_equal(d.status, OFR_USAGE);
    done(&d);
    d = draft(COLUMNS "2024-01-01,USA,north,strait,harass,,1,yes\n", NULL, "USA,north", NULL, 1);
    assert_int_equal(d.status, OFR_USAGE);
    assert_non_null(strstr(d.says, "rename it in the record"));
    done(&d);
}

/* Oracle: war.window, 14 days at its default. South struck on 1 February: on the eve of the 15th that is 13 days ago and
 * the exchange of the 1st and the 5th under way; on the eve of the 16th it is over. */
static void test_a_draft_does_not_ask_about_an_exchange_that_is_under_way(void **state)
{
    static const char strikes[] = COLUMNS "2024-01-01,north,south,strait,harass,,1,yes\n"
                                          "2024-02-01,south,north,strait,direct,forces,1,yes\n"
                                          "2024-02-05,north,south,strait,direct,forces,1,yes\n"
                                          "2024-02-10,north,south,strait,harass,,1,yes\n";
    static const char *const start[] = {"2024-02-06", "2024-02-15", "2024-02-16"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        drafted d = draft(strikes, NULL, "north,south", start[i], 1);
        if (i < 2) {
            lacks(&d, "event: exchange");
            holds(&d, "An exchange is not asked about");
            holds(&d, "war: {says: war, event: war, headline: true}");
        } else {
            holds(&d, "event: exchange, headline: true");
            lacks(&d, "is not asked about");
        }
        done(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_templates_pass_check),
        cmocka_unit_test(test_the_empty_template_names_every_key),
        cmocka_unit_test(test_every_commented_example_is_taken_by_the_reader),
        cmocka_unit_test(test_a_flow_has_the_rate_of_its_acts_and_days),
        cmocka_unit_test(test_each_principal_has_two_lines_of_its_own),
        cmocka_unit_test(test_force_of_a_principal_answers_and_has_a_rate_where_it_was_used),
        cmocka_unit_test(test_who_attacks_one_principal_alone_may_be_a_client_of_the_other),
        cmocka_unit_test(test_rows_after_the_start_are_not_used),
        cmocka_unit_test(test_rows_that_were_not_public_are_not_used),
        cmocka_unit_test(test_running_totals_take_the_place_of_their_rows),
        cmocka_unit_test(test_names_that_a_scenario_cannot_have_are_counted_and_left_out),
        cmocka_unit_test(test_a_rate_above_the_schema_is_held_to_it),
        cmocka_unit_test(test_long_names_make_short_ids),
        cmocka_unit_test(test_too_many_flows_are_cut_to_the_most_frequent),
        cmocka_unit_test(test_what_cannot_be_drafted_is_refused_with_the_cure),
        cmocka_unit_test(test_a_draft_does_not_ask_about_an_exchange_that_is_under_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
