/* outcomes.c -- named predicates and the day on which each first comes true.
 *
 * event: war, exchange (both struck directly within the window), deal (an agenda is agreed), or a pattern
 * of acts (`when`), quiet (`for` so many days `without` a pattern, counted from the start), or a campaign all of whose parts are
 * halted for so many days on end (campaigns.c), counted from the start. A window that
 * runs through the start holds the days before it. The root theatre of the chain that ends in the outcome is
 * kept with it.
 *
 * What holds on the eve of the start already is noted apart, since it can no longer come about, or does with
 * the next act: an exchange is open, a window holds enough acts, a deal on the agenda has clauses due or in
 * force, a campaign is halted.
 * Tests: first day by hand on given acts; quiet after exactly N days; each of what may hold already.
 */
#include "outcomes.h"

#include "bargaining.h"
#include "campaigns.h"
#include "deals.h"
#include "mechanisms.h"
#include "patterns.h"

static const ofr_key outcomes_table[] = {
    KEY_MAP("outcomes", NULL, "what is asked about"),
    KEY_TEXT("outcomes.*.says", false, "the outcome in words, for reports"),
    KEY_CHOICE("outcomes.*.event", "acts|war|exchange|deal|quiet|halted", "acts", false,
               "what kind of event"),
    KEY_PATTERN("outcomes.*.when", false, "acts: what counts"),
    KEY_PATTERN("outcomes.*.without", false, "quiet: what must not happen"),
    KEY_NUMBER("outcomes.*.for", UNIT_DAYS, 1, 3650, "30 days", ROLE_CONSTANT,
               "quiet, halted: how long, counted from the start", "judgement"),
    KEY_REF("outcomes.*.agenda", "agendas", false, "deal: which agenda"),
    KEY_REF("outcomes.*.campaign", "campaigns", false, "halted: which campaign"),
    KEY_REFS("outcomes.*.between", "actors", false, "war, exchange: which pair; omitted: any"),
    KEY_FLAG("outcomes.*.headline", "false",
             "its first occurrence has a trigger that reports name"),
};
static const ofr_keys outcomes_keys = {outcomes_table, OFR_COUNT_OF(outcomes_table), "outcomes"};

static void compile_halted(ofr_compiler *c, const ofr_node *node, ofr_outcome *o)
{
    const ofr_node *campaign = node_get(node, "campaign");
    const bool named = campaign && campaign->stated;

    if (!named) faults_add(c->faults, node, "needs campaign: whose fire is halted");
    o->campaign = named ? node_index(node_get(c->spec->root, "campaigns"), campaign->text)
                        : SIZE_MAX;
}

static void compile_one(ofr_compiler *c, const ofr_node *node, ofr_outcome *o)
{
    const ofr_node *says = node_get(node, "says"), *agenda = node_get(node, "agenda"),
                   *between = node_get(node, "between");
    const ofr_node *when = node_get(node, "when"), *without = node_get(node, "without");
    static const int kinds[] = {EVENT_PATTERN, EVENT_WAR,   EVENT_EXCHANGE,
                                EVENT_DEAL,    EVENT_QUIET, EVENT_HALTED};

    *o = (ofr_outcome){
        .id = node->id,
        .says = says && says->stated ? says->text : node->id,
        .event = kinds[node_get(node, "event")->choice],
        .headline = node_get(node, "headline")->value != 0,
        .days = (int32_t)node_get(node, "for")->value,
        .deal = OFR_NONE,
        .pair = OFR_NONE,
        .campaign = OFR_NONE,
        .first = compile_whole(c, compile_text(c, node->id, ".", "first"), "day"),
        .root = compile_wholes(c, 1),
        .run = compile_wholes(c, 1),
        .already = compile_whole(c, compile_text(c, node->id, ".", "already"), "true or not"),
    };
    o->prior_driven = o->event == EVENT_WAR || o->event == EVENT_EXCHANGE;
    if (o->event == EVENT_PATTERN && !when->stated)
        faults_add(
            c->faults, node,
            "needs when: the acts that it is about (or another event: war, exchange, deal, quiet)");
    if (o->event == EVENT_QUIET && !without->stated)
        faults_add(c->faults, node, "needs without: the acts that must not happen");
    if (o->event == EVENT_PATTERN && when->stated) compile_pattern(c, when, &o->pattern);
    if (o->event == EVENT_QUIET && without->stated) compile_pattern(c, without, &o->pattern);
    if (o->event == EVENT_DEAL) {
        if (!agenda || !agenda->stated)
            faults_add(c->faults, node, "needs agenda: which one is agreed");
        else
            o->deal = node_index(node_get(c->spec->root, "agendas"), agenda->text);
        if (o->deal == SIZE_MAX) o->deal = 0;
    }
    if (o->event == EVENT_HALTED) compile_halted(c, node, o);
    if (between && between->stated) {
        const size_t p = between->n_children == 2 ? compile_actor(c, between->child[0]) : SIZE_MAX;
        const size_t q = between->n_children == 2 ? compile_actor(c, between->child[1]) : SIZE_MAX;
        const size_t d = p == SIZE_MAX || q == SIZE_MAX ? OFR_NONE : model_dyad(c->model, p, q);
        if (d == OFR_NONE)
            faults_add(c->faults, between, "is no hostile pair");
        else
            o->pair = c->model->dyad[d].pair;
    }
}

