/* track.h -- the track record: what a score found, kept in short for whoever reads a forecast of the same scenario later. */
#ifndef OFR_TRACK_H
#define OFR_TRACK_H

#include "score.h"

/* An outcome at a horizon, over the origins of the score. */
typedef struct track_question {
    const char *outcome; /* "": all together */
    int32_t horizon;     /* days */
    size_t n, came;      /* forecasts that are settled, and came; n >= 1 */
    bool enough;         /* score_is_enough */
    double mean, brier;  /* of what would have been published, 0..1 */
    double model;        /* Brier score of the model alone */
    const char *
        best; /* the baseline with the least Brier score over the same forecasts; "": none has all of them */
    double best_brier;
    score_skill skill; /* of what is published over it; without differences */
} track_question;

typedef struct ofr_track {
    const char *title,
        *scenario_hash;  /* of the scenario that was scored, the hash in hexadecimal digits */
    int32_t first, last; /* origins */
    size_t n_sets, per_set;
    const track_question *question; /* [n] */
    size_t n;
} ofr_track;

/* The key under which a result keeps it: one for all, so that a later score takes the place of an earlier one. Pure. */
uint64_t track_key(void);
/* Keeps the track record of a score, unless it was of the model alone. OFR_NO_MEMORY, what the store gives. */
ofr_status track_keep(const ofr_score *score, const ofr_study *study, const ofr_store *store,
                      ofr_error *err);
/* Reads it; lives in the arena. False: these bytes are no track record (or there is no memory), and *ret_track is untouched. */
bool track_read(const unsigned char *bytes, size_t n, ofr_arena *arena, ofr_track *ret_track);
/* Of an outcome ("": of all together) at the longest horizon of at most so many days, else at the shortest. NULL: none. Pure. */
const track_question *track_find(const ofr_track *track, const char *outcome, int32_t days);

/* In words: "of 34 earlier 90-day forecasts of this outcome mean 31 %, 9 came; no better than climatology". The one place that makes
 * them. older: the scenario has changed since. Pure. */
enum { TRACK_WORDS = 320 };
const char *track_words(const ofr_track *track, const track_question *question, bool older,
                        char room[TRACK_WORDS]);

#endif
