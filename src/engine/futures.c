/* futures.c -- see futures.h.
 *
 * Members take their seats a few at a time, so that memory does not grow with their number. The base goes first as far as
 * the earliest change; ways that change that day part from it, and go to their end; and so on. Particles of one set
 * at a time are kept: members sit down in the order of their sets.
 */
#include "futures.h"

#include <stdlib.h>

#include "../mechanisms/war.h"
#include "filter.h"

enum { TOGETHER = 64 }; /* members seated at once: whole blocks of every kernel */

typedef struct work {
    const ofr_ensemble *e;
    const futures_plan *plan;
    ofr_swarm *particles, *base,
        *other;             /* other: the way at hand that has parted; NULL: none will */
    ofr_observer *watching; /* room for all observers of all ways */
    size_t set;             /* whose particles there are; SIZE_MAX: nobody's yet */
    ofr_account account;    /* its */
    size_t first, seated;   /* members who have seats */
    int32_t end;
    ofr_work done;
} work;

void work_add(ofr_work *sum, const ofr_work *more)
{
    sum->set_histories += more->set_histories;
    sum->member_days += more->member_days;
}

size_t futures_sets(const ofr_ensemble *e, size_t first, size_t n)
{
    return n ? (first + n - 1) / e->per_set - first / e->per_set + 1 : 0;
}

/* ---- seats -------------------------------------------------------------------------------------- */

static size_t past_watchers(const futures_plan *p, size_t set)
{
    return p->past_end == 0 || set < p->past_end ? p->n_past : 0;
}

/* Runs the history of a set; its eve, if wanted, is made. */
static ofr_status live_history(work *w, size_t set, ofr_eve *eve, ofr_error *err)
{
    const futures_plan *p = w->plan;
    ofr_status status = history_run(w->e, set, w->particles, p->past, past_watchers(p, set),
                                    p->stop, &w->account, err);

    if (status != OFR_OK) return status;
    w->done.set_histories++;
    if (!eve) return OFR_OK;
    eve_done(eve);
    return eve_pack(w->e, set, w->particles, &w->account, eve, err);
}

/* Leads the particles of a set to the start, if they are not there already. */
static ofr_status come_to(work *w, size_t set, ofr_error *err)
{
    const futures_plan *p = w->plan;
    const size_t at = set - p->first / w->e->per_set;
    ofr_eve *eve = p->eve ? &p->eve[at] : NULL;
    ofr_status status = OFR_OK;

    if (w->set == set) return OFR_OK;
    w->set = set;
    if (!eve || eve->n == 0 || past_watchers(p, set) > 0 ||
        !eve_open(w->e, set, eve, w->particles, &w->account))
        status = live_history(w, set, eve, err);
    if (status == OFR_OK && p->account) p->account[at] = w->account;
    return status;
}

/* Members are seated up to the first one of a set that is impossible. */
static ofr_status seat_from_history(work *w, size_t first, size_t n, size_t *ret_seated,
                                    ofr_error *err)
{
    const ofr_ensemble *e = w->e;
    ofr_status status = OFR_OK;
    size_t i;

    for (i = 0; i < n && status == OFR_OK; i++) {
        const size_t member = first + i;
        status = come_to(w, member / e->per_set, err);
        if (status != OFR_OK || account_impossible(&w->account)) break;
        swarm_copy_seat(w->particles, member % e->per_set % e->particles, w->base, i);
        swarm_key(w->base, i, member, 0);
    }
    *ret_seated = i;
    return status;
}

static void seat_at_rest(work *w, size_t first, size_t n)
{
    const ofr_ensemble *e = w->e;

    for (size_t i = 0; i < n;) {
        const size_t set = (first + i) / e->per_set, left = (set + 1) * e->per_set - (first + i),
                     same = left < n - i ? left : n - i;
        swarm_image(w->base, i, same, e->value + set * e->model->spec->n_parameters);
        i += same;
    }
    for (size_t i = 0; i < n; i++) swarm_key(w->base, i, first + i, 0);
    swarm_rest(w->base, e->model->start);
}

/* Writes the shifts of members `first` to first + n - 1, who are seated and are on the morning of the start. */
static void shift(const work *w, ofr_swarm *swarm, size_t first, size_t n)
{
    const ofr_ensemble *e = w->e;
    const size_t n_pairs = e->model->n_pairs;
    double value[TOGETHER];

    if (!e->shift) return;
    for (size_t i = 0; i < 2 * n_pairs; i++) {
        const ofr_war_shift *row = &e->model->own->war->shift[i / 2];
        for (size_t k = 0; k < n; k++)
            value[k] = e->shift[(first + k) / e->per_set * 2 * n_pairs + i];
        swarm_row_write(swarm, SWARM_NUMS, i % 2 ? row->war : row->open, value);
    }
    swarm_arrive(swarm, e->model->start, false);
}

/* Members from `first` on, n at most: as many as lie side by side. */
static ofr_status seat(work *w, size_t first, size_t n, size_t *ret_seated, ofr_error *err)
{
    size_t seated = n;
    ofr_status status = OFR_OK;

    swarm_number(w->base, first, n);
    if (ensemble_has_history(w->e))
        status = seat_from_history(w, first, n, &seated, err);
    else
        seat_at_rest(w, first, n);
    if (status == OFR_OK && seated > 0) {
        swarm_number(w->base, first, seated);
        shift(w, w->base, first, seated);
        w->first = first;
        w->seated = seated;
    }
    *ret_seated = seated;
    return status;
}

