/* Files are written whole or not at all, and over nothing that is not meant. The oracle of each test is
 * the rule in core/file_write.h, stated again beside it. */
#define _XOPEN_SOURCE 700 /* mknod */
#include "core/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

#define OURS "ours: "

static bool begins_ours(FILE *in)
{
    char head[sizeof OURS] = "";

    return fread(head, 1, sizeof OURS - 1, in) == sizeof OURS - 1 && strcmp(head, OURS) == 0;
}

static file_rule usual(bool force)
{
    return (file_rule){.is_ours = begins_ours, .refusal = "is not ours", .force = force};
}

/* Writes `text` to a name, and ends with `status`. */
static ofr_status write_to(const char *path, const file_rule *rule, const char *text,
                           ofr_status status)
{
    ofr_error err = {0};
    file_out *out = NULL;
    ofr_status done = file_write_begin(path, rule, &out, &err);

    if (done == OFR_OK) {
        assert_int_equal(file_write_may(path, rule, NULL), OFR_OK);
        fputs(text, file_write_stream(out));
        done = file_write_end(out, status, &err);
    } else {
        assert_int_not_equal(file_write_may(path, rule, NULL), OFR_OK);
        assert_string_equal(err.where, path);
        assert_true(strlen(err.text) > 0);
    }
    ofr_error_done(&err);
    return done;
}

static void test_a_new_file_appears_whole_with_the_usual_mode(void **state)
{
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(false);
    const mode_t before = umask(027);
    file_out *out = NULL;

    assert_int_equal(file_write_begin(scratch_path(state, "new", path), &rule, &out, NULL), OFR_OK);
    fputs("text", file_write_stream(out));
    fflush(file_write_stream(out));
    assert_int_not_equal(access(path, F_OK), 0); /* not before it is whole */
    assert_int_equal(file_write_end(out, OFR_OK, NULL), OFR_OK);
    umask(before);
    assert_true(scratch_holds(state, "new", "text"));
    assert_int_equal(scratch_mode(state, "new"), 0640); /* 0666 less 027 */
    assert_int_equal(scratch_count(state), 1);
}

static void test_a_file_that_is_replaced_keeps_its_mode(void **state)
{
    static const mode_t mode[] = {0600, 0644, 0660, 0755, 0200};
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(false);

    for (size_t i = 0; i < sizeof mode / sizeof mode[0]; i++) {
        scratch_remove(state, "page");
        scratch_put(state, "page", OURS "old");
        chmod(scratch_path(state, "page", path), mode[i]);
        if (mode[i] == 0200 && getuid() != 0)
            continue; /* not to be read, so not known to be ours */
        assert_int_equal(write_to(path, &rule, OURS "new", OFR_OK), OFR_OK);
        assert_int_equal(scratch_mode(state, "page"), mode[i]);
        chmod(path, 0600);
        assert_true(scratch_holds(state, "page", OURS "new"));
    }
}

static void test_a_file_whose_mode_forbids_writing_is_left_alone(void **state)
{
    char path[SCRATCH_ROOM];
    file_rule rule = usual(false);

    scratch_put(state, "page", OURS "old");
    chmod(scratch_path(state, "page", path), 0444);
    assert_int_equal(write_to(path, &rule, "new", OFR_OK), OFR_USAGE);
    assert_true(scratch_holds(state, "page", OURS "old"));
    rule.force = true;
    assert_int_equal(write_to(path, &rule, "new", OFR_OK), OFR_OK);
    assert_int_equal(scratch_mode(state, "page"), 0444);
}

/* The name means the file behind the link, the link stays, and the part stands beside the file. */
static void test_a_link_to_a_file_stays_and_its_file_is_replaced(void **state)
{
    char path[SCRATCH_ROOM], there[SCRATCH_ROOM], behind[64] = "";
    const file_rule rule = usual(false);
    file_out *out = NULL;

    mkdir(scratch_path(state, "far", there), 0755);
    scratch_put(state, "far/page", OURS "old");
    assert_int_equal(symlink("far/page", scratch_path(state, "link", path)), 0);
    assert_int_equal(file_write_begin(path, &rule, &out, NULL), OFR_OK);
    assert_int_equal(scratch_count(state), 2);
    fputs("new", file_write_stream(out));
    assert_int_equal(file_write_end(out, OFR_OK, NULL), OFR_OK);
    assert_true(readlink(path, behind, sizeof behind - 1) > 0);
    assert_string_equal(behind, "far/page");
    assert_true(scratch_holds(state, "far/page", "new"));
}

