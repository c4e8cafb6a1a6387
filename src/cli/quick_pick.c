/* quick_pick.c -- the median or the worst future of an ensemble that is not kept. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

typedef struct picker {
    ofr_member_row *row;
    size_t n, room, per_set;
} picker;

static ofr_status begin(void *self, const ofr_plan *plan, ofr_error *err)
{
    picker *p = self;

    p->room = plan->n_members;
    p->per_set = plan->per_set;
    p->row = calloc(p->room, sizeof *p->row);
    return p->row ? OFR_OK
                  : ofr_fail(err, OFR_NO_MEMORY, "", "out of memory for %zu members", p->room);
}

static ofr_status chunk(void *self, const ofr_chunk *part, ofr_error *err)
{
    picker *p = self;

    if (part->n > p->room - p->n) return ofr_fail(err, OFR_USAGE, "", "more members than planned");
    for (size_t k = 0; k < part->n; k++) {
        if (!chunk_leaves_out(part, p->per_set, k)) p->row[p->n++] = part->member[k];
    }
    return OFR_OK;
}

static ofr_status history(void *self, const ofr_history *past, ofr_error *err)
{
    (void)self, (void)past, (void)err;
    return OFR_OK;
}

static ofr_status kept(void *self, const ofr_kept *future, ofr_error *err)
{
    (void)self, (void)future, (void)err;
    return OFR_OK;
}

static ofr_status finish(void *self, ofr_error *err)
{
    (void)self, (void)err;
    return OFR_OK;
}

/* The same orders as the result file's (sink.h): severity, then number. */
static int by_severity(const void *a, const void *b)
{
    const ofr_member_row *x = a, *y = b;

    if (x->severity != y->severity) return x->severity < y->severity ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

/* Highest rung, then most deaths, then earliest, then lowest number. */
static int by_harm(const void *a, const void *b)
{
    const ofr_member_row *x = a, *y = b;

    if (x->worst_rung != y->worst_rung) return x->worst_rung > y->worst_rung ? -1 : 1;
    if (x->deaths != y->deaths) return x->deaths > y->deaths ? -1 : 1;
    if (x->worst_day != y->worst_day) return x->worst_day < y->worst_day ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

ofr_status quick_pick(const ofr_study *study, const run_options *options, const char *which,
                      size_t *ret_member, ofr_error *err)
{
    const bool worst = strcmp(which, "worst") == 0;
    picker p = {0};
    const ofr_sink sink = {.self = &p,
                           .begin = begin,
                           .chunk = chunk,
                           .history = history,
                           .kept = kept,
                           .finish = finish};
    run_options o = *options;
    ofr_status status;

    o.kept = 0;
    status = study_run(study, &o, &sink, err);
    if (status == OFR_OK) {
        qsort(p.row, p.n, sizeof *p.row, worst ? by_harm : by_severity);
        *ret_member = p.row[worst ? 0 : (p.n - 1) / 2].member;
    }
    free(p.row);
    return status;
}
