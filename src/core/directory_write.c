/* directory_write.c -- see directory_write.h. */
#include "directory_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_MARK = 1 << 16 };

static const char complete[] = "complete", unfinished[] = "unfinished";
/* The mark is written aside under two names, and takes its place twice. */
static const char part_complete[] = ".complete", part_unfinished[] = ".unfinished";

struct directory_out {
    char *path; /* as given, for messages, without slashes at the end */
    const directory_rule *rule;
    int place;                 /* the directory that is there; -1: it is new */
    int above;                 /* the one that it will be in; -1: it is there */
    const char *last;          /* its name there, the end of path */
    int aside;                 /* where files are until all are written; -1: not made */
    char part[FILE_PART_ROOM]; /* its name in place or above */
};

static int base_of(const directory_out *out)
{
    return out->place >= 0 ? out->place : out->above;
}

/* ---- what is there ------------------------------------------------------------------------------- */

static ofr_status no_directory(const char *path, ofr_error *err)
{
    return ofr_fail(err, OFR_IO, path,
                    "is not a directory and cannot be made one; check its parent and its name");
}

static ofr_status find(directory_out *out, ofr_error *err)
{
    struct stat there;
    char *slash = strrchr(out->path, '/');

    if (stat(out->path, &there) == 0) {
        out->place = open(out->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return out->place >= 0 ? OFR_OK : no_directory(out->path, err);
    }
    if (errno != ENOENT || lstat(out->path, &there) == 0 || !*out->path)
        return no_directory(out->path, err);
    out->last = slash ? slash + 1 : out->path;
    if (!slash) {
        out->above = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    } else {
        *slash = '\0';
        out->above = open(slash == out->path ? "/" : out->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        *slash = '/';
    }
    return out->above >= 0 ? OFR_OK : no_directory(out->path, err);
}

/* The text of the mark in the directory; NULL: there is none that we wrote. The caller frees it. */
static char *read_mark(const directory_out *out)
{
    const size_t head = strlen(out->rule->about);
    const int fd = openat(out->place, out->rule->mark,
                          O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat about;
    char *text = NULL;
    ssize_t n = -1;

    if (fd < 0) return NULL;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) text = malloc(MAX_MARK + 1);
    if (text) n = read(fd, text, MAX_MARK);
    close(fd);
    if (n < 0 || (size_t)n <= head || memcmp(text, out->rule->about, head) != 0 ||
        text[head] != '\n') {
        free(text);
        return NULL;
    }
    text[n] = '\0';
    return text;
}

/* True if a line of the text is this name. */
static bool lists(const char *text, const char *name)
{
    const size_t n = strlen(name);

    for (const char *at = text; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
        if (strncmp(at, name, n) == 0 && (at[n] == '\n' || at[n] == '\0')) return true;
    }
    return false;
}

/* One name that is to be written. ours: the mark says that we wrote what is there. */
static ofr_status judge_name(const directory_out *out, const char *name, bool ours, ofr_error *err)
{
    const directory_rule *rule = out->rule;
    struct stat there, behind;

    if (fstatat(out->place, name, &there, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return OFR_OK;
        return ofr_fail(err, OFR_IO, out->path, "%s in it cannot be looked at", name);
    }
    if (fstatat(out->place, name, &behind, 0) == 0 &&
        file_is_input(&behind, rule->input, rule->n_inputs)) {
        return ofr_fail(err, OFR_USAGE, out->path,
                        "its %s is read by this command, so nothing is written; name another "
                        "directory",
                        name);
    }
    if (!S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode)) {
        return ofr_fail(err, OFR_IO, out->path,
                        "its %s is no file, so nothing is written; name another directory", name);
    }
    if (rule->force || (ours && S_ISREG(there.st_mode) && (there.st_mode & 0222))) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, out->path,
                    "its %s %s, so nothing is written; name another directory, or --force to "
                    "replace it",
                    name,
                    S_ISLNK(there.st_mode) ? "is a symbolic link"
                    : ours                 ? "is write-protected"
                                           : "is none that offramp wrote");
}

static ofr_status judge(const directory_out *out, ofr_error *err)
{
    const directory_rule *rule = out->rule;
    char *mark;
    ofr_status status = OFR_OK;

    if (out->place < 0) return OFR_OK;
    mark = read_mark(out);
    for (size_t i = 0; i < rule->n_names && status == OFR_OK; i++)
        status = judge_name(out, rule->name[i], mark && lists(mark, rule->name[i]), err);
    if (status == OFR_OK) status = judge_name(out, rule->mark, mark != NULL, err);
    free(mark);
    return status;
}

/* ---- writing aside ------------------------------------------------------------------------------- */

static ofr_status make_aside(directory_out *out, ofr_error *err)
{
    int made = -1;

    if (!file_part_name(out->part))
        return ofr_fail(err, OFR_IO, out->path, "the system gives no random bytes for a name");
    made = mkdirat(base_of(out), out->part, out->place >= 0 ? 0700 : 0777);
    if (made == 0)
        out->aside = openat(base_of(out), out->part,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (out->aside >= 0) return OFR_OK;
    if (made == 0) unlinkat(base_of(out), out->part, AT_REMOVEDIR);
    return ofr_fail(err, OFR_IO, out->path, "cannot be written; check its permissions");
}

ofr_status directory_begin(const char *path, const directory_rule *rule, directory_out **ret_out,
                           ofr_error *err)
{
    directory_out *out = calloc(1, sizeof *out);
    ofr_status status = OFR_OK;

    if (out) {
        *out = (directory_out){
            .path = strdup(path), .rule = rule, .place = -1, .above = -1, .aside = -1};
    }
    if (!out || !out->path) {
        free(out);
        return ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    }
    for (size_t n = strlen(out->path); n > 1 && out->path[n - 1] == '/';) out->path[--n] = '\0';
    status = find(out, err);
    if (status == OFR_OK) status = judge(out, err);
    if (status == OFR_OK) status = make_aside(out, err);
    if (status == OFR_OK)
        *ret_out = out;
    else
        directory_end(out, status, NULL);
    return status;
}

ofr_status directory_open(const directory_out *out, const char *name, FILE **ret_file,
                          ofr_error *err)
{
    const int fd = openat(out->aside, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                          0666);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");

    if (!file && fd >= 0) close(fd);
    if (!file) {
        return ofr_fail(err, OFR_IO, out->path,
                        "%s cannot be made; check that the directory can be written", name);
    }
    *ret_file = file;
    return OFR_OK;
}

ofr_status directory_close(const directory_out *out, FILE *take_file, const char *name,
                           ofr_status status, ofr_error *err)
{
    bool fine = fflush(take_file) == 0 && !ferror(take_file) && fsync(fileno(take_file)) == 0;

    fine = fclose(take_file) == 0 && fine;
    if (fine || status != OFR_OK) return status;
    return ofr_fail(err, OFR_IO, out->path, "%s cannot be written to its end; is the disk full?",
                    name);
}

static ofr_status write_mark(const directory_out *out, const char *part, const char *state,
                             ofr_error *err)
{
    FILE *file = NULL;
    ofr_status status = directory_open(out, part, &file, err);

    if (status != OFR_OK) return status;
    fprintf(file, "%s\nstate: %s\n", out->rule->about, state);
    for (size_t i = 0; i < out->rule->n_names; i++) fprintf(file, "%s\n", out->rule->name[i]);
    return directory_close(out, file, out->rule->mark, OFR_OK, err);
}

/* ---- into place ---------------------------------------------------------------------------------- */

/* A file that replaces one keeps its mode. */
static void take_mode(const directory_out *out, const char *part, const char *name)
{
    struct stat there;

    if (fstatat(out->place, name, &there, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(there.st_mode))
        fchmodat(out->aside, part, there.st_mode & 0777, 0);
}

static ofr_status move(const directory_out *out, const char *part, const char *name, ofr_error *err)
{
    take_mode(out, part, name);
    if (renameat(out->aside, part, out->place, name) == 0) return OFR_OK;
    return ofr_fail(err, OFR_IO, out->path, "%s cannot be put in place; its %s says `%s`", name,
                    out->rule->mark, unfinished);
}

/* Into a directory that is there: from the first file to the last, the mark says so. */
static ofr_status move_all(const directory_out *out, ofr_error *err)
{
    const directory_rule *rule = out->rule;
    ofr_status status = write_mark(out, part_unfinished, unfinished, err);

    if (status == OFR_OK) status = write_mark(out, part_complete, complete, err);
    if (status == OFR_OK) status = judge(out, err); /* what has come since */
    if (status == OFR_OK) status = move(out, part_unfinished, rule->mark, err);
    if (status == OFR_OK) fsync(out->place); /* the mark before the first file, also on the disk */
    for (size_t i = 0; i < rule->n_names && status == OFR_OK; i++) {
        struct stat about; /* a file that was not written this time is not in its place */
        if (fstatat(out->aside, rule->name[i], &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
        status = move(out, rule->name[i], rule->name[i], err);
    }
    if (status == OFR_OK) fsync(out->place);
    return status == OFR_OK ? move(out, part_complete, rule->mark, err) : status;
}

static ofr_status move_directory(directory_out *out, ofr_error *err)
{
    ofr_status status = write_mark(out, out->rule->mark, complete, err);
    struct stat there;

    if (status != OFR_OK) return status;
    fsync(out->aside);
    if (fstatat(out->above, out->last, &there, AT_SYMLINK_NOFOLLOW) == 0 ||
        renameat(out->above, out->part, out->above, out->last) != 0) {
        return ofr_fail(err, OFR_IO, out->path,
                        "cannot be put in place; has another program made it meanwhile?");
    }
    *out->part = '\0';
    return OFR_OK;
}

static ofr_status sync_base(const directory_out *out, ofr_error *err)
{
    if (fsync(base_of(out)) == 0 || errno == EINVAL || errno == EROFS) return OFR_OK;
    return ofr_fail(err, OFR_IO, out->path, "is written, but cannot be put on disk");
}

static void remove_aside(const directory_out *out)
{
    const directory_rule *rule = out->rule;

    for (size_t i = 0; i < rule->n_names; i++) unlinkat(out->aside, rule->name[i], 0);
    unlinkat(out->aside, rule->mark, 0);
    unlinkat(out->aside, part_complete, 0);
    unlinkat(out->aside, part_unfinished, 0);
    unlinkat(base_of(out), out->part, AT_REMOVEDIR);
}

ofr_status directory_end(directory_out *take_out, ofr_status status, ofr_error *err)
{
    directory_out *out = take_out;

    if (!out) return status;
    if (status == OFR_OK) status = out->place >= 0 ? move_all(out, err) : move_directory(out, err);
    if (status == OFR_OK) status = sync_base(out, err);
    if (out->aside >= 0 && *out->part) remove_aside(out);
    if (out->aside >= 0) close(out->aside);
    if (out->above >= 0) close(out->above);
    if (out->place >= 0) close(out->place);
    free(out->path);
    free(out);
    return status;
}
