/* kinds.c -- fits kinds of campaigns to the daily series that tools/series/daily wrote, and checks them. See README.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kind_prior.h"
#include "kinds_check.h"
#include "kinds_fit.h"
#include "kinds_rolling.h"
#include "kinds_shared.h"

typedef struct inputs {
    daily_set set;
    kind_fit *fits;
    size_t n_fits;
    csv_table own;
    const char *word; /* the last argument; NULL: none */
} inputs;

/* Every kind without each of its standoffs, and whole. */
static ofr_status run_shared(const inputs *in, ofr_error *err)
{
    const daily_set *set = &in->set;
    kind_fit fit;

    kind_fit_head(stdout);
    for (size_t i = 0; i < set->n; i++) {
        const daily_series *s = &set->series[i];
        bool new_kind = true, new_pair = true;
        for (size_t j = 0; j < i; j++) {
            const bool same = strcmp(set->series[j].kind, s->kind) == 0;
            new_kind &= !same;
            new_pair &= !(same && strcmp(set->series[j].standoff, s->standoff) == 0);
        }
        for (int whole = 1; whole >= 0; whole--) {
            if (!(whole ? new_kind : new_pair)) continue;
            const ofr_status status = kind_fit_shared(set, s->kind, whole ? "" : s->standoff, &fit,
                                                      err);
            if (status != OFR_OK) return status;
            kind_fit_write(&fit, stdout);
        }
    }
    return OFR_OK;
}

static ofr_status run_fit(const inputs *in, ofr_error *err)
{
    return kinds_fit(&in->set, in->fits, in->n_fits, stdout, err);
}

static ofr_status run_priors(const inputs *in, ofr_error *err)
{
    kind_prior_head(stdout);
    for (size_t i = 0; i < in->n_fits; i++) {
        kind_prior prior;
        const ofr_status status = kind_prior_make(&in->fits[i], &in->own, &prior, err);
        if (status != OFR_OK) return status;
        kind_prior_write(&prior, stdout);
    }
    return OFR_OK;
}

static ofr_status run_check(const inputs *in, ofr_error *err)
{
    model_kind model = N_MODELS;

    for (model_kind m = MODEL_LEVEL; m <= MODEL_BOTH && in->word != NULL; m++) {
        if (strcmp(in->word, model_name[m]) == 0) model = m;
    }
    if (in->word != NULL && model == N_MODELS)
        return ofr_fail(err, OFR_USAGE, "check", "found '%s'; write level, halts or both",
                        in->word);
    return kinds_check(&in->set, in->fits, in->n_fits, &in->own, model, stdout, err);
}

static ofr_status run_rolling(const inputs *in, ofr_error *err)
{
    return kinds_rolling(&in->set, in->fits, in->n_fits, &in->own, stdout, err);
}

/* Arguments in order: directory, shared fits, own fits, a word. */
static const struct {
    const char *name;
    int least, most;
    ofr_status (*run)(const inputs *in, ofr_error *err);
} commands[] = {
    {"shared", 1, 1, run_shared}, {"fit", 1, 2, run_fit},         {"priors", 3, 3, run_priors},
    {"check", 3, 4, run_check},   {"rolling", 3, 3, run_rolling},
};

static const char usage[] =
    "usage: kinds shared  DIRECTORY\n"
    "       kinds fit     DIRECTORY [SHARED]\n"
    "       kinds priors  DIRECTORY SHARED FIT\n"
    "       kinds check   DIRECTORY SHARED FIT [level|halts|both]\n"
    "       kinds rolling DIRECTORY SHARED FIT\n"
    "\n"
    "DIRECTORY is what tools/series/daily wrote, SHARED and FIT what `kinds shared` and `kinds "
    "fit` printed. Tables go to\n"
    "standard output.\n"
    "shared   each kind's level, halts and both, whole and without each of its standoffs\n"
    "fit      each series: six models on its first half, scored on its second\n"
    "priors   what each kind is believed to be\n"
    "check    R1: burstiness of the second halves against simulations by kinds without the series' "
    "standoff\n"
    "rolling  R2: what was known on days of the second halves, what came, and what each model "
    "said\n";

static ofr_status read_inputs(int n, char **argument, inputs *in, ofr_error *err)
{
    ofr_status status = daily_read(argument[0], &in->set, err);

    if (status == OFR_OK && n > 1)
        status = kind_fits_read(argument[1], &in->fits, &in->n_fits, err);
    if (status == OFR_OK && n > 2) status = csv_table_read(argument[2], &in->own, err);
    if (n > 3) in->word = argument[3];
    return status;
}

static int run_command(size_t which, int n, char **argument)
{
    inputs in = {0};
    ofr_error err = {0};
    ofr_status status = read_inputs(n, argument, &in, &err);

    if (status == OFR_OK) status = commands[which].run(&in, &err);
    if (status == OFR_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = ofr_fail(&err, OFR_IO, "standard output", "cannot be written");
    if (status != OFR_OK)
        fprintf(stderr, "kinds: %s: %s (%s)\n", err.where, err.text, ofr_status_name(status));
    daily_done(&in.set);
    free(in.fits);
    csv_table_done(&in.own);
    ofr_error_done(&err);
    return status == OFR_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands && argc > 2; i++) {
        const int n = argc - 2;
        if (strcmp(argv[1], commands[i].name) == 0 && n >= commands[i].least &&
            n <= commands[i].most)
            return run_command(i, n, argv + 2);
    }
    fputs(usage, stderr);
    return 2;
}
