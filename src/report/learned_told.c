/* learned_told.c -- see learned_told.h. */
#include "learned_told.h"

#include <inttypes.h>
#include <math.h>

#include "terminal.h"

void learned_text(const ofr_taught *taught, FILE *out)
{
    fprintf(out,
            "learned sets %016" PRIx64 ": parameter sets reweighted by the record, block by "
            "block, %zu of %zu possible:\n",
            taught->hash, taught->n_possible, taught->n_sets);
    for (size_t b = 0; b < taught->n_blocks; b++) {
        const taught_block *block = &taught->block[b];
        fputs("  ", out);
        put_padded(out, block->id, 24);
        fprintf(out, " %3zu priors", block->n_priors);
        if (block->noise < INFINITY) fprintf(out, ", log evidence strays by %.2f", block->noise);
        if (*block->kept) {
            fputs(": keeps its priors, for ", out);
            put_plain(out, block->kept);
            putc('\n', out);
        } else {
            fprintf(out, ": taken to the power %.2f, worth %.0f sets\n", block->temperature,
                    block->effective);
        }
    }
}

static void put_block(json_writer *json, const taught_block *block)
{
    json_open(json, NULL, '{');
    json_text(json, "id", block->id);
    json_whole(json, "priors", (int64_t)block->n_priors);
    if (block->noise < INFINITY)
        json_number(json, "noise", block->noise);
    else
        json_null(json, "noise");
    json_number(json, "temperature", block->temperature);
    json_number(json, "effective", block->effective);
    if (*block->kept)
        json_text(json, "kept", block->kept);
    else
        json_null(json, "kept");
    json_close(json, '}');
}

static void put_parameter(json_writer *json, const ofr_taught *taught,
                          const taught_parameter *parameter)
{
    json_open(json, NULL, '{');
    json_text(json, "path", parameter->path);
    json_text(json, "block", taught->block[parameter->block].id);
    json_numbers(json, "prior", parameter->prior, TAUGHT_QUANTILES, 1);
    json_numbers(json, "posterior", parameter->posterior, TAUGHT_QUANTILES, 1);
    json_close(json, '}');
}

void json_learned(json_writer *json, const ofr_taught *taught)
{
    char hash[17];

    if (!taught) {
        json_null(json, "learned");
        return;
    }
    snprintf(hash, sizeof hash, "%016" PRIx64, taught->hash);
    json_open(json, "learned", '{');
    json_text(json, "hash", hash);
    json_whole(json, "sets", (int64_t)taught->n_sets);
    json_whole(json, "possible", (int64_t)taught->n_possible);
    json_open(json, "blocks", '[');
    for (size_t b = 0; b < taught->n_blocks; b++) put_block(json, &taught->block[b]);
    json_close(json, ']');
    json_open(json, "parameters", '[');
    for (size_t i = 0; i < taught->n_parameters; i++)
        put_parameter(json, taught, &taught->parameter[i]);
    json_close(json, ']');
    json_close(json, '}');
}
