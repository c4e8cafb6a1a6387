/* offers.c -- one side holds something back on a condition; the other takes it up, and either may end it.
 *
 * An offer gives one or more of: fire that halts wholly (campaigns), acts that are left undone (flows), an own stance that is
 * no harder than stated, an affair that is closed: neither answers openly.
 *
 *     P(made today) = logistic(base + met A + stake (V - V_rest) - heat (h - hbar))
 *     P(taken up)   = logistic(accepts - heat (h' - hbar'))                    where it is said, or closes an affair
 *     P(broken)     = t + (1 - t) logistic(-(keep + stake (V - V_rest) - heat (h - hbar)))      a day, by the giver; t: tremble
 *
 * It is made on decision days (stances.c), or on the day after an act of `after`, or on the day `made`; while no driver of `while.stopped`
 * is on, its `until` has not come, and there is no war. A: what it asks of the other side (campaigns halted, flows without an act for `while.days`, a
 * stance) is given already. V: stake in a halt of the first campaign that is given, as in orders.c; 0 where none is. h: heat at home of
 * the giver's side, h' of the other.
 *
 *     none -> sent -> taken -> open -> stands         said over a channel: as late, and as often garbled, as its messages
 *     none ----------------> open -> stands          only done
 *
 * From open on it is given. It stands once what it asks is given, or at once if it asks nothing; what is not met within `wait` days lapses, and
 * fire is taken up again. Standing, it ends when its `until` comes (fire is then free, not taken up), and is broken by
 * the giver with the chance above or by a harder stance than it gave, by the other side when what it asks is no longer given (let pass with
 * chance `forgives`) or a line of `unless` is crossed, and by war or a driver of `while.stopped` by nobody. What ended is not made again for `again` days.
 * A client's fire is the patron's to offer only with the client's will, chance control; a refusal costs control, as in orders.c.
 * What is offered costs the side `price` concessions at home. What is taken up, or given without asking, takes `trust` off the other's belief and reassures it;
 * who is let down adds `betrayed` to its own.
 * Quiet for quiet is two offers that ask for each other: each is made on trial, and the oftener the more the other's is seen.
 * In history nothing is offered: what a record knows of restraint is taken for each side's own.
 * Tests: each way of the course by hand from the uniforms; that nothing given is done. Source: form ours; Osgood 1962 and Kydd 2005 for steps made on trial,
 * Axelrod 1984 for reciprocity, Molander 1985 for forgiveness.
 */
#include "offers.h"

#include "campaigns.h"
#include "mechanisms.h"
#include "offer_course.h"

