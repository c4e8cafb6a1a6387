/* hypothesis_record.c -- the observable of a claim, computed from the recorded events.
 *
 * Every day belongs to the first rate, to the second, or to neither. The acts of a day are its rows; where
 * a running total covers it, what the total holds beyond named rows is spread evenly over its days. A
 * total whose flows are not all counted says nothing about the counted ones: its days keep their rows.
 */
#include <stdlib.h>
#include <string.h>

#include "../engine/past.h"
#include "hypothesis.h"

enum { DAY_NEITHER, DAY_FIRST, DAY_SECOND, AROUND = 1100 };

typedef struct reader {
    const ofr_study *study;
    int32_t known_by;         /* rows that became public later count for nothing */
    const ofr_node *node;     /* hypotheses.*.record */
    uint8_t *counted, *after; /* [n_flows] */
    const ofr_node *senders;  /* messages in place of acts; NULL: acts */
    int32_t first, last;      /* days looked at */
    uint8_t *side;            /* [days] */
    double *acts;             /* [days] */
} reader;

static void mark_flows(const ofr_model *m, const ofr_node *list, uint8_t *flow)
{
    for (size_t i = 0; list && i < list->n_children; i++) {
        for (size_t f = 0; f < m->n_flows; f++)
            flow[f] |= strcmp(m->flow[f].id, list->child[i]->text) == 0;
    }
}

static bool is_stated(const ofr_node *node)
{
    return node && node->stated && node->n_children > 0;
}

static void put_day(reader *r, int32_t day, uint8_t side, bool over)
{
    if (day < r->first || day > r->last) return;
    uint8_t *at = &r->side[day - r->first];
    if (over || *at == DAY_NEITHER) *at = side;
}

static ofr_status put_windows(reader *r, const char *key, uint8_t side, ofr_error *err)
{
    const ofr_node *list = node_get(r->node, key);

    for (size_t i = 0; list && i < list->n_children; i++) {
        const int32_t from = (int32_t)node_get(list->child[i], "from")->value,
                      to = (int32_t)node_get(list->child[i], "to")->value;
        if (to < from)
            return ofr_fail(err, OFR_SCHEMA, list->child[i]->path, "ends before it begins");
        for (int32_t day = from > r->first ? from : r->first; day <= to && day <= r->last; day++)
            put_day(r, day, side, false);
    }
    return OFR_OK;
}

/* Days after a day with such an act are of the first rate, days before it that are after none of the second. */
static size_t put_around(reader *r, const uint8_t *acted, int32_t from, int32_t to)
{
    const int32_t days = (int32_t)node_get(r->node, "days")->value;
    size_t n = 0;

    for (int32_t day = r->first; day <= r->last; day++) {
        if (!acted[day - r->first] || day < from || day > to) continue;
        n++;
        for (int32_t i = 1; i <= days; i++) {
            put_day(r, day + i, DAY_FIRST, true);
            put_day(r, day - i, DAY_SECOND, false);
        }
    }
    return n;
}

/* Rows: acts of counted flows, or messages; marks days on which a flow of `after` acted. */
static void put_rows(reader *r, uint8_t *acted)
{
    const ofr_record *record = r->study->record;

    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        if (e->date < r->first || e->date > r->last || e->inferred ||
            !event_is_public(e, r->known_by))
            continue;
        const size_t f = past_match(r->study->model, e);
        if (f != OFR_NONE && r->after[f]) acted[e->date - r->first] = 1;
        bool counts = !r->senders && f != OFR_NONE && r->counted[f];
        for (size_t j = 0; r->senders && j < r->senders->n_children; j++)
            counts |= e->via[0] && names_contain(e->source, r->senders->child[j]->text);
        if (counts) r->acts[e->date - r->first] += e->count;
    }
}

static bool spread_total(reader *r, const ofr_interval *total)
{
    const double more = total->total > total->named ? (double)(total->total - total->named) : 0,
                 days = (double)(total->last - total->first) + 1;

    for (size_t i = 0; i < total->n_flows; i++) {
        if (!r->counted[total->flow[i]]) return false;
    }
    for (int32_t day = total->first; day <= total->last; day++) {
        if (day >= r->first && day <= r->last) r->acts[day - r->first] += more / days;
    }
    return true;
}

static ofr_status put_totals(reader *r, bool *ret_any, ofr_error *err)
{
    const ofr_record *record = r->study->record;
    const ofr_past_plan plan = {
        .first = r->first, .last = r->last, .known_by = r->known_by, .history = true};
    ofr_past *past = NULL;
    ofr_status status = record->n_totals && !r->senders
                            ? past_new(r->study->model, record, &plan, &past, err)
                            : OFR_OK;

    for (int32_t day = r->first; past && day <= r->last; day++) {
        const ofr_given *given = past_day(past, day);
        for (size_t i = 0; i < given->n_intervals; i++) {
            if (given->interval[i]->first != day) continue;
            *ret_any |= spread_total(r, given->interval[i]);
        }
    }
    past_free(past);
    return status;
}

