/* update.c -- what of a record that has grown moved each outcome; see update.h. */
#include "update.h"

#include <stdlib.h>
#include <string.h>

#include "../mechanisms/outcomes.h"
#include "update_parts.h"

ofr_status update_no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the update");
}

static ofr_status check_asked(const update_work *w, ofr_error *err)
{
    const update_options *o = w->o;

    if (!kernel_choose(o->isa))
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (o->n_sets < 1 || o->per_set < 1 || o->per_set > ((size_t)1 << 24) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "members", "sets x members must be 1 to %u, got %zu x %zu",
                        1u << 24, o->n_sets, o->per_set);
    if (o->most_parts < 1 || o->most_parts > UPDATE_PARTS)
        return ofr_fail(err, OFR_USAGE, "parts", "must be 1 to %d, got %zu", UPDATE_PARTS,
                        o->most_parts);
    if (!w->before->past || !w->now->past)
        return ofr_fail(err, OFR_USAGE, "record",
                        "an update needs a history before and after; the scenario names no record, "
                        "or begins with its first day");
    return OFR_OK;
}

/* ---- ways ---------------------------------------------------------------------------------------- */

/* The record as it is without a part; of WAY_QUIET without all that entered. */
static ofr_status make_record(update_work *w, size_t way, ofr_error *err)
{
    const ofr_growth *g = w->growth;
    uint8_t *without = calloc(g->n_rows + g->n_totals + 1, 1);
    ofr_status status;

    if (!without) return update_no_memory(err);
    for (size_t i = 0; i < g->n_rows + g->n_totals; i++)
        without[i] = way == WAY_QUIET ? w->part_of[i] != SIZE_MAX
                                      : w->part_of[i] == way - WAY_PARTS;
    status = growth_record(g, without, without + g->n_rows, w->now->record->path,
                           &w->way[way].record, err);
    free(without);
    return status;
}

static ofr_status open_study(update_work *w, size_t way, ofr_error *err)
{
    char start[OFR_DATE_TEXT], horizon[32];
    study_options options = {.start = date_format(w->now->model->start, start), .horizon = horizon};
    ofr_status status = make_record(w, way, err);

    snprintf(horizon, sizeof horizon, "%d days", (int)w->now->model->horizon);
    options.open_record = w->way[way].record;
    if (status == OFR_OK) status = study_open_again(w->now, &options, &w->way[way].opened, err);
    w->way[way].study = w->way[way].opened;
    return status;
}

/* Where the histories part, and whether they do at all: the last day may differ as well. */
static void find_parting(const update_work *w, update_way *way)
{
    const ofr_model *m = w->now->model;
    const int32_t parts = past_parts(w->now->past, way->study->past, m->epoch, m->start - 1);

    way->same = parts == m->start;
    way->parts = parts < m->start ? parts : m->start - 1;
}

static ofr_status make_way(update_work *w, size_t i, ofr_error *err)
{
    update_way *way = &w->way[i];
    ofr_status status = OFR_OK;

    way->study = i == WAY_BEFORE ? w->before : w->now;
    if (i != WAY_BEFORE && i != WAY_NOW) status = open_study(w, i, err);
    if (status == OFR_OK)
        status = ensemble_init(&way->e, way->study->model, kernel_choose(w->o->isa), w->o->seed,
                               w->o->n_sets, w->o->per_set, false, err);
    if (status != OFR_OK) return status;
    way->e.past = way->study->past;
    way->e.shift = w->shift;
    if (i != WAY_BEFORE && i != WAY_NOW) find_parting(w, way);
    return OFR_OK;
}

static ofr_status make_ways(update_work *w, ofr_error *err)
{
    const ofr_published *p = w->o->published;
    ofr_status status = OFR_OK;

    w->n_ways = WAY_PARTS + w->update->n_parts;
    w->way = calloc(w->n_ways, sizeof *w->way);
    if (!w->way) return update_no_memory(err);
    if (published_pools(p)) {
        w->shift = calloc(w->o->n_sets * p->n_pairs * 2 + 1, sizeof *w->shift);
        if (!w->shift) return update_no_memory(err);
        published_shifts(p, w->o->seed, w->o->n_sets, w->shift);
    }
    for (size_t i = 0; i < w->n_ways && status == OFR_OK; i++) status = make_way(w, i, err);
    return status;
}

static void ways_done(update_work *w)
{
    for (size_t i = 0; w->way && i < w->n_ways; i++) {
        ensemble_done(&w->way[i].e);
        study_close(w->way[i].opened);
        record_free(w->way[i].record);
    }
    free(w->way);
}

/* ---- sums ---------------------------------------------------------------------------------------- */

