/* left_out.h -- parameter sets that cannot explain the record: how many, and who ruled out most of them, on which day. */
#ifndef OFR_LEFT_OUT_H
#define OFR_LEFT_OUT_H

#include "../core/dates.h"
#include "../engine/account.h"
#include "../engine/ensemble.h"

typedef struct ofr_left_out {
    size_t sets, of; /* left out; led through the record */
    size_t most;     /* of them, by the source and on the day below; 0: none was left out */
    int32_t day;
    char source[ACCOUNT_SOURCE];
    double seen, expected; /* of the first of those sets; account.h */
} ofr_left_out;            /* struct ofr_left_out for sink.h */

/* Of n sets with an account each, the day and the source that ruled out most; of equals the earlier day, then the one
 * that ruled out the first set. Pure. O(n^2) in those left out. */
ofr_left_out left_out_of(const ofr_ensemble *e, const ofr_account *account, size_t n);

/* "3 of 16 parameter sets cannot explain the record and are left out, most (2) by flow raids on 2024-01-12: 4 acts seen, 0
 * expected"; "" where none is. */
enum { LEFT_OUT_TEXT = 512 };
void left_out_text(const ofr_left_out *left_out, char ret_text[LEFT_OUT_TEXT]);
/* OFR_DEGENERATE with the cure, for a study all of whose sets are left out; else OFR_OK. */
ofr_status left_out_check(const ofr_left_out *left_out, ofr_error *err);

#endif
