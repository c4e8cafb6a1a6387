/* Reading event records. Expected values are what the small texts below say, read by eye; places
 * are counted by hand, from 1, in characters. */
#include "events/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "date,source,target,theatre,action"

static ofr_record *read_good(const char *events, const char *totals)
{
    ofr_record *record = NULL;
    ofr_error err = {0};
    const ofr_status status = record_read_text(
        events, strlen(events), totals, totals ? strlen(totals) : 0, "events.csv", &record, &err);

    if (status != OFR_OK) print_error("%s\n", err.text);
    assert_int_equal(status, OFR_OK);
    ofr_error_done(&err);
    return record;
}

/* The text must be refused with exactly these messages. */
static void refused(const char *events, const char *totals, const char *expected)
{
    ofr_record *record = NULL;
    ofr_error err = {0};
    const ofr_status status = record_read_text(
        events, strlen(events), totals, totals ? strlen(totals) : 0, "events.csv", &record, &err);

    assert_int_equal(status, OFR_RECORD);
    assert_int_equal(err.code, OFR_RECORD);
    assert_null(record);
    assert_string_equal(err.text, expected);
    ofr_error_done(&err);
}

static void test_defaults_fill_the_columns_that_are_absent(void **state)
{
    ofr_record *record = read_good(HEADER "\n2024-02-08,a,b,c,d\n", NULL);
    const ofr_event *event = record->event;

    (void)state;
    assert_int_equal(record->n_events, 1);
    assert_int_equal(record->n_totals, 0);
    assert_int_equal(event->date, date_from_ymd(2024, 2, 8));
    assert_int_equal(event->precision, PRECISION_DAY);
    assert_string_equal(event->source, "a");
    assert_string_equal(event->action, "d");
    assert_int_equal(event->at, AT_ANY);
    assert_int_equal(event->claimed, -1);
    assert_int_equal(event->count, 1);
    assert_int_equal(event->deaths_own, -1);
    assert_int_equal(event->wounded_own, -1);
    assert_false(event->indirect);
    assert_int_equal(event->public_from, event->date);
    assert_int_equal(event->word, EVENT_WORD_NONE);
    assert_false(event->inferred || event->leader);
    assert_int_equal(event->place, PLACE_ANY);
    assert_string_equal(event->via, "");
    assert_string_equal(event->audience, "");
    assert_string_equal(event->provenance, "");
    assert_int_equal(event->line, 2);
    record_free(record);
}

static void test_every_column_is_read_in_any_order(void **state)
{
    ofr_record *record = read_good(
        "provenance,note,cause,public,via,indirect,wounded_own,deaths_attacker,deaths_partner,"
        "deaths_own,count,audience,claimed,at,action,theatre,target,source,precision,date,word,"
        "inferred,leader,place\n"
        "page,\"said \"\"no\"\",\nthen left\",c1,later:2024-03-13,oman+qatar,yes,4,3,2,1,5,c,no,"
        "homeland,strike,gulf,b,a+x,approx,2024-01-10,refusal,yes,yes,abroad\n",
        NULL);
    const ofr_event *event = record->event;

    (void)state;
    assert_int_equal(event->precision, PRECISION_APPROX);
    assert_string_equal(event->source, "a+x");
    assert_int_equal(event->at, AT_HOMELAND);
    assert_int_equal(event->claimed, 0);
    assert_string_equal(event->audience, "c");
    assert_int_equal(event->count, 5);
    assert_int_equal(event->deaths_own, 1);
    assert_int_equal(event->deaths_partner, 2);
    assert_int_equal(event->deaths_attacker, 3);
    assert_int_equal(event->wounded_own, 4);
    assert_true(event->indirect);
    assert_string_equal(event->via, "oman+qatar");
    assert_int_equal(event->public_from, date_from_ymd(2024, 3, 13));
    assert_int_equal(event->word, EVENT_REFUSAL);
    assert_true(event->inferred && event->leader);
    assert_int_equal(event->place, PLACE_ABROAD);
    assert_string_equal(event->cause, "c1");
    assert_string_equal(event->note, "said \"no\",\nthen left");
    assert_string_equal(event->provenance, "page");
    record_free(record);
}

static void test_events_are_sorted_by_date_then_by_line(void **state)
{
    ofr_record *record = read_good(HEADER "\n2024-01-02,a,b,c,second\n2024-01-01,a,b,c,first\n"
                                          "2024-01-02,a,b,c,third\n",
                                   NULL);

    (void)state;
    assert_string_equal(record->event[0].action, "first");
    assert_string_equal(record->event[1].action, "second");
    assert_string_equal(record->event[2].action, "third");
    assert_int_equal(record->event[1].line, 2);
    record_free(record);
}

