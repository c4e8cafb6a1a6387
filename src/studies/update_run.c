/* update_run.c -- every forecast of an update, set by set: histories that part from the one now, futures, pairs. */
#include <stdlib.h>
#include <string.h>

#include "../engine/filter.h"
#include "../engine/observe.h"
#include "../mechanisms/mechanisms.h"
#include "update_parts.h"

typedef struct runner {
    update_work *w;
    size_t first, n; /* sets of the round */
    ofr_work *done;  /* [n] */
    ofr_status *status;
    ofr_error *err; /* [n] */
} runner;

/* What one set gives: of each way the day of each outcome in each future. */
typedef struct set_seen {
    ofr_eve *eve;         /* [ways] */
    ofr_account *account; /* [ways] */
    ofr_seen *seen;       /* [ways] */
} set_seen;

static const seen_plan days_of_outcomes = {.kinds = SEEN(SEEN_OUTCOMES)};

static void set_done(const update_work *w, set_seen *s)
{
    for (size_t i = 0; i < w->n_ways; i++) {
        if (s->eve) eve_done(&s->eve[i]);
        if (s->seen) seen_done(&s->seen[i]);
    }
    free(s->eve);
    free(s->account);
    free(s->seen);
}

static ofr_status set_init(const update_work *w, set_seen *s, ofr_error *err)
{
    ofr_status status = OFR_OK;

    *s = (set_seen){calloc(w->n_ways, sizeof *s->eve), calloc(w->n_ways, sizeof *s->account),
                    calloc(w->n_ways, sizeof *s->seen)};
    if (!s->eve || !s->account || !s->seen) return update_no_memory(err);
    for (size_t i = 0; i < w->n_ways && status == OFR_OK; i++) {
        if (!w->way[i].same)
            status = seen_init(&w->way[i].e, &days_of_outcomes, w->o->per_set, &s->seen[i], err);
    }
    return status;
}

/* The history now goes all the way, and those without something part from it on the day of that. The one before ends on another
 * day, and goes alone. */
static ofr_status lead(const update_work *w, size_t set, set_seen *s, ofr_work *done,
                       ofr_error *err)
{
    ofr_leg *leg = calloc(w->n_ways, sizeof *leg);
    size_t n = 0;
    ofr_status status;

    if (!leg) return update_no_memory(err);
    leg[n++] = (ofr_leg){&w->way[WAY_NOW].e, 0, &s->eve[WAY_NOW]};
    for (size_t i = 0; i < w->n_ways; i++) {
        if (i == WAY_NOW || i == WAY_BEFORE || w->way[i].same) continue;
        leg[n++] = (ofr_leg){&w->way[i].e, w->way[i].parts, &s->eve[i]};
    }
    status = history_legs(leg, n, set, w->o->stop, err);
    leg[0] = (ofr_leg){&w->way[WAY_BEFORE].e, 0, &s->eve[WAY_BEFORE]};
    if (status == OFR_OK) status = history_legs(leg, 1, set, w->o->stop, err);
    done->set_histories += 2;
    free(leg);
    return status;
}

static ofr_status run_way(const update_work *w, size_t set, size_t i, set_seen *s, ofr_work *done,
                          ofr_error *err)
{
    ofr_observer observer[SEEN_KINDS];
    const size_t per_set = w->o->per_set;

    seen_open(&s->seen[i], set * per_set, per_set);
    const ofr_way way = {.observer = observer,
                         .n_observers = seen_observers(&s->seen[i], observer)};
    const futures_plan plan = {.first = set * per_set,
                               .n = per_set,
                               .way = &way,
                               .n_ways = 1,
                               .account = &s->account[i],
                               .eve = &s->eve[i],
                               .work = done,
                               .stop = w->o->stop};
    return futures_run(&w->way[i].e, &plan, err);
}

/* ---- pairs --------------------------------------------------------------------------------------- */

static pair_sums *sums_of(const update_work *w, size_t which, size_t o, size_t h, size_t set)
{
    const ofr_update *u = w->update;

    return w->sums + ((which * u->n_outcomes + o) * u->n_horizons + h) * w->o->n_sets + set;
}

static double came(const update_work *w, const set_seen *s, size_t way, size_t o, size_t member,
                   int32_t days)
{
    const size_t i = w->way[way].same ? WAY_NOW : way;
    const int16_t *day = s->seen[i].value[SEEN_OUTCOMES];
    const int16_t first = day[o * w->o->per_set + member];

    return first >= 0 && first < days ? 1.0 : 0.0;
}

