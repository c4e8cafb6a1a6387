/* score_columns.c -- what each forecaster says on each origin, and what came.
 *
 * What came is read off the whole record; baselines are made of the rows that were public by the origin.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/statistics.h"
#include "../engine/pool.h"
#include "classes.h"
#include "score_parts.h"

const char *score_column_name(size_t column)
{
    static const char *const own[SCORE_BASES] = {"model", "published", "class"};

    return column < SCORE_BASES ? own[column] : baseline_name[column - SCORE_BASES];
}

/* Acts and covered days of an outcome or of a group. */
typedef struct series {
    double *acts;
    uint8_t *covered;
    size_t n;
} series;

static ofr_status series_init(size_t n, series *ret, ofr_error *err)
{
    *ret = (series){calloc(n + 1, sizeof(double)), calloc(n + 1, 1), n};
    return ret->acts && ret->covered ? OFR_OK : score_no_memory(err);
}

static void series_done(series *s)
{
    free(s->acts);
    free(s->covered);
}

static baseline_days days_of(const series *s)
{
    return (baseline_days){s->acts, s->covered, s->n};
}

/* All at work, and what the threads share; each writes what is its origin's. */
typedef struct columns {
    score_work *w;
    series *outcome, *group; /* [outcomes], [groups] the whole record */
    size_t
        *question; /* [outcomes] number among those that the record tells; SIZE_MAX: it does not */
    size_t n_told;
    score_week *week;   /* [groups][origins][SCORE_WEEKS] */
    ofr_status *status; /* [origins] */
    ofr_error *err;
} columns;

static const ofr_outcome *outcome_of(const score_work *w, size_t i)
{
    return &w->base->model->own->outcomes->outcome[i];
}

/* ---- the record --------------------------------------------------------------------------------- */

static ofr_status read_series(const score_work *w, const record_days *days, size_t n,
                              series *outcome, series *group, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < w->n_outcomes && status == OFR_OK; i++) {
        status = series_init(n, &outcome[i], err);
        if (status == OFR_OK)
            status = record_days_outcome(days, outcome_of(w, i), outcome[i].acts,
                                         outcome[i].covered, err);
    }
    for (size_t g = 0; g < w->n_groups && status == OFR_OK; g++) {
        status = series_init(n, &group[g], err);
        if (status == OFR_OK)
            record_days_sum(days, w->group[g].mask, group[g].acts, group[g].covered);
    }
    return status;
}

static ofr_status read_record(const score_work *w, const record_days_plan *plan, series *outcome,
                              series *group, ofr_error *err)
{
    record_days *days = NULL;
    ofr_status status = record_days_new(w->base, plan, &days, err);

    if (status == OFR_OK)
        status = read_series(w, days, (size_t)(plan->end - plan->first), outcome, group, err);
    record_days_free(days);
    return status;
}

/* ---- questions ---------------------------------------------------------------------------------- */

static baseline_question asked(const ofr_outcome *o, int32_t horizon)
{
    return (baseline_question){(size_t)horizon, record_quiet_days(o)};
}

/* The chance that the classes of its pairs give an exchange or a war. */
static double class_chance(const score_origin *at, const ofr_outcome *o, int32_t horizon)
{
    if (o->event != EVENT_WAR && o->event != EVENT_EXCHANGE) return NAN;
    return study_class_chance(at->study, o->pair, o->event == EVENT_WAR, horizon);
}

/* What a run of the origin would have published: the model's where nothing is pooled. */
static double published_chance(const score_work *w, const score_origin *at, size_t row,
                               const double *chance)
{
    if (w->o->model_only) return NAN;
    if (!at->published.pooled) return chance[SCORE_MODEL];
    return (double)at->published.came[row] / (double)at->published.members;
}

static void put_chances(const columns *c, size_t g, size_t i, const series *past,
                        const baseline_fit *fit)
{
    const score_work *w = c->w;
    const score_origin *at = &w->origin[g];
    const ofr_outcome *o = outcome_of(w, i);
    const baseline_days days = days_of(past);

    for (size_t h = 0; h < w->score->n_horizons; h++) {
        const int32_t horizon = w->score->horizon[h];
        scored_question *question = &w->score->question[h * c->n_told + c->question[i]];
        double *chance = question->chance + g * N_SCORE_COLUMNS;
        const baseline_question ask = asked(o, horizon);
        const baseline_days all = days_of(&c->outcome[i]);
        if (horizon > score_reach(w, at->day)) {
            question->told[g] = -1;
            for (size_t k = 0; k < N_SCORE_COLUMNS; k++) chance[k] = NAN;
            continue;
        }
        question->told[g] = (int8_t)question_came(&all, (size_t)(at->day - w->score->first), &ask);
        chance[SCORE_MODEL] = (double)at->came[i * w->score->n_horizons + h] / (double)at->members;
        chance[SCORE_PUBLISHED] = published_chance(w, at, i * w->score->n_horizons + h, chance);
        chance[SCORE_CLASS] = class_chance(at, o, horizon);
        baseline_chances(&days, fit, &ask, w->o->seed, chance + SCORE_BASES);
    }
}

