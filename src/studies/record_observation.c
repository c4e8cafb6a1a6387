/* record_observation.c -- see record_observation.h. */
#include "record_observation.h"

#include <stdlib.h>
#include <string.h>

#include "../engine/observation.h"
#include "../engine/totals.h"
#include "record_notes.h"

static const ofr_node *stated(const ofr_node *parent, const char *key)
{
    const ofr_node *node = parent ? node_get(parent, key) : NULL;

    return node && node->stated ? node : NULL;
}

static int32_t day_at(const ofr_node *period, const char *key)
{
    return (int32_t)node_get(period, key)->value;
}

/* ---- what is written ---------------------------------------------------------------------------- */

/* Do two periods speak of a flow in common? Without flows: of all. */
static bool share_flow(const ofr_node *a, const ofr_node *b)
{
    const ofr_node *of_a = stated(a, "flows"), *of_b = stated(b, "flows");

    if (!of_a || !of_b) return true;
    for (size_t i = 0; i < of_a->n_children; i++) {
        for (size_t j = 0; j < of_b->n_children; j++) {
            if (strcmp(of_a->child[i]->text, of_b->child[j]->text) == 0) return true;
        }
    }
    return false;
}

static void check_periods(const ofr_node *list, ofr_faults *faults)
{
    for (size_t i = 0; list && i < list->n_children; i++) {
        const ofr_node *period = list->child[i];
        char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];
        if (day_at(period, "to") < day_at(period, "from"))
            faults_add(faults, node_get(period, "to"),
                       "the period ends before it begins; swap them");
        for (size_t j = 0; j < i; j++) {
            const ofr_node *before = list->child[j];
            if (day_at(period, "from") > day_at(before, "to") ||
                day_at(period, "to") < day_at(before, "from") || !share_flow(period, before))
                continue;
            faults_add(faults, period,
                       "overlaps the period from %s to %s; end one of them before the other begins",
                       date_format(day_at(before, "from"), from),
                       date_format(day_at(before, "to"), to));
            break;
        }
    }
}

static void check_constant(const ofr_model *m, const ofr_node *number, ofr_faults *faults)
{
    if (number && number->parameter >= 0 &&
        m->spec->parameter[number->parameter].prior.kind != PRIOR_NONE)
        faults_add(faults, number,
                   "is one number for all parameter sets, since all see the same record; leave out "
                   "its prior");
}

/* What is said of one flow. */
static void check_flow(const ofr_model *m, const ofr_flow *flow, ofr_faults *faults)
{
    static const char *const keys[] = {"covered-until", "reporting-delay", "coverage-periods"};
    const ofr_node *periods = stated(flow->node, "coverage-periods");

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const ofr_node *said = stated(flow->node, keys[i]);
        if (said && flow->cover == COVER_NONE)
            faults_add(faults, said,
                       "says how the record covers %s, which takes no rows; write record: full, "
                       "partial or totals too, or take this out",
                       flow->id);
    }
    check_periods(periods, faults);
    check_constant(m, stated(flow->node, "reporting-delay"), faults);
    for (size_t i = 0; periods && i < periods->n_children; i++)
        check_constant(m, node_get(periods->child[i], "share"), faults);
}

/* ---- rows on days that nobody looked at ---------------------------------------------------------- */

typedef struct unseen_rows {
    size_t rows, line;
    int32_t until; /* last day of a running total so far: what it counts was seen */
} unseen_rows;

/* Totals that begin by a day, from the next one on. */
static size_t pass_totals(const ofr_record *record, const ofr_total_matches *totals, size_t next,
                          int32_t day, unseen_rows *unseen)
{
    for (; next < record->n_totals && record->total[next].first <= day; next++) {
        const ofr_total_match *match = &totals->of[next];
        for (size_t j = 0; match->fate == TOTAL_TAKEN && j < match->n_flows; j++) {
            int32_t *until = &unseen[match->flow[j]].until;
            if (record->total[next].last > *until) *until = record->total[next].last;
        }
    }
    return next;
}

/* Where it is said that a flow's day is not covered. */
static const ofr_node *place_of(const ofr_model *m, const ofr_flow *flow)
{
    const ofr_node *history = node_get(m->spec->root, "history"),
                   *own = stated(flow->node, "covered-until"),
                   *all = stated(history, "covered-until");

    return own ? own : all ? all : stated(history, "unobserved");
}

static void check_rows(const ofr_model *m, const ofr_record *record, const record_window *window,
                       const size_t *flow_of, const ofr_observation *observation,
                       const ofr_total_matches *totals, unseen_rows *unseen, ofr_faults *faults)
{
    size_t next = 0;

    for (size_t f = 0; f < m->n_flows; f++) unseen[f].until = INT32_MIN;
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        const size_t f = flow_of[i];
        next = pass_totals(record, totals, next, e->date, unseen);
        if (f == OFR_NONE || unseen[f].until >= e->date || m->flow[f].cover == COVER_NONE ||
            !record_window_has(window, e) ||
            observation_of(observation, f, e->date, window->last + 1).covered)
            continue;
        if (unseen[f].rows++ == 0 || e->line < unseen[f].line) unseen[f].line = e->line;
    }
    for (size_t f = 0; f < m->n_flows; f++) {
        if (unseen[f].rows)
            faults_add(faults, place_of(m, &m->flow[f]),
                       "says that nobody looked, but %s has %zu row%s of %s on such days (line %zu "
                       "is the first); let the days end before, or write what share was seen with "
                       "coverage-periods",
                       record->path, unseen[f].rows, record_plural(unseen[f].rows), m->flow[f].id,
                       unseen[f].line);
    }
}

ofr_status record_observation_check(const ofr_model *m, const ofr_record *record,
                                    const record_window *window, const size_t *flow_of,
                                    ofr_faults *faults, ofr_error *err)
{
    const ofr_node *history = node_get(m->spec->root, "history"),
                   *weekend = stated(history, "weekend");
    ofr_observation *observation = NULL;
    unseen_rows *unseen = calloc(m->n_flows + 1, sizeof *unseen);
    ofr_total_matches totals = {0};
    ofr_status status = unseen ? observation_new(m, &observation, err)
                               : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    if (status == OFR_OK)
        status = totals_match(m, record, window->first, window->last, &totals, err);
    if (status == OFR_OK) {
        check_periods(stated(history, "unobserved"), faults);
        check_constant(m, stated(history, "reporting-delay"), faults);
        check_constant(m, weekend ? stated(weekend, "share") : NULL, faults);
        for (size_t f = 0; f < m->n_flows; f++) check_flow(m, &m->flow[f], faults);
        check_rows(m, record, window, flow_of, observation, &totals, unseen, faults);
    }
    totals_done(&totals);
    observation_free(observation);
    free(unseen);
    return status;
}
