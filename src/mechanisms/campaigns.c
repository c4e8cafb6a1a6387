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
 * In history the words of the record, and the days without any, weigh the particles by their chance. A front of
 * several parts carries the modes of its parts in each particle. A campaign of one part carries the chance of each
 * mode instead, by the forward algorithm over (on, short, long) x (said, unsaid):
 *     P'(m) = sum_m' P(m') P(m' -> m);   density = sum_m P'(m) w(m) L(m);   P(m) = P'(m) w(m) L(m) / density
 * w: chance of today's words, L: of today's acts given the mode; flows have as their mean the mean over modes. On the first
 * simulated day a mode is drawn from P. Tests: share halted, survival, variance and lags of Y in closed form; forward
 * algorithm by enumeration; word densities by hand; the drawn filter against the summed one.
 * Source: Rabiner 1989 (forward algorithm); Rao-Blackwellised particles: Doucet, de Freitas, Murphy, Russell 2000.
 */
#include "campaigns.h"

#include "../state/long_run.h"
#include "choice.h"
#include "conduct.h"
#include "coverage.h"
#include "drivers.h"
#include "mechanisms.h"
#include "memory.h"
#include "politics.h"
#include "proxies.h"
#include "recorded.h"
#include "red_lines.h"
#include "utility.h"
#include "war.h"

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

enum { BEGUN_NOT, BEGUN_LEVEL, BEGUN_MODES }; /* what of a campaign has been drawn */

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
        .prob = compile_nums(c, CAMPAIGN_MODES),
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
    own->n_parts += p->n_parts;
    p->term = compile_driven_by(c, node, &p->n_terms);
    p->summed = p->n_parts == 1;
    compile_campaign_flows(c, own, i);
    own->rows[i] = (ofr_owned_rows){first_num, m->n_nums - first_num, first_whole,
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
    own->rows = compile_alloc(c, section->n_children, sizeof *own->rows);
    if (!own->campaign || !own->factor || !own->of || !own->rows) return OFR_NO_MEMORY;
    for (size_t f = 0; f < m->n_flows; f++) own->of[f] = own->factor[f] = OFR_NONE;
    for (size_t i = 0; i < section->n_children; i++) compile_campaign(c, own, i, section->child[i]);
    m->source = own->rows;
    m->n_sources = section->n_children;
    own->n = section->n_children;
    return OFR_OK;
}

/* What the record says today in words of a part; all zero where it says nothing. */
static const uint8_t *given_words(const ofr_model *m, const ofr_block *b, size_t campaign,
                                  size_t part)
{
    static const uint8_t nothing[CAMPAIGN_WORDS] = {0};
    const uint8_t *words = b->given ? b->given->words : NULL;

    return words
               ? words + CAMPAIGN_WORDS * (m->own->campaigns->campaign[campaign].first_part + part)
               : nothing;
}

/* ---- hazards ------------------------------------------------------------------------------------- */

/* Hazards of today by lane, per day. */
typedef struct campaign_hazards {
    double halt[LANES];   /* a halt */
    double end[2][LANES]; /* the end of a short one, of a long one */
} campaign_hazards;

static const double campaign_clip = 1.6094379124341003; /* log 5 */

/* Readiness of the rival to answer the dead of a flow openly, in one lane: of its readiest line. */
static double readiness(const ofr_model *m, const ofr_block *b, size_t f, size_t k)
{
    const ofr_red_lines *own = m->own->red_lines;
    double most = 0.0;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_line *line = &own->line[i];
        for (size_t j = 0; line->when.deaths > 0 && j < line->when.n_flows; j++) {
            if (line->when.flow[j] == f) most = m_max(most, open_readiness(b, line, k));
        }
    }
    return most;
}

static double stake_today(const ofr_model *m, const ofr_block *b, const ofr_campaign *p, size_t k)
{
    const ofr_dyad *dyad = &m->dyad[p->dyad];
    const ofr_politics *patron = politics_of(m, dyad->holder);
    const double stances = num(b, dyad->stance)[k] + num(b, m->dyad[dyad->back].stance)[k];
    const double war = war_by_exchange(m, b, dyad->pair, k, stances);
    double answered = 0.0;

    for (size_t j = 0; j < p->n_flows; j++)
        answered += num(b, m->flow[p->flow[j]].mean)[k] * kills_own(m, b, p->flow[j], k) *
                    readiness(m, b, p->flow[j], k);
    return m_log1p(answered * war * war_cost(b, patron, k) /
                   m_max(par(b, patron->audience)[k], 1e-9));
}

