/* exits.c -- opens the search for exits, runs its stages, and estimates finalists on sets of their own: see exits.h. */
#include "exits.h"

#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"
#include "../mechanisms/outcomes.h"
#include "../mechanisms/politics.h"
#include "exits_parts.h"

enum {
    LEAST_SETS = 4,
    SEARCH_SETS = 256, /* at most, that the search runs */
    SCREEN_PART = 4,   /* of these are screened on */
    SEARCH_PART = 2,   /* of a set's members the search runs */
    SEARCH_LEAST = 8,
    SEARCH_MOST = 64,
    FINAL_PARTS = 8 /* in which finalists are run, so that a stop leaves whole ones */
};

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a search of packages");
}

/* ---- what is asked ------------------------------------------------------------------------------ */

static ofr_status check_options(const exits_options *o, const ofr_bound *bound, ofr_error *err)
{
    if (!kernel_choose(o->isa))
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (o->n_sets < LEAST_SETS || o->per_set < 1 || o->per_set > ((size_t)1 << 31) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "sets",
                        "a search takes %d sets or more, and sets x members of at most %u; got %zu "
                        "x %zu",
                        LEAST_SETS, 1u << 31, o->n_sets, o->per_set);
    if (o->most < 1 || o->most > EXITS_MOST)
        return ofr_fail(err, OFR_USAGE, "most", "a package has 1 to %d moves, got %zu", EXITS_MOST,
                        o->most);
    if (bound->n_fit == 0)
        return ofr_fail(err, OFR_USAGE, "moves",
                        "none of the %zu fits the scenario; `offramp moves` says why", bound->n);
    return OFR_OK;
}

/* The ids of all outcomes, for a message. */
static void name_outcomes(const ofr_outcomes *outcomes, char *text, size_t room)
{
    int n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < outcomes->n && (size_t)n + 70 < room; i++)
        n += snprintf(text + n, room - (size_t)n, "%s%.60s", i ? ", " : "",
                      outcomes->outcome[i].id);
}

static ofr_status add_outcome(exits_search *x, size_t i, ofr_error *err)
{
    const ofr_outcome *o = &x->study->model->own->outcomes->outcome[i];
    ofr_exits *to = x->to;

    for (size_t k = 0; k < to->n_outcomes; k++) {
        if (x->outcome[k] == i) return OFR_OK;
    }
    if (to->n_outcomes == EXITS_OUTCOMES)
        return ofr_fail(err, OFR_USAGE, "outcome", "at most %d are put together", EXITS_OUTCOMES);
    x->outcome[to->n_outcomes] = i;
    to->outcome[to->n_outcomes] = o->id;
    to->outcome_says[to->n_outcomes++] = o->says && *o->says ? o->says : o->id;
    return OFR_OK;
}

static ofr_status add_named(exits_search *x, const char *name, ofr_error *err)
{
    const ofr_outcomes *outcomes = x->study->model->own->outcomes;
    nearest_search search = nearest_begin(name);

    for (size_t i = 0; i < outcomes->n; i++) {
        if (strcmp(outcomes->outcome[i].id, name) == 0) return add_outcome(x, i, err);
        nearest_offer(&search, outcomes->outcome[i].id);
    }
    return ofr_fail(err, OFR_USAGE, "outcome", "there is no '%.64s'%s%s%s", name,
                    search.best ? "; did you mean '" : "; ",
                    search.best ? search.best : "they stand in the scenario's section outcomes",
                    search.best ? "'?" : "");
}

static ofr_status choose_outcomes(exits_search *x, ofr_error *err)
{
    const ofr_outcomes *outcomes = x->study->model->own->outcomes;
    char names[1000];
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < x->o->n_outcomes && status == OFR_OK; i++)
        status = add_named(x, x->o->outcome[i], err);
    for (size_t i = 0; !x->o->n_outcomes && i < outcomes->n && status == OFR_OK; i++) {
        const int event = outcomes->outcome[i].event;
        if (event == EVENT_WAR || event == EVENT_EXCHANGE) status = add_outcome(x, i, err);
    }
    if (status != OFR_OK || x->to->n_outcomes > 0) return status;
    name_outcomes(outcomes, names, sizeof names);
    return ofr_fail(err, OFR_USAGE, "outcome",
                    "the scenario asks about no war and no exchange; say with --outcome what is to "
                    "become rarer%s%s",
                    outcomes->n ? ": " : "; write a section outcomes", names);
}

static ofr_status list_fit(exits_search *x, const ofr_bound *bound, ofr_error *err)
{
    x->fit = calloc(bound->n_fit, sizeof(const bound_move *));
    if (!x->fit) return no_memory(err);
    for (size_t i = 0; i < bound->n; i++) {
        if (!bound->item[i].why_not) x->fit[x->n_fit++] = &bound->item[i];
    }
    x->to->work.moves = x->n_fit;
    return OFR_OK;
}

