/* learn_kept.c -- see learn_kept.h. Packed are the numbers of ofr_learned.evidence, in the byte order of the machine, which is in the key. */
#include "learn_kept.h"

#include <stdlib.h>

#include "../core/hash.h"
#include "../core/packed.h"
#include "eve_key.h"

enum { FORM = 1 }; /* raised where what is weighed, or its order, changes */

uint64_t learn_key(const ofr_study *study, const ofr_ensemble *e)
{
    const uint64_t eves = eve_key_ensemble(study, e), number[] = {FORM, e->n_sets};
    uint64_t key = hash_bytes(hash_name(eves, "learned"), number, sizeof number);

    for (size_t s = 0; s < e->n_sets; s++) {
        const uint64_t set = eve_key_set(eves, e, s);
        key = hash_bytes(key, &set, sizeof set);
    }
    return key;
}

ofr_status learn_find(const ofr_store *store, const ofr_ensemble *e, ofr_kept_evidence *kept,
                      double **ret_evidence, ofr_error *err)
{
    const size_t size = learned_numbers(e) * sizeof(double);
    unsigned char *bytes = NULL;
    double *evidence = NULL;
    size_t n = 0, opened = 0;
    ofr_status status = OFR_OK;

    *ret_evidence = NULL;
    if (store) status = store->asked(store->self, kept->key, 0, &bytes, &n, err);
    if (status != OFR_OK || n == 0) return status;
    evidence = malloc(size);
    if (!evidence) status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for evidence");
    if (evidence && packed_open(bytes, n, (unsigned char *)evidence, size, &opened) &&
        opened == size && learned_fits(e, evidence, learned_numbers(e))) {
        kept->bytes = bytes;
        kept->n = n;
        *ret_evidence = evidence;
        return OFR_OK;
    }
    free(bytes);
    free(evidence);
    return status;
}

ofr_status learn_pack(const ofr_ensemble *e, const ofr_learned *learned, ofr_kept_evidence *kept,
                      ofr_error *err)
{
    return packed_make((const unsigned char *)learned->evidence,
                       learned_numbers(e) * sizeof *learned->evidence, &kept->bytes, &kept->n, err);
}
