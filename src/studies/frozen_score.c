/* frozen_score.c -- opens what is frozen with the record that has grown, has it resolved, and scores it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/past.h"
#include "../spec/spec.h"
#include "frozen_parts.h"
#include "record_days.h"
#include "scores.h"

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory to score what is frozen");
}

void frozen_score_free(frozen_score *score)
{
    if (score) arena_free(score->arena);
}

const char *frozen_fate_name(frozen_fate fate)
{
    static const char *const name[] = {"yes", "no", "not yet", "cannot be resolved"};

    return name[fate];
}

const char *frozen_column_name(size_t column)
{
    static const char *const name[] = {"published", "model", "class"};

    return column < FROZEN_BASES ? name[column] : baseline_name[column - FROZEN_BASES];
}

/* ---- opening ------------------------------------------------------------------------------------ */

/* The scenario may be older than this program: then the file is at fault, not the user's record. */
static ofr_status not_taken(const ofr_frozen *f, ofr_status status, ofr_error *err)
{
    char why[1024];

    if (status != OFR_SYNTAX && status != OFR_SCHEMA && status != OFR_PATH &&
        status != OFR_UNSTABLE)
        return status;
    snprintf(why, sizeof why, "%s", err && err->text ? err->text : "");
    ofr_error_done(err);
    return ofr_fail(
        err, OFR_RESULT, "scenario.text",
        "offramp %s, which froze it, took this scenario, and %s does not; score it with that "
        "program (%s)",
        f->program_version, OFR_VERSION, why);
}

const ofr_outcome *frozen_outcome(const frozen_work *w, const frozen_question *q)
{
    const ofr_outcomes *own = w->study->model->own->outcomes;

    for (size_t i = 0; i < own->n; i++) {
        if (strcmp(own->outcome[i].id, q->outcome) == 0) return &own->outcome[i];
    }
    return NULL;
}

/* What is written and what the scenario asks is the same. */
static ofr_status check_rules(const frozen_work *w, ofr_error *err)
{
    const ofr_model *m = w->study->model;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < w->frozen->n_questions && status == OFR_OK; i++) {
        const frozen_question *q = &w->frozen->question[i];
        const ofr_outcome *o = frozen_outcome(w, q);
        frozen_rule rule = {0};
        if (o) status = frozen_rule_of(m, o, w->arena, &rule, err);
        if (status == OFR_OK && (!o || !frozen_rule_same(&rule, &q->rule)))
            status = ofr_fail(
                err, OFR_RESULT, q->id,
                "its rule is not what its scenario asks by offramp %s; score it with %s, "
                "which froze it",
                OFR_VERSION, w->frozen->program_version);
        if (status == OFR_OK && q->first != m->start)
            status = ofr_fail(err, OFR_RESULT, q->id,
                              "its first day is not the first day of its scenario");
    }
    return status;
}

/* A last covered day in the scenario is of the record as it was then. */
static ofr_status put_told_to(frozen_work *w, ofr_error *err)
{
    const ofr_node *until = node_get(node_get(w->study->spec->root, "history"), "covered-until");
    const int32_t start = w->study->model->start;
    char date[OFR_DATE_TEXT], first[OFR_DATE_TEXT];

    w->score->stated = w->o->covered_until != OFR_NO_DATE;
    w->score->told_to = w->score->stated ? w->o->covered_until : record_told_to(w->study);
    date_format(w->score->told_to, date);
    if (w->score->told_to < start - 1)
        return ofr_fail(
            err, OFR_USAGE, "covered-until",
            "the forecast begins on %s: the record must tell at least the days before it, got %s",
            date_format(start, first), date);
    return until && until->stated ? spec_change(w->study->spec, "history.covered-until", date, err)
                                  : OFR_OK;
}

static ofr_status open_frozen(frozen_work *w, ofr_error *err)
{
    const ofr_frozen *f = w->frozen;
    const study_options with = {.start = f->opened_start,
                                .horizon = f->opened_horizon,
                                .no_history = f->no_history,
                                .record = w->o->record};
    ofr_status status = study_open_text(f->scenario_text, strlen(f->scenario_text),
                                        f->scenario_file, &with, &w->study, err);

    if (status != OFR_OK) return not_taken(f, status, err);
    if (w->study->model->start != f->start || w->study->model->horizon != f->horizon)
        return ofr_fail(
            err, OFR_RESULT, "scenario.text",
            "the scenario does not give the days that are frozen; score it with offramp %s",
            f->program_version);
    status = check_rules(w, err);
    return status == OFR_OK ? put_told_to(w, err) : status;
}

