/* record_faults.h -- what is wrong with a record, collected until the files are read. */
#ifndef OFR_RECORD_FAULTS_H
#define OFR_RECORD_FAULTS_H

#include "offramp.h"

enum { RECORD_FAULTS_SHOWN = 50, RECORD_QUOTED = 48 /* bytes of a value shown in a message */ };

typedef struct record_fault {
    bool in_totals;
    size_t line, column;
    char *text;
} record_fault;

typedef struct record_faults {
    const char *name[2]; /* of the events and of the totals, for messages */
    record_fault fault[RECORD_FAULTS_SHOWN];
    size_t n, dropped; /* shown; those beyond only counted */
    ofr_status code;   /* the gravest so far: memory, then a limit, then OFR_RECORD */
} record_faults;

/* Adds a fault at a place of one of the two files. column_name may be NULL. */
void record_faults_add(record_faults *faults, bool in_totals, size_t line, size_t column,
                       const char *column_name, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 6, 7)))
#endif
    ;
/* Reports what was collected through err, one line each by place; OFR_OK when there is nothing. */
ofr_status record_faults_report(record_faults *faults, ofr_error *err);
void record_faults_done(record_faults *faults);
/* A value fit for a message: cut at RECORD_QUOTED bytes (whole characters), control characters as
 * '?'. ret_text holds RECORD_QUOTED + 8 bytes; returned. */
const char *record_quoted(const char *value, char *ret_text);

#endif