static const ofr_key offers_table[] = {
    KEY_LIST("offers", "what one side would hold back on a condition"),
    KEY_REF("offers.*.by", "actors", true, "who gives: a principal, or a group for itself"),
    KEY_REF("offers.*.to", "actors", true, "the principal it is made to"),
    KEY_TEXT("offers.*.says", false, "a word on it"),
    KEY_REF("offers.*.over", "channels", false,
            "the channel that carries it; omitted: it is not said but done"),
    KEY_RECORD("offers.*.gives", "what is held back"),
    KEY_REFS("offers.*.gives.campaigns", "campaigns", false,
             "fire that halts, of the giver or its client"),
    KEY_REFS("offers.*.gives.flows", "conduct", false, "acts of the giver that are left undone"),
    KEY_NUMBER("offers.*.gives.stance", UNIT_NONE, -2, 1, NULL, ROLE_CONSTANT,
               "own stance, at most; made from one step above it at most", NULL),
    KEY_FLAG("offers.*.gives.affair", "false",
             "the affair is closed: neither answers openly while it stands"),
    KEY_REFS("offers.*.after", "conduct", false,
             "acts of the giver's side after which it is made, on the next day"),
    KEY_RECORD("offers.*.while", "what it asks of others"),
    KEY_REFS("offers.*.while.halted", "campaigns", false, "fire of the other side that rests"),
    KEY_REFS("offers.*.while.quiet", "conduct", false, "acts that the other side leaves undone"),
    KEY_NUMBER("offers.*.while.days", UNIT_DAYS, 0, 365, "7 days", ROLE_CONSTANT,
               "days without such an act that count as quiet", "judgement"),
    KEY_NUMBER("offers.*.while.stance", UNIT_NONE, -2, 1, NULL, ROLE_CONSTANT,
               "the other's stance, at most", NULL),
    KEY_REFS("offers.*.while.stopped", "drivers", false, "drivers that must be off"),
    KEY_RECORD("offers.*.until", "what ends it; whatever comes first"),
    KEY_DATE_OR("offers.*.until.date", "2149-12-31", "its last day is the one before"),
    KEY_NUMBER("offers.*.until.days", UNIT_DAYS, 1, 36500, "36500 days", ROLE_CONSTANT,
               "days from when it is first given", "judgement"),
    KEY_REF("offers.*.until.stopped", "drivers", false, "a driver goes off"),
    KEY_REF("offers.*.until.deal", "deals", false, "a deal is struck"),
    KEY_REFS("offers.*.until.halted", "campaigns", false, "fire rests"),
    KEY_REFS("offers.*.unless", "red-lines", false, "lines whose crossing breaks it"),
    KEY_DATE_OR("offers.*.made", "2149-12-31",
                "made on this day of the future, whatever the chance; the last of days: never so"),
    KEY_NUMBER("offers.*.base", UNIT_NONE, -30, 20, "-4", ROLE_LEVEL,
               "log-odds that it is made on a decision day, at rest", "judgement"),
    KEY_NUMBER("offers.*.met", UNIT_NONE, -10, 10, "2", ROLE_LEVEL,
               "log-odds more while what it asks is given already", "judgement"),
    KEY_NUMBER(
        "offers.*.stake", UNIT_NONE, -10, 10, "1", ROLE_LEVEL,
        "log-odds per unit of what its side has at stake in a halt, above what it is used to",
        "judgement"),
    KEY_NUMBER("offers.*.heat", UNIT_NONE, -5, 5, "0.3", ROLE_LEVEL,
               "log-odds lost per unit of heat at home above rest, of either side", "judgement"),
    KEY_NUMBER("offers.*.refused", UNIT_SHARE, 0, 1, "0.1", ROLE_LEVEL,
               "share of the control that a client's refusal costs", "judgement"),
    KEY_NUMBER("offers.*.accepts", UNIT_NONE, -20, 20, "0", ROLE_LEVEL,
               "log-odds that the other takes up what is said, at rest", "judgement"),
    KEY_NUMBER("offers.*.wait", UNIT_DAYS, 1, 365, "14 days", ROLE_CONSTANT,
               "how long it is given on trial", "judgement"),
    KEY_NUMBER("offers.*.again", UNIT_DAYS, 0, 3650, "30 days", ROLE_CONSTANT,
               "how long it is not made again", "judgement"),
    KEY_NUMBER("offers.*.keep", UNIT_NONE, -20, 20, "5", ROLE_LEVEL,
               "log-odds that the giver keeps it for a day more, at rest", "judgement"),
    KEY_NUMBER("offers.*.tremble", UNIT_SHARE, 0, 1, "0.001", ROLE_LEVEL,
               "chance a day that it is broken though its giver would keep it", "judgement"),
    KEY_NUMBER("offers.*.forgives", UNIT_SHARE, 0, 1, "0.1", ROLE_LEVEL,
               "chance a day that the giver lets pass that what it asks is not given", "judgement"),
    KEY_NUMBER("offers.*.price", UNIT_NONE, 0, 100, "0", ROLE_LEVEL,
               "what making it costs at home, in visible concessions", "judgement"),
    KEY_NUMBER("offers.*.trust", UNIT_NONE, 0, 8, "0.1", ROLE_LEVEL,
               "log-odds that an offer that stands takes off the other's belief", "judgement"),
    KEY_NUMBER("offers.*.betrayed", UNIT_NONE, 0, 8, "0.3", ROLE_LEVEL,
               "log-odds that being let down adds to one's own belief", "judgement"),
};
static const ofr_keys offers_keys = {offers_table, OFR_COUNT_OF(offers_table), "offers"};

/* ---- compile ------------------------------------------------------------------------------------- */

/* The entries of a section that a key names. */
static ofr_listed compile_listed(ofr_compiler *c, const ofr_node *parent, const char *key,
                                 const char *section)
{
    const ofr_node *names = compile_list(parent, key), *all = node_get(c->spec->root, section);
    ofr_listed list = {compile_alloc(c, names->n_children, sizeof *list.at), 0};

    for (size_t i = 0; list.at && i < names->n_children; i++) {
        const size_t at = node_index(all, names->child[i]->text);
        if (at == SIZE_MAX) continue; /* the reader has said so */
        if (is_listed(&list, at))
            faults_add(c->faults, names->child[i], "%s is named twice", names->child[i]->text);
        else
            list.at[list.n++] = at;
    }
    return list;
}

