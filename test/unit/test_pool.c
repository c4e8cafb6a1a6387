/* test_pool.c -- every task once, on as many threads as there can be, whatever the system refuses.
 *
 * Oracle: the definition (a count a task), and for an ensemble the same work on one thread. pthread_create is wrapped by
 * the linker, so that the n-th can fail, and so that what a thread needs of its stack can be measured.
 */
#define _GNU_SOURCE /* sched_setaffinity, MAP_ANONYMOUS */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/futures.h"
#include "engine/pool.h"
#include "source_path.h"
#include "studies/batch.h"
#include "studies/study.h"

enum { MOST_TASKS = 300, MOST_THREADS = 20, MANY = 200, NOBODY = 65534, PAINT = 0xa5 };

/* ---- pthread_create as the linker wraps it ------------------------------------------------------ */

static size_t allowed = SIZE_MAX; /* threads that can still be had */
static bool painting;
static unsigned char *painted[MOST_THREADS];
static size_t n_painted;

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *usual, void *(*start)(void *),
                          void *self)
{
    pthread_attr_t attributes;

    if (allowed == 0) return EAGAIN;
    if (allowed != SIZE_MAX) allowed--;
    if (!painting) return __real_pthread_create(thread, usual, start, self);
    unsigned char *stack = mmap(NULL, POOL_STACK, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(stack != MAP_FAILED && n_painted < MOST_THREADS);
    memset(stack, PAINT, POOL_STACK);
    painted[n_painted++] = stack;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, POOL_STACK), 0);
    return __real_pthread_create(thread, &attributes, start, self);
}

/* ---- tasks -------------------------------------------------------------------------------------- */

/* How often each was done: not atomic, each is its own task's. */
static void count_it(void *self, size_t i)
{
    ((unsigned *)self)[i]++;
}

/* Each of n tasks, and no other, exactly once. */
static bool each_once(size_t threads, size_t n, size_t *ret_got)
{
    unsigned done[MOST_TASKS + 1] = {0};

    *ret_got = pool_run(threads, n, count_it, done);
    for (size_t i = 0; i <= MOST_TASKS; i++) {
        if (done[i] != (i < n)) return false;
    }
    return true;
}

static void assert_each_once(size_t threads, size_t n, size_t got)
{
    size_t was;

    assert_true(each_once(threads, n, &was));
    assert_int_equal(was, got);
}

/* Tasks that end only when all of them have begun, or after ten seconds. */
typedef struct meeting {
    size_t n;
    atomic_size_t here;
    pthread_t by[MOST_THREADS];
} meeting;

static void meet(void *self, size_t i)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    meeting *m = self;

    m->by[i] = pthread_self();
    atomic_fetch_add(&m->here, 1);
    for (int wait = 0; wait < 10000 && atomic_load(&m->here) < m->n; wait++)
        nanosleep(&moment, NULL);
    if (atomic_load(&m->here) < m->n) m->here = 0;
}

/* True if n tasks are under way at once, each on its own thread and one on the caller. */
static bool work_together(size_t n)
{
    meeting m = {.n = n};
    size_t own = 0;

    if (pool_run(n, n, meet, &m) != n || m.here != n) return false;
    for (size_t i = 0; i < n; i++) {
        own += pthread_equal(m.by[i], pthread_self()) != 0;
        for (size_t j = 0; j < i; j++) {
            if (pthread_equal(m.by[i], m.by[j])) return false;
        }
    }
    return own == 1;
}

/* Runs a check in a child of its own, which must end within a minute; what it returns, or 128 and the signal. */
static int in_child(int (*check)(void))
{
    int how = 0;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, NULL);
        alarm(60);
        _exit(check());
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

/* ---- tests -------------------------------------------------------------------------------------- */

/* 500 sizes by a fixed seed. No false alarm: nothing here is left to chance. */
static void test_each_task_is_done_once_for_any_size(void **state)
{
    uint64_t x = 1;

    (void)state;
    for (int round = 0; round < 500; round++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        const size_t n = (size_t)(x >> 33) % MOST_TASKS, threads = 1 + (x >> 50) % MOST_THREADS;
        const size_t most = threads < n ? threads : n;
        assert_each_once(threads, n, most ? most : 1);
    }
}

static void test_tasks_are_under_way_at_once_and_the_caller_does_one(void **state)
{
    (void)state;
    assert_true(work_together(1));
    assert_true(work_together(2));
    assert_true(work_together(7));
}

static void test_what_cannot_be_started_is_done_without(void **state)
{
    (void)state;
    for (size_t can = 0; can < 5; can++) {
        allowed = can;
        assert_each_once(8, 100, 1 + can);
        allowed = SIZE_MAX;
    }
    assert_each_once(8, 100, 8);
}

static int limit_processes(void)
{
    size_t got;

    if (setrlimit(RLIMIT_NPROC, &(struct rlimit){1, 1}) != 0) return 2;
    /* The limit does not hold for root. */
    if (geteuid() == 0 && setuid(NOBODY) != 0) return 77;
    if (!each_once(8, 100, &got)) return 3;
    return got == 1 ? 0 : 4;
}

