/* run_parts.h -- a run at work, and its parts; private to run.c, run_past.c, run_published.c and run_kept.c. */
#ifndef OFR_RUN_PARTS_H
#define OFR_RUN_PARTS_H

#include "batch.h"
#include "eve_key.h"
#include "plan.h"
#include "published.h"

typedef struct run_work {
    const ofr_study *study;
    const run_options *o;
    const ofr_ensemble *e;
    const ofr_sink *sink;
    const ofr_plan *plan;
    uint64_t key;         /* eve_key_ensemble */
    size_t done;          /* members, those of sets left out among them */
    ofr_account *account; /* [n_sets] of those led through history in this call */
    ofr_work *work;       /* counts on */
    ofr_seen past;        /* of the particles of the sets that tell the history */
    size_t past_sets;
    bool *seen_past;                /* [past_sets] */
    struct run_so_far_work *so_far; /* NULL: nobody asks */
    published_solved solved;        /* shift NULL: nothing is pooled */
} run_work;

/* The eve of a set that the sink keeps; n is 0 where it keeps none. The caller frees it. */
ofr_status run_find_eve(const run_work *w, size_t set, ofr_eve *ret_eve, ofr_error *err);

/* run_past.c: the record's days in the series of the futures. init: the batch watches the histories that it runs; take: what
 * its i-th chunk showed; emit: what nobody has watched is run again, and all is told. */
ofr_status run_past_init(run_work *w, ofr_batch *b, ofr_error *err);
void run_past_take(run_work *w, const ofr_batch *b, size_t i);
ofr_status run_past_emit(run_work *w, ofr_error *err);
void run_past_done(run_work *w);

/* run_so_far.c: what the futures of this call say so far, told after each chunk. */
ofr_status run_so_far_init(run_work *w, ofr_error *err);
void run_so_far_take(run_work *w, const ofr_seen *seen);
void run_so_far_done(run_work *w);

/* run_published.c. solve: finds the shifts of the run's sets and gives them to its ensemble, if any pair has a class. publish: after the
 * last chunk, runs some sets without them and tells both. */
ofr_status run_solve(run_work *w, ofr_ensemble *e, ofr_error *err);
ofr_status run_publish(run_work *w, ofr_error *err);

/* run_kept.c: some futures with all their acts: from sets spread evenly, and the median and the worst wherever they
 * are. They are run again, from their eves. */
ofr_status run_keep(run_work *w, ofr_error *err);

#endif
