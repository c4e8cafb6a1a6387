/* kinds_rolling.c -- R2: what was known on days of the second halves, what came, and what each model said. */
#include "kinds_rolling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "campaign_path.h"
#include "core/distributions.h"
#include "core/statistics.h"
#include "core/streams.h"
#include "second_half.h"

enum { N_HORIZONS = 3, LONGEST = 180, QUIET = 30, ACTS_DAYS = 28, N_QUANTILES = 19 };
enum {
    ROLLING_SEED = 2,
    DRAWS = 60 /* of the kind's prior and the drift, each with its own filter */
};

static const size_t horizon[N_HORIZONS] = {45, 90, 180};

enum { N_CAMPAIGNS = 3 };
static const model_kind campaigns[N_CAMPAIGNS] = {MODEL_LEVEL, MODEL_HALTS, MODEL_BOTH};

/* What came, or what a path says. */
typedef struct future {
    double quiet[N_HORIZONS]; /* 1 or 0; NaN: not known */
    double acts;              /* of 28 days; NaN: not known */
} future;

/* From n days. A quiet spell does not go through days without a report, and where it might have nothing is known. */
static future look(const int32_t *count, size_t n)
{
    future f = {.acts = n >= ACTS_DAYS ? 0 : NAN};
    size_t spell = 0, done = SIZE_MAX, first_unseen = n;

    for (size_t i = 0; i < n && i < LONGEST; i++) {
        const bool seen = count[i] != NOT_COVERED;
        spell = count[i] == 0 ? spell + 1 : 0;
        if (spell == QUIET && done == SIZE_MAX) done = i;
        if (!seen && first_unseen == n) first_unseen = i;
        if (i < ACTS_DAYS) f.acts += seen ? (double)count[i] : (double)NAN;
    }
    for (size_t h = 0; h < N_HORIZONS; h++)
        f.quiet[h] = done < horizon[h] ? 1 : first_unseen < horizon[h] ? (double)NAN : 0;
    return f;
}

/* ---- what is known on a day --------------------------------------------------------------------- */

typedef struct origin {
    const daily_series *s;
    size_t day;
    double rate; /* of the first half */
    double last_7, last_28, last_60, mean_60;
} origin;

static double acts_before(const daily_series *s, size_t day, size_t days)
{
    double exposure = 0, acts = 0;

    daily_totals(s, day > days ? day - days : 0, day, &exposure, &acts);
    return acts;
}

static origin stand_at(const daily_series *s, size_t day)
{
    double exposure = 0, acts = 0, first_exposure = 0, first_acts = 0;

    daily_totals(s, 0, s->split, &first_exposure, &first_acts);
    daily_totals(s, day > 60 ? day - 60 : 0, day, &exposure, &acts);
    return (origin){.s = s,
                    .day = day,
                    .rate = (first_acts + 0.5) / (first_exposure + 1),
                    .last_7 = acts_before(s, day, 7),
                    .last_28 = acts_before(s, day, 28),
                    .last_60 = acts_before(s, day, 60),
                    .mean_60 = (acts + 0.5) / (exposure + 1)};
}

/* ---- what models say ---------------------------------------------------------------------------- */

/* Chances and quantiles of many futures. */
static void tell(const future *of, size_t n, FILE *out)
{
    static double acts[ROLLING_PATHS];

    for (size_t h = 0; h < N_HORIZONS; h++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++) sum += of[k].quiet[h];
        fprintf(out, ",%.4f", sum / (double)n);
    }
    for (size_t k = 0; k < n; k++) acts[k] = of[k].acts;
    sort_doubles(acts, n);
    for (size_t q = 1; q <= N_QUANTILES; q++)
        fprintf(out, "%s%g", q > 1 ? " " : ",",
                sorted_quantile(acts, n, 0.05 * (double)q, QUANTILE_REACHED));
}

/* A kind's draws, each filtered to a day: how likely each is grows with the days of the second half that it foretold. */
typedef struct draws {
    campaign c[DRAWS];
    campaign_grid grid[DRAWS];
    double log_likelihood[DRAWS]; /* of the second half so far */
    double weight[DRAWS];         /* sums to 1 */
    size_t day;
} draws;

