/* campaigns.c -- fire that an armed group keeps up: it grows hot and cool, halts, and resumes.
 *
 *     level    Y <- d Y + s sqrt(1 - d^2) N(0, 1)                  one for all flows of a campaign
 *     halt     P(on -> halted) = 1 - exp(-halts e^x)               for a long time with chance `long`, else a short one
 *              x = clip(quiet (q - 1/2) + cost R' + stake (V - V_rest))
 *     resume   P(halted -> on) = 1 - exp(-ends e^z)                ends: short-ends or long-ends
 *              z = clip(struck S + sum_j log factor_j D_j)
 *     factor   e^(Y - s^2/2) H (T + L) / (T + leak L),  H = sum over parts of share (1 where on, leak where halted)
 *              T = 1 / P(halt),  L = (1 - long) / P(short ends) + long / P(long ends)
 *
 * V, the patron's stake in a halt: log(1 + C / a sum over flows mu kills P(answered) P(open) P(war)): what war the dead of a day
 * of its fire may bring, C, in days of face, a; P(answered) the readiness, logistic(base), of the rival's readiest line that asks for dead
 * and watches the flow, P(open) that its answer is open at the line's reference crossing, P(war) that an exchange leads to war at today's stances. V_rest follows V with
 * a half-life of a year, from the first day on. clip: within log 5 either way. d: 2^(-1/level-half-life). q: M0 / (M0 + M), 1 where nothing hostile is remembered of the
 * rival; R' = R / (1 + R / Rsat) / 10: punishment remembered (memory.c, conduct.c). S: 1 on the day after a strike on the
 * group, half of it 14 days later. D_j: driver j on or off. (T + leak L) / (T + L) is the long-run mean of H at x = z = 0, so
 * that `rate` stays the long-run mean. Parts of a front halt on their own, and a share `order` of their halts comes as one order to all
 * that are on.
 *
 * Words. Who halts (resumes) will say so with chance `announced`, each day with chance 1 - exp(-1 / announce-delay) until
 * it does; a day's word of a pause from one that is on, or of resuming from one that is halted, has chance false-words. One that
 * is on refuses a pause in so many words with chance `refuses` a day.
 *
 * In history the words of the record, and the days without any, weigh the particles by their chance. A campaign of three
 * parts at most carries the chance of each joint mode of its parts, by the forward algorithm (campaign_summed.h); flows have
 * as their mean the mean over modes, and on the first simulated day modes are drawn from those chances. A larger front carries
 * modes of its parts that are drawn (campaign_drawn.h). What moves hazards is in campaign_hazards.h.
 * Tests: share halted, survival, variance and lags of Y in closed form; forward algorithm by enumeration; word
 * densities by hand; the drawn filter against the summed one.
 * Source: Rao-Blackwellised particles: Doucet, de Freitas, Murphy, Russell 2000.
 */
#include "campaigns.h"

#include "../state/long_run.h"
#include "campaign_drawn.h"
#include "campaign_hazards.h"
#include "campaign_summed.h"
#include "drivers.h"
#include "mechanisms.h"
#include "offers.h"
#include "orders.h"
#include "proxies.h"

