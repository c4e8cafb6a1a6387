/* why.c -- what is left of the difference between two futures without each mechanism: see why.h.
 *
 * The ways on from the same histories are the base, the what-if, and for each mechanism both once more without it. With d_i
 * the difference of member i and d'_i what is left of it without the mechanism, the share that it carries is
 *     r = 1 - mean d' / mean d,
 * and its standard error that of a ratio of means (Cochran 1977, section 2.9), over parameter sets, which are what was drawn:
 *     e_s = (d_s - d'_s) - r d_s,   error = sqrt(sum e_s^2 / (S - 1) / S) / |mean d|,
 * with d_s and d'_s the means of a set; over members where there is one set.
 *
 * Exact facts: d' = d everywhere gives 0, d' = 0 everywhere gives 1, both without error. Mechanisms work through each
 * other, so that shares need not sum to one.
 */
#include "why.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"
#include "../core/statistics.h"
#include "../mechanisms/outcomes.h"
#include "batch.h"
#include "study_sets.h"

enum { CHUNK = 1024, BASE = 0, WHATIF = 1 };

typedef struct work {
    const ofr_study *study;
    const why_options *o;
    ofr_why *why;
    ofr_ensemble e;
    ofr_whatifs off;             /* of the mechanisms that are switched off, in their order */
    size_t *of;                  /* [n_off] its mechanism */
    whatif_plan *plan;           /* [n_ways] */
    const ofr_variant **variant; /* [n_ways]: base, what-if, then both without each mechanism */
    size_t n_off, n_ways, n_outcomes, n_sets;
    pair_sums *all;       /* [n_outcomes][n_sets] */
    pair_sums *without;   /* [n_off][n_outcomes][n_sets] base and what-if without it */
    pair_sums *left;      /* [n_off][n_outcomes][n_sets] difference, and what is left of it */
    bool *idle, *same;    /* [n_off] nothing differs by it; base and what-if are one without it */
    bool alike;           /* they are one with it */
    ofr_account *account; /* [n_sets] */
    pair_sums *possible;  /* [n_sets] */
    double *room;         /* [n_sets] */
} work;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a comparison without mechanisms");
}

/* ---- what is asked ------------------------------------------------------------------------------ */

static ofr_status unknown(const char *what, const char *name, const nearest_search *search,
                          const char *cure, ofr_error *err)
{
    const char *near = search->best;

    return ofr_fail(err, OFR_USAGE, what, "there is no '%.64s'%s%s%s", name,
                    near ? "; did you mean '" : "; ", near ? near : cure, near ? "'?" : "");
}

static ofr_status find_switch(const char *name, const why_switch **ret, ofr_error *err)
{
    size_t n;
    const why_switch *all = why_switches(&n);
    nearest_search search = nearest_begin(name);

    for (size_t i = 0; i < n; i++) {
        nearest_offer(&search, all[i].name);
        if (strcmp(all[i].name, name) != 0) continue;
        *ret = &all[i];
        return OFR_OK;
    }
    return unknown("mechanism", name, &search, "--switches lists them", err);
}

/* Those that are named, each once, or all. */
static ofr_status choose_mechanisms(work *w, ofr_error *err)
{
    ofr_why *why = w->why;
    size_t n_all;
    const why_switch *all = why_switches(&n_all), *off = NULL;
    const size_t n = w->o->n_mechanisms ? w->o->n_mechanisms : n_all;
    ofr_status status = OFR_OK;

    why->mechanism = arena_alloc(why->arena, n * sizeof *why->mechanism);
    if (!why->mechanism) return no_memory(err);
    for (size_t i = 0; i < n && status == OFR_OK; i++) {
        bool known = false;
        off = &all[i < n_all ? i : 0];
        if (w->o->n_mechanisms) status = find_switch(w->o->mechanism[i], &off, err);
        for (size_t j = 0; j < why->n_mechanisms; j++) known |= why->mechanism[j].off == off;
        if (status == OFR_OK && !known)
            why->mechanism[why->n_mechanisms++] = (why_mechanism){.off = off, .state = WHY_ABSENT};
    }
    return status;
}

