/* score.h -- what forecasts of a scenario would have been worth: made again and again in its past, held against what came.
 *
 * On each origin, a day of the past, the model is led through what was public by then and asked what comes. The record says what
 * came. Beside the model stand the class of its pairs and forecasts that anyone can make (baselines.h). See docs/skill.md.
 */
#ifndef OFR_SCORE_H
#define OFR_SCORE_H

#include "baselines.h"
#include "left_out.h"
#include "record_days.h"
#include "score_skill.h"
#include "score_tables.h"
#include "store.h"
#include "study.h"

enum { SCORE_HORIZONS = 8, SCORE_WEEKS = 4, SCORE_ORIGINS = 2000, SCORE_LEAST = 5 };

/* Who forecasts. A new one is a column here and a line in score_columns.c that fills it. */
typedef enum score_column {
    SCORE_MODEL, /* share of futures */
    SCORE_PUBLISHED, /* of futures pooled with the classes as a run pools them (published.h); of counts nothing */
    SCORE_CLASS, /* of exchanges and wars: the class of the pair (classes.h); of counts nothing */
    SCORE_BASES, /* baseline_kind 0 */
    N_SCORE_COLUMNS = SCORE_BASES + N_BASELINES
} score_column;
/* "model", "class", "record" ... Pure. */
const char *score_column_name(size_t column);

typedef enum score_step { SCORE_MONTHLY, SCORE_DAYS } score_step;

typedef struct score_options {
    score_step step;
    int32_t days; /* SCORE_DAYS: from one origin to the next, >= 1 */
    int32_t from,
        to; /* first origin, last origin at most; OFR_NO_DATE: a year into history, as late as one can be scored */
    int32_t horizon[SCORE_HORIZONS]; /* days, rising */
    size_t n_horizons; /* 0: 30, 90, and 180 where ten origins or more are told at it */
    uint64_t seed;
    size_t n_sets, per_set; /* both >= 1 */
    int threads;            /* 0: as many as there are processors */
    pool_use *use;          /* may be NULL */
    bool model_only;        /* nothing is pooled: no column SCORE_PUBLISHED */
    const char *isa;        /* NULL: the best */
    const volatile int *stop;
    void (*progress)(void *self, size_t done, size_t of); /* futures; may be NULL */
    void *progress_self;
    const ofr_store *store; /* what is kept there is not run again; NULL: nothing is */
} score_options;

/* One forecaster's account of one question, over the origins at which it has a forecast. */
typedef struct scored_column {
    size_t n;
    double mean, log, sharpness; /* of the chances; log score in nats */
    brier_parts parts;
    score_skill
        skill; /* of the model over it, by Brier, where both have a forecast; of the model itself unknown */
    score_skill log_skill;
    score_skill published; /* of what is published over it, by Brier; of itself unknown */
} scored_column;

/* An outcome at a horizon, or all of them together. */
typedef struct scored_question {
    const char *outcome, *says; /* "" of all together */
    int32_t horizon;
    size_t n, came, open; /* forecasts that the record settles, that came, that it leaves open */
    size_t block;         /* origins that the intervals of skill draw together */
    bool partly;          /* the record holds a part of such acts only */
    scored_column column[N_SCORE_COLUMNS];
    int8_t *told;   /* [origins] 1, 0, -1 open; NULL of all together */
    double *chance; /* [origins][N_SCORE_COLUMNS], NaN: none; NULL of all together */
    reliability_bin bin[SCORE_BINS]; /* of the model, as all below */
    reliability_slope slope;
} scored_question;

/* Weekly counts of acts in some theatres, in weeks 1 to SCORE_WEEKS after each origin; or of all together. */
typedef struct scored_counts {
    const char *theatres; /* "iraq+syria": joined where a running total does; "" of all together */
    size_t n, open;       /* weeks told, and left open */
    size_t came;          /* of those that are told, with any act */
    double mean;          /* of what came */
    double crps[N_SCORE_COLUMNS];       /* mean over weeks that are told; NaN: no forecasts */
    score_skill skill[N_SCORE_COLUMNS]; /* of the model over it */
    size_t pit[SCORE_BINS];             /* of the model */
} scored_counts;

/* An outcome of which the record cannot tell. */
typedef struct unscored_outcome {
    const char *outcome, *says;
    record_tells why;
} unscored_outcome;

/* When the numbers of the scenario were known. */
typedef struct score_dating {
    size_t numbers;  /* written in the scenario, or with a prior */
    size_t later;    /* whose source speaks of a day or a year after the first origin */
    size_t earlier;  /* whose source speaks of days and years by then only */
    size_t undated;  /* whose source has no date: nobody can show that they were known */
    int32_t written; /* the scenario's own start: what it says may be of any day before */
    bool insider;    /* history.information: actor, so that rows count before they were public */
} score_dating;

typedef struct ofr_score {
    const char *title;
    uint64_t seed;
    size_t n_sets, per_set;
    int32_t first, last;    /* days of the record: history's first, the last that it tells */
    int32_t *origin;        /* [n_origins] */
    ofr_left_out *left_out; /* [n_origins] sets without a chance of the record by then */
    size_t n_origins;
    bool model_only; /* nothing was to be published */
    size_t
        n_pooled; /* origins on which a pair has a class; on the others published is the model's */
    size_t published_per_set; /* members of each set of what is published there */
    int32_t horizon[SCORE_HORIZONS];
    size_t n_horizons;
    scored_question *question; /* [n_questions], by horizon, then in the order of the scenario */
    size_t n_questions;
    scored_question all[SCORE_HORIZONS]; /* of a horizon all outcomes together */
    scored_counts *counts;               /* [n_counts], the last of them all together; 0: none */
    size_t n_counts;
    unscored_outcome *unscored;
    size_t n_unscored;
    score_dating dating;
    ofr_work work; /* done now: nothing where all was kept */
    ofr_arena *arena;
} ofr_score;

/* Scores a scenario on its own record. Nothing after an origin has a part in its forecasts, but for what the scenario itself says (dating).
 * OFR_USAGE (no record, no origin that can be told, sizes, too many origins), what study_open and futures_run give, OFR_DEGENERATE
 * (all sets of an origin are impossible), OFR_INTERRUPTED (what was done is kept), OFR_NO_MEMORY. */
ofr_status study_score(const ofr_study *study, const score_options *options, ofr_score **ret_score,
                       ofr_error *err);
void score_free(ofr_score *score); /* takes NULL */

/* Are events and non-events enough to tell forecasters apart? At least SCORE_LEAST of each. Pure. */
bool score_is_enough(const scored_question *question);
/* The forecaster from the record alone with the least Brier score, of those that have all of the model's forecasts; N_SCORE_COLUMNS: none
 * has. Pure. */
size_t score_best_base(const scored_question *question);
/* Are there weeks enough with acts, SCORE_LEAST? Pure. */
bool score_counts_enough(const scored_counts *counts);

#endif
