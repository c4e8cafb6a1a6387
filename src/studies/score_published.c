/* score_published.c -- what would have been published on each origin: as `offramp run --start` with as many sets, and fewer members of each.
 *
 * Shifts are solved for each origin by the function that a run has (published_solve), and the futures pooled. That costs
 * more than the model's own futures: so each set has a quarter of its members here. Where no pair has a class on an origin nothing is
 * run, since what is published is then the model's.
 * What an origin gives is kept as one part: futures, and of each outcome by each horizon those with it (32 bits each).
 */
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/packed.h"
#include "../mechanisms/outcomes.h"
#include "batch.h"
#include "eve_key.h"
#include "published.h"
#include "score_parts.h"

/* Raised where what is kept, or how it is made, changes. */
enum { FORM = 1, PART_OF_MEMBERS = 4 };

size_t score_published_members(size_t per_set)
{
    const size_t part = per_set / PART_OF_MEMBERS;

    return part > 0 ? part : 1;
}

/* One origin at work. */
typedef struct publishing {
    score_work *w;
    score_origin *at;
    ofr_ensemble e; /* the origin's, with fewer members and the shifts */
    published_solved solved;
} publishing;

/* ---- futures ------------------------------------------------------------------------------------ */

static ofr_status find_eve(void *self, size_t set, ofr_eve *ret_eve, ofr_error *err)
{
    const publishing *p = self;
    const ofr_eve *own = &p->at->eve[set];

    if (own->n == 0) return OFR_OK;
    ret_eve->bytes = malloc(own->n);
    if (!ret_eve->bytes) return score_no_memory(err);
    memcpy(ret_eve->bytes, own->bytes, own->n);
    ret_eve->n = own->n;
    return OFR_OK;
}

static ofr_status find_eves(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    return find_eve(self, b->index[i], batch_eves(b, i), err); /* a chunk is a set */
}

static ofr_status take_set(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    const publishing *p = self;
    const ofr_seen *seen = batch_seen(b, i);
    const ofr_score *s = p->w->score;
    const int16_t *day = seen->value[SEEN_OUTCOMES];

    (void)err;
    if (account_impossible(batch_accounts(b, i))) return OFR_OK;
    p->at->published.members += (uint32_t)seen->n;
    for (size_t o = 0; o < p->w->n_outcomes; o++, day += seen->n) {
        for (size_t h = 0; h < s->n_horizons; h++) {
            for (size_t k = 0; k < seen->n; k++)
                p->at->published.came[o * s->n_horizons + h] += day[k] >= 0 &&
                                                                day[k] < s->horizon[h];
        }
    }
    return OFR_OK;
}

static ofr_status run_futures(publishing *p, ofr_error *err)
{
    static const seen_plan seen = {.kinds = SEEN(SEEN_OUTCOMES)};
    const score_options *o = p->w->o;
    const batch_hooks hooks = {find_eves, take_set, p};
    const ofr_variant *const base = NULL;
    ofr_batch b;
    ofr_status status = batch_init(&b, &p->e, p->e.per_set, o->threads, o->use, &base, 1, &seen,
                                   err);

    b.with_eves = true;
    if (status == OFR_OK) status = batch_run_all(&b, 0, &hooks, o->stop, &p->w->score->work, err);
    batch_done(&b);
    return status;
}

static ofr_status publish(score_work *w, score_origin *at, ofr_error *err)
{
    publishing p = {.w = w, .at = at, .e = at->e};
    const published_options how = {.threads = w->o->threads,
                                   .use = w->o->use,
                                   .stop = w->o->stop,
                                   .work = &w->score->work,
                                   .find_eve = find_eve,
                                   .self = &p};
    ofr_status status;

    p.e.per_set = w->score->published_per_set;
    status = published_solve(at->study, &p.e, &how, &p.solved, err);
    p.e.shift = p.solved.shift;
    if (status == OFR_OK) status = run_futures(&p, err);
    published_done(&p.solved);
    return status;
}

