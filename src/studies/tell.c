/* tell.c -- one future told, and the state that history left. */
#include <stdlib.h>
#include <string.h>

#include "../core/statistics.h"
#include "../engine/futures.h"
#include "../engine/observe.h"
#include "chronicle.h"
#include "published.h"
#include "study_sets.h"

/* Each named state over the particles of the set; sorts them. */
static void summarise(const ofr_model *m, ofr_seen *seen, told_state *state)
{
    double *v = seen->value[SEEN_STATES];

    for (size_t i = 0; i < m->n_fields; i++, v += seen->n) {
        sort_doubles(v, seen->n);
        state[i] = (told_state){m->field[i].name, m->field[i].unit,
                                sorted_quantile(v, seen->n, 0.05, QUANTILE_BELOW),
                                sorted_quantile(v, seen->n, 0.5, QUANTILE_BELOW),
                                sorted_quantile(v, seen->n, 0.95, QUANTILE_BELOW)};
    }
}

/* The acts of the record that history used, in the same form as a future's. */
static ofr_status list_past(const ofr_study *study, ofr_told *told, ofr_error *err)
{
    const ofr_model *m = study->model;
    const ofr_record *r = study->record;

    told->past = arena_alloc(told->arena, (r->n_events + 1) * sizeof *told->past);
    if (!told->past) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the chronicle");
    for (size_t i = 0; i < r->n_events; i++) {
        const ofr_event *e = &r->event[i];
        const size_t f = past_match(m, e);
        if (e->date < m->epoch || e->date >= m->start || f == OFR_NONE ||
            m->flow[f].cover == COVER_NONE)
            continue;
        if (e->inferred || !event_is_public(e, study_known_by(study))) continue;
        told->past[told->n_past++] = (ofr_act){
            .number = act_number(m, e->date, f),
            .day = e->date,
            .kind = "flow",
            .id = m->flow[f].id,
            .source = e->source,
            .target = e->target,
            .theatre = e->theatre,
            .rung = e->action,
            .count = e->count,
            .deaths_own = e->deaths_own > 0 ? e->deaths_own : 0,
            .deaths_partner = e->deaths_partner > 0 ? e->deaths_partner : 0,
            .deaths_attacker = e->deaths_attacker > 0 ? e->deaths_attacker : 0,
            .wounded = e->wounded_own > 0 ? e->wounded_own : 0,
            .recorded = true,
            .cause = OFR_NO_ACT,
            .cause_text = e->provenance,
            .text = e->note,
        };
    }
    return OFR_OK;
}

/* Shifts the future as a run would: as was found already, or by finding it again. */
static ofr_status shift(const ofr_study *study, const run_options *o, ofr_ensemble *e,
                        published_solved *solved, ofr_error *err)
{
    const published_options how = {.threads = o->threads, .use = o->use, .stop = o->stop};
    ofr_status status = OFR_OK;

    if (!published_wanted(study, o)) return OFR_OK;
    if (o->published) {
        solved->shift = calloc(2 * e->n_sets * o->published->n_pairs + 1, sizeof *solved->shift);
        if (!solved->shift) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
        published_shifts(o->published, e->seed, e->n_sets, solved->shift);
    } else {
        status = published_solve(study, e, &how, solved, err);
    }
    if (status == OFR_OK) e->shift = solved->shift;
    return status;
}

/* What is wanted of one member, and who writes it down. */
typedef struct teller {
    const ofr_study *study;
    ofr_ensemble e;
    size_t member;
    ofr_seen seen; /* of the particles of its set */
    ofr_chronicle future;
    ofr_told *told;
} teller;

static ofr_status check_options(const run_options *o, size_t member, ofr_error *err)
{
    if (!kernel_choose(o->isa))
        return ofr_fail(err, OFR_USAGE, "isa", "this machine cannot run '%s'", o->isa);
    if (member >= o->n_sets * o->per_set)
        return ofr_fail(err, OFR_USAGE, "member", "members are numbered 0 to %zu, got %zu",
                        o->n_sets * o->per_set - 1, member);
    return OFR_OK;
}

static ofr_status run_member(teller *t, bool history, bool future, ofr_error *err)
{
    ofr_observer past[SEEN_KINDS];
    ofr_chronicles chronicles = {t->member, 1, &t->future};
    const ofr_observer acts = chronicles_observer(&chronicles, t->e.model);
    const ofr_way way = {.observer = &acts, .n_observers = 1};
    ofr_account account = {0};
    const futures_plan plan = {.account = &account,
                               .first = t->member,
                               .n = 1,
                               .past = past,
                               .n_past = history ? seen_observers(&t->seen, past) : 0,
                               .way = &way,
                               .n_ways = future};
    ofr_status status = futures_run(&t->e, &plan, err);

    if (status == OFR_OK && account_impossible(&account))
        status = account_fail(t->e.model, t->e.past, t->member / t->e.per_set, &account, err);
    if (status == OFR_OK && t->future.failed)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the chronicle");
    return status;
}

/* Room for the states of all particles. */
static ofr_status open_states(teller *t, ofr_error *err)
{
    const size_t n = t->e.particles;
    const ofr_status status = seen_init(&t->e, &(seen_plan){.kinds = SEEN(SEEN_STATES)}, n,
                                        &t->seen, err);

    if (status != OFR_OK) return status;
    seen_open(&t->seen, t->member / t->e.per_set * n, n);
    t->told->state = arena_alloc(t->told->arena,
                                 (t->e.model->n_fields + 1) * sizeof *t->told->state);
    return t->told->state ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
}

static ofr_status tell_history(teller *t, ofr_error *err)
{
    ofr_told *told = t->told;

    summarise(t->e.model, &t->seen, told->state);
    told->n_states = t->e.model->n_fields;
    told->n_particles = t->e.particles;
    if (t->study->past) told->use = past_use(t->study->past);
    return t->study->record ? list_past(t->study, told, err) : OFR_OK;
}

static ofr_status tell(teller *t, const run_options *o, bool history, bool future, ofr_error *err)
{
    published_solved solved = {0};
    ofr_status status = study_ensemble(t->study, kernel_choose(o->isa), o->seed, o->n_sets,
                                       o->per_set, o->fixed, &t->e, err);

    if (status != OFR_OK) return status;
    if (future) status = shift(t->study, o, &t->e, &solved, err);
    if (status == OFR_OK && history) status = open_states(t, err);
    if (status == OFR_OK) status = run_member(t, history, future, err);
    if (status == OFR_OK && history) status = tell_history(t, err);
    published_done(&solved);
    seen_done(&t->seen);
    ensemble_done(&t->e);
    return status;
}

ofr_status study_tell(const ofr_study *study, const run_options *o, size_t member, bool history,
                      bool future, ofr_told **ret_told, ofr_error *err)
{
    ofr_told *told = calloc(1, sizeof *told);
    teller t = {.study = study, .member = member, .told = told};
    ofr_status status = check_options(o, member, err);

    if (told) told->arena = arena_new();
    if (status == OFR_OK && (!told || !told->arena))
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    if (status == OFR_OK) {
        t.future = (ofr_chronicle){.arena = told->arena, .study = study};
        status = tell(&t, o, history, future, err);
        told->act = t.future.act;
        told->n_acts = t.future.n;
    }
    if (status == OFR_OK)
        *ret_told = told;
    else
        told_free(told);
    return status;
}

void told_free(ofr_told *told)
{
    if (!told) return;
    free(told->act);
    arena_free(told->arena);
    free(told);
}
