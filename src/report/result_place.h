/* result_place.h -- where a result lies: the file that its name stands for, and putting a new one there;
 * private to report. */
#ifndef OFR_RESULT_PLACE_H
#define OFR_RESULT_PLACE_H

#include <sys/types.h>

#include "offramp.h"

/* The place of a result that is to be written. */
typedef struct result_place {
    const char *shown; /* as the user named it, for messages; the caller's */
    char *path;        /* without a link on the way */
    bool present;      /* a regular file is there: */
    dev_t device;      /* which one, */
    ino_t inode;
    nlink_t names; /* and how many names it has */
} result_place;

/* Follows links once, so that two names of one file are one place. What is there must be a regular file.
 * OFR_RESULT: another kind of file, a link to nothing; OFR_IO: the directory is not there; OFR_NO_MEMORY. */
ofr_status place_find(const char *name, result_place *ret_place, ofr_error *err);
/* Looks again at what is there now. OFR_RESULT as above, and for a link that has appeared. */
ofr_status place_look(result_place *place, ofr_error *err);
/* The name of the file itself, without links; NULL if there is none or no memory. The caller frees it. */
char *place_real(const char *name);
void place_done(result_place *place); /* takes a zeroed one */

/* Makes an empty file beside the place, under a name where nothing is, through no link. OFR_IO. */
ofr_status place_temporary(const result_place *place, const char *temporary, ofr_error *err);
/* Gives that file the place's name. Replaces the file that was seen there last and no other: OFR_IO if
 * something else has appeared there meanwhile. The directory is synced. */
ofr_status place_put(const result_place *place, const char *temporary, ofr_error *err);

#endif
