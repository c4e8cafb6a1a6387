/* units.h -- quantities as people write them: "180 days", "0.4 per week", "x7.4", "6e9 USD". */
#ifndef OFR_UNITS_H
#define OFR_UNITS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ofr_unit {
    UNIT_NONE = 0, /* a plain number: "0.35" */
    UNIT_SHARE,    /* a plain number or "35 %" */
    UNIT_DAYS,    /* "3 days", "2 weeks", "6 months" (of 30.4375), "1 year" (365.25); unit needed */
    UNIT_PER_DAY, /* "0.3 per week", also hour, day, month, year; unit needed */
    UNIT_FACTOR,  /* "x7.4": positive; the x is needed */
    UNIT_AMOUNT   /* a number and a word for what it counts: "6e9 USD", "4 people" */
} ofr_unit;

/* Canonical name for messages and --explain: "", "share", "days", "per day", "factor", "amount". */
const char *unit_name(ofr_unit unit);

/* Strict number: the whole text, finite, no hex, no locale. */
bool number_parse(const char *text, double *ret_value);

/* Reads a quantity in canonical units (days, per day). For UNIT_AMOUNT ret_word (may be NULL)
 * points into text at the word. On failure returns false and ret_hint points to a constant sentence
 * on what would be right, with an example. */
bool quantity_parse(const char *text, ofr_unit unit, double *ret_value, const char **ret_word,
                    const char **ret_hint);

#endif
