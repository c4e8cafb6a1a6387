/* plan.c -- the plan of a run: everything that fixes its numbers, and the names of what is counted. */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "../core/hash.h"
#include "../mechanisms/bargaining.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/channels.h"
#include "../mechanisms/drivers.h"
#include "../mechanisms/outcomes.h"
#include "../mechanisms/politics.h"
#include "batch.h"
#include "published.h"
#include "study_sets.h"
#include "taught.h"

enum { CHUNK = 1024 };

typedef struct plan_maker {
    const ofr_study *study;
    ofr_arena *arena;
    bool failed;
} plan_maker;

static void *take(plan_maker *p, size_t n, size_t size)
{
    void *room = arena_alloc(p->arena, (n ? n : 1) * size);

    if (!room) p->failed = true;
    return room;
}

static const char *join(plan_maker *p, const char *a, const char *b, const char *c)
{
    const size_t n = strlen(a) + strlen(b) + strlen(c) + 1;
    char *text = take(p, n, 1);

    if (!text) return "";
    snprintf(text, n, "%s%s%s", a, b, c);
    return text;
}

/* A day that is next to impossible is told before the rest of what is told of the record. */
static void put_strain(plan_maker *p, const char *strain, ofr_plan *plan)
{
    const size_t n = plan->n_record_notes;
    const char **note = take(p, n + 1, sizeof *note);

    if (p->failed) return;
    note[0] = join(p, strain, "", "");
    if (n) memcpy(note + 1, plan->record_note, n * sizeof *note);
    plan->record_note = note;
    plan->n_record_notes = n + 1;
}

/* Of a hostile pair: both have attacked each other, and they are at war. They are counted like outcomes. */
static void put_class_events(plan_maker *p, size_t pair, ofr_outcome_name *ret)
{
    const ofr_model *m = p->study->model;
    const ofr_dyad *d = &m->dyad[m->pair[pair].dyad[0]];
    const char *both = join(p, m->actor[d->holder].name, " and ", m->actor[d->rival].name),
               *id = m->pair[pair].id;

    ret[0] = (ofr_outcome_name){join(p, "both-attack.", id, ""),
                                join(p, both, " attack each other", ""), .pair = id};
    ret[1] = (ofr_outcome_name){join(p, "first-war.", id, ""), join(p, both, " at war", ""),
                                .pair = id};
}

static ofr_status put_outcomes(plan_maker *p, const run_options *o, ofr_plan *plan, ofr_error *err)
{
    const ofr_outcomes *own = p->study->model->own->outcomes;
    const size_t pairs = plan->pooled ? p->study->model->n_pairs : 0;
    ofr_outcome_name *name = take(p, own->n + 2 * pairs, sizeof *name);
    double *already = take(p, own->n, sizeof *already);
    char strain[STRAIN_TEXT] = "";
    ofr_status status;

    if (p->failed) return OFR_OK; /* plan_make says so */
    status = study_already(p->study, o->seed, o->isa, already, strain, o->work, err);
    for (size_t i = 0; i < own->n; i++) {
        name[i] = (ofr_outcome_name){
            own->outcome[i].id,           own->outcome[i].says, own->outcome[i].headline,
            own->outcome[i].prior_driven, already[i],           ""};
    }
    for (size_t i = 0; i < pairs; i++) put_class_events(p, i, &name[own->n + 2 * i]);
    plan->outcome = name;
    plan->n_outcomes = own->n + 2 * pairs;
    if (*strain) put_strain(p, strain, plan);
    return status;
}

/* Of one part, in history: the last word of a pause, unless it said later that it resumes. */
static int32_t said_on(const ofr_study *study, size_t part)
{
    const ofr_model *m = study->model;
    int32_t said = OFR_NO_DATE;

    for (int32_t day = m->epoch; part != OFR_NONE && day < m->start; day++) {
        const ofr_given *given = past_day(study->past, day);
        const uint8_t *word = given && given->words ? given->words + CAMPAIGN_WORDS * part : NULL;
        if (word && word[CAMPAIGN_RESUME]) said = OFR_NO_DATE;
        if (word && word[CAMPAIGN_PAUSE]) said = day;
    }
    return said;
}

