/* record_cells.h -- one cell of a record: text in; out comes a value, or a fault. */
#ifndef OFR_RECORD_CELLS_H
#define OFR_RECORD_CELLS_H

#include "events.h"
#include "names.h"
#include "record_faults.h"

enum { RECORD_MAX_COUNT = 1000000000, RECORD_MAX_JOINT = 16 };

/* What all cells of one file share. */
typedef struct record_context {
    record_faults *faults;
    name_table *names;
    bool in_totals;
} record_context;

typedef struct record_cell {
    const char *name; /* of its column */
    const char *text; /* "" where the column is absent */
    size_t line, column;
} record_cell;

/* All return false after adding a fault; ret_value is then untouched. Empty cells:
 * date, choice: fault. number: -1. names, flag: see there. */
bool cell_date(const record_context *context, const record_cell *cell, int32_t *ret_value);
bool cell_number(const record_context *context, const record_cell *cell, int32_t least,
                 int32_t *ret_value);
/* Index of the text among n choices. */
bool cell_choice(const record_context *context, const record_cell *cell, const char *const *choice,
                 size_t n, size_t *ret_value);
/* yes 1, no 0, empty `otherwise`. */
bool cell_flag(const record_context *context, const record_cell *cell, int otherwise,
               int *ret_value);
/* An id; joint: several joined by '+'. Empty is "" unless needed. */
bool cell_names(const record_context *context, const record_cell *cell, bool needed, bool joint,
                const char **ret_value);
/* yes | no | later:DATE. on: the day of the act. Empty is yes. */
bool cell_public(const record_context *context, const record_cell *cell, int32_t on,
                 int32_t *ret_value);
/* Any text, interned. */
bool cell_text(const record_context *context, const record_cell *cell, const char **ret_value);

#endif
