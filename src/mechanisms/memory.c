/* memory.c -- what holder remembers of origin: hostility M, cooperation K, crisis X, routine A.
 *
 *     M <- d M + s           s = sum over flows of weight x charge x perceived severity today
 *     K <- dK K + kindness   never netted against M
 *     X <- dX X + omega log2(1 + own deaths) + tau wounded + homeland hits
 *     X too by omega log2(1 + weighted dead of the holder's side in its own acts at origin)      (own_dead.h)
 *     A <- A + a (M - A)     a = 1 - 2^(-1/adaptation): drone attacks of a kind become routine, X never
 *     E = max(0, M - A) / (A + M0) + X                   tension, read by every mechanism
 *     R <- dR R + severity received from origin, if within 14 days of an own act against it
 *     P <- dP P + s - what origin felt (its s) of the holder's side today, at least 0
 *
 * weight: 1 for the holder itself, protects for whom it protects, felt for its clients, and for an act that is
 * meant for the holder to see the share that an audience feels (of M alone, the dead are others'); charge: the share
 * of a client's act that goes to the patron, the rest stays with the client. The largest decayed
 * contributor is kept, with its act number and root theatre, as the cause of what follows.
 * Tests: each recursion by hand; stationary M of a constant stream; 28 January 2024 raises E by at least
 * 3 sd of routine E. Source: model.md 4.4, 4.16; exponential kernel: Hawkes 1971.
 */
#include "memory.h"

#include "mechanisms.h"
#include "own_dead.h"
#include "perception.h"
#include "war.h"

static const ofr_key memory_table[] = {
    KEY_RECORD("memory", "how long hostility, cooperation and crises are remembered"),
    KEY_NUMBER("memory.half-life", UNIT_DAYS, 0.1, 3650, "10 days", ROLE_CONSTANT, "of hostility",
               "judgement"),
    KEY_NUMBER("memory.kind-half-life", UNIT_DAYS, 0.1, 3650, "30 days", ROLE_CONSTANT,
               "of cooperation", "judgement"),
    KEY_NUMBER("memory.crisis-half-life", UNIT_DAYS, 0.1, 3650, "30 days", ROLE_CONSTANT,
               "of a crisis", "judgement"),
    KEY_NUMBER("memory.adaptation", UNIT_DAYS, 1, 3650, "90 days", ROLE_CONSTANT,
               "half-life of getting used to a level", "judgement"),
    KEY_NUMBER("memory.floor", UNIT_NONE, 0.001, 1000, "5", ROLE_CONSTANT,
               "M0: hostility that counts as little", "judgement"),
    KEY_NUMBER("memory.per-death", UNIT_NONE, 0, 100, "1", ROLE_LEVEL,
               "omega: crisis per doubling of own deaths", "judgement"),
    KEY_NUMBER("memory.per-wounded", UNIT_NONE, 0, 10, "0.02", ROLE_LEVEL,
               "tau: crisis per wounded", "judgement"),
    KEY_NUMBER("memory.homeland", UNIT_NONE, 0, 100, "2", ROLE_LEVEL,
               "crisis per hit on the homeland", "judgement"),
    KEY_NUMBER("memory.punishment-half-life", UNIT_DAYS, 0.1, 3650, "20 days", ROLE_CONSTANT,
               "of punishment received", "judgement"),
    KEY_NUMBER("memory.unanswered", UNIT_SHARE, 0, 1, "0.2", ROLE_LEVEL,
               "share of remembered punishment lost when a crossing goes unanswered", "judgement"),
    KEY_NUMBER("memory.provocation-half-life", UNIT_DAYS, 0.1, 3650, "20 days", ROLE_CONSTANT,
               "of provocation left unanswered", "judgement"),
};
static const ofr_keys memory_keys = {memory_table, OFR_COUNT_OF(memory_table), "memory"};

