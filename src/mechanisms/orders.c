/* orders.c -- a patron asks a client to hold its fire, and the client does, wholly, or refuses.
 *
 *     P(order today) = logistic(base + stake (V - V_rest) + crossed L - heat (h - hbar))
 *     P(it is obeyed) = c
 *
 * On decision days (stances.c), and on the day after a line of the rival's was crossed by the patron's side, while the fire is not halted
 * already. V: the patron's stake in a halt, log of 1 + what war its dead may bring over the price of face (campaigns.c), with the means,
 * stances and tension of yesterday; V_rest follows it with a half-life of a year from the first day on. L: 1 on the day after such a crossing, else 0. h: heat at
 * the patron's home: to hold a client back costs face there. c: control of the link (proxies.c).
 * Who obeys halts with all its parts that are on, for a long time with chance `long`, and resumes as after any halt; it may
 * announce that, as any halt. Who refuses is seen to: the share `refused` of the control is lost, and with it what the rival charges the
 * patron with (perception.c).
 * In history nothing is ordered: what halts a record knows are taken for the client's own.
 * Tests: both chances by hand from the uniforms; what an obeyed and a refused order leave. Source: form ours; a principal and an agent
 * that may shirk, as in Salehyan 2010, The delegation of war to rebel organizations.
 */
#include "orders.h"

#include "campaign_hazards.h"
#include "mechanisms.h"
#include "proxies.h"

static const ofr_key orders_table[] = {
    KEY_LIST("orders", "patrons that may ask a client to hold its fire"),
    KEY_REF("orders.*.by", "actors", true, "the patron"),
    KEY_REF("orders.*.to", "campaigns", true, "whose fire it may ask to halt"),
    KEY_TEXT("orders.*.says", false, "a word on it"),
    KEY_NUMBER("orders.*.base", UNIT_NONE, -30, 20, "-4", ROLE_LEVEL,
               "log-odds of an order on a decision day, at rest", "judgement"),
    KEY_NUMBER(
        "orders.*.stake", UNIT_NONE, -10, 10, "1", ROLE_LEVEL,
        "log-odds per unit of what the patron has at stake in a halt, above what it is used to",
        "judgement"),
    KEY_NUMBER("orders.*.crossed", UNIT_NONE, -10, 10, "1", ROLE_LEVEL,
               "log-odds on the day after a line of the rival was crossed", "judgement"),
    KEY_NUMBER("orders.*.heat", UNIT_NONE, -5, 5, "0.3", ROLE_LEVEL,
               "log-odds lost per unit of heat at the patron's home above rest", "judgement"),
    KEY_NUMBER("orders.*.refused", UNIT_SHARE, 0, 1, "0.1", ROLE_LEVEL,
               "share of the control that a refusal costs", "judgement"),
    KEY_NUMBER("orders.*.long", UNIT_SHARE, 0, 1, "0.5", ROLE_LEVEL,
               "chance that a halt that was ordered is a long one", "judgement"),
};
static const ofr_keys orders_keys = {orders_table, OFR_COUNT_OF(orders_table), "orders"};

static void compile_order(ofr_compiler *c, const ofr_node *node, ofr_order *o)
{
    const ofr_node *by = node_get(node, "by"), *to = node_get(node, "to");
    const ofr_model *m = c->model;
    const ofr_campaign *p = &c->own->campaigns->campaign[o->campaign];
    ofr_slot slot = {SLOT_ORDER, node->id, o->patron, p->actor, OFR_NONE, OFR_NONE, o->campaign};

    o->id = node->id;
    o->link = model_link(m, p->actor, o->patron);
    o->dyad = p->dyad;
    if (o->link == OFR_NONE)
        faults_add(c->faults, to, "%s is no client of %s; write backed-by: %s, or leave it out",
                   m->actor[p->actor].id, m->actor[o->patron].id, m->actor[o->patron].id);
    else if (o->dyad == OFR_NONE || m->dyad[o->dyad].holder != o->patron)
        faults_add(c->faults, by, "the fire of %s is on nobody that %s is hostile to",
                   m->actor[p->actor].id, m->actor[o->patron].id);
    o->base = compile_par(node, "base");
    o->stake = compile_par(node, "stake");
    o->crossed = compile_par(node, "crossed");
    o->heat = compile_par(node, "heat");
    o->refused = compile_par(node, "refused");
    o->is_long = compile_par(node, "long");
    o->rest = compile_num(c, compile_text(c, node->id, ".", "stake"), "log");
    o->begun = compile_wholes(c, 1);
    o->obeyed = compile_whole(c, compile_text(c, node->id, ".", "obeyed"), "flag");
    o->slot = compile_slot(c, slot);
    slot.kind = SLOT_REFUSAL;
    o->refusal_slot = compile_slot(c, slot);
    o->stream = stream_of("order", node->id);
}

