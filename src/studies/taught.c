/* taught.c -- see taught.h. */
#include "taught.h"

#include <stdlib.h>

#include "../core/hash.h"
#include "../core/statistics.h"
#include "study_sets.h"

const double taught_quantile_at[TAUGHT_QUANTILES] = {0.05, 0.5, 0.95};

static bool has_prior(const ofr_spec *spec, size_t i)
{
    return spec->parameter[i].prior.kind != PRIOR_NONE;
}

/* As the hash of a result's draws (report/result_plan.c). */
static uint64_t hash_sets(const ofr_spec *spec, const struct study_sets *sets)
{
    uint64_t hash = HASH_START;

    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (has_prior(spec, i)) hash = hash_name(hash, spec->parameter[i].path);
    }
    for (size_t s = 0; s < sets->n_sets; s++) {
        const double *value = sets->value + s * spec->n_parameters;
        for (size_t i = 0; i < spec->n_parameters; i++) {
            if (has_prior(spec, i)) hash = hash_bytes(hash, &value[i], sizeof value[i]);
        }
    }
    return hash;
}

/* Of parameter i over the sets; room [n_sets]. */
static void quantiles_of(const ofr_spec *spec, const double *value, size_t n_sets, size_t i,
                         double *room, double *ret)
{
    for (size_t s = 0; s < n_sets; s++) room[s] = value[s * spec->n_parameters + i];
    sort_doubles(room, n_sets);
    for (size_t q = 0; q < TAUGHT_QUANTILES; q++)
        ret[q] = sorted_quantile(room, n_sets, taught_quantile_at[q], QUANTILE_REACHED);
}

static size_t count_parameters(const ofr_spec *spec, const ofr_learned *l)
{
    size_t n = 0;

    for (size_t i = 0; i < spec->n_parameters; i++)
        n += has_prior(spec, i) && !*learned_why_not(l, l->block_of[i]);
    return n;
}

static void fill_blocks(const ofr_learned *l, taught_block *block)
{
    for (size_t b = 0; b < l->n_blocks; b++) {
        const learned_block *from = &l->block[b];
        block[b] = (taught_block){from->id,          from->n_priors,  from->noise,
                                  from->temperature, from->effective, learned_why_not(l, b)};
    }
}

static void fill_parameters(const ofr_spec *spec, const struct study_sets *sets, double *room,
                            taught_parameter *parameter)
{
    const ofr_learned *l = &sets->told;

    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (!has_prior(spec, i) || *learned_why_not(l, l->block_of[i])) continue;
        parameter->path = spec->parameter[i].path;
        parameter->block = l->block_of[i];
        quantiles_of(spec, l->prior, l->n_sets, i, room, parameter->prior);
        quantiles_of(spec, sets->value, l->n_sets, i, room, parameter->posterior);
        parameter++;
    }
}

ofr_status taught_make(const ofr_study *study, ofr_arena *arena, const ofr_taught **ret_taught,
                       ofr_error *err)
{
    const struct study_sets *sets = study_learned(study);
    const ofr_spec *spec = study->spec;

    if (!sets) {
        *ret_taught = NULL;
        return OFR_OK;
    }
    const size_t n = count_parameters(spec, &sets->told);
    ofr_taught *taught = arena_alloc(arena, sizeof *taught);
    taught_block *block = arena_alloc(arena, sets->told.n_blocks * sizeof *block);
    taught_parameter *parameter = arena_alloc(arena, (n + 1) * sizeof *parameter);
    double *room = arena_alloc(arena, sets->n_sets * sizeof *room);
    if (!taught || !block || !parameter || !room)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for what was learned");
    fill_blocks(&sets->told, block);
    fill_parameters(spec, sets, room, parameter);
    *taught = (ofr_taught){hash_sets(spec, sets),
                           sets->n_sets,
                           sets->told.n_possible,
                           block,
                           sets->told.n_blocks,
                           parameter,
                           n};
    *ret_taught = taught;
    return OFR_OK;
}
