/* score_origins.c -- the days on which forecasts are made, what is asked from each, and a study for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../engine/observation.h"
#include "../engine/totals.h"
#include "eve_key.h"
#include "published.h"
#include "score_parts.h"

enum { YEAR = 365, LONG_HORIZON = 180, LEAST_OF_LONG = 10, TEXT = 512 };

/* Raised where what is kept of a set, or how it is counted, changes. */
enum { FORM = 1 };

ofr_status score_no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the scores");
}

/* ---- days --------------------------------------------------------------------------------------- */

static int days_in_month(int year, int month)
{
    int day = 31;

    while (date_from_ymd(year, month, day) == OFR_NO_DATE) day--;
    return day;
}

/* The same day so many months later; the last of the month where there is none. */
static int32_t months_later(int32_t day, int months)
{
    int year, month, of_month;

    date_to_ymd(day, &year, &month, &of_month);
    year += (month - 1 + months) / 12;
    month = (month - 1 + months) % 12 + 1;
    const int most = days_in_month(year, month);
    return date_from_ymd(year, month, of_month < most ? of_month : most);
}

static int32_t first_of_month_from(int32_t day)
{
    int year, month, of_month;

    date_to_ymd(day, &year, &month, &of_month);
    return of_month == 1 ? day : months_later(day - of_month + 1, 1);
}

static int32_t origin_number(const score_options *o, int32_t from, size_t i)
{
    return o->step == SCORE_MONTHLY ? months_later(from, (int)i) : from + (int32_t)i * o->days;
}

/* From there the record tells all of the horizon. */
static bool tells(const score_work *w, int32_t origin, int32_t horizon)
{
    return horizon - 1 <= w->score->last - origin;
}

int32_t score_reach(const score_work *w, int32_t origin)
{
    int32_t reach = 0;

    for (size_t i = 0; i < w->score->n_horizons; i++) {
        if (tells(w, origin, w->score->horizon[i])) reach = w->score->horizon[i];
    }
    return reach;
}

/* ---- origins and horizons ----------------------------------------------------------------------- */

static size_t told_at(const score_work *w, int32_t horizon)
{
    size_t n = 0;

    for (size_t i = 0; i < w->score->n_origins; i++) n += tells(w, w->score->origin[i], horizon);
    return n;
}

static void take_horizons(score_work *w)
{
    static const int32_t usual[] = {30, 90, LONG_HORIZON};
    const score_options *o = w->o;

    for (size_t i = 0; i < o->n_horizons; i++)
        w->score->horizon[w->score->n_horizons++] = o->horizon[i];
    for (size_t i = 0; o->n_horizons == 0 && i < sizeof usual / sizeof usual[0]; i++)
        w->score->horizon[w->score->n_horizons++] = usual[i];
}

/* Horizons at which too little is told go where none were asked for; one that was asked for is refused. */
static ofr_status check_horizons(score_work *w, ofr_error *err)
{
    ofr_score *s = w->score;
    char last[OFR_DATE_TEXT], first[OFR_DATE_TEXT];

    for (size_t i = 0; i < s->n_horizons;) {
        const size_t n = told_at(w, s->horizon[i]);
        const bool fine = n > 0 && (w->o->n_horizons > 0 || i == 0 ||
                                    s->horizon[i] < LONG_HORIZON || n >= LEAST_OF_LONG);
        if (fine) {
            i++;
            continue;
        }
        if (w->o->n_horizons > 0 || s->n_horizons == 1)
            return ofr_fail(err, OFR_USAGE, "horizon",
                            "the record ends on %s, less than %d days after the first origin (%s): "
                            "nothing can be told; choose an earlier --from or a shorter --horizon",
                            date_format(s->last, last), (int)s->horizon[i],
                            date_format(s->origin[0], first));
        memmove(s->horizon + i, s->horizon + i + 1, (--s->n_horizons - i) * sizeof *s->horizon);
    }
    return OFR_OK;
}

