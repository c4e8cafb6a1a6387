/* worlds.c -- futures that the caller leads from day to day: a swarm, and what is checked before it is touched. */
#include <stdlib.h>

#include "../engine/filter.h"
#include "../engine/futures.h"
#include "api.h"

/* Replicates of the streams from this one on are nobody's: 0 to 3 are futures, history, resampling and priors. */
enum { FIRST_BRANCH = 16, MOST_BRANCHES = 1 << 30 };

struct ofr_worlds {
    const ofr_scenario *scenario;
    const ofr_future_change *change; /* NULL: none */
    ofr_ensemble e;                  /* its swarm's model, kernel and what is given */
    api_size size;
    ofr_swarm *swarm;
    size_t n;
};

static const ofr_variant *variant_of(const ofr_worlds *w)
{
    return w->change ? &w->change->plan.variant : NULL;
}

static int32_t end_of(const ofr_worlds *w)
{
    return w->e.model->start + w->e.model->horizon;
}

/* ---- beginning ---------------------------------------------------------------------------------- */

/* As futures.c seats members: each on a particle of its set. */
static ofr_status seat_from_history(ofr_worlds *w, size_t first, ofr_error *err)
{
    const ofr_ensemble *e = &w->e;
    ofr_swarm *particles = NULL;
    size_t led = SIZE_MAX; /* set whose particles there are */
    ofr_status status = history_new(e, &particles, err);

    for (size_t i = 0; i < w->n && status == OFR_OK; i++) {
        const size_t member = first + i, set = member / e->per_set;
        ofr_account account = {0};
        if (set != led) status = history_run(e, set, particles, NULL, 0, NULL, &account, err);
        if (status == OFR_OK && account_impossible(&account))
            status = account_fail(e->model, e->past, set, &account, err);
        if (status != OFR_OK) break;
        led = set;
        swarm_copy_seat(particles, member % e->per_set % e->particles, w->swarm, i);
        swarm_key(w->swarm, i, member, 0);
    }
    swarm_free(particles);
    return status;
}

static void seat_at_rest(ofr_worlds *w, size_t first)
{
    const ofr_ensemble *e = &w->e;

    for (size_t i = 0; i < w->n;) {
        const size_t set = (first + i) / e->per_set, left = (set + 1) * e->per_set - (first + i),
                     same = left < w->n - i ? left : w->n - i;
        swarm_image(w->swarm, i, same, e->value + set * e->model->spec->n_parameters);
        i += same;
    }
    for (size_t i = 0; i < w->n; i++) swarm_key(w->swarm, i, first + i, 0);
    swarm_rest(w->swarm, e->model->start);
}

/* Worlds without anybody in their seats yet; under the change. Freed by ofr_worlds_free. */
static ofr_status make_empty(const ofr_scenario *scenario, const api_size *size, size_t seats,
                             const ofr_future_change *change, ofr_worlds **ret_worlds,
                             ofr_error *err)
{
    ofr_worlds *w = calloc(1, sizeof *w);
    ofr_status status = OFR_OK;

    if (!w) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the worlds");
    *w = (ofr_worlds){.scenario = scenario, .change = change, .size = *size, .n = seats};
    status = api_ensemble(scenario, size, &w->e, err);
    if (status == OFR_OK)
        status = swarm_new(w->e.model, w->e.kernel, w->e.seed, seats, w->e.given, &w->swarm, err);
    if (status == OFR_OK && change) status = swarm_vary(w->swarm, variant_of(w), err);
    if (status == OFR_OK)
        *ret_worlds = w;
    else
        ofr_worlds_free(w);
    return status;
}

static ofr_status check_seats(const ofr_worlds_options *o, ofr_error *err)
{
    const size_t futures = o->sets * o->members;

    if (o->seats >= 1 && o->first < futures && o->seats <= futures - o->first) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "options",
                    "seats must be futures of 0 to %zu, got %zu of them from %zu on", futures - 1,
                    o->seats, o->first);
}

