/* offramp.h -- offramp as a library: an executable model of a standoff between states.
 *
 * Version 0: NOT PROMISED TO ANYONE YET. Any of it may change with any version; docs/library.md says how to use it.
 *
 * A scenario is opened once and then only read. From it come tables of what is in it, futures run into arrays, and
 * worlds: futures that are led from day to day by the caller. A what-if is a changed future, written in a line of text.
 *
 * Conventions. Days are counted in UTC since 1970-01-01; no clock, locale or environment is read, nothing is printed, and
 * no argument ends the program. Functions return an ofr_status. On failure they put the reasons into `faults` (which may
 * be NULL: not wanted) and leave alone what they would have written. A NULL where an object or a place to write to is
 * needed, a number out of its range and an array of another size are OFR_USAGE. What comes through a ret_ argument of
 * handle type belongs to the caller, who frees it with the function of its name; texts belong to the object that they came
 * from. Handles are freed before what they were made of: worlds, then what-ifs, then the scenario.
 *
 * Structs are options only. Each begins with its size, which the caller sets: `{.size = sizeof options}` with all else zero
 * is the default. An option that is not known here must be zero, else OFR_USAGE.
 *
 * Threads. A scenario and a what-if may be used by several threads at once. Worlds and lists of faults belong to one
 * thread at a time.
 */
#ifndef OFFRAMP_H
#define OFFRAMP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OFR_VERSION "0.1.0"

#if defined(__GNUC__)
#define OFR_API __attribute__((visibility("default")))
#else
#define OFR_API
#endif

/* ---- status and faults -------------------------------------------------------------------------- */

/* Codes by family: 1xxx system, 2xxx scenario, 3xxx numerical, 4xxx inference, 5xxx files.
 * A code is never reused. docs/errors.md has an entry for each. */
typedef enum ofr_status {
    OFR_OK = 0,
    OFR_NO_MEMORY = 1001,
    OFR_IO = 1002,          /* cannot open, read or write a file */
    OFR_INTERRUPTED = 1003, /* stopped on request; what is written is whole */
    OFR_USAGE = 1004,       /* an argument of a call or a command is wrong */
    OFR_SYNTAX = 2001,      /* not YAML, or not text */
    OFR_SCHEMA = 2002,      /* the scenario breaks a rule of the schema; all errors are listed */
    OFR_LIMIT = 2003,       /* too large, too deep, too many */
    OFR_STRUCTURE = 2004,   /* keys are fine one by one but do not fit together */
    OFR_PATH = 2005,        /* no such path, or it cannot be changed so */
    OFR_UNSTABLE = 3001,    /* the loop of answers explodes */
    OFR_DEGENERATE = 4001,  /* no parameter set, or none that was asked for, explains the record */
    OFR_RECORD = 5001,      /* an event record is malformed */
    OFR_RESULT = 5002,      /* not a result file, of another version, or damaged */
} ofr_status;

/* A short fixed name of a code, "OFR_SCHEMA". Never NULL. Pure. */
OFR_API const char *ofr_status_name(ofr_status code);

/* The version of the library that is linked, as OFR_VERSION was when it was built. Never NULL. Pure. */
OFR_API const char *ofr_version(void);

/* The numbers id of this build: 16 hexadecimal digits, the same for every build of sources that simulate the
 * same numbers, whatever the compiler and machine. A result goes on only under the id that it was begun
 * with. Never NULL. Pure. */
OFR_API const char *ofr_numbers_id(void);

/* What was wrong with the last call that failed: a list, since a scenario is told all its faults at once. */
typedef struct ofr_fault_list ofr_fault_list;

/* A list without faults. OFR_USAGE, OFR_NO_MEMORY. */
OFR_API ofr_status ofr_fault_list_new(ofr_fault_list **ret_faults);
/* Takes NULL. */
OFR_API void ofr_fault_list_free(ofr_fault_list *faults);
/* How many faults the last failed call had; 0: none has failed, or faults is NULL. A call that goes well leaves them. */
OFR_API size_t ofr_fault_list_count(const ofr_fault_list *faults);
/* One fault, 0 <= fault < count: where it is ("file:line:column: ", a path, or nothing), what was found and what would be right;
 * for a place in a file its line and a caret below. Where a file has more than 100 faults the last of the list says how many
 * more. "" where there is no such fault. It is valid until the next call that fails with this list. */
