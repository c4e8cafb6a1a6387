/* run.c -- an ensemble, chunk by chunk, into a sink.
 *
 * A chunk is about a thousand members, whole parameter sets where they fit. Threads take chunks; the main
 * thread hands finished chunks to the sink in order. What is missing after a stop is simply run again: no
 * state of a block is ever stored.
 */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "chronicle.h"
#include "kept.h"
#include "plan.h"

enum { CHUNK = 1024, HISTORY_SETS = 24, HISTORY_SETS_QUICK = 4, HISTORY_DAYS = 180 };

static ofr_status emit_chunk(const ofr_sink *sink, const ofr_ensemble *e, size_t index,
                             const ofr_chunk_out *out, ofr_error *err)
{
    ofr_member_row *row = calloc(out->n, sizeof *row);
    ofr_chunk chunk = {
        .index = index,
        .first = out->first,
        .n = out->n,
        .member = row,
        .outcome_day = out->outcome_day,
        .payoff = out->payoff,
        .histogram = out->histogram,
        .set_evidence = e->past ? out->evidence : NULL,
        .first_set = out->first_set,
        .n_chunk_sets = out->n_sets,
        .agenda_closed = out->closed,
        .dropped = out->drop,
    };
    ofr_status status;

    if (!row) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a chunk");
    for (size_t i = 0; i < out->n; i++) {
        const ofr_member *m = &out->member[i];
        row[i] = (ofr_member_row){(uint32_t)(out->first + i),
                                  m->severity,
                                  m->deaths,
                                  m->worst_rung,
                                  m->worst_day,
                                  m->trigger,
                                  m->misread,
                                  m->dropped,
                                  m->dropped_open};
    }
    status = sink->chunk(sink->self, &chunk, err);
    free(row);
    return status;
}

static ofr_status run_chunks(const ofr_ensemble *e, const run_options *o, size_t chunk,
                             const ofr_sink *sink, ofr_error *err)
{
    const size_t total = e->n_sets * e->per_set;
    size_t done = 0, next = 0;
    ofr_batch b;
    ofr_status status = batch_init(&b, e, chunk, o->threads, o->use, &e->variant, 1, err);

    while (next < b.n_chunks && status == OFR_OK) {
        for (b.n = 0; next < b.n_chunks; next++) {
            if (sink->has_chunk && sink->has_chunk(sink->self, next))
                done += total - next * chunk < chunk ? total - next * chunk : chunk;
            else if (!batch_ask(&b, next))
                break;
        }
        if (o->progress) o->progress(o->progress_self, done, total);
        batch_run(&b, o->stop);
        for (size_t i = 0; i < b.n && status == OFR_OK; i++) {
            status = batch_status(&b, i, err);
            if (status == OFR_OK) status = emit_chunk(sink, e, b.index[i], batch_out(&b, i), err);
            if (status == OFR_OK) done += batch_out(&b, i)->n;
            if (o->progress) o->progress(o->progress_self, done, total);
        }
        if (status == OFR_OK && o->stop && *o->stop && next < b.n_chunks) {
            status = ofr_fail(err, OFR_INTERRUPTED, "", "stopped after %zu of %zu members", done,
                              total);
        }
    }
    batch_done(&b);
    return status;
}

/* History in the same series: quantiles over the particles of the first sets. */
typedef struct past_series {
    const ofr_ensemble *e;
    int32_t first;
    size_t n_days, room, *n;
    double *value;
} past_series;

static void watch_past(void *self, const ofr_model *m, const ofr_block *b, int32_t day, size_t lane)
{
    past_series *p = self;

    (void)m;
    if (day < p->first) return;
    const size_t d = (size_t)(day - p->first);
    if (p->n[d] >= p->room) return;
    for (size_t s = 0; s < p->e->n_follow; s++)
        p->value[(s * p->n_days + d) * p->room + p->n[d]] = follow_value(&p->e->follow[s], b, lane);
    p->n[d]++;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static ofr_status replay_past(past_series *p, size_t sets, const run_options *o, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t s = 0; s < sets && status == OFR_OK; s++) {
        status = members_replay(p->e, s * p->e->per_set, 1, watch_past, NULL, p, err);
        if (status == OFR_OK && o->stop && *o->stop)
            status = ofr_fail(err, OFR_INTERRUPTED, "",
                              "stopped while keeping the history; all members are done");
    }
    return status;
}

