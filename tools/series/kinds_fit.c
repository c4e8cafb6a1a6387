/* kinds_fit.c -- each series by itself: six models on the first half, scored on the second. */
#include "kinds_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* All fits of one series: the models with a half-life under each of them. */
typedef struct series_fits {
    series_model model[N_MODELS][N_HALF_LIVES];
} series_fits;

static bool has_half_life(model_kind kind)
{
    return kind == MODEL_LEVEL || kind == MODEL_BOTH;
}

static void fit_one(const daily_series *series, series_fits *ret)
{
    for (model_kind m = 0; m < N_MODELS; m++) {
        for (size_t h = 0; h < (has_half_life(m) ? (size_t)N_HALF_LIVES : 1); h++)
            ret->model[m][h] = model_fit(m, series, half_life_choice[h],
                                         h > 0 ? &ret->model[m][h - 1] : NULL);
    }
}

static size_t half_life_of_kind(const daily_set *set, const series_fits *fits, const char *kind,
                                model_kind m)
{
    double best_sum = -INFINITY;
    size_t best = 0;

    for (size_t h = 0; h < (has_half_life(m) ? (size_t)N_HALF_LIVES : 1); h++) {
        double sum = 0;
        for (size_t i = 0; i < set->n; i++) {
            if (set->series[i].fit && strcmp(set->series[i].kind, kind) == 0)
                sum += fits[i].model[m][h].log_penalised;
        }
        if (sum > best_sum || h == 0) {
            best_sum = sum;
            best = h;
        }
    }
    return best;
}

static void write_row(const daily_series *s, const char *name, const series_model *model, FILE *out)
{
    const campaign *c = &model->c;
    double exposure = 0, acts = 0, covered = 0;

    daily_totals(s, s->split, s->n_days, &exposure, &acts);
    for (size_t i = s->split; i < s->n_days; i++) covered += s->count[i] != NOT_COVERED;
    fprintf(
        out,
        "%s,%s,%s,%s,%g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g,%.3f,%.0f,%.6f,%.6f\n",
        s->name, s->kind, s->standoff, name, c->half_life, c->rate, c->halts, c->short_ends,
        c->long_ends, c->share_long, c->leak, c->level, model->size, model->children, model->kernel,
        model->log_first, covered, acts / exposure,
        model_log_likelihood(model, s, s->split, s->n_days) / covered);
}

static void write_kind_rows(const daily_series *s, const kind_fit *fit, FILE *out)
{
    static const model_kind shown[] = {MODEL_LEVEL, MODEL_HALTS, MODEL_BOTH};
    double exposure = 0, acts = 0;

    daily_totals(s, 0, s->split, &exposure, &acts);
    for (size_t m = 0; m < sizeof shown / sizeof *shown; m++) {
        series_model model = fit->model[shown[m]];
        char name[SERIES_NAME];
        model.c.rate = (acts + 0.5) / (exposure + 1);
        snprintf(name, sizeof name, "kind-%s", model_name[model.kind]);
        write_row(s, name, &model, out);
    }
}

ofr_status kinds_fit(const daily_set *set, const kind_fit *fits, size_t n, FILE *out,
                     ofr_error *err)
{
    series_fits *own = calloc(set->n + 1, sizeof *own);

    if (own == NULL) return ofr_fail(err, OFR_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < set->n; i++) {
        if (set->series[i].fit) fit_one(&set->series[i], &own[i]);
    }
    fputs("name,kind,standoff,model,half_life,rate,halts,short_ends,long_ends,share_long,leak,"
          "level,size,"
          "children,kernel,log_first,days_second,rate_second,score\n",
          out);
    for (size_t i = 0; i < set->n; i++) {
        const daily_series *s = &set->series[i];
        const kind_fit *shared = kind_fit_find(fits, n, s->kind, s->standoff);
        if (!s->fit) continue;
        for (model_kind m = 0; m < N_MODELS; m++)
            write_row(s, model_name[m], &own[i].model[m][half_life_of_kind(set, own, s->kind, m)],
                      out);
        if (shared != NULL) write_kind_rows(s, shared, out);
    }
    free(own);
    return OFR_OK;
}
