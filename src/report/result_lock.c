/* result_lock.c -- one writer a result: the lock NAME.lock. */
#include "result_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../core/dates.h"

static const char says[] = "offramp, process ";

enum {
    HOLDER = 80,    /* bytes that a lock of ours has at most */
    WORD = 16,      /* hexadecimal digits of a random name */
    TRIES = 100,    /* a lock may be removed just before we have it */
    ASK_AGAIN = 20, /* the holder may not have said yet who it is */
    ASK_AFTER_MS = 5
};

/* What a lock says: its process (0: none) and its random name ("": none). */
typedef struct lock_holder {
    long process;
    char word[WORD + 1];
} lock_holder;

/* False: the file is no lock of ours. A beginning of what we write is one, too: whoever wrote it may have been
 * killed. */
static bool read_holder(int fd, lock_holder *ret_holder)
{
    char text[HOLDER + 1], end = '\0';
    const ssize_t n = pread(fd, text, HOLDER, 0);
    const size_t begins = sizeof says - 1;

    *ret_holder = (lock_holder){0};
    if (n < 0 || n == HOLDER) return false;
    text[n] = '\0';
    if (memcmp(text, says, (size_t)n < begins ? (size_t)n : begins) != 0) return false;
    if ((size_t)n > begins &&
        sscanf(text + begins, "%ld, making .part-%16[0-9a-f]%c", &ret_holder->process,
               ret_holder->word, &end) == 3 &&
        end == '\n' && strlen(ret_holder->word) == WORD)
        return true;
    ret_holder->word[0] = '\0';
    return true;
}

static void write_holder(int fd, const char *word)
{
    char text[HOLDER];
    const int n = snprintf(text, sizeof text, "%s%ld, making .part-%s\n", says, (long)getpid(),
                           word);

    /* Who it is is a courtesy: where it cannot be written the lock holds all the same. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n) return;
}

/* "2026-11-27 15:04 UTC" of the time at which the holder wrote its name. */
static void write_since(int fd, char *ret_text, size_t size)
{
    char date[OFR_DATE_TEXT];
    struct stat info;

    *ret_text = '\0';
    if (fstat(fd, &info) != 0 || info.st_mtime < 0) return;
    const int64_t minutes = (int64_t)info.st_mtime / 60;
    snprintf(ret_text, size, ", since %s %02d:%02d UTC",
             date_format((int32_t)(minutes / 1440), date), (int)(minutes / 60 % 24),
             (int)(minutes % 60));
}

static ofr_status fail_held(int fd, const char *shown, ofr_error *err)
{
    char since[40], process[40] = "";
    lock_holder holder;

    /* Between its lock and its word a holder is told as the last one, or not at all. */
    for (int i = 0; i < ASK_AGAIN; i++) {
        if (read_holder(fd, &holder) && holder.process > 0 &&
            (kill((pid_t)holder.process, 0) == 0 || errno != ESRCH))
            break;
        poll(NULL, 0, ASK_AFTER_MS);
    }
    if (holder.process > 0) snprintf(process, sizeof process, "process %ld", holder.process);
    write_since(fd, since, sizeof since);
    return ofr_fail(err, OFR_IO, shown,
                    "is in use by another command (%s%s); wait for it, or give another name with "
                    "--output",
                    *process ? process : "which has not said its process yet", since);
}

static ofr_status fail_foreign(const char *path, const char *shown, ofr_error *err)
{
    return ofr_fail(err, OFR_RESULT, shown,
                    "cannot be locked: %s is there and is no lock of offramp, so it is left alone; "
                    "move it away, or give another name with --output",
                    path);
}

static ofr_status fail_cannot(const char *path, const char *shown, int error, bool *ret_cannot,
                              ofr_error *err)
{
    *ret_cannot = true;
    if (error == ENOSPC || error == EDQUOT)
        return ofr_fail(err, OFR_IO, shown, "cannot be locked: the disk is full; free some space");
    if (error == ENOLCK || error == ENOSYS || error == EOPNOTSUPP)
        return ofr_fail(err, OFR_IO, shown,
                        "cannot be locked: its file system knows no locks; name a place on another "
                        "one with --output");
    return ofr_fail(err, OFR_IO, shown,
                    "cannot be written: %s cannot be made; check that the directory is there and "
                    "may be written",
                    path);
}

/* True while path names what fd is open for: a lock on a file that was removed meanwhile locks nothing. */
static bool still_named(int fd, const char *path)
{
    struct stat open, named;

    return fstat(fd, &open) == 0 && lstat(path, &named) == 0 && open.st_dev == named.st_dev &&
           open.st_ino == named.st_ino;
}

/* One try: OFR_OK with *ret_fd -1 if the file was removed under our hands. ret_before: the last holder. */
static ofr_status try_lock(const char *path, const char *shown, int *ret_fd,
                           lock_holder *ret_before, bool *ret_cannot, ofr_error *err)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    struct stat info;
    ofr_status status = OFR_OK;

    *ret_fd = -1;
    if (fd < 0) {
        if (errno == ELOOP || errno == EISDIR || errno == ENXIO)
            return fail_foreign(path, shown, err);
        return fail_cannot(path, shown, errno, ret_cannot, err);
    }
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        status = fail_foreign(path, shown, err);
    } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        status = errno == EWOULDBLOCK ? fail_held(fd, shown, err)
                                      : fail_cannot(path, shown, errno, ret_cannot, err);
    } else if (!read_holder(fd, ret_before)) {
        status = fail_foreign(path, shown, err);
    } else if (still_named(fd, path)) {
        *ret_fd = fd;
        return OFR_OK;
    }
    close(fd);
    return status;
}

