/* observe.c -- the table of what is read off members and particles; see observe.h. */
#include "observe.h"
#include "../mechanisms/bargaining.h"
#include "../mechanisms/outcomes.h"
#include "../mechanisms/politics.h"
#include "../mechanisms/red_lines.h"
#include "../mechanisms/series.h"
#include "../mechanisms/war.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../core/bug.h"

/* ---- reading ------------------------------------------------------------------------------------ */

/* Results are compared, and merged, as bytes: nothing but its fields and the zeroes after them. */
static_assert(sizeof(ofr_member) == sizeof(double) + 8 * sizeof(int32_t), "a member's layout");

/* The place of a block's first seat in a row of one value a seat. */
static size_t place_of(const ofr_seen *s, const ofr_seats *seats)
{
    ofr_bug(seats->first < s->first || seats->first + seats->n > s->first + s->n);
    return seats->first - s->first;
}

double follow_value(const ofr_follow *f, const ofr_block *b, size_t lane)
{
    return f->whole ? (double)block_whole(b, f->row, lane) : block_num(b, f->row, lane);
}

/* The trigger: root theatre of the first headline outcome. */
static int32_t trigger_of(const ofr_model *m, const ofr_block *b, size_t k)
{
    const ofr_outcomes *outcomes = m->own->outcomes;
    int32_t first = INT32_MAX, trigger = -1;

    for (size_t i = 0; i < outcomes->n; i++) {
        const ofr_outcome *o = &outcomes->outcome[i];
        const int32_t day = block_whole(b, o->first, k), root = block_whole(b, o->root, k);
        if (!o->headline || day == OFR_NEVER || day >= first) continue;
        first = day;
        trigger = root >= 0 ? root : -2;
    }
    return trigger;
}

static int32_t open_drops(const ofr_drop *row, const ofr_block *b, size_t k)
{
    return row->open == OFR_NONE ? 0 : block_whole(b, row->open, k);
}

/* Field by field: what lies between fields stays zero, so that results may be compared as bytes. */
static void read_member(const ofr_ensemble *e, const ofr_block *b, size_t k, ofr_member *ret)
{
    const ofr_model *m = e->model;
    const ofr_series_rows *rows = m->own->series;

    ret->severity = block_num(b, rows->severity, k);
    ret->deaths = (int32_t)m_min(block_num(b, rows->deaths, k), 2e9);
    ret->worst_rung = block_whole(b, rows->worst, k);
    ret->worst_day = ret->worst_rung < 0 ? -1 : block_whole(b, rows->worst_day, k) - m->start;
    ret->trigger = trigger_of(m, b, k);
    ret->misread = block_whole(b, m->own->red_lines->misread_answers, k);
    for (size_t i = 0; i < e->n_dropping; i++) {
        ret->dropped += block_whole(b, e->dropping[i].row.n, k);
        ret->dropped_open += open_drops(&e->dropping[i].row, b, k);
    }
}

static void see_members(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    ofr_member *member = s->value[SEEN_MEMBERS];

    for (size_t k = 0; k < seats->n; k++)
        read_member(s->e, seats->block, k, &member[place_of(s, seats) + k]);
}

static void see_outcomes(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_outcomes *outcomes = seats->model->own->outcomes;
    int16_t *row = (int16_t *)s->value[SEEN_OUTCOMES] + place_of(s, seats);

    for (size_t o = 0; o < outcomes->n; o++, row += s->n) {
        for (size_t k = 0; k < seats->n; k++) {
            const int32_t day = block_whole(seats->block, outcomes->outcome[o].first, k);
            row[k] = (int16_t)(day == OFR_NEVER ? -1 : day - seats->model->start);
        }
    }
}

static void see_pairs(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_model *m = seats->model;
    int16_t *row = (int16_t *)s->value[SEEN_PAIRS] + place_of(s, seats);

    for (size_t i = 0; i < m->n_pairs; i++) {
        const ofr_row first[] = {m->own->war->firsts[i].both, m->own->war->firsts[i].war};
        for (size_t j = 0; j < 2; j++, row += s->n) {
            for (size_t k = 0; k < seats->n; k++) {
                const int32_t day = block_whole(seats->block, first[j], k);
                row[k] = (int16_t)(day == OFR_NEVER ? -1 : day - m->start);
            }
        }
    }
}