/* "halted: militias in Iraq", and of a part "halted: militias in Iraq, Nujaba". */
static const char *series_name(plan_maker *p, const char *before, const ofr_follow *f)
{
    if (f->of) return join(p, join(p, before, f->of, ", "), f->says, "");
    return join(p, before, f->kind == FOLLOW_SCALED ? f->id : f->says, "");
}

static void put_series(plan_maker *p, const ofr_ensemble *e, ofr_plan *plan)
{
    ofr_series *series = take(p, e->n_follow, sizeof *series);

    for (size_t i = 0; series && i < e->n_follow; i++) {
        const ofr_follow *f = &e->follow[i];
        static const struct {
            const char *id, *says;
            ofr_series_kind kind;
        } of[] = {[FOLLOW_COUNT] = {"acts.", "attacks a week: ", SERIES_COUNT},
                  [FOLLOW_SCALED] = {"tension.", "tension: ", SERIES_SCALED},
                  [FOLLOW_SHARE] = {"halted.", "halted: ", SERIES_SHARE}};
        series[i] = (ofr_series){
            .id = join(p, of[f->kind].id, f->id, ""),
            .says = series_name(p, of[f->kind].says, f),
            .unit = f->unit,
            .kind = of[f->kind].kind,
            .scale = f->scale,
            .said = f->kind == FOLLOW_SHARE ? said_on(p->study, f->part) : OFR_NO_DATE,
        };
    }
    plan->series = series;
    plan->n_series = e->n_follow;
}

/* A theatre belongs on the map when something can happen there. */
static bool on_map(const ofr_model *m, size_t t)
{
    const ofr_drivers *drivers = m->own->drivers;
    bool used = false;

    for (size_t f = 0; f < m->n_flows; f++) used |= m->flow[f].hostile && m->flow[f].theatre == t;
    for (size_t i = 0; i < drivers->n; i++) used |= drivers->driver[i].theatre == t;
    return used && m->theatre[t].placed;
}

static void put_names(plan_maker *p, ofr_plan *plan)
{
    static const char *const kinds[] = {"principal", "group", "ally", "mediator", "bystander"};
    const ofr_model *m = p->study->model;
    const ofr_politics_all *politics = m->own->politics;
    const ofr_bargaining *bargaining = m->own->bargaining;
    ofr_named *actor = take(p, m->n_actors, sizeof *actor),
              *theatre = take(p, m->n_theatres, sizeof *theatre);
    ofr_named *principal = take(p, politics->n, sizeof *principal);
    const char **agenda = take(p, bargaining->n_agendas, sizeof *agenda);

    if (p->failed) return;
    for (size_t i = 0; i < m->n_actors; i++) {
        actor[i] = (ofr_named){.id = m->actor[i].id,
                               .name = m->actor[i].name,
                               .iso3 = m->actor[i].iso3,
                               .kind = kinds[m->actor[i].kind]};
    }
    for (size_t i = 0; i < m->n_theatres; i++) {
        theatre[i] = (ofr_named){.id = m->theatre[i].id,
                                 .name = m->theatre[i].name,
                                 .latitude = m->theatre[i].latitude,
                                 .longitude = m->theatre[i].longitude,
                                 .placed = on_map(m, i),
                                 .iso3 = "",
                                 .kind = "theatre"};
    }
    for (size_t i = 0; i < politics->n; i++) principal[i] = actor[politics->of[i].actor];
    for (size_t i = 0; i < bargaining->n_agendas; i++) agenda[i] = bargaining->agenda[i].id;
    plan->actor = actor;
    plan->n_actors = m->n_actors;
    plan->theatre = theatre;
    plan->n_theatres = m->n_theatres;
    plan->principal = principal;
    plan->n_principals = politics->n;
    plan->agenda = agenda;
    plan->n_agendas = bargaining->n_agendas;
}