OFR_API const char *ofr_fault_list_text(const ofr_fault_list *faults, size_t fault);

/* ---- scenarios ---------------------------------------------------------------------------------- */

/* A scenario that was read, checked and compiled, with what its event record gives. It never changes. */
typedef struct ofr_scenario ofr_scenario;

typedef struct ofr_open_options {
    size_t size;         /* sizeof(ofr_open_options) */
    const char *start;   /* another first day, "2024-02-08"; NULL: the scenario's */
    const char *horizon; /* another horizon, "180 days"; NULL: the scenario's */
    const char *
        given; /* flows and drivers, names or patterns with * and ?, separated by commas, that are taken from the
                           * record after the start as they happened; NULL: none */
    const char *record; /* an event record in the place of the scenario's; NULL: the scenario's */
    int no_history;     /* not 0: begin at rest, without the record's past */
} ofr_open_options;

/* Opens a scenario file. options may be NULL; its texts are copied. O(size of the file); a few milliseconds.
 * OFR_IO, OFR_SYNTAX, OFR_SCHEMA, OFR_STRUCTURE, OFR_UNSTABLE, OFR_RECORD, OFR_LIMIT, OFR_USAGE, OFR_NO_MEMORY. */
OFR_API ofr_status ofr_scenario_open(const char *path, const ofr_open_options *options,
                                     ofr_scenario **ret_scenario, ofr_fault_list *faults);
/* The same from a text of n bytes. name stands for the file in faults, and what the text names (includes, a record) is
 * looked for from its directory. */
OFR_API ofr_status ofr_scenario_open_text(const char *text, size_t n, const char *name,
                                          const ofr_open_options *options,
                                          ofr_scenario **ret_scenario, ofr_fault_list *faults);
/* Takes NULL. What was made of the scenario must be gone. */
OFR_API void ofr_scenario_close(ofr_scenario *scenario);

/* The first day of history (the start where there is none), the first simulated day, and how many days are simulated. Each
 * ret_ may be NULL. OFR_USAGE. */
OFR_API ofr_status ofr_scenario_days(const ofr_scenario *scenario, int32_t *ret_history,
                                     int32_t *ret_start, int32_t *ret_horizon,
                                     ofr_fault_list *faults);

/* ---- tables ------------------------------------------------------------------------------------- */

/* What a scenario holds, a row each, in the order of the scenario. Columns: */
typedef enum ofr_table {
    OFR_TABLE_PARAMETERS, /* numbers: name (path), says, unit, source; value, lowest, highest, judged, drawn */
    OFR_TABLE_FIELDS,     /* what ofr_worlds_read reads: name, unit; whole */
    OFR_TABLE_OUTCOMES,   /* rows of outcome_day: name, says; headline */
    OFR_TABLE_PRINCIPALS, /* rows of payoff: name, says (the name to show) */
    OFR_TABLE_LADDER /* rungs, for worst_rung: name; value (severity; a raid that harasses is 1) */
} ofr_table;

typedef enum ofr_column {
    /* texts */
    OFR_COLUMN_NAME,
    OFR_COLUMN_SAYS,   /* a few words for people */
    OFR_COLUMN_UNIT,   /* "": none */
    OFR_COLUMN_SOURCE, /* "": none is stated */
    /* numbers */
    OFR_COLUMN_VALUE,  /* of a parameter: its point value, in its unit */
    OFR_COLUMN_LOWEST, /* allowed range of a parameter, both ends included; infinite: no end */
    OFR_COLUMN_HIGHEST,
    OFR_COLUMN_JUDGED,  /* 1: rests on judgement */
    OFR_COLUMN_DRAWN,   /* 1: has a prior, so that each set has its own value */
    OFR_COLUMN_WHOLE,   /* 1: whole numbers only */
    OFR_COLUMN_HEADLINE /* 1: named first in reports */
} ofr_column;