static ofr_status emit_history(const ofr_ensemble *e, const run_options *o, const ofr_sink *sink,
                               ofr_error *err)
{
    const ofr_model *m = e->model;
    const int32_t days = m->start - m->epoch < HISTORY_DAYS ? m->start - m->epoch : HISTORY_DAYS;
    const size_t most = o->quick ? HISTORY_SETS_QUICK : HISTORY_SETS,
                 sets = e->n_sets < most ? e->n_sets : most;
    past_series p = {
        .e = e, .first = m->start - days, .n_days = (size_t)days, .room = sets * OFR_PARTICLES};
    double *band = calloc(e->n_follow * p.n_days * 3 + 1, sizeof *band);
    ofr_status status = OFR_OK;

    p.value = calloc(e->n_follow * p.n_days * p.room + 1, sizeof *p.value);
    p.n = calloc(p.n_days + 1, sizeof *p.n);
    if (!band || !p.value || !p.n)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the history");
    if (status == OFR_OK) status = replay_past(&p, sets, o, err);
    for (size_t i = 0; i < e->n_follow * p.n_days && status == OFR_OK; i++) {
        double *v = p.value + i * p.room;
        const size_t n = p.n[i % p.n_days];
        qsort(v, n, sizeof *v, by_value);
        band[3 * i] = n ? v[(size_t)(0.05 * (double)(n - 1))] : 0.0;
        band[3 * i + 1] = n ? v[(size_t)(0.5 * (double)(n - 1))] : 0.0;
        band[3 * i + 2] = n ? v[(size_t)(0.95 * (double)(n - 1))] : 0.0;
    }
    if (status == OFR_OK)
        status = sink->history(sink->self, &(ofr_history){p.first, p.n_days, band}, err);
    free(band);
    free(p.value);
    free(p.n);
    return status;
}

/* Futures that are kept under a name of their own; UINT32_MAX: there is none. */
enum { PICKS = 2 };
static const char *const pick_name[PICKS] = {"median", "worst"};
typedef struct picks {
    uint32_t member[PICKS];
} picks;

/* Where both are one future it goes under the first name. */
static const char *name_of(const picks *p, size_t member)
{
    for (size_t i = 0; i < PICKS; i++) {
        if (p->member[i] == member) return pick_name[i];
    }
    return "";
}

/* Chronicles of futures that run side by side in one block. */
static void watch_together(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                           size_t lane)
{
    chronicle_watch(&((ofr_chronicle *)self)[lane], m, b, day, lane);
}

static ofr_status keep(const ofr_study *study, const ofr_ensemble *e, const ofr_sink *sink,
                       kept_range range, const picks *p, ofr_error *err)
{
    ofr_chronicle told[KEPT_TOGETHER] = {{0}};
    ofr_arena *arena = arena_new();
    ofr_status status = arena ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    for (size_t i = 0; i < range.n; i++) told[i] = (ofr_chronicle){.arena = arena, .study = study};
    if (status == OFR_OK)
        status = members_replay(e, range.first, range.n, NULL, watch_together, told, err);
    for (size_t i = 0; i < range.n && status == OFR_OK; i++) {
        const size_t member = range.first + i;
        const ofr_kept kept = {(uint32_t)member, name_of(p, member), told[i].act, told[i].n};
        status = told[i].failed ? ofr_fail(err, OFR_NO_MEMORY, "",
                                           "no memory for the acts of member %zu", member)
                                : sink->kept(sink->self, &kept, err);
    }
    for (size_t i = 0; i < range.n; i++) free(told[i].act);
    arena_free(arena);
    return status;
}