/* Row of the weight with which holder feels what is done to target; OFR_NONE: one; SIZE_MAX - 1: not at all. */
#define MEMORY_NOT (SIZE_MAX - 1)
static ofr_row felt_by(const ofr_model *m, size_t holder, const ofr_flow *f)
{
    const size_t target = f->target;

    if (model_is_or_part(m, target, holder)) return OFR_NONE;
    const ofr_node *protege = node_get(node_get(m->actor[holder].node, "protects"),
                                       m->actor[target].id);
    if (protege && protege->parameter >= 0) return (ofr_row)protege->parameter;
    for (size_t i = 0; i < m->n_links; i++) {
        const ofr_link *link = &m->link[i];
        if (link->patron == holder && model_is_or_part(m, target, link->client)) return link->felt;
    }
    return MEMORY_NOT;
}

/* Is the act meant for the holder to see? */
static bool is_audience(const ofr_model *m, size_t holder, const ofr_flow *f)
{
    const ofr_node *audience = node_get(f->node, "audience");

    return audience && audience->stated && strcmp(audience->text, m->actor[holder].id) == 0;
}

/* Row of the share charged by dyad d's holder for what `client` does. */
static ofr_row charge_of(const ofr_model *m, size_t d, size_t client)
{
    const ofr_perception *perception = m->own->perception;

    for (size_t i = 0; i < perception->n_charges; i++) {
        const ofr_charge *charge = &perception->charge[i];
        if (charge->dyad == d && model_is_or_part(m, client, m->link[charge->link].client))
            return charge->share;
    }
    return OFR_NONE;
}

/* Does flow f reach this memory, and with what weight and charge? */
static bool share_of(const ofr_model *m, const ofr_memory *memory, size_t f, ofr_share *ret)
{
    const ofr_flow *flow = &m->flow[f];
    const ofr_row felt = felt_by(m, memory->holder, flow);
    const bool watched = felt == MEMORY_NOT && is_audience(m, memory->holder, flow);
    const ofr_row weight = watched ? m->own->perception->audience : felt;
    const bool direct = model_is_or_part(m, flow->source, memory->origin);

    if (weight == MEMORY_NOT || (flow->severity <= 0 && flow->kindness <= 0)) return false;
    *ret = (ofr_share){.flow = f, .weight = weight, .charge = OFR_NONE, .watched = watched};
    if (direct) {
        /* What a client does to its patron's rival is shared with the patron. */
        const size_t link = m->actor[flow->source].link;
        const size_t d = link == OFR_NONE ? OFR_NONE
                                          : model_dyad(m, memory->holder, m->link[link].patron);
        if (d != OFR_NONE) {
            ret->charge = charge_of(m, d, flow->source);
            ret->rest = ret->charge != OFR_NONE;
        }
        return true;
    }
    if (memory->dyad == OFR_NONE) return false;
    ret->charge = charge_of(m, memory->dyad, flow->source);
    return ret->charge != OFR_NONE;
}

/* Flows in which the holder's own die, or its clients, at the origin's side. */
static bool compile_losses(ofr_compiler *c, ofr_memory_keys *own, size_t i)
{
    const ofr_model *m = c->model;
    const ofr_memory *memory = &m->memory[i];
    ofr_loss *loss = compile_alloc(c, m->n_flows, sizeof *loss);

    own->losses[i].loss = loss;
    if (!loss || memory->dyad == OFR_NONE) return loss != NULL;
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        const size_t link = m->actor[flow->source].link;
        const bool own_act = model_is_or_part(m, flow->source, memory->holder),
                   client = link != OFR_NONE && m->link[link].patron == memory->holder;
        if (!flow->hostile || flow->dyad != memory->dyad || !(own_act || client)) continue;
        loss[own->losses[i].n++] = (ofr_loss){f, own_act ? OFR_NONE : m->link[link].felt};
    }
    return true;
}