static void see_payoffs(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_politics_all *politics = seats->model->own->politics;
    double *row = (double *)s->value[SEEN_PAYOFFS] + place_of(s, seats);

    for (size_t p = 0; p < politics->n; p++, row += s->n) {
        for (size_t k = 0; k < seats->n; k++)
            row[k] = block_num(seats->block, politics->of[p].payoff, k);
    }
}

static void see_levels(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_ensemble *e = s->e;
    const int32_t past = seats->day - e->model->start, period = past / ENSEMBLE_PERIOD,
                  left = e->model->horizon - period * ENSEMBLE_PERIOD,
                  days = left < ENSEMBLE_PERIOD ? left : ENSEMBLE_PERIOD;
    const bool ends = past - period * ENSEMBLE_PERIOD == days - 1;
    double *level = s->value[SEEN_LEVELS];

    for (size_t f = 0; f < e->n_follow; f++) {
        double *row = level + (f * seen_periods(e) + (size_t)period) * s->n + place_of(s, seats);
        for (size_t k = 0; k < seats->n; k++)
            row[k] += follow_value(&e->follow[f], seats->block, k);
        for (size_t k = 0; ends && k < seats->n; k++) row[k] /= (double)days;
    }
}

static void see_acts(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    double *row = (double *)s->value[SEEN_ACTS] + place_of(s, seats);

    for (size_t i = 0; i < s->n_slots; i++) {
        for (size_t k = 0; k < seats->n; k++)
            row[k] += block_num(seats->block, seats->model->count + s->slot[i], k);
    }
}

static size_t bin_of(const ofr_follow *f, double x)
{
    const double bin = f->kind == FOLLOW_SCALED  ? (double)ENSEMBLE_BINS * x / (x + f->scale)
                       : f->kind == FOLLOW_SHARE ? (double)(ENSEMBLE_BINS - 1) * x + 0.5
                                                 : x;

    return bin < 0 ? 0 : bin >= ENSEMBLE_BINS ? ENSEMBLE_BINS - 1 : (size_t)bin;
}

static void see_bins(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_ensemble *e = s->e;
    const size_t horizon = (size_t)e->model->horizon, day = (size_t)(seats->day - e->model->start);
    int32_t *bins = s->value[SEEN_BINS];

    for (size_t f = 0; f < e->n_follow; f++) {
        int32_t *row = bins + (f * horizon + day) * ENSEMBLE_BINS;
        for (size_t k = 0; k < seats->n; k++)
            row[bin_of(&e->follow[f], follow_value(&e->follow[f], seats->block, k))]++;
    }
}

static void see_drops(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    int64_t *drop = s->value[SEEN_DROPS];

    for (size_t i = 0; i < s->e->n_dropping; i++, drop += 3) {
        const ofr_drop *row = &s->e->dropping[i].row;
        for (size_t k = 0; k < seats->n; k++) {
            const int32_t n = block_whole(seats->block, row->n, k);
            drop[0] += n;
            drop[1] += n > 0;
            drop[2] += open_drops(row, seats->block, k) > 0;
        }
    }
}

static void see_agendas(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_bargaining *own = seats->model->own->bargaining;
    int64_t *closed = s->value[SEEN_AGENDAS];

    for (size_t a = 0; a < own->n_agendas; a++) {
        for (size_t k = 0; k < seats->n; k++) {
            closed[2 * a] += (int64_t)block_num(seats->block, own->agenda[a].closed_zone, k);
            closed[2 * a + 1] += (int64_t)block_num(seats->block, own->agenda[a].closed_talk, k);
        }
    }
}