/* What the patron has at stake moves halts where it is said to; nothing is reckoned where it is not. */
static void add_stakes(const ofr_model *m, ofr_block *b, const ofr_campaign *p, double *x)
{
    static const double keep = 0.9981027649; /* 2^(-1/365) */
    const double *stake = par(b, p->stake);
    const int32_t *begun = whole(b, p->begun);
    double *rest = num(b, p->stake_rest);

    if (p->dyad == OFR_NONE) return;
    for (size_t k = 0; k < LANES; k++) {
        if (stake[k] == 0.0) continue;
        const double now = stake_today(m, b, p, k);
        rest[k] = begun[k] == BEGUN_NOT ? now : now + (rest[k] - now) * keep;
        x[k] += stake[k] * (now - rest[k]);
    }
}

static void hazards_of_halts(const ofr_model *m, ofr_block *b, const ofr_campaign *p, double *ret)
{
    const double *halts = par(b, p->halts);
    double x[LANES];

    for (size_t k = 0; k < LANES; k++) x[k] = 0.0; /* lanes */
    if (p->memory != OFR_NONE) {
        const double *felt = num(b, m->memory[p->memory].hostile),
                     *r = num(b, m->memory[p->memory].punished),
                     *floor = par(b, m->own->memory->floor),
                     *most = par(b, m->own->conduct->punishment_saturation),
                     *quiet = par(b, p->quiet), *cost = par(b, p->cost);
        for (size_t k = 0; k < LANES; k++)
            x[k] = quiet[k] * (floor[k] / (floor[k] + felt[k]) - 0.5); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            x[k] += cost[k] * 0.1 * r[k] / (1.0 + r[k] / most[k]); /* lanes */
    }
    add_stakes(m, b, p, x);
    for (size_t k = 0; k < LANES; k++)
        ret[k] = halts[k] * m_exp(m_clamp(x[k], -campaign_clip, campaign_clip)); /* lanes */
}

static void hazards_of_ends(const ofr_model *m, const ofr_block *b, const ofr_campaign *p,
                            double ret[2][LANES])
{
    const double *hit = num(b, p->hit), *struck = par(b, p->struck),
                 *short_ends = par(b, p->short_ends), *long_ends = par(b, p->long_ends);
    double z[LANES];

    for (size_t k = 0; k < LANES; k++) z[k] = struck[k] * hit[k]; /* lanes */
    add_driven(m, b, p->term, p->n_terms, z);
    for (size_t k = 0; k < LANES; k++)
        z[k] = m_exp(m_clamp(z[k], -campaign_clip, campaign_clip));      /* lanes */
    for (size_t k = 0; k < LANES; k++) ret[0][k] = short_ends[k] * z[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) ret[1][k] = long_ends[k] * z[k];  /* lanes */
}

/* ---- modes that are drawn ------------------------------------------------------------------------ */

static void part_turns(const ofr_model *m, ofr_block *b, int32_t day, const ofr_campaign_part *part,
                       size_t k, int32_t mode)
{
    const size_t slot = campaign_on(mode) ? part->resume_slot : part->halt_slot;

    whole(b, part->mode)[k] = mode;
    if (!campaign_on(mode)) whole(b, part->since)[k] = day;
    act(m, b, slot, k, OFR_NO_ACT, -1);
}

/* A part that turns in one lane: ordered, if by an order to all, whose length is one draw (of_order). */
static void part_changes(const ofr_model *m, ofr_block *b, int32_t day, const ofr_campaign *p,
                         const ofr_campaign_part *part, bool ordered, double of_order, size_t k)
{
    const int32_t mode = whole(b, part->mode)[k];
    const ofr_words w = words_of(m, b, day, part->stream, 0, k);
    const bool unsaid = unit(w.w[1]) < par(b, p->announced)[k];
    const bool is_long = (ordered ? of_order : unit(w.w[2])) < par(b, p->long_share)[k];

    if (campaign_on(mode))
        part_turns(m, b, day, part, k, (is_long ? CAMPAIGN_LONG : CAMPAIGN_SHORT) + unsaid);
    else
        part_turns(m, b, day, part, k, CAMPAIGN_ON + unsaid);
}

