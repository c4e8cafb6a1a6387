/* test_answer.c -- the figures of an answer against numbers worked by hand; its JSON, CSV, page,
 * lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>

#include "answer_fake.h"
#include "report/answer.h"
#include "report/result_tally.h"
#include "report/terminal.h"

/* cmocka's own comparison rounds to float. */
#define assert_near(a, b, slack) assert_true(fabs((a) - (b)) <= (slack))

/* Oracle: with 64 bins and scale 4, t = 8.5 is 4 * 8.5 / 55.5; the first bin is 0, the last its lower end. */
static void test_bins_are_scaled_back(void **state)
{
    (void)state;
    assert_near(scaled_value(8, 0.5, 64, 4), 4 * 8.5 / 55.5, 1e-12);
    assert_near(scaled_value(0, 0.9, 64, 4), 0, 1e-15);
    assert_near(scaled_value(63, 0.9, 64, 4), 252, 1e-12);
}

/* Oracle: result_fake.h. */
static void test_an_answer_counts_what_the_members_did(void **state)
{
    ofr_answer *a = read_it();

    (void)state;
    assert_int_equal(a->n_horizons, 3);
    assert_int_equal(a->days[0], 30);
    assert_int_equal(a->days[2], 100);
    /* war comes on day 40, the 41st: not within 30 days */
    assert_int_equal(a->outcome[0].by[0].share.occurred, 0);
    assert_string_equal(a->outcome[0].by[0].text, "< 1 in 330");
    assert_int_equal(a->outcome[0].by[1].share.occurred, 10);
    assert_near(a->outcome[0].curve[39], 0, 1e-15);
    assert_near(a->outcome[0].curve[40], 0.01, 1e-15);
    /* wars fall on every fifth set, one each: 10 of 50 sets have 1 of 20. The variance of k / m is
     * 0.01 (0.04 * 50 / 49) = 4.08e-4 below the binomial 0.01 * 0.99 / 20 = 4.95e-4: no spread */
    assert_true(a->outcome[0].by[2].share.has_sets);
    assert_false(a->outcome[0].by[2].share.spread);
    assert_near(a->outcome[0].by[2].share.probability, 0.01, 1e-12);
    assert_near(a->outcome[0].by[2].share.range_high, 0.01, 1e-12);
    assert_string_equal(a->outcome[0].by[2].text, "1.0 % (0.5-1.8)");
    /* quiet: all of the even sets, none of the odd ones */
    assert_int_equal(a->outcome[1].by[2].share.occurred, 500);
    assert_true(a->outcome[1].by[2].share.spread);
    assert_true(a->outcome[1].by[2].share.range_low < 0.01);
    assert_true(a->outcome[1].by[2].share.range_high > 0.99);
    assert_near(a->outcome[1].by[2].share.probability, 0.5, 1e-15);
    assert_string_equal(a->outcome[1].by[2].text, "50 % (1 or more)");
    /* quiet within 30 days: 5 sets with 20 of 20, 5 with 10 (days 20 .. 29), 40 with 0: p = 0.15,
     * s^2 = (5 0.85^2 + 5 0.35^2 + 40 0.15^2) / 49, 1 + 19 rho = 20 s^2 / (p q) = 16.406563 */
    assert_int_equal(a->outcome[1].by[0].share.occurred, 150);
    assert_near(a->outcome[1].by[0].share.effective, 1000 / 16.406563, 1e-5);
    /* triggers 7, 2, 1 of 10 */
    assert_int_equal(a->n_triggers, 3);
    assert_int_equal(a->triggered, 10);
    assert_string_equal(a->trigger[0].theatre, "gulf");
    assert_near(a->trigger[0].share, 0.7, 1e-15);
    assert_string_equal(a->trigger[1].theatre, "hills");
    assert_null(a->trigger[2].theatre);
    /* a quarter of members misread twice; two dropped, one what could have mattered; deaths 0 .. 4 evenly */
    assert_int_equal(a->misread_members, 250);
    assert_near(a->misread_mean, 0.5, 1e-15);
    assert_int_equal(a->dropped_members, 2);
    assert_int_equal(a->dropped_open, 1);
    assert_int_equal(a->n_dropped, 2);
    assert_string_equal(a->dropped[0].kind, "crossing");
    assert_int_equal(a->dropped[0].n, 3);
    assert_int_equal(a->dropped[0].members, 1);
    assert_int_equal(a->dropped[0].open, 1);
    assert_string_equal(a->dropped[1].id, "court");
    assert_int_equal(a->dropped[1].open, 0);
    assert_near(a->deaths.mean, 2, 1e-12);
    assert_near(a->deaths.quantile[2], 2, 1e-15);
    assert_near(a->principal[0].payoff.mean, 499.5, 1e-9);
    assert_near(a->principal[0].payoff.quantile[0], 49, 1e-12); /* the 50th of 0 .. 999 */
    /* a quarter and a half of the member-days */
    assert_near(a->agenda[0].no_terms, 0.25, 1e-12);
    assert_near(a->agenda[0].no_channel, 0.5, 1e-12);
    assert_near(a->agenda[0].open, 0.25, 1e-12);
    /* equal evidence: all sets count */
    assert_int_equal(a->evidence_sets, 50);
    assert_near(a->evidence_effective, 50, 1e-9);
    /* acts: 0 .. 9, a hundred each; the 5 % quantile is 0, the median the 500th: 4, 95 %: 9 */
    assert_near(a->series[0].quantile[0 * FAKE_DAYS + 7], 0, 1e-15);
    assert_near(a->series[0].quantile[2 * FAKE_DAYS + 7], 4, 1e-15);
    assert_near(a->series[0].quantile[4 * FAKE_DAYS + 99], 9, 1e-15);
    /* tension: member % 16 over 1000 members: 63 in the first eight classes, 62 in the others. The
     * median, 500, is 59 of 63 into bin 8 + 7. */
    assert_near(a->series[1].quantile[2 * FAKE_DAYS], 4 * (15 + 59.0 / 63) / (49 - 59.0 / 63),
                1e-9);
    assert_false(a->series[0].capped);
    assert_int_equal(a->series[0].n_history, 10);
    assert_near(a->series[0].history[3 * 9 + 1], 1, 1e-15);
    /* a.level is 2 exactly in the sets that are quiet; it is no headline: no weight */
    for (size_t p = 0; p < 2; p++) {
        const double with_quiet = a->parameter[p].correlation[1];
        if (strcmp(a->parameter[p].path, "a.level") == 0) {
            assert_near(with_quiet, 1, 1e-12);
        } else {
            assert_true(fabs(with_quiet) < 0.05);
        }
        assert_true(isnan(a->parameter[p].correlation[2]));
    }
    assert_int_equal(a->n_chronicles, 2);
    assert_string_equal(a->chronicle[0].pick, "median");
    assert_int_equal(a->chronicle[0].n_acts, 2);
    assert_string_equal(a->chronicle[0].act[1].source, "blue");
    answer_free(a);
}

