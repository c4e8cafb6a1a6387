/* file_write.c -- see file_write.h. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100, POLL_EACH = 50 /* milliseconds */ };

typedef enum target_kind { TARGET_NEW, TARGET_FILE, TARGET_STREAM, TARGET_STANDARD } target_kind;

/* Where a name leads, looked up once. */
typedef struct target {
    target_kind kind;
    int directory;     /* descriptor of the directory that it is in; -1: a stream */
    char *name;        /* in that directory */
    struct stat there; /* of what is there; not of TARGET_NEW */
} target;

struct file_out {
    FILE *stream;
    char *path; /* as given, for messages */
    target target;
    char part[FILE_PART_ROOM];
};

bool file_part_name(char ret_name[static FILE_PART_ROOM])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
    unsigned char byte[16];
    char text[sizeof byte + 1] = "";

    if (getrandom(byte, sizeof byte, 0) != (ssize_t)sizeof byte) return false;
    for (size_t i = 0; i < sizeof byte; i++) text[i] = letters[byte[i] & 31];
    snprintf(ret_name, FILE_PART_ROOM, FILE_PART_HEAD "%s" FILE_PART_END, text);
    return true;
}

static bool same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

bool file_is_input(const struct stat *there, const char *const *input, size_t n_inputs)
{
    struct stat about;

    for (size_t i = 0; i < n_inputs; i++) {
        if (input[i] && stat(input[i], &about) == 0 && same_file(there, &about)) return true;
    }
    return false;
}

/* ---- where a name leads --------------------------------------------------------------------------- */

static void target_done(target *t)
{
    if (t->directory >= 0) close(t->directory);
    free(t->name);
    *t = (target){.directory = -1};
}

static ofr_status cannot_be_made(const char *path, ofr_error *err)
{
    return ofr_fail(err, OFR_IO, path,
                    "cannot be made; check that the directory exists and can be written");
}

/* Opens the directory of a name whose last part is no link, and looks at what is there. */
static ofr_status open_directory(const char *path, const char *full, target *t, ofr_error *err)
{
    const char *slash = strrchr(full, '/');
    char *parent = slash ? strdup(full) : strdup(".");
    struct stat now;

    t->name = strdup(slash ? slash + 1 : full);
    if (parent && slash) parent[slash == full ? 1 : slash - full] = '\0';
    if (parent) t->directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(parent);
    if (!parent || !t->name) return ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    if (t->directory < 0) return cannot_be_made(path, err);
    if (fstatat(t->directory, t->name, &now, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT && t->kind == TARGET_NEW) return OFR_OK;
        return ofr_fail(err, OFR_IO, path, "changes while it is looked at; try again");
    }
    if (t->kind == TARGET_NEW || !same_file(&now, &t->there))
        return ofr_fail(err, OFR_IO, path, "changes while it is looked at; try again");
    return OFR_OK;
}

static ofr_status find_new(const char *path, target *t, ofr_error *err)
{
    struct stat about;

    if (errno != ENOENT) return cannot_be_made(path, err);
    if (lstat(path, &about) == 0) {
        return ofr_fail(err, OFR_USAGE, path,
                        "is a symbolic link that leads nowhere; remove it, or give another name");
    }
    if (!*path || path[strlen(path) - 1] == '/')
        return ofr_fail(err, OFR_IO, path, "cannot be made: the name of a file is missing");
    t->kind = TARGET_NEW;
    return open_directory(path, path, t, err);
}

static ofr_status find_there(const char *path, target *t, ofr_error *err)
{
    char *full;
    ofr_status status;

    if (S_ISFIFO(t->there.st_mode) || S_ISCHR(t->there.st_mode)) {
        t->kind = TARGET_STREAM;
        return OFR_OK;
    }
    if (S_ISDIR(t->there.st_mode))
        return ofr_fail(err, OFR_IO, path, "is a directory; give the name of a file");
    if (!S_ISREG(t->there.st_mode)) {
        return ofr_fail(err, OFR_IO, path,
                        "is no file, pipe or character device, so it cannot be written");
    }
    t->kind = TARGET_FILE;
    full = realpath(path, NULL);
    if (!full) return cannot_be_made(path, err);
    status = open_directory(path, full, t, err);
    free(full);
    return status;
}

/* True if this is what standard output is open on. */
static bool leads_to(FILE *standard_output, const struct stat *there)
{
    struct stat about;

    return standard_output && !S_ISDIR(there->st_mode) &&
           fstat(fileno(standard_output), &about) == 0 && same_file(there, &about);
}

bool file_is_standard(const char *path, FILE *standard_output)
{
    struct stat there;

    if (standard_output && strcmp(path, "-") == 0) return true;
    return stat(path, &there) == 0 && leads_to(standard_output, &there);
}

