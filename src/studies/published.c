/* published.c -- measures how a model answers to shifts; see published.h.
 *
 * All pairs are shifted alike at once, so that the work does not grow with their number: what one pair's shift does to another
 * (who shares a principal with it) is left to the error. Zeros are smoothed by half a future.
 */
#include <stdlib.h>
#include <string.h>

#include "../core/hash.h"
#include "../core/lanes.h"
#include "batch.h"
#include "published_parts.h"

enum { WAR_FUTURES = 3 }; /* times as many at a shift of war, which few of them come near */

typedef struct measuring {
    const published_options *o;
    published_solved *to;
    ofr_ensemble e;     /* as the study's, with other members */
    size_t first;       /* of the sets that are run */
    size_t per_set;     /* futures of each at a shift of open acts */
    size_t *both, *war; /* [n_pairs] futures */
    size_t futures;
} measuring;

/* ---- one measurement ---------------------------------------------------------------------------- */

static void count_set(measuring *m, const ofr_seen *seen)
{
    const int16_t *day = seen->value[SEEN_PAIRS];

    m->futures += seen->n;
    for (size_t i = 0; i < m->to->published.n_pairs; i++, day += 2 * seen->n) {
        for (size_t k = 0; k < seen->n; k++) {
            const bool both = day[k] >= 0 && day[k] < m->to->published.pair[i].days;
            m->both[i] += both;
            m->war[i] += both && day[seen->n + k] >= 0 &&
                         day[seen->n + k] < m->to->published.pair[i].days;
        }
    }
}

static ofr_status lend_eve(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    const measuring *m = self;
    const size_t set = b->index[i]; /* a chunk is a set */
    const ofr_eve *own = &m->to->eve[set - m->first];
    ofr_eve *eve = batch_eves(b, i);

    if (own->n == 0) return m->o->find_eve ? m->o->find_eve(m->o->self, set, eve, err) : OFR_OK;
    eve->bytes = malloc(own->n);
    if (!eve->bytes) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for an eve");
    memcpy(eve->bytes, own->bytes, own->n);
    eve->n = own->n;
    return OFR_OK;
}

/* The eve that a set was run from stays for the next measurement, and for whoever runs the set. */
static void keep_eve(measuring *m, size_t set, ofr_eve *eve)
{
    ofr_eve *own = &m->to->eve[set - m->first];

    if (own->n > 0 || eve->n == 0) return;
    *own = *eve;
    *eve = (ofr_eve){0};
}

static ofr_status take_set(void *self, ofr_batch *b, size_t i, ofr_error *err)
{
    measuring *m = self;

    (void)err;
    keep_eve(m, b->index[i], batch_eves(b, i));
    if (!account_impossible(batch_accounts(b, i))) count_set(m, batch_seen(b, i));
    return OFR_OK;
}

/* Counts class events where the pair's shifts are open[pair] and war, beside what each set is off by: here in layers of equal chance,
 * since a few dozen draws would be off themselves. */
static ofr_status measure(measuring *m, const double *open, double war, ofr_error *err)
{
    static const seen_plan seen = {.kinds = SEEN(SEEN_PAIRS)};
    const batch_hooks hooks = {lend_eve, take_set, m};
    const ofr_variant *const base = NULL;
    const ofr_published *p = &m->to->published;
    double *shift = m->to->shift; /* tried, until the last are the sets' own */
    ofr_batch b;
    ofr_status status;

    for (size_t set = 0; set < m->e.n_sets; set++) {
        for (size_t i = 0; i < p->n_pairs; i++, shift += 2) {
            shift[0] = shift[1] = 0.0;
            if (p->pair[i].n == 0) continue;
            shift[0] = open[i] + published_layer(p, set, m->e.n_sets - m->first, 0);
            shift[1] = war + published_layer(p, set, m->e.n_sets - m->first, 1);
        }
    }
    m->futures = 0;
    memset(m->both, 0, p->n_pairs * sizeof *m->both);
    memset(m->war, 0, p->n_pairs * sizeof *m->war);
    status = batch_init(&b, &m->e, m->e.per_set, m->o->threads, m->o->use, &base, 1, &seen, err);
    b.with_eves = true;
    if (status == OFR_OK) status = batch_run_all(&b, m->first, &hooks, m->o->stop, m->o->work, err);
    batch_done(&b);
    return status;
}

