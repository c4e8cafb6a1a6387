/* run_so_far.c -- the headline outcomes of the futures that have been run so far, for whoever waits. */
#include <stdlib.h>

#include "../mechanisms/outcomes.h"
#include "run_parts.h"

struct run_so_far_work {
    size_t n, *outcome; /* headlines; their numbers */
    uint32_t *count;    /* [n][sets] of the sets done now, in the order in which they were */
    double *room;       /* [sets] */
    size_t *occurred;   /* [n] */
    size_t sets, members;
    run_so_far *told; /* [n] */
};

ofr_status run_so_far_init(run_work *w, ofr_error *err)
{
    const ofr_outcomes *all = w->e->model->own->outcomes;
    struct run_so_far_work *s;

    if (!w->o->so_far) return OFR_OK;
    s = w->so_far = calloc(1, sizeof *s);
    if (s) {
        s->outcome = calloc(all->n + 1, sizeof *s->outcome);
        s->count = calloc((all->n + 1) * w->e->n_sets, sizeof *s->count);
        s->room = calloc(w->e->n_sets, sizeof *s->room);
        s->occurred = calloc(all->n + 1, sizeof *s->occurred);
        s->told = calloc(all->n + 1, sizeof *s->told);
    }
    if (!s || !s->outcome || !s->count || !s->room || !s->occurred || !s->told)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu outcomes", all->n);
    for (size_t i = 0; i < all->n; i++) {
        if (all->outcome[i].headline) s->outcome[s->n++] = i;
    }
    return OFR_OK;
}

static bool is_out(const run_work *w, size_t member)
{
    return account_impossible(&w->account[member / w->e->per_set]);
}

/* Futures of members first .. first + n - 1 of what was seen in which an outcome came. */
static uint32_t count_of(const run_work *w, const ofr_seen *seen, size_t outcome, size_t first,
                         size_t n)
{
    const int16_t *day = seen->value[SEEN_OUTCOMES];
    uint32_t count = 0;

    day += outcome * seen->n + (first - seen->first);
    for (size_t i = 0; i < n; i++) count += day[i] >= 0 && !is_out(w, first + i);
    return count;
}

/* Whole sets of a chunk. Where sets span chunks there are none, and the range is that of the share alone. */
static void take_sets(const run_work *w, const ofr_seen *seen)
{
    struct run_so_far_work *s = w->so_far;
    const ofr_ensemble *e = w->e;
    const size_t n = seen->first % e->per_set == 0 ? seen->n / e->per_set : 0;

    for (size_t set = 0; set < n; set++) {
        if (is_out(w, seen->first + set * e->per_set)) continue;
        for (size_t i = 0; i < s->n; i++)
            s->count[i * e->n_sets + s->sets] = count_of(
                w, seen, s->outcome[i], seen->first + set * e->per_set, e->per_set);
        s->sets++;
    }
}

void run_so_far_take(run_work *w, const ofr_seen *seen)
{
    struct run_so_far_work *s = w->so_far;
    const ofr_ensemble *e = w->e;

    if (!s || s->n == 0) return;
    take_sets(w, seen);
    for (size_t i = 0; i < seen->n; i++) s->members += !is_out(w, seen->first + i);
    if (s->members == 0) return;
    for (size_t i = 0; i < s->n; i++) {
        s->occurred[i] += count_of(w, seen, s->outcome[i], seen->first, seen->n);
        s->told[i].id = e->model->own->outcomes->outcome[s->outcome[i]].id;
        shares_tell(s->count + i * e->n_sets, 1, s->sets, e->per_set, &s->occurred[i], s->members,
                    s->room, &s->told[i].share);
    }
    w->o->so_far(w->o->so_far_self, s->told, s->n, s->members);
}

void run_so_far_done(run_work *w)
{
    struct run_so_far_work *s = w->so_far;

    if (!s) return;
    free(s->outcome);
    free(s->count);
    free(s->room);
    free(s->occurred);
    free(s->told);
    free(s);
}
