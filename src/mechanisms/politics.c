/* politics.c -- heat at home, factions, elections.
 *
 *     h <- hbar + (h - hbar) 2^(-1/half) + per_death log2(1 + own deaths) + concessions + leaks, in [0, 10]
 *     pi_f = w_f exp(tilt_f (h - hbar)) / sum      weights of the factions
 *     press = press_p sum_f pi_f press_f           (enmity and breadth likewise)
 *     ramp = exp(-days to the next election / ramp_days)
 *
 * An election's outcome is drawn on its day and writes named values into the member's image. A leader dies with
 * 1 - exp(-dies) a day, in futures only, or by a shock; who follows is leaders.h. Own deaths: of acts against it, and, weighted, in
 * acts of its own (own_dead.h).
 * Tests: decay and jumps by hand; weights sum to one; outcome shares. Source: model.md 4.11
 * (audience costs: Fearon 1994; win-sets: Putnam 1988); forms ours.
 */
#include "politics.h"

#include "leaders.h"
#include "mechanisms.h"
#include "own_dead.h"
#include "war.h"

static const ofr_key politics_table[] = {
    KEY_MAP("politics", "actors", "domestic politics of each principal"),
    KEY_NUMBER("politics.*.heat", UNIT_NONE, 0, 10, "0.5", ROLE_INITIAL, "heat at home, at rest",
               "judgement"),
    KEY_NUMBER("politics.*.heat-half-life", UNIT_DAYS, 1, 3650, "30 days", ROLE_CONSTANT,
               "how fast heat cools", "judgement"),
    KEY_NUMBER("politics.*.heat-per-death", UNIT_NONE, 0, 10, "0.4", ROLE_LEVEL,
               "jump per doubling of own deaths in a day", "judgement"),
    KEY_NUMBER("politics.*.heat-per-concession", UNIT_NONE, 0, 10, "0.3", ROLE_LEVEL,
               "jump at a visible concession of its own", "judgement"),
    KEY_NUMBER("politics.*.heat-per-leak", UNIT_NONE, 0, 10, "0.3", ROLE_LEVEL,
               "jump when a secret message leaks", "judgement"),
    KEY_NUMBER("politics.*.press", UNIT_NONE, -100, 100, "0.05", ROLE_LEVEL,
               "value of a one-step lead in stance, own deaths a day", "judgement"),
    KEY_NUMBER("politics.*.exposure", UNIT_NONE, 0, 100, "0", ROLE_LEVEL,
               "loss for each step by which the rival leans harder than it does, own deaths a day",
               "judgement"),
    KEY_NUMBER("politics.*.enmity", UNIT_NONE, -100, 100, "0", ROLE_LEVEL,
               "value of enmity without war, own deaths a day", "judgement"),
    KEY_NUMBER("politics.*.breadth", UNIT_NONE, 0, 100, "0", ROLE_LEVEL,
               "loss per file in a deal, own deaths", "judgement"),
    KEY_NUMBER("politics.*.cost-of-war", UNIT_NONE, 0, 1e7, "3000", ROLE_LEVEL,
               "what it expects war to cost, own deaths", "judgement"),
    KEY_NUMBER("politics.*.war-day", UNIT_NONE, 0, 1e5, "20", ROLE_LEVEL,
               "loss of a day of war beyond its deaths, own deaths", "judgement"),
    KEY_NUMBER("politics.*.implacable", UNIT_SHARE, 0, 1, "0.2", ROLE_INITIAL,
               "chance that it is of the implacable type", "judgement"),
    KEY_NUMBER("politics.*.implacable-cost", UNIT_SHARE, 0, 1, "0.3", ROLE_CONSTANT,
               "cost of war of the implacable type, as a share", "judgement"),
    KEY_NUMBER("politics.*.fear", UNIT_SHARE, 0, 1, "0.002", ROLE_LEVEL,
               "chance it sees that an epoch brings a direct exchange", "judgement"),
    KEY_NUMBER("politics.*.audience", UNIT_NONE, 0, 100, "0.1", ROLE_LEVEL,
               "price of leaving provocation unanswered, own deaths a day", "judgement"),
    KEY_NUMBER("politics.*.face", UNIT_NONE, 0, 1000, "0.5", ROLE_LEVEL,
               "price of a visible concession, own deaths", "judgement"),
    KEY_NUMBER("politics.*.moves", UNIT_NONE, 0, 1000, "0.05", ROLE_LEVEL,
               "price of a strike or direct act of its own, own deaths", "judgement"),
    KEY_NUMBER("politics.*.discount-half-life", UNIT_DAYS, 1, 36500, "365 days", ROLE_CONSTANT,
               "how fast the future fades", "judgement"),
    KEY_NUMBER("politics.*.election-ramp", UNIT_DAYS, 1, 3650, "90 days", ROLE_CONSTANT,
               "how early an election casts its shadow", "judgement"),
    KEY_RECORD("politics.*.leader", "what a change of leader does, and how likely one is"),
    KEY_NUMBER("politics.*.leader.dies", UNIT_PER_DAY, 0, 1, NULL, ROLE_LEVEL,
               "how often a leader dies; omitted: never by itself", NULL),
    KEY_NUMBER("politics.*.leader.forgotten", UNIT_SHARE, 0, 1, "1", ROLE_LEVEL,
               "share of what rivals learnt of a leader that does not hold for the next",
               "judgement"),
    KEY_MAP("politics.*.factions", NULL, "groups inside it, with weights"),
    KEY_NUMBER("politics.*.factions.*.weight", UNIT_SHARE, 0, 1, "1", ROLE_LEVEL,
               "weight before heat tilts it", "judgement"),
    KEY_NUMBER("politics.*.factions.*.press", UNIT_FACTOR, 0, 100, "x1", ROLE_LEVEL,
               "its value of press", "judgement"),
    KEY_NUMBER("politics.*.factions.*.enmity", UNIT_NONE, -10, 10, "1", ROLE_LEVEL,
               "its share in the value of enmity", "judgement"),
    KEY_NUMBER("politics.*.factions.*.breadth", UNIT_NONE, -10, 10, "1", ROLE_LEVEL,
               "its share in the loss by broad deals", "judgement"),
    KEY_NUMBER("politics.*.factions.*.tilt", UNIT_NONE, -5, 5, "0", ROLE_LEVEL,
               "how heat shifts its weight", "judgement"),
    KEY_LIST("politics.*.elections", "elections and other dated decisions at home"),
    KEY_DATE("politics.*.elections.*.date", true, "the day"),
    KEY_TEXT("politics.*.elections.*.says", false, "a word on it"),
    KEY_MAP("politics.*.elections.*.outcomes", NULL, "what may come out, at most 8"),
    KEY_NUMBER("politics.*.elections.*.outcomes.*.chance", UNIT_SHARE, 0, 1, "1", ROLE_CONSTANT,
               "its chance, relative to the others", "judgement"),
    KEY_TEXT("politics.*.elections.*.outcomes.*.says", false, "a word on it"),
    KEY_FLAG("politics.*.elections.*.outcomes.*.successor", "false",
             "another leads from then on, whose type is drawn anew"),
    KEY_CHANGES("politics.*.elections.*.outcomes.*.changes",
                "values that hold from then on: path and value"),
};
static const ofr_keys politics_keys = {politics_table, OFR_COUNT_OF(politics_table), "politics"};

