/* result_begin.c -- making, replacing or continuing a result file for a plan. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "result_plan.h"
#include "result_schema.h"
#include "result_tally.h"
#include "result_writer.h"

static ofr_status check_plan(const result_writer *writer, const ofr_plan *plan, ofr_error *err)
{
    if (plan->n_sets == 0 || plan->per_set == 0 || plan->n_members > UINT32_MAX ||
        plan->n_sets > plan->n_members || plan->n_sets * plan->per_set != plan->n_members ||
        plan->chunk == 0) {
        return ofr_fail(err, OFR_USAGE, writer->path,
                        "%zu sets of %zu futures do not make %zu members in chunks of %zu",
                        plan->n_sets, plan->per_set, plan->n_members, plan->chunk);
    }
    if (plan->horizon < 1 || plan->horizon > INT16_MAX) {
        return ofr_fail(err, OFR_USAGE, writer->path, "the horizon must be 1 to %d days, got %d",
                        INT16_MAX, (int)plan->horizon);
    }
    return OFR_OK;
}

static ofr_status take_plan(result_writer *writer, const ofr_plan *plan, ofr_error *err)
{
    const size_t cells = (size_t)plan->horizon * OFR_BINS;

    writer->n_members = plan->n_members;
    writer->n_sets = plan->n_sets;
    writer->per_set = plan->per_set;
    writer->chunk = plan->chunk;
    writer->n_chunks = (plan->n_members - 1) / plan->chunk + 1;
    writer->horizon = (size_t)plan->horizon;
    writer->n_outcomes = plan->n_outcomes;
    writer->n_series = plan->n_series;
    writer->n_principals = plan->n_principals;
    writer->n_agendas = plan->n_agendas;
    writer->n_dropping = plan->n_dropping;
    writer->has = calloc(writer->n_chunks, sizeof *writer->has);
    if (plan->n_series > 0) {
        writer->tally = calloc(plan->n_series, cells * sizeof *writer->tally);
        writer->packed = malloc(cells * TALLY_BYTES);
    }
    if (!writer->has || (plan->n_series > 0 && (!writer->tally || !writer->packed))) {
        return ofr_fail(err, OFR_NO_MEMORY, writer->path,
                        "out of memory for %zu series over %zu days", plan->n_series,
                        writer->horizon);
    }
    return OFR_OK;
}

static char *beside(const char *path, const char *suffix)
{
    const size_t size = strlen(path) + strlen(suffix) + 1;
    char *text = malloc(size);

    if (text) snprintf(text, size, "%s%s", path, suffix);
    return text;
}

/* The file appears under its name with all tables and the plan in it, or not at all. */
static ofr_status make(const char *path, const ofr_plan *plan, ofr_error *err)
{
    char *part = beside(path, ".part"), *part_journal = beside(path, ".part-journal");
    char *journal = beside(path, "-journal");
    result_file file = {0};
    ofr_status status;

    if (!part || !part_journal || !journal) {
        status = ofr_fail(err, OFR_NO_MEMORY, path, "out of memory while making it");
        goto out;
    }
    unlink(part);
    unlink(part_journal);
    status = result_file_make(&file, part, err);
    if (status == OFR_OK) status = plan_put(&file, plan, err);
    result_file_done(&file);
    if (status == OFR_OK) {
        unlink(journal); /* of a file that is replaced: it must not be applied to the new one */
        if (rename(part, path) != 0) {
            status = ofr_fail(err, OFR_IO, path,
                              "cannot be put in place; check that its directory can be written");
        }
    }
    if (status != OFR_OK) {
        unlink(part);
        unlink(part_journal);
    }
out:
    free(part);
    free(part_journal);
    free(journal);
    return status;
}

