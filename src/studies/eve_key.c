/* eve_key.c -- see eve_key.h. */
#include "eve_key.h"

#include <string.h>

#include "../core/hash.h"

/* What history does not hear of. */
static const char *const without[] = {"title",   "says",     "horizon",   "published",
                                      "classes", "what-ifs", "hypotheses"};
enum { N_WITHOUT = sizeof without / sizeof without[0] };

static bool is_without(const char *path)
{
    const size_t n = strcspn(path, ".");
    bool is = false;

    for (size_t i = 0; i < N_WITHOUT; i++)
        is |= strlen(without[i]) == n && strncmp(path, without[i], n) == 0;
    return is;
}

uint64_t eve_key_ensemble(const ofr_study *study, const ofr_ensemble *e)
{
    const ofr_model *m = e->model;
    const double byte_order = 1.0;
    const uint64_t number[] = {e->seed,
                               e->particles,
                               (uint64_t)m->epoch,
                               (uint64_t)m->start,
                               (uint64_t)study_known_by(study),
                               past_hash(e->past, m->epoch, m->start - 1),
                               spec_hash_resolved(study->spec, without, N_WITHOUT)};
    uint64_t key = hash_name(HASH_START, ofr_numbers_id());

    key = hash_bytes(key, &byte_order, sizeof byte_order);
    return hash_bytes(key, number, sizeof number);
}

uint64_t eve_key_set(uint64_t ensemble, const ofr_ensemble *e, size_t set)
{
    const ofr_spec *spec = e->model->spec;
    const double *value = e->value + set * spec->n_parameters;
    const uint64_t number = set;
    uint64_t key = hash_bytes(ensemble, &number, sizeof number);

    for (size_t i = 0; i < spec->n_parameters; i++) {
        if (!is_without(spec->parameter[i].path)) key = hash_bytes(key, &value[i], sizeof value[i]);
    }
    return key;
}

size_t eves_made(uint64_t ensemble, const ofr_ensemble *e, size_t first, size_t n,
                 const ofr_eve *eve, ofr_kept_eve *ret_kept)
{
    size_t made = 0;

    for (size_t s = 0; s < n; s++) {
        if (eve[s].made)
            ret_kept[made++] = (ofr_kept_eve){eve_key_set(ensemble, e, first + s), first + s,
                                              e->model->start, eve[s].bytes, eve[s].n};
    }
    return made;
}
