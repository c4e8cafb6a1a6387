/* eve.h -- the particles of a parameter set on the eve of the start, packed.
 *
 * An eve holds what history made of a set: the state of its particles row by row, without images (they are the
 * set's values; what an election wrote into them is kept), and how the set accounts for the record (account.h); of a
 * set that is impossible that alone. It spares the history and
 * changes nothing: futures that begin from an eve are the same bit for bit. It is a cache, so whoever keeps eves
 * keeps them under a key of all that they depend on (studies/eve_key.h), and one that cannot be read is replayed.
 * Form: zlib's stream of the bytes that eve.c describes, in the byte order of the machine, which the key tells.
 */
#ifndef OFR_EVE_H
#define OFR_EVE_H

#include "account.h"
#include "ensemble.h"
#include "swarm.h"

/* bytes: allocated; n 0: there is none. Whoever has it frees it with eve_done. */
typedef struct ofr_eve {
    unsigned char *bytes;
    size_t n;
    bool made; /* packed just now, so that nobody keeps it yet */
} ofr_eve;
void eve_done(ofr_eve *eve); /* takes zeroed */

/* Packs the particles of a set, which are on the morning of the start; they are not looked at if the set is impossible.
 * OFR_NO_MEMORY. O(rows particles). */
ofr_status eve_pack(const ofr_ensemble *e, size_t set, const ofr_swarm *particles,
                    const ofr_account *account, ofr_eve *ret_eve, ofr_error *err);
/* Puts the particles of a set where history would have led them; of an impossible set they are nobody's. False: it cannot
 * be read, or there is no memory; the particles are then nobody's and history is to be run. */
bool eve_open(const ofr_ensemble *e, size_t set, const ofr_eve *eve, ofr_swarm *particles,
              ofr_account *ret_account);

#endif
