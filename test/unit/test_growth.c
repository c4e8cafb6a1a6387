/* A record and a newer one, row by row. Fates are read off the short texts below by eye; what is written reads back as it was. */
#include "events/growth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "events/record_write.h"

#define HEADER "date,source,target,theatre,action,count,deaths_own,public,provenance\n"
#define TOTALS "first,last,source,target,theatres,action,count\n"

static const char old_rows[] = HEADER "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n"
                                      "2024-01-05,g,a,x,harass,2,0,yes,desk 2\n"
                                      "2024-01-09,a,g,x,strike,1,,yes,desk 3\n"
                                      "2024-01-20,g,a,x,harass,1,0,later:2024-02-03,\n";

static ofr_record *read_text(const char *events, const char *totals)
{
    ofr_record *record = NULL;
    ofr_error err = {0};

    if (record_read_text(events, strlen(events), totals, totals ? strlen(totals) : 0,
                         "r-events.csv", &record, &err) != OFR_OK)
        fail_msg("%s", err.text);
    return record;
}

/* The old start is 1 February, the new one the 8th. */
static growth_asked asked_of(growth_says says, bool accept)
{
    return (growth_asked){.says = says,
                          .accept = accept,
                          .was_start = date_parse("2024-02-01"),
                          .start = date_parse("2024-02-08"),
                          .outsider = true};
}

typedef struct matched {
    ofr_record *old, *newer;
    ofr_growth *growth;
} matched;

static matched match(const char *old, const char *newer, growth_says says, bool accept)
{
    const growth_asked asked = asked_of(says, accept);
    matched m = {.old = read_text(old, NULL), .newer = newer ? read_text(newer, NULL) : NULL};
    ofr_error err = {0};

    if (growth_match(m.old, m.newer, &asked, &m.growth, &err) != OFR_OK) fail_msg("%s", err.text);
    return m;
}

static void done(matched *m)
{
    growth_free(m->growth);
    record_free(m->old);
    record_free(m->newer);
}

static void refused(const char *old, const char *newer, growth_says says, ofr_status code,
                    const char *part)
{
    const growth_asked asked = asked_of(says, false);
    ofr_record *a = read_text(old, NULL), *b = read_text(newer, NULL);
    ofr_growth *growth = NULL;
    ofr_error err = {0};

    assert_int_equal(growth_match(a, b, &asked, &growth, &err), code);
    assert_null(growth);
    if (!strstr(err.text, part)) fail_msg("'%s' is not in '%s'", part, err.text);
    ofr_error_done(&err);
    record_free(a);
    record_free(b);
}

static const growth_row *row_of(const matched *m, const char *date, growth_fate fate)
{
    const int32_t day = date_parse(date);

    for (size_t i = 0; i < m->growth->n_rows; i++) {
        const growth_row *row = &m->growth->row[i];
        if ((row->now ? row->now : row->was)->date == day && row->fate == fate) return row;
    }
    fail_msg("no row of %s is %s", date, growth_fate_name(fate));
    return NULL;
}

/* Text of the record that has grown, without the parts that are marked. */
static char *text_of(const ofr_growth *g, const uint8_t *without)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    ofr_record *record = NULL;
    ofr_error err = {0};

    if (growth_record(g, without, NULL, "n-events.csv", &record, &err) != OFR_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < record->n_events; i++) record_write_event(&record->event[i], out);
    fclose(out);
    record_free(record);
    return text;
}

