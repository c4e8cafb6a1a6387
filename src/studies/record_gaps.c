/* record_gaps.c -- see record_gaps.h.
 *
 * Days with a row are taken as dropped evenly on the days of history. Real rows come in spells, so that what is told is
 * no proof that somebody stopped looking: it is what the author should know. Days that are said not to be covered are no
 * days here: a gap is counted in the days that are left.
 */
#include "record_gaps.h"

#include <math.h>
#include <stdlib.h>

#include "../engine/observation.h"

#define RARE 0.01 /* told when chance leaves so large a gap less often */

/* Days of history that the record is to cover, in order. */
typedef struct covered_days {
    int32_t *day;
    int32_t n;
} covered_days;

/* Days with a row, by their place among the covered ones, as they come, and the longest stretch without. */
typedef struct stretch {
    size_t n;
    int32_t first, last; /* places with a row; of no use while n is 0 */
    int32_t from, days;  /* the longest gap between two of them */
} stretch;

static void add_day(stretch *s, int32_t at)
{
    if (s->n && at == s->last) return;
    if (s->n++ == 0)
        s->first = at;
    else if (at - s->last - 1 > s->days) {
        s->days = at - s->last - 1;
        s->from = s->last + 1;
    }
    s->last = at;
}

double record_gap_chance(size_t n, double share, bool anywhere)
{
    const double one = pow(1.0 - share, (double)n), all = anywhere ? one * ((double)n + 1.0) : one;

    return all < 1.0 ? all : 1.0;
}

static bool is_rare(const covered_days *c, const stretch *s, int32_t days, bool anywhere)
{
    return record_gap_chance(s->n, (double)days / (double)c->n, anywhere) < RARE;
}

static void tell_ends(const covered_days *c, const stretch *s, record_notes *notes)
{
    const int32_t after = c->n - 1 - s->last, before = s->first;
    char day[OFR_DATE_TEXT], to[OFR_DATE_TEXT];

    if (after > 0 && is_rare(c, s, after, false)) {
        date_format(c->day[s->last], day);
        record_note(notes,
                    "ends on %s, %d days before the start, which count as quiet although its own "
                    "pace leaves so long a gap once in a hundred times or less; write "
                    "history.covered-until: %s if nobody looked",
                    day, (int)after, day);
    }
    if (before > 0 && is_rare(c, s, before, false))
        record_note(notes,
                    "begins on %s, %d days after history does, which count as quiet; begin history "
                    "there, or write history.unobserved up to %s, if nobody looked before",
                    date_format(c->day[s->first], day), (int)before,
                    date_format(c->day[s->first] - 1, to));
}

static void tell_between(const covered_days *c, const stretch *s, record_notes *notes)
{
    char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];

    if (s->days > 0 && is_rare(c, s, s->days, true))
        record_note(
            notes,
            "has no row at all from %s to %s (%d days); %zu days with rows in %d leave "
            "such a gap once in a hundred times or less; write history.unobserved if nobody "
            "looked",
            date_format(c->day[s->from], from), date_format(c->day[s->from + s->days - 1], to),
            (int)s->days, s->n, (int)c->n);
}

/* The longest of the three kinds of gap of one flow. */
static void add_flow(const covered_days *c, const ofr_flow *flow, const stretch *s,
                     record_list *list)
{
    const int32_t after = c->n - 1 - s->last, before = s->first;
    int32_t days = s->days, from = s->from;
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    if (s->n == 0) return;
    if (before > days) {
        days = before;
        from = 0;
    }
    if (after > days) {
        days = after;
        from = s->last + 1;
    }
    if (days > 0 && is_rare(c, s, days, true))
        record_list_add(list, "%.32s (%s to %s)", flow->id, date_format(c->day[from], first),
                        date_format(c->day[from + days - 1], last));
}

/* Places of days among those that cover a flow, or, without a flow, any. */
typedef struct gap_finder {
    const ofr_model *m;
    const ofr_record *record;
    const record_window *window;
    const size_t *flow_of;
    const ofr_observation *observation;
    covered_days days; /* room for those of the window */
} gap_finder;

/* The stretch of rows of a flow (OFR_NONE: of all rows) over the days that are covered for it. O(days + rows). */
static stretch find_stretch(gap_finder *g, size_t f)
{
    stretch s = {0};
    size_t i = 0;

    g->days.n = 0;
    for (int32_t day = g->window->first; day <= g->window->last; day++) {
        if (f == OFR_NONE ? !observation_looks(g->observation, day)
                          : !observation_of(g->observation, f, day, day + 1).covered)
            continue;
        while (i < g->record->n_events && g->record->event[i].date < day) i++;
        for (; i < g->record->n_events && g->record->event[i].date == day; i++) {
            const ofr_event *e = &g->record->event[i];
            if (!e->inferred && record_window_has(g->window, e) &&
                (f == OFR_NONE || g->flow_of[i] == f))
                add_day(&s, g->days.n);
        }
        g->days.day[g->days.n++] = day;
    }
    return s;
}

static void tell_flows(gap_finder *g, record_notes *notes)
{
    record_list list = {.n = 0};

    for (size_t f = 0; f < g->m->n_flows; f++) {
        if (g->m->flow[f].cover != COVER_FULL || g->m->flow[f].chosen) continue;
        const stretch s = find_stretch(g, f);
        if (g->days.n) add_flow(&g->days, &g->m->flow[f], &s, &list);
    }
    if (list.n)
        record_note(notes,
                    "is silent on %zu flow%s with record: full for longer than the flow's own acts "
                    "leave by chance once in a hundred times: %s",
                    list.n, record_plural(list.n), list.text);
}

void record_gaps_tell(const ofr_model *m, const ofr_record *record, const record_window *window,
                      const size_t *flow_of, record_notes *notes)
{
    gap_finder g = {.m = m, .record = record, .window = window, .flow_of = flow_of};
    ofr_observation *observation = NULL;
    const bool read = observation_new(m, &observation, NULL) == OFR_OK;

    g.observation = observation;
    g.days.day = malloc(((size_t)(window->last - window->first) + 1) * sizeof *g.days.day);
    if (read && g.days.day) {
        const stretch all = find_stretch(&g, OFR_NONE);
        if (all.n == 0 && g.days.n) {
            record_note(notes, "has no row in the %d days of history, which all count as quiet",
                        (int)g.days.n);
        } else if (g.days.n) {
            tell_ends(&g.days, &all, notes);
            tell_between(&g.days, &all, notes);
        }
        if (all.n) tell_flows(&g, notes);
    } else {
        notes->out_of_memory = true;
    }
    free(g.days.day);
    observation_free(observation);
}
