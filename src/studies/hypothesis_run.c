/* hypothesis_run.c -- runs hypotheses chunk by chunk, all of them side by side.
 *
 * Hypotheses that begin on one day have their histories in common: they are an origin. Each set goes through history once,
 * on the way to the latest origin, and leaves an eve for each (history_legs); futures begin from these. Threads
 * take chunks; what they give is summed in the order of chunks and hypotheses.
 */
#include <stdlib.h>
#include <string.h>

#include "../engine/filter.h"
#include "hypothesis_parts.h"

/* A day on which hypotheses begin. */
typedef struct origin {
    const ofr_ensemble *e; /* of the first of them */
    size_t first;          /* its number */
    int32_t *parts;        /* [origins] day on which the history of another parts from this one's */
} origin;

typedef struct runner {
    hypothesis_work *work;
    size_t n;
    const test_options *o;
    int32_t kept_start; /* eves of this day are kept */
    origin *origin;     /* [n] at most */
    size_t n_origins;
    size_t *of;                     /* [n] origin of each hypothesis */
    size_t room, chunks, most_sets; /* chunks at once; at hand; sets that one touches at most */
    size_t *index;                  /* [room] */
    size_t *at;   /* [room][n] place in the hypothesis' batch; SIZE_MAX: its sums were found */
    ofr_eve *eve; /* [room][n_origins][most_sets] */
    ofr_work *done, *sum; /* [room]; of all chunks */
    ofr_status *status;   /* [room] */
    ofr_error *err;       /* [room] */
} runner;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the hypotheses");
}

static ofr_eve *eves_of(const runner *r, size_t i, size_t g)
{
    return r->eve + (i * r->n_origins + g) * r->most_sets;
}

static size_t place_of(const runner *r, size_t i, size_t h)
{
    return r->at[i * r->n + h];
}

/* ---- origins ------------------------------------------------------------------------------------ */

static void find_origins(runner *r)
{
    for (size_t h = 0; h < r->n; h++) {
        const ofr_ensemble *e = &r->work[h].e;
        size_t g = 0;
        while (g < r->n_origins && r->origin[g].e->model->start != e->model->start) g++;
        if (g == r->n_origins) r->origin[r->n_origins++] = (origin){.e = e, .first = h};
        r->of[h] = g;
    }
}

/* Can one go on from where the other is? */
static bool alike(const ofr_ensemble *a, const ofr_ensemble *b)
{
    const ofr_model *m = a->model, *n = b->model;

    return ensemble_has_history(a) && ensemble_has_history(b) && m->epoch == n->epoch &&
           m->n_pars == n->n_pars && m->n_nums == n->n_nums && m->n_wholes == n->n_wholes;
}

static ofr_status find_partings(runner *r, ofr_error *err)
{
    for (size_t g = 0; g < r->n_origins; g++) {
        const ofr_ensemble *late = r->origin[g].e;
        r->origin[g].parts = calloc(r->n_origins, sizeof *r->origin[g].parts);
        if (!r->origin[g].parts) return no_memory(err);
        for (size_t o = 0; o < r->n_origins; o++) {
            const ofr_ensemble *early = r->origin[o].e;
            if (o != g && alike(late, early) && early->model->start < late->model->start)
                r->origin[g].parts[o] = past_parts(late->past, early->past, early->model->epoch,
                                                   early->model->start - 2);
        }
    }
    return OFR_OK;
}

/* ---- a chunk ------------------------------------------------------------------------------------ */

/* Is an eve of this origin wanted for a set of the i-th chunk, and not there? */
static bool is_wanted(const runner *r, size_t i, size_t g, size_t set)
{
    bool run = false;

    for (size_t h = 0; h < r->n; h++) run |= r->of[h] == g && place_of(r, i, h) != SIZE_MAX;
    return run && ensemble_has_history(r->origin[g].e) && eves_of(r, i, g)[set].n == 0;
}

/* Legs to the origins that are wanted: the latest first, then those that can part from it. taken: [origins], of what has
 * been led already. */