bool file_is_stream(const char *path, FILE *standard_output)
{
    struct stat there;

    if (file_is_standard(path, standard_output)) return true;
    return stat(path, &there) == 0 && (S_ISFIFO(there.st_mode) || S_ISCHR(there.st_mode));
}

static ofr_status find(const char *path, const file_rule *rule, target *t, ofr_error *err)
{
    *t = (target){.kind = TARGET_STANDARD, .directory = -1};
    if (rule->standard_output && strcmp(path, "-") == 0) return OFR_OK;
    if (stat(path, &t->there) != 0) return find_new(path, t, err);
    if (leads_to(rule->standard_output, &t->there)) return OFR_OK;
    return find_there(path, t, err);
}

/* ---- whether it may be written ------------------------------------------------------------------- */

static bool is_ours(const target *t, const file_rule *rule)
{
    bool ours = false;
    FILE *in;
    int fd;

    if (!rule->is_ours) return false;
    if (t->there.st_size == 0) return true;
    fd = openat(t->directory, t->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return false;
    in = fdopen(fd, "rb");
    if (!in) {
        close(fd);
        return false;
    }
    ours = rule->is_ours(in);
    fclose(in);
    return ours;
}

/* Renaming asks only for the directory; whoever took a file's write permission away meant more. */
static bool is_protected(const target *t)
{
    return (t->there.st_mode & 0222) == 0 || faccessat(t->directory, t->name, W_OK, 0) != 0;
}

static ofr_status judge(const char *path, const target *t, const file_rule *rule, ofr_error *err)
{
    if (t->kind == TARGET_STANDARD) return OFR_OK;
    if (t->kind != TARGET_NEW && file_is_input(&t->there, rule->input, rule->n_inputs)) {
        return ofr_fail(err, OFR_USAGE, path,
                        "is read by this command, so it is not written over; give another name");
    }
    if (t->kind == TARGET_STREAM) return OFR_OK;
    if (t->kind == TARGET_FILE && !rule->force && !is_ours(t, rule))
        return ofr_fail(err, OFR_USAGE, path, "%s", rule->refusal);
    if (t->kind == TARGET_FILE && !rule->force && is_protected(t)) {
        return ofr_fail(err, OFR_USAGE, path,
                        "is write-protected, so it is left alone; give another name, or --force to "
                        "replace it");
    }
    if (faccessat(t->directory, ".", W_OK, 0) != 0) return cannot_be_made(path, err);
    return OFR_OK;
}

ofr_status file_write_may(const char *path, const file_rule *rule, ofr_error *err)
{
    target t;
    ofr_status status = find(path, rule, &t, err);

    if (status == OFR_OK) status = judge(path, &t, rule, err);
    target_done(&t);
    return status;
}

/* ---- writing ---------------------------------------------------------------------------------------- */

/* The part beside the place: new, ours alone, through no link. A part of what replaces a file stays
 * closed to others until it has that file's mode. */
static int open_part(file_out *out, ofr_error *err)
{
    const mode_t mode = out->target.kind == TARGET_NEW ? 0666 : 0600;
    int fd = -1;

    for (int i = 0; i < TRIES && fd < 0; i++) {
        if (!file_part_name(out->part)) {
            ofr_fail(err, OFR_IO, out->path, "the system gives no random bytes for a name");
            return -1;
        }
        fd = openat(out->target.directory, out->part,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST) break;
    }
    if (fd < 0) {
        *out->part = '\0';
        cannot_be_made(out->path, err);
    }
    return fd;
}

/* A pipe or a device, without waiting for ever where nobody reads from the pipe. */
static int open_stream(const file_out *out, ofr_error *err)
{
    struct stat now;
    int fd = -1;

    for (int waited = 0;; waited += POLL_EACH) {
        fd = open(out->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd >= 0 || errno != ENXIO || waited >= FILE_PIPE_WAIT) break;
        poll(NULL, 0, POLL_EACH);
    }
    if (fd < 0) {
        ofr_fail(err, OFR_IO, out->path,
                 errno == ENXIO ? "nobody reads from this pipe; start its reader first"
                                : "cannot be opened for writing; check its permissions");
        return -1;
    }
    /* What was judged is what is open; from here on a slow reader is waited for. */
    if (fstat(fd, &now) != 0 || !same_file(&now, &out->target.there) ||
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) != 0) {
        ofr_fail(err, OFR_IO, out->path, "changes while it is looked at; try again");
        close(fd);
        return -1;
    }
    return fd;
}

static ofr_status open_out(file_out *out, const file_rule *rule, ofr_error *err)
{
    int fd;

    if (out->target.kind == TARGET_STANDARD) {
        out->stream = rule->standard_output;
        return OFR_OK;
    }
    fd = out->target.kind == TARGET_STREAM ? open_stream(out, err) : open_part(out, err);
    if (fd < 0) return OFR_IO;
    out->stream = fdopen(fd, "wb");
    if (out->stream) return OFR_OK;
    close(fd);
    return ofr_fail(err, OFR_NO_MEMORY, out->path, "out of memory");
}