static void compile_outcome(ofr_compiler *c, const ofr_node *node, ofr_ballot *ballot, size_t i)
{
    const ofr_node *changes = node_get(node, "changes");
    ofr_write *write = compile_alloc(c, changes ? changes->n_children : 0, sizeof *write);
    size_t n = 0;

    if (!write) return;
    for (size_t j = 0; changes && j < changes->n_children; j++) {
        const ofr_node *change = changes->child[j], *at = spec_at(c->spec, change->id);
        double value = 0;
        const char *hint = NULL;

        if (!at || at->parameter < 0) {
            faults_add(c->faults, change, "'%s' is no path of a number in this scenario",
                       change->id);
        } else if (!quantity_parse(change->text, at->key->unit, &value, NULL, &hint)) {
            faults_add(c->faults, change, "'%s' is not a value of %s; %s", change->text, change->id,
                       hint);
        } else if (at->key->lo <= at->key->hi && !(value >= at->key->lo && value <= at->key->hi)) {
            faults_add(c->faults, change, "%g is outside %g .. %g, the range of %s", value,
                       at->key->lo, at->key->hi, change->id);
        } else {
            write[n++] = (ofr_write){(ofr_row)at->parameter, value};
        }
    }
    ballot->outcome[i].id = node->id;
    ballot->outcome[i].chance = compile_par(node, "chance");
    ballot->outcome[i].successor = node_get(node, "successor")->value != 0;
    ballot->outcome[i].write = write;
    ballot->outcome[i].n_writes = n;
}