static size_t compile_named(ofr_compiler *c, const ofr_node *parent, const char *key,
                            const char *section)
{
    const ofr_node *name = node_get(parent, key);
    const size_t at = name && name->stated
                          ? node_index(node_get(c->spec->root, section), name->text)
                          : SIZE_MAX;

    return at == SIZE_MAX ? OFR_NONE : at;
}

/* What is given is the giver's, or fire of its client. */
static void check_given(ofr_compiler *c, const ofr_node *gives, ofr_offer *o)
{
    const ofr_model *m = c->model;

    for (size_t i = 0; i < o->fire.n; i++) {
        const ofr_campaign *p = &c->own->campaigns->campaign[o->fire.at[i]];
        const size_t link = model_link(m, p->actor, o->giver);
        if (p->dyad != OFR_NONE && m->dyad[p->dyad].holder == o->side && o->staked == OFR_NONE)
            o->staked = o->fire.at[i];
        if (model_is_or_part(m, p->actor, o->giver)) continue;
        if (link == OFR_NONE)
            faults_add(c->faults, node_get(gives, "campaigns"),
                       "%s is the fire of %s, who is neither %s nor its client; leave it out",
                       p->id, m->actor[p->actor].id, m->actor[o->giver].id);
        o->link = link;
    }
    for (size_t i = 0; i < o->flows.n; i++) {
        const ofr_flow *f = &m->flow[o->flows.at[i]];
        if (!model_is_or_part(m, f->source, o->giver))
            faults_add(c->faults, node_get(gives, "flows"),
                       "%s is conduct of %s; an offer leaves undone what %s itself does", f->id,
                       m->actor[f->source].id, m->actor[o->giver].id);
    }
    if (o->stance != OFR_NONE && o->giver != o->side)
        faults_add(c->faults, node_get(gives, "stance"),
                   "only a principal holds a stance; %s is none", m->actor[o->giver].id);
    if (!o->fire.n && !o->flows.n && o->stance == OFR_NONE && !o->affair)
        faults_add(c->faults, gives,
                   "gives nothing; name campaigns, flows, a stance, or affair: true");
}

/* What is asked is another's, and can be asked. */
static void check_asked(ofr_compiler *c, const ofr_node *node, const ofr_offer *o)
{
    const ofr_model *m = c->model;
    const ofr_node *asks = node_get(node, "while");

    for (size_t i = 0; i < o->asks_halt.n; i++) {
        const ofr_campaign *p = &c->own->campaigns->campaign[o->asks_halt.at[i]];
        if (m->actor[p->actor].side == o->side)
            faults_add(c->faults, node_get(asks, "halted"),
                       "%s is fire of the giver's own side, so the offer would ask it of itself",
                       p->id);
    }
    for (size_t i = 0; i < o->asks_quiet.n; i++) {
        const ofr_flow *f = &m->flow[o->asks_quiet.at[i]];
        if (m->actor[f->source].side == o->side)
            faults_add(c->faults, node_get(asks, "quiet"),
                       "%s is conduct of the giver's own side, so the offer would ask it of itself",
                       f->id);
    }
    for (size_t i = 0; i < o->after.n; i++) {
        const ofr_flow *f = &m->flow[o->after.at[i]];
        if (m->actor[f->source].side != o->side)
            faults_add(c->faults, node_get(node, "after"),
                       "%s is no conduct of the giver's side; an offer follows what that side did",
                       f->id);
    }
    if (o->until_stopped != OFR_NONE && is_listed(&o->while_stopped, o->until_stopped))
        faults_add(c->faults, node_get(node_get(node, "until"), "stopped"),
                   "the offer is made while this driver is off, so it would end as it begins");
    for (size_t i = 0; i < o->until_halt.n; i++) {
        const size_t fire = o->until_halt.at[i];
        if (is_listed(&o->fire, fire) || is_listed(&o->asks_halt, fire))
            faults_add(c->faults, node_get(node_get(node, "until"), "halted"),
                       "%s is to rest for the offer, so it would end as it begins",
                       c->own->campaigns->campaign[fire].id);
    }
    if (node_get(node, "stake")->stated && o->staked == OFR_NONE)
        faults_add(c->faults, node_get(node, "stake"),
                   "gives no fire by which a stake could be taken; leave it out");
    if (o->made_on < m->written_start)
        faults_add(c->faults, node_get(node, "made"), "is a day before the start of the scenario");
}

