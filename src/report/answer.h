/* answer.h -- what a result says: probabilities, ranges, bands, triggers, told futures.
 *
 * One reader (answer_read), several tellers: ten lines, JSON, CSV, the page. docs/page-data.md
 * explains every figure; this struct has the same shape.
 */
#ifndef OFR_ANSWER_H
#define OFR_ANSWER_H

#include "../core/arena.h"
#include "../core/file_write.h"
#include "../core/shares.h"
#include "../studies/left_out.h"
#include "../studies/published.h"
#include "../studies/study.h"
#include "answer_stats.h"

typedef struct answer_spread {
    bool known;
    double mean, quantile[N_QUANTILES];
} answer_spread;

typedef struct answer_by {
    int32_t days;
    ofr_share_told share;
    char text[SHARE_TEXT]; /* share_told_text */
} answer_by;

typedef struct answer_outcome {
    const char *id, *says;
    const char *pair; /* whose class event it is; "": the scenario's */
    bool headline, prior_driven;
    double already; /* share of histories in which it holds on the eve of the start already */
    answer_by by[SHARE_HORIZONS];
    answer_by model[SHARE_HORIZONS]; /* what the model alone says, where has_model */
    const double *curve;             /* [horizon] */
} answer_outcome;
/* True at the start already, in half of the histories or more: no share of it is told. Pure. */
static inline bool holds_already(const answer_outcome *outcome)
{
    return outcome->already >= 0.5;
}

/* A hostile pair: how often it comes to its class event, as published, by the model alone, and by its class. */
typedef struct answer_pair {
    const char *id, *class;                  /* class "": it has none */
    const answer_outcome *event[2];          /* both have attacked; first war */
    class_share by_class[2][SHARE_HORIZONS]; /* n 0 without a class */
    bool reached; /* the model can be shifted to the middle of the class */
    bool unlike;  /* the scenario says why it is unlike its class: not pooled with it */
} answer_pair;

typedef struct answer_series {
    const char *id, *says, *unit;
    ofr_series_kind kind;
    double scale;
    int32_t history_first;
    size_t n_history;
    const double *history;  /* [n_history][3], NaN where unknown; NULL: none */
    const double *quantile; /* [N_QUANTILES][horizon]; NULL: no chunk yet */
    bool capped;
} answer_series;

/* A campaign, or a part of a front, on the eve of the start. */
typedef struct answer_halt {
    const char *series; /* "halted.militias", "halted.militias.nujaba" */
    const char *name;
    const char *front; /* series of the front whose part it is; NULL: of none */
    double chance;     /* that it is halted; of a front the share of its fire */
    int32_t since;     /* day since which that is likelier than not; OFR_NO_DATE: it is not */
    int32_t
        said; /* day on which it said so of this halt; OFR_NO_DATE: it did not, or is a front, whose parts speak */
} answer_halt;
typedef struct answer_trigger {
    const char *theatre, *name; /* theatre NULL: no known cause */
    size_t n;
    double share, low, high;
} answer_trigger;

typedef struct answer_agenda {
    const char *id;
    double no_terms, no_channel, open;
} answer_agenda;
typedef struct answer_parameter {
    const char *path;
    double quantile[N_QUANTILES]; /* over the sets that are not left out */
    const double *correlation;    /* [n_outcomes], NaN where unknown */
    double weight;                /* largest size among headline outcomes */
} answer_parameter;
typedef struct answer_principal {
    const char *id, *name;
    answer_spread payoff;
} answer_principal;
typedef struct answer_chronicle {
    uint32_t member;
    const char *pick;
    double severity;
    int32_t deaths, worst_day;
    const ofr_act *act;
    size_t n_acts;
} answer_chronicle;
/* What gave way to something under way; kinds: engine/ensemble.h. */
typedef struct answer_dropped {
    const char *kind, *id;
    int64_t n, members,
        open; /* drops; futures with one; with one that could have changed an outcome */
} answer_dropped;
typedef struct answer_clock {
    const char *key, *value;
} answer_clock;

