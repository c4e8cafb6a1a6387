/* kind_prior.c -- what a kind of campaign is believed to be: see kind_prior.h. */
#include "kind_prior.h"

#include <math.h>
#include <string.h>

#include "core/distributions.h"

typedef enum key_form { FORM_LOGNORMAL, FORM_BETA, FORM_LEVEL } key_form;

/* v0 is that of model_prior() in series_models.c. Bounds: a dozen series do not fix a hazard to better than a
 * third, and none is off by more than a factor of ten either way. */
static const struct {
    const char *column, *name;
    key_form form;
    double v0, low, high; /* bounds of sigma, of a + b, of the sd of the level */
} keys[N_KEYS] = {
    [KEY_HALTS] = {"halts", "halts", FORM_LOGNORMAL, 1.44, 0.3, 1.2},
    [KEY_SHORT_ENDS] = {"short_ends", "short-ends", FORM_LOGNORMAL, 0.36, 0.3, 1.2},
    [KEY_LONG_ENDS] = {"long_ends", "long-ends", FORM_LOGNORMAL, 0.49, 0.3, 1.2},
    [KEY_LONG] = {"share_long", "long", FORM_BETA, 2.0 * 6 / (64 * 9), 6, 60},
    [KEY_LEAK] = {"leak", "leak", FORM_BETA, 1.0 * 19 / (400 * 21), 10, 200},
    [KEY_LEVEL] = {"level", "level", FORM_LEVEL, 0.04, 0.05, 0.2},
};

static const double level_most = 0.8, leak_least = 0.01;

static bool has_key(model_kind model, prior_key key)
{
    if (model == MODEL_BOTH) return true;
    return (model == MODEL_LEVEL) == (key == KEY_LEVEL);
}

static double centre_of(const campaign *c, prior_key key)
{
    switch (key) {
    case KEY_HALTS:
        return c->halts;
    case KEY_SHORT_ENDS:
        return c->short_ends;
    case KEY_LONG_ENDS:
        return c->long_ends;
    case KEY_LONG:
        return c->share_long;
    case KEY_LEAK:
        return fmax(c->leak, leak_least); /* one series' 0 is no law */
    case KEY_LEVEL:
        return c->level;
    case N_KEYS:
        break;
    }
    return NAN;
}

/* ---- the table of fits -------------------------------------------------------------------------- */

/* A row of a series that the shared fit was made of, and of the model. */
static ofr_status is_of(const csv_table *own, size_t row, const kind_fit *fit, model_kind model,
                        bool *ret, ofr_error *err)
{
    const char *kind = NULL, *standoff = NULL, *name = NULL;
    ofr_status status = csv_table_text(own, row, "kind", &kind, err);

    if (status == OFR_OK) status = csv_table_text(own, row, "standoff", &standoff, err);
    if (status == OFR_OK) status = csv_table_text(own, row, "model", &name, err);
    if (status != OFR_OK) return status;
    *ret = strcmp(name, model_name[model]) == 0 && strcmp(standoff, fit->without) != 0 &&
           (fit->is_wide || strcmp(kind, fit->kind) == 0);
    return OFR_OK;
}

static ofr_status sum_scores(const csv_table *own, const kind_fit *fit, model_kind model,
                             double *ret_sum, ofr_error *err)
{
    double sum = 0;

    for (size_t i = 0; i < own->n_rows; i++) {
        double score = 0, days = 0;
        bool is = false;
        ofr_status status = is_of(own, i, fit, model, &is, err);
        if (status == OFR_OK) status = csv_table_number(own, i, "score", &score, err);
        if (status == OFR_OK) status = csv_table_number(own, i, "days_second", &days, err);
        if (status != OFR_OK) return status;
        if (is) sum += score * days;
    }
    *ret_sum = sum;
    return OFR_OK;
}

/* Variance around the centre, with the pseudo-series. */
static ofr_status spread_of(const csv_table *own, const kind_fit *fit, model_kind model,
                            prior_key key, double centre, double *ret_variance, ofr_error *err)
{
    double sum = keys[key].v0, n = 1;

    for (size_t i = 0; i < own->n_rows; i++) {
        double value = 0;
        bool is = false;
        ofr_status status = is_of(own, i, fit, model, &is, err);
        if (status == OFR_OK) status = csv_table_number(own, i, keys[key].column, &value, err);
        if (status != OFR_OK) return status;
        if (!is) continue;
        const double off = keys[key].form == FORM_LOGNORMAL ? log(value / centre) : value - centre;
        sum += off * off;
        n += 1;
    }
    if (n < 2)
        return ofr_fail(err, OFR_DEGENERATE, own->path, "no series of '%s' is left without '%s'",
                        fit->kind, fit->without);
    *ret_variance = sum / n;
    return OFR_OK;
}

/* ---- priors ------------------------------------------------------------------------------------- */

