/* deals.c -- clauses that are due, in force, kept, broken or frozen; value held in escrow.
 *
 *     a clause falls due `due` days after the deal, once the clause it waits for is kept or in force; it is void when
 *     that one was broken, frozen or ran out
 *     P(carried out when due) = keep
 *     P(broken today | in force), and whether its giver freezes it: deal_keeping.h
 *     a breach is seen after `verify` days; then its snapback clauses are frozen
 *     value of a clause: with its giver + held in escrow + released = amount, in every history
 *
 * restrain and withhold stay in force for `lasts`; release, unfreeze and withdraw are done once. Unfrozen
 * money goes to the holder and from there, for its purpose only, at `pace` a day while nothing freezes it.
 * In history the stated facts (clause, date, state) are set as they happened. A fact
 * dated after the scenario's start is an assumption; in a run that starts earlier, facts in between are left out.
 * Tests: conservation; the hazard; sequence; snapback. Source: model.md 4.9, 4.16.
 */
#include "deals.h"

#include "../state/rings.h"
#include "bargaining.h"
#include "deal_clients.h"
#include "deal_keeping.h"
#include "mechanisms.h"
#include "memory.h"
#include "politics.h"

static const ofr_key deals_table[] = {
    KEY_MAP("deals", NULL, "what is agreed when an agenda is settled, or has been agreed already"),
    KEY_TEXT("deals.*.name", false, "name in reports"),
    KEY_TEXT("deals.*.says", false, "a word on it"),
    KEY_REF("deals.*.agenda", "agendas", false,
            "agenda that it settles; it comes into being when that is agreed"),
    KEY_REF("deals.*.stops", "drivers", false,
            "driver that it switches off on the day it is agreed"),
    KEY_DATE_OR(
        "deals.*.struck", "2149-12-31",
        "the day it was agreed, for a deal of the past; from the start on, the day on which "
        "it is signed, whatever the talks; the last day that there is: never"),
    KEY_LIST("deals.*.clauses", "who owes what"),
    KEY_REF("deals.*.clauses.*.by", "actors", true, "who owes it"),
    KEY_REF("deals.*.clauses.*.to", "actors", true, "to whom it is owed"),
    KEY_CHOICE("deals.*.clauses.*.does", "restrain|withhold|release|unfreeze|withdraw", NULL, true,
               "what is owed"),
    KEY_TEXT("deals.*.clauses.*.says", false, "the clause in words"),
    KEY_REFS("deals.*.clauses.*.restrains", "actors", false,
             "restrain: whose hostile acts against the other side are held back"),
    KEY_REFS("deals.*.clauses.*.in", "theatres", false,
             "restrain: only in these theatres; omitted: everywhere"),
    KEY_NUMBER("deals.*.clauses.*.strength", UNIT_SHARE, 0, 1, "0.8", ROLE_LEVEL,
               "restrain: share of acts that stop under full obedience", "judgement"),
    KEY_CHOICE("deals.*.clauses.*.obeyed", "in-part|wholly", "in-part", false,
               "restrain: clients stop a share of their acts by control, or all that `strength` "
               "says with chance control, and else refuse"),
    KEY_NUMBER("deals.*.clauses.*.asked-every", UNIT_DAYS, 1, 3650, "30 days", ROLE_CONSTANT,
               "obeyed wholly: from one time that a client is asked to the next", "judgement"),
    KEY_NUMBER("deals.*.clauses.*.refused", UNIT_SHARE, 0, 1, "0.1", ROLE_LEVEL,
               "obeyed wholly: share of the control that a refusal costs", "judgement"),
    KEY_NUMBER("deals.*.clauses.*.of", UNIT_AMOUNT, 0, 1e15, "0 units", ROLE_CONSTANT,
               "how much: people, money", "judgement"),
    KEY_REF("deals.*.clauses.*.holder", "actors", false, "unfreeze: who holds it in escrow"),
    KEY_TEXT("deals.*.clauses.*.purpose", false, "unfreeze: what it may be spent on"),
    KEY_NUMBER("deals.*.clauses.*.pace", UNIT_PER_DAY, 0, 1, "0 per day", ROLE_LEVEL,
               "unfreeze: share of the amount released each day", "judgement"),
    KEY_NUMBER("deals.*.clauses.*.due", UNIT_DAYS, 0, 3650, "30 days", ROLE_CONSTANT,
               "days from the deal to its being due", "judgement"),
    KEY_TEXT("deals.*.clauses.*.after", false,
             "clause of the deal that must be kept or in force first"),
    KEY_NUMBER("deals.*.clauses.*.keep", UNIT_SHARE, 0, 1, "0.9", ROLE_LEVEL,
               "chance that it is carried out when due", "judgement"),
    KEY_NUMBER("deals.*.clauses.*.verify", UNIT_DAYS, 0, 365, "7 days", ROLE_CONSTANT,
               "from a breach to its being seen", "judgement"),
    KEY_NUMBER("deals.*.clauses.*.lasts", UNIT_DAYS, 1, 36500, "365 days", ROLE_CONSTANT,
               "restrain, withhold: how long it is owed", "judgement"),
    KEY_CHOICE("deals.*.clauses.*.kept", "by-chance|by-choice", "by-chance", false,
               "restrain, withhold: broken at the hazard of `breach`, or where breaking pays more "
               "than what stands"),
    KEY_NUMBER("deals.*.clauses.*.freezes", UNIT_PER_DAY, 0, 1, "0 per day", ROLE_LEVEL,
               "how often its giver freezes it, at rest; heat at home then freezes it and breaks "
               "nothing",
               "judgement"),
    KEY_NUMBER("deals.*.clauses.*.thaws", UNIT_PER_DAY, 0, 1, "0.02 per day", ROLE_LEVEL,
               "how often who froze it releases it, at rest", "judgement"),
    KEY_TEXT("deals.*.clauses.*.snapback", false,
             "clauses of the deal that freeze when this one is seen broken, separated by spaces"),
    KEY_LIST("deals.*.clauses.*.facts", "what became of it, as the record knows"),
    KEY_DATE("deals.*.clauses.*.facts.*.date", true, "the day"),
    KEY_CHOICE("deals.*.clauses.*.facts.*.state", "none|due|in-force|kept|broken|frozen", NULL,
               true, "its state from then on"),
    KEY_RECORD("breach", "how clauses in force come to be broken"),
    KEY_NUMBER("breach.base", UNIT_PER_DAY, 0, 1, "0.002 per day", ROLE_LEVEL, "b0", "judgement"),
    KEY_NUMBER("breach.heat", UNIT_NONE, -5, 5, "0.5", ROLE_LEVEL,
               "b1, per unit of heat above rest", "judgement"),
    KEY_NUMBER("breach.loss", UNIT_NONE, -5, 5, "0.5", ROLE_LEVEL,
               "b2, per own death of vanished surplus", "judgement"),
    KEY_NUMBER("breach.shock", UNIT_FACTOR, 0, 1000, "x10", ROLE_LEVEL, "while a shock is in force",
               "judgement"),
    KEY_NUMBER("breach.choice", UNIT_NONE, 0, 10, "1", ROLE_LEVEL,
               "kept by choice: log-odds per log of what stands over what tempts", "judgement"),
    KEY_NUMBER("breach.tremble", UNIT_PER_DAY, 0, 1, "0.0005 per day", ROLE_LEVEL,
               "kept by choice: broken whatever is weighed", "judgement"),
};
static const ofr_keys deals_keys = {deals_table, OFR_COUNT_OF(deals_table), "deals"};

