/* record_days.c -- see record_days.h.
 *
 * Acts of a day are its rows, matched to flows as history matches them (engine/past.c). A pattern is met as outcomes.c
 * meets it: acts that qualify by rung and by the day's dead and wounded of their flow, so many within its window, with one today.
 */
#include "record_days.h"

#include <stdlib.h>

#include "../engine/observation.h"
#include "../engine/past.h"
#include "../engine/totals.h"

/* Acts that a total counts and no row names. */
typedef struct open_total {
    int32_t first, last;
    double more;
    const size_t *flow; /* [n_flows], of the matches */
    size_t n_flows;
} open_total;

struct record_days {
    const ofr_model *m;
    record_days_plan plan;
    size_t n;                        /* days */
    double *acts, *deaths, *wounded; /* [flows][n] */
    uint8_t *covered;                /* [flows][n]: somebody looked */
    ofr_total_matches matches;
    open_total *total;
    size_t n_totals;
};

static size_t cell(const record_days *d, size_t f, int32_t day)
{
    return f * d->n + (size_t)(day - d->plan.first);
}

static double known(int32_t x)
{
    return x > 0 ? (double)x : 0.0;
}

static void put_rows(record_days *d, const ofr_record *record)
{
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        if (e->date < d->plan.first || e->date >= d->plan.end || e->inferred ||
            !event_is_public(e, d->plan.known_by))
            continue;
        const size_t f = past_match(d->m, e);
        if (f == OFR_NONE || d->m->flow[f].cover == COVER_NONE) continue;
        d->acts[cell(d, f, e->date)] += (double)e->count;
        d->deaths[cell(d, f, e->date)] += e->indirect ? 0.0 : known(e->deaths_own);
        d->wounded[cell(d, f, e->date)] += known(e->wounded_own);
    }
}

/* Days on which somebody looked. */
static ofr_status put_covered(record_days *d, ofr_error *err)
{
    ofr_observation *observation = NULL;
    const ofr_status status = observation_new(d->m, &observation, err);

    if (status != OFR_OK) return status;
    for (size_t f = 0; f < d->m->n_flows; f++) {
        const ofr_flow *flow = &d->m->flow[f];
        for (int32_t day = d->plan.first; day < d->plan.end; day++) {
            const ofr_observed seen = observation_of(observation, f, day, d->plan.end);
            d->covered[cell(d, f, day)] = flow->cover != COVER_NONE && seen.covered;
        }
    }
    observation_free(observation);
    return OFR_OK;
}

static void put_total(record_days *d, const ofr_total *t, const ofr_total_match *match)
{
    double named = 0.0;

    for (size_t i = 0; i < match->n_flows; i++) {
        for (int32_t day = t->first; day <= t->last; day++) {
            named += d->acts[cell(d, match->flow[i], day)];
            d->covered[cell(d, match->flow[i], day)] = 1;
        }
    }
    if (!((double)t->count > named)) return;
    d->total[d->n_totals++] = (open_total){t->first, t->last, (double)t->count - named, match->flow,
                                           match->n_flows};
}

/* How much of a total that began before the days fell into them nobody knows. One that ends after them was not known by then: rows are
 * all that there was. */
static void leave_open(record_days *d, const ofr_total *t, const ofr_total_match *match)
{
    if (t->first >= d->plan.first) return;
    for (size_t i = 0; i < match->n_flows; i++) {
        for (int32_t day = d->plan.first; day <= t->last && day < d->plan.end; day++)
            d->covered[cell(d, match->flow[i], day)] = 0;
    }
}

static ofr_status put_totals(record_days *d, const ofr_record *record, ofr_error *err)
{
    const ofr_status status = totals_match(d->m, record, d->plan.first, d->plan.end - 1,
                                           &d->matches, err);

    for (size_t i = 0; status == OFR_OK && i < record->n_totals; i++) {
        const ofr_total_match *match = &d->matches.of[i];
        if (match->fate == TOTAL_TAKEN) put_total(d, &record->total[i], match);
        if (match->fate == TOTAL_CUT) leave_open(d, &record->total[i], match);
    }
    return status;
}

int32_t record_told_to(const ofr_study *study)
{
    const int32_t eve = study->model->start - 1, last = record_last_day(study->record);

    return last > eve ? last : eve;
}

ofr_status record_days_new(const ofr_study *study, const record_days_plan *plan,
                           record_days **ret_days, ofr_error *err)
{
    record_days *d = calloc(1, sizeof *d);
    ofr_status status = OFR_NO_MEMORY;

    if (d) {
        *d = (record_days){
            .m = study->model, .plan = *plan, .n = (size_t)(plan->end - plan->first)};
        const size_t cells = d->n * d->m->n_flows + 1;
        d->acts = calloc(cells, sizeof *d->acts);
        d->deaths = calloc(cells, sizeof *d->deaths);
        d->wounded = calloc(cells, sizeof *d->wounded);
        d->covered = calloc(cells, 1);
        d->total = calloc(study->record->n_totals + 1, sizeof *d->total);
        if (d->acts && d->deaths && d->wounded && d->covered && d->total) status = OFR_OK;
    }
    if (status != OFR_OK) ofr_fail(err, status, "", "no memory for the record's days");
    if (status == OFR_OK) put_rows(d, study->record);
    if (status == OFR_OK) status = put_covered(d, err);
    if (status == OFR_OK) status = put_totals(d, study->record, err);
    if (status == OFR_OK)
        *ret_days = d;
    else
        record_days_free(d);
    return status;
}

