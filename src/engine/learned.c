/* learned.c -- see learned.h.
 *
 * With f(b) the prior of block b and L(b) the evidence of its source, new sets are draws of prod_b f(b) L(b)^t(b), as far as a source hangs on its
 * own block alone; what it hangs on besides is averaged over its prior. Blocks that the record could not tell apart beforehand stay independent.
 * Exact facts that tests check: with one block and t = 1 the new sets are the posterior; a block of temperature 0 keeps its values.
 */
#include "learned.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/streams.h"
#include "../mechanisms/red_lines.h"
#include "../mechanisms/table.h"
#include "filter.h"
#include "pool.h"
#include "reweigh.h"

/* ---- blocks -------------------------------------------------------------------------------------- */

/* The entry of a section that a path speaks of: "conduct.raids.rate" is of "raids". NULL: of another section. */
static const char *entry_of(const char *path, const char *section, size_t *ret_n)
{
    const size_t n = strlen(section);

    if (strncmp(path, section, n) != 0 || path[n] != '.') return NULL;
    *ret_n = strcspn(path + n + 1, ".");
    return path + n + 1;
}

static bool is_entry(const char *entry, size_t n, const char *id)
{
    return strlen(id) == n && memcmp(entry, id, n) == 0;
}

static size_t source_of_line(const ofr_model *m, const ofr_line *line)
{
    for (size_t i = 0; i < m->n_owned; i++) {
        if (m->owned[i].first_num == line->rows.first_num && m->owned[i].source >= m->n_campaigns)
            return m->owned[i].source;
    }
    return m->n_sources;
}

static size_t block_of_path(const ofr_model *m, const char *path)
{
    const ofr_red_lines *lines = m->own->red_lines;
    const char *entry;
    size_t n;

    if ((entry = entry_of(path, "campaigns", &n)) != NULL) {
        for (size_t i = 0; i < m->n_campaigns; i++) {
            if (is_entry(entry, n, m->source[i].id)) return i;
        }
    } else if ((entry = entry_of(path, "red-lines", &n)) != NULL) {
        for (size_t i = 0; i < lines->n; i++) {
            if (is_entry(entry, n, lines->line[i].id)) return source_of_line(m, &lines->line[i]);
        }
    } else if ((entry = entry_of(path, "conduct", &n)) != NULL) {
        for (size_t f = 0; f < m->n_flows; f++) {
            if (is_entry(entry, n, m->flow[f].id) && m->flow_source[f] != OFR_NONE)
                return m->flow_source[f];
        }
    }
    return m->n_sources;
}

void learned_blocks(const ofr_model *m, size_t *ret_block)
{
    for (size_t i = 0; i < m->spec->n_parameters; i++)
        ret_block[i] = block_of_path(m, m->spec->parameter[i].path);
}

/* ---- evidence of many sets ------------------------------------------------------------------------ */

typedef struct pass {
    const ofr_ensemble *e;
    const volatile int *stop;
    double *evidence; /* [n_sets][n_sources + 1] */
    ofr_status *status;
    ofr_error *err; /* of each set */
} pass;

static void lead_one(void *self, size_t set)
{
    pass *p = self;
    ofr_swarm *particles = NULL;

    if (p->stop && *p->stop) {
        p->status[set] = ofr_fail(&p->err[set], OFR_INTERRUPTED, "", "stopped");
        return;
    }
    p->status[set] = history_new(p->e, &particles, &p->err[set]);
    if (p->status[set] == OFR_OK)
        p->status[set] = history_evidence(
            p->e, set, particles, p->evidence + set * (p->e->model->n_sources + 1), &p->err[set]);
    swarm_free(particles);
}

/* Of an impossible set the evidence of the other sources ends with the day that cannot be: all of it counts as impossible. */
static void rule_out(double *evidence, size_t n)
{
    bool possible = true;

    for (size_t i = 0; i < n; i++) possible &= evidence[i] > -INFINITY;
    for (size_t i = 0; i < n && !possible; i++) evidence[i] = -INFINITY;
}

