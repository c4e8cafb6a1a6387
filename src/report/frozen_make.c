/* frozen_make.c -- a complete result as questions to be held against what comes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../studies/summary.h"
#include "frozen_file.h"

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a frozen forecast");
}

/* ---- head --------------------------------------------------------------------------------------- */

/* Where it lay is nobody's business, and not where it will lie. */
static const char *plain_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* "us-iran-2024-2024-02-08" */
static const char *set_name(const ofr_answer *a, ofr_arena *arena)
{
    const char *file = plain_name(a->scenario_file), *dot = strrchr(file, '.');
    char start[OFR_DATE_TEXT], text[160];

    date_format(a->start, start);
    snprintf(text, sizeof text, "%.*s-%s", (int)(dot && dot - file < 120 ? dot - file : 120), file,
             start);
    return arena_text(arena, text, strlen(text));
}

static ofr_status put_head(const ofr_answer *a, const ofr_study *study, ofr_frozen *f,
                           ofr_error *err)
{
    const struct {
        const char **to, *from;
    } text[] = {{&f->title, a->title},
                {&f->program_version, a->program_version},
                {&f->numbers_id, a->numbers_id},
                {&f->scenario_file, plain_name(a->scenario_file)},
                {&f->scenario_hash, a->scenario_hash},
                {&f->scenario_text, a->scenario_text},
                {&f->opened_start, study->opened_with.start},
                {&f->opened_horizon, study->opened_with.horizon},
                {&f->record_hash, study->record ? a->record_hash : ""},
                {&f->trust, a->trust}};

    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        if (!text[i].from) continue;
        *text[i].to = arena_text(f->arena, text[i].from, strlen(text[i].from));
        if (!*text[i].to) return no_memory(err);
    }
    f->name = set_name(a, f->arena);
    f->no_history = study->opened_with.no_history;
    f->start = a->start;
    f->horizon = a->horizon;
    f->history_from = study_days_of(study).epoch;
    f->seed = strtoull(a->seed, NULL, 10);
    f->n_sets = a->n_sets;
    f->per_set = a->per_set;
    f->futures = a->done;
    f->fixed = a->fixed;
    f->quick = a->quick;
    f->learned = a->learned;
    f->pooled = a->pooled;
    f->n_values = a->n_values;
    f->n_judged = a->n_judged;
    return f->name ? OFR_OK : no_memory(err);
}

static ofr_status put_record(const ofr_study *study, ofr_frozen *f, ofr_error *err)
{
    f->record_last = OFR_NO_DATE;
    if (!study->record) return OFR_OK;
    const ofr_status status = frozen_rows_of(study->record, f->start, f->arena, &f->row, &f->n_rows,
                                             err);
    if (status == OFR_OK && f->n_rows > 0) f->record_last = f->row[f->n_rows - 1].day;
    return status;
}

/* ---- questions ---------------------------------------------------------------------------------- */

/* The range over sets, or without one of simulation error; of what is rare, where few sets hold it all, up to that of the error, as
 * share_told_text tells it. */
static frozen_share share_of(const answer_by *by)
{
    const ofr_share_told *s = &by->share;
    frozen_share share = {true, s->probability, s->spread ? s->range_low : s->low,
                          s->spread ? s->range_high : s->high};

    if (s->probability < 0.005 && !(share.high > s->probability)) share.high = s->high;
    return share;
}

/* Of one pair the class has a range; of any pair it has none. */
static frozen_share class_of(const ofr_study *study, const ofr_outcome *o, int32_t days)
{
    const bool war = o->event == EVENT_WAR;
    frozen_share share = {.low = NAN, .high = NAN};

    if (!war && o->event != EVENT_EXCHANGE) return share;
    share.probability = study_class_chance(study, o->pair, war, days);
    share.known = !isnan(share.probability);
    if (share.known && o->pair != OFR_NONE) {
        const pair_class c = study_class(study, o->pair);
        const class_share *year = war ? &c.war : &c.both_attack,
                          within = class_share_within(year->k, year->n, days);
        share.low = within.low;
        share.high = within.high;
    }
    return share;
}