static ofr_status memory_compile(ofr_compiler *c)
{
    const ofr_node *node = node_get(c->spec->root, "memory"),
                   *conduct = node_get(c->spec->root, "conduct");
    ofr_model *m = c->model;
    ofr_memory_keys *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->memory = own;
    *own = (ofr_memory_keys){
        .decay = compile_decay(c, node, "half-life"),
        .kind_decay = compile_decay(c, node, "kind-half-life"),
        .crisis_decay = compile_decay(c, node, "crisis-half-life"),
        .adapt = compile_decay(c, node, "adaptation"),
        .floor = compile_par(node, "floor"),
        .per_death = compile_par(node, "per-death"),
        .per_wounded = compile_par(node, "per-wounded"),
        .homeland = compile_par(node, "homeland"),
        .punish_decay = compile_decay(c, node, "punishment-half-life"),
        .unanswered = compile_par(node, "unanswered"),
        .provocation_decay = compile_decay(c, node, "provocation-half-life"),
    };
    /* Memories that flows ask for: of whom they answer, and of whom they act against. */
    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_node *to = node_get(node_get(conduct->child[f], "answers"), "to");
        if (to && to->stated) {
            const size_t origin = compile_actor(c, to);
            if (origin != SIZE_MAX)
                c->flow[f].answers = compile_memory(c, m->flow[f].source, origin);
        }
    }
    own->recent = compile_alloc(c, m->n_memories, sizeof *own->recent);
    own->losses = compile_alloc(c, m->n_memories, sizeof *own->losses);
    if (!own->recent || !own->losses) return OFR_NO_MEMORY;
    for (size_t i = 0; i < m->n_memories; i++) {
        ofr_memory *memory = &c->memory[i];
        own->recent[i] = compile_wholes(c, 1);
        if (!compile_losses(c, own, i)) return OFR_NO_MEMORY;
        memory->share = compile_alloc(c, m->n_flows, sizeof *memory->share);
        if (!memory->share) return OFR_NO_MEMORY;
        for (size_t f = 0; f < m->n_flows; f++) {
            if (share_of(m, memory, f, &memory->share[memory->n_shares])) memory->n_shares++;
        }
    }
    return OFR_OK;
}

static void memory_start(const ofr_model *m, ofr_block *b)
{
    const ofr_memory_keys *own = m->own->memory;

    for (size_t i = 0; i < m->n_memories; i++) {
        for (size_t k = 0; k < LANES; k++) {
            whole(b, m->memory[i].best_act)[k] = OFR_NO_ACT;
            whole(b, m->memory[i].best_root)[k] = -1;
            whole(b, own->recent[i])[k] = OFR_NEVER;
        }
    }
}

/* Weight of a share in each lane: how much it is felt, times whom it is charged to. */
static void share_weight(const ofr_model *m, const ofr_block *b, const ofr_share *share,
                         double *ret)
{
    if (share->weight == OFR_NONE) {
        for (size_t k = 0; k < LANES; k++) ret[k] = 1.0; /* lanes */
    } else {
        const double *weight = par(b, share->weight);
        for (size_t k = 0; k < LANES; k++) ret[k] = weight[k]; /* lanes */
    }
    if (share->charge == OFR_NONE) return;
    const double *charge = num(b, share->charge), *count = count_of(m, b, share->flow),
                 *full = num(b, m->charged + share->flow);
    double part[LANES];
    /* Acts charged in full count one, the others their share. */
    for (size_t k = 0; k < LANES; k++) part[k] = m_max(count[k], 1.0);         /* lanes */
    for (size_t k = 0; k < LANES; k++) part[k] = full[k] / part[k];            /* lanes */
    for (size_t k = 0; k < LANES; k++) part[k] += (1.0 - part[k]) * charge[k]; /* lanes */
    if (share->rest) {
        for (size_t k = 0; k < LANES; k++) ret[k] *= 1.0 - part[k]; /* lanes */
    } else {
        for (size_t k = 0; k < LANES; k++) ret[k] *= part[k]; /* lanes */
    }
}

