/* record_rows.h -- the two tables of a record: header, rows, and what holds between rows. */
#ifndef OFR_RECORD_ROWS_H
#define OFR_RECORD_ROWS_H

#include "csv.h"
#include "record_cells.h"

enum { RECORD_MAX_EVENTS = 1000000, RECORD_MAX_TOTALS = 100000 };

/* Reads all rows of events from text of size bytes (changed in place, one more byte of room) into
 * ret_event (malloc, unsorted). What is wrong goes to the context's faults; check those. */
void record_read_events(const record_context *context, char *text, size_t size,
                        ofr_event **ret_event, size_t *ret_n);
void record_read_totals(const record_context *context, char *text, size_t size,
                        ofr_total **ret_total, size_t *ret_n);
/* By first day, then by line (for qsort). */
int record_total_order(const void *left, const void *right);
/* Adds a fault for each interval that overlaps an earlier one of the same source, target, action
 * and a theatre in common. O(n log n). */
void record_check_overlaps(const record_context *context, const ofr_total *total, size_t n);

#endif
