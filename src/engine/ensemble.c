/* ensemble.c -- parameter sets, members in blocks, what is read off each. */
#include "ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/streams.h"
#include "filter.h"

enum { PRIOR_REPLICATE = 3 };

static void draw_sets(ofr_ensemble *e, bool fixed)
{
    const ofr_spec *spec = e->model->spec;
    const size_t n = spec->n_parameters;

    for (size_t i = 0; i < n; i++) {
        const ofr_parameter *parameter = &spec->parameter[i];
        const uint32_t stream = stream_of("prior", parameter->path);

        for (size_t s = 0; s < e->n_sets; s++) {
            double x = parameter->value;
            if (!fixed && parameter->prior.kind != PRIOR_NONE) {
                const ofr_words w = draw_words(e->seed, (uint32_t)s, PRIOR_REPLICATE, 0, stream, 0);
                x = prior_quantile(&parameter->prior, unit2(w.w[0], w.w[1]));
                const ofr_key *key = parameter->node->key;
                if (key->lo <= key->hi) x = m_clamp(x, key->lo, key->hi);
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

static void list_series(ofr_ensemble *e)
{
    const ofr_model *m = e->model;
    const ofr_series_rows *rows = OWN(m, series, ofr_series_rows);

    for (size_t t = 0; t < m->n_theatres; t++) {
        if (!theatre_is_used(m, t)) continue;
        e->follow[e->n_follow++] = (ofr_follow){
            m->theatre[t].id, m->theatre[t].name, "attacks a week", false, true, 1.0,
            rows->week[t]};
    }
    for (size_t d = 0; d < m->n_dyads; d++) {
        e->follow[e->n_follow++] = (ofr_follow){
            m->dyad[d].id,     m->actor[m->dyad[d].holder].name, "tension", true, false, 5.0,
            m->dyad[d].tension};
    }
}

static void list_dropping(ofr_ensemble *e)
{
    const ofr_red_lines *lines = OWN(e->model, red_lines, ofr_red_lines);
    const ofr_channels *channels = OWN(e->model, channels, ofr_channels);
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

ofr_status ensemble_init(ofr_ensemble *e, const ofr_model *model, const ofr_kernel *kernel,
                         uint64_t seed, size_t n_sets, size_t per_set, bool fixed, ofr_error *err)
{
    *e = (ofr_ensemble){
        .model = model, .kernel = kernel, .seed = seed, .n_sets = n_sets, .per_set = per_set};
    e->value = calloc(n_sets * model->spec->n_parameters + 1, sizeof *e->value);
    e->follow = calloc(model->n_theatres + model->n_dyads + 1, sizeof *e->follow);
    e->dropping = calloc(
        2 * (OWN(model, red_lines, ofr_red_lines)->n + OWN(model, channels, ofr_channels)->n) + 1,
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

ofr_status chunk_out_init(const ofr_ensemble *e, size_t room, ofr_chunk_out *ret, ofr_error *err)
{
    const ofr_model *m = e->model;
    ofr_chunk_out out = {.room = room};

    out.member = calloc(room, sizeof *out.member);
    out.outcome_day = calloc(room * OWN(m, outcomes, ofr_outcomes)->n + 1, sizeof *out.outcome_day);
    out.payoff = calloc(room * OWN(m, politics, ofr_politics_all)->n + 1, sizeof *out.payoff);
    out.histogram = calloc(e->n_follow * (size_t)m->horizon * ENSEMBLE_BINS + 1,
                           sizeof *out.histogram);
    out.evidence = calloc(room / e->per_set + 2, sizeof *out.evidence);
    out.closed = calloc(2 * OWN(m, bargaining, ofr_bargaining)->n_agendas + 1, sizeof *out.closed);
    out.drop = calloc(3 * e->n_dropping + 1, sizeof *out.drop);
    if (!out.drop || !out.member || !out.outcome_day || !out.payoff || !out.histogram ||
        !out.evidence || !out.closed) {
        chunk_out_done(&out);
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the results of %zu members", room);
    }
    *ret = out;
    return OFR_OK;
}

ofr_status chunk_out_levels(const ofr_ensemble *e, ofr_chunk_out *out, ofr_error *err)
{
    out->n_periods = ((size_t)e->model->horizon + ENSEMBLE_PERIOD - 1) / ENSEMBLE_PERIOD;
    out->level = calloc(e->n_follow * out->n_periods * out->room + 1, sizeof *out->level);
    if (!out->level) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the series");
    free(out->histogram);
    out->histogram = NULL;
    return OFR_OK;
}

ofr_status chunk_out_acts(ofr_chunk_out *out, const size_t *slot, size_t n_slots, ofr_error *err)
{
    out->acts = calloc(out->room + 1, sizeof *out->acts);
    if (!out->acts) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the counts of acts");
    out->slot = slot;
    out->n_slots = n_slots;
    return OFR_OK;
}

void chunk_out_done(ofr_chunk_out *out)
{
    free(out->member);
    free(out->outcome_day);
    free(out->payoff);
    free(out->histogram);
    free(out->level);
    free(out->acts);
    free(out->evidence);
    free(out->closed);
    free(out->drop);
    *out = (ofr_chunk_out){0};
}

double follow_value(const ofr_follow *f, const ofr_block *b, size_t lane)
{
    return f->whole ? (double)block_whole(b, f->row, lane) : block_num(b, f->row, lane);
}

static size_t bin_of(const ofr_follow *f, double x)
{
    const double bin = f->scaled ? (double)ENSEMBLE_BINS * x / (x + f->scale) : x;

    return bin < 0 ? 0 : bin >= ENSEMBLE_BINS ? ENSEMBLE_BINS - 1 : (size_t)bin;
}

static void tally_bins(const ofr_ensemble *e, const ofr_block *b, int32_t day, size_t n,
                       ofr_chunk_out *out)
{
    for (size_t s = 0; s < e->n_follow; s++) {
        int32_t *row = out->histogram +
                       (s * (size_t)e->model->horizon + (size_t)(day - e->model->start)) *
                           ENSEMBLE_BINS;
        for (size_t k = 0; k < n; k++)
            row[bin_of(&e->follow[s], follow_value(&e->follow[s], b, k))]++;
    }
}

static void tally_levels(const ofr_ensemble *e, const ofr_block *b, int32_t day, size_t at,
                         size_t n, ofr_chunk_out *out)
{
    const int32_t past = day - e->model->start, period = past / ENSEMBLE_PERIOD,
                  left = e->model->horizon - period * ENSEMBLE_PERIOD,
                  days = left < ENSEMBLE_PERIOD ? left : ENSEMBLE_PERIOD;
    const bool ends = past - period * ENSEMBLE_PERIOD == days - 1;

    for (size_t s = 0; s < e->n_follow; s++) {
        double *row = out->level + (s * out->n_periods + (size_t)period) * out->n + at;
        for (size_t k = 0; k < n; k++) row[k] += follow_value(&e->follow[s], b, k);
        for (size_t k = 0; ends && k < n; k++) row[k] /= (double)days;
    }
}

static void tally_acts(const ofr_ensemble *e, const ofr_block *b, size_t at, size_t n,
                       ofr_chunk_out *out)
{
    for (size_t s = 0; s < out->n_slots; s++) {
        for (size_t k = 0; k < n; k++)
            out->acts[at + k] += block_num(b, e->model->count + out->slot[s], k);
    }
}

static void tally_day(const ofr_ensemble *e, const ofr_block *b, int32_t day, size_t at, size_t n,
                      ofr_chunk_out *out)
{
    if (out->acts) tally_acts(e, b, at, n, out);
    if (out->histogram) tally_bins(e, b, day, n, out);
    if (out->level) tally_levels(e, b, day, at, n, out);
}

/* The trigger: root theatre of the first headline outcome. */
static int32_t trigger_of(const ofr_model *m, const ofr_block *b, size_t k)
{
    const ofr_outcomes *outcomes = OWN(m, outcomes, ofr_outcomes);
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

/* What was dropped in one member: into the counts, and in sum into its row. */
static void tally_drops(const ofr_ensemble *e, const ofr_block *b, size_t k, ofr_member *member,
                        ofr_chunk_out *out)
{
    for (size_t i = 0; i < e->n_dropping; i++) {
        const ofr_drop *row = &e->dropping[i].row;
        const int32_t n = block_whole(b, row->n, k),
                      open = row->open == OFR_NONE ? 0 : block_whole(b, row->open, k);
        out->drop[3 * i] += n;
        out->drop[3 * i + 1] += n > 0;
        out->drop[3 * i + 2] += open > 0;
        member->dropped += n;
        member->dropped_open += open;
    }
}

static void tally_member(const ofr_ensemble *e, const ofr_block *b, size_t k, size_t i,
                         ofr_chunk_out *out)
{
    const ofr_model *m = e->model;
    const ofr_series_rows *rows = OWN(m, series, ofr_series_rows);
    const ofr_outcomes *outcomes = OWN(m, outcomes, ofr_outcomes);
    const ofr_politics_all *politics = OWN(m, politics, ofr_politics_all);
    const ofr_bargaining *bargaining = OWN(m, bargaining, ofr_bargaining);

    out->member[i] = (ofr_member){
        .severity = block_num(b, rows->severity, k),
        .deaths = (int32_t)m_min(block_num(b, rows->deaths, k), 2e9),
        .worst_rung = block_whole(b, rows->worst, k),
        .worst_day = block_whole(b, rows->worst, k) < 0
                         ? -1
                         : block_whole(b, rows->worst_day, k) - m->start,
        .trigger = trigger_of(m, b, k),
        .misread = block_whole(b, OWN(m, red_lines, ofr_red_lines)->misread_answers, k),
    };
    tally_drops(e, b, k, &out->member[i], out);
    for (size_t o = 0; o < outcomes->n; o++) {
        const int32_t day = block_whole(b, outcomes->outcome[o].first, k);
        out->outcome_day[o * out->n + i] = (int16_t)(day == OFR_NEVER ? -1 : day - m->start);
    }
    for (size_t p = 0; p < politics->n; p++)
        out->payoff[p * out->n + i] = block_num(b, politics->of[p].payoff, k);
    for (size_t a = 0; a < bargaining->n_agendas; a++) {
        out->closed[2 * a] += block_num(b, bargaining->agenda[a].closed_zone, k);
        out->closed[2 * a + 1] += block_num(b, bargaining->agenda[a].closed_talk, k);
    }
}

static bool has_history(const ofr_ensemble *e)
{
    return e->past && e->model->epoch < e->model->start;
}

/* Puts members into the lanes of a block, from their set's particles or at rest, and begins what a variant
 * changes on the first day. */
static void seat_members(const ofr_ensemble *e, const ofr_particles *p, const ofr_variant *v,
                         size_t first, size_t n, double *memory, ofr_block *b)
{
    const ofr_model *m = e->model;
    const size_t lanes = e->kernel->lanes;

    b->seed = e->seed;
    b->given = NULL;
    for (size_t k = 0; k < lanes; k++) {
        const size_t member = first + (k < n ? k : n - 1), set = member / e->per_set;
        if (has_history(e)) {
            const size_t particle = (set - p->first_set) * OFR_PARTICLES +
                                    member % e->per_set % OFR_PARTICLES;
            block_copy_lane(m, &p->block[particle / lanes], particle % lanes, b, k);
        } else {
            if (k && (first + (k < n ? k : n - 1) - 1) / e->per_set == set)
                block_copy_image(m, b, k - 1, b, k);
            else
                block_set_image(m, b, k, e->value + set * m->spec->n_parameters);
        }
        b->whole[m->member * lanes + k] = (int32_t)member;
        b->whole[m->replicate * lanes + k] = 0;
    }
    variant_day(v, m, m->start, memory, b);
    if (!has_history(e)) {
        memset(b->num, 0, m->n_nums * lanes * sizeof(double));
        for (size_t i = 0; i < m->n_wholes; i++) {
            if (i != m->member && i != m->replicate)
                memset(b->whole + i * lanes, 0, lanes * sizeof(int32_t));
        }
        e->kernel->start(variant_model(v, m, m->start), b, m->start);
    }
}

/* One day of seated members; the first day of a variant began when they were seated. */
static void run_day(const ofr_ensemble *e, const ofr_variant *v, int32_t day, double *memory,
                    ofr_block *b)
{
    if (day > e->model->start) variant_day(v, e->model, day, memory, b);
    b->given = past_day(e->given, day);
    e->kernel->day(variant_model(v, e->model, day), b, day);
}

static void open_out(const ofr_ensemble *e, size_t first, size_t n, ofr_chunk_out *out)
{
    const ofr_model *m = e->model;

    out->first = first;
    out->n = n;
    out->first_set = first / e->per_set;
    out->n_sets = (first + n - 1) / e->per_set - out->first_set + 1;
    if (out->histogram)
        memset(out->histogram, 0,
               e->n_follow * (size_t)m->horizon * ENSEMBLE_BINS * sizeof *out->histogram);
    if (out->level) memset(out->level, 0, e->n_follow * out->n_periods * n * sizeof *out->level);
    if (out->acts) memset(out->acts, 0, n * sizeof *out->acts);
    memset(out->drop, 0, 3 * e->n_dropping * sizeof *out->drop);
    memset(out->closed, 0, 2 * OWN(m, bargaining, ofr_bargaining)->n_agendas * sizeof *out->closed);
}

/* The futures of at most a block of members under one variant. */
static void run_futures(const ofr_ensemble *e, const ofr_particles *particles, const ofr_variant *v,
                        size_t at, size_t n, double *memory, ofr_block *block, ofr_chunk_out *out)
{
    const ofr_model *m = e->model;

    seat_members(e, particles, v, out->first + at, n, memory, block);
    for (int32_t day = m->start; day < m->start + m->horizon; day++) {
        run_day(e, v, day, memory, block);
        tally_day(e, block, day, at, n, out);
    }
    for (size_t k = 0; k < n; k++) tally_member(e, block, k, at + k, out);
}

/* Memory for the largest of some variants. */
static double *memory_for(const ofr_variant *const *variant, size_t n, size_t lanes)
{
    size_t most = 0;

    for (size_t i = 0; i < n; i++) {
        const size_t size = variant_memory(variant[i], lanes);
        most = size > most ? size : most;
    }
    return calloc(most + 1, sizeof(double));
}

ofr_status chunk_run_variants(const ofr_ensemble *e, size_t first, size_t n,
                              const ofr_variant *const *variant, size_t n_variants,
                              ofr_chunk_out *out, const volatile int *stop, ofr_error *err)
{
    const ofr_model *m = e->model;
    const size_t lanes = e->kernel->lanes;
    double *memory = memory_for(variant, n_variants, lanes);
    ofr_particles particles = {0};
    ofr_block block = {0};
    ofr_status status = memory ? block_new(m, lanes, &block, err)
                               : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a chunk");

    for (size_t v = 0; v < n_variants; v++) open_out(e, first, n, &out[v]);
    if (status == OFR_OK && has_history(e)) {
        status = particles_new(e, out->n_sets, &particles, err);
        if (status == OFR_OK)
            status = particles_run(e, out->first_set, &particles, stop, NULL, NULL, err);
        for (size_t v = 0; status == OFR_OK && v < n_variants; v++)
            memcpy(out[v].evidence, particles.evidence, out->n_sets * sizeof(double));
    }
    for (size_t at = 0; at < n && status == OFR_OK; at += lanes) {
        for (size_t v = 0; v < n_variants && status == OFR_OK; v++) {
            if (stop && *stop)
                status = ofr_fail(err, OFR_INTERRUPTED, "", "stopped");
            else
                run_futures(e, &particles, variant[v], at, n - at < lanes ? n - at : lanes, memory,
                            &block, &out[v]);
        }
    }
    particles_done(&particles);
    block_done(&block);
    free(memory);
    return status;
}

ofr_status chunk_run(const ofr_ensemble *e, size_t first, size_t n, ofr_chunk_out *out,
                     const volatile int *stop, ofr_error *err)
{
    return chunk_run_variants(e, first, n, &e->variant, 1, out, stop, err);
}

ofr_status members_replay(const ofr_ensemble *e, size_t first, size_t n, ofr_watch past,
                          ofr_watch future, void *self, ofr_error *err)
{
    const ofr_model *m = e->model;
    double *memory = memory_for(&e->variant, 1, e->kernel->lanes);
    ofr_particles particles = {0};
    ofr_block block = {0};
    ofr_status status = memory ? block_new(m, e->kernel->lanes, &block, err)
                               : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for a member");

    if (status == OFR_OK && has_history(e)) {
        status = particles_new(e, 1, &particles, err);
        if (status == OFR_OK)
            status = particles_run(e, first / e->per_set, &particles, NULL, past, self, err);
    }
    if (status == OFR_OK && future) {
        seat_members(e, &particles, e->variant, first, n, memory, &block);
        for (int32_t day = m->start; day < m->start + m->horizon; day++) {
            run_day(e, e->variant, day, memory, &block);
            for (size_t k = 0; k < n; k++) future(self, m, &block, day, k);
        }
    }
    particles_done(&particles);
    block_done(&block);
    free(memory);
    return status;
}