void record_days_free(record_days *d)
{
    if (!d) return;
    free(d->acts);
    free(d->deaths);
    free(d->wounded);
    free(d->covered);
    free(d->total);
    totals_done(&d->matches);
    free(d);
}

/* ---- sums --------------------------------------------------------------------------------------- */

/* Acts that nobody named are laid in the middle of equal parts of the total's days. */
static void lay_evenly(const record_days *d, const open_total *t, double *acts)
{
    const double days = (double)(t->last - t->first) + 1.0;

    for (double i = 0.5; i < t->more; i += 1.0)
        acts[(size_t)(t->first - d->plan.first) + (size_t)(i / t->more * days)] += 1.0;
}

/* What a total leaves open is open for the flows that are counted. */
static void open_days(const record_days *d, const open_total *t, bool at_least, const double *acts,
                      uint8_t *covered)
{
    for (int32_t day = t->first; day <= t->last; day++) {
        const size_t at = (size_t)(day - d->plan.first);
        if (!at_least || !(acts[at] > 0.0)) covered[at] = 0;
    }
}

static void put_open_totals(const record_days *d, const uint8_t *mask, bool at_least, double *acts,
                            uint8_t *covered)
{
    for (size_t i = 0; i < d->n_totals; i++) {
        const open_total *t = &d->total[i];
        size_t counted = 0;
        for (size_t j = 0; j < t->n_flows; j++) counted += mask[t->flow[j]];
        if (counted == 0) continue;
        if (counted == t->n_flows && t->last - t->first < d->plan.longest)
            lay_evenly(d, t, acts);
        else
            open_days(d, t, at_least, acts, covered);
    }
}

static void sum_flows(const record_days *d, const uint8_t *mask, bool at_least, double *ret_acts,
                      uint8_t *ret_covered)
{
    for (size_t i = 0; i < d->n; i++) {
        ret_acts[i] = 0.0;
        ret_covered[i] = 1;
        for (size_t f = 0; f < d->m->n_flows; f++) {
            if (!mask[f]) continue;
            ret_acts[i] += d->acts[f * d->n + i];
            ret_covered[i] &= d->covered[f * d->n + i];
        }
        if (at_least && ret_acts[i] > 0.0) ret_covered[i] = 1;
    }
    put_open_totals(d, mask, at_least, ret_acts, ret_covered);
}

void record_days_sum(const record_days *d, const uint8_t *mask, double *ret_acts,
                     uint8_t *ret_covered)
{
    sum_flows(d, mask, false, ret_acts, ret_covered);
}

/* ---- outcomes ----------------------------------------------------------------------------------- */

size_t record_quiet_days(const ofr_outcome *o)
{
    return o->event == EVENT_QUIET ? (size_t)o->days : 0;
}

static bool asks_for_dead(const ofr_pattern *p)
{
    return p->deaths > 0.0 || p->wounded > 0.0;
}

static bool qualifies(const ofr_model *m, const ofr_pattern *p, size_t f)
{
    return pattern_asks(p, m->flow[f].rung, m->flow[f].severity);
}

record_tells record_tells_of(const ofr_model *m, const ofr_outcome *o)
{
    bool any = false;

    if (o->event == EVENT_DEAL) return RECORD_HAS_NO_DEALS;
    if (o->event == EVENT_HALTED) return RECORD_HAS_NO_HALTS;
    if (o->event == EVENT_WAR || o->event == EVENT_EXCHANGE) return RECORD_TELLS;
    if (o->pattern.n_turns > 0) return RECORD_HAS_NO_HALTS;
    for (size_t i = 0; i < o->pattern.n_flows; i++) {
        const size_t f = o->pattern.flow[i];
        any |= qualifies(m, &o->pattern, f) && m->flow[f].cover != COVER_NONE;
    }
    return any ? RECORD_TELLS : RECORD_HAS_NO_FLOW;
}

bool record_tells_partly(const ofr_model *m, const ofr_outcome *o)
{
    bool partly = false;

    if (o->event != EVENT_PATTERN && o->event != EVENT_QUIET) return false;
    for (size_t i = 0; i < o->pattern.n_flows; i++) {
        const size_t f = o->pattern.flow[i];
        partly |= qualifies(m, &o->pattern, f) && m->flow[f].cover != COVER_FULL;
    }
    return partly;
}

