/* taught.h -- what the record taught the parameter sets of a study (--learn): the one place from which text, JSON, result and page tell it. */
#ifndef OFR_TAUGHT_H
#define OFR_TAUGHT_H

#include "study.h"

enum { TAUGHT_QUANTILES = 3 };
extern const double taught_quantile_at[TAUGHT_QUANTILES]; /* 0.05, 0.5, 0.95 */

typedef struct taught_block {
    const char *id;  /* of a campaign or a group of red lines; of the last "all else" */
    size_t n_priors; /* parameters with a prior */
    double
        noise; /* standard deviation of its log evidence from repeat to repeat; infinity: the point values are impossible */
    double temperature; /* power to which its evidence was taken; 0: it keeps its priors */
    double effective;   /* number of sets that it is worth */
    const char *kept;   /* why it keeps its priors; "": it does not */
} taught_block;

/* A parameter with a prior, of a block that was reweighted. The values of the sets before and after: those that are reached at the quantiles. */
typedef struct taught_parameter {
    const char *path;
    size_t block;
    double prior[TAUGHT_QUANTILES], posterior[TAUGHT_QUANTILES];
} taught_parameter;

typedef struct ofr_taught {
    uint64_t hash; /* names the sets: of drawn paths and values, that of a result's draws */
    size_t n_sets, n_possible;
    const taught_block *block;
    size_t n_blocks;
    const taught_parameter *parameter; /* in the order of the scenario's parameters */
    size_t n_parameters;
} ofr_taught;

/* What a study has learned, in the arena; ids and paths are the study's. *ret_taught NULL where its sets are those of the priors, or come from a
 * result. OFR_NO_MEMORY. O(sets log sets x parameters). */
ofr_status taught_make(const ofr_study *study, ofr_arena *arena, const ofr_taught **ret_taught,
                       ofr_error *err);

#endif