ofr_status file_write_begin(const char *path, const file_rule *rule, file_out **ret_out,
                            ofr_error *err)
{
    file_out *out = calloc(1, sizeof *out);
    ofr_status status;

    if (out) out->target.directory = -1;
    if (out) out->path = strdup(path);
    if (!out || !out->path) {
        free(out);
        return ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    }
    status = find(path, rule, &out->target, err);
    if (status == OFR_OK) status = judge(path, &out->target, rule, err);
    if (status == OFR_OK) status = open_out(out, rule, err);
    if (status == OFR_OK)
        *ret_out = out;
    else
        file_write_end(out, status, NULL);
    return status;
}

FILE *file_write_stream(const file_out *out)
{
    return out->stream;
}

/* What replaces a file gets its mode and, as far as we may, its owner. */
static bool take_mode(int fd, const struct stat *there)
{
    struct stat now;

    if (fstat(fd, &now) != 0) return false;
    /* Whoever may not give a file away keeps it; that is no failure. */
    if (now.st_gid != there->st_gid && fchown(fd, (uid_t)-1, there->st_gid) != 0) errno = 0;
    if (now.st_uid != there->st_uid && fchown(fd, there->st_uid, (gid_t)-1) != 0) errno = 0;
    return fchmod(fd, there->st_mode & 0777) == 0;
}

/* Closes the stream; false if not all of it is where it should be. */
static bool close_stream(file_out *out)
{
    const int fd = fileno(out->stream);
    bool fine = fflush(out->stream) == 0 && !ferror(out->stream);

    if (fine && out->target.kind == TARGET_FILE) fine = take_mode(fd, &out->target.there);
    if (fine && *out->part) fine = fsync(fd) == 0;
    fine = fclose(out->stream) == 0 && fine;
    out->stream = NULL;
    return fine;
}

/* A new name: a link fails where it is taken, even if it was free a moment ago. */
static ofr_status put_new(file_out *out, ofr_error *err)
{
    const target *t = &out->target;
    struct stat now;

    if (linkat(t->directory, out->part, t->directory, t->name, 0) == 0) {
        unlinkat(t->directory, out->part, 0);
        *out->part = '\0';
        return OFR_OK;
    }
    /* Some file systems know no links. */
    if (errno != EEXIST && fstatat(t->directory, t->name, &now, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno == ENOENT && renameat(t->directory, out->part, t->directory, t->name) == 0) {
        *out->part = '\0';
        return OFR_OK;
    }
    return ofr_fail(err, OFR_IO, out->path,
                    "cannot be put in place; has another program made it meanwhile?");
}

/* In the place of the very file that was judged. */
static ofr_status put_over(file_out *out, ofr_error *err)
{
    const target *t = &out->target;
    struct stat now;

    if (fstatat(t->directory, t->name, &now, AT_SYMLINK_NOFOLLOW) != 0 ||
        !same_file(&now, &t->there)) {
        return ofr_fail(err, OFR_IO, out->path,
                        "was changed by another program meanwhile, so it is left alone");
    }
    if (renameat(t->directory, out->part, t->directory, t->name) != 0) {
        return ofr_fail(err, OFR_IO, out->path,
                        "cannot be put in place; check that its directory can be written");
    }
    *out->part = '\0';
    return OFR_OK;
}

/* A directory that cannot be synced (some file systems) is no failure; one that fails to be is. */
static ofr_status sync_directory(const file_out *out, ofr_error *err)
{
    if (fsync(out->target.directory) == 0 || errno == EINVAL || errno == EROFS) return OFR_OK;
    return ofr_fail(err, OFR_IO, out->path, "is written, but its directory cannot be put on disk");
}

static ofr_status finish(file_out *out, ofr_error *err)
{
    ofr_status status;

    if (out->target.kind == TARGET_STANDARD) {
        fflush(out->stream);
        return OFR_OK;
    }
    if (!close_stream(out)) {
        return ofr_fail(err, OFR_IO, out->path, "cannot be written to its end; %s",
                        *out->part ? "is the disk full?" : "was its reader closed, or is it full?");
    }
    if (!*out->part) return OFR_OK;
    status = out->target.kind == TARGET_NEW ? put_new(out, err) : put_over(out, err);
    return status == OFR_OK ? sync_directory(out, err) : status;
}

ofr_status file_write_end(file_out *take_out, ofr_status status, ofr_error *err)
{
    file_out *out = take_out;

    if (!out) return status;
    if (status == OFR_OK) status = finish(out, err);
    if (out->stream && out->target.kind != TARGET_STANDARD) fclose(out->stream);
    if (*out->part) unlinkat(out->target.directory, out->part, 0);
    target_done(&out->target);
    free(out->path);
    free(out);
    return status;
}