static const ofr_key campaigns_table[] = {
    KEY_LIST("campaigns", "fire that armed groups keep up, that may halt and resume"),
    KEY_TEXT("campaigns.*.name", false, "name in reports"),
    KEY_TEXT("campaigns.*.says", false, "a word on it"),
    KEY_REF("campaigns.*.by", "actors", true, "whose campaign it is"),
    KEY_REFS("campaigns.*.flows", "conduct", false,
             "which of its acts; omitted: all its hostile conduct that has a rate"),
    KEY_MAP("campaigns.*.parts", "actors",
            "parts of a front that halt on their own, with the share of its acts"),
    KEY_NUMBER("campaigns.*.parts.*", UNIT_SHARE, 0, 1, NULL, ROLE_LEVEL,
               "share of the front's acts; what is left is of others", NULL),
    KEY_NUMBER("campaigns.*.level", UNIT_NONE, 0, 0.8, "0", ROLE_LEVEL,
               "s: standard deviation of its log level", "judgement"),
    KEY_NUMBER("campaigns.*.level-half-life", UNIT_DAYS, 1, 3650, "60 days", ROLE_CONSTANT,
               "how fast the level returns to its mean", "judgement"),
    KEY_NUMBER("campaigns.*.halts", UNIT_PER_DAY, 0, 1, "0 per day", ROLE_LEVEL,
               "hazard of a halt while it is on", "judgement"),
    KEY_NUMBER("campaigns.*.short-ends", UNIT_PER_DAY, 1e-4, 10, "0.05 per day", ROLE_LEVEL,
               "hazard of resuming after a short halt", "judgement"),
    KEY_NUMBER("campaigns.*.long-ends", UNIT_PER_DAY, 1e-5, 10, "0.005 per day", ROLE_LEVEL,
               "hazard of resuming after a long halt", "judgement"),
    KEY_NUMBER("campaigns.*.long", UNIT_SHARE, 0, 1, "0.25", ROLE_LEVEL,
               "share of halts that are long", "judgement"),
    KEY_NUMBER("campaigns.*.leak", UNIT_SHARE, 0, 1, "0", ROLE_LEVEL,
               "share of its acts that goes on while halted", "judgement"),
    KEY_NUMBER("campaigns.*.order", UNIT_SHARE, 0, 1, "0.5", ROLE_LEVEL,
               "share of the halts of parts that come as one order to all", "judgement"),
    KEY_NUMBER("campaigns.*.quiet", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "log change of halts from a rival at full fire to a quiet one", "judgement"),
    KEY_NUMBER("campaigns.*.cost", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "log change of halts per 10 severity of punishment remembered, while that is small",
               "judgement"),
    KEY_NUMBER("campaigns.*.stake", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "log change of halts per unit of what its patron has at stake in one, above what it "
               "is used to",
               "judgement"),
    KEY_NUMBER("campaigns.*.struck", UNIT_NONE, -3, 3, "0", ROLE_LEVEL,
               "log change of resuming after a strike on it", "judgement"),
    KEY_MAP("campaigns.*.driven-by", "drivers",
            "factor on the hazard of resuming while a driver is on"),
    KEY_NUMBER("campaigns.*.driven-by.*", UNIT_FACTOR, 1e-6, 1e6, NULL, ROLE_LEVEL,
               "factor while it is on", NULL),
    KEY_NUMBER("campaigns.*.announced", UNIT_SHARE, 0, 1, "0.375", ROLE_LEVEL,
               "chance that a halt, or its end, will be announced", "judgement"),
    KEY_NUMBER("campaigns.*.announce-delay", UNIT_DAYS, 0.1, 365, "3 days", ROLE_CONSTANT,
               "mean time from a halt to its announcement", "judgement"),
    KEY_NUMBER("campaigns.*.false-words", UNIT_PER_DAY, 1e-6, 0.5, "0.0005 per day", ROLE_CONSTANT,
               "chance a day of a word that is not true", "judgement"),
    KEY_NUMBER("campaigns.*.refuses", UNIT_PER_DAY, 1e-6, 0.5, "0.002 per day", ROLE_CONSTANT,
               "chance a day that one that is on refuses a pause in words", "judgement"),
};
static const ofr_keys campaigns_keys = {campaigns_table, OFR_COUNT_OF(campaigns_table),
                                        "campaigns"};

/* ---- compile ------------------------------------------------------------------------------------- */

