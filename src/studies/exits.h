/* exits.h -- packages of moves that lower a risk and that those whose consent they need would accept: a search in stages.
 *
 * Candidates are screened on few futures, contenders get more by optimal computing budget allocation, and finalists are
 * estimated again on parameter sets and members of their own, whose numbers alone are told. docs/exits.md says how.
 */
#ifndef OFR_EXITS_H
#define OFR_EXITS_H

#include "compare_stats.h"
#include "left_out.h"
#include "moves.h"

enum { EXITS_MOST = 3, EXITS_OUTCOMES = 16, EXITS_ROWS = 16 };

/* What is stated before the search. */
#define EXITS_LEAST_POINTS 0.02 /* of the risk, or */
#define EXITS_LEAST_SHARE 0.2   /* of what it is without, whichever is less */
#define EXITS_ACCEPTS 0.95      /* of the parameter sets in which who must consent gains */
#define EXITS_INDIFFERENT                                                                          \
    0.005 /* of the risk: packages that differ by less are as good as each other */

typedef struct exits_options {
    uint64_t seed;          /* the search; finalists run with seed + 1 */
    size_t n_sets, per_set; /* of the finalists; n_sets >= 4, both for the search in part */
    size_t most;            /* moves a package, 1 to EXITS_MOST */
    const char *const
        *outcome; /* [n_outcomes] ids: any of them is the risk; none: wars and exchanges */
    size_t n_outcomes;
    bool model_only; /* futures are not pooled with the classes of the pairs (published.h) */
    int threads;     /* 0: as many as there are processors */
    pool_use *use;   /* as in compare_options */
    const char *isa; /* NULL: the best */
    const volatile int *stop;
    void (*progress)(void *self, size_t done, size_t of); /* futures; may be NULL */
    void *progress_self;
} exits_options;

/* A principal whose consent a package needs. */
typedef struct exits_party {
    const char *id, *name;
    ofr_difference gain; /* of its ledger, own deaths, less what the moves cost it */
    double low5;         /* 5 % quantile of the gain over sets, simulation error in it */
    double accepts;      /* share of sets in which it gains */
} exits_party;

typedef struct exits_row {
    const bound_move *move[EXITS_MOST];
    size_t n_moves;
    ofr_difference risk; /* base: without; other: with */
    double works_in;     /* share of sets in which the risk is lower */
    exits_party *party;  /* [n_parties], least gain first */
    size_t n_parties;
    const char *unweighed[MOVE_ACTORS]; /* ids of those who must consent and have no ledger */
    size_t n_unweighed;
    bool accepted, effective;
    bool pareto; /* no other row lowers the risk more and is accepted in as many sets */
} exits_row;

/* Without the consent of one, or with any effect at all: is there an exit then? */
typedef struct exits_bind {
    const char *id, *name; /* of the principal; "": the least effect */
    size_t row;            /* the best then; SIZE_MAX: there is none even so */
} exits_bind;

/* How much was done. Counts, so that they do not depend on threads. */
typedef struct exits_work {
    size_t moves, singles, pairs, triples; /* that fit; packages tried */
    size_t contradict; /* packages whose moves change the same on the same days */
    size_t idle;       /* single moves without which every future is the same */
    size_t compiled;   /* futures' models */
    size_t futures;    /* ways x members */
    size_t contenders, rounds;
} exits_work;

typedef struct ofr_exits {
    const char *title;
    uint64_t seed;
    int32_t start, horizon;
    bool pooled;
    size_t n_sets, per_set, search_sets, screen_sets, search_per_set;
    ofr_left_out left_out;
    size_t n_futures; /* of the rows' sets that are not left out */
    const char *outcome[EXITS_OUTCOMES], *outcome_says[EXITS_OUTCOMES];
    size_t n_outcomes;
    double least;       /* effect that counts, of 1 */
    double search_risk; /* from which it was taken */
    double
        correct; /* at least so likely no contender is better than the first by more than EXITS_INDIFFERENT */
    exits_row *row; /* accepted and effective first, then by risk removed */
    size_t n_rows;
    size_t best; /* SIZE_MAX: nothing is acceptable and effective */
    size_t
        nearest; /* where nothing is: the effective row nearest to acceptance; SIZE_MAX: none is effective */
    exits_bind *bind;
    size_t n_binds; /* where nothing is */
    exits_work work;
    bool
        fresh; /* rows are told from sets of their own; false: stopped before, they are the search's */
    bool stopped; /* before all was done */
    ofr_arena *arena;
} ofr_exits;

/* Moves, what is bound, and the study must stay. OFR_USAGE (sizes, an outcome that is not there, or that came in no future of the
 * screening; no move fits), OFR_INTERRUPTED (nothing is known yet), OFR_DEGENERATE, OFR_NO_MEMORY,
 * what published_solve gives. */
ofr_status study_exits(const ofr_study *study, const ofr_bound *bound, const exits_options *options,
                       ofr_exits **ret_exits, ofr_error *err);
void exits_free(ofr_exits *exits); /* takes NULL */

#endif