static ofr_status make_worlds(const ofr_scenario *scenario, const ofr_worlds_options *o,
                              ofr_worlds **ret_worlds, ofr_error *err)
{
    const api_size size = {o->seed, o->sets, o->members, o->fixed != 0};
    ofr_worlds *w = NULL;
    ofr_status status = api_check_size(&size, err);

    if (status == OFR_OK) status = check_seats(o, err);
    if (status == OFR_OK) status = make_empty(scenario, &size, o->seats, NULL, &w, err);
    if (status != OFR_OK) return status;
    if (ensemble_has_history(&w->e))
        status = seat_from_history(w, o->first, err);
    else
        seat_at_rest(w, o->first);
    if (status == OFR_OK)
        *ret_worlds = w;
    else
        ofr_worlds_free(w);
    return status;
}

ofr_status ofr_worlds_new(const ofr_scenario *scenario, const ofr_worlds_options *options,
                          ofr_worlds **ret_worlds, ofr_fault_list *faults)
{
    ofr_worlds_options o;
    ofr_error err = {0};
    ofr_status status = api_need(scenario, "scenario", &err);

    if (status == OFR_OK) status = api_need(options, "options", &err);
    if (status == OFR_OK) status = api_need(ret_worlds, "ret_worlds", &err);
    if (status == OFR_OK) status = api_options(&o, sizeof o, sizeof o, options, "options", &err);
    if (status == OFR_OK) status = make_worlds(scenario, &o, ret_worlds, &err);
    return api_end(faults, status, &err);
}

void ofr_worlds_free(ofr_worlds *worlds)
{
    if (!worlds) return;
    swarm_free(worlds->swarm);
    ensemble_done(&worlds->e);
    free(worlds);
}

/* ---- days --------------------------------------------------------------------------------------- */

ofr_status ofr_worlds_day(const ofr_worlds *worlds, int32_t *ret_day, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(worlds, "worlds", &err);

    if (status == OFR_OK) status = api_need(ret_day, "ret_day", &err);
    if (status == OFR_OK) *ret_day = swarm_day(worlds->swarm);
    return api_end(faults, status, &err);
}

static ofr_status run(ofr_worlds *w, int32_t until, ofr_error *err)
{
    const int32_t day = swarm_day(w->swarm);
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    if (until < day || until > end_of(w))
        return ofr_fail(err, OFR_USAGE, "until", "must be day %d to %d (%s to %s), got %d",
                        (int)day, (int)end_of(w), date_format(day, first),
                        date_format(end_of(w), last), (int)until);
    return swarm_run(w->swarm, until, NULL, 0, NULL, err);
}

ofr_status ofr_worlds_run(ofr_worlds *worlds, int32_t until, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(worlds, "worlds", &err);

    if (status == OFR_OK) status = run(worlds, until, &err);
    return api_end(faults, status, &err);
}

static double value_of(const ofr_worlds *w, const api_field *f, size_t seat)
{
    if (f->kind == API_STATE || f->kind == API_ACTS) return swarm_num(w->swarm, seat, f->row);
    const int32_t whole = swarm_whole(w->swarm, seat, f->row);
    if (f->kind == API_WHOLE_STATE) return whole;
    return whole == OFR_NEVER ? -1.0 : whole - w->e.model->start;
}

static ofr_status read_field(const ofr_worlds *w, const char *name, size_t n, double *ret_values,
                             ofr_error *err)
{
    const api_field *field = NULL;
    const ofr_status status = api_field_named(w->scenario, name, &field, err);

    if (status != OFR_OK) return status;
    if (n != w->n)
        return ofr_fail(err, OFR_USAGE, "n", "must be the number of seats, %zu, got %zu", w->n, n);
    for (size_t i = 0; i < n; i++) ret_values[i] = value_of(w, field, i);
    return OFR_OK;
}

ofr_status ofr_worlds_read(const ofr_worlds *worlds, const char *field, size_t n,
                           double *ret_values, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(worlds, "worlds", &err);

    if (status == OFR_OK) status = api_need(field, "field", &err);
    if (status == OFR_OK) status = api_need(ret_values, "ret_values", &err);
    if (status == OFR_OK) status = read_field(worlds, field, n, ret_values, &err);
    return api_end(faults, status, &err);
}

/* ---- copies ------------------------------------------------------------------------------------- */

static bool same_run(const api_size *a, const api_size *b)
{
    return a->seed == b->seed && a->sets == b->sets && a->members == b->members &&
           a->fixed == b->fixed;
}

