/* score.c -- scores a scenario on its own record: origins, futures, columns, sums. */
#include "score.h"

#include <stdlib.h>
#include <string.h>

#include "score_parts.h"
#include "track.h"

static ofr_status check_options(const score_options *o, ofr_error *err)
{
    if (!kernel_choose(o->isa))
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (o->n_sets < 1 || o->per_set < 1 || o->per_set > ((size_t)1 << 24) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "members", "sets x members must be 1 to %u, got %zu x %zu",
                        1u << 24, o->n_sets, o->per_set);
    if (o->step == SCORE_DAYS && o->days < 1)
        return ofr_fail(err, OFR_USAGE, "origins", "at least one day must lie between origins");
    for (size_t i = 0; i < o->n_horizons; i++) {
        if (o->horizon[i] < 1 || o->horizon[i] > 3650 ||
            (i > 0 && o->horizon[i] <= o->horizon[i - 1]))
            return ofr_fail(err, OFR_USAGE, "horizon",
                            "horizons must rise, each of 1 to 3650 days");
    }
    return OFR_OK;
}

/* Sets without a chance of the record, by origin; all of them: nothing to say. */
static ofr_status take_left_out(score_work *w, ofr_error *err)
{
    ofr_score *s = w->score;
    ofr_status status = OFR_OK;

    s->left_out = arena_alloc(w->arena, (w->n + 1) * sizeof *s->left_out);
    if (!s->left_out) return score_no_memory(err);
    for (size_t i = 0; i < w->n && status == OFR_OK; i++) {
        const score_origin *at = &w->origin[i];
        s->left_out[i] = left_out_of(&at->e, at->account, w->o->n_sets);
        status = left_out_check(&s->left_out[i], err);
    }
    return status;
}

void score_progress(const score_work *w, size_t of_model, size_t published)
{
    const size_t sets = w->o->n_sets;
    size_t of = sets * w->o->per_set * w->n;

    if (!w->o->progress) return;
    for (size_t g = 0; g < w->n; g++) {
        if (w->origin[g].published.pooled && !w->origin[g].published.found)
            of += sets * w->score->published_per_set;
    }
    w->o->progress(w->o->progress_self, of_model + published, of);
}

static ofr_status score_all(score_work *w, ofr_error *err)
{
    ofr_score *s = w->score;
    const ofr_node *title = node_get(w->base->spec->root, "title");
    ofr_status status = score_origins(w, err);

    if (status == OFR_OK) status = score_run(w, err);
    if (status == OFR_OK) status = take_left_out(w, err);
    if (status == OFR_OK) status = score_publish(w, err);
    if (status == OFR_OK) status = score_columns(w, err);
    if (status == OFR_OK) {
        s->title = arena_text(w->arena, title->text, strlen(title->text));
        s->dating = score_dating_of(w->base->spec, w->base->model->written_start, s->origin[0]);
        s->dating.insider = study_known_by(w->base) == OFR_NO_DATE;
        if (!s->title) status = score_no_memory(err);
    }
    if (status == OFR_OK) status = track_keep(s, w->base, w->o->store, err);
    score_origins_done(w);
    return status;
}

ofr_status study_score(const ofr_study *study, const score_options *o, ofr_score **ret_score,
                       ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_score *score = arena ? arena_alloc(arena, sizeof *score) : NULL;
    ofr_status status = score ? check_options(o, err) : score_no_memory(err);

    if (status == OFR_OK) {
        score_work w = {.base = study, .o = o, .score = score, .arena = arena};
        score->seed = o->seed;
        score->n_sets = o->n_sets;
        score->per_set = o->per_set;
        score->model_only = o->model_only;
        score->published_per_set = score_published_members(o->per_set);
        score->arena = arena;
        status = score_all(&w, err);
    }
    if (status == OFR_OK)
        *ret_score = score;
    else
        arena_free(arena);
    return status;
}

void score_free(ofr_score *score)
{
    if (score) arena_free(score->arena);
}
