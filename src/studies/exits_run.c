/* exits_run.c -- runs what packages are mixed from, on common histories and random numbers, and sums them set by set.
 *
 * All packages of a call share the base and every future that two of them are mixed from. A set's history is run once; its eve
 * stays for the next call.
 */
#include <stdlib.h>
#include <string.h>

#include "exits_parts.h"
#include "study_sets.h"

enum { CHUNK = 64 };

typedef struct running {
    exits_search *x;
    exits_world *w;
    exits_package *const *package;
    size_t n;
    size_t *way; /* [n_atoms of the search] its place among the ways; 0: it is none */
} running;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for packages of moves");
}

/* ---- sets --------------------------------------------------------------------------------------- */

ofr_status exits_world_init(exits_search *x, exits_world *w, uint64_t seed, size_t n_sets,
                            size_t per_set, ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(x->o->isa);
    const ofr_status status = study_ensemble(x->study, kernel, seed, n_sets, per_set, false, &w->e,
                                             err);

    if (status != OFR_OK) return status;
    w->step = batch_chunk_size(per_set, CHUNK) / per_set;
    if (w->step < 1) w->step = 1;
    w->eve = calloc(n_sets, sizeof *w->eve);
    w->account = calloc(n_sets, sizeof *w->account);
    return w->eve && w->account ? OFR_OK : no_memory(err);
}

void exits_world_done(exits_world *w)
{
    for (size_t i = 0; w->eve && i < w->e.n_sets; i++) eve_done(&w->eve[i]);
    free(w->eve);
    free(w->account);
    free(w->shift);
    ensemble_done(&w->e);
    *w = (exits_world){0};
}

/* ---- eves --------------------------------------------------------------------------------------- */

static ofr_status lend_eves(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    running *r = self;
    size_t first;
    const size_t n = batch_sets(b, i, &first);

    for (size_t s = 0; s < n; s++) {
        const ofr_eve *own = &r->w->eve[first + s];
        ofr_eve *eve = &batch_eves(b, i)[s];
        if (own->n == 0) continue;
        eve->bytes = malloc(own->n);
        if (!eve->bytes) return no_memory(err);
        memcpy(eve->bytes, own->bytes, own->n);
        eve->n = own->n;
    }
    return OFR_OK;
}

static void keep_eves(running *r, ofr_batch *b, size_t i)
{
    size_t first;
    const size_t n = batch_sets(b, i, &first);

    for (size_t s = 0; s < n; s++) {
        ofr_eve *own = &r->w->eve[first + s], *eve = &batch_eves(b, i)[s];
        if (own->n > 0 || eve->n == 0) continue;
        *own = *eve;
        *eve = (ofr_eve){0};
    }
}

/* ---- sums --------------------------------------------------------------------------------------- */

/* Does any of the outcomes come? */
static double risk_of(const exits_search *x, const ofr_seen *seen, size_t i)
{
    const int16_t *day = seen->value[SEEN_OUTCOMES];
    bool any = false;

    for (size_t k = 0; k < x->to->n_outcomes; k++) any |= day[x->outcome[k] * seen->n + i] >= 0;
    return any;
}

static double value_of(const exits_search *x, const ofr_seen *seen, size_t row, size_t i)
{
    const double *payoff = seen->value[SEEN_PAYOFFS];

    return row == 0 ? risk_of(x, seen, i) : payoff[(row - 1) * seen->n + i];
}

/* seen: [ways] of the same members. */
static void sum_member(running *r, const ofr_seen *seen, size_t set, size_t i)
{
    const exits_search *x = r->x;

    for (size_t row = 0; row < 1 + x->n_parties; row++) {
        const double base = value_of(x, seen, row, i);
        for (size_t p = 0; p < r->n; p++) {
            const exits_package *k = r->package[p];
            double change = 0; /* so that futures that are the same give exactly 0 */
            for (size_t a = 0; a < k->n_atoms; a++)
                change += k->weight[a] * (value_of(x, &seen[r->way[k->atom[a]]], row, i) - base);
            if (row > 0) change -= k->price[row - 1];
            pair_add(&k->sum[row * k->room + set], base, base + change);
        }
    }
}

static ofr_status take_sets(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    running *r = self;
    const ofr_seen *seen = batch_seen(b, i);

    (void)err;
    keep_eves(r, b, i);
    batch_note(b, i, r->w->account);
    for (size_t k = 0; k < seen->n; k++) {
        const size_t set = (seen->first + k) / r->w->e.per_set;
        if (!account_impossible(&r->w->account[set])) sum_member(r, seen, set, k);
    }
    r->x->done += b->n_ways * seen->n;
    r->x->to->work.futures += b->n_ways * seen->n;
    if (r->x->o->progress)
        r->x->o->progress(r->x->o->progress_self, r->x->done < r->x->of ? r->x->done : r->x->of,
                          r->x->of);
    return OFR_OK;
}

/* ---- running ------------------------------------------------------------------------------------ */

/* The base, then each future that a package is mixed from, once. */
static size_t lay_ways(running *r, const ofr_variant **variant)
{
    size_t n = 1;

    variant[0] = NULL;
    for (size_t p = 0; p < r->n; p++) {
        for (size_t a = 0; a < r->package[p]->n_atoms; a++) {
            const size_t atom = r->package[p]->atom[a];
            if (r->way[atom]) continue;
            r->way[atom] = n;
            variant[n++] = &r->x->atom[atom].plan.variant;
        }
    }
    return n;
}

/* What was summed of sets from `first` on is taken back, so that an interrupted call leaves nothing behind. */
static void forget(running *r, size_t first)
{
    for (size_t p = 0; p < r->n; p++) {
        const exits_package *k = r->package[p];
        for (size_t row = 0; row < 1 + r->x->n_parties; row++)
            memset(&k->sum[row * k->room + first], 0, (k->room - first) * sizeof *k->sum);
    }
}

ofr_status exits_run(exits_search *x, exits_world *w, exits_package *const *package, size_t n,
                     size_t first, size_t end, ofr_error *err)
{
    static const seen_plan seen = {.kinds = SEEN(SEEN_OUTCOMES) | SEEN(SEEN_PAYOFFS)};
    running r = {.x = x, .w = w, .package = package, .n = n};
    const batch_hooks hooks = {lend_eves, take_sets, &r};
    const ofr_variant **variant = calloc(x->n_atoms + 1, sizeof(const ofr_variant *));
    ofr_ensemble e = w->e;
    ofr_batch b = {0};
    ofr_status status = OFR_OK;

    r.way = calloc(x->n_atoms + 1, sizeof *r.way);
    if (!variant || !r.way) status = no_memory(err);
    if (status == OFR_OK) {
        e.n_sets = end;
        const size_t ways = lay_ways(&r, variant);
        status = batch_init(&b, &e, w->step * e.per_set, x->o->threads, x->o->use, variant, ways,
                            &seen, err);
    }
    b.with_eves = true;
    if (status == OFR_OK)
        status = batch_run_all(&b, first / w->step, &hooks, x->o->stop, NULL, err);
    if (status == OFR_OK) {
        for (size_t p = 0; p < n; p++) package[p]->done = end;
    } else if (r.way) {
        forget(&r, first);
    }
    batch_done(&b);
    free(variant);
    free(r.way);
    return status;
}
