/* sink.h -- what studies tell the outside. A study emits rows through a sink; report implements it as a
 * SQLite file, tests as arrays in memory; cli passes it in. Pointers are valid during the call only.
 *
 * Order of calls: begin once; then chunk for each finished chunk in rising order of first member; then left_out, history once and
 * kept for each kept history, after the last chunk; then finish. has_chunk may be
 * asked before (resume). A non-zero status stops the study and is handed on.
 */
#ifndef OFR_SINK_H
#define OFR_SINK_H

#include "../core/dates.h"
#include "offramp.h"

enum { OFR_BINS = 64 };

/* One series: an integer histogram a day. SERIES_COUNT: bin b holds value b, the last bin b and above.
 * SERIES_SCALED: value x >= 0 lies in bin floor(64 x / (x + scale)).
 * SERIES_SHARE: value x of 0 .. 1 lies in bin round(63 x); its mean over members is told, and no range. */
typedef enum ofr_series_kind { SERIES_COUNT, SERIES_SCALED, SERIES_SHARE } ofr_series_kind;
typedef struct ofr_series {
    const char *id;   /* "acts.red-sea", "tension.usa-iran", "deaths" */
    const char *says; /* "attacks a week in the Red Sea" */
    const char *unit; /* "acts a week" */
    ofr_series_kind kind;
    double scale;
    int32_t
        said; /* share: day of the record's last word of a pause that no word of resuming followed, or OFR_NO_DATE */
} ofr_series;

typedef struct ofr_outcome_name {
    const char *id, *says;
    bool headline, prior_driven;
    double already; /* share of histories in which it holds on the eve, see study_already */
    const char *
        pair; /* "usa-iran": it is the pair's class event (both have attacked, or first war); "": the scenario's */
} ofr_outcome_name;
typedef struct ofr_named {
    const char *id, *name;
    double latitude, longitude;
    bool placed;
    const char *iso3, *kind;
} ofr_named;
typedef struct ofr_edge {
    const char *from, *to, *kind, *label;
    double weight;
} ofr_edge; /* kind: hostile | backs | channel | flow */

/* Something that may be dropped because a like thing is under way; kind: crossing, answer (of the line `id`), repeated,
 * message (of the channel `id`); engine/ensemble.h says what each is. */
typedef struct ofr_dropping_name {
    const char *kind, *id;
} ofr_dropping_name;

/* Evidence from which sets are learned, packed; key: of all that it depends on (learn_kept.h). Kept as eves are. */
typedef struct ofr_kept_evidence {
    uint64_t key;
    unsigned char *bytes;
    size_t n;
} ofr_kept_evidence;

struct study_options; /* study.h */
struct ofr_taught;    /* taught.h */

/* The plan: everything that fixes the numbers, and the names of what is counted. */
typedef struct ofr_plan {
    const char *command; /* as typed, one line */
    const char *title;
    const char *scenario_file, *scenario_text;
    uint64_t scenario_hash, record_hash, seed;
    int32_t history_from, start, horizon; /* days; start is the first simulated day */
    size_t n_sets, per_set, n_members;    /* members = sets * per_set */
    size_t chunk;                         /* members a chunk, the last may be short */
    bool fixed, quick;
    bool pooled; /* its futures are pooled with the classes of the pairs (published.h) */
    const struct ofr_taught *
        taught; /* what the sets have learned from the record (study_sets.h); NULL: they are drawn */
    const ofr_kept_evidence *evidence; /* from which they learned; NULL: there is none to keep */
    const char *numbers_id;            /* of the program that simulates: ofr_numbers_id */
    const struct study_options *opened_with; /* so that the study can be opened again; NULL: none */
    const ofr_outcome_name *outcome;
    size_t n_outcomes;
    const ofr_series *series;
    size_t n_series;
    const ofr_named *actor;
    size_t n_actors;
    const ofr_named *theatre;
    size_t n_theatres;
    const ofr_named *principal;
    size_t n_principals;
    const ofr_edge *edge;
    size_t n_edges;
    const char *const *agenda;
    size_t n_agendas;
    const ofr_dropping_name *dropping;
    size_t n_dropping;
    const char *const
        *record_note; /* what is told of the record (record_check.h), [n_record_notes] */
    size_t n_record_notes;
    size_t n_values, n_judged; /* inputs written in the scenario; how many rest on judgement */
    /* parameters with priors: their draw in each set, [n_sets][n_priors] */
    const char *const *prior_path;
    size_t n_priors;
    const double *prior_draw;
} ofr_plan;

/* What one member did. */
typedef struct ofr_member_row {
    uint32_t member;
    double severity;    /* total severity of hostile acts, harass-equivalents */
    int32_t deaths;     /* of all principals' own people */
    int32_t worst_rung; /* index in the ladder; war is above all */
    int32_t worst_day;  /* days after start of the first act on that rung */
    int32_t
        trigger; /* theatre of the root of the first headline outcome; -1 none, -2 no known cause */
    int32_t misread;      /* answers and onsets whose chain holds a misread or unintended act */
    int32_t dropped;      /* answers and messages that gave way to one under way */
    int32_t dropped_open; /* of those, such that could have changed an outcome */
} ofr_member_row;

