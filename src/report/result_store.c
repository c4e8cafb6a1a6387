/* result_store.c -- see result_store.h. */
#include "result_store.h"

#include <stdlib.h>
#include <string.h>

#include "result_make.h"
#include "result_schema.h"
#include "result_shelf.h"
#include "result_sums.h"

enum { PUT_EVE, FIND_EVE, PUT_ASKED, FIND_ASKED, N_STATEMENTS };

struct result_store {
    char *path;
    result_place place;
    result_lock lock;
    result_file file;
    bool reads; /* and does not write */
    sqlite3_stmt *statement[N_STATEMENTS];
};

static ofr_status prepare(result_store *s, ofr_error *err)
{
    static const char *const sql[N_STATEMENTS] = {
        [PUT_EVE] = SHELF_PUT_EVE,
        [FIND_EVE] = SHELF_FIND_EVE,
        [PUT_ASKED] = SHELF_PUT_ASKED,
        [FIND_ASKED] = SHELF_FIND_ASKED,
    };
    ofr_status status = OFR_OK;

    for (size_t i = 0; status == OFR_OK && i < N_STATEMENTS; i++) {
        if (s->reads && (i == PUT_EVE || i == PUT_ASKED)) continue;
        status = result_file_prepare(&s->file, sql[i], &s->statement[i], err);
    }
    return status;
}

static ofr_status prepare_writing(result_store *s, ofr_error *err)
{
    bool quick = false;
    ofr_status status = result_file_quick(&s->file, &quick, err);

    if (status == OFR_OK)
        status = result_file_run(&s->file, quick ? RESULT_WRITING_QUICK : RESULT_WRITING, err);
    return status == OFR_OK ? prepare(s, err) : status;
}

/* Is what is there of this program's numbers, and does it hold futures? */
static ofr_status look_inside(result_store *s, bool *ret_fits, bool *ret_empty, ofr_error *err)
{
    const sums_cut whole = {1, 1};
    char *id = NULL;
    ofr_status status = result_file_open_at(&s->file, s->place.path, s->path, true, err);

    if (status == OFR_OK) status = sums_check_table(&s->file, &whole, "meta", NULL, err);
    if (status == OFR_OK) status = result_file_meta(&s->file, "numbers_id", &id, err);
    if (status == OFR_OK) status = result_file_empty(&s->file, ret_empty, err);
    if (status == OFR_OK) *ret_fits = strcmp(id, ofr_numbers_id()) == 0;
    free(id);
    return status;
}

static ofr_status make(result_store *s, const ofr_plan *plan, ofr_error *err)
{
    ofr_status status = result_new(&s->place, s->lock.part, plan, err);

    if (status == OFR_OK) status = result_file_open_at(&s->file, s->place.path, s->path, true, err);
    return status == OFR_OK ? place_look(&s->place, err) : status;
}

/* The file under its lock. *ret_absent: there is none, and no plan to make one of. */
static ofr_status open_or_make(result_store *s, const ofr_plan *plan, bool *ret_absent,
                               ofr_error *err)
{
    int32_t version;
    bool fits = false, empty = false;
    ofr_status status;

    switch (result_file_look(s->place.path, &version)) {
    case RESULT_FOREIGN:
        return ofr_fail(err, OFR_RESULT, s->path, "is not a result of offramp");
    case RESULT_ABSENT:
        *ret_absent = !plan;
        return plan ? make(s, plan, err) : OFR_OK;
    case RESULT_OURS:
        break;
    }
    status = look_inside(s, &fits, &empty, err);
    if (status != OFR_OK || fits) return status;
    result_file_done(&s->file);
    *ret_absent = empty && !plan;
    if (empty) return plan ? make(s, plan, err) : OFR_OK;
    return ofr_fail(err, OFR_RESULT, s->path,
                    "holds futures of a program that simulates other numbers");
}

