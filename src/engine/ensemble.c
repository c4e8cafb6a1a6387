/* ensemble.c -- draws of the priors, and the lists of what may be followed. */
#include "ensemble.h"

#include <stdlib.h>

#include "../core/streams.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/channels.h"
#include "../mechanisms/red_lines.h"
#include "../mechanisms/series.h"

enum { PRIOR_REPLICATE = 3 };

static void draw_sets(ofr_ensemble *e, bool fixed)
{
    const ofr_spec *spec = e->model->spec;
    const size_t n = spec->n_parameters;

    for (size_t i = 0; i < n; i++) {
        const ofr_parameter *parameter = &spec->parameter[i];
        const uint32_t stream = stream_of("prior", parameter->path);
        const ofr_key *key = parameter->node->key;
        const ofr_prior_cut cut = prior_cut(&parameter->prior, key->lo, key->hi);

        for (size_t s = 0; s < e->n_sets; s++) {
            double x = parameter->value;
            if (!fixed && parameter->prior.kind != PRIOR_NONE) {
                const ofr_words w = draw_words(e->seed, (uint32_t)s, PRIOR_REPLICATE, 0, stream, 0);
                x = prior_cut_quantile(&parameter->prior, &cut, unit2(w.w[0], w.w[1]));
            }
            e->value[s * n + i] = x;
        }
    }
}

static bool theatre_is_used(const ofr_model *m, size_t t)
{
    for (size_t f = 0; f < m->n_flows; f++) {
        if (m->flow[f].theatre == t && m->flow[f].hostile) return true;
    }
    return false;
}

/* A campaign, and each part of a front. */
static void list_halts(ofr_ensemble *e, size_t i)
{
    const ofr_model *m = e->model;
    const ofr_campaign *c = &m->own->campaigns->campaign[i];
    ofr_follow share = {.id = c->id,
                        .says = c->name,
                        .unit = "share halted",
                        .kind = FOLLOW_SHARE,
                        .scale = 1.0,
                        .row = c->halted,
                        .source = i};

    share.part = c->n_parts == 1 ? c->first_part : OFR_NONE;
    e->follow[e->n_follow++] = share;
    for (size_t j = 0; c->n_parts > 1 && j < c->n_parts; j++) {
        const ofr_campaign_part *part = &c->part[j];
        share.id = part->id;
        share.says = part->share == OFR_NONE ? "others" : m->actor[part->actor].name;
        share.row = part->halted;
        share.part = c->first_part + j;
        share.of = c->name;
        e->follow[e->n_follow++] = share;
    }
}

static void list_series(ofr_ensemble *e)
{
    const ofr_model *m = e->model;
    const ofr_series_rows *rows = m->own->series;

    for (size_t t = 0; t < m->n_theatres; t++) {
        if (!theatre_is_used(m, t)) continue;
        e->follow[e->n_follow++] = (ofr_follow){.id = m->theatre[t].id,
                                                .says = m->theatre[t].name,
                                                .unit = "attacks a week",
                                                .kind = FOLLOW_COUNT,
                                                .whole = true,
                                                .scale = 1.0,
                                                .row = rows->week[t]};
    }
    for (size_t d = 0; d < m->n_dyads; d++) {
        e->follow[e->n_follow++] = (ofr_follow){.id = m->dyad[d].id,
                                                .says = m->actor[m->dyad[d].holder].name,
                                                .unit = "tension",
                                                .kind = FOLLOW_SCALED,
                                                .scale = 5.0,
                                                .row = m->dyad[d].tension};
    }
    for (size_t i = 0; i < m->own->campaigns->n; i++) list_halts(e, i);
}

static void list_dropping(ofr_ensemble *e)
{
    const ofr_red_lines *lines = e->model->own->red_lines;
    const ofr_channels *channels = e->model->own->channels;
    ofr_dropping *next = e->dropping;

    for (size_t i = 0; i < lines->n; i++) {
        const ofr_line *line = &lines->line[i];
        *next++ = (ofr_dropping){"crossing", line->id, line->lesser};
        *next++ = (ofr_dropping){"answer", line->id, line->replaced};
    }
    for (size_t i = 0; i < channels->n; i++) {
        const ofr_channel *channel = &channels->channel[i];
        *next++ = (ofr_dropping){"repeated", channel->id, channel->repeated};
        *next++ = (ofr_dropping){"message", channel->id, channel->other};
    }
    e->n_dropping = (size_t)(next - e->dropping);
}

size_t ensemble_particles(const ofr_model *model)
{
    return model->n_campaigns ? OFR_PARTICLES_OF_CAMPAIGNS : OFR_PARTICLES;
}

ofr_status ensemble_init(ofr_ensemble *e, const ofr_model *model, const ofr_kernel *kernel,
                         uint64_t seed, size_t n_sets, size_t per_set, bool fixed, ofr_error *err)
{
    *e = (ofr_ensemble){.model = model,
                        .kernel = kernel,
                        .seed = seed,
                        .n_sets = n_sets,
                        .per_set = per_set,
                        .particles = ensemble_particles(model)};
    e->value = calloc(n_sets * model->spec->n_parameters + 1, sizeof *e->value);
    e->follow = calloc(model->n_theatres + model->n_dyads + model->own->campaigns->n +
                           model->own->campaigns->n_parts + 1,
                       sizeof *e->follow);
    e->dropping = calloc(2 * (model->own->red_lines->n + model->own->channels->n) + 1,
                         sizeof *e->dropping);
    if (!e->value || !e->follow || !e->dropping) {
        ensemble_done(e);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", n_sets);
    }
    draw_sets(e, fixed);
    list_series(e);
    list_dropping(e);
    return OFR_OK;
}

void ensemble_done(ofr_ensemble *e)
{
    free(e->value);
    free(e->follow);
    free(e->dropping);
    e->value = NULL;
    e->follow = NULL;
    e->dropping = NULL;
}

bool ensemble_has_history(const ofr_ensemble *e)
{
    return e->past && e->model->epoch < e->model->start;
}