/* Oracle: docs/page-data.md, and the escapes that it promises. */
static void test_json_is_whole_and_safe_in_a_script_element(void **state)
{
    ofr_answer *a = read_it();
    char *text = told(a, answer_json);
    int depth = 0;
    bool inside = false;

    (void)state;
    for (const char *c = text; *c; c++) {
        assert_true(*c != '<' && *c != '>' && *c != '&');
        if (*c == '\\') {
            c++;
        } else if (*c == '"') {
            inside = !inside;
        } else if (!inside) {
            depth += (*c == '{' || *c == '[') - (*c == '}' || *c == ']');
            assert_true(depth > 0 || c[1] == '\0');
            assert_false(strncmp(c, "nan", 3) == 0 || strncmp(c, "inf", 3) == 0);
        }
    }
    assert_int_equal(depth, 0);
    assert_false(inside);
    assert_non_null(strstr(text, "\"seed\":\"18446744073709551615\""));
    assert_non_null(strstr(text, "the driver \\u003c/script\\u003e \\\"war\\\""));
    assert_non_null(strstr(text, "\"A \\\"band\\\", \\u003cof\\u003e \xc3\xa9migr\xc3\xa9s\""));
    assert_non_null(strstr(text, "\"at\":[10.5,20.25]"));
    assert_non_null(strstr(text, "\"at\":null"));
    assert_non_null(strstr(text, "\"text\":\"\\u003c 1 in 330\""));
    free(text);
    answer_free(a);
}

