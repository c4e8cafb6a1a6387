/* score_run.c -- runs the futures of all origins, set by set: each set goes through history once or twice, and leaves an eve on
 * each origin (history_legs); futures begin from these. What a set gives from an origin is kept as one part.
 *
 * A part is the account of the set (engine/account.h), futures with each outcome by each horizon (32 bits), and of
 * each group and week the acts of each future that the record would hold (16 bits).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/packed.h"
#include "../engine/filter.h"
#include "../engine/pool.h"
#include "../mechanisms/mechanisms.h"
#include "eve_key.h"
#include "score_parts.h"

/* What one set gives from one origin. */
typedef struct set_part {
    bool found;
    ofr_account account;
    uint32_t *came;  /* [outcomes][horizons] */
    uint16_t *count; /* [groups][SCORE_WEEKS][per_set] */
} set_part;

typedef struct runner {
    score_work *w;
    uint64_t *until; /* [origins][days] hash of what history is given from its first day to each */
    size_t days;     /* from the epoch to the last origin */
    size_t first;    /* set of the round's first */
    set_part *part;  /* [room][origins] */
    size_t room, n;  /* sets in a round: at most, now */
    ofr_work *done;  /* [room] */
    ofr_status *status;
    ofr_error *err; /* [room] */
} runner;

static set_part *parts_of(const runner *r, size_t i)
{
    return r->part + i * r->w->n;
}

/* ---- what is seen ------------------------------------------------------------------------------- */

typedef struct watch {
    const score_work *w;
    const score_origin *at;
    size_t first; /* member of the set's first */
    set_part *part;
} watch;

/* Of acts each of which the record holds with some chance, how many it does: the binomial's quantile of one keyed number. */
static double held_of(const watch *v, size_t member, size_t day, size_t f, double acts)
{
    const size_t n_flows = v->at->e.model->n_flows;
    const double share = v->at->share[day * n_flows + f];
    double chance, below = 0.0, held = 0.0, u;

    if (!(acts > 0.0) || share >= 1.0) return acts;
    if (!(share > 0.0)) return 0.0;
    u = score_unit(v->w->o->seed, "held", member, day * n_flows + f);
    chance = pow(1.0 - share, acts);
    while (held < acts && (below += chance) < u) {
        chance *= (acts - held) / (held + 1.0) * share / (1.0 - share);
        held += 1.0;
    }
    return held;
}

static void see_counts(void *self, const ofr_seats *seats)
{
    const watch *v = self;
    const size_t day = (size_t)(seats->day - v->at->day), per_set = v->w->o->per_set;

    for (size_t g = 0; g < v->w->n_groups; g++) {
        uint16_t *count = v->part->count + (g * SCORE_WEEKS + day / 7) * per_set;
        for (size_t f = 0; f < seats->model->n_flows; f++) {
            const double *acts = count_of(seats->model, seats->block, seats->model->flow[f].slot);
            for (size_t k = 0; v->w->group[g].mask[f] && k < seats->n; k++) {
                uint16_t *at = &count[seats->first + k - v->first];
                const double sum = *at + held_of(v, seats->first + k, day, f, acts[k]);
                *at = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
            }
        }
    }
}

static void see_outcomes(void *self, const ofr_seats *seats)
{
    const watch *v = self;
    const ofr_outcomes *own = seats->model->own->outcomes;
    const ofr_score *s = v->w->score;

    for (size_t i = 0; i < own->n; i++) {
        const int32_t *first = whole(seats->block, own->outcome[i].first);
        for (size_t k = 0; k < seats->n; k++) {
            for (size_t h = 0; h < s->n_horizons; h++)
                v->part->came[i * s->n_horizons + h] += first[k] != OFR_NEVER &&
                                                        first[k] - v->at->day < s->horizon[h];
        }
    }
}

/* ---- a set -------------------------------------------------------------------------------------- */

/* The day on which the history of a later origin parts from that of an earlier one. */
static int32_t parts_on(const runner *r, size_t late, size_t early)
{
    const score_origin *origin = r->w->origin;
    const int32_t epoch = origin[0].e.model->epoch;
    /* The last day that may differ is the one before the eve: the eve itself is each origin's own. */
    size_t low = 0, high = (size_t)(origin[early].day - 1 - epoch);

    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (r->until[late * r->days + middle] == r->until[early * r->days + middle])
            low = middle + 1;
        else
            high = middle;
    }
    return epoch + (int32_t)low;
}

