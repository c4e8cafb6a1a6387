/* compile.h -- from a spec to a frozen model, with all checks that need both. */
#ifndef OFR_COMPILE_H
#define OFR_COMPILE_H

#include "../mechanisms/table.h"

enum { SCENARIO_TABLES = 1 + N_MECHANISMS };

/* The schema: the structure's table and each mechanism's. Pure. */
size_t scenario_keys(ofr_keys ret_keys[SCENARIO_TABLES]);

/* Days that a caller knows better than the spec; OFR_NEVER: as the spec has it. */
typedef struct model_options {
    int32_t epoch;         /* first day of history; the start where there is none */
    int32_t written_start; /* the scenario's own start, where it was changed for this run */
} model_options;

/* Compiles a read spec; the model keeps it, and must be freed first. It never changes from here on. options may be
 * NULL. All faults of structure in one go. OFR_STRUCTURE, OFR_UNSTABLE (the loop of answers explodes; names it),
 * OFR_NO_MEMORY. */
ofr_status model_compile(const ofr_spec *spec, const model_options *options,
                         const ofr_model **ret_model, ofr_error *err);

/* Spectral radius of the linear loop of answers at point values, prior beliefs and stance `stance` of
 * every principal (0: hold; 2: the worst). ret_loop (may be NULL, n bytes) gets the flows of the
 * dominant loop, "a -> b -> a". */
double model_radius(const ofr_model *model, double stance, char *ret_loop, size_t n);

/* The largest stances.lambda below which the game of a hostile pair has one equilibrium on every day that may
 * come, at point values; INFINITY if at any. OFR_NO_MEMORY. Thread: pure. uniqueness.c has the bound. */
ofr_status model_safe_lambda(const ofr_model *model, size_t pair, double *ret_lambda,
                             ofr_error *err);

/* OFR_STRUCTURE where stances.play: equilibrium may meet several equilibria at point values, unless the
 * scenario says what to do then; OFR_NO_MEMORY. */
ofr_status check_one_equilibrium(const ofr_model *model, ofr_error *err);

#endif
