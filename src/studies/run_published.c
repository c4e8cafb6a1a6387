/* run_published.c -- what a run does to publish: it finds the shifts of its sets beforehand, and afterwards runs some of them
 * without, so that what the model alone says stands beside what is published.
 */
#include <stdlib.h>

#include "../mechanisms/outcomes.h"
#include "run_parts.h"

enum { MODEL_SETS = 128, MODEL_LEAST = 32, MODEL_PART = 8 };

static ofr_status find_eve(void *self, size_t set, ofr_eve *ret_eve, ofr_error *err)
{
    return run_find_eve(self, set, ret_eve, err);
}

ofr_status run_solve(run_work *w, ofr_ensemble *e, ofr_error *err)
{
    const published_options o = {.threads = w->o->threads,
                                 .use = w->o->use,
                                 .stop = w->o->stop,
                                 .work = w->work,
                                 .find_eve = find_eve,
                                 .self = w};
    const ofr_status status = published_solve(w->study, e, &o, &w->solved, err);

    if (status == OFR_OK) e->shift = w->solved.shift;
    return status;
}

/* ---- the model alone ---------------------------------------------------------------------------- */

/* Days on which one member came to each row: outcomes, then class events. */
static void count_days(const int16_t *day, size_t n, size_t rows, const int32_t *days,
                       size_t n_horizons, size_t n_sets, size_t set, uint32_t *count)
{
    for (size_t r = 0; r < rows; r++, day += n) {
        for (size_t h = 0; h < n_horizons; h++, count += n_sets) {
            for (size_t k = 0; k < n; k++) count[set] += day[k] >= 0 && day[k] < days[h];
        }
    }
}

typedef struct alone {
    run_work *w;
    ofr_ensemble e; /* the run's, with fewer members and no shifts */
    int32_t days[SHARE_HORIZONS];
    size_t n_horizons, outcomes, pairs;
    ofr_model_only told;
    uint32_t *count;
} alone;

static ofr_status find_alone(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    const alone *a = self;

    return run_find_eve(a->w, b->index[i], batch_eves(b, i), err); /* a chunk is a set */
}

static ofr_status take_alone(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    alone *a = self;
    const ofr_seen *seen = batch_seen(b, i);

    (void)err;
    if (account_impossible(batch_accounts(b, i))) return OFR_OK;
    const size_t set = a->told.n_sets++;
    count_days(seen->value[SEEN_OUTCOMES], seen->n, a->outcomes, a->days, a->n_horizons,
               a->e.n_sets, set, a->count);
    count_days(seen->value[SEEN_PAIRS], seen->n, 2 * a->pairs, a->days, a->n_horizons, a->e.n_sets,
               set, a->count + a->outcomes * a->n_horizons * a->e.n_sets);
    return OFR_OK;
}

static size_t futures_a_set(const ofr_ensemble *e, size_t sets)
{
    const size_t n = e->n_sets * e->per_set / MODEL_PART / sets,
                 wanted = n > MODEL_LEAST ? n : MODEL_LEAST;

    return wanted < e->per_set ? wanted : e->per_set;
}

/* Rows of sets that were left out lie empty behind the others: closes up. */
static void close_up(alone *a)
{
    const size_t rows = (a->outcomes + 2 * a->pairs) * a->n_horizons;

    for (size_t r = 1; r < rows; r++) {
        for (size_t s = 0; s < a->told.n_sets; s++)
            a->count[r * a->told.n_sets + s] = a->count[r * a->e.n_sets + s];
    }
}

static ofr_status run_alone(alone *a, ofr_error *err)
{
    static const seen_plan seen = {.kinds = SEEN(SEEN_OUTCOMES) | SEEN(SEEN_PAIRS)};
    const batch_hooks hooks = {find_alone, take_alone, a};
    const ofr_variant *const base = NULL;
    ofr_batch b;
    ofr_status status = batch_init(&b, &a->e, a->e.per_set, a->w->o->threads, a->w->o->use, &base,
                                   1, &seen, err);

    b.with_eves = true;
    if (status == OFR_OK) status = batch_run_all(&b, 0, &hooks, a->w->o->stop, a->w->work, err);
    batch_done(&b);
    return status;
}

ofr_status run_publish(run_work *w, ofr_error *err)
{
    const ofr_ensemble *e = w->e;
    const size_t sets = e->n_sets < MODEL_SETS ? e->n_sets : MODEL_SETS;
    alone a = {.w = w, .e = *e, .outcomes = e->model->own->outcomes->n, .pairs = e->model->n_pairs};
    ofr_status status;

    if (!w->solved.shift || !w->sink->published) return OFR_OK;
    a.n_horizons = shares_horizons(e->model->horizon, a.days);
    a.e.shift = NULL;
    a.e.n_sets = sets;
    a.e.per_set = futures_a_set(e, sets);
    a.count = calloc((a.outcomes + 2 * a.pairs) * a.n_horizons * sets + 1, sizeof *a.count);
    status = a.count ? run_alone(&a, err)
                     : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the model alone");
    if (status == OFR_OK) {
        close_up(&a);
        a.told.per_set = a.e.per_set;
        a.told.count = a.count;
        status = w->sink->published(w->sink->self, &w->solved.published, &a.told, err);
    }
    free(a.count);
    return status;
}
