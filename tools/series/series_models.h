/* series_models.h -- the models of daily counts that are compared, fitted on the first half of a series.
 *
 * poisson, negbin: one mean. level, halts, both: campaign_grid.h. hawkes: mean m (1 - g) + g x, where x is the
 * average of counts with weights (1 - e^(-1/T)) e^(-k/T) at k days back, begun at m (an unseen day counts as its
 * mean): an exponential kernel of g children an act and T days. All means are long-run means a day and are
 * multiplied by the weekday's factor.
 *
 * Fits are modes of the posterior: on one series halts are known badly, so share of long, leak and the hazards
 * have the wide priors of model_prior(); the mean and the level have none. */
#ifndef OFR_SERIES_MODELS_H
#define OFR_SERIES_MODELS_H

#include "campaign_grid.h"

typedef enum model_kind {
    MODEL_POISSON,
    MODEL_NEGBIN,
    MODEL_LEVEL,
    MODEL_HALTS,
    MODEL_BOTH,
    MODEL_HAWKES,
    N_MODELS
} model_kind;

extern const char *const model_name[N_MODELS];

typedef struct series_model {
    model_kind kind;
    campaign c;              /* rate in all; the rest in level, halts, both */
    double size;             /* of negbin: variance m + m^2 / size */
    double children, kernel; /* of hawkes: g, T days */
    double log_first;        /* log likelihood of the first half, without priors */
    double log_penalised;    /* the same with priors: what was maximised */
} series_model;

/* The half-lives of which one is chosen for a kind, days. */
enum { N_HALF_LIVES = 4 };
extern const double half_life_choice[N_HALF_LIVES];

/* Log density of the priors on hazards, share of long and leak, up to a constant; 0 for models without halts. Pure. */
double model_prior(const series_model *model);
/* Log likelihood of days [from, to), given the days before `from` (which the model runs through first). -inf where
 * a count cannot be. */
double model_log_likelihood(const series_model *model, const daily_series *series, size_t from,
                            size_t to);
/* Fits on days before the split. half_life is taken by level and both. Begins at `near`, a fit of the same kind,
 * or where that is NULL at several places. */
series_model model_fit(model_kind kind, const daily_series *series, double half_life,
                       const series_model *near);
/* Fits halts and level (`model` says which) that several series share, each with the mean of its own first half. */
series_model model_fit_shared(model_kind kind, const daily_series *const *series, size_t n,
                              double half_life);

#endif
