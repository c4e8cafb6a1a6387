/* record_cells.c -- one cell of a record: text in; out comes a value, or a fault. */
#include "record_cells.h"

#include <string.h>

#include "../core/nearest.h"

enum { QUOTED_ROOM = RECORD_QUOTED + 8, LIST_ROOM = 200 };

#define CELL_FAULT(context, cell, ...)                                                             \
    (record_faults_add((context)->faults, (context)->in_totals, (cell)->line, (cell)->column,      \
                       (cell)->name, __VA_ARGS__),                                                 \
     false)

bool cell_date(const record_context *context, const record_cell *cell, int32_t *ret_value)
{
    char shown[QUOTED_ROOM];
    const int32_t date = date_parse(cell->text);

    if (date == OFR_NO_DATE) {
        return CELL_FAULT(context, cell, "'%s' is no date; write YYYY-MM-DD, from 1900 to 2149",
                          record_quoted(cell->text, shown));
    }
    *ret_value = date;
    return true;
}

bool cell_number(const record_context *context, const record_cell *cell, int32_t least,
                 int32_t *ret_value)
{
    char shown[QUOTED_ROOM];
    int64_t value = 0;
    size_t n = strlen(cell->text);

    if (n == 0) {
        *ret_value = -1;
        return true;
    }
    if (n > 10 || strspn(cell->text, "0123456789") != n) value = -1;
    for (size_t i = 0; i < n && value >= 0; i++) value = 10 * value + (cell->text[i] - '0');
    if (context->in_totals && cell->text[0] == '-')
        return CELL_FAULT(context, cell,
                          "'%s' does not fit; write a whole number from %d to %d: a count that was "
                          "corrected downwards is written by lowering the intervals that it was "
                          "too high in",
                          record_quoted(cell->text, shown), (int)least, (int)RECORD_MAX_COUNT);
    if (value < least || value > RECORD_MAX_COUNT) {
        return CELL_FAULT(context, cell, "'%s' does not fit; write a whole number from %d to %d",
                          record_quoted(cell->text, shown), (int)least, (int)RECORD_MAX_COUNT);
    }
    *ret_value = (int32_t)value;
    return true;
}

bool cell_choice(const record_context *context, const record_cell *cell, const char *const *choice,
                 size_t n, size_t *ret_value)
{
    char shown[QUOTED_ROOM], list[LIST_ROOM];
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        if (strcmp(cell->text, choice[i]) == 0) {
            *ret_value = i;
            return true;
        }
    }
    const char *near = nearest_name(cell->text, choice, n);

    list[0] = '\0';
    for (size_t i = 0; i < n && used < LIST_ROOM; i++) {
        used += (size_t)snprintf(list + used, LIST_ROOM - used, "%s%s",
                                 i == 0      ? ""
                                 : i + 1 < n ? ", "
                                             : " or ",
                                 choice[i]);
    }
    return CELL_FAULT(context, cell, "'%s' is not one of %s%s%s%s",
                      record_quoted(cell->text, shown), list, near ? " (did you mean '" : "",
                      near ? near : "", near ? "'?)" : "");
}

bool cell_flag(const record_context *context, const record_cell *cell, int otherwise,
               int *ret_value)
{
    static const char *const flags[] = {"no", "yes"};
    size_t value = 0;

    if (cell->text[0] == '\0') {
        *ret_value = otherwise;
        return true;
    }
    if (!cell_choice(context, cell, flags, 2, &value)) return false;
    *ret_value = (int)value;
    return true;
}

/* Length of the id at the start of text: letters, digits, and (not first) '-', '_' and '.'. */
static size_t id_length(const char *text)
{
    static const char all[] = "-_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const size_t n = strspn(text, all);

    return n > 0 && strchr("-_.", text[0]) ? 0 : n;
}

/* True when the ids before `at` in the joint list hold the one of n bytes at `at`. */
static bool named_before(const char *joint, const char *at, size_t n)
{
    for (const char *one = joint; one < at; one += id_length(one) + 1) {
        if (id_length(one) == n && strncmp(one, at, n) == 0) return true;
    }
    return false;
}

bool cell_names(const record_context *context, const record_cell *cell, bool needed, bool joint,
                const char **ret_value)
{
    char shown[QUOTED_ROOM];
    size_t n_names = 0;

    if (cell->text[0] == '\0' && needed) return CELL_FAULT(context, cell, "empty, but needed");
    for (const char *at = cell->text; *at || at > cell->text;) {
        const size_t n = id_length(at);

        if (n == 0 || (at[n] != '\0' && (at[n] != '+' || !joint))) {
            return CELL_FAULT(context, cell,
                              "'%s' is no id; write letters, digits, '-', '_', '.'%s",
                              record_quoted(cell->text, shown), joint ? " (several: a+b)" : "");
        }
        if (named_before(cell->text, at, n)) {
            return CELL_FAULT(context, cell, "'%s' names '%.*s' twice",
                              record_quoted(cell->text, shown), (int)(n < 64 ? n : 64), at);
        }
        if (++n_names > RECORD_MAX_JOINT) {
            return CELL_FAULT(context, cell, "more than %d names joined", (int)RECORD_MAX_JOINT);
        }
        if (at[n] == '\0') break;
        at += n + 1;
    }
    return cell_text(context, cell, ret_value);
}

bool cell_public(const record_context *context, const record_cell *cell, int32_t on,
                 int32_t *ret_value)
{
    static const char *const choices[] = {"yes", "no", "later:DATE"};
    record_cell later = *cell;
    size_t chosen = 0;
    int32_t from;

    if (strncmp(cell->text, "later:", 6) == 0 && strcmp(cell->text, "later:DATE") != 0) {
        later.text = cell->text + 6;
        if (!cell_date(context, &later, &from)) return false;
        if (on != OFR_NO_DATE && from < on) {
            return CELL_FAULT(context, cell,
                              "'%s' lies before the act; write the day on which it "
                              "became known",
                              cell->text);
        }
        *ret_value = from;
        return true;
    }
    if (cell->text[0] != '\0' && !cell_choice(context, cell, choices, 3, &chosen)) return false;
    if (chosen == 2) return CELL_FAULT(context, cell, "write a date for DATE, as later:2024-03-13");
    *ret_value = chosen == 1 ? OFR_NO_DATE : on;
    return true;
}

bool cell_text(const record_context *context, const record_cell *cell, const char **ret_value)
{
    const char *text = names_intern(context->names, cell->text, strlen(cell->text));

    if (!text) {
        context->faults->code = OFR_NO_MEMORY;
        return false;
    }
    *ret_value = text;
    return true;
}
