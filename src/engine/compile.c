/* compile.c -- the order in which structure and mechanisms are laid out, and the checks at the end. */
#include "compile.h"

#include <string.h>

#include "kernel.h"
#include "sources.h"

size_t scenario_keys(ofr_keys ret_keys[SCENARIO_TABLES])
{
    ret_keys[0] = structure_keys;
    for (size_t i = 0; i < N_MECHANISMS; i++) {
        const ofr_mechanism *mechanism = kernel_v2.mechanism[i];
        ret_keys[1 + i] = mechanism->keys ? *mechanism->keys
                                          : (ofr_keys){.mechanism = mechanism->name};
    }
    return SCENARIO_TABLES;
}

/* Rows of slots lie side by side, once their number is known. */
static void lay_out_slots(ofr_compiler *c)
{
    ofr_model *m = c->model;
    ofr_row *const per_flow[] = {&m->deaths_own, &m->deaths_partner, &m->deaths_attacker,
                                 &m->wounded,    &m->slipped,        &m->read_up,
                                 &m->charged};

    m->count = compile_nums(c, m->n_slots);
    for (size_t i = 0; i < sizeof per_flow / sizeof per_flow[0]; i++)
        *per_flow[i] = compile_nums(c, m->n_flows);
    m->cause = compile_wholes(c, m->n_slots);
    m->root = compile_wholes(c, m->n_slots);
    m->slot = c->slot;
    m->derived = c->derived;
    m->field = c->field;
}

/* Act numbers are int32: days x slots must fit. */
static void check_size(ofr_compiler *c)
{
    const ofr_model *m = c->model;
    const double days = (double)(m->start - m->epoch) + (double)m->horizon;

    if (days * (double)m->n_slots > 2.0e9) {
        faults_add(c->faults, c->spec->root,
                   "%g days with %zu things that can happen are too many to number; shorten the "
                   "history or the horizon",
                   days, m->n_slots);
    }
}

static ofr_status check_stability(const ofr_model *m, ofr_error *err)
{
    char loop[512];
    const double radius = model_radius(m, 0.0, loop, sizeof loop);

    if (!(radius >= 1.0)) return OFR_OK;
    return ofr_fail(
        err, OFR_UNSTABLE, "conduct",
        "answers feed on each other without end: each act leads to %.2f more on average, by the "
        "loop %s; "
        "lower acts-per-severity on it, or shorten memory.half-life, until this is below 1",
        radius, loop);
}

static ofr_status compile_one(const ofr_mechanism *mechanism, ofr_compiler *c)
{
    const ofr_status status = mechanism->compile ? mechanism->compile(c) : OFR_OK;

    return c->out_of_memory ? OFR_NO_MEMORY : status;
}

static ofr_status compile_all(ofr_compiler *c, const model_options *options, ofr_error *err)
{
    ofr_status status = compile_structure(c);

    /* Later steps rest on what structure found: stop at its faults. */
    if (status == OFR_OK) status = faults_status(c->faults, err);
    if (options && options->epoch != OFR_NEVER) c->model->epoch = options->epoch;
    if (options && options->written_start != OFR_NEVER)
        c->model->written_start = options->written_start;
    for (size_t i = 0; i < N_MECHANISMS && status == OFR_OK; i++)
        status = compile_one(kernel_v2.mechanism[i], c);
    if (status == OFR_OK) {
        lay_out_slots(c);
        compile_sources(c);
        check_size(c);
        if (c->out_of_memory) status = OFR_NO_MEMORY;
    }
    if (status == OFR_NO_MEMORY) ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the model");
    if (status == OFR_OK) status = faults_status(c->faults, err);
    if (status == OFR_OK) status = check_stability(c->model, err);
    return status == OFR_OK ? check_one_equilibrium(c->model, err) : status;
}

ofr_status model_compile(const ofr_spec *spec, const model_options *options,
                         const ofr_model **ret_model, ofr_error *err)
{
    ofr_arena *arena = arena_new();
    ofr_faults *faults = faults_new(spec);
    ofr_model *m = arena ? arena_alloc(arena, sizeof *m) : NULL;
    ofr_rooms *own = arena ? arena_alloc(arena, sizeof *own) : NULL;
    ofr_status status;

    if (!m || !own || !faults) {
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the model");
    } else {
        ofr_compiler c = {.model = m, .spec = spec, .faults = faults, .arena = arena, .own = own};
        m->arena = arena;
        m->spec = spec;
        m->own = own;
        status = compile_all(&c, options, err);
    }
    faults_free(faults);
    if (status != OFR_OK)
        arena_free(arena);
    else
        *ret_model = m;
    return status;
}
