/* futures.h -- members from their history to the end of their futures, and the ways that these may take. */
#ifndef OFR_FUTURES_H
#define OFR_FUTURES_H

#include "ensemble.h"
#include "eve.h"
#include "swarm.h"

/* One way on from the start: the model as it is, or under a variant; and who watches it. */
typedef struct ofr_way {
    const ofr_variant *variant; /* NULL: the base */
    const ofr_observer *observer;
    size_t n_observers;
} ofr_way;

/* Work, counted. It depends on what was asked and what was kept, not on threads. */
typedef struct ofr_work {
    uint64_t set_histories; /* parameter sets led through the record */
    uint64_t member_days;   /* days of futures, all ways added up */
} ofr_work;

void work_add(ofr_work *sum, const ofr_work *more);

/* Some members, and what is wanted of them. A set that cannot explain the record has no futures: nobody is shown any of its
 * members, and what was seen of its particles before the day that ruled it out counts for nothing. Members are numbered by observers as in the ensemble, particles as in
 * filter.h. */
typedef struct futures_plan {
    size_t first, n;          /* members first .. first + n - 1 */
    const ofr_observer *past; /* of the particles of their sets; may be NULL */
    size_t n_past;
    size_t past_end;    /* sets from this one on are not watched; 0: all are */
    const ofr_way *way; /* [n_ways]; none: history alone */
    size_t n_ways;
    ofr_account *account; /* [sets touched] evidence 0 without a record; NULL: not wanted */
    ofr_eve *
        eve; /* [sets touched] in: where there is one, no history is run, unless its past is watched; out: what there
              * was not, made. Stays the caller's, also where the run fails. NULL: not wanted */
    ofr_work *work;           /* counts on; NULL: not wanted */
    const volatile int *stop; /* as in swarm_run */
} futures_plan;

/* Runs the history of each set once and each member's future once for each way. All ways share histories and streams, and
 * what a variant does not reach stays the same bit for bit. A way is run on its own from its first change on; until then
 * it is the base's, which all who watch it are shown. Safe from several threads, each with its own observers.
 * OFR_NO_MEMORY, OFR_INTERRUPTED. O(n horizon ways + sets particles history); memory for a few dozen seats
 * whatever n. */
ofr_status futures_run(const ofr_ensemble *e, const futures_plan *plan, ofr_error *err);

/* Sets that members first .. first + n - 1 belong to. Pure. */
size_t futures_sets(const ofr_ensemble *e, size_t first, size_t n);

#endif