static void draws_open(draws *d, const kind_prior *prior, const daily_series *s, double drift)
{
    for (uint32_t k = 0; k < DRAWS; k++) {
        double factor = 1;
        d->c[k] = second_half_draw(prior, s, k, drift, &factor);
        grid_open(&d->grid[k], &d->c[k]);
        grid_days(&d->grid[k], s, 0, s->split);
        d->c[k].rate *= factor;
        grid_set_rate(&d->grid[k], d->c[k].rate);
        d->log_likelihood[k] = 0;
    }
    d->day = s->split;
}

/* Weights likelihood^power; returns how many draws they are worth. */
static double weigh(draws *d, double power)
{
    double best = -INFINITY, sum = 0, squares = 0;

    for (size_t k = 0; k < DRAWS; k++) best = fmax(best, d->log_likelihood[k]);
    for (size_t k = 0; k < DRAWS; k++) {
        d->weight[k] = exp(power * (d->log_likelihood[k] - best));
        sum += d->weight[k];
    }
    for (size_t k = 0; k < DRAWS; k++) {
        d->weight[k] /= sum;
        squares += d->weight[k] * d->weight[k];
    }
    return 1 / squares;
}

/* A few dozen draws cannot stand for a posterior that is narrow: the weights are tempered until a quarter of them counts. */
static void draws_advance(draws *d, const daily_series *s, size_t day)
{
    double low = 0, high = 1;

    for (size_t k = 0; k < DRAWS; k++)
        d->log_likelihood[k] += grid_days(&d->grid[k], s, d->day, day);
    d->day = day;
    if (weigh(d, 1) >= DRAWS / 4.0) return;
    for (int i = 0; i < 40; i++) {
        const double middle = (low + high) / 2;
        if (weigh(d, middle) >= DRAWS / 4.0)
            low = middle;
        else
            high = middle;
    }
    weigh(d, low);
}

/* The draw that a share of the weight leads to. */
static size_t drawn(const draws *d, double share)
{
    double sum = 0;

    for (size_t k = 0; k < DRAWS; k++) {
        sum += d->weight[k];
        if (share < sum) return k;
    }
    return DRAWS - 1;
}

static void say_campaign(const origin *o, const draws *d, future *room, FILE *out)
{
    const uint64_t seed = ((uint64_t)ROLLING_SEED << 32 | stream_of("rolling", o->s->name)) +
                          o->day;

    for (uint32_t k = 0; k < ROLLING_PATHS; k++) {
        const size_t from = drawn(d, ((double)k + 0.5) / ROLLING_PATHS);
        int32_t count[LONGEST];
        campaign_path path;
        path_open(&path, &d->c[from], &d->grid[from], seed, k);
        for (size_t i = 0; i < LONGEST; i++)
            count[i] = path_day(&path, (int32_t)i, daily_factor(o->s, o->day + i));
        room[k] = look(count, LONGEST);
    }
    tell(room, ROLLING_PATHS, out);
}

/* Independent days at the mean of the last 60; size 0: Poisson. */
static void say_plain(const origin *o, double size, future *room, FILE *out)
{
    for (uint32_t k = 0; k < ROLLING_PATHS; k++) {
        int32_t count[LONGEST];
        for (size_t i = 0; i < LONGEST; i++) {
            const ofr_words w = draw_words(ROLLING_SEED, k, 2, (int32_t)i, 0, 0);
            const double mean = o->mean_60 * daily_factor(o->s, o->day + i), u = unit(w.w[0]);
            count[i] = (int32_t)(size > 0 ? negbin_quantile(u, mean, size)
                                          : poisson_quantile(u, mean));
        }
        room[k] = look(count, LONGEST);
    }
    tell(room, ROLLING_PATHS, out);
}

/* The middle size of negbin among the fits of other standoffs. room: [own->n_rows]. */
static ofr_status size_of_others(const csv_table *own, const char *standoff, double *room,
                                 double *ret_size, ofr_error *err)
{
    size_t n = 0;

    for (size_t i = 0; i < own->n_rows; i++) {
        const char *model = NULL, *other = NULL;
        double size = 0;
        ofr_status status = csv_table_text(own, i, "model", &model, err);
        if (status == OFR_OK) status = csv_table_text(own, i, "standoff", &other, err);
        if (status == OFR_OK) status = csv_table_number(own, i, "size", &size, err);
        if (status != OFR_OK) return status;
        if (strcmp(model, "negbin") == 0 && strcmp(other, standoff) != 0) room[n++] = size;
    }
    if (n == 0)
        return ofr_fail(err, OFR_DEGENERATE, own->path, "no series but those of '%s'", standoff);
    sort_doubles(room, n);
    *ret_size = sorted_quantile(room, n, 0.5, QUANTILE_REACHED);
    return OFR_OK;
}

