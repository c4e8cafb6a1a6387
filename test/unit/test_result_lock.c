/* test_result_lock.c -- one writer a result, readers meanwhile, and what may lie under its name and beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

#include "report/answer.h"
#include "report/result_place.h"
#include "result_fake.h"

typedef struct scene {
    char directory[PATH_ROOM], path[PATH_ROOM], other[PATH_ROOM], lock[PATH_ROOM];
    ofr_plan plan;
    ofr_error err;
} scene;

static int setup(void **state)
{
    scene *s = calloc(1, sizeof *s);

    if (!s) return -1;
    fake_directory(s->directory);
    fake_path(s->path, s->directory, "a.offramp");
    fake_path(s->other, s->directory, "b.offramp");
    fake_path(s->lock, s->directory, "a.offramp.lock");
    s->plan = fake_plan();
    *state = s;
    return 0;
}

/* Removes all; a test says by expect_only what may be there. */
static int teardown(void **state)
{
    scene *s = *state;
    DIR *all = opendir(s->directory);
    char room[PATH_ROOM];

    for (struct dirent *one; all && (one = readdir(all));) {
        if (one->d_name[0] != '.') remove(fake_path(room, s->directory, one->d_name));
    }
    closedir(all);
    ofr_error_done(&s->err);
    const int status = rmdir(s->directory);
    free(s);
    return status;
}

/* The directory holds these names, separated by spaces, and no other. */
static void expect_only(const scene *s, const char *names)
{
    DIR *all = opendir(s->directory);
    size_t n = 0, wanted = *names != '\0';

    for (const char *c = names; *c; c++) wanted += *c == ' ';
    for (struct dirent *one; (one = readdir(all));) {
        if (one->d_name[0] == '.') continue;
        if (!strstr(names, one->d_name)) fail_msg("left behind: %s", one->d_name);
        n++;
    }
    closedir(all);
    assert_int_equal(n, wanted);
}