static ofr_status lead_all(const ofr_ensemble *e, int threads, const volatile int *stop,
                           double *ret_evidence, ofr_error *err)
{
    const size_t blocks = e->model->n_sources + 1;
    pass p = {e, stop, ret_evidence, calloc(e->n_sets, sizeof *p.status),
              calloc(e->n_sets, sizeof *p.err)};
    ofr_status status = p.status && p.err ? OFR_OK
                                          : ofr_fail(err, OFR_NO_MEMORY, "",
                                                     "no memory for %zu parameter sets", e->n_sets);

    if (status == OFR_OK)
        pool_run(threads > 0 ? (size_t)threads : pool_processors(), e->n_sets, lead_one, &p);
    for (size_t s = 0; s < e->n_sets && p.status && p.err; s++) {
        if (status == OFR_OK && p.status[s] != OFR_OK) {
            const ofr_error *own = &p.err[s];
            status = ofr_fail(err, p.status[s], own->where, "%s",
                              own->text ? own->text : ofr_status_name(p.status[s]));
        }
        ofr_error_done(&p.err[s]);
        rule_out(ret_evidence + s * blocks, blocks);
    }
    free(p.status);
    free(p.err);
    return status;
}

/* ---- noise ---------------------------------------------------------------------------------------- */

static double deviation(const double *x, size_t n, size_t step)
{
    double mean = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) mean += x[i * step] / (double)n;
    if (!(mean > -INFINITY)) return INFINITY;
    for (size_t i = 0; i < n; i++) squares += (x[i * step] - mean) * (x[i * step] - mean);
    return sqrt(squares / (double)(n - 1));
}

/* How far the evidence of one and the same set strays: of the point values, led through history with other random numbers each time. */
static ofr_status measure_noise(const ofr_ensemble *e, int threads, const volatile int *stop,
                                ofr_learned *l, ofr_error *err)
{
    ofr_ensemble point = {0};
    double *evidence = calloc(LEARNED_REPEATS * l->n_blocks, sizeof *evidence);
    ofr_status status = evidence ? ensemble_init(&point, e->model, e->kernel, e->seed,
                                                 LEARNED_REPEATS, 1, true, err)
                                 : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for repeats");

    if (status == OFR_OK) {
        point.past = e->past;
        point.particles = e->particles;
        status = lead_all(&point, threads, stop, evidence, err);
    }
    for (size_t b = 0; b < l->n_blocks && status == OFR_OK; b++)
        l->evidence[l->n_sets * l->n_blocks + b] = deviation(evidence + b, LEARNED_REPEATS,
                                                             l->n_blocks);
    ensemble_done(&point);
    free(evidence);
    return status;
}

/* ---- sets ----------------------------------------------------------------------------------------- */

const char *learned_why_not(const ofr_learned *l, size_t b)
{
    const learned_block *block = &l->block[b];

    if (block->n_priors == 0) return "it has no priors";
    if (l->n_possible < LEARNED_LEAST_SETS) return "too few sets explain the record";
    if (!(block->noise < INFINITY)) return "the point values cannot explain the record";
    if (!(block->noise <= OFR_MOST_NOISE)) return "its evidence is too noisy";
    return "";
}

/* Each set takes over the values of a block from its ancestor. */
static void take_over(ofr_ensemble *e, const ofr_learned *l, size_t b, const size_t *from)
{
    const size_t n = e->model->spec->n_parameters;

    for (size_t s = 0; s < e->n_sets; s++) {
        for (size_t i = 0; i < n; i++) {
            if (l->block_of[i] == b) e->value[s * n + i] = l->prior[from[s] * n + i];
        }
    }
}

static ofr_status reweigh(ofr_ensemble *e, ofr_learned *l, ofr_error *err)
{
    double *weight = calloc(e->n_sets, sizeof *weight), *work = calloc(e->n_sets, sizeof *work);
    size_t *from = calloc(e->n_sets, sizeof *from);
    const bool fine = weight && work && from;

    for (size_t b = 0; b < l->n_blocks && fine; b++) {
        learned_block *block = &l->block[b];
        for (size_t s = 0; s < e->n_sets; s++) weight[s] = l->evidence[s * l->n_blocks + b];
        block->effective = (double)l->n_possible;
        if (*learned_why_not(l, b)) continue;
        block->temperature = reweigh_temperature(weight, e->n_sets,
                                                 OFR_LEAST_EFFECTIVE * (double)l->n_possible, work,
                                                 &block->effective);
        reweigh_ancestors(weight, e->n_sets, block->temperature, e->seed,
                          stream_of("learned", block->id), work, from);
        take_over(e, l, b, from);
    }
    free(weight);
    free(work);
    free(from);
    return fine ? OFR_OK
                : ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", e->n_sets);
}