static void test_equal_names_are_equal_pointers(void **state)
{
    ofr_record *record = read_good(HEADER "\n2024-01-02,a,b,c,d\n2024-01-02,b,a,c,d\n", NULL);

    (void)state;
    assert_ptr_equal(record->event[0].source, record->event[1].target);
    assert_ptr_equal(record->event[0].action, record->event[1].action);
    assert_ptr_not_equal(record->event[0].source, record->event[1].source);
    record_free(record);
}

static void test_crlf_and_a_byte_order_mark_make_no_difference(void **state)
{
    ofr_record *plain = read_good(HEADER ",note\n2024-01-02,a,b,c,d,\"x\"\n", NULL);
    ofr_record *other = read_good("\xef\xbb\xbf" HEADER ",note\r\n2024-01-02,a,b,c,d,\"x\"\r\n",
                                  NULL);
    ofr_record *open_end = read_good(HEADER ",note\n2024-01-02,a,b,c,d,\"x\"", NULL);

    (void)state;
    assert_int_equal(other->n_events, 1);
    assert_string_equal(other->event->note, plain->event->note);
    assert_string_equal(open_end->event->note, plain->event->note);
    assert_true(other->hash != plain->hash);
    record_free(plain);
    record_free(other);
    record_free(open_end);
}

/* Known hash: FNV-1a 64 of the 33 bytes of the header, and that a changed byte changes it. */
static void test_hash_covers_both_files(void **state)
{
    const char *totals = "first,last,source,target,theatres,action,count\n"
                         "2024-01-01,2024-01-02,a,b,c,d,3\n";
    uint64_t expected = 14695981039346656037u;
    ofr_record *one = read_good(HEADER, NULL);
    ofr_record *two = read_good(HEADER, totals);

    (void)state;
    for (const char *byte = HEADER; *byte; byte++) {
        expected = (expected ^ (uint64_t)(unsigned char)*byte) * 1099511628211u;
    }
    assert_true(one->hash == expected);
    assert_true(two->hash != expected);
    record_free(one);
    record_free(two);
}

static void test_totals_are_read_and_sorted(void **state)
{
    ofr_record *record = read_good(HEADER "\n",
                                   "first,last,source,target,theatres,action,count,note\n"
                                   "2024-01-08,2024-01-09,a,b,c+d,harass,0,later\n"
                                   "2024-01-01,2024-01-07,a,b,c,harass,13,\n");

    (void)state;
    assert_int_equal(record->n_totals, 2);
    assert_int_equal(record->total[0].count, 13);
    assert_int_equal(record->total[0].last, date_from_ymd(2024, 1, 7));
    assert_string_equal(record->total[1].theatres, "c+d");
    assert_string_equal(record->total[1].note, "later");
    assert_int_equal(record->total[1].line, 2);
    record_free(record);
}

/* A tenth is rounded up; none is 0 to 3; what it may have been is never below 0. */
static void test_a_total_may_be_rounded(void **state)
{
    static const struct {
        const char *count;
        int32_t low, high;
    } row[] = {{"16,", 16, 16},    {"16,yes", 14, 18},
               {"20,yes", 18, 22}, {"1,yes", 0, 2},
               {"0,yes", 0, 3},    {"0,", 0, 0},
               {"5,7", 0, 12},     {"1000000000,5", 999999995, 1000000000}};

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char totals[256];
        snprintf(
            totals, sizeof totals,
            "first,last,source,target,theatres,action,count,about\n2024-01-01,2024-01-07,a,b,c,"
            "harass,%s\n",
            row[i].count);
        ofr_record *record = read_good(HEADER "\n", totals);
        assert_int_equal(record->total->low, row[i].low);
        assert_int_equal(record->total->high, row[i].high);
        record_free(record);
    }
    refused(HEADER "\n",
            "first,last,source,target,theatres,action,count,about\n2024-01-01,2024-01-07,a,b,c,"
            "harass,4,roughly\n",
            "totals.csv:2:38: about: write yes (a tenth, or 0 to 3 for 0), or how many acts the "
            "count may be off");
    refused(HEADER "\n",
            "first,last,source,target,theatres,action,count,about\n2024-01-01,2024-01-07,a,b,c,"
            "harass,4,-1\n",
            "totals.csv:2:38: about: write yes (a tenth, or 0 to 3 for 0), or how many acts the "
            "count may be off");
}

