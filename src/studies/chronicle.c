/* chronicle.c -- acts in words: what happened, and what made it. */
#include "chronicle.h"
#include "../mechanisms/bargaining.h"
#include "../mechanisms/campaigns.h"
#include "../mechanisms/channels.h"
#include "../mechanisms/conduct.h"
#include "../mechanisms/deals.h"
#include "../mechanisms/drivers.h"
#include "../mechanisms/politics.h"
#include "../mechanisms/red_lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const stance_names[] = {"accommodate", "probe", "hold", "pressure", "punish"};
static const char *const stage_names[] = {"dormant", "contact", "talks", "a text", "agreement"};
static const char *const clause_states[] = {"not in force", "due",    "in force",
                                            "kept",         "broken", "frozen"};

static const char *say(ofr_chronicle *c, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *kept = arena_text(c->arena, text,
                                  n < 0                     ? 0
                                  : (size_t)n < sizeof text ? (size_t)n
                                                            : sizeof text - 1);
    if (!kept) c->failed = true;
    return kept ? kept : "";
}

static const char *actor_name(const ofr_model *m, size_t actor)
{
    return actor == OFR_NONE ? "" : m->actor[actor].name;
}
static const char *actor_id(const ofr_model *m, size_t actor)
{
    return actor == OFR_NONE ? "" : m->actor[actor].id;
}

static const char *kind_name(ofr_slot_kind kind)
{
    static const char *const names[] = {
#define KIND_WORD(name, word) [SLOT_##name] = word,
        OFR_SLOT_KINDS(KIND_WORD, )
#undef KIND_WORD
    };

    return names[kind];
}

/* A slot in a few words, without its state: for causes. */
static const char *name_slot(ofr_chronicle *c, const ofr_model *m, size_t slot)
{
    const ofr_slot *s = &m->slot[slot];

    switch (s->kind) {
    case SLOT_FLOW:
        return say(c, "%s against %s (%s, %s)", actor_name(m, s->source), actor_name(m, s->target),
                   m->rung[s->rung].id, m->theatre[s->theatre].name);
    case SLOT_STANCE:
        return say(c, "%s's change of stance toward %s", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_ALARM:
        return say(c, "a false alarm of %s", actor_name(m, s->target));
    case SLOT_MESSAGE:
        return say(c, "a message of %s by channel %s", actor_name(m, s->source), s->id);
    case SLOT_TALKS:
        return say(c, "the agreement on agenda %s", s->id);
    case SLOT_CLAUSE:
        return say(c, "clause %s", s->id);
    case SLOT_DRIVER:
        return say(c, "driver %s", s->id);
    case SLOT_SHOCK:
        return say(c, "shock %s", s->id);
    case SLOT_ELECTION:
        return say(c, "election %s", s->id);
    case SLOT_EXCHANGE:
        return say(c, "the direct exchange %s", s->id);
    case SLOT_WAR:
        return say(c, "the war %s", s->id);
    case SLOT_DECISION:
        return say(c, "the decision of %s for war", actor_name(m, s->source));
    case SLOT_CEASEFIRE:
        return say(c, "the end of the war %s", s->id);
    case SLOT_CROSSING:
        return say(c, "the crossing of red line %s", s->id);
    case SLOT_HALT:
        return say(c, "the halt of %s", s->id);
    case SLOT_RESUME:
        return say(c, "the end of the halt of %s", s->id);
    case SLOT_PAUSE_WORD:
    case SLOT_RESUME_WORD:
        return say(c, "a word of %s", s->id);
    case SLOT_ORDER:
        return say(c, "the order of %s to %s", actor_name(m, s->source), actor_name(m, s->target));
    case SLOT_REFUSAL:
        return say(c, "the refusal of %s", actor_name(m, s->target));
    case SLOT_OFFER:
        return say(c, "the offer %s of %s", s->id, actor_name(m, s->source));
    case SLOT_ACCEPTANCE:
        return say(c, "the acceptance of offer %s", s->id);
    case SLOT_REJECTION:
        return say(c, "the rejection of offer %s", s->id);
    case SLOT_LAPSE:
        return say(c, "the end of offer %s", s->id);
    case SLOT_BREACH:
        return say(c, "the breach of offer %s", s->id);
    case SLOT_LEADER:
        return say(c, "the death of %s's leader", actor_name(m, s->source));
    }
    return "";
}

/* What no act made, and no driver. */
static const char *no_cause_in_words(const ofr_slot *s)
{
    switch (s->kind) {
    case SLOT_TALKS:
        return "through talks";
    case SLOT_DRIVER:
    case SLOT_SHOCK:
        return "from outside";
    case SLOT_ELECTION:
        return "on its date";
    case SLOT_ALARM:
        return "by mistake";
    case SLOT_CEASEFIRE:
    case SLOT_LAPSE:
    case SLOT_LEADER:
        return "in its own time";
    default:
        return "on its own account";
    }
}

/* Does a flow today rather answer cooperation than act by itself? Memory keeps no single friendly act. */
static bool answers_kindness(const ofr_model *m, const ofr_block *b, size_t k, size_t slot)
{
    const ofr_flow *flow = m->slot[slot].kind == SLOT_FLOW ? &m->flow[slot] : NULL;

    return flow && flow->kindness > 0 && flow->answers != OFR_NONE &&
           block_num(b, m->own->conduct->drive[slot].excited, k) >= 0.5;
}

static const char *cause_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                  size_t k, size_t slot, int32_t cause)
{
    if (answers_kindness(m, b, k, slot))
        return say(c, "in answer to friendly acts of %s",
                   actor_name(m, m->memory[m->flow[slot].answers].origin));
    if (cause >= 0) {
        const int32_t n = (int32_t)m->n_slots;
        char date[OFR_DATE_TEXT];
        return say(c, "after %s of %s", name_slot(c, m, (size_t)(cause % n)),
                   date_format(m->epoch + cause / n, date));
    }
    if (cause <= OFR_BY_DRIVER) {
        const ofr_drivers *drivers = m->own->drivers;
        const size_t j = (size_t)(OFR_BY_DRIVER - cause);
        return j < drivers->n ? say(c, "while %s goes on", drivers->driver[j].id) : "";
    }
    return no_cause_in_words(&m->slot[slot]);
}

