/* kept_sums.h -- sums of pairs by parameter set, kept chunk by chunk between commands. */
#ifndef OFR_KEPT_SUMS_H
#define OFR_KEPT_SUMS_H

#include "batch.h"
#include "compare_stats.h"
#include "eve_key.h"
#include "store.h"
#include "whatif.h"

/* The sums of a comparison, or of a hypothesis, and where they are kept. */
typedef struct kept_sums {
    const ofr_store *store; /* NULL: nowhere */
    const ofr_ensemble *e;
    uint64_t asked;  /* what is asked of which scenario, but for its sets: asked_key */
    uint64_t eves;   /* eve_key_ensemble */
    size_t chunk;    /* members */
    pair_sums *sums; /* [rows][room]: of each set, all chunks so far */
    size_t rows, room;
    ofr_account *account; /* [room]: sets that are left out have no pairs */
    bool *flag;           /* [n_flags] of the chunk at hand */
    size_t n_flags;
} kept_sums;

/* Begins a key: numbers id, byte order, form of the sums, what eves depend on (eve_key_ensemble), horizon, given acts, sizes of sets and
 * chunks. Whoever asks adds what it asks. Pure. */
uint64_t asked_key(uint64_t eves, const ofr_ensemble *e, size_t chunk);
/* Adds changes, in their order. Pure. */
uint64_t asked_changes(uint64_t key, const ofr_whatif *whatif);

/* Puts the sums of a chunk, as they were after it, in their place; and its flags. *ret_found false: they are not kept, and
 * nothing is touched. OFR_NO_MEMORY, what the store gives. */
ofr_status sums_find(const kept_sums *k, size_t index, bool *ret_found, ofr_error *err);
/* Keeps the sums of a chunk that was just summed, and the eves that are new among those of its sets (may be NULL). */
ofr_status sums_keep(const kept_sums *k, size_t index, const ofr_eve *eve, ofr_error *err);
/* Looks up the eves of the chunk's sets that are not there yet. */
ofr_status sums_eves(const kept_sums *k, size_t index, ofr_eve *eve, ofr_error *err);

#endif
