/* compare.c -- runs base and what-ifs chunk by chunk and sums pairs.
 *
 * Threads run chunks; their results are summed in the order of chunks, so that the numbers do not depend on
 * threads. With a precision asked, rounds of growing size are run until it is reached; where the rounds
 * end does not depend on threads either.
 */
#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../mechanisms/outcomes.h"
#include "../mechanisms/politics.h"
#include "batch.h"
#include "kept_sums.h"
#include "published.h"
#include "study_sets.h"
#include "taught.h"

enum { CHUNK = 1024, FIRST_ROUND = 8 };

typedef struct work {
    const ofr_study *study;
    const compare_options *o;
    ofr_ensemble e;
    ofr_comparison *c;
    whatif_plan *plan;           /* [n_whatifs] */
    const ofr_variant **variant; /* [1 + n_whatifs]; the first is the base */
    pair_sums *sums;             /* [n_whatifs][n_quantities][n_sets] */
    ofr_account *account;        /* [n_sets] */
    pair_sums *possible;         /* [n_sets] room for the sums of sets that are not left out */
    double *room;                /* [n_sets] */
    uint32_t *count;             /* [SHARE_HORIZONS][n_sets] */
    size_t n_sets;               /* most */
    published_solved solved;     /* found before the first futures are run */
    kept_sums kept;
} work;

/* ---- quantities --------------------------------------------------------------------------------- */

static ofr_quantity *next_quantity(ofr_comparison *c, quantity_kind kind, const char *id,
                                   const char *says, const char *unit)
{
    ofr_quantity *q = &c->quantity[c->n_quantities++];

    *q = (ofr_quantity){.kind = kind, .id = id, .says = says, .unit = unit, .to = c->horizon};
    return q;
}

static void list_outcomes(ofr_comparison *c, const ofr_model *m)
{
    const ofr_outcomes *outcomes = m->own->outcomes;
    int32_t days[SHARE_HORIZONS];
    const size_t n_horizons = shares_horizons(m->horizon, days);
    bool headlines = false;

    for (size_t i = 0; i < outcomes->n; i++) headlines |= outcomes->outcome[i].headline;
    for (size_t i = 0; i < outcomes->n; i++) {
        const ofr_outcome *o = &outcomes->outcome[i];
        for (size_t h = 0; h < n_horizons; h++) {
            ofr_quantity *q = next_quantity(c, QUANTITY_OUTCOME, o->id,
                                            o->says && *o->says ? o->says : o->id, "share");
            q->to = days[h];
            q->part = h;
            q->headline = headlines ? o->headline : true;
            q->prior_driven = o->prior_driven;
            q->index = i;
        }
    }
}

static void list_levels(ofr_comparison *c, const ofr_ensemble *e)
{
    const int32_t horizon = e->model->horizon;
    const size_t n_periods = seen_periods(e);

    for (size_t s = 0; s < e->n_follow; s++) {
        for (size_t p = 0; p < n_periods; p++) {
            const ofr_follow *f = &e->follow[s];
            ofr_quantity *q = next_quantity(c, QUANTITY_SERIES, f->id, f->of ? f->id : f->says,
                                            f->unit);
            q->from = (int32_t)p * ENSEMBLE_PERIOD;
            q->to = p + 1 < n_periods ? q->from + ENSEMBLE_PERIOD : horizon;
            q->index = s;
            q->part = p;
        }
    }
}

static ofr_status list_quantities(work *w, ofr_error *err)
{
    const ofr_model *m = w->study->model;
    const ofr_politics_all *politics = m->own->politics;
    ofr_comparison *c = w->c;
    const size_t most = 4 * m->own->outcomes->n + politics->n + 2 +
                        w->e.n_follow * seen_periods(&w->e);

    c->quantity = arena_alloc(c->arena, most * sizeof *c->quantity);
    if (!c->quantity) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a comparison");
    list_outcomes(c, m);
    for (size_t p = 0; p < politics->n; p++) {
        const ofr_actor *a = &m->actor[politics->of[p].actor];
        next_quantity(c, QUANTITY_LEDGER, a->id, a->name, "own deaths")->index = p;
    }
    next_quantity(c, QUANTITY_TOTAL, "severity", "severity of hostile acts", "harass-equivalents");
    next_quantity(c, QUANTITY_TOTAL, "deaths", "deaths of the principals' own people", "people")
        ->index = 1;
    list_levels(c, &w->e);
    return OFR_OK;
}

