/* beliefs.c -- how sure p is that its rival is implacable (low cost of war) rather than ordinary.
 *
 *     l <- clamp(l0 + 2^(-1/half) (l - l0) + theta s - sbar (e^theta - 1) + news, -4, 4)
 *
 * l: log-odds; s: perceived hostile severity yesterday; sbar = A (1 - d): the routine daily severity, so
 * that the middle terms are the log likelihood ratio of Poisson severities sbar e^theta and sbar; news:
 * clause-evidence for each clause the rival broke, minus it for each one kept. Costly reassurances act
 * where they arrive (channels.c); cheap talk has ratio one.
 * Test: l equals Bayes' rule with known rates for a constant stream. Source: Kydd 2005; model.md 4.6.
 */
#include "beliefs.h"

#include "deals.h"
#include "mechanisms.h"
#include "memory.h"

static const ofr_key beliefs_table[] = {
    KEY_RECORD("beliefs", "what each side believes of the other's type"),
    KEY_NUMBER("beliefs.implacable", UNIT_SHARE, 0.001, 0.999, "0.4", ROLE_LEVEL,
               "prior belief that a rival is implacable", "judgement"),
    KEY_MAP("beliefs.prior", NULL, "the same for one directed pair, named holder-rival"),
    KEY_NUMBER("beliefs.prior.*", UNIT_SHARE, 0.001, 0.999, NULL, ROLE_LEVEL,
               "prior belief that the rival is implacable", NULL),
    KEY_NUMBER("beliefs.half-life", UNIT_DAYS, 1, 36500, "180 days", ROLE_CONSTANT,
               "how fast belief returns to the prior", "judgement"),
    KEY_NUMBER("beliefs.evidence", UNIT_NONE, 0, 2, "0.02", ROLE_LEVEL,
               "theta: log ratio of severities of the two types", "judgement"),
    KEY_NUMBER("beliefs.clause", UNIT_NONE, 0, 8, "0.5", ROLE_LEVEL,
               "log-odds moved by a clause kept or broken", "judgement"),
};
static const ofr_keys beliefs_keys = {beliefs_table, OFR_COUNT_OF(beliefs_table), "beliefs"};

static ofr_status beliefs_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "beliefs"), *map = node_get(node, "prior");
    ofr_model *m = c->model;
    ofr_beliefs *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->beliefs = own;
    own->decay = compile_decay(c, node, "half-life");
    own->theta = compile_par(node, "evidence");
    own->clause = compile_par(node, "clause");
    own->prior = compile_alloc(c, m->n_dyads, sizeof *own->prior);
    if (!own->prior) return OFR_NO_MEMORY;
    const ofr_row all = compile_par(node, "implacable");
    for (size_t d = 0; d < m->n_dyads; d++) {
        const ofr_node *stated = node_get(map, m->dyad[d].id);
        const ofr_row row = stated && stated->parameter >= 0 ? (ofr_row)stated->parameter : all;
        own->prior[d] = compile_derived(c, DERIVE_LOGIT, &row, 1);
    }
    compile_check_dyads(c, map);
    return OFR_OK;
}

static void beliefs_start(const ofr_model *m, ofr_block *b)
{
    for (size_t d = 0; d < m->n_dyads; d++) {
        for (size_t k = 0; k < LANES; k++)
            num(b, m->dyad[d].belief)[k] = par(b, m->own->beliefs->prior[d])[k];
    }
}

static void beliefs_step(const ofr_model *m, ofr_block *b)
{
    const ofr_beliefs *own = m->own->beliefs;
    const ofr_deals *deals = m->own->deals;
    const double *decay = par(b, own->decay), *theta = par(b, own->theta),
                 *clause = par(b, own->clause);
    const double *keep = par(b, m->own->memory->decay);

    for (size_t d = 0; d < m->n_dyads; d++) {
        const ofr_memory *memory = &m->memory[m->dyad[d].memory];
        const double *prior = par(b, own->prior[d]), *today = num(b, memory->today),
                     *level = num(b, memory->level);
        double *l = num(b, m->dyad[d].belief), *kept = num(b, deals->kept_news[d]),
               *broken = num(b, deals->broken_news[d]);
        double routine[LANES];

        for (size_t k = 0; k < LANES; k++)
            routine[k] = level[k] * (1.0 - keep[k]) * (m_exp(theta[k]) - 1.0); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            l[k] = prior[k] + decay[k] * (l[k] - prior[k]);                           /* lanes */
        for (size_t k = 0; k < LANES; k++) l[k] += theta[k] * today[k] - routine[k];  /* lanes */
        for (size_t k = 0; k < LANES; k++) l[k] += clause[k] * (broken[k] - kept[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++) l[k] = m_clamp(l[k], -4.0, 4.0);           /* lanes */
        for (size_t k = 0; k < LANES; k++) kept[k] = 0.0;                             /* lanes */
        for (size_t k = 0; k < LANES; k++) broken[k] = 0.0;                           /* lanes */
    }
}

static const ofr_mechanism beliefs_mechanism = {
    .name = "beliefs",
    .keys = &beliefs_keys,
    .compile = beliefs_compile,
    .start = beliefs_start,
};
