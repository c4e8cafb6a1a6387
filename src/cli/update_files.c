/* update_files.c -- the directory of an update: its paths, and its files, written once. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/directory_write.h"
#include "../core/file_read.h"
#include "updating.h"

enum { MAX_FILE = 64 << 20, FILES = 3 };

/* directory/name, or name where there is no directory. NULL: no memory. */
static char *join(const char *directory, size_t n, const char *name)
{
    const bool slash = n > 0 && directory[n - 1] != '/';
    const size_t size = n + strlen(name) + 2;
    char *path = malloc(size);

    if (path) snprintf(path, size, "%.*s%s%s", (int)n, directory, slash ? "/" : "", name);
    return path;
}

ofr_status update_paths_init(const char *scenario, const char *directory, int32_t start,
                             update_paths *p, ofr_error *err)
{
    char end[OFR_DATE_TEXT + 2] = "@";
    const char *slash = strrchr(scenario, '/');
    const size_t beside = slash ? (size_t)(slash - scenario) + 1 : 0;

    date_format(start, end + 1);
    *p = (update_paths){.scenario_name = name_with_end(scenario, ".yaml"),
                        .directory = directory ? strdup(directory) : name_with_end(scenario, end),
                        .old_headlines = join(scenario, beside, HEADLINES_FILE),
                        .old_now = join(scenario, beside, "now.offramp")};
    if (p->directory && p->scenario_name) {
        const size_t n = strlen(p->directory);
        p->scenario = join(p->directory, n, p->scenario_name);
        p->events = join(p->directory, n, "events.csv");
        p->totals = join(p->directory, n, "totals.csv");
        p->headlines = join(p->directory, n, HEADLINES_FILE);
        p->before = join(p->directory, n, "before.offramp");
        p->now = join(p->directory, n, "now.offramp");
    }
    if (p->scenario && p->events && p->totals && p->headlines && p->before && p->now &&
        p->old_headlines && p->old_now)
        return OFR_OK;
    return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
}

void update_paths_done(update_paths *p)
{
    char *const path[] = {p->directory,     p->scenario, p->events, p->totals,
                          p->headlines,     p->before,   p->now,    p->scenario_name,
                          p->old_headlines, p->old_now};

    for (size_t i = 0; i < sizeof path / sizeof path[0]; i++) free(path[i]);
    *p = (update_paths){0};
}

/* A file to be written; text NULL: there is none. */
typedef struct update_file {
    const char *path, *name;
    char *text;
    size_t size;
} update_file;

static ofr_status make_text(void (*write)(const ofr_growth *growth, FILE *out),
                            const ofr_growth *growth, update_file *file, ofr_error *err)
{
    FILE *out = open_memstream(&file->text, &file->size);

    if (out) write(growth, out);
    if (out && fclose(out) == 0) return OFR_OK;
    return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
}

/* Is what is there what would be written? */
static ofr_status check_there(const update_file *file, bool *ret_same, ofr_error *err)
{
    const file_asked asked = {.path = file->path, .origin = FILE_FOUND, .limit = MAX_FILE};
    char *text = NULL;
    size_t size = 0;
    ofr_status status = OFR_OK;

    if (access(file->path, F_OK) != 0) {
        *ret_same = file->text == NULL;
        return OFR_OK;
    }
    status = file_read(&asked, &text, &size, err);
    *ret_same = status == OFR_OK && file->text && size == file->size &&
                memcmp(text, file->text, size) == 0;
    free(text);
    return status;
}

static ofr_status check_directory(const char *directory, const update_file *file, ofr_error *err)
{
    bool same = true;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < FILES && same && status == OFR_OK; i++)
        status = check_there(&file[i], &same, err);
    if (status != OFR_OK || same) return status;
    return ofr_fail(err, OFR_USAGE, directory,
                    "is there already and holds something else than this update; name another with "
                    "--output DIR, or move it away");
}

static ofr_status write_directory(const char *directory, const update_file *file, ofr_error *err)
{
    const char *name[FILES];
    directory_rule rule = {.mark = "offramp-update.txt",
                           .about = "A scenario that was updated. `offramp update` wrote the files "
                                    "named below; results and headlines.csv stand beside them.",
                           .name = name};
    directory_out *out = NULL;
    ofr_status status;

    for (size_t i = 0; i < FILES; i++) {
        if (file[i].text) name[rule.n_names++] = file[i].name;
    }
    status = directory_begin(directory, &rule, &out, err);
    for (size_t i = 0; i < FILES && status == OFR_OK; i++) {
        FILE *part = NULL;
        if (!file[i].text) continue;
        status = directory_open(out, file[i].name, &part, err);
        if (status != OFR_OK) break;
        fwrite(file[i].text, 1, file[i].size, part);
        status = directory_close(out, part, file[i].name, OFR_OK, err);
    }
    return out ? directory_end(out, status, err) : status;
}

ofr_status update_files(const update_paths *p, const char *scenario, size_t size,
                        const ofr_growth *growth, ofr_error *err)
{
    update_file file[FILES] = {{p->scenario, p->scenario_name, (char *)scenario, size},
                               {p->events, "events.csv", NULL, 0},
                               {p->totals, "totals.csv", NULL, 0}};
    ofr_status status = make_text(growth_write_events, growth, &file[1], err);

    if (status == OFR_OK && growth_has_totals(growth))
        status = make_text(growth_write_totals, growth, &file[2], err);
    if (status == OFR_OK)
        status = access(p->directory, F_OK) == 0 ? check_directory(p->directory, file, err)
                                                 : write_directory(p->directory, file, err);
    free(file[1].text);
    free(file[2].text);
    return status;
}