static size_t clause_named(const ofr_node *list, const char *id, size_t n)
{
    for (size_t i = 0; i < list->n_children; i++) {
        if (strlen(list->child[i]->id) == n && strncmp(list->child[i]->id, id, n) == 0) return i;
    }
    return OFR_NONE;
}

static void compile_snapback(ofr_compiler *c, const ofr_node *list, const ofr_node *node,
                             ofr_clause *clause, size_t first)
{
    const ofr_node *text = node_get(node, "snapback");

    clause->snapback = compile_alloc(c, list->n_children, sizeof *clause->snapback);
    if (!clause->snapback || !text || !text->stated) return;
    for (const char *at = text->text; *at;) {
        const size_t n = strcspn(at, " "), i = clause_named(list, at, n);
        if (n && i == OFR_NONE)
            faults_add(c->faults, text, "'%.*s' is no clause of this deal", (int)n, at);
        else if (n && clause->n_snapback < list->n_children)
            clause->snapback[clause->n_snapback++] = first + i;
        at += n;
        at += strspn(at, " ");
    }
}

/* Where a clause of restraint holds. */
static void compile_places(ofr_compiler *c, const ofr_node *node, ofr_clause *clause)
{
    const ofr_node *list = compile_list(node, "in");

    if (list->n_children == 0) return;
    if (clause->does != DOES_RESTRAIN)
        faults_add(c->faults, list,
                   "only a restraint holds in some theatres; leave this out, or write does: "
                   "restrain");
    clause->theatre = compile_alloc(c, list->n_children, sizeof *clause->theatre);
    for (size_t i = 0; clause->theatre && i < list->n_children; i++)
        clause->theatre[clause->n_theatres++] = compile_theatre(c, list->child[i]);
}