static ofr_status outcomes_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "outcomes");
    ofr_outcomes *own = compile_alloc(c, 1, sizeof *own);

    if (!own) return OFR_NO_MEMORY;
    c->own->outcomes = own;
    own->outcome = compile_alloc(c, section->n_children, sizeof *own->outcome);
    if (!own->outcome) return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++)
        compile_one(c, section->child[i], &own->outcome[i]);
    own->n = section->n_children;
    if (own->n == 0)
        faults_add(
            c->faults, section,
            "a scenario needs at least one outcome to ask about, for example  war: {event: war}");
    return OFR_OK;
}

/* A deal of the past on this agenda that is not over. */
static bool has_deal(const ofr_model *m, const ofr_block *b, size_t agenda, size_t k)
{
    const ofr_deals *deals = m->own->deals;

    for (size_t i = 0; i < deals->n_clauses; i++) {
        const ofr_deal *deal = &deals->deal[deals->clause[i].deal];
        const int32_t state = whole(b, deals->clause[i].state)[k];
        if (deal->agenda == agenda && whole(b, deal->struck)[k] != OFR_NEVER &&
            (state == CLAUSE_DUE || state == CLAUSE_IN_FORCE))
            return true;
    }
    return false;
}

static bool holds(const ofr_model *m, const ofr_block *b, const ofr_outcome *o, size_t k)
{
    if (o->event == EVENT_PATTERN)
        return o->pattern.within > 1 && whole(b, o->pattern.total)[k] >= o->pattern.count;
    if (o->event == EVENT_DEAL) return has_deal(m, b, o->deal, k);
    if (o->event == EVENT_HALTED)
        return num(b, m->own->campaigns->campaign[o->campaign].halted)[k] >= 0.5;
    for (size_t j = 0; j < m->n_pairs && o->event != EVENT_QUIET; j++) {
        const ofr_row row = o->event == EVENT_WAR ? m->pair[j].at_war : m->pair[j].window_open;
        if ((o->pair == OFR_NONE || o->pair == j) && whole(b, row)[k]) return true;
    }
    return false;
}

/* On the eve of the start, or where a member starts without a past. */
static void note_already(const ofr_model *m, ofr_block *b)
{
    const ofr_outcomes *own = m->own->outcomes;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++)
            whole(b, own->outcome[i].already)[k] = holds(m, b, &own->outcome[i], k);
    }
}

static void outcomes_start(const ofr_model *m, ofr_block *b)
{
    const ofr_outcomes *own = m->own->outcomes;

    for (size_t i = 0; i < own->n; i++) {
        for (size_t k = 0; k < LANES; k++) {
            whole(b, own->outcome[i].first)[k] = OFR_NEVER;
            whole(b, own->outcome[i].root)[k] = -1;
        }
    }
    note_already(m, b);
}

