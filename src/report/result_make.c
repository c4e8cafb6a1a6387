/* result_make.c -- see result_make.h. */
#include "result_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../studies/track.h"
#include "result_shelf.h"

/* Removes the journal of a file that is replaced: it must not be applied to the new one. */
static ofr_status drop_journal(const result_place *place, ofr_error *err)
{
    const size_t size = strlen(place->path) + sizeof "-journal";
    char *journal = malloc(size);

    if (!journal)
        return ofr_fail(err, OFR_NO_MEMORY, place->shown, "out of memory while making it");
    snprintf(journal, size, "%s-journal", place->path);
    unlink(journal);
    free(journal);
    return OFR_OK;
}

static ofr_status put_track(result_file *file, const unsigned char *bytes, size_t n, ofr_error *err)
{
    sqlite3_stmt *put = NULL;
    ofr_status status = result_file_prepare(file, SHELF_PUT_ASKED, &put, err);

    if (status == OFR_OK) status = shelf_put_asked(file, put, track_key(), 0, bytes, n, err);
    sqlite3_finalize(put);
    return status;
}

/* The track record outlives the futures of a result that is replaced: a scenario that was changed is still the case that was scored. Of a
 * file that cannot be read there is none. */
static ofr_status carry_track(const result_place *place, result_file *file, ofr_error *err)
{
    result_file old = {0};
    sqlite3_stmt *find = NULL;
    unsigned char *bytes = NULL;
    int32_t version;
    size_t n = 0;
    ofr_status status = OFR_OK;

    if (result_file_look(place->path, &version) != RESULT_OURS ||
        result_file_open_at(&old, place->path, place->shown, false, NULL) != OFR_OK)
        return OFR_OK;
    if (result_file_prepare(&old, SHELF_FIND_ASKED, &find, NULL) == OFR_OK)
        status = shelf_find(&old, find, track_key(), 0, &bytes, &n, err);
    if (status == OFR_OK && n > 0) status = put_track(file, bytes, n, err);
    sqlite3_finalize(find);
    free(bytes);
    result_file_done(&old);
    return status;
}

ofr_status result_new(const result_place *place, const char *part, const ofr_plan *plan,
                      ofr_error *err)
{
    result_file file = {0};
    ofr_status status = place_temporary(place, part, err);

    if (status != OFR_OK) return status;
    status = result_file_make(&file, part, place->shown, err);
    if (status == OFR_OK) status = carry_track(place, &file, err);
    if (status == OFR_OK) status = plan_put(&file, plan, err);
    result_file_done(&file);
    if (status == OFR_OK) status = drop_journal(place, err);
    if (status == OFR_OK) status = place_put(place, part, err);
    if (status != OFR_OK) unlink(part);
    return status;
}