typedef struct ofr_answer {
    ofr_arena *arena; /* owns everything below */
    const char *title, *command, *program_version, *numbers_id, *scenario_file, *scenario_text;
    const char *scenario_hash, *record_hash, *seed, *history_from, *start_text;
    int64_t format;
    uint64_t hash;
    bool has_hash; /* result_hash, if asked for */
    int32_t start, horizon;
    size_t n_sets, per_set, n_members; /* as planned */
    size_t done, passed;   /* futures stored; members run: of sets left out there are no futures */
    ofr_left_out left_out; /* of the sets run so far */
    bool fixed, quick, complete;
    bool learned; /* its sets were learned from the record (study_sets.h) */
    study_options opened_with;
    const answer_clock *clock;
    size_t n_clock;
    const ofr_named *actor;
    size_t n_actors;
    const ofr_named *theatre;
    size_t n_theatres;
    answer_principal *principal;
    size_t n_principals;
    const ofr_edge *edge;
    size_t n_edges;
    int32_t days[SHARE_HORIZONS];
    size_t n_horizons;
    answer_outcome *outcome;
    size_t n_outcomes;
    bool pooled, has_model;  /* with classes; of a complete result that is, what follows is there */
    ofr_published published; /* how */
    answer_pair *pair;
    size_t n_pairs; /* 0 unless pooled */
    answer_series *series;
    size_t n_series;
    answer_trigger *trigger;
    size_t n_triggers, triggered; /* largest first; members */
    answer_agenda *agenda;
    size_t n_agendas;
    size_t n_values, n_judged;
    answer_parameter *parameter;
    size_t n_parameters; /* those that matter most first */
    answer_spread deaths, severity;
    size_t misread_members, dropped_members;
    size_t dropped_open; /* members with a drop that could have changed an outcome */
    double misread_mean;
    answer_dropped *dropped;
    size_t n_dropped; /* those that could matter in most futures first */
    size_t evidence_sets;
    double evidence_effective;
    const answer_chronicle *chronicle;
    size_t n_chronicles;      /* picks only */
    const char *record_notes; /* what is told of the record, a line each; NULL: nothing */
    const char *halt_words; /* "SERIES DATE" of what parts have said, a line each; NULL: nothing */
    answer_halt *halt;      /* each front before its parts */
    size_t n_halts;
    const char *const *limit;
    size_t n_limits;
    /* One sentence on what is likely, what is not, and which of it is assumed; one line on how far to trust it. */
    const char *summary, *trust;
    const struct ofr_track
        *track; /* of earlier forecasts of the case (studies/track.h); NULL: none was scored */
    bool track_is_older; /* the scenario has changed since */
    const char *halted;  /* the same in words; NULL: there are none */
    const ofr_work
        *work; /* that was done for it now, where somebody counted; else NULL; the caller's */
    const struct ofr_taught *
        taught; /* what the record taught its sets (taught.h); NULL: they are drawn from the priors */
} ofr_answer;

/* Reads a result, complete or not. with_hash: also result_hash. OFR_IO, OFR_RESULT, OFR_NO_MEMORY.
 * O(members). */
ofr_status answer_read(const char *path, bool with_hash, ofr_answer **ret_answer, ofr_error *err);
/* Takes NULL. */
void answer_free(ofr_answer *answer);

/* What `offramp run` prints: title, trust, summary, every outcome at every horizon, first triggers; at most `width`
 * cells a line where names and figures allow it, as a table where that fits. */
ofr_status answer_lines(const ofr_answer *answer, int width, FILE *out, ofr_error *err);
/* docs/page-data.md as one line of JSON; safe inside a script element. */
ofr_status answer_json(const ofr_answer *answer, FILE *out, ofr_error *err);

/* Tables as CSV files (RFC 4180) in a directory, by directory_write.h: CSV_MARK in it names them and
 * says whether they are complete. force: files there that no export wrote are replaced, too. Where
 * path is "-", a pipe or a character device, the table of the answer is written to it, alone. As
 * answer_read, and OFR_USAGE where files are left alone. */
ofr_status export_csv(const char *result, const char *path, bool force, FILE *standard_output,
                      ofr_error *err);
#define CSV_MARK "offramp-tables.txt"
/* A built page with the JSON in the place of
 *   <script type="application/json" id="offramp-data">null</script>
 * out_html is written by file_write.h under the rule: it is the old page or the new one, never half
 * of one. As answer_read, and OFR_USAGE where the rule forbids the name. */
ofr_status page_write(const char *result, const char *template_html, const char *out_html,
                      const file_rule *rule, ofr_error *err);
/* For a rule: true if the file is HTML and holds the element above, that is, a page or a template of
 * offramp. Reads at most 256 MiB. */
bool page_is_ours(FILE *in);

#endif
