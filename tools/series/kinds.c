/* kinds.c -- fits kinds of campaigns to the daily series that tools/series/daily wrote, and checks them. See README.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds_fit.h"
#include "kinds_shared.h"

/* Every kind without each of its standoffs, and whole. */
static ofr_status run_shared(const daily_set *set, ofr_error *err)
{
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

static ofr_status run(int argc, char **argv, const daily_set *set, ofr_error *err)
{
    kind_fit *fits = NULL;
    size_t n = 0;
    ofr_status status = OFR_OK;

    if (strcmp(argv[1], "shared") == 0) return run_shared(set, err);
    if (argc == 4) status = kind_fits_read(argv[3], &fits, &n, err);
    if (status == OFR_OK) status = kinds_fit(set, fits, n, stdout, err);
    free(fits);
    return status;
}

static const char usage[] =
    "usage: kinds shared DIRECTORY\n"
    "       kinds fit    DIRECTORY [SHARED]\n"
    "\n"
    "DIRECTORY is what tools/series/daily wrote, SHARED what `kinds shared` printed. Tables go to "
    "standard output.\n"
    "shared  each kind's level, halts and both, whole and without each of its standoffs\n"
    "fit     each series: six models on its first half, scored on its second\n";

int main(int argc, char **argv)
{
    daily_set set = {0};
    ofr_error err = {0};
    const bool shared = argc == 3 && strcmp(argv[1], "shared") == 0;
    const bool fit = (argc == 3 || argc == 4) && strcmp(argv[1], "fit") == 0;

    if (!shared && !fit) {
        fputs(usage, stderr);
        return 2;
    }
    ofr_status status = daily_read(argv[2], &set, &err);
    if (status == OFR_OK) status = run(argc, argv, &set, &err);
    daily_done(&set);
    if (status == OFR_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = ofr_fail(&err, OFR_IO, "standard output", "cannot be written");
    if (status != OFR_OK)
        fprintf(stderr, "kinds: %s: %s (%s)\n", err.where, err.text, ofr_status_name(status));
    ofr_error_done(&err);
    return status == OFR_OK ? 0 : 1;
}