/* Rows of a table. OFR_USAGE. */
OFR_API ofr_status ofr_table_rows(const ofr_scenario *scenario, ofr_table table, size_t *ret_rows,
                                  ofr_fault_list *faults);
/* The text, or the number, of one row (0 <= row < rows) and column. The text is the scenario's. OFR_USAGE, also where the
 * table has no such column. O(1). */
OFR_API ofr_status ofr_table_text(const ofr_scenario *scenario, ofr_table table, size_t row,
                                  ofr_column column, const char **ret_text, ofr_fault_list *faults);
OFR_API ofr_status ofr_table_number(const ofr_scenario *scenario, ofr_table table, size_t row,
                                    ofr_column column, double *ret_number, ofr_fault_list *faults);

/* ---- what-ifs ----------------------------------------------------------------------------------- */

/* A future that differs from the scenario's: checked and compiled, for one scenario. It never changes. */
typedef struct ofr_future_change ofr_future_change;

/* Makes one from a line: "name: path=value from DATE to DATE; path=value". Dates may be left out (from the start; to the end); a
 * path may be a pattern, as in channels.*.open; a value may be a factor, as in "times 0.5". OFR_USAGE (not of this form), OFR_PATH (no
 * such path, or it cannot be changed in a future), OFR_SCHEMA, OFR_STRUCTURE, OFR_UNSTABLE, OFR_LIMIT, OFR_NO_MEMORY. */
OFR_API ofr_status ofr_future_change_new(const ofr_scenario *scenario, const char *text,
                                         ofr_future_change **ret_change, ofr_fault_list *faults);
/* Takes NULL. */
OFR_API void ofr_future_change_free(ofr_future_change *change);

/* ---- a run into arrays -------------------------------------------------------------------------- */

/* sets x members futures: each set is one draw of all priors, and has `members` futures. */
typedef struct ofr_run_options {
    size_t size;   /* sizeof(ofr_run_options) */
    uint64_t seed; /* any; the same seed gives the same bits. The command line's default is 1 */
    size_t sets, members; /* both >= 1, their product at most 2^31 */
    int fixed;            /* not 0: all at the point values; sets is then 1 */
    int threads;          /* 0: as many as there are processors; at most 1024. It moves no number */
    const volatile int *
        stop; /* looked at now and then: not 0 ends the run with OFR_INTERRUPTED; NULL: nobody stops it */
} ofr_run_options;

/* Where the results go: arrays of the caller, of as many values as the three counts say, which must be those of the run
 * and the scenario (rows of OFR_TABLE_OUTCOMES and OFR_TABLE_PRINCIPALS; sets x members). NULL: not wanted. A future has the
 * same place in all: number set * members + i. Days are counted from the start, which is day 0. A set that cannot explain
 * the record has no futures: in their places stand OFR_LEFT_OUT, and NaN in payoff and severity. */
enum { OFR_LEFT_OUT = -2 };
typedef struct ofr_arrays {
    size_t size; /* sizeof(ofr_arrays) */
    size_t n_outcomes, n_principals, n_futures;
    int16_t *outcome_day; /* [n_outcomes][n_futures] first day on which it came about; -1: never */
    double *payoff;       /* [n_principals][n_futures] in own deaths, summed over the horizon */
    double *severity;     /* [n_futures] of all hostile acts; a raid that harasses is 1 */
    int32_t *deaths;      /* [n_futures] of the principals' own people */
    int32_t *worst_rung;  /* [n_futures] row of OFR_TABLE_LADDER; -1: no hostile act */
    int32_t *worst_day;   /* [n_futures] first day of an act on that rung; -1: none */
} ofr_arrays;

/* Runs all futures, under a what-if or (change NULL) as the scenario is, and writes the arrays; after a failure they are as
 * they were. The numbers are those of `offramp run` and `offramp compare` with the same seed and size, bit for bit; a what-if's
 * futures stand beside the same histories and draws. Memory O(futures (outcomes + principals)) beside the arrays.
 * OFR_USAGE, OFR_DEGENERATE (no set explains the record), OFR_INTERRUPTED, OFR_NO_MEMORY. O(futures horizon + sets history). */