/* First and last day of the windows, or of the hypothesis. */
static void span(reader *r, int32_t from, int32_t to)
{
    static const char *const key[] = {"during", "against"};
    const ofr_record *record = r->study->record;

    for (size_t i = 0; i < 2; i++) {
        const ofr_node *list = node_get(r->node, key[i]);
        for (size_t j = 0; list && j < list->n_children; j++) {
            const int32_t a = (int32_t)node_get(list->child[j], "from")->value,
                          b = (int32_t)node_get(list->child[j], "to")->value;
            from = a < from ? a : from;
            to = b > to ? b : to;
        }
    }
    r->first = from - AROUND;
    r->last = to + AROUND;
    /* Of rows that were known: what is told later moves no day. A total may begin before the first. */
    size_t first = 0, end = record->n_events;
    while (first < end && !event_is_public(&record->event[first], r->known_by)) first++;
    while (end > first && !event_is_public(&record->event[end - 1], r->known_by)) end--;
    if (first == end) return;
    if (r->first < record->event[first].date - AROUND)
        r->first = record->event[first].date - AROUND;
    if (r->last > record->event[end - 1].date) r->last = record->event[end - 1].date;
}

static ofr_status read_days(reader *r, int32_t from, int32_t to, tested_record *ret, ofr_error *err)
{
    const size_t days = (size_t)(r->last - r->first) + 1;
    uint8_t *acted = calloc(days, 1);
    ofr_status status = OFR_OK;

    r->side = calloc(days, 1);
    r->acts = calloc(days, sizeof *r->acts);
    if (!acted || !r->side || !r->acts)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the record");
    if (status == OFR_OK) put_rows(r, acted);
    if (status == OFR_OK) status = put_totals(r, &ret->totals, err);
    if (status == OFR_OK) status = put_windows(r, "during", DAY_FIRST, err);
    if (status == OFR_OK) status = put_windows(r, "against", DAY_SECOND, err);
    if (status == OFR_OK && ret->after) ret->n_acts = put_around(r, acted, from, to);
    for (size_t d = 0; d < days && status == OFR_OK; d++) {
        if (r->side[d] == DAY_NEITHER) continue;
        ret->rates.days[r->side[d] - 1]++;
        ret->rates.acts[r->side[d] - 1] += r->acts[d];
    }
    free(acted);
    free(r->side);
    free(r->acts);
    return status;
}

ofr_status hypothesis_record(const ofr_study *study, int32_t known_by, const ofr_node *node,
                             int32_t from, int32_t to, tested_record *ret_record, ofr_error *err)
{
    const ofr_node *record = node_get(node, "record"), *acts = node_get(node, "acts");
    tested_record told = {.says = RECORD_CANNOT_SAY};
    reader r = {.study = study, .known_by = known_by, .node = record};
    ofr_status status = OFR_OK;

    *ret_record = (tested_record){.says = RECORD_NOT_ASKED};
    if (!record || !record->stated) return OFR_OK;
    if (is_stated(node_get(record, "acts"))) acts = node_get(record, "acts");
    if (is_stated(node_get(record, "messages-by"))) r.senders = node_get(record, "messages-by");
    told.after = is_stated(node_get(record, "after"));
    if (!is_stated(acts) && !r.senders)
        return ofr_fail(err, OFR_SCHEMA, record->path,
                        "needs acts, the flows to be counted, since the measure names none");
    if (!told.after &&
        (!is_stated(node_get(record, "during")) || !is_stated(node_get(record, "against"))))
        return ofr_fail(err, OFR_SCHEMA, record->path,
                        "needs during and against, days to be compared, or after, flows whose acts "
                        "part the days");
    *ret_record = told;
    if (!study->record) return OFR_OK;
    span(&r, from, to);
    if (r.last < r.first) return OFR_OK;
    r.counted = calloc(study->model->n_flows + 1, 1);
    r.after = calloc(study->model->n_flows + 1, 1);
    if (!r.counted || !r.after) {
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the record");
    } else {
        mark_flows(study->model, acts, r.counted);
        mark_flows(study->model, node_get(record, "after"), r.after);
        status = read_days(&r, from, to, &told, err);
    }
    free(r.counted);
    free(r.after);
    if (status != OFR_OK) return status;
    if (told.rates.days[0] > 0 && told.rates.days[1] > 0) {
        told.says = RECORD_SAYS_RATES;
        rates_compare(&told.rates);
    }
    *ret_record = told;
    return OFR_OK;
}
