/* totals.c -- see totals.h. */
#include "totals.h"

#include <stdlib.h>
#include <string.h>

int totals_actor(const ofr_model *m, const char *joint, size_t actor)
{
    if (names_contain(joint, m->actor[actor].id)) return 2;
    for (size_t i = 0; i < m->n_actors; i++) {
        if (!names_contain(joint, m->actor[i].id)) continue;
        for (size_t a = m->actor[i].part_of, n = 0; a != OFR_NONE && n < 8;
             a = m->actor[a].part_of, n++) {
            if (a == actor) return 1;
        }
    }
    return 0;
}

static bool is_of(const ofr_model *m, const ofr_total *t, const ofr_flow *flow)
{
    return flow->cover == COVER_TOTALS && strcmp(m->rung[flow->rung].id, t->action) == 0 &&
           names_contain(t->theatres, m->theatre[flow->theatre].id) &&
           totals_actor(m, t->source, flow->source) && totals_actor(m, t->target, flow->target);
}

/* What is under way, as totals come by their first day. */
typedef struct under_way {
    int32_t until[OFR_SPREADS]; /* last day of the total in each group */
    int32_t *flow_until;        /* [n_flows] last day on which a total is spread over it */
    size_t *flow_by;            /* [n_flows] that total */
} under_way;

static void take(under_way *w, const ofr_total *t, size_t i, ofr_total_match *match)
{
    match->group = 0;
    while (match->group < OFR_SPREADS && w->until[match->group] >= t->first) match->group++;
    if (match->group < OFR_SPREADS) w->until[match->group] = t->last;
    for (size_t j = 0; j < match->n_flows; j++) {
        const size_t f = match->flow[j];
        if (w->flow_until[f] >= t->first) match->clash = w->flow_by[f];
        if (w->flow_until[f] >= t->last) continue;
        w->flow_until[f] = t->last;
        w->flow_by[f] = i;
    }
}

static void match_all(const ofr_model *m, const ofr_record *record, int32_t first, int32_t last,
                      under_way *w, ofr_total_matches *all)
{
    size_t *room = all->flow;

    for (size_t i = 0; i < record->n_totals; i++) {
        const ofr_total *t = &record->total[i];
        ofr_total_match *match = &all->of[i];

        *match = (ofr_total_match){.flow = room, .group = OFR_SPREADS, .clash = OFR_NONE};
        for (size_t f = 0; f < m->n_flows; f++) {
            if (is_of(m, t, &m->flow[f])) match->flow[match->n_flows++] = f;
        }
        room += match->n_flows;
        if (t->last < first || t->first > last)
            match->fate = TOTAL_AWAY;
        else if (match->n_flows == 0)
            match->fate = TOTAL_NO_FLOW;
        else if (t->first < first || t->last > last)
            match->fate = TOTAL_CUT;
        else
            take(w, t, i, match);
    }
}

ofr_status totals_match(const ofr_model *m, const ofr_record *record, int32_t first, int32_t last,
                        ofr_total_matches *ret_matches, ofr_error *err)
{
    ofr_total_matches all = {0};
    under_way w = {0};
    size_t n_taking = 0;

    for (size_t f = 0; f < m->n_flows; f++) n_taking += m->flow[f].cover == COVER_TOTALS;
    all.of = calloc(record->n_totals + 1, sizeof *all.of);
    all.flow = calloc(record->n_totals * n_taking + 1, sizeof *all.flow);
    w.flow_until = malloc((m->n_flows + 1) * sizeof *w.flow_until);
    w.flow_by = calloc(m->n_flows + 1, sizeof *w.flow_by);
    const bool whole = all.of && all.flow && w.flow_until && w.flow_by;
    if (whole) {
        for (size_t i = 0; i < OFR_SPREADS; i++) w.until[i] = INT32_MIN;
        for (size_t f = 0; f < m->n_flows; f++) w.flow_until[f] = INT32_MIN;
        match_all(m, record, first, last, &w, &all);
        *ret_matches = all;
    } else {
        totals_done(&all);
    }
    free(w.flow_until);
    free(w.flow_by);
    return whole ? OFR_OK
                 : ofr_fail(err, OFR_NO_MEMORY, record->path, "no memory for the running totals");
}

void totals_done(ofr_total_matches *matches)
{
    free(matches->of);
    free(matches->flow);
    *matches = (ofr_total_matches){0};
}
