/* file_name.c -- see file_name.h. */
#include "file_name.h"

#include <stdbool.h>
#include <string.h>

static file_name_fault fault_of(const char *path)
{
    if (path[0] == '\0') return FILE_NAME_EMPTY;
    if (path[0] == '/' || path[0] == '\\' || path[1] == ':') return FILE_NAME_ABSOLUTE;
    if (strlen(path) > FILE_NAME_LONGEST) return FILE_NAME_LONG;
    for (const char *p = path; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f) return FILE_NAME_NOT_PLAIN;
    }
    return FILE_NAME_FINE;
}

/* Appends one part of a path to `joined` (of *n bytes); false when it climbs too far. */
static bool add_part(char *joined, size_t *n, size_t *climb, const char *part, size_t length)
{
    if (length == 0 || (length == 1 && part[0] == '.')) return true;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        if (*n > 3 * *climb) { /* drop the last part that is not ".." */
            size_t cut = *n - 1;
            while (cut > 3 * *climb && joined[cut - 1] != '/') cut--;
            *n = cut;
            return true;
        }
        if (++*climb > FILE_NAME_CLIMB) return false;
    }
    memcpy(joined + *n, part, length);
    joined[*n + length] = '/';
    *n += length + 1;
    return true;
}

file_name_fault file_name_join(ofr_arena *arena, const char *from_relative, const char *path,
                               const char **ret_joined)
{
    const char *slash = strrchr(from_relative, '/');
    const char *piece[2] = {from_relative, path};
    const size_t length[2] = {slash == NULL ? 0 : (size_t)(slash - from_relative), strlen(path)};
    const file_name_fault fault = fault_of(path);
    char *joined;
    size_t n = 0;
    size_t climb = 0;

    if (fault != FILE_NAME_FINE) return fault;
    joined = arena_alloc(arena, length[0] + length[1] + 4);
    if (joined == NULL) return FILE_NAME_NO_MEMORY;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < length[k];) {
            size_t end = i;
            while (end < length[k] && piece[k][end] != '/') end++;
            if (!add_part(joined, &n, &climb, piece[k] + i, end - i)) return FILE_NAME_CLIMBS;
            i = end + 1;
        }
    }
    if (n == 3 * climb) return FILE_NAME_EMPTY;
    joined[n - 1] = '\0';
    *ret_joined = joined;
    return FILE_NAME_FINE;
}