/* One contributing flow on a day on which some lane has an act of it. */
static void remember(const ofr_model *m, ofr_block *b, int32_t day, const ofr_memory *memory,
                     const ofr_share *share)
{
    const ofr_memory_keys *own = m->own->memory;
    const ofr_flow *flow = &m->flow[share->flow];
    const double *count = count_of(m, b, share->flow), *slipped = num(b, m->slipped + share->flow);
    const double *up = num(b, m->read_up + share->flow), rise = flow->severity_up - flow->severity;
    double *today = num(b, memory->today), *best = num(b, memory->best), weight[LANES], s[LANES];
    int32_t *best_act = whole(b, memory->best_act), *best_root = whole(b, memory->best_root),
            larger[LANES];
    const int32_t *root = root_of(m, b, share->flow), number = act_number(m, day, share->flow);

    share_weight(m, b, share, weight);
    if (flow->kindness > 0) {
        double *kind = num(b, memory->kind);
        for (size_t k = 0; k < LANES; k++)
            kind[k] += weight[k] * flow->kindness * count[k]; /* lanes */
        return;
    }
    for (size_t k = 0; k < LANES; k++) s[k] = m_min(slipped[k] + up[k], count[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        s[k] = weight[k] * (flow->severity * count[k] + rise * s[k]);        /* lanes */
    for (size_t k = 0; k < LANES; k++) today[k] += s[k];                     /* lanes */
    for (size_t k = 0; k < LANES; k++) larger[k] = s[k] > best[k];           /* lanes */
    for (size_t k = 0; k < LANES; k++) best[k] = larger[k] ? s[k] : best[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        best_act[k] = (number & -larger[k]) | (best_act[k] & (larger[k] - 1)); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        best_root[k] = (root[k] & -larger[k]) | (best_root[k] & (larger[k] - 1)); /* lanes */
    if (memory->dyad == OFR_NONE || !flow->hostile || share->watched) return;
    const double *deaths = num(b, m->deaths_own + share->flow),
                 *wounded = num(b, m->wounded + share->flow);
    const double *per_death = par(b, own->per_death), *per_wounded = par(b, own->per_wounded);
    const double *homeland = par(b, own->homeland), home = flow->at == AT_HOMELAND ? 1.0 : 0.0;
    double *crisis = num(b, memory->crisis), x[LANES];
    for (size_t k = 0; k < LANES; k++) x[k] = per_death[k] * m_log2(1.0 + deaths[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        x[k] += per_wounded[k] * wounded[k] + homeland[k] * home * count[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++) crisis[k] += weight[k] * x[k];        /* lanes */
}

static bool any_act(const ofr_model *m, const ofr_block *b, size_t slot)
{
    const double *count = count_of(m, b, slot);
    double sum = 0.0;

    for (size_t k = 0; k < LANES; k++) sum += count[k];
    return sum > 0.0;
}

/* Those whom the holder's side lost in its own acts today weigh in a crisis as others do. */
static void mourn(const ofr_model *m, ofr_block *b, size_t i)
{
    const ofr_memory_keys *own = m->own->memory;
    const double *per_death = par(b, own->per_death);
    double *crisis = num(b, m->memory[i].crisis);

    for (size_t j = 0; j < own->losses[i].n; j++) {
        const ofr_loss *loss = &own->losses[i].loss[j];
        double dead[LANES];
        for (size_t k = 0; k < LANES; k++) dead[k] = 0.0; /* lanes */
        add_own_dead(m, b, loss->flow, dead);
        for (size_t k = 0; k < LANES; k++)
            dead[k] = per_death[k] * m_log2(1.0 + dead[k]); /* lanes */
        if (loss->weight != OFR_NONE) {
            const double *felt = par(b, loss->weight);
            for (size_t k = 0; k < LANES; k++) dead[k] *= felt[k]; /* lanes */
        }
        for (size_t k = 0; k < LANES; k++) crisis[k] += dead[k]; /* lanes */
    }
}

/* The dead of a day of war, as of yesterday evening, weigh in a crisis as others do. */
static void remember_war(const ofr_model *m, ofr_block *b, const ofr_memory *memory)
{
    const int32_t *at_war = whole(b, m->pair[m->dyad[memory->dyad].pair].at_war);
    const double *per_death = par(b, m->own->memory->per_death),
                 *deaths = par(b, m->own->war->deaths);
    double *crisis = num(b, memory->crisis);
    int32_t any = 0;

    for (size_t k = 0; k < LANES; k++) any |= at_war[k]; /* lanes */
    if (!any) return;
    double x[LANES];
    for (size_t k = 0; k < LANES; k++) x[k] = per_death[k] * m_log2(1.0 + deaths[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++) crisis[k] += (double)at_war[k] * x[k];         /* lanes */
}

/* Tension of a dyad, and provocation left unanswered. */
static void tension(const ofr_model *m, ofr_block *b, const ofr_memory *memory)
{
    const ofr_memory_keys *own = m->own->memory;
    const ofr_dyad *dyad = &m->dyad[memory->dyad];
    const double *hostile = num(b, memory->hostile), *today = num(b, memory->today);
    const double *floor = par(b, own->floor), *adapt = par(b, own->adapt),
                 *fade = par(b, own->provocation_decay);
    double *level = num(b, memory->level), *e = num(b, dyad->tension),
           *p = num(b, dyad->provocation);
    const double *answered = num(b, m->memory[m->dyad[dyad->back].memory].today);
    const double *crisis = num(b, memory->crisis);

    remember_war(m, b, memory);
    for (size_t k = 0; k < LANES; k++)
        level[k] += (1.0 - adapt[k]) * (hostile[k] - level[k]); /* lanes */
    for (size_t k = 0; k < LANES; k++)
        e[k] = m_max(hostile[k] - level[k], 0.0) / (level[k] + floor[k]) + crisis[k]; /* lanes */
    for (size_t k = 0; k < LANES; k++)
        p[k] = m_max(fade[k] * p[k] + today[k] - answered[k], 0.0); /* lanes */
}

/* Is the flow an act against the origin or the side it stands on? */
static bool strikes_side(const ofr_model *m, const ofr_flow *flow, size_t origin)
{
    return flow->target == origin ||
           (flow->dyad != OFR_NONE && m->dyad[flow->dyad].rival == m->actor[origin].side);
}

/* R: severity received within 14 days of an own act against the origin's side. */
static void punishment(const ofr_model *m, ofr_block *b, int32_t day, size_t i)
{
    const ofr_memory_keys *own = m->own->memory;
    const ofr_memory *memory = &m->memory[i];
    double *r = num(b, memory->punished);
    const double *fade = par(b, own->punish_decay), *today = num(b, memory->today);
    int32_t *recent = whole(b, own->recent[i]);

    for (size_t f = 0; f < m->n_flows; f++) {
        const ofr_flow *flow = &m->flow[f];
        if (flow->source != memory->holder || !flow->hostile ||
            !strikes_side(m, flow, memory->origin) || !any_act(m, b, f))
            continue;
        const double *count = count_of(m, b, f);
        for (size_t k = 0; k < LANES; k++) recent[k] = count[k] > 0 ? day : recent[k]; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++)
        r[k] = fade[k] * r[k] + (day - recent[k] <= 14 ? today[k] : 0.0); /* lanes */
}

static void memory_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_memory_keys *own = m->own->memory;
    const ofr_perception *perception = m->own->perception;
    const double *decay = par(b, own->decay), *kind_decay = par(b, own->kind_decay),
                 *crisis_decay = par(b, own->crisis_decay);
    const bool mourns = own_dead_count(m, b);

    for (size_t i = 0; i < m->n_memories; i++) {
        const ofr_memory *memory = &m->memory[i];
        double *hostile = num(b, memory->hostile), *kind = num(b, memory->kind),
               *crisis = num(b, memory->crisis);
        double *today = num(b, memory->today), *best = num(b, memory->best);

        for (size_t k = 0; k < LANES; k++) today[k] = 0.0;               /* lanes */
        for (size_t k = 0; k < LANES; k++) kind[k] *= kind_decay[k];     /* lanes */
        for (size_t k = 0; k < LANES; k++) crisis[k] *= crisis_decay[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) best[k] *= decay[k];          /* lanes */
        if (memory->dyad != OFR_NONE) {
            const double *alarmed = num(b, perception->alarmed[memory->dyad]),
                         v = m->rung[m->harass].severity;
            for (size_t k = 0; k < LANES; k++) today[k] += v * alarmed[k]; /* lanes */
        }
        for (size_t j = 0; j < memory->n_shares; j++) {
            if (any_act(m, b, memory->share[j].flow))
                remember(m, b, day, memory, &memory->share[j]);
        }
        if (mourns) mourn(m, b, i);
        for (size_t k = 0; k < LANES; k++)
            hostile[k] = decay[k] * hostile[k] + today[k]; /* lanes */
    }
    for (size_t i = 0; i < m->n_memories; i++) {
        punishment(m, b, day, i);
        if (m->memory[i].dyad != OFR_NONE) tension(m, b, &m->memory[i]);
    }
}

static const ofr_mechanism memory_mechanism = {
    .name = "memory",
    .keys = &memory_keys,
    .compile = memory_compile,
    .start = memory_start,
};