static void test_all_errors_come_in_one_go_with_their_places(void **state)
{
    (void)state;
    refused(HEADER ",precision,count,at,claimed,public\n"
                   "2024-02-30,a,b,c,d,day,1,,,\n"
                   "2024-02-01,,b,c,d,dya,0,force,maybe,later:2024-01-01\n"
                   "2024-02-01,a+a,b+,c d,d\n",
            NULL,
            "events.csv:2:1: date: '2024-02-30' is no date; write YYYY-MM-DD, from 1900 to 2149\n"
            "events.csv:3:12: source: empty, but needed\n"
            "events.csv:3:19: precision: 'dya' is not one of day, approx or month (did you mean "
            "'day'?)\n"
            "events.csv:3:23: count: '0' does not fit; write a whole number from 1 to 1000000000\n"
            "events.csv:3:25: at: 'force' is not one of proxy, forces, homeland or third (did you "
            "mean 'forces'?)\n"
            "events.csv:3:31: claimed: 'maybe' is not one of no or yes\n"
            "events.csv:3:37: public: 'later:2024-01-01' lies before the act; write the day on "
            "which it became known\n"
            "events.csv:4:1: 5 fields where the header has 10");
}

/* What stands in a cell of few words is one of them, and a leader is not killed where nobody is. */
static void test_words_about_halts_are_checked(void **state)
{
    (void)state;
    refused(HEADER ",word,leader,place,deaths_own\n2024-02-08,a,b,c,d,paus,no,,\n"
                   "2024-02-09,a,b,c,d,,often,,\n2024-02-10,a,b,c,d,,yes,,0\n"
                   "2024-02-11,a,b,c,d,,,inland,\n2024-02-12,a,b,c,d,resume,yes,sea,1\n",
            NULL,
            "events.csv:2:20: word: 'paus' is not one of pause, resume, refusal or restraint "
            "(did you mean 'pause'?)\n"
            "events.csv:3:21: leader: 'often' is not one of no or yes\n"
            "events.csv:4:21: leader: 'yes' says that a leader was killed, but deaths_own is 0; "
            "count the dead, or write no\n"
            "events.csv:5:22: place: 'inland' is not one of home, abroad or sea");
    for (event_word word = EVENT_WORD_NONE; word < N_EVENT_WORDS; word++) {
        char rows[256];
        snprintf(rows, sizeof rows, HEADER ",word\n2024-02-08,a,b,c,d,%s\n", event_word_name(word));
        ofr_record *record = read_good(rows, NULL);
        assert_int_equal(record->event->word, word);
        record_free(record);
    }
}

static void test_ids_are_checked(void **state)
{
    (void)state;
    refused(HEADER "\n2024-02-01,a+a,b+,c d,-d\n2024-02-01,a,b,c+d,e\n", NULL,
            "events.csv:2:12: source: 'a+a' names 'a' twice\n"
            "events.csv:2:16: target: 'b+' is no id; write letters, digits, '-', '_', '.' "
            "(several: a+b)\n"
            "events.csv:2:19: theatre: 'c d' is no id; write letters, digits, '-', '_', '.'\n"
            "events.csv:2:23: action: '-d' is no id; write letters, digits, '-', '_', '.'\n"
            "events.csv:3:16: theatre: 'c+d' is no id; write letters, digits, '-', '_', '.'");
}

static void test_header_faults_name_the_column(void **state)
{
    (void)state;
    refused("date,sorce,target,theatre,action,action\n", NULL,
            "events.csv:1:1: the column 'source' is missing\n"
            "events.csv:1:6: no column is called 'sorce' (did you mean 'source'?)\n"
            "events.csv:1:34: the column 'action' is named twice");
    refused("", NULL, "events.csv:1:1: the file is empty; its first line must name the columns");
}

/* Two letters with accents before the fault: columns are characters, not bytes. */
static void test_columns_count_characters(void **state)
{
    (void)state;
    refused("note,date,source,target,theatre,action\n\xc3\xa9t\xc3\xa9,2024,a,b,c,d\n", NULL,
            "events.csv:2:5: date: '2024' is no date; write YYYY-MM-DD, from 1900 to 2149");
}