/* Who makes it to whom, and over what. */
static void compile_parties(ofr_compiler *c, const ofr_node *node, ofr_offer *o)
{
    const ofr_model *m = c->model;
    const ofr_node *to = node_get(node, "to");

    o->side = m->actor[o->giver].side;
    o->dyad = o->side == OFR_NONE ? OFR_NONE : model_dyad(m, o->side, o->to);
    if (o->to == o->giver || o->to == o->side)
        faults_add(c->faults, to, "an offer of %s to itself", m->actor[o->giver].id);
    else if (o->dyad == OFR_NONE)
        faults_add(c->faults, to, "%s acts for nobody that is hostile to %s", m->actor[o->giver].id,
                   m->actor[o->to].id);
    o->channel = compile_named(c, node, "over", "channels");
    if (o->channel == OFR_NONE) return;
    const ofr_channel *ch = &c->own->channels->channel[o->channel];
    const size_t end = ch->end[0] == o->side ? 0 : 1;
    if (ch->end[end] != o->side || ch->end[1 - end] != o->to)
        faults_add(c->faults, node_get(node, "over"), "the channel %s does not join the two",
                   ch->id);
}

static void compile_terms(ofr_compiler *c, const ofr_node *node, ofr_offer *o)
{
    const ofr_node *gives = node_get(node, "gives"), *asks = node_get(node, "while"),
                   *until = node_get(node, "until");

    o->fire = compile_listed(c, gives, "campaigns", "campaigns");
    o->flows = compile_listed(c, gives, "flows", "conduct");
    o->stance = compile_par(gives, "stance");
    o->affair = node_get(gives, "affair")->value != 0;
    o->after = compile_listed(c, node, "after", "conduct");
    o->asks_halt = compile_listed(c, asks, "halted", "campaigns");
    o->asks_quiet = compile_listed(c, asks, "quiet", "conduct");
    o->quiet_days = compile_par(asks, "days");
    o->asks_stance = compile_par(asks, "stance");
    o->while_stopped = compile_listed(c, asks, "stopped", "drivers");
    o->until_date = (int32_t)node_get(until, "date")->value;
    o->until_days = compile_par(until, "days");
    o->until_stopped = compile_named(c, until, "stopped", "drivers");
    o->until_deal = compile_named(c, until, "deal", "deals");
    o->until_halt = compile_listed(c, until, "halted", "campaigns");
    o->unless = compile_listed(c, node, "unless", "red-lines");
    o->made_on = (int32_t)node_get(node, "made")->value;
}

static void compile_offer_numbers(const ofr_node *node, ofr_offer *o)
{
    o->base = compile_par(node, "base");
    o->met = compile_par(node, "met");
    o->stake = compile_par(node, "stake");
    o->heat = compile_par(node, "heat");
    o->refused = compile_par(node, "refused");
    o->accepts = compile_par(node, "accepts");
    o->wait = compile_par(node, "wait");
    o->again = compile_par(node, "again");
    o->keep = compile_par(node, "keep");
    o->tremble = compile_par(node, "tremble");
    o->forgives = compile_par(node, "forgives");
    o->price = compile_par(node, "price");
    o->trust = compile_par(node, "trust");
    o->betrayed = compile_par(node, "betrayed");
}

static void compile_offer_state(ofr_compiler *c, ofr_offer *o)
{
    o->rest = compile_num(c, compile_text(c, o->id, ".", "stake"), "log");
    o->begun = compile_wholes(c, 1);
    o->phase = compile_whole(c, compile_text(c, o->id, ".", "phase"), "index");
    o->due = compile_whole(c, compile_text(c, o->id, ".", "due"), "day");
    o->since = compile_whole(c, compile_text(c, o->id, ".", "since"), "day");
    o->word = compile_wholes(c, 1);
    o->unheard = compile_wholes(c, 1);
    o->free_from = compile_wholes(c, 1);
    o->prompted = compile_wholes(c, 1);
    o->acted = compile_whole(c, compile_text(c, o->id, ".", "acted"), "day");
    o->failed = compile_wholes(c, 1);
    o->failed_by = compile_wholes(c, 1);
    o->turn = compile_wholes(c, 1);
}