static ofr_status put_question(const ofr_answer *a, const ofr_study *study, size_t i, size_t h,
                               ofr_frozen *f, ofr_error *err)
{
    const answer_outcome *from = &a->outcome[i];
    const ofr_outcome *o = &study->model->own->outcomes->outcome[i];
    frozen_question *q = &f->question[h * a->n_outcomes + i];
    ofr_status status;

    *q = (frozen_question){
        .outcome = arena_text(f->arena, from->id, strlen(from->id)),
        .figure = arena_text(f->arena, from->by[h].text, strlen(from->by[h].text)),
        .first = a->start,
        .last = a->start + a->days[h] - 1,
        .prior_driven = from->prior_driven,
        .already = from->already,
        .published = share_of(&from->by[h]),
        .model = share_of(a->has_model ? &from->model[h] : &from->by[h]),
        .class = class_of(study, o, a->days[h])};
    if (!q->outcome || !q->figure) return no_memory(err);
    if (strcmp(o->id, from->id) != 0)
        return ofr_fail(err, OFR_RESULT, from->id,
                        "is not the outcome that the scenario has there");
    status = frozen_rule_of(study->model, o, f->arena, &q->rule, err);
    return status == OFR_OK ? frozen_words(study, o, f->arena, q, err) : status;
}

/* Names in rules are the model's: they move to where the forecast lives. */
static ofr_status own_rule(ofr_frozen *f, frozen_rule *r, ofr_error *err)
{
    r->pair = arena_text(f->arena, r->pair, strlen(r->pair));
    r->of = arena_text(f->arena, r->of, strlen(r->of));
    for (size_t i = 0; i < r->n_flows; i++) {
        r->flow[i] = arena_text(f->arena, r->flow[i], strlen(r->flow[i]));
        if (!r->flow[i]) return no_memory(err);
    }
    return r->pair && r->of ? OFR_OK : no_memory(err);
}

static ofr_status put_questions(const ofr_answer *a, const ofr_study *study, ofr_frozen *f,
                                ofr_error *err)
{
    ofr_status status = OFR_OK;

    f->n_questions = a->n_horizons * a->n_outcomes;
    f->question = arena_alloc(f->arena, (f->n_questions + 1) * sizeof *f->question);
    if (!f->question) return no_memory(err);
    for (size_t h = 0; h < a->n_horizons; h++) {
        for (size_t i = 0; i < a->n_outcomes && status == OFR_OK; i++)
            status = put_question(a, study, i, h, f, err);
    }
    for (size_t i = 0; i < f->n_questions && status == OFR_OK; i++)
        status = own_rule(f, &f->question[i].rule, err);
    return status;
}

static ofr_status check_answer(const ofr_answer *a, const ofr_study *study, ofr_error *err)
{
    if (!a->complete)
        return ofr_fail(err, OFR_USAGE, "forecast",
                        "the result is unfinished (%zu of %zu futures); finish it, then freeze it",
                        a->passed, a->n_members);
    if (study->opened_with.given)
        return ofr_fail(
            err, OFR_USAGE, "forecast",
            "the result was told what came (--given %.100s), so it is no forecast; run it without",
            study->opened_with.given);
    if (a->n_outcomes != study->model->own->outcomes->n)
        return ofr_fail(err, OFR_RESULT, "forecast",
                        "the result has other outcomes than its scenario");
    return OFR_OK;
}

ofr_status frozen_make(const ofr_answer *a, const ofr_study *study, ofr_frozen **ret_frozen,
                       ofr_error *err)
{
    ofr_status status = check_answer(a, study, err);
    ofr_arena *arena = status == OFR_OK ? arena_new() : NULL;
    ofr_frozen *f = arena ? arena_alloc(arena, sizeof *f) : NULL;

    if (status != OFR_OK) return status;
    if (f) f->arena = arena;
    status = f ? put_head(a, study, f, err) : no_memory(err);
    if (status == OFR_OK) status = put_record(study, f, err);
    if (status == OFR_OK) status = put_questions(a, study, f, err);
    if (status == OFR_OK)
        *ret_frozen = f;
    else
        arena_free(arena);
    return status;
}