static void occurs(ofr_block *b, int32_t day, const ofr_outcome *o, size_t k, int32_t root)
{
    if (whole(b, o->first)[k] != OFR_NEVER) return;
    whole(b, o->first)[k] = day;
    whole(b, o->root)[k] = root;
}

static void pattern_outcome(const ofr_model *m, ofr_block *b, int32_t day, const ofr_outcome *o,
                            bool counts)
{
    int32_t acting[LANES], *run = whole(b, o->run);
    const int32_t one = counts;
    uint8_t lane[LANES];

    for (size_t k = 0; k < LANES; k++) run[k] += one; /* lanes; days unmet since the start */
    const int32_t any = pattern_lanes(m, b, &o->pattern, acting);
    if (o->pattern.within > 1)
        for (size_t k = 0; k < LANES; k++) acting[k] = 1;
    const size_t n = any || o->pattern.within > 1 ? lanes_where(acting, lane) : 0;
    for (size_t j = 0; j < n; j++) {
        const pattern_seen seen = pattern_today(m, b, day, &o->pattern, lane[j]);
        if (seen.acts <= 0 && o->pattern.within <= 1) continue;
        const double total = pattern_roll(b, &o->pattern, day, lane[j], seen.acts);
        if (!(seen.acts > 0) || total < o->pattern.count) continue;
        run[lane[j]] = 0;
        if (o->event == EVENT_PATTERN && counts) occurs(b, day, o, lane[j], seen.root);
    }
    if (o->event != EVENT_QUIET || !counts) return;
    for (size_t k = 0; k < LANES; k++) {
        if (run[k] >= o->days) occurs(b, day, o, k, -1);
    }
}

static void slot_outcome(const ofr_model *m, ofr_block *b, int32_t day, const ofr_outcome *o,
                         size_t slot)
{
    const double *count = count_of(m, b, slot);

    for (size_t k = 0; k < LANES; k++) {
        if (count[k] > 0) occurs(b, day, o, k, root_of(m, b, slot)[k]);
    }
}

/* All parts of a campaign hold their fire for so many days from the start on. */
static void halted_outcome(const ofr_model *m, ofr_block *b, int32_t day, const ofr_outcome *o)
{
    const int32_t *since = whole(b, m->own->campaigns->campaign[o->campaign].all_since);
    int32_t *run = whole(b, o->run);

    for (size_t k = 0; k < LANES; k++) run[k] = since[k] == OFR_NEVER ? 0 : run[k] + 1;
    for (size_t k = 0; k < LANES; k++) {
        if (run[k] >= o->days) occurs(b, day, o, k, -1);
    }
}

static void outcomes_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_outcomes *own = m->own->outcomes;
    const bool counts = !(b->given && b->given->history);

    for (size_t i = 0; i < own->n; i++) {
        const ofr_outcome *o = &own->outcome[i];
        if (o->event == EVENT_PATTERN || o->event == EVENT_QUIET) {
            pattern_outcome(m, b, day, o, counts);
        } else if (o->event == EVENT_HALTED && counts) {
            halted_outcome(m, b, day, o);
        } else if (o->event == EVENT_DEAL && counts) {
            const ofr_agenda *agenda = &m->own->bargaining->agenda[o->deal];
            for (size_t k = 0; k < LANES; k++) {
                if (count_of(m, b, agenda->slot)[k] > 0 && whole(b, agenda->stage)[k] == 4)
                    occurs(b, day, o, k, -1);
            }
        } else if (counts) {
            for (size_t j = 0; j < m->n_pairs; j++) {
                if (o->pair == OFR_NONE || o->pair == j)
                    slot_outcome(m, b, day, o,
                                 o->event == EVENT_WAR ? m->pair[j].war_slot
                                                       : m->pair[j].exchange_slot);
            }
        }
    }
    if (!counts && day == m->start - 1) note_already(m, b);
}

static const ofr_mechanism outcomes_mechanism = {
    .name = "outcomes",
    .keys = &outcomes_keys,
    .compile = outcomes_compile,
    .start = outcomes_start,
};