/* OFR_OK with *ret_differs NULL if the file holds the same study, else what differs first. */
static ofr_status compare(result_file *file, const ofr_plan *plan, plan_fact *list,
                          const plan_fact **ret_differs, char *ret_there, size_t size,
                          ofr_error *err)
{
    const size_t n = plan_facts(plan, list);

    *ret_differs = NULL;
    for (size_t i = 0; i < n && !*ret_differs; i++) {
        char *there = NULL;
        ofr_status status;

        if (!list[i].says) continue;
        status = result_file_meta(file, list[i].key, &there, err);
        if (status != OFR_OK) return status;
        if (strcmp(there, list[i].value) != 0) {
            *ret_differs = &list[i];
            snprintf(ret_there, size, "%s", there);
        }
        free(there);
    }
    return OFR_OK;
}

static ofr_status read_chunks(result_writer *writer, ofr_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&writer->file, "SELECT no, first_member, n FROM chunk",
                                            &statement, err);

    while (status == OFR_OK) {
        status = result_file_next(&writer->file, statement, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t no = sqlite3_column_int64(statement, 0);
        const int64_t first = sqlite3_column_int64(statement, 1);
        const int64_t n = sqlite3_column_int64(statement, 2);
        if (no < 0 || (uint64_t)no >= writer->n_chunks || first != no * (int64_t)writer->chunk ||
            n < 1 || n > (int64_t)writer->chunk || (uint64_t)(first + n) > writer->n_members) {
            status = result_file_damaged(&writer->file, "a chunk is not one of the plan", err);
            break;
        }
        writer->has[no] = true;
        writer->found += (size_t)n;
    }
    sqlite3_finalize(statement);
    return status;
}

static ofr_status read_tally(result_writer *writer, ofr_error *err)
{
    const size_t cells = writer->horizon * OFR_BINS;
    sqlite3_stmt *statement = NULL;
    bool row = true;
    ofr_status status = result_file_prepare(&writer->file, "SELECT series, bins FROM tally",
                                            &statement, err);

    while (status == OFR_OK) {
        status = result_file_next(&writer->file, statement, &row, err);
        if (status != OFR_OK || !row) break;
        const int64_t s = sqlite3_column_int64(statement, 0);
        const void *bins = sqlite3_column_blob(statement, 1);
        const size_t size = (size_t)sqlite3_column_bytes(statement, 1);
        if (s < 0 || (uint64_t)s >= writer->n_series || (!bins && size > 0) ||
            !tally_unpack(bins, size, writer->tally + (size_t)s * cells, cells)) {
            status = result_file_damaged(&writer->file, "the histogram of a series is broken", err);
        }
    }
    sqlite3_finalize(statement);
    return status;
}

static ofr_status prepare(result_writer *writer, ofr_error *err)
{
    static const char *const sql[N_STATEMENTS] = {
        [PUT_CHUNK] = "INSERT INTO chunk VALUES (?, ?, ?)",
        [PUT_MEMBER] = "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [PUT_OUTCOME] = "INSERT INTO member_outcome VALUES (?, ?, ?)",
        [PUT_PAYOFF] = "INSERT INTO payoff VALUES (?, ?, ?)",
        [PUT_EVIDENCE] = "INSERT OR REPLACE INTO set_evidence VALUES (?, ?)",
        [PUT_AGENDA] = "INSERT INTO agenda_days VALUES (?, ?, ?, ?)",
        [PUT_DROPPED] = "INSERT INTO dropped VALUES (?, ?, ?, ?, ?)",
        [PUT_TALLY] = "INSERT OR REPLACE INTO tally VALUES (?, ?)",
    };
    /* A rollback journal, not a write-ahead log: one file that can be copied when no journal stands
     * beside it, and that works on network file systems. NORMAL: safe against any end of the
     * program. */
    ofr_status status = result_file_run(&writer->file,
                                        "PRAGMA journal_mode = DELETE; "
                                        "PRAGMA synchronous = NORMAL",
                                        err);

    for (size_t i = 0; status == OFR_OK && i < N_STATEMENTS; i++) {
        status = result_file_prepare(&writer->file, sql[i], &writer->put[i], err);
    }
    return status;
}

