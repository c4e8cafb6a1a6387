/* record_write.h -- events and totals as the CSV files that record_read reads. */
#ifndef OFR_RECORD_WRITE_H
#define OFR_RECORD_WRITE_H

#include <stdio.h>

#include "events.h"

/* The line of headers with every column, then one row. What is written is read back as the same values; a cell that says
 * what an empty one says is left empty where docs/record.md allows it. Errors of the stream stay there for ferror. */
void record_write_head(FILE *out);
void record_write_event(const ofr_event *event, FILE *out);
void record_write_totals_head(FILE *out);
void record_write_total(const ofr_total *total, FILE *out);

/* Orders two events by all their cells but the line: 0 where a reader could not tell them apart. Texts are compared, so that
 * they may be of two records. Pure. */
int event_compare(const ofr_event *a, const ofr_event *b);
/* The same of totals. Pure. */
int total_compare(const ofr_total *a, const ofr_total *b);

#endif
