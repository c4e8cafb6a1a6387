/* proxies.c -- how far a client obeys its patron, and what strikes cost it.
 *
 *     control     c <- clamp(cbar + (c - cbar) d - concession traded + rein honoured, 0, 1)
 *     capability  K <- (1 - (1 - K) 2^(-1/recovery)) (1 - hit)^strikes
 *
 * cbar: the stated control; d: 2^(-1/half-life of the distance); traded: the patron gave the client
 * away in a deal today; rein: a clause of restraint is honoured today; strikes: acts of strike or above
 * on the actor today. Tests: both recursions by hand; control 0 ignores the patron, control 1 without
 * drive obeys. Source: model.md 4.10, 4.16.
 */
#include "proxies.h"

#include "deals.h"
#include "mechanisms.h"

static const ofr_key proxies_table[] = {
    KEY_NUMBER("actors.*.backed-by.*.control", UNIT_SHARE, 0, 1, "0.5", ROLE_LEVEL,
               "share of the patron's stance that the client follows", "judgement"),
    KEY_NUMBER("actors.*.backed-by.*.drive", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "the client's own drive, in steps of stance", "judgement"),
    KEY_NUMBER("actors.*.backed-by.*.felt", UNIT_SHARE, 0, 1, "0.3", ROLE_LEVEL,
               "share of hostility to the client that the patron feels as its own", "judgement"),
    KEY_FLAG("actors.*.backed-by.*.denied", "false", "the patron denies directing it"),
    KEY_MAP("actors.*.protects", "actors", "whose losses it feels as its own, with the share"),
    KEY_NUMBER("actors.*.protects.*", UNIT_SHARE, 0, 1, NULL, ROLE_LEVEL,
               "share of hostility against it that is felt", NULL),
    KEY_RECORD("proxies", "control and capability of armed groups"),
    KEY_NUMBER("proxies.half-life", UNIT_DAYS, 1, 3650, "90 days", ROLE_CONSTANT,
               "how fast control returns to its mean", "judgement"),
    KEY_NUMBER("proxies.concession", UNIT_SHARE, 0, 1, "0.1", ROLE_LEVEL,
               "control lost when the patron trades the client away", "judgement"),
    KEY_NUMBER("proxies.rein", UNIT_SHARE, 0, 1, "0.002", ROLE_LEVEL,
               "control gained a day while a clause of restraint is honoured", "judgement"),
    KEY_NUMBER("proxies.hit", UNIT_SHARE, 0, 1, "0.02", ROLE_LEVEL, "capability lost by one strike",
               "judgement"),
    KEY_NUMBER("proxies.recovery", UNIT_DAYS, 1, 3650, "45 days", ROLE_CONSTANT,
               "half-life of lost capability", "judgement"),
};
static const ofr_keys proxies_keys = {proxies_table, OFR_COUNT_OF(proxies_table), "proxies"};

static ofr_status proxies_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "proxies");
    ofr_model *m = c->model;
    ofr_proxies *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->proxies = own;
    own->pull = compile_decay(c, node, "half-life");
    own->concession = compile_par(node, "concession");
    own->rein = compile_par(node, "rein");
    own->hit = compile_par(node, "hit");
    own->recovery = compile_decay(c, node, "recovery");
    own->capability = compile_alloc(c, m->n_actors, sizeof *own->capability);
    own->struck = compile_alloc(c, m->n_actors, sizeof *own->struck);
    if (!own->capability || !own->struck) return OFR_NO_MEMORY;
    for (size_t a = 0; a < m->n_actors; a++) {
        own->capability[a] = compile_num(c, compile_text(c, m->actor[a].id, ".", "capability"),
                                         "share");
        own->struck[a].flow = compile_alloc(c, m->n_flows, sizeof(size_t));
        if (!own->struck[a].flow) return OFR_NO_MEMORY;
        if (m->actor[a].kind != KIND_GROUP) continue;
        for (size_t f = 0; f < m->n_flows; f++) {
            /* A strike on the front weakens its parts, and one on a part weakens the front. */
            const size_t t = m->flow[f].target;
            const bool same = t == a || m->actor[a].part_of == t || m->actor[t].part_of == a;
            if (same && m->flow[f].rung >= m->strike) own->struck[a].flow[own->struck[a].n++] = f;
        }
    }
    return OFR_OK;
}

static void proxies_start(const ofr_model *m, ofr_block *b)
{
    const ofr_proxies *own = m->own->proxies;

    for (size_t a = 0; a < m->n_actors; a++) {
        for (size_t k = 0; k < LANES; k++) num(b, own->capability[a])[k] = 1.0;
    }
    for (size_t i = 0; i < m->n_links; i++) {
        for (size_t k = 0; k < LANES; k++)
            num(b, m->link[i].control)[k] = par(b, m->link[i].control_mean)[k];
    }
}

static void control_step(const ofr_model *m, ofr_block *b, const ofr_proxies *own, size_t i)
{
    const ofr_deals *deals = m->own->deals;
    double *c = num(b, m->link[i].control), *traded = num(b, deals->traded[i]),
           *reined = num(b, deals->rein[i]);
    const double *mean = par(b, m->link[i].control_mean), *pull = par(b, own->pull);
    const double *loss = par(b, own->concession), *gain = par(b, own->rein);

    for (size_t k = 0; k < LANES; k++) c[k] = mean[k] + (c[k] - mean[k]) * pull[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        c[k] += gain[k] * reined[k] - loss[k] * traded[k];             /* lanes */
    for (size_t k = 0; k < LANES; k++) c[k] = m_clamp(c[k], 0.0, 1.0); /* lanes */
    for (size_t k = 0; k < LANES; k++) traded[k] = 0.0;                /* lanes */
    for (size_t k = 0; k < LANES; k++) reined[k] = 0.0;                /* lanes */
}

static void capability_step(const ofr_model *m, ofr_block *b, const ofr_proxies *own, size_t a)
{
    double *capability = num(b, own->capability[a]);
    const double *keep = par(b, own->recovery), *hit = par(b, own->hit);

    for (size_t k = 0; k < LANES; k++)
        capability[k] = 1.0 - (1.0 - capability[k]) * keep[k]; /* lanes */
    for (size_t i = 0; i < own->struck[a].n; i++) {
        const double *count = count_of(m, b, own->struck[a].flow[i]);
        for (size_t k = 0; k < LANES; k++) {
            if (count[k] > 0)
                capability[k] *= m_exp(count[k] * m_log(1.0 - m_min(hit[k], 0.999999)));
        }
    }
}

static void proxies_step(const ofr_model *m, ofr_block *b)
{
    const ofr_proxies *own = m->own->proxies;

    for (size_t i = 0; i < m->n_links; i++) control_step(m, b, own, i);
    for (size_t a = 0; a < m->n_actors; a++) {
        if (own->struck[a].n) capability_step(m, b, own, a);
    }
}

static const ofr_mechanism proxies_mechanism = {
    .name = "proxies",
    .keys = &proxies_keys,
    .compile = proxies_compile,
    .start = proxies_start,
};
