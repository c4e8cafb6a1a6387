/* given.c -- see given.h. */
#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mechanisms/table.h"

given given_open(const world *w, const char *events, const char *totals, bool history)
{
    given g = {0};
    ofr_error err = {0};
    uint8_t *flow = calloc(w->m->n_flows + 1, 1);
    const size_t m = totals ? strlen(totals) : 0;

    assert_non_null(flow);
    memset(flow, 1, w->m->n_flows);
    if (record_read_text(events, strlen(events), totals, m, "test.csv", &g.record, &err) != OFR_OK)
        fail_msg("%s: %s", err.where, err.text);
    const ofr_past_plan plan = {.first = w->m->start,
                                .last = w->m->start + w->m->horizon - 1,
                                .known_by = OFR_NO_DATE,
                                .history = history,
                                .flow = flow};
    if (past_new(w->m, g.record, &plan, &g.past, &err) != OFR_OK) fail_msg("%s", err.text);
    free(flow);
    return g;
}

void given_close(given *g)
{
    past_free(g->past);
    record_free(g->record);
    *g = (given){0};
}

void given_run(world *w, const given *g, int32_t days)
{
    for (int32_t d = 0; d < days; d++) {
        for (size_t i = 0; i < w->n_blocks; i++) w->block[i].given = past_day(g->past, w->day);
        world_run(w, 1);
    }
    for (size_t i = 0; i < w->n_blocks; i++) w->block[i].given = NULL;
}

void given_near(double got, double want, double slack, const char *what, const char *file, int line)
{
    if (fabs(got - want) <= slack) return;
    print_error("%s is %.17g, expected %.17g within %g\n", what, got, want, slack);
    _fail(file, line);
}

double given_mean(const world *w, const char *field)
{
    double sum = 0.0;

    for (size_t i = 0; i < w->n; i++) sum += world_get(w, field, i);
    return sum / (double)w->n;
}

double given_mean_count(const world *w, size_t slot)
{
    double sum = 0.0;

    for (size_t i = 0; i < w->n; i++) sum += world_count(w, slot, i);
    return sum / (double)w->n;
}

void given_set_par(world *w, const char *path, double value)
{
    const ofr_node *node = spec_at(w->m->spec, path);

    if (!node || node->parameter < 0) fail_msg("no number at '%s'", path);
    for (size_t i = 0; i < w->n_blocks; i++) {
        ofr_block *b = &w->block[i];
        for (size_t k = 0; k < b->lanes; k++) {
            b->par[(size_t)node->parameter * b->lanes + k] = value;
            block_derive(w->m, b, k);
        }
    }
}