ofr_status result_store_open(const char *path, const ofr_plan *plan, result_store **ret_store,
                             ofr_error *err)
{
    result_store *s = calloc(1, sizeof *s);
    bool cannot = false, absent = false;
    ofr_status status = OFR_OK;

    if (s) {
        s->lock = RESULT_LOCK_NONE;
        s->path = strdup(path);
    }
    if (!s || !s->path) status = ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    if (status == OFR_OK) status = place_find(s->path, &s->place, err);
    if (status == OFR_OK) status = lock_take(s->place.path, s->path, &s->lock, &cannot, err);
    if (status == OFR_OK) status = place_look(&s->place, err);
    if (status == OFR_OK) status = open_or_make(s, plan, &absent, err);
    if (status == OFR_OK && !absent && s->place.names > 1)
        status = ofr_fail(err, OFR_RESULT, path, "has another name, too (a hard link)");
    if (status == OFR_OK && !absent) status = prepare_writing(s, err);
    if (status != OFR_OK || absent) {
        result_store_close(s);
        s = NULL;
    }
    if (status == OFR_OK) *ret_store = s;
    return status;
}

ofr_status result_store_look(const char *path, result_store **ret_store, ofr_error *err)
{
    result_store *s = calloc(1, sizeof *s);
    ofr_error why = {0};
    int32_t version;
    ofr_status status;

    if (!s) return ofr_fail(err, OFR_NO_MEMORY, path, "out of memory");
    s->lock = RESULT_LOCK_NONE;
    s->reads = true;
    status = result_file_look(path, &version) == RESULT_OURS
                 ? result_file_open(&s->file, path, false, &why)
                 : OFR_RESULT;
    if (status == OFR_OK) status = prepare(s, &why);
    if (status != OFR_OK) {
        result_store_close(s);
        s = NULL;
    }
    ofr_error_done(&why);
    if (status == OFR_NO_MEMORY) return ofr_fail(err, status, path, "out of memory");
    *ret_store = s;
    return OFR_OK;
}

static ofr_status find_eve(void *self, uint64_t key, unsigned char **ret_bytes, size_t *ret_n,
                           ofr_error *err)
{
    result_store *s = self;

    return shelf_find(&s->file, s->statement[FIND_EVE], key, 0, ret_bytes, ret_n, err);
}

static ofr_status find_asked(void *self, uint64_t key, size_t part, unsigned char **ret_bytes,
                             size_t *ret_n, ofr_error *err)
{
    result_store *s = self;

    return shelf_find(&s->file, s->statement[FIND_ASKED], key, (int64_t)part, ret_bytes, ret_n,
                      err);
}

static ofr_status keep(void *self, uint64_t key, size_t part, const unsigned char *bytes, size_t n,
                       const ofr_kept_eve *eve, size_t n_eves, ofr_error *err)
{
    result_store *s = self;
    ofr_status status = result_file_run(&s->file, "BEGIN IMMEDIATE", err);

    if (status == OFR_OK)
        status = shelf_put_asked(&s->file, s->statement[PUT_ASKED], key, (int64_t)part, bytes, n,
                                 err);
    for (size_t i = 0; i < n_eves && status == OFR_OK; i++)
        status = shelf_put_eve(&s->file, s->statement[PUT_EVE], &eve[i], err);
    if (status == OFR_OK) status = result_file_run(&s->file, "COMMIT", err);
    if (status != OFR_OK && s->file.db && !sqlite3_get_autocommit(s->file.db))
        sqlite3_exec(s->file.db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

ofr_store result_store_of(result_store *store)
{
    return (ofr_store){
        .self = store, .eve = find_eve, .asked = find_asked, .keep = store->reads ? NULL : keep};
}

void result_store_close(result_store *s)
{
    if (!s) return;
    for (size_t i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(s->statement[i]);
    result_file_done(&s->file);
    lock_release(&s->lock);
    place_done(&s->place);
    free(s->path);
    free(s);
}
