/* file_name.h -- the rule for names of files that stand inside files: close by, and nowhere else.
 *
 * A scenario may come from anybody. The files that it names are looked for from its own directory, by a
 * relative path that climbs at most FILE_NAME_CLIMB directories above it, whatever route it takes.
 */
#ifndef OFR_FILE_NAME_H
#define OFR_FILE_NAME_H

#include "arena.h"

enum { FILE_NAME_CLIMB = 2, FILE_NAME_LONGEST = 200 /* bytes */ };

typedef enum file_name_fault {
    FILE_NAME_FINE,
    FILE_NAME_EMPTY,    /* no name, or one of a directory such as ".." */
    FILE_NAME_ABSOLUTE, /* begins with / or \, or with a letter and : */
    FILE_NAME_LONG,
    FILE_NAME_NOT_PLAIN, /* has a control character */
    FILE_NAME_CLIMBS,
    FILE_NAME_NO_MEMORY
} file_name_fault;

/* Joins a path to the relative path of the file that it stands in ("": a file that is itself where the
 * rule begins) and tidies "." and "..". *ret_joined, in the arena, only where all is fine. Pure. */
file_name_fault file_name_join(ofr_arena *arena, const char *from_relative, const char *path,
                               const char **ret_joined);

#endif
