/* scratch.h -- a directory of its own for a test of files, and what is in it. */
#ifndef OFR_TEST_SCRATCH_H
#define OFR_TEST_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

enum { SCRATCH_ROOM = 256 };

/* Makes a directory <temporary>/top/a/b for cmocka's state, and removes it with all that is in it. The
 * three levels are for paths that climb. */
int scratch_make(void **state);
int scratch_drop(void **state);
/* The path of a name in it; name "" is the directory b itself. Returns room, of SCRATCH_ROOM bytes. */
const char *scratch_path(void **state, const char *name, char *room);

/* These fail the test where the system refuses. */
void scratch_put(void **state, const char *name, const char *text);
void scratch_remove(void **state,
                    const char *name); /* with all that is in it; fine if it is not there */
bool scratch_holds(void **state, const char *name, const char *text); /* exactly this text */
unsigned scratch_mode(void **state, const char *name);                /* the lower nine bits */
/* All that is in the directory, each with its type, mode and text or target, in the order of names: two
 * texts are equal where nothing has changed. The caller frees it. */
char *scratch_picture(void **state);
/* Names in the directory, without . and .. */
size_t scratch_count(void **state);

#endif
