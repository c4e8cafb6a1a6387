/* result_begin.c -- making, replacing or continuing a result file for a plan. */
#include <stdlib.h>
#include <string.h>

#include "result_make.h"
#include "result_plan.h"
#include "result_schema.h"
#include "result_shelf.h"
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
    writer->cut = (sums_cut){(int64_t)plan->chunk, (int64_t)plan->per_set};
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

static ofr_status prepare(result_writer *writer, bool quick, ofr_error *err)
{
    static const char *const sql[N_STATEMENTS] = {
        [PUT_CHUNK] = "INSERT INTO chunk VALUES (?, ?, ?)",
        [PUT_MEMBER] = "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [PUT_OUTCOME] = "INSERT INTO member_outcome VALUES (?, ?, ?)",
        [PUT_PAYOFF] = "INSERT INTO payoff VALUES (?, ?, ?)",
        [PUT_EVIDENCE] = "INSERT INTO set_evidence VALUES (?, ?)",
        [PUT_LEFT_OUT] = "INSERT INTO left_out VALUES (?, ?, ?, ?, ?)",
        [PUT_AGENDA] = "INSERT INTO agenda_days VALUES (?, ?, ?, ?)",
        [PUT_DROPPED] = "INSERT INTO dropped VALUES (?, ?, ?, ?, ?)",
        [PUT_TALLY] = "INSERT OR REPLACE INTO tally VALUES (?, ?)",
        [PUT_EVE] = SHELF_PUT_EVE,
        [FIND_EVE] = SHELF_FIND_EVE,
    };
    ofr_status status = result_file_run(&writer->file,
                                        quick ? RESULT_WRITING_QUICK : RESULT_WRITING, err);

    for (size_t i = 0; status == OFR_OK && i < N_STATEMENTS; i++) {
        status = result_file_prepare(&writer->file, sql[i], &writer->put[i], err);
    }
    return status;
}

/* In the words of who asked for it. differs: NULL where it is the study, as a quick look; there: as the file has it. */
static ofr_status fail_other(const result_writer *writer, const plan_fact *differs,
                             const char *there, ofr_error *err)
{
    if (!differs)
        return ofr_fail(err, OFR_RESULT, writer->path,
                        "holds a quick look; continue it with --quick, or run in full without "
                        "--resume");
    if (strcmp(differs->key, "numbers_id") == 0) {
        return ofr_fail(err, OFR_RESULT, writer->path,
                        "was begun by a program that simulates other numbers (numbers id %s, this "
                        "has %s); go on with that program, give another name with --output, or "
                        "--force to replace it",
                        there, differs->value);
    }
    return ofr_fail(err, OFR_RESULT, writer->path,
                    "holds another study: its %s is %s, now it is %s; give another name with "
                    "--output, or --force to replace it",
                    differs->says, *there ? there : "not set",
                    *differs->value ? differs->value : "not set");
}

/* What a file that is there holds, beside a plan. */
typedef struct present {
    plan_fact fact[MAX_FACTS];
    const plan_fact *differs; /* the first that differs; NULL: the same study */
    char there[64];           /* as the file has it */
    bool quick, goes_on;      /* a quick look; may be continued or used */
    bool empty;               /* holds no future, only what compare and test keep */
} present;

/* Opens it. The facts are looked at first: a file of another study need not be read to its end. */
static ofr_status look_inside(result_writer *writer, const ofr_plan *plan, present *p,
                              ofr_error *err)
{
    const bool locked = writer->lock.fd >= 0;
    const sums_cut whole = {1, 1};
    result_file *file = &writer->file;
    int64_t complete = 0;
    ofr_status status = result_file_open_at(file, writer->place.path, writer->path, locked, err);

    if (status == OFR_OK) status = sums_check_table(file, &whole, "meta", NULL, err);
    if (status == OFR_OK)
        status = compare(file, plan, p->fact, &p->differs, p->there, sizeof p->there, err);
    if (status == OFR_OK) status = result_file_empty(file, &p->empty, err);
    if (status == OFR_OK) status = result_file_quick(file, &p->quick, err);
    if (status == OFR_OK) status = result_file_whole(file, "complete", 0, 1, &complete, err);
    /* A quick look has chunks of its own size, which say nothing of what is complete. */
    if (p->differs && strcmp(p->differs->key, "chunk") == 0 && p->quick != plan->quick &&
        (p->quick || complete == 1))
        p->differs = NULL;
    /* A quick look keeps less than a run in full does, so it is not taken for one of the same size. */
    p->goes_on = status == OFR_OK && !p->differs && (plan->quick || !p->quick);
    return p->goes_on ? sums_check(file, true, err) : status;
}

