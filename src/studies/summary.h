/* summary.h -- what reports say of an opened scenario: how much there is of what, and whether it can run away. */
#ifndef OFR_SUMMARY_H
#define OFR_SUMMARY_H

#include "study.h"

/* The words for the kinds of acts, a space between two (ofr_act.kind is one of them). */
#define ACT_KIND_WORD(name, word) word
#define ACT_KINDS OFR_SLOT_KINDS(ACT_KIND_WORD, " ")
/* The same in three lines, for help. */
#define ACT_KIND_LINES                                                                             \
    OFR_SLOT_KINDS_OF_ALL(ACT_KIND_WORD, " ")                                                      \
    "\n" OFR_SLOT_KINDS_OF_TURNS(ACT_KIND_WORD, " ") "\n" OFR_SLOT_KINDS_OF_OFFERS(ACT_KIND_WORD,  \
                                                                                   " ")

enum { STUDY_COUNTS = 9 };
typedef struct study_count {
    const char *one; /* "actor", "hostile pair", ...; its plural adds an s */
    size_t n;
} study_count;

/* How many of each there are, in the order of a scenario file. Pure. */
void study_counts(const ofr_study *study, study_count ret_count[STUDY_COUNTS]);

/* Days since 1970-01-01: first of history (the start where there is none), first of the forecast; its length. Pure. */
typedef struct study_days {
    int32_t epoch, start, horizon;
} study_days;
study_days study_days_of(const ofr_study *study);

/* What history takes from the record. Only where study->past is there. */
ofr_past_use study_past_use(const ofr_study *study);

/* Severity of a flow by its id, in harass-equivalents; 0 where there is none. Pure, O(flows). */
double study_severity(const ofr_study *study, const char *flow);

/* Outcomes in the order of the model. Pure. */
size_t study_n_outcomes(const ofr_study *study);
const char *study_outcome(const ofr_study *study, size_t outcome);

/* Acts that one act leads to on average at point values, while all hold and while all punish; below 1 answers die out.
 * loop: the flows of the strongest loop of the second, "a -> b -> a"; "" where there is none. Pure. */
typedef struct study_answers {
    double hold, punish;
    char loop[256];
} study_answers;
study_answers study_answers_of(const ofr_study *study);

/* The games of hostile pairs under play: equilibrium; there are none under reply. */
typedef struct study_game {
    const char *pair;
    double lambda; /* as stated */
    double safe;   /* below it there is one equilibrium for certain; INFINITY: at any */
} study_game;
size_t study_n_games(const ofr_study *study);
/* OFR_NO_MEMORY. */
ofr_status study_game_of(const ofr_study *study, size_t game, study_game *ret_game, ofr_error *err);

/* Writes the schema of scenario files as a Markdown page. OFR_IO, OFR_NO_MEMORY. */
ofr_status study_schema(FILE *out, ofr_error *err);

/* Has the scenario at path, looked for as spec_read_found does from `anchor`, this text? What can no longer be read as a
 * scenario has another. OFR_IO where there is none, OFR_NO_MEMORY. */
ofr_status study_same_text(const char *path, const char *anchor, const char *text, bool *ret_same);

#endif
