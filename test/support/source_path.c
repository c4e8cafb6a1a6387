/* source_path.c -- see source_path.h. */
#include "source_path.h"

#include <stdio.h>
#include <stdlib.h>

const char *source_path(const char *name, char *room, size_t n)
{
    const char *root = getenv("OFFRAMP_SOURCE_ROOT");

    snprintf(room, n, "%s/%s", root ? root : ".", name);
    return room;
}