static void compile_clause(ofr_compiler *c, const ofr_node *list, size_t i, size_t deal,
                           ofr_clause *clause, size_t first)
{
    const ofr_node *node = list->child[i], *holder = node_get(node, "holder"),
                   *after = node_get(node, "after");
    const ofr_node *who = compile_list(node, "restrains"), *facts = node_get(node, "facts");
    const char *id = compile_text(c, list->parent->id, ".", node->id);
    ofr_fact *fact = compile_alloc(c, facts->n_children, sizeof *fact);
    const size_t by = compile_actor(c, node_get(node, "by")),
                 to = compile_actor(c, node_get(node, "to"));

    if (!fact || by == SIZE_MAX || to == SIZE_MAX) return;
    *clause = (ofr_clause){
        .id = id,
        .node = node,
        .deal = deal,
        .by = by,
        .does = (int)node_get(node, "does")->choice,
        .holder = holder && holder->stated ? compile_actor(c, holder) : OFR_NONE,
        .after = OFR_NONE,
        .stream = stream_of("clause", id),
        .dyad = model_dyad(c->model, to, by),
        .amount = compile_par(node, "of"),
        .strength = compile_par(node, "strength"),
        .due_days = compile_par(node, "due"),
        .verify = compile_par(node, "verify"),
        .keep = compile_par(node, "keep"),
        .lasts = compile_par(node, "lasts"),
        .pace = compile_par(node, "pace"),
        .freezes = compile_par(node, "freezes"),
        .thaws = compile_par(node, "thaws"),
        .by_choice = node_get(node, "kept")->choice == 1,
        .worth = compile_nums(c, 1),
        .weighed = compile_wholes(c, 1),
        .frozen_from = compile_wholes(c, 1),
        .state = compile_whole(c, compile_text(c, id, ".", "state"), "state"),
        .due = compile_whole(c, compile_text(c, id, ".", "due"), "day"),
        .broken_on = compile_wholes(c, 1),
        .act = compile_wholes(c, 1),
        .root = compile_wholes(c, 1),
        .giver = compile_num(c, compile_text(c, id, ".", "with-giver"), "amount"),
        .held = compile_num(c, compile_text(c, id, ".", "held"), "amount"),
        .released = compile_num(c, compile_text(c, id, ".", "released"), "amount"),
        .slot = compile_slot(c, (ofr_slot){SLOT_CLAUSE, id, by, to, OFR_NONE, OFR_NONE, first + i}),
    };
    if (after && after->stated) {
        const size_t at = clause_named(list, after->text, strlen(after->text));
        if (at == OFR_NONE || at == i)
            faults_add(c->faults, after, "'%s' is no other clause of this deal", after->text);
        else
            clause->after = first + at;
    }
    clause->actor = compile_alloc(c, who->n_children, sizeof *clause->actor);
    for (size_t j = 0; clause->actor && j < who->n_children; j++)
        clause->actor[clause->n_actors++] = compile_actor(c, who->child[j]);
    for (size_t j = 0; j < facts->n_children; j++) {
        fact[j] = (ofr_fact){(int32_t)node_get(facts->child[j], "date")->value,
                             (int)node_get(facts->child[j], "state")->choice};
        if (j && fact[j].date < fact[j - 1].date)
            faults_add(c->faults, facts->child[j], "facts go from the earliest on");
    }
    clause->fact = fact;
    clause->n_facts = facts->n_children;
    compile_obeyers(c, node, clause);
    compile_places(c, node, clause);
    check_keeping(c, node, clause);
    if (by == to)
        faults_add(c->faults, node_get(node, "to"), "%s would owe it to itself; name another",
                   c->model->actor[by].id);
    compile_snapback(c, list, node, clause, first);
}

