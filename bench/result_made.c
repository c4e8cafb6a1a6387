/* result_made.c -- see result_made.h. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "result_made.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/result.h"

enum { KEPT = 50 };

ofr_status result_make(const measure *m, result_made *ret, ofr_error *err)
{
    const char *where = getenv("TMPDIR");
    run_options with = measure_run_options(m);
    result_writer *writer = NULL;
    ofr_status status;

    *ret = (result_made){0};
    snprintf(ret->directory, sizeof ret->directory, "%.200s/offramp-bench-XXXXXX",
             where ? where : "/tmp");
    if (!mkdtemp(ret->directory)) {
        status = ofr_fail(err, OFR_IO, ret->directory, "%s", strerror(errno));
        ret->directory[0] = '\0';
        return status;
    }
    snprintf(ret->path, sizeof ret->path, "%s/bench.offramp", ret->directory);
    status = result_open_write(ret->path, RESULT_KEEP, &writer, err);
    if (status != OFR_OK) return status;
    const ofr_sink file = result_sink(writer), sink = sums_sink(&ret->sums, &file);
    with.kept = KEPT;
    status = study_run(m->study, &with, &sink, err);
    result_close(writer);
    return status;
}

void result_drop(result_made *made)
{
    if (!made->directory[0]) return;
    unlink(made->path);
    rmdir(made->directory);
    made->directory[0] = '\0';
}