static ofr_status check_from(const score_work *w, int32_t from, ofr_error *err)
{
    char text[OFR_DATE_TEXT], first[OFR_DATE_TEXT];

    if (from > w->score->first) return OFR_OK;
    return ofr_fail(err, OFR_USAGE, "from",
                    "history begins on %s; the first origin must be later, got %s",
                    date_format(w->score->first, first), date_format(from, text));
}

static ofr_status no_origin(const score_work *w, int32_t from, ofr_error *err)
{
    char last[OFR_DATE_TEXT], day[OFR_DATE_TEXT];

    return ofr_fail(err, OFR_USAGE, "from",
                    "the first origin would be %s, and the record ends on %s, before %d days are "
                    "over: nothing can be told; choose an earlier --from or a shorter --horizon",
                    date_format(from, day), date_format(w->score->last, last),
                    (int)w->score->horizon[0]);
}

static ofr_status list_origins(score_work *w, ofr_error *err)
{
    ofr_score *s = w->score;
    const score_options *o = w->o;
    const int32_t from = o->from != OFR_NO_DATE ? o->from : first_of_month_from(s->first + YEAR);
    ofr_status status = check_from(w, from, err);

    if (status != OFR_OK) return status;
    s->origin = arena_alloc(w->arena, SCORE_ORIGINS * sizeof *s->origin);
    if (!s->origin) return score_no_memory(err);
    for (size_t i = 0;; i++) {
        const int32_t day = origin_number(o, from, i);
        if (day == OFR_NO_DATE || !tells(w, day, s->horizon[0]) ||
            (o->to != OFR_NO_DATE && day > o->to))
            break;
        if (s->n_origins == SCORE_ORIGINS)
            return ofr_fail(err, OFR_USAGE, "origins",
                            "at most %d origins; ask for fewer by a longer step, --from or --to",
                            SCORE_ORIGINS);
        s->origin[s->n_origins++] = day;
    }
    return s->n_origins > 0 ? OFR_OK : no_origin(w, from, err);
}

static ofr_status find_days(score_work *w, ofr_error *err)
{
    ofr_score *s = w->score;
    ofr_status status;

    if (!w->base->record)
        return ofr_fail(err, OFR_USAGE, "record",
                        "%s names no record, and without one nothing can be scored; write "
                        "history.record or give --record FILE",
                        w->base->spec->file);
    s->first = w->base->model->epoch;
    s->last = record_told_to(w->base);
    take_horizons(w);
    status = list_origins(w, err);
    if (status == OFR_OK) status = check_horizons(w, err);
    w->n = s->n_origins;
    w->longest = s->horizon[s->n_horizons - 1];
    return status;
}

/* ---- theatres ----------------------------------------------------------------------------------- */

static size_t root_of(const size_t *joined, size_t i)
{
    while (joined[i] != i) i = joined[i];
    return i;
}

/* Theatres between which a total cannot tell are one. */
static ofr_status join_theatres(const score_work *w, size_t *joined, ofr_error *err)
{
    const ofr_model *m = w->base->model;
    ofr_total_matches matches = {0};
    const ofr_status status = totals_match(m, w->base->record, w->score->first, w->score->last,
                                           &matches, err);

    for (size_t t = 0; t < m->n_theatres; t++) joined[t] = t;
    for (size_t i = 0; status == OFR_OK && i < w->base->record->n_totals; i++) {
        const ofr_total_match *match = &matches.of[i];
        for (size_t j = 1; match->fate == TOTAL_TAKEN && j < match->n_flows; j++) {
            const size_t a = root_of(joined, m->flow[match->flow[0]].theatre),
                         b = root_of(joined, m->flow[match->flow[j]].theatre);
            joined[a > b ? a : b] = a > b ? b : a;
        }
    }
    totals_done(&matches);
    return status;
}

