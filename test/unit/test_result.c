/* test_result.c -- writing, continuing, replacing a result; kills; full disks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "result_fake.h"

typedef struct scene {
    char directory[PATH_ROOM], path[PATH_ROOM];
    ofr_error err;
} scene;

static int setup(void **state)
{
    scene *s = calloc(1, sizeof *s);

    if (!s) return -1;
    fake_directory(s->directory);
    fake_path(s->path, s->directory, "a.offramp");
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    static const char *const name[] = {"a.offramp", "a.offramp-journal",      "a.offramp.part",
                                       "b.offramp", "a.offramp.part-journal", "notes"};
    scene *s = *state;
    char room[PATH_ROOM];

    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        unlink(fake_path(room, s->directory, name[i]));
    }
    if (rmdir(s->directory) != 0) return -1; /* something was left behind */
    ofr_error_done(&s->err);
    free(s);
    return 0;
}

/* The single whole number that a query gives, read by SQLite alone. */
static int64_t ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t value = -99;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

static void order(const char *path, const char *sql)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static uint64_t hash_of(const char *path)
{
    uint64_t hash = 0;

    assert_int_equal(result_hash(path, &hash, NULL), OFR_OK);
    return hash;
}

/* Oracle: counts by hand from the formulas of result_fake.h. */
static void test_a_result_holds_what_the_study_said(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();

    assert_int_equal(fake_run(s->path, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    assert_int_equal(ask(s->path, "PRAGMA application_id"), 0x4f465221);
    assert_int_equal(ask(s->path, "PRAGMA user_version"), 6);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM member"), 1000);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM chunk"), 8);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM member_outcome WHERE outcome = 0"), 10);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM member_outcome WHERE outcome = 1"), 500);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM payoff"), 2000);
    assert_int_equal(ask(s->path, "SELECT sum(value) FROM payoff WHERE principal = 0"), 499500);
    assert_int_equal(
        ask(s->path, "SELECT n FROM histogram WHERE series = 0 AND day = 99 AND bin = 7"), 100);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM histogram"), 10 * 100 + 16 * 100);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM history_series WHERE median = 1.0"), 20);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM set_evidence"), 50);
    assert_int_equal(ask(s->path, "SELECT value = '18446744073709551615' FROM meta "
                                  "WHERE key = 'seed'"),
                     1);
    assert_int_equal(ask(s->path, "SELECT date = '2024-02-11' AND text = 'Band strikes Blue.' "
                                  "FROM acts WHERE member = 999 AND number = 70"),
                     1);
    assert_int_equal(ask(s->path, "SELECT date = '2024-03-19' FROM outcome_dates "
                                  "WHERE outcome = 'war' AND member = 300"),
                     1);
    assert_int_equal(ask(s->path, "SELECT value = '1' FROM meta WHERE key = 'complete'"), 1);
}

