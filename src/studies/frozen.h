/* frozen.h -- a forecast that is written down before anybody can know what comes, and held against a record that has grown since.
 *
 * A question is an outcome of a scenario within so many days from the start on. It is resolved by the record alone, with the code by
 * which `score` resolves outcomes (record_days.h), so its rule stands in it twice: in words, for people, and as the pattern of the
 * outcome, which must be the one that the scenario in the file compiles to. See docs/forecast.md.
 */
#ifndef OFR_FROZEN_H
#define OFR_FROZEN_H

#include "../core/arena.h"
#include "../core/sha256.h"
#include "../mechanisms/outcomes.h"
#include "baselines.h"
#include "study.h"

/* What is asked of the record, by the names of the scenario. */
typedef struct frozen_rule {
    const char *event; /* acts, war, exchange, deal, quiet, halted, turns (halts as a pattern) */
    const char *pair;  /* war, exchange: of this pair; "": of any */
    const char *of;    /* deal: the agenda; halted: the campaign; else "" */
    const char **flow; /* [n_flows] acts, quiet: whose acts count, in the order of the scenario */
    size_t n_flows;
    double deaths, wounded,
        count; /* acts, quiet: at least, on a day of one flow; acts within `within` days */
    int32_t within;
    int32_t
        days; /* quiet, halted: on end; war, exchange: in which each has struck the other; else 0 */
} frozen_rule;

typedef struct frozen_share {
    bool known;
    double probability;
    double low, high; /* NaN: no range is known */
} frozen_share;

typedef struct frozen_question {
    const char *id;      /* "war-30" */
    const char *outcome; /* id in the scenario */
    const char *title, *question, *criteria, *fine_print,
        *figure;         /* figure: published, as people read it */
    int32_t first, last; /* days asked about, both included */
    bool prior_driven;
    double already; /* share of histories in which it held on the eve of the start */
    frozen_rule rule;
    frozen_share published, model, class; /* model unknown: published is the model alone */
} frozen_question;

/* A row of the record before the start: what it said, without its notes. */
typedef struct frozen_row {
    int32_t day; /* of a running total its last */
    uint64_t sum;
} frozen_row;

typedef struct ofr_frozen {
    ofr_arena *arena; /* owns everything below */
    char hash[SHA256_TEXT];
    const char *name, *title;
    const char *program_version, *numbers_id;
    const char *scenario_file, *scenario_hash, *scenario_text;
    const char *opened_start, *opened_horizon; /* as study_options; NULL: the scenario's */
    bool no_history;
    int32_t start, horizon, history_from;
    const char *record_hash;
    int32_t record_last; /* day of the last row before the start; OFR_NO_DATE: there is none */
    frozen_row *row;     /* [n_rows] by day, then by sum */
    size_t n_rows;
    uint64_t seed;
    size_t n_sets, per_set, futures;
    bool fixed, quick, learned, pooled;
    size_t n_values, n_judged;
    const char *trust;
    frozen_question *question; /* [n_questions] by horizon, then in the order of the scenario */
    size_t n_questions;
} ofr_frozen;

void frozen_free(ofr_frozen *frozen); /* takes NULL */

/* The rule of an outcome; names are the model's, the list lives in the arena. OFR_NO_MEMORY. */
ofr_status frozen_rule_of(const ofr_model *model, const ofr_outcome *outcome, ofr_arena *arena,
                          frozen_rule *ret_rule, ofr_error *err);
bool frozen_rule_same(const frozen_rule *a, const frozen_rule *b); /* Pure. */

/* Fills id, title, question, criteria and fine_print by first, last and the rule. OFR_NO_MEMORY. */
ofr_status frozen_words(const ofr_study *study, const ofr_outcome *outcome, ofr_arena *arena,
                        frozen_question *question, ofr_error *err);

/* Sums of the rows of a record before a day, by day, then by sum; in the arena. OFR_NO_MEMORY. O(n log n). */
ofr_status frozen_rows_of(const ofr_record *record, int32_t before, ofr_arena *arena,
                          frozen_row **ret_row, size_t *ret_n, ofr_error *err);

/* ---- scoring ------------------------------------------------------------------------------------ */

typedef enum frozen_fate { FROZEN_YES, FROZEN_NO, FROZEN_NOT_YET, FROZEN_CANNOT } frozen_fate;
/* "yes", "no", "not yet", "cannot be resolved". Pure. */
const char *frozen_fate_name(frozen_fate fate);

/* Who forecasts: what the file holds, then the baselines. */
enum {
    FROZEN_PUBLISHED,
    FROZEN_MODEL,
    FROZEN_CLASS,
    FROZEN_BASES,
    N_FROZEN_COLUMNS = FROZEN_BASES + N_BASELINES
};
const char *frozen_column_name(size_t column);

typedef struct frozen_answer {
    const frozen_question *question;
    frozen_fate fate;
    const char *why; /* of NOT_YET and CANNOT, and of what was said by hand; else "" */
    bool by_hand;    /* resolved by frozen_said */
    bool partly;     /* the record holds a part of such acts only: a no is a no of the record */
    bool scored;     /* its days are over, and it is yes or no */
    double chance[N_FROZEN_COLUMNS]; /* NaN: none */
} frozen_answer;

/* Means over the answers that are scored; n 0: none. */
typedef struct frozen_mean {
    size_t n, came;
    double mean, brier, log;
    double published_brier, published_log; /* of the published column over the same n */
} frozen_mean;

/* What somebody says of a question that no record can resolve. */
typedef struct frozen_said {
    const char *id;
    bool came;
} frozen_said;

typedef struct frozen_options {
    const char *record;    /* file or pipe */
    int32_t covered_until; /* last day that the record tells; OFR_NO_DATE: that of its last row */
    const frozen_said *said;
    size_t n_said;
} frozen_options;

/* Rows of the record as it was frozen that the new one lacks. */
typedef struct frozen_gone {
    int32_t day;
    size_t rows;
} frozen_gone;

typedef struct frozen_score {
    ofr_arena *arena;
    int32_t
        told_to; /* last day that the record tells; the eve of the start where it has no later row */
    bool stated;                /* it was said, not read off the last row */
    frozen_answer *answer;      /* [frozen->n_questions] */
    size_t n, fate[4], waiting; /* of each fate; yes before its days are over */
    frozen_mean all[N_FROZEN_COLUMNS], full[N_FROZEN_COLUMNS]; /* full: without `partly` */
    frozen_gone *gone; /* [n_gone] days before the start with rows that are gone or changed */
    size_t n_gone, gone_rows, new_rows; /* new: rows before the start that were not there */
    size_t unfit;                       /* rows from the start on that no flow takes */
} frozen_score;

/* Resolves all questions by the record and scores them. Baselines use the rows that were public by the start. OFR_RESULT (the scenario in the file is
 * not taken by this program, or gives another rule), OFR_USAGE (somebody says something of a question that is not there, twice, or that
 * the record resolves; a last day before the start), what study_open_text gives of the record, OFR_NO_MEMORY. */
ofr_status study_score_frozen(const ofr_frozen *frozen, const frozen_options *options,
                              frozen_score **ret_score, ofr_error *err);
void frozen_score_free(frozen_score *score); /* takes NULL */

#endif