static ofr_status choose_outcomes(work *w, ofr_error *err)
{
    const ofr_outcomes *outcomes = w->study->model->own->outcomes;
    nearest_search search = nearest_begin(w->o->outcome);
    ofr_why *why = w->why;

    if (outcomes->n == 0)
        return ofr_fail(err, OFR_USAGE, "outcomes",
                        "the scenario asks about none, and there is nothing to explain; write a "
                        "section outcomes");
    why->outcome = arena_alloc(why->arena, outcomes->n * sizeof *why->outcome);
    if (!why->outcome) return no_memory(err);
    w->n_outcomes = outcomes->n;
    for (size_t i = 0; i < outcomes->n; i++) {
        const ofr_outcome *o = &outcomes->outcome[i];
        why_left *left = arena_alloc(why->arena, why->n_mechanisms * sizeof *left);
        if (!left) return no_memory(err);
        memset(left, 0, why->n_mechanisms * sizeof *left);
        why->outcome[why->n_outcomes++] = (why_outcome){.id = o->id,
                                                        .says = o->says && *o->says ? o->says
                                                                                    : o->id,
                                                        .prior_driven = o->prior_driven,
                                                        .left = left};
        nearest_offer(&search, o->id);
    }
    if (!w->o->outcome) return OFR_OK;
    for (size_t i = 0; i < outcomes->n; i++) {
        if (strcmp(outcomes->outcome[i].id, w->o->outcome) == 0) return OFR_OK;
    }
    return unknown("outcome", w->o->outcome, &search,
                   "they stand in the scenario's section outcomes", err);
}

static ofr_status check_sizes(const why_options *o, const ofr_kernel *kernel, ofr_error *err)
{
    if (!kernel)
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (o->n_sets < 1 || o->per_set < 1 || o->per_set > ((size_t)1 << 31) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "members", "sets x members must be 1 to %u, got %zu x %zu",
                        1u << 31, o->n_sets, o->per_set);
    return OFR_OK;
}

/* ---- ways --------------------------------------------------------------------------------------- */

/* Keeps of a switch what the scenario has. */
static size_t keep_present(const ofr_spec *spec, ofr_whatif *off)
{
    size_t n = 0;

    for (size_t i = 0; i < off->n_changes; i++) {
        if (spec_match(spec, off->change[i].path, NULL, 0) > 0) off->change[n++] = off->change[i];
    }
    off->n_changes = n;
    return n;
}

/* Base and what-if without the mechanism; where the scenario does not stand without it, that is told and no fault. */
static ofr_status compile_without(work *w, why_mechanism *m, const ofr_whatif *off, ofr_error *err)
{
    ofr_error why = {0};
    whatif_plan *plan = &w->plan[w->n_ways];
    ofr_status status = whatif_compile_under(w->study, w->why->base, off, &plan[BASE], &why);

    if (status == OFR_OK)
        status = whatif_compile_under(w->study, w->why->whatif, off, &plan[WHATIF], &why);
    if (status == OFR_OK) {
        m->state = WHY_OFF;
        for (size_t i = BASE; i <= WHATIF; i++) w->variant[w->n_ways++] = &plan[i].variant;
        return OFR_OK;
    }
    whatif_plan_done(&plan[BASE]);
    if (status == OFR_NO_MEMORY) {
        ofr_error_done(&why);
        return no_memory(err);
    }
    m->state = WHY_REFUSED;
    m->refused = why.text ? arena_text(w->why->arena, why.text, strlen(why.text)) : "";
    ofr_error_done(&why);
    return m->refused ? OFR_OK : no_memory(err);
}

static ofr_status compile_switches(work *w, ofr_error *err)
{
    ofr_status status = whatifs_init(&w->off, err);

    for (size_t i = 0; i < w->why->n_mechanisms && status == OFR_OK; i++) {
        why_mechanism *m = &w->why->mechanism[i];
        char line[1024];
        snprintf(line, sizeof line, "%s: %s", m->off->name, m->off->changes);
        status = whatifs_from_text(&w->off, line, err);
        if (status != OFR_OK) break;
        ofr_whatif *off = &w->off.item[w->off.n - 1];
        if (keep_present(w->study->spec, off) == 0) continue;
        status = compile_without(w, m, off, err);
        if (status == OFR_OK && m->state == WHY_OFF) w->of[w->n_off++] = i;
    }
    return status;
}