/* Clauses that wait for each other would all wait for ever. */
static void check_waits(ofr_compiler *c, const ofr_deals *own)
{
    ring_edge *edge = compile_alloc(c, own->n_clauses, sizeof *edge);
    const char **name = compile_alloc(c, own->n_clauses, sizeof *name);
    size_t n = 0;

    if (!edge || !name) return;
    for (size_t i = 0; i < own->n_clauses; i++) {
        const ofr_clause *clause = &own->clause[i];
        name[i] = clause->id ? clause->id : "";
        if (clause->id && clause->after != OFR_NONE)
            edge[n++] = (ring_edge){i, clause->after, "waits for", node_get(clause->node, "after")};
    }
    compile_rings(c, name, own->n_clauses, edge, n);
}

static ofr_status deals_compile(ofr_compiler *c)
{
    const ofr_node *section = node_get(c->spec->root, "deals"),
                   *breach = node_get(c->spec->root, "breach");
    const ofr_node *agendas = node_get(c->spec->root, "agendas");
    ofr_model *m = c->model;
    ofr_deals *own = compile_alloc(c, 1, sizeof *own);
    size_t n = 0;

    if (!own) return OFR_NO_MEMORY;
    c->own->deals = own;
    own->hazard = compile_par(breach, "base");
    own->per_heat = compile_par(breach, "heat");
    own->per_loss = compile_par(breach, "loss");
    own->per_shock = compile_par(breach, "shock");
    own->choice = compile_par(breach, "choice");
    own->tremble = compile_par(breach, "tremble");
    for (size_t i = 0; i < section->n_children; i++)
        n += node_get(section->child[i], "clauses")->n_children;
    own->deal = compile_alloc(c, section->n_children, sizeof *own->deal);
    own->clause = compile_alloc(c, n, sizeof *own->clause);
    own->kept_news = compile_alloc(c, m->n_dyads, sizeof(ofr_row));
    own->broken_news = compile_alloc(c, m->n_dyads, sizeof(ofr_row));
    own->rein = compile_alloc(c, m->n_links, sizeof(ofr_row));
    own->traded = compile_alloc(c, m->n_links, sizeof(ofr_row));
    if (!own->deal || !own->clause || !own->kept_news || !own->broken_news || !own->rein ||
        !own->traded)
        return OFR_NO_MEMORY;
    for (size_t i = 0; i < section->n_children; i++) {
        const ofr_node *node = section->child[i], *list = node_get(node, "clauses"),
                       *agenda = node_get(node, "agenda");
        const ofr_node *stops = node_get(node, "stops"), *struck = node_get(node, "struck");

        own->deal[i] = (ofr_deal){
            .id = node->id,
            .agenda = agenda && agenda->stated ? node_index(agendas, agenda->text) : OFR_NONE,
            .first = own->n_clauses,
            .n_clauses = list->n_children,
            .past = (int32_t)struck->value,
            .stops = stops && stops->stated
                         ? node_index(node_get(c->spec->root, "drivers"), stops->text)
                         : OFR_NONE,
            .struck = compile_whole(c, compile_text(c, node->id, ".", "struck"), "day"),
        };
        for (size_t j = 0; j < list->n_children; j++)
            compile_clause(c, list, j, i, &own->clause[own->n_clauses + j], own->n_clauses);
        own->n_clauses += list->n_children;
    }
    own->n = section->n_children;
    check_waits(c, own);
    for (size_t d = 0; d < m->n_dyads; d++) {
        own->kept_news[d] = compile_nums(c, 1);
        own->broken_news[d] = compile_nums(c, 1);
    }
    for (size_t i = 0; i < m->n_links; i++) {
        own->rein[i] = compile_nums(c, 1);
        own->traded[i] = compile_nums(c, 1);
    }
    return c->out_of_memory ? OFR_NO_MEMORY : OFR_OK;
}

