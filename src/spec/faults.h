/* faults.h -- the growing list of what is wrong with a scenario, kept until all is read. */
#ifndef OFR_FAULTS_H
#define OFR_FAULTS_H

#include <stdarg.h>

#include "source.h"
#include "spec.h"

/* A list that takes its excerpts from these sources (kept, not owned). NULL when memory is out. */
ofr_faults *faults_for_sources(const spec_sources *sources);

/* Adds a fault at a place (line 0: none) for a path ("" none). */
void faults_at(ofr_faults *faults, ofr_place place, const char *path, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/* Notes that memory ran out: the report will say so instead. */
void faults_no_memory(ofr_faults *faults);

/* True once there is anything to report; adding more after 1000 only counts. */
bool faults_any(const ofr_faults *faults);
/* True while another fault would still be told in full: suggestions are worth their time. */
bool faults_open(const ofr_faults *faults);

/* OFR_OK when the list is empty; else fills err with the given code and all faults by place. */
ofr_status faults_report(const ofr_faults *faults, ofr_status code, ofr_error *err);

#endif
