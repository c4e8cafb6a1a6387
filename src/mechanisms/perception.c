/* perception.c -- what the victim reads into an act, whom it charges, and false alarms.
 *
 *     P(misread) = m (1 - q) logistic(m0 + m1 l)      per act; half of them are read one rung higher,
 *                                                     half charge the patron in full
 *     P(false alarm today) = 1 - exp(-phi (1 - q))    while tension is above its threshold
 *     charged to the patron: a = logistic(logit(attribution) + a1 (c - cbar) + a2 (l - l0) - a3 denied)
 *
 * q: talk between the two on crisis traffic; l: log-odds that the rival is implacable; c: control.
 * Red lines, beliefs and memories read what is perceived. Tests: misreadings at m = 1, q = 0 are one in
 * logistic(m0 + m1 l); q = 1 never; shares to patron and client sum to one. Source: Jervis 1976 for the
 * mechanism, model.md 4.3; forms ours.
 */
#include "perception.h"

#include "beliefs.h"
#include "mechanisms.h"

static const ofr_key perception_table[] = {
    KEY_NUMBER("actors.*.backed-by.*.attribution", UNIT_SHARE, 0, 1, "0.6", ROLE_LEVEL,
               "share of the client's acts that is charged to the patron, at prior beliefs",
               "judgement"),
    KEY_RECORD("perception", "misreading, false alarms, attribution"),
    KEY_NUMBER("perception.misread", UNIT_SHARE, 0, 1, "0.05", ROLE_LEVEL,
               "chance that an act is misread, at most (m)", "judgement"),
    KEY_NUMBER("perception.base", UNIT_NONE, -10, 10, "0", ROLE_LEVEL, "m0", "judgement"),
    KEY_NUMBER("perception.belief", UNIT_NONE, -5, 5, "0.5", ROLE_LEVEL, "m1, per unit of log-odds",
               "judgement"),
    KEY_NUMBER("perception.alarms", UNIT_PER_DAY, 0, 1, "0.005 per day", ROLE_LEVEL,
               "false alarms while tension is up (phi)", "judgement"),
    KEY_NUMBER("perception.alarm-tension", UNIT_NONE, 0, 1000, "1", ROLE_CONSTANT,
               "tension above which false alarms arrive", "judgement"),
    KEY_NUMBER("perception.control", UNIT_NONE, -10, 10, "2", ROLE_LEVEL,
               "a1, per unit of control above its mean", "judgement"),
    KEY_NUMBER("perception.doubt", UNIT_NONE, -5, 5, "0.3", ROLE_LEVEL,
               "a2, per unit of log-odds above the prior", "judgement"),
    KEY_NUMBER("perception.denial", UNIT_NONE, 0, 5, "0.3", ROLE_LEVEL,
               "a3, when the patron denies", "judgement"),
    KEY_NUMBER("perception.audience", UNIT_SHARE, 0, 1, "0.3", ROLE_LEVEL,
               "share of an act that the third party feels for whom it is meant", "judgement"),
};
static const ofr_keys perception_keys = {perception_table, OFR_COUNT_OF(perception_table),
                                         "perception"};

/* Who reads a flow: the target if it is a principal, else the first principal that protects it, if it
 * is hostile to the side of the source. */
static size_t reader_of(const ofr_model *m, const ofr_flow *f)
{
    const size_t side = m->actor[f->source].side;

    if (side == OFR_NONE) return OFR_NONE;
    for (size_t i = 0; i < m->n_dyads; i++) {
        if (m->dyad[i].rival == side && m->dyad[i].holder == f->target) return i;
    }
    for (size_t i = 0; i < m->n_dyads; i++) {
        const ofr_node *list = node_get(m->actor[m->dyad[i].holder].node, "protects");
        if (m->dyad[i].rival == side && node_index(list, m->actor[f->target].id) != SIZE_MAX)
            return i;
    }
    return OFR_NONE;
}

static ofr_status perception_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "perception");
    ofr_model *m = c->model;
    ofr_perception *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->perception = own;
    own->misread = compile_par(node, "misread");
    own->base = compile_par(node, "base");
    own->belief = compile_par(node, "belief");
    own->alarms = compile_par(node, "alarms");
    own->alarm_tension = compile_par(node, "alarm-tension");
    own->control = compile_par(node, "control");
    own->doubt = compile_par(node, "doubt");
    own->denial = compile_par(node, "denial");
    own->audience = compile_par(node, "audience");
    own->charge = compile_alloc(c, m->n_links * m->n_dyads, sizeof *own->charge);
    own->flow_stream = compile_alloc(c, m->n_flows, sizeof *own->flow_stream);
    own->victim = compile_alloc(c, m->n_flows, sizeof *own->victim);
    own->alarm_stream = compile_alloc(c, m->n_dyads, sizeof *own->alarm_stream);
    own->alarmed = compile_alloc(c, m->n_dyads, sizeof *own->alarmed);
    if (!own->charge || !own->flow_stream || !own->victim || !own->alarm_stream || !own->alarmed)
        return OFR_NO_MEMORY;
    for (size_t i = 0; i < m->n_links; i++) {
        for (size_t d = 0; d < m->n_dyads; d++) {
            if (m->dyad[d].rival != m->link[i].patron) continue;
            const char *id = compile_text(c, m->dyad[d].id, ".charge.",
                                          m->actor[m->link[i].client].id);
            own->charge[own->n_charges++] = (ofr_charge){
                i, d, compile_num(c, id, "share"),
                compile_derived(c, DERIVE_LOGIT, &m->link[i].attribution, 1)};
        }
    }
    for (size_t f = 0; f < m->n_flows; f++) {
        own->flow_stream[f] = stream_of("perception", m->flow[f].id);
        own->victim[f] = reader_of(m, &m->flow[f]);
    }
    for (size_t d = 0; d < m->n_dyads; d++) {
        own->alarm_stream[d] = stream_of("alarm", m->dyad[d].id);
        own->alarmed[d] = compile_num(c, compile_text(c, m->dyad[d].id, ".", "false-alarms"),
                                      "alarms");
    }
    return OFR_OK;
}

