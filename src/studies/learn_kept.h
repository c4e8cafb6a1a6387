/* learn_kept.h -- the evidence from which sets are learned, kept between commands. It is a cache, as eves are: found by a hash of all that it
 * depends on, and weighed anew where it is not there or cannot be. Sets are made of it again each time, to the same bits.
 */
#ifndef OFR_LEARN_KEPT_H
#define OFR_LEARN_KEPT_H

#include "../engine/learned.h"
#include "store.h"
#include "study.h"

/* What the evidence of an ensemble's sets depends on: what eves depend on (eve_key.h), the number of the sets and the values of each. O(sets
 * parameters + days flows). Pure. */
uint64_t learn_key(const ofr_study *study, const ofr_ensemble *e);
/* Evidence that is kept under ret_kept->key and fits the ensemble: *ret_evidence [learned_numbers], and the bytes it was kept in, both
 * the caller's to free. *ret_evidence NULL: there is none. store may be NULL. OFR_NO_MEMORY. */
ofr_status learn_find(const ofr_store *store, const ofr_ensemble *e, ofr_kept_evidence *ret_kept,
                      double **ret_evidence, ofr_error *err);
/* Packs the evidence of an ensemble into ret_kept->bytes, the caller's to free. OFR_NO_MEMORY. */
ofr_status learn_pack(const ofr_ensemble *e, const ofr_learned *learned,
                      ofr_kept_evidence *ret_kept, ofr_error *err);

#endif