static double value_of(const ofr_seen *s, const ofr_quantity *q, size_t i)
{
    const int16_t *outcome = s->value[SEEN_OUTCOMES];
    const double *payoff = s->value[SEEN_PAYOFFS], *level = s->value[SEEN_LEVELS];
    const ofr_member *member = s->value[SEEN_MEMBERS];

    switch (q->kind) {
    case QUANTITY_OUTCOME: {
        const int16_t day = outcome[q->index * s->n + i];
        return day >= 0 && day < q->to;
    }
    case QUANTITY_LEDGER:
        return payoff[q->index * s->n + i];
    case QUANTITY_TOTAL:
        return q->index == 0 ? member[i].severity : (double)member[i].deaths;
    case QUANTITY_SERIES:
        return level[(q->index * seen_periods(s->e) + q->part) * s->n + i];
    }
    return 0;
}

/* ---- sums --------------------------------------------------------------------------------------- */

/* seen[0] is the base, seen[1 + v] what-if v of the same members. */
static void sum_chunk(work *w, const ofr_seen *seen)
{
    ofr_comparison *c = w->c;

    for (size_t v = 0; v < c->n_whatifs; v++) {
        const ofr_seen *other = &seen[1 + v];
        w->kept.flag[v] = seen_same(seen, other);
        for (size_t q = 0; q < c->n_quantities; q++) {
            pair_sums *sums = w->sums + (v * c->n_quantities + q) * w->n_sets;
            for (size_t i = 0; i < seen->n; i++) {
                const size_t set = (seen->first + i) / w->e.per_set;
                if (account_impossible(&w->account[set])) continue;
                pair_add(&sums[set], value_of(seen, &c->quantity[q], i),
                         value_of(other, &c->quantity[q], i));
            }
        }
    }
}

/* After each chunk, summed or found. */
static void count_chunk(work *w, size_t index)
{
    size_t first;

    for (size_t v = 0; v < w->c->n_whatifs; v++) w->c->whatif[v].same &= w->kept.flag[v];
    w->c->n_members += chunk_members(&w->e, w->kept.chunk, index, &first);
}

/* The sums of a quantity of those sets that are not left out, one after the other; their number. */
static size_t possible_sums(const work *w, size_t v, size_t q)
{
    const pair_sums *sums = w->sums + (v * w->c->n_quantities + q) * w->n_sets;
    size_t n = 0;

    for (size_t s = 0; s < w->c->n_sets; s++) {
        if (sums[s].n > 0) w->possible[n++] = sums[s];
    }
    return n;
}

/* Shares of one outcome at its horizons, quantities q to q + n_horizons - 1: of the base or of a what-if. */
static void tell_outcome(work *w, size_t v, size_t q, size_t n_horizons, bool other,
                         ofr_share_told *ret)
{
    size_t occurred[SHARE_HORIZONS] = {0}, members = 0, whole = 0;

    for (size_t h = 0; h < n_horizons; h++) {
        const size_t sets = possible_sums(w, v, q + h);
        if (h == 0) {
            for (size_t s = 0; s < sets; s++) members += w->possible[s].n;
            whole = members / w->e.per_set; /* one at most is not whole, the last */
        }
        for (size_t s = 0; s < sets; s++) {
            const uint32_t n = (uint32_t)(other ? w->possible[s].other : w->possible[s].base);
            occurred[h] += n;
            if (s < whole) w->count[h * whole + s] = n;
        }
    }
    shares_tell(w->count, n_horizons, whole, w->e.per_set, occurred, members, w->room, ret);
}

static void tell_shares(work *w)
{
    int32_t days[SHARE_HORIZONS];
    const size_t n_horizons = shares_horizons(w->c->horizon, days);

    for (size_t q = 0; q < w->c->n_quantities; q += n_horizons) {
        if (w->c->quantity[q].kind != QUANTITY_OUTCOME) break; /* outcomes come first */
        tell_outcome(w, 0, q, n_horizons, false, w->c->share + q);
        for (size_t v = 0; v < w->c->n_whatifs; v++)
            tell_outcome(w, v, q, n_horizons, true, w->c->whatif[v].share + q);
    }
}

