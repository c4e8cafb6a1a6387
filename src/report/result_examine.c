/* result_examine.c -- all of a result looked at: what it is, and what is damaged in it. */
#include <stdlib.h>
#include <string.h>

#include "result.h"
#include "result_file.h"
#include "result_schema.h"
#include "result_shelf.h"
#include "result_sums.h"

enum { MOST_OF_STRUCTURE = 10 }; /* faults of the file's structure that are told */

typedef struct examiner {
    result_file file;
    result_facts facts;
    void (*found)(void *self, const char *what);
    void *self;
} examiner;

static void tell(void *self, const char *what)
{
    examiner *x = self;

    x->facts.faults++;
    x->found(x->self, what);
}

/* What cannot be read is a fault of the file, told with where; all else ends the examination. */
static ofr_status tell_unreadable(examiner *x, const char *where, ofr_status status, ofr_error *err)
{
    char what[160];

    if (status != OFR_RESULT) return status;
    snprintf(what, sizeof what, "%s cannot be read (%s)", where, sqlite3_errmsg(x->file.db));
    if (err) ofr_error_done(err);
    tell(x, what);
    return OFR_OK;
}

static ofr_status read_number(result_file *file, const char *sql, const char *text,
                              int64_t *ret_number, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = false;
    ofr_status status = result_file_prepare(file, sql, &rows, err);

    if (status == OFR_OK && text) sqlite3_bind_text(rows, 1, text, -1, SQLITE_STATIC);
    if (status == OFR_OK) status = result_file_next(file, rows, &row, err);
    if (status == OFR_OK && row) *ret_number = sqlite3_column_int64(rows, 0);
    sqlite3_finalize(rows);
    return status;
}

/* Read as far as that goes: what is damaged is told by the checksums. */
static ofr_status read_facts(examiner *x, ofr_error *err)
{
    result_facts *facts = &x->facts;
    int64_t complete = 0;
    ofr_status status = result_file_find(&x->file, "title", &facts->title, err);

    facts->members = facts->done = -1;
    if (status == OFR_OK)
        status = result_file_find(&x->file, "program_version", &facts->program_version, err);
    if (status == OFR_OK)
        status = result_file_find(&x->file, "numbers_id", &facts->numbers_id, err);
    if (status == OFR_OK)
        status = result_file_whole(&x->file, "members", 1, UINT32_MAX, &facts->members, err);
    if (status == OFR_OK) status = result_file_whole(&x->file, "complete", 0, 1, &complete, err);
    if (status == OFR_OK)
        status = read_number(&x->file, "SELECT coalesce(sum(n), 0) FROM chunk", NULL, &facts->done,
                             err);
    facts->complete = complete == 1;
    return tell_unreadable(x, "what the result is", status, err);
}

static ofr_status examine_views(examiner *x, ofr_error *err)
{
    int64_t all = 0;
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < result_n_views; i++) {
        int64_t same = 0;
        status = read_number(&x->file,
                             "SELECT count(*) FROM sqlite_schema WHERE type = 'view' AND sql = ?",
                             result_views[i], &same, err);
        if (status == OFR_OK && same != 1) tell(x, "a view is not as offramp makes it");
    }
    if (status == OFR_OK)
        status = read_number(&x->file, "SELECT count(*) FROM sqlite_schema", NULL, &all, err);
    if (all > (int64_t)(result_n_tables + result_n_views))
        x->facts.others = (size_t)all - result_n_tables - result_n_views;
    return tell_unreadable(x, "the list of tables", status, err);
}

static ofr_status examine_sums(examiner *x, ofr_error *err)
{
    sums_cut cut = {1, 1};
    sums_faults faults = {tell, x, 0};
    ofr_status status = sums_read_cut(&x->file, &cut, err);

    if (status != OFR_OK)
        return tell_unreadable(x, "how the futures are cut into chunks", status, err);
    for (size_t i = 0; status == OFR_OK && i < result_n_tables; i++) {
        char where[64];
        snprintf(where, sizeof where, "table '%s'", result_tables[i].name);
        status = sums_check_table(&x->file, &cut, result_tables[i].name, &faults, err);
        status = tell_unreadable(x, where, status, err);
    }
    if (status == OFR_OK) {
        status = shelf_examine(&x->file, tell, x, &faults.parts, err);
        status = tell_unreadable(x, "what is kept for later commands", status, err);
    }
    x->facts.parts = faults.parts;
    return status;
}

static ofr_status examine_structure(examiner *x, ofr_error *err)
{
    sqlite3_stmt *rows = NULL;
    char sql[48], what[200];
    bool row = true;
    ofr_status status;

    snprintf(sql, sizeof sql, "PRAGMA integrity_check(%d)", MOST_OF_STRUCTURE);
    status = result_file_prepare(&x->file, sql, &rows, err);
    while (status == OFR_OK) {
        status = result_file_next(&x->file, rows, &row, err);
        if (status != OFR_OK || !row) break;
        const char *said = (const char *)sqlite3_column_text(rows, 0);
        if (said && strcmp(said, "ok") == 0) continue;
        snprintf(what, sizeof what, "the structure of the file: %s", said ? said : "unknown");
        tell(x, what);
    }
    sqlite3_finalize(rows);
    return tell_unreadable(x, "the structure of the file", status, err);
}

ofr_status result_examine(const char *path, void (*found)(void *self, const char *what), void *self,
                          result_facts *ret_facts, ofr_error *err)
{
    examiner x = {.found = found, .self = self};
    ofr_status status = result_file_open(&x.file, path, false, err);

    if (status == OFR_OK) status = result_file_run(&x.file, "BEGIN", err); /* one view of it */
    if (status == OFR_OK) status = read_facts(&x, err);
    if (status == OFR_OK) status = examine_views(&x, err);
    if (status == OFR_OK) status = examine_sums(&x, err);
    if (status == OFR_OK) status = examine_structure(&x, err);
    result_file_done(&x.file);
    if (status == OFR_OK)
        *ret_facts = x.facts;
    else
        result_facts_done(&x.facts);
    return status;
}

void result_facts_done(result_facts *facts)
{
    free(facts->title);
    free(facts->program_version);
    free(facts->numbers_id);
    *facts = (result_facts){0};
}
