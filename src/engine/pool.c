/* pool.c -- see pool.h. */
#define _GNU_SOURCE /* sched_getaffinity */
#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* The next number is all that threads share: there is no lock that a fork could leave closed. */
typedef struct work {
    void (*task)(void *self, size_t i);
    void *self;
    size_t n;
    atomic_size_t next;
} work;

static void *take_tasks(void *self)
{
    work *w = self;

    for (size_t i; (i = atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed)) < w->n;)
        w->task(w->self, i);
    return NULL;
}

/* A host's handlers run on the host's own threads; faults stay where they arise. */
static void signals_of_helpers(sigset_t *set)
{
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};

    sigfillset(set);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) sigdelset(set, faults[i]);
}

/* Starts at most n; the first that cannot be had ends it. Returns how many there are. */
static size_t start_helpers(work *w, size_t n, pthread_t *helper)
{
    pthread_attr_t attributes;
    sigset_t blocked, before;
    size_t started = 0;

    if (pthread_attr_init(&attributes) != 0) return 0;
    /* Where even this is too small for the machine, the usual size is taken. */
    (void)pthread_attr_setstacksize(&attributes, POOL_STACK);
    signals_of_helpers(&blocked);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    while (started < n && pthread_create(&helper[started], &attributes, take_tasks, w) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

size_t pool_run(size_t n_threads, size_t n_tasks, void (*task)(void *self, size_t i), void *self)
{
    work w = {.task = task, .self = self, .n = n_tasks};
    const size_t most = n_threads < n_tasks ? n_threads : n_tasks;
    pthread_t *helper = most > 1 ? calloc(most - 1, sizeof *helper) : NULL;
    const size_t started = helper ? start_helpers(&w, most - 1, helper) : 0;

    take_tasks(&w);
    for (size_t i = 0; i < started; i++) pthread_join(helper[i], NULL);
    free(helper);
    return started + 1;
}

size_t pool_processors(void)
{
    /* The kernel refuses a set that is smaller than its own, and does not say how large that is. */
    for (size_t room = 1024; room <= (size_t)1 << 20; room *= 2) {
        cpu_set_t *set = CPU_ALLOC(room);
        const size_t size = CPU_ALLOC_SIZE(room);
        int n = 0;

        if (!set) break;
        if (sched_getaffinity(0, size, set) == 0) n = CPU_COUNT_S(size, set);
        CPU_FREE(set);
        if (n > 0) return (size_t)n;
    }
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (size_t)online : 1;
}

void pool_note(pool_use *use, size_t asked, size_t got)
{
    if (!use) return;
    /* The fewest by share: of 2 of 8 and 2 of 3, the first. */
    if (use->asked == 0 || got * use->asked < use->got * asked) *use = (pool_use){asked, got};
}
