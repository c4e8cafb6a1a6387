/* series_models.c -- the models of daily counts that are compared: see series_models.h. */
#include "series_models.h"

#include <math.h>
#include <string.h>

#include "core/distributions.h"
#include "simplex.h"

const char *const model_name[N_MODELS] = {"poisson", "negbin", "level", "halts", "both", "hawkes"};
const double half_life_choice[N_HALF_LIVES] = {10, 30, 100, 300};

/* ---- parameters and their ranges ---------------------------------------------------------------- */

typedef enum parameter {
    P_RATE, /* as a factor on the mean of the first half */
    P_SIZE,
    P_HALTS,
    P_SHORT,
    P_LONG,
    P_SHARE,
    P_LEAK,
    P_LEVEL,
    P_CHILDREN,
    P_KERNEL,
    N_PARAMETERS
} parameter;

typedef struct range {
    double low, high;
    bool is_log;
    double start;
} range;

/* A long halt must be told from a short one, and both from a rate: so the ranges of their ends only touch. */
static const range range_of[N_PARAMETERS] = {
    [P_RATE] = {0.2, 5, true, 1},
    [P_SIZE] = {0.01, 1000, true, 1},
    [P_HALTS] = {0.0003, 0.2, true, 0.01},
    [P_SHORT] = {0.02, 0.2, true, 0.06},
    [P_LONG] = {0.001, 0.02, true, 0.005},
    [P_SHARE] = {0.005, 0.95, false, 0.25},
    [P_LEAK] = {0.001, 0.6, false, 0.05},
    [P_LEVEL] = {0.02, 0.8, false, 0.5},
    [P_CHILDREN] = {0.001, 0.98, false, 0.5},
    [P_KERNEL] = {0.5, 100, true, 8},
};

enum { MOST_PARAMETERS = 7 };

static const struct {
    size_t n;
    parameter list[MOST_PARAMETERS];
} parameters_of[N_MODELS] = {
    [MODEL_POISSON] = {1, {P_RATE}},
    [MODEL_NEGBIN] = {2, {P_RATE, P_SIZE}},
    [MODEL_LEVEL] = {2, {P_RATE, P_LEVEL}},
    [MODEL_HALTS] = {6, {P_RATE, P_HALTS, P_SHORT, P_LONG, P_SHARE, P_LEAK}},
    [MODEL_BOTH] = {7, {P_RATE, P_HALTS, P_SHORT, P_LONG, P_SHARE, P_LEAK, P_LEVEL}},
    [MODEL_HAWKES] = {3, {P_RATE, P_CHILDREN, P_KERNEL}},
};

static double *place_of(series_model *model, parameter p)
{
    switch (p) {
    case P_RATE:
        return &model->c.rate;
    case P_SIZE:
        return &model->size;
    case P_HALTS:
        return &model->c.halts;
    case P_SHORT:
        return &model->c.short_ends;
    case P_LONG:
        return &model->c.long_ends;
    case P_SHARE:
        return &model->c.share_long;
    case P_LEAK:
        return &model->c.leak;
    case P_LEVEL:
        return &model->c.level;
    case P_CHILDREN:
        return &model->children;
    case P_KERNEL:
        return &model->kernel;
    case N_PARAMETERS:
        break;
    }
    return NULL;
}

/* Any number to the inside of a range, and back. */
static double to_range(const range *r, double x)
{
    const double part = 1 / (1 + exp(-x));

    return r->is_log ? r->low * pow(r->high / r->low, part) : r->low + (r->high - r->low) * part;
}

static double from_range(const range *r, double value)
{
    const double part = r->is_log ? log(value / r->low) / log(r->high / r->low)
                                  : (value - r->low) / (r->high - r->low);

    return log(part / (1 - part));
}

/* ---- likelihoods -------------------------------------------------------------------------------- */

static double log_lognormal(double x, double median, double sigma)
{
    const double z = log(x / median) / sigma;

    return -z * z / 2; /* of log x */
}

double model_prior(const series_model *model)
{
    const campaign *c = &model->c;

    if (model->kind != MODEL_HALTS && model->kind != MODEL_BOTH) return 0;
    return log_lognormal(c->halts, 0.01, 1.2) + log_lognormal(c->short_ends, 0.05, 0.6) +
           log_lognormal(c->long_ends, 0.005, 0.7) + log(c->share_long) +
           5 * log1p(-c->share_long) + 18 * log1p(-c->leak);
}

static double log_plain(const series_model *model, const daily_series *series, size_t from,
                        size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to; i++) {
        const double mean = model->c.rate * daily_factor(series, i), n = series->count[i];
        if (series->count[i] == NOT_COVERED) continue;
        sum += model->kind == MODEL_NEGBIN ? negbin_log_pmf(n, mean, model->size)
                                           : n * log(mean) - mean - m_lgamma(n + 1);
    }
    return sum;
}