static void compile_ballots(ofr_compiler *c, const ofr_node *list, ofr_politics *p)
{
    ofr_ballot *ballot = compile_alloc(c, list->n_children, sizeof *ballot);

    if (!ballot) return;
    for (size_t i = 0; i < list->n_children; i++) {
        const ofr_node *node = list->child[i], *outcomes = node_get(node, "outcomes");
        const char *id = compile_text(c, c->model->actor[p->actor].id, ".", node->id);

        ballot[i].id = id;
        ballot[i].date = (int32_t)node_get(node, "date")->value;
        ballot[i].stream = stream_of("election", id);
        ballot[i].result = compile_whole(c, compile_text(c, id, ".", "result"), "outcome");
        ballot[i].slot = compile_slot(
            c, (ofr_slot){SLOT_ELECTION, id, p->actor, OFR_NONE, OFR_NONE, OFR_NONE, i});
        ballot[i].n_outcomes = outcomes->n_children;
        if (outcomes->n_children > 8) {
            faults_add(c->faults, outcomes, "an election has at most 8 outcomes, found %zu",
                       outcomes->n_children);
            ballot[i].n_outcomes = 8;
        }
        for (size_t j = 0; j < ballot[i].n_outcomes; j++)
            compile_outcome(c, outcomes->child[j], &ballot[i], j);
    }
    p->ballot = ballot;
    p->n_ballots = list->n_children;
}

/* Does a shock take the leader of this principal? */
static bool shock_takes_leader(const ofr_compiler *c, const char *id)
{
    const ofr_node *shocks = node_get(c->spec->root, "shocks");

    for (size_t i = 0; i < shocks->n_children; i++) {
        const ofr_node *leader = node_get(shocks->child[i], "leader");
        if (leader && leader->stated && strcmp(leader->text, id) == 0) return true;
    }
    return false;
}

/* After ballots: one of them may bring a successor. */
static void compile_leader(ofr_compiler *c, const ofr_node *node, ofr_politics *p)
{
    const ofr_node *leader = node_get(node, "leader");
    const char *id = node->id;

    p->leader_dies = compile_par(leader, "dies");
    p->leader_forgotten = compile_par(leader, "forgotten");
    p->leader_since = compile_whole(c, compile_text(c, id, ".", "leader-since"), "day");
    p->leader_stream = stream_of("leader", id);
    p->leader_slot = OFR_NONE;
    p->leader_changes = p->leader_dies != OFR_NONE || shock_takes_leader(c, id);
    if (p->leader_changes)
        p->leader_slot = compile_slot(
            c, (ofr_slot){SLOT_LEADER, id, p->actor, OFR_NONE, OFR_NONE, OFR_NONE, p->actor});
    for (size_t i = 0; i < p->n_ballots; i++) {
        for (size_t j = 0; j < p->ballot[i].n_outcomes; j++)
            p->leader_changes |= p->ballot[i].outcome[j].successor;
    }
}