/* The packed state of a set on the eve of the start (engine/eve.h); key: of all that it depends on (eve_key.h). */
typedef struct ofr_kept_eve {
    uint64_t key;
    size_t set;
    int32_t day; /* the first simulated one */
    const unsigned char *bytes;
    size_t n;
} ofr_kept_eve;

/* A set that cannot explain the record (engine/account.h). It has no members. */
typedef struct ofr_ruled_out {
    size_t set;
    int32_t day;
    char source[160]; /* "flow raids" */
    double seen, expected;
} ofr_ruled_out;

typedef struct ofr_chunk {
    size_t index, first, n;       /* members first .. first + n - 1 */
    const ofr_member_row *member; /* [n] */
    const int16_t *outcome_day;   /* [n_outcomes][n] days after start (0 = first day); -1 never */
    const double *payoff;         /* [n_principals][n] own deaths; ledger over the horizon */
    const int32_t *histogram;     /* [n_series][horizon][OFR_BINS], members of this chunk */
    const double *
        set_evidence; /* [sets in this chunk]: log evidence of the record, -infinity: left out; or NULL */
    size_t first_set, n_chunk_sets;
    const ofr_ruled_out *ruled_out; /* [n_ruled_out] of the sets in this chunk those left out; the
                                       rows of their members above hold nothing and are to be passed over */
    size_t n_ruled_out;
    const int64_t
        *agenda_closed; /* [n_agendas][2] member-days with z <= 0; with z > 0 and talk below 0.1 */
    const int64_t *
        dropped; /* [n_dropping][3] drops; members with one; with one that could have changed an outcome */
    const ofr_kept_eve *eve; /* [n_eves] made with this chunk; kept or not, as the sink likes */
    size_t n_eves;
} ofr_chunk;

/* The record before the start, in the same series (median member where latent). */
typedef struct ofr_history {
    int32_t first;
    size_t n_days;       /* days before start */
    const double *value; /* [n_series][n_days][3]: 5 %, 50 %, 95 % over particles */
} ofr_history;

/* One act of a kept history. */
typedef struct ofr_act {
    int32_t number, day;                               /* act number; day since 1970-01-01 */
    const char *kind;                                  /* a word of state/slot_kinds.h */
    const char *id, *source, *target, *theatre, *rung; /* "" where there is none */
    int32_t count, deaths_own, deaths_partner, deaths_attacker, wounded;
    bool slipped, misread,
        recorded;           /* above the intended rung; perceived above it; from the record */
    int32_t cause;          /* act number, or -1 own account, or <= -2: driver */
    const char *cause_text; /* one sentence: what made it */
    const char *text;       /* one sentence: what happened */
} ofr_act;
typedef struct ofr_kept {
    uint32_t member;
    const char *pick; /* "", "median", "worst" */
    const ofr_act *act;
    size_t n_acts;
} ofr_kept;

/* What the model alone says: of each outcome of the plan by the days of shares_horizons, how many of per_set futures of each set. */
typedef struct ofr_model_only {
    size_t n_sets, per_set; /* sets that are not left out */
    const uint32_t *count;  /* [n_outcomes][n_horizons][n_sets] */
} ofr_model_only;

struct ofr_left_out;  /* left_out.h */
struct ofr_published; /* published.h */

/* Is member first + k of a chunk one of a set that is left out? */
bool chunk_leaves_out(const ofr_chunk *chunk, size_t per_set, size_t k);

typedef struct ofr_sink {
    void *self;
    ofr_status (*begin)(void *self, const ofr_plan *plan, ofr_error *err);
    bool (*has_chunk)(void *self, size_t index);
    ofr_status (*chunk)(void *self, const ofr_chunk *chunk, ofr_error *err);
    ofr_status (*history)(void *self, const ofr_history *history, ofr_error *err);
    ofr_status (*kept)(void *self, const ofr_kept *kept, ofr_error *err);
    /* After the last chunk, before kept: the member of median total severity ("median"), or the one with the
     * highest rung, then most deaths, then the earliest ("worst"); ties by number. May be NULL: no picks. */
    ofr_status (*pick)(void *self, const char *which, uint32_t *ret_member, ofr_error *err);
    ofr_status (*finish)(void *self,
                         ofr_error *err); /* after the last chunk: marks the result complete */
    /* An eve that is kept under a key: *ret_bytes allocated, the caller's to free, *ret_n its size, 0 where there is
     * none. May be NULL: nothing is kept. */
    ofr_status (*eve)(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                      ofr_error *err);
    /* After the last chunk, also of those that were there before: what was left out. May be NULL: nothing was there before. */
    ofr_status (*left_out)(void *self, struct ofr_left_out *ret_left_out, ofr_error *err);
    /* After the last chunk of a plan that pools: how it was pooled, and what the model alone says. May be NULL: nobody asks. */
    ofr_status (*published)(void *self, const struct ofr_published *published,
                            const ofr_model_only *model, ofr_error *err);
} ofr_sink;

#endif