static bool alike(const ofr_ensemble *a, const ofr_ensemble *b)
{
    const ofr_model *m = a->model, *n = b->model;

    return ensemble_has_history(a) && ensemble_has_history(b) && m->epoch == n->epoch &&
           m->n_pars == n->n_pars && m->n_nums == n->n_nums && m->n_wholes == n->n_wholes;
}

/* The latest origin that is left, and those whose history has more than half of its days in common with its. */
static size_t lay_legs(const runner *r, bool *wanted, ofr_eve *eve, ofr_leg *ret_leg)
{
    const score_origin *origin = r->w->origin;
    size_t latest = r->w->n, n = 0;

    while (latest > 0 && !wanted[latest - 1]) latest--;
    if (latest-- == 0) return 0;
    wanted[latest] = false;
    ret_leg[n++] = (ofr_leg){&origin[latest].e, 0, &eve[latest]};
    for (size_t g = 0; g < latest; g++) {
        if (!wanted[g] || !alike(&origin[latest].e, &origin[g].e)) continue;
        const int32_t parts = parts_on(r, latest, g), epoch = origin[g].e.model->epoch;
        if (2 * (origin[g].day - parts) > origin[g].day - epoch) continue;
        wanted[g] = false;
        ret_leg[n++] = (ofr_leg){&origin[g].e, parts, &eve[g]};
    }
    return n;
}

static ofr_status lead(runner *r, size_t i, ofr_eve *eve, ofr_error *err)
{
    const size_t n = r->w->n;
    ofr_leg *leg = calloc(n, sizeof *leg);
    bool *wanted = calloc(n, sizeof *wanted);
    ofr_status status = leg && wanted ? OFR_OK : score_no_memory(err);
    size_t legs;

    for (size_t g = 0; g < n && status == OFR_OK; g++)
        wanted[g] = (!parts_of(r, i)[g].found || r->w->origin[g].eve) &&
                    ensemble_has_history(&r->w->origin[g].e);
    while (status == OFR_OK && (legs = lay_legs(r, wanted, eve, leg)) > 0) {
        status = history_legs(leg, legs, r->first + i, r->w->o->stop, err);
        r->done[i].set_histories++;
    }
    free(leg);
    free(wanted);
    return status;
}

static ofr_status run_origin(runner *r, size_t i, size_t g, ofr_eve *eve, ofr_error *err)
{
    const score_origin *at = &r->w->origin[g];
    set_part *part = &parts_of(r, i)[g];
    const size_t set = r->first + i, per_set = r->w->o->per_set;
    const int32_t end = at->day + at->e.model->horizon,
                  weeks = at->e.model->horizon < 7 * SCORE_WEEKS ? end : at->day + 7 * SCORE_WEEKS;
    watch v = {r->w, at, set * per_set, part};
    const ofr_observer observer[] = {{at->day, weeks, see_counts, &v},
                                     {end - 1, end, see_outcomes, &v}};
    const ofr_way way = {.observer = observer, .n_observers = 2};
    const futures_plan plan = {.first = set * per_set,
                               .n = per_set,
                               .way = &way,
                               .n_ways = 1,
                               .account = &part->account,
                               .eve = ensemble_has_history(&at->e) ? eve : NULL,
                               .work = &r->done[i],
                               .stop = r->w->o->stop};

    return futures_run(&at->e, &plan, err);
}

/* What is published on an origin begins from the same eves; where nothing is, or all is kept, nobody wants them. */
static void leave_eve(const runner *r, size_t set, size_t g, ofr_eve *eve)
{
    const score_origin *at = &r->w->origin[g];

    if (!at->eve)
        eve_done(eve);
    else
        at->eve[set] = *eve;
}

static void run_set(void *self, size_t i)
{
    runner *r = self;
    const size_t n = r->w->n;
    ofr_eve *eve = calloc(n, sizeof *eve);

    r->status[i] = eve ? lead(r, i, eve, &r->err[i]) : score_no_memory(&r->err[i]);
    for (size_t g = 0; g < n && r->status[i] == OFR_OK; g++) {
        if (!parts_of(r, i)[g].found) r->status[i] = run_origin(r, i, g, &eve[g], &r->err[i]);
    }
    for (size_t g = 0; eve && g < n; g++) leave_eve(r, r->first + i, g, &eve[g]);
    free(eve);
}