/* Acts of a flow on a day that a pattern counts. */
static double counted_acts(const record_days *d, const ofr_pattern *p, size_t f, size_t i)
{
    const size_t at = f * d->n + i;
    const bool enough = !(d->deaths[at] < p->deaths) &&
                        (!(p->wounded > 0.0) || d->wounded[at] + d->deaths[at] >= p->wounded);

    return enough ? d->acts[at] : 0.0;
}

/* Acts a day that count. A total tells no dead: where the pattern asks for them, rows alone count, and tell. */
static void pattern_acts(const record_days *d, const ofr_pattern *p, uint8_t *mask, double *acts,
                         uint8_t *covered)
{
    for (size_t i = 0; i < d->n; i++) acts[i] = 0.0;
    for (size_t i = 0; i < p->n_flows; i++)
        mask[p->flow[i]] = qualifies(d->m, p, p->flow[i]) &&
                           d->m->flow[p->flow[i]].cover != COVER_NONE;
    if (!asks_for_dead(p)) {
        sum_flows(d, mask, d->plan.at_least, acts, covered);
        return;
    }
    for (size_t i = 0; i < d->n; i++) {
        covered[i] = 1;
        for (size_t f = 0; f < d->m->n_flows; f++) {
            if (!mask[f]) continue;
            acts[i] += counted_acts(d, p, f, i);
            covered[i] &= d->covered[f * d->n + i];
        }
        if (acts[i] > 0.0) covered[i] = 1;
    }
}

/* So many within the window, the last of them today: 1, else 0. A window that holds days that are not covered is open if it is not met. */
static void roll(const ofr_pattern *p, size_t n, double *acts, uint8_t *covered, double *room)
{
    const size_t within = (size_t)p->within;
    double sum = 0.0, unseen = 0.0;

    for (size_t i = 0; i < n; i++) {
        room[i] = acts[i];
        room[n + i] = covered[i] ? 0.0 : 1.0;
    }
    for (size_t i = 0; i < n; i++) {
        sum += room[i];
        unseen += room[n + i];
        if (i >= within) {
            sum -= room[i - within];
            unseen -= room[n + i - within];
        }
        acts[i] = room[i] > 0.0 && sum >= p->count ? 1.0 : 0.0;
        covered[i] = acts[i] > 0.0 || !(unseen > 0.0);
    }
}

/* Days on which an exchange opens: each side has struck the other directly within the window, and it was not so before. */
static void exchange_days(const record_days *d, size_t pair, int32_t window, double *acts,
                          uint8_t *covered)
{
    int32_t last[2] = {INT32_MIN / 2, INT32_MIN / 2};
    bool open = false;

    for (size_t i = 0; i < d->n; i++) {
        const int32_t day = d->plan.first + (int32_t)i;
        for (size_t f = 0; f < d->m->n_flows; f++) {
            const ofr_flow *flow = &d->m->flow[f];
            for (size_t j = 0; j < 2; j++) {
                const ofr_dyad *dyad = &d->m->dyad[d->m->pair[pair].dyad[j]];
                if (flow->source != dyad->holder || flow->target != dyad->rival ||
                    flow->rung < d->m->direct)
                    continue;
                if (d->acts[f * d->n + i] > 0.0) last[j] = day;
                covered[i] &= d->covered[f * d->n + i];
            }
        }
        const bool now = day - last[0] < window && day - last[1] < window;
        if (now && !open) acts[i] += 1.0;
        open = now;
        if (acts[i] > 0.0) covered[i] = 1;
    }
}

static int32_t war_window(const ofr_model *m)
{
    return (int32_t)node_get(node_get(m->spec->root, "war"), "window")->value;
}

static void put_exchanges(const record_days *d, const ofr_outcome *o, double *acts,
                          uint8_t *covered)
{
    for (size_t p = 0; p < d->m->n_pairs; p++) {
        if (o->pair == OFR_NONE || o->pair == p)
            exchange_days(d, p, war_window(d->m), acts, covered);
    }
}

ofr_status record_days_outcome(const record_days *d, const ofr_outcome *o, double *ret_acts,
                               uint8_t *ret_covered, ofr_error *err)
{
    double *room = calloc(2 * d->n + 1, sizeof *room);
    uint8_t *mask = calloc(d->m->n_flows + 1, 1);
    const bool fine = room && mask;

    for (size_t i = 0; i < d->n && fine; i++) {
        ret_acts[i] = 0.0;
        ret_covered[i] = 1;
    }
    if (fine && o->event == EVENT_EXCHANGE) {
        put_exchanges(d, o, ret_acts, ret_covered);
    } else if (fine && (o->event == EVENT_PATTERN || o->event == EVENT_QUIET)) {
        pattern_acts(d, &o->pattern, mask, ret_acts, ret_covered);
        if (o->pattern.count > 1.0 || o->pattern.within > 1)
            roll(&o->pattern, d->n, ret_acts, ret_covered, room);
    }
    free(room);
    free(mask);
    return fine ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for an outcome's days");
}