/* Opens what is there if it may be continued; *ret_make: it is to be made anew. */
static ofr_status open_present(result_writer *writer, const ofr_plan *plan, int32_t version,
                               bool *ret_make, ofr_error *err)
{
    bool replace = writer->mode == RESULT_REPLACE;
    present p = {.differs = NULL};
    ofr_status status;

    if (version != RESULT_FORMAT && replace) {
        *ret_make = true;
        return OFR_OK;
    }
    status = look_inside(writer, plan, &p, err);
    if (status == OFR_OK && p.goes_on) return OFR_OK;
    if (status == OFR_OK && p.empty && writer->mode != RESULT_RESUME && writer->lock.fd >= 0)
        return plan_again(&writer->file, plan, err);
    replace |= p.quick && writer->mode == RESULT_KEEP;
    result_file_done(&writer->file);
    if (replace && (status == OFR_OK || status == OFR_RESULT)) {
        if (err) ofr_error_done(err);
        *ret_make = true;
        return OFR_OK;
    }
    return status == OFR_OK ? fail_other(writer, p.differs, p.there, err) : status;
}

/* The lock, and what is there under it. Where nothing can be written a complete result may still be used: it is
 * then opened without the lock. */
static ofr_status take_place(result_writer *writer, ofr_error *err)
{
    bool cannot = false;
    ofr_status status = place_find(writer->path, &writer->place, err);

    if (status != OFR_OK) return status;
    status = lock_take(writer->place.path, writer->path, &writer->lock, &cannot, err);
    if (status != OFR_OK && cannot && writer->place.present) {
        if (err) ofr_error_done(err);
        status = OFR_OK;
    }
    return status == OFR_OK ? place_look(&writer->place, err) : status;
}

static ofr_status need_lock(const result_writer *writer, ofr_error *err)
{
    if (writer->lock.fd >= 0) return OFR_OK;
    return ofr_fail(err, OFR_IO, writer->path,
                    "cannot be written: %s.lock cannot be made beside it; check that the directory "
                    "may be written, or give another name with --output",
                    writer->place.path);
}

static ofr_status open_or_make(result_writer *writer, const ofr_plan *plan, ofr_error *err)
{
    int32_t version;
    const result_presence there = result_file_look(writer->place.path, &version);
    bool anew = there == RESULT_ABSENT;
    ofr_status status = OFR_OK;

    if (there == RESULT_FOREIGN) {
        return ofr_fail(
            err, OFR_RESULT, writer->path,
            "is there and is not a result of offramp, so it is left alone; give another "
            "name with --output");
    }
    if (anew && writer->mode == RESULT_RESUME)
        return ofr_fail(err, OFR_IO, writer->path, "there is no such result to continue");
    if (!anew) status = open_present(writer, plan, version, &anew, err);
    if (status != OFR_OK || !anew) return status;
    status = need_lock(writer, err);
    if (status == OFR_OK) status = result_new(&writer->place, writer->lock.part, plan, err);
    if (status == OFR_OK)
        status = result_file_open_at(&writer->file, writer->place.path, writer->path, true, err);
    if (status == OFR_OK) status = place_look(&writer->place, err);
    return status;
}

/* What goes on must be this run's alone, and of one name: SQLite finds the journal of a write that was cut off by the
 * file's name. */
static ofr_status check_alone(const result_writer *writer, ofr_error *err)
{
    const ofr_status status = need_lock(writer, err);

    if (status != OFR_OK || writer->place.names < 2) return status;
    return ofr_fail(err, OFR_RESULT, writer->path,
                    "has another name, too (a hard link), under which another run could write it; "
                    "copy it and continue the copy");
}

ofr_status writer_begin(result_writer *writer, const ofr_plan *plan, ofr_error *err)
{
    int64_t complete = 0;
    ofr_status status = check_plan(writer, plan, err);

    if (status == OFR_OK) status = take_place(writer, err);
    if (status == OFR_OK) status = open_or_make(writer, plan, err);
    if (status != OFR_OK) return status;
    writer->file.wait = writer->wait;
    status = result_file_whole(&writer->file, "complete", 0, 1, &complete, err);
    writer->complete = complete == 1;
    if (status == OFR_OK && !writer->complete) status = check_alone(writer, err);
    if (status == OFR_OK) status = take_plan(writer, plan, err);
    if (status == OFR_OK) status = prepare(writer, plan->quick, err);
    if (status == OFR_OK && writer->complete) {
        for (size_t i = 0; i < writer->n_chunks; i++) writer->has[i] = true;
    } else {
        if (status == OFR_OK) status = read_chunks(writer, err);
        if (status == OFR_OK) status = read_tally(writer, err);
    }
    writer->begun = status == OFR_OK;
    return status;
}
