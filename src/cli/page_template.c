/* page_template.c -- where the built page of the report is. */
#include <stdlib.h>
#include <string.h>
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

file_rule page_rule(const cli_args *args, const cli_inputs *inputs)
{
    return (file_rule){.is_ours = page_is_ours,
                       .refusal = "is there and is no page of offramp, so it is left alone; give "
                                  "another name, or --force to replace it",
                       .force = option_text(args, "force") != NULL,
                       .input = inputs->name,
                       .n_inputs = inputs->n,
                       .standard_output = stdout};
}

ofr_status page_may_be(const char *page, const file_rule *rule, ofr_error *err)
{
    if (!file_is_stream(page, stdout) && looks_like_result(page)) {
        return ofr_fail(err, OFR_USAGE, page,
                        "is, or is named like, a result; give the page another name");
    }
    return file_write_may(page, rule, err);
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
