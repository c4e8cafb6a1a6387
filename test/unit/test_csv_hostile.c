/* Texts that are broken on purpose: no crash, no leak, no endless loop (the sanitizers see those),
 * and the right refusal. Expected codes and places follow from RFC 4180 and the limits in events.h. */
#include "events/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "events/csv.h"

#define HEADER "date,source,target,theatre,action,note\n"
#define ROW "2024-01-01,a,b,c,d,"

static const char whole[] =
    "\xef\xbb\xbf"
    "date,precision,source,target,theatre,action,at,count,deaths_own,public,note\r\n"
    "2024-01-10,approx,usa+uk,huthis,yemen,strike,proxy,3,0,later:2024-03-13,"
    "\"a \"\"b\"\",\n c\"\r\n"
    "2024-01-11,day,huthis,usa,red-sea,harass,forces,,,no,\xc3\xa9t\xc3\xa9\r\n";
static const char whole_totals[] =
    "first,last,source,target,theatres,action,count,note\n"
    "2024-01-01,2024-01-07,a,b,c+d,harass,5,x\n2024-01-08,2024-01-09,a,b,c,harass,0,\"y\"\n";

static ofr_status read_bytes(const char *events, size_t n, const char *totals, size_t m,
                             char *ret_text, size_t room)
{
    ofr_record *record = NULL;
    ofr_error err = {0};
    const ofr_status status = record_read_text(events, n, totals, m, "events.csv", &record, &err);

    if (status == OFR_OK) {
        assert_non_null(record);
    } else {
        assert_null(record);
        assert_int_equal(err.code, status);
        assert_non_null(err.text);
        assert_true(err.text[0] != '\0');
    }
    if (ret_text) snprintf(ret_text, room, "%s", status == OFR_OK ? "" : err.text);
    record_free(record);
    ofr_error_done(&err);
    return status;
}

static void expect(const char *text, size_t n, ofr_status status, const char *message)
{
    char told[4096];

    assert_int_equal(read_bytes(text, n, NULL, 0, told, sizeof told), status);
    assert_string_equal(told, message);
}

static void refused(const char *text, const char *message)
{
    expect(text, strlen(text), OFR_RECORD, message);
}

static void test_quotes_out_of_place_are_refused(void **state)
{
    (void)state;
    refused(
        HEADER ROW "a \"b\"\n",
        "events.csv:2:22: a quote inside a field without quotes: put the whole field in quotes and "
        "double the quote");
    refused(
        HEADER ROW "\"a\" b\n",
        "events.csv:2:23: text after a closing quote: a comma or the end of the line was expected "
        "(a quote inside a field is doubled)");
    refused(HEADER ROW "\"a\n" ROW "b\n", "events.csv:2:20: this quote is never closed");
    refused(HEADER ROW "\"", "events.csv:2:20: this quote is never closed");
}

static void test_reading_goes_on_after_a_broken_row(void **state)
{
    (void)state;
    refused(HEADER ROW "a\"\n\n" ROW "ok\n2024-13-01,a,b,c,d,\n2024-01-01,a\n",
            "events.csv:2:21: a quote inside a field without quotes: put the whole field in quotes "
            "and double the quote\n"
            "events.csv:3:1: an empty line: remove it\n"
            "events.csv:5:1: date: '2024-13-01' is no date; write YYYY-MM-DD, from 1900 to 2149\n"
            "events.csv:6:1: 2 fields where the header has 6");
}

static void test_line_ends_are_lf_or_crlf(void **state)
{
    const char *alone =
        "events.csv:2:21: a carriage return without a line feed: end lines with LF or CR LF";

    (void)state;
    expect(HEADER ROW "\"a\r\nb\"\r\n", strlen(HEADER ROW "\"a\r\nb\"\r\n"), OFR_OK, "");
    refused(HEADER ROW "a\rb\n", alone);
    refused(HEADER ROW "a\r", alone);
}

static void test_text_must_be_utf8_without_nul(void **state)
{
    static const char *const bad[] = {
        "\xc3", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"};
    const char nul[] = HEADER "2024-01-01,\0a,b,c,d,\n";
    char text[256];

    (void)state;
    expect(nul, sizeof nul - 1, OFR_RECORD, "events.csv:2:12: a NUL byte; the file is not text");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(text, sizeof text, HEADER ROW "\xc3\xa9%s\n", bad[i]);
        refused(text, "events.csv:2:21: not UTF-8; save the file as UTF-8");
    }
}