/* PATH.part-WORD; the caller frees it. */
static char *part_name(const char *path, const char *word)
{
    const size_t size = strlen(path) + sizeof ".part-" + WORD;
    char *name = malloc(size);

    if (name) snprintf(name, size, "%s.part-%s", path, word);
    return name;
}

/* What a killed holder began to make is nobody's. */
static void remove_part(const char *path, const char *word)
{
    char *name = part_name(path, word);
    struct stat info;

    if (name && lstat(name, &info) == 0 && S_ISREG(info.st_mode)) unlink(name);
    free(name);
}

/* With fd locked: says who we are, under a random name that nobody can foresee. */
static ofr_status settle(const char *path, const char *shown, int fd, const lock_holder *before,
                         result_lock *lock, ofr_error *err)
{
    char word[WORD + 1];
    uint64_t random;

    if (*before->word) remove_part(path, before->word);
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return ofr_fail(err, OFR_IO, shown, "cannot be locked: the system gives no random numbers");
    snprintf(word, sizeof word, "%016" PRIx64, random);
    lock->part = part_name(path, word);
    if (!lock->part) return ofr_fail(err, OFR_NO_MEMORY, shown, "out of memory while locking it");
    write_holder(fd, word);
    return OFR_OK;
}

ofr_status lock_take(const char *path, const char *shown, result_lock *ret_lock, bool *ret_cannot,
                     ofr_error *err)
{
    const size_t size = strlen(path) + sizeof ".lock";
    result_lock lock = {.fd = -1, .path = malloc(size)};
    lock_holder before = {0};
    ofr_status status = OFR_OK;

    *ret_cannot = false;
    if (!lock.path) return ofr_fail(err, OFR_NO_MEMORY, shown, "out of memory while locking it");
    snprintf(lock.path, size, "%s.lock", path);
    for (int i = 0; status == OFR_OK && lock.fd < 0 && i < TRIES; i++)
        status = try_lock(lock.path, shown, &lock.fd, &before, ret_cannot, err);
    if (status == OFR_OK && lock.fd < 0)
        status = ofr_fail(err, OFR_IO, shown,
                          "cannot be locked: %s is removed again and again; try again later",
                          lock.path);
    if (status == OFR_OK) status = settle(path, shown, lock.fd, &before, &lock, err);
    if (status == OFR_OK)
        *ret_lock = lock;
    else
        lock_release(&lock);
    return status;
}

void lock_release(result_lock *lock)
{
    if (lock->fd >= 0) {
        /* While it is held: nobody else can have locked a file of this name. */
        if (still_named(lock->fd, lock->path)) unlink(lock->path);
        close(lock->fd);
    }
    free(lock->path);
    free(lock->part);
    *lock = RESULT_LOCK_NONE;
}
