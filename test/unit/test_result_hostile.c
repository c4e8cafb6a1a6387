/* test_result_hostile.c -- files that are no result, or no longer one, are told apart and never
 * trusted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>

#include "report/answer.h"
#include "report/result_sums.h"
#include "result_fake.h"

static char directory[PATH_ROOM], good[PATH_ROOM], bad[PATH_ROOM], journal[PATH_ROOM];
static unsigned char *bytes;
static size_t n_bytes;

static int make_result(void **state)
{
    const ofr_plan plan = fake_pooled_plan();
    struct stat info;
    FILE *in;

    (void)state;
    fake_directory(directory);
    fake_path(good, directory, "good.offramp");
    fake_path(bad, directory, "bad.offramp");
    fake_path(journal, directory, "bad.offramp-journal");
    if (fake_run(good, RESULT_KEEP, &plan, SIZE_MAX, NULL) != OFR_OK || stat(good, &info))
        return -1;
    n_bytes = (size_t)info.st_size;
    bytes = malloc(n_bytes);
    in = fopen(good, "rb");
    if (!bytes || !in || fread(bytes, 1, n_bytes, in) != n_bytes) return -1;
    return fclose(in);
}

static int remove_result(void **state)
{
    (void)state;
    free(bytes);
    unlink(good);
    unlink(bad);
    unlink(journal);
    return rmdir(directory);
}

static void spill(const char *path, const void *data, size_t n)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, n, out), n);
    fclose(out);
}

/* Reads bad in every way; the status of reading it as an answer. Nothing may crash or hang. */
static ofr_status read_bad(ofr_error *err)
{
    ofr_answer *answer = NULL;
    const ofr_status status = answer_read(bad, true, &answer, err);
    uint64_t hash;

    if (status == OFR_OK) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        assert_int_equal(answer_lines(answer, 80, out, NULL), OFR_OK);
        assert_int_equal(answer_json(answer, out, NULL), OFR_OK);
        fclose(out);
        free(text);
    } else {
        assert_true(status == OFR_RESULT || status == OFR_NO_MEMORY || status == OFR_IO);
        if (err) assert_true(strlen(err->text) > 20);
    }
    answer_free(answer);
    (void)result_hash(bad, &hash, NULL);
    return status;
}

/* Reads it, and expects OFR_RESULT with a word in the message. */
static void refuse(const char *word)
{
    ofr_error err = {0};

    assert_int_equal(read_bad(&err), OFR_RESULT);
    if (!strstr(err.text, word)) fail_msg("'%s' is not in: %s", word, err.text);
    assert_string_equal(err.where, bad);
    ofr_error_done(&err);
}

/* Sums anew what was changed, as someone would who wants the change to pass: what is behind the checksums must
 * hold by itself. */
static void sum_anew(sqlite3 *db)
{
    result_file file = {.db = db, .path = bad};
    sums_cut cut = {FAKE_CHUNK, FAKE_PER_SET};
    sqlite3_stmt *rows = NULL;

    (void)sums_read_cut(&file, &cut, NULL);
    assert_int_equal(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TEMP TABLE part AS SELECT name, part FROM checksum",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name, part FROM temp.part", -1, &rows, NULL),
                     SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        assert_int_equal(sums_put(&file, &cut, (const char *)sqlite3_column_text(rows, 0),
                                  sqlite3_column_int64(rows, 1), NULL),
                         OFR_OK);
    }
    sqlite3_finalize(rows);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
}