/* ---- what is kept ------------------------------------------------------------------------------- */

static size_t came_bytes(const score_work *w)
{
    return w->n_outcomes * w->score->n_horizons * sizeof(uint32_t);
}

static size_t count_bytes(const score_work *w)
{
    return w->n_groups * SCORE_WEEKS * w->o->per_set * sizeof(uint16_t);
}

static size_t part_bytes(const score_work *w)
{
    return ACCOUNT_BYTES + came_bytes(w) + count_bytes(w);
}

/* A file may come from anyone: more futures than there are is no such part. */
static bool take_bytes(const score_work *w, const score_origin *at, const unsigned char *bytes,
                       set_part *part)
{
    bool fine = account_take(at->e.model, bytes, &part->account);

    memcpy(part->came, bytes + ACCOUNT_BYTES, came_bytes(w));
    memcpy(part->count, bytes + ACCOUNT_BYTES + came_bytes(w), count_bytes(w));
    for (size_t i = 0; i < came_bytes(w) / sizeof(uint32_t); i++)
        fine &= part->came[i] <= w->o->per_set;
    return fine;
}

static void empty(const score_work *w, set_part *part)
{
    part->found = false;
    memset(part->came, 0, came_bytes(w));
    memset(part->count, 0, count_bytes(w));
}

/* Under the key of all that it depends on, the set's values among it. */
static uint64_t part_key(const score_work *w, size_t g, size_t set)
{
    const score_origin *at = &w->origin[g];
    const uint64_t of_set = eve_key_set(at->eves, &at->e, set);

    return hash_bytes(at->key, &of_set, sizeof of_set);
}

static ofr_status find_part(const score_work *w, size_t g, size_t set, set_part *part,
                            ofr_error *err)
{
    const ofr_store *store = w->o->store;
    unsigned char *packed = NULL, *bytes = NULL;
    size_t n = 0, size = 0;
    ofr_status status = OFR_OK;

    empty(w, part);
    if (!store) return OFR_OK;
    status = store->asked(store->self, part_key(w, g, set), set, &packed, &n, err);
    if (status == OFR_OK && n > 0) {
        bytes = malloc(part_bytes(w));
        if (!bytes) status = score_no_memory(err);
        part->found = bytes && packed_open(packed, n, bytes, part_bytes(w), &size) &&
                      size == part_bytes(w) && take_bytes(w, &w->origin[g], bytes, part);
        if (!part->found) empty(w, part);
    }
    free(packed);
    free(bytes);
    return status;
}

static ofr_status keep_part(const score_work *w, size_t g, size_t set, const set_part *part,
                            ofr_error *err)
{
    const ofr_store *store = w->o->store;
    unsigned char *bytes, *packed = NULL;
    size_t n = 0;
    ofr_status status;

    if (!store || part->found) return OFR_OK;
    bytes = malloc(part_bytes(w));
    if (!bytes) return score_no_memory(err);
    account_put(&part->account, bytes);
    memcpy(bytes + ACCOUNT_BYTES, part->came, came_bytes(w));
    memcpy(bytes + ACCOUNT_BYTES + came_bytes(w), part->count, count_bytes(w));
    status = packed_make(bytes, part_bytes(w), &packed, &n, err);
    if (status == OFR_OK)
        status = store->keep(store->self, part_key(w, g, set), set, packed, n, NULL, 0, err);
    free(bytes);
    free(packed);
    return status;
}

/* ---- rounds ------------------------------------------------------------------------------------- */

static void add_part(score_work *w, size_t g, size_t set, const set_part *part)
{
    score_origin *at = &w->origin[g];
    const size_t per_set = w->o->per_set, all = w->o->n_sets * per_set;

    at->account[set] = part->account;
    if (account_impossible(&part->account)) return;
    for (size_t i = 0; i < w->n_outcomes * w->score->n_horizons; i++) at->came[i] += part->came[i];
    for (size_t i = 0; i < w->n_groups * SCORE_WEEKS; i++)
        memcpy(at->count + i * all + at->members, part->count + i * per_set,
               per_set * sizeof *at->count);
    at->members += per_set;
}

