/* record_gaps.c -- see record_gaps.h.
 *
 * Days with a row are taken as dropped evenly on the days of history. Real rows come in spells, so that what is told is
 * no proof that somebody stopped looking: it is what the author should know.
 */
#include "record_gaps.h"

#include <math.h>
#include <stdlib.h>

#define RARE 0.01 /* told when chance leaves so large a gap less often */

/* Days with a row, as they come, and the longest stretch without. */
typedef struct stretch {
    size_t n;
    int32_t first, last; /* days with a row; of no use while n is 0 */
    int32_t from, days;  /* the longest gap between two of them */
} stretch;

static void add_day(stretch *s, int32_t day)
{
    if (s->n && day == s->last) return;
    if (s->n++ == 0)
        s->first = day;
    else if (day - s->last - 1 > s->days) {
        s->days = day - s->last - 1;
        s->from = s->last + 1;
    }
    s->last = day;
}

double record_gap_chance(size_t n, double share, bool anywhere)
{
    const double one = pow(1.0 - share, (double)n), all = anywhere ? one * ((double)n + 1.0) : one;

    return all < 1.0 ? all : 1.0;
}

static bool is_rare(const record_window *w, const stretch *s, int32_t days, bool anywhere)
{
    const double share = (double)days / ((double)w->last - w->first + 1.0);

    return record_gap_chance(s->n, share, anywhere) < RARE;
}

static void tell_ends(const record_window *w, const stretch *s, record_notes *notes)
{
    const int32_t after = w->last - s->last, before = s->first - w->first;
    char day[OFR_DATE_TEXT];

    if (after > 0 && is_rare(w, s, after, false))
        record_note(notes,
                    "ends on %s, %d days before the start, which count as quiet; its own pace "
                    "leaves so long a gap once in a hundred times or less",
                    date_format(s->last, day), (int)after);
    if (before > 0 && is_rare(w, s, before, false))
        record_note(notes,
                    "begins on %s, %d days after history does, which count as quiet; begin history "
                    "there if nobody looked before",
                    date_format(s->first, day), (int)before);
}

static void tell_between(const record_window *w, const stretch *s, record_notes *notes)
{
    char from[OFR_DATE_TEXT], to[OFR_DATE_TEXT];

    if (s->days > 0 && is_rare(w, s, s->days, true))
        record_note(notes,
                    "has no row at all from %s to %s (%d days); %zu days with rows in %d leave "
                    "such a gap once in a hundred times or less",
                    date_format(s->from, from), date_format(s->from + s->days - 1, to),
                    (int)s->days, s->n, (int)(w->last - w->first + 1));
}

/* The longest of the three kinds of gap of one flow. */
static void add_flow(const record_window *w, const ofr_flow *flow, const stretch *s,
                     record_list *list)
{
    const int32_t after = w->last - s->last, before = s->first - w->first;
    int32_t days = s->days, from = s->from;
    char first[OFR_DATE_TEXT], last[OFR_DATE_TEXT];

    if (s->n == 0) return;
    if (before > days) {
        days = before;
        from = w->first;
    }
    if (after > days) {
        days = after;
        from = s->last + 1;
    }
    if (days > 0 && is_rare(w, s, days, true))
        record_list_add(list, "%.32s (%s to %s)", flow->id, date_format(from, first),
                        date_format(from + days - 1, last));
}

static void tell_flows(const ofr_model *m, const record_window *w, const stretch *flow,
                       record_notes *notes)
{
    record_list list = {.n = 0};

    for (size_t f = 0; f < m->n_flows; f++) {
        if (m->flow[f].cover == COVER_FULL && !m->flow[f].chosen)
            add_flow(w, &m->flow[f], &flow[f], &list);
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
    stretch all = {0}, *flow = calloc(m->n_flows + 1, sizeof *flow);

    notes->out_of_memory |= !flow;
    for (size_t i = 0; flow && i < record->n_events; i++) {
        const ofr_event *e = &record->event[i];
        if (e->inferred || !record_window_has(window, e)) continue;
        add_day(&all, e->date);
        if (flow_of[i] != OFR_NONE) add_day(&flow[flow_of[i]], e->date);
    }
    if (flow && all.n == 0) {
        record_note(notes, "has no row in the %d days of history, which all count as quiet",
                    (int)(window->last - window->first + 1));
    } else if (flow) {
        tell_ends(window, &all, notes);
        tell_between(window, &all, notes);
        tell_flows(m, window, flow, notes);
    }
    free(flow);
}
