/* page_template.c -- where the built page of the report is. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

enum { MAX_PATH_TEXT = 4096 };

/* Joined path if a file can be read there, else NULL. */
static char *readable(const char *directory, size_t n, const char *name)
{
    char *path = malloc(n + strlen(name) + 1);

    if (!path) return NULL;
    memcpy(path, directory, n);
    memcpy(path + n, name, strlen(name) + 1);
    if (access(path, R_OK) == 0) return path;
    free(path);
    return NULL;
}

ofr_status page_may_be(const cli_args *args, const char *source, const char *page, ofr_error *err)
{
    struct stat one, other;

    if (stat(source, &one) == 0 && stat(page, &other) == 0 && one.st_dev == other.st_dev &&
        one.st_ino == other.st_ino) {
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "the page would replace %s; give it another name", source);
    }
    if (looks_like_result(page)) {
        return ofr_fail(err, OFR_USAGE, args->command->name,
                        "%s is, or is named like, a result; give the page another name", page);
    }
    return OFR_OK;
}

ofr_status page_template(char **ret_path, ofr_error *err)
{
    const char *data = getenv("OFFRAMP_DATADIR");
    char self[MAX_PATH_TEXT], *path = NULL;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);

    if (data && *data) path = readable(data, strlen(data), "/page.html");
    if (!path && n > 0 && n < (ssize_t)sizeof self) {
        while (n > 0 && self[n - 1] != '/') n--;
        path = readable(self, (size_t)n, "page.html");
        if (!path) path = readable(self, (size_t)n, "../share/offramp/page.html");
    }
    if (!path) {
        return ofr_fail(
            err, OFR_IO, "report",
            "the template of the page is not there: `make page` in the "
            "source builds it (it needs npm), or name its directory in OFFRAMP_DATADIR; the "
            "figures are also in `offramp export RESULT --json`");
    }
    *ret_path = path;
    return OFR_OK;
}
