/* file_write.h -- writes a file whole or not at all, and over nothing that is not meant.
 *
 * All files but results (SQLite's own) go through here. A name is resolved once: a symbolic link to a
 * file means that file, and the link stays. What is written stands beside its place under a random
 * name (FILE_PART...) until it is whole and on the disk, and then takes the place by a rename. A pipe
 * or a character device is written to, never renamed over.
 */
#ifndef OFR_FILE_WRITE_H
#define OFR_FILE_WRITE_H

#include "offramp.h"

/* A file under way is called FILE_PART_HEAD, random letters, FILE_PART_END, in the directory of its
 * place. One that is left was cut off by a kill; nothing reads it, and it can be removed. */
#define FILE_PART_HEAD ".offramp-"
#define FILE_PART_END ".part"
enum { FILE_PART_ROOM = 32 };

/* What may be written over. Strings and functions are the caller's, for as long as the file is open. */
typedef struct file_rule {
    /* True if a regular file that is there is of the same kind, so that it may be replaced unasked;
     * gets it opened for reading. An empty file may be replaced, too. NULL: no file may. */
    bool (*is_ours)(FILE *in);
    const char *refusal; /* what to say of a file that may not be replaced */
    bool force;          /* replace any regular file, but no input */
    const char *const
        *input; /* names of what the command reads: never written over. NULLs are skipped */
    size_t n_inputs;
    FILE *standard_output; /* what "-", or a name that leads to it, stands for; NULL: nothing */
} file_rule;

/* A file under way. */
typedef struct file_out file_out;

/* True for "-" and a name that leads to what `standard_output` is open on, such as /dev/stdout. */
bool file_is_standard(const char *path, FILE *standard_output);
/* True for that, a pipe and a character device: what is written to and never renamed over. */
bool file_is_stream(const char *path, FILE *standard_output);

/* Whether the name may be written, without leaving anything behind: to ask before long work.
 * OFR_USAGE (the rule forbids it), OFR_IO (it cannot be), OFR_NO_MEMORY. */
ofr_status file_write_may(const char *path, const file_rule *rule, ofr_error *err);

/* Opens the file. A pipe without a reader is waited for, FILE_PIPE_WAIT milliseconds at most. What
 * comes back is given to file_write_end, also after a failure elsewhere. Errors as file_write_may. */
ofr_status file_write_begin(const char *path, const file_rule *rule, file_out **ret_out,
                            ofr_error *err);
/* Where to write; a failure to write is found at the end. */
FILE *file_write_stream(const file_out *out);
/* With OFR_OK puts the file in its place, with anything else removes it; returns status or what went
 * wrong in putting it there. A file that was replaced keeps its mode. Standard output is flushed, and
 * a failure of it is left for its owner to find. Takes NULL. OFR_IO. */
ofr_status file_write_end(file_out *take_out, ofr_status status, ofr_error *err);

enum { FILE_PIPE_WAIT = 2000 };

/* ---- what directory_write.c shares -------------------------------------------------------------- */
/* A random name for a part. False: the system gives no random bytes. */
bool file_part_name(char ret_name[static FILE_PART_ROOM]);
/* True if both names lead to one file, or `there` (from stat) is what `input` leads to. */
struct stat;
bool file_is_input(const struct stat *there, const char *const *input, size_t n_inputs);

#endif
