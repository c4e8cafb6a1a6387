/* run.c -- an ensemble, chunk by chunk, into a sink.
 *
 * A chunk is about a thousand members, whole parameter sets where they fit; of a quick look one set, so that first numbers
 * are there soon. Threads take chunks; the main thread hands finished chunks to the sink in order. What is missing after
 * a stop is simply run again. Sets whose eve the sink keeps are not led through history again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../mechanisms/outcomes.h"
#include "left_out.h"
#include "run_parts.h"

/* Histograms go from the one to the other as they lie. */
static_assert((int)ENSEMBLE_BINS == (int)OFR_BINS, "bins of a series");

/* What is told of the sets of a chunk. */
typedef struct told_sets {
    double *evidence;         /* [sets] */
    ofr_ruled_out *ruled_out; /* [sets] */
    ofr_kept_eve *eve;        /* [sets] */
    size_t n_ruled_out, n_eves;
} told_sets;

static ofr_status tell_sets(const run_work *w, const ofr_batch *b, size_t i, told_sets *ret,
                            ofr_error *err)
{
    const ofr_account *account = batch_accounts(b, i);
    size_t first;
    const size_t n = batch_sets(b, i, &first);

    *ret = (told_sets){calloc(n, sizeof *ret->evidence), calloc(n, sizeof *ret->ruled_out),
                       calloc(n, sizeof *ret->eve), 0, 0};
    if (!ret->evidence || !ret->ruled_out || !ret->eve)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a chunk");
    for (size_t s = 0; s < n; s++) {
        ofr_ruled_out *out = &ret->ruled_out[ret->n_ruled_out];
        ret->evidence[s] = account[s].evidence;
        if (!account_impossible(&account[s])) continue;
        *out = (ofr_ruled_out){.set = first + s,
                               .day = account[s].day,
                               .seen = account[s].seen,
                               .expected = account[s].expected};
        account_source(w->e->model, w->e->past, &account[s], out->source);
        ret->n_ruled_out++;
    }
    ret->n_eves = eves_made(w->key, w->e, first, n, batch_eves(b, i), ret->eve);
    return OFR_OK;
}

static void told_sets_done(told_sets *told)
{
    free(told->evidence);
    free(told->ruled_out);
    free(told->eve);
}

static void tell_members(const ofr_seen *seen, ofr_member_row *ret_row)
{
    const ofr_member *member = seen->value[SEEN_MEMBERS];

    for (size_t k = 0; k < seen->n; k++) {
        const ofr_member *m = &member[k];
        ret_row[k] = (ofr_member_row){(uint32_t)(seen->first + k),
                                      m->severity,
                                      m->deaths,
                                      m->worst_rung,
                                      m->worst_day,
                                      m->trigger,
                                      m->misread,
                                      m->dropped,
                                      m->dropped_open};
    }
}

/* Of the scenario's outcomes, then of class events where the plan has them. */
static void tell_outcomes(const run_work *w, const ofr_seen *seen, int16_t *ret_day)
{
    const size_t own = w->e->model->own->outcomes->n * seen->n,
                 more = w->plan->n_outcomes * seen->n - own;

    memcpy(ret_day, seen->value[SEEN_OUTCOMES], own * sizeof *ret_day);
    memcpy(ret_day + own, seen->value[SEEN_PAIRS], more * sizeof *ret_day);
}

static ofr_status emit_chunk(const run_work *w, const ofr_batch *b, size_t i, ofr_error *err)
{
    const ofr_ensemble *e = w->e;
    const ofr_seen *seen = batch_seen(b, i);
    ofr_member_row *row = calloc(seen->n, sizeof *row);
    int16_t *days = calloc(w->plan->n_outcomes * seen->n + 1, sizeof *days);
    told_sets told = {0};
    ofr_status status = row && days ? tell_sets(w, b, i, &told, err)
                                    : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a chunk");

    if (status == OFR_OK) {
        const ofr_chunk chunk = {
            .index = b->index[i],
            .first = seen->first,
            .n = seen->n,
            .member = row,
            .outcome_day = days,
            .payoff = seen->value[SEEN_PAYOFFS],
            .histogram = seen->value[SEEN_BINS],
            .set_evidence = e->past ? told.evidence : NULL,
            .first_set = seen->first / e->per_set,
            .n_chunk_sets = futures_sets(e, seen->first, seen->n),
            .ruled_out = told.ruled_out,
            .n_ruled_out = told.n_ruled_out,
            .agenda_closed = seen->value[SEEN_AGENDAS],
            .dropped = seen->value[SEEN_DROPS],
            .eve = told.eve,
            .n_eves = told.n_eves,
        };
        tell_members(seen, row);
        tell_outcomes(w, seen, days);
        status = w->sink->chunk(w->sink->self, &chunk, err);
    }
    told_sets_done(&told);
    free(row);
    free(days);
    return status;
}

ofr_status run_find_eve(const run_work *w, size_t set, ofr_eve *ret_eve, ofr_error *err)
{
    ofr_eve eve = {0};
    ofr_status status = OFR_OK;

    if (w->sink->eve && ensemble_has_history(w->e))
        status = w->sink->eve(w->sink->self, eve_key_set(w->key, w->e, set), &eve.bytes, &eve.n,
                              err);
    if (status == OFR_OK) *ret_eve = eve;
    return status;
}

/* The same, or else that which the search for shifts has left. */
static ofr_status find_or_take_eve(run_work *w, size_t set, ofr_eve *ret_eve, ofr_error *err)
{
    const ofr_status status = run_find_eve(w, set, ret_eve, err);

    if (status == OFR_OK) published_give_eve(&w->solved, set, ret_eve);
    return status;
}

