/* A directory of files appears whole or says that it is unfinished, and loses nothing that is not ours.
 * Oracle: core/directory_write.h. */
#include "core/directory_write.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

#define ABOUT "Written by a test."
static const char *const names[] = {"a.csv", "b.csv", "c.csv"};

static directory_rule usual(void)
{
    return (directory_rule){.mark = "mark.txt", .about = ABOUT, .name = names, .n_names = 3};
}

/* Writes all three with one text, and ends with `status`. */
static ofr_status write_all(void **state, const directory_rule *rule, const char *text,
                            ofr_status status)
{
    char path[SCRATCH_ROOM];
    ofr_error err = {0};
    directory_out *out = NULL;
    ofr_status done = directory_begin(scratch_path(state, "out", path), rule, &out, &err);

    for (size_t i = 0; i < 3 && done == OFR_OK; i++) {
        FILE *file = NULL;
        done = directory_open(out, names[i], &file, &err);
        if (done != OFR_OK) break;
        fputs(text, file);
        done = directory_close(out, file, names[i], OFR_OK, &err);
    }
    if (done == OFR_OK) done = status;
    done = directory_end(out, done, &err);
    ofr_error_done(&err);
    return done;
}

static bool all_hold(void **state, const char *text)
{
    return scratch_holds(state, "out/a.csv", text) && scratch_holds(state, "out/b.csv", text) &&
           scratch_holds(state, "out/c.csv", text);
}

#define COMPLETE ABOUT "\nstate: complete\na.csv\nb.csv\nc.csv\n"
#define UNFINISHED ABOUT "\nstate: unfinished\na.csv\nb.csv\nc.csv\n"

static void test_a_new_directory_appears_whole(void **state)
{
    const directory_rule rule = usual();
    char path[SCRATCH_ROOM];
    directory_out *out = NULL;
    FILE *file = NULL;

    assert_int_equal(directory_begin(scratch_path(state, "out//", path), &rule, &out, NULL),
                     OFR_OK);
    assert_int_equal(directory_open(out, "a.csv", &file, NULL), OFR_OK);
    assert_int_equal(directory_close(out, file, "a.csv", OFR_OK, NULL), OFR_OK);
    assert_int_not_equal(access(scratch_path(state, "out", path), F_OK), 0);
    assert_int_equal(directory_end(out, OFR_OK, NULL), OFR_OK);
    assert_true(scratch_holds(state, "out/mark.txt", COMPLETE));
    assert_true(scratch_holds(state, "out/a.csv", ""));
    assert_int_equal(scratch_count(state), 1);
    assert_int_equal(scratch_mode(state, "out"), 0755); /* 0777 less the usual umask, set in main */
}

static void test_a_failure_leaves_no_directory(void **state)
{
    const directory_rule rule = usual();

    assert_int_equal(write_all(state, &rule, "text", OFR_RESULT), OFR_RESULT);
    assert_int_equal(scratch_count(state), 0);
}

static void test_what_was_written_so_is_replaced_and_keeps_its_mode(void **state)
{
    const directory_rule rule = usual();
    char path[SCRATCH_ROOM];

    assert_int_equal(write_all(state, &rule, "one", OFR_OK), OFR_OK);
    scratch_put(state, "out/mine.csv", "my own table");
    chmod(scratch_path(state, "out/b.csv", path), 0600);
    assert_int_equal(write_all(state, &rule, "two", OFR_OK), OFR_OK);
    assert_true(all_hold(state, "two"));
    assert_int_equal(scratch_mode(state, "out/b.csv"), 0600);
    assert_true(scratch_holds(state, "out/mine.csv", "my own table"));
    assert_true(scratch_holds(state, "out/mark.txt", COMPLETE));
}