/* ---- every kind of place, by a table ------------------------------------------------------------- */

typedef enum place {
    NOTHING,
    OUR_FILE,
    FOREIGN_FILE,
    EMPTY_FILE,
    PROTECTED_FILE,
    LINK_TO_OURS,
    LINK_TO_FOREIGN,
    LINK_TO_NOTHING,
    LINK_ROUND,
    DIRECTORY,
    NO_DIRECTORY, /* a name in a directory that is not there */
    INPUT,
    LINK_TO_INPUT,
    HARD_LINK_TO_INPUT,
    N_PLACES
} place;

/* May it be written? What file then holds the new text? Stated from the rules, not from the code. */
static const struct {
    bool unasked, forced;
    const char *file;
} answer[N_PLACES] = {
    [NOTHING] = {true, true, "it"},
    [OUR_FILE] = {true, true, "it"},
    [FOREIGN_FILE] = {false, true, "it"},
    [EMPTY_FILE] = {true, true, "it"},
    [PROTECTED_FILE] = {false, true, "it"},
    [LINK_TO_OURS] = {true, true, "behind"},
    [LINK_TO_FOREIGN] = {false, true, "behind"},
    [LINK_TO_NOTHING] = {false, false, NULL},
    [LINK_ROUND] = {false, false, NULL},
    [DIRECTORY] = {false, false, NULL},
    [NO_DIRECTORY] = {false, false, NULL},
    [INPUT] = {false, false, NULL},
    [LINK_TO_INPUT] = {false, false, NULL},
    [HARD_LINK_TO_INPUT] = {false, false, NULL},
};

static void lay(void **state, place where, char *ret_path)
{
    char other[SCRATCH_ROOM];

    scratch_remove(state, "it");
    scratch_remove(state, "behind");
    scratch_put(state, "input", OURS "input"); /* of our kind, and still an input */
    scratch_path(state, where == NO_DIRECTORY ? "none/it" : "it", ret_path);
    switch (where) {
    case OUR_FILE:
    case PROTECTED_FILE:
        scratch_put(state, "it", OURS "it");
        if (where == PROTECTED_FILE) chmod(ret_path, 0400);
        break;
    case FOREIGN_FILE:
        scratch_put(state, "it", "precious");
        break;
    case EMPTY_FILE:
        scratch_put(state, "it", "");
        break;
    case LINK_TO_OURS:
    case LINK_TO_FOREIGN:
        scratch_put(state, "behind", where == LINK_TO_OURS ? OURS "behind" : "precious");
        assert_int_equal(symlink("behind", ret_path), 0);
        break;
    case LINK_TO_NOTHING:
        assert_int_equal(symlink("nothing", ret_path), 0);
        break;
    case LINK_ROUND:
        assert_int_equal(symlink("it", ret_path), 0);
        break;
    case DIRECTORY:
        assert_int_equal(mkdir(ret_path, 0755), 0);
        break;
    case INPUT:
        scratch_path(state, "input", ret_path);
        break;
    case LINK_TO_INPUT:
        assert_int_equal(symlink("input", ret_path), 0);
        break;
    case HARD_LINK_TO_INPUT:
        assert_int_equal(link(scratch_path(state, "input", other), ret_path), 0);
        break;
    default:
        break;
    }
}

/* What a failure, wherever it comes, or a refusal leaves behind: the picture of before. */
static void test_each_place_is_written_or_left_as_the_rule_says(void **state)
{
    char input[SCRATCH_ROOM], path[SCRATCH_ROOM];
    const char *const inputs[] = {NULL, scratch_path(state, "input", input)};

    for (int round = 0; round < 4 * N_PLACES; round++) {
        const place where = (place)(round % N_PLACES);
        const bool force = round / N_PLACES % 2, fails = round / N_PLACES / 2;
        const bool may = force ? answer[where].forced : answer[where].unasked;
        file_rule rule = usual(force);
        char *before, *after;
        rule.input = inputs;
        rule.n_inputs = 2;
        lay(state, where, path);
        before = scratch_picture(state);
        const ofr_status status = write_to(path, &rule, "new", fails ? OFR_LIMIT : OFR_OK);
        after = scratch_picture(state);
        if (may && !fails) {
            if (status != OFR_OK) fail_msg("place %d, force %d: refused", where, force);
            assert_true(scratch_holds(state, answer[where].file, "new"));
        } else {
            if (status == OFR_OK) fail_msg("place %d, force %d: written over", where, force);
            if (strcmp(before, after) != 0)
                fail_msg("place %d: was\n%sis\n%s", where, before, after);
        }
        if (strstr(after, FILE_PART_HEAD)) fail_msg("place %d: a part stays", where);
        free(before);
        free(after);
    }
}

