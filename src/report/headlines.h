/* headlines.h -- what was said on each start so far: a small CSV file beside a scenario, with one writer, `offramp update`.
 *
 * One row a start, outcome and horizon: start, outcome, headline (yes|no), days, published, model, class, low, high (range over parameter
 * sets), sets, members, seed, scenario, record (hashes), version. model and class are empty where they are not told. It is written as a whole,
 * so that a reader finds the old file or the new one.
 */
#ifndef OFR_HEADLINES_H
#define OFR_HEADLINES_H

#include "answer.h"

#define HEADLINES_FILE "headlines.csv"
enum { HEADLINES_MOST = 20000 };

typedef struct headline_row {
    int32_t start;
    const char *outcome;
    bool headline;
    int32_t days;
    double published, model, class_share, low, high; /* NaN: not told */
    const char *sets, *members, *seed, *scenario, *record, *version;
} headline_row;

typedef struct ofr_headlines {
    headline_row *row; /* by start; of one start in the order written */
    size_t n, room;
    ofr_arena *arena;
} ofr_headlines;

/* An empty history. OFR_NO_MEMORY. */
ofr_status headlines_new(ofr_headlines **ret_headlines, ofr_error *err);
void headlines_free(ofr_headlines *headlines); /* takes NULL */
/* Adds the rows of a file. OFR_RECORD with file, line and column where it is none of ours; OFR_IO, OFR_LIMIT (above 64 MiB), OFR_NO_MEMORY.
 * O(rows log rows). */
ofr_status headlines_read(ofr_headlines *headlines, const char *path, ofr_error *err);
/* Adds what an answer says, in place of what was said on the same start. OFR_LIMIT (above HEADLINES_MOST rows), OFR_NO_MEMORY. */
ofr_status headlines_add(ofr_headlines *headlines, const ofr_answer *answer, ofr_error *err);
/* The file, over one of ours or none. OFR_USAGE (something else has its name), OFR_IO, OFR_NO_MEMORY. */
ofr_status headlines_write(const ofr_headlines *headlines, const char *path, ofr_error *err);

/* Of each headline outcome (of every outcome, where none is one) a line a start: shares at each horizon, and a bar of that at the longest. */
void headlines_text(const ofr_headlines *headlines, int width, FILE *out);
/* All rows, as a list under "headlines"; docs/update.md has the keys. */
void headlines_json(const ofr_headlines *headlines, FILE *out);

#endif
