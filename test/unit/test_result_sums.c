/* test_result_sums.c -- checksums of a result: what they are, and that no damage passes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>

#include "report/answer.h"
#include "report/result_schema.h"
#include "result_fake.h"

static char directory[PATH_ROOM], whole[PATH_ROOM], half[PATH_ROOM], bad[PATH_ROOM];

static int make_results(void **state)
{
    const ofr_plan plan = fake_plan();

    (void)state;
    fake_directory(directory);
    fake_path(whole, directory, "whole.offramp");
    fake_path(half, directory, "half.offramp");
    fake_path(bad, directory, "bad.offramp");
    if (fake_run(whole, RESULT_KEEP, &plan, SIZE_MAX, NULL) != OFR_OK) return -1;
    return fake_run(half, RESULT_KEEP, &plan, 5, NULL) == OFR_OK ? 0 : -1;
}

static int remove_results(void **state)
{
    char room[PATH_ROOM];

    (void)state;
    unlink(whole);
    unlink(half);
    unlink(bad);
    unlink(fake_path(room, directory, "bad.offramp-journal"));
    return rmdir(directory);
}

static int64_t ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t value = -99;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

/* The rule of docs/result-file.md on a list of words. */
static int64_t by_rule(const uint64_t *word, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++) {
        h = (h ^ word[i]) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    return (int64_t)h;
}

/* Oracle: the words written out by hand, by the rule: type, value. Chunk 7 is members 896 to 999; its agenda is closed
 * for a quarter and a half of 104 x 100 member-days. "detainees" is nine bytes, two words. */
static void test_a_sum_is_what_the_rule_says(void **state)
{
    const double closed[2] = {2600, 5200};
    uint64_t chunk[6] = {1, 7, 1, 896, 1, 104}, days[8] = {1, 7, 1, 0, 2, 0, 2, 0};
    const uint64_t agenda[6] = {1, 0, 3, 9, 0x65656e6961746564u, 0x73};

    (void)state;
    memcpy(&days[5], &closed[0], 8);
    memcpy(&days[7], &closed[1], 8);
#define SUM(name, part) "SELECT sum FROM checksum WHERE name = '" name "' AND part = " part
    assert_int_equal(ask(whole, SUM("chunk", "7")), by_rule(chunk, 6));
    assert_int_equal(ask(whole, SUM("agenda_days", "7")), by_rule(days, 8));
    assert_int_equal(ask(whole, SUM("agenda", "-1")), by_rule(agenda, 6));
    assert_int_equal(ask(whole, SUM("clock", "-1")), by_rule(NULL, 0));
}

/* Oracle: eight tables grow by the chunk and have a part for each of 8 (or 5) chunks; act has one for each of two
 * kept futures (none yet); the twenty-three others have one. */
static void test_every_row_is_in_one_part(void **state)
{
    (void)state;
    assert_int_equal(result_n_tables, 35);
    assert_int_equal(ask(whole, "SELECT count(*) FROM checksum"), 8 * 8 + 2 + 23);
    assert_int_equal(ask(half, "SELECT count(*) FROM checksum"), 8 * 5 + 23);
    for (size_t i = 0; i < result_n_tables; i++) {
        char sql[160];
        snprintf(sql, sizeof sql,
                 "SELECT (SELECT count(*) FROM %s) = (SELECT sum(n) FROM checksum WHERE name = "
                 "'%s')",
                 result_tables[i].name, result_tables[i].name);
        if (result_tables[i].slice != SLICE_NONE && result_tables[i].slice != SLICE_SHELF)
            assert_int_equal(ask(whole, sql), 1);
    }
}

typedef struct bytes {
    unsigned char *at;
    size_t n;
} bytes;

static bytes slurp(const char *path)
{
    struct stat info;
    bytes all;
    FILE *in = fopen(path, "rb");

    assert_non_null(in);
    assert_int_equal(stat(path, &info), 0);
    all = (bytes){malloc((size_t)info.st_size), (size_t)info.st_size};
    assert_int_equal(fread(all.at, 1, all.n, in), all.n);
    fclose(in);
    return all;
}

static void spill(const char *path, bytes all)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(all.at, 1, all.n, out), all.n);
    fclose(out);
}

/* All that an answer says, or NULL with the status of reading it. */
static char *answer_of(const char *path, bool with_hash, ofr_status *ret_status)
{
    ofr_answer *answer = NULL;
    char *text = NULL;
    size_t size = 0;

    *ret_status = answer_read(path, with_hash, &answer, NULL);
    if (*ret_status != OFR_OK) return NULL;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(answer_lines(answer, 80, out, NULL), OFR_OK);
    assert_int_equal(answer_json(answer, out, NULL), OFR_OK);
    fclose(out);
    answer_free(answer);
    return text;
}

/* Flips one bit after another, from a fixed seed; each is found, or the answer is the same to the last byte. Without
 * checksums a quarter of them changed the answer in silence. with_hash: every table is looked at; without, those that
 * an answer reads. */