/* ---- all of them -------------------------------------------------------------------------------- */

static double smoothed(size_t k, size_t n)
{
    return ((double)k + 0.5) / ((double)n + 1.0);
}

/* At the coarse shifts; then, since the answer is no straight line, where each pair seems to meet its class by what is measured so
 * far. */
static ofr_status measure_open(measuring *m, double *open, ofr_error *err)
{
    const ofr_published *p = &m->to->published;
    ofr_status status = OFR_OK;

    m->e.per_set = m->per_set;
    for (size_t j = 0; j < PUBLISHED_OPEN && status == OFR_OK; j++) {
        for (size_t i = 0; i < p->n_pairs; i++) {
            if (!published_joins(&p->pair[i]))
                open[i] = 0.0;
            else
                open[i] = j < PUBLISHED_COARSE ? published_coarse_at[j]
                                               : published_middle(&p->pair[i]);
        }
        status = measure(m, open, 0.0, err);
        for (size_t i = 0; i < p->n_pairs && status == OFR_OK; i++) {
            if (published_joins(&p->pair[i]))
                published_put_open(&p->pair[i], open[i], smoothed(m->both[i], m->futures));
        }
    }
    return status;
}

static ofr_status measure_war(measuring *m, double *open, ofr_error *err)
{
    const ofr_published *p = &m->to->published;
    size_t *count = calloc(2 * PUBLISHED_WAR * p->n_pairs + 1, sizeof *count);
    ofr_status status = count ? OFR_OK : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");

    m->e.per_set = WAR_FUTURES * m->per_set;
    for (size_t i = 0; i < p->n_pairs; i++)
        open[i] = published_joins(&p->pair[i]) ? published_middle(&p->pair[i]) : 0.0;
    for (size_t j = 0; j < PUBLISHED_WAR && status == OFR_OK; j++) {
        status = measure(m, open, published_war_at[j], err);
        for (size_t i = 0; i < p->n_pairs && status == OFR_OK; i++) {
            count[2 * PUBLISHED_WAR * i + j] = m->war[i];
            count[2 * PUBLISHED_WAR * i + PUBLISHED_WAR + j] = m->both[i];
        }
    }
    for (size_t i = 0; i < p->n_pairs && status == OFR_OK; i++) {
        const size_t *at = count + 2 * PUBLISHED_WAR * i;
        published_pair *pair = &p->pair[i];
        if (published_joins(pair))
            published_fit_war(at, at + PUBLISHED_WAR, (double)pair->war / pair->both, pair->at_war);
    }
    free(count);
    return status;
}

static ofr_status put_pairs(const ofr_study *study, published_solved *to, ofr_error *err)
{
    const ofr_node *node = node_get(study->spec->root, "published");
    ofr_published *p = &to->published;

    p->share = node_get(node, "class-share")->value;
    p->spread = node_get(node, "spread")->value;
    p->n_pairs = study_n_pairs(study);
    p->pair = arena_alloc(to->arena, (p->n_pairs + 1) * sizeof *p->pair);
    if (!p->pair) return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the pairs");
    for (size_t i = 0; i < p->n_pairs; i++) {
        const pair_class c = study_class(study, i);
        const bool known = c.found != CLASS_UNKNOWN && c.class < CLASS_OLD && c.from <= c.to;

        p->pair[i] = (published_pair){.id = c.pair, .class = "", .days = c.days};
        if (!known || c.both_attack.k == 0) continue;
        p->pair[i].class = class_name(c.class);
        p->pair[i].n = c.both_attack.n;
        p->pair[i].both = c.both_attack.k;
        p->pair[i].war = c.war.k;
        p->pair[i].unlike = *c.unlike != '\0';
    }
    return OFR_OK;
}

uint64_t published_key(uint64_t key, const ofr_study *study, const ofr_ensemble *e)
{
    published_solved s = {.arena = arena_new()};
    const bool there = s.arena && put_pairs(study, &s, NULL) == OFR_OK;
    const double number[] = {s.published.share, s.published.spread, (double)e->n_sets};

    key = hash_bytes(hash_name(key, "published"), number, sizeof number);
    for (size_t i = 0; there && i < s.published.n_pairs; i++) {
        const published_pair *pair = &s.published.pair[i];
        const uint64_t count[] = {pair->n, pair->both, pair->war, (uint64_t)pair->days,
                                  pair->unlike};
        key = hash_bytes(hash_name(key, pair->id), count, sizeof count);
    }
    published_done(&s);
    return key;
}

