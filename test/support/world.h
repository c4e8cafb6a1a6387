/* world.h -- a small scenario opened for a test: run days by hand, read and write states by name.
 *
 * A world holds blocks of members 0 .. n - 1 at rest on the first day (no history), all at the point values.
 * Every call fails the test with a message when something is wrong.
 */
#ifndef OFR_TEST_WORLD_H
#define OFR_TEST_WORLD_H

#include "engine/ensemble.h"
#include "studies/study.h"

typedef struct world {
    ofr_study *study;
    const ofr_model *m;
    ofr_ensemble e;
    ofr_block *block;
    size_t n_blocks, n;
    int32_t day;
} world;

/* Opens a scenario text; n members (rounded up to whole blocks of the best kernel). */
world world_open(const char *yaml, size_t n, uint64_t seed);
void world_close(world *w);
/* Runs the next days. */
void world_run(world *w, int32_t days);
/* A state row by the name that `offramp trace --history` prints ("usa-iran.tension"), for one member. */
double world_get(const world *w, const char *field, size_t member);
void world_set(world *w, const char *field, size_t member, double value);
/* Slot of an act: kind and id as in chronicle ("flow", "g-a"). */
size_t world_slot(const world *w, ofr_slot_kind kind, const char *id);
/* What happened on the last day run, for one member. */
double world_count(const world *w, size_t slot, size_t member);
double world_deaths(const world *w, size_t flow, size_t member);
int32_t world_cause(const world *w, size_t slot, size_t member);
/* Opens a text that must be refused; returns the code and copies the message (n bytes). */
ofr_status world_refused(const char *yaml, char *message, size_t n);

#endif