static double point_of(const ofr_model *m, ofr_row row)
{
    return row < m->spec->n_parameters ? m->spec->parameter[row].value : 0.0;
}

static void put_edges(plan_maker *p, ofr_plan *plan)
{
    const ofr_model *m = p->study->model;
    const ofr_channels *channels = m->own->channels;
    ofr_edge *edge = take(p, m->n_pairs + m->n_links + channels->n + m->n_flows, sizeof *edge);
    size_t n = 0;

    if (!edge) return;
    for (size_t i = 0; i < m->n_pairs; i++) {
        const ofr_dyad *d = &m->dyad[m->pair[i].dyad[0]];
        edge[n++] = (ofr_edge){m->actor[d->holder].id, m->actor[d->rival].id, "hostile",
                               m->pair[i].id, 1.0};
    }
    for (size_t i = 0; i < m->n_links; i++) {
        edge[n++] = (ofr_edge){m->actor[m->link[i].patron].id, m->actor[m->link[i].client].id,
                               "backs", "", point_of(m, m->link[i].control_mean)};
    }
    for (size_t i = 0; i < channels->n; i++) {
        const ofr_channel *c = &channels->channel[i];
        char text[96];
        snprintf(text, sizeof text, "%s: %.3g days",
                 c->via == OFR_NONE ? c->id : m->actor[c->via].id, point_of(m, c->delay));
        edge[n++] = (ofr_edge){m->actor[c->end[0]].id, m->actor[c->end[1]].id, "channel",
                               join(p, text, "", ""), point_of(m, c->fidelity)};
    }
    for (size_t i = 0; i < m->n_flows; i++) {
        const ofr_flow *f = &m->flow[i];
        if (f->hostile)
            edge[n++] = (ofr_edge){m->actor[f->source].id, m->actor[f->target].id, "flow", f->id,
                                   point_of(m, f->rate)};
    }
    plan->edge = edge;
    plan->n_edges = n;
}

static void put_priors(plan_maker *p, const ofr_ensemble *e, ofr_plan *plan)
{
    const ofr_spec *spec = p->study->spec;
    size_t n = 0, at = 0;

    for (size_t i = 0; i < spec->n_parameters; i++)
        n += spec->parameter[i].prior.kind != PRIOR_NONE;
    const char **path = take(p, n, sizeof *path);
    double *draw = take(p, n * e->n_sets, sizeof *draw);
    if (p->failed) return;
    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (spec->parameter[i].prior.kind == PRIOR_NONE) continue;
        path[at] = spec->parameter[i].path;
        for (size_t s = 0; s < e->n_sets; s++)
            draw[s * n + at] = e->value[s * spec->n_parameters + i];
        at++;
    }
    plan->prior_path = path;
    plan->prior_draw = draw;
    plan->n_priors = n;
}

static void put_dropping(plan_maker *p, const ofr_ensemble *e, ofr_plan *plan)
{
    ofr_dropping_name *name = take(p, e->n_dropping, sizeof *name);

    for (size_t i = 0; name && i < e->n_dropping; i++)
        name[i] = (ofr_dropping_name){e->dropping[i].kind, e->dropping[i].id};
    plan->dropping = name;
    plan->n_dropping = e->n_dropping;
}

static ofr_status put_taught(plan_maker *p, const run_options *o, ofr_plan *plan, ofr_error *err)
{
    const struct study_sets *sets = study_learned(p->study);

    if (!sets || o->fixed) return OFR_OK;
    plan->evidence = &sets->kept;
    return taught_make(p->study, p->arena, &plan->taught, err);
}