static void test_bad_numbers_and_dates_are_refused(void **state)
{
    static const char *const numbers[] = {
        "-1", "+1", "1.0", "1e3", " 1", "0x10", "1000000001", "99999999999999999999", "one"};
    static const char *const dates[] = {
        "2024-1-1",    "2024-02-30",       "1899-12-31", "2150-01-01",
        "2024-01-01 ", "2024-01-01T00:00", "01/02/2024", ""};
    char text[256], told[512];

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        snprintf(text, sizeof text,
                 "date,source,target,theatre,action,deaths_own\n2024-01-01,a,b,c,d,%s\n",
                 numbers[i]);
        assert_int_equal(read_bytes(text, strlen(text), NULL, 0, told, sizeof told), OFR_RECORD);
        assert_non_null(strstr(told, "events.csv:2:20: deaths_own: '"));
        assert_non_null(strstr(told, "from 0 to 1000000000"));
    }
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        snprintf(text, sizeof text, "date,source,target,theatre,action\n%s,a,b,c,d\n", dates[i]);
        assert_int_equal(read_bytes(text, strlen(text), NULL, 0, told, sizeof told), OFR_RECORD);
        assert_non_null(strstr(told, "events.csv:2:1: date: '"));
    }
    refused("date,source,target,theatre,action,public\n2024-01-01,a,b,c,d,later:DATE\n",
            "events.csv:2:20: public: write a date for DATE, as later:2024-03-13");
}

/* A long value is cut in the message, between characters, and control characters cannot reach a
 * terminal: 47 letters, then a character of two bytes that does not fit into 48. */
static void test_messages_show_values_tamely(void **state)
{
    char text[512], told[512];

    (void)state;
    snprintf(text, sizeof text, HEADER "%.47s\xc3\xa9xxx,a,b,c,d,\n",
             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_int_equal(read_bytes(text, strlen(text), NULL, 0, told, sizeof told), OFR_RECORD);
    assert_non_null(strstr(told, "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...' is no"));
    refused(HEADER "\x1b[31m,a,b,c,d,\n",
            "events.csv:2:1: date: '?[31m' is no date; write YYYY-MM-DD, from 1900 to 2149");
}

/* n copies of a byte between two texts. */
static char *padded(const char *before, char byte, size_t n, const char *after, size_t *ret_size)
{
    const size_t head = strlen(before), tail = strlen(after);
    char *text = malloc(head + n + tail);

    assert_non_null(text);
    memcpy(text, before, head);
    memset(text + head, byte, n);
    memcpy(text + head + n, after, tail);
    *ret_size = head + n + tail;
    return text;
}

static void test_a_row_ends_at_64_kib(void **state)
{
    const char *too_long = "events.csv:2:1: a row above 64 KiB: perhaps a quote is not closed";
    size_t n;
    char *fits = padded(HEADER ROW, 'x', CSV_MAX_ROW - strlen(ROW), "\n", &n);

    (void)state;
    expect(fits, n, OFR_OK, "");
    free(fits);
    char *long_row = padded(HEADER ROW, 'x', CSV_MAX_ROW - strlen(ROW) + 1, "\n", &n);
    expect(long_row, n, OFR_LIMIT, too_long);
    free(long_row);
    long_row = padded(HEADER ROW "\"", '\n', 1 << 20, "\"\n", &n);
    expect(long_row, n, OFR_LIMIT, too_long);
    free(long_row);
    /* "date" takes columns 1 to 4, empty field k starts in column 4 + k: the 65th in 69. */
    long_row = padded("date", ',', 1 << 12, "\n", &n);
    expect(long_row, n, OFR_LIMIT, "events.csv:1:69: more than 64 fields in a row");
    free(long_row);
}

static void test_too_many_rows_are_refused(void **state)
{
    const char head[] = "date,source,target,theatre,action\n", row[] = "2024-01-01,a,b,c,d\n";
    const size_t n = 1000001, size = sizeof head - 1 + n * (sizeof row - 1);
    char *text = malloc(size);

    (void)state;
    assert_non_null(text);
    memcpy(text, head, sizeof head - 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + sizeof head - 1 + i * (sizeof row - 1), row, sizeof row - 1);
    }
    expect(text, size, OFR_LIMIT, "events.csv:1000002:1: too many rows");
    expect(text, size - (sizeof row - 1), OFR_OK, "");
    free(text);
}

