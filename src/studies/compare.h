/* compare.h -- a base and what-ifs on the same histories and the same random numbers, member by member. */
#ifndef OFR_COMPARE_H
#define OFR_COMPARE_H

#include "../core/shares.h"
#include "compare_stats.h"
#include "left_out.h"
#include "store.h"
#include "whatif.h"

typedef struct compare_options {
    uint64_t seed;
    size_t n_sets, per_set; /* at most so many; both >= 1 */
    bool fixed;             /* point values; n_sets is then 1 */
    bool model_only;        /* futures are not pooled with the classes of the pairs (published.h) */
    double precision; /* points; > 0: stop when the half width of the interval of every headline
                               outcome's difference is at most that; 0: run all */
    int threads;      /* 0: as many as there are processors */
    pool_use *use;    /* where fewer threads could be started: noted here; may be NULL */
    const char *isa;  /* NULL: the best */
    const volatile int *stop;
    void (*progress)(void *self, size_t done, size_t of); /* members of the base; may be NULL */
    void *progress_self;
    const ofr_store *store; /* what is kept there is not run again; NULL: nothing is */
} compare_options;

typedef enum quantity_kind {
    QUANTITY_OUTCOME, /* share of futures in which it occurred within `to` days */
    QUANTITY_LEDGER,  /* of a principal, in own deaths: higher is better for it */
    QUANTITY_TOTAL,   /* severity; deaths */
    QUANTITY_SERIES   /* mean level from day `from` to day `to` */
} quantity_kind;
typedef struct ofr_quantity {
    quantity_kind kind;
    const char *id, *says, *unit;
    bool headline, prior_driven;
    int32_t from, to; /* days after the start: 0 to 30 is the first thirty */
    size_t index, part;
} ofr_quantity;

typedef struct compared_whatif {
    const ofr_whatif *whatif;
    int32_t first;              /* day of its first change; INT32_MAX: none within the horizon */
    bool same;                  /* every future is the base's, bit for bit */
    ofr_difference *difference; /* [n_quantities] */
    ofr_share_told *share;      /* [n_quantities] under the what-if; of outcomes only */
} compared_whatif;

typedef struct ofr_comparison {
    bool pooled; /* base and what-ifs alike, with the shifts that the base was given */
    const char *title;
    uint64_t seed;
    int32_t start, horizon;
    size_t n_sets, per_set, n_members; /* done, those left out among them */
    ofr_left_out left_out;             /* of the sets done */
    size_t n_futures;                  /* of those sets that are not left out */
    bool fixed;
    double precision,
        reached; /* asked, 0: not; widest half width of a headline difference, in points */
    ofr_quantity *quantity;
    size_t n_quantities;
    ofr_share_told *share; /* [n_quantities] of the base; of outcomes only */
    compared_whatif *whatif;
    size_t n_whatifs;
    ofr_work work; /* that was done for it now, learning too: nothing where all was kept */
    const struct ofr_taught
        *taught; /* what its sets have learned (taught.h); NULL: they are drawn */
    ofr_arena *arena;
} ofr_comparison;

/* The base's futures are those of study_run with the same seed and size. Names and texts in the result
 * belong to the study and to the list, which must stay. OFR_USAGE (no what-if, sizes), what whatif_compile
 * gives, OFR_INTERRUPTED, OFR_DEGENERATE, OFR_NO_MEMORY. O((1 + what-ifs) members horizon + history). */
ofr_status study_compare(const ofr_study *study, const ofr_whatifs *list,
                         const compare_options *options, ofr_comparison **ret_comparison,
                         ofr_error *err);
void comparison_free(ofr_comparison *comparison); /* takes NULL */

#endif