static void test_a_limit_on_processes_leaves_the_caller(void **state)
{
    const int status = in_child(limit_processes);

    (void)state;
    if (status == 77) skip();
    assert_int_equal(status, 0);
}

/* Room for three more stacks; the C library may have kept some of earlier threads. */
static int limit_memory(void)
{
    unsigned long pages = 0;
    size_t got;
    FILE *in = fopen("/proc/self/statm", "r");

    if (!in || fscanf(in, "%lu", &pages) != 1) return 77;
    fclose(in);
    const rlim_t room = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + 3 * POOL_STACK;
    if (setrlimit(RLIMIT_AS, &(struct rlimit){room, room}) != 0) return 2;
    if (!each_once(MANY, MANY, &got)) return 3;
    return got < MANY ? 0 : 4;
}

static void test_a_limit_on_memory_leaves_those_there_are(void **state)
{
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the sanitizer itself needs terabytes of addresses */
#endif
    const int status = in_child(limit_memory);

    (void)state;
    if (status == 77) skip();
    assert_int_equal(status, 0);
}

static int work_here(void)
{
    size_t got;

    return !work_together(4) || !each_once(4, 100, &got) || got != 4;
}

static void test_a_forked_child_has_threads_of_its_own(void **state)
{
    (void)state;
    assert_true(work_together(4));
    assert_int_equal(in_child(work_here), 0);
    assert_true(work_together(4));
}

static void fork_here(void *self, size_t i)
{
    ((int *)self)[i] = in_child(work_here);
}

/* As a host does that forks while another of its threads is in the library. */
static void test_a_child_forked_in_the_middle_of_tasks_has_them_too(void **state)
{
    int status[6];

    (void)state;
    memset(status, -1, sizeof status);
    pool_run(3, 6, fork_here, status);
    for (size_t i = 0; i < 6; i++) assert_int_equal(status[i], 0);
}

typedef struct masks {
    meeting m;
    sigset_t blocked[4];
} masks;

static void read_mask(void *self, size_t i)
{
    masks *all = self;

    meet(&all->m, i);
    pthread_sigmask(SIG_BLOCK, NULL, &all->blocked[i]);
}

/* A host's handlers expect the host's threads; a fault must reach the handler of a sanitizer. */
static void test_helpers_take_no_signals_but_faults(void **state)
{
    masks all = {.m = {.n = 4}};
    sigset_t after;

    (void)state;
    assert_int_equal(pool_run(4, 4, read_mask, &all), 4);
    for (size_t i = 0; i < 4; i++) {
        const int helper = !pthread_equal(all.m.by[i], pthread_self());
        assert_int_equal(sigismember(&all.blocked[i], SIGINT), helper);
        assert_int_equal(sigismember(&all.blocked[i], SIGALRM), helper);
        assert_int_equal(sigismember(&all.blocked[i], SIGSEGV), 0);
        assert_int_equal(sigismember(&all.blocked[i], SIGFPE), 0);
    }
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGINT), 0);
}

static int on_one_processor(void)
{
    cpu_set_t all, one;

    if (sched_getaffinity(0, sizeof all, &all) != 0) return 77;
    if (pool_processors() != (size_t)CPU_COUNT(&all)) return 1;
    CPU_ZERO(&one);
    for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++) {
        if (CPU_ISSET(i, &all)) CPU_SET(i, &one);
    }
    if (sched_setaffinity(0, sizeof one, &one) != 0) return 77;
    return pool_processors() == 1 ? 0 : 2;
}

static void test_processors_are_those_that_we_may_run_on(void **state)
{
    const int status = in_child(on_one_processor);

    (void)state;
    if (status == 77) skip();
    assert_int_equal(status, 0);
}

static void test_the_run_with_the_fewest_threads_is_noted(void **state)
{
    pool_use use = {0};

    (void)state;
    pool_note(NULL, 4, 1);
    pool_note(&use, 4, 4);
    assert_true(use.asked == 4 && use.got == 4);
    pool_note(&use, 8, 2);
    pool_note(&use, 8, 3);
    pool_note(&use, 3, 2);
    assert_true(use.asked == 8 && use.got == 2);
}

/* ---- an ensemble -------------------------------------------------------------------------------- */

