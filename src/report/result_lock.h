/* result_lock.h -- one writer a result: the lock NAME.lock; private to report.
 *
 * The lock is flock(2) on a descriptor of its own, so that nothing else that opens and closes NAME in
 * this process can drop it, as it would SQLite's own. It ends with the process, however that ends: a
 * NAME.lock that a killed run left behind holds nobody up. The file says who holds it, and by which random name
 * the holder makes a new result beside its place:
 *     offramp, process 4711, making .part-0123456789abcdef
 * Its time is when the lock was taken. Whoever takes the lock removes what a killed holder had not finished making.
 */
#ifndef OFR_RESULT_LOCK_H
#define OFR_RESULT_LOCK_H

#include "offramp.h"

typedef struct result_lock {
    int fd; /* -1: not held */
    char *path;
    char *part; /* the name under which a new result may be made; nothing is there */
} result_lock;
#define RESULT_LOCK_NONE ((result_lock){.fd = -1})

/* Takes the lock of the result at path (without links), at once or not at all. shown: the result as the user named it, for
 * messages. OFR_IO: another command holds it (who and since when is said), or it cannot be made (*ret_cannot then becomes
 * true); OFR_RESULT: a file of that name is no lock of ours, and is left alone; OFR_NO_MEMORY. */
ofr_status lock_take(const char *path, const char *shown, result_lock *ret_lock, bool *ret_cannot,
                     ofr_error *err);
/* Removes NAME.lock and lets go. Not held: nothing. */
void lock_release(result_lock *lock);

#endif
