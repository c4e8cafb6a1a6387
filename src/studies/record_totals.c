/* record_totals.c -- see record_totals.h. */
#include "record_totals.h"

#include <stdlib.h>
#include <string.h>

#include "../engine/totals.h"

/* ---- what is refused ---------------------------------------------------------------------------- */

static ofr_place place_of(const ofr_record *record, const ofr_total *t)
{
    return (ofr_place){record->totals_path, (int)t->line, 1};
}

/* The first row on a day or later. */
static size_t row_from(const ofr_record *record, int32_t day)
{
    size_t low = 0, high = record->n_events;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (record->event[middle].date < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_among(const ofr_total_match *match, size_t f)
{
    for (size_t i = 0; i < match->n_flows; i++) {
        if (match->flow[i] == f) return true;
    }
    return false;
}

/* A total holds the single acts of its days too. */
static void check_named(const ofr_record *record, const record_window *window,
                        const size_t *flow_of, const ofr_total *t, const ofr_total_match *match,
                        ofr_faults *faults)
{
    int64_t named = 0;
    size_t line = 0;

    for (size_t i = row_from(record, t->first);
         i < record->n_events && record->event[i].date <= t->last; i++) {
        const ofr_event *e = &record->event[i];
        if (!record_window_has(window, e) || !is_among(match, flow_of[i])) continue;
        named += e->count;
        if (line == 0 || e->line < line) line = e->line;
    }
    if (named > t->high)
        faults_at(faults, place_of(record, t), "",
                  "counts %d, but the rows of its days hold %lld acts (line %zu of %s is the "
                  "first); a total counts single acts too: put its count or the rows right",
                  (int)t->count, (long long)named, line, record->path);
}

static void check_one(const ofr_model *m, const ofr_record *record, const ofr_total_matches *all,
                      size_t i, ofr_faults *faults)
{
    const ofr_total *t = &record->total[i];
    const ofr_total_match *match = &all->of[i];
    char day[OFR_DATE_TEXT];

    if (match->clash != OFR_NONE) {
        const ofr_total_match *other = &all->of[match->clash];
        size_t f = 0;
        while (f + 1 < match->n_flows && !is_among(other, match->flow[f])) f++;
        faults_at(faults, place_of(record, t), "",
                  "counts acts of %s on days on which line %zu counts them too; a flow takes one "
                  "total at a time: leave one out, or part them by source, target and theatre",
                  m->flow[match->flow[f]].id, record->total[match->clash].line);
    } else if (match->group == OFR_SPREADS) {
        faults_at(faults, place_of(record, t), "",
                  "is one more than the %d running totals that can be under way on one day (%s); "
                  "join some of them",
                  (int)OFR_SPREADS, date_format(t->first, day));
    }
}

bool record_totals_check(const ofr_model *m, const ofr_record *record, const record_window *window,
                         const size_t *flow_of, ofr_faults *faults)
{
    ofr_total_matches all = {0};

    if (record->n_totals == 0) return true;
    if (totals_match(m, record, window->first, INT32_MAX, &all, NULL) != OFR_OK) return false;
    for (size_t i = 0; i < record->n_totals; i++) {
        if (all.of[i].fate != TOTAL_TAKEN) continue;
        check_one(m, record, &all, i, faults);
        if (record->total[i].last <= window->last)
            check_named(record, window, flow_of, &record->total[i], &all.of[i], faults);
    }
    totals_done(&all);
    return true;
}

/* ---- what is told ------------------------------------------------------------------------------- */

/* Totals of one fate: how many, and the first of them. */
static size_t count_fate(const ofr_record *record, const ofr_total_matches *all, total_fate fate,
                         size_t *ret_line)
{
    size_t n = 0;

    *ret_line = 0;
    for (size_t i = 0; i < record->n_totals; i++) {
        if (all->of[i].fate != fate) continue;
        if (n++ == 0 || record->total[i].line < *ret_line) *ret_line = record->total[i].line;
    }
    return n;
}

static void tell_left_out(const ofr_record *record, const ofr_total_matches *all,
                          record_notes *notes)
{
    size_t line;
    const size_t cut = count_fate(record, all, TOTAL_CUT, &line);

    if (cut)
        record_note(
            notes,
            "%zu running total%s only partly in these days and %s left out (line %zu of %s is "
            "the first); begin history on the first day of one, or part it",
            cut, cut == 1 ? " lies" : "s lie", cut == 1 ? "is" : "are", line, record->totals_path);
    const size_t unfit = count_fate(record, all, TOTAL_NO_FLOW, &line);
    if (unfit)
        record_note(notes,
                    "%zu running total%s no flow with record: totals and count%s for nothing (line "
                    "%zu of %s is the first)",
                    unfit, unfit == 1 ? " fits" : "s fit", unfit == 1 ? "s" : "", line,
                    record->totals_path);
}

/* Does any flow of a total lie in a theatre (n bytes)? */
static bool has_theatre(const ofr_model *m, const ofr_total_match *match, const char *name,
                        size_t n)
{
    for (size_t i = 0; i < match->n_flows; i++) {
        const char *id = m->theatre[m->flow[match->flow[i]].theatre].id;
        if (strlen(id) == n && memcmp(id, name, n) == 0) return true;
    }
    return false;
}

static void tell_theatres(const ofr_model *m, const ofr_record *record,
                          const ofr_total_matches *all, record_notes *notes)
{
    size_t n = 0, length = 0;
    const ofr_total *first = NULL;
    const char *missed = "";

    for (size_t i = 0; i < record->n_totals; i++) {
        const ofr_total *t = &record->total[i];
        if (all->of[i].fate != TOTAL_TAKEN) continue;
        for (const char *at = t->theatres; *at;) {
            const size_t size = strcspn(at, "+");
            if (!has_theatre(m, &all->of[i], at, size)) {
                if (n++ == 0 || t->line < first->line) {
                    first = t;
                    missed = at;
                    length = size < 40 ? size : 40;
                }
                break;
            }
            at += size + (at[size] == '+');
        }
    }
    if (n)
        record_note(notes,
                    "%zu running total%s acts of theatres where no flow takes them, and put%s them "
                    "into the others (line %zu of %s: %.*s)",
                    n, n == 1 ? " counts" : "s count", n == 1 ? "s" : "", first->line,
                    record->totals_path, (int)length, missed);
}

static void tell_flows_without(const ofr_model *m, const ofr_record *record,
                               const ofr_total_matches *all, record_notes *notes)
{
    uint8_t *has = calloc(m->n_flows + 1, 1);
    record_list list = {.n = 0};

    notes->out_of_memory |= !has;
    for (size_t i = 0; has && i < record->n_totals; i++) {
        for (size_t j = 0; all->of[i].fate == TOTAL_TAKEN && j < all->of[i].n_flows; j++)
            has[all->of[i].flow[j]] = 1;
    }
    for (size_t f = 0; has && f < m->n_flows; f++) {
        if (m->flow[f].cover == COVER_TOTALS && !has[f])
            record_list_add(&list, "%.32s", m->flow[f].id);
    }
    free(has);
    if (list.n)
        record_note(notes,
                    "no running total of these days for %zu flow%s with record: totals, taken as "
                    "partial: %s",
                    list.n, record_plural(list.n), list.text);
}

void record_totals_tell(const ofr_model *m, const ofr_record *record, const record_window *window,
                        record_notes *notes)
{
    ofr_total_matches all = {0};

    if (totals_match(m, record, window->first, window->last, &all, NULL) != OFR_OK) {
        notes->out_of_memory = true;
        return;
    }
    tell_left_out(record, &all, notes);
    tell_theatres(m, record, &all, notes);
    tell_flows_without(m, record, &all, notes);
    totals_done(&all);
}
