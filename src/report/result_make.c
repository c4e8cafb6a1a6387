/* result_make.c -- see result_make.h. */
#include "result_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

ofr_status result_new(const result_place *place, const char *part, const ofr_plan *plan,
                      ofr_error *err)
{
    result_file file = {0};
    ofr_status status = place_temporary(place, part, err);

    if (status != OFR_OK) return status;
    status = result_file_make(&file, part, place->shown, err);
    if (status == OFR_OK) status = plan_put(&file, plan, err);
    result_file_done(&file);
    if (status == OFR_OK) status = drop_journal(place, err);
    if (status == OFR_OK) status = place_put(place, part, err);
    if (status != OFR_OK) unlink(part);
    return status;
}
