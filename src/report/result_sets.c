/* result_sets.c -- the parameter sets of a result that has learned ones: they are not drawn again, they are read. */
#include <stdlib.h>
#include <string.h>

#include "result.h"
#include "result_file.h"
#include "result_plan.h"

/* A file may come from anyone: a value that its key does not allow is none. */
static bool is_allowed(const ofr_parameter *p, double x)
{
    return x >= p->node->key->lo && x <= p->node->key->hi;
}

static ofr_status take_rows(result_file *file, const ofr_spec *spec, size_t n_sets, double *value,
                            ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    size_t taken = 0, wanted = 0;
    bool row = true;
    ofr_status status = result_file_prepare(
        file,
        "SELECT d.set_no, p.path, d.value FROM parameter_set d JOIN parameter p ON p.no = "
        "d.parameter",
        &rows, err);

    for (size_t i = 0; i < spec->n_parameters; i++)
        wanted += spec->parameter[i].prior.kind != PRIOR_NONE;
    while (status == OFR_OK) {
        status = result_file_next(file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t set = sqlite3_column_int64(rows, 0);
        const char *path = (const char *)sqlite3_column_text(rows, 1);
        const double x = sqlite3_column_double(rows, 2);
        size_t i = 0;
        while (path && i < spec->n_parameters && strcmp(spec->parameter[i].path, path) != 0) i++;
        if (!path || i == spec->n_parameters || set < 0 || (uint64_t)set >= n_sets ||
            !is_allowed(&spec->parameter[i], x))
            status = result_file_damaged(file, "a drawn parameter is outside of the plan", err);
        else
            value[(size_t)set * spec->n_parameters + i] = x;
        taken++;
    }
    if (status == OFR_OK && taken != wanted * n_sets)
        status = result_file_damaged(file, "drawn parameters are missing", err);
    sqlite3_finalize(rows);
    return status;
}

ofr_status result_learned_sets(const char *path, const ofr_spec *spec, size_t n_sets,
                               double **ret_value, ofr_error *err)
{
    const size_t n = spec->n_parameters;
    double *value = NULL;
    char *learned = NULL;
    result_file file;
    ofr_status status = result_file_open(&file, path, false, err);

    if (status == OFR_OK) status = result_file_find(&file, PLAN_LEARNED, &learned, err);
    if (status == OFR_OK && learned) {
        value = calloc(n_sets * n + 1, sizeof *value);
        if (!value)
            status = ofr_fail(err, OFR_NO_MEMORY, path, "no memory for %zu parameter sets", n_sets);
        for (size_t s = 0; value && s < n_sets; s++) {
            for (size_t i = 0; i < n; i++) value[s * n + i] = spec->parameter[i].value;
        }
        if (status == OFR_OK) status = take_rows(&file, spec, n_sets, value, err);
    }
    result_file_done(&file);
    free(learned);
    if (status == OFR_OK)
        *ret_value = value;
    else
        free(value);
    return status;
}