OFR_API ofr_status ofr_run(const ofr_scenario *scenario, const ofr_future_change *change,
                           const ofr_run_options *options, const ofr_arrays *arrays,
                           ofr_fault_list *faults);

/* ---- worlds, day by day ------------------------------------------------------------------------- */

/* Futures that go through days together, each in a seat, numbered from 0. */
typedef struct ofr_worlds ofr_worlds;

typedef struct ofr_worlds_options {
    size_t size;   /* sizeof(ofr_worlds_options) */
    uint64_t seed; /* of the run that the futures are taken from, as are sets, members, fixed */
    size_t sets, members; /* both >= 1, their product at most 2^31 */
    int fixed;
    size_t first, seats; /* seat i holds future first + i of that run; seats >= 1 */
} ofr_worlds_options;

/* Takes futures of a run on the morning of the start: out of the history that led there, or at rest where the scenario has
 * none or was opened with no_history. Led to the end they are bit for bit what ofr_run gives. OFR_USAGE, OFR_DEGENERATE,
 * OFR_NO_MEMORY. O(seats + sets touched x history); tens of kilobytes a seat. */
OFR_API ofr_status ofr_worlds_new(const ofr_scenario *scenario, const ofr_worlds_options *options,
                                  ofr_worlds **ret_worlds, ofr_fault_list *faults);
/* Takes NULL. */
OFR_API void ofr_worlds_free(ofr_worlds *worlds);

/* The day that they run next; all seats are on the same. From the start to start + horizon, where all is over. OFR_USAGE. */
OFR_API ofr_status ofr_worlds_day(const ofr_worlds *worlds, int32_t *ret_day,
                                  ofr_fault_list *faults);
/* Runs them to the end of the day before `until`: worlds_day + 1 is one day. Not before their day, not after start + horizon
 * (OFR_USAGE). Many days in one call are faster than many calls. In one thread. O(seats days). */
OFR_API ofr_status ofr_worlds_run(ofr_worlds *worlds, int32_t until, ofr_fault_list *faults);
/* Reads one field of all seats at the end of the last day that was run, into n = seats values. field: a name of OFR_TABLE_FIELDS:
 * a state such as "usa-iran.tension"; "acts:FLOW", the acts of a flow on that day; "outcome:ID", the first day on which an outcome came
 * about, counted from the start, -1: not yet. OFR_USAGE, with what the name may have meant. O(fields + seats). */
OFR_API ofr_status ofr_worlds_read(const ofr_worlds *worlds, const char *field, size_t n,
                                   double *ret_values, ofr_fault_list *faults);

/* Makes a seat the same world as another, of the same worlds or of others that were made of the same scenario, seed, sets, members
 * and fixed, are on the same day and under the same what-if (else OFR_USAGE). branch 0: it goes on as the other does, draw for draw, as
 * long as the same happens to both; 1 to 2^30: it draws anew from today on, and another branch draws otherwise. O(state). */
OFR_API ofr_status ofr_worlds_copy_seat(const ofr_worlds *from, size_t from_seat, ofr_worlds *to,
                                        size_t to_seat, uint32_t branch, ofr_fault_list *faults);
/* Copies all seats into new worlds, which go on under a what-if: their futures part from the others' where it changes something,
 * and draw the same chances. change NULL: under the same as `from`. Only from worlds that are under none (else OFR_USAGE), and
 * not after the first day of its first change. OFR_USAGE, OFR_NO_MEMORY. O(seats). */
OFR_API ofr_status ofr_worlds_part(const ofr_worlds *from, const ofr_future_change *change,
                                   ofr_worlds **ret_worlds, ofr_fault_list *faults);

#ifdef __cplusplus
}
#endif

#ifdef OFR_INSIDE /* the library's own sources */
#include "offramp_inside.h"
#endif
#endif