/* ---- rows --------------------------------------------------------------------------------------- */

static void tell_known(double known, FILE *out)
{
    if (isnan(known))
        fputc(',', out);
    else
        fprintf(out, ",%g", known);
}

static void roll_one(const daily_series *s, draws *models, double size, future *room, FILE *out)
{
    for (size_t day = s->split; day + horizon[0] <= s->n_days; day += ROLLING_STEP) {
        const origin o = stand_at(s, day);
        const future came = look(s->count + day, s->n_days - day);
        for (size_t m = 0; m < N_CAMPAIGNS; m++) draws_advance(&models[m], s, day);
        if (!(o.last_7 > 0)) continue;
        fprintf(out, "%s,%s,%s,%zu,%g,%g,%g,%.5f", s->name, s->kind, s->standoff, day - s->split,
                o.last_7, o.last_28, o.last_60, o.rate);
        for (size_t h = 0; h < N_HORIZONS; h++) tell_known(came.quiet[h], out);
        tell_known(came.acts, out);
        for (size_t m = 0; m < N_CAMPAIGNS; m++) say_campaign(&o, &models[m], room, out);
        say_plain(&o, 0, room, out);
        say_plain(&o, size, room, out);
        fputc('\n', out);
    }
}

typedef struct rolling_room {
    double *sizes;   /* [own->n_rows] */
    double *excess;  /* [N_CAMPAIGNS][set->n] */
    future *futures; /* [ROLLING_PATHS] */
    draws *models;   /* [N_CAMPAIGNS] */
} rolling_room;

static ofr_status roll_all(const daily_set *set, const kind_fit *fits, size_t n_fits,
                           const csv_table *own, rolling_room *room, FILE *out, ofr_error *err)
{
    ofr_status status = OFR_OK;

    for (size_t m = 0; m < N_CAMPAIGNS && status == OFR_OK; m++)
        status = second_half_excess(set, fits, n_fits, own, campaigns[m], room->excess + m * set->n,
                                    err);
    for (size_t i = 0; i < set->n && status == OFR_OK; i++) {
        const daily_series *s = &set->series[i];
        double size = 0;
        status = size_of_others(own, s->standoff, room->sizes, &size, err);
        for (size_t m = 0; m < N_CAMPAIGNS && status == OFR_OK; m++) {
            kind_prior prior;
            status = second_half_prior(fits, n_fits, own, s, campaigns[m], &prior, err);
            if (status == OFR_OK)
                draws_open(&room->models[m], &prior, s,
                           second_half_drift(set, room->excess + m * set->n, s->standoff));
        }
        if (status == OFR_OK) roll_one(s, room->models, size, room->futures, out);
    }
    return status;
}

static void head(FILE *out)
{
    static const char *const said[] = {"level", "halts", "both", "poisson", "negbin"};

    fputs("name,kind,standoff,day,last_7,last_28,last_60,rate,quiet_45,quiet_90,quiet_180,acts_28",
          out);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        fprintf(out, ",%s_45,%s_90,%s_180,%s_acts", said[i], said[i], said[i], said[i]);
    fputc('\n', out);
}

ofr_status kinds_rolling(const daily_set *set, const kind_fit *fits, size_t n_fits,
                         const csv_table *own, FILE *out, ofr_error *err)
{
    rolling_room room = {.sizes = calloc(own->n_rows + 1, sizeof *room.sizes),
                         .excess = calloc(N_CAMPAIGNS * set->n + 1, sizeof *room.excess),
                         .futures = calloc(ROLLING_PATHS, sizeof *room.futures),
                         .models = calloc(N_CAMPAIGNS, sizeof *room.models)};
    ofr_status status = OFR_OK;

    if (room.sizes == NULL || room.excess == NULL || room.futures == NULL || room.models == NULL) {
        status = ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    } else {
        head(out);
        status = roll_all(set, fits, n_fits, own, &room, out, err);
    }
    free(room.sizes);
    free(room.excess);
    free(room.futures);
    free(room.models);
    return status;
}
