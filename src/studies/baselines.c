/* baselines.c -- see baselines.h.
 *
 * No run of L quiet days in t: u(t) = 1 for t < L, else the sum over j < L of q^j p u(t - 1 - j), by the first day with an act.
 * Size of a negative binomial by moments: sum m^2 / sum [(y - m)^2 - m], over times y each against the level m before it.
 */
#include "baselines.h"

#include <math.h>
#include <stdlib.h>

#include "../core/statistics.h"
#include "scores.h"

enum { RUN_MOST = 4096 };

const char *const baseline_name[N_BASELINES] = {"record",      "recent", "half",  "persistence",
                                                "climatology", "negbin", "hawkes"};

/* Dispersions that are told apart; without any time to tell, that of an exponential level. */
static const double least_size = 0.1, most_size = 1000.0, size_unknown = 1.0;

/* Covered days from `first` to `end`, acts of theirs, and days with any. */
typedef struct tally {
    double covered, acts, met;
} tally;

static tally tally_of(const baseline_days *days, size_t first, size_t end)
{
    tally t = {0};

    for (size_t d = first; d < end; d++) {
        if (!days->covered[d]) continue;
        t.acts += days->acts[d];
        t.met += days->acts[d] > 0.0;
        t.covered += 1.0;
    }
    return t;
}

/* Acts a day, by Jeffreys' half. */
static double rate_so_far(const baseline_days *days, size_t end)
{
    const tally t = tally_of(days, 0, end);

    return (t.acts + 0.5) / (t.covered + 1.0);
}

/* Of the last days before `end`, as if so many days more had been as all so far: a quarter without an act is no zero. */
static double recent_rate(const baseline_days *days, size_t end)
{
    const tally t = tally_of(days, end > BASE_RECENT_DAYS ? end - BASE_RECENT_DAYS : 0, end);

    return (t.acts + BASE_PULL_DAYS * rate_so_far(days, end)) / (t.covered + BASE_PULL_DAYS);
}

baseline_fit baseline_fit_of(const baseline_days *days)
{
    const size_t late = days->n > BASE_RECENT_DAYS ? days->n - BASE_RECENT_DAYS : 0;
    const tally all = tally_of(days, 0, days->n), recent = tally_of(days, late, days->n);
    baseline_fit fit = {.covered = all.covered,
                        .record = rate_so_far(days, days->n),
                        .recent = recent_rate(days, days->n),
                        .record_met = (all.met + 0.5) / (all.covered + 1.0)};

    fit.recent_met = (recent.met + BASE_PULL_DAYS * fit.record_met) /
                     (recent.covered + BASE_PULL_DAYS);
    fit.hawkes = hawkes_fit(days->acts, days->covered, days->n);
    return fit;
}

/* Does it come if days that are not covered all have an act, or none? */
static bool came_if(const baseline_days *days, size_t first, const baseline_question *q,
                    bool unseen_acts)
{
    size_t run = 0;

    for (size_t d = first; d < first + q->horizon; d++) {
        const bool acted = days->covered[d] ? days->acts[d] > 0.0 : unseen_acts;
        run = acted ? 0 : run + 1;
        if (q->quiet == 0 ? acted : run >= q->quiet) return true;
    }
    return false;
}

int question_came(const baseline_days *days, size_t first, const baseline_question *q)
{
    const bool with = came_if(days, first, q, true), without = came_if(days, first, q, false);

    return with == without ? with : -1;
}

double run_chance(double p, size_t quiet, size_t horizon)
{
    double none[RUN_MOST] = {1.0}; /* u of the last `quiet` days, by day modulo RUN_MOST */

    if (quiet == 0 || quiet > horizon || quiet >= RUN_MOST) return 0.0;
    for (size_t t = 1; t <= horizon; t++) {
        double sum = 0.0, still = p; /* q^j p */
        for (size_t j = 0; j < quiet && j < t; j++, still *= 1.0 - p)
            sum += still * none[(t - 1 - j) % RUN_MOST];
        none[t % RUN_MOST] = t < quiet ? 1.0 : sum;
    }
    return 1.0 - none[horizon % RUN_MOST];
}

static double chance_by_days(double p, const baseline_question *q)
{
    return q->quiet ? run_chance(p, q->quiet, q->horizon) : 1.0 - pow(1.0 - p, (double)q->horizon);
}

/* As in the last days of this length; the first and last of them are settled, or nothing is said. */
static double persistence(const baseline_days *days, const baseline_question *q)
{
    const int came = days->n >= q->horizon ? question_came(days, days->n - q->horizon, q) : -1;

    return came < 0 ? NAN : (double)came;
}

/* Share of all times of this length so far in which it came; as many are worth as lie side by side. */
static double climatology(const baseline_days *days, const baseline_question *q)
{
    double came = 0.0, told = 0.0;

    for (size_t d = 0; d + q->horizon <= days->n; d++) {
        const int now = question_came(days, d, q);
        told += now >= 0;
        came += now == 1;
    }
    if (!(told > 0.0)) return NAN;
    const double worth = fmax(1.0, told / (double)q->horizon);
    return (came / told * worth + 0.5) / (worth + 1.0);
}

/* ---- the negative binomial ---------------------------------------------------------------------- */

/* Acts of days first .. first + length - 1; NaN where one of them is not covered. */
static double acts_of(const baseline_days *days, size_t first, size_t length)
{
    double sum = 0.0;

    for (size_t d = first; d < first + length; d++) sum += days->covered[d] ? days->acts[d] : NAN;
    return sum;
}

