/* frozen_resolve.c -- what became of a frozen question, by the record alone.
 *
 * A question whose days are not over may be a yes already, and is scored only when they are over: else those that come early would
 * be scored and those that do not would not.
 *
 * Without an open attack there is no war (mechanisms/war.h), so a record without any on the days asked about, and in the
 * window before them, says that none broke out. With one it cannot say.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frozen_parts.h"
#include "record_days.h"

/* An outcome's days, from the first of history on. */
typedef struct told_days {
    double *acts;     /* [n] */
    uint8_t *covered; /* [n] */
    uint8_t *mask;    /* [flows] room */
    size_t n;
} told_days;

static ofr_status no_memory(ofr_error *err)
{
    return ofr_fail(err, OFR_NO_MEMORY, "", "no memory to resolve a question");
}

static ofr_status days_init(const frozen_work *w, size_t n, told_days *ret, ofr_error *err)
{
    *ret = (told_days){calloc(n + 1, sizeof(double)), calloc(n + 1, 1),
                       calloc(w->study->model->n_flows + 1, 1), n};
    return ret->acts && ret->covered && ret->mask ? OFR_OK : no_memory(err);
}

static void days_done(told_days *d)
{
    free(d->acts);
    free(d->covered);
    free(d->mask);
}

static ofr_status say(const frozen_work *w, const char **ret_why, ofr_error *err,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));
static ofr_status say(const frozen_work *w, const char **ret_why, ofr_error *err,
                      const char *format, ...)
{
    char room[256];
    va_list values;

    va_start(values, format);
    vsnprintf(room, sizeof room, format, values);
    va_end(values);
    *ret_why = arena_text(w->arena, room, strlen(room));
    return *ret_why ? OFR_OK : no_memory(err);
}

/* ---- open attacks ------------------------------------------------------------------------------- */

static bool is_of(const ofr_model *m, const ofr_outcome *o, const ofr_flow *f)
{
    for (size_t p = 0; p < m->n_pairs; p++) {
        if (o->pair != OFR_NONE && o->pair != p) continue;
        for (size_t j = 0; j < 2; j++) {
            const ofr_dyad *d = &m->dyad[m->pair[p].dyad[j]];
            if (f->source == d->holder && f->target == d->rival && f->rung >= m->direct)
                return true;
        }
    }
    return false;
}

/* Marks the open attacks that a war or an exchange is about; true if the record holds only a part of them. */
static bool mark_open(const ofr_model *m, const ofr_outcome *o, uint8_t *mask)
{
    bool partly = false;

    for (size_t f = 0; f < m->n_flows; f++) {
        mask[f] = is_of(m, o, &m->flow[f]);
        partly |= mask[f] && m->flow[f].cover != COVER_FULL;
    }
    return partly;
}

/* ---- a question --------------------------------------------------------------------------------- */

/* Days after the last that the record tells are open, but for those on which a row tells that what is asked is met. */
static void leave_open(const frozen_work *w, told_days *d)
{
    const int32_t epoch = w->study->model->epoch;

    for (size_t i = 0; i < d->n; i++) {
        if (epoch + (int32_t)i > w->score->told_to && !(d->acts[i] > 0.0)) d->covered[i] = 0;
    }
}

