/* values.h -- single values: numbers with units, ranges, priors. */
#ifndef OFR_VALUES_H
#define OFR_VALUES_H

#include "schema.h"
#include "spec.h"

typedef struct value_text {
    char s[400];
} value_text; /* what would be right */

/* Reads "beta(7, 13)" or "gamma(4, 0.4) per week" into canonical units. */
bool prior_parse(const char *text, ofr_unit unit, ofr_prior *ret_prior, value_text *ret_why);

/* How a prior is cut to the range of a key. False: hardly anything of it (less than a thousandth) lies there; ret_why is the
 * end of a message. */
bool prior_fits(const ofr_prior *prior, const ofr_key *key, ofr_prior_cut *ret_cut,
                value_text *ret_why);
/* "cut to between 0 and 1", of a prior of which a millionth or more lies beyond; else "". */
value_text prior_cut_format(const ofr_prior *prior, const ofr_key *key);
/* True if the value can be drawn from the prior at all. */
bool prior_covers(const ofr_prior *prior, double value);

/* Within a key's range; lo > hi means any. NaN is never within. */
bool value_within(double value, double lo, double hi);
/* "between 0 and 1", "at least 0 days", ... */
value_text value_range(const ofr_key *key);
/* "180 days", "x7.4", "6e9 USD": in canonical units. word: of an amount, may be NULL. */
value_text value_format(double value, ofr_unit unit, const char *word);
/* "beta(7, 13)", "gamma(4, 0.057) per day". */
value_text prior_format(const ofr_prior *prior, ofr_unit unit, const char *word);
const char *prior_name(prior_kind kind);

/* Scalars of a node from a text: sets value, text, word, choice of node. false: ret_why is the end
 * of a message "found 'x'; ...". NUMBER (point only), COUNT, FLAG, TEXT, DATE, CHOICE, REF. */
bool value_parse(const char *text, ofr_node *node, value_text *ret_why);

#endif