static ofr_status orders_compile(ofr_compiler *c)
{
    const ofr_node *list = node_get(c->spec->root, "orders"),
                   *campaigns = node_get(c->spec->root, "campaigns");
    ofr_orders *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->orders = own;
    own->order = compile_alloc(c, list->n_children, sizeof *own->order);
    if (!own->order) return OFR_NO_MEMORY;
    for (size_t i = 0; i < list->n_children; i++) {
        ofr_order *o = &own->order[own->n];
        o->patron = compile_actor(c, node_get(list->child[i], "by"));
        o->campaign = node_index(campaigns, node_get(list->child[i], "to")->text);
        if (o->patron == OFR_NONE || o->campaign == SIZE_MAX) continue; /* the reader has said so */
        own->n++;
        compile_order(c, list->child[i], o);
        for (size_t j = 0; j + 1 < own->n; j++) {
            if (own->order[j].patron == o->patron && own->order[j].campaign == o->campaign)
                faults_add(c->faults, list->child[i], "is the same order as %s; leave one out",
                           own->order[j].id);
        }
    }
    return OFR_OK;
}

/* The client's answer, in one lane. u: uniform. */
static void client_answers(const ofr_model *m, ofr_block *b, int32_t day, const ofr_order *o,
                           size_t k, double u)
{
    act(m, b, o->slot, k, OFR_NO_ACT, -1);
    if (client_obeys(m, b, o->link, k, u, o->refusal_slot, act_number(m, day, o->slot), -1,
                     par(b, o->refused)[k]))
        whole(b, o->obeyed)[k] = 1;
}

/* Words: 0 whether it is ordered, 1 whether it is obeyed, 2 for how long, 3 whether it will be announced. */
static void order_step(const ofr_model *m, ofr_block *b, int32_t day, const ofr_order *o,
                       bool regular)
{
    const ofr_politics *p = politics_of(m, o->patron);
    const ofr_campaign *campaign = &m->own->campaigns->campaign[o->campaign];
    const int32_t *crossed = whole(b, m->dyad[m->dyad[o->dyad].back].crossed);
    int32_t *obeyed = whole(b, o->obeyed), *begun = whole(b, o->begun);
    double *rest = num(b, o->rest);

    for (size_t k = 0; k < LANES; k++) obeyed[k] = 0; /* lanes */
    for (size_t k = 0; k < LANES; k++) {
        const double above = stake_above_rest(m, b, campaign, k, !begun[k], &rest[k]);
        begun[k] = 1;
        if (b->given && b->given->history) continue;
        if ((!regular && !crossed[k]) || num(b, campaign->halted)[k] >= 1.0) continue;
        const ofr_words w = words_of(m, b, day, o->stream, 0, k);
        const double x = par(b, o->base)[k] + par(b, o->stake)[k] * above +
                         (crossed[k] ? par(b, o->crossed)[k] : 0.0) -
                         par(b, o->heat)[k] * (num(b, p->heat)[k] - par(b, p->heat_base)[k]);
        if (unit(w.w[0]) < m_logistic(x)) client_answers(m, b, day, o, k, unit(w.w[1]));
    }
}

/* Before stances: who was crossed yesterday is forgotten there. */
static void orders_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_orders *own = m->own->orders;
    const bool regular = day % m->own->stances->epoch == 0;

    for (size_t i = 0; i < own->n; i++) order_step(m, b, day, &own->order[i], regular);
}

static const ofr_mechanism orders_mechanism = {
    .name = "orders",
    .keys = &orders_keys,
    .compile = orders_compile,
};