/* ---- counts ------------------------------------------------------------------------------------- */

static double crps_of(const count_forecast *f, double came)
{
    if (!f->known) return NAN;
    return f->size > 0.0 ? score_crps_negbin(came, f->mean, f->size)
                         : score_crps_fair(f->sample, f->n, came);
}

/* What futures say of a week, rising. */
static void model_week(const score_work *w, const score_origin *at, size_t g, size_t week,
                       double *ret_rising)
{
    const size_t all = w->o->n_sets * w->o->per_set;
    const uint16_t *count = at->count + (g * SCORE_WEEKS + week) * all;

    for (size_t i = 0; i < at->members; i++) ret_rising[i] = count[i];
    sort_doubles(ret_rising, at->members);
}

/* room: futures, and baseline_room. */
static void put_week(const columns *c, size_t at, size_t g, size_t i, const series *past,
                     const baseline_fit *fit, double *room)
{
    const score_work *w = c->w;
    const score_origin *origin = &w->origin[at];
    const baseline_days days = days_of(past);
    score_week *week = &c->week[(g * w->n + at) * SCORE_WEEKS + i];
    const series *all = &c->group[g];
    const size_t first = (size_t)(origin->day - w->score->first) + 7 * i;

    *week = (score_week){.told = first + 7 <= all->n &&
                                 (int32_t)(7 * i + 7) <= score_reach(w, origin->day)};
    for (size_t d = first; d < first + 7 && week->told; d++) {
        week->told = all->covered[d] != 0;
        week->came += all->acts[d];
    }
    if (!week->told) return;
    model_week(w, origin, g, i, room);
    week->crps[SCORE_MODEL] = score_crps_fair(room, origin->members, week->came);
    week->pit = score_pit_sample(room, origin->members, week->came,
                                 score_unit(w->o->seed, "pit", at, g * SCORE_WEEKS + i));
    week->crps[SCORE_PUBLISHED] = week->crps[SCORE_CLASS] = NAN;
    for (size_t k = 0; k < N_BASELINES; k++) {
        const count_forecast f = baseline_count((baseline_kind)k, &days, fit, 7 * i, 7, w->o->seed,
                                                room);
        week->crps[SCORE_BASES + k] = crps_of(&f, week->came);
    }
}

/* ---- an origin ---------------------------------------------------------------------------------- */

/* The record as it was public on a day. */
typedef struct public_record {
    series *day; /* [outcomes + groups] each day as it is told */
    series *
        laid; /* the same with all acts of totals laid evenly, however long: for rates, not for spells */
} public_record;

static ofr_status read_public(const score_work *w, int32_t day, public_record *past, ofr_error *err)
{
    record_days_plan plan = {
        .first = w->score->first, .end = day, .known_by = day, .longest = RECORD_SPREAD_DAYS};
    ofr_status status = read_record(w, &plan, past->day, past->day + w->n_outcomes, err);

    plan.longest = INT32_MAX;
    return status == OFR_OK ? read_record(w, &plan, past->laid, past->laid + w->n_outcomes, err)
                            : status;
}

static ofr_status fill_origin(const columns *c, size_t at, public_record *past, ofr_error *err)
{
    const score_work *w = c->w;
    const score_origin *origin = &w->origin[at];
    const size_t days = (size_t)(origin->day - w->score->first) + BASE_PATHS + 1,
                 futures = origin->members;
    double *room = calloc((days > futures ? days : futures) + 1, sizeof *room);
    ofr_status status = room ? read_public(w, origin->day, past, err) : score_no_memory(err);

    for (size_t i = 0; i < w->n_outcomes && status == OFR_OK; i++) {
        if (c->question[i] == SIZE_MAX) continue;
        const baseline_days laid = days_of(&past->laid[i]);
        const baseline_fit fit = baseline_fit_of(&laid);
        put_chances(c, at, i, &past->day[i], &fit);
    }
    for (size_t g = 0; g < w->n_groups && status == OFR_OK; g++) {
        const baseline_days laid = days_of(&past->laid[w->n_outcomes + g]);
        const baseline_fit fit = baseline_fit_of(&laid);
        for (size_t i = 0; i < SCORE_WEEKS; i++)
            put_week(c, at, g, i, &past->day[w->n_outcomes + g], &fit, room);
    }
    free(room);
    return status;
}

static void run_origin(void *self, size_t at)
{
    const columns *c = self;
    const score_work *w = c->w;
    const size_t n = w->n_outcomes + w->n_groups;
    series *room = calloc(2 * n + 1, sizeof *room);
    public_record past = {room, room + n};

    c->status[at] = room ? fill_origin(c, at, &past, &c->err[at]) : score_no_memory(&c->err[at]);
    for (size_t i = 0; room && i < 2 * n; i++) series_done(&room[i]);
    free(room);
}