static ofr_status make_room(const ofr_ensemble *e, ofr_learned *l, ofr_error *err)
{
    const ofr_model *m = e->model;
    const size_t n = m->spec->n_parameters, blocks = m->n_sources + 1;

    *l = (ofr_learned){.block = calloc(blocks, sizeof *l->block),
                       .n_blocks = blocks,
                       .block_of = calloc(n + 1, sizeof *l->block_of),
                       .prior = calloc(e->n_sets * n + 1, sizeof *l->prior),
                       .evidence = calloc((e->n_sets + 1) * blocks, sizeof *l->evidence),
                       .n_sets = e->n_sets};
    if (!l->block || !l->block_of || !l->prior || !l->evidence)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", e->n_sets);
    memcpy(l->prior, e->value, e->n_sets * n * sizeof *l->prior);
    learned_blocks(m, l->block_of);
    for (size_t b = 0; b < blocks; b++)
        l->block[b].id = b < m->n_sources ? m->source[b].id : "all else";
    for (size_t i = 0; i < n; i++)
        l->block[l->block_of[i]].n_priors += m->spec->parameter[i].prior.kind != PRIOR_NONE;
    return OFR_OK;
}

/* From the evidence of sets and repeats to new sets. */
static ofr_status weigh(ofr_ensemble *e, ofr_learned *l, ofr_error *err)
{
    for (size_t s = 0; s < e->n_sets; s++)
        l->n_possible += l->evidence[s * l->n_blocks] > -INFINITY;
    for (size_t b = 0; b < l->n_blocks; b++)
        l->block[b].noise = l->evidence[l->n_sets * l->n_blocks + b];
    return reweigh(e, l, err);
}

static ofr_status hand_out(ofr_learned *l, ofr_status status, ofr_learned *ret)
{
    if (status == OFR_OK)
        *ret = *l;
    else
        learned_done(l);
    return status;
}

bool learned_can(const ofr_ensemble *e)
{
    return ensemble_has_history(e) && e->n_sets >= 2 && !e->joint;
}

ofr_status learned_sets(ofr_ensemble *e, int threads, const volatile int *stop, ofr_learned *ret,
                        ofr_error *err)
{
    ofr_learned l = {0};
    ofr_status status;

    if (!learned_can(e)) {
        *ret = l;
        return OFR_OK;
    }
    status = make_room(e, &l, err);
    if (status == OFR_OK) status = lead_all(e, threads, stop, l.evidence, err);
    if (status == OFR_OK) status = measure_noise(e, threads, stop, &l, err);
    l.n_led = e->n_sets + LEARNED_REPEATS;
    if (status == OFR_OK) status = weigh(e, &l, err);
    return hand_out(&l, status, ret);
}

ofr_status learned_again(ofr_ensemble *e, const double *evidence, ofr_learned *ret, ofr_error *err)
{
    ofr_learned l = {0};
    ofr_status status = make_room(e, &l, err);

    if (status == OFR_OK) {
        memcpy(l.evidence, evidence, learned_numbers(e) * sizeof *l.evidence);
        status = weigh(e, &l, err);
    }
    return hand_out(&l, status, ret);
}

size_t learned_numbers(const ofr_ensemble *e)
{
    return (e->n_sets + 1) * (e->model->n_sources + 1);
}

bool learned_fits(const ofr_ensemble *e, const double *evidence, size_t n)
{
    const size_t blocks = e->model->n_sources + 1;
    bool fits = n == learned_numbers(e);

    for (size_t s = 0; fits && s < e->n_sets; s++) {
        const double *of = evidence + s * blocks;
        for (size_t b = 0; b < blocks; b++)
            fits &= of[b] < INFINITY && (of[b] > -INFINITY) == (of[0] > -INFINITY);
    }
    for (size_t b = 0; fits && b < blocks; b++) fits &= evidence[e->n_sets * blocks + b] >= 0.0;
    return fits;
}

void learned_done(ofr_learned *l)
{
    free(l->block);
    free(l->block_of);
    free(l->prior);
    free(l->evidence);
    *l = (ofr_learned){0};
}