static void hand_over(ofr_block *b, const ofr_clause *clause, size_t k);

/* What had become of a clause before the first day. */
static void past_facts(const ofr_model *m, ofr_block *b, const ofr_clause *clause, size_t k)
{
    for (size_t j = 0; j < clause->n_facts && clause->fact[j].date < m->epoch; j++) {
        whole(b, clause->state)[k] = clause->fact[j].state;
        whole(b, clause->due)[k] = clause->fact[j].date;
        if (clause->fact[j].state == CLAUSE_KEPT) hand_over(b, clause, k);
    }
}

static void deals_start(const ofr_model *m, ofr_block *b)
{
    const ofr_deals *own = m->own->deals;

    for (size_t k = 0; k < LANES; k++) {
        for (size_t i = 0; i < own->n; i++)
            whole(b, own->deal[i].struck)[k] = own->deal[i].past < m->epoch ? own->deal[i].past
                                                                            : OFR_NEVER;
        for (size_t i = 0; i < own->n_clauses; i++) {
            num(b, own->clause[i].giver)[k] = par(b, own->clause[i].amount)[k];
            whole(b, own->clause[i].due)[k] = OFR_NEVER;
            whole(b, own->clause[i].broken_on)[k] = OFR_NEVER;
            whole(b, own->clause[i].act)[k] = OFR_NO_ACT;
            whole(b, own->clause[i].root)[k] = -1;
            past_facts(m, b, &own->clause[i], k);
        }
    }
}

/* The value of a clause leaves its giver: to the holder, if there is one, else to its purpose. */
static void hand_over(ofr_block *b, const ofr_clause *clause, size_t k)
{
    double *giver = &num(b, clause->giver)[k],
           *to = &num(b, clause->holder == OFR_NONE ? clause->released : clause->held)[k];

    *to += *giver;
    *giver = 0.0;
}

/* A clause takes a new state: the act, the news, the money. */
static void clause_becomes(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                           int state, int32_t cause, int32_t root)
{
    const ofr_deals *own = m->own->deals;
    const ofr_clause *clause = &own->clause[i];
    const ofr_politics_all *politics = m->own->politics;

    whole(b, clause->frozen_from)[k] = CLAUSE_NONE;
    if (whole(b, clause->state)[k] == state) return;
    whole(b, clause->state)[k] = state;
    act(m, b, clause->slot, k, cause, root);
    whole(b, clause->act)[k] = act_number(m, day, clause->slot);
    whole(b, clause->root)[k] = root;
    if (state == CLAUSE_KEPT) {
        hand_over(b, clause, k);
        if (clause->dyad != OFR_NONE) num(b, own->kept_news[clause->dyad])[k] += 1.0;
        if (m->actor[clause->by].politics != OFR_NONE)
            num(b, politics->of[m->actor[clause->by].politics].visible_concession)[k] += 1.0;
    }
    if (state == CLAUSE_BROKEN) whole(b, clause->broken_on)[k] = day;
}

/* Day by day in one lane: what is due is carried out or not; what is broken is seen and answered. */
static void clause_falls_due(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_deals *own = m->own->deals;
    const ofr_clause *clause = &own->clause[i];
    const ofr_words w = words_of(m, b, day, clause->stream, 1, k);

    if (clause->after != OFR_NONE) {
        const int32_t before = whole(b, own->clause[clause->after].state)[k];
        const bool frozen = whole(b, own->clause[clause->after].frozen_from)[k] != CLAUSE_NONE;
        if (before == CLAUSE_DUE || frozen) return; /* each costly step waits for the one before */
        if (before != CLAUSE_KEPT && before != CLAUSE_IN_FORCE) {
            const ofr_clause *first = &own->clause[clause->after];
            clause_becomes(m, b, day, i, k, CLAUSE_NONE, whole(b, first->act)[k],
                           whole(b, first->root)[k]);
            return; /* what it waited for will not come: it is void */
        }
    }
    const bool kept = unit(w.w[0]) < par(b, clause->keep)[k];
    clause_becomes(m, b, day, i, k,
                   kept ? (clause_lasts(clause) ? CLAUSE_IN_FORCE : CLAUSE_KEPT) : CLAUSE_BROKEN,
                   whole(b, clause->act)[k], whole(b, clause->root)[k]);
}

