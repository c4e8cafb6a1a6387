/* scratch.c -- see scratch.h. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct scratch {
    char base[64], top[128];
} scratch;

int scratch_make(void **state)
{
    static const char *const below[] = {"top", "top/a", "top/a/b"};
    scratch *s = calloc(1, sizeof *s);
    const char *where = getenv("TMPDIR");

    if (!s) return -1;
    snprintf(s->base, sizeof s->base, "%.40s/offramp-XXXXXX", where ? where : "/tmp");
    if (!mkdtemp(s->base)) return -1;
    for (size_t i = 0; i < 3; i++) {
        snprintf(s->top, sizeof s->top, "%s/%s", s->base, below[i]);
        if (mkdir(s->top, 0755) != 0) return -1;
    }
    *state = s;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

int scratch_drop(void **state)
{
    scratch *s = *state;
    const int fine = nftw(s->base, remove_one, 16, FTW_DEPTH | FTW_PHYS);

    free(s);
    return fine;
}

const char *scratch_path(void **state, const char *name, char *room)
{
    const scratch *s = *state;

    snprintf(room, SCRATCH_ROOM, *name ? "%s/%s" : "%s", s->top, name);
    return room;
}

void scratch_put(void **state, const char *name, const char *text)
{
    char path[SCRATCH_ROOM];
    FILE *out = fopen(scratch_path(state, name, path), "wb");

    if (!out) fail_msg("%s: %s", path, strerror(errno));
    assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
    assert_int_equal(fclose(out), 0);
}

void scratch_remove(void **state, const char *name)
{
    char path[SCRATCH_ROOM];
    struct stat about;

    if (lstat(scratch_path(state, name, path), &about) != 0) return;
    assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static size_t read_text(const char *path, char *room, size_t size)
{
    FILE *in = fopen(path, "rb");
    size_t n;

    if (!in) return 0;
    n = fread(room, 1, size - 1, in);
    fclose(in);
    room[n] = '\0';
    return n;
}

bool scratch_holds(void **state, const char *name, const char *text)
{
    char path[SCRATCH_ROOM], there[4096] = "";
    struct stat about;

    if (stat(scratch_path(state, name, path), &about) != 0 || !S_ISREG(about.st_mode)) return false;
    read_text(path, there, sizeof there);
    return strcmp(there, text) == 0;
}

unsigned scratch_mode(void **state, const char *name)
{
    char path[SCRATCH_ROOM];
    struct stat about;

    assert_int_equal(lstat(scratch_path(state, name, path), &about), 0);
    return (unsigned)(about.st_mode & 0777);
}

static int by_name(const struct dirent **one, const struct dirent **other)
{
    return strcmp((*one)->d_name, (*other)->d_name);
}

static int no_dots(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static void draw(const char *directory, FILE *out)
{
    struct dirent **entry = NULL;
    const int n = scandir(directory, &entry, no_dots, by_name);

    for (int i = 0; i < n; i++) {
        char path[2 * SCRATCH_ROOM], text[4096] = "";
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", directory, entry[i]->d_name);
        assert_int_equal(lstat(path, &about), 0);
        if (S_ISREG(about.st_mode)) read_text(path, text, sizeof text);
        if (S_ISLNK(about.st_mode) && readlink(path, text, sizeof text - 1) < 0) fail();
        fprintf(out, "%s %o %zu links: %s\n", entry[i]->d_name, (unsigned)about.st_mode,
                (size_t)about.st_nlink, text);
        if (S_ISDIR(about.st_mode)) draw(path, out);
        free(entry[i]);
    }
    free(entry);
}

char *scratch_picture(void **state)
{
    char path[SCRATCH_ROOM], *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    draw(scratch_path(state, "", path), out);
    fclose(out);
    return text;
}

size_t scratch_count(void **state)
{
    char path[SCRATCH_ROOM];
    struct dirent **entry = NULL;
    const int n = scandir(scratch_path(state, "", path), &entry, no_dots, by_name);

    assert_true(n >= 0);
    for (int i = 0; i < n; i++) free(entry[i]);
    free(entry);
    return (size_t)n;
}