static ofr_status compile_ways(work *w, ofr_error *err)
{
    const size_t most = 2 + 2 * w->why->n_mechanisms;
    ofr_status status = OFR_OK;

    w->plan = calloc(most, sizeof *w->plan);
    w->variant = calloc(most, sizeof(const ofr_variant *));
    w->of = calloc(w->why->n_mechanisms + 1, sizeof *w->of);
    if (!w->plan || !w->variant || !w->of) return no_memory(err);
    w->n_ways = 2;
    if (w->why->base) {
        status = whatif_compile(w->study, w->why->base, &w->plan[BASE], err);
        if (status == OFR_OK) w->variant[BASE] = &w->plan[BASE].variant;
    }
    if (status == OFR_OK) status = whatif_compile(w->study, w->why->whatif, &w->plan[WHATIF], err);
    if (status != OFR_OK) return status;
    w->variant[WHATIF] = &w->plan[WHATIF].variant;
    return compile_switches(w, err);
}

/* ---- sums --------------------------------------------------------------------------------------- */

static double value_of(const ofr_seen *seen, size_t outcome, size_t i)
{
    const int16_t *day = seen->value[SEEN_OUTCOMES];

    return day[outcome * seen->n + i] >= 0;
}

/* One member and outcome, under all ways. */
static void sum_member(work *w, const ofr_seen *seen, size_t outcome, size_t i)
{
    const size_t set = (seen->first + i) / w->e.per_set;
    const double base = value_of(&seen[BASE], outcome, i),
                 other = value_of(&seen[WHATIF], outcome, i);

    pair_add(&w->all[outcome * w->n_sets + set], base, other);
    for (size_t m = 0; m < w->n_off; m++) {
        const ofr_seen *off = &seen[2 + 2 * m];
        const size_t at = (m * w->n_outcomes + outcome) * w->n_sets + set;
        const double b = value_of(&off[BASE], outcome, i), x = value_of(&off[WHATIF], outcome, i);
        pair_add(&w->without[at], b, x);
        pair_add(&w->left[at], other - base, x - b);
    }
}

/* seen: [n_ways] of the same members. */
static void sum_chunk(work *w, const ofr_seen *seen)
{
    w->alike &= seen_same(&seen[BASE], &seen[WHATIF]);
    for (size_t m = 0; m < w->n_off; m++) {
        const ofr_seen *off = &seen[2 + 2 * m];
        w->idle[m] &= seen_same(&seen[BASE], &off[BASE]) && seen_same(&seen[WHATIF], &off[WHATIF]);
        w->same[m] &= seen_same(&off[BASE], &off[WHATIF]);
    }
    for (size_t outcome = 0; outcome < w->n_outcomes; outcome++) {
        for (size_t i = 0; i < seen->n; i++) {
            const size_t set = (seen->first + i) / w->e.per_set;
            if (!account_impossible(&w->account[set])) sum_member(w, seen, outcome, i);
        }
    }
}

/* The sums of those sets that are not left out, one after the other; their number. */
static size_t possible_sums(const work *w, const pair_sums *sums)
{
    size_t n = 0;

    for (size_t s = 0; s < w->n_sets; s++) {
        if (sums[s].n > 0) w->possible[n++] = sums[s];
    }
    return n;
}