static void compile_campaign_part(ofr_compiler *c, ofr_campaign *p, size_t i, const char *id,
                                  size_t actor, ofr_row share)
{
    const size_t index = p->first_part + i;
    ofr_campaign_part *part = &p->part[i];
    ofr_slot slot = {SLOT_HALT, id, actor, OFR_NONE, OFR_NONE, OFR_NONE, index};

    *part = (ofr_campaign_part){
        .id = id,
        .actor = actor,
        .share = share,
        .mode = compile_whole(c, compile_text(c, id, ".", "mode"), "index"),
        .since = compile_whole(c, compile_text(c, id, ".", "since"), "day"),
        .said = compile_whole(c, compile_text(c, id, ".", "said"), "day"),
        .halted = compile_num(c, compile_text(c, id, ".", "halted"), "chance"),
        .factor = compile_num(c, compile_text(c, id, ".", "factor"), "factor"),
        .stream = stream_of("campaign", id),
        .word_stream = stream_of("campaign-words", id),
    };
    part->halt_slot = compile_slot(c, slot);
    slot.kind = SLOT_RESUME;
    part->resume_slot = compile_slot(c, slot);
    slot.kind = SLOT_PAUSE_WORD;
    part->pause_word_slot = compile_slot(c, slot);
    slot.kind = SLOT_RESUME_WORD;
    part->resume_word_slot = compile_slot(c, slot);
}

static void compile_campaign_parts(ofr_compiler *c, ofr_campaign *p)
{
    const ofr_node *parts = node_get(p->node, "parts");
    const ofr_model *m = c->model;

    p->part = compile_alloc(c, parts->n_children + 1, sizeof *p->part);
    if (!p->part) return;
    for (size_t i = 0; i < parts->n_children; i++) {
        const ofr_node *node = parts->child[i];
        const size_t actor = node_index(node_get(c->spec->root, "actors"), node->id);
        if (actor == SIZE_MAX) continue; /* the reader has said so */
        if (actor == p->actor || !model_is_or_part(m, actor, p->actor)) {
            faults_add(c->faults, node, "%s is no part of %s; give it part-of: %s, or leave it out",
                       m->actor[actor].id, m->actor[p->actor].id, m->actor[p->actor].id);
            continue;
        }
        compile_campaign_part(c, p, p->n_parts++, compile_text(c, p->id, ".", m->actor[actor].id),
                              actor, (ofr_row)node->parameter);
    }
    /* What the parts named leave is of others, who halt by themselves too. */
    compile_campaign_part(c, p, p->n_parts,
                          p->n_parts ? compile_text(c, p->id, ".", "others") : p->id, p->actor,
                          OFR_NONE);
    p->n_parts++;
}

/* One flow has one campaign, and a mean to be moved. */
static void take_campaign_flow(ofr_compiler *c, ofr_campaigns *own, size_t i, size_t f,
                               const ofr_node *named)
{
    ofr_campaign *p = &own->campaign[i];
    const ofr_model *m = c->model;

    if (own->of[f] != OFR_NONE) {
        if (own->of[f] != i)
            faults_add(c->faults, named ? named : p->node, "%s belongs to campaign %s already",
                       m->flow[f].id, own->campaign[own->of[f]].id);
        return;
    }
    own->of[f] = i;
    own->factor[f] = p->factor;
    for (size_t j = 0; j + 1 < p->n_parts; j++) {
        if (model_is_or_part(m, m->flow[f].source, p->part[j].actor))
            own->factor[f] = p->part[j].factor;
    }
    p->flow[p->n_flows++] = f;
    if (p->memory == OFR_NONE) p->memory = m->flow[f].answers;
    if (p->dyad == OFR_NONE) p->dyad = m->flow[f].dyad;
}