static void tell_differences(work *w)
{
    ofr_comparison *c = w->c;

    c->n_sets = (c->n_members + w->e.per_set - 1) / w->e.per_set;
    c->left_out = left_out_of(&w->e, w->account, c->n_sets);
    c->reached = c->left_out.sets < c->n_sets ? 0 : HUGE_VAL; /* nothing is known yet */
    c->n_futures = 0;
    if (c->reached > 0) return;
    for (size_t i = possible_sums(w, 0, 0); i > 0; i--) c->n_futures += w->possible[i - 1].n;
    tell_shares(w);
    for (size_t v = 0; v < c->n_whatifs; v++) {
        compared_whatif *what = &c->whatif[v];
        for (size_t q = 0; q < c->n_quantities; q++) {
            const ofr_quantity *quantity = &c->quantity[q];
            const bool out_of_reach = what->first == INT32_MAX ||
                                      what->first - c->start >= quantity->to;
            ofr_difference *d = &what->difference[q];
            const size_t sets = possible_sums(w, v, q);
            *d = difference_of(w->possible, sets, quantity->kind == QUANTITY_OUTCOME,
                               what->same || out_of_reach, w->room);
            if (quantity->kind != QUANTITY_OUTCOME || !quantity->headline) continue;
            const double half = 50 * (d->high - d->low);
            c->reached = half > c->reached ? half : c->reached;
        }
    }
}

/* ---- running ------------------------------------------------------------------------------------ */

/* The sums of the chunks that are kept, one after the other from *next on. */
static ofr_status find_chunks(work *w, size_t *next, size_t end, ofr_error *err)
{
    bool found = true;
    ofr_status status = OFR_OK;

    while (*next < end && found && status == OFR_OK) {
        status = sums_find(&w->kept, *next, &found, err);
        if (status == OFR_OK && found) count_chunk(w, (*next)++);
    }
    return status;
}

/* What came of the i-th chunk of a batch. */
static ofr_status take_chunk(work *w, const ofr_batch *b, size_t i, ofr_error *err)
{
    ofr_status status = batch_status(b, i, err);

    if (status != OFR_OK) return status;
    batch_note(b, i, w->account);
    sum_chunk(w, batch_seen(b, i));
    count_chunk(w, b->index[i]);
    work_add(&w->c->work, batch_work(b, i));
    return sums_keep(&w->kept, b->index[i], batch_eves(b, i), err);
}

static ofr_status find_eve(void *self, size_t set, ofr_eve *ret_eve, ofr_error *err)
{
    const work *w = self;

    if (!w->o->store || !ensemble_has_history(&w->e)) return OFR_OK;
    return w->o->store->eve(w->o->store->self, eve_key_set(w->kept.eves, &w->e, set),
                            &ret_eve->bytes, &ret_eve->n, err);
}

/* The shifts of all sets; where all is kept nobody asks for them. */
static ofr_status solve(work *w, ofr_error *err)
{
    const published_options o = {.threads = w->o->threads,
                                 .use = w->o->use,
                                 .stop = w->o->stop,
                                 .work = &w->c->work,
                                 .find_eve = find_eve,
                                 .self = w};
    ofr_status status;

    if (!w->c->pooled || w->e.shift) return OFR_OK;
    status = published_solve(w->study, &w->e, &o, &w->solved, err);
    if (status == OFR_OK) w->e.shift = w->solved.shift;
    return status;
}

/* Eves that are kept, or that were made on the way to the shifts. */
static ofr_status find_eves(work *w, ofr_batch *b, size_t i, ofr_error *err)
{
    size_t first;
    const size_t n = batch_sets(b, i, &first);
    const ofr_status status = sums_eves(&w->kept, b->index[i], batch_eves(b, i), err);

    for (size_t s = 0; s < n && status == OFR_OK; s++)
        published_give_eve(&w->solved, first + s, &batch_eves(b, i)[s]);
    return status;
}

