/* whatif.h -- what-ifs: named lists of dated changes, where they are written, and the futures they make. */
#ifndef OFR_WHATIF_H
#define OFR_WHATIF_H

#include "../engine/variant.h"
#include "study.h"

/* A value that holds from a day to a day. from OFR_NO_DATE: from the start; to OFR_NO_DATE: to the end. */
typedef struct ofr_change {
    const char *path; /* a part "*" stands for any: every value with such a path */
    const char *
        value; /* as it would be written; "times 0.5" or "x0.5" scales a number, "plus -1" adds to one without a unit */
    int32_t from, to;
} ofr_change;

typedef struct ofr_whatif {
    const char *name, *says;
    ofr_change *change;
    size_t n_changes;
} ofr_whatif;

typedef struct ofr_whatifs {
    ofr_arena *arena; /* all texts */
    ofr_whatif *item;
    size_t n, room;
    const char *file[1 + 16]; /* the change file that was read last, and its includes */
    size_t n_files;
} ofr_whatifs;

/* Zeroed, it is empty; only the arena is made here. OFR_NO_MEMORY. */
ofr_status whatifs_init(ofr_whatifs *list, ofr_error *err);
void whatifs_done(ofr_whatifs *list); /* takes zeroed */

/* Adds those of a scenario's section what-ifs; only: one by name (OFR_USAGE if it is not there), NULL: all. */
ofr_status whatifs_from_spec(ofr_whatifs *list, const ofr_spec *spec, const char *only,
                             ofr_error *err);
/* Adds those of a change file: YAML with `offramp: 1` and a section what-ifs. As spec_read. */
ofr_status whatifs_from_file(ofr_whatifs *list, const char *path, ofr_error *err);
/* Adds one written in a line, "name: path=value from DATE to DATE; path=value"; dates may be left out, and
 * so may all changes. OFR_USAGE. */
ofr_status whatifs_from_text(ofr_whatifs *list, const char *text, ofr_error *err);

/* What a what-if makes of a study's model. */
typedef struct whatif_plan {
    ofr_variant variant;
    ofr_hold *hold;
    ofr_segment *segment;
    ofr_spec **spec;         /* [n_models] */
    const ofr_model **model; /* [n_models] */
    size_t n_models;
    int32_t first; /* day of the first change; INT32_MAX: none */
} whatif_plan;

/* Checks the changes against the study and compiles them. OFR_PATH (no such path; part of the structure; a
 * day before the start; two changes of one path that overlap), OFR_SCHEMA, OFR_STRUCTURE, OFR_UNSTABLE,
 * OFR_LIMIT, OFR_NO_MEMORY. The study must stay. */
ofr_status whatif_compile(const ofr_study *study, const ofr_whatif *whatif, whatif_plan *ret_plan,
                          ofr_error *err);
/* The same for a what-if (NULL: the scenario as it is) with another laid over it: what `over` changes holds whatever the
 * what-if says of these values. Its values do not count as written (spec_change_match). */
ofr_status whatif_compile_under(const ofr_study *study, const ofr_whatif *whatif,
                                const ofr_whatif *over, whatif_plan *ret_plan, ofr_error *err);
void whatif_plan_done(whatif_plan *plan); /* takes zeroed */

#endif