static ofr_status find_eves(run_work *w, ofr_batch *b, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < b->n && status == OFR_OK; i++) {
        size_t first;
        const size_t n = batch_sets(b, i, &first);
        for (size_t s = 0; s < n && status == OFR_OK; s++)
            status = find_or_take_eve(w, first + s, &batch_eves(b, i)[s], err);
    }
    return status;
}

/* Asks for chunks that are missing from *next on; counts the members of those that are not. */
static void ask_missing(run_work *w, ofr_batch *b, size_t *next)
{
    size_t first;

    for (b->n = 0; *next < b->n_chunks; ++*next) {
        if (w->sink->has_chunk && w->sink->has_chunk(w->sink->self, *next))
            w->done += chunk_members(w->e, b->chunk, *next, &first);
        else if (!batch_ask(b, *next))
            break;
    }
}

/* What came of the i-th chunk of a batch. */
static ofr_status take_chunk(run_work *w, const ofr_batch *b, size_t i, ofr_error *err)
{
    ofr_status status = batch_status(b, i, err);

    if (status == OFR_OK) status = emit_chunk(w, b, i, err);
    if (status != OFR_OK) return status;
    w->done += batch_seen(b, i)->n;
    work_add(w->work, batch_work(b, i));
    batch_note(b, i, w->account);
    run_past_take(w, b, i);
    run_so_far_take(w, batch_seen(b, i));
    return OFR_OK;
}

static ofr_status run_batches(run_work *w, ofr_batch *b, ofr_error *err)
{
    const run_options *o = w->o;
    const size_t total = w->e->n_sets * w->e->per_set;
    size_t next = 0;
    ofr_status status = OFR_OK;

    /* A chunk a thread first, so that there is something to tell soon. */
    if (b->threads < b->room) b->most = b->threads;
    while (next < b->n_chunks && status == OFR_OK) {
        ask_missing(w, b, &next);
        b->most = b->room;
        if (o->progress) o->progress(o->progress_self, w->done, total);
        status = find_eves(w, b, err);
        if (status == OFR_OK) batch_run(b, o->stop);
        for (size_t i = 0; i < b->n && status == OFR_OK; i++) {
            status = take_chunk(w, b, i, err);
            if (o->progress) o->progress(o->progress_self, w->done, total);
        }
        if (status == OFR_OK && o->stop && *o->stop && next < b->n_chunks) {
            status = ofr_fail(err, OFR_INTERRUPTED, "", "stopped after %zu of %zu members", w->done,
                              total);
        }
    }
    return status;
}

static ofr_status run_chunks(run_work *w, size_t chunk, ofr_error *err)
{
    static const seen_plan seen = {
        .kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) | SEEN(SEEN_PAYOFFS) | SEEN(SEEN_BINS) |
                 SEEN(SEEN_DROPS) | SEEN(SEEN_AGENDAS) | SEEN(SEEN_PAIRS)};
    const ofr_variant *const base = NULL;
    ofr_batch b;
    ofr_status status = batch_init(&b, w->e, chunk, w->o->threads, w->o->use, &base, 1, &seen, err);

    b.with_eves = true;
    if (status == OFR_OK && ensemble_has_history(w->e)) status = run_past_init(w, &b, err);
    if (status == OFR_OK) status = run_batches(w, &b, err);
    batch_done(&b);
    return status;
}

/* A study without any possible set has no answer. */
static ofr_status check_left_out(const run_work *w, ofr_error *err)
{
    ofr_left_out left_out = left_out_of(w->e, w->account, w->e->n_sets);
    ofr_status status = OFR_OK;

    if (w->sink->left_out) status = w->sink->left_out(w->sink->self, &left_out, err);
    return status == OFR_OK ? left_out_check(&left_out, err) : status;
}

static ofr_status make_accounts(run_work *w, ofr_error *err)
{
    w->account = calloc(w->e->n_sets, sizeof *w->account);
    return w->account
               ? OFR_OK
               : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", w->e->n_sets);
}

ofr_status study_run(const ofr_study *study, const run_options *o, const ofr_sink *sink,
                     ofr_error *err)
{
    ofr_work nobody_asks = {0};
    ofr_ensemble e = {0};
    ofr_plan plan;
    ofr_arena *arena = arena_new();
    run_work w = {
        .study = study, .o = o, .e = &e, .sink = sink, .work = o->work ? o->work : &nobody_asks};
    ofr_status status = arena ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    if (status == OFR_OK) status = plan_ensemble(study, o, &e, err);
    if (status == OFR_OK) w.key = eve_key_ensemble(study, &e);
    if (status == OFR_OK) status = plan_make(study, &e, o, plan_chunk(o), arena, &plan, err);
    if (status == OFR_OK) status = sink->begin(sink->self, &plan, err);
    w.plan = &plan;
    if (status == OFR_OK) status = make_accounts(&w, err);
    if (status == OFR_OK && plan.pooled) status = run_solve(&w, &e, err);
    if (status == OFR_OK) status = run_so_far_init(&w, err);
    if (status == OFR_OK) status = run_chunks(&w, plan.chunk, err);
    if (status == OFR_OK) status = check_left_out(&w, err);
    if (status == OFR_OK && study->past) status = run_past_emit(&w, err);
    if (status == OFR_OK) status = run_publish(&w, err);
    if (status == OFR_OK) status = run_keep(&w, err);
    if (status == OFR_OK) status = sink->finish(sink->self, err);
    run_past_done(&w);
    run_so_far_done(&w);
    published_done(&w.solved);
    free(w.account);
    ensemble_done(&e);
    arena_free(arena);
    return status;
}