void why_share(const pair_sums *set, size_t n_sets, double *ret_share, double *ret_error)
{
    double all = 0, left = 0, pairs = 0, e2 = 0;

    for (size_t s = 0; s < n_sets; s++) {
        all += set[s].base;
        left += set[s].other;
        pairs += set[s].n;
    }
    *ret_share = *ret_error = 0;
    if (!(fabs(all) > 0)) return;
    const double gone = 1 - left / all, keep = 1 - gone;
    for (size_t s = 0; s < n_sets && n_sets > 1; s++) {
        const double e = (keep * set[s].base - set[s].other) / set[s].n;
        e2 += e * e;
    }
    if (n_sets == 1) { /* of (keep d - d')^2, with d d' = (d^2 + d'^2 - (d' - d)^2) / 2 */
        const double both = 0.5 * (set->base2 + set->other2 - set->difference2);
        e2 = fmax(0, keep * keep * set->base2 - 2 * keep * both + set->other2);
    }
    const double n = n_sets > 1 ? (double)n_sets : pairs;
    *ret_share = gone;
    *ret_error = n > 1 ? sqrt(e2 / (n - 1) / n) / fabs(all / pairs) : 0;
}

static void tell_outcome(work *w, size_t i)
{
    why_outcome *o = &w->why->outcome[i];
    size_t sets = possible_sums(w, w->all + i * w->n_sets);

    o->all = difference_of(w->possible, sets, true, w->alike, w->room);
    for (size_t m = 0; m < w->n_off; m++) {
        const size_t at = (m * w->n_outcomes + i) * w->n_sets;
        why_left *left = &o->left[w->of[m]];
        sets = possible_sums(w, w->without + at);
        left->without = difference_of(w->possible, sets, true, w->same[m], w->room);
        sets = possible_sums(w, w->left + at);
        for (size_t s = 0; s < sets; s++)
            left->moved += w->possible[s].lower + w->possible[s].higher;
        why_share(w->possible, sets, &left->share, &left->error);
    }
}

