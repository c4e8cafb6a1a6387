/* eve_key.h -- the keys under which eves are kept: a hash of all that an eve depends on, and of nothing else. */
#ifndef OFR_EVE_KEY_H
#define OFR_EVE_KEY_H

#include "study.h"

/* What all sets of an ensemble have in common: numbers id, seed, particles, first day of history, the eve's day, what was
 * public then, the record laid out by day, and the resolved scenario without title, says, horizon, what-ifs and
 * hypotheses. O(days flows + scenario). Pure. */
uint64_t eve_key_ensemble(const ofr_study *study, const ofr_ensemble *e);
/* The key of one set: what they have in common, its number and its values. Pure. */
uint64_t eve_key_set(uint64_t ensemble, const ofr_ensemble *e, size_t set);

/* Those of n sets' eves from set `first` on that were made just now, as a result keeps them. Writes at most n; returns how
 * many. Bytes stay the eves'. */
size_t eves_made(uint64_t ensemble, const ofr_ensemble *e, size_t first, size_t n,
                 const ofr_eve *eve, ofr_kept_eve *ret_kept);

#endif
