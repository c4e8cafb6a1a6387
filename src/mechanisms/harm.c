/* harm.c -- what an act does: its realised rung, who dies, who is wounded.
 *
 * Each act, one by one (rare): it slips one rung up with the theatre's chance; it kills with
 *     p = lethality (x slip-factor if slipped) (1 - protection) (1 - warning q if it is direct)
 * and if it does, P(D >= d) = d^-(tail - 1), up to a cap, of the target's own people or, with the flow's
 * share, of partners; else it wounds with its chance, P(W >= w) = w^-(tail - 1) as well.
 * From the reference record an attack on a base kills an American about once in 168: beta(1.5, 167.5), a
 * range of two orders of magnitude that results must carry. Recorded acts bring their own deaths; acts
 * that a running total adds had none, or they would stand in the record.
 * Words of quad i (act i): 0 slip, 1 kills or wounds, 2 how many, 3 whose.
 * An act costs its own side lives with the flow's chance, as many as by the same tail; own stream, words 0 whether, 1 how many.
 * Tests: chance and mean of deaths exactly; q = 1 with full warning never kills. Source: model.md 4.2;
 * tail: Clauset, Young, Gleditsch 2007.
 */
#include "harm.h"

#include "mechanisms.h"
#include "utility.h"

static const ofr_key harm_table[] = {
    KEY_NUMBER("theatres.*.lethality", UNIT_SHARE, 0, 1, "0.01", ROLE_LEVEL,
               "chance that an act kills", "judgement"),
    KEY_NUMBER("theatres.*.wounding", UNIT_SHARE, 0, 1, "0.1", ROLE_LEVEL,
               "chance that an act that kills nobody wounds", "judgement"),
    KEY_NUMBER("theatres.*.slip", UNIT_SHARE, 0, 1, "0.01", ROLE_LEVEL,
               "chance that an act does more than was meant", "judgement"),
    KEY_NUMBER("theatres.*.protection", UNIT_SHARE, 0, 1, "0", ROLE_SWITCH,
               "share of deaths that protection prevents", "judgement"),
    KEY_NUMBER("theatres.*.tail", UNIT_NONE, 1.5, 10, "2.5", ROLE_CONSTANT,
               "exponent of deaths given a lethal act",
               "Clauset, Young, Gleditsch 2007: about 2.4 for attacks world-wide"),
    KEY_NUMBER("theatres.*.cap", UNIT_NONE, 1, 1e5, "300", ROLE_CONSTANT, "most deaths by one act",
               "judgement"),
    KEY_NUMBER("conduct.*.lethality", UNIT_SHARE, 0, 1, NULL, ROLE_LEVEL,
               "chance that one of its acts kills; omitted: the theatre's", NULL),
    KEY_NUMBER("conduct.*.wounding", UNIT_SHARE, 0, 1, NULL, ROLE_LEVEL,
               "chance that one of its acts wounds; omitted: the theatre's", NULL),
    KEY_NUMBER("conduct.*.own-lethality", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "chance that one of its acts costs those who act lives", "judgement"),
    KEY_NUMBER("conduct.*.partners", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "share of lethal acts that kill partners, not the target's own", "judgement"),
    KEY_NUMBER("conduct.*.announced", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "of direct acts: how far they are told beforehand, 1: as by full talk", "judgement"),
    KEY_RECORD("harm", "what makes acts more or less deadly"),
    KEY_NUMBER("harm.slip-factor", UNIT_FACTOR, 1, 1000, "x5", ROLE_LEVEL,
               "on lethality, when an act slips", "judgement"),
    KEY_NUMBER("harm.own-dead", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "how far the dead in one's own acts count, at home, in a crisis and in the ledger",
               "judgement"),
    KEY_NUMBER("harm.warning", UNIT_SHARE, 0, 1, "0.8", ROLE_LEVEL,
               "share of deaths by a direct act that a full warning prevents", "judgement"),
};
static const ofr_keys harm_keys = {harm_table, OFR_COUNT_OF(harm_table), "harm"};

/* Own dead are of acts that harm, and are felt: what would be silent is refused. */
static void check_own_lethality(ofr_compiler *c, const ofr_flow *flow)
{
    const ofr_node *own = node_get(flow->node, "own-lethality"),
                   *felt = node_get(node_get(c->spec->root, "harm"), "own-dead");

    if (!own->stated) return;
    if (!flow->hostile)
        faults_add(c->faults, own, "an act of %s costs no lives; leave it out",
                   c->model->rung[flow->rung].id);
    if (!felt->stated)
        faults_add(c->faults, own,
                   "nobody would feel these dead; write harm.own-dead: 1, or how far they count");
}