/* All that a round's sets gave; those that were whole are kept though another was stopped. */
static ofr_status take_round(runner *r, ofr_error *err)
{
    score_work *w = r->w;
    ofr_status first = OFR_OK;

    for (size_t i = 0; i < r->n; i++) {
        ofr_status status = r->status[i];
        if (status != OFR_OK && first == OFR_OK)
            ofr_fail(err, status, r->err[i].where, "%s",
                     r->err[i].text ? r->err[i].text : ofr_status_name(status));
        for (size_t g = 0; g < w->n && status == OFR_OK; g++) {
            add_part(w, g, r->first + i, &parts_of(r, i)[g]);
            status = keep_part(w, g, r->first + i, &parts_of(r, i)[g],
                               first == OFR_OK ? err : NULL);
        }
        if (r->status[i] == OFR_OK) work_add(&w->score->work, &r->done[i]);
        if (first == OFR_OK) first = status;
        ofr_error_done(&r->err[i]);
        r->err[i] = (ofr_error){0};
    }
    return first;
}

static ofr_status run_round(runner *r, ofr_error *err)
{
    score_work *w = r->w;
    const size_t left = w->o->n_sets - r->first,
                 threads = w->o->threads > 0 ? (size_t)w->o->threads : pool_processors();
    ofr_status status = OFR_OK;

    r->n = left < r->room ? left : r->room;
    for (size_t i = 0; i < r->n; i++) {
        r->done[i] = (ofr_work){0};
        for (size_t g = 0; g < w->n && status == OFR_OK; g++)
            status = find_part(w, g, r->first + i, &parts_of(r, i)[g], err);
    }
    if (status != OFR_OK) return status;
    const size_t wanted = threads < r->n ? threads : r->n;
    pool_note(w->o->use, wanted, pool_run(wanted, r->n, run_set, r));
    return take_round(r, err);
}

static ofr_status runner_init(runner *r, ofr_error *err)
{
    score_work *w = r->w;
    const ofr_model *last = w->origin[w->n - 1].e.model;
    bool fine = true;

    r->days = (size_t)(last->start - last->epoch) + 1;
    r->until = calloc(w->n * r->days, sizeof *r->until);
    r->part = calloc(r->room * w->n, sizeof *r->part);
    r->done = calloc(r->room, sizeof *r->done);
    r->status = calloc(r->room, sizeof *r->status);
    r->err = calloc(r->room, sizeof *r->err);
    for (size_t i = 0; r->part && i < r->room * w->n; i++) {
        r->part[i].came = calloc(1, came_bytes(w) + 1);
        r->part[i].count = calloc(1, count_bytes(w) + 1);
        fine &= r->part[i].came && r->part[i].count;
    }
    if (!fine || !r->until || !r->part || !r->done || !r->status || !r->err)
        return score_no_memory(err);
    for (size_t g = 0; g < w->n; g++) {
        const ofr_ensemble *e = &w->origin[g].e;
        uint64_t hash = HASH_START;
        for (int32_t day = e->model->epoch; e->past && day < e->model->start; day++) {
            hash = hash_word(hash, past_hash(e->past, day, day));
            r->until[g * r->days + (size_t)(day - e->model->epoch)] = hash;
        }
    }
    return OFR_OK;
}

static void runner_done(runner *r)
{
    for (size_t i = 0; r->part && i < r->room * r->w->n; i++) {
        free(r->part[i].came);
        free(r->part[i].count);
    }
    for (size_t i = 0; r->err && i < r->room; i++) ofr_error_done(&r->err[i]);
    free(r->until);
    free(r->part);
    free(r->done);
    free(r->status);
    free(r->err);
}

ofr_status score_run(score_work *w, ofr_error *err)
{
    const size_t threads = w->o->threads > 0 ? (size_t)w->o->threads : pool_processors();
    runner r = {.w = w, .room = threads < w->o->n_sets ? threads : w->o->n_sets};
    ofr_status status = runner_init(&r, err);

    while (r.first < w->o->n_sets && status == OFR_OK) {
        score_progress(w, r.first * w->o->per_set * w->n, 0);
        status = run_round(&r, err);
        r.first += r.n;
    }
    runner_done(&r);
    return status;
}
