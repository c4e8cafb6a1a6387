/* batch.c -- see batch.h. */
#include "batch.h"

#include <stdlib.h>

enum { CHUNKS_A_THREAD = 2 };

size_t batch_chunk_size(size_t per_set, size_t most)
{
    return per_set >= most ? most : per_set * (most / per_set);
}

size_t chunk_members(const ofr_ensemble *e, size_t chunk, size_t index, size_t *ret_first)
{
    const size_t first = index * chunk, left = e->n_sets * e->per_set - first;

    *ret_first = first;
    return left < chunk ? left : chunk;
}

ofr_status batch_init(ofr_batch *b, const ofr_ensemble *e, size_t chunk, int threads, pool_use *use,
                      const ofr_variant *const *variant, size_t n_ways, const seen_plan *plan,
                      ofr_error *err)
{
    ofr_status status = OFR_OK;

    *b = (ofr_batch){.e = e, .variant = variant, .n_ways = n_ways, .chunk = chunk, .use = use};
    b->threads = threads > 0 ? (size_t)threads : pool_processors();
    b->n_chunks = (e->n_sets * e->per_set + chunk - 1) / chunk;
    b->room = CHUNKS_A_THREAD * b->threads;
    if (b->room > b->n_chunks) b->room = b->n_chunks;
    b->most = b->room;
    b->index = calloc(b->room, sizeof *b->index);
    b->seen = calloc(b->room * n_ways, sizeof *b->seen);
    b->most_sets = chunk / e->per_set + 2;
    b->account = calloc(b->room * b->most_sets, sizeof *b->account);
    b->eve = calloc(b->room * b->most_sets, sizeof *b->eve);
    b->work = calloc(b->room, sizeof *b->work);
    b->status = calloc(b->room, sizeof *b->status);
    b->err = calloc(b->room, sizeof *b->err);
    if (!b->index || !b->seen || !b->account || !b->eve || !b->work || !b->status || !b->err)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu chunks", b->room);
    for (size_t i = 0; i < b->room * n_ways && status == OFR_OK; i++)
        status = seen_init(e, plan, chunk, &b->seen[i], err);
    return status;
}

ofr_status batch_watch_past(ofr_batch *b, const seen_plan *plan, size_t sets, ofr_error *err)
{
    ofr_status status = OFR_OK;

    b->past = calloc(b->room, sizeof *b->past);
    if (!b->past) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the history");
    b->past_sets = sets;
    for (size_t i = 0; i < b->room && status == OFR_OK; i++)
        status = seen_init(b->e, plan, b->most_sets * b->e->particles, &b->past[i], err);
    return status;
}

void batch_done(ofr_batch *b)
{
    for (size_t i = 0; b->past && i < b->room; i++) seen_done(&b->past[i]);
    for (size_t i = 0; b->eve && i < b->room * b->most_sets; i++) eve_done(&b->eve[i]);
    for (size_t i = 0; b->seen && i < b->room * b->n_ways; i++) seen_done(&b->seen[i]);
    for (size_t i = 0; b->err && i < b->room; i++) ofr_error_done(&b->err[i]);
    free(b->index);
    free(b->seen);
    free(b->account);
    free(b->eve);
    free(b->work);
    free(b->past);
    free(b->status);
    free(b->err);
    *b = (ofr_batch){0};
}

bool batch_ask(ofr_batch *b, size_t index)
{
    if (b->n >= b->most) return false;
    for (size_t i = 0; i < b->most_sets; i++) eve_done(&b->eve[b->n * b->most_sets + i]);
    b->work[b->n] = (ofr_work){0};
    b->index[b->n++] = index;
    return true;
}

/* Members of the i-th that was asked for. */
static size_t members_of(const ofr_batch *b, size_t i, size_t *ret_first)
{
    return chunk_members(b->e, b->chunk, b->index[i], ret_first);
}

size_t batch_sets(const ofr_batch *b, size_t i, size_t *ret_first)
{
    size_t first;
    const size_t n = members_of(b, i, &first);

    *ret_first = first / b->e->per_set;
    return futures_sets(b->e, first, n);
}

ofr_eve *batch_eves(const ofr_batch *b, size_t i)
{
    return b->eve + i * b->most_sets;
}

const ofr_work *batch_work(const ofr_batch *b, size_t i)
{
    return &b->work[i];
}

const ofr_seen *batch_past(const ofr_batch *b, size_t i)
{
    size_t first;

    batch_sets(b, i, &first);
    return b->past && first < b->past_sets ? &b->past[i] : NULL;
}

