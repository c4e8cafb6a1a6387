/* classes.h -- which class a hostile pair is in, and how often the class event came to such pairs. See docs/classes.md. */
#ifndef OFR_CLASSES_H
#define OFR_CLASSES_H

#include "class_table.h"
#include "study.h"

typedef enum class_found {
    CLASS_UNKNOWN, /* the scenario does not say, and the table of pairs does not hold the years before the start */
    CLASS_NAMED, /* classes.*.class */
    CLASS_DATED, /* classes.*.last-dispute, last-force */
    CLASS_LISTED /* by iso3 codes, from the table of pairs */
} class_found;

enum { CLASS_OLD = N_CLASSES }; /* no dispute in ten years: known, and no class */

/* So many of n pair-years; the share over the days asked for, with its 90 % interval. */
typedef struct class_share {
    uint32_t k, n;
    double share, low, high;
} class_share;

typedef struct pair_class {
    const char *pair; /* "usa-iran", as hostile: has it */
    class_found found;
    size_t class;  /* CLASS_DISPUTE_10 .. CLASS_FORCE_1, or CLASS_OLD; of CLASS_UNKNOWN nothing */
    size_t listed; /* what the table of pairs says, SIZE_MAX: it does not hold it */
    int32_t dispute,
        force; /* days that were used, OFR_NO_DATE where none; of CLASS_LISTED years, 0 where none */
    const char *source, *unlike; /* as stated, or "" */
    int32_t from, to; /* years counted; from > to: none before the start, and no shares */
    int32_t days;     /* that the shares are of: the horizon, at most 365 */
    class_share both_attack, war;
} pair_class;

/* A share of pair-years as one of so many days: 1 - (1 - share)^(days / 365). Own arithmetic: shifts of futures hang on it. Pure. */
double class_within(double year_share, int32_t days);
/* What k of n pair-years say of so many days, with its 90 % interval; n > 0, and at most a year. Pure. */
class_share class_share_within(uint32_t k, uint32_t n, int32_t days);
/* "dispute-10" ... Pure. */
const char *class_name(size_t class);
/* Refuses entries of `classes:` that are of no hostile pair, twice of one, empty, or dated on the written start or after
 * it. OFR_STRUCTURE, OFR_NO_MEMORY. */
ofr_status classes_check(const ofr_spec *spec, const ofr_model *model, ofr_error *err);
/* Of hostile pair i of a study that was opened. Nothing that the table or the scenario dates on the start or later is used. Pure.
 * O(pairs of the table). */
pair_class study_class(const ofr_study *study, size_t i);
size_t study_n_pairs(const ofr_study *study);
/* The chance that classes give an event of a pair, or of any pair (OFR_NONE), within so many days: both attack each other, or war. NaN
 * where one of the pairs has no class. Pure. */
double study_class_chance(const ofr_study *study, size_t pair, bool war, int32_t days);

typedef struct class_options {
    uint64_t seed;
    size_t futures; /* about so many */
    int threads;    /* 0: as many as there are processors */
    const char *isa;
} class_options;

/* The class event of one pair in futures, within pair_class.days. */
typedef struct class_event {
    ofr_share_told both_attack, war;
} class_event;

/* Runs futures and counts: ret_event [pairs]. Sets: CLASS_SETS, or fewer where their history is long, so that the histories of all take at
 * most CLASS_HISTORY particle-days; at least CLASS_LEAST_SETS. Impossible sets are left out. work counts on (may be
 * NULL). OFR_DEGENERATE (all sets are impossible), OFR_USAGE (isa), OFR_NO_MEMORY. */
enum { CLASS_SETS = 16, CLASS_LEAST_SETS = 4, CLASS_HISTORY = 600000 };
ofr_status study_class_events(const ofr_study *study, const class_options *options,
                              class_event *ret_event, size_t *ret_sets, ofr_error *err);

/* How futures lie to the class: beyond ten times it even with the error of simulation, or below a tenth. Pure. */
typedef enum class_verdict { CLASS_FITS, CLASS_ABOVE, CLASS_BELOW } class_verdict;
class_verdict class_compare(const ofr_share_told *futures, const class_share *class);

#endif
