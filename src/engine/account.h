/* account.h -- how a parameter set accounts for the record: its evidence, or who ruled it out, and when.
 *
 * A set is impossible from the first day on which none of its particles has any chance of what is recorded. Who ruled it
 * out is the source (state/model.h, ofr_density) that gives no chance to most of those that were possible that morning.
 */
#ifndef OFR_ACCOUNT_H
#define OFR_ACCOUNT_H

#include "past.h"
#include "swarm.h"

typedef struct ofr_account {
    double evidence; /* log probability of the record; 0 without one; -infinity: impossible */
    int32_t day;     /* the rest of the impossible only: the first day that cannot be */
    size_t source;   /* row of densities */
    double seen;     /* acts of the day, or of the whole running total; of a pair 0: no war */
    double
        expected; /* mean over the particles that were possible that morning; of a pair the hazard of war */
} ofr_account;

/* Pure. */
bool account_impossible(const ofr_account *account);

/* Who ruled out all particles of a set on a day that has just been run. before [n]: log weights of that morning, of which one
 * at least is a number. Pure. O(n sources). */
ofr_account account_ruled_out(const ofr_model *model, const ofr_past *past,
                              const ofr_swarm *particles, const double *before, size_t n,
                              int32_t day);

/* Of a source on a day: acts seen, or those of the whole running total; and what the particles that were possible that morning
 * (before: their log weights) expected in the mean, of a pair the hazard of war. given: the day's, or NULL. Pure. O(n). */
double account_seen(const ofr_model *model, const ofr_given *given, size_t source);
double account_expected(const ofr_model *model, const ofr_given *given, const ofr_swarm *particles,
                        const double *before, size_t n, size_t source);

/* "flow raids", "the running total of raids and 2 more", "pair a-b"; cut at size. past: the one of the account. */
enum { ACCOUNT_SOURCE = 160, ACCOUNT_TEXT = 320 };
void account_source(const ofr_model *model, const ofr_past *past, const ofr_account *account,
                    char ret_text[ACCOUNT_SOURCE]);
/* "flow raids on 2024-01-12: 4 acts seen, 0 expected", of a source as account_source names it. */
void account_say(const char *source, int32_t day, double seen, double expected,
                 char ret_text[ACCOUNT_TEXT]);
void account_text(const ofr_model *model, const ofr_past *past, const ofr_account *account,
                  char ret_text[ACCOUNT_TEXT]);
/* Its bytes where it is kept, in the byte order of the machine. take: false where they are no account of that model. Pure. */
enum { ACCOUNT_BYTES = 40 };
void account_put(const ofr_account *account, unsigned char ret_bytes[ACCOUNT_BYTES]);
bool account_take(const ofr_model *model, const unsigned char bytes[ACCOUNT_BYTES],
                  ofr_account *ret_account);

/* OFR_DEGENERATE for one set that is impossible: its number, account_text, and the cure. */
ofr_status account_fail(const ofr_model *model, const ofr_past *past, size_t set,
                        const ofr_account *account, ofr_error *err);

#endif
