/* units.c -- a strict reader of numbers and of the few units that scenarios use.
 *
 * A month is 30.4375 days and a year 365.25, so that 12 months are a year.
 */
#include "units.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define MONTH_DAYS 30.4375
#define YEAR_DAYS 365.25

typedef struct unit_word {
    const char *one, *many;
    double days;
} unit_word;

static const unit_word unit_words[] = {
    {"hour", "hours", 1.0 / 24.0},   {"day", "days", 1.0},         {"week", "weeks", 7.0},
    {"month", "months", MONTH_DAYS}, {"year", "years", YEAR_DAYS},
};
enum { N_WORDS = sizeof unit_words / sizeof unit_words[0] };

static const char *const unit_names[] = {"", "share", "days", "per day", "factor", "amount"};

static const char *const unit_hints[] = {
    "write a plain number, for example 0.35",
    "write a share as a plain number or in percent, for example 0.35 or 35 %",
    "write a number and hours, days, weeks, months or years, for example 14 days",
    "write a number per hour, day, week, month or year, for example 0.4 per week",
    "write an x and a number greater than 0, for example x7.4",
    "write a number and one word for what it counts, for example 6e9 USD",
};

const char *unit_name(ofr_unit unit)
{
    return (size_t)unit < sizeof unit_names / sizeof unit_names[0] ? unit_names[unit] : "";
}

static size_t count_digits(const char *text)
{
    size_t n = 0;

    while (text[n] >= '0' && text[n] <= '9') n++;
    return n;
}

/* Bytes of the number that text begins with: -?D+(.D+)?([eE][+-]?D+)?; 0 if there is none. */
static size_t number_length(const char *text)
{
    size_t at = text[0] == '-', n = count_digits(text + at);

    if (n == 0) return 0;
    at += n;
    if (text[at] == '.') {
        n = count_digits(text + at + 1);
        if (n == 0) return 0;
        at += 1 + n;
    }
    if (text[at] == 'e' || text[at] == 'E') {
        const size_t sign = text[at + 1] == '-' || text[at + 1] == '+';

        n = count_digits(text + at + 1 + sign);
        if (n > 0) at += 1 + sign + n;
    }
    return at;
}

/* strtod where the point is a point: this thread reads in the C locale for a moment. */
static bool read_number(const char *text, double *ret_value)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before;
    double value;

    if (plain == (locale_t)0) return false;
    before = uselocale(plain);
    /* Stops where the grammar above does, but for "0x1", which no caller takes: an x follows. */
    value = strtod(text, NULL);
    uselocale(before);
    freelocale(plain);
    if (!(value >= -1.7976931348623157e308 && value <= 1.7976931348623157e308)) return false;
    *ret_value = value;
    return true;
}

/* Reads the number that text begins with; NULL if there is none, else what follows it. */
static const char *take_number(const char *text, double *ret_value)
{
    const size_t n = number_length(text);

    return n > 0 && read_number(text, ret_value) ? text + n : NULL;
}

bool number_parse(const char *text, double *ret_value)
{
    double value;
    const char *rest = text != NULL ? take_number(text, &value) : NULL;

    if (rest == NULL || *rest != '\0') return false;
    *ret_value = value;
    return true;
}

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " ");
}

/* Days of a unit word that is the whole text, 0 if none. */
static double word_days(const char *text, bool many_too)
{
    for (size_t i = 0; i < N_WORDS; i++) {
        if (strcmp(text, unit_words[i].one) == 0) return unit_words[i].days;
        if (many_too && strcmp(text, unit_words[i].many) == 0) return unit_words[i].days;
    }
    return 0.0;
}

/* "per week" (spaces between): days of the word, 0 if it is not that. */
static double per_days(const char *text)
{
    if (strncmp(text, "per ", 4) != 0) return 0.0;
    return word_days(skip_spaces(text + 4), false);
}

/* One word: a letter, then no space, control character or quote. */
static bool is_word(const char *text)
{
    const unsigned char first = (unsigned char)text[0];

    if (!((first | 0x20) >= 'a' && (first | 0x20) <= 'z') && first < 0x80) return false;
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text <= ' ' || *text == 0x7f || *text == '"') return false;
    }
    return true;
}

/* The value with its unit applied; rest is what follows the number, without spaces. */
static bool apply_unit(ofr_unit unit, const char *rest, double *value)
{
    double days;

    switch (unit) {
    case UNIT_NONE:
    case UNIT_FACTOR:
        return *rest == '\0';
    case UNIT_SHARE:
        if (strcmp(rest, "%") == 0) {
            *value /= 100.0;
            return true;
        }
        return *rest == '\0';
    case UNIT_DAYS:
        days = word_days(rest, true);
        *value *= days;
        break;
    case UNIT_PER_DAY:
        days = per_days(rest);
        if (days > 0.0) *value /= days;
        break;
    case UNIT_AMOUNT:
        return is_word(rest);
    default:
        return false;
    }
    return days > 0.0 && *value >= -1.7976931348623157e308 && *value <= 1.7976931348623157e308;
}

static bool read_quantity(const char *text, ofr_unit unit, double *ret_value, const char **ret_rest)
{
    const char *after, *rest;
    double value;

    if (unit == UNIT_FACTOR && *text++ != 'x') return false;
    after = take_number(text, &value);
    if (after == NULL) return false;
    rest = skip_spaces(after);
    /* Words stand apart from the number; spaces at the end are rubbish. */
    if (rest != after && *rest == '\0') return false;
    if (rest == after && *rest != '\0' && *rest != '%') return false;
    if (!apply_unit(unit, rest, &value)) return false;
    if (unit == UNIT_FACTOR && !(value > 0.0)) return false;
    *ret_value = value;
    *ret_rest = rest;
    return true;
}

bool quantity_parse(const char *text, ofr_unit unit, double *ret_value, const char **ret_word,
                    const char **ret_hint)
{
    const bool known = (size_t)unit < sizeof unit_hints / sizeof unit_hints[0];
    const char *rest;

    if (text != NULL && known && read_quantity(text, unit, ret_value, &rest)) {
        if (unit == UNIT_AMOUNT && ret_word != NULL) *ret_word = rest;
        return true;
    }
    if (ret_hint != NULL) *ret_hint = unit_hints[known ? unit : UNIT_NONE];
    return false;
}
