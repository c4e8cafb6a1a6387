/* result_make.h -- a new result of a plan, under its name or not at all; private to report. */
#ifndef OFR_RESULT_MAKE_H
#define OFR_RESULT_MAKE_H

#include "result_lock.h"
#include "result_place.h"
#include "result_plan.h"

/* How a result is written. A rollback journal, not a write-ahead log: one file that can be copied when no journal stands
 * beside it, and that works on network file systems. NORMAL: safe against any end of the program. No spill: pages
 * written before the commit would keep all readers out until then. */
#define RESULT_WRITING                                                                             \
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cache_spill = OFF"
/* Of a quick look: as safe against any end of the program, but not against that of the machine, for which it would wait
 * with each of its small chunks. */
#define RESULT_WRITING_QUICK                                                                       \
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_spill = OFF"

/* The file appears with all tables and the plan in it, or not at all. part: a name beside it, under which it is made. Whoever
 * calls holds the place's lock. OFR_IO, OFR_NO_MEMORY. */
ofr_status result_new(const result_place *place, const char *part, const ofr_plan *plan,
                      ofr_error *err);

#endif