static const char *flow_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_act *a,
                                 size_t slot)
{
    const ofr_slot *s = &m->slot[slot];
    char extra[192] = "";
    size_t n = 0;

    if (a->deaths_own > 0)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d of %s killed", a->deaths_own,
                              actor_name(m, s->target));
    if (a->deaths_partner > 0 && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d partners killed",
                              a->deaths_partner);
    if (a->deaths_attacker > 0 && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d of %s killed", a->deaths_attacker,
                              actor_name(m, s->source));
    if (a->wounded > 0 && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; %d wounded", a->wounded);
    if (a->slipped && n < sizeof extra)
        n += (size_t)snprintf(extra + n, sizeof extra - n, "; more than was meant");
    if (a->misread && n < sizeof extra)
        snprintf(extra + n, sizeof extra - n, "; read as more than it was");
    return say(c, "%s against %s, %s: %s%s%s", actor_name(m, s->source), actor_name(m, s->target),
               m->theatre[s->theatre].name, m->rung[s->rung].id,
               a->count > 1 ? say(c, ", %d acts", a->count) : "", extra);
}

/* Is what made it the signing of a deal? */
static bool made_by_agreement(const ofr_model *m, int32_t cause)
{
    return cause >= 0 && m->slot[(size_t)cause % m->n_slots].kind == SLOT_TALKS;
}

static const char *clause_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                   size_t k, const ofr_slot *s, int32_t cause)
{
    const ofr_deals *deals = m->own->deals;
    const ofr_clause *clause = &deals->clause[s->index];
    const int32_t state = block_whole(b, clause->state, k);

    const ofr_node *purpose = node_get(clause->node, "purpose");
    const bool money = state == CLAUSE_KEPT && clause->holder != OFR_NONE;

    if (money) {
        return say(c, "%s: clause %s is kept, %s holds it%s%s", actor_name(m, s->source), s->id,
                   actor_name(m, clause->holder), purpose && purpose->stated ? " for " : "",
                   purpose && purpose->stated ? purpose->text : "");
    }
    if (state == CLAUSE_NONE)
        return say(c, "%s: clause %s is void, what it waits for will not come",
                   actor_name(m, s->source), s->id);
    if (state == CLAUSE_BROKEN && made_by_agreement(m, cause))
        return say(c, "%s: clause %s is broken, nothing of it was carried out",
                   actor_name(m, s->source), s->id);
    return say(c, "%s: clause %s is %s", actor_name(m, s->source), s->id, clause_states[state]);
}