/* ---- sizes -------------------------------------------------------------------------------------- */

static void choose_sizes(exits_search *x)
{
    const exits_options *o = x->o;
    size_t members = o->per_set / SEARCH_PART;

    if (members < SEARCH_LEAST) members = o->per_set < SEARCH_LEAST ? o->per_set : SEARCH_LEAST;
    if (members > SEARCH_MOST) members = SEARCH_MOST;
    x->to->search_per_set = members;
    x->to->search_sets = o->n_sets < SEARCH_SETS ? o->n_sets : SEARCH_SETS;
    x->most_sets = o->n_sets;
}

/* Whole steps of the search's sets. */
static void choose_screen(exits_search *x)
{
    const size_t step = x->search.step, part = x->to->search_sets / SCREEN_PART,
                 least = part < LEAST_SETS ? LEAST_SETS : part;
    size_t sets = (least + step - 1) / step * step;

    if (sets > x->to->search_sets) sets = x->to->search_sets;
    x->to->screen_sets = sets;
    /* What is known before: single moves, pairs of the chosen, a few triples, and finalists of some ways. */
    const size_t pairs = x->o->most > 1 ? 130 : 0, triples = x->o->most > 2 ? 60 : 0;
    x->of = (x->n_fit + 1 + pairs + triples) * sets * x->to->search_per_set +
            20 * x->o->n_sets * x->o->per_set;
}

static ofr_status make_room(exits_search *x, ofr_error *err)
{
    x->possible = calloc(x->most_sets, sizeof *x->possible);
    x->room = calloc(x->most_sets, sizeof *x->room);
    x->n_parties = x->study->model->own->politics->n;
    if (x->n_parties > EXITS_PARTIES)
        return ofr_fail(err, OFR_LIMIT, "politics", "a search weighs at most %d principals",
                        EXITS_PARTIES);
    return x->possible && x->room ? OFR_OK : no_memory(err);
}

/* ---- pooling ------------------------------------------------------------------------------------ */

/* Shifts are solved for the search's sets; the finalists' are those of the same pairs. */
static ofr_status solve(exits_search *x, ofr_error *err)
{
    ofr_work work = {0};
    const published_options o = {
        .threads = x->o->threads, .use = x->o->use, .stop = x->o->stop, .work = &work};
    ofr_status status;

    if (!x->to->pooled) return OFR_OK;
    if (x->o->progress) x->o->progress(x->o->progress_self, 0, x->of);
    status = published_solve(x->study, &x->search.e, &o, &x->solved, err);
    if (status != OFR_OK) return status;
    x->search.e.shift = x->solved.shift;
    for (size_t s = 0; s < x->solved.n_eves; s++)
        published_give_eve(&x->solved, x->solved.first_eve + s,
                           &x->search.eve[x->solved.first_eve + s]);
    return OFR_OK;
}

static ofr_status shift_final(exits_search *x, ofr_error *err)
{
    exits_world *w = &x->final;

    if (!x->solved.shift) return OFR_OK;
    w->shift = calloc(2 * w->e.n_sets * x->study->model->n_pairs + 1, sizeof *w->shift);
    if (!w->shift) return no_memory(err);
    published_shifts(&x->solved.published, w->e.seed, w->e.n_sets, w->shift);
    w->e.shift = w->shift;
    return OFR_OK;
}

/* ---- finalists ---------------------------------------------------------------------------------- */

static size_t ways_of(exits_package *const *package, size_t n)
{
    size_t ways = 1;

    for (size_t i = 0; i < n; i++) {
        for (size_t a = 0; a < package[i]->n_atoms; a++) {
            bool known = false;
            for (size_t j = 0; j < i && !known; j++) {
                for (size_t b = 0; b < package[j]->n_atoms; b++)
                    known |= package[j]->atom[b] == package[i]->atom[a];
            }
            ways += !known;
        }
    }
    return ways;
}

/* A stop after the first part leaves what is done by then. */
static ofr_status run_finalists(exits_search *x, exits_package *const *finalist, size_t n,
                                ofr_error *err)
{
    exits_world *w = &x->final;
    const size_t sets = w->e.n_sets, part = (sets + FINAL_PARTS - 1) / FINAL_PARTS,
                 stride = (part + w->step - 1) / w->step * w->step;
    ofr_status status = OFR_OK;

    x->of = x->done + ways_of(finalist, n) * sets * w->e.per_set;
    for (size_t first = 0; first < sets && status == OFR_OK; first += stride) {
        const size_t end = first + stride < sets ? first + stride : sets;
        status = exits_run(x, w, finalist, n, first, end, err);
    }
    return status;
}

