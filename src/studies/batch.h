/* batch.h -- chunks of members by several threads, a few at a time.
 *
 * A chunk is whole parameter sets where they fit. Threads take the chunks of a batch in any order; whoever asked
 * looks at them in the order of their numbers, so that no sum and no row depends on threads.
 */
#ifndef OFR_BATCH_H
#define OFR_BATCH_H

#include "../engine/futures.h"
#include "../engine/observe.h"
#include "../engine/pool.h"

typedef struct ofr_batch {
    const ofr_ensemble *e;
    const ofr_variant *const *variant; /* [n_ways]; NULL within: the base */
    size_t n_ways, chunk, n_chunks;    /* members a chunk; chunks of the whole ensemble */
    size_t threads;
    pool_use *use;
    size_t room, n;       /* chunks at most; asked for */
    size_t most;          /* chunks that batch_ask takes now; room after batch_init */
    size_t *index;        /* [n] their numbers */
    ofr_seen *seen;       /* [room][n_ways] */
    ofr_account *account; /* [room][most_sets] */
    size_t most_sets;     /* that a chunk touches */
    bool with_eves;       /* eves are used and made; false after batch_init */
    ofr_eve *eve;         /* [room][most_sets] */
    ofr_work *work;       /* [room] */
    ofr_seen *past;       /* [room]; NULL: nobody watches it */
    size_t past_sets;     /* sets whose past is watched */
    ofr_status *status;   /* [n] */
    ofr_error *err;       /* [n] */
} ofr_batch;

/* Members of a chunk of at most `most`, or of one set where that has more. */
size_t batch_chunk_size(size_t per_set, size_t most);
/* Members of a chunk of an ensemble, cut into chunks of so many; *ret_first: the first of them. Pure. */
size_t chunk_members(const ofr_ensemble *e, size_t chunk, size_t index, size_t *ret_first);
/* What is seen of each member is what `plan` asks for, under each variant. threads 0: as many as there are processors.
 * Threads that were asked for and could not be started are noted in use (may be NULL), the work is done with the others. The
 * ensemble, the variants, what the plan points at and use must stay. OFR_NO_MEMORY; done is called all the same. */
ofr_status batch_init(ofr_batch *b, const ofr_ensemble *e, size_t chunk, int threads, pool_use *use,
                      const ofr_variant *const *variant, size_t n_ways, const seen_plan *plan,
                      ofr_error *err);
void batch_done(ofr_batch *b); /* takes zeroed */
/* From now on the histories of the first `sets` sets are watched, too, as `plan` says (kinds of particles); see batch_past.
 * OFR_NO_MEMORY. */
ofr_status batch_watch_past(ofr_batch *b, const seen_plan *plan, size_t sets, ofr_error *err);

/* Asks for the next chunk; false: there is no room for it before batch_run. */
bool batch_ask(ofr_batch *b, size_t index);
/* Of the i-th that was asked for: its first set and how many it touches. */
size_t batch_sets(const ofr_batch *b, size_t i, size_t *ret_first);
/* Eves of these sets: to be given before batch_run where there are any (bytes become the batch's), and made by it. */
ofr_eve *batch_eves(const ofr_batch *b, size_t i);
/* Runs what was asked for. stop as in swarm_run. */
void batch_run(ofr_batch *b, const volatile int *stop);
/* Runs the i-th of them alone, in this thread: for whoever has threads of its own. */
void batch_run_one(ofr_batch *b, size_t i, const volatile int *stop);
/* Who is asked before the i-th chunk of a batch is run (for its eves; may be NULL), and takes it afterwards. */
typedef struct batch_hooks {
    ofr_status (*prepare)(void *self, ofr_batch *b, size_t i, ofr_error *err);
    ofr_status (*take)(void *self, ofr_batch *b, size_t i, ofr_error *err);
    void *self;
} batch_hooks;
/* Runs all chunks from number `first` on; they are taken in the order of their numbers. stop as in swarm_run; work counts on; both
 * may be NULL. What the hooks and futures_run give. */
ofr_status batch_run_all(ofr_batch *b, size_t first, const batch_hooks *hooks,
                         const volatile int *stop, ofr_work *work, ofr_error *err);
/* How the i-th of those went, what futures_run gives; its results are at batch_seen and batch_accounts. */
ofr_status batch_status(const ofr_batch *b, size_t i, ofr_error *err);
const ofr_seen *batch_seen(const ofr_batch *b, size_t i); /* [n_ways] */
/* What was seen of the particles of its sets in history; NULL: none of them is watched. */
const ofr_seen *batch_past(const ofr_batch *b, size_t i);
const ofr_work *batch_work(const ofr_batch *b, size_t i);
/* How its sets account for the record: those that are impossible have no members, and what was seen of them is zero and is
 * to be passed over. Such a set may have been watched in history before the day that ruled it out. */
const ofr_account *batch_accounts(const ofr_batch *b, size_t i); /* [sets that it touches] */
/* Writes them down in the accounts of all sets [n_sets]. */
void batch_note(const ofr_batch *b, size_t i, ofr_account *account);

#endif