/* Whose fire halts: the actor of the part, or what its named parts leave of a front. */
static const char *who_halts(ofr_chronicle *c, const ofr_model *m, const ofr_slot *s)
{
    const ofr_campaign_part *part = campaign_part(m->own->campaigns, s->index);
    const bool rest = part->share == OFR_NONE && strchr(part->id, '.');

    return rest ? say(c, "%s but for its named parts", actor_name(m, s->source))
                : actor_name(m, s->source);
}

/* The end of a halt: how long it was, and whether anybody had said so. */
static const char *resuming_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                     size_t k, int32_t day, const ofr_slot *s)
{
    const ofr_campaign_part *part = campaign_part(m->own->campaigns, s->index);
    const int32_t since = block_whole(b, part->since, k), said = block_whole(b, part->said, k);

    const char *who = who_halts(c, m, s);
    const int days = (int)(day - since);

    if (since == OFR_NEVER)
        return say(c, "%s: fire is taken up again (%s), after a halt from before the start", who,
                   s->id);
    return say(c, "%s: fire is taken up again (%s) after %d day%s%s", who, s->id, days,
               days == 1 ? "" : "s", said >= since ? "" : "; nobody had announced the halt");
}

/* An election, and what came out of it where that is open. */
static const char *election_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                     size_t k, size_t slot)
{
    const ofr_slot *s = &m->slot[slot];
    const ofr_politics *p = politics_of(m, s->source);

    for (size_t i = 0; i < p->n_ballots; i++) {
        const ofr_ballot *ballot = &p->ballot[i];
        const int32_t result = block_whole(b, ballot->result, k);
        if (ballot->slot == slot && ballot->n_outcomes > 1 && result > 0)
            return say(c, "%s: election %s is held, with the outcome %s", actor_name(m, s->source),
                       s->id, ballot->outcome[result - 1].id);
    }
    return say(c, "%s: election %s is held", actor_name(m, s->source), s->id);
}

/* What it says, where it says more than that one speaks. */
static const char *message_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                    size_t k, const ofr_slot *s)
{
    const ofr_channel *ch = &m->own->channels->channel[s->index / 2];
    const int32_t said = block_whole(b, ch->said[s->index % 2], k);
    const char *more = "";

    if (said == CONTENT_NOTICE) more = ": notice of an open answer";
    if (said == CONTENT_PLEA) more = ": a plea for restraint";
    if (said >= CONTENT_LINE)
        more = say(c, ": a threat that names %s", m->own->red_lines->line[said - CONTENT_LINE].id);
    return say(c, "word from %s reaches %s by channel %s%s", actor_name(m, s->source),
               actor_name(m, s->target), s->id, more);
}

/* A driver begins or stops: for days that are told beforehand, or until it begins. After a truce it was its own cause. */
static const char *driver_in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b,
                                   size_t k, size_t slot, int32_t cause)
{
    const ofr_driver *d = &m->own->drivers->driver[m->slot[slot].index];
    const bool after_truce = cause >= 0 && (size_t)cause % m->n_slots == slot;
    const int32_t until = block_whole(b, d->truce_until, k);
    char date[OFR_DATE_TEXT];

    if (block_whole(b, d->on, k))
        return say(c, after_truce ? "%s begins again: the truce is over" : "%s begins", d->id);
    if (until != OFR_NEVER)
        return say(c, "%s stops: a truce to %s", d->id, date_format(until, date));
    return say(c, after_truce ? "%s stays stopped: the truce becomes a cease-fire" : "%s stops",
               d->id);
}