static size_t lay_legs(const runner *r, size_t i, size_t set, bool *taken, ofr_leg *ret_leg)
{
    size_t n = 0, latest = SIZE_MAX;

    for (size_t g = 0; g < r->n_origins; g++) {
        if (!taken[g] && is_wanted(r, i, g, set) &&
            (latest == SIZE_MAX ||
             r->origin[g].e->model->start > r->origin[latest].e->model->start))
            latest = g;
    }
    if (latest == SIZE_MAX) return 0;
    taken[latest] = true;
    ret_leg[n++] = (ofr_leg){r->origin[latest].e, 0, &eves_of(r, i, latest)[set]};
    for (size_t g = 0; g < r->n_origins; g++) {
        if (taken[g] || !is_wanted(r, i, g, set) || !alike(r->origin[latest].e, r->origin[g].e))
            continue;
        taken[g] = true;
        ret_leg[n++] = (ofr_leg){r->origin[g].e, r->origin[latest].parts[g],
                                 &eves_of(r, i, g)[set]};
    }
    return n;
}

static ofr_status make_eves(runner *r, size_t i, ofr_error *err)
{
    ofr_leg *leg = calloc(r->n_origins, sizeof *leg);
    bool *taken = calloc(r->n_origins, sizeof *taken);
    const ofr_ensemble *e = r->origin[0].e;
    size_t first;
    const size_t n = chunk_members(e, r->work[0].kept.chunk, r->index[i], &first),
                 sets = futures_sets(e, first, n);
    ofr_status status = leg && taken ? OFR_OK : no_memory(err);

    for (size_t s = 0; s < sets && status == OFR_OK; s++) {
        size_t legs;
        memset(taken, 0, r->n_origins * sizeof *taken);
        while (status == OFR_OK && (legs = lay_legs(r, i, s, taken, leg)) > 0) {
            status = history_legs(leg, legs, first / e->per_set + s, r->o->stop, err);
            r->done[i].set_histories++;
        }
    }
    free(leg);
    free(taken);
    return status;
}

/* A hypothesis' own copy of the eves of its origin. */
static ofr_status lend_eves(const runner *r, size_t i, size_t h, ofr_error *err)
{
    const ofr_eve *from = eves_of(r, i, r->of[h]);
    ofr_eve *to = batch_eves(&r->work[h].b, place_of(r, i, h));

    for (size_t s = 0; s < r->most_sets; s++) {
        if (from[s].n == 0) continue;
        to[s] = (ofr_eve){malloc(from[s].n), from[s].n, false};
        if (!to[s].bytes) {
            to[s].n = 0;
            return no_memory(err);
        }
        memcpy(to[s].bytes, from[s].bytes, from[s].n);
    }
    return OFR_OK;
}

static void run_chunk(void *self, size_t i)
{
    runner *r = self;
    ofr_error *err = &r->err[i];

    r->status[i] = make_eves(r, i, err);
    for (size_t h = 0; h < r->n && r->status[i] == OFR_OK; h++) {
        if (place_of(r, i, h) == SIZE_MAX) continue;
        r->status[i] = lend_eves(r, i, h, err);
        if (r->status[i] == OFR_OK) batch_run_one(&r->work[h].b, place_of(r, i, h), r->o->stop);
    }
}

/* ---- all ---------------------------------------------------------------------------------------- */

/* Takes the next chunk on; *ret_any false: its sums are all there already. */
static ofr_status ask_chunk(runner *r, size_t index, bool *ret_any, ofr_error *err)
{
    const size_t i = r->chunks;
    ofr_status status = OFR_OK;

    *ret_any = false;
    for (size_t h = 0; h < r->n && status == OFR_OK; h++) {
        hypothesis_work *w = &r->work[h];
        bool found = false;
        status = sums_find(&w->kept, index, &found, err);
        r->at[i * r->n + h] = found ? SIZE_MAX : w->b.n;
        if (status != OFR_OK || found) continue;
        batch_ask(&w->b, index);
        *ret_any = true;
    }
    r->index[i] = index;
    r->done[i] = (ofr_work){0};
    if (status == OFR_OK && *ret_any) r->chunks++;
    return status;
}

/* Eves of the chunks at hand that are kept already; what was there of earlier chunks goes. */
static ofr_status find_eves(runner *r, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t j = 0; j < r->room * r->n_origins * r->most_sets; j++) eve_done(&r->eve[j]);
    for (size_t i = 0; i < r->chunks; i++) {
        for (size_t g = 0; g < r->n_origins && status == OFR_OK; g++)
            status = sums_eves(&r->work[r->origin[g].first].kept, r->index[i], eves_of(r, i, g),
                               err);
    }
    return status;
}

