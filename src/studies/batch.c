/* batch.c -- see batch.h. */
#include "batch.h"

#include <stdlib.h>

enum { CHUNKS_A_THREAD = 2 };

size_t batch_chunk_size(size_t per_set, size_t most)
{
    return per_set >= most ? most : per_set * (most / per_set);
}

ofr_status batch_init(ofr_batch *b, const ofr_ensemble *e, size_t chunk, int threads, pool_use *use,
                      const ofr_variant *const *variant, size_t n_variants, ofr_error *err)
{
    ofr_status status = OFR_OK;

    *b = (ofr_batch){
        .e = e, .variant = variant, .n_variants = n_variants, .chunk = chunk, .use = use};
    b->threads = threads > 0 ? (size_t)threads : pool_processors();
    b->n_chunks = (e->n_sets * e->per_set + chunk - 1) / chunk;
    b->room = CHUNKS_A_THREAD * b->threads;
    if (b->room > b->n_chunks) b->room = b->n_chunks;
    b->index = calloc(b->room, sizeof *b->index);
    b->out = calloc(b->room * n_variants, sizeof *b->out);
    b->status = calloc(b->room, sizeof *b->status);
    b->err = calloc(b->room, sizeof *b->err);
    if (!b->index || !b->out || !b->status || !b->err)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu chunks", b->room);
    for (size_t i = 0; i < b->room * n_variants && status == OFR_OK; i++)
        status = chunk_out_init(e, chunk, &b->out[i], err);
    return status;
}

void batch_done(ofr_batch *b)
{
    for (size_t i = 0; b->out && i < b->room * b->n_variants; i++) chunk_out_done(&b->out[i]);
    for (size_t i = 0; b->err && i < b->room; i++) ofr_error_done(&b->err[i]);
    free(b->index);
    free(b->out);
    free(b->status);
    free(b->err);
    *b = (ofr_batch){0};
}

bool batch_ask(ofr_batch *b, size_t index)
{
    if (b->n == b->room) return false;
    b->index[b->n++] = index;
    return true;
}

/* A batch at work: what the threads share, and do not change but for what is the i-th's. */
typedef struct running {
    ofr_batch *b;
    const volatile int *stop;
} running;

static void run_chunk(void *self, size_t i)
{
    const running *r = self;
    ofr_batch *b = r->b;
    const size_t total = b->e->n_sets * b->e->per_set, first = b->index[i] * b->chunk,
                 n = total - first < b->chunk ? total - first : b->chunk;

    b->status[i] = chunk_run_variants(b->e, first, n, b->variant, b->n_variants,
                                      b->out + i * b->n_variants, r->stop, &b->err[i]);
}

void batch_run(ofr_batch *b, const volatile int *stop)
{
    const size_t wanted = b->threads < b->n ? b->threads : b->n;

    if (b->n == 0) return;
    pool_note(b->use, wanted, pool_run(wanted, b->n, run_chunk, &(running){b, stop}));
}

ofr_status batch_run_range(ofr_batch *b, size_t *next, size_t end, const volatile int *stop,
                           void (*take)(void *self, const ofr_chunk_out *out), void *self,
                           ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (b->n = 0; *next < end && batch_ask(b, *next); ++*next) continue;
    batch_run(b, stop);
    for (size_t i = 0; i < b->n && status == OFR_OK; i++) {
        status = batch_status(b, i, err);
        if (status == OFR_OK) take(self, batch_out(b, i));
    }
    return status;
}

ofr_status batch_status(const ofr_batch *b, size_t i, ofr_error *err)
{
    const ofr_error *own = &b->err[i];

    if (b->status[i] == OFR_OK) return OFR_OK;
    return ofr_fail(err, b->status[i], own->where, "%s",
                    own->text ? own->text : ofr_status_name(b->status[i]));
}

const ofr_chunk_out *batch_out(const ofr_batch *b, size_t i)
{
    return b->out + i * b->n_variants;
}
