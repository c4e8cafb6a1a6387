/* planted_exits.h -- small worlds in which it is known which moves are an exit: some flows of losses, a move against each, and what
 * it costs the one who must consent.
 */
#ifndef OFR_TEST_PLANTED_EXITS_H
#define OFR_TEST_PLANTED_EXITS_H

#include "studies/exits.h"

enum { PLANTED_FLOWS = 4 };

/* One flow of losses of A, and the move that curbs it to a tenth. */
typedef struct planted_flow {
    double rate;  /* acts a day */
    double works; /* of the move */
    double cost;  /* to A, who must consent, own deaths */
} planted_flow;

typedef struct planted_world {
    ofr_study *study;
    ofr_moves moves;
    ofr_bound bound;
    ofr_exits *exits;
} planted_world;

/* Opens the world of the flows; moves are written into cmocka's scratch directory (scratch.h), and read from it. Fails the test
 * where anything is refused. */
planted_world planted_open(void **state, const planted_flow flow[PLANTED_FLOWS]);
void planted_close(planted_world *w);
/* Searches; 16 sets of `members` futures, packages of two moves. */
void planted_search(planted_world *w, uint64_t seed, size_t members, int threads);

#endif
