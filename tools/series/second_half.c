/* second_half.c -- futures of a series from its split on, as a kind foretells them that never saw its standoff. */
#include "second_half.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "campaign_path.h"
#include "core/distributions.h"
#include "core/streams.h"

enum { SEED = 1, LONGEST = 32767, EXCESS_PATHS = 100 };

ofr_status second_half_prior(const kind_fit *fits, size_t n_fits, const csv_table *own,
                             const daily_series *s, model_kind model, kind_prior *ret_prior,
                             ofr_error *err)
{
    const kind_fit *fit = kind_fit_find(fits, n_fits, s->kind, s->standoff);

    if (fit == NULL)
        return ofr_fail(err, OFR_RECORD, s->name,
                        "its kind '%s' without '%s' is not in the shared fits", s->kind,
                        s->standoff);
    if (model == N_MODELS) return kind_prior_make(fit, own, ret_prior, err);
    return kind_prior_of_model(fit, own, model, ret_prior, err);
}

double second_half_rate(const daily_series *s)
{
    double exposure = 0, acts = 0;

    daily_totals(s, 0, s->split, &exposure, &acts);
    return (acts + 0.5) / (exposure + 1);
}

size_t second_half_days(const daily_series *s)
{
    return s->n_days - s->split < LONGEST ? s->n_days - s->split : LONGEST;
}

campaign second_half_draw(const kind_prior *prior, const daily_series *s, uint32_t number,
                          double drift, double *ret_factor)
{
    const uint32_t stream = stream_of("kinds", s->name);
    const ofr_words a = draw_words(SEED, number, 0, 0, stream, 0),
                    b = draw_words(SEED, number, 0, 0, stream, 1);
    const double u[N_KEYS] = {unit(a.w[0]), unit(a.w[1]), unit(a.w[2]),
                              unit(a.w[3]), unit(b.w[0]), unit(b.w[1])};

    *ret_factor = exp(drift * normal_quantile(unit(b.w[2])) - drift * drift / 2);
    return kind_prior_draw(prior, u, second_half_rate(s));
}

void second_half_path(const kind_prior *prior, const daily_series *s, uint32_t number, double drift,
                      int32_t *count)
{
    double factor = 1;
    campaign c = second_half_draw(prior, s, number, drift, &factor);
    campaign_grid grid;
    campaign_path path;

    grid_open(&grid, &c);
    grid_days(&grid, s, 0, s->split);
    c.rate *= factor;
    path_open(&path, &c, &grid, (uint64_t)SEED << 32 | stream_of("path", s->name), number);
    for (size_t i = 0; i < second_half_days(s); i++) {
        count[i] = path_day(&path, (int32_t)i, daily_factor(s, s->split + i));
        if (s->count[s->split + i] == NOT_COVERED) count[i] = NOT_COVERED;
    }
}

/* ---- drift of the mean -------------------------------------------------------------------------- */

/* Square of the log of a second half's mean over the first's. */
static double square_of_ratio(const daily_series *s, double exposure, const int32_t *count)
{
    double acts = 0;

    for (size_t i = 0; i < second_half_days(s); i++) acts += count[i] == NOT_COVERED ? 0 : count[i];
    const double ratio = log((acts + 0.5) / (exposure * second_half_rate(s) + 0.5));
    return ratio * ratio;
}

static double excess_of(const daily_series *s, const kind_prior *prior, int32_t *room)
{
    double exposure = 0, acts = 0, simulated = 0;

    daily_totals(s, s->split, s->split + second_half_days(s), &exposure, &acts);
    for (uint32_t k = 0; k < EXCESS_PATHS; k++) {
        second_half_path(prior, s, k, 0, room);
        simulated += square_of_ratio(s, exposure, room) / EXCESS_PATHS;
    }
    return square_of_ratio(s, exposure, s->count + s->split) - simulated;
}

ofr_status second_half_excess(const daily_set *set, const kind_fit *fits, size_t n_fits,
                              const csv_table *own, model_kind model, double *ret, ofr_error *err)
{
    int32_t *room = calloc(LONGEST, sizeof *room);
    ofr_status status = OFR_OK;

    if (room == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < set->n && status == OFR_OK; i++) {
        kind_prior prior;
        status = second_half_prior(fits, n_fits, own, &set->series[i], model, &prior, err);
        if (status == OFR_OK) ret[i] = excess_of(&set->series[i], &prior, room);
    }
    free(room);
    return status;
}

double second_half_drift(const daily_set *set, const double *excess, const char *without)
{
    double sum = 0, n = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->series[i].standoff, without) == 0) continue;
        sum += excess[i];
        n += 1;
    }
    return n > 0 && sum > 0 ? sqrt(sum / n) : 0;
}