static void flip_bits(const char *path, bool with_hash, uint32_t seed, int n, int *ret_found)
{
    const bytes all = slurp(path);
    ofr_status status;
    char *before = answer_of(path, with_hash, &status);

    assert_non_null(before);
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        const size_t at = (size_t)((uint64_t)(seed >> 8) * all.n >> 24);
        const unsigned char bit = (unsigned char)(1u << (seed & 7));
        all.at[at] ^= bit;
        spill(bad, all);
        char *after = answer_of(bad, with_hash, &status);
        if (after && strcmp(after, before) != 0)
            fail_msg("%s: bit %02x of byte %zu changes the answer in silence", path, bit, at);
        if (!after) assert_true(status == OFR_RESULT || status == OFR_IO);
        *ret_found += !after;
        free(after);
        all.at[at] ^= bit;
    }
    free(before);
    free(all.at);
}

static void test_no_flipped_bit_changes_an_answer_in_silence(void **state)
{
    int found = 0;

    (void)state;
    flip_bits(whole, true, 1, 400, &found);
    flip_bits(whole, false, 2, 300, &found);
    flip_bits(half, true, 3, 200, &found);
    assert_true(found > 300);
}

/* Oracle: the hash of the whole one. What goes on from a damaged file is refused or comes to the same. */
static void test_no_flipped_bit_is_gone_on_with(void **state)
{
    const ofr_plan plan = fake_plan();
    const bytes all = slurp(half);
    uint64_t wanted = 0, hash = 0;
    uint32_t seed = 77;
    int refused = 0;

    (void)state;
    assert_int_equal(result_hash(whole, &wanted, NULL), OFR_OK);
    for (int i = 0; i < 100; i++) {
        seed = seed * 1664525 + 1013904223;
        const size_t at = (size_t)((uint64_t)(seed >> 8) * all.n >> 24);
        const unsigned char bit = (unsigned char)(1u << (seed & 7));
        all.at[at] ^= bit;
        spill(bad, all);
        all.at[at] ^= bit;
        const ofr_status status = fake_run(bad, RESULT_KEEP, &plan, SIZE_MAX, NULL);
        if (status == OFR_OK && result_hash(bad, &hash, NULL) == OFR_OK && hash != wanted)
            fail_msg("bit %02x of byte %zu is gone on with", bit, at);
        refused += status != OFR_OK;
    }
    assert_true(refused > 10);
    free(all.at);
}

typedef struct told {
    char text[8][128];
    size_t n;
} told;

static void take(void *self, const char *what)
{
    told *t = self;

    if (t->n < 8) snprintf(t->text[t->n], sizeof t->text[0], "%s", what);
    t->n++;
}

static void test_an_examination_names_every_part_that_is_damaged(void **state)
{
    const bytes all = slurp(whole);
    result_facts facts = {0};
    told t = {.n = 0};
    sqlite3 *db = NULL;

    (void)state;
    assert_int_equal(result_examine(whole, take, &t, &facts, NULL), OFR_OK);
    assert_int_equal(t.n, 0);
    assert_string_equal(facts.title, "Red and Blue");
    assert_string_equal(facts.numbers_id, fake_plan().numbers_id);
    assert_true(facts.complete);
    assert_int_equal(facts.done, FAKE_MEMBERS);
    assert_int_equal(facts.parts, 89);
    result_facts_done(&facts);
    spill(bad, all);
    free(all.at);
    assert_int_equal(sqlite3_open(bad, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "UPDATE member SET deaths = 7 WHERE member = 300; DELETE FROM payoff WHERE "
                     "member = 999; UPDATE act SET day = 1 WHERE member = 500; "
                     "UPDATE actor SET name = 'Rot' WHERE no = 0; "
                     "INSERT INTO set_evidence VALUES (77, 0)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(result_examine(bad, take, &t, &facts, NULL), OFR_OK);
    result_facts_done(&facts);
    assert_int_equal(t.n, 5);
    assert_string_equal(t.text[0], "table 'actor' does not match its checksum");
    assert_string_equal(t.text[1], "chunk 2 of table 'member' does not match its checksum");
    assert_string_equal(t.text[2], "chunk 7 of table 'payoff' does not match its checksum");
    assert_string_equal(t.text[3], "table 'set_evidence' has rows that are in no checksum");
    assert_string_equal(t.text[4], "future 500 of table 'act' does not match its checksum");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_sum_is_what_the_rule_says),
        cmocka_unit_test(test_every_row_is_in_one_part),
        cmocka_unit_test(test_no_flipped_bit_changes_an_answer_in_silence),
        cmocka_unit_test(test_no_flipped_bit_is_gone_on_with),
        cmocka_unit_test(test_an_examination_names_every_part_that_is_damaged),
    };

    return cmocka_run_group_tests(tests, make_results, remove_results);
}