static ofr_status check_seat(const ofr_worlds *w, const char *name, size_t seat, ofr_error *err)
{
    if (seat < w->n) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, name, "seats are numbered 0 to %zu, got %zu", w->n - 1, seat);
}

static ofr_status check_alike(const ofr_worlds *from, const ofr_worlds *to, ofr_error *err)
{
    const char *why = from->scenario != to->scenario      ? "another scenario"
                      : !same_run(&from->size, &to->size) ? "another seed, sets, members or fixed"
                      : from->change != to->change        ? "another what-if"
                      : swarm_day(from->swarm) != swarm_day(to->swarm) ? "another day"
                                                                       : NULL;

    return why ? ofr_fail(err, OFR_USAGE, "from", "is of %s than `to`; both must be alike", why)
               : OFR_OK;
}

static ofr_status copy_seat(const ofr_worlds *from, size_t from_seat, ofr_worlds *to,
                            size_t to_seat, uint32_t branch, ofr_error *err)
{
    const ofr_row member = from->e.model->member;
    ofr_status status = check_alike(from, to, err);

    if (status == OFR_OK) status = check_seat(from, "from_seat", from_seat, err);
    if (status == OFR_OK) status = check_seat(to, "to_seat", to_seat, err);
    if (status == OFR_OK && branch > MOST_BRANCHES)
        status = ofr_fail(err, OFR_USAGE, "branch", "must be 0 to 2^30, got %u", (unsigned)branch);
    if (status != OFR_OK) return status;
    swarm_copy_seat(from->swarm, from_seat, to->swarm, to_seat);
    if (branch > 0)
        swarm_key(to->swarm, to_seat, (size_t)swarm_whole(from->swarm, from_seat, member),
                  FIRST_BRANCH - 1 + (size_t)branch);
    return OFR_OK;
}

ofr_status ofr_worlds_copy_seat(const ofr_worlds *from, size_t from_seat, ofr_worlds *to,
                                size_t to_seat, uint32_t branch, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(from, "from", &err);

    if (status == OFR_OK) status = api_need(to, "to", &err);
    if (status == OFR_OK) status = copy_seat(from, from_seat, to, to_seat, branch, &err);
    return api_end(faults, status, &err);
}

/* Holds begin on their first day: later they would be left out without a word. */
static ofr_status check_change(const ofr_worlds *from, const ofr_future_change *change,
                               ofr_error *err)
{
    const int32_t day = swarm_day(from->swarm), first = variant_first(&change->plan.variant);
    char one[OFR_DATE_TEXT], other[OFR_DATE_TEXT];
    const ofr_status status = api_same_scenario(from->scenario, change, err);

    if (status != OFR_OK) return status;
    if (from->change && from->change != change)
        return ofr_fail(err, OFR_USAGE, "from",
                        "is under a what-if already; part from worlds that are under none");
    if (!from->change && first < day)
        return ofr_fail(err, OFR_USAGE, "change",
                        "begins on %s, and these worlds are on %s already; part earlier, or let it "
                        "begin later",
                        date_format(first, one), date_format(day, other));
    return OFR_OK;
}

static ofr_status part(const ofr_worlds *from, const ofr_future_change *change,
                       ofr_worlds **ret_worlds, ofr_error *err)
{
    const bool parts = change && change != from->change;
    ofr_worlds *w = NULL;
    ofr_status status = change ? check_change(from, change, err) : OFR_OK;

    if (status == OFR_OK)
        status = make_empty(from->scenario, &from->size, from->n, change ? change : from->change,
                            &w, err);
    if (status != OFR_OK) return status;
    swarm_copy(from->swarm, w->swarm);
    /* Who begins at rest begins so under the change. */
    if (parts && !ensemble_has_history(&w->e) && swarm_day(w->swarm) == w->e.model->start)
        swarm_rest(w->swarm, w->e.model->start);
    *ret_worlds = w;
    return OFR_OK;
}

ofr_status ofr_worlds_part(const ofr_worlds *from, const ofr_future_change *change,
                           ofr_worlds **ret_worlds, ofr_fault_list *faults)
{
    ofr_error err = {0};
    ofr_status status = api_need(from, "from", &err);

    if (status == OFR_OK) status = api_need(ret_worlds, "ret_worlds", &err);
    if (status == OFR_OK) status = part(from, change, ret_worlds, &err);
    return api_end(faults, status, &err);
}
