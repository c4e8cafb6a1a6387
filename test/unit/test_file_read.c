/* Whole files, by names that were typed and names that were found. Oracle: the rules in core/file_read.h;
 * texts made by the test. */
#include "core/file_read.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

static void byte_pattern(unsigned char *to, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] = (unsigned char)(i * 7 + i / 251);
}

/* Reads a name; the message of a failure is kept. */
typedef struct outcome {
    ofr_status status;
    char *text;
    size_t size;
    char says[300];
} outcome;

static outcome read_it(const char *path, file_origin origin, const char *named_in, size_t limit)
{
    const file_asked asked = {path, origin, named_in, limit};
    ofr_error err = {0};
    outcome o = {0};

    alarm(20); /* ends the test if it hangs */
    o.status = file_read(&asked, &o.text, &o.size, &err);
    alarm(0);
    if (o.status != OFR_OK) {
        assert_string_equal(err.where, path);
        assert_null(o.text);
        snprintf(o.says, sizeof o.says, "%s", err.text);
    } else {
        assert_int_equal(o.text[o.size], '\0');
    }
    ofr_error_done(&err);
    return o;
}

static void refused(outcome o, ofr_status status, const char *part)
{
    assert_int_equal(o.status, status);
    if (!strstr(o.says, part)) fail_msg("'%s' lacks '%s'", o.says, part);
}

static pid_t write_in_child(const char *path, const unsigned char *bytes, size_t n, size_t step,
                            unsigned wait_before, unsigned wait_after_opening)
{
    const pid_t child = fork();

    if (child != 0) return child;
    signal(SIGPIPE, SIG_DFL);
    poll(NULL, 0, (int)wait_before);
    const int out = open(path, O_WRONLY);
    poll(NULL, 0, (int)wait_after_opening);
    for (size_t i = 0; i < n;) {
        const size_t some = n - i < step ? n - i : step;
        const ssize_t put = write(out, bytes + i, some);
        if (put < 0) _exit(1);
        i += (size_t)put;
        if (i < 5 * step) poll(NULL, 0, 1);
    }
    _exit(0);
}

static void reap(pid_t child)
{
    int status = -1;

    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
}

/* Sizes about those at which the room doubles, from a file and from a pipe in pieces. */
static void test_files_and_pipes_give_all_their_bytes(void **state)
{
    static const size_t size[] = {0, 1, 16382, 16383, 16384, 32767, 32768, 65536, 200001};
    static unsigned char bytes[200001];
    char path[SCRATCH_ROOM], pipe_path[SCRATCH_ROOM];

    byte_pattern(bytes, sizeof bytes);
    assert_int_equal(mkfifo(scratch_path(state, "pipe", pipe_path), 0600), 0);
    for (size_t i = 0; i < sizeof size / sizeof size[0]; i++) {
        for (int piped = 0; piped < 2; piped++) {
            FILE *out = piped ? NULL : fopen(scratch_path(state, "file", path), "wb");
            pid_t child = 0;
            if (out) assert_int_equal(fwrite(bytes, 1, size[i], out), size[i]);
            if (out) fclose(out);
            if (piped) child = write_in_child(pipe_path, bytes, size[i], 1000 + 997 * i, 0, 0);
            outcome o = read_it(piped ? pipe_path : path, FILE_TYPED, NULL, size[i]);
            assert_int_equal(o.status, OFR_OK);
            assert_int_equal(o.size, size[i]);
            assert_memory_equal(o.text, bytes, size[i]);
            free(o.text);
            if (piped) reap(child);
        }
    }
}

static void test_a_file_beyond_the_limit_is_refused_and_a_pipe_stops_there(void **state)
{
    static unsigned char bytes[3000000];
    char path[SCRATCH_ROOM];

    scratch_put(state, "file", "123456789");
    refused(read_it(scratch_path(state, "file", path), FILE_TYPED, NULL, 8), OFR_LIMIT, "larger");
    refused(read_it(path, FILE_FOUND, NULL, 8), OFR_LIMIT, "larger");
    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    const pid_t child = write_in_child(path, bytes, sizeof bytes, 65536, 0, 0);
    refused(read_it(path, FILE_TYPED, NULL, 1 << 20), OFR_LIMIT, "larger than 1024 KiB");
    reap(child);
}

static void test_what_is_no_file_is_refused_at_once(void **state)
{
    char path[SCRATCH_ROOM];

    for (int found = 0; found < 2; found++) {
        const file_origin origin = found ? FILE_FOUND : FILE_TYPED;
        refused(read_it(scratch_path(state, "", path), origin, NULL, 100), OFR_IO, "directory");
        refused(read_it(scratch_path(state, "none", path), origin, NULL, 100), OFR_IO,
                "there is no such file");
        refused(read_it("/dev/zero", origin, NULL, 100), OFR_IO, found ? "regular" : "device");
    }
    assert_int_equal(symlink("round", scratch_path(state, "round", path)), 0);
    refused(read_it(path, FILE_TYPED, NULL, 100), OFR_IO, "circle");
    if (getuid() == 0) return; /* root may read everything */
    scratch_put(state, "secret", "x");
    chmod(scratch_path(state, "secret", path), 0);
    refused(read_it(path, FILE_TYPED, NULL, 100), OFR_IO, "permissions");
}