static bool possible(const update_work *w, size_t way, size_t set)
{
    return w->possible[way * w->o->n_sets + set] != 0;
}

/* One future of each way, one outcome by one day. */
static void add_member(const update_work *w, const set_seen *s, size_t set, size_t o, size_t h,
                       size_t member)
{
    const int32_t days = w->update->days[h];
    const double before = came(w, s, WAY_BEFORE, o, member, days),
                 quiet = came(w, s, WAY_QUIET, o, member, days),
                 now = came(w, s, WAY_NOW, o, member, days);
    double rest = now - quiet;

    pair_add(sums_of(w, SUM_ALL, o, h, set), before, now);
    pair_add(sums_of(w, SUM_QUIET, o, h, set), before, quiet);
    for (size_t p = 0; p < w->update->n_parts; p++) {
        if (!possible(w, WAY_PARTS + p, set)) continue;
        const double without = came(w, s, WAY_PARTS + p, o, member, days);
        pair_add(sums_of(w, SUM_PARTS + p, o, h, set), without, now);
        rest -= now - without;
    }
    pair_add(sums_of(w, SUM_REST, o, h, set), 0.0, rest);
}

static void add_set(const update_work *w, const set_seen *s, size_t set)
{
    for (size_t i = 0; i < w->n_ways; i++)
        w->possible[i * w->o->n_sets + set] = w->way[i].same
                                                  ? !account_impossible(&s->account[WAY_NOW])
                                                  : !account_impossible(&s->account[i]);
    if (!possible(w, WAY_BEFORE, set) || !possible(w, WAY_QUIET, set) || !possible(w, WAY_NOW, set))
        return;
    for (size_t o = 0; o < w->update->n_outcomes; o++) {
        for (size_t h = 0; h < w->update->n_horizons; h++) {
            for (size_t k = 0; k < w->o->per_set; k++) add_member(w, s, set, o, h, k);
        }
    }
}

/* ---- sets ---------------------------------------------------------------------------------------- */

static void run_set(void *self, size_t i)
{
    runner *r = self;
    const size_t set = r->first + i;
    set_seen s = {0};
    ofr_status status = set_init(r->w, &s, &r->err[i]);

    if (status == OFR_OK) status = lead(r->w, set, &s, &r->done[i], &r->err[i]);
    for (size_t k = 0; k < r->w->n_ways && status == OFR_OK; k++) {
        if (!r->w->way[k].same) status = run_way(r->w, set, k, &s, &r->done[i], &r->err[i]);
    }
    if (status == OFR_OK) add_set(r->w, &s, set);
    r->status[i] = status;
    set_done(r->w, &s);
}

static ofr_status take_round(runner *r, ofr_error *err)
{
    ofr_status first = OFR_OK;

    for (size_t i = 0; i < r->n; i++) {
        if (r->status[i] != OFR_OK && first == OFR_OK)
            first = ofr_fail(err, r->status[i], r->err[i].where, "%s",
                             r->err[i].text ? r->err[i].text : ofr_status_name(r->status[i]));
        work_add(&r->w->update->work, &r->done[i]);
        ofr_error_done(&r->err[i]);
        r->err[i] = (ofr_error){0};
        r->done[i] = (ofr_work){0};
    }
    return first;
}

ofr_status update_run(update_work *w, ofr_error *err)
{
    const size_t threads = w->o->threads > 0 ? (size_t)w->o->threads : pool_processors(),
                 room = threads < w->o->n_sets ? threads : w->o->n_sets;
    size_t run = 0;
    runner r = {.w = w,
                .done = calloc(room, sizeof *r.done),
                .status = calloc(room, sizeof *r.status),
                .err = calloc(room, sizeof *r.err)};
    ofr_status status = r.done && r.status && r.err ? OFR_OK : update_no_memory(err);

    for (size_t i = 0; i < w->n_ways; i++) run += !w->way[i].same;
    while (r.first < w->o->n_sets && status == OFR_OK) {
        const size_t left = w->o->n_sets - r.first, per_set = w->o->per_set * run;
        if (w->o->progress)
            w->o->progress(w->o->progress_self, r.first * per_set, w->o->n_sets * per_set);
        r.n = left < room ? left : room;
        pool_note(w->o->use, r.n, pool_run(r.n, r.n, run_set, &r));
        status = take_round(&r, err);
        r.first += r.n;
    }
    free(r.done);
    free(r.status);
    free(r.err);
    return status;
}
