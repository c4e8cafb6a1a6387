/* kinds_check.c -- R1: are the second halves of series as bursty as a kind says that never saw their standoff? */
#include "kinds_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "burstiness.h"
#include "core/statistics.h"
#include "second_half.h"

/* ---- neighbours --------------------------------------------------------------------------------- */

typedef struct neighbour {
    size_t series;
    double distance;
} neighbour;

static int nearer(const void *a, const void *b)
{
    const neighbour *x = a, *y = b;

    return (x->distance > y->distance) - (x->distance < y->distance);
}

/* Lowest and highest of each statistic among the nearest by rate of other standoffs. room: [set->n]. */
static void pool(const daily_set *set, size_t which, const double (*seen)[N_BURSTS],
                 neighbour *room, double ret_low[static N_BURSTS], double ret_high[static N_BURSTS])
{
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->series[i].standoff, set->series[which].standoff) == 0) continue;
        room[n++] = (neighbour){i, fabs(log(second_half_rate(&set->series[i]) /
                                            second_half_rate(&set->series[which])))};
    }
    qsort(room, n, sizeof *room, nearer);
    for (burst b = 0; b < N_BURSTS; b++) {
        size_t used = 0;
        ret_low[b] = INFINITY;
        ret_high[b] = -INFINITY;
        for (size_t i = 0; i < n && used < CHECK_NEIGHBOURS; i++) {
            const double x = seen[room[i].series][b];
            if (isnan(x)) continue;
            ret_low[b] = fmin(ret_low[b], x);
            ret_high[b] = fmax(ret_high[b], x);
            used++;
        }
    }
}

/* ---- simulation --------------------------------------------------------------------------------- */

/* Statistics of all paths, [N_BURSTS][CHECK_PATHS]; count is room for the second half. */
static void simulate(const kind_prior *prior, const daily_series *s, double drift, int32_t *count,
                     double (*ret_of)[CHECK_PATHS])
{
    for (uint32_t k = 0; k < CHECK_PATHS; k++) {
        double of[N_BURSTS];
        second_half_path(prior, s, k, drift, count);
        bursts_of(count, second_half_days(s), of);
        for (burst b = 0; b < N_BURSTS; b++) ret_of[b][k] = of[b];
    }
}

/* 5 % and 95 % of the paths that have the statistic. */
static void range_of_paths(double *value, double *ret_low, double *ret_high)
{
    size_t n = 0;

    for (size_t k = 0; k < CHECK_PATHS; k++) {
        if (!isnan(value[k])) value[n++] = value[k];
    }
    *ret_low = *ret_high = NAN;
    if (n < CHECK_PATHS / 5) return;
    sort_doubles(value, n);
    *ret_low = sorted_quantile(value, n, 0.05, QUANTILE_REACHED);
    *ret_high = sorted_quantile(value, n, 0.95, QUANTILE_REACHED);
}

typedef struct check_room {
    double (*seen)[N_BURSTS]; /* [series] */
    double *excess;           /* [series] */
    double (*of)[CHECK_PATHS];
    neighbour *neighbour;
    int32_t *count;
} check_room;

static void check_one(const daily_set *set, size_t which, const kind_prior *prior, check_room *room,
                      FILE *out)
{
    const daily_series *s = &set->series[which];
    const double drift = second_half_drift(set, room->excess, s->standoff);
    double low[N_BURSTS], high[N_BURSTS], from = 0, to = 0;

    pool(set, which, (const double(*)[N_BURSTS])room->seen, room->neighbour, low, high);
    simulate(prior, s, drift, room->count, room->of);
    for (burst b = 0; b < N_BURSTS; b++) {
        range_of_paths(room->of[b], &from, &to);
        if (isnan(room->seen[which][b]) || isnan(from)) continue;
        fprintf(out, "%s,%s,%s,%s,%.3f,%s,%.4f,%.4f,%.4f,%.4f,%.4f\n", s->name, s->kind,
                s->standoff, model_name[prior->keep], drift, burst_name[b], room->seen[which][b],
                from, to, low[b], high[b]);
    }
}

static ofr_status check_all(const daily_set *set, const kind_fit *fits, size_t n_fits,
                            const csv_table *own, model_kind model, check_room *room, FILE *out,
                            ofr_error *err)
{
    ofr_status status = second_half_excess(set, fits, n_fits, own, model, room->excess, err);

    for (size_t i = 0; i < set->n && status == OFR_OK; i++) {
        kind_prior prior;
        status = second_half_prior(fits, n_fits, own, &set->series[i], model, &prior, err);
        if (status == OFR_OK) check_one(set, i, &prior, room, out);
    }
    return status;
}

ofr_status kinds_check(const daily_set *set, const kind_fit *fits, size_t n_fits,
                       const csv_table *own, model_kind model, FILE *out, ofr_error *err)
{
    size_t longest = 0;
    ofr_status status = OFR_OK;

    for (size_t i = 0; i < set->n; i++)
        longest = set->series[i].n_days > longest ? set->series[i].n_days : longest;
    check_room room = {.seen = calloc(set->n + 1, sizeof *room.seen),
                       .excess = calloc(set->n + 1, sizeof *room.excess),
                       .of = calloc(N_BURSTS, sizeof *room.of),
                       .neighbour = calloc(set->n + 1, sizeof *room.neighbour),
                       .count = calloc(longest + 1, sizeof *room.count)};
    if (room.seen == NULL || room.excess == NULL || room.of == NULL || room.neighbour == NULL ||
        room.count == NULL) {
        status = ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    } else {
        for (size_t i = 0; i < set->n; i++) {
            const daily_series *s = &set->series[i];
            bursts_of(s->count + s->split, s->n_days - s->split, room.seen[i]);
        }
        fputs("name,kind,standoff,keep,drift,statistic,seen,low,high,pool_low,pool_high\n", out);
        status = check_all(set, fits, n_fits, own, model, &room, out, err);
    }
    free(room.seen);
    free(room.excess);
    free(room.of);
    free(room.neighbour);
    free(room.count);
    return status;
}