static void spill(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void expect_text(const char *path, const char *text)
{
    char there[64] = "";
    FILE *in = fopen(path, "rb");

    assert_non_null(in);
    assert_int_equal(fread(there, 1, sizeof there - 1, in), strlen(text));
    fclose(in);
    assert_string_equal(there, text);
}

/* Begins a result that is not there and leaves it open. */
static result_writer *begin(scene *s, const char *path)
{
    result_writer *writer = NULL;
    ofr_sink sink;

    assert_int_equal(result_open_write(path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    sink = result_sink(writer);
    if (sink.begin(sink.self, &s->plan, &s->err) != OFR_OK) fail_msg("%s", s->err.text);
    return writer;
}

/* Runs it to its end and expects this failure with a word in its message. */
static void refuse(scene *s, const char *path, result_mode mode, ofr_status status,
                   const char *word)
{
    ofr_error_done(&s->err);
    assert_int_equal(fake_run(path, mode, &s->plan, SIZE_MAX, &s->err), status);
    if (!strstr(s->err.text, word)) fail_msg("'%s' is not in: %s", word, s->err.text);
    assert_string_equal(s->err.where, path);
    ofr_error_done(&s->err);
}

static void run_whole(scene *s, const char *path)
{
    if (fake_run(path, RESULT_KEEP, &s->plan, SIZE_MAX, &s->err) != OFR_OK)
        fail_msg("%s", s->err.text);
}

/* ---- one writer ----------------------------------------------------------------------------- */

static void test_a_second_writer_is_told_who_the_first_is(void **state)
{
    scene *s = *state;
    result_writer *first = begin(s, s->path);
    const ofr_sink sink = result_sink(first);
    char process[64];

    snprintf(process, sizeof process, "in use by another command (process %ld, since 20",
             (long)getpid());
    for (int mode = RESULT_KEEP; mode <= RESULT_REPLACE; mode++)
        refuse(s, s->path, (result_mode)mode, OFR_IO, process);
    /* the first has not noticed */
    for (size_t i = 0; i < FAKE_CHUNKS; i++)
        assert_int_equal(fake_chunk(&sink, &s->plan, i, &s->err), OFR_OK);
    assert_int_equal(fake_tail(&sink, &s->plan, &s->err), OFR_OK);
    result_close(first);
    run_whole(s, s->path);
    expect_only(s, "a.offramp");
}

enum { PAIRS = 32, WORKS = 'w', IN_USE = 'u', FAILS = 'f' };

/* A child: begins when it is told to, says how that went, and holds on until it is told to end. */
static pid_t start_writer(const scene *s, const int go[2], const int say[2])
{
    const pid_t child = fork();
    result_writer *writer = NULL;
    ofr_error err = {0};
    char word;
    ofr_sink sink;

    if (child != 0) return child;
    close(go[1]);
    if (read(go[0], &word, 1) != 1) _exit(2);
    if (result_open_write(s->path, RESULT_KEEP, &writer, &err) != OFR_OK) _exit(3);
    sink = result_sink(writer);
    const ofr_status status = sink.begin(sink.self, &s->plan, &err);
    word = status == OFR_OK                                                      ? WORKS
           : status == OFR_IO && strstr(err.text, "in use by another command (") ? IN_USE
                                                                                 : FAILS;
    if (write(say[1], &word, 1) != 1) _exit(4);
    if (read(go[0], &word, 1) != 0) _exit(5); /* until the end of the pipe */
    result_close(writer);
    _exit(0);
}

/* In 31 of 32 pairs both died before there was a lock. */
static void test_of_two_that_start_together_exactly_one_works(void **state)
{
    scene *s = *state;

    for (int pair = 0; pair < PAIRS; pair++) {
        int go[2], say[2], how;
        char word[2];
        assert_int_equal(pipe(go), 0);
        assert_int_equal(pipe(say), 0);
        const pid_t child[2] = {start_writer(s, go, say), start_writer(s, go, say)};
        assert_true(child[0] > 0 && child[1] > 0);
        assert_int_equal(write(go[1], "gg", 2), 2);
        for (int i = 0; i < 2; i++) assert_int_equal(read(say[0], &word[i], 1), 1);
        close(go[1]);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(waitpid(child[i], &how, 0), child[i]);
            assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
        }
        close(go[0]);
        close(say[0]);
        close(say[1]);
        assert_true((word[0] == WORKS && word[1] == IN_USE) ||
                    (word[0] == IN_USE && word[1] == WORKS));
        expect_only(s, "a.offramp");
        unlink(s->path);
    }
}

static void test_the_lock_of_a_killed_run_holds_nobody_up(void **state)
{
    scene *s = *state;
    int how;
    const pid_t child = fork();

    if (child == 0) {
        (void)begin(s, s->path);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    expect_only(s, "a.offramp a.offramp.lock");
    run_whole(s, s->path);
    expect_only(s, "a.offramp");
}

static void test_what_a_killed_run_was_making_is_removed_and_nothing_else(void **state)
{
    scene *s = *state;
    char part[PATH_ROOM], own[PATH_ROOM];

    spill(s->lock, "offramp, process 999999, making .part-0123456789abcdef\n");
    spill(fake_path(part, s->directory, "a.offramp.part-0123456789abcdef"), "half");
    spill(fake_path(own, s->directory, "a.offramp.part"), "mine");
    run_whole(s, s->path);
    assert_int_not_equal(access(part, F_OK), 0);
    expect_text(own, "mine");
    /* a name that goes elsewhere is no name of ours */
    spill(s->lock, "offramp, process 999999, making .part-/../a.offramp.pa\n");
    run_whole(s, s->path);
    expect_text(own, "mine");
    expect_only(s, "a.offramp a.offramp.part");
}

static void test_a_file_that_is_no_lock_is_left_alone(void **state)
{
    scene *s = *state;

    spill(s->lock, "precious");
    refuse(s, s->path, RESULT_KEEP, OFR_RESULT, "no lock of offramp");
    expect_text(s->lock, "precious");
    unlink(s->lock);
    spill(s->other, "precious");
    assert_int_equal(symlink(s->other, s->lock), 0);
    refuse(s, s->path, RESULT_KEEP, OFR_RESULT, "no lock of offramp");
    expect_text(s->other, "precious");
    unlink(s->lock);
    assert_int_equal(mkdir(s->lock, 0777), 0);
    refuse(s, s->path, RESULT_KEEP, OFR_RESULT, "no lock of offramp");
    rmdir(s->lock);
    assert_int_equal(mkfifo(s->lock, 0666), 0);
    refuse(s, s->path, RESULT_KEEP, OFR_RESULT, "no lock of offramp");
    expect_only(s, "a.offramp.lock b.offramp");
}

/* ---- readers meanwhile ---------------------------------------------------------------------- */

/* A child that reads, says so, and holds its view of the file for so long. */
static pid_t start_reader(const char *path, int seconds)
{
    int say[2];
    char word;

    assert_int_equal(pipe(say), 0);
    const pid_t child = fork();
    if (child == 0) {
        const struct timespec wait = {.tv_sec = seconds};
        sqlite3 *db = NULL;
        if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) _exit(2);
        if (sqlite3_exec(db, "BEGIN; SELECT count(*) FROM member", NULL, NULL, NULL) != SQLITE_OK)
            _exit(3);
        if (write(say[1], "r", 1) != 1) _exit(4);
        nanosleep(&wait, NULL);
        sqlite3_close(db);
        _exit(0);
    }
    assert_int_equal(read(say[0], &word, 1), 1);
    close(say[0]);
    close(say[1]);
    return child;
}

static void count_call(void *self)
{
    ++*(int *)self;
}

/* Seven seconds: before, a run gave up after five. */
static void test_a_slow_reader_ends_no_run(void **state)
{
    scene *s = *state;
    result_writer *writer = NULL;
    int told = 0;
    ofr_sink sink;

    assert_int_equal(result_open_write(s->path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    result_patience(writer, NULL, count_call, &told);
    sink = result_sink(writer);
    assert_int_equal(sink.begin(sink.self, &s->plan, &s->err), OFR_OK);
    const pid_t reader = start_reader(s->path, 7);
    if (fake_chunk(&sink, &s->plan, 0, &s->err) != OFR_OK) fail_msg("%s", s->err.text);
    assert_int_equal(waitpid(reader, NULL, 0), reader);
    assert_int_equal(told, 1);
    result_close(writer);
}

static void test_a_stop_ends_the_wait_for_a_reader(void **state)
{
    scene *s = *state;
    const volatile int stop = 1;
    const time_t began = time(NULL);
    result_writer *writer = NULL;
    ofr_sink sink;

    assert_int_equal(result_open_write(s->path, RESULT_KEEP, &writer, &s->err), OFR_OK);
    result_patience(writer, &stop, NULL, NULL);
    sink = result_sink(writer);
    assert_int_equal(sink.begin(sink.self, &s->plan, &s->err), OFR_OK);
    const pid_t reader = start_reader(s->path, 60);
    assert_int_equal(fake_chunk(&sink, &s->plan, 0, &s->err), OFR_INTERRUPTED);
    assert_true(time(NULL) - began < 30);
    kill(reader, SIGKILL);
    assert_int_equal(waitpid(reader, NULL, 0), reader);
    result_close(writer);
    run_whole(s, s->path);
}

/* More acts than fit into SQLite's cache of 2 MB, in a transaction that stays open. */
static void test_readers_read_while_the_last_transaction_is_open(void **state)
{
    enum { ACTS = 100000 };
    scene *s = *state;
    result_writer *writer = begin(s, s->path);
    const ofr_sink sink = result_sink(writer);
    ofr_act *act = calloc(ACTS, sizeof *act);
    const ofr_kept kept = {.member = 3, .pick = "", .act = act, .n_acts = ACTS};
    ofr_answer *answer = NULL;

    assert_non_null(act);
    for (int i = 0; i < ACTS; i++) {
        act[i] = (ofr_act){.number = i, .kind = "flow", .id = "raids", .source = "", .target = ""};
        act[i].theatre = act[i].rung = act[i].cause_text = act[i].text = "";
    }
    for (size_t i = 0; i < FAKE_CHUNKS; i++)
        assert_int_equal(fake_chunk(&sink, &s->plan, i, &s->err), OFR_OK);
    assert_int_equal(sink.kept(sink.self, &kept, &s->err), OFR_OK);
    const time_t began = time(NULL);
    if (answer_read(s->path, false, &answer, &s->err) != OFR_OK) fail_msg("%s", s->err.text);
    assert_true(time(NULL) - began < 20);
    assert_int_equal(answer->done, FAKE_MEMBERS);
    assert_false(answer->complete);
    answer_free(answer);
    free(act);
    result_close(writer);
}

/* ---- places --------------------------------------------------------------------------------- */

/* NAME.part was once where a new result was made: through a link, and over what was there. */
static void test_nothing_beside_a_new_result_is_touched(void **state)
{
    scene *s = *state;
    char part[PATH_ROOM];

    fake_path(part, s->directory, "a.offramp.part");
    spill(part, "precious");
    run_whole(s, s->path);
    expect_text(part, "precious");
    unlink(s->path);
    unlink(part);
    spill(s->other, "precious");
    assert_int_equal(symlink(s->other, part), 0);
    run_whole(s, s->path);
    expect_text(s->other, "precious");
    expect_only(s, "a.offramp a.offramp.part b.offramp");
}

static void test_a_link_leads_to_one_place(void **state)
{
    scene *s = *state;
    char link[PATH_ROOM];
    struct stat info;
    result_writer *writer;

    fake_path(link, s->directory, "link.offramp");
    run_whole(s, s->path);
    unlink(s->path);
    assert_int_equal(symlink("a.offramp", link), 0);
    refuse(s, link, RESULT_KEEP, OFR_RESULT, "link to a file that is not there");
    writer = begin(s, s->path);
    refuse(s, link, RESULT_KEEP, OFR_IO, "in use by another command");
    result_close(writer);
    s->plan.seed = 7;
    assert_int_equal(fake_run(link, RESULT_REPLACE, &s->plan, SIZE_MAX, &s->err), OFR_OK);
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    run_whole(s, s->path); /* what was written through the link */
    expect_only(s, "a.offramp link.offramp");
}

static void test_a_result_needs_a_regular_file(void **state)
{
    scene *s = *state;
    result_writer *writer = NULL;

    assert_int_equal(mkfifo(s->path, 0666), 0);
    for (int mode = RESULT_KEEP; mode <= RESULT_REPLACE; mode++)
        refuse(s, s->path, (result_mode)mode, OFR_RESULT, "is a pipe");
    refuse(s, s->directory, RESULT_REPLACE, OFR_RESULT, "is a directory");
    refuse(s, "/dev/null", RESULT_REPLACE, OFR_RESULT, "is a device");
    assert_int_equal(result_open_write("-", RESULT_KEEP, &writer, &s->err), OFR_USAGE);
    assert_non_null(strstr(s->err.text, "standard output"));
    assert_null(writer);
    expect_only(s, "a.offramp");
}

static void test_what_appears_meanwhile_is_left_alone(void **state)
{
    scene *s = *state;
    result_place place = {0};
    char part[PATH_ROOM];

    fake_path(part, s->directory, "a.offramp.part-1");
    assert_int_equal(place_find(s->path, &place, &s->err), OFR_OK);
    assert_false(place.present);
    assert_int_equal(place_temporary(&place, part, &s->err), OFR_OK);
    assert_int_equal(place_temporary(&place, part, NULL), OFR_IO); /* nothing may be there */
    spill(s->path, "precious");
    assert_int_equal(place_put(&place, part, &s->err), OFR_IO);
    assert_non_null(strstr(s->err.text, "appeared"));
    expect_text(s->path, "precious");
    ofr_error_done(&s->err);
    /* the file that was seen may be replaced, another one in its place not */
    assert_int_equal(place_look(&place, &s->err), OFR_OK);
    spill(s->other, "precious, too");
    assert_int_equal(rename(s->other, s->path), 0);
    assert_int_equal(place_put(&place, part, &s->err), OFR_IO);
    expect_text(s->path, "precious, too");
    assert_int_equal(place_look(&place, NULL), OFR_OK);
    assert_int_equal(place_put(&place, part, NULL), OFR_OK);
    expect_text(s->path, "");
    place_done(&place);
    expect_only(s, "a.offramp");
}

static void test_an_unfinished_result_of_two_names_is_not_gone_on_with(void **state)
{
    scene *s = *state;

    assert_int_equal(fake_run(s->path, RESULT_KEEP, &s->plan, 2, &s->err), OFR_OK);
    assert_int_equal(link(s->path, s->other), 0);
    refuse(s, s->path, RESULT_KEEP, OFR_RESULT, "hard link");
    unlink(s->other);
    run_whole(s, s->path);
    assert_int_equal(link(s->path, s->other), 0);
    run_whole(s, s->path); /* complete: nothing is written */
}

static void test_a_complete_result_is_used_where_nothing_can_be_written(void **state)
{
    scene *s = *state;

    const uid_t user = geteuid();

    run_whole(s, s->path);
    assert_int_equal(chmod(s->directory, 0555), 0);
    if (user == 0) assert_int_equal(seteuid(65534), 0); /* root may write everywhere */
    run_whole(s, s->path);
    s->plan.seed = 9;
    refuse(s, s->path, RESULT_REPLACE, OFR_IO, "cannot be written");
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(chmod(s->directory, 0755), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_second_writer_is_told_who_the_first_is),
        TEST(test_of_two_that_start_together_exactly_one_works),
        TEST(test_the_lock_of_a_killed_run_holds_nobody_up),
        TEST(test_what_a_killed_run_was_making_is_removed_and_nothing_else),
        TEST(test_a_file_that_is_no_lock_is_left_alone),
        TEST(test_a_slow_reader_ends_no_run),
        TEST(test_a_stop_ends_the_wait_for_a_reader),
        TEST(test_readers_read_while_the_last_transaction_is_open),
        TEST(test_nothing_beside_a_new_result_is_touched),
        TEST(test_a_link_leads_to_one_place),
        TEST(test_a_result_needs_a_regular_file),
        TEST(test_what_appears_meanwhile_is_left_alone),
        TEST(test_an_unfinished_result_of_two_names_is_not_gone_on_with),
        TEST(test_a_complete_result_is_used_where_nothing_can_be_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
