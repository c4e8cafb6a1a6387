/* baselines.h -- forecasts that anyone can make from the record alone, beside which a model has to show its worth. All pure.
 *
 * Each knows the days before the origin and nothing else. See docs/skill.md for what they are in words.
 */
#ifndef OFR_BASELINES_H
#define OFR_BASELINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hawkes.h"

typedef enum baseline_kind {
    BASE_RECORD,      /* rate of all days so far */
    BASE_RECENT,      /* rate of the last BASE_RECENT_DAYS */
    BASE_HALF,        /* half of each */
    BASE_PERSISTENCE, /* as in the time just past */
    BASE_CLIMATOLOGY, /* as in all times of this length so far */
    BASE_NEGBIN, /* negative binomial at the recent level, with the dispersion of the record so far */
    BASE_HAWKES, /* hawkes.h */
    N_BASELINES
} baseline_kind;
/* The rate of recent days is pulled to that of all, as if BASE_PULL_DAYS more had been as all. */
enum { BASE_RECENT_DAYS = 90, BASE_PULL_DAYS = 30, BASE_PATHS = 400 };
/* "record", "recent" ... */
extern const char *const baseline_name[N_BASELINES];

/* A series of days before an origin. */
typedef struct baseline_days {
    const double *acts; /* [n] acts that count, or 1 on a day on which what is asked is met */
    const uint8_t
        *covered; /* [n] 0: the record says nothing of the day, and its acts are not read */
    size_t n;
} baseline_days;

/* What is asked of the days to come. */
typedef struct baseline_question {
    size_t horizon; /* days, > 0 */
    size_t
        quiet; /* 0: does a day with acts come; else: do so many days on end without one, counted from the origin */
} baseline_question;

/* Did it come in days first .. first + horizon - 1? 1, 0, or -1: some of the days are not covered and the others do not settle it. */
int question_came(const baseline_days *days, size_t first, const baseline_question *q);
/* Chance that so many days on end without come within `horizon` days, each day with chance p of an act on its own; 0 < quiet < 4096.
 * O(horizon quiet). */
double run_chance(double p, size_t quiet, size_t horizon);

/* What a series says before anyone asks: made once an origin. */
typedef struct baseline_fit {
    double covered; /* days; 0: nobody says anything */
    double record,
        recent; /* acts a day: (acts + 1/2) / (covered days + 1); that of recent days, pulled to it */
    double record_met, recent_met; /* chance of a day with an act, in the same way */
    hawkes hawkes;
} baseline_fit;
baseline_fit baseline_fit_of(const baseline_days *days);

/* The chance that each gives; NaN where it has nothing to say: all of them without a covered day, persistence and climatology without
 * times that are settled, the negative binomial of a quiet. Ends of shares are pulled in by half a time (Jeffreys). O(n horizon). */
void baseline_chances(const baseline_days *days, const baseline_fit *fit,
                      const baseline_question *q, uint64_t seed, double ret_chance[N_BASELINES]);

/* Forecast of the count of days first .. first + length - 1 after the origin. */
typedef struct count_forecast {
    bool known;
    double mean, size; /* negative binomial (INFINITY: Poisson); size 0: the sample below */
    double *sample;    /* rising, [n]; the caller's room of baseline_room(days, length) doubles */
    size_t n;
} count_forecast;
size_t baseline_room(const baseline_days *days, size_t length);
/* BASE_RECORD and BASE_NEGBIN are negative binomials of both levels, BASE_RECENT a Poisson; BASE_PERSISTENCE is the last count, BASE_CLIMATOLOGY
 * all so far; BASE_HALF is not known. O(n + BASE_PATHS (first + length)). */
count_forecast baseline_count(baseline_kind kind, const baseline_days *days,
                              const baseline_fit *fit, size_t first, size_t length, uint64_t seed,
                              double *room);

#endif
