/* result_store.h -- a result file as the place where compare and test keep their sums, and eves with them. */
#ifndef OFR_RESULT_STORE_H
#define OFR_RESULT_STORE_H

#include "../studies/store.h"
#include "offramp.h"

typedef struct result_store result_store;

/* Opens the result at path for keeping; it is locked until result_store_close, as by a run. It may be of any scenario, seed
 * and size, since what is kept has keys of its own, but must be of this program's numbers id. Where there is no result:
 * if plan is NULL, *ret_store becomes NULL; else one is made of the plan, without futures, which a run goes on with. One
 * of another numbers id that holds no futures is made anew, too. OFR_RESULT: it cannot be used, and err says why; OFR_IO:
 * another run has it, or it cannot be written; OFR_NO_MEMORY. */
ofr_status result_store_open(const char *path, const ofr_plan *plan, result_store **ret_store,
                             ofr_error *err);
/* Opens the result at path for reading alone, without its lock: its store has no `keep`. *ret_store NULL: there is none that can be read, of whatever reason,
 * since what is kept is a cache. OFR_NO_MEMORY. */
ofr_status result_store_look(const char *path, result_store **ret_store, ofr_error *err);
/* Valid until result_store_close. */
ofr_store result_store_of(result_store *store);
void result_store_close(result_store *store); /* takes NULL */

#endif
