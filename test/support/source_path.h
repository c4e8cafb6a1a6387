/* source_path.h -- where a file of the source tree is. */
#ifndef OFR_TEST_SOURCE_PATH_H
#define OFR_TEST_SOURCE_PATH_H

#include <stddef.h>

/* The path of `name`, as seen from the root of the source tree (OFFRAMP_SOURCE_ROOT, or this directory), in room of n
 * bytes; returns room. */
const char *source_path(const char *name, char *room, size_t n);

#endif