static void compile_campaign_flows(ofr_compiler *c, ofr_campaigns *own, size_t i)
{
    ofr_campaign *p = &own->campaign[i];
    const ofr_node *flows = node_get(p->node, "flows");
    const ofr_model *m = c->model;
    const bool listed = flows && flows->stated;

    p->flow = compile_alloc(c, m->n_flows, sizeof *p->flow);
    if (!p->flow) return;
    for (size_t j = 0; listed && j < flows->n_children; j++) {
        const size_t f = compile_flow(c, flows->child[j]);
        if (f == OFR_NONE) continue;
        if (!model_is_or_part(m, m->flow[f].source, p->actor) || m->flow[f].chosen)
            faults_add(c->faults, flows->child[j], "%s is no conduct of %s that has a rate",
                       m->flow[f].id, m->actor[p->actor].id);
        else
            take_campaign_flow(c, own, i, f, flows->child[j]);
    }
    for (size_t f = 0; !listed && f < m->n_flows; f++) {
        if (m->flow[f].hostile && !m->flow[f].chosen &&
            model_is_or_part(m, m->flow[f].source, p->actor))
            take_campaign_flow(c, own, i, f, NULL);
    }
    if (p->n_flows == 0 && p->actor != OFR_NONE)
        faults_add(
            c->faults, p->node,
            "has no flows: %s has no hostile conduct that has a rate; add some, or leave it out",
            m->actor[p->actor].id);
}

static void compile_campaign(ofr_compiler *c, ofr_campaigns *own, size_t i, const ofr_node *node)
{
    const ofr_node *name = node_get(node, "name");
    ofr_model *m = c->model;
    ofr_campaign *p = &own->campaign[i];
    const ofr_row first_num = m->n_nums, first_whole = m->n_wholes;

    *p = (ofr_campaign){
        .id = node->id,
        .name = name && name->stated ? name->text : node->id,
        .node = node,
        .actor = compile_actor(c, node_get(node, "by")),
        .halts = compile_par(node, "halts"),
        .short_ends = compile_par(node, "short-ends"),
        .long_ends = compile_par(node, "long-ends"),
        .long_share = compile_par(node, "long"),
        .leak = compile_par(node, "leak"),
        .order = compile_par(node, "order"),
        .level_sd = compile_par(node, "level"),
        .level_decay = compile_decay(c, node, "level-half-life"),
        .quiet = compile_par(node, "quiet"),
        .cost = compile_par(node, "cost"),
        .struck = compile_par(node, "struck"),
        .stake = compile_par(node, "stake"),
        .stake_rest = compile_num(c, compile_text(c, node->id, ".", "stake"), "log"),
        .dyad = OFR_NONE,
        .announced = compile_par(node, "announced"),
        .announce_delay = compile_par(node, "announce-delay"),
        .false_words = compile_par(node, "false-words"),
        .refuses = compile_par(node, "refuses"),
        .memory = OFR_NONE,
        .level = compile_num(c, compile_text(c, node->id, ".", "level"), "log"),
        .hit = compile_num(c, compile_text(c, node->id, ".", "hit"), "share"),
        .factor = compile_num(c, compile_text(c, node->id, ".", "factor"), "factor"),
        .halted = compile_num(c, compile_text(c, node->id, ".", "halted"), "share"),
        .begun = compile_wholes(c, 1),
        .all_since = compile_whole(c, compile_text(c, node->id, ".", "since"), "day"),
        .stream = stream_of("campaign-level", node->id),
    };
    const ofr_row from[] = {p->halts, p->short_ends, p->long_ends, p->long_share, p->leak};
    p->steady = compile_derived(c, DERIVE_STEADY, from, OFR_COUNT_OF(from));
    if (p->actor == OFR_NONE) return;
    p->first_part = own->n_parts;
    compile_campaign_parts(c, p);
    compile_joint(c, p);
    for (size_t j = 0; j < OFR_SPREADS; j++)
        p->spread[j] = (ofr_spread){compile_wholes(c, 1), compile_nums(c, 1)};
    own->n_parts += p->n_parts;
    p->term = compile_driven_by(c, node, &p->n_terms);
    compile_campaign_flows(c, own, i);
    own->campaign[i].rows = (ofr_owned_rows){i, first_num, m->n_nums - first_num, first_whole,
                                             m->n_wholes - first_whole};
}