/* Runs as many chunks as there is room for. */
static ofr_status run_chunks(work *w, ofr_batch *b, size_t *next, size_t end, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (b->n = 0; *next < end && batch_ask(b, *next); ++*next) continue;
    if (b->n > 0) status = solve(w, err);
    for (size_t i = 0; i < b->n && status == OFR_OK; i++) status = find_eves(w, b, i, err);
    if (status == OFR_OK) batch_run(b, w->o->stop);
    for (size_t i = 0; i < b->n && status == OFR_OK; i++) status = take_chunk(w, b, i, err);
    return status;
}

static ofr_status run_rounds(work *w, ofr_batch *b, ofr_error *err)
{
    const size_t total = w->e.n_sets * w->e.per_set;
    size_t end = w->o->precision > 0 ? FIRST_ROUND : b->n_chunks, next = 0;
    ofr_status status = OFR_OK;

    while (status == OFR_OK) {
        if (end > b->n_chunks) end = b->n_chunks;
        while (next < end && status == OFR_OK) {
            if (w->o->progress) w->o->progress(w->o->progress_self, w->c->n_members, total);
            status = find_chunks(w, &next, end, err);
            if (status == OFR_OK) status = run_chunks(w, b, &next, end, err);
        }
        if (status != OFR_OK) break;
        tell_differences(w);
        if (end == b->n_chunks || w->c->reached <= w->o->precision) break;
        end += end / 2;
    }
    if (status == OFR_OK && w->o->progress)
        w->o->progress(w->o->progress_self, w->c->n_members, total);
    return status == OFR_OK ? left_out_check(&w->c->left_out, err) : status;
}

static ofr_status run_all(work *w, ofr_error *err)
{
    static const seen_plan seen = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) |
                                            SEEN(SEEN_PAYOFFS) | SEEN(SEEN_LEVELS)};
    ofr_batch b;
    ofr_status status = batch_init(&b, &w->e, w->kept.chunk, w->o->threads, w->o->use, w->variant,
                                   1 + w->c->n_whatifs, &seen, err);

    b.with_eves = w->o->store != NULL || w->c->pooled;
    if (status == OFR_OK) status = run_rounds(w, &b, err);
    batch_done(&b);
    return status;
}

/* ---- opening and closing ------------------------------------------------------------------------ */

static ofr_status check_options(const compare_options *o, const ofr_whatifs *list,
                                const ofr_kernel *kernel, ofr_error *err)
{
    if (!kernel)
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (list->n == 0)
        return ofr_fail(err, OFR_USAGE, "what-if",
                        "there is none; write a section what-ifs in the scenario, or give "
                        "--changes FILE or --with 'name: path=value'");
    if (o->n_sets < 1 || o->per_set < 1 || o->per_set > ((size_t)1 << 31) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "members", "sets x members must be 1 to %u, got %zu x %zu",
                        1u << 31, o->n_sets, o->per_set);
    return OFR_OK;
}

static ofr_status compile_whatifs(work *w, const ofr_whatifs *list, ofr_error *err)
{
    const int32_t end = w->study->model->start + w->study->model->horizon;
    ofr_comparison *c = w->c;
    ofr_status status = OFR_OK;

    w->plan = calloc(list->n, sizeof *w->plan);
    w->variant = calloc(list->n + 1, sizeof(const ofr_variant *));
    c->whatif = arena_alloc(c->arena, list->n * sizeof *c->whatif);
    if (!w->plan || !w->variant || !c->whatif)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a comparison");
    for (size_t i = 0; i < list->n && status == OFR_OK; i++) {
        status = whatif_compile(w->study, &list->item[i], &w->plan[i], err);
        if (status != OFR_OK) break;
        w->variant[1 + i] = &w->plan[i].variant;
        c->whatif[i] = (compared_whatif){.whatif = &list->item[i],
                                         .first = w->plan[i].first < end ? w->plan[i].first
                                                                         : INT32_MAX,
                                         .same = true};
        c->n_whatifs++;
    }
    return status;
}

/* What is asked, but for the sets of which. */
static uint64_t key_of(const work *w, uint64_t eves, size_t chunk)
{
    uint64_t key = hash_name(asked_key(eves, &w->e, chunk), "compare");

    if (w->c->pooled) key = published_key(key, w->study, &w->e);
    for (size_t i = 0; i < w->c->n_whatifs; i++) key = asked_changes(key, w->c->whatif[i].whatif);
    return key;
}