static void test_a_failure_before_the_first_move_changes_nothing(void **state)
{
    const directory_rule rule = usual();
    char *before, *after;

    assert_int_equal(write_all(state, &rule, "one", OFR_OK), OFR_OK);
    before = scratch_picture(state);
    assert_int_equal(write_all(state, &rule, "two", OFR_IO), OFR_IO);
    after = scratch_picture(state);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* In a directory that somebody else filled: each kind of thing under one of our names. */
typedef enum thing {
    TABLE,
    LINK,
    HARD_LINK_OF_INPUT,
    LINK_TO_INPUT,
    LISTED_LINK, /* where a table of ours was */
    FOLDER,
    PIPE,
    FOREIGN_MARK,
    LINKED_MARK,
    N_THINGS
} thing;
static const bool forced[N_THINGS] = {[TABLE] = true,
                                      [LINK] = true,
                                      [LISTED_LINK] = true,
                                      [FOREIGN_MARK] = true,
                                      [LINKED_MARK] = true};

static void lay(void **state, thing what)
{
    char path[SCRATCH_ROOM], other[SCRATCH_ROOM];

    scratch_remove(state, "out");
    mkdir(scratch_path(state, "out", path), 0755);
    scratch_put(state, "victim", COMPLETE);
    scratch_path(state, what >= FOREIGN_MARK ? "out/mark.txt" : "out/b.csv", path);
    switch (what) {
    case TABLE:
        scratch_put(state, "out/b.csv", "my own table");
        break;
    case LISTED_LINK:
        scratch_put(state, "out/mark.txt", COMPLETE);
        assert_int_equal(symlink("../victim", path), 0);
        break;
    case LINK:
    case LINKED_MARK:
        assert_int_equal(symlink("../victim", path), 0);
        break;
    case HARD_LINK_OF_INPUT:
        assert_int_equal(link(scratch_path(state, "input", other), path), 0);
        break;
    case LINK_TO_INPUT:
        assert_int_equal(symlink("../input", path), 0);
        break;
    case FOLDER:
        assert_int_equal(mkdir(path, 0755), 0);
        break;
    case PIPE:
        assert_int_equal(mkfifo(path, 0600), 0);
        break;
    default:
        scratch_put(state, "out/mark.txt", "my shopping list");
    }
}

static void test_what_was_not_written_so_is_left_alone(void **state)
{
    char input[SCRATCH_ROOM];
    const char *const inputs[] = {scratch_path(state, "input", input)};

    scratch_put(state, "input", "the input");
    for (int round = 0; round < 2 * N_THINGS; round++) {
        const thing what = (thing)(round / 2);
        directory_rule rule = usual();
        char *before, *after;
        rule.force = round % 2;
        rule.input = inputs;
        rule.n_inputs = 1;
        lay(state, what);
        before = scratch_picture(state);
        const ofr_status status = write_all(state, &rule, "new", OFR_OK);
        after = scratch_picture(state);
        if (rule.force && forced[what]) {
            if (status != OFR_OK) fail_msg("thing %d: refused", what);
            assert_true(all_hold(state, "new"));
        } else {
            if (status == OFR_OK) fail_msg("thing %d, force %d: written over", what, rule.force);
            assert_string_equal(before, after);
        }
        assert_true(scratch_holds(state, "victim", COMPLETE)); /* through no link */
        assert_true(scratch_holds(state, "input", "the input"));
        if (strstr(after, FILE_PART_HEAD)) fail_msg("thing %d: a part stays", what);
        free(before);
        free(after);
    }
}

/* A table that came into our directory by another hand under a name of a later version. */
static void test_the_mark_covers_only_what_it_names(void **state)
{
    directory_rule rule = usual();

    rule.n_names = 2;
    mkdir(scratch_path(state, "out", (char[SCRATCH_ROOM]){0}), 0755);
    scratch_put(state, "out/mark.txt", ABOUT "\nstate: complete\na.csv\nb.csv\n");
    scratch_put(state, "out/c.csv", "mine");
    rule.n_names = 3;
    assert_int_equal(write_all(state, &rule, "new", OFR_OK), OFR_USAGE);
    assert_true(scratch_holds(state, "out/c.csv", "mine"));
}

/* The name of the one directory of parts in `out`. */
static void find_part(void **state, char *ret_name)
{
    char path[SCRATCH_ROOM];
    DIR *directory = opendir(scratch_path(state, "out", path));
    struct dirent *entry;

    assert_non_null(directory);
    *ret_name = '\0';
    while ((entry = readdir(directory)) != NULL) {
        if (strncmp(entry->d_name, FILE_PART_HEAD, strlen(FILE_PART_HEAD)) == 0)
            snprintf(ret_name, SCRATCH_ROOM, "%s", entry->d_name);
    }
    closedir(directory);
    assert_true(*ret_name);
}

/* The second of three files cannot take its place: a folder was put where its part was. */
static void test_a_failure_between_two_files_says_unfinished(void **state)
{
    const directory_rule rule = usual();
    char path[SCRATCH_ROOM], part[SCRATCH_ROOM], name[2 * SCRATCH_ROOM + 8];
    directory_out *out = NULL;

    assert_int_equal(write_all(state, &rule, "one", OFR_OK), OFR_OK);
    assert_int_equal(directory_begin(scratch_path(state, "out", path), &rule, &out, NULL), OFR_OK);
    find_part(state, part);
    for (size_t i = 0; i < 3; i++) {
        FILE *file = NULL;
        assert_int_equal(directory_open(out, names[i], &file, NULL), OFR_OK);
        fputs("two", file);
        assert_int_equal(directory_close(out, file, names[i], OFR_OK, NULL), OFR_OK);
    }
    snprintf(name, sizeof name, "%s/%s/b.csv", path, part);
    assert_int_equal(unlink(name), 0);
    assert_int_equal(mkdir(name, 0755), 0);
    assert_int_equal(directory_end(out, OFR_OK, NULL), OFR_IO);
    assert_true(scratch_holds(state, "out/mark.txt", UNFINISHED));
    assert_true(scratch_holds(state, "out/a.csv", "two"));
    assert_true(scratch_holds(state, "out/b.csv", "one"));
    /* the next time it is ours all the same */
    assert_int_equal(write_all(state, &rule, "three", OFR_OK), OFR_OK);
    assert_true(all_hold(state, "three"));
    assert_true(scratch_holds(state, "out/mark.txt", COMPLETE));
}

static void test_a_table_that_came_meanwhile_is_left_alone(void **state)
{
    const directory_rule rule = usual();
    char path[SCRATCH_ROOM];
    directory_out *out = NULL;
    FILE *file = NULL;

    assert_int_equal(mkdir(scratch_path(state, "out", path), 0755), 0);
    assert_int_equal(directory_begin(path, &rule, &out, NULL), OFR_OK);
    assert_int_equal(directory_open(out, "a.csv", &file, NULL), OFR_OK);
    assert_int_equal(directory_close(out, file, "a.csv", OFR_OK, NULL), OFR_OK);
    scratch_put(state, "out/a.csv", "by another program");
    assert_int_equal(directory_end(out, OFR_OK, NULL), OFR_USAGE);
    assert_true(scratch_holds(state, "out/a.csv", "by another program"));
    assert_int_not_equal(access(scratch_path(state, "out/mark.txt", path), F_OK), 0);
}

static void test_what_is_no_directory_is_refused(void **state)
{
    const directory_rule rule = usual();
    char path[SCRATCH_ROOM];

    scratch_put(state, "out", "a file");
    assert_int_equal(write_all(state, &rule, "new", OFR_OK), OFR_IO);
    assert_true(scratch_holds(state, "out", "a file"));
    scratch_remove(state, "out");
    assert_int_equal(symlink("nowhere", scratch_path(state, "out", path)), 0);
    assert_int_equal(write_all(state, &rule, "new", OFR_OK), OFR_IO);
    assert_int_equal(scratch_count(state), 1);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_a_new_directory_appears_whole),
        IN_SCRATCH(test_a_failure_leaves_no_directory),
        IN_SCRATCH(test_what_was_written_so_is_replaced_and_keeps_its_mode),
        IN_SCRATCH(test_a_failure_before_the_first_move_changes_nothing),
        IN_SCRATCH(test_what_was_not_written_so_is_left_alone),
        IN_SCRATCH(test_the_mark_covers_only_what_it_names),
        IN_SCRATCH(test_a_failure_between_two_files_says_unfinished),
        IN_SCRATCH(test_a_table_that_came_meanwhile_is_left_alone),
        IN_SCRATCH(test_what_is_no_directory_is_refused),
    };
    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