/* ---- all ---------------------------------------------------------------------------------------- */

static ofr_status put_unscored(score_work *w, const ofr_outcome *o, record_tells why,
                               ofr_error *err)
{
    unscored_outcome *to = &w->score->unscored[w->score->n_unscored++];

    *to = (unscored_outcome){arena_text(w->arena, o->id, strlen(o->id)),
                             arena_text(w->arena, o->says, strlen(o->says)), why};
    return to->outcome && to->says ? OFR_OK : score_no_memory(err);
}

static ofr_status new_question(score_work *w, size_t i, int32_t horizon, scored_question *ret,
                               ofr_error *err)
{
    const ofr_outcome *o = outcome_of(w, i);

    *ret = (scored_question){
        .outcome = arena_text(w->arena, o->id, strlen(o->id)),
        .says = arena_text(w->arena, o->says, strlen(o->says)),
        .horizon = horizon,
        .partly = record_tells_partly(w->base->model, o),
        .told = arena_alloc(w->arena, w->n + 1),
        .chance = arena_alloc(w->arena, (w->n * N_SCORE_COLUMNS + 1) * sizeof *ret->chance)};
    return ret->outcome && ret->says && ret->told && ret->chance ? OFR_OK : score_no_memory(err);
}

/* Questions, one outcome at one horizon, of those that the record tells. */
static ofr_status make_questions(columns *c, ofr_error *err)
{
    score_work *w = c->w;
    ofr_score *s = w->score;
    ofr_status status = OFR_OK;

    s->unscored = arena_alloc(w->arena, (w->n_outcomes + 1) * sizeof *s->unscored);
    s->question = arena_alloc(w->arena, (w->n_outcomes * s->n_horizons + 1) * sizeof *s->question);
    if (!s->unscored || !s->question) return score_no_memory(err);
    for (size_t i = 0; i < w->n_outcomes && status == OFR_OK; i++) {
        const record_tells why = record_tells_of(w->base->model, outcome_of(w, i));
        c->question[i] = why == RECORD_TELLS ? c->n_told++ : SIZE_MAX;
        if (why != RECORD_TELLS) status = put_unscored(w, outcome_of(w, i), why, err);
    }
    for (size_t h = 0; h < s->n_horizons; h++) {
        for (size_t i = 0; i < w->n_outcomes && status == OFR_OK; i++) {
            if (c->question[i] != SIZE_MAX)
                status = new_question(w, i, s->horizon[h], &s->question[s->n_questions++], err);
        }
    }
    return status;
}

static ofr_status columns_init(columns *c, ofr_error *err)
{
    const score_work *w = c->w;
    const record_days_plan whole = {.first = w->score->first,
                                    .end = w->score->last + 1,
                                    .known_by = OFR_NO_DATE,
                                    .longest = RECORD_SPREAD_DAYS,
                                    .at_least = true};

    c->outcome = calloc(w->n_outcomes + w->n_groups + 1, sizeof *c->outcome);
    c->question = calloc(w->n_outcomes + 1, sizeof *c->question);
    c->week = calloc(w->n_groups * w->n * SCORE_WEEKS + 1, sizeof *c->week);
    c->status = calloc(w->n, sizeof *c->status);
    c->err = calloc(w->n, sizeof *c->err);
    if (!c->outcome || !c->question || !c->week || !c->status || !c->err)
        return score_no_memory(err);
    c->group = c->outcome + w->n_outcomes;
    return read_record(w, &whole, c->outcome, c->group, err);
}

static void columns_done(columns *c)
{
    for (size_t i = 0; c->outcome && i < c->w->n_outcomes + c->w->n_groups; i++)
        series_done(&c->outcome[i]);
    for (size_t i = 0; c->err && i < c->w->n; i++) ofr_error_done(&c->err[i]);
    free(c->outcome);
    free(c->question);
    free(c->week);
    free(c->status);
    free(c->err);
}

ofr_status score_columns(score_work *w, ofr_error *err)
{
    columns c = {.w = w};
    const size_t threads = w->o->threads > 0 ? (size_t)w->o->threads : pool_processors(),
                 wanted = threads < w->n ? threads : w->n;
    ofr_status status = columns_init(&c, err);

    if (status == OFR_OK) status = make_questions(&c, err);
    if (status == OFR_OK) pool_note(w->o->use, wanted, pool_run(wanted, w->n, run_origin, &c));
    for (size_t i = 0; i < w->n && status == OFR_OK; i++) {
        if (c.status[i] != OFR_OK)
            status = ofr_fail(err, c.status[i], c.err[i].where, "%s",
                              c.err[i].text ? c.err[i].text : ofr_status_name(c.status[i]));
    }
    if (status == OFR_OK) status = score_sum(w, c.week, err);
    columns_done(&c);
    return status;
}