static void test_a_draft_replaces_nothing_without_force(void **state)
{
    char path[SCRATCH_ROOM];
    file_rule rule = {.refusal = "is there"};

    for (place where = OUR_FILE; where <= EMPTY_FILE; where++) {
        lay(state, where, path);
        assert_int_equal(write_to(path, &rule, "new", OFR_OK), OFR_USAGE);
    }
    rule.force = true;
    assert_int_equal(write_to(path, &rule, "new", OFR_OK), OFR_OK);
}

/* ---- what happens meanwhile ---------------------------------------------------------------------- */

static void test_a_name_that_was_taken_meanwhile_is_left_alone(void **state)
{
    char path[SCRATCH_ROOM], other[SCRATCH_ROOM];
    const file_rule rule = usual(true);

    for (int there = 0; there < 2; there++) {
        file_out *out = NULL;
        scratch_remove(state, "it");
        if (there) scratch_put(state, "it", OURS "old");
        assert_int_equal(file_write_begin(scratch_path(state, "it", path), &rule, &out, NULL),
                         OFR_OK);
        scratch_put(state, "other", "by another program");
        assert_int_equal(rename(scratch_path(state, "other", other), path), 0);
        assert_int_equal(file_write_end(out, OFR_OK, NULL), OFR_IO);
        assert_true(scratch_holds(state, "it", "by another program"));
        assert_int_equal(scratch_count(state), 1);
    }
}

/* A part under a name that anybody could foretell would be laid as a link by somebody. */
static void test_parts_have_names_that_nobody_foretells(void **state)
{
    char name[2][FILE_PART_ROOM];

    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_true(file_part_name(name[0]) && file_part_name(name[1]));
        assert_string_not_equal(name[0], name[1]); /* 80 bits: never in the life of the world */
        assert_int_equal(strncmp(name[0], FILE_PART_HEAD, strlen(FILE_PART_HEAD)), 0);
        assert_int_equal(strlen(name[0]), strlen(FILE_PART_HEAD) + 16 + strlen(FILE_PART_END));
        assert_null(strchr(name[0], '/'));
    }
}