static const char *in_words(ofr_chronicle *c, const ofr_model *m, const ofr_block *b, size_t k,
                            size_t slot, const ofr_act *a)
{
    const ofr_slot *s = &m->slot[slot];

    switch (s->kind) {
    case SLOT_FLOW:
        return flow_in_words(c, m, a, slot);
    case SLOT_STANCE: {
        const int stance = (int)block_num(b, m->dyad[s->index].stance, k);
        return say(c, "%s: stance toward %s is now %s", actor_name(m, s->source),
                   actor_name(m, s->target), stance_names[stance + 2]);
    }
    case SLOT_ALARM:
        return say(c, "%s takes a false alarm for an attack", actor_name(m, s->target));
    case SLOT_MESSAGE:
        return message_in_words(c, m, b, k, s);
    case SLOT_TALKS: {
        const int32_t stage = block_whole(b, m->own->bargaining->agenda[s->index].stage, k);
        return say(c, "agenda %s reaches %s", s->id,
                   stage_names[stage < 0 || stage > 4 ? 4 : stage]);
    }
    case SLOT_CLAUSE:
        return clause_in_words(c, m, b, k, s, a->cause);
    case SLOT_DRIVER:
        return driver_in_words(c, m, b, k, slot, a->cause);
    case SLOT_SHOCK:
        return say(c, "shock: %s", s->id);
    case SLOT_ELECTION:
        return election_in_words(c, m, b, k, slot);
    case SLOT_EXCHANGE:
        return say(c, "direct exchange between %s and %s", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_WAR:
        return say(c, "war between %s and %s", actor_name(m, s->source), actor_name(m, s->target));
    case SLOT_DECISION:
        return say(c, "%s decides on war with %s", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_CEASEFIRE:
        return say(c, "the war between %s and %s ends", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_CROSSING:
        return say(c, "red line %s of %s is crossed", s->id, actor_name(m, s->target));
    case SLOT_HALT:
        return say(c, "%s: fire is held (%s)", who_halts(c, m, s), s->id);
    case SLOT_RESUME:
        return resuming_in_words(c, m, b, k, a->day, s);
    case SLOT_PAUSE_WORD:
        return say(c, "%s: word that fire is held (%s)", who_halts(c, m, s), s->id);
    case SLOT_RESUME_WORD:
        return say(c, "%s: word that fire is taken up again (%s)", who_halts(c, m, s), s->id);
    case SLOT_ORDER:
        return say(c, "%s asks %s to hold its fire", actor_name(m, s->source),
                   actor_name(m, s->target));
    case SLOT_REFUSAL:
        return say(c, "%s refuses to hold its fire for %s", actor_name(m, s->target),
                   actor_name(m, s->source));
    case SLOT_OFFER:
        return say(c, "%s makes %s the offer %s", actor_name(m, s->source),
                   actor_name(m, s->target), s->id);
    case SLOT_ACCEPTANCE:
        return a->cause == OFR_NO_ACT
                   ? say(c, "the offer %s of %s stands: what it asks of %s is given", s->id,
                         actor_name(m, s->target), actor_name(m, s->source))
                   : say(c, "%s takes up the offer %s", actor_name(m, s->source), s->id);
    case SLOT_REJECTION:
        return say(c, "%s turns down the offer %s", actor_name(m, s->source), s->id);
    case SLOT_LAPSE:
        return say(c, "the offer %s of %s ends unbroken", s->id, actor_name(m, s->source));
    case SLOT_BREACH:
        return say(c,
                   a->cause == OFR_NO_ACT ? "the offer %s is broken by %s, who made it"
                                          : "the offer %s of %s is broken",
                   s->id, actor_name(m, s->source));
    case SLOT_LEADER:
        return say(c, "%s: its leader dies, and another follows", actor_name(m, s->source));
    }
    return "";
}

static bool make_room(ofr_chronicle *c)
{
    if (c->n < c->room) return true;
    const size_t room = c->room ? c->room * 2 : 256;
    ofr_act *bigger = realloc(c->act, room * sizeof *bigger);

    if (!bigger) {
        c->failed = true;
        return false;
    }
    c->act = bigger;
    c->room = room;
    return true;
}

/* In which step of the day each kind of thing happens (engine/day.c); what is ordered or said of halts follows them. */
static const int step_of_day[] = {
    [SLOT_SHOCK] = 0,      [SLOT_DRIVER] = 1,     [SLOT_MESSAGE] = 2,     [SLOT_STANCE] = 3,
    [SLOT_TALKS] = 4,      [SLOT_CLAUSE] = 5,     [SLOT_HALT] = 6,        [SLOT_RESUME] = 6,
    [SLOT_PAUSE_WORD] = 7, [SLOT_FLOW] = 8,       [SLOT_RESUME_WORD] = 7, [SLOT_ALARM] = 9,
    [SLOT_CROSSING] = 10,  [SLOT_ELECTION] = 11,  [SLOT_EXCHANGE] = 12,   [SLOT_DECISION] = 13,
    [SLOT_WAR] = 14,       [SLOT_CEASEFIRE] = 15, [SLOT_ORDER] = 2,       [SLOT_REFUSAL] = 2,
    [SLOT_OFFER] = 5,      [SLOT_ACCEPTANCE] = 5, [SLOT_REJECTION] = 5,   [SLOT_LAPSE] = 5,
    [SLOT_BREACH] = 5,     [SLOT_LEADER] = 11,
};

static int step_of(const ofr_model *m, const ofr_act *a)
{
    return step_of_day[m->slot[(size_t)a->number % m->n_slots].kind];
}

/* Moves the act at `from` to `to`; those between give way. */
static void move_act(ofr_act *list, size_t from, size_t to)
{
    const ofr_act moved = list[from];

    for (; from < to; from++) list[from] = list[from + 1];
    for (; from > to; from--) list[from] = list[from - 1];
    list[to] = moved;
}

/* The acts of one day as they came about: by the steps of the day, and none before what made it. */
static void put_in_order(const ofr_model *m, ofr_act *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        size_t to = i;
        while (to > 0 && step_of(m, &list[to - 1]) > step_of(m, &list[i])) to--;
        move_act(list, i, to);
    }
    for (size_t i = 0; i < n;) {
        size_t made_by = i;
        for (size_t j = i + 1; j < n; j++) {
            if (list[j].number == list[i].cause) made_by = j;
        }
        if (made_by > i)
            move_act(list, i, made_by);
        else
            i++;
    }
}

/* What happened in lane k today. */
static void put_day(ofr_chronicle *c, const ofr_model *m, const ofr_block *b, int32_t day, size_t k)
{
    const size_t first = c->n;

    for (size_t slot = 0; slot < m->n_slots; slot++) {
        const double count = block_num(b, m->count + slot, k);
        const ofr_slot *s = &m->slot[slot];
        const bool flow = s->kind == SLOT_FLOW;

        if (count <= 0 || !make_room(c)) continue;
        ofr_act a = {
            .number = act_number(m, day, slot),
            .day = day,
            .kind = kind_name(s->kind),
            .id = s->id,
            .source = actor_id(m, s->source),
            .target = actor_id(m, s->target),
            .theatre = s->theatre == OFR_NONE ? "" : m->theatre[s->theatre].id,
            .rung = s->rung == OFR_NONE ? "" : m->rung[s->rung].id,
            .count = (int32_t)count,
            .recorded = flow && block_whole(b, m->flow[slot].given, k),
            .cause = block_whole(b, m->cause + slot, k),
        };
        if (flow) {
            a.deaths_own = (int32_t)block_num(b, m->deaths_own + slot, k);
            a.deaths_partner = (int32_t)block_num(b, m->deaths_partner + slot, k);
            a.deaths_attacker = (int32_t)block_num(b, m->deaths_attacker + slot, k);
            a.wounded = (int32_t)block_num(b, m->wounded + slot, k);
            a.slipped = block_num(b, m->slipped + slot, k) > 0;
            a.misread = block_num(b, m->read_up + slot, k) + block_num(b, m->charged + slot, k) > 0;
        }
        a.text = in_words(c, m, b, k, slot, &a);
        a.cause_text = a.recorded ? "in the record" : cause_in_words(c, m, b, k, slot, a.cause);
        c->act[c->n++] = a;
    }
    put_in_order(m, c->act + first, c->n - first);
}

static void see_acts(void *self, const ofr_seats *seats)
{
    const ofr_chronicles *c = self;

    for (size_t k = 0; k < seats->n; k++) {
        const size_t member = seats->first + k;
        if (member < c->first || member >= c->first + c->n) continue;
        put_day(&c->of[member - c->first], seats->model, seats->block, seats->day, k);
    }
}

ofr_observer chronicles_observer(ofr_chronicles *c, const ofr_model *m)
{
    return (ofr_observer){m->start, m->start + m->horizon, see_acts, c};
}
