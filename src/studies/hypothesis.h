/* hypothesis.h -- claims written in a scenario, put to the model and held against the record. */
#ifndef OFR_HYPOTHESIS_H
#define OFR_HYPOTHESIS_H

#include "../core/shares.h"
#include "hypothesis_stats.h"
#include "left_out.h"
#include "store.h"
#include "study.h"

/* A judged number with a prior on which an effect hangs: rank correlation over parameter sets. */
typedef struct ofr_hinge {
    const char *path;
    double correlation;
} ofr_hinge;

typedef struct tested_claim {
    const char *name, *expects; /* expects: as written */
    ofr_claim claim;
    double margin; /* in the unit of the measure; of a relative claim so much of the base */
    bool no_base;  /* relative, and no future without the changes has any: share says nothing */
    ofr_difference difference; /* changed futures minus the others, in the unit of the measure */
    ofr_share_told base_share, changed_share; /* of an outcome, at the end of the period */
    double share;                             /* of parameter sets in which it holds */
    double direction; /* lower, higher: of sets in which it goes that way at all */
    ofr_verdict verdict;
    ofr_hinge hinge[2];
    size_t n_hinges;
} tested_claim;

typedef enum record_says { RECORD_NOT_ASKED, RECORD_SAYS_RATES, RECORD_CANNOT_SAY } record_says;
typedef struct tested_record {
    record_says says;
    bool after;    /* the days after acts against those before them, else two sets of days */
    size_t n_acts; /* after: so many days with such acts */
    bool totals;   /* running totals are spread evenly over their days */
    ofr_rates rates;
} tested_record;

typedef struct ofr_tested {
    const char *id, *says, *by, *note, *given; /* "" where there is none */
    measure_kind measure;
    const char *what; /* outcome in words; "" else */
    int32_t from, to;
    tested_claim *claim;
    size_t n_claims;
    ofr_verdict verdict;
    ofr_left_out left_out; /* of its sets: its history is its own */
    tested_record record;
} ofr_tested;

typedef struct ofr_tests {
    const char *title;
    uint64_t seed;
    size_t n_sets, per_set;
    ofr_tested *item;
    size_t n;
    ofr_work work; /* that was done for them now: nothing where all was kept */
    ofr_arena *arena;
} ofr_tests;

typedef struct test_options {
    uint64_t seed;
    size_t n_sets, per_set; /* both >= 1 */
    int threads;            /* 0: as many as there are processors */
    pool_use *use;          /* where fewer threads could be started: noted here; may be NULL */
    const char *isa;        /* NULL: the best */
    const char *only;       /* the id of one; NULL: all */
    const volatile int *stop;
    void (*progress)(void *self, size_t done, size_t of); /* futures; may be NULL */
    void *progress_self;
    const ofr_store *store; /* what is kept there is not run again; NULL: nothing is */
} test_options;

/* Tests the hypotheses of a scenario, each with its days as start and horizon: base and changed futures on the same
 * histories and random numbers. Each set goes through history once. OFR_USAGE (none there, no such id, sizes), OFR_SCHEMA
 * (a measure or expectation that is not clear, days that are not in order), what study_open and whatif_compile give,
 * OFR_INTERRUPTED, OFR_DEGENERATE, OFR_NO_MEMORY. */
ofr_status study_test(const ofr_study *study, const test_options *options, ofr_tests **ret_tests,
                      ofr_error *err);
void tests_free(ofr_tests *tests); /* takes NULL */

/* What the record of a study says by the rows public by a day (OFR_NO_DATE: all); node: a hypothesis.
 * OFR_SCHEMA, OFR_NO_MEMORY. */
ofr_status hypothesis_record(const ofr_study *study, int32_t known_by, const ofr_node *node,
                             int32_t from, int32_t to, tested_record *ret_record, ofr_error *err);

#endif
