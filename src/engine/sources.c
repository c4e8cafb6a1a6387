/* sources.c -- see sources.h. */
#include "sources.h"

#include "../mechanisms/campaigns.h"
#include "../mechanisms/red_lines.h"
#include "../mechanisms/table.h"

/* Does the record of a flow say how ready the lines are that may answer with it? */
static bool weighs_lines(const ofr_model *m, size_t flow)
{
    return m->own->campaigns->of[flow] == OFR_NONE && m->flow[flow].cover != COVER_NONE;
}

static bool share_an_option(const ofr_model *m, const ofr_line *a, const ofr_line *b)
{
    for (size_t i = 0; i < a->n_options; i++) {
        for (size_t j = 0; j < b->n_options && weighs_lines(m, a->option[i]); j++) {
            if (a->option[i] == b->option[j]) return true;
        }
    }
    return false;
}

/* The first line of each line's group, which is the group's name; OFR_NONE: of none. */
static void group_lines(const ofr_model *m, size_t *ret_first)
{
    const ofr_red_lines *lines = m->own->red_lines;

    for (size_t i = 0; i < lines->n; i++) {
        ret_first[i] = share_an_option(m, &lines->line[i], &lines->line[i]) ? i : OFR_NONE;
        for (size_t j = 0; j < i && ret_first[i] != OFR_NONE; j++) {
            const size_t mine = ret_first[i], other = ret_first[j];
            if (other == mine || !share_an_option(m, &lines->line[i], &lines->line[j])) continue;
            for (size_t k = 0; k <= i; k++) {
                if (ret_first[k] == mine || ret_first[k] == other)
                    ret_first[k] = mine < other ? mine : other;
            }
        }
    }
}

/* Rows of campaigns lie before those of lines, as they are compiled. */
static void own_rows(ofr_compiler *c, ofr_owned_rows *owned, ofr_owned_rows rows, size_t source)
{
    rows.source = source;
    owned[c->model->n_owned++] = rows;
}

static void add_lines(ofr_compiler *c, ofr_source *source, ofr_owned_rows *owned,
                      size_t *flow_source, const size_t *first)
{
    ofr_model *m = c->model;
    const ofr_red_lines *lines = m->own->red_lines;

    for (size_t i = 0; i < lines->n; i++) {
        const ofr_line *line = &lines->line[i];
        size_t s = m->n_campaigns;

        if (first[i] == OFR_NONE) continue;
        if (first[i] == i) source[m->n_sources++] = (ofr_source){"filter-line", line->id};
        while (source[s].id != lines->line[first[i]].id) s++;
        own_rows(c, owned, line->rows, s);
        for (size_t o = 0; o < line->n_options; o++) {
            if (weighs_lines(m, line->option[o])) flow_source[line->option[o]] = s;
        }
    }
}

void compile_sources(ofr_compiler *c)
{
    ofr_model *m = c->model;
    const ofr_campaigns *campaigns = m->own->campaigns;
    const size_t n_lines = m->own->red_lines->n, room = campaigns->n + n_lines;
    ofr_source *source = compile_alloc(c, room, sizeof *source);
    ofr_owned_rows *owned = compile_alloc(c, room, sizeof *owned);
    size_t *flow_source = compile_alloc(c, m->n_flows, sizeof *flow_source);
    size_t *first = compile_alloc(c, n_lines, sizeof *first);

    if (!source || !owned || !flow_source || !first) return;
    for (size_t f = 0; f < m->n_flows; f++) flow_source[f] = campaigns->of[f];
    for (size_t i = 0; i < campaigns->n; i++) {
        source[m->n_sources++] = (ofr_source){"filter-campaign", campaigns->campaign[i].id};
        own_rows(c, owned, campaigns->campaign[i].rows, i);
    }
    group_lines(m, first);
    add_lines(c, source, owned, flow_source, first);
    m->source = source;
    m->owned = owned;
    m->flow_source = flow_source;
}