static void see_past(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const size_t day = (size_t)(seats->day - (seats->model->start - s->past_days));

    for (size_t f = 0; f < s->e->n_follow; f++) {
        double *row = (double *)s->value[SEEN_PAST] + (f * (size_t)s->past_days + day) * s->n +
                      place_of(s, seats);
        for (size_t k = 0; k < seats->n; k++)
            row[k] = follow_value(&s->e->follow[f], seats->block, k);
    }
    for (size_t c = 0; c < seats->model->n_campaigns; c++) {
        double *row = (double *)s->value[SEEN_PAST] +
                      ((s->e->n_follow + c) * (size_t)s->past_days + day) * s->n +
                      place_of(s, seats);
        memcpy(row, seats->block->source_weight + c * seats->block->lanes, seats->n * sizeof *row);
    }
}

static void see_states(void *self, const ofr_seats *seats)
{
    ofr_seen *s = self;
    const ofr_model *m = seats->model;
    double *row = (double *)s->value[SEEN_STATES] + place_of(s, seats);

    for (size_t i = 0; i < m->n_fields; i++, row += s->n) {
        const ofr_field *f = &m->field[i];
        for (size_t k = 0; k < seats->n; k++)
            row[k] = f->whole ? (double)block_whole(seats->block, f->row, k)
                              : block_num(seats->block, f->row, k);
    }
}

/* ---- the kinds ---------------------------------------------------------------------------------- */

static size_t one_row(const ofr_seen *s)
{
    (void)s;
    return 1;
}
static size_t outcome_rows(const ofr_seen *s)
{
    return s->e->model->own->outcomes->n;
}
static size_t pair_rows(const ofr_seen *s)
{
    return 2 * s->e->model->n_pairs;
}
static size_t payoff_rows(const ofr_seen *s)
{
    return s->e->model->own->politics->n;
}
static size_t level_rows(const ofr_seen *s)
{
    return s->e->n_follow * seen_periods(s->e);
}
static size_t bin_rows(const ofr_seen *s)
{
    return s->e->n_follow * (size_t)s->e->model->horizon * ENSEMBLE_BINS;
}
static size_t drop_rows(const ofr_seen *s)
{
    return 3 * s->e->n_dropping;
}
static size_t agenda_rows(const ofr_seen *s)
{
    return 2 * s->e->model->own->bargaining->n_agendas;
}
static size_t past_rows(const ofr_seen *s)
{
    return (s->e->n_follow + s->e->model->n_campaigns) * (size_t)s->past_days;
}
static size_t state_rows(const ofr_seen *s)
{
    return s->e->model->n_fields;
}

static void add_wholes(void *to, const void *from, size_t n)
{
    int32_t *a = to;
    const int32_t *b = from;

    for (size_t i = 0; i < n; i++) a[i] += b[i];
}
static void add_long_wholes(void *to, const void *from, size_t n)
{
    int64_t *a = to;
    const int64_t *b = from;

    for (size_t i = 0; i < n; i++) a[i] += b[i];
}

typedef enum seen_when { ON_FUTURE, AT_END, ON_PAST, AT_EVE } seen_when;

static const struct {
    size_t size; /* bytes of a value */
    size_t (*rows)(const ofr_seen *s);
    void (*add)(void *to, const void *from, size_t n); /* NULL: one value a seat in each row */
    seen_when when;
    void (*day)(void *self, const ofr_seats *seats);
} kinds[SEEN_KINDS] = {
    [SEEN_MEMBERS] = {sizeof(ofr_member), one_row, NULL, AT_END, see_members},
    [SEEN_OUTCOMES] = {sizeof(int16_t), outcome_rows, NULL, AT_END, see_outcomes},
    [SEEN_PAYOFFS] = {sizeof(double), payoff_rows, NULL, AT_END, see_payoffs},
    [SEEN_LEVELS] = {sizeof(double), level_rows, NULL, ON_FUTURE, see_levels},
    [SEEN_ACTS] = {sizeof(double), one_row, NULL, ON_FUTURE, see_acts},
    [SEEN_BINS] = {sizeof(int32_t), bin_rows, add_wholes, ON_FUTURE, see_bins},
    [SEEN_DROPS] = {sizeof(int64_t), drop_rows, add_long_wholes, AT_END, see_drops},
    [SEEN_AGENDAS] = {sizeof(int64_t), agenda_rows, add_long_wholes, AT_END, see_agendas},
    [SEEN_PAST] = {sizeof(double), past_rows, NULL, ON_PAST, see_past},
    [SEEN_PAIRS] = {sizeof(int16_t), pair_rows, NULL, AT_END, see_pairs},
    [SEEN_STATES] = {sizeof(double), state_rows, NULL, AT_EVE, see_states},
};