static ofr_status make_sums(update_work *w, ofr_error *err)
{
    const ofr_update *u = w->update;

    w->possible = calloc(w->n_ways * w->o->n_sets, 1);
    w->sums = calloc((SUM_PARTS + u->n_parts) * u->n_outcomes * u->n_horizons * w->o->n_sets + 1,
                     sizeof *w->sums);
    w->left = calloc(w->o->n_sets, sizeof *w->left);
    w->room = calloc(w->o->n_sets, sizeof *w->room);
    return w->possible && w->sums && w->left && w->room ? OFR_OK : update_no_memory(err);
}

static size_t sets_with(const update_work *w, size_t k)
{
    const pair_sums *sums = w->sums + k * w->o->n_sets;
    size_t n = 0;

    for (size_t s = 0; s < w->o->n_sets; s++) {
        if (sums[s].n > 0) w->left[n++] = sums[s];
    }
    return n;
}

/* Of every outcome at every horizon; NULL where no set counts. exact: nothing can differ. */
static ofr_status tell(update_work *w, size_t which, bool share, bool exact, ofr_difference **ret,
                       ofr_error *err)
{
    const ofr_update *u = w->update;
    const size_t cells = u->n_outcomes * u->n_horizons;
    ofr_difference *told = arena_alloc(u->arena, (cells + 1) * sizeof *told);

    if (!told) return update_no_memory(err);
    *ret = NULL;
    for (size_t i = 0; i < cells; i++) {
        const size_t n = sets_with(w, which * cells + i);
        if (n == 0) return OFR_OK;
        told[i] = difference_of(w->left, n, share, exact, w->room);
    }
    *ret = told;
    return OFR_OK;
}

static ofr_status tell_all(update_work *w, ofr_error *err)
{
    ofr_update *u = w->update;
    ofr_status status = tell(w, SUM_ALL, true, false, &u->all, err);

    for (size_t s = 0; s < w->o->n_sets; s++) u->used_sets += w->sums[s].n > 0;
    if (status == OFR_OK && u->used_sets == 0)
        status = ofr_fail(
            err, OFR_DEGENERATE, "history",
            "none of the %zu parameter sets can explain both records; take more sets, "
            "or look at the rows that `offramp check` calls next to impossible",
            w->o->n_sets);
    if (status == OFR_OK) status = tell(w, SUM_QUIET, true, false, &u->quiet, err);
    if (status == OFR_OK) status = tell(w, SUM_REST, false, false, &u->rest, err);
    for (size_t p = 0; p < u->n_parts && status == OFR_OK; p++) {
        u->part[p].same = w->way[WAY_PARTS + p].same;
        status = tell(w, SUM_PARTS + p, true, u->part[p].same, &u->part[p].moved, err);
        u->part[p].impossible = !u->part[p].moved;
    }
    return status;
}

static ofr_status name_outcomes(update_work *w, ofr_error *err)
{
    const ofr_outcomes *own = w->now->model->own->outcomes;
    ofr_update *u = w->update;

    u->n_outcomes = own->n;
    u->n_horizons = shares_horizons(w->now->model->horizon, u->days);
    u->outcome = arena_alloc(u->arena, (own->n + 1) * sizeof *u->outcome);
    for (size_t i = 0; u->outcome && i < own->n; i++) {
        u->outcome[i] = arena_text(u->arena, own->outcome[i].id, strlen(own->outcome[i].id));
        if (!u->outcome[i]) return update_no_memory(err);
    }
    return u->outcome ? OFR_OK : update_no_memory(err);
}

static ofr_status update_all(update_work *w, ofr_error *err)
{
    ofr_status status = check_asked(w, err);

    if (status == OFR_OK) status = name_outcomes(w, err);
    if (status == OFR_OK) status = update_groups(w, err);
    if (status == OFR_OK) status = make_ways(w, err);
    if (status == OFR_OK) status = make_sums(w, err);
    if (status == OFR_OK) status = update_run(w, err);
    if (status == OFR_OK) status = tell_all(w, err);
    ways_done(w);
    free(w->part_of);
    free(w->shift);
    free(w->possible);
    free(w->sums);
    free(w->left);
    free(w->room);
    return status;
}

ofr_status study_update(const ofr_study *before, const ofr_study *now, const ofr_growth *growth,
                        const update_options *o, ofr_update **ret_update, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_update *u = arena ? arena_alloc(arena, sizeof *u) : NULL;
    ofr_status status = u ? OFR_OK : update_no_memory(err);

    if (status == OFR_OK) {
        update_work w = {.before = before, .now = now, .growth = growth, .o = o, .update = u};
        u->arena = arena;
        u->seed = o->seed;
        u->n_sets = o->n_sets;
        u->per_set = o->per_set;
        status = update_all(&w, err);
    }
    if (status == OFR_OK)
        *ret_update = u;
    else
        arena_free(arena);
    return status;
}

void update_free(ofr_update *update)
{
    if (update) arena_free(update->arena);
}
