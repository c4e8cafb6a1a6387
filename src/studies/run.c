/* run.c -- an ensemble, chunk by chunk, into a sink.
 *
 * A chunk is about a thousand members, whole parameter sets where they fit. Threads take chunks; the main
 * thread hands finished chunks to the sink in order. What is missing after a stop is simply run again: no
 * state of a block is ever stored.
 */
#include <stdlib.h>
#include <string.h>

#include "../engine/futures.h"
#include "batch.h"
#include "chronicle.h"
#include "kept.h"
#include "plan.h"

enum { CHUNK = 1024, HISTORY_SETS = 24, HISTORY_SETS_QUICK = 4, HISTORY_DAYS = 180 };

static ofr_status emit_chunk(const ofr_sink *sink, const ofr_ensemble *e, size_t index,
                             const ofr_seen *seen, const double *evidence, ofr_error *err)
{
    const ofr_member *member = seen->value[SEEN_MEMBERS];
    ofr_member_row *row = calloc(seen->n, sizeof *row);
    ofr_chunk chunk = {
        .index = index,
        .first = seen->first,
        .n = seen->n,
        .member = row,
        .outcome_day = seen->value[SEEN_OUTCOMES],
        .payoff = seen->value[SEEN_PAYOFFS],
        .histogram = seen->value[SEEN_BINS],
        .set_evidence = e->past ? evidence : NULL,
        .first_set = seen->first / e->per_set,
        .n_chunk_sets = futures_sets(e, seen->first, seen->n),
        .agenda_closed = seen->value[SEEN_AGENDAS],
        .dropped = seen->value[SEEN_DROPS],
    };
    ofr_status status;

    if (!row) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a chunk");
    for (size_t i = 0; i < seen->n; i++) {
        const ofr_member *m = &member[i];
        row[i] = (ofr_member_row){(uint32_t)(seen->first + i),
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
    static const seen_plan seen = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES) |
                                            SEEN(SEEN_PAYOFFS) | SEEN(SEEN_BINS) |
                                            SEEN(SEEN_DROPS) | SEEN(SEEN_AGENDAS)};
    const ofr_variant *const base = NULL;
    const size_t total = e->n_sets * e->per_set;
    size_t done = 0, next = 0;
    ofr_batch b;
    ofr_status status = batch_init(&b, e, chunk, o->threads, o->use, &base, 1, &seen, err);

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
            if (status == OFR_OK)
                status = emit_chunk(sink, e, b.index[i], batch_seen(&b, i), batch_evidence(&b, i),
                                    err);
            if (status == OFR_OK) done += batch_seen(&b, i)->n;
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

/* ---- history ------------------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Leads the first sets through history once more, watched in the same series as futures. */
static ofr_status replay_past(const ofr_ensemble *e, size_t sets, ofr_seen *past,
                              const run_options *o, ofr_error *err)
{
    ofr_observer observer[SEEN_KINDS];
    const size_t n = seen_observers(past, observer);
    ofr_status status = OFR_OK;

    for (size_t s = 0; s < sets && status == OFR_OK; s++) {
        const futures_plan plan = {.first = s * e->per_set, .n = 1, .past = observer, .n_past = n};
        status = futures_run(e, &plan, err);
        if (status == OFR_OK && o->stop && *o->stop)
            status = ofr_fail(err, OFR_INTERRUPTED, "",
                              "stopped while keeping the history; all members are done");
    }
    return status;
}

/* Quantiles of each series and day over n particles; sorts the values. ret_band: [rows][3]. */
static void tell_bands(double *value, size_t rows, size_t n, double *ret_band)
{
    static const double level[] = {0.05, 0.5, 0.95};

    for (size_t i = 0; i < rows; i++, value += n) {
        qsort(value, n, sizeof *value, by_value);
        for (size_t j = 0; j < 3; j++)
            ret_band[3 * i + j] = value[(size_t)(level[j] * (double)(n - 1))];
    }
}

static ofr_status emit_history(const ofr_ensemble *e, const run_options *o, const ofr_sink *sink,
                               ofr_error *err)
{
    const ofr_model *m = e->model;
    const int32_t days = m->start - m->epoch < HISTORY_DAYS ? m->start - m->epoch : HISTORY_DAYS;
    const size_t most = o->quick ? HISTORY_SETS_QUICK : HISTORY_SETS,
                 sets = e->n_sets < most ? e->n_sets : most, rows = e->n_follow * (size_t)days;
    const seen_plan plan = {.kinds = SEEN(SEEN_PAST), .past_days = days};
    double *band = calloc(rows * 3 + 1, sizeof *band);
    ofr_seen past = {0};
    ofr_status status = band ? seen_init(e, &plan, sets * e->particles, &past, err)
                             : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the history");

    if (status == OFR_OK) {
        seen_open(&past, 0, sets * e->particles);
        status = replay_past(e, sets, &past, o, err);
    }
    if (status == OFR_OK) {
        tell_bands(past.value[SEEN_PAST], rows, past.n, band);
        status = sink->history(sink->self, &(ofr_history){m->start - days, (size_t)days, band},
                               err);
    }
    free(band);
    seen_done(&past);
    return status;
}

/* ---- kept futures ------------------------------------------------------------------------------- */

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

static ofr_status keep(const ofr_study *study, const ofr_ensemble *e, const ofr_sink *sink,
                       kept_range range, const picks *p, ofr_error *err)
{
    ofr_chronicle told[KEPT_TOGETHER] = {{0}};
    ofr_chronicles chronicles = {range.first, range.n, told};
    const ofr_observer observer = chronicles_observer(&chronicles, e->model);
    const ofr_way way = {.observer = &observer, .n_observers = 1};
    const futures_plan plan = {.first = range.first, .n = range.n, .way = &way, .n_ways = 1};
    ofr_arena *arena = arena_new();
    ofr_status status = arena ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    for (size_t i = 0; i < range.n; i++) told[i] = (ofr_chronicle){.arena = arena, .study = study};
    if (status == OFR_OK) status = futures_run(e, &plan, err);
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