static int by_difference(const void *a, const void *b)
{
    const why_outcome *x = a, *y = b;
    const double p = fabs(x->all.value), q = fabs(y->all.value);

    if (p != q) return p > q ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void keep_asked(work *w)
{
    ofr_why *why = w->why;
    size_t n = 0;

    for (size_t i = 0; i < why->n_outcomes; i++) {
        if (!w->o->outcome || strcmp(why->outcome[i].id, w->o->outcome) == 0)
            why->outcome[n++] = why->outcome[i];
    }
    why->n_outcomes = n;
    qsort(why->outcome, n, sizeof *why->outcome, by_difference);
}

static ofr_status tell(work *w, ofr_error *err)
{
    ofr_why *why = w->why;

    why->left_out = left_out_of(&w->e, w->account, w->n_sets);
    const ofr_status status = left_out_check(&why->left_out, err);
    if (status != OFR_OK) return status;
    for (size_t s = 0; s < w->n_sets; s++) {
        if (!account_impossible(&w->account[s])) why->n_futures += w->e.per_set;
    }
    for (size_t m = 0; m < w->n_off; m++) why->mechanism[w->of[m]].idle = w->idle[m];
    for (size_t i = 0; i < w->n_outcomes; i++) tell_outcome(w, i);
    keep_asked(w);
    return OFR_OK;
}

/* ---- running ------------------------------------------------------------------------------------ */

static ofr_status take_chunk(work *w, const ofr_batch *b, size_t i, ofr_error *err)
{
    const ofr_status status = batch_status(b, i, err);

    if (status != OFR_OK) return status;
    batch_note(b, i, w->account);
    sum_chunk(w, batch_seen(b, i));
    work_add(&w->why->work, batch_work(b, i));
    return OFR_OK;
}

static ofr_status run_chunks(work *w, ofr_batch *b, ofr_error *err)
{
    const size_t total = w->e.n_sets * w->e.per_set;
    size_t next = 0, done;
    ofr_status status = OFR_OK;

    while (next < b->n_chunks && status == OFR_OK) {
        done = next * b->chunk;
        if (w->o->progress) w->o->progress(w->o->progress_self, done, total);
        for (b->n = 0; next < b->n_chunks && batch_ask(b, next); next++) continue;
        batch_run(b, w->o->stop);
        for (size_t i = 0; i < b->n && status == OFR_OK; i++) status = take_chunk(w, b, i, err);
    }
    if (status == OFR_OK && w->o->progress) w->o->progress(w->o->progress_self, total, total);
    return status;
}

static ofr_status run_all(work *w, ofr_error *err)
{
    static const seen_plan seen = {.kinds = SEEN(SEEN_MEMBERS) | SEEN(SEEN_OUTCOMES)};
    ofr_batch b;
    ofr_status status = batch_init(&b, &w->e, batch_chunk_size(w->o->per_set, CHUNK), w->o->threads,
                                   w->o->use, w->variant, w->n_ways, &seen, err);

    if (status == OFR_OK) status = run_chunks(w, &b, err);
    batch_done(&b);
    return status;
}

/* ---- opening and closing ------------------------------------------------------------------------ */

static ofr_status make_room(work *w, ofr_error *err)
{
    const size_t rows = w->n_outcomes + 1, more = w->n_off * w->n_outcomes + 1;

    w->all = calloc(rows * w->n_sets, sizeof *w->all);
    w->without = calloc(more * w->n_sets, sizeof *w->without);
    w->left = calloc(more * w->n_sets, sizeof *w->left);
    w->idle = malloc((w->n_off + 1) * sizeof *w->idle);
    w->same = malloc((w->n_off + 1) * sizeof *w->same);
    w->account = calloc(w->n_sets, sizeof *w->account);
    w->possible = calloc(w->n_sets, sizeof *w->possible);
    w->room = calloc(w->n_sets, sizeof *w->room);
    if (!w->all || !w->without || !w->left || !w->idle || !w->same || !w->account || !w->possible ||
        !w->room)
        return no_memory(err);
    for (size_t m = 0; m < w->n_off; m++) w->idle[m] = w->same[m] = true;
    w->alike = true;
    return OFR_OK;
}

static void work_done(work *w)
{
    for (size_t i = 0; w->plan && i < w->n_ways; i++) whatif_plan_done(&w->plan[i]);
    whatifs_done(&w->off);
    free(w->of);
    free(w->plan);
    free(w->variant);
    free(w->all);
    free(w->without);
    free(w->left);
    free(w->idle);
    free(w->same);
    free(w->account);
    free(w->possible);
    free(w->room);
    ensemble_done(&w->e);
}

static ofr_why *why_new(const ofr_study *study, const ofr_whatif *base, const ofr_whatif *whatif,
                        const why_options *o)
{
    ofr_arena *arena = arena_new();
    ofr_why *why = arena ? arena_alloc(arena, sizeof *why) : NULL;

    if (!why) {
        arena_free(arena);
        return NULL;
    }
    *why = (ofr_why){.title = node_get(study->spec->root, "title")->text,
                     .seed = o->seed,
                     .start = study->model->start,
                     .horizon = study->model->horizon,
                     .base = base,
                     .whatif = whatif,
                     .n_sets = o->n_sets,
                     .per_set = o->per_set,
                     .fixed = o->fixed,
                     .arena = arena};
    return why;
}

ofr_status study_why(const ofr_study *study, const ofr_whatif *base, const ofr_whatif *whatif,
                     const why_options *o, ofr_why **ret_why, ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(o->isa);
    work w = {.study = study, .o = o, .n_sets = o->n_sets};
    ofr_status status = check_sizes(o, kernel, err);

    if (status != OFR_OK) return status;
    w.why = why_new(study, base, whatif, o);
    if (!w.why) return no_memory(err);
    status = choose_mechanisms(&w, err);
    if (status == OFR_OK) status = choose_outcomes(&w, err);
    if (status == OFR_OK)
        status = study_ensemble(study, kernel, o->seed, o->n_sets, o->per_set, o->fixed, &w.e, err);
    if (status == OFR_OK) status = compile_ways(&w, err);
    if (status == OFR_OK) status = make_room(&w, err);
    if (status == OFR_OK) status = run_all(&w, err);
    if (status == OFR_OK) status = tell(&w, err);
    work_done(&w);
    if (status == OFR_OK)
        *ret_why = w.why;
    else
        why_free(w.why);
    return status;
}

void why_free(ofr_why *why)
{
    if (why) arena_free(why->arena);
}