/* Not told: its days are not over, or some of them are not covered and never will be. */
static ofr_status put_open(const frozen_work *w, frozen_answer *a, ofr_error *err)
{
    char to[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    date_format(w->score->told_to, to);
    date_format(a->question->last, last);
    a->fate = w->score->told_to < a->question->last ? FROZEN_NOT_YET : FROZEN_CANNOT;
    if (a->fate == FROZEN_CANNOT)
        return say(w, &a->why, err,
                   "the record does not cover some of its days, and the others do not settle it");
    return say(w, &a->why, err,
               "the record tells the days up to %s, and it is about those up to %s", to, last);
}

static ofr_status resolve_war(const frozen_work *w, const record_days *days, const ofr_outcome *o,
                              told_days *d, frozen_answer *a, ofr_error *err)
{
    const ofr_model *m = w->study->model;
    const frozen_question *q = a->question;
    bool covered = true;

    a->partly = mark_open(m, o, d->mask);
    record_days_sum(days, d->mask, d->acts, d->covered);
    leave_open(w, d);
    for (int32_t day = q->first - q->rule.days; day <= q->last; day++) {
        if (day < m->epoch) continue;
        const size_t i = (size_t)(day - m->epoch);
        if (d->acts[i] > 0.0) {
            char text[OFR_DATE_TEXT];
            a->fate = FROZEN_CANNOT;
            return say(w, &a->why, err,
                       "the record holds an open attack (%s) and cannot say whether there was war",
                       date_format(day, text));
        }
        covered &= day < q->first || d->covered[i];
    }
    if (!covered) return put_open(w, a, err);
    a->fate = FROZEN_NO;
    return OFR_OK;
}

static ofr_status resolve_by_days(const frozen_work *w, const record_days *days,
                                  const ofr_outcome *o, told_days *d, frozen_answer *a,
                                  ofr_error *err)
{
    const frozen_question *q = a->question;
    const baseline_question ask = {(size_t)(q->last - q->first) + 1, record_quiet_days(o)};
    const baseline_days told = {d->acts, d->covered, d->n};
    ofr_status status = record_days_outcome(days, o, d->acts, d->covered, err);

    if (status != OFR_OK) return status;
    a->partly = o->event == EVENT_EXCHANGE ? mark_open(w->study->model, o, d->mask)
                                           : record_tells_partly(w->study->model, o);
    leave_open(w, d);
    const int came = question_came(&told, (size_t)(q->first - w->study->model->epoch), &ask);
    if (came < 0) return put_open(w, a, err);
    a->fate = came ? FROZEN_YES : FROZEN_NO;
    return OFR_OK;
}

static ofr_status resolve_one(const frozen_work *w, const record_days *days, told_days *d,
                              frozen_answer *a, ofr_error *err)
{
    static const char *const why[] = {
        [RECORD_HAS_NO_DEALS] = "the record holds acts and no deals: people have to say",
        [RECORD_HAS_NO_HALTS] =
            "the record holds words about halts and not the halts: people have to say",
        [RECORD_HAS_NO_FLOW] = "nobody records the acts that it is about: people have to say",
    };
    const ofr_outcome *o = frozen_outcome(w, a->question);
    const record_tells tells = record_tells_of(w->study->model, o);

    a->fate = FROZEN_CANNOT;
    a->why = "";
    if (a->question->already >= 0.5)
        return say(w, &a->why, err,
                   "it held on the eve of the start already, so that nothing can come");
    if (tells != RECORD_TELLS) return say(w, &a->why, err, "%s", why[tells]);
    return o->event == EVENT_WAR ? resolve_war(w, days, o, d, a, err)
                                 : resolve_by_days(w, days, o, d, a, err);
}

ofr_status frozen_resolve(frozen_work *w, ofr_error *err)
{
    const ofr_frozen *f = w->frozen;
    int32_t end = w->score->told_to + 1;
    record_days *days = NULL;
    told_days room = {0};

    for (size_t i = 0; i < f->n_questions; i++)
        end = f->question[i].last >= end ? f->question[i].last + 1 : end;
    const record_days_plan plan = {.first = w->study->model->epoch,
                                   .end = end,
                                   .known_by = OFR_NO_DATE,
                                   .longest = RECORD_SPREAD_DAYS,
                                   .at_least = true};
    ofr_status status = record_days_new(w->study, &plan, &days, err);
    if (status == OFR_OK) status = days_init(w, (size_t)(end - plan.first), &room, err);
    for (size_t i = 0; i < f->n_questions && status == OFR_OK; i++) {
        w->score->answer[i].question = &f->question[i];
        status = resolve_one(w, days, &room, &w->score->answer[i], err);
    }
    days_done(&room);
    record_days_free(days);
    return status;
}