static void breach_is_seen(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_deals *own = m->own->deals;
    const ofr_clause *clause = &own->clause[i];

    whole(b, clause->broken_on)[k] = OFR_NEVER;
    if (clause->dyad != OFR_NONE) num(b, own->broken_news[clause->dyad])[k] += 1.0;
    for (size_t j = 0; j < clause->n_snapback; j++) {
        const int32_t state = whole(b, own->clause[clause->snapback[j]].state)[k];
        whole(b, own->clause[clause->snapback[j]].frozen_from)[k] = CLAUSE_NONE; /* for good */
        if (state == CLAUSE_NONE || state == CLAUSE_FROZEN || state == CLAUSE_BROKEN) continue;
        clause_becomes(m, b, day, clause->snapback[j], k, CLAUSE_FROZEN, whole(b, clause->act)[k],
                       whole(b, clause->root)[k]);
    }
}

/* A clause is broken or frozen by the largest act remembered of the other side since the deal; what came before it did not
 * keep anybody from signing. */
static void goes_back_on(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k,
                         int state)
{
    const ofr_deals *own = m->own->deals;
    const ofr_clause *clause = &own->clause[i];
    const size_t d = clause->dyad == OFR_NONE ? OFR_NONE : m->dyad[clause->dyad].back,
                 memory = d == OFR_NONE ? OFR_NONE : m->dyad[d].memory;
    int32_t root = -1;
    const int32_t cause = memory == OFR_NONE ? OFR_NO_ACT
                                             : memory_gravest(b, &m->memory[memory], k, &root);
    const bool after = cause >= 0 && m->epoch + cause / (int32_t)m->n_slots >=
                                         whole(b, own->deal[clause->deal].struck)[k];

    clause_becomes(m, b, day, i, k, state, after ? cause : OFR_NO_ACT, after ? root : -1);
}

static bool has_run_out(const ofr_block *b, int32_t day, const ofr_clause *clause, size_t k)
{
    return clause_lasts(clause) &&
           day >= whole(b, clause->due)[k] + (int32_t)par(b, clause->lasts)[k];
}

/* Its giver freezes it: what it was is kept for its release. Word 0 of quad 2. */
static bool is_frozen_today(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_clause *clause = &m->own->deals->clause[i];
    const int32_t was = whole(b, clause->state)[k];

    if (!(par(b, clause->freezes)[k] > 0.0) ||
        unit(words_of(m, b, day, clause->stream, 2, k).w[0]) >= freeze_today(m, b, clause, k))
        return false;
    goes_back_on(m, b, day, i, k, CLAUSE_FROZEN);
    whole(b, clause->frozen_from)[k] = was;
    return true;
}

static void may_be_broken(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_clause *clause = &m->own->deals->clause[i];

    if (unit(words_of(m, b, day, clause->stream, 0, k).w[0]) < breach_today(m, b, day, clause, k)) {
        goes_back_on(m, b, day, i, k, CLAUSE_BROKEN);
    } else if (has_run_out(b, day, clause, k)) {
        whole(b, clause->state)[k] = CLAUSE_NONE;
    } else {
        is_frozen_today(m, b, day, i, k);
    }
}

/* What its giver froze is released into the state that it had, and no news; or it runs out. Word 1 of quad 2. */
static void may_be_released(const ofr_model *m, ofr_block *b, int32_t day, size_t i, size_t k)
{
    const ofr_clause *clause = &m->own->deals->clause[i];
    int32_t *from = &whole(b, clause->frozen_from)[k], *state = &whole(b, clause->state)[k];

    if (has_run_out(b, day, clause, k)) {
        *state = CLAUSE_NONE;
        *from = CLAUSE_NONE;
    } else if (unit(words_of(m, b, day, clause->stream, 2, k).w[1]) < thaw_today(m, b, clause, k)) {
        act(m, b, clause->slot, k, whole(b, clause->act)[k], whole(b, clause->root)[k]);
        whole(b, clause->act)[k] = act_number(m, day, clause->slot);
        *state = *from;
        *from = CLAUSE_NONE;
    }
}