/* Is there a pair whose class is to be met? */
static bool any_joins(const ofr_published *p)
{
    bool any = false;

    for (size_t i = 0; i < p->n_pairs; i++) any |= published_joins(&p->pair[i]);
    return any;
}

static size_t at_least_one(size_t n)
{
    return n ? n : 1;
}

/* The last sets, and how many futures of each. */
static void choose_members(measuring *m, const ofr_ensemble *e)
{
    const size_t sets = e->n_sets < PUBLISHED_SETS ? e->n_sets : PUBLISHED_SETS,
                 part = e->n_sets * e->per_set / 8,
                 futures = part > PUBLISHED_FUTURES ? PUBLISHED_FUTURES
                           : part < PUBLISHED_LEAST ? PUBLISHED_LEAST
                                                    : part;

    m->e = *e;
    m->per_set = at_least_one(futures / sets);
    m->first = e->n_sets - sets;
    m->to->first_eve = m->first;
    m->to->n_eves = sets;
}

static ofr_status measure_all(measuring *m, ofr_error *err)
{
    const size_t pairs = m->to->published.n_pairs;
    double *open = calloc(pairs + 1, sizeof *open);
    ofr_status status = OFR_OK;

    m->both = calloc(pairs + 1, sizeof *m->both);
    m->war = calloc(pairs + 1, sizeof *m->war);
    m->to->eve = calloc(m->to->n_eves, sizeof *m->to->eve);
    if (!open || !m->both || !m->war || !m->to->eve)
        status = ofr_fail(err, OFR_NO_MEMORY, "", "no memory for the pairs");
    if (status == OFR_OK) status = measure_open(m, open, err);
    if (status == OFR_OK) status = measure_war(m, open, err);
    free(open);
    free(m->both);
    free(m->war);
    return status;
}

static ofr_status solve(measuring *m, const ofr_ensemble *e, ofr_error *err)
{
    const size_t n_sets = e->n_sets;
    ofr_status status = OFR_OK;

    m->to->shift = calloc(2 * n_sets * m->to->published.n_pairs + 1, sizeof *m->to->shift);
    if (!m->to->shift)
        return ofr_fail(err, OFR_NO_MEMORY, "", "no memory for %zu parameter sets", n_sets);
    if (any_joins(&m->to->published)) {
        choose_members(m, e);
        m->e.shift = m->to->shift;
        status = measure_all(m, err);
    }
    if (status == OFR_OK) published_shifts(&m->to->published, e->seed, n_sets, m->to->shift);
    return status;
}

bool published_wanted(const ofr_study *study, const run_options *o)
{
    published_solved s = {.arena = arena_new()};
    const bool pools = s.arena && put_pairs(study, &s, NULL) == OFR_OK &&
                       published_pools(&s.published);

    published_done(&s);
    return pools && !o->model_only && !o->fixed && o->n_sets >= PUBLISHED_LEAST_SETS;
}

ofr_status published_solve(const ofr_study *study, const ofr_ensemble *e,
                           const published_options *o, published_solved *ret, ofr_error *err)
{
    measuring m = {.o = o, .to = ret};
    ofr_status status;

    *ret = (published_solved){.arena = arena_new()};
    status = ret->arena ? put_pairs(study, ret, err)
                        : ofr_fail(err, OFR_NO_MEMORY, "", "no memory");
    if (status == OFR_OK && e->n_sets >= PUBLISHED_LEAST_SETS && published_pools(&ret->published))
        status = solve(&m, e, err);
    if (status != OFR_OK) published_done(ret);
    return status;
}

void published_done(published_solved *s)
{
    for (size_t i = 0; s->eve && i < s->n_eves; i++) eve_done(&s->eve[i]);
    free(s->eve);
    free(s->shift);
    arena_free(s->arena);
    *s = (published_solved){0};
}

void published_give_eve(published_solved *s, size_t set, ofr_eve *eve)
{
    if (eve->n > 0 || set < s->first_eve || set >= s->first_eve + s->n_eves) return;
    *eve = s->eve[set - s->first_eve];
    s->eve[set - s->first_eve] = (ofr_eve){0};
}