static ofr_status campaigns_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "campaigns");
    ofr_model *m = c->model;
    ofr_campaigns *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->campaigns = own;
    own->campaign = compile_alloc(c, section->n_children, sizeof *own->campaign);
    own->factor = compile_alloc(c, m->n_flows, sizeof *own->factor);
    own->of = compile_alloc(c, m->n_flows, sizeof *own->of);
    if (!own->campaign || !own->factor || !own->of) return OFR_NO_MEMORY;
    for (size_t f = 0; f < m->n_flows; f++) own->of[f] = own->factor[f] = OFR_NONE;
    for (size_t i = 0; i < section->n_children; i++) compile_campaign(c, own, i, section->child[i]);
    m->n_campaigns = section->n_children;
    own->n = section->n_children;
    return OFR_OK;
}

/* What the record says today in words of a part, and of those after it; all zero where it says nothing. */
static const uint8_t *given_words(const ofr_model *m, const ofr_block *b, size_t campaign,
                                  size_t part)
{
    static const uint8_t nothing[CAMPAIGN_WORDS * CAMPAIGN_SUMMED_PARTS] = {0};
    const uint8_t *words = b->given ? b->given->words : NULL;

    return words
               ? words + CAMPAIGN_WORDS * (m->own->campaigns->campaign[campaign].first_part + part)
               : nothing;
}

/* ---- the day -------------------------------------------------------------------------------------- */

static bool campaign_is_summed(const ofr_block *b, const ofr_campaign *p)
{
    return p->summed && b->given && b->given->history;
}

static void level_step(const ofr_model *m, ofr_block *b, int32_t day, const ofr_campaign *p)
{
    const double *sd = par(b, p->level_sd), *keep = par(b, p->level_decay);
    const int32_t *begun = whole(b, p->begun);
    double *level = num(b, p->level), u[LANES];

    uniforms(m, b, day, p->stream, 0, u);
    for (size_t k = 0; k < LANES; k++) {
        const double d = begun[k] == BEGUN_NOT
                             ? 0.0
                             : keep[k]; /* the first day draws from the long run */
        if (sd[k] > 0.0)
            level[k] = d * level[k] + sd[k] * sqrt_of(1.0 - d * d) * normal_quantile(u[k]);
    }
}

/* all: chance that all parts are halted that have a share. */
static void note_halts(ofr_block *b, int32_t day, const ofr_campaign *p, const double *all)
{
    double *halted = num(b, p->halted), left[LANES], share[LANES];
    int32_t *since = whole(b, p->all_since);

    for (size_t k = 0; k < LANES; k++) halted[k] = 0.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) left[k] = 1.0;   /* lanes */
    for (size_t i = 0; i < p->n_parts; i++) {
        const double *part = num(b, p->part[i].halted);
        share_of_part(b, p, i, left, share);
        for (size_t k = 0; k < LANES; k++) halted[k] += share[k] * part[k]; /* lanes */
    }
    /* Shares of parts that are more than the whole are taken in proportion. */
    for (size_t k = 0; k < LANES; k++) halted[k] /= m_max(1.0 - left[k], 1.0); /* lanes */
    for (size_t k = 0; k < LANES; k++) {
        if (!(all[k] >= 0.5))
            since[k] = OFR_NEVER;
        else if (since[k] == OFR_NEVER)
            since[k] = day;
    }
}

/* Parts whose modes are drawn: halted or not; all: whether all are that have a share. */
static void halts_drawn(ofr_block *b, const ofr_campaign *p, double *all)
{
    double left[LANES], share[LANES];

    for (size_t k = 0; k < LANES; k++) left[k] = 1.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) all[k] = 1.0;  /* lanes */
    for (size_t i = 0; i < p->n_parts; i++) {
        const int32_t *mode = whole(b, p->part[i].mode);
        double *halted = num(b, p->part[i].halted);
        for (size_t k = 0; k < LANES; k++) halted[k] = !campaign_on(mode[k]);
        share_of_part(b, p, i, left, share);
        for (size_t k = 0; k < LANES; k++) all[k] *= share[k] > 0.0 ? halted[k] : 1.0;
    }
}