uint64_t plan_record_hash(const ofr_study *study)
{
    uint64_t h = study->record ? study->record->hash : HASH_START;
    const ofr_model *m = study->model;

    /* Where history begins and what is given change results without changing scenario or record. */
    h = hash_step(h, (uint64_t)(uint32_t)m->epoch);
    for (int32_t day = m->start; study->given && day < m->start + m->horizon; day++) {
        const ofr_given *g = past_day(study->given, day);
        for (size_t f = 0; g && f < m->n_flows; f++)
            h = hash_step(h, (uint64_t)(g->mode[f] + 4 * (uint64_t)g->count[f]));
        for (size_t j = 0; g && g->driver && j < m->own->drivers->n; j++)
            h = hash_step(h, (uint64_t)(uint8_t)g->driver[j]);
    }
    return h;
}

ofr_status plan_make(const ofr_study *study, const ofr_ensemble *e, const run_options *o,
                     size_t chunk, ofr_arena *arena, ofr_plan *ret_plan, ofr_error *err)
{
    const ofr_model *m = study->model;
    plan_maker p = {study, arena, false};
    ofr_plan plan = {
        .command = o->command ? o->command : "",
        .title = node_get(study->spec->root, "title")->text,
        .scenario_file = o->scenario_name ? o->scenario_name : study->spec->file,
        .scenario_text = study->spec->text,
        .scenario_hash = study->spec->hash,
        .record_hash = plan_record_hash(study),
        .seed = o->seed,
        .history_from = m->epoch,
        .start = m->start,
        .horizon = m->horizon,
        .n_sets = e->n_sets,
        .per_set = e->per_set,
        .n_members = e->n_sets * e->per_set,
        .chunk = chunk,
        .fixed = o->fixed,
        .quick = o->quick,
        .pooled = published_wanted(study, o),
        .numbers_id = ofr_numbers_id(),
        .opened_with = &study->opened_with,
        .record_note = study->of_record.note,
        .n_record_notes = study->of_record.n_notes,
    };

    study_inputs(study, &plan.n_values, &plan.n_judged);
    ofr_status status = put_outcomes(&p, o, &plan, err);
    if (status == OFR_OK) status = put_taught(&p, o, &plan, err);
    if (status != OFR_OK) return status;
    put_series(&p, e, &plan);
    put_names(&p, &plan);
    put_edges(&p, &plan);
    put_priors(&p, e, &plan);
    put_dropping(&p, e, &plan);
    if (p.failed)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the plan of %zu members",
                        plan.n_members);
    *ret_plan = plan;
    return OFR_OK;
}

size_t plan_chunk(const run_options *o)
{
    return batch_chunk_size(o->per_set, o->quick && o->per_set < CHUNK ? o->per_set : CHUNK);
}

ofr_status plan_ensemble(const ofr_study *study, const run_options *o, ofr_ensemble *ret_e,
                         ofr_error *err)
{
    const ofr_kernel *kernel = kernel_choose(o->isa);

    if (!kernel)
        return ofr_fail(err, OFR_USAGE, "isa",
                        "this machine cannot run '%s'; leave it out for the best it can", o->isa);
    if (o->n_sets < 1 || o->per_set < 1 || o->n_sets > (size_t)1 << 31 ||
        o->per_set > ((size_t)1 << 31) / o->n_sets)
        return ofr_fail(err, OFR_USAGE, "members", "sets x members must be 1 to %u, got %zu x %zu",
                        1u << 31, o->n_sets, o->per_set);
    return study_ensemble(study, kernel, o->seed, o->n_sets, o->per_set, o->fixed, ret_e, err);
}

ofr_status study_plan(const ofr_study *study, const run_options *o, ofr_arena *arena,
                      ofr_plan *ret_plan, ofr_error *err)
{
    ofr_ensemble e = {0};
    ofr_status status = plan_ensemble(study, o, &e, err);

    if (status == OFR_OK) status = plan_make(study, &e, o, plan_chunk(o), arena, ret_plan, err);
    ensemble_done(&e);
    return status;
}
