/* class_table.h -- data/classes/dyad-years.yaml as the program holds it: made by tools/classes/as_c when it is built. */
#ifndef OFR_CLASS_TABLE_H
#define OFR_CLASS_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* In the order of the key's words (classes.*.class); each is part of the one before it. */
enum { CLASS_DISPUTE_10, CLASS_DISPUTE_1, CLASS_FORCE_1, N_CLASSES };

/* Pair-years of one year, by class. */
typedef struct class_year {
    int32_t year;
    struct {
        uint32_t n, both_attack,
            war; /* all; in which both attack each other; in which that became war */
    } of[N_CLASSES];
} class_year;
extern const class_year class_years[]; /* rising, without a gap */
extern const size_t n_class_years;

enum { CLASS_PAIRS_FROM = 1940 };
/* Years with a dispute, and with force, of a pair of states: bit i of word w is the year CLASS_PAIRS_FROM + 64 w + i. */
typedef struct class_pair {
    char name[8]; /* "IRN-USA", the two codes in the order of the alphabet */
    uint64_t dispute[2], force[2];
} class_pair;
extern const class_pair class_pairs[]; /* by name */
extern const size_t n_class_pairs;

#endif