/* Over times of this length side by side, each against the level of the days before it: the recent ones, or all. */
static double size_of(const baseline_days *days, size_t length, bool recent)
{
    double squares = 0.0, beyond = 0.0;

    for (size_t end = days->n; end >= length + BASE_RECENT_DAYS; end -= length) {
        const size_t first = end - length;
        const double y = acts_of(days, first, length);
        if (isnan(y)) continue;
        const double rate = recent ? recent_rate(days, first) : rate_so_far(days, first),
                     m = rate * (double)length;
        squares += m * m;
        beyond += (y - m) * (y - m) - m;
    }
    if (!(squares > 0.0)) return size_unknown;
    if (!(beyond * most_size > squares)) return most_size;
    return fmax(squares / beyond, least_size);
}

/* ---- Hawkes ------------------------------------------------------------------------------------- */

/* Share of paths in which a quiet comes, pulled in by half a path. */
static double quiet_by_paths(const hawkes *h, const baseline_question *q, uint64_t seed)
{
    double *path = calloc(q->horizon + 1, sizeof *path), came = 0.5;
    uint8_t *covered = calloc(q->horizon + 1, 1);

    if (!path || !covered) came = NAN;
    for (size_t d = 0; covered && d < q->horizon; d++) covered[d] = 1;
    for (size_t i = 0; path && covered && i < BASE_PATHS; i++) {
        const baseline_days future = {path, covered, q->horizon};
        hawkes_path(h, q->horizon, seed, i, path);
        came += question_came(&future, 0, q);
    }
    free(path);
    free(covered);
    return came / (BASE_PATHS + 1.0);
}

/* ---- all ---------------------------------------------------------------------------------------- */

void baseline_chances(const baseline_days *days, const baseline_fit *fit,
                      const baseline_question *q, uint64_t seed, double ret_chance[N_BASELINES])
{
    const double size = size_of(days, q->horizon, true), mean = fit->recent * (double)q->horizon;

    if (!(fit->covered > 0.0)) {
        for (size_t k = 0; k < N_BASELINES; k++) ret_chance[k] = NAN;
        return;
    }
    ret_chance[BASE_RECORD] = chance_by_days(fit->record_met, q);
    ret_chance[BASE_RECENT] = chance_by_days(fit->recent_met, q);
    ret_chance[BASE_HALF] = 0.5 * (ret_chance[BASE_RECORD] + ret_chance[BASE_RECENT]);
    ret_chance[BASE_PERSISTENCE] = persistence(days, q);
    ret_chance[BASE_CLIMATOLOGY] = climatology(days, q);
    ret_chance[BASE_NEGBIN] = q->quiet ? NAN : 1.0 - pow(size / (size + mean), size);
    ret_chance[BASE_HAWKES] = q->quiet ? quiet_by_paths(&fit->hawkes, q, seed)
                                       : 1.0 - hawkes_quiet(&fit->hawkes, q->horizon);
}

size_t baseline_room(const baseline_days *days, size_t length)
{
    const size_t times = days->n / length;

    return (times > BASE_PATHS ? times : BASE_PATHS) + 1;
}

/* Counts of the times of this length so far, side by side. */
static size_t past_counts(const baseline_days *days, size_t length, size_t most, double *room)
{
    size_t n = 0;

    for (size_t end = days->n; end >= length && n < most; end -= length) {
        const double y = acts_of(days, end - length, length);
        if (!isnan(y)) room[n++] = y;
    }
    return n;
}

static size_t path_counts(const hawkes *h, size_t first, size_t length, uint64_t seed, double *room)
{
    double *path = calloc(first + length, sizeof *path);

    for (size_t i = 0; path && i < BASE_PATHS; i++) {
        hawkes_path(h, first + length, seed, i, path);
        room[i] = 0.0;
        for (size_t d = first; d < first + length; d++) room[i] += path[d];
    }
    free(path);
    return path ? BASE_PATHS : 0;
}

static count_forecast of_sample(double *room, size_t n)
{
    sort_doubles(room, n);
    return (count_forecast){.known = n > 0, .sample = room, .n = n};
}

count_forecast baseline_count(baseline_kind kind, const baseline_days *days,
                              const baseline_fit *fit, size_t first, size_t length, uint64_t seed,
                              double *room)
{
    if (!(fit->covered > 0.0)) return (count_forecast){0};
    switch (kind) {
    case BASE_RECORD:
        return (count_forecast){.known = true,
                                .mean = fit->record * (double)length,
                                .size = size_of(days, length, false)};
    case BASE_NEGBIN:
        return (count_forecast){.known = true,
                                .mean = fit->recent * (double)length,
                                .size = size_of(days, length, true)};
    case BASE_RECENT:
        return (count_forecast){
            .known = true, .mean = fit->recent * (double)length, .size = INFINITY};
    case BASE_PERSISTENCE:
        return of_sample(room, past_counts(days, length, 1, room));
    case BASE_CLIMATOLOGY:
        return of_sample(room, past_counts(days, length, SIZE_MAX, room));
    case BASE_HAWKES:
        return of_sample(room, path_counts(&fit->hawkes, first, length, seed, room));
    case BASE_HALF:
    case N_BASELINES:
        break;
    }
    return (count_forecast){0};
}