/* ---- the record before the start ---------------------------------------------------------------- */

static int row_order(const frozen_row *a, const frozen_row *b)
{
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->sum > b->sum) - (a->sum < b->sum);
}

static void put_gone(frozen_score *s, int32_t day)
{
    if (s->n_gone == 0 || s->gone[s->n_gone - 1].day != day)
        s->gone[s->n_gone++] = (frozen_gone){.day = day};
    s->gone[s->n_gone - 1].rows++;
    s->gone_rows++;
}

static ofr_status hold_rows(frozen_work *w, ofr_error *err)
{
    const ofr_frozen *f = w->frozen;
    frozen_score *s = w->score;
    frozen_row *now = NULL;
    size_t n_now = 0, i = 0, j = 0;
    ofr_status status = frozen_rows_of(w->study->record, f->start, w->arena, &now, &n_now, err);

    s->gone = arena_alloc(w->arena, (f->n_rows + 1) * sizeof *s->gone);
    if (status == OFR_OK && !s->gone) status = no_memory(err);
    while (status == OFR_OK && (i < f->n_rows || j < n_now)) {
        const int order = i == f->n_rows ? 1 : j == n_now ? -1 : row_order(&f->row[i], &now[j]);
        if (order < 0) put_gone(s, f->row[i].day);
        s->new_rows += order > 0;
        i += order <= 0;
        j += order >= 0;
    }
    return status;
}

static void count_unfit(frozen_work *w)
{
    const ofr_record *record = w->study->record;

    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        w->score->unfit += e->date >= w->frozen->start && !e->inferred &&
                           e->word == EVENT_WORD_NONE && !*e->via &&
                           past_match(w->study->model, e) == OFR_NONE;
    }
}

/* ---- what people say ---------------------------------------------------------------------------- */

static ofr_status take_said(frozen_work *w, const frozen_said *said, ofr_error *err)
{
    frozen_score *s = w->score;
    size_t i = 0;

    while (i < s->n && strcmp(s->answer[i].question->id, said->id) != 0) i++;
    if (i == s->n)
        return ofr_fail(err, OFR_USAGE, "resolve", "there is no question '%.64s'", said->id);
    frozen_answer *a = &s->answer[i];
    if (a->by_hand)
        return ofr_fail(err, OFR_USAGE, "resolve", "'%.64s' is resolved twice", said->id);
    if (a->fate != FROZEN_CANNOT || a->question->already >= 0.5)
        return ofr_fail(err, OFR_USAGE, "resolve",
                        "'%.64s' is not for people to resolve: by the record it is '%s'", said->id,
                        a->question->already >= 0.5 ? a->why : frozen_fate_name(a->fate));
    a->by_hand = true;
    a->partly = false;
    a->fate = said->came ? FROZEN_YES : FROZEN_NO;
    a->why = "said by hand";
    return OFR_OK;
}

/* ---- baselines ---------------------------------------------------------------------------------- */

typedef struct past_days {
    record_days *told, *laid; /* each day as it is told; totals laid evenly, however long */
    double *acts, *laid_acts;
    uint8_t *covered, *laid_covered;
    size_t n;
} past_days;

static ofr_status past_days_init(const frozen_work *w, past_days *p, ofr_error *err)
{
    const ofr_model *m = w->study->model;
    record_days_plan plan = {
        .first = m->epoch, .end = m->start, .known_by = m->start, .longest = RECORD_SPREAD_DAYS};
    ofr_status status;

    p->n = (size_t)(m->start - m->epoch);
    p->acts = calloc(p->n + 1, sizeof *p->acts);
    p->laid_acts = calloc(p->n + 1, sizeof *p->laid_acts);
    p->covered = calloc(p->n + 1, 1);
    p->laid_covered = calloc(p->n + 1, 1);
    if (!p->acts || !p->laid_acts || !p->covered || !p->laid_covered) return no_memory(err);
    status = record_days_new(w->study, &plan, &p->told, err);
    plan.longest = INT32_MAX;
    return status == OFR_OK ? record_days_new(w->study, &plan, &p->laid, err) : status;
}

static void past_days_done(past_days *p)
{
    record_days_free(p->told);
    record_days_free(p->laid);
    free(p->acts);
    free(p->laid_acts);
    free(p->covered);
    free(p->laid_covered);
}