/* ---- what is kept ------------------------------------------------------------------------------- */

static size_t n_numbers(const score_work *w)
{
    return 1 + w->n_outcomes * w->score->n_horizons;
}

/* All that it depends on: what the model's part does, the values of all sets, the classes. */
static uint64_t key_of(const score_work *w, const score_origin *at)
{
    const uint64_t form[] = {FORM, w->score->published_per_set};
    uint64_t key = hash_bytes(hash_name(at->key, "score-published"), form, sizeof form);

    for (size_t set = 0; set < w->o->n_sets; set++)
        key = hash_word(key, eve_key_set(at->eves, &at->e, set));
    return published_key(key, at->study, &at->e);
}

/* A file may come from anyone: more futures than there are, or parts of sets, are no such part. */
static bool take_numbers(const score_work *w, const uint32_t *number, score_published *to)
{
    const size_t per_set = w->score->published_per_set;
    bool fine = number[0] <= w->o->n_sets * per_set && number[0] % per_set == 0;

    for (size_t i = 1; i < n_numbers(w); i++) fine &= number[i] <= number[0];
    if (!fine) return false;
    to->members = number[0];
    memcpy(to->came, number + 1, (n_numbers(w) - 1) * sizeof *number);
    return true;
}

ofr_status score_published_find(const score_work *w, score_origin *at, ofr_error *err)
{
    const ofr_store *store = w->o->store;
    const size_t bytes = n_numbers(w) * sizeof(uint32_t);
    uint32_t *number = NULL;
    unsigned char *packed = NULL;
    size_t n = 0, size = 0;
    ofr_status status;

    if (!store) return OFR_OK;
    status = store->asked(store->self, key_of(w, at), 0, &packed, &n, err);
    if (status == OFR_OK && n > 0) {
        number = malloc(bytes);
        if (!number) status = score_no_memory(err);
        at->published.found = number &&
                              packed_open(packed, n, (unsigned char *)number, bytes, &size) &&
                              size == bytes && take_numbers(w, number, &at->published);
    }
    free(number);
    free(packed);
    return status;
}

static ofr_status keep(const score_work *w, const score_origin *at, ofr_error *err)
{
    const ofr_store *store = w->o->store;
    uint32_t *number;
    unsigned char *packed = NULL;
    size_t n = 0;
    ofr_status status;

    if (!store) return OFR_OK;
    number = malloc(n_numbers(w) * sizeof *number);
    if (!number) return score_no_memory(err);
    number[0] = at->published.members;
    memcpy(number + 1, at->published.came, (n_numbers(w) - 1) * sizeof *number);
    status = packed_make((const unsigned char *)number, n_numbers(w) * sizeof *number, &packed, &n,
                         err);
    if (status == OFR_OK)
        status = store->keep(store->self, key_of(w, at), 0, packed, n, NULL, 0, err);
    free(number);
    free(packed);
    return status;
}

/* ---- all ---------------------------------------------------------------------------------------- */

/* An eve is needed no longer once what its origin publishes is there. */
static void let_go(const score_work *w, score_origin *at)
{
    for (size_t set = 0; at->eve && set < w->o->n_sets; set++) eve_done(&at->eve[set]);
    free(at->eve);
    at->eve = NULL;
}

void score_published_done(const score_work *w, score_origin *at)
{
    let_go(w, at);
    free(at->published.came);
}

ofr_status score_publish(score_work *w, ofr_error *err)
{
    const size_t futures = w->o->n_sets * w->score->published_per_set;
    size_t done = 0;
    ofr_status status = OFR_OK;

    for (size_t g = 0; g < w->n && status == OFR_OK; g++) {
        score_origin *at = &w->origin[g];
        if (!at->published.pooled || at->published.found) continue;
        score_progress(w, w->o->n_sets * w->o->per_set * w->n, done);
        done += futures;
        status = publish(w, at, err);
        if (status == OFR_OK) status = keep(w, at, err);
        let_go(w, at);
    }
    return status;
}