static void test_a_pipe_that_nobody_writes_is_given_up(void **state)
{
    char path[SCRATCH_ROOM];

    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    refused(read_it(path, FILE_TYPED, NULL, 100), OFR_IO, "nobody writes into this pipe");
}

/* A found pipe is not even waited for: a quarter of the patience for a typed one is left over. */
static void test_a_found_pipe_is_refused_at_once(void **state)
{
    char path[SCRATCH_ROOM];

    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    refused(read_it(path, FILE_FOUND, NULL, 100), OFR_IO, "must be a regular file");
    assert_int_equal(file_read_head(path, (char[4]){0}, 4), 0);
}

static void test_a_late_writer_and_a_slow_one_are_waited_for(void **state)
{
    static const struct {
        unsigned before, after;
    } wait[] = {{300, 0}, {0, FILE_PIPE_WAIT + 500}, {300, FILE_PIPE_WAIT + 500}};
    char path[SCRATCH_ROOM];

    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    for (size_t i = 0; i < 3; i++) {
        const pid_t child = write_in_child(path, (const unsigned char *)"late", 4, 4,
                                           wait[i].before, wait[i].after);
        outcome o = read_it(path, FILE_TYPED, NULL, 100);
        assert_int_equal(o.status, OFR_OK);
        assert_string_equal(o.text, "late");
        free(o.text);
        reap(child);
    }
}

/* The shell's <(command): a pipe without a name, whose writer may end before it is read. */
static void test_the_end_of_a_shell_pipe_is_not_waited_for(void **state)
{
    for (int empty = 0; empty < 2; empty++) {
        char path[64];
        int end[2];
        (void)state;
        assert_int_equal(pipe(end), 0);
        if (!empty) assert_int_equal(write(end[1], "text", 4), 4);
        close(end[1]);
        snprintf(path, sizeof path, "/dev/fd/%d", end[0]);
        outcome o = read_it(path, FILE_TYPED, NULL, 100);
        assert_int_equal(o.status, OFR_OK);
        assert_string_equal(o.text, empty ? "" : "text");
        free(o.text);
        close(end[0]);
    }
}

/* top/a/b holds the file that names others: two above it is top, and no further. */
static void test_found_files_lie_near_whatever_links_lead_there(void **state)
{
    static const struct {
        const char *target, *link;
        bool fine;
    } cases[] = {
        {"near", "b1", true},          {"../near", "b2", true},        {"../../near", "b3", true},
        {"../../../far", "b4", false}, {"/etc/hostname", "b5", false}, {"b3", "b6", true},
        {"b4", "b7", false},
    };
    char main_path[SCRATCH_ROOM], path[SCRATCH_ROOM];

    scratch_put(state, "near", "near");
    scratch_put(state, "../near", "near");
    scratch_put(state, "../../near", "near");
    scratch_put(state, "../../../far", "far");
    scratch_path(state, "main.yaml", main_path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(symlink(cases[i].target, scratch_path(state, cases[i].link, path)), 0);
        outcome o = read_it(path, FILE_FOUND, main_path, 100);
        if ((o.status == OFR_OK) != cases[i].fine) fail_msg("%s: %s", cases[i].link, o.says);
        if (!cases[i].fine && strcmp(cases[i].target, "/etc/hostname") != 0)
            refused(o, OFR_IO, "lies too far away");
        free(o.text);
        o = read_it(path, FILE_TYPED, NULL, 1000); /* typed, it may be anywhere */
        if (strcmp(cases[i].target, "/etc/hostname") != 0) assert_int_equal(o.status, OFR_OK);
        free(o.text);
    }
}

/* Two above /tmp is the root, in which everything lies: so it stops below. */
static void test_the_root_is_never_near(void **state)
{
    (void)state;
    refused(read_it("/tmp/../etc/passwd", FILE_FOUND, "/tmp/main.yaml", 1 << 20), OFR_IO,
            "lies too far away");
}

static void test_the_head_of_a_file_is_what_is_there(void **state)
{
    char path[SCRATCH_ROOM], head[8] = "";

    scratch_put(state, "file", "abc");
    assert_int_equal(file_read_head(scratch_path(state, "file", path), head, sizeof head), 3);
    assert_memory_equal(head, "abc", 3);
    assert_int_equal(file_read_head(path, head, 2), 2);
    assert_int_equal(file_read_head("/nowhere", head, 2), 0);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_files_and_pipes_give_all_their_bytes),
        IN_SCRATCH(test_a_file_beyond_the_limit_is_refused_and_a_pipe_stops_there),
        IN_SCRATCH(test_what_is_no_file_is_refused_at_once),
        IN_SCRATCH(test_a_pipe_that_nobody_writes_is_given_up),
        IN_SCRATCH(test_a_found_pipe_is_refused_at_once),
        IN_SCRATCH(test_a_late_writer_and_a_slow_one_are_waited_for),
        cmocka_unit_test(test_the_end_of_a_shell_pipe_is_not_waited_for),
        IN_SCRATCH(test_found_files_lie_near_whatever_links_lead_there),
        cmocka_unit_test(test_the_root_is_never_near),
        IN_SCRATCH(test_the_head_of_a_file_is_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