static ofr_status harm_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "harm");
    ofr_model *m = c->model;
    ofr_harm *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->harm = own;
    own->slip_factor = compile_par(node, "slip-factor");
    own->warning = compile_par(node, "warning");
    own->theatre = compile_alloc(c, m->n_theatres, sizeof *own->theatre);
    own->stream = compile_alloc(c, m->n_flows, sizeof *own->stream);
    own->partners = compile_alloc(c, m->n_flows, sizeof *own->partners);
    own->announced = compile_alloc(c, m->n_flows, sizeof *own->announced);
    own->own_dead = compile_par(node, "own-dead");
    own->own_lethality = compile_alloc(c, m->n_flows, sizeof *own->own_lethality);
    own->own_stream = compile_alloc(c, m->n_flows, sizeof *own->own_stream);
    if (!own->theatre || !own->stream || !own->partners || !own->announced || !own->own_lethality ||
        !own->own_stream)
        return OFR_NO_MEMORY;
    for (size_t t = 0; t < m->n_theatres; t++) {
        const ofr_node *place = m->theatre[t].node;
        const ofr_row tail[] = {compile_par(place, "tail"), compile_par(place, "cap")};

        own->theatre[t].lethality = compile_par(place, "lethality");
        own->theatre[t].wounding = compile_par(place, "wounding");
        own->theatre[t].slip = compile_par(place, "slip");
        own->theatre[t].protection = compile_par(place, "protection");
        own->theatre[t].tail = tail[0];
        own->theatre[t].cap = tail[1];
        own->theatre[t].mean = compile_derived(c, DERIVE_HEAVY_MEAN, tail, 2);
    }
    for (size_t f = 0; f < m->n_flows; f++) {
        ofr_flow *flow = &c->flow[f];
        const ofr_row lethality = compile_par(flow->node, "lethality"),
                      wounding = compile_par(flow->node, "wounding");

        flow->lethality = lethality == OFR_NONE ? own->theatre[flow->theatre].lethality : lethality;
        flow->wounding = wounding == OFR_NONE ? own->theatre[flow->theatre].wounding : wounding;
        own->partners[f] = compile_par(flow->node, "partners");
        own->announced[f] = compile_par(flow->node, "announced");
        own->stream[f] = stream_of("harm", flow->id);
        own->own_lethality[f] = compile_par(flow->node, "own-lethality");
        own->own_stream[f] = stream_of("own-dead", flow->id);
        check_own_lethality(c, flow);
    }
    return OFR_OK;
}

/* One act in one lane. */
static void one_act(const ofr_model *m, ofr_block *b, int32_t day, size_t f, size_t k, uint32_t i,
                    double shield)
{
    const ofr_harm *own = m->own->harm;
    const ofr_flow *flow = &m->flow[f];
    const ofr_words w = words_of(m, b, day, own->stream[f], i, k);
    const double tail = par(b, own->theatre[flow->theatre].tail)[k],
                 cap = par(b, own->theatre[flow->theatre].cap)[k];
    const bool slips = unit(w.w[0]) < par(b, own->theatre[flow->theatre].slip)[k];
    const double factor = slips ? par(b, own->slip_factor)[k] : 1.0;
    const double kills = m_min(par(b, flow->lethality)[k] * factor, 1.0) * shield, u = unit(w.w[1]);

    if (slips) num(b, m->slipped + f)[k] += 1.0;
    if (u < kills) {
        const double dead = heavy_tail_quantile(unit(w.w[2]), tail, cap);
        const bool partners = unit(w.w[3]) < par(b, own->partners[f])[k];
        num(b, (partners ? m->deaths_partner : m->deaths_own) + f)[k] += dead;
    } else if (u < kills + (1.0 - kills) * par(b, flow->wounding)[k]) {
        num(b, m->wounded + f)[k] += heavy_tail_quantile(unit(w.w[2]), tail, cap);
    }
}

/* What one act costs its own side, in one lane. p: chance. */
static void one_loss(const ofr_model *m, ofr_block *b, int32_t day, size_t f, size_t k, uint32_t i,
                     double p)
{
    const ofr_harm *own = m->own->harm;
    const size_t t = m->flow[f].theatre;
    const ofr_words w = words_of(m, b, day, own->own_stream[f], i, k);

    if (unit(w.w[0]) < p)
        num(b, m->deaths_attacker + f)[k] += heavy_tail_quantile(
            unit(w.w[1]), par(b, own->theatre[t].tail)[k], par(b, own->theatre[t].cap)[k]);
}

static void harm_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        const double *count = count_of(m, b, f);
        int32_t acts[LANES], any = 0;
        uint8_t lane[LANES];

        if (!flow->hostile) continue;
        if (b->given && b->given->mode[f] != GIVEN_NOTHING) continue;
        for (size_t k = 0; k < LANES; k++) acts[k] = count[k] > 0.0; /* lanes */
        for (size_t k = 0; k < LANES; k++) any |= acts[k];           /* lanes */
        for (size_t j = 0, n = any ? lanes_where(acts, lane) : 0; j < n; j++) {
            const size_t k = lane[j];
            const double shield = shield_of(m, b, f, k),
                         loss = par(b, m->own->harm->own_lethality[f])[k];
            /* More than 256 acts of one flow in a day: the rest do no harm; counts themselves are whole. */
            for (uint32_t i = 0; i < (uint32_t)m_min(count[k], 256.0); i++)
                one_act(m, b, day, f, k, i, shield);
            for (uint32_t i = 0; loss > 0.0 && i < (uint32_t)m_min(count[k], 256.0); i++)
                one_loss(m, b, day, f, k, i, loss);
        }
    }
}

static const ofr_mechanism harm_mechanism = {
    .name = "harm",
    .keys = &harm_keys,
    .compile = harm_compile,
};