static void test_new_rows_only_add_to_what_is_there(void **state)
{
    matched m = match(old_rows,
                      HEADER
                      "2024-02-02,g,a,x,harass,1,0,yes,\n2024-01-09,g,a,x,harass,1,0,yes,\n"
                      "2024-02-09,g,a,x,harass,1,0,yes,\n2024-01-05,g,a,x,harass,2,0,yes,desk 2\n"
                      "2024-01-05,g,a,x,harass,2,0,yes,desk 2\n",
                      GROWTH_ROWS, false);

    (void)state;
    assert_false(m.growth->whole);
    assert_int_equal(m.growth->rows[GROWTH_NEW], 1);
    assert_int_equal(m.growth->rows[GROWTH_LATE], 1);
    assert_int_equal(m.growth->rows[GROWTH_AFTER], 1);
    assert_int_equal(m.growth->rows[GROWTH_REPEATED], 1); /* the first of the two is the old row */
    assert_int_equal(m.growth->rows[GROWTH_KEPT], 4);
    assert_int_equal(m.growth->rows[GROWTH_GONE], 0);
    done(&m);
}

/* One article tells of an old row and of a new one: nobody took the old one back. */
static void test_a_new_row_of_an_old_source_is_a_new_row(void **state)
{
    matched m = match(old_rows,
                      HEADER "2024-02-02,g,a,x,harass,1,0,yes,desk 2\n"
                             "2024-01-09,a,g,x,strike,1,3,yes,desk 3\n",
                      GROWTH_ROWS, false);

    (void)state;
    assert_int_equal(m.growth->rows[GROWTH_NEW], 1);
    assert_int_equal(m.growth->rows[GROWTH_CHANGED], 1); /* the same day and actors */
    assert_int_equal(m.growth->rows[GROWTH_MOVED], 0);
    done(&m);
}

static void test_a_row_enters_when_it_is_new_or_becomes_public(void **state)
{
    matched m = match(old_rows, NULL, GROWTH_GUESS, false);

    (void)state;
    /* Known on the 3rd of February: after the old start and before the new one. */
    assert_true(row_of(&m, "2024-01-20", GROWTH_KEPT)->entered);
    assert_false(row_of(&m, "2024-01-20", GROWTH_KEPT)->counted);
    assert_false(row_of(&m, "2024-01-03", GROWTH_KEPT)->entered);
    done(&m);
}

static void test_a_row_of_one_source_that_changed_is_the_same_row(void **state)
{
    matched m = match(old_rows,
                      HEADER "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n"
                             "2024-01-05,g,a,x,harass,2,3,yes,desk 2\n"
                             "2024-01-09,a,g,x,strike,1,,yes,desk 3\n"
                             "2024-01-20,g,a,x,harass,1,1,later:2024-02-03,\n",
                      GROWTH_GUESS, false);
    const growth_row *changed = row_of(&m, "2024-01-05", GROWTH_CHANGED);

    (void)state;
    assert_true(m.growth->whole);
    assert_int_equal(changed->was->deaths_own, 0);
    assert_int_equal(changed->now->deaths_own, 3);
    assert_true(changed->entered && changed->counted);
    /* Without a source, the act tells which row it is. */
    assert_int_equal(row_of(&m, "2024-01-20", GROWTH_CHANGED)->now->deaths_own, 1);
    done(&m);
}

static void test_what_contradicts_is_refused_with_both_places(void **state)
{
    (void)state;
    refused(
        old_rows,
        HEADER
        "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n2024-01-05,g,a,x,harass,2,0,yes,desk 2\n"
        "2024-01-10,a,g,x,strike,1,,yes,desk 3\n2024-01-20,g,a,x,harass,1,0,later:2024-02-03,\n",
        GROWTH_GUESS, OFR_RECORD,
        "r-events.csv:4: 2024-01-09, a to g, strike; the row of the same source is now\n"
        "  r-events.csv:4: 2024-01-10, a to g, strike");
    refused(old_rows,
            HEADER
            "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n2024-01-05,g,a,x,harass,2,0,yes,desk 2\n"
            "2024-01-20,g,a,x,harass,1,0,later:2024-02-03,\n",
            GROWTH_GUESS, OFR_RECORD, "r-events.csv:4: 2024-01-09, a to g, strike; is gone");
    refused(old_rows,
            HEADER "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n2024-02-02,g,a,x,harass,2,0,yes,\n",
            GROWTH_GUESS, OFR_USAGE,
            "holds 1 of the 4 rows that the record has from 2024-01-03 on");
}

