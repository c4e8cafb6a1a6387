/* store.h -- where eves and sums are kept between commands. Report implements it over a result file (report/result_store.h).
 * All that is kept is a cache: found by a key of everything that it depends on, or made again.
 */
#ifndef OFR_STORE_H
#define OFR_STORE_H

#include "sink.h"

typedef struct ofr_store {
    void *self;
    /* An eve, and the sums of a part: *ret_bytes the caller's to free; *ret_n 0: there is none. */
    ofr_status (*eve)(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                      ofr_error *err);
    ofr_status (*asked)(void *self, uint64_t key, size_t part, unsigned char **ret_bytes,
                        size_t *ret_n, ofr_error *err);
    /* Keeps the sums of a part, and eves made with them, at once or not at all. NULL: it is for reading. */
    ofr_status (*keep)(void *self, uint64_t key, size_t part, const unsigned char *bytes, size_t n,
                       const ofr_kept_eve *eve, size_t n_eves, ofr_error *err);
} ofr_store;

#endif