/* Oracle: the file of an uninterrupted run. */
static void test_a_continued_result_equals_an_uninterrupted_one(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    ofr_plan later = fake_plan();
    char other[PATH_ROOM];
    uint64_t hash;

    fake_path(other, s->directory, "b.offramp");
    assert_int_equal(fake_run(other, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    later.command = "offramp run --threads 2 fake.yaml";
    assert_int_equal(fake_run(s->path, RESULT_KEEP, &later, 3, &s->err), OFR_OK);
    assert_int_equal(ask(s->path, "SELECT sum(n) FROM chunk"), 3 * 128);
    assert_int_equal(fake_run(s->path, RESULT_RESUME, &plan, 2, &s->err), OFR_OK);
    assert_int_not_equal(hash_of(s->path), hash_of(other));
    assert_int_equal(fake_run(s->path, RESULT_RESUME, &plan, SIZE_MAX, &s->err), OFR_OK);
    assert_int_equal(hash_of(s->path), hash_of(other));
    order(s->path, "UPDATE member SET deaths = deaths + 1 WHERE member = 31");
    assert_int_equal(result_hash(s->path, &hash, &s->err), OFR_RESULT);
    assert_non_null(strstr(s->err.text, "chunk 0 of table 'member'"));
}

/* Oracle: the clock is no part of the hash, by definition. */
static void test_the_clock_does_not_move_the_hash(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    result_writer *writer = NULL;
    ofr_sink sink;
    uint64_t before;

    assert_int_equal(fake_run(s->path, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    before = hash_of(s->path);
    assert_int_equal(result_open_write(s->path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    sink = result_sink(writer);
    assert_int_equal(sink.begin(sink.self, &plan, &s->err), OFR_OK);
    assert_true(result_was_complete(writer));
    assert_int_equal(result_clock(writer, "finished", "2024-02-08T00:00:00Z", &s->err), OFR_OK);
    result_close(writer);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM clock"), 1);
    assert_int_equal(hash_of(s->path), before);
}

static void test_another_study_is_refused_by_name_and_replaced_on_request(void **state)
{
    static const char *const named[] = {"seed",    "scenario",         "event record", "horizon",
                                        "futures", "drawn parameters", "names of"};
    static const ofr_outcome_name renamed[FAKE_OUTCOMES] = {
        {"peace", "", 1, 0, 0, ""}, {"b", "", 0, 0, 0, ""}, {"c", "", 0, 0, 0, ""}};
    static const double drawn[FAKE_SETS * FAKE_PRIORS] = {9};
    scene *s = *state;
    const ofr_plan plan = fake_plan();

    assert_int_equal(fake_run(s->path, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        ofr_plan other = fake_plan();
        if (i == 0) other.seed = 2;
        if (i == 1) other.scenario_hash++;
        if (i == 2) other.record_hash++;
        if (i == 3) other.horizon = 90;
        if (i == 4) other.per_set = 10, other.n_members = 500;
        if (i == 5) other.prior_draw = drawn;
        if (i == 6) other.outcome = renamed;
        assert_int_equal(fake_run(s->path, RESULT_KEEP, &other, SIZE_MAX, &s->err), OFR_RESULT);
        assert_non_null(strstr(s->err.text, named[i]));
        ofr_error_done(&s->err);
        assert_int_equal(fake_run(s->path, RESULT_RESUME, &other, SIZE_MAX, &s->err), OFR_RESULT);
        ofr_error_done(&s->err);
    }
    assert_int_equal(ask(s->path, "SELECT count(*) FROM member"), 1000);
    ofr_plan other = fake_plan();
    other.seed = 2;
    assert_int_equal(fake_run(s->path, RESULT_REPLACE, &other, 1, &s->err), OFR_OK);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM member"), 128);
}

static void test_what_is_no_result_is_never_touched(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    char path[PATH_ROOM], back[16] = "";
    FILE *out = fopen(fake_path(path, s->directory, "notes"), "w");

    assert_non_null(out);
    fputs("dear diary", out);
    fclose(out);
    for (int mode = RESULT_KEEP; mode <= RESULT_REPLACE; mode++) {
        assert_int_equal(fake_run(path, (result_mode)mode, &plan, SIZE_MAX, &s->err), OFR_RESULT);
        ofr_error_done(&s->err);
    }
    assert_int_equal(fake_run(s->directory, RESULT_REPLACE, &plan, 1, &s->err), OFR_RESULT);
    ofr_error_done(&s->err);
    out = fopen(path, "r");
    assert_non_null(out);
    assert_non_null(fgets(back, sizeof back, out));
    fclose(out);
    assert_string_equal(back, "dear diary");
    assert_int_equal(fake_run(s->path, RESULT_RESUME, &plan, SIZE_MAX, &s->err), OFR_IO);
}

static void test_a_directory_that_is_not_there_is_told(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    char path[PATH_ROOM];

    fake_path(path, s->directory, "no/such/a.offramp");
    assert_int_equal(fake_run(path, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_IO);
    assert_non_null(strstr(s->err.text, "directory"));
}

/* What a killed or stopped writer left: whole chunks only, in every table. Returns the chunks. */
static int64_t check_whole_chunks(const char *path)
{
    const int64_t members = ask(path, "SELECT coalesce(sum(n), 0) FROM chunk");

    assert_int_equal(ask(path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check "
                               "<> 'ok'"),
                     0);
    assert_int_equal(ask(path, "SELECT count(*) FROM member"), members);
    assert_int_equal(ask(path, "SELECT count(*) FROM payoff"), 2 * members);
    assert_int_equal(ask(path, "SELECT count(*) FROM agenda_days"),
                     ask(path, "SELECT count(*) FROM chunk"));
    return ask(path, "SELECT count(*) FROM chunk");
}

/* Oracle: the hash of an uninterrupted file. A child writes and is killed after 0.5 .. 30 ms,
 * later also after more; the next one continues; the file must be whole after each kill and equal
 * at the end. */
static void test_a_kill_at_any_moment_leaves_whole_chunks(void **state)
{
    scene *s = *state;
    ofr_plan plan = fake_plan();
    char other[PATH_ROOM];
    size_t kills = 0, with_some = 0;

    plan.chunk = 4; /* 250 chunks: many moments to be killed at */
    fake_path(other, s->directory, "b.offramp");
    assert_int_equal(fake_run(other, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    for (unsigned i = 0; i < 400; i++) {
        const struct timespec wait = {.tv_nsec = 500000L * (1 + i % 60) * (1 + i / 60)};
        const pid_t child = fork();
        int how = 0;

        assert_true(child >= 0);
        if (child == 0) _exit(fake_run(s->path, RESULT_KEEP, &plan, SIZE_MAX, NULL) != OFR_OK);
        nanosleep(&wait, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &how, 0), child);
        if (WIFEXITED(how)) {
            assert_int_equal(WEXITSTATUS(how), 0);
            break;
        }
        kills++;
        if (access(s->path, F_OK) == 0 && check_whole_chunks(s->path) > 0) with_some++;
    }
    assert_true(kills > 1 && with_some > 0);
    assert_int_equal(fake_run(s->path, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    assert_int_equal(hash_of(s->path), hash_of(other));
}

/* In a child: writes until the disk is full, makes room, and goes on with the same writer. Exit
 * code 0 if all went as it should. */
static int fill_the_disk(const char *path, rlim_t room)
{
    const ofr_plan plan = fake_plan();
    struct rlimit limit;
    result_writer *writer = NULL;
    ofr_error err = {0};
    size_t failed = SIZE_MAX;
    ofr_sink sink;

    signal(SIGXFSZ, SIG_IGN);
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    if (result_open_write(path, RESULT_RESUME, &writer, &err) != OFR_OK) return 3;
    sink = result_sink(writer);
    if (sink.begin(sink.self, &plan, &err) != OFR_OK) return 4;
    limit.rlim_cur = room;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 5;
    for (size_t i = 3; i < FAKE_CHUNKS && failed == SIZE_MAX; i++) {
        if (fake_chunk(&sink, &plan, i, &err) != OFR_OK) failed = i;
    }
    if (failed == SIZE_MAX || err.code != OFR_IO || !strstr(err.text, "space")) return 6;
    ofr_error_done(&err);
    if (check_whole_chunks(path) != (int64_t)failed) return 7;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 8;
    for (size_t i = failed; i < FAKE_CHUNKS; i++) {
        if (fake_chunk(&sink, &plan, i, &err) != OFR_OK) return 9;
    }
    if (fake_tail(&sink, &plan, &err) != OFR_OK) return 10;
    result_close(writer);
    return 0;
}

/* Oracle: the system's limit on file sizes (RLIMIT_FSIZE) plays the full disk; the hash is that of
 * a run that had room. */
static void test_a_full_disk_keeps_whole_chunks_and_says_so(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    char other[PATH_ROOM];
    struct stat info;
    int how = 0;

    fake_path(other, s->directory, "b.offramp");
    assert_int_equal(fake_run(other, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    assert_int_equal(fake_run(s->path, RESULT_KEEP, &plan, 3, &s->err), OFR_OK);
    assert_int_equal(stat(s->path, &info), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(fill_the_disk(s->path, (rlim_t)info.st_size + 8192));
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
    assert_int_equal(hash_of(s->path), hash_of(other));
}

static void test_calls_out_of_order_are_refused(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    result_writer *writer = NULL;
    ofr_sink sink;

    assert_int_equal(result_open_write(s->path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    sink = result_sink(writer);
    assert_false(sink.has_chunk(sink.self, 0));
    assert_int_equal(fake_chunk(&sink, &plan, 0, NULL), OFR_USAGE);
    assert_int_equal(sink.finish(sink.self, NULL), OFR_USAGE);
    assert_int_equal(sink.begin(sink.self, &plan, &s->err), OFR_OK);
    assert_int_equal(fake_chunk(&sink, &plan, 0, &s->err), OFR_OK);
    assert_int_equal(fake_chunk(&sink, &plan, 0, NULL), OFR_USAGE);
    assert_int_equal(sink.finish(sink.self, NULL), OFR_USAGE);
    result_close(writer);
    assert_int_equal(ask(s->path, "SELECT count(*) FROM member"), 128);
    result_close(NULL);
}

/* Oracle: a result whose last part went well at once. What a failed call had written of it is taken back, texts of acts
 * included, and the whole of it can be written again. */
static void test_a_last_part_that_failed_can_be_written_again(void **state)
{
    static const ofr_act act = {.kind = "flow",
                                .id = "lost",
                                .source = "",
                                .target = "",
                                .theatre = "",
                                .rung = "",
                                .cause_text = "",
                                .text = "Lost."};
    const ofr_kept twice = {.member = 7, .pick = "", .act = &act, .n_acts = 1};
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    result_writer *writer = NULL;
    char other[PATH_ROOM];

    fake_path(other, s->directory, "b.offramp");
    assert_int_equal(fake_run(other, RESULT_KEEP, &plan, SIZE_MAX, &s->err), OFR_OK);
    assert_int_equal(result_open_write(s->path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    const ofr_sink sink = result_sink(writer);
    assert_int_equal(sink.begin(sink.self, &plan, &s->err), OFR_OK);
    for (size_t i = 0; i < FAKE_CHUNKS; i++)
        assert_int_equal(fake_chunk(&sink, &plan, i, &s->err), OFR_OK);
    for (size_t round = 0; round < 3; round++) {
        assert_int_equal(sink.kept(sink.self, &twice, &s->err), OFR_OK);
        assert_int_not_equal(sink.kept(sink.self, &twice, NULL), OFR_OK);
        assert_int_equal(ask(s->path, "SELECT count(*) FROM kept"), 0);
    }
    assert_int_equal(fake_tail(&sink, &plan, &s->err), OFR_OK);
    result_close(writer);
    assert_int_equal(hash_of(s->path), hash_of(other));
}

/* Oracle: severity is member / 8, so the lower median of 1000 is member 499. Rung 8 for member % 3
 * = 2, four deaths for member % 5 = 4, one day for all: member % 15 = 14, of which the first is
 * 14. */
static void test_the_median_and_the_worst_future_are_picked(void **state)
{
    scene *s = *state;
    const ofr_plan plan = fake_plan();
    result_writer *writer = NULL;
    uint32_t member = 77;
    ofr_sink sink;

    assert_int_equal(result_open_write(s->path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    sink = result_sink(writer);
    assert_int_equal(sink.begin(sink.self, &plan, &s->err), OFR_OK);
    assert_int_equal(sink.pick(sink.self, "median", &member, NULL), OFR_USAGE);
    assert_int_equal(member, 77);
    for (size_t i = 0; i < FAKE_CHUNKS; i++) {
        assert_int_equal(fake_chunk(&sink, &plan, i, &s->err), OFR_OK);
    }
    assert_int_equal(sink.pick(sink.self, "median", &member, &s->err), OFR_OK);
    assert_int_equal(member, 499);
    assert_int_equal(sink.pick(sink.self, "worst", &member, &s->err), OFR_OK);
    assert_int_equal(member, 14);
    assert_int_equal(sink.pick(sink.self, "best", &member, NULL), OFR_USAGE);
    assert_int_equal(fake_tail(&sink, &plan, &s->err), OFR_OK);
    result_close(writer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_result_holds_what_the_study_said),
        TEST(test_a_continued_result_equals_an_uninterrupted_one),
        TEST(test_the_clock_does_not_move_the_hash),
        TEST(test_another_study_is_refused_by_name_and_replaced_on_request),
        TEST(test_what_is_no_result_is_never_touched),
        TEST(test_a_directory_that_is_not_there_is_told),
        TEST(test_a_kill_at_any_moment_leaves_whole_chunks),
        TEST(test_a_full_disk_keeps_whole_chunks_and_says_so),
        TEST(test_calls_out_of_order_are_refused),
        TEST(test_a_last_part_that_failed_can_be_written_again),
        TEST(test_the_median_and_the_worst_future_are_picked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
