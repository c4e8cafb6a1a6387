/* given.h -- acts stated by a test: a record as text, taken day by day by a small world.
 *
 * Every flow that is to take rows needs `record: full` (or partial, totals) in the scenario.
 */
#ifndef OFR_TEST_GIVEN_H
#define OFR_TEST_GIVEN_H

#include "world.h"

typedef struct given {
    ofr_record *record;
    ofr_past *past;
} given;

/* Header line of the short records of these tests. */
#define GIVEN_COLUMNS "date,source,target,theatre,action,count,deaths_own,wounded_own\n"

/* Lays a record over a world's whole horizon. history: as before the start of a run (answers, messages and
 * drivers follow the record, totals are spread); else every covered flow has the recorded acts and no other. */
given given_open(const world *w, const char *events, const char *totals, bool history);
void given_close(given *g);
/* Runs the next days with what is given on them. */
void given_run(world *w, const given *g, int32_t days);

/* |got - want| <= slack, and got is a number; the message has all three. */
#define assert_near(got, want, slack) given_near(got, want, slack, #got, __FILE__, __LINE__)
void given_near(double got, double want, double slack, const char *what, const char *file,
                int line);

/* Mean over members of a state, and of the acts of a slot on the last day run. */
double given_mean(const world *w, const char *field);
double given_mean_count(const world *w, size_t slot);
/* Row of the image by path: writes all lanes of all blocks, and what derives from it. */
void given_set_par(world *w, const char *path, double value);

#endif