static ofr_status tell_wide(const ofr_answer *answer, FILE *out, ofr_error *err)
{
    return answer_lines(answer, 200, out, err);
}

static ofr_status tell_narrow(const ofr_answer *answer, FILE *out, ofr_error *err)
{
    return answer_lines(answer, 60, out, err);
}

/* Oracle: the counts of result_fake.h; three horizons fit beside each other, or stand below each other. */
static void test_the_lines_show_every_outcome_at_every_horizon(void **state)
{
    ofr_answer *a = read_it();
    char *text = told(a, tell_wide);

    (void)state;
    assert_ptr_equal(strstr(text,
                            "Red and Blue | from 2024-02-08 | 50 parameter sets x 20 futures | "
                            "seed 18446744073709551615 | the model alone\n"),
                     text);
    assert_non_null(
        strstr(text, "                    30 days           90 days           100 days\n"
                     "direct war *        < 1 in 330        1.0 % (0.5-1.8)   1.0 % (0.5-1.8)\n"));
    assert_non_null(
        strstr(text, "what never happens  < 1 in 330        < 1 in 330        < 1 in 330\n"));
    assert_non_null(strstr(text, "first trigger: gulf 70 %, hills 20 %, no known cause 10 %\n"));
    assert_non_null(strstr(text, "* prior-driven"));
    free(text);
    text = told(a, tell_narrow);
    assert_non_null(strstr(text, "direct war *         30 days  < 1 in 330\n"
                                 "                     90 days  1.0 % (0.5-1.8)\n"
                                 "                    100 days  1.0 % (0.5-1.8)\n"));
    free(text);
    answer_free(a);
}

/* Oracle: by hand from result_fake.h: 50 % of quiet, 1 % of war, which is assumed, none of what never happens; 4 of 9
 * inputs judged, 50 sets of equal evidence, 2 of 1000 futures with a drop, 1 with one that mattered. */
static void test_summary_and_trust_say_what_the_figures_say(void **state)
{
    ofr_answer *a = read_it();

    (void)state;
    assert_string_equal(
        a->summary, "Within 100 days. As likely as not: 30 quiet days (50 %). Unlikely: what never "
                    "happens (< 1 in 330). Assumed rather than observed: direct war (1.0 %).");
    assert_string_equal(
        a->trust, "44 % of inputs are judged; by the record 50 parameter sets are worth 50; <1 % "
                  "of futures dropped an answer or a message, <1 % one that could have changed an "
                  "outcome; no earlier forecast of this case was scored");
    answer_free(a);
}

static bool has_limit(const ofr_answer *a, const char *part)
{
    for (size_t i = 0; i < a->n_limits; i++) {
        if (strstr(a->limit[i], part)) return true;
    }
    return false;
}

/* Oracle: the plan. Where an outcome holds in half of the histories or more no share of it is told, below that a limit says
 * in how many. */
static void test_what_holds_already_is_told_in_place_of_a_share(void **state)
{
    char path[PATH_ROOM];
    ofr_plan plan = fake_plan();
    ofr_outcome_name outcome[FAKE_OUTCOMES];
    ofr_answer *a = read_it();
    ofr_error err = {0};

    (void)state;
    assert_true(has_limit(a, "In 25 % of the histories that fit the record this is true at the "
                             "start already: 30 quiet days."));
    assert_int_equal(strncmp(a->outcome[1].by[2].text, "50 %", 4), 0);
    answer_free(a);
    memcpy(outcome, plan.outcome, sizeof outcome);
    outcome[1].already = 0.5;
    plan.outcome = outcome;
    fake_path(path, directory, "already.offramp");
    assert_int_equal(fake_run(path, RESULT_KEEP, &plan, SIZE_MAX, &err), OFR_OK);
    assert_int_equal(answer_read(path, false, &a, &err), OFR_OK);
    assert_true(a->outcome[1].already == 0.5);
    for (size_t h = 0; h < a->n_horizons; h++)
        assert_string_equal(a->outcome[1].by[h].text, "already true");
    assert_string_equal(a->summary,
                        "Within 100 days. True at the start already: 30 quiet days. Unlikely: what "
                        "never happens (< 1 in 330). Assumed rather than observed: direct war "
                        "(1.0 %).");
    assert_true(has_limit(a, "In 50 % of the histories"));
    answer_free(a);
    unlink(path);
}