static bool counts_in(const ofr_model *m, const size_t *joined, size_t f, size_t theatre)
{
    return m->flow[f].hostile && m->flow[f].cover != COVER_NONE &&
           root_of(joined, m->flow[f].theatre) == theatre;
}

/* "iraq+syria", of theatres in which something is counted. */
static const char *join_names(score_work *w, const size_t *joined, size_t theatre)
{
    const ofr_model *m = w->base->model;
    char text[TEXT] = "";
    size_t n = 0;

    for (size_t t = 0; t < m->n_theatres && n < sizeof text; t++) {
        bool any = false;
        for (size_t f = 0; f < m->n_flows; f++)
            any |= m->flow[f].theatre == t && counts_in(m, joined, f, theatre);
        if (any)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? "+" : "",
                                  m->theatre[t].id);
    }
    return arena_text(w->arena, text, strlen(text));
}

static ofr_status make_groups(score_work *w, ofr_error *err)
{
    const ofr_model *m = w->base->model;
    size_t *joined = calloc(m->n_theatres + 1, sizeof *joined);
    ofr_status status = joined ? join_theatres(w, joined, err) : score_no_memory(err);

    w->group = arena_alloc(w->arena, (m->n_theatres + 1) * sizeof *w->group);
    if (status == OFR_OK && !w->group) status = score_no_memory(err);
    for (size_t t = 0; t < m->n_theatres && status == OFR_OK; t++) {
        score_group *group = &w->group[w->n_groups];
        bool any = false;
        group->mask = arena_alloc(w->arena, m->n_flows + 1);
        if (!group->mask) status = score_no_memory(err);
        for (size_t f = 0; f < m->n_flows && status == OFR_OK; f++)
            any |= (group->mask[f] = counts_in(m, joined, f, t)) != 0;
        if (status != OFR_OK || !any) continue;
        group->theatres = join_names(w, joined, t);
        if (!group->theatres) status = score_no_memory(err);
        w->n_groups++;
    }
    free(joined);
    return status;
}

/* ---- a study for each origin -------------------------------------------------------------------- */

/* Share of a flow's acts of a day that the record will hold once all rows are there. */
static double share_held(const score_work *w, const ofr_observation *observation, size_t f,
                         int32_t day)
{
    const ofr_flow *flow = &w->base->model->flow[f];
    const ofr_observed seen = observation_of(observation, f, day, w->score->last + 1);
    const ofr_node *own = flow->cover == COVER_PARTIAL && !seen.period
                              ? node_get(flow->node, "coverage")
                              : NULL;

    return own ? seen.share * own->value : seen.share;
}

static ofr_status find_shares(const score_work *w, score_origin *at, ofr_error *err)
{
    const size_t n = w->base->model->n_flows;
    ofr_observation *observation = NULL;
    const ofr_status status = observation_new(w->base->model, &observation, err);

    at->share = calloc(7 * SCORE_WEEKS * n + 1, sizeof *at->share);
    if (status == OFR_OK && at->share) {
        for (size_t i = 0; i < 7 * SCORE_WEEKS * n; i++)
            at->share[i] = share_held(w, observation, i % n, at->day + (int32_t)(i / n));
    }
    observation_free(observation);
    return status == OFR_OK && !at->share ? score_no_memory(err) : status;
}

static uint64_t key_of(const score_work *w, const score_origin *at)
{
    const ofr_score *s = w->score;
    const size_t n = w->base->model->n_flows;
    const uint64_t what[] = {FORM,          (uint64_t)at->study->model->horizon,
                             w->o->per_set, s->n_horizons,
                             w->n_groups,   w->n_outcomes};
    uint64_t key = hash_bytes(hash_name(at->eves, "score"), what, sizeof what);

    key = hash_bytes(key, s->horizon, s->n_horizons * sizeof s->horizon[0]);
    for (size_t g = 0; g < w->n_groups; g++) key = hash_bytes(key, w->group[g].mask, n);
    return hash_bytes(key, at->share, 7 * SCORE_WEEKS * n * sizeof *at->share);
}