static void finalists_done(exits_package **finalist, size_t n)
{
    for (size_t i = 0; i < n; i++) exits_package_free(finalist[i]);
}

/* What the search has, told as it is: there was no time for more. */
static ofr_status tell_stopped(exits_search *x, ofr_error *err)
{
    exits_package *finalist[EXITS_ROWS];
    const size_t n = exits_finalists(x, finalist);

    x->to->stopped = true;
    if (n == 0) return ofr_fail(err, OFR_INTERRUPTED, "", "stopped before anything was known");
    ofr_error_done(err);
    return exits_tell(x, finalist, n, false, err);
}

static ofr_status estimate(exits_search *x, ofr_error *err)
{
    exits_package *chosen[EXITS_ROWS], *finalist[EXITS_ROWS];
    const size_t n = exits_finalists(x, chosen);
    size_t made = 0;
    ofr_status status = exits_world_init(x, &x->final, x->o->seed + 1, x->o->n_sets, x->o->per_set,
                                         err);

    if (status == OFR_OK) status = shift_final(x, err);
    for (size_t i = 0; i < n && status == OFR_OK; i++) {
        status = exits_package_again(x, chosen[i], x->o->n_sets, &finalist[i], err);
        made += status == OFR_OK;
    }
    if (status == OFR_OK && n > 0) status = run_finalists(x, finalist, n, err);
    const size_t done = made ? finalist[0]->done : 0;
    if (status == OFR_INTERRUPTED && done >= LEAST_SETS) {
        x->to->stopped = true;
        ofr_error_done(err);
        status = OFR_OK;
    }
    if (status == OFR_OK) {
        x->to->n_sets = done;
        x->to->left_out = left_out_of(&x->final.e, x->final.account, done);
        if (n > 0) status = left_out_check(&x->to->left_out, err);
        if (status == OFR_OK) status = exits_tell(x, finalist, n, true, err);
    }
    finalists_done(finalist, made);
    return status;
}

/* ---- opening and closing ------------------------------------------------------------------------ */

static ofr_exits *exits_new(const ofr_study *study, const exits_options *o)
{
    ofr_arena *arena = arena_new();
    ofr_exits *to = arena ? arena_alloc(arena, sizeof *to) : NULL;
    const run_options size = {.n_sets = o->n_sets, .model_only = o->model_only};

    if (!to) {
        arena_free(arena);
        return NULL;
    }
    *to = (ofr_exits){.title = node_get(study->spec->root, "title")->text,
                      .seed = o->seed,
                      .start = study->model->start,
                      .horizon = study->model->horizon,
                      .pooled = published_wanted(study, &size),
                      .n_sets = o->n_sets,
                      .per_set = o->per_set,
                      .best = SIZE_MAX,
                      .nearest = SIZE_MAX,
                      .arena = arena};
    return to;
}

static ofr_status search_all(exits_search *x, const ofr_bound *bound, ofr_error *err)
{
    exits_package **contender = NULL;
    size_t n = 0;
    ofr_status status = list_fit(x, bound, err);

    if (status == OFR_OK) status = choose_outcomes(x, err);
    choose_sizes(x);
    if (status == OFR_OK) status = make_room(x, err);
    if (status == OFR_OK)
        status = exits_world_init(x, &x->search, x->o->seed, x->to->search_sets,
                                  x->to->search_per_set, err);
    if (status != OFR_OK) return status;
    choose_screen(x);
    status = solve(x, err);
    if (status == OFR_OK) status = exits_stages(x, &contender, &n, err);
    free(contender);
    if (status == OFR_OK) status = estimate(x, err);
    return status == OFR_INTERRUPTED ? tell_stopped(x, err) : status;
}

static void search_done(exits_search *x)
{
    exits_packages_done(x);
    exits_world_done(&x->search);
    exits_world_done(&x->final);
    published_done(&x->solved);
    free(x->fit);
    free(x->possible);
    free(x->room);
}

ofr_status study_exits(const ofr_study *study, const ofr_bound *bound, const exits_options *o,
                       ofr_exits **ret_exits, ofr_error *err)
{
    exits_search x = {.study = study, .o = o};
    ofr_status status = check_options(o, bound, err);

    if (status != OFR_OK) return status;
    x.to = exits_new(study, o);
    if (!x.to) return no_memory(err);
    status = search_all(&x, bound, err);
    search_done(&x);
    if (status == OFR_OK)
        *ret_exits = x.to;
    else
        exits_free(x.to);
    return status;
}

void exits_free(ofr_exits *exits)
{
    if (exits) arena_free(exits->arena);
}
