/* record_days.h -- what a record says of each flow and each outcome, day by day, by the rows that were public by a day.
 *
 * It is the plain reading of the record: no model, no filter. Forecasts are resolved by it, and baselines are made of it.
 */
#ifndef OFR_RECORD_DAYS_H
#define OFR_RECORD_DAYS_H

#include "../mechanisms/outcomes.h"
#include "baselines.h"
#include "study.h"

typedef struct record_days record_days;

/* Longest running total whose acts are laid evenly where they settle a question. */
enum { RECORD_SPREAD_DAYS = 31 };

/* How it is to be read. */
typedef struct record_days_plan {
    int32_t first, end; /* days first .. end - 1; first < end */
    int32_t known_by;   /* rows public after this day are left out; OFR_NO_DATE: all rows count */
    int32_t
        longest; /* acts that a running total counts and no row names are laid evenly over its days, where it is no longer than
                      * this; else its days without a row are open */
    bool
        at_least; /* a day on which a row names an act that an outcome asks for is told even if there may be more: right for settling, and
                      * too busy a sample for rates */
} record_days_plan;

/* The last day that a study's record tells: of its last row or total, or the eve of the start, up to which it is said to tell. Pure. */
int32_t record_told_to(const ofr_study *study);
/* Flows with `record: totals` have their rows, too, where no total is. The days of a total that begins before them are open; of one that ends after
 * them nothing was known. The study must have a record, and must stay. OFR_NO_MEMORY. O(rows flows). */
ofr_status record_days_new(const ofr_study *study, const record_days_plan *plan,
                           record_days **ret_days, ofr_error *err);
void record_days_free(record_days *days); /* takes NULL */

/* Acts a day of some flows together, and whether the record says how many: mask [flows] 1: counted.
 * acts, covered: [end - first]. */
void record_days_sum(const record_days *days, const uint8_t *mask, double *ret_acts,
                     uint8_t *ret_covered);

/* Can a record say whether an outcome came? */
typedef enum record_tells {
    RECORD_TELLS,
    RECORD_HAS_NO_DEALS, /* a deal, or a part of one: rows are acts and words */
    RECORD_HAS_NO_HALTS, /* words tell of halts, and are not halts */
    RECORD_HAS_NO_FLOW   /* it is about acts of flows with record: none */
} record_tells;
record_tells record_tells_of(const ofr_model *model, const ofr_outcome *outcome);
/* Days on which an outcome's acts are met, as acts [end - first]; of an exchange those on which one opens; war never is, since the
 * record knows of none. Acts count for what they were, not as they were misread. The question is question_came of baselines.h with
 * record_quiet_days. Of outcomes that the record does not tell all days are without acts. OFR_NO_MEMORY. */
ofr_status record_days_outcome(const record_days *days, const ofr_outcome *outcome,
                               double *ret_acts, uint8_t *ret_covered, ofr_error *err);
/* Days on end of a quiet; 0 of all other outcomes. Pure. */
size_t record_quiet_days(const ofr_outcome *outcome);
/* Does the record hold only a part of the acts that an outcome is about? Pure. */
bool record_tells_partly(const ofr_model *model, const ofr_outcome *outcome);

#endif