/* A batch at work: what the threads share, and do not change but for what is the i-th's. */
typedef struct running {
    ofr_batch *b;
    const volatile int *stop;
} running;

/* One way a variant, watched by what is to be seen of it. observer: room for SEEN_KINDS a way. */
static void lay_ways(ofr_batch *b, size_t i, size_t first, size_t n, ofr_way *way,
                     ofr_observer *observer)
{
    for (size_t v = 0; v < b->n_ways; v++) {
        ofr_seen *seen = &b->seen[i * b->n_ways + v];
        seen_open(seen, first, n);
        way[v] = (ofr_way){b->variant[v], observer + v * SEEN_KINDS,
                           seen_observers(seen, observer + v * SEEN_KINDS)};
    }
}

/* Who watches the histories of the i-th chunk: observers of the watched ones of its sets. */
static size_t lay_past(ofr_batch *b, size_t i, ofr_observer observer[SEEN_KINDS])
{
    size_t first;
    const size_t n = batch_sets(b, i, &first);
    ofr_seen *past = b->past ? &b->past[i] : NULL;

    if (!past || first >= b->past_sets) return 0;
    seen_open(past, first * b->e->particles,
              (b->past_sets - first < n ? b->past_sets - first : n) * b->e->particles);
    return seen_observers(past, observer);
}

void batch_run_one(ofr_batch *b, size_t i, const volatile int *stop)
{
    size_t first;
    const size_t n = members_of(b, i, &first);
    ofr_way *way = calloc(b->n_ways, sizeof *way);
    ofr_observer *observer = calloc(b->n_ways * SEEN_KINDS, sizeof *observer);
    ofr_observer past[SEEN_KINDS];
    const futures_plan plan = {.first = first,
                               .n = n,
                               .past = past,
                               .n_past = lay_past(b, i, past),
                               .past_end = b->past_sets,
                               .eve = b->with_eves && ensemble_has_history(b->e) ? batch_eves(b, i)
                                                                                 : NULL,
                               .work = &b->work[i],
                               .way = way,
                               .n_ways = b->n_ways,
                               .account = b->account + i * b->most_sets,
                               .stop = stop};

    if (way && observer) {
        lay_ways(b, i, first, n, way, observer);
        b->status[i] = futures_run(b->e, &plan, &b->err[i]);
    } else {
        b->status[i] = ofr_fail(&b->err[i], OFR_NO_MEMORY, "", "no memory for a chunk");
    }
    free(way);
    free(observer);
}

static void run_chunk(void *self, size_t i)
{
    const running *r = self;

    batch_run_one(r->b, i, r->stop);
}

void batch_run(ofr_batch *b, const volatile int *stop)
{
    const size_t wanted = b->threads < b->n ? b->threads : b->n;

    if (b->n == 0) return;
    pool_note(b->use, wanted, pool_run(wanted, b->n, run_chunk, &(running){b, stop}));
}

ofr_status batch_status(const ofr_batch *b, size_t i, ofr_error *err)
{
    const ofr_error *own = &b->err[i];

    if (b->status[i] == OFR_OK) return OFR_OK;
    return ofr_fail(err, b->status[i], own->where, "%s",
                    own->text ? own->text : ofr_status_name(b->status[i]));
}

const ofr_seen *batch_seen(const ofr_batch *b, size_t i)
{
    return b->seen + i * b->n_ways;
}

void batch_note(const ofr_batch *b, size_t i, ofr_account *account)
{
    size_t first;
    const size_t n = batch_sets(b, i, &first);

    for (size_t s = 0; s < n; s++) account[first + s] = batch_accounts(b, i)[s];
}

const ofr_account *batch_accounts(const ofr_batch *b, size_t i)
{
    return b->account + i * b->most_sets;
}

ofr_status batch_run_all(ofr_batch *b, size_t first, const batch_hooks *hooks,
                         const volatile int *stop, ofr_work *work, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t next = first; next < b->n_chunks && status == OFR_OK;) {
        for (b->n = 0; next < b->n_chunks && batch_ask(b, next); next++) continue;
        for (size_t i = 0; hooks->prepare && i < b->n && status == OFR_OK; i++)
            status = hooks->prepare(hooks->self, b, i, err);
        if (status == OFR_OK) batch_run(b, stop);
        for (size_t i = 0; i < b->n && status == OFR_OK; i++) {
            status = batch_status(b, i, err);
            if (status == OFR_OK && work) work_add(work, batch_work(b, i));
            if (status == OFR_OK) status = hooks->take(hooks->self, b, i, err);
        }
    }
    return status;
}
