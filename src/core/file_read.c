/* file_read.c -- see file_read.h. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_name.h"

enum { FIRST_ROOM = 1 << 14 };

/* ---- which file it is ------------------------------------------------------------------------------ */

static ofr_status cannot_open(const char *path, ofr_error *err)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return ofr_fail(err, OFR_IO, path, "there is no such file");
    case EACCES:
    case EPERM:
        return ofr_fail(err, OFR_IO, path, "may not be read; check its permissions");
    case ELOOP:
        return ofr_fail(err, OFR_IO, path, "its symbolic links lead round in a circle");
    default:
        return ofr_fail(err, OFR_IO, path, "cannot be opened for reading");
    }
}

/* Cuts the last part of a full path off, but never down to the root, in which everything lies. */
static bool climb(char *full)
{
    char *last = strrchr(full, '/');

    if (last == full) return false;
    *last = '\0';
    return true;
}

/* The highest directory in which files may lie that a file names. NULL: its own is not there. The caller
 * frees it. */
static char *highest_directory(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *part = slash ? strdup(file) : strdup(".");
    char *full = NULL;

    if (part && slash) part[slash == file ? 1 : slash - file] = '\0';
    if (part) full = realpath(part, NULL);
    free(part);
    for (int i = 0; i < FILE_NAME_CLIMB; i++) {
        if (!full || !climb(full)) break;
    }
    return full;
}

/* True if the open file is where its name leads and that is below a directory. */
static bool lies_below(const struct stat *opened, const char *path, const char *directory)
{
    const size_t n = strlen(directory);
    char *full = realpath(path, NULL);
    struct stat there;
    bool below = full && stat(full, &there) == 0 && there.st_dev == opened->st_dev &&
                 there.st_ino == opened->st_ino;

    below = below && strncmp(full, directory, n) == 0 &&
            (directory[n - 1] == '/' || full[n] == '/');
    free(full);
    return below;
}

static ofr_status check_place(const file_asked *asked, const struct stat *opened, ofr_error *err)
{
    char *highest = highest_directory(asked->named_in);
    const bool fine = highest && lies_below(opened, asked->path, highest);

    free(highest);
    if (fine) return OFR_OK;
    return ofr_fail(
        err, OFR_IO, asked->path,
        "lies too far away: a file that another one names lies at most %d directories above "
        "that one, below a directory of the root",
        FILE_NAME_CLIMB);
}

static ofr_status check_kind(const file_asked *asked, const struct stat *opened, ofr_error *err)
{
    const bool is_pipe = S_ISFIFO(opened->st_mode);

    if (S_ISDIR(opened->st_mode))
        return ofr_fail(err, OFR_IO, asked->path, "this is a directory, not a file");
    if (asked->origin == FILE_TYPED && !is_pipe && !S_ISREG(opened->st_mode)) {
        return ofr_fail(err, OFR_IO, asked->path,
                        "this is a terminal or another device; name a file or a pipe");
    }
    if (asked->origin == FILE_FOUND && !S_ISREG(opened->st_mode)) {
        return ofr_fail(err, OFR_IO, asked->path,
                        "must be a regular file, since its name was not typed on the command line");
    }
    return asked->named_in ? check_place(asked, opened, err) : OFR_OK;
}

/* What is judged is the open file itself, so that nothing can be put in its place. -1 after a failure. */
static int open_asked(const file_asked *asked, bool *ret_is_pipe, ofr_error *err)
{
    const int fd = open(asked->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat opened;

    if (fd < 0) {
        cannot_open(asked->path, err);
        return -1;
    }
    if (fstat(fd, &opened) != 0) {
        cannot_open(asked->path, err);
    } else if (check_kind(asked, &opened, err) == OFR_OK) {
        *ret_is_pipe = S_ISFIFO(opened.st_mode);
        return fd;
    }
    close(fd);
    return -1;
}

/* ---- reading -------------------------------------------------------------------------------------- */

/* A text that grows. */
typedef struct growing {
    char *text;
    size_t n, room;
} growing;

static bool make_room(growing *g)
{
    const size_t room = g->room ? 2 * g->room : FIRST_ROOM;
    char *wider;

    if (g->n + 1 < g->room) return true;
    wider = realloc(g->text, room);
    if (!wider) return false;
    g->text = wider;
    g->room = room;
    return true;
}

/* What is known of the writer of a pipe. */
typedef struct writer {
    bool seen;   /* it is there, or was */
    bool waited; /* for it to come */
} writer;

/* After a read from a pipe that gave nothing: 1 read again, 0 it has ended, -1 nobody came to write.
 * A pipe without a writer reads as ended, whether its writer has gone or has not come yet. */
static int await(int fd, bool ended, writer *w)
{
    struct pollfd in = {fd, POLLIN, 0};

    if (!ended) { /* somebody holds it open: they may take as long as they like */
        w->seen = true;
        poll(&in, 1, -1);
        return 1;
    }
    if (w->seen) return 0;
    if (w->waited) return -1;
    w->waited = true;
    w->seen = poll(&in, 1, FILE_PIPE_WAIT) > 0; /* bytes, or its coming and going */
    return 1;
}

static ofr_status read_all(int fd, const file_asked *asked, bool is_pipe, growing *g,
                           ofr_error *err)
{
    writer w = {false, false};

    for (int more = 1; more > 0;) {
        ssize_t got;
        if (!make_room(g))
            return ofr_fail(err, OFR_NO_MEMORY, asked->path,
                            "memory is out while reading the file");
        got = read(fd, g->text + g->n, g->room - g->n - 1);
        if (got > 0) {
            g->n += (size_t)got;
            w.seen = true;
        } else if (got < 0 && errno != EINTR && !(is_pipe && errno == EAGAIN)) {
            return ofr_fail(err, OFR_IO, asked->path, "the file cannot be read to its end");
        } else if (got == 0 || errno == EAGAIN) {
            more = is_pipe ? await(fd, got == 0, &w) : 0;
        }
        if (g->n > asked->limit) {
            return ofr_fail(err, OFR_LIMIT, asked->path, "the file is larger than %zu KiB",
                            asked->limit / 1024);
        }
        if (more < 0) {
            return ofr_fail(err, OFR_IO, asked->path,
                            "nobody writes into this pipe; start its writer first");
        }
    }
    return OFR_OK;
}

ofr_status file_read(const file_asked *asked, char **ret_text, size_t *ret_size, ofr_error *err)
{
    growing g = {NULL, 0, 0};
    bool is_pipe = false;
    const int fd = open_asked(asked, &is_pipe, err);
    ofr_status status;

    if (fd < 0) return OFR_IO;
    status = read_all(fd, asked, is_pipe, &g, err);
    close(fd);
    if (status != OFR_OK) {
        free(g.text);
        return status;
    }
    g.text[g.n] = '\0';
    *ret_text = g.text;
    *ret_size = g.n;
    return OFR_OK;
}

size_t file_read_head(const char *path, void *ret_bytes, size_t room)
{
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat opened;
    ssize_t got = -1;

    if (fd < 0) return 0;
    if (fstat(fd, &opened) == 0 && S_ISREG(opened.st_mode)) got = read(fd, ret_bytes, room);
    close(fd);
    return got > 0 ? (size_t)got : 0;
}