static void test_a_file_that_does_not_fit_leaves_the_old_one(void **state)
{
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(false);
    struct rlimit before, small;
    ofr_status status[2];

    scratch_put(state, "page", OURS "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 3, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit then fails, as on a full disk */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    status[0] = write_to(scratch_path(state, "page", path), &rule, "a longer text", OFR_OK);
    status[1] = write_to(scratch_path(state, "new", path), &rule, "a longer text", OFR_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status[0], OFR_IO);
    assert_int_equal(status[1], OFR_IO);
    assert_true(scratch_holds(state, "page", OURS "old"));
    assert_int_equal(scratch_count(state), 1);
}

/* ---- pipes, devices, standard output ------------------------------------------------------------- */

static void test_a_pipe_is_written_to_and_stays_a_pipe(void **state)
{
    char path[SCRATCH_ROOM], got[64] = "";
    const file_rule rule = usual(false);
    struct stat about;
    file_out *out = NULL;

    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    assert_true(file_is_stream(path, NULL));
    const int in = open(path, O_RDONLY | O_NONBLOCK);
    assert_int_equal(file_write_begin(path, &rule, &out, NULL), OFR_OK);
    fputs("through the pipe", file_write_stream(out));
    assert_int_equal(file_write_end(out, OFR_OK, NULL), OFR_OK);
    assert_int_equal(read(in, got, sizeof got), strlen("through the pipe"));
    assert_string_equal(got, "through the pipe");
    close(in);
    assert_int_equal(lstat(path, &about), 0);
    assert_true(S_ISFIFO(about.st_mode));
    assert_int_equal(scratch_count(state), 1);
}

static void test_a_pipe_that_nobody_reads_is_given_up(void **state)
{
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(true);
    ofr_error err = {0};
    file_out *out = NULL;

    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    alarm(20); /* ends the test if it hangs */
    assert_int_equal(file_write_begin(path, &rule, &out, &err), OFR_IO);
    alarm(0);
    assert_non_null(strstr(err.text, "nobody reads from this pipe"));
    ofr_error_done(&err);
}

/* Longer than any pipe holds, to a reader that takes its time. */
static void test_a_slow_reader_of_a_pipe_gets_all(void **state)
{
    enum { BYTES = 300000 };
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(false);
    file_out *out = NULL;
    int status = -1;

    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    const pid_t child = fork();
    if (child == 0) {
        char some[4096];
        size_t n = 0;
        ssize_t got;
        poll(NULL, 0, 200); /* and it comes late */
        const int in = open(path, O_RDONLY);
        while ((got = read(in, some, sizeof some)) > 0) {
            n += (size_t)got;
            if (n < 40000) poll(NULL, 0, 1);
        }
        _exit(n == BYTES ? 0 : 1);
    }
    assert_int_equal(file_write_begin(path, &rule, &out, NULL), OFR_OK);
    for (int i = 0; i < BYTES; i++) putc('x', file_write_stream(out));
    assert_int_equal(file_write_end(out, OFR_OK, NULL), OFR_OK);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void test_a_reader_that_leaves_is_a_failure(void **state)
{
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(false);
    file_out *out = NULL;

    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(mkfifo(scratch_path(state, "pipe", path), 0600), 0);
    const int in = open(path, O_RDONLY | O_NONBLOCK);
    assert_int_equal(file_write_begin(path, &rule, &out, NULL), OFR_OK);
    close(in);
    fputs("text", file_write_stream(out));
    assert_int_equal(file_write_end(out, OFR_OK, NULL), OFR_IO);
}

/* Nodes of our own, never those of the machine. */
static void test_a_device_is_written_to_and_stays_a_device(void **state)
{
    char path[SCRATCH_ROOM];
    const file_rule rule = usual(true);
    struct stat about;

    if (mknod(scratch_path(state, "null", path), S_IFCHR | 0600, (dev_t)0x103) != 0) skip();
    assert_int_equal(write_to(path, &rule, "text", OFR_OK), OFR_OK);
    assert_int_equal(lstat(path, &about), 0);
    assert_true(S_ISCHR(about.st_mode));
    if (mknod(scratch_path(state, "full", path), S_IFCHR | 0600, (dev_t)0x107) != 0) skip();
    assert_int_equal(write_to(path, &rule, "text", OFR_OK), OFR_IO);
    assert_int_equal(scratch_count(state), 2);
}

static void test_a_dash_and_what_leads_there_are_standard_output(void **state)
{
    char path[SCRATCH_ROOM], link_path[SCRATCH_ROOM];
    file_rule rule = usual(false);

    scratch_put(state, "stdout", "");
    FILE *standard = fopen(scratch_path(state, "stdout", path), "wb");
    assert_non_null(standard);
    rule.standard_output = standard;
    assert_int_equal(symlink("stdout", scratch_path(state, "link", link_path)), 0);
    assert_int_equal(write_to("-", &rule, "one ", OFR_OK), OFR_OK);
    assert_int_equal(write_to(path, &rule, "two ", OFR_OK), OFR_OK);
    assert_int_equal(write_to(link_path, &rule, "three", OFR_OK), OFR_OK);
    assert_true(file_is_standard("-", standard) && file_is_standard(link_path, standard));
    assert_false(file_is_standard("-", NULL));
    assert_int_equal(fclose(standard), 0);
    assert_true(scratch_holds(state, "stdout", "one two three"));
    assert_int_equal(scratch_count(state), 2);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_a_new_file_appears_whole_with_the_usual_mode),
        IN_SCRATCH(test_a_file_that_is_replaced_keeps_its_mode),
        IN_SCRATCH(test_a_file_whose_mode_forbids_writing_is_left_alone),
        IN_SCRATCH(test_a_link_to_a_file_stays_and_its_file_is_replaced),
        IN_SCRATCH(test_each_place_is_written_or_left_as_the_rule_says),
        IN_SCRATCH(test_a_draft_replaces_nothing_without_force),
        IN_SCRATCH(test_a_name_that_was_taken_meanwhile_is_left_alone),
        cmocka_unit_test(test_parts_have_names_that_nobody_foretells),
        IN_SCRATCH(test_a_file_that_does_not_fit_leaves_the_old_one),
        IN_SCRATCH(test_a_pipe_is_written_to_and_stays_a_pipe),
        IN_SCRATCH(test_a_pipe_that_nobody_reads_is_given_up),
        IN_SCRATCH(test_a_slow_reader_of_a_pipe_gets_all),
        IN_SCRATCH(test_a_reader_that_leaves_is_a_failure),
        IN_SCRATCH(test_a_device_is_written_to_and_stays_a_device),
        IN_SCRATCH(test_a_dash_and_what_leads_there_are_standard_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