/* A copy of the good file, changed by statements with SQLite's own guards off; summed: its checksums fit. */
static void change_file(const char *sql, bool summed)
{
    sqlite3 *db = NULL;
    char *said = NULL;

    spill(bad, bytes, n_bytes);
    assert_int_equal(sqlite3_open(bad, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    if (sqlite3_exec(db, sql, NULL, NULL, &said) != SQLITE_OK) fail_msg("%s", said);
    if (summed) sum_anew(db);
    sqlite3_close(db);
}

static void change(const char *sql)
{
    change_file(sql, true);
}

static void test_the_good_file_is_read(void **state)
{
    (void)state;
    spill(bad, bytes, n_bytes);
    assert_int_equal(read_bad(NULL), OFR_OK);
}

static void test_what_is_no_result_is_told(void **state)
{
    ofr_answer *answer = NULL;
    char noise[5000];
    uint32_t x = 1;

    (void)state;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
    spill(bad, noise, sizeof noise);
    refuse("not a result of offramp");
    spill(bad, "", 0);
    refuse("empty");
    spill(bad, "SQLite format 3", 16);
    refuse("not a result of offramp");
    change_file("PRAGMA application_id = 7", false);
    refuse("not a result of offramp");
    change_file("PRAGMA user_version = 99", false);
    refuse("format 99");
    change_file("PRAGMA user_version = 1", false);
    refuse("format 1, this program reads format 6");
    unlink(bad);
    assert_int_equal(answer_read(bad, false, &answer, NULL), OFR_IO);
    assert_int_equal(answer_read(directory, false, &answer, NULL), OFR_IO);
    assert_null(answer);
}

static void test_a_file_that_was_cut_is_told(void **state)
{
    (void)state;
    spill(bad, bytes, n_bytes / 2);
    refuse("damaged");
    for (size_t n = 72; n < n_bytes; n += n_bytes / 23) {
        spill(bad, bytes, n);
        assert_int_not_equal(read_bad(NULL), OFR_OK);
    }
}

/* No oracle but this: no crash, no hang, no sanitizer report, and an error that says something. */
static void test_changed_bytes_do_no_harm(void **state)
{
    const ofr_plan plan = fake_pooled_plan();
    unsigned char *copy = malloc(n_bytes);
    uint32_t x = 12345;
    size_t told = 0;

    (void)state;
    assert_non_null(copy);
    for (int i = 0; i < 250; i++) {
        const size_t flips = 1 + (size_t)i % 40;
        memcpy(copy, bytes, n_bytes);
        for (size_t f = 0; f < flips; f++) {
            x = x * 1664525 + 1013904223;
            /* half of them in the first pages, where schema and plan are */
            const size_t range = f % 2 ? n_bytes : n_bytes / 4;
            copy[(x >> 3) % range] ^= (unsigned char)(1u << (x & 7));
        }
        spill(bad, copy, n_bytes);
        ofr_error err = {0};
        told += read_bad(&err) != OFR_OK;
        ofr_error_done(&err);
        /* continuing it: whatever it says, no harm */
        (void)fake_run(bad, i % 10 ? RESULT_KEEP : RESULT_REPLACE, &plan, 2, &err);
        ofr_error_done(&err);
        unlink(bad);
        unlink(journal);
    }
    free(copy);
    assert_true(told > 50);
}

static void test_numbers_outside_of_the_plan_are_told(void **state)
{
    static const struct {
        const char *sql, *word;
    } row[] = {
        {"UPDATE meta SET value = '99999999999' WHERE key = 'sets'", "'sets'"},
        {"UPDATE meta SET value = '51' WHERE key = 'sets'", "sets do not make"},
        {"UPDATE meta SET value = '1e3' WHERE key = 'members'", "'members'"},
        {"UPDATE meta SET value = '4000000000' WHERE key IN ('members', 'sets'); "
         "UPDATE meta SET value = '1' WHERE key = 'per_set'",
         "members are missing"},
        {"UPDATE meta SET value = '-1' WHERE key = 'horizon'", "'horizon'"},
        {"UPDATE meta SET value = '50' WHERE key = 'horizon'", "outside of the plan"},
        {"UPDATE meta SET value = '101' WHERE key = 'horizon'", "how it was pooled"},
        {"DELETE FROM meta WHERE key = 'title'", "'title'"},
        {"DELETE FROM member WHERE member = 500", "members are missing"},
        {"UPDATE chunk SET first_member = 5 WHERE no = 3", "gaps or overlap"},
        {"INSERT INTO member_outcome VALUES (1, 9, 0)", "outside of the plan"},
        {"INSERT INTO member_outcome VALUES (-1, 0, 0)", "in no checksum"},
        {"UPDATE member_outcome SET day = 100 WHERE member = 100 AND outcome = 0", "outside of"},
        {"UPDATE member SET first_trigger = 2 WHERE member = 1", "outside of the plan"},
        {"UPDATE agenda_days SET agenda = 7 WHERE chunk = 0", "outside of the plan"},
        {"UPDATE tally SET bins = x'ffffffffffffffff' WHERE series = 0", "histogram of a series"},
        {"UPDATE tally SET bins = x'' WHERE series = 1", "histogram of a series"},
        {"DELETE FROM parameter_set WHERE set_no = 3", "parameters are missing"},
        {"UPDATE parameter_set SET set_no = 1000 WHERE set_no = 3", "outside of the plan"},
        {"UPDATE outcome SET no = 7 WHERE no = 1", "numbered"},
        {"UPDATE series SET scale = -1 WHERE no = 1", "no scale"},
        {"UPDATE series SET kind = 'other' WHERE no = 1", "no known kind"},
        {"DELETE FROM history_series WHERE series = 1 AND day % 3 = 1", "history of a series"},
        {"UPDATE outcome SET pair = '' WHERE no = 4", "how it was pooled"},
        {"UPDATE outcome SET pair = 'other' WHERE no = 4", "how it was pooled"},
        {"UPDATE outcome SET pair = 'red-blue' WHERE no = 0", "how it was pooled"},
        {"UPDATE meta SET value = '0' WHERE key = 'pooled'", "how it was pooled"},
        {"DELETE FROM published WHERE key = 'spread'", "how it was pooled"},
        {"UPDATE published SET value = 2 WHERE key = 'class-share'", "how it was pooled"},
        {"UPDATE published SET value = 51 WHERE key = 'model-sets'", "how it was pooled"},
        {"UPDATE published SET value = 0.5 WHERE key = 'model-per-set'", "how it was pooled"},
        {"DELETE FROM pair", "how it was pooled"},
        {"UPDATE pair SET id = 'other'", "how it was pooled"},
        {"UPDATE pair SET both_attack = 401", "how it was pooled"},
        {"UPDATE pair SET war = 41", "how it was pooled"},
        {"UPDATE pair SET days = 0", "how it was pooled"},
        {"DELETE FROM pair_answer WHERE what = 'war' AND at = 0", "how it was pooled"},
        {"UPDATE pair_answer SET share = 1", "how it was pooled"},
        {"UPDATE pair_answer SET at = at + 30", "how it was pooled"},
        {"UPDATE pair_answer SET at = at + 0.25 WHERE what = 'war'", "how it was pooled"},
        {"INSERT INTO pair_answer VALUES (0, 'open', 9, 0.5)", "how it was pooled"},
        {"DELETE FROM pair_answer WHERE what = 'open' AND at < 3", "how it was pooled"},
        {"INSERT INTO model_only VALUES (5, 30, 0, 1)", "how it was pooled"},
        {"INSERT INTO model_only VALUES (0, 31, 0, 1)", "how it was pooled"},
        {"INSERT INTO model_only VALUES (0, 30, 10, 1)", "how it was pooled"},
        {"UPDATE model_only SET n = 6", "how it was pooled"},
        {"UPDATE kept SET acts = 1", "more acts"},
        {"UPDATE kept SET acts = 99999999999", "too many acts"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        change(row[i].sql);
        refuse(row[i].word);
    }
}

/* A table with our name that is something else could make reading run whatever its writer likes. */
static void test_a_table_that_is_not_ours_is_not_read(void **state)
{
    static const char *const sql[] = {
        "DROP TABLE member; CREATE TABLE member (member, severity)",
        "DROP TABLE member; CREATE VIEW member AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL "
        "SELECT n + 1 FROM r) SELECT n FROM r",
        "DROP TABLE clock; CREATE TABLE clock (key, value)",
        "DROP TABLE word",
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'CREATE TABLE act(a)' "
        "WHERE name = 'act'",
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'meta'",
    };

    (void)state;
    for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
        change_file(sql[i], false);
        refuse("damaged");
    }
}

/* What is odd but whole is read, and told as odd as it is. */
static void test_odd_values_are_read_without_harm(void **state)
{
    static const char *const sql[] = {
        "UPDATE act SET day = 9223372036854775807, number = -9223372036854775808, kind = 99999",
        "UPDATE member SET severity = NULL, deaths = -9223372036854775808",
        "UPDATE member SET severity = 9e999",
        "UPDATE payoff SET value = NULL",
        "UPDATE set_evidence SET log_evidence = -9e999",
        "UPDATE set_evidence SET log_evidence = NULL",
        "UPDATE history_series SET low = NULL",
        "UPDATE parameter_set SET value = NULL",
        "UPDATE parameter_set SET value = 9e999 WHERE set_no = 2",
        "UPDATE actor SET latitude = 1e300, name = x'' || char(27) || '[2J'",
        "UPDATE outcome SET says = char(27, 10, 13, 155) || 'x'",
        "UPDATE edge SET weight = NULL",
        "INSERT INTO clock VALUES ('</script>', '\"')",
        "DELETE FROM theatre; UPDATE member SET first_trigger = -2",
        "DELETE FROM word",
    };

    (void)state;
    for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
        ofr_error err = {0};
        change(sql[i]);
        if (read_bad(&err) != OFR_OK) fail_msg("%s: %s", sql[i], err.text);
        ofr_error_done(&err);
    }
}

/* Text from a file must not steer a terminal. */
static void test_lines_hold_no_control_characters(void **state)
{
    ofr_answer *answer = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    change("UPDATE outcome SET says = char(27, 10, 13, 155, 127) || '[2J'; "
           "UPDATE meta SET value = char(27) || ']0;x' || char(7) WHERE key = 'title'");
    assert_int_equal(answer_read(bad, false, &answer, NULL), OFR_OK);
    assert_int_equal(answer_lines(answer, 80, out, NULL), OFR_OK);
    fclose(out);
    for (size_t i = 0; i < size; i++) {
        assert_true((unsigned char)text[i] >= 32 || text[i] == '\n');
        assert_true((unsigned char)text[i] != 0xc2 && text[i] != 127);
    }
    free(text);
    answer_free(answer);
}

/* A journal can name another file, which SQLite would delete. */
static void test_a_journal_that_names_a_file_is_refused(void **state)
{
    static const unsigned char magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    unsigned char data[600] = {0};

    (void)state;
    memcpy(data, magic, 8);
    memcpy(data + sizeof data - 8, magic, 8);
    spill(bad, bytes, n_bytes);
    spill(journal, data, sizeof data);
    refuse("journal");
    assert_int_equal(access(journal, F_OK), 0); /* SQLite did not see it */
    unlink(journal);
}

/* Any other journal that is no journal of this file does no harm. */
static void test_a_broken_journal_does_no_harm(void **state)
{
    unsigned char data[4096];
    uint32_t x = 99;

    (void)state;
    for (int i = 0; i < 30; i++) {
        static const unsigned char magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
        for (size_t k = 0; k < sizeof data; k++) {
            data[k] = (unsigned char)((x = x * 1664525 + 1013904223) >> 24);
        }
        memcpy(data, magic, 8);
        if (i % 2) memset(data + 8, 0, 8), data[11] = 1;
        spill(bad, bytes, n_bytes);
        spill(journal, data, sizeof data);
        ofr_error err = {0};
        (void)read_bad(&err);
        ofr_error_done(&err);
        unlink(journal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_good_file_is_read),
        cmocka_unit_test(test_what_is_no_result_is_told),
        cmocka_unit_test(test_a_file_that_was_cut_is_told),
        cmocka_unit_test(test_changed_bytes_do_no_harm),
        cmocka_unit_test(test_numbers_outside_of_the_plan_are_told),
        cmocka_unit_test(test_a_table_that_is_not_ours_is_not_read),
        cmocka_unit_test(test_odd_values_are_read_without_harm),
        cmocka_unit_test(test_lines_hold_no_control_characters),
        cmocka_unit_test(test_a_journal_that_names_a_file_is_refused),
        cmocka_unit_test(test_a_broken_journal_does_no_harm),
    };

    return cmocka_run_group_tests(tests, make_result, remove_result);
}
