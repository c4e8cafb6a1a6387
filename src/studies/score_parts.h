/* score_parts.h -- a score at work; private to score.c, score_origins.c, score_run.c, score_published.c, score_columns.c
 * and score_sum.c. */
#ifndef OFR_SCORE_PARTS_H
#define OFR_SCORE_PARTS_H

#include "../engine/eve.h"
#include "score.h"

/* What would have been published on an origin. */
typedef struct score_published {
    bool pooled;      /* a pair has a class; else it is the model's */
    bool found;       /* it was kept */
    uint32_t members; /* of sets that are not left out */
    uint32_t *came;   /* [outcomes][n_horizons] */
} score_published;

/* A day on which forecasts are made. */
typedef struct score_origin {
    int32_t day;
    ofr_study *study;
    ofr_ensemble e;
    uint64_t key;         /* of its futures, but for their sets */
    uint64_t eves;        /* eve_key_ensemble */
    ofr_account *account; /* [n_sets] */
    uint32_t *came;       /* [outcomes][n_horizons], over all sets */
    uint16_t *count; /* [groups][SCORE_WEEKS][n_sets * per_set] acts that the record would hold */
    double *share;   /* [7 * SCORE_WEEKS][flows] of the acts of a day that the record holds */
    size_t members;  /* of sets that are not left out */
    score_published published;
    ofr_eve *eve; /* [n_sets] from which it is published; NULL: they are not wanted */
} score_origin;

/* Theatres whose acts are counted together. */
typedef struct score_group {
    const char *theatres;
    uint8_t *mask; /* [flows] */
} score_group;

typedef struct score_work {
    const ofr_study *base;
    const score_options *o;
    ofr_score *score;
    ofr_arena *arena;
    int32_t longest; /* horizon asked */
    score_origin *origin;
    size_t n;
    score_group *group;
    size_t n_groups;
    size_t n_outcomes;
} score_work;

ofr_status score_no_memory(ofr_error *err);
/* Days of the record that tell, origins and horizons, groups of theatres, a study and an ensemble for each origin. What was
 * made is let go by score_origins_done, also after a failure. */
ofr_status score_origins(score_work *work, ofr_error *err);
void score_origins_done(score_work *work);
/* Horizons that an origin's futures reach: the longest asked that the record tells from there. */
int32_t score_reach(const score_work *work, int32_t origin);

/* Tells of futures of the model on all origins, and of what is published, that are done. */
void score_progress(const score_work *work, size_t of_model, size_t published);

/* Runs all sets from all origins, or takes what is kept. */
ofr_status score_run(score_work *work, ofr_error *err);

/* score_published.c: members of a set of what is published. Pure. */
size_t score_published_members(size_t per_set);
/* Takes what an origin published, if that is kept. */
ofr_status score_published_find(const score_work *work, score_origin *at, ofr_error *err);
/* After score_run, which leaves the eves: publishes on all origins that pool. */
ofr_status score_publish(score_work *work, ofr_error *err);
void score_published_done(const score_work *work, score_origin *at); /* takes zeroed */

/* Forecasts of all columns, and what came, into score->question and score->counts. */
ofr_status score_columns(score_work *work, ofr_error *err);
/* A week's forecasts by their scores. */
typedef struct score_week {
    int8_t told;
    double came, crps[N_SCORE_COLUMNS], pit;
} score_week;
/* Sums up: parts, skill, slopes. week: [groups][origins][SCORE_WEEKS]. */
ofr_status score_sum(score_work *work, const score_week *week, ofr_error *err);

/* How the numbers of a scenario are dated, seen from a day. Pure. */
score_dating score_dating_of(const ofr_spec *spec, int32_t written, int32_t origin);

#endif