static void factors_today(ofr_block *b, const ofr_campaign *p)
{
    const double *sd = par(b, p->level_sd), *steady = par(b, p->steady), *leak = par(b, p->leak),
                 *level = num(b, p->level), *halted = num(b, p->halted);
    double *factor = num(b, p->factor), hot[LANES];

    for (size_t k = 0; k < LANES; k++)
        hot[k] = m_exp(level[k] - 0.5 * sd[k] * sd[k]) * steady[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        factor[k] = hot[k] * (1.0 - halted[k] * (1.0 - leak[k])); /* lanes */
    for (size_t i = 0; i < p->n_parts; i++) {
        const double *part = num(b, p->part[i].halted);
        double *own = num(b, p->part[i].factor);
        for (size_t k = 0; k < LANES; k++)
            own[k] = hot[k] * (1.0 - part[k] * (1.0 - leak[k])); /* lanes */
    }
}

/* Where an order of today is obeyed all parts halt that are on, the whole of them as long. */
static void obey_orders(const ofr_model *m, ofr_block *b, int32_t day, size_t i)
{
    const ofr_orders *orders = m->own->orders;
    const ofr_campaign *p = &m->own->campaigns->campaign[i];

    for (size_t j = 0; j < orders->n; j++) {
        const ofr_order *o = &orders->order[j];
        const int32_t *obeyed = whole(b, o->obeyed);
        for (size_t k = 0; o->campaign == i && k < LANES; k++) {
            if (!obeyed[k]) continue;
            const ofr_words w = words_of(m, b, day, o->stream, 0, k);
            const int32_t mode = (unit(w.w[2]) < par(b, o->is_long)[k] ? CAMPAIGN_LONG
                                                                       : CAMPAIGN_SHORT) +
                                 (unit(w.w[3]) < par(b, p->announced)[k]);
            for (size_t part = 0; part < p->n_parts; part++) {
                if (campaign_on(whole(b, p->part[part].mode)[k]))
                    part_turns(m, b, day, &p->part[part], k, mode, act_number(m, day, o->slot));
            }
        }
    }
}

/* Does an offer hold the fire of a campaign today, in one lane? Pure. */
static bool is_given_away(const ofr_model *m, const ofr_block *b, size_t i, size_t k)
{
    const ofr_offers *offers = m->own->offers;

    for (size_t j = 0; j < offers->n; j++) {
        if (is_listed(&offers->offer[j].fire, i) && offer_is_given(b, &offers->offer[j], k))
            return true;
    }
    return false;
}

/* Fire that is given on a condition is not taken up of itself. */
static void hold_for_offers(const ofr_model *m, const ofr_block *b, size_t i, campaign_hazards *c)
{
    for (size_t k = 0; m->own->offers->n && k < LANES; k++) {
        if (is_given_away(m, b, i, k)) c->end[0][k] = c->end[1][k] = 0.0;
    }
}

/* One offer of today in one lane: all parts that are on halt for it, or those that halted for it take up their fire again. Words
 * of quad 3: 0, 1 whether a halt, its end, will be announced. */
static void follow_offer(const ofr_model *m, ofr_block *b, int32_t day, size_t i,
                         const ofr_offer *o, size_t k)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    const ofr_words w = words_of(m, b, day, o->stream, 3, k);
    const bool begins = whole(b, o->turn)[k] == OFFER_BEGINS;
    const size_t ends[] = {o->breach_slot, o->lapse_slot};
    const int32_t cause = begins ? whole(b, o->word)[k] : act_among(m, b, day, ends, 2, k);
    const int32_t to = (begins ? CAMPAIGN_LONG : CAMPAIGN_ON) +
                       (unit(w.w[begins ? 0 : 1]) < par(b, p->announced)[k]);

    for (size_t j = 0; j < p->n_parts; j++) {
        const ofr_campaign_part *part = &p->part[j];
        const bool on = campaign_on(whole(b, part->mode)[k]);
        if (on != begins || (!begins && whole(b, part->since)[k] < whole(b, o->since)[k])) continue;
        part_turns(m, b, day, part, k, to, cause);
    }
}

