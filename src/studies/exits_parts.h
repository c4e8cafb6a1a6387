/* exits_parts.h -- what the stages of the search share. */
#ifndef OFR_EXITS_PARTS_H
#define OFR_EXITS_PARTS_H

#include "batch.h"
#include "exits.h"
#include "published.h"

enum { EXITS_ATOMS = (1 << EXITS_MOST) - 1, EXITS_PARTIES = 16 };

/* Which moves take effect: a future of its own. */
typedef struct exits_atom {
    size_t move[EXITS_MOST]; /* rising, of the moves that fit */
    size_t n;
    whatif_plan plan;
    bool tried, stands; /* compiled; it does not contradict itself */
} exits_atom;

/* A package: a mix of futures by which of its moves work, and the sums over each set. */
typedef struct exits_package {
    size_t move[EXITS_MOST];
    size_t n;
    size_t atom[EXITS_ATOMS];
    double weight[EXITS_ATOMS], nothing; /* chance of each; that no move works */
    size_t n_atoms;
    double price[EXITS_PARTIES]; /* [n_parties] */
    bool must[EXITS_PARTIES];    /* whose consent it needs */
    pair_sums *sum;              /* [1 + n_parties][room]: risk, then ledgers */
    size_t room;                 /* sets */
    size_t done;                 /* sets from the first on that are in it */
} exits_package;

/* Sets that are run from, and their eves. */
typedef struct exits_world {
    ofr_ensemble e;
    size_t step;          /* sets of a chunk: whole blocks */
    ofr_eve *eve;         /* [n_sets] */
    ofr_account *account; /* [n_sets] */
    double *shift;        /* own; NULL: none, or solved's */
} exits_world;

typedef struct exits_search {
    const ofr_study *study;
    const exits_options *o;
    ofr_exits *to;
    const bound_move **fit; /* [n_fit] */
    size_t n_fit, n_parties;
    size_t outcome[EXITS_OUTCOMES]; /* of the model */
    exits_atom *atom;
    size_t n_atoms, atom_room;
    exits_package **package; /* all, in the order made */
    size_t n_packages, package_room;
    exits_world search, final;
    published_solved solved;
    pair_sums *possible; /* [most sets] */
    double *room;        /* [most sets] */
    size_t most_sets;
    size_t done, of; /* futures, for progress */
} exits_search;

/* ---- exits_packages.c */
/* Makes the package of n moves, rising, if there is none of them; *ret_package NULL: it contradicts itself. OFR_NO_MEMORY. */
ofr_status exits_package_of(exits_search *x, const size_t *move, size_t n,
                            exits_package **ret_package, ofr_error *err);
exits_package *exits_find(const exits_search *x, const size_t *move, size_t n); /* NULL: none */
/* The same package without what was summed, for other sets; freed by the caller. OFR_NO_MEMORY. */
ofr_status exits_package_again(const exits_search *x, const exits_package *p, size_t n_sets,
                               exits_package **ret_package, ofr_error *err);
void exits_package_free(exits_package *p); /* takes NULL */
void exits_packages_done(exits_search *x);

/* ---- exits_run.c */
ofr_status exits_world_init(exits_search *x, exits_world *w, uint64_t seed, size_t n_sets,
                            size_t per_set, ofr_error *err);
void exits_world_done(exits_world *w); /* takes zeroed */
/* Adds sets first to end - 1 to each of the packages, all of which have been done up to first. Whole steps, but for the last. What
 * batch_run_all gives; then nothing is added to done. */
ofr_status exits_run(exits_search *x, exits_world *w, exits_package *const *package, size_t n,
                     size_t first, size_t end, ofr_error *err);

/* ---- exits_stats.c */
/* Sums of the package's sets that are not left out, into x->possible; their number. row: 0 the risk, 1 + p a ledger. */
size_t exits_sums(exits_search *x, const exits_package *p, size_t row);
ofr_difference exits_difference(exits_search *x, const exits_package *p, size_t row);
/* q quantile of the gain over sets as difference_of takes them: of each set what is known of it from its own members and from
 * the others, so that what simulation leaves open is in it. set: n > 0 sums. Pure. */
double exits_quantile(const pair_sums *set, size_t n, double q);
/* Least share of sets in which one whose consent is needed gains; 1: nobody with a ledger must consent. skip: leave out that
 * party; SIZE_MAX: nobody. */
double exits_least_accepts(exits_search *x, const exits_package *p, size_t skip);
/* Sets that each contender is to have, from n of mean and variance over sets (Chen, Lin, Yucesan, Chick 2000); best: the one of the
 * least mean. total: sets to spend in all. Pure. */
void ocba_targets(const double *mean, const double *variance, size_t n, size_t best, double total,
                  double *ret_target);
/* Lower bound (Bonferroni) of the chance that no other is better than `best` by more than EXITS_INDIFFERENT, from paired differences
 * on the sets that both have. */
double exits_correct(exits_package *const *package, size_t n, size_t best);

/* ---- exits_search.c */
/* All stages but the last: *ret_contender [*ret_n], freed by the caller, not what is in it. As exits_run. */
ofr_status exits_stages(exits_search *x, exits_package ***ret_contender, size_t *ret_n,
                        ofr_error *err);
/* Those of all packages that are to be estimated again, at most EXITS_ROWS. Pure. */
size_t exits_finalists(exits_search *x, exits_package *ret_finalist[EXITS_ROWS]);

/* ---- exits_tell.c */
ofr_status exits_tell(exits_search *x, exits_package *const *package, size_t n, bool fresh,
                      ofr_error *err);

#endif