static ofr_status ask_picks(const ofr_ensemble *e, const ofr_sink *sink, picks *ret, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < PICKS; i++) ret->member[i] = UINT32_MAX;
    for (size_t i = 0; i < PICKS && sink->pick && status == OFR_OK; i++)
        status = sink->pick(sink->self, pick_name[i], &ret->member[i], err);
    for (size_t i = 0; i < PICKS; i++) {
        if (ret->member[i] >= e->n_sets * e->per_set) ret->member[i] = UINT32_MAX;
    }
    return status;
}

/* Kept by itself: in none of the ranges, and under the first of its names. */
static bool stands_alone(const ofr_ensemble *e, size_t kept, const picks *p, size_t i)
{
    const uint32_t member = p->member[i];
    bool alone = member != UINT32_MAX && (i == 0 || p->member[0] != member);

    for (size_t at = 0; at < kept_ranges(e->n_sets, e->per_set, kept); at++) {
        const kept_range range = kept_range_at(e->n_sets, e->per_set, kept, at);
        alone &= member < range.first || member >= range.first + range.n;
    }
    return alone;
}

/* Some futures from sets spread evenly, and the median and the worst wherever they are. */
static ofr_status emit_kept(const ofr_study *study, const run_options *o, const ofr_ensemble *e,
                            const ofr_sink *sink, ofr_error *err)
{
    const size_t n = kept_ranges(e->n_sets, e->per_set, o->kept);
    picks p;
    ofr_status status = OFR_OK;

    if (n == 0) return OFR_OK;
    status = ask_picks(e, sink, &p, err);
    for (size_t i = 0; i < PICKS && status == OFR_OK; i++) {
        if (stands_alone(e, o->kept, &p, i))
            status = keep(study, e, sink, (kept_range){p.member[i], 1}, &p, err);
    }
    for (size_t at = 0; at < n && status == OFR_OK; at++) {
        status = keep(study, e, sink, kept_range_at(e->n_sets, e->per_set, o->kept, at), &p, err);
        if (status == OFR_OK && o->stop && *o->stop)
            status = ofr_fail(err, OFR_INTERRUPTED, "",
                              "stopped while keeping futures; all members are done");
    }
    return status;
}

ofr_status study_run(const ofr_study *study, const run_options *o, const ofr_sink *sink,
                     ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(o->isa);
    const size_t chunk = batch_chunk_size(o->per_set, CHUNK);
    ofr_ensemble e = {0};
    ofr_plan plan;
    ofr_arena *arena = arena_new();
    ofr_status status = OFR_OK;

    if (!kernel)
        status = ofr_fail(err, OFR_USAGE, "isa",
                          "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    else if (!arena)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    else if (o->n_sets < 1 || o->per_set < 1 || o->n_sets > (size_t)1 << 31 ||
             o->per_set > ((size_t)1 << 31) / o->n_sets) {
        status = ofr_fail(err, OFR_USAGE, "members",
                          "sets x members must be 1 to %u, got %zu x %zu", 1u << 31, o->n_sets,
                          o->per_set);
    }
    if (status == OFR_OK)
        status = ensemble_init(&e, study->model, kernel, o->seed, o->n_sets, o->per_set, o->fixed,
                               err);
    e.past = study->past;
    e.given = study->given;
    if (status == OFR_OK) status = plan_make(study, &e, o, chunk, arena, &plan, err);
    if (status == OFR_OK) status = sink->begin(sink->self, &plan, err);
    if (status == OFR_OK) status = run_chunks(&e, o, chunk, sink, err);
    if (status == OFR_OK && study->past) status = emit_history(&e, o, sink, err);
    if (status == OFR_OK) status = emit_kept(study, o, &e, sink, err);
    if (status == OFR_OK) status = sink->finish(sink->self, err);
    ensemble_done(&e);
    arena_free(arena);
    return status;
}