/* Hazard of the turn that a part may take today, by lane. */
static void hazards_of_turns(const ofr_block *b, const ofr_campaign_part *part,
                             const campaign_hazards *c, double *ret)
{
    const int32_t *mode = whole(b, part->mode);

    for (size_t k = 0; k < LANES; k++)
        ret[k] = mode[k] < CAMPAIGN_SHORT  ? c->halt[k]
                 : mode[k] < CAMPAIGN_LONG ? c->end[0][k]
                                           : c->end[1][k];
}

static void draw_modes(const ofr_model *m, ofr_block *b, int32_t day, const ofr_campaign *p,
                       const campaign_hazards *c)
{
    const double *order = par(b, p->order);
    double halt_all[LANES], end_all[LANES], of_order[LANES], common[LANES], u[LANES], hazard[LANES];

    for (size_t k = 0; k < LANES; k++) common[k] = p->n_parts > 1 ? order[k] : 0.0; /* lanes */
    uniforms(m, b, day, p->stream, 1, halt_all);
    uniforms(m, b, day, p->stream, 2, of_order);
    uniforms(m, b, day, p->stream, 3, end_all);
    for (size_t i = 0; i < p->n_parts; i++) {
        const ofr_campaign_part *part = &p->part[i];
        int32_t ordered[LANES], turns[LANES];
        uint8_t lane[LANES];
        double all[LANES], own[LANES];
        uniforms(m, b, day, part->stream, 0, u);
        hazards_of_turns(b, part, c, hazard);
        for (size_t k = 0; k < LANES; k++)
            all[k] = campaign_on(whole(b, part->mode)[k]) ? halt_all[k] : end_all[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++)
            ordered[k] = all[k] < 1.0 - m_exp(-common[k] * hazard[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            own[k] = 1.0 - m_exp(-(1.0 - common[k]) * hazard[k]);                   /* lanes */
        for (size_t k = 0; k < LANES; k++) turns[k] = ordered[k] | (u[k] < own[k]); /* lanes */
        for (size_t j = 0, n = lanes_where(turns, lane); j < n; j++)
            part_changes(m, b, day, p, part, ordered[lane[j]], of_order[lane[j]], lane[j]);
    }
}

/* From the chances that history left, or of the long run. */
static void draw_first_mode(const ofr_model *m, ofr_block *b, int32_t day,
                            const ofr_campaign_part *part, size_t k)
{
    double at = unit(words_of(m, b, day, part->stream, 1, k).w[0]);
    int32_t mode = CAMPAIGN_ON;

    for (; mode + 1 < CAMPAIGN_MODES && at >= num(b, part->prob + (size_t)mode)[k]; mode++)
        at -= num(b, part->prob + (size_t)mode)[k];
    whole(b, part->mode)[k] = mode;
}

/* ---- words ---------------------------------------------------------------------------------------- */

static bool campaign_unsaid(int32_t mode)
{
    return mode % 2 == 1;
}

/* Chance of each word today in a mode. */
static void chances_of_words(const ofr_block *b, const ofr_campaign *p, size_t k, int32_t mode,
                             double ret[CAMPAIGN_WORDS])
{
    const double lie = par(b, p->false_words)[k],
                 says = 1.0 - m_exp(-1.0 / par(b, p->announce_delay)[k]);
    const bool on = campaign_on(mode), unsaid = campaign_unsaid(mode);

    ret[CAMPAIGN_PAUSE] = !on && unsaid ? says : lie;
    ret[CAMPAIGN_RESUME] = on && unsaid ? says : lie;
    ret[CAMPAIGN_REFUSAL] = on ? par(b, p->refuses)[k] : lie;
}

/* What is true has been said once. */
static int32_t mode_after_words(int32_t mode, bool pause, bool resume)
{
    const bool said = campaign_on(mode) ? resume : pause;

    return campaign_unsaid(mode) && said ? mode - 1 : mode;
}

static void draw_words_said(const ofr_model *m, ofr_block *b, int32_t day, const ofr_campaign *p,
                            const ofr_campaign_part *part)
{
    const double *lie = par(b, p->false_words), *delay = par(b, p->announce_delay);
    int32_t *mode = whole(b, part->mode), says[LANES];
    double pause[LANES], resume[LANES], true_word[LANES];
    uint8_t lane[LANES];

    uniforms(m, b, day, part->word_stream, 0, pause);
    uniforms(m, b, day, part->word_stream, 1, resume);
    for (size_t k = 0; k < LANES; k++) true_word[k] = 1.0 - m_exp(-1.0 / delay[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        says[k] = pause[k] < m_max(lie[k], true_word[k]) || resume[k] < m_max(lie[k], true_word[k]);
    for (size_t j = 0, n = lanes_where(says, lane); j < n; j++) {
        const size_t k = lane[j];
        double chance[CAMPAIGN_WORDS];
        chances_of_words(b, p, k, mode[k], chance);
        const bool paused = pause[k] < chance[CAMPAIGN_PAUSE],
                   resumed = resume[k] < chance[CAMPAIGN_RESUME];
        if (paused) act(m, b, part->pause_word_slot, k, OFR_NO_ACT, -1);
        if (resumed) act(m, b, part->resume_word_slot, k, OFR_NO_ACT, -1);
        if (paused) whole(b, part->said)[k] = day;
        mode[k] = mode_after_words(mode[k], paused, resumed);
    }
}

/* Log chance of today's words of the record, in a mode. word: CAMPAIGN_WORDS flags of the part. */
static double log_chance_of_words(const ofr_block *b, const ofr_campaign *p, size_t k, int32_t mode,
                                  const uint8_t *word)
{
    double chance[CAMPAIGN_WORDS], sum = 0.0;

    chances_of_words(b, p, k, mode, chance);
    for (size_t i = 0; i < CAMPAIGN_WORDS; i++) sum += m_log(word[i] ? chance[i] : 1.0 - chance[i]);
    return sum;
}

static void take_words_said(const ofr_model *m, ofr_block *b, int32_t day, size_t i,
                            const ofr_campaign_part *part, const uint8_t *word)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    double *density = density_of(m, b, DENSITY_CAMPAIGN, i);

    for (size_t k = 0; k < LANES; k++) {
        int32_t *mode = &whole(b, part->mode)[k];
        density[k] += log_chance_of_words(b, p, k, *mode, word);
        *mode = mode_after_words(*mode, word[CAMPAIGN_PAUSE], word[CAMPAIGN_RESUME]);
    }
    if (word[CAMPAIGN_PAUSE]) {
        for (size_t k = 0; k < LANES; k++) whole(b, part->said)[k] = day;
        for (size_t k = 0; k < LANES; k++) act(m, b, part->pause_word_slot, k, OFR_NO_ACT, -1);
    }
    for (size_t k = 0; word[CAMPAIGN_RESUME] && k < LANES; k++)
        act(m, b, part->resume_word_slot, k, OFR_NO_ACT, -1);
}

/* ---- modes that are summed out ---------------------------------------------------------------------- */

/* One day of the chain, in one lane. */
static void predict_modes(ofr_block *b, const ofr_campaign *p, const ofr_campaign_part *part,
                          const campaign_hazards *c, size_t k)
{
    const double halt = 1.0 - m_exp(-c->halt[k]), says = par(b, p->announced)[k],
                 is_long = par(b, p->long_share)[k];
    double now[CAMPAIGN_MODES];

    for (size_t j = 0; j < CAMPAIGN_MODES; j++) now[j] = num(b, part->prob + j)[k];
    const double halting = halt * (now[CAMPAIGN_ON] + now[CAMPAIGN_ON_UNSAID]);
    const double ends[] = {1.0 - m_exp(-c->end[0][k]), 1.0 - m_exp(-c->end[1][k])};
    const double resuming = ends[0] * (now[CAMPAIGN_SHORT] + now[CAMPAIGN_SHORT_UNSAID]) +
                            ends[1] * (now[CAMPAIGN_LONG] + now[CAMPAIGN_LONG_UNSAID]);
    const double comes[] = {resuming, halting * (1.0 - is_long), halting * is_long};
    const double goes[] = {halt, ends[0], ends[1]};
    for (size_t j = 0; j < CAMPAIGN_MODES; j++) {
        const double unsaid = j % 2 ? says : 1.0 - says;
        num(b, part->prob + j)[k] = now[j] * (1.0 - goes[j / 2]) + comes[j / 2] * unsaid;
    }
}

static double prob_halted(const ofr_block *b, const ofr_campaign_part *part, size_t k)
{
    double sum = 0.0;

    for (size_t j = CAMPAIGN_SHORT; j < CAMPAIGN_MODES; j++) sum += num(b, part->prob + j)[k];
    return sum;
}

/* How much likelier today's acts of a flow are at `ratio` times its mean: 0 at 1. */
static double log_likelier(const ofr_model *m, const ofr_block *b, size_t f, double ratio, size_t k)
{
    const ofr_given *g = b->given;
    const ofr_flow *flow = &m->flow[f];
    const double mu = num(b, flow->mean)[k], y = g->count[f];

    if (!(mu > 0.0)) return 0.0; /* the flow's own density says what there is to say */
    if (g->mode[f] == GIVEN_NOTHING) return 0.0;
    if (g->mode[f] == GIVEN_TOTAL) {
        const double acts = count_of(m, b, f)[k];
        return (acts > 0.0 ? acts * (ratio > 0.0 ? m_log(ratio) : LOG_OF_ZERO) : 0.0) -
               mu * (ratio - 1.0);
    }
    const double seen = mu * coverage_in(m, b, f, k);
    return seen > 0.0 ? log_chance(b, flow, y, seen * ratio, k) - log_chance(b, flow, y, seen, k)
                      : 0.0;
}

/* What the day's acts and words say of the modes, in one lane. */
static void update_modes(const ofr_model *m, ofr_block *b, size_t i, const uint8_t *word, size_t k)
{
    const ofr_campaign *p = &m->own->campaigns->campaign[i];
    const ofr_campaign_part *part = &p->part[0];
    const double leak = par(b, p->leak)[k], halted = prob_halted(b, part, k),
                 mean = 1.0 - halted * (1.0 - leak);
    double acts[2] = {0.0, 0.0}, log_weight[CAMPAIGN_MODES], most = LOG_OF_ZERO, total = 0.0;

    for (size_t j = 0; j < p->n_flows; j++) {
        acts[0] += log_likelier(m, b, p->flow[j], 1.0 / mean, k);
        acts[1] += log_likelier(m, b, p->flow[j], leak / mean, k);
    }
    for (int32_t j = 0; j < CAMPAIGN_MODES; j++) {
        const double prior = num(b, part->prob + (size_t)j)[k];
        log_weight[j] = prior > 0.0 ? m_log(prior) + acts[!campaign_on(j)] +
                                          log_chance_of_words(b, p, k, j, word)
                                    : LOG_OF_ZERO;
        most = m_max(most, log_weight[j]);
    }
    density_of(m, b, DENSITY_CAMPAIGN, i)[k] = most;
    if (!(most > LOG_OF_ZERO)) return; /* the day is impossible in every mode: the particle dies */
    for (size_t j = 0; j < CAMPAIGN_MODES; j++) num(b, part->prob + j)[k] = 0.0;
    for (int32_t j = 0; j < CAMPAIGN_MODES; j++) {
        const double weight = log_weight[j] > LOG_OF_ZERO ? m_exp(log_weight[j] - most) : 0.0;
        const int32_t then = mode_after_words(j, word[CAMPAIGN_PAUSE], word[CAMPAIGN_RESUME]);
        num(b, part->prob + (size_t)then)[k] += weight;
        total += weight;
    }
    for (size_t j = 0; j < CAMPAIGN_MODES; j++) num(b, part->prob + j)[k] /= total;
    density_of(m, b, DENSITY_CAMPAIGN, i)[k] += m_log(total);
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

static void note_halts(ofr_block *b, int32_t day, const ofr_campaign *p)
{
    double *halted = num(b, p->halted), left[LANES], all[LANES];
    int32_t *since = whole(b, p->all_since);

    for (size_t k = 0; k < LANES; k++) halted[k] = 0.0; /* lanes */
    for (size_t k = 0; k < LANES; k++) left[k] = 1.0;   /* lanes */
    for (size_t k = 0; k < LANES; k++) all[k] = 1.0;    /* lanes */
    for (size_t i = 0; i < p->n_parts; i++) {
        const double *part = num(b, p->part[i].halted);
        for (size_t k = 0; k < LANES; k++) {
            const double share = p->part[i].share == OFR_NONE ? m_max(left[k], 0.0)
                                                              : par(b, p->part[i].share)[k];
            halted[k] += share * part[k];
            left[k] -= share;
            if (share > 0.0) all[k] *= part[k];
        }
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

/* Before the acts of the day. */
static void campaigns_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_campaigns *own = m->own->campaigns;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_campaign *p = &own->campaign[i];
        const bool summed = campaign_is_summed(b, p);
        int32_t *begun = whole(b, p->begun);
        campaign_hazards c;

        level_step(m, b, day, p);
        hazards_of_halts(m, b, p, c.halt);
        hazards_of_ends(m, b, p, c.end);
        for (size_t k = 0; k < LANES && !summed; k++) {
            for (size_t j = 0; j < p->n_parts && begun[k] != BEGUN_MODES; j++)
                draw_first_mode(m, b, day, &p->part[j], k);
        }
        for (size_t k = 0; k < LANES; k++)
            begun[k] = summed ? BEGUN_LEVEL : BEGUN_MODES; /* lanes */
        if (!summed) draw_modes(m, b, day, p, &c);
        for (size_t j = 0; j < p->n_parts; j++) {
            const ofr_campaign_part *part = &p->part[j];
            for (size_t k = 0; k < LANES && summed; k++) predict_modes(b, p, part, &c, k);
            for (size_t k = 0; k < LANES; k++)
                num(b, part->halted)[k] = summed ? prob_halted(b, part, k)
                                                 : !campaign_on(whole(b, part->mode)[k]);
            if (b->given && b->given->history && !summed)
                take_words_said(m, b, day, i, part, given_words(m, b, i, j));
            else if (!summed)
                draw_words_said(m, b, day, p, part);
        }
        note_halts(b, day, p);
        factors_today(b, p);
    }
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
        if (!campaign_is_summed(b, p)) continue;
        for (size_t k = 0; k < LANES; k++) update_modes(m, b, i, given_words(m, b, i, 0), k);
        for (size_t k = 0; k < LANES; k++)
            num(b, p->part[0].halted)[k] = prob_halted(b, &p->part[0], k);
        if (given_words(m, b, i, 0)[CAMPAIGN_PAUSE]) {
            for (size_t k = 0; k < LANES; k++) whole(b, p->part[0].said)[k] = day;
        }
        note_halts(b, day, p);
    }
}

/* The campaign that a row of the densities speaks of; n_sources: none. */
static size_t source_of(const ofr_model *m, const ofr_block *b, size_t r)
{
    const size_t *of = m->own->campaigns->of;
    size_t source = OFR_NONE;

    if (r < m->n_flows) {
        source = of[r];
    } else if (r < density_row(m, DENSITY_WAR, 0)) {
        const size_t i = r - density_row(m, DENSITY_INTERVAL, 0);
        if (i < b->given->n_intervals && in_one_campaign(m, b->given->interval[i]))
            source = of[b->given->interval[i]->flow[0]];
    } else if (r >= density_row(m, DENSITY_CAMPAIGN, 0)) {
        source = r - density_row(m, DENSITY_CAMPAIGN, 0);
    }
    return source == OFR_NONE ? m->n_sources : source;
}

/* The same sums for each campaign alone, and for all that belongs to none. */
static void campaigns_weigh(const ofr_model *m, ofr_block *b)
{
    for (size_t r = 0; r < density_rows(m); r++) {
        double *weight = b->source_weight + source_of(m, b, r) * LANES;
        const double *density = b->density + r * LANES;
        for (size_t k = 0; k < LANES; k++) weight[k] += density[k]; /* lanes */
    }
}

/* At rest: the long run of the chain, in which everything true has been said. */
static void campaigns_start(const ofr_model *m, ofr_block *b)
{
    const ofr_campaigns *own = m->own->campaigns;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_campaign *p = &own->campaign[i];
        for (size_t k = 0; k < LANES; k++) whole(b, p->all_since)[k] = OFR_NEVER;
        for (size_t j = 0; j < p->n_parts; j++) {
            const ofr_campaign_part *part = &p->part[j];
            for (size_t k = 0; k < LANES; k++) {
                double days[3];
                long_run_days(par(b, p->halts)[k], par(b, p->short_ends)[k],
                              par(b, p->long_ends)[k], par(b, p->long_share)[k], days);
                const double all = days[0] + days[1] + days[2];
                num(b, part->prob + CAMPAIGN_ON)[k] = days[0] / all;
                num(b, part->prob + CAMPAIGN_SHORT)[k] = days[1] / all;
                num(b, part->prob + CAMPAIGN_LONG)[k] = days[2] / all;
                whole(b, part->since)[k] = OFR_NEVER;
                whole(b, part->said)[k] = OFR_NEVER;
            }
        }
        for (size_t k = 0; k < LANES; k++) num(b, p->factor)[k] = 1.0;
        for (size_t j = 0; j < p->n_parts; j++) {
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
