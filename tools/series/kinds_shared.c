/* kinds_shared.c -- what the series of a kind have in common, seen without one standoff. */
#include "kinds_shared.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv_table.h"

static const model_kind shared_model[] = {MODEL_LEVEL, MODEL_HALTS, MODEL_BOTH};
enum { N_SHARED = 3 };

/* ---- fitting ------------------------------------------------------------------------------------ */

static size_t choose(const daily_set *set, const char *kind, const char *without,
                     const daily_series **ret_chosen)
{
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        const daily_series *s = &set->series[i];
        if (!s->fit || strcmp(s->standoff, without) == 0) continue;
        if (kind != NULL && strcmp(s->kind, kind) != 0) continue;
        ret_chosen[n++] = s;
    }
    return n;
}

/* The half-life under which the series together are likeliest. */
static series_model best_half_life(model_kind kind, const daily_series *const *series, size_t n)
{
    series_model best = {.log_penalised = -INFINITY};

    for (size_t h = 0; h < (kind == MODEL_HALTS ? 1u : (size_t)N_HALF_LIVES); h++) {
        const series_model model = model_fit_shared(kind, series, n, half_life_choice[h]);
        if (model.log_penalised > best.log_penalised || h == 0) best = model;
    }
    return best;
}

ofr_status kind_fit_shared(const daily_set *set, const char *kind, const char *without,
                           kind_fit *ret_fit, ofr_error *err)
{
    const daily_series **chosen = calloc(set->n + 1, sizeof *chosen);
    kind_fit fit = {0};
    ofr_status status = OFR_OK;

    if (chosen == NULL) return ofr_fail(err, OFR_NO_MEMORY, kind, "out of memory");
    snprintf(fit.kind, sizeof fit.kind, "%s", kind);
    snprintf(fit.without, sizeof fit.without, "%s", without);
    fit.n_series = choose(set, kind, without, chosen);
    fit.is_wide = fit.n_series == 0;
    if (fit.is_wide) fit.n_series = choose(set, NULL, without, chosen);
    if (fit.n_series == 0)
        status = ofr_fail(err, OFR_DEGENERATE, kind, "no series is left without '%s'", without);
    for (size_t i = 0; i < fit.n_series; i++) {
        double exposure = 0, acts = 0;
        daily_totals(chosen[i], 0, chosen[i]->split, &exposure, &acts);
        fit.days += exposure;
    }
    for (size_t m = 0; m < N_SHARED && status == OFR_OK; m++)
        fit.model[shared_model[m]] = best_half_life(shared_model[m], chosen, fit.n_series);
    free(chosen);
    if (status == OFR_OK) *ret_fit = fit;
    return status;
}

/* ---- the table ---------------------------------------------------------------------------------- */

void kind_fit_head(FILE *out)
{
    fputs("kind,without,wide,series,days,model,half_life,halts,short_ends,long_ends,share_long,"
          "leak,level,"
          "log_first,log_penalised\n",
          out);
}

void kind_fit_write(const kind_fit *fit, FILE *out)
{
    for (size_t m = 0; m < N_SHARED; m++) {
        const series_model *model = &fit->model[shared_model[m]];
        const campaign *c = &model->c;
        fprintf(out, "%s,%s,%s,%zu,%.0f,%s,%g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.3f,%.3f\n", fit->kind,
                fit->without, fit->is_wide ? "yes" : "no", fit->n_series, fit->days,
                model_name[model->kind], c->half_life, c->halts, c->short_ends, c->long_ends,
                c->share_long, c->leak, c->level, model->log_first, model->log_penalised);
    }
}

static ofr_status read_model(const csv_table *table, size_t row, series_model *ret_model,
                             ofr_error *err)
{
    series_model model = {.c = {.rate = 1}};
    const struct {
        const char *column;
        double *place;
    } number[] = {
        {"half_life", &model.c.half_life},
        {"halts", &model.c.halts},
        {"short_ends", &model.c.short_ends},
        {"long_ends", &model.c.long_ends},
        {"share_long", &model.c.share_long},
        {"leak", &model.c.leak},
        {"level", &model.c.level},
        {"log_first", &model.log_first},
        {"log_penalised", &model.log_penalised},
    };
    const char *name = NULL;
    ofr_status status = csv_table_text(table, row, "model", &name, err);

    if (status != OFR_OK) return status;
    model.kind = N_MODELS;
    for (size_t m = 0; m < N_SHARED; m++) {
        if (strcmp(name, model_name[shared_model[m]]) == 0) model.kind = shared_model[m];
    }
    if (model.kind == N_MODELS)
        return ofr_fail(err, OFR_RECORD, table->path, "row %zu, model: found '%s'", row + 1, name);
    for (size_t i = 0; i < sizeof number / sizeof *number && status == OFR_OK; i++)
        status = csv_table_number(table, row, number[i].column, number[i].place, err);
    if (status == OFR_OK) *ret_model = model;
    return status;
}

static ofr_status read_row(const csv_table *table, size_t row, kind_fit *fits, size_t *n,
                           ofr_error *err)
{
    const char *kind = NULL, *without = NULL, *wide = NULL;
    series_model model;
    double series = 0, days = 0;
    ofr_status status = csv_table_text(table, row, "kind", &kind, err);

    if (status == OFR_OK) status = csv_table_text(table, row, "without", &without, err);
    if (status == OFR_OK) status = csv_table_number(table, row, "series", &series, err);
    if (status == OFR_OK) status = csv_table_number(table, row, "days", &days, err);
    if (status == OFR_OK) status = csv_table_text(table, row, "wide", &wide, err);
    if (status == OFR_OK) status = read_model(table, row, &model, err);
    if (status != OFR_OK) return status;
    kind_fit *fit = *n > 0 ? &fits[*n - 1] : NULL;
    if (fit == NULL || strcmp(fit->kind, kind) != 0 || strcmp(fit->without, without) != 0) {
        fit = &fits[(*n)++];
        snprintf(fit->kind, sizeof fit->kind, "%s", kind);
        snprintf(fit->without, sizeof fit->without, "%s", without);
        fit->n_series = (size_t)series;
        fit->days = days;
        fit->is_wide = strcmp(wide, "yes") == 0;
    }
    fit->model[model.kind] = model;
    return OFR_OK;
}

ofr_status kind_fits_read(const char *path, kind_fit **ret_fits, size_t *ret_n, ofr_error *err)
{
    csv_table table = {0};
    size_t n = 0;
    ofr_status status = csv_table_read(path, &table, err);

    if (status != OFR_OK) return status;
    kind_fit *fits = calloc(table.n_rows + 1, sizeof *fits);
    if (fits == NULL) status = ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    for (size_t i = 0; i < table.n_rows && status == OFR_OK; i++)
        status = read_row(&table, i, fits, &n, err);
    csv_table_done(&table);
    if (status != OFR_OK) {
        free(fits);
        return status;
    }
    *ret_fits = fits;
    *ret_n = n;
    return OFR_OK;
}

const kind_fit *kind_fit_find(const kind_fit *fits, size_t n, const char *kind, const char *without)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(fits[i].kind, kind) == 0 && strcmp(fits[i].without, without) == 0)
            return &fits[i];
    }
    return NULL;
}