static void compile_principal(ofr_compiler *c, const ofr_node *node, ofr_politics *p)
{
    const ofr_node *factions = node_get(node, "factions");
    const char *id = node->id;
    ofr_faction *faction = compile_alloc(c, factions->n_children, sizeof *faction);

    if (!faction) return;
    p->heat = compile_num(c, compile_text(c, id, ".", "heat"), "");
    p->heat_base = compile_par(node, "heat");
    p->heat_decay = compile_decay(c, node, "heat-half-life");
    p->per_death = compile_par(node, "heat-per-death");
    p->per_concession = compile_par(node, "heat-per-concession");
    p->per_leak = compile_par(node, "heat-per-leak");
    p->press = compile_num(c, compile_text(c, id, ".", "press"), "own deaths a day");
    p->enmity = compile_num(c, compile_text(c, id, ".", "enmity"), "own deaths a day");
    p->breadth = compile_num(c, compile_text(c, id, ".", "breadth"), "own deaths");
    p->press_par = compile_par(node, "press");
    p->enmity_par = compile_par(node, "enmity");
    p->breadth_par = compile_par(node, "breadth");
    p->exposure = compile_par(node, "exposure");
    p->war_cost = compile_par(node, "cost-of-war");
    p->war_day = compile_par(node, "war-day");
    p->implacable = compile_par(node, "implacable");
    p->implacable_cost = compile_par(node, "implacable-cost");
    p->fear = compile_par(node, "fear");
    p->audience = compile_par(node, "audience");
    p->face = compile_par(node, "face");
    p->moves = compile_par(node, "moves");
    p->discount = compile_decay(c, node, "discount-half-life");
    p->ramp_days = compile_par(node, "election-ramp");
    p->implacable_type = compile_whole(c, compile_text(c, id, ".", "implacable"), "flag");
    p->ramp = compile_num(c, compile_text(c, id, ".", "election-ramp"), "share");
    p->payoff = compile_num(c, compile_text(c, id, ".", "payoff"), "own deaths");
    p->discount_now = compile_num(c, compile_text(c, id, ".", "discount"), "share");
    p->visible_concession = compile_nums(c, 1);
    p->leak = compile_nums(c, 1);
    p->stream = stream_of("politics", id);
    for (size_t i = 0; i < factions->n_children; i++) {
        const ofr_node *f = factions->child[i];
        faction[i] = (ofr_faction){f->id,
                                   compile_par(f, "weight"),
                                   compile_par(f, "press"),
                                   compile_par(f, "enmity"),
                                   compile_par(f, "breadth"),
                                   compile_par(f, "tilt")};
    }
    p->faction = faction;
    p->n_factions = factions->n_children;
    compile_ballots(c, node_get(node, "elections"), p);
    compile_leader(c, node, p);
}

static ofr_status politics_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "politics");
    ofr_politics_all *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->politics = own;
    own->of = compile_alloc(c, section->n_children, sizeof *own->of);
    if (!own->of) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++) {
        const size_t actor = node_index(node_get(c->spec->root, "actors"), section->child[i]->id);
        if (actor == SIZE_MAX) continue;
        c->actor[actor].politics = own->n;
        own->of[own->n].actor = actor;
        compile_principal(c, section->child[i], &own->of[own->n++]);
    }
    for (size_t i = 0; i < c->model->n_dyads; i++) {
        const ofr_actor *holder = &c->model->actor[c->model->dyad[i].holder];
        if (holder->politics == OFR_NONE) {
            faults_add(c->faults, holder->node,
                       "%s is in a hostile pair, so it needs an entry in politics (an empty one, "
                       "{}, takes the defaults)",
                       holder->id);
        }
    }
    return c->out_of_memory ? OFR_NO_MEMORY : OFR_OK;
}

