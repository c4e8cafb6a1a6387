/* learned_told.c -- see learned_told.h. */
#include "learned_told.h"

#include <math.h>
#include <stdlib.h>

#include "../core/statistics.h"

void learned_text(const struct study_sets *sets, FILE *out)
{
    const ofr_learned *l = &sets->told;

    fprintf(out, "parameter sets reweighted by the record, block by block, %zu of %zu possible:\n",
            l->n_possible, l->n_sets);
    for (size_t b = 0; b < l->n_blocks; b++) {
        const learned_block *block = &l->block[b];
        const char *why = learned_why_not(l, b);
        fprintf(out, "  %-24s %3zu priors, log evidence strays by %.2f: ", block->id,
                block->n_priors, block->noise);
        if (*why)
            fprintf(out, "keeps its priors, for %s\n", why);
        else
            fprintf(out, "taken to the power %.2f, worth %.0f sets\n", block->temperature,
                    block->effective);
    }
}

static void put_blocks(json_writer *json, const ofr_learned *l)
{
    json_open(json, "blocks", '[');
    for (size_t b = 0; b < l->n_blocks; b++) {
        const learned_block *block = &l->block[b];
        const char *why = learned_why_not(l, b);
        json_open(json, NULL, '{');
        json_text(json, "id", block->id);
        json_whole(json, "priors", (int64_t)block->n_priors);
        if (block->noise < INFINITY)
            json_number(json, "noise", block->noise);
        else
            json_null(json, "noise");
        json_number(json, "temperature", block->temperature);
        json_number(json, "effective", block->effective);
        if (*why)
            json_text(json, "kept", why);
        else
            json_null(json, "kept");
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* Quantiles of one parameter over the sets; room [n_sets]. */
static void put_quantiles(json_writer *json, const char *key, const double *value, size_t n,
                          size_t step, double *room)
{
    static const double level[] = {0.05, 0.5, 0.95};

    for (size_t s = 0; s < n; s++) room[s] = value[s * step];
    sort_doubles(room, n);
    json_open(json, key, '[');
    for (size_t q = 0; q < 3; q++)
        json_number(json, NULL, sorted_quantile(room, n, level[q], QUANTILE_BELOW));
    json_close(json, ']');
}

ofr_status json_learned(json_writer *json, const ofr_study *study, const struct study_sets *sets,
                        ofr_error *err)
{
    const ofr_learned *l = &sets->told;
    const ofr_spec *spec = study->spec;
    double *room = calloc(l->n_sets, sizeof *room);

    if (!room) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for what was learned");
    json_open(json, "learned", '{');
    json_whole(json, "sets", (int64_t)l->n_sets);
    json_whole(json, "possible", (int64_t)l->n_possible);
    put_blocks(json, l);
    json_open(json, "parameters", '[');
    for (size_t i = 0; i < spec->n_parameters; i++) {
        const size_t b = l->block_of[i];
        if (spec->parameter[i].prior.kind == PRIOR_NONE || *learned_why_not(l, b)) continue;
        json_open(json, NULL, '{');
        json_text(json, "path", spec->parameter[i].path);
        json_text(json, "block", l->block[b].id);
        put_quantiles(json, "prior", l->prior + i, l->n_sets, spec->n_parameters, room);
        put_quantiles(json, "posterior", sets->value + i, l->n_sets, spec->n_parameters, room);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
    free(room);
    return OFR_OK;
}
