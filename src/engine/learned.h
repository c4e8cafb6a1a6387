/* learned.h -- parameter sets learned from the record, block by block.
 *
 * A block is the parameters of one source of the filter (sources.h: a campaign and its flows, or a group of red lines and the flows
 * that they answer with); what any other mechanism reads is the block of all else. Each set drawn from the priors is led through history, and each block
 * is reweighted by the log evidence of its own source, tempered until it is worth a quarter of the sets. Each new set takes the values of each
 * block from an old set drawn for that block alone. A block whose evidence strays by more than OFR_MOST_NOISE from repeat to repeat keeps
 * its priors: its weights would be chance.
 */
#ifndef OFR_LEARNED_H
#define OFR_LEARNED_H

#include "ensemble.h"

#define OFR_MOST_NOISE 1.5       /* standard deviation of a log evidence */
#define OFR_LEAST_EFFECTIVE 0.25 /* share of the sets */
enum { LEARNED_REPEATS = 8, LEARNED_LEAST_SETS = 8 };

typedef struct learned_block {
    const char *id;  /* of the source (model->source); of the last block "all else" */
    size_t n_priors; /* parameters with a prior */
    double
        noise; /* standard deviation of its log evidence over repeats at the point values; infinity: they are impossible */
    double temperature; /* 0: it keeps its priors; 1: the whole evidence */
    double effective;   /* number of sets that it is worth */
} learned_block;

typedef struct ofr_learned {
    learned_block *block;
    size_t n_blocks;  /* sources and all else; 0: there is no history to learn from */
    size_t *block_of; /* [spec parameters] */
    double *prior;    /* [n_sets][spec parameters]: the values before */
    double *
        evidence; /* [n_sets + 1][n_blocks] log evidence of the sets of the priors; -infinity: impossible; the last row is the noise */
    size_t n_sets, n_possible;
    size_t
        n_led; /* parameter sets that were led through history for it; 0: the evidence was given */
} ofr_learned;

/* Is there a history to learn from, and more than one set? Pure. */
bool learned_can(const ofr_ensemble *e);

/* Replaces the values of e's sets, drawn from the priors, by learned ones. The same for any number of threads (0: as many as there
 * are processors). Where there is no history, or one set only, nothing changes and there is no block. stop may be NULL. ret_learned is
 * released by learned_done. OFR_INTERRUPTED, OFR_NO_MEMORY. O(sets x particles x days of history). */
ofr_status learned_sets(ofr_ensemble *e, int threads, const volatile int *stop,
                        ofr_learned *ret_learned, ofr_error *err);
/* The same from evidence that learned_sets gave for this ensemble before, which learned_fits: the same sets to the bit, with no history.
 * OFR_NO_MEMORY. O(sets x parameters). */
ofr_status learned_again(ofr_ensemble *e, const double *evidence, ofr_learned *ret_learned,
                         ofr_error *err);
/* How many numbers the evidence of an ensemble is; and may n numbers be that? They may come from anyone. Pure. */
size_t learned_numbers(const ofr_ensemble *e);
bool learned_fits(const ofr_ensemble *e, const double *evidence, size_t n);
void learned_done(ofr_learned *learned); /* takes zeroed */

/* The block of each parameter [spec parameters], by its path. Pure. */
void learned_blocks(const ofr_model *model, size_t *ret_block);
/* In how many sets is a block reweighted, and why not? "" where it is; static text. Pure. */
const char *learned_why_not(const ofr_learned *learned, size_t block);

#endif
