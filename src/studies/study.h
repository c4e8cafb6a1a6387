/* study.h -- a scenario opened for work: spec, record, model, history, and the studies on it.
 *
 * Nothing here prints or reads a clock; results leave through an ofr_sink, progress through a callback.
 */
#ifndef OFR_STUDY_H
#define OFR_STUDY_H

#include "../core/shares.h"
#include "../engine/compile.h"
#include "../engine/ensemble.h"
#include "../engine/futures.h"
#include "../engine/pool.h"
#include "../engine/strain.h"
#include "record_check.h"
#include "sink.h"

typedef struct study_options {
    const char *start;   /* another first day, "YYYY-MM-DD"; NULL: the scenario's */
    const char *horizon; /* another horizon, "180 days"; NULL: the scenario's */
    const char *
        given; /* names or patterns (* and ?) of flows and drivers, separated by commas, that are taken
                                  from the record after the start as they happened; NULL: none */
    bool no_history;    /* start at rest, without the record's past */
    const char *record; /* an event record in place of the scenario's; NULL: the scenario's */
    bool record_found;  /* its name was not typed by the user but stands in a file: no pipe then */
    ofr_record *open_record; /* the record, read already; stays the caller's, longer than the study;
                              * NULL: it is read */
} study_options;

typedef struct ofr_study {
    ofr_keys keys[SCENARIO_TABLES];
    ofr_spec *spec;
    ofr_record *record;    /* NULL: the scenario names none */
    bool lent_record;      /* it is the caller's */
    bool checked_record;   /* by the study that this one is opened again from */
    record_told of_record; /* empty where there is no record, or it was checked before */
    const ofr_model *model;
    ofr_past *past, *given;    /* NULL where there is none */
    study_options opened_with; /* a copy; its texts are the spec's */
    struct study_sets *sets;   /* in place of draws from the priors (study_sets.h); NULL: none */
    const struct study_sets *lent_sets; /* those of the study that this one is opened again from */
} ofr_study;

/* Reads, checks and compiles. The record that the scenario names is looked for from the scenario's directory, by
 * the rule of file_name.h (OFR_STRUCTURE), and held against it (record_check.h, OFR_STRUCTURE). OFR_IO, OFR_SYNTAX, OFR_SCHEMA, OFR_STRUCTURE, OFR_UNSTABLE, OFR_RECORD, OFR_LIMIT, OFR_USAGE (a start
 * outside the record, a pattern in `given` that names nothing), OFR_NO_MEMORY. */
ofr_status study_open(const char *scenario, const study_options *options, ofr_study **ret_study,
                      ofr_error *err);
/* The same from a scenario's text, e.g. one stored in a result; file anchors relative paths. */
ofr_status study_open_text(const char *text, size_t size, const char *file,
                           const study_options *options, ofr_study **ret_study, ofr_error *err);
/* The same scenario once more, without reading or checking it again: of another start or horizon, or with other given acts.
 * Its record is options->open_record or, without one, the base's; either must stay, as the base must. */
ofr_status study_open_again(const ofr_study *base, const study_options *options,
                            ofr_study **ret_study, ofr_error *err);
void study_close(ofr_study *study); /* takes NULL */

/* A headline outcome by the end of the horizon, in the futures that a call has run so far. */
typedef struct run_so_far {
    const char *id;
    ofr_share_told share;
} run_so_far;

typedef struct run_options {
    uint64_t seed;
    size_t n_sets, per_set; /* both >= 1; product at most 2^31 */
    bool fixed;             /* point values instead of priors; n_sets is then 1 */
    bool quick;             /* only noted in the result */
    bool model_only;        /* futures are not pooled with the classes of the pairs (published.h) */
    const struct ofr_published *
        published; /* how it is pooled, where that is known already (published.h); NULL: it is not */
    int threads;   /* 0: as many as there are processors */
    pool_use *use;             /* where fewer threads could be started: noted here; may be NULL */
    const char *isa;           /* "v2", "v3", "v4"; NULL: the best */
    size_t kept;               /* futures kept with all their acts; see kept.h */
    const char *command;       /* as typed, for the result */
    const char *scenario_name; /* as given */
    const volatile int *stop;  /* non-zero: stop after the chunk at hand; may be NULL */
    void (*progress)(void *self, size_t done, size_t of); /* members; may be NULL */
    void *progress_self;
    ofr_work *work; /* counts on; may be NULL */
    /* After each chunk: the headlines, n of them, over `members` futures. May be NULL. */
    void (*so_far)(void *self, const run_so_far *answer, size_t n, size_t members);
    void *so_far_self;
} run_options;

/* Runs the ensemble into a sink. OFR_INTERRUPTED leaves whole chunks in it. */
ofr_status study_run(const ofr_study *study, const run_options *options, const ofr_sink *sink,
                     ofr_error *err);

/* Of each outcome, in the order of the model: share of histories (particles at the point values, as this seed has
 * them) in which it holds on the eve of the start already, so that its coming about says nothing: an exchange is
 * open, a window holds enough acts, a deal is in force, a campaign is halted. Without a past 0 or 1. Outcomes that count from the start
 * (quiet, acts of one day) give 0. ret_strain: what of the record is next to impossible in these histories, a sentence
 * (engine/strain.h), or "". work counts on (may be NULL). OFR_USAGE (isa), OFR_DEGENERATE, OFR_NO_MEMORY. */
ofr_status study_already(const ofr_study *study, uint64_t seed, const char *isa, double *ret_share,
                         char ret_strain[STRAIN_TEXT], ofr_work *work, ofr_error *err);

/* One future told act by act, and the history that led to it. */
typedef struct told_state {
    const char *name, *unit;
    double low, middle, high;
} told_state; /* over particles */
typedef struct ofr_told {
    ofr_act *act;
    size_t n_acts; /* of the future; texts live in the arena */
    ofr_act *past;
    size_t n_past; /* acts of the record that history used */
    told_state *state;
    size_t n_states;    /* on the last day of history, every named state */
    size_t n_particles; /* that they are read off */
    ofr_past_use use;
    ofr_arena *arena;
} ofr_told;
ofr_status study_tell(const ofr_study *study, const run_options *options, size_t member,
                      bool history, bool future, ofr_told **ret_told, ofr_error *err);
void told_free(ofr_told *told); /* takes NULL */

/* Actors, proxies, channels and flows in Graphviz' language. */
ofr_status study_graph(const ofr_study *study, FILE *out, ofr_error *err);

/* The day by which a row of the record must have been public to count in history: the start where the scenario takes an
 * outsider's view; OFR_NO_DATE: whatever it was, all count. */
int32_t study_known_by(const ofr_study *study);

/* Counts for reports: numbers written in the scenario, and how many of them rest on judgement. */
void study_inputs(const ofr_study *study, size_t *ret_values, size_t *ret_judged);

#endif
