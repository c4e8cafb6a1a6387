/* result_taught.c -- what the record taught the sets of a plan, as rows of its result, and the evidence that it was learned from. */
#include <string.h>

#include "../studies/taught.h"
#include "result_plan.h"
#include "result_shelf.h"

static ofr_status put_blocks(result_file *file, const ofr_taught *taught, ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(
        file, "INSERT INTO learned_block VALUES (?, ?, ?, ?, ?, ?, ?)", &put, err);

    for (size_t b = 0; status == OFR_OK && b < taught->n_blocks; b++) {
        const taught_block *row = &taught->block[b];
        status = result_file_put(file, put, err, "itidddt", (int64_t)b, row->id,
                                 (int64_t)row->n_priors, row->noise, row->temperature,
                                 row->effective, row->kept);
    }
    sqlite3_finalize(put);
    return status;
}

/* Parameters come in the order of the plan's. */
static ofr_status put_parameters(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    size_t no = 0;
    ofr_status status = result_file_prepare(
        file, "INSERT INTO learned_parameter VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &put, err);

    for (size_t i = 0; status == OFR_OK && i < plan->taught->n_parameters; i++) {
        const taught_parameter *row = &plan->taught->parameter[i];
        while (no < plan->n_priors && strcmp(plan->prior_path[no], row->path) != 0) no++;
        if (no == plan->n_priors) {
            status = ofr_fail(err, OFR_USAGE, file->path, "the plan draws no parameter %s",
                              row->path);
            break;
        }
        status = result_file_put(file, put, err, "iidddddd", (int64_t)no, (int64_t)row->block,
                                 row->prior[0], row->prior[1], row->prior[2], row->posterior[0],
                                 row->posterior[1], row->posterior[2]);
    }
    sqlite3_finalize(put);
    return status;
}

static ofr_status put_evidence(result_file *file, const ofr_kept_evidence *evidence, ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status;

    if (!evidence || evidence->n == 0) return OFR_OK;
    status = result_file_prepare(file, SHELF_PUT_ASKED, &put, err);
    if (status == OFR_OK)
        status = shelf_put_asked(file, put, evidence->key, 0, evidence->bytes, evidence->n, err);
    sqlite3_finalize(put);
    return status;
}

ofr_status taught_put(result_file *file, const ofr_plan *plan, ofr_error *err)
{
    ofr_status status;

    if (!plan->taught) return OFR_OK;
    status = put_blocks(file, plan->taught, err);
    if (status == OFR_OK) status = put_parameters(file, plan, err);
    return status == OFR_OK ? put_evidence(file, plan->evidence, err) : status;
}