/* A quick look, which stands in nobody's way. */
static bool is_quick(result_file *file)
{
    char *quick = NULL;
    const bool is = result_file_meta(file, "quick", &quick, NULL) == OFR_OK &&
                    strcmp(quick, "1") == 0;

    free(quick);
    return is;
}

/* differs: NULL where it is the study, as a quick look; there: as the file has it. */
static ofr_status fail_other(const result_writer *writer, const plan_fact *differs,
                             const char *there, ofr_error *err)
{
    if (!differs)
        return ofr_fail(err, OFR_RESULT, writer->path,
                        "holds a quick look; continue it with --quick, or run in full without "
                        "--resume");
    return ofr_fail(err, OFR_RESULT, writer->path,
                    "holds another study: its %s is %s, now it is %s; give another name with "
                    "--output, or --force to replace it",
                    differs->says, *there ? there : "not set",
                    *differs->value ? differs->value : "not set");
}

/* Opens what is there if it may be continued; *ret_make: it is to be made anew. */
static ofr_status open_present(result_writer *writer, const ofr_plan *plan, int32_t version,
                               bool *ret_make, ofr_error *err)
{
    bool replace = writer->mode == RESULT_REPLACE, in_full = false;
    const plan_fact *differs = NULL;
    plan_fact list[MAX_FACTS];
    char there[64] = "";
    ofr_status status;

    if (version != RESULT_FORMAT && replace) {
        *ret_make = true;
        return OFR_OK;
    }
    status = result_file_open(&writer->file, writer->path, true, err);
    if (status == OFR_OK) {
        status = compare(&writer->file, plan, list, &differs, there, sizeof there, err);
    }
    if (status == OFR_OK && is_quick(&writer->file)) {
        /* It keeps less than a run in full does, so it is not taken for one of the same size. */
        in_full = !plan->quick;
        replace |= writer->mode == RESULT_KEEP;
    }
    if (status == OFR_OK && !differs && !in_full) return OFR_OK;
    result_file_done(&writer->file);
    if (replace && (status == OFR_OK || status == OFR_RESULT)) {
        if (err) ofr_error_done(err);
        *ret_make = true;
        return OFR_OK;
    }
    return status == OFR_OK ? fail_other(writer, differs, there, err) : status;
}

ofr_status writer_begin(result_writer *writer, const ofr_plan *plan, ofr_error *err)
{
    int32_t version;
    bool anew;
    const result_presence there = result_file_look(writer->path, &version);
    ofr_status status = check_plan(writer, plan, err);

    if (status != OFR_OK) return status;
    if (there == RESULT_FOREIGN) {
        return ofr_fail(
            err, OFR_RESULT, writer->path,
            "is there and is not a result of offramp, so it is left alone; give another "
            "name with --output");
    }
    if (there == RESULT_ABSENT && writer->mode == RESULT_RESUME) {
        return ofr_fail(err, OFR_IO, writer->path, "there is no such result to continue");
    }
    anew = there == RESULT_ABSENT;
    if (!anew) status = open_present(writer, plan, version, &anew, err);
    if (status == OFR_OK && anew) {
        status = make(writer->path, plan, err);
        if (status == OFR_OK) status = result_file_open(&writer->file, writer->path, true, err);
    }
    if (status == OFR_OK) status = take_plan(writer, plan, err);
    if (status == OFR_OK) status = prepare(writer, err);
    if (status == OFR_OK) status = read_chunks(writer, err);
    if (status == OFR_OK) status = read_tally(writer, err);
    if (status == OFR_OK) {
        int64_t complete = 0;
        status = result_file_whole(&writer->file, "complete", 0, 1, &complete, err);
        writer->complete = complete == 1;
    }
    writer->begun = status == OFR_OK;
    return status;
}
