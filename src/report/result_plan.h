/* result_plan.h -- a plan as the first rows of a result; private to report. */
#ifndef OFR_RESULT_PLAN_H
#define OFR_RESULT_PLAN_H

#include "../studies/study.h"
#include "result_file.h"

/* One row of meta. says: how a difference is told; NULL: it may differ between runs of one study.
 * */
typedef struct plan_fact {
    const char *key, *says;
    char value[32];
} plan_fact;
enum { MAX_FACTS = 24 };

/* An option of the study as a row of meta: there is one if the option was given. */
typedef struct plan_option {
    const char *key;
    size_t at; /* of a const char * in study_options */
} plan_option;
extern const plan_option plan_options[];
extern const size_t plan_n_options;
#define PLAN_LEARNED "learned" /* the row, "1", if the sets are learned from the record */
#define PLAN_LEARNED_POSSIBLE                                                                      \
    "learned_possible" /* the row, so many of the sets that were drawn can explain the record */
#define PLAN_NO_HISTORY "option_no_history" /* the row, "1", if study_options has no_history */
#define PLAN_RECORD_NOTES                                                                          \
    "record_notes" /* the row, a sentence a line, where there is something to tell */

#define PLAN_HALT_WORDS                                                                            \
    "halt_words" /* the row, "SERIES DATE" a line, where a pause was said in history */

/* How the kind of a series is spelt, in results and JSON; false where a word is none. Pure. */
const char *series_kind_name(ofr_series_kind kind);
bool series_kind_read(const char *name, ofr_series_kind *ret_kind);

/* Fills list[MAX_FACTS]; returns how many. Two plans make the same study if all that have says
 * agree. */
size_t plan_facts(const ofr_plan *plan, plan_fact *list);
/* All rows that are known before the first chunk, and COMMIT. */
ofr_status plan_put(result_file *file, const ofr_plan *plan, ofr_error *err);

/* result_taught.c: the tables learned_block and learned_parameter of a plan whose sets have learned, and the evidence as a row of `asked`; nothing of
 * any other. In the caller's transaction. OFR_IO, OFR_NO_MEMORY. */
ofr_status taught_put(result_file *file, const ofr_plan *plan, ofr_error *err);

/* Puts another plan into a result that holds no futures yet, and keeps what compare and test have kept there. */
ofr_status plan_again(result_file *file, const ofr_plan *plan, ofr_error *err);

#endif