static ofr_status put_bases(const frozen_work *w, past_days *p, frozen_answer *a, ofr_error *err)
{
    const frozen_question *q = a->question;
    const ofr_outcome *o = frozen_outcome(w, q);
    const baseline_question ask = {(size_t)(q->last - q->first) + 1, record_quiet_days(o)};
    const baseline_days told = {p->acts, p->covered, p->n},
                        laid = {p->laid_acts, p->laid_covered, p->n};
    ofr_status status = OFR_OK;

    if (record_tells_of(w->study->model, o) != RECORD_TELLS) return OFR_OK;
    status = record_days_outcome(p->told, o, p->acts, p->covered, err);
    if (status == OFR_OK)
        status = record_days_outcome(p->laid, o, p->laid_acts, p->laid_covered, err);
    if (status != OFR_OK) return status;
    const baseline_fit fit = baseline_fit_of(&laid);
    baseline_chances(&told, &fit, &ask, w->frozen->seed, a->chance + FROZEN_BASES);
    return OFR_OK;
}

static ofr_status put_chances(frozen_work *w, ofr_error *err)
{
    const bool past = w->study->model->epoch < w->study->model->start;
    past_days days = {0};
    ofr_status status = past ? past_days_init(w, &days, err) : OFR_OK;

    for (size_t i = 0; i < w->score->n && status == OFR_OK; i++) {
        frozen_answer *a = &w->score->answer[i];
        const frozen_share *own[] = {&a->question->published, &a->question->model,
                                     &a->question->class};
        for (size_t k = 0; k < N_FROZEN_COLUMNS; k++) a->chance[k] = NAN;
        for (size_t k = 0; k < FROZEN_BASES; k++) {
            if (own[k]->known) a->chance[k] = own[k]->probability;
        }
        if (past) status = put_bases(w, &days, a, err);
    }
    past_days_done(&days);
    return status;
}

/* ---- sums --------------------------------------------------------------------------------------- */

static void add(frozen_mean *mean, const frozen_answer *a, size_t column)
{
    const double p = a->chance[column], published = a->chance[FROZEN_PUBLISHED];
    const bool came = a->fate == FROZEN_YES;

    if (isnan(p) || isnan(published)) return;
    mean->n++;
    mean->came += came;
    mean->mean += p;
    mean->brier += score_brier(p, came);
    mean->log += score_log(p, came);
    mean->published_brier += score_brier(published, came);
    mean->published_log += score_log(published, came);
}

static void take_mean(frozen_mean *mean)
{
    double *const sum[] = {&mean->mean, &mean->brier, &mean->log, &mean->published_brier,
                           &mean->published_log};

    for (size_t i = 0; i < sizeof sum / sizeof sum[0]; i++)
        *sum[i] = mean->n ? *sum[i] / (double)mean->n : NAN;
}

static void sum_up(frozen_score *s)
{
    for (size_t i = 0; i < s->n; i++) {
        frozen_answer *a = &s->answer[i];
        const bool told = a->fate == FROZEN_YES || a->fate == FROZEN_NO;
        a->scored = told && a->question->last <= s->told_to;
        s->fate[a->fate]++;
        s->waiting += told && !a->scored;
        for (size_t k = 0; k < N_FROZEN_COLUMNS && a->scored; k++) {
            add(&s->all[k], a, k);
            if (!a->partly) add(&s->full[k], a, k);
        }
    }
    for (size_t k = 0; k < N_FROZEN_COLUMNS; k++) {
        take_mean(&s->all[k]);
        take_mean(&s->full[k]);
    }
}

static ofr_status score_all(frozen_work *w, ofr_error *err)
{
    frozen_score *s = w->score;
    ofr_status status = open_frozen(w, err);

    s->n = w->frozen->n_questions;
    s->answer = arena_alloc(w->arena, (s->n + 1) * sizeof *s->answer);
    if (status == OFR_OK && !s->answer) status = no_memory(err);
    if (status == OFR_OK) status = hold_rows(w, err);
    if (status == OFR_OK) status = frozen_resolve(w, err);
    for (size_t i = 0; i < w->o->n_said && status == OFR_OK; i++)
        status = take_said(w, &w->o->said[i], err);
    if (status == OFR_OK) status = put_chances(w, err);
    if (status != OFR_OK) return status;
    count_unfit(w);
    sum_up(s);
    return OFR_OK;
}

ofr_status study_score_frozen(const ofr_frozen *frozen, const frozen_options *options,
                              frozen_score **ret_score, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    frozen_score *score = arena ? arena_alloc(arena, sizeof *score) : NULL;
    frozen_work w = {frozen, options, NULL, score, arena};
    ofr_status status = score ? score_all(&w, err) : no_memory(err);

    study_close(w.study);
    if (score) score->arena = arena;
    if (status == OFR_OK)
        *ret_score = score;
    else
        arena_free(arena);
    return status;
}