static void follow_offers(const ofr_model *m, ofr_block *b, int32_t day, size_t i)
{
    const ofr_offers *offers = m->own->offers;

    for (size_t j = 0; j < offers->n; j++) {
        const ofr_offer *o = &offers->offer[j];
        for (size_t k = 0; is_listed(&o->fire, i) && k < LANES; k++) {
            const int32_t turn = whole(b, o->turn)[k];
            if (turn == OFFER_BEGINS || (turn == OFFER_ENDS && !is_given_away(m, b, i, k)))
                follow_offer(m, b, day, i, o, k);
        }
    }
}

/* Modes of today, drawn. */
static void drawn_step(const ofr_model *m, ofr_block *b, int32_t day, size_t i, campaign_hazards *c,
                       double *all)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    int32_t *begun = whole(b, p->begun);

    for (size_t k = 0; k < LANES; k++) {
        if (begun[k] != BEGUN_MODES) draw_first_modes(m, b, day, p, k);
    }
    for (size_t k = 0; k < LANES; k++) begun[k] = BEGUN_MODES; /* lanes */
    hold_for_offers(m, b, i, c);
    draw_modes(m, b, day, p, c);
    obey_orders(m, b, day, i);
    follow_offers(m, b, day, i);
    halts_drawn(b, p, all);
    for (size_t j = 0; j < p->n_parts; j++) {
        if (b->given && b->given->history)
            take_words_said(m, b, day, i, &p->part[j], given_words(m, b, i, j));
        else
            draw_words_said(m, b, day, p, &p->part[j]);
    }
}

/* Before the acts of the day. */
static void campaigns_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_campaigns *own = m->own->campaigns;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_campaign *p = &own->campaign[i];
        int32_t *begun = whole(b, p->begun);
        campaign_hazards c;
        double all[LANES];

        level_step(m, b, day, p);
        hazards_of_halts(m, b, p, c.halt);
        hazards_of_ends(m, b, p, c.end);
        if (campaign_is_summed(b, p)) {
            for (size_t k = 0; k < LANES; k++) begun[k] = BEGUN_LEVEL; /* lanes */
            predict_modes(b, p, &c);
            chances_of_halts(b, p, all);
        } else {
            drawn_step(m, b, day, i, &c, all);
        }
        note_halts(b, day, p, all);
        factors_today(b, p);
    }
}

/* What the acts and words of the day say of modes that are summed out. */
static void summed_close(const ofr_model *m, ofr_block *b, int32_t day, size_t i)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    const uint8_t *words = given_words(m, b, i, 0);
    double all[LANES];

    update_modes(m, b, i, words);
    chances_of_halts(b, p, all);
    for (size_t j = 0; j < p->n_parts; j++) {
        if (!words[j * CAMPAIGN_WORDS + CAMPAIGN_PAUSE]) continue;
        for (size_t k = 0; k < LANES; k++) whole(b, p->part[j].said)[k] = day;
    }
    note_halts(b, day, p, all);
}

/* After the acts of the day: what they say of halts, and how long a strike is felt. */
static void campaigns_close(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_campaigns *own = m->own->campaigns;
    static const double keep = 0.9517028, full = 1.0; /* 2^(-1/14) */

    for (size_t i = 0; i < own->n; i++) {
        const ofr_campaign *p = &own->campaign[i];
        double *hit = num(b, p->hit);
        for (size_t k = 0; k < LANES; k++) hit[k] *= keep; /* lanes */
        for (size_t j = 0; j < m->own->proxies->struck[p->actor].n; j++) {
            const double *count = count_of(m, b, m->own->proxies->struck[p->actor].flow[j]);
            for (size_t k = 0; k < LANES; k++) hit[k] = count[k] > 0.0 ? full : hit[k]; /* lanes */
        }
        if (campaign_is_summed(b, p)) summed_close(m, b, day, i);
    }
}