static void test_changes_that_are_accepted_are_taken(void **state)
{
    matched m = match(old_rows,
                      HEADER "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n"
                             "2024-01-10,a,g,x,strike,1,,yes,desk 3\n"
                             "2024-01-20,g,a,x,harass,1,0,later:2024-02-03,\n",
                      GROWTH_GUESS, true);
    char *text = text_of(m.growth, NULL);

    (void)state;
    assert_int_equal(m.growth->rows[GROWTH_GONE], 1);
    assert_int_equal(m.growth->rows[GROWTH_MOVED], 1);
    assert_null(strstr(text, "2024-01-05"));
    assert_null(strstr(text, "2024-01-09"));
    assert_non_null(strstr(text, "2024-01-10"));
    free(text);
    done(&m);
}

static void test_taken_out_again_a_row_is_as_it_was(void **state)
{
    matched m = match(old_rows,
                      HEADER "2024-01-03,g,a,x,harass,1,0,yes,desk 1\n"
                             "2024-01-05,g,a,x,harass,2,3,yes,desk 2\n"
                             "2024-01-20,g,a,x,harass,1,0,later:2024-02-03,\n"
                             "2024-02-02,g,a,x,harass,1,0,yes,\n",
                      GROWTH_GUESS, true);
    matched before = match(old_rows, NULL, GROWTH_GUESS, false);
    uint8_t all[16] = {0};
    char *without, *was;

    (void)state;
    assert_true(m.growth->n_rows <= sizeof all);
    /* All but the row that was not public: without it that one is not there. */
    for (size_t i = 0; i < m.growth->n_rows; i++) all[i] = m.growth->row[i].fate != GROWTH_KEPT;
    without = text_of(m.growth, all);
    was = text_of(before.growth, NULL);
    assert_string_equal(without, was);
    free(without);
    free(was);
    done(&before);
    done(&m);
}

static void test_the_order_of_the_newer_rows_does_not_matter(void **state)
{
    static const char a[] = HEADER
        "2024-02-02,g,a,x,harass,1,0,yes,\n2024-02-02,g,a,x,harass,2,0,yes,\n"
        "2024-02-02,a,g,x,strike,1,,yes,\n2024-01-07,g,a,x,harass,1,0,yes,\n",
                      b[] = HEADER
                      "2024-01-07,g,a,x,harass,1,0,yes,\n2024-02-02,a,g,x,strike,1,,yes,\n"
                      "2024-02-02,g,a,x,harass,2,0,yes,\n2024-02-02,g,a,x,harass,1,0,yes,\n";
    matched one = match(old_rows, a, GROWTH_GUESS, false),
            other = match(old_rows, b, GROWTH_GUESS, false);
    char *x = text_of(one.growth, NULL), *y = text_of(other.growth, NULL);

    (void)state;
    assert_string_equal(x, y);
    free(x);
    free(y);
    done(&one);
    done(&other);
}

static void test_totals_that_grow_are_new_and_corrected_ones_changed(void **state)
{
    ofr_record *old = read_text(old_rows, TOTALS "2024-01-01,2024-01-15,g,a,x,harass,5\n"),
               *newer = read_text(HEADER, TOTALS "2024-01-01,2024-01-15,g,a,x,harass,6\n"
                                                 "2024-01-16,2024-02-03,g,a,x,harass,4\n"
                                                 "2024-02-04,2024-02-09,g,a,x,harass,4\n");
    const growth_asked asked = asked_of(GROWTH_GUESS, false);
    ofr_growth *g = NULL;
    ofr_record *grown = NULL;
    ofr_error err = {0};
    const uint8_t none[3] = {0, 1, 0};

    (void)state;
    assert_int_equal(growth_match(old, newer, &asked, &g, &err), OFR_OK);
    assert_int_equal(g->totals[GROWTH_CHANGED], 1);
    assert_int_equal(g->totals[GROWTH_NEW], 1);
    assert_int_equal(g->totals[GROWTH_AFTER], 1);
    assert_int_equal(growth_record(g, NULL, NULL, "n-events.csv", &grown, &err), OFR_OK);
    assert_int_equal(grown->n_totals, 2);
    assert_int_equal(grown->total[0].count, 6);
    record_free(grown);
    assert_int_equal(growth_record(g, NULL, none, "n-events.csv", &grown, &err), OFR_OK);
    assert_int_equal(grown->n_totals, 1);
    record_free(grown);
    growth_free(g);
    record_free(old);
    record_free(newer);
}