static ofr_status make_room(work *w, ofr_error *err)
{
    ofr_comparison *c = w->c;

    w->sums = calloc(c->n_whatifs * c->n_quantities * w->n_sets, sizeof *w->sums);
    w->account = calloc(w->n_sets, sizeof *w->account);
    w->possible = calloc(w->n_sets, sizeof *w->possible);
    w->room = calloc(w->n_sets, sizeof *w->room);
    w->count = calloc(SHARE_HORIZONS * w->n_sets, sizeof *w->count);
    const uint64_t eves = eve_key_ensemble(w->study, &w->e);
    const size_t chunk = batch_chunk_size(w->o->per_set, CHUNK);
    w->kept = (kept_sums){.store = w->o->store,
                          .e = &w->e,
                          .asked = key_of(w, eves, chunk),
                          .eves = eves,
                          .chunk = chunk,
                          .sums = w->sums,
                          .rows = c->n_whatifs * c->n_quantities,
                          .room = w->n_sets,
                          .account = w->account,
                          .flag = calloc(c->n_whatifs + 1, sizeof(bool)),
                          .n_flags = c->n_whatifs};
    if (!w->sums || !w->account || !w->possible || !w->room || !w->count || !w->kept.flag)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", w->n_sets);
    c->share = arena_alloc(c->arena, c->n_quantities * sizeof *c->share);
    if (!c->share) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a comparison");
    for (size_t v = 0; v < c->n_whatifs; v++) {
        c->whatif[v].difference = arena_alloc(c->arena, c->n_quantities * sizeof(ofr_difference));
        c->whatif[v].share = arena_alloc(c->arena, c->n_quantities * sizeof(ofr_share_told));
        if (!c->whatif[v].difference || !c->whatif[v].share)
            return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a comparison");
    }
    return OFR_OK;
}

static void work_done(work *w)
{
    for (size_t i = 0; w->plan && i < w->c->n_whatifs; i++) whatif_plan_done(&w->plan[i]);
    free(w->plan);
    free(w->variant);
    free(w->kept.flag);
    free(w->sums);
    free(w->account);
    free(w->possible);
    free(w->room);
    free(w->count);
    published_done(&w->solved);
    ensemble_done(&w->e);
}

static ofr_comparison *comparison_new(const ofr_study *study, const compare_options *o)
{
    ofr_arena *arena = arena_new();
    ofr_comparison *c = arena ? arena_alloc(arena, sizeof *c) : NULL;
    const run_options size = {.n_sets = o->n_sets, .fixed = o->fixed, .model_only = o->model_only};

    if (!c) {
        arena_free(arena);
        return NULL;
    }
    *c = (ofr_comparison){.title = node_get(study->spec->root, "title")->text,
                          .seed = o->seed,
                          .start = study->model->start,
                          .horizon = study->model->horizon,
                          .per_set = o->per_set,
                          .fixed = o->fixed,
                          .pooled = published_wanted(study, &size),
                          .precision = o->precision,
                          .arena = arena};
    return c;
}

ofr_status study_compare(const ofr_study *study, const ofr_whatifs *list, const compare_options *o,
                         ofr_comparison **ret_comparison, ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(o->isa);
    work w = {.study = study, .o = o, .n_sets = o->n_sets};
    ofr_status status = check_options(o, list, kernel, err);

    if (status != OFR_OK) return status;
    w.c = comparison_new(study, o);
    if (!w.c) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a comparison");
    study_learned_work(study, &w.c->work);
    status = taught_make(study, w.c->arena, &w.c->taught, err);
    if (status == OFR_OK)
        status = study_ensemble(study, kernel, o->seed, o->n_sets, o->per_set, o->fixed, &w.e, err);
    if (status == OFR_OK) status = compile_whatifs(&w, list, err);
    if (status == OFR_OK) status = list_quantities(&w, err);
    if (status == OFR_OK) status = make_room(&w, err);
    if (status == OFR_OK) status = run_all(&w, err);
    work_done(&w);
    if (status == OFR_OK)
        *ret_comparison = w.c;
    else
        comparison_free(w.c);
    return status;
}

void comparison_free(ofr_comparison *comparison)
{
    if (comparison) arena_free(comparison->arena);
}
