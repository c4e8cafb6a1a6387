/* update_parts.h -- an update at work; private to update.c, update_groups.c and update_run.c. */
#ifndef OFR_UPDATE_PARTS_H
#define OFR_UPDATE_PARTS_H

#include "update.h"

/* A forecast that is made: before, without news, now, and now without each part. */
typedef struct update_way {
    ofr_record *record; /* owned; NULL: the study's own */
    ofr_study *opened;  /* owned; NULL: study is the caller's */
    const ofr_study *study;
    ofr_ensemble e;
    int32_t parts;   /* the day from whose morning on its history is not that of now */
    bool same;       /* it is the one now in all that is given: it is not run */
    size_t possible; /* sets that can explain its record */
} update_way;

enum { WAY_BEFORE, WAY_QUIET, WAY_NOW, WAY_PARTS };

typedef struct update_work {
    const ofr_study *before, *now;
    const ofr_growth *growth;
    const update_options *o;
    ofr_update *update;
    size_t *part_of; /* [rows, then totals] its part; SIZE_MAX: it has none */
    update_way *way; /* [WAY_PARTS + n_parts] */
    size_t n_ways;
    double *shift;     /* [n_sets][pairs][2]; NULL: nothing is pooled */
    uint8_t *possible; /* [ways][n_sets] */
    pair_sums *sums; /* [3 + n_parts][outcomes][n_horizons][n_sets]: all, quiet, rest, then parts */
    pair_sums *left; /* [n_sets] room for those of the sets that count */
    double *room;    /* [n_sets] */
} update_work;
enum { SUM_ALL, SUM_QUIET, SUM_REST, SUM_PARTS };

ofr_status update_no_memory(ofr_error *err);
/* Parts of what entered, into update->part and work->part_of. */
ofr_status update_groups(update_work *work, ofr_error *err);
/* Runs every way, set by set, and adds up pairs. */
ofr_status update_run(update_work *work, ofr_error *err);

#endif