static void set_key(kind_prior *prior, prior_key key, double centre, double variance)
{
    const double low = keys[key].low, high = keys[key].high, sd = sqrt(variance);

    if (keys[key].form == FORM_LOGNORMAL) {
        prior->a[key] = centre;
        prior->b[key] = fmin(fmax(sd, low), high);
    } else if (keys[key].form == FORM_BETA) {
        const double both = fmin(fmax(centre * (1 - centre) / variance - 1, low), high);
        prior->a[key] = centre * both;
        prior->b[key] = (1 - centre) * both;
    } else {
        const double reach = sqrt(6) *
                             fmin(fmax(sd, low),
                                  high); /* sd of a symmetric triangle: half its width / sqrt 6 */
        prior->a[key] = fmax(centre - reach, 0.02);
        prior->b[key] = fmin(centre + reach, level_most);
        prior->mode = fmin(centre, prior->b[key] - 0.01);
    }
}

ofr_status kind_prior_of_model(const kind_fit *fit, const csv_table *own, model_kind keep,
                               kind_prior *ret_prior, ofr_error *err)
{
    kind_prior prior = {.keep = keep,
                        .is_wide = fit->is_wide,
                        .n_series = fit->n_series,
                        .days = fit->days,
                        .half_life = fit->model[keep].c.half_life};
    ofr_status status = OFR_OK;

    memcpy(prior.kind, fit->kind, sizeof prior.kind);
    memcpy(prior.without, fit->without, sizeof prior.without);
    for (prior_key key = 0; key < N_KEYS && status == OFR_OK; key++) {
        const double centre = centre_of(&fit->model[keep].c, key);
        double variance = 0;
        if (!has_key(keep, key)) continue;
        status = spread_of(own, fit, keep, key, centre, &variance, err);
        if (status == OFR_OK) set_key(&prior, key, centre, variance);
    }
    if (status == OFR_OK) *ret_prior = prior;
    return status;
}

ofr_status kind_prior_make(const kind_fit *fit, const csv_table *own, kind_prior *ret_prior,
                           ofr_error *err)
{
    static const model_kind candidate[] = {MODEL_LEVEL, MODEL_HALTS, MODEL_BOTH};
    double score[N_MODELS] = {0};
    model_kind keep = MODEL_LEVEL;

    for (size_t i = 0; i < 3; i++) {
        const ofr_status status = sum_scores(own, fit, candidate[i], &score[candidate[i]], err);
        if (status != OFR_OK) return status;
        if (score[candidate[i]] > score[keep]) keep = candidate[i];
    }
    const ofr_status status = kind_prior_of_model(fit, own, keep, ret_prior, err);
    if (status == OFR_OK) memcpy(ret_prior->score, score, sizeof score);
    return status;
}

static double triangle(double low, double mode, double high, double u)
{
    const double at = (mode - low) / (high - low);

    return u < at ? low + sqrt(u * (high - low) * (mode - low))
                  : high - sqrt((1 - u) * (high - low) * (high - mode));
}

campaign kind_prior_draw(const kind_prior *prior, const double unit[static N_KEYS], double rate)
{
    campaign c = {.rate = rate, .short_ends = 1, .long_ends = 1, .half_life = prior->half_life};
    double *const place[N_KEYS] = {&c.halts,      &c.short_ends, &c.long_ends,
                                   &c.share_long, &c.leak,       &c.level};

    for (prior_key key = 0; key < N_KEYS; key++) {
        const double a = prior->a[key], b = prior->b[key];
        if (!has_key(prior->keep, key)) continue;
        if (keys[key].form == FORM_LOGNORMAL)
            *place[key] = a * exp(b * normal_quantile(unit[key]));
        else if (keys[key].form == FORM_BETA)
            *place[key] = prior_quantile(&(ofr_prior){PRIOR_BETA, a, b, 0}, unit[key]);
        else
            *place[key] = triangle(a, prior->mode, b, unit[key]);
    }
    return c;
}

void kind_prior_head(FILE *out)
{
    fputs("kind,without,wide,series,days,keep,score_level,score_halts,score_both,half_life,key,a,b,"
          "mode\n",
          out);
}

void kind_prior_write(const kind_prior *prior, FILE *out)
{
    for (prior_key key = 0; key < N_KEYS; key++) {
        if (!has_key(prior->keep, key)) continue;
        fprintf(out, "%s,%s,%s,%zu,%.0f,%s,%.2f,%.2f,%.2f,%g,%s,%.6g,%.6g,%.6g\n", prior->kind,
                prior->without, prior->is_wide ? "yes" : "no", prior->n_series, prior->days,
                model_name[prior->keep], prior->score[MODEL_LEVEL], prior->score[MODEL_HALTS],
                prior->score[MODEL_BOTH], prior->half_life, keys[key].name, prior->a[key],
                prior->b[key], key == KEY_LEVEL ? prior->mode : 0);
    }
}