/* The acts of one flow in one lane, one by one: rare. Words: 0 misread or not, 1 which way. */
static void read_acts(const ofr_model *m, ofr_block *b, int32_t day, size_t f, size_t k, double p)
{
    const ofr_perception *own = m->own->perception;
    const double count = m_min(count_of(m, b, f)[k], 256.0);
    double up = 0, charged = 0;

    for (uint32_t i = 0; i < (uint32_t)count; i++) {
        const ofr_words w = words_of(m, b, day, own->flow_stream[f], i, k);
        if (unit(w.w[0]) >= p) continue;
        if (unit(w.w[1]) < 0.5)
            up += 1.0;
        else
            charged += 1.0;
    }
    num(b, m->read_up + f)[k] = up;
    num(b, m->charged + f)[k] = charged;
}

static void false_alarms(const ofr_model *m, ofr_block *b, int32_t day, size_t d)
{
    const ofr_perception *own = m->own->perception;
    const double *tension = num(b, m->dyad[d].tension),
                 *talk = num(b, m->pair[m->dyad[d].pair].talk);
    const double *rate = par(b, own->alarms), *least = par(b, own->alarm_tension);
    double *alarmed = num(b, own->alarmed[d]), p[LANES], u[LANES];

    uniforms(m, b, day, own->alarm_stream[d], 0, u);
    for (size_t k = 0; k < LANES; k++) p[k] = 1.0 - m_exp(-rate[k] * (1.0 - talk[k])); /* lanes */
    for (size_t k = 0; k < LANES; k++) alarmed[k] = tension[k] > least[k] ? 1.0 : 0.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) p[k] *= alarmed[k];                             /* lanes */
    for (size_t k = 0; k < LANES; k++) alarmed[k] = u[k] < p[k] ? 1.0 : 0.0;           /* lanes */
    for (size_t k = 0; k < LANES; k++) {
        if (alarmed[k] > 0) act(m, b, m->dyad[d].alarm_slot, k, OFR_NO_ACT, -1);
    }
}

static void charge_patrons(const ofr_model *m, ofr_block *b)
{
    const ofr_perception *own = m->own->perception;
    const double *a1 = par(b, own->control), *a2 = par(b, own->doubt), *a3 = par(b, own->denial);

    for (size_t i = 0; i < own->n_charges; i++) {
        const ofr_charge *charge = &own->charge[i];
        const ofr_link *link = &m->link[charge->link];
        const double *control = num(b, link->control), *mean = par(b, link->control_mean),
                     *base = par(b, charge->base);
        const double *belief = num(b, m->dyad[charge->dyad].belief),
                     denied = link->denied ? 1.0 : 0.0;
        const double *prior = par(b, m->own->beliefs->prior[charge->dyad]);
        double *share = num(b, charge->share), x[LANES];

        for (size_t k = 0; k < LANES; k++)
            x[k] = base[k] + a1[k] * (control[k] - mean[k]) - a3[k] * denied;      /* lanes */
        for (size_t k = 0; k < LANES; k++) x[k] += a2[k] * (belief[k] - prior[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++) share[k] = m_logistic(x[k]);            /* lanes */
    }
}

static void perception_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_perception *own = m->own->perception;
    const double *most = par(b, own->misread), *m0 = par(b, own->base), *m1 = par(b, own->belief);
    const bool history = b->given && b->given->history;

    charge_patrons(m, b);
    for (size_t d = 0; d < m->n_dyads; d++) {
        const double *talk = num(b, m->pair[m->dyad[d].pair].talk),
                     *belief = num(b, m->dyad[d].belief);
        double p[LANES];

        if (!history)
            false_alarms(m, b, day, d);
        else
            for (size_t k = 0; k < LANES; k++) num(b, own->alarmed[d])[k] = 0.0; /* lanes */
        for (size_t k = 0; k < LANES; k++)
            p[k] = most[k] * (1.0 - talk[k]) * m_logistic(m0[k] + m1[k] * belief[k]); /* lanes */
        for (size_t f = 0; f < m->n_flows; f++) {
            if (own->victim[f] != d || !m->flow[f].hostile) continue;
            const double *count = count_of(m, b, f);
            for (size_t k = 0; k < LANES; k++) {
                if (count[k] > 0) read_acts(m, b, day, f, k, p[k]);
            }
        }
    }
}

static const ofr_mechanism perception_mechanism = {
    .name = "perception",
    .keys = &perception_keys,
    .compile = perception_compile,
};