static void test_a_file_above_64_mib_is_refused(void **state)
{
    size_t n;
    char *text = padded("", '\n', ((size_t)64 << 20) + 1, "", &n);

    (void)state;
    expect(text, n, OFR_LIMIT, "above 64 MiB; split the record");
    free(text);
}

/* Every prefix of a whole record is either read or refused with a message. */
static void test_every_truncation_is_survived(void **state)
{
    size_t good = 0;

    (void)state;
    for (size_t n = 0; n < sizeof whole; n++) {
        char *exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, whole, n);
        good += read_bytes(exact, n, NULL, 0, NULL, 0) == OFR_OK;
        free(exact);
    }
    for (size_t m = 0; m < sizeof whole_totals; m++) {
        read_bytes(whole, sizeof whole - 1, whole_totals, m, NULL, 0);
    }
    assert_int_equal(
        read_bytes(whole, sizeof whole - 1, whole_totals, sizeof whole_totals - 1, NULL, 0),
        OFR_OK);
    assert_true(good > 1); /* the header alone, the whole, and cuts within the last note */
}

/* Each byte of a whole record replaced by each of the bytes that mean something to a reader. */
static void test_every_single_mutation_is_survived(void **state)
{
    static const char odd[] = {'\0', '\n', '\r', '"', ',', '+', ':', '-', '9', ' ', '\x80', '\xff'};
    char text[sizeof whole];

    (void)state;
    for (size_t at = 0; at + 1 < sizeof whole; at++) {
        for (size_t i = 0; i < sizeof odd; i++) {
            memcpy(text, whole, sizeof whole);
            text[at] = odd[i];
            read_bytes(text, sizeof whole - 1, whole_totals, sizeof whole_totals - 1, NULL, 0);
        }
    }
}

static void test_names_joined_without_end_are_refused(void **state)
{
    const char *sixteen = HEADER "2024-01-01,a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p,b,c,d,\n";
    const char *seventeen = HEADER "2024-01-01,a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q,b,c,d,\n";

    (void)state;
    expect(sixteen, strlen(sixteen), OFR_OK, "");
    refused(seventeen, "events.csv:2:12: source: more than 16 names joined");
}

static void test_faults_of_both_files_are_told_together(void **state)
{
    const char *totals = "first,last,source,target,theatres,action,count\n"
                         "2024-01-01,2024-01-02,a,b,c,d,-1\n";
    char told[1024];

    (void)state;
    assert_int_equal(read_bytes(HEADER "x,a,b,c,d,\n", strlen(HEADER "x,a,b,c,d,\n"), totals,
                                strlen(totals), told, sizeof told),
                     OFR_RECORD);
    assert_string_equal(
        told, "events.csv:2:1: date: 'x' is no date; write YYYY-MM-DD, from 1900 to "
              "2149\ntotals.csv:2:31: count: '-1' does not fit; write a whole number from 0 to "
              "1000000000: a count that was corrected downwards is written by lowering the "
              "intervals that it was too high in");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_out_of_place_are_refused),
        cmocka_unit_test(test_reading_goes_on_after_a_broken_row),
        cmocka_unit_test(test_line_ends_are_lf_or_crlf),
        cmocka_unit_test(test_text_must_be_utf8_without_nul),
        cmocka_unit_test(test_bad_numbers_and_dates_are_refused),
        cmocka_unit_test(test_messages_show_values_tamely),
        cmocka_unit_test(test_a_row_ends_at_64_kib),
        cmocka_unit_test(test_too_many_rows_are_refused),
        cmocka_unit_test(test_a_file_above_64_mib_is_refused),
        cmocka_unit_test(test_every_truncation_is_survived),
        cmocka_unit_test(test_every_single_mutation_is_survived),
        cmocka_unit_test(test_names_joined_without_end_are_refused),
        cmocka_unit_test(test_faults_of_both_files_are_told_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