static void test_totals_may_not_overlap(void **state)
{
    const char *totals = "first,last,source,target,theatres,action,count\n"
                         "2024-01-01,2024-01-31,a,b,c+d,harass,5\n" /* 2 */
                         "2024-01-05,2024-01-06,a,b,e,harass,5\n"   /* another theatre */
                         "2024-01-05,2024-01-06,a,x,c,harass,5\n"   /* another target */
                         "2024-01-05,2024-01-06,a,b,c,strike,5\n"   /* another rung */
                         "2024-01-05,2024-01-06,a,b,d,harass,5\n"   /* 6: inside line 2 */
                         "2024-01-31,2024-02-06,a,b,d,harass,5\n"   /* 7: shares a day with it */
                         "2024-02-07,2024-02-06,a,b,d,harass,\n";   /* 8 */
    (void)state;
    refused(HEADER "\n", totals,
            "totals.csv:6:1: overlaps line 2 in d: intervals of the same source, target and action "
            "must be apart\n"
            "totals.csv:7:1: overlaps line 2 in d: intervals of the same source, target and action "
            "must be apart\n"
            "totals.csv:8:12: last: '2024-02-06' lies before the first day; swap them\n"
            "totals.csv:8:36: count: empty, but needed");
}

static void test_names_contain_takes_whole_names_only(void **state)
{
    (void)state;
    assert_true(names_contain("usa+uk", "usa"));
    assert_true(names_contain("usa+uk", "uk"));
    assert_false(names_contain("usa+uk", "us"));
    assert_false(names_contain("usa+uk", "usa+uk"));
    assert_false(names_contain("usa", ""));
    assert_false(names_contain("", "usa"));
}

/* 60 bad rows: 50 are told, 10 counted. */
static void test_fifty_errors_are_told_and_the_rest_counted(void **state)
{
    char text[4096] = HEADER "\n";
    ofr_record *record = NULL;
    ofr_error err = {0};
    size_t lines = 1;

    (void)state;
    for (int i = 0; i < 60; i++) strncat(text, "2024,a,b,c,d\n", sizeof text - strlen(text) - 1);
    assert_int_equal(record_read_text(text, strlen(text), NULL, 0, "x", &record, &err), OFR_RECORD);
    for (const char *c = err.text; *c; c++) lines += *c == '\n';
    assert_int_equal(lines, 51);
    assert_non_null(strstr(err.text, "\n... and 10 more"));
    ofr_error_done(&err);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_totals_are_found_beside_the_events(void **state)
{
    char directory[] = "/tmp/offramp-record-XXXXXX", path[64], beside[64];
    ofr_record *record = NULL;
    ofr_error err = {0};

    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/my-events.csv", directory);
    snprintf(beside, sizeof beside, "%s/my-totals.csv", directory);
    write_file(path, HEADER "\n2024-01-01,a,b,c,d\n");
    assert_int_equal(record_read(path, &record, &err), OFR_OK);
    assert_int_equal(record->n_totals, 0);
    assert_string_equal(record->path, path);
    record_free(record);
    write_file(beside, "first,last,source,target,theatres,action,count\n"
                       "2024-01-01,2024-01-02,a,b,c,d,3\n");
    assert_int_equal(record_read(path, &record, &err), OFR_OK);
    assert_int_equal(record->n_totals, 1);
    record_free(record);
    unlink(path);
    unlink(beside);
    record = NULL;
    assert_int_equal(record_read(path, &record, &err), OFR_IO);
    assert_string_equal(err.where, path);
    ofr_error_done(&err);
    assert_int_equal(record_read(directory, &record, &err), OFR_IO); /* a directory is no file */
    assert_null(record);
    ofr_error_done(&err);
    rmdir(directory);
    record_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_fill_the_columns_that_are_absent),
        cmocka_unit_test(test_every_column_is_read_in_any_order),
        cmocka_unit_test(test_events_are_sorted_by_date_then_by_line),
        cmocka_unit_test(test_equal_names_are_equal_pointers),
        cmocka_unit_test(test_crlf_and_a_byte_order_mark_make_no_difference),
        cmocka_unit_test(test_hash_covers_both_files),
        cmocka_unit_test(test_totals_are_read_and_sorted),
        cmocka_unit_test(test_a_total_may_be_rounded),
        cmocka_unit_test(test_all_errors_come_in_one_go_with_their_places),
        cmocka_unit_test(test_words_about_halts_are_checked),
        cmocka_unit_test(test_ids_are_checked),
        cmocka_unit_test(test_header_faults_name_the_column),
        cmocka_unit_test(test_columns_count_characters),
        cmocka_unit_test(test_totals_may_not_overlap),
        cmocka_unit_test(test_names_contain_takes_whole_names_only),
        cmocka_unit_test(test_fifty_errors_are_told_and_the_rest_counted),
        cmocka_unit_test(test_totals_are_found_beside_the_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