static double log_hawkes(const series_model *model, const daily_series *series, size_t from,
                         size_t to)
{
    const double keep = exp(-1 / model->kernel), rate = model->c.rate;
    double sum = 0, recent = rate;

    for (size_t i = 0; i < to; i++) {
        const double weekday = daily_factor(series, i), n = series->count[i];
        const double level = rate * (1 - model->children) + model->children * recent;
        const bool covered = series->count[i] != NOT_COVERED;
        if (covered && i >= from)
            sum += n * log(level * weekday) - level * weekday - m_lgamma(n + 1);
        recent = keep * recent + (1 - keep) * (covered ? n / weekday : level);
    }
    return sum;
}

double model_log_likelihood(const series_model *model, const daily_series *series, size_t from,
                            size_t to)
{
    campaign_grid grid;

    if (model->kind == MODEL_POISSON || model->kind == MODEL_NEGBIN)
        return log_plain(model, series, from, to);
    if (model->kind == MODEL_HAWKES) return log_hawkes(model, series, from, to);
    grid_open(&grid, &model->c);
    grid_days(&grid, series, 0, from);
    return grid_days(&grid, series, from, to);
}

/* ---- fitting ------------------------------------------------------------------------------------ */

static double mean_of(const daily_series *series)
{
    double exposure = 0, acts = 0;

    daily_totals(series, 0, series->split, &exposure, &acts);
    return exposure > 0 ? (acts + 0.5) / (exposure + 1) : 0.01;
}

typedef struct fitting {
    series_model model;
    const series_model *near; /* where to begin; NULL: several places */
    const daily_series *const *series;
    size_t n;
    bool shared; /* the mean is each series' own and is not fitted */
} fitting;

static void take(fitting *f, const double *x)
{
    const size_t first = f->shared ? 1 : 0;

    for (size_t i = first; i < parameters_of[f->model.kind].n; i++) {
        const parameter p = parameters_of[f->model.kind].list[i];
        const double value = to_range(&range_of[p], x[i - first]);
        *place_of(&f->model, p) = p == P_RATE ? value * mean_of(f->series[0]) : value;
    }
}

static double log_of_all(fitting *f)
{
    double sum = 0;

    for (size_t i = 0; i < f->n; i++) {
        series_model own = f->model;
        if (f->shared) own.c.rate = mean_of(f->series[i]);
        sum += model_log_likelihood(&own, f->series[i], 0, f->series[i]->split);
    }
    return sum;
}

static double loss(const double *x, void *context)
{
    fitting *f = context;

    take(f, x);
    const double sum = log_of_all(f) + model_prior(&f->model);
    return isnan(sum) ? INFINITY : -sum;
}

/* Where to begin: near a fit, else the middle, and with rare long and with frequent short halts. */
static void set_start(const fitting *f, size_t start, double *ret_x)
{
    static const double halts[] = {0.01, 0.003, 0.03}, share[] = {0.25, 0.6, 0.1};
    const size_t first = f->shared ? 1 : 0;

    for (size_t i = first; i < parameters_of[f->model.kind].n; i++) {
        const parameter p = parameters_of[f->model.kind].list[i];
        const range *r = &range_of[p];
        double value = r->start;
        if (p == P_HALTS) value = halts[start];
        if (p == P_SHARE) value = share[start];
        if (p == P_LEVEL && start > 0) value = 0.3;
        if (f->near != NULL) {
            series_model near = *f->near;
            value = *place_of(&near, p) / (p == P_RATE ? mean_of(f->series[0]) : 1);
            value = fmin(fmax(value, r->low * 1.02),
                         r->high / 1.02); /* from the edge nothing leads back */
        }
        ret_x[i - first] = from_range(r, value);
    }
}

static series_model fit(fitting *f, size_t calls)
{
    const bool halts = f->model.kind == MODEL_HALTS || f->model.kind == MODEL_BOTH;
    const size_t n = parameters_of[f->model.kind].n - (f->shared ? 1 : 0);
    double best[MOST_PARAMETERS] = {0}, lowest = INFINITY;

    for (size_t start = 0; start < (halts && !f->shared && f->near == NULL ? 3u : 1u); start++) {
        double x[MOST_PARAMETERS];
        set_start(f, start, x);
        const double value = simplex_lowest(loss, f, x, n, 0.6, calls);
        if (value < lowest || start == 0) {
            lowest = value;
            memcpy(best, x, sizeof best);
        }
    }
    take(f, best);
    f->model.log_penalised = -lowest;
    f->model.log_first = log_of_all(f);
    return f->model;
}

series_model model_fit(model_kind kind, const daily_series *series, double half_life,
                       const series_model *near)
{
    fitting f = {.model = {.kind = kind, .c = {.half_life = half_life}},
                 .near = near,
                 .series = &series,
                 .n = 1};

    return fit(&f, kind == MODEL_BOTH ? 350 : 250);
}

series_model model_fit_shared(model_kind kind, const daily_series *const *series, size_t n,
                              double half_life)
{
    fitting f = {.model = {.kind = kind, .c = {.rate = 1, .half_life = half_life}},
                 .series = series,
                 .n = n,
                 .shared = true};

    return fit(&f, 250);
}
