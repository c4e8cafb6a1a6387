/* moves_found.c -- where moves are: shipped with the program, and in directories that are named. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/nearest.h"
#include "cli.h"

enum { MAX_MOVES = 500, MAX_PATH_TEXT = 4096 };

typedef struct file_list {
    char *name[MAX_MOVES];
    size_t n;
} file_list;

static void files_done(file_list *files)
{
    for (size_t i = 0; i < files->n; i++) free(files->name[i]);
    files->n = 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_yaml(const char *name)
{
    const size_t n = strlen(name);

    return n > 5 && name[0] != '.' && strcmp(name + n - 5, ".yaml") == 0;
}

/* Names of the files of a directory, whole, in their order. */
static ofr_status list_files(const char *directory, file_list *files, ofr_error *err)
{
    char path[MAX_PATH_TEXT];
    DIR *open = opendir(directory);
    ofr_status status = OFR_OK;

    if (!open)
        return ofr_fail(err, OFR_IO, directory, "is no directory that can be read: %s",
                        strerror(errno));
    for (struct dirent *entry; status == OFR_OK && (entry = readdir(open)) != NULL;) {
        if (!is_yaml(entry->d_name)) continue;
        const int n = snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        char *name = n > 0 && n < MAX_PATH_TEXT ? strdup(path) : NULL;
        if (files->n == MAX_MOVES || !name) {
            free(name);
            status = ofr_fail(err, OFR_LIMIT, directory, "more than %d moves, or a name too long",
                              MAX_MOVES);
        } else {
            files->name[files->n++] = name;
        }
    }
    closedir(open);
    qsort(files->name, files->n, sizeof(char *), by_name);
    return status;
}

static ofr_status add_directory(const char *directory, bool typed, ofr_moves *moves, ofr_error *err)
{
    file_list files = {.n = 0};
    ofr_status status = list_files(directory, &files, err);

    if (status == OFR_OK && files.n == 0 && typed)
        status = ofr_fail(err, OFR_USAGE, directory,
                          "holds no move; each is a file NAME.yaml (docs/how-to/add-a-move.md)");
    for (size_t i = 0; i < files.n && status == OFR_OK; i++)
        status = moves_add_file(moves, files.name[i], err);
    files_done(&files);
    return status;
}

/* Joined path of a directory that is there, in room; else NULL. */
static const char *directory_at(const char *base, size_t n, const char *name,
                                char room[MAX_PATH_TEXT])
{
    const int length = snprintf(room, MAX_PATH_TEXT, "%.*s%s", (int)n, base, name);

    return length > 0 && length < MAX_PATH_TEXT && access(room, R_OK | X_OK) == 0 ? room : NULL;
}

/* As the page: by OFFRAMP_DATADIR, installed, or beside the build directory. */
static ofr_status shipped(char room[MAX_PATH_TEXT], ofr_error *err)
{
    const char *data = getenv("OFFRAMP_DATADIR"), *found = NULL;
    char self[MAX_PATH_TEXT];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);

    if (data && *data) found = directory_at(data, strlen(data), "/moves", room);
    if (!found && n > 0 && n < (ssize_t)sizeof self) {
        while (n > 0 && self[n - 1] != '/') n--;
        found = directory_at(self, (size_t)n, "../share/offramp/moves", room);
        if (!found) found = directory_at(self, (size_t)n, "../moves", room);
    }
    return found ? OFR_OK
                 : ofr_fail(err, OFR_IO, "moves",
                            "the shipped moves are not there; name the directory that holds "
                            "moves/ in OFFRAMP_DATADIR, or take --no-shipped and --moves DIR");
}

ofr_status find_moves(const cli_args *args, ofr_moves *moves, ofr_error *err)
{
    const size_t own = option_index(args->command, "moves");
    char room[MAX_PATH_TEXT];
    const char *directory;
    int at = 0;
    ofr_status status = moves_init(moves, err);

    if (status == OFR_OK && !option_text(args, "no-shipped")) {
        status = shipped(room, err);
        if (status == OFR_OK) status = add_directory(room, false, moves, err);
    }
    while (status == OFR_OK && (directory = option_next(args, own, &at)) != NULL)
        status = add_directory(directory, true, moves, err);
    if (status == OFR_OK && moves->n == 0)
        status = ofr_fail(err, OFR_USAGE, "moves", "there is none; give --moves DIR");
    return status;
}

/* ---- those that are named ----------------------------------------------------------------------- */

static bool is_named(const bound_move *m, const char *name)
{
    return strcmp(m->move->name, name) == 0 || strcmp(m->name, name) == 0;
}

static ofr_status check_name(const ofr_bound *bound, const char *name, ofr_error *err)
{
    nearest_search search = nearest_begin(name);

    for (size_t i = 0; i < bound->n; i++) {
        if (is_named(&bound->item[i], name)) return OFR_OK;
        nearest_offer(&search, bound->item[i].move->name);
        nearest_offer(&search, bound->item[i].name);
    }
    return ofr_fail(err, OFR_USAGE, "move", "there is none named '%.64s'%s%s%s", name,
                    search.best ? "; did you mean '" : "; `offramp moves SCENARIO` lists them",
                    search.best ? search.best : "", search.best ? "'?" : "");
}

static bool is_wanted(const cli_args *args, size_t option, const bound_move *m)
{
    const char *name;
    bool any = false;
    int at = 0;

    while ((name = option_next(args, option, &at)) != NULL) {
        if (is_named(m, name)) return true;
        any = true;
    }
    return !any;
}

ofr_status bind_moves(const cli_args *args, const ofr_moves *moves, const ofr_study *study,
                      ofr_bound *ret_bound, ofr_error *err)
{
    const size_t option = option_index(args->command, "move");
    const char *name;
    size_t n = 0;
    int at = 0;
    ofr_status status = moves_bind(moves, study, ret_bound, err);

    while (status == OFR_OK && (name = option_next(args, option, &at)) != NULL)
        status = check_name(ret_bound, name, err);
    if (status != OFR_OK) return status;
    ret_bound->n_fit = 0;
    for (size_t i = 0; i < ret_bound->n; i++) {
        const bound_move *m = &ret_bound->item[i];
        if (!is_wanted(args, option, m)) continue;
        ret_bound->n_fit += m->why_not == NULL;
        ret_bound->item[n++] = *m;
    }
    ret_bound->n = n;
    return OFR_OK;
}
