/* update.h -- a record has grown and the start has moved on: what of it moved each outcome.
 *
 * Three forecasts are made on the same parameter sets and random numbers: the one before, one from the new start on that has
 * heard nothing new (time has passed, and nothing but time), and the one now. Then each new row, or group of rows, is taken
 * out of the record in turn, and the one now is made again without it.
 */
#ifndef OFR_UPDATE_H
#define OFR_UPDATE_H

#include "../events/growth.h"
#include "compare_stats.h"
#include "published.h"
#include "study.h"

enum { UPDATE_PARTS = 64 };

/* How rows were taken together, so that there are at most so many parts as were asked for. */
typedef enum update_grouping {
    UPDATE_BY_ROW,
    UPDATE_BY_DAY, /* rows of one day, source, target, theatre and action */
    UPDATE_BY_KIND /* rows of one source, target, theatre and action */
} update_grouping;

typedef struct update_part {
    const char *says;      /* "2024-01-28 iraqi-militias to usa, jordan, harass, 3 dead" */
    int32_t first, last;   /* days of its rows */
    size_t rows;           /* of the record, totals among them */
    bool same;             /* the forecast is the same without it: no number can move */
    bool impossible;       /* no parameter set can explain the record without it */
    ofr_difference *moved; /* [outcomes][n_horizons] now less without it; NULL where impossible */
} update_part;

typedef struct ofr_update {
    uint64_t seed;
    size_t n_sets, per_set; /* asked for */
    size_t used_sets;       /* that can explain each of the records */
    int32_t days[SHARE_HORIZONS];
    size_t n_horizons;
    const char **outcome; /* [n_outcomes] ids */
    size_t n_outcomes;
    update_grouping grouping;
    update_part *part; /* [n_parts] by the first of their days, then in the order of the record */
    size_t n_parts;
    /* [outcomes][n_horizons] in all; time that passed; what is left of all without time and parts. */
    ofr_difference *all, *quiet, *rest;
    ofr_work work;
    ofr_arena *arena;
} ofr_update;

typedef struct update_options {
    uint64_t seed;
    size_t n_sets, per_set; /* both >= 1 */
    size_t most_parts;      /* 1 to UPDATE_PARTS */
    const ofr_published *
        published; /* how the forecast now is pooled: its shifts are those of every forecast here; NULL: none is */
    int threads;     /* 0: as many as there are processors */
    pool_use *use;   /* may be NULL */
    const char *isa; /* NULL: the best */
    const volatile int *stop;
    void (*progress)(void *self, size_t done, size_t of); /* futures; may be NULL */
    void *progress_self;
} update_options;

/* before: the scenario with the old record and start; now: the one with the record that has grown (growth_record) and the new
 * start. Both have a history and the same outcomes and parameters. Nothing that is not in `growth` may differ between them but the start. The order of rows in the newer record
 * moves nothing.
 * OFR_USAGE (sizes, isa, no history), what study_open_again and futures_run give, OFR_DEGENERATE (no set can explain the records),
 * OFR_INTERRUPTED, OFR_NO_MEMORY. */
ofr_status study_update(const ofr_study *before, const ofr_study *now, const ofr_growth *growth,
                        const update_options *options, ofr_update **ret_update, ofr_error *err);
void update_free(ofr_update *update); /* takes NULL */

#endif
