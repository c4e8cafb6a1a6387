/* offramp.h -- the one public header of offramp, an executable model of a standoff between states.
 *
 * A scenario file is read into a spec, compiled into a model, and simulated as an ensemble of
 * members (possible histories). Everything is in days of UTC; no clock is read.
 *
 * Conventions: functions return an ofr_status; on failure they fill *err (may be NULL) and leave
 * every ret_ argument untouched. What comes through a ret_ argument belongs to the caller.
 */
#ifndef OFFRAMP_H
#define OFFRAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OFR_VERSION "0.1.0"

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
    OFR_DEGENERATE = 4001,  /* no particle explains the record */
    OFR_RECORD = 5001,      /* an event record is malformed */
    OFR_RESULT = 5002,      /* not a result file, of another version, or damaged */
} ofr_status;

/* One error. where: place ("file:line:column" or a path), may be empty. text: rule and value, and
 * what would be right; for OFR_SCHEMA all errors of the file, one paragraph each. */
typedef struct ofr_error {
    ofr_status code;
    char where[512];
    char *text;          /* owned; release with ofr_error_done */
    char room[512];      /* text points here when short or when memory is out */
} ofr_error;

/* Fills *err (if not NULL) and returns code, so that callers write `return ofr_fail(...)`. */
ofr_status ofr_fail(ofr_error *err, ofr_status code, const char *where, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* Releases what an error owns; takes NULL; the struct may be used again. */
void ofr_error_done(ofr_error *err);

/* The numbers id of this build: 16 hexadecimal digits, the same for every build of sources that simulate the
 * same numbers, whatever the compiler and machine. A result goes on only under the id that it was begun
 * with. Never NULL. Pure. */
const char *ofr_numbers_id(void);

/* A short fixed name of a code, "OFR_SCHEMA". Never NULL. */
const char *ofr_status_name(ofr_status code);

#ifdef __cplusplus
}
#endif
#endif