static ofr_status make_room(const score_work *w, score_origin *at, ofr_error *err)
{
    const size_t members = w->o->n_sets * w->o->per_set;

    at->account = calloc(w->o->n_sets, sizeof *at->account);
    at->came = calloc(w->n_outcomes * w->score->n_horizons + 1, sizeof *at->came);
    at->count = calloc(w->n_groups * SCORE_WEEKS * members + 1, sizeof *at->count);
    return at->account && at->came && at->count ? OFR_OK : score_no_memory(err);
}

/* Is anything pooled on this origin, and is it there already? */
static ofr_status plan_published(score_work *w, score_origin *at, ofr_error *err)
{
    const run_options size = {.n_sets = w->o->n_sets, .model_only = w->o->model_only};
    ofr_status status;

    at->published.pooled = published_wanted(at->study, &size);
    w->score->n_pooled += at->published.pooled;
    if (!at->published.pooled) return OFR_OK;
    at->published.came = calloc(w->n_outcomes * w->score->n_horizons + 1, sizeof(uint32_t));
    status = at->published.came ? score_published_find(w, at, err) : score_no_memory(err);
    if (status != OFR_OK || at->published.found) return status;
    at->eve = calloc(w->o->n_sets, sizeof *at->eve);
    return at->eve ? OFR_OK : score_no_memory(err);
}

/* An error says on which origin it came. */
static ofr_status name_origin(const score_origin *at, ofr_status status, ofr_error *err)
{
    ofr_error named = {0};
    char day[OFR_DATE_TEXT];

    if (status == OFR_OK || status == OFR_INTERRUPTED || !err) return status;
    ofr_fail(&named, status, err->where, "forecast of %s: %s", date_format(at->day, day),
             err->text ? err->text : "");
    ofr_error_done(err);
    *err = named;
    if (named.text == named.room) err->text = err->room;
    return status;
}

static ofr_status open_origin(score_work *w, score_origin *at, ofr_error *err)
{
    char start[OFR_DATE_TEXT], horizon[32];
    const study_options options = {.start = date_format(at->day, start), .horizon = horizon};
    ofr_status status;

    snprintf(horizon, sizeof horizon, "%d days", (int)score_reach(w, at->day));
    status = study_open_again(w->base, &options, &at->study, err);
    /* Sets of the priors, never those that the study has learned (study_sets.h): these know the days after the origin. */
    if (status == OFR_OK)
        status = ensemble_init(&at->e, at->study->model, kernel_choose(w->o->isa), w->o->seed,
                               w->o->n_sets, w->o->per_set, false, err);
    if (status != OFR_OK) return name_origin(at, status, err);
    at->e.past = at->study->past;
    status = find_shares(w, at, err);
    at->eves = eve_key_ensemble(at->study, &at->e);
    if (status == OFR_OK) at->key = key_of(w, at);
    if (status == OFR_OK) status = make_room(w, at, err);
    return status == OFR_OK ? plan_published(w, at, err) : status;
}

ofr_status score_origins(score_work *w, ofr_error *err)
{
    ofr_status status = find_days(w, err);

    if (status == OFR_OK) status = make_groups(w, err);
    if (status != OFR_OK) return status;
    w->n_outcomes = w->base->model->own->outcomes->n;
    w->origin = calloc(w->n, sizeof *w->origin);
    if (!w->origin) return score_no_memory(err);
    for (size_t i = 0; i < w->n && status == OFR_OK; i++) {
        w->origin[i].day = w->score->origin[i];
        status = open_origin(w, &w->origin[i], err);
    }
    return status;
}

void score_origins_done(score_work *w)
{
    for (size_t i = 0; w->origin && i < w->n; i++) {
        score_origin *at = &w->origin[i];
        ensemble_done(&at->e);
        study_close(at->study);
        free(at->account);
        free(at->came);
        free(at->count);
        free(at->share);
        score_published_done(w, at);
    }
    free(w->origin);
}
