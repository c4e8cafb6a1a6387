/* pool.h -- numbered tasks, done by the caller and by threads of our own that help it.
 *
 * The threads live for one pool_run only: between two runs there are none, so that a process may fork, and nothing has
 * to be closed. Which thread does a task is open; a task that writes only what belongs to its number gives the same for
 * any number of threads.
 */
#ifndef OFR_POOL_H
#define OFR_POOL_H

#include <stddef.h>

/* Bytes of stack of a helping thread; the caller has its own. A chunk of the reference case needs 100 KiB, most of it
 * for the modes of a front (mechanisms/campaign_summed.h), which test_pool measures. */
enum { POOL_STACK = 1 << 19 };

/* Runs task(self, i) once for each i below n_tasks, on at most n_threads threads (>= 1), one of which is the caller. A
 * thread that cannot be started is done without. Helping threads take no signals but those of faults. Returns when all
 * tasks are done: on how many threads, at most n_tasks, 1 where there was no task. Safe to call from several threads, from
 * a task, and in a forked child. */
size_t pool_run(size_t n_threads, size_t n_tasks, void (*task)(void *self, size_t i), void *self);

/* Processors that this process may run on, at least 1. */
size_t pool_processors(void);

/* What came of asking for threads, over several runs: the run that got the fewest. */
typedef struct pool_use {
    size_t asked, got; /* got < asked: some could not be started; both 0: nothing has run yet */
} pool_use;
/* Notes a run that asked for `asked` and got `got`; takes NULL. */
void pool_note(pool_use *use, size_t asked, size_t got);

#endif
