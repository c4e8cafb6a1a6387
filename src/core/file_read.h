/* file_read.h -- reads whole files: what a name may lead to depends on who wrote the name.
 *
 * A name on the command line is the user's: a regular file or a pipe, anywhere. A name found inside a
 * file, or made from another, may come from anybody: a regular file, and where a place is given, one
 * that lies close to it, also behind symbolic links. Nothing waits for ever: a terminal or another
 * device is refused, and a pipe that nobody opens for writing is given up after FILE_PIPE_WAIT.
 */
#ifndef OFR_FILE_READ_H
#define OFR_FILE_READ_H

#include "file_write.h"
#include "offramp.h"

typedef enum file_origin {
    FILE_TYPED, /* on the command line */
    FILE_FOUND  /* inside a file, or beside one */
} file_origin;

/* Which file, and what it may be. */
typedef struct file_asked {
    const char *path;
    file_origin origin;
    /* FILE_FOUND: the file that names it. What is read must lie in that one's directory or at most
     * FILE_NAME_CLIMB above it, but not the root, whatever symbolic links lead to it. NULL: anywhere. */
    const char *named_in;
    size_t limit; /* bytes */
} file_asked;

/* The whole file, with a NUL after its last byte, which *ret_size does not count; the caller frees it.
 * OFR_IO (not there, not to be read, of a kind that is refused), OFR_LIMIT, OFR_NO_MEMORY. */
ofr_status file_read(const file_asked *asked, char **ret_text, size_t *ret_size, ofr_error *err);
/* The first bytes of a regular file, at most `room` of them; 0 where there is none. Never waits, takes
 * nothing out of a pipe. */
size_t file_read_head(const char *path, void *ret_bytes, size_t room);

#endif