/* Oracle: the width that is asked for; titles and names may be longer by themselves. */
static void test_lines_keep_within_the_width(void **state)
{
    static const int width[] = {60, 80, 100, 200};
    ofr_answer *a = read_it();

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        assert_int_equal(answer_lines(a, width[i], out, NULL), OFR_OK);
        fclose(out);
        size_t n_lines = 0;
        for (char *line = text, *end; *line; line = end + 1, n_lines++) {
            end = strchr(line, '\n');
            assert_non_null(end);
            *end = '\0';
            if (n_lines > 0) assert_true(cells_of(line) <= width[i]);
        }
        assert_true(n_lines >= 8);
        free(text);
    }
    answer_free(a);
}

static char *slurp(const char *path)
{
    char *text = calloc(1, 1 << 20);
    FILE *in = fopen(path, "rb");

    assert_non_null(text);
    assert_non_null(in);
    assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
    fclose(in);
    return text;
}

static void spill(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void test_the_page_is_the_template_with_the_answer_in_it(void **state)
{
    const file_rule pages = {.is_ours = page_is_ours, .refusal = "is no page"};
    char template_path[PATH_ROOM], page_path[PATH_ROOM];
    ofr_error err = {0};
    char *text;

    (void)state;
    fake_path(template_path, directory, "t.html");
    fake_path(page_path, directory, "p.html");
    spill(template_path, "<p>before</p><script type=\"application/json\" id=\"offramp-data\">null"
                         "</script><p>after</p>");
    assert_int_equal(page_write(result, template_path, page_path, &pages, &err), OFR_OK);
    text = slurp(page_path);
    assert_ptr_equal(strstr(text, "<p>before</p><script type=\"application/json\" "
                                  "id=\"offramp-data\">{\"format\":\"offramp-page\""),
                     text);
    assert_non_null(strstr(text, "]}</script><p>after</p>"));
    free(text);
    /* a page without the place is refused, and the old page stays */
    spill(template_path, "<p>no place</p>");
    assert_int_equal(page_write(result, template_path, page_path, &pages, &err), OFR_IO);
    assert_non_null(strstr(err.text, "offramp-data"));
    ofr_error_done(&err);
    text = slurp(page_path);
    assert_non_null(strstr(text, "offramp-page"));
    free(text);
    assert_int_equal(page_write(result, "/nowhere/t.html", page_path, &pages, &err), OFR_IO);
    ofr_error_done(&err);
    unlink(template_path);
    unlink(page_path);
}

/* Oracle: RFC 4180 and result_fake.h. */
static void test_tables_become_csv(void **state)
{
    static const char *const name[] = {"meta",
                                       "clock",
                                       "actor",
                                       "theatre",
                                       "principal",
                                       "edge",
                                       "outcome",
                                       "series",
                                       "agenda",
                                       "parameter_set",
                                       "chunk",
                                       "member",
                                       "member_outcome",
                                       "payoff",
                                       "set_evidence",
                                       "left_out",
                                       "agenda_days",
                                       "histogram",
                                       "history_series",
                                       "kept",
                                       "act",
                                       "answer",
                                       "bands",
                                       "dropping",
                                       "dropped",
                                       "pair",
                                       "pair_answer",
                                       "published",
                                       "model_only",
                                       "learned_block",
                                       "learned_parameter"};
    char out[PATH_ROOM], path[PATH_ROOM + 40];
    ofr_error err = {0};
    char *text;

    (void)state;
    fake_path(out, directory, "csv");
    assert_int_equal(export_csv(result, out, false, NULL, &err), OFR_OK);
    snprintf(path, sizeof path, "%s/actor.csv", out);
    text = slurp(path);
    assert_string_equal(text,
                        "no,id,name,kind,iso3,latitude,longitude\r\n"
                        "0,red,Red,principal,RED,10.5,20.25\r\n"
                        "1,blue,Blue,principal,,,\r\n"
                        "2,band,\"A \"\"band\"\", <of> \xc3\xa9migr\xc3\xa9s\",group,,1,2\r\n");
    free(text);
    snprintf(path, sizeof path, "%s/act.csv", out);
    text = slurp(path);
    assert_non_null(strstr(text,
                           "\r\n500,70,2024-02-11,flow,raids,band,blue,gulf,strike,2,1,0,0,0,1,0,"
                           "0,-2,\"the driver </script> \"\"war\"\"\",Band strikes Blue.\r\n"));
    free(text);
    assert_int_equal(export_csv(result, result, false, NULL, &err), OFR_IO);
    ofr_error_done(&err);
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        snprintf(path, sizeof path, "%s/%s.csv", out, name[i]);
        assert_int_equal(unlink(path), 0);
    }
    snprintf(path, sizeof path, "%s/%s", out, CSV_MARK);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(out), 0); /* and nothing else was written */
}