/* Every column with a value that is not its default, quotes, commas and a line end among them. */
static void test_what_is_written_reads_back(void **state)
{
    static const char rows[] =
        "date,precision,source,target,theatre,action,at,claimed,audience,count,deaths_own,"
        "deaths_partner,deaths_attacker,wounded_own,indirect,via,public,word,inferred,leader,"
        "place,cause,note,provenance\n"
        "2024-01-03,approx,a+b,c,x,d,third,no,e,7,0,1,2,3,yes,m+n,later:2024-02-01,pause,yes,"
        "yes,sea,why,\"a, \"\"b\"\"\nand c\",desk\n"
        "2024-01-04,month,a,c,x,d,homeland,yes,,1,,,,,no,,no,restraint,no,no,abroad,,,\n";
    static const char totals[] = "first,last,source,target,theatres,action,count,about\n"
                                 "2024-01-01,2024-01-02,a,c,x+y,d,11,yes\n"
                                 "2024-01-03,2024-01-04,a,c,x+y,d,0,yes\n"
                                 "2024-01-05,2024-01-06,a,c,x+y,d,11,4\n"
                                 "2024-01-07,2024-01-08,a,c,x+y,d,2,5\n"
                                 "2024-01-09,2024-01-09,a,c,x+y,d,11,\n";
    ofr_record *a = read_text(rows, totals), *b;
    char *text[2] = {NULL, NULL};
    size_t n[2];
    FILE *events = open_memstream(&text[0], &n[0]), *sums = open_memstream(&text[1], &n[1]);

    (void)state;
    record_write_head(events);
    for (size_t i = 0; i < a->n_events; i++) record_write_event(&a->event[i], events);
    record_write_totals_head(sums);
    for (size_t i = 0; i < a->n_totals; i++) record_write_total(&a->total[i], sums);
    fclose(events);
    fclose(sums);
    b = read_text(text[0], text[1]);
    assert_int_equal(a->n_events, b->n_events);
    assert_int_equal(a->n_totals, b->n_totals);
    for (size_t i = 0; i < a->n_events; i++)
        assert_int_equal(event_compare(&a->event[i], &b->event[i]), 0);
    for (size_t i = 0; i < a->n_totals; i++)
        assert_int_equal(total_compare(&a->total[i], &b->total[i]), 0);
    assert_string_equal(b->event[0].note, "a, \"b\"\nand c");
    assert_int_equal(event_compare(&a->event[0], &b->event[1]) < 0, 1);
    free(text[0]);
    free(text[1]);
    record_free(a);
    record_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_rows_only_add_to_what_is_there),
        cmocka_unit_test(test_a_new_row_of_an_old_source_is_a_new_row),
        cmocka_unit_test(test_a_row_enters_when_it_is_new_or_becomes_public),
        cmocka_unit_test(test_a_row_of_one_source_that_changed_is_the_same_row),
        cmocka_unit_test(test_what_contradicts_is_refused_with_both_places),
        cmocka_unit_test(test_changes_that_are_accepted_are_taken),
        cmocka_unit_test(test_taken_out_again_a_row_is_as_it_was),
        cmocka_unit_test(test_the_order_of_the_newer_rows_does_not_matter),
        cmocka_unit_test(test_totals_that_grow_are_new_and_corrected_ones_changed),
        cmocka_unit_test(test_what_is_written_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