/* Money moves from escrow to its purpose, never elsewhere. */
static void release_escrow(ofr_block *b, const ofr_clause *clause, size_t k)
{
    double *held = &num(b, clause->held)[k];
    const double step = m_min(*held, par(b, clause->pace)[k] * par(b, clause->amount)[k]);

    *held -= step;
    num(b, clause->released)[k] += step;
}

/* Clients held back by a clause in force are reined in. */
static void rein_in(const ofr_model *m, ofr_block *b, const ofr_clause *clause, size_t k)
{
    const ofr_deals *own = m->own->deals;

    for (size_t j = 0; !clause->wholly && j < clause->n_actors; j++) {
        const size_t link = m->actor[clause->actor[j]].link;
        if (link != OFR_NONE && m->link[link].patron == clause->by)
            num(b, own->rein[link])[k] = 1.0;
    }
}

/* What a clause was worth when it came into force is weighed anew once it comes into force again. */
static void forget_worth(ofr_block *b, const ofr_clause *clause)
{
    const int32_t *state = whole(b, clause->state);
    int32_t *weighed = whole(b, clause->weighed);

    for (size_t k = 0; k < LANES; k++)
        weighed[k] &= (state[k] == CLAUSE_IN_FORCE) | (state[k] == CLAUSE_FROZEN); /* lanes */
}

static void clause_step(const ofr_model *m, ofr_block *b, int32_t day, size_t i)
{
    const ofr_deals *own = m->own->deals;
    const ofr_clause *clause = &own->clause[i];
    const bool history = b->given && b->given->history;

    for (size_t j = 0; j < clause->n_facts; j++) {
        if (clause->fact[j].date != day || !told_on(m, day)) continue;
        for (size_t k = 0; k < LANES; k++) {
            clause_becomes(m, b, day, i, k, clause->fact[j].state, OFR_NO_ACT, -1);
            whole(b, clause->due)[k] = day;
        }
    }
    const int32_t *state = whole(b, clause->state);
    forget_worth(b, clause);
    for (size_t k = 0; k < LANES; k++) {
        switch (state[k]) {
        case CLAUSE_DUE:
            if (!history && day >= whole(b, clause->due)[k]) clause_falls_due(m, b, day, i, k);
            break;
        case CLAUSE_IN_FORCE:
            rein_in(m, b, clause, k);
            if (!history) may_be_broken(m, b, day, i, k);
            break;
        case CLAUSE_KEPT:
            if (history || !(num(b, clause->held)[k] > 0.0) || !is_frozen_today(m, b, day, i, k))
                release_escrow(b, clause, k);
            break;
        case CLAUSE_FROZEN:
            if (!history && whole(b, clause->frozen_from)[k] != CLAUSE_NONE)
                may_be_released(m, b, day, i, k);
            break;
        case CLAUSE_BROKEN:
            if (whole(b, clause->broken_on)[k] != OFR_NEVER &&
                day >= whole(b, clause->broken_on)[k] + (int32_t)par(b, clause->verify)[k]) {
                breach_is_seen(m, b, day, i, k);
            }
            break;
        default:
            break;
        }
    }
    clients_step(m, b, day, clause);
}

static void deals_step(const ofr_model *m, ofr_block *b, int32_t day)
{
    const ofr_deals *own = m->own->deals;

    for (size_t i = 0; i < own->n; i++) {
        int32_t *struck = whole(b, own->deal[i].struck);
        if (own->deal[i].past == day && !signed_on(m, day))
            for (size_t k = 0; k < LANES; k++) struck[k] = day; /* lanes */
    }
    for (size_t i = 0; i < own->n_clauses; i++) clause_step(m, b, day, i);
}

static const ofr_mechanism deals_mechanism = {
    .name = "deals",
    .keys = &deals_keys,
    .compile = deals_compile,
    .start = deals_start,
};
