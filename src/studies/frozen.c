/* frozen.c -- what is plain about a frozen forecast: its end, whether rules are the same, and sums of the rows of a record before a
 * day, by which a later record is seen to contradict it.
 *
 * A sum is of what a row says of the world: notes, provenance and the place in the file have no part in it.
 */
#include "frozen.h"

#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"

void frozen_free(ofr_frozen *frozen)
{
    if (frozen) arena_free(frozen->arena);
}

/* ---- rules --------------------------------------------------------------------------------------- */

static bool same_number(double a, double b)
{
    return !(a < b) && !(a > b);
}

bool frozen_rule_same(const frozen_rule *a, const frozen_rule *b)
{
    if (strcmp(a->event, b->event) != 0 || strcmp(a->pair, b->pair) != 0 ||
        strcmp(a->of, b->of) != 0 || a->n_flows != b->n_flows ||
        !same_number(a->deaths, b->deaths) || !same_number(a->wounded, b->wounded) ||
        !same_number(a->count, b->count) || a->within != b->within || a->days != b->days)
        return false;
    for (size_t i = 0; i < a->n_flows; i++) {
        if (strcmp(a->flow[i], b->flow[i]) != 0) return false;
    }
    return true;
}

/* ---- rows -------------------------------------------------------------------------------------- */

static uint64_t put_number(uint64_t h, int64_t x)
{
    return hash_word(h, (uint64_t)x);
}

static uint64_t event_sum(const ofr_event *e)
{
    const int64_t number[] = {
        e->date,           e->precision,       e->at,          e->claimed,  e->count, e->deaths_own,
        e->deaths_partner, e->deaths_attacker, e->wounded_own, e->indirect, e->word,  e->inferred,
        e->leader,         e->place,           e->public_from};
    const char *const text[] = {e->source, e->target, e->theatre, e->action, e->audience, e->via};
    uint64_t h = hash_name(HASH_START, "event");

    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) h = put_number(h, number[i]);
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) h = hash_name(h, text[i]);
    return h;
}

static uint64_t total_sum(const ofr_total *t)
{
    const int64_t number[] = {t->first, t->last, t->count, t->low, t->high};
    const char *const text[] = {t->source, t->target, t->theatres, t->action};
    uint64_t h = hash_name(HASH_START, "total");

    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) h = put_number(h, number[i]);
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) h = hash_name(h, text[i]);
    return h;
}

static int by_day(const void *left, const void *right)
{
    const frozen_row *a = left, *b = right;

    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->sum > b->sum) - (a->sum < b->sum);
}

ofr_status frozen_rows_of(const ofr_record *record, int32_t before, ofr_arena *arena,
                          frozen_row **ret_row, size_t *ret_n, ofr_error *err)
{
    frozen_row *row = arena_alloc(arena, (record->n_events + record->n_totals + 1) * sizeof *row);
    size_t n = 0;

    if (!row) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the rows of the record");
    for (size_t i = 0; i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        if (e->date < before) row[n++] = (frozen_row){e->date, event_sum(e)};
    }
    for (size_t i = 0; i < record->n_totals; i++) {
        const ofr_total *t = &record->total[i];
        if (t->last < before) row[n++] = (frozen_row){t->last, total_sum(t)};
    }
    qsort(row, n, sizeof *row, by_day);
    *ret_row = row;
    *ret_n = n;
    return OFR_OK;
}