/* The source that a row of the densities speaks of; n_sources: none. */
static size_t source_of(const ofr_model *m, const ofr_block *b, size_t r)
{
    size_t source = OFR_NONE;

    if (r < m->n_flows) {
        source = m->flow_source[r];
    } else if (r < density_row(m, DENSITY_WAR, 0)) {
        const size_t i = r - density_row(m, DENSITY_INTERVAL, 0);
        if (i < b->given->n_intervals)
            source = campaign_of_total(m->own->campaigns, b->given->interval[i]);
    } else if (r >= density_row(m, DENSITY_CAMPAIGN, 0) && r < density_row(m, DENSITY_TALKS, 0)) {
        source = r - density_row(m, DENSITY_CAMPAIGN, 0);
    }
    return source == OFR_NONE ? m->n_sources : source;
}

/* The same sums for each source alone, and for all that belongs to none. */
static void sources_weigh(const ofr_model *m, ofr_block *b)
{
    for (size_t r = 0; r < density_rows(m); r++) {
        double *weight = b->source_weight + source_of(m, b, r) * LANES;
        const double *density = b->density + r * LANES;
        for (size_t k = 0; k < LANES; k++) weight[k] += density[k]; /* lanes */
    }
}

/* Of one part, at rest: the long run of the chain, in which everything true has been said. */
static void chances_at_rest(const ofr_block *b, const ofr_campaign *p, size_t k,
                            double ret[CAMPAIGN_MODES])
{
    double days[3];

    long_run_days(par(b, p->halts)[k], par(b, p->short_ends)[k], par(b, p->long_ends)[k],
                  par(b, p->long_share)[k], days);
    for (size_t j = 0; j < CAMPAIGN_MODES; j++)
        ret[j] = j % 2 ? 0.0 : days[j / 2] / (days[0] + days[1] + days[2]);
}

/* Parts at rest have nothing to do with each other. */
static void start_modes(const ofr_block *b, const ofr_campaign *p, size_t k)
{
    double one[CAMPAIGN_MODES];

    chances_at_rest(b, p, k, one);
    for (size_t j = 0; j < p->n_parts * CAMPAIGN_MODES && !p->summed; j++)
        num(b, p->prob + j)[k] = one[j % CAMPAIGN_MODES];
    for (size_t x = 0; x < p->n_joint && p->summed; x++) {
        double all = 1.0;
        for (size_t j = 0; j < p->n_parts; j++) all *= one[mode_in(x, stride_of(p, j))];
        num(b, p->prob + x)[k] = all;
    }
}

static void campaigns_start(const ofr_model *m, ofr_block *b)
{
    const ofr_campaigns *own = m->own->campaigns;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_campaign *p = &own->campaign[i];
        for (size_t k = 0; k < LANES; k++) whole(b, p->all_since)[k] = OFR_NEVER;
        for (size_t k = 0; k < LANES; k++) start_modes(b, p, k);
        for (size_t k = 0; k < LANES; k++) num(b, p->factor)[k] = 1.0;
        for (size_t j = 0; j < p->n_parts; j++) {
            for (size_t k = 0; k < LANES; k++) whole(b, p->part[j].since)[k] = OFR_NEVER;
            for (size_t k = 0; k < LANES; k++) whole(b, p->part[j].said)[k] = OFR_NEVER;
            for (size_t k = 0; k < LANES; k++) num(b, p->part[j].factor)[k] = 1.0;
        }
    }
}

static const ofr_mechanism campaigns_mechanism = {
    .name = "campaigns",
    .keys = &campaigns_keys,
    .compile = campaigns_compile,
    .start = campaigns_start,
};
