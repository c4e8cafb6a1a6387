/* why.h -- through which mechanisms a what-if moves an outcome: each is switched off alone, in both futures alike.
 *
 * A mechanism's switch is data: changes, as in a what-if, under which it does nothing. The difference that is left without
 * it is taken on the same histories and random numbers, member by member, as the difference itself. */
#ifndef OFR_WHY_H
#define OFR_WHY_H

#include "compare_stats.h"
#include "left_out.h"
#include "whatif.h"

typedef struct why_switch {
    const char *name;    /* as it is typed */
    const char *says;    /* what is so while it is off */
    const char *changes; /* "path=value; path=value", as in whatifs_from_text, without days */
} why_switch;

/* All there are, in the order of the model's page; the program's own. Pure. */
const why_switch *why_switches(size_t *ret_n);

typedef struct why_options {
    uint64_t seed;
    size_t n_sets, per_set;       /* both >= 1 */
    bool fixed;                   /* point values; n_sets is then 1 */
    const char *outcome;          /* this one alone; NULL: all */
    const char *const *mechanism; /* [n_mechanisms] these alone; n_mechanisms 0: all */
    size_t n_mechanisms;
    int threads;     /* 0: as many as there are processors */
    pool_use *use;   /* as in compare_options */
    const char *isa; /* NULL: the best */
    const volatile int *stop;
    void (*progress)(void *self, size_t done, size_t of); /* members; may be NULL */
    void *progress_self;
} why_options;

typedef enum why_state {
    WHY_OFF,    /* it was switched off */
    WHY_ABSENT, /* the scenario has none of its paths */
    WHY_REFUSED /* the scenario does not stand without it; `refused` says why */
} why_state;

typedef struct why_mechanism {
    const why_switch *off;
    why_state state;
    const char *refused;
    bool idle; /* no outcome and no member's row differs in either future */
} why_mechanism;

/* What is left of a difference without a mechanism; all zero unless its state is WHY_OFF. */
typedef struct why_left {
    ofr_difference without; /* base, other: without it; value = other - base */
    double share, error;    /* (D - without.value) / D, and its standard error; 0 where D is 0 */
    size_t moved;           /* futures whose own difference is another without it */
} why_left;

typedef struct why_outcome {
    const char *id, *says;
    bool prior_driven;
    ofr_difference all; /* D = value: P(what-if) - P(base) within the horizon */
    why_left *left;     /* [n_mechanisms] */
} why_outcome;

typedef struct ofr_why {
    const char *title;
    uint64_t seed;
    int32_t start, horizon;
    const ofr_whatif *base, *whatif; /* base NULL: the scenario as it is */
    size_t n_sets, per_set;
    bool fixed;
    ofr_left_out left_out;
    size_t n_futures; /* of the sets that are not left out, of each future */
    why_mechanism *mechanism;
    size_t n_mechanisms;
    why_outcome *outcome; /* largest |D| first */
    size_t n_outcomes;
    ofr_work work;
    ofr_arena *arena;
} ofr_why;

/* Names and texts in the result belong to the study and to the what-ifs, which must stay. OFR_USAGE (sizes, an outcome or a
 * mechanism of another name), what whatif_compile gives, OFR_INTERRUPTED, OFR_DEGENERATE, OFR_NO_MEMORY.
 * O((1 + mechanisms) members horizon + history). */
ofr_status study_why(const ofr_study *study, const ofr_whatif *base, const ofr_whatif *whatif,
                     const why_options *options, ofr_why **ret_why, ofr_error *err);
void why_free(ofr_why *why); /* takes NULL */

/* Share of a difference that is gone without a mechanism, and its standard error: a ratio of means over sets, or over
 * members where there is one set. set: pairs of a member's difference (base) and what is left of it (other). Pure. */
void why_share(const pair_sums *set, size_t n_sets, double *ret_share, double *ret_error);

#endif
