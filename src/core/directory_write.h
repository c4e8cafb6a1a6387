/* directory_write.h -- writes a directory of files, so that a reader can tell whether it is whole.
 *
 * A new directory appears whole, by a rename. Files that go into a directory that is there are written
 * aside first, all of them; then a mark file in it says that it is unfinished, each file takes its
 * place, and the mark says that all is complete. What was not written so is not written over: the mark
 * names the files that were. No symbolic link is followed inside the directory.
 */
#ifndef OFR_DIRECTORY_WRITE_H
#define OFR_DIRECTORY_WRITE_H

#include "file_write.h"

/* Strings are the caller's, for as long as the directory is open. */
typedef struct directory_rule {
    const char *mark;        /* name of the mark file */
    const char *about;       /* the words before its state and its list: one line, no line end */
    const char *const *name; /* the files, without the mark; at most DIRECTORY_MOST */
    size_t n_names;
    bool force;               /* replace also files that the mark does not name */
    const char *const *input; /* names of what the command reads: never written over */
    size_t n_inputs;
} directory_rule;
enum { DIRECTORY_MOST = 64 };

typedef struct directory_out directory_out;

/* Judges and prepares. The directory above must be there. What comes back is given to directory_end,
 * also after a failure elsewhere. OFR_USAGE (a file is there that the rule leaves alone), OFR_IO,
 * OFR_NO_MEMORY. */
ofr_status directory_begin(const char *path, const directory_rule *rule, directory_out **ret_out,
                           ofr_error *err);
/* One of the files to be written; the caller gives it back with directory_close. */
ofr_status directory_open(const directory_out *out, const char *name, FILE **ret_file,
                          ofr_error *err);
/* Closes it and returns status, or OFR_IO if not all of it is on the disk. */
ofr_status directory_close(const directory_out *out, FILE *take_file, const char *name,
                           ofr_status status, ofr_error *err);
/* With OFR_OK puts all files in place, with anything else removes them: nothing has changed then. A
 * failure between the first and the last file leaves the mark `unfinished`. Takes NULL. OFR_USAGE,
 * OFR_IO. */
ofr_status directory_end(directory_out *take_out, ofr_status status, ofr_error *err);

#endif
