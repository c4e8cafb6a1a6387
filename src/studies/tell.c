/* tell.c -- one future told, and the state that history left. */
#include <stdlib.h>
#include <string.h>

#include "chronicle.h"

enum { TOLD_PARTICLES = OFR_PARTICLES };

/* Watches the particles of a set: their states on the last day. */
typedef struct state_watch {
    const ofr_model *m;
    double *value;
    size_t n;
} state_watch;

static void watch_state(void *self, const ofr_model *m, const ofr_block *b, int32_t day,
                        size_t lane)
{
    state_watch *w = self;

    if (day != m->start - 1 || w->n >= TOLD_PARTICLES) return;
    for (size_t i = 0; i < m->n_fields; i++) {
        const ofr_field *f = &m->field[i];
        w->value[i * TOLD_PARTICLES + w->n] = f->whole ? (double)block_whole(b, f->row, lane)
                                                       : block_num(b, f->row, lane);
    }
    w->n++;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void summarise(const ofr_model *m, state_watch *w, told_state *state)
{
    for (size_t i = 0; i < m->n_fields; i++) {
        double *v = w->value + i * TOLD_PARTICLES;
        qsort(v, w->n, sizeof *v, ascending);
        state[i] = (told_state){m->field[i].name, m->field[i].unit, w->n ? v[(w->n - 1) / 20] : 0,
                                w->n ? v[(w->n - 1) / 2] : 0, w->n ? v[(w->n - 1) * 19 / 20] : 0};
    }
}

/* The acts of the record that history used, in the same form as a future's. */
static void list_past(const ofr_study *study, ofr_told *told, ofr_chronicle *c)
{
    const ofr_model *m = study->model;
    const ofr_record *r = study->record;
    const bool outsider = node_get(node_get(study->spec->root, "history"), "information")->choice ==
                          0;

    told->past = arena_alloc(told->arena, (r->n_events + 1) * sizeof *told->past);
    if (!told->past) {
        c->failed = true;
        return;
    }
    for (size_t i = 0; i < r->n_events; i++) {
        const ofr_event *e = &r->event[i];
        const size_t f = past_match(m, e);
        if (e->date < m->epoch || e->date >= m->start || f == OFR_NONE ||
            m->flow[f].cover == COVER_NONE)
            continue;
        if (outsider && (e->public_from == OFR_NO_DATE || e->public_from > m->start)) continue;
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
}

ofr_status study_tell(const ofr_study *study, const run_options *o, size_t member, bool history,
                      bool future, ofr_told **ret_told, ofr_error *err)
{
    const ofr_model *m = study->model;
    const ofr_kernel *kernel = kernel_choose(o->isa);
    ofr_told *told = calloc(1, sizeof *told);
    ofr_arena *arena = arena_new();
    ofr_chronicle c = {.arena = arena, .study = study};
    state_watch w = {.m = m};
    ofr_ensemble e = {0};
    ofr_status status = OFR_OK;

    if (!told || !arena)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    else if (!kernel)
        status = ofr_fail(err, OFR_USAGE, "isa", "this machine cannot run '%s'", o->isa);
    else if (member >= o->n_sets * o->per_set) {
        status = ofr_fail(err, OFR_USAGE, "member", "members are numbered 0 to %zu, got %zu",
                          o->n_sets * o->per_set - 1, member);
    }
    if (status == OFR_OK)
        status = ensemble_init(&e, m, kernel, o->seed, o->n_sets, o->per_set, o->fixed, err);
    e.past = study->past;
    e.given = study->given;
    if (status == OFR_OK) {
        told->arena = arena;
        w.value = calloc(m->n_fields * TOLD_PARTICLES + 1, sizeof *w.value);
        told->state = arena_alloc(arena, (m->n_fields + 1) * sizeof *told->state);
        if (!w.value || !told->state) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    }
    /* One watch each: the past wants states, the future acts. */
    if (status == OFR_OK && history) {
        status = members_replay(&e, member, 1, watch_state, NULL, &w, err);
        if (status == OFR_OK && study->record) list_past(study, told, &c);
        if (status == OFR_OK) {
            summarise(m, &w, told->state);
            told->n_states = m->n_fields;
            if (study->past) told->use = past_use(study->past);
        }
    }
    if (status == OFR_OK && future)
        status = members_replay(&e, member, 1, NULL, chronicle_watch, &c, err);
    if (status == OFR_OK && c.failed)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the chronicle");
    ensemble_done(&e);
    free(w.value);
    if (status != OFR_OK) {
        free(c.act);
        arena_free(arena);
        free(told);
        return status;
    }
    told->act = c.act;
    told->n_acts = c.n;
    *ret_told = told;
    return OFR_OK;
}

void told_free(ofr_told *told)
{
    if (!told) return;
    free(told->act);
    arena_free(told->arena);
    free(told);
}