/* Oracle: what was packed. Broken packings: cut within a number; more counts than there is room. */
static void test_a_packed_histogram_comes_back(void **state)
{
    static const uint32_t count[9] = {0, 5, 0, 0, 300, UINT32_MAX, 0, 1, 0};
    static const unsigned char bad[][4] = {{0x80}, {9, 1}, {0, 0}, {8, 1, 0, 1}};
    static const size_t bad_size[] = {1, 2, 2, 4};
    unsigned char room[9 * TALLY_BYTES];
    uint32_t back[9];

    (void)state;
    const size_t size = tally_pack(count, 9, room);
    assert_true(tally_unpack(room, size, back, 9));
    assert_memory_equal(count, back, sizeof count);
    assert_false(tally_unpack(room, size - 1, back, 9));
    assert_true(tally_unpack(room, 0, back, 9));
    for (size_t i = 0; i < 4; i++) assert_false(tally_unpack(bad[i], bad_size[i], back, 9));
}

static void test_an_unfinished_result_says_so(void **state)
{
    const ofr_plan plan = fake_plan();
    char path[PATH_ROOM];
    ofr_answer *a = NULL;
    char *text;

    (void)state;
    fake_path(path, directory, "b.offramp");
    for (size_t chunks = 0; chunks < 3; chunks += 2) {
        assert_int_equal(fake_run(path, RESULT_KEEP, &plan, chunks, NULL), OFR_OK);
        assert_int_equal(answer_read(path, false, &a, NULL), OFR_OK);
        assert_int_equal(a->done, chunks * FAKE_CHUNK);
        text = told(a, tell_narrow);
        assert_non_null(strstr(text, chunks ? "unfinished: 256 of 1000" : "no futures yet"));
        free(text);
        text = told(a, answer_json);
        assert_non_null(strstr(text, "\"complete\":false"));
        free(text);
        answer_free(a);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bins_are_scaled_back),
        cmocka_unit_test(test_an_answer_counts_what_the_members_did),
        cmocka_unit_test(test_json_is_whole_and_safe_in_a_script_element),
        cmocka_unit_test(test_the_lines_show_every_outcome_at_every_horizon),
        cmocka_unit_test(test_summary_and_trust_say_what_the_figures_say),
        cmocka_unit_test(test_what_holds_already_is_told_in_place_of_a_share),
        cmocka_unit_test(test_lines_keep_within_the_width),
        cmocka_unit_test(test_the_page_is_the_template_with_the_answer_in_it),
        cmocka_unit_test(test_tables_become_csv),
        cmocka_unit_test(test_a_packed_histogram_comes_back),
        cmocka_unit_test(test_an_unfinished_result_says_so),
    };

    return cmocka_run_group_tests(tests, make_plain_result, remove_result);
}