/* Sums a chunk of a hypothesis and keeps the sums; the first of the scenario's own start keeps the eves, too. */
static ofr_status take_one(runner *r, size_t i, size_t h, ofr_error *err)
{
    hypothesis_work *w = &r->work[h];
    const size_t at = place_of(r, i, h), g = r->of[h];
    const bool eves = r->origin[g].first == h && w->e.model->start == r->kept_start;
    ofr_status status = batch_status(&w->b, at, err);

    if (status == OFR_OK) {
        batch_note(&w->b, at, w->account);
        hypothesis_sum(w, batch_seen(&w->b, at));
        work_add(&r->done[i], batch_work(&w->b, at));
        status = sums_keep(&w->kept, r->index[i], eves ? eves_of(r, i, g) : NULL, err);
    }
    return hypothesis_name_it(w->tested->id, status, err);
}

static ofr_status take_chunk(runner *r, size_t i, ofr_error *err)
{
    ofr_status status = r->status[i];

    if (status != OFR_OK)
        return ofr_fail(err, status, r->err[i].where, "%s",
                        r->err[i].text ? r->err[i].text : ofr_status_name(status));
    for (size_t h = 0; h < r->n && status == OFR_OK; h++) {
        if (place_of(r, i, h) != SIZE_MAX) status = take_one(r, i, h, err);
    }
    if (status == OFR_OK) work_add(r->sum, &r->done[i]);
    return status;
}

static ofr_status run_some(runner *r, size_t *next, size_t n_chunks, ofr_error *err)
{
    ofr_status status = OFR_OK;

    r->chunks = 0;
    for (size_t h = 0; h < r->n; h++) r->work[h].b.n = 0;
    while (*next < n_chunks && r->chunks < r->room && status == OFR_OK) {
        bool any = false;
        status = ask_chunk(r, *next, &any, err);
        if (status == OFR_OK) ++*next;
    }
    if (status == OFR_OK) status = find_eves(r, err);
    /* All days of all records are looked at, so only where something is to be run. */
    if (status == OFR_OK && r->chunks > 0 && !r->origin[0].parts) status = find_partings(r, err);
    if (status == OFR_OK && r->chunks > 0) {
        const size_t threads = r->work[0].b.threads,
                     wanted = threads < r->chunks ? threads : r->chunks;
        pool_note(r->o->use, wanted, pool_run(wanted, r->chunks, run_chunk, r));
    }
    for (size_t i = 0; i < r->chunks && status == OFR_OK; i++) status = take_chunk(r, i, err);
    return status;
}

static ofr_status runner_init(runner *r, ofr_error *err)
{
    const size_t n = r->n ? r->n : 1;

    r->room = r->work[0].b.room;
    r->most_sets = r->work[0].b.most_sets;
    r->origin = calloc(n, sizeof *r->origin);
    r->of = calloc(n, sizeof *r->of);
    r->index = calloc(r->room, sizeof *r->index);
    r->at = calloc(r->room * n, sizeof *r->at);
    r->eve = calloc(r->room * n * r->most_sets, sizeof *r->eve);
    r->done = calloc(r->room, sizeof *r->done);
    r->status = calloc(r->room, sizeof *r->status);
    r->err = calloc(r->room, sizeof *r->err);
    if (!r->origin || !r->of || !r->index || !r->at || !r->eve || !r->done || !r->status || !r->err)
        return no_memory(err);
    find_origins(r);
    return OFR_OK;
}

static void runner_done(runner *r)
{
    for (size_t g = 0; r->origin && g < r->n_origins; g++) free(r->origin[g].parts);
    for (size_t j = 0; r->eve && j < r->room * r->n_origins * r->most_sets; j++)
        eve_done(&r->eve[j]);
    for (size_t i = 0; r->err && i < r->room; i++) ofr_error_done(&r->err[i]);
    free(r->origin);
    free(r->of);
    free(r->index);
    free(r->at);
    free(r->eve);
    free(r->done);
    free(r->status);
    free(r->err);
}

ofr_status hypotheses_run(hypothesis_work *work, size_t n, int32_t start, const test_options *o,
                          ofr_work *work_done, ofr_error *err)
{
    runner r = {.work = work, .n = n, .o = o, .kept_start = start, .sum = work_done};
    const size_t n_chunks = work[0].b.n_chunks, all = n * o->n_sets * o->per_set;
    size_t next = 0;
    ofr_status status = runner_init(&r, err);

    while (next < n_chunks && status == OFR_OK) {
        const size_t members = next * work[0].kept.chunk;
        if (o->progress) o->progress(o->progress_self, n * members < all ? n * members : all, all);
        status = run_some(&r, &next, n_chunks, err);
    }
    runner_done(&r);
    return status;
}
