/* csv_table.h -- a small CSV file as a table of texts with a header line. */
#ifndef OFR_SERIES_CSV_TABLE_H
#define OFR_SERIES_CSV_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "offramp.h"

typedef struct csv_table {
    char **cell; /* [(n_rows + 1) * n_columns], the header first; each its own text */
    size_t n_rows, n_columns;
    char path[512];
} csv_table;

/* Reads a whole file; every row must have as many fields as the header. OFR_IO, OFR_LIMIT, OFR_RECORD (malformed,
 * with its line), OFR_NO_MEMORY. */
ofr_status csv_table_read(const char *path, csv_table *ret_table, ofr_error *err);
void csv_table_done(csv_table *table);

/* The cell of a row (from 0) and a named column. OFR_RECORD where there is no such column. */
ofr_status csv_table_text(const csv_table *table, size_t row, const char *column,
                          const char **ret_text, ofr_error *err);
/* The same as a number; an empty cell is NaN. OFR_RECORD, also for what is no number. */
ofr_status csv_table_number(const csv_table *table, size_t row, const char *column,
                            double *ret_number, ofr_error *err);
/* The same as a day. OFR_RECORD. */
ofr_status csv_table_day(const csv_table *table, size_t row, const char *column, int32_t *ret_day,
                         ofr_error *err);

#endif