static void politics_start(const ofr_model *m, ofr_block *b)
{
    const ofr_politics_all *own = m->own->politics;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_politics *p = &own->of[i];
        for (size_t k = 0; k < LANES; k++) {
            const ofr_words w = words_of(m, b, m->epoch, p->stream, 1, k);
            whole(b, p->implacable_type)[k] = unit(w.w[0]) < par(b, p->implacable)[k];
            whole(b, p->leader_since)[k] = OFR_NEVER;
            num(b, p->heat)[k] = par(b, p->heat_base)[k];
            num(b, p->press)[k] = par(b, p->press_par)[k];
            num(b, p->enmity)[k] = par(b, p->enmity_par)[k];
            num(b, p->breadth)[k] = par(b, p->breadth_par)[k];
            num(b, p->discount_now)[k] = 1.0;
        }
    }
}

/* Weights of the factions under today's heat, and what the principal wants with them. */
static void weigh_factions(ofr_block *b, const ofr_politics *p)
{
    const double *heat = num(b, p->heat), *base = par(b, p->heat_base);
    double total[LANES] = {0}, press[LANES] = {0}, enmity[LANES] = {0}, breadth[LANES] = {0};

    for (size_t i = 0; i < p->n_factions; i++) {
        const ofr_faction *f = &p->faction[i];
        const double *w = par(b, f->weight), *tilt = par(b, f->tilt), *fp = par(b, f->press),
                     *fe = par(b, f->enmity);
        const double *fb = par(b, f->breadth);
        double pi[LANES];

        for (size_t k = 0; k < LANES; k++)
            pi[k] = w[k] * m_exp(tilt[k] * (heat[k] - base[k]));        /* lanes */
        for (size_t k = 0; k < LANES; k++) total[k] += pi[k];           /* lanes */
        for (size_t k = 0; k < LANES; k++) press[k] += pi[k] * fp[k];   /* lanes */
        for (size_t k = 0; k < LANES; k++) enmity[k] += pi[k] * fe[k];  /* lanes */
        for (size_t k = 0; k < LANES; k++) breadth[k] += pi[k] * fb[k]; /* lanes */
    }
    for (size_t k = 0; k < LANES; k++) {
        const bool any = p->n_factions > 0 && total[k] > 0;
        num(b, p->press)[k] = par(b, p->press_par)[k] * (any ? press[k] / total[k] : 1.0);
        num(b, p->enmity)[k] = par(b, p->enmity_par)[k] * (any ? enmity[k] / total[k] : 1.0);
        num(b, p->breadth)[k] = par(b, p->breadth_par)[k] * (any ? breadth[k] / total[k] : 1.0);
    }
}

static void hold_election(const ofr_model *m, ofr_block *b, int32_t day, const ofr_politics *p,
                          const ofr_ballot *ballot)
{
    for (size_t k = 0; k < LANES; k++) {
        const double u = unit(words_of(m, b, day, ballot->stream, 0, k).w[0]);
        double total = 0, sum = 0;
        size_t drawn = 0;

        for (size_t i = 0; i < ballot->n_outcomes; i++)
            total += par(b, ballot->outcome[i].chance)[k];
        for (size_t i = 0; i < ballot->n_outcomes; i++) {
            drawn = i;
            sum += par(b, ballot->outcome[i].chance)[k];
            if (u * total < sum) break;
        }
        act(m, b, ballot->slot, k, OFR_NO_ACT, -1);
        whole(b, ballot->result)[k] = (int32_t)drawn + 1;
        if (ballot->n_outcomes == 0) continue;
        for (size_t i = 0; i < ballot->outcome[drawn].n_writes; i++) {
            const ofr_write *w = &ballot->outcome[drawn].write[i];
            b->par[w->row * LANES + k] = w->value;
        }
        if (ballot->outcome[drawn].n_writes) block_derive(m, b, k);
        if (ballot->outcome[drawn].successor) leader_follows(m, b, day, p, k);
    }
}

