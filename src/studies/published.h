/* published.h -- the published probability: the model's futures, pooled with the class of each hostile pair.
 *
 * A model knows its own mechanisms and nothing else; the class knows how often such pairs came to blows and nothing else. So a
 * share w of the parameter sets runs with one shift for each pair on the intercepts of its open acts and of its war
 * (mechanisms/war.h), such that these sets together come to the class event (docs/classes.md) as often as a draw from what the class
 * says; and every set is off by a number of N(-s^2/2, s^2) on both, which stands for what the model does not know and leaves small
 * hazards in the mean what they are.
 * Futures are pooled, not figures: whatever is counted over them hangs together. docs/model.md, "Published".
 */
#ifndef OFR_PUBLISHED_H
#define OFR_PUBLISHED_H

#include "../engine/eve.h"
#include "../engine/futures.h"
#include "classes.h"

enum { PUBLISHED_COARSE = 5, PUBLISHED_OPEN = 7, PUBLISHED_WAR = 3 };
/* Shifts at which the model's answer is measured, rising, log-odds: of open acts first at these, then where each pair comes near
 * its class; of war. */
extern const double published_coarse_at[PUBLISHED_COARSE], published_war_at[PUBLISHED_WAR];

/* A hostile pair, its class, and how the model answers to shifts. */
typedef struct published_pair {
    const char *id;        /* "usa-iran" */
    const char *class;     /* "dispute-10" ...; "": it has none, and is not pooled */
    uint32_t n, both, war; /* pair-years of the class; with attacks of both; with war. 0 without */
    int32_t days;          /* that shares are of */
    bool
        unlike; /* the scenario says why it is unlike its class (classes.*.unlike): no set is put on it */
    /* Where sets are put on the class: [n_open] shifts of open acts that were measured, rising; share of futures with attacks of both within `days` */
    size_t n_open;
    double open_at[PUBLISHED_OPEN], open[PUBLISHED_OPEN];
    double at_war[PUBLISHED_WAR]; /* of these, the share with war, in the middle of the class */
} published_pair;

typedef struct ofr_published {
    double share, spread; /* w, s */
    published_pair *pair; /* [n_pairs] */
    size_t n_pairs;
} ofr_published; /* struct ofr_published for sink.h */

/* Are the futures of a run with these options pooled? Not where it is the model alone that was asked for, its point values, or fewer than
 * PUBLISHED_LEAST_SETS sets, or where no pair has a class. Pure. */
bool published_wanted(const ofr_study *study, const run_options *options);
/* Are sets put on its class? Not where it has none, nor where it is unlike it. Pure. */
static inline bool published_joins(const published_pair *pair)
{
    return pair->n > 0 && !pair->unlike;
}
/* Is any pair pooled? Pure; NULL: no. */
bool published_pools(const ofr_published *published);
/* Does set `set` run on the class? A share w does, spread evenly. Pure. */
bool published_on_class(const ofr_published *published, size_t set);
/* [n_sets][n_pairs][2], as ofr_ensemble.shift: by interpolation in log-odds between the shifts measured, and not beyond the outermost.
 * Keyed by seed and set, so that more sets move none of those before. Pure. O(sets pairs). */
void published_shifts(const ofr_published *published, uint64_t seed, size_t n_sets, double *ret);
/* Can the model be shifted to the middle of the class, within what was measured? Pure. */
bool published_reaches(const published_pair *pair);

/* Adds to a key all that the shifts of an ensemble depend on, beside what its futures do. Pure. */
uint64_t published_key(uint64_t key, const ofr_study *study, const ofr_ensemble *e);

typedef struct published_options {
    int threads;   /* 0: as many as there are processors */
    pool_use *use; /* may be NULL */
    const volatile int *stop;
    ofr_work *work; /* counts on; may be NULL */
    /* The eve of a set, if one is kept: ret zeroed before, the bytes become the caller's. May be NULL. */
    ofr_status (*find_eve)(void *self, size_t set, ofr_eve *ret_eve, ofr_error *err);
    void *self;
} published_options;

/* Futures that were run to find the shifts, and what can be used again. */
typedef struct published_solved {
    ofr_arena *arena;
    ofr_published published;
    double *shift; /* [n_sets][n_pairs][2] of the ensemble; NULL: nothing is pooled */
    ofr_eve *eve;  /* [n_eves] of sets first_eve on; bytes may be taken */
    size_t first_eve, n_eves;
} published_solved;

/* Measures how the ensemble answers to shifts, on common numbers, with futures of its last sets: at each shift of open acts an
 * eighth of the ensemble's, but PUBLISHED_LEAST to PUBLISHED_FUTURES, at each of war three times as many. Where nothing is to be pooled (no pair has a class, a single set) nothing is run and shift is NULL; where all pairs are unlike their classes
 * nothing is run either.
 * OFR_INTERRUPTED, OFR_NO_MEMORY, what futures_run gives. */
enum {
    PUBLISHED_FUTURES = 1024,
    PUBLISHED_LEAST = 256,
    PUBLISHED_SETS = 32,
    PUBLISHED_LEAST_SETS = 4
};
ofr_status published_solve(const ofr_study *study, const ofr_ensemble *e,
                           const published_options *options, published_solved *ret, ofr_error *err);
void published_done(published_solved *solved); /* takes zeroed */
/* Hands over the eve of a set, if there is one and *eve has none. */
void published_give_eve(published_solved *solved, size_t set, ofr_eve *eve);

#endif