static ofr_study *open_scenario(const char *name)
{
    char path[4096];
    ofr_study *study = NULL;
    ofr_error err = {0};

    if (study_open(source_path(name, path, sizeof path), NULL, &study, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return study;
}

typedef struct severities {
    double value[600];
    size_t n;
} severities;

static void take(void *self, const ofr_seen *seen)
{
    severities *s = self;
    const ofr_member *member = seen->value[SEEN_MEMBERS];

    for (size_t i = 0; i < seen->n; i++) s->value[s->n++] = member[i].severity;
}

/* 12 sets of 50 futures in 12 chunks. */
static severities run_futures(const ofr_study *study, int threads, pool_use *use)
{
    severities got = {.n = 0};
    const ofr_variant *none = NULL;
    ofr_batch b = {0};
    ofr_ensemble e;
    size_t next = 0;

    assert_int_equal(ensemble_init(&e, study->model, kernel_choose(NULL), 5, 12, 50, false, NULL),
                     OFR_OK);
    e.past = study->past;
    assert_int_equal(batch_init(&b, &e, 50, threads, use, &none, 1,
                                &(seen_plan){.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_BINS)}, NULL),
                     OFR_OK);
    while (next < b.n_chunks) {
        for (b.n = 0; next < b.n_chunks && batch_ask(&b, next); next++) continue;
        batch_run(&b, NULL);
        for (size_t i = 0; i < b.n; i++) {
            assert_int_equal(batch_status(&b, i, NULL), OFR_OK);
            take(&got, batch_seen(&b, i));
        }
    }
    batch_done(&b);
    ensemble_done(&e);
    assert_int_equal(got.n, 600);
    return got;
}

static void test_futures_are_the_same_on_any_number_of_threads_and_with_some_refused(void **state)
{
    ofr_study *study = open_scenario("scenarios/toy.yaml");
    pool_use use = {0};
    const severities one = run_futures(study, 1, &use);

    (void)state;
    assert_true(use.asked == 1 && use.got == 1);
    for (int threads = 2; threads <= 9; threads++) {
        use = (pool_use){0};
        const severities several = run_futures(study, threads, &use);
        assert_memory_equal(one.value, several.value, sizeof one.value);
        assert_true(use.got == use.asked && use.got == (size_t)threads);
    }
    use = (pool_use){0};
    allowed = 2;
    const severities few = run_futures(study, 4, &use);
    allowed = SIZE_MAX;
    assert_memory_equal(one.value, few.value, sizeof one.value);
    assert_true(use.asked == 4 && use.got == 1);
    study_close(study);
}

typedef struct deep {
    const ofr_ensemble *e;
    meeting m;
    ofr_status status[2];
} deep;

static void run_deep(void *self, size_t i)
{
    deep *d = self;
    ofr_seen seen = {0};
    ofr_observer observer[SEEN_KINDS];

    meet(&d->m, i);
    d->status[i] = seen_init(d->e, &(seen_plan){.kinds = SEEN(SEEN_PAST) - 1}, 8, &seen, NULL);
    if (d->status[i] != OFR_OK) return;
    seen_open(&seen, 8 * i, 8);
    const ofr_way way = {NULL, observer, seen_observers(&seen, observer)};
    d->status[i] = futures_run(
        d->e, &(futures_plan){.first = 8 * i, .n = 8, .way = &way, .n_ways = 1}, NULL);
    seen_done(&seen);
}

/* Oracle: bytes that a chunk of the reference case, with its history, has overwritten. */
static void test_a_stack_is_large_enough_four_times_over(void **state)
{
    ofr_study *study = open_scenario("scenarios/us-iran-2024.yaml");
    static const char *const isa[] = {"v2", "v3", "v4"};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        ofr_ensemble e;
        deep d = {.e = &e, .m = {.n = 2}};
        size_t clean = 0;

        if (!kernel_choose(isa[k])) continue;
        assert_int_equal(
            ensemble_init(&e, study->model, kernel_choose(isa[k]), 1, 2, 8, false, NULL), OFR_OK);
        e.past = study->past;
        painting = true;
        assert_int_equal(pool_run(2, 2, run_deep, &d), 2);
        painting = false;
        assert_int_equal(d.m.here, 2);
        assert_true(d.status[0] == OFR_OK && d.status[1] == OFR_OK && n_painted == 1);
        while (clean < POOL_STACK && painted[0][clean] == PAINT) clean++;
        print_message("%s: %zu of %d bytes of stack\n", isa[k], POOL_STACK - clean, POOL_STACK);
        assert_true(POOL_STACK - clean < POOL_STACK / 4);
        munmap(painted[--n_painted], POOL_STACK);
        ensemble_done(&e);
    }
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_task_is_done_once_for_any_size),
        cmocka_unit_test(test_tasks_are_under_way_at_once_and_the_caller_does_one),
        cmocka_unit_test(test_what_cannot_be_started_is_done_without),
        cmocka_unit_test(test_a_limit_on_processes_leaves_the_caller),
        cmocka_unit_test(test_a_limit_on_memory_leaves_those_there_are),
        cmocka_unit_test(test_a_forked_child_has_threads_of_its_own),
        cmocka_unit_test(test_a_child_forked_in_the_middle_of_tasks_has_them_too),
        cmocka_unit_test(test_helpers_take_no_signals_but_faults),
        cmocka_unit_test(test_processors_are_those_that_we_may_run_on),
        cmocka_unit_test(test_the_run_with_the_fewest_threads_is_noted),
        cmocka_unit_test(test_futures_are_the_same_on_any_number_of_threads_and_with_some_refused),
        cmocka_unit_test(test_a_stack_is_large_enough_four_times_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
