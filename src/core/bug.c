/* bug.c -- see bug.h. */
#include "bug.h"

#include <stdio.h>
#include <stdlib.h>

void bug_stop(const char *file, int line, const char *broken)
{
    fprintf(stderr,
            "offramp: a fault of the program, not of its input: %s:%d: %s; nothing more is "
            "written; please report it\n",
            file, line, broken);
    abort();
}