static void compile_offer_slots(ofr_compiler *c, ofr_offer *o, size_t index)
{
    ofr_slot slot = {SLOT_OFFER, o->id, o->giver, o->to, OFR_NONE, OFR_NONE, index};

    o->offer_slot = compile_slot(c, slot);
    slot.kind = SLOT_LAPSE;
    o->lapse_slot = compile_slot(c, slot);
    slot.kind = SLOT_BREACH;
    o->breach_slot = compile_slot(c, slot);
    slot.source = o->to;
    slot.target = o->giver;
    slot.kind = SLOT_ACCEPTANCE;
    o->taken_slot = compile_slot(c, slot);
    slot.kind = SLOT_REJECTION;
    o->refused_slot = compile_slot(c, slot);
    if (o->link == OFR_NONE) return;
    slot = (ofr_slot){SLOT_REFUSAL, o->id,    o->giver, c->model->link[o->link].client,
                      OFR_NONE,     OFR_NONE, index};
    o->refusal_slot = compile_slot(c, slot);
}

static void compile_offer(ofr_compiler *c, const ofr_node *node, ofr_offer *o, size_t index)
{
    o->id = node->id;
    o->link = o->staked = OFR_NONE;
    compile_parties(c, node, o);
    compile_terms(c, node, o);
    check_given(c, node_get(node, "gives"), o);
    check_asked(c, node, o);
    compile_offer_numbers(node, o);
    compile_offer_state(c, o);
    compile_offer_slots(c, o, index);
    o->stream = stream_of("offer", node->id);
}

/* Which offers leave a flow undone. */
static bool list_offers_by_flow(ofr_compiler *c, ofr_offers *own)
{
    const size_t n = c->model->n_flows;

    own->of_flow = compile_alloc(c, n, sizeof *own->of_flow);
    for (size_t f = 0; own->of_flow && own->n && f < n; f++) {
        own->of_flow[f].at = compile_alloc(c, own->n, sizeof *own->of_flow[f].at);
        if (!own->of_flow[f].at) return false;
        for (size_t i = 0; i < own->n; i++) {
            if (is_listed(&own->offer[i].flows, f)) own->of_flow[f].at[own->of_flow[f].n++] = i;
        }
    }
    return own->of_flow != NULL;
}

static ofr_status offers_compile(ofr_compiler *c)
{
    const ofr_node *list = node_get(c->spec->root, "offers");
    ofr_offers *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->offers = own;
    own->offer = compile_alloc(c, list->n_children, sizeof *own->offer);
    if (!own->offer) return OFR_NO_MEMORY;
    for (size_t i = 0; i < list->n_children; i++) {
        ofr_offer *o = &own->offer[own->n];
        o->giver = compile_actor(c, node_get(list->child[i], "by"));
        o->to = compile_actor(c, node_get(list->child[i], "to"));
        if (o->giver == OFR_NONE || o->to == OFR_NONE) continue;
        compile_offer(c, list->child[i], o, own->n++);
    }
    return list_offers_by_flow(c, own) ? OFR_OK : OFR_NO_MEMORY;
}

static void offers_start(const ofr_model *m, ofr_block *b)
{
    const ofr_offers *own = m->own->offers;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) {
            whole(b, own->offer[i].acted)[k] = OFR_NEVER;
            whole(b, own->offer[i].free_from)[k] = OFR_NEVER;
            whole(b, own->offer[i].word)[k] = OFR_NO_ACT;
        }
    }
}

/* ---- the day -------------------------------------------------------------------------------------- */

/* After deals, before campaigns: what is made, taken up, ended today. */
static void offers_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_offers *own = m->own->offers;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) offer_step(m, b, day, &own->offer[i], k);
    }
}

/* After the acts of the day: what they mean to offers. */
static void offers_close(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_offers *own = m->own->offers;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_offer *o = &own->offer[i];
        for (size_t k = 0; k < LANES; k++) {
            whole(b, o->prompted)[k] = act_among(m, b, day, o->after.at, o->after.n, k) !=
                                       OFR_NO_ACT;
            if (act_among(m, b, day, o->asks_quiet.at, o->asks_quiet.n, k) != OFR_NO_ACT)
                whole(b, o->acted)[k] = day;
            whole(b, o->failed)[k] = offer_is_given(b, o, k)
                                         ? why_it_fails(m, b, day, o, k, &whole(b, o->failed_by)[k])
                                         : OFFER_HOLDS;
        }
    }
}

static const ofr_mechanism offers_mechanism = {
    .name = "offers",
    .keys = &offers_keys,
    .compile = offers_compile,
    .start = offers_start,
};
