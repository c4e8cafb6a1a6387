/* result_place.c -- where a result lies, and putting a new one there. */
#define _GNU_SOURCE /* renameat2, which does not replace; realpath */
#include "result_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ofr_status no_memory(const char *name, ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, name, "out of memory while looking for it");
}

static ofr_status fail_kind(const char *name, mode_t mode, ofr_error *err)
{
    const char *kind = S_ISDIR(mode)    ? "a directory"
                       : S_ISFIFO(mode) ? "a pipe"
                       : S_ISSOCK(mode) ? "a socket"
                       : S_ISLNK(mode)  ? "a link"
                                        : "a device";

    return ofr_fail(err, OFR_RESULT, name,
                    "is %s, and a result needs a regular file; give another name with --output",
                    kind);
}

static ofr_status fail_directory(const char *name, ofr_error *err)
{
    return ofr_fail(err, OFR_IO, name,
                    "its directory is not there or cannot be reached; make it, or give another "
                    "name with --output");
}

/* A name in a directory: the directory without links, and the last part as it is. */
static ofr_status resolve_new(const char *name, char **ret_path, ofr_error *err)
{
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    const size_t n = slash == name ? 1 : slash ? (size_t)(slash - name) : 0;
    char *directory = n ? strndup(name, n) : strdup("."), *whole, *path;

    if (!directory) return no_memory(name, err);
    whole = realpath(directory, NULL);
    free(directory);
    if (!whole) return fail_directory(name, err);
    const size_t size = strlen(whole) + strlen(last) + 2;
    path = malloc(size);
    if (path) snprintf(path, size, "%s%s%s", whole, whole[1] ? "/" : "", last);
    free(whole);
    if (!path) return no_memory(name, err);
    *ret_path = path;
    return OFR_OK;
}

ofr_status place_find(const char *name, result_place *ret_place, ofr_error *err)
{
    result_place place = {.shown = name};
    struct stat info;
    ofr_status status = OFR_OK;

    if (stat(name, &info) == 0) {
        if (!S_ISREG(info.st_mode)) return fail_kind(name, info.st_mode, err);
        place.path = realpath(name, NULL);
        if (!place.path) status = fail_directory(name, err);
    } else if (errno != ENOENT) {
        return fail_directory(name, err);
    } else if (lstat(name, &info) == 0) {
        return ofr_fail(err, OFR_RESULT, name,
                        "is a link to a file that is not there; name the file itself with "
                        "--output, or remove the link");
    } else {
        status = resolve_new(name, &place.path, err);
    }
    if (status == OFR_OK) status = place_look(&place, err);
    if (status != OFR_OK) {
        place_done(&place);
        return status;
    }
    *ret_place = place;
    return OFR_OK;
}

ofr_status place_look(result_place *place, ofr_error *err)
{
    struct stat info;

    place->present = lstat(place->path, &info) == 0;
    if (!place->present) return OFR_OK;
    if (!S_ISREG(info.st_mode)) return fail_kind(place->shown, info.st_mode, err);
    place->device = info.st_dev;
    place->inode = info.st_ino;
    place->names = info.st_nlink;
    return OFR_OK;
}

char *place_real(const char *name)
{
    return realpath(name, NULL);
}

void place_done(result_place *place)
{
    free(place->path);
    *place = (result_place){0};
}

ofr_status place_temporary(const result_place *place, const char *temporary, ofr_error *err)
{
    const int fd = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

    if (fd >= 0) {
        close(fd);
        return OFR_OK;
    }
    return ofr_fail(err, OFR_IO, place->shown,
                    "cannot be made; check that its directory can be written and has space");
}

/* The new name must outlive a power cut, as the file does; where a directory cannot be synced it need not. */
static void sync_directory(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory = slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
    const int fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(directory);
}

/* 0, or -1 with errno as of rename; EEXIST if there is a file. */
static int rename_new(const char *from, const char *to)
{
    struct stat info;

    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    /* A file system without it, such as one over the network: the lock keeps other runs away. */
    if (lstat(to, &info) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

static int rename_over(const result_place *place, const char *from)
{
    struct stat info;

    if (lstat(place->path, &info) != 0 || info.st_dev != place->device ||
        info.st_ino != place->inode) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, place->path);
}

ofr_status place_put(const result_place *place, const char *temporary, ofr_error *err)
{
    const int failed = place->present ? rename_over(place, temporary)
                                      : rename_new(temporary, place->path);

    if (failed && errno == EEXIST) {
        return ofr_fail(err, OFR_IO, place->shown,
                        "another file has appeared under this name meanwhile, and is left alone; "
                        "give another name with --output");
    }
    if (failed) {
        return ofr_fail(err, OFR_IO, place->shown,
                        "cannot be put in place; check that its directory can be written");
    }
    sync_directory(place->path);
    return OFR_OK;
}