/* Nearness of the next election: the same for all lanes, but its scale may differ. */
static void cast_shadow(ofr_block *b, int32_t day, const ofr_politics *p)
{
    int32_t next = INT32_MAX;
    double *ramp = num(b, p->ramp);
    const double *days = par(b, p->ramp_days);

    for (size_t i = 0; i < p->n_ballots; i++) {
        if (p->ballot[i].date >= day && p->ballot[i].date - day < next)
            next = p->ballot[i].date - day;
    }
    if (next == INT32_MAX) {
        for (size_t k = 0; k < LANES; k++) ramp[k] = 0.0; /* lanes */
    } else {
        for (size_t k = 0; k < LANES; k++) ramp[k] = m_exp(-(double)next / days[k]); /* lanes */
    }
}

/* Own deaths of a principal today, as memory and heat count them. */
static void own_deaths(const ofr_model *m, const ofr_block *b, size_t actor, double *ret)
{
    for (size_t k = 0; k < LANES; k++) ret[k] = 0.0; /* lanes */
    for (size_t f = 0; f < m->n_flows; f++) {
        if (m->flow[f].target != actor || !m->flow[f].hostile) continue;
        const double *deaths = num(b, m->deaths_own + f);
        for (size_t k = 0; k < LANES; k++) ret[k] += deaths[k]; /* lanes */
    }
    const bool in_own_acts = own_dead_count(m, b);
    for (size_t f = 0; in_own_acts && f < m->n_flows; f++) {
        if (m->flow[f].source == actor) add_own_dead(m, b, f, ret);
    }
    for (size_t i = 0; i < m->n_pairs; i++) {
        const ofr_dyad *first = &m->dyad[m->pair[i].dyad[0]];
        if (first->holder != actor && first->rival != actor) continue;
        const int32_t *at_war = whole(b, m->pair[i].at_war);
        const double *a_day = par(b, m->own->war->deaths);
        for (size_t k = 0; k < LANES; k++) ret[k] += (double)at_war[k] * a_day[k]; /* lanes */
    }
}

/* By itself, in futures: whoever died in the past led to what the record holds. */
static void leader_may_die(const ofr_model *m, ofr_block *b, int32_t day, const ofr_politics *p)
{
    double u[LANES];

    if (p->leader_dies == OFR_NONE || (b->given && b->given->history)) return;
    uniforms(m, b, day, p->leader_stream, 0, u);
    for (size_t k = 0; k < LANES; k++) {
        if (u[k] < 1.0 - m_exp(-par(b, p->leader_dies)[k]))
            leader_dies(m, b, day, p, k, OFR_NO_ACT, -1);
    }
}

static void politics_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_politics_all *own = m->own->politics;

    for (size_t i = 0; i < own->n; i++) {
        const ofr_politics *p = &own->of[i];
        double *heat = num(b, p->heat), *leak = num(b, p->leak), dead[LANES];
        const double *concession = num(b,
                                       p->visible_concession); /* the ledger still books its face */
        const double *base = par(b, p->heat_base), *decay = par(b, p->heat_decay),
                     *per_death = par(b, p->per_death);
        const double *per_concession = par(b, p->per_concession), *per_leak = par(b, p->per_leak);

        own_deaths(m, b, p->actor, dead);
        for (size_t k = 0; k < LANES; k++)
            heat[k] = base[k] + (heat[k] - base[k]) * decay[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++)
            heat[k] += per_death[k] * m_log2(1.0 + dead[k]); /* lanes */
        for (size_t k = 0; k < LANES; k++)
            heat[k] += per_concession[k] * concession[k] + per_leak[k] * leak[k]; /* lanes */
        for (size_t k = 0; k < LANES; k++) heat[k] = m_clamp(heat[k], 0.0, 10.0); /* lanes */
        for (size_t k = 0; k < LANES; k++) leak[k] = 0.0;                         /* lanes */
        weigh_factions(b, p);
        cast_shadow(b, day, p);
        for (size_t j = 0; j < p->n_ballots; j++) {
            if (p->ballot[j].date == day) hold_election(m, b, day, p, &p->ballot[j]);
        }
        leader_may_die(m, b, day, p);
    }
}

static const ofr_mechanism politics_mechanism = {
    .name = "politics",
    .keys = &politics_keys,
    .compile = politics_compile,
    .start = politics_start,
};