/* Values of a kind with n seats. */
static size_t values_of(const ofr_seen *s, size_t kind, size_t n)
{
    return kinds[kind].rows(s) * (kinds[kind].add ? 1 : n);
}

size_t seen_periods(const ofr_ensemble *e)
{
    return ((size_t)e->model->horizon + ENSEMBLE_PERIOD - 1) / ENSEMBLE_PERIOD;
}

ofr_status seen_init(const ofr_ensemble *e, const seen_plan *plan, size_t room, ofr_seen *ret_seen,
                     ofr_error *err)
{
    ofr_seen s = {.e = e,
                  .room = room,
                  .past_days = plan->past_days,
                  .slot = plan->slot,
                  .n_slots = plan->n_slots};
    bool all = true;

    for (size_t i = 0; i < SEEN_KINDS; i++) {
        if (!(plan->kinds & SEEN(i))) continue;
        s.value[i] = calloc(values_of(&s, i, room) + 1, kinds[i].size);
        all &= s.value[i] != NULL;
    }
    if (!all) {
        seen_done(&s);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the results of %zu members", room);
    }
    *ret_seen = s;
    return OFR_OK;
}

void seen_done(ofr_seen *s)
{
    for (size_t i = 0; i < SEEN_KINDS; i++) free(s->value[i]);
    *s = (ofr_seen){0};
}

void seen_open(ofr_seen *s, size_t first, size_t n)
{
    ofr_bug(n > s->room);
    s->first = first;
    s->n = n;
    for (size_t i = 0; i < SEEN_KINDS; i++) {
        if (s->value[i]) memset(s->value[i], 0, values_of(s, i, n) * kinds[i].size);
    }
}

static ofr_observer observer_of(ofr_seen *s, size_t kind)
{
    const ofr_model *m = s->e->model;
    const int32_t end = m->start + m->horizon;

    switch (kinds[kind].when) {
    case ON_FUTURE:
        return (ofr_observer){m->start, end, kinds[kind].day, s};
    case AT_END:
        return (ofr_observer){end - 1, end, kinds[kind].day, s};
    case ON_PAST:
        return (ofr_observer){m->start - s->past_days, m->start, kinds[kind].day, s};
    case AT_EVE:
        break;
    }
    return (ofr_observer){m->start - 1, m->start, kinds[kind].day, s};
}

size_t seen_observers(ofr_seen *s, ofr_observer ret_observer[SEEN_KINDS])
{
    size_t n = 0;

    for (size_t i = 0; i < SEEN_KINDS; i++) {
        if (s->value[i]) ret_observer[n++] = observer_of(s, i);
    }
    return n;
}

void seen_merge(ofr_seen *whole, const ofr_seen *part)
{
    const size_t at = part->first - whole->first;

    ofr_bug(part->first < whole->first || at + part->n > whole->n);
    for (size_t i = 0; i < SEEN_KINDS; i++) {
        const size_t rows = whole->value[i] ? kinds[i].rows(whole) : 0, size = kinds[i].size;
        unsigned char *to = whole->value[i];
        const unsigned char *from = part->value[i];

        ofr_bug(!to != !from);
        if (rows && kinds[i].add) {
            kinds[i].add(to, from, rows);
            continue;
        }
        for (size_t r = 0; r < rows; r++)
            memcpy(to + (r * whole->n + at) * size, from + r * part->n * size, part->n * size);
    }
}

bool seen_same(const ofr_seen *a, const ofr_seen *b)
{
    bool same = a->first == b->first && a->n == b->n;

    for (size_t i = 0; i < SEEN_KINDS && same; i++) {
        same = !a->value[i] == !b->value[i] &&
               (!a->value[i] ||
                memcmp(a->value[i], b->value[i], values_of(a, i, a->n) * kinds[i].size) == 0);
    }
    return same;
}