/* ---- ways --------------------------------------------------------------------------------------- */

/* First day on which a way is not the base; the end if there is none. */
static int32_t parts_on(const work *w, const ofr_way *way)
{
    const int32_t day = variant_first(way->variant), start = w->e->model->start;

    return day < start ? start : day < w->end ? day : w->end;
}

/* From the base's day to the end. */
static ofr_status run_parted(work *w, const ofr_way *way, ofr_error *err)
{
    const ofr_status status = swarm_vary(w->other, way->variant, err);

    if (status != OFR_OK) return status;
    swarm_copy(w->base, w->other);
    /* Who begins at rest begins so under the change. */
    if (!ensemble_has_history(w->e) && swarm_day(w->base) == w->e->model->start) {
        swarm_rest(w->other, w->e->model->start);
        shift(w, w->other, w->first, w->seated);
    }
    return swarm_run(w->other, w->end, way->observer, way->n_observers, w->plan->stop, err);
}

/* Who watches the base: whoever watches a way that parts after the day `parted`. The first day on which one does goes
 * into ret_next. */
static size_t gather(const work *w, int32_t parted, int32_t *ret_next)
{
    size_t n = 0;

    *ret_next = w->end;
    for (size_t i = 0; i < w->plan->n_ways; i++) {
        const ofr_way *way = &w->plan->way[i];
        const int32_t parts = parts_on(w, way);
        if (parts <= parted) continue;
        if (parts < *ret_next) *ret_next = parts;
        for (size_t o = 0; o < way->n_observers; o++) w->watching[n++] = way->observer[o];
    }
    return n;
}

/* The futures of those who are seated. */
static ofr_status run_ways(work *w, ofr_error *err)
{
    int32_t parted = w->e->model->start - 1;
    ofr_status status = OFR_OK;

    while (parted < w->end && status == OFR_OK) {
        const size_t n = gather(w, parted, &parted);
        if (n == 0) break;
        status = swarm_run(w->base, parted, w->watching, n, w->plan->stop, err);
        for (size_t i = 0; i < w->plan->n_ways && parted < w->end && status == OFR_OK; i++) {
            if (parts_on(w, &w->plan->way[i]) == parted)
                status = run_parted(w, &w->plan->way[i], err);
        }
    }
    return status;
}

/* ---- all ---------------------------------------------------------------------------------------- */

static ofr_status make_room(work *w, ofr_error *err)
{
    const ofr_ensemble *e = w->e;
    const size_t seats = w->plan->n < TOGETHER ? w->plan->n : TOGETHER;
    size_t watching = 1;
    bool part = false;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < w->plan->n_ways; i++) {
        watching += w->plan->way[i].n_observers;
        part |= parts_on(w, &w->plan->way[i]) < w->end;
    }
    w->watching = calloc(watching, sizeof *w->watching);
    if (!w->watching) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for observers");
    if (status == OFR_OK && ensemble_has_history(e)) status = history_new(e, &w->particles, err);
    if (status == OFR_OK && w->plan->n_ways)
        status = swarm_new(e->model, e->kernel, e->seed, seats, e->given, &w->base, err);
    if (status == OFR_OK && part)
        status = swarm_new(e->model, e->kernel, e->seed, seats, e->given, &w->other, err);
    return status;
}

/* Members of one set from `first` on. */
static size_t left_of_set(const ofr_ensemble *e, size_t first)
{
    return e->per_set - first % e->per_set;
}

static ofr_status run_members(work *w, ofr_error *err)
{
    const futures_plan *p = w->plan;
    ofr_status status = OFR_OK;

    for (size_t at = 0, seated; at < p->n && status == OFR_OK;) {
        const size_t left = p->n - at;
        status = seat(w, p->first + at, left < TOGETHER ? left : TOGETHER, &seated, err);
        if (status == OFR_OK && seated > 0) status = run_ways(w, err);
        at += seated > 0 ? seated : left_of_set(w->e, p->first + at);
    }
    return status;
}

static ofr_status run_histories(work *w, ofr_error *err)
{
    const size_t first = w->plan->first / w->e->per_set,
                 n = ensemble_has_history(w->e) ? futures_sets(w->e, w->plan->first, w->plan->n)
                                                : 0;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < n && status == OFR_OK; i++) status = come_to(w, first + i, err);
    return status;
}

static void count_work(const work *w)
{
    if (!w->plan->work) return;
    w->plan->work->set_histories += w->done.set_histories;
    if (w->base) w->plan->work->member_days += swarm_seat_days(w->base);
    if (w->other) w->plan->work->member_days += swarm_seat_days(w->other);
}

ofr_status futures_run(const ofr_ensemble *e, const futures_plan *plan, ofr_error *err)
{
    work w = {.e = e, .plan = plan, .set = SIZE_MAX, .end = e->model->start + e->model->horizon};
    ofr_status status = make_room(&w, err);

    for (size_t i = 0; plan->account && i < futures_sets(e, plan->first, plan->n); i++)
        plan->account[i] = (ofr_account){0};
    if (status == OFR_OK && plan->n_ways == 0) status = run_histories(&w, err);
    if (status == OFR_OK && plan->n_ways) status = run_members(&w, err);
    count_work(&w);
    swarm_free(w.particles);
    swarm_free(w.base);
    swarm_free(w.other);
    free(w.watching);
    return status;
}
