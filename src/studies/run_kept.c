/* run_kept.c -- futures kept with all their acts. Of sets that are left out there are none. */
#include <stdlib.h>
#include <string.h>

#include "chronicle.h"
#include "kept.h"
#include "run_parts.h"

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

static ofr_status keep(run_work *w, kept_range range, const picks *p, ofr_error *err)
{
    const ofr_ensemble *e = w->e;
    ofr_eve eve = {0};
    ofr_account account = {0};
    ofr_chronicle told[KEPT_TOGETHER] = {{0}};
    ofr_chronicles chronicles = {range.first, range.n, told};
    const ofr_observer observer = chronicles_observer(&chronicles, e->model);
    const ofr_way way = {.observer = &observer, .n_observers = 1};
    const futures_plan plan = {.first = range.first,
                               .n = range.n,
                               .way = &way,
                               .n_ways = 1,
                               .eve = &eve,
                               .account = &account,
                               .work = w->work};
    ofr_arena *arena = arena_new();
    ofr_status status = arena ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    for (size_t i = 0; i < range.n; i++)
        told[i] = (ofr_chronicle){.arena = arena, .study = w->study};
    if (status == OFR_OK) status = run_find_eve(w, range.first / e->per_set, &eve, err);
    if (status == OFR_OK) status = futures_run(e, &plan, err);
    for (size_t i = 0; i < range.n && !account_impossible(&account) && status == OFR_OK; i++) {
        const size_t member = range.first + i;
        const ofr_kept kept = {(uint32_t)member, name_of(p, member), told[i].act, told[i].n};
        status = told[i].failed ? ofr_fail(err, OFR_NO_MEMORY, "",
                                           "no memory for the acts of member %zu", member)
                                : w->sink->kept(w->sink->self, &kept, err);
    }
    for (size_t i = 0; i < range.n; i++) free(told[i].act);
    eve_done(&eve);
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

ofr_status run_keep(run_work *w, ofr_error *err)
{
    const run_options *o = w->o;
    const ofr_ensemble *e = w->e;
    const size_t n = kept_ranges(e->n_sets, e->per_set, o->kept);
    picks p;
    ofr_status status = OFR_OK;

    if (n == 0) return OFR_OK;
    status = ask_picks(e, w->sink, &p, err);
    for (size_t i = 0; i < PICKS && status == OFR_OK; i++) {
        if (stands_alone(e, o->kept, &p, i))
            status = keep(w, (kept_range){p.member[i], 1}, &p, err);
    }
    for (size_t at = 0; at < n && status == OFR_OK; at++) {
        status = keep(w, kept_range_at(e->n_sets, e->per_set, o->kept, at), &p, err);
        if (status == OFR_OK && o->stop && *o->stop)
            status = ofr_fail(err, OFR_INTERRUPTED, "",
                              "stopped while keeping futures; all members are done");
    }
    return status;
}
